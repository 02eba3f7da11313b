"""One module a format; ``FORMATS`` maps what a file is, by its content, to its reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.errors import UnreadableFileError, UnsupportedFileError
from corpus.readers.unknown_exports import unknown_export


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file; its reader is imported when it is first needed.

    Attributes:
        name: As users know it.
        version: Raised when the reader changes, so that its files are read again.
        text: How good its text is: of one work in several formats, the lowest is kept.
        module: Name of its reader in this package.
    """

    name: str
    version: int
    text: int
    module: str

    @property
    def is_export(self) -> bool:
        """Whether a file of this kind holds many records, each quick to read."""
        return self.module.startswith("records.")

    def recognises(self, data: bytes) -> bool:
        """Whether a file's bytes are of this kind, judged by its first 64 kB or so; quick, raises nothing."""
        return bool(self._reader().recognises(data))

    def read(self, data: bytes, source: str) -> Iterator[Document]:
        """Its documents, from its bytes and its name; raises CorpusError with a reason for people."""
        yield from self._reader().read(data, source)

    def _reader(self) -> Any:
        return import_module(f"corpus.readers.{self.module}")


# The first that recognises a file reads it: the strictest come first, plain text last.
FORMATS: tuple[Format, ...] = (
    Format("PDF", 2, 2, "pdf"),
    Format("JATS XML", 2, 0, "jats"),
    Format("TEI", 1, 3, "web.tei"),
    Format("PubMed XML", 1, 5, "records.pubmed_xml"),
    Format("EndNote XML", 3, 5, "records.endnote_xml"),
    Format("Web page", 2, 1, "web.page"),
    Format("Word document", 2, 2, "word.document"),
    Format("OpenDocument text", 1, 2, "word.open_document"),
    Format("EPUB", 1, 2, "word.electronic_book"),
    Format("RIS", 3, 5, "records.ris"),
    Format("MEDLINE", 3, 5, "records.medline"),
    Format("Web of Science", 1, 5, "records.web_of_science"),
    Format("EndNote import", 1, 5, "records.endnote_tagged"),
    Format("PubMed text", 1, 5, "records.pubmed_text"),
    Format("Table of records", 1, 5, "records.table"),
    Format("Labelled records", 1, 5, "records.labelled"),
    Format("BibTeX", 2, 5, "records.bibtex"),
    Format("JSON lines", 3, 5, "records.abstract_lines"),
    Format("BioC", 1, 3, "records.bioc"),
    Format("Europe PMC JSON", 1, 5, "records.europe_pmc"),
    Format("CSL-JSON", 1, 5, "records.csl_json"),
    Format("LaTeX", 1, 3, "text.latex"),
    Format("Saved page", 3, 4, "text.saved_page"),
    Format("Markdown", 2, 3, "text.markdown"),
    Format("Plain text", 2, 3, "text.plain_text"),
)

# What files begin with that are not papers, and what to call them.
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a ZIP archive or an office file that is not a Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as .docx or PDF"),
    (b"{\\rtf", "an RTF file; save it as .docx or PDF"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it"),
    (b"SQLite format 3", "a database"),
)


def format_of(data: bytes, source: str) -> Format:
    """The format of a file's bytes.

    Raises:
        UnsupportedFileError: No reader knows it; the message says what it looks like.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnsupportedFileError(f"{source}: is empty.")
    found = next((known for known in FORMATS if known.recognises(data)), None)
    if found and found.module.startswith("text.") and (export := unknown_export(data)):
        raise UnsupportedFileError(
            f"{source}: looks like an export of many records that no reader knows: {export}. Export it as RIS, which"
            " every database and reference manager offers."
        )
    if found is None:
        what = next((f"is {name}" for sign, name in _OTHERS if data.startswith(sign)), "has no text that can be read")
        raise UnsupportedFileError(f"{source}: {what}. Papers can be {', '.join(known.name for known in FORMATS)}.")
    return found


def versions() -> str:
    """Changes whenever a reader is added or improved, so that a file that failed is tried again."""
    return hashlib.sha256(repr([(known.name, known.version) for known in FORMATS]).encode()).hexdigest()[:12]


def read(path: Path) -> list[Document]:
    """The documents of one file; an export holds many.

    Raises:
        UnreadableFileError: It cannot be opened, or is broken.
        UnsupportedFileError: No reader knows what it is.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be read ({error.strerror}).") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, source: str) -> list[Document]:
    """The documents of a file's bytes; raises as ``read`` does."""
    return list(format_of(data, source).read(data, source))


def packaged_files() -> list[Path]:
    """The files of the reviews that come with the package, in the order of their names."""
    return sorted(Path(str(resources.files("corpus") / "reviews")).glob("*.txt"))


def packaged_reviews() -> tuple[Document, ...]:
    """The reviews that come with the package, in the order of their file names."""
    return tuple(document for file in packaged_files() for document in read(file))
