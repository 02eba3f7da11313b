"""The catalog: one SQLite file of documents, sentences, passages and vectors. All else is derived from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import Document, Reference, Section, Statement
from corpus.errors import LibraryDamagedError
from index.abbreviations import Definition
from index.encoder import Vectors, normalised
from index.passages import Passage, Sentence

_SCHEMA = """
CREATE TABLE document (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, text TEXT NOT NULL, reference TEXT NOT NULL,
    sections TEXT NOT NULL, statements TEXT NOT NULL
) STRICT;
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    section TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, terms TEXT NOT NULL,
    vector BLOB NOT NULL, words BLOB NOT NULL
) STRICT;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    first INTEGER NOT NULL REFERENCES sentence (id), last INTEGER NOT NULL REFERENCES sentence (id)
) STRICT;
CREATE TABLE definition (
    document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE, short TEXT NOT NULL, long TEXT NOT NULL
) STRICT;
CREATE INDEX sentence_document ON sentence (document);
CREATE INDEX passage_document ON passage (document);
"""


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """A sentence as it is stored.

    Attributes:
        sentence: Where it stands.
        terms: Its terms, abbreviations also written out, for words to be matched.
        vector: (dim,) float32, L2-normalised.
        words: (w, dim) float32, L2-normalised: one row a content word, in context.
    """

    sentence: Sentence
    terms: tuple[str, ...]
    vector: Vectors
    words: Vectors


@dataclass(frozen=True, slots=True)
class StoredSentence(EncodedSentence):
    """A sentence read back.

    Attributes:
        id: Its number in the library.
        document: Id of its document.
    """

    id: int
    document: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage read back.

    Attributes:
        id: Its number in the library.
        document: Id of its document.
        sentences: Numbers of its sentences, in order.
    """

    id: int
    document: str
    sentences: range


class Catalog:
    """One open catalog; reading never writes."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file

    @classmethod
    def create(cls, file: Path) -> Catalog:
        """A new, empty catalog."""
        connection = sqlite3.connect(file)
        connection.executescript(_SCHEMA)
        connection.execute("PRAGMA foreign_keys = ON")
        return cls(connection, file)

    @classmethod
    def open(cls, file: Path) -> Catalog:
        """An existing catalog, read only.

        Raises:
            LibraryDamagedError: It is missing, cut short or no catalog.
        """
        try:
            connection = sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            pages, page_size = (
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
            )
            if pages == 0 or file.stat().st_size < pages * page_size:
                raise sqlite3.DatabaseError("it is cut short")
            connection.execute("SELECT id FROM document LIMIT 1").fetchone()
        except sqlite3.Error as error:
            raise LibraryDamagedError(f"{file}: the catalog cannot be read ({error}).") from error
        return cls(connection, file)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def add(
        self,
        document: Document,
        sentences: Sequence[EncodedSentence],
        passages: Iterable[Passage],
        definitions: Iterable[Definition],
    ) -> None:
        """Store a document with all that was made of it, whole or not at all."""
        run = self._connection.execute
        with self._connection:
            sections, statements = (
                json.dumps([asdict(part) for part in parts]) for parts in (document.sections, document.statements)
            )
            run(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?)",
                (
                    document.id,
                    document.source,
                    document.text,
                    json.dumps(document.reference.to_csl()),
                    sections,
                    statements,
                ),
            )
            first = (run("SELECT max(id) FROM sentence").fetchone()[0] or 0) + 1
            for number, encoded in enumerate(sentences, first):
                place = encoded.sentence
                run(
                    "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        number,
                        document.id,
                        place.section,
                        place.start,
                        place.end,
                        " ".join(encoded.terms),
                        encoded.vector.tobytes(),
                        _pack(encoded.words),
                    ),
                )
            for passage in passages:
                run(
                    "INSERT INTO passage (document, first, last) VALUES (?, ?, ?)",
                    (document.id, first + passage.first, first + passage.last),
                )
            for definition in definitions:
                run("INSERT INTO definition VALUES (?, ?, ?)", (document.id, definition.short, definition.long))

    def document_ids(self, limit: int = -1) -> list[str]:
        """Ids of the documents, sorted; the first so many where there is a limit."""
        rows = self._connection.execute("SELECT id FROM document ORDER BY id LIMIT ?", (limit,))
        return [row[0] for row in rows]

    def documents(self) -> Iterator[Document]:
        """All documents, in the order of their ids."""
        for document_id in self.document_ids():
            document = self.document(document_id)
            if document:
                yield document

    def document(self, document_id: str) -> Document | None:
        """One document, or None where there is no such id."""
        with closing(self._connection.execute("SELECT * FROM document WHERE id = ?", (document_id,))) as rows:
            row = rows.fetchone()
        if row is None:
            return None
        _, source, text, reference, sections, statements = row
        return Document(
            source,
            text,
            Reference.from_csl(json.loads(reference)),
            tuple(Section(**section) for section in json.loads(sections)),
            tuple(
                Statement(**{**statement, "fields": tuple(statement["fields"])}) for statement in json.loads(statements)
            ),
        )

    def definitions(self) -> list[Definition]:
        """Every abbreviation that a document defines."""
        rows = self._connection.execute("SELECT DISTINCT document, short, long FROM definition ORDER BY rowid")
        return [Definition(short, long) for _, short, long in rows]

    def passage_ids(self, document_id: str | None = None) -> list[int]:
        """Numbers of a document's passages, or of all, in reading order."""
        query = "SELECT id FROM passage WHERE document = ?1 OR ?1 IS NULL ORDER BY id"
        return [row[0] for row in self._connection.execute(query, (document_id,))]

    def passages(self, ids: Iterable[int]) -> list[StoredPassage]:
        """The passages of these numbers, in the order asked for."""
        query = "SELECT id, document, first, last FROM passage WHERE id = ?"
        rows = [self._connection.execute(query, (int(number),)).fetchone() for number in ids]
        return [StoredPassage(number, document, range(first, last + 1)) for number, document, first, last in rows]

    def sentences(self, ids: Iterable[int]) -> list[StoredSentence]:
        """The sentences of these numbers, in the order asked for."""
        query = 'SELECT section, start, "end", terms, vector, words, document FROM sentence WHERE id = ?'
        found = []
        for number in ids:
            section, start, end, terms, vector, words, document = self._connection.execute(query, (number,)).fetchone()
            place = Sentence(section, start, end)
            unpacked = np.frombuffer(vector, dtype=np.float32)
            words = _unpack(words, unpacked.size)
            found.append(StoredSentence(place, tuple(terms.split()), unpacked, words, number, document))
        return found


def _pack(vectors: Vectors) -> bytes:
    """One byte a component: rows are scaled to their largest; their length, always 1, is restored when read."""
    peak = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    quantised: NDArray[np.int8] = np.rint(vectors / peak * 127).astype(np.int8)
    return quantised.tobytes()


def _unpack(packed: bytes, dim: int) -> Vectors:
    return normalised(np.frombuffer(packed, dtype=np.int8).reshape(-1, dim).astype(np.float32))
