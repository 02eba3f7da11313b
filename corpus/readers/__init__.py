"""One module a format; ``READERS`` maps what a file is to its reader."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path

from corpus.document import Document
from corpus.errors import UnreadableFileError, UnsupportedFileError
from corpus.readers import saved_page

Recogniser = Callable[[str], bool]
Reader = Callable[[str, str], Document]

READERS: tuple[tuple[Recogniser, Reader], ...] = ((saved_page.recognises, saved_page.read),)


def read(path: Path) -> Document:
    """Read one file.

    Raises:
        UnreadableFileError: It cannot be opened or is not UTF-8 text.
        UnsupportedFileError: No reader knows what it is.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UnreadableFileError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path}: is not UTF-8 text. Save it as text in UTF-8 and try again.") from error
    return _read_text(text, path.name)


def packaged_reviews() -> tuple[Document, ...]:
    """The reviews that come with the package, in the order of their file names."""
    folder = resources.files("corpus") / "reviews"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return tuple(_read_text(file.read_bytes().decode("utf-8"), file.name) for file in files)


def _read_text(text: str, source: str) -> Document:
    for recognises, reader in READERS:
        if recognises(text):
            return reader(text, source)
    raise UnsupportedFileError(
        f"{source}: is not a saved review page (a title or a citation line, then an abstract, as text)."
    )
