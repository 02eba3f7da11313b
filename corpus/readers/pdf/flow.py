"""Running text put together: blocks cut into paragraphs, and paragraphs made whole over columns and pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from corpus.document import SectionKind
from corpus.readers.pdf.blocks import Block, Body
from corpus.readers.pdf.headings import Look, heading_lines
from corpus.readers.pdf.layout import Line
from corpus.readers.pdf.tables import table_rows

CELL, WRAP = " | ", "\n"  # between cells of a row; between lines of a paragraph
_BULLET = re.compile(r"[•●▪■□◦‣▶►✓❖\ufffd·∙*–-]\s?(?=\w|[“‘(\[])|\(?[a-z0-9]{1,3}\)\s")
_ENDED = re.compile(r"[.!?…]['\"”’)\]]*(?:\s?[\d,–-]+)?$")
_BROKEN = re.compile(r"[^\W\d_]-$")
_OPEN = re.compile(r"(?:[^.!?:;…'\"”’)\]\d]|[,;(–-])$")


@dataclass(eq=False)
class Paragraph:
    """Lines that are written as one paragraph.

    Attributes:
        kind: As a section's, or "heading".
        runs: Its lines, each with what is written before it: nothing, a space, a line break or a cell's border.
        name: Heading that it is below.
        fields: Fields of the reference that it states.
        is_float: Whether it may be moved out of the way of a paragraph that goes on behind it.
        edge: Right edge of its column.
        indented: Whether its first line is.
        first_of_block: Whether nothing is above it in its column's block.
        last_of_block: Whether nothing is below it there.
        continues: Whether it is sure to go on with the paragraph before it.
    """

    kind: SectionKind | Literal["heading"]
    runs: list[tuple[str, Line]]
    name: str | None = None
    fields: tuple[str, ...] = ()
    is_float: bool = False
    edge: float = 0.0
    indented: bool = False
    first_of_block: bool = False
    last_of_block: bool = False
    continues: bool = False

    @property
    def lines(self) -> list[Line]:
        """Its lines."""
        return [line for _, line in self.runs]

    @property
    def text(self) -> str:
        """As it is written, before hyphens are looked at."""
        return "".join(before + line.text for before, line in self.runs)


def wrapped(lines: list[Line]) -> list[tuple[str, Line]]:
    """Runs of a paragraph that is as wide as its column."""
    return [(WRAP if at else "", line) for at, line in enumerate(lines)]


def float_paragraphs(block: Block) -> list[Paragraph]:
    """A caption, the rows of a table, or the lettering of a figure."""
    if block.kind != "table":
        return [Paragraph(block.kind, wrapped(block.lines), block.label or None, is_float=True)]
    rows = []
    for row in table_rows(block.lines):
        runs = [
            (" " if part else CELL if at else "", line) for at, cell in enumerate(row) for part, line in enumerate(cell)
        ]
        rows.append(Paragraph("table", runs, block.label or None, is_float=True))
    return rows


def text_paragraphs(block: Block, beneath: Block | None, edge: float, body: Body, look: Look) -> list[Paragraph]:
    """Headings and paragraphs of a block of running text.

    Args:
        block: The block.
        beneath: What is read next.
        edge: Right edge of the block's column.
        body: The document's running text.
        look: How the running text of the page is set.
    """
    headings = heading_lines(block, beneath, look)
    made: list[Paragraph] = []
    at = 0
    while at < len(block.lines):
        if headings[at]:
            made.append(Paragraph("heading", wrapped(block.lines[at : at + headings[at]])))
            at += headings[at]
            continue
        end = next((later for later in range(at, len(headings)) if headings[later]), len(headings))
        made += _paragraphs(block.lines[at:end], edge, body)
        at = end
    made[0].first_of_block = made[-1].last_of_block = True
    return made


def _paragraphs(lines: list[Line], edge: float, body: Body) -> list[Paragraph]:
    margin, hanging = margin_of(lines)
    groups: list[list[Line]] = [lines[:1]]
    for upper, lower in itertools.pairwise(lines):
        if begins(upper, lower, margin, hanging, edge, body):
            groups.append([lower])
        else:
            groups[-1].append(lower)
    indented = [not hanging and group[0].left > margin + 0.5 * group[0].size for group in groups]
    return [
        Paragraph("body", wrapped(group), edge=edge, indented=deep)
        for group, deep in zip(groups, indented, strict=True)
    ]


def margin_of(lines: list[Line]) -> tuple[float, bool]:
    """Where most lines begin; and whether first lines hang out to its left."""
    lefts = Counter(round(line.left) for line in lines)
    least = min(line.left for line in lines)
    usual, _ = max(lefts.items(), key=lambda item: (item[1], -item[0]))
    size = lines[0].size
    out = sum(line.left < least + 0.4 * size for line in lines)
    deep = sum(0.5 * size < line.left - least < 4 * size for line in lines)
    if deep >= out and deep > 1 and lines[0].left < least + 0.4 * size:
        inner = Counter(round(line.left) for line in lines if line.left > least + 0.5 * size)
        return float(inner.most_common(1)[0][0]), True
    return least if out * 3 >= len(lines) else float(usual), False


def begins(upper: Line, lower: Line, margin: float, hanging: bool, edge: float, body: Body) -> bool:
    """Whether a paragraph begins at the lower of two lines."""
    size = lower.size
    if upper.base - lower.base > 1.3 * body.leading(lower) or _BULLET.match(lower.text):
        return True
    if _BROKEN.search(upper.text):
        return False
    if hanging:
        return lower.left < margin - 0.4 * size
    if 0.6 * size < lower.left - margin < 6 * size and upper.left < margin + 0.5 * size:
        return not _OPEN.search(upper.text) or room(upper, lower, edge) > 3
    return room(upper, lower, edge) > 0.5 and bool(_ENDED.search(upper.text) or room(upper, lower, edge) > 8)


def room(upper: Line, lower: Line, edge: float) -> float:
    """How much white space, in font heights, the first word of a line would have left on the line above it."""
    first = lower.pieces[0]
    right = first.right
    for piece in lower.pieces[1:]:
        if not piece.glued:
            break
        right = piece.right
    return (edge - upper.right - (right - first.left)) / lower.size - 0.35


def column_edges(blocks: list[Block]) -> list[float]:
    """Right edge of the column of each block of a page: that of the widest block that begins where it does."""
    texts = [block for block in blocks if block.kind == "body" and len(block.lines) > 2]
    return [max([block.right, *(text.right for text in texts if _one_column(block, text))]) for block in blocks]


def _one_column(block: Block, text: Block) -> bool:
    size = block.lines[0].size
    if abs(text.lines[0].size - size) > 0.25 * size:
        return False
    indent = block.left - text.left
    return abs(indent) < 3 or (
        0 < indent < 2 * size and abs(text.right - block.right) < 0.15 * (text.right - text.left)
    )


def made_whole(paragraphs: list[Paragraph], body: Body) -> list[Paragraph]:
    """Joins paragraphs that go on in the next column or on the next page.

    What is between the parts is put before the paragraph where it is on the page that the paragraph begins on,
    else behind it: so a paragraph is whole, and every page is still one stretch of the text.
    """
    indents = sum(paragraph.indented for paragraph in paragraphs) > 4
    made: list[Paragraph] = []
    between: list[Paragraph] = []
    last: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.is_float:
            between.append(paragraph)
            continue
        if last and _goes_on(last, paragraph, indents, body):
            moved = _moved(last, between, paragraph.lines[0].page)
            if moved is not None:
                made[-1:] = [*moved, last]
                between = [one for one in between if one not in moved]
                last.runs += [(WRAP, paragraph.lines[0]), *paragraph.runs[1:]]
                last.last_of_block = paragraph.last_of_block
                continue
        made += between
        between = []
        made.append(paragraph)
        last = paragraph if paragraph.kind in {"body", "bibliography"} else None
    return made + between


def _moved(last: Paragraph, between: list[Paragraph], page: int) -> list[Paragraph] | None:
    """Which of the floats go before the paragraph; None where one can go neither before it nor behind it."""
    begins, ends = last.lines[0].page, last.lines[-1].page
    before = [one for one in between if one.lines[0].page < page]
    if any(one.lines[0].page != begins for one in before) or (before and begins != ends):
        return None
    return before


def _below(upper: Line, lower: Line) -> bool:
    """Whether a line is below another in its column."""
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return upper.page == lower.page and lower.base < upper.base and shared > 0


def _goes_on(last: Paragraph, following: Paragraph, indents: bool, body: Body) -> bool:
    if following.continues:
        return last.kind == following.kind
    if last.kind != "body" or following.kind != "body" or not (last.last_of_block and following.first_of_block):
        return False
    upper, lower = last.lines[-1], following.lines[0]
    if abs(upper.size - lower.size) > 0.06 * upper.size or _BULLET.match(lower.text) or last.fields != following.fields:
        return False
    if not {line.font.name for line in last.lines} & {line.font.name for line in following.lines}:
        return False
    if _below(upper, lower) and upper.base - lower.base > 1.3 * body.leading(lower) and _ENDED.search(upper.text):
        return False
    full = room(upper, lower, last.edge) < 1.0
    start = lower.text.lstrip("([“‘\"'")
    if not _ENDED.search(upper.text):
        return start[:1].islower() or start[:1].isdigit() or full
    return (start[:1].islower() and full) or (full and indents and not following.indented)
