"""Tables: which lines belong to one, and its rows and cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from corpus.readers.pdf.blocks import Block
from corpus.readers.pdf.layout import Line, Rule

_MARK = re.compile(r"[*∗†‡§¶#]|[a-z]\s?[A-Z]")  # begins a note
_FAR = 150  # points between cells at most
_CELL = 0.9  # times the font's height: wider white space parts cells


def take_table(
    caption: Block,
    rest: list[Block],
    rules: list[Rule],
    is_text: Callable[[Line], bool],
    is_prose: Callable[[Block], bool],
) -> tuple[list[Line], list[Block]]:
    """The lines of the table that a caption is over, and the blocks without them.

    Args:
        caption: The table's.
        rest: Blocks of the page that may hold parts of it.
        rules: Horizontal strokes of the page.
        is_text: Whether a line is set as running text.
        is_prose: Whether a block is running text.
    """
    table = _Table(caption, rest, rules, is_text, is_prose)
    lines = table.below()
    gone = {id(line) for line in lines}
    blocks: list[Block] = []
    for block in rest:
        blocks += _left_over(block, gone)
    return lines, blocks


def _left_over(block: Block, gone: set[int]) -> list[Block]:
    """What is left of a block, as one block for each stretch of lines."""
    if not any(id(line) in gone for line in block.lines):
        return [block]
    parts: list[list[Line]] = [[]]
    for line in block.lines:
        if id(line) in gone:
            parts.append([])
        else:
            parts[-1].append(line)
    return [Block(lines, block.kind, block.label) for lines in parts if lines]


class _Table:
    def __init__(
        self,
        caption: Block,
        rest: list[Block],
        rules: list[Rule],
        is_text: Callable[[Line], bool],
        is_prose: Callable[[Block], bool],
    ) -> None:
        self.caption = caption
        self.is_text = is_text
        self.left, self.right = caption.left, caption.right
        running = [line for block in rest if is_prose(block) for line in block.lines if is_text(line)]
        beside = [line for line in running if caption.bottom - 40 < line.base < caption.top]
        for rule in rules:
            near = caption.bottom - 30 < rule.height < caption.top + 20
            free = not any(min(rule.right, line.right) - max(rule.left, line.left) > 5 for line in beside)
            if near and free and min(rule.right, caption.right) - max(rule.left, caption.left) > 5:
                self.left, self.right = min(self.left, rule.left), max(self.right, rule.right)
        self.prose = set(map(id, running))
        self.rows = _rows([line for block in rest for line in block.lines if line.base < caption.bottom])
        self.foot = self._lowest_rule(rules)

    def below(self) -> list[Line]:
        """Lines of the table, which begins below its caption."""
        found: list[Line] = []
        edge = self.caption.bottom
        for row in self.rows:
            lines = self._row(row)
            if not lines:
                continue
            tall = max(line.size for line in lines)
            enclosed = lines[0].base > self.foot
            if not enclosed and (edge - lines[0].top > 1.6 * tall or not self._is_row(lines, bool(found))):
                break
            if enclosed and self._is_running(lines):
                break
            found += lines
            edge = min(line.bottom for line in lines)
            if len(lines) > 1 or enclosed:
                self.left = min([self.left, *(line.left for line in lines)])
                self.right = max([self.right, *(line.right for line in lines)])
        return found

    def _row(self, row: list[Line]) -> list[Line]:
        """The lines of a row that are inside the table, and those beside them that are not running text."""
        lines = [line for line in row if self._inside(line)]
        for line in row:
            if lines and line not in lines and id(line) not in self.prose and 0 < line.left - lines[-1].right < _FAR:
                lines.append(line)
        return lines

    def _inside(self, line: Line) -> bool:
        return min(line.right, self.right + 4) - max(line.left, self.left - 4) > 0.5 * line.width

    def _is_row(self, lines: list[Line], begun: bool) -> bool:
        """Whether lines outside of any rules look like a row, or like a note below the table."""
        if sum(len(cells_of(line)) for line in lines) > 1:
            return not self._is_running(lines)
        return not self.is_text(lines[0]) or (id(lines[0]) not in self.prose and not begun)

    def _is_running(self, lines: list[Line]) -> bool:
        wide = [line for line in lines if line.width > 0.6 * (self.right - self.left)]
        return any(id(line) in self.prose for line in wide)

    def _lowest_rule(self, rules: list[Rule]) -> float:
        """Height of the table's last rule; the caption's foot where it has none."""
        foot = self.caption.bottom
        for rule in sorted(rules, key=lambda rule: -rule.height):
            wide = min(rule.right, self.right) - max(rule.left, self.left) > 0.5 * (self.right - self.left)
            if rule.height > self.caption.top or not wide or rule.left < self.left - 12 or rule.right > self.right + 12:
                continue
            between = [
                line for row in self.rows for line in row if rule.height < line.base < foot and self._inside(line)
            ]
            if self._is_running(between):
                break
            foot = rule.height
        return foot


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines that share a baseline, from top to bottom, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if rows and rows[-1][0].base - line.base < 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def cells_of(line: Line) -> list[Line]:
    """A line cut where white space is wider than between words."""
    edges = [0]
    for at, (left, right) in enumerate(zip(line.pieces, line.pieces[1:], strict=False), start=1):
        if not right.glued and right.left - left.right > _CELL * line.size:
            edges.append(at)
    edges.append(len(line.pieces))
    return [Line(line.pieces[start:end], line.page) for start, end in itertools.pairwise(edges)]


def table_rows(lines: list[Line]) -> list[list[list[Line]]]:
    """Rows of cells of lines; a line that goes on cells of the row above is added to them."""
    rows: list[list[list[Line]]] = []
    last = 0.0
    full = max(line.right for line in lines) - 0.2 * (
        max(line.right for line in lines) - min(line.left for line in lines)
    )
    for row in _rows(lines):
        cells = [cell for line in row for cell in cells_of(line)]
        near = last - cells[0].base < 1.3 * cells[0].size
        over = [_over(cell, rows[-1]) for cell in cells] if rows and near else []
        last = cells[0].base
        if (
            near
            and rows
            and len(cells) == len(rows[-1]) == 1
            and rows[-1][0][-1].right > full
            and not _MARK.match(cells[0].text)
        ):
            rows[-1][0].append(cells[0])  # a note
        elif over and all(over) and _is_continuation(cells, rows[-1]):
            for cell, found in zip(cells, over, strict=True):
                if found:
                    found.append(cell)
        else:
            rows.append([[cell] for cell in cells])
    return rows


def _over(cell: Line, row: list[list[Line]]) -> list[Line] | None:
    """The cell of the row above that this one goes on."""
    shared = [(min(one[0].right, cell.right) - max(one[0].left, cell.left), one) for one in row]
    best, found = max(shared, key=lambda pair: pair[0])
    return found if best > 0 else None


def _is_continuation(cells: list[Line], row: list[list[Line]]) -> bool:
    words = sum(any(char.isalpha() for char in cell.text) for cell in cells)
    if len(row) < 2 or words < len(cells):
        return False
    return cells[0].left > row[0][0].left + 2 * cells[0].size or (len(cells) < len(row) and cells[0].text[0].islower())
