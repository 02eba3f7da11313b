"""The catalog's tables, and what is read from them of documents and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus import Reference
from corpus.folders import Stat

SCHEMA = """
CREATE TABLE file (
    path TEXT PRIMARY KEY, name TEXT NOT NULL, stat TEXT NOT NULL, digest TEXT NOT NULL, seen REAL NOT NULL,
    problem TEXT NOT NULL, readers TEXT NOT NULL
) STRICT;
CREATE TABLE part (
    file TEXT NOT NULL REFERENCES file (path) ON DELETE CASCADE, member TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (file, member)
) STRICT;
CREATE TABLE content (
    digest TEXT PRIMARY KEY, format TEXT NOT NULL, version INTEGER NOT NULL, problem TEXT NOT NULL,
    readers TEXT NOT NULL
) STRICT;
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL, position INTEGER NOT NULL, shard INTEGER NOT NULL,
    text_rank INTEGER NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL, own_id TEXT NOT NULL,
    doi TEXT NOT NULL, pmid TEXT NOT NULL, pmcid TEXT NOT NULL, title TEXT NOT NULL, year INTEGER NOT NULL,
    author TEXT NOT NULL, reference TEXT NOT NULL, document TEXT, kept INTEGER NOT NULL DEFAULT 0,
    encoded INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE gone (record INTEGER PRIMARY KEY, shard INTEGER NOT NULL) STRICT;
CREATE TABLE document (
    id TEXT PRIMARY KEY, record INTEGER NOT NULL UNIQUE, passages INTEGER NOT NULL, year INTEGER, journal TEXT NOT NULL,
    review INTEGER NOT NULL, reference TEXT
) STRICT;
CREATE TABLE definition (
    record INTEGER NOT NULL, key TEXT NOT NULL, long TEXT NOT NULL, stems TEXT NOT NULL
) STRICT;
CREATE TABLE folder (path TEXT PRIMARY KEY) STRICT;
CREATE TABLE removed (reference TEXT NOT NULL) STRICT;
CREATE INDEX part_content ON part (content);
CREATE INDEX record_content ON record (content);
CREATE INDEX record_document ON record (document);
CREATE INDEX record_doi ON record (doi) WHERE doi <> '';
CREATE INDEX record_pmid ON record (pmid) WHERE pmid <> '';
CREATE INDEX record_pmcid ON record (pmcid) WHERE pmcid <> '';
CREATE INDEX record_title ON record (title) WHERE title <> '';
CREATE INDEX document_selected ON document (record, passages, year, journal, review);
CREATE INDEX definition_record ON definition (record);
CREATE INDEX definition_key ON definition (key);
CREATE INDEX definition_stems ON definition (stems);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a list shows it.

    Attributes:
        id: Of the document.
        reference: Merged from all its files; what the kept text says comes first.
        format: Of the kept text.
        passages: Number of passages.
        files: Names of the files that hold it, the kept text's first; ``archive.zip/paper.xml`` inside an archive.
    """

    id: str
    reference: Reference
    format: str
    passages: int
    files: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The entry as ``reviewqa list --json`` prints it."""
        return {
            "id": self.id,
            "reference": self.reference.to_csl(),
            "format": self.format,
            "passages": self.passages,
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that yielded no document.

    Attributes:
        file: Its path, with the path inside an archive.
        reason: Why not, and what to do.
    """

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What a file was when it was last looked at.

    Attributes:
        stat: Its size and times.
        digest: SHA-256 of its bytes; empty where it could not be read.
        seen: When that was, in seconds since 1970.
        problem: Why it yielded nothing at all; empty otherwise.
        readers: Versions of the readers at that time.
    """

    stat: Stat
    digest: str
    seen: float
    problem: str
    readers: str
