"""A document's text as headings, paragraphs and tables, cut at the offsets where quotes begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corpus import Document
from corpus.display import display_sign, raised_numbers
from corpus.document import Page, Section

_BLOCKS_TOGETHER = 40  # blocks that the browser lays out at once
_CELL_ENDS = re.compile(r" \|(?= )")
_WHOLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text that is highlighted.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        number: Of the quote, from 1; 0 for the sentence before that the quote needs.
    """

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one appearance.

    Attributes:
        text: As it is in the document, but for signs that no font has.
        mark: What highlights it, or None.
        is_break: Whether it is a hyphen that only breaks a word at a line end, with that line end: not shown.
        page: The page that begins with it, or None.
        is_raised: Whether it is the number of a citation, which stands raised.
    """

    text: str
    mark: Mark | None
    is_break: bool = False
    page: Page | None = None
    is_raised: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a row of a table.

    Attributes:
        what: Which of them.
        kind: Of its section; "between" outside of any.
        level: Of a heading: 1 for a section, 2 for a section of it.
        cells: Its pieces; several only in a row of a table.
    """

    what: Literal["heading", "paragraph", "row"]
    kind: str
    level: int
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that belong together.

    Attributes:
        is_table: Whether they are the rows of one table.
        blocks: In reading order.
    """

    is_table: bool
    blocks: tuple[Block, ...]


def parts(document: Document, marks: Sequence[Mark]) -> list[Part]:
    """The whole text.

    Args:
        document: The document.
        marks: What to highlight; where two overlap, the first wins.
    """
    made: list[Part] = []
    together: list[Block] = []
    cutter = _Cutter(document, marks)
    levels = _levels(document.sections)
    for kind, start, end in _stretches(document):
        blocks = list(_blocks(document, kind, start, end, cutter, levels))
        if kind == "table" and blocks:
            made += [*_together(together), Part(True, tuple(blocks))]
            together = []
        else:
            together += blocks
    return made + _together(together)


def _together(blocks: Sequence[Block]) -> list[Part]:
    return [Part(False, tuple(blocks[at : at + _BLOCKS_TOGETHER])) for at in range(0, len(blocks), _BLOCKS_TOGETHER)]


def _stretches(document: Document) -> Iterator[tuple[str, int, int]]:
    """Sections and the text between them, in order: kind and offsets."""
    at = 0
    for section in document.sections:
        if at < section.start:
            yield "between", at, section.start
        yield section.kind, section.start, section.end
        at = section.end
    if at < len(document.text):
        yield "between", at, len(document.text)


def _blocks(
    document: Document, kind: str, start: int, end: int, cutter: _Cutter, levels: dict[str, int]
) -> Iterator[Block]:
    ends = _BLANK_LINE if document.wrapped or kind == "table" else _LINE
    for left, right in _split(document.text, start, end, ends):
        level = levels.get(_plain(document.text[left:right]), 0) if kind == "between" else 0
        if level:
            yield Block("heading", kind, level, (cutter.pieces(left, right),))
        elif kind == "table":
            cells = _split(document.text, left, right, _CELL_ENDS, empty=True)
            yield Block("row", kind, 0, tuple(cutter.pieces(*cell) for cell in cells))
        else:
            yield Block("paragraph", kind, 0, (cutter.pieces(left, right),))


def _split(text: str, start: int, end: int, by: re.Pattern[str], empty: bool = False) -> Iterator[tuple[int, int]]:
    """Offsets of the text between separators, without white space around it; empty text only where ``empty`` is set."""
    at = start
    for separator in [*by.finditer(text, start, end), None]:
        stop = separator.start() if separator else end
        found = _WHOLE.search(text, at, stop)
        if found or empty:
            yield found.span() if found else (at, at)
        at = separator.end() if separator else end


def _levels(sections: Sequence[Section]) -> dict[str, int]:
    """The level of each heading in the names of the sections."""
    levels: dict[str, int] = {}
    for section in sections:
        for level, heading in enumerate((section.name or "").split(" > "), 1):
            levels.setdefault(_plain(heading), level)
    levels.pop("", None)
    return levels


def _plain(heading: str) -> str:
    return " ".join(heading.split()).rstrip(" .:").casefold()


class _Cutter:
    """Cuts stretches of a document at marks, pages and hyphens."""

    def __init__(self, document: Document, marks: Sequence[Mark]) -> None:
        self._text = document.text
        self._marks = marks
        breaks = [_WHITE.match(document.text, at + 1) for at in document.soft_hyphens]
        self._breaks = {white.start() - 1: white.end() for white in breaks if white}
        self._pages = {page.start: page for page in document.pages if page.start < page.end}
        self._raised = dict(raised_numbers(document.text, document.citations, 0, len(document.text)))
        edges = {edge for mark in marks for edge in (mark.start, mark.end)} | self._pages.keys()
        pairs = (*self._breaks.items(), *self._raised.items())
        self._edges = sorted(edges | {edge for pair in pairs for edge in pair})

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """A stretch, whole."""
        inside = self._edges[bisect_right(self._edges, start) : bisect_left(self._edges, end)]
        return tuple(
            Piece(
                display_sign(self._text, left, right),
                self._mark(left),
                self._is_break(left, right),
                self._pages.get(left),
                self._raised.get(left, 0) >= right,
            )
            for left, right in pairwise((start, *inside, end))
            if left < right
        )

    def _mark(self, at: int) -> Mark | None:
        return next((mark for mark in self._marks if mark.start <= at < mark.end), None)

    def _is_break(self, left: int, right: int) -> bool:
        return left in self._breaks and right <= self._breaks[left]


_WHITE = re.compile(r"\s*")
