"""The process that draws pages of PDFs, so that a hostile file can at worst take this process with it.

It is started as ``python -m index.pages.worker``. A job is a line of JSON on standard input. Its answer on standard
output is a line of JSON: ``{"size": 1234}``, with that many bytes of a PNG behind it, or ``{"problem": "..."}``.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import math
import os
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from corpus.containers import members
from index.child_process import do_jobs

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_MEMORY = 3 * 2**30  # bytes of address space
_MOST_SECONDS = 60  # of computing for a job; whoever waits gives up sooner
_LARGEST_FILE = 512 * 2**20  # bytes
_MOST_PIXELS = 12_000_000  # of a page; a larger one is drawn smaller
_CHANGED = "The file has changed since it was read. Sync the library to see it as it is now."


class _RefusedError(Exception):
    """The page cannot be drawn, and why."""


class Pages:
    """Draws; keeps the last document open, for its next page."""

    def __init__(self) -> None:
        self._digest = ""
        self._document: PdfDocument | None = None

    def draw(self, job: dict[str, Any]) -> bytes:
        """A page as PNG.

        Args:
            job: ``path`` (hexadecimal), ``member`` of an archive, ``digest`` of the document's bytes, ``page`` from 1
                and ``zoom``, pixels a point.
        """
        import pypdfium2

        try:
            document = self._opened(job)
            if not 1 <= job["page"] <= len(document):
                raise _RefusedError("The file has no such page.")
            page = document[job["page"] - 1]
            try:
                width, height = page.get_size()
                scale = min(job["zoom"], math.sqrt(_MOST_PIXELS / max(width * height, 1)))
                bitmap = page.render(scale=scale, rev_byteorder=True)
                return _png(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
            finally:
                page.close()
        except (pypdfium2.PdfiumError, MemoryError, ValueError, ctypes.ArgumentError) as error:
            raise _RefusedError("PDFium cannot draw this page.") from error

    def _opened(self, job: dict[str, Any]) -> PdfDocument:
        import pypdfium2

        if self._document is None or self._digest != job["digest"]:
            if self._document is not None:
                self._document.close()
                self._document = None
            data = _bytes_of(Path(os.fsdecode(bytes.fromhex(job["path"]))), job["member"], job["digest"])
            self._document = pypdfium2.PdfDocument(data)
            self._digest = job["digest"]
        return self._document


def _bytes_of(path: Path, member: str, digest: str) -> bytes:
    """The document's own bytes, and no others."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _RefusedError("The file is too large to be drawn.")
        data = path.read_bytes()
    except OSError as error:
        raise _RefusedError("The file is not where it was when it was read.") from error
    found = (one.data for one in members(data, path.name) if one.name == member and one.data is not None)
    same = next((own for own in found if hashlib.sha256(own).hexdigest() == digest), None)
    if same is None:
        raise _RefusedError(_CHANGED)
    return same


def _png(pixels: Any, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows of red, green and blue, or of grey, as a PNG file."""
    kind = {1: 0, 3: 2}.get(channels)
    if kind is None:
        raise ValueError(f"{channels} channels")
    packed, view = zlib.compressobj(1), memoryview(pixels)
    rows = [
        packed.compress(b"\0" + view[at * stride : at * stride + width * channels].tobytes()) for at in range(height)
    ]
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", b"".join(rows) + packed.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def main() -> None:
    """Entry point of the process."""
    pages = Pages()

    def do(job: dict[str, Any], answers: BinaryIO) -> None:
        try:
            image = pages.draw(job)
            answers.write(json.dumps({"size": len(image)}).encode() + b"\n" + image)
        except _RefusedError as refused:
            answers.write(json.dumps({"problem": str(refused)}).encode() + b"\n")

    do_jobs(do, memory=_MOST_MEMORY, seconds=_MOST_SECONDS)


if __name__ == "__main__":
    main()
