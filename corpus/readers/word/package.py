"""Packages: the ZIP archives that Word, OpenDocument and EPUB keep one document in, and how far they may unpack."""

from __future__ import annotations

import zipfile

from corpus.errors import UnreadableFileError

LARGEST_PART = 64 << 20  # of a part of XML
RATIO = 200  # unpacked to packed
RATIO_FROM = 10 << 20


def says_it_is(data: bytes, mimetype: bytes) -> bool:
    """Whether it is a ZIP archive whose first part says what it holds, as those of OpenDocument and EPUB do."""
    return data.startswith(b"PK\x03\x04") and data[30:38] == b"mimetype" and data[38:].startswith(mimetype)


def read_part(package: zipfile.ZipFile, name: str, source: str, packed: int) -> bytes:
    """A part of a package.

    Args:
        package: Open.
        name: Of the part.
        source: What the file is called in messages.
        packed: Bytes of the whole package.

    Raises:
        UnreadableFileError: It would unpack without end.
        KeyError: There is no such part; other errors of ``zipfile`` where it is broken or locked.
    """
    entry = package.getinfo(name)
    if entry.file_size > min(LARGEST_PART, max(RATIO_FROM, RATIO * packed)):
        raise UnreadableFileError(f"{source}: unpacks to more than any paper needs. Save it again.")
    return package.read(entry)
