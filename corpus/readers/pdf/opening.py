"""A PDF's bytes as an open document, or a plain reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_PAGES = 3_000
_HEAD = 1_024  # bytes; what is before the mark is junk of a mail or web server
_MARK = b"%PDF-"


def recognises(data: bytes) -> bool:
    """Whether the bytes begin as a PDF does, within the first kilobyte as readers of PDF allow."""
    at = data[:_HEAD].find(_MARK)
    return at == 0 or (at > 0 and b"<" not in data[:at])


@contextmanager
def opened(data: bytes, source: str) -> Iterator[PdfDocument]:
    """The document of these bytes; closed in the end.

    Raises:
        UnreadableFileError: It is encrypted, broken, cut short, without pages or with too many.
    """
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise UnreadableFileError(f"{source}: {_LOCKED if locked else _BROKEN}") from error
    try:
        count = len(document)
        if count < 1:
            raise UnreadableFileError(f"{source}: is a PDF without pages. Fetch it again.")
        if count > MOST_PAGES:
            raise UnreadableFileError(f"{source}: has {count:,} pages, more than {MOST_PAGES:,}. Split it.")
        yield document
    finally:
        document.close()


_LOCKED = "is a PDF that needs a password. Save a copy without one and sync again."
_BROKEN = "is a broken or cut short PDF. Fetch it again."
