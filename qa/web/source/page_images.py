"""Pages of the library's PDFs as pictures for the source pane; nothing is written to the disk."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import OriginalFileError, PageBusyError, PageError
from index.pages.drawing import PageDrawing
from index.pages.originals import original
from qa.answering.engine import Engine

if TYPE_CHECKING:
    from fastapi import APIRouter

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0)  # pixels per point that a page can be drawn at
_KEPT = 48 * 2**20  # bytes of pictures
_FAILURES_KEPT = 1000
_FAILED_FOR = 60.0  # seconds before a page that failed is tried again
_Key = tuple[str, int, float]  # digest of the document's bytes, page, zoom


class PageImages:
    """Draws pages on request, and keeps the last ones; safe to share between threads."""

    def __init__(self, current: Callable[[], Engine], drawing: PageDrawing | None = None) -> None:
        """Prepare to draw; no process is started before the first page.

        Args:
            current: The engine of the library's newest generation.
            drawing: The processes that draw.
        """
        self._current = current
        self._drawing = drawing or PageDrawing()
        self._kept = _Kept()

    def png(self, document_id: str, page: int, zoom: float) -> bytes:
        """A page of a document of the library.

        Args:
            document_id: Its id.
            page: Physical page, from 1.
            zoom: Pixels per point, one of ``ZOOMS``.

        Raises:
            PageBusyError: Too many pages are being drawn at once.
            PageError: There is no such page, its file is gone or has changed, or it cannot be drawn.
        """
        library = self._current().library
        document = library.document(document_id)
        if document is None or document.format != "PDF" or zoom not in ZOOMS or not 1 <= page <= len(document.pages):
            raise PageError("There is no such page.")
        try:
            found = original(library, document_id)
        except OriginalFileError as error:
            raise PageError(str(error)) from error
        key = (found.digest, page, zoom)
        kept = self._kept.get(key)
        if kept is None:
            try:
                kept = self._drawing.draw(found, page, zoom)
            except PageBusyError:
                raise
            except PageError as error:
                self._kept.fail(key, str(error))
                raise
            self._kept.put(key, kept)
        return kept

    def close(self) -> None:
        """End the processes that draw."""
        self._drawing.close()


class _Kept:
    """The last pictures, and the last pages that could not be drawn, which are not tried again for a while."""

    def __init__(self) -> None:
        self._images: OrderedDict[_Key, bytes] = OrderedDict()
        self._failures: OrderedDict[_Key, tuple[str, float]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: _Key) -> bytes | None:
        with self._lock:
            message, since = self._failures.get(key, ("", 0.0))
            if message and time.monotonic() - since < _FAILED_FOR:
                raise PageError(message)
            if key in self._images:
                self._images.move_to_end(key)
            return self._images.get(key)

    def put(self, key: _Key, image: bytes) -> None:
        with self._lock:
            self._size += len(image) - len(self._images.get(key, b""))
            self._images[key] = image
            while self._size > _KEPT:
                self._size -= len(self._images.popitem(last=False)[1])

    def fail(self, key: _Key, message: str) -> None:
        with self._lock:
            self._failures[key] = (message, time.monotonic())
            if len(self._failures) > _FAILURES_KEPT:
                self._failures.popitem(last=False)


def page_routes(images: PageImages) -> APIRouter:
    """The route ``GET /pages/{document_id}/{page}.png?zoom=``; 404 for a page that is missing or cannot be drawn."""
    from fastapi import APIRouter, Response

    routes = APIRouter()

    @routes.get("/pages/{document_id:path}/{page}.png", include_in_schema=False)
    def picture(document_id: str, page: str, zoom: str = "1") -> Response:
        try:
            image = images.png(document_id, _number(page), _zoom(zoom))
        except PageError as error:
            status = 503 if isinstance(error, PageBusyError) else 404
            return Response(str(error), status, {"Cache-Control": "no-store"}, "text/plain")
        return Response(image, 200, {"Cache-Control": "private, max-age=3600"}, "image/png")

    return routes


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _zoom(typed: str) -> float:
    return {f"{zoom:g}": zoom for zoom in ZOOMS}.get(typed, 0.0)
