"""The file that a document was read from, found again through the catalog and taken only if it is still the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import LibraryDamagedError, OriginalFileError, UnreadableFileError
from corpus.folders import Stat, digest
from index.library import Library
from index.store.files import open_immutable
from index.writing.uploads import Uploads

_COPIES = """SELECT file.path, file.name, part.member, record.content, file.digest, file.stat FROM document
JOIN record ON record.id = document.record JOIN part ON part.content = record.content
JOIN file ON file.path = part.file WHERE document.id = ? ORDER BY file.path, part.member"""
_CHANGED = "{} has changed since it was read. Sync the library to see it as it is now."
_GONE = "{} is not where it was when it was read. Put it back, or sync the library."


@dataclass(frozen=True, slots=True)
class Original:
    """Where the bytes of a document are.

    Attributes:
        path: The file, or the archive around it.
        name: What messages call it.
        member: Its path inside the archive; empty for a file of its own.
        digest: SHA-256 of the document's own bytes.
    """

    path: Path
    name: str
    member: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Copy(Original):
    """Likewise, as the catalog knows it.

    Attributes:
        file_digest: SHA-256 of the file.
        stat: Its size and times.
    """

    file_digest: str
    stat: Stat


def original(library: Library, document_id: str) -> Original:
    """The file that a document's text and boxes were read from; a file of its own before one in an archive.

    Raises:
        OriginalFileError: The library has no such document, or each of its files is gone or has changed since.
    """
    copies = sorted(_copies(library, document_id), key=lambda copy: bool(copy.member))
    if not copies:
        raise OriginalFileError("The file of this document is not known.")
    uploads = Uploads(library.folder)
    for copy in copies:
        for path in (copy.path, uploads.find(str(copy.path), copy.file_digest)):
            if path and _is_as_it_was(path, copy):
                return Original(path, copy.name, copy.member, copy.digest)
    raise OriginalFileError(
        _CHANGED.format(copies[0].name) if copies[0].path.is_file() else _GONE.format(copies[0].name)
    )


def _copies(library: Library, document_id: str) -> Iterator[_Copy]:
    try:
        with closing(open_immutable(library.catalog.file, "document")) as connection:
            rows = connection.execute(_COPIES, (document_id,)).fetchall()
    except (LibraryDamagedError, sqlite3.Error, OSError) as error:  # a writer has put a new generation in its place
        raise OriginalFileError("The library has just changed. Choose the quote again.") from error
    for path, name, member, content, of_file, stat in rows:
        yield _Copy(Path(path), name, member, content, of_file, Stat(*json.loads(stat)))


def _is_as_it_was(path: Path, copy: _Copy) -> bool:
    try:
        return Stat.of(path) == copy.stat or digest(path) == copy.file_digest
    except UnreadableFileError:
        return False
