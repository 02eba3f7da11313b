"""Tables as lines of text: a row a line, its cells joined by " | "."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.readers.jats.elements import Element, local
from corpus.readers.jats.inline import Inline
from corpus.readers.jats.marks import Places

_GROUPS = frozenset({"thead", "tbody", "tfoot", "tgroup"})
_CELLS = frozenset({"td", "th", "entry"})
_MOST_COLUMNS = 200
_MOST_ROWS = 20_000
_MOST_SPANNED = 1000  # rows that one cell may reach down
_LONGEST_REPEATED = 200  # characters; a longer cell is in its first row only
_MOST_REPEATED = 100_000  # characters of a table


def rows(table: Element, works: Places) -> Iterator[Inline]:
    """Each row that has text; a cell that reaches over several rows is in each: every row can be read alone.

    Args:
        table: A ``table`` or ``array`` of the XHTML or the CALS model.
        works: Where the works that can be cited are.
    """
    reaching: dict[int, tuple[int, Element]] = {}  # column: rows left, the cell
    repeated = 0
    for number, row in enumerate(_rows(table)):
        if number >= _MOST_ROWS:
            return
        line, apart = Inline(works=works), ""
        for cell in _filled(row, reaching):
            length = _length(cell)
            is_own = cell is not None and cell.getparent() is row
            repeated += 0 if is_own else length
            if repeated > _MOST_REPEATED:
                reaching.clear()
            if length and (is_own or repeated <= _MOST_REPEATED):
                line.add(apart)
                line.element(cell)
                apart = ""
            apart += " | "
        if line.text:
            yield line


def _rows(table: Element) -> Iterator[Element]:
    for one in table:
        name = local(one)
        if name in {"tr", "row"}:
            yield one
        elif name in _GROUPS:
            yield from _rows(one)


def _filled(row: Element, reaching: dict[int, tuple[int, Element]]) -> Iterator[Element | None]:
    """Cells of a row, with those of rows above that reach down to it; None for the rest of a wide or long cell."""
    column = 0
    for cell in (one for one in row if local(one) in _CELLS):
        while column in reaching:
            yield _reached(column, reaching)
            column += 1
        if column >= _MOST_COLUMNS:
            return
        down = _number(cell.get("rowspan"), _MOST_SPANNED) or _number(cell.get("morerows"), _MOST_SPANNED) + 1
        wide = _number(cell.get("colspan"), _MOST_COLUMNS) or 1
        yield from (cell, *[None] * (wide - 1))
        for at in range(column, column + wide):
            if down > 1:
                reaching[at] = (down - 1, cell if at == column and _length(cell) <= _LONGEST_REPEATED else None)
        column += wide
    while column in reaching:
        yield _reached(column, reaching)
        column += 1


def _reached(column: int, reaching: dict[int, tuple[int, Element]]) -> Element | None:
    left, cell = reaching.pop(column)
    if left > 1:
        reaching[column] = (left - 1, cell)
    return cell


def _length(cell: Element | None) -> int:
    """Characters of a cell that are not white space at its ends."""
    return len("".join(map(str, cell.itertext())).strip()) if cell is not None else 0


def _number(printed: str | None, most: int) -> int:
    return min(int(printed), most) if printed and printed.isascii() and printed.isdigit() and len(printed) < 6 else 0
