"""Tables of web pages: data, or only a way to lay out a page; their rows as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from corpus.readers.web.line import Line, Link, line_of

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL = " | "
_LONGEST_CELL = 3000  # characters; a longer one holds paragraphs
_MOST_COLUMNS = 200
_MOST_ROWS = 20_000
_MOST_SPANNED = 1000  # rows that one cell may reach down


def is_data(table: _Element) -> bool:
    """Whether a table holds data: rows of more than one cell, no table in another, no cell of paragraphs."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    wide = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        wide += len(cells) > 1
        for cell in cells:
            if sum(len(piece) for piece in cell.itertext()) > _LONGEST_CELL:
                return False
    return wide > 0


def rows_of(table: _Element, skips: Callable[[_Element], bool]) -> list[Line]:
    """A line for each row; a cell that reaches over several rows is in each."""
    rows: list[Line] = []
    reaching: dict[int, tuple[int, Line]] = {}  # column: rows left, what is there
    for number, row in enumerate(table.iter("tr")):
        if number >= _MOST_ROWS:
            break
        if skips(row):
            continue
        cells: list[Line] = []
        for cell, line in _cells(row, skips):
            _reached(cells, reaching)
            if len(cells) >= _MOST_COLUMNS:
                break
            down = _number(cell.get("rowspan"), _MOST_SPANNED)
            if down > 1:
                reaching[len(cells)] = (down - 1, line)
            cells += [line, *(Line() for _ in range(_number(cell.get("colspan"), _MOST_COLUMNS) - 1))]
        _reached(cells, reaching)
        joined = _joined([cell for cell in cells if len(cell)])
        if len(joined):
            rows.append(joined)
    return rows


def _cells(row: _Element, skips: Callable[[_Element], bool]) -> Iterator[tuple[_Element, Line]]:
    for cell in row:
        if cell.tag in {"td", "th"} and not skips(cell):
            yield cell, line_of(cell, skips)


def _reached(cells: list[Line], reaching: dict[int, tuple[int, Line]]) -> None:
    """Adds the cells of rows above that reach down to the next place of this row."""
    while (column := len(cells)) in reaching and column < _MOST_COLUMNS:
        left, line = reaching.pop(column)
        if left > 1:
            reaching[column] = (left - 1, line)
        cells.append(line)


def _number(printed: str | None, most: int) -> int:
    return min(max(1, int(printed)), most) if printed and printed.isdecimal() and len(printed) < 9 else 1


def _joined(cells: list[Line]) -> Line:
    row = Line()
    for number, cell in enumerate(cells):
        if number:
            row.add(CELL)
            row.space()
        at = len(row) + (1 if number else 0)
        row.add(cell.text)
        row.links += [Link(link.targets, link.start + at, link.end + at) for link in cell.links]
    return row
