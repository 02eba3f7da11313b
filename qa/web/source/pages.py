"""The places of quotes on the pages of a PDF: the stored boxes of their words, joined to lines; nothing is guessed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Box, Document, Page
from qa.web.source.text import Mark

_GAP = 1.2  # heights of a line, between two words of it


@dataclass(frozen=True, slots=True)
class Overlay:
    """A rectangle over a page, in percent of its width and height, from its upper left corner.

    Attributes:
        mark: The stretch of text that it highlights.
        left: Left edge.
        top: Upper edge.
        width: Its width.
        height: Its height.
    """

    mark: Mark
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its rectangles.

    Attributes:
        page: The page.
        name: "page 359 (4 in the file)".
        overlays: In the order of the text.
    """

    page: Page
    name: str
    overlays: tuple[Overlay, ...]


def sheets(document: Document, marks: Sequence[Mark], boxes: Sequence[Box]) -> list[Sheet]:
    """Every page of a document.

    Args:
        document: Has pages.
        marks: To highlight.
        boxes: Of the words of the marks, and maybe others; in order.
    """
    found: dict[int, list[Overlay]] = {page.number: [] for page in document.pages}
    for mark in marks:
        for page, line in _lines(document, _within(boxes, mark)):
            found[page.number].append(_overlay(mark, page, line))
    return [Sheet(page, page_name(page), tuple(found[page.number])) for page in document.pages]


def uncertainty(document: Document, mark: Mark, boxes: Sequence[Box]) -> str:
    """A sentence for the reader where the place of a quote on its page is not fully known; otherwise empty."""
    own = [box for box in _within(boxes, mark) if _is_on(document.page_at(box.start), box)]
    if not own:
        return "The place of this quote on its page is not known. It is highlighted in the text view."
    covered = bytearray(mark.end - mark.start)
    for box in own:
        left, right = max(box.start, mark.start) - mark.start, min(box.end, mark.end) - mark.start
        covered[left:right] = b"\1" * (right - left)
    words = document.text[mark.start : mark.end]
    if all(known or not char.isalnum() for char, known in zip(words, covered, strict=True)):
        return ""
    return "The place of some words of this quote is not known. The whole quote is highlighted in the text view."


def page_name(page: Page) -> str:
    """The name of a page: its printed number, and its number in the file where that differs."""
    if not page.label or page.label == str(page.number):
        return f"page {page.number}"
    return f"page {page.label} ({page.number} in the file)"


def _within(boxes: Sequence[Box], mark: Mark) -> Sequence[Box]:
    """The boxes of a mark's words; they are in order, and do not overlap."""
    first = bisect_right(boxes, mark.start, key=lambda box: box.end)
    return boxes[first : bisect_left(boxes, mark.end, lo=first, key=lambda box: box.start)]


def _is_on(page: Page | None, box: Box) -> bool:
    """Whether a box is a rectangle, and on its page."""
    if page is None or box.right <= box.left or box.top <= box.bottom:
        return False
    return box.right > 0 and box.top > 0 and box.left < page.width and box.bottom < page.height


def _lines(document: Document, boxes: Sequence[Box]) -> list[tuple[Page, Box]]:
    """Words that follow each other on one line, as one box."""
    lines: list[tuple[Page, Box]] = []
    for box in boxes:
        page = document.page_at(box.start)
        if page is None or not _is_on(page, box):
            continue
        if lines and lines[-1][0] == page and _continues(lines[-1][1], box):
            lines[-1] = page, _around(lines[-1][1], box)
        else:
            lines.append((page, box))
    return lines


def _continues(line: Box, word: Box) -> bool:
    height = min(line.top - line.bottom, word.top - word.bottom)
    shared = min(line.top, word.top) - max(line.bottom, word.bottom)
    return shared > 0.5 * height and -height < word.left - line.right < _GAP * (line.top - line.bottom)


def _around(line: Box, word: Box) -> Box:
    return line._replace(
        end=word.end,
        left=min(line.left, word.left),
        bottom=min(line.bottom, word.bottom),
        right=max(line.right, word.right),
        top=max(line.top, word.top),
    )


def _overlay(mark: Mark, page: Page, box: Box) -> Overlay:
    left, right = max(box.left, 0.0), min(box.right, page.width)
    bottom, top = max(box.bottom, 0.0), min(box.top, page.height)
    return Overlay(
        mark,
        round(100 * left / page.width, 3),
        round(100 * (page.height - top) / page.height, 3),
        round(100 * (right - left) / page.width, 3),
        round(100 * (top - bottom) / page.height, 3),
    )
