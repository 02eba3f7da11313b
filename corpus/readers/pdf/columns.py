"""Columns: lines cut where a gutter runs between them, and pieces of one line that were drawn apart joined."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from typing import NamedTuple

from corpus.readers.pdf.layout import Line, Piece

_CELL = 2.5  # times the font's height: so wide a gap is never white space between words
_GUTTER = 0.55  # the least width of a gutter that other lines bear out
_WITNESSES = 4  # lines on both sides that a gutter needs
_NEAR = 0.8  # the widest white space within a line whose parts were drawn apart
_MOST_GAPS, _MOST_LINES = 3_000, 1_000  # looked at on a page; below a gap
_NEIGHBOURS = 300  # lines looked at for parts of one
_SIDE = 6.0  # times the font's height: what is on either side of a gutter is wider


class _Gap(NamedTuple):
    """White space inside a line, in front of one of its pieces."""

    line: int
    piece: int
    left: float
    right: float
    middle: float  # height of the middle of the line


def rows_in_columns(lines: list[Line]) -> list[Line]:
    """The lines of a page, each within its column, from top to bottom."""
    lines = _joined(lines)
    cuts = _gutters(lines)
    made = [part for at, line in enumerate(lines) for part in _cut(line, cuts.get(at, set()))]
    return sorted(made, key=lambda line: (-line.base, line.left))


def _cut(line: Line, places: set[int]) -> list[Line]:
    """The line cut in front of these pieces."""
    edges = [0, *sorted(places), len(line.pieces)]
    return [Line(line.pieces[start:end], line.page) for start, end in itertools.pairwise(edges) if end > start]


def _gutters(lines: list[Line]) -> dict[int, set[int]]:
    """Where lines are to be cut: in front of which pieces of which lines."""
    inside = [_gaps(at, line) for at, line in enumerate(lines)]
    gaps = [gap for found in inside for gap in found]
    cuts: dict[int, set[int]] = {}
    heights = sorted(range(len(lines)), key=lambda at: lines[at].base)
    bases = [lines[at].base for at in heights]
    for gap in gaps[:_MOST_GAPS]:
        wide = (gap.right - gap.left) / lines[gap.line].size
        parts = wide > _CELL and not (wide < 2.5 * _CELL and _is_label(lines[gap.line].pieces[: gap.piece]))
        if parts and (wide > 5 * _CELL or not _is_stretched(gap, lines, heights, bases)):
            cuts.setdefault(gap.line, set()).add(gap.piece)
    done: set[tuple[int, int]] = set()
    for gap in sorted(gaps, key=lambda gap: -gap.middle)[:_MOST_GAPS]:
        if (gap.line, gap.piece) in done:
            continue
        strip = _strip(gap, lines, inside, heights, bases)
        if len(strip) >= _WITNESSES and _is_gutter(strip, lines, inside):
            for found in strip:
                cuts.setdefault(found.line, set()).add(found.piece)
            done.update((found.line, found.piece) for found in strip)
    return cuts


def _is_stretched(gap: _Gap, lines: list[Line], heights: list[int], bases: list[float]) -> bool:
    """Whether a line is only justified badly: the one above or below it is as wide and has no such gap."""
    line = lines[gap.line]
    place = bisect_left(bases, line.base - 2.2 * line.size)
    for at in heights[place : place + _NEIGHBOURS]:
        other = lines[at]
        if other.base > line.base + 2.2 * line.size:
            break
        same = abs(other.left - line.left) < 2 and abs(other.right - line.right) < 2
        crosses = any(piece.left < gap.right - 1 and piece.right > gap.left + 1 for piece in other.pieces)
        if same and crosses and abs(other.base - line.base) > 0.5 * line.size:
            return True
    return False


def _gaps(at: int, line: Line) -> list[_Gap]:
    return [
        _Gap(at, place, left.right, right.left, line.base + 0.25 * line.size)
        for place, (left, right) in enumerate(zip(line.pieces, line.pieces[1:], strict=False), start=1)
        if not right.glued and right.left - left.right > _GUTTER * line.size
    ]


def _is_label(pieces: list[Piece]) -> bool:
    """Whether a line begins with a bullet or number that hangs before its text."""
    text = "".join(piece.text for piece in pieces)
    return len(text) <= 5 and len(pieces) <= 2


def _strip(
    gap: _Gap, lines: list[Line], inside: list[list[_Gap]], heights: list[int], bases: list[float]
) -> list[_Gap]:
    """Gaps of the lines below that lie one below the other with this one, as long as no line crosses between."""
    strip = [gap]
    left, right = gap.left, gap.right
    place = bisect_left(bases, lines[gap.line].base - 0.1)
    for at in (heights[below] for below in range(place - 1, max(place - 1 - _MOST_LINES, -1), -1)):
        line = lines[at]
        if line.right <= left + 1 or line.left >= right - 1:
            continue  # is on one side only
        wide = (one for one in inside[at] if min(right, one.right) - max(left, one.left) > 0.4 * line.size)
        found = next(wide, None)
        if found is None or lines[strip[-1].line].base - line.base > 6 * line.size:
            break
        left, right = max(left, found.left), min(right, found.right)
        strip.append(found)
    return strip


def _is_gutter(strip: list[_Gap], lines: list[Line], inside: list[list[_Gap]]) -> bool:
    """Whether text of some width is on both sides: else the gaps are those of a table or of numbered entries."""
    sides: tuple[list[float], list[float]] = ([], [])
    for gap in strip:
        line = lines[gap.line]
        starts = max((one.right for one in inside[gap.line] if one.right <= gap.left), default=line.left)
        ends = min((one.left for one in inside[gap.line] if one.left >= gap.right), default=line.right)
        sides[0].append((gap.left - starts) / line.size)
        sides[1].append((ends - gap.right) / line.size)
    return all(sorted(side)[len(side) // 2] > _SIDE for side in sides)


def _joined(lines: list[Line]) -> list[Line]:
    """Lines whose pieces were drawn at different times put together."""
    rest = sorted(lines, key=lambda line: -line.base)
    leader = list(range(len(rest)))

    def lead(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for at, line in enumerate(rest):
        for other in range(at + 1, min(at + _NEIGHBOURS, len(rest))):
            if line.base - rest[other].base > 0.7 * max(line.size, rest[other].size):
                break
            if _one_line(line, rest[other]):
                leader[lead(other)] = lead(at)
    groups: dict[int, list[Line]] = {}
    for at, line in enumerate(rest):
        groups.setdefault(lead(at), []).append(line)
    return [group[0] if len(group) == 1 else _merged(group) for group in groups.values()]


def _one_line(upper: Line, lower: Line) -> bool:
    """Whether two lines are parts of one: side by side on a baseline, or one a script of the other."""
    small, big = sorted((upper, lower), key=lambda line: line.size)
    rise = (small.base - big.base) / big.size
    gap = max(upper.left, lower.left) - min(upper.right, lower.right)
    if abs(rise) < 0.15 and small.size > 0.6 * big.size:
        return -0.3 * small.size < gap < _NEAR * small.size
    if small.size > 0.85 * big.size or not -0.45 < rise < 0.65 or small.width > 4 * big.size:
        return False
    before = max((piece.right for piece in big.pieces if piece.right < small.left + 0.2 * small.size), default=-1e9)
    return small.left - before < 0.35 * big.size or -0.2 < (big.left - small.right) / big.size < 0.35


def _merged(lines: list[Line]) -> Line:
    """The pieces of several lines as one, from left to right."""
    pieces = sorted((piece for line in lines for piece in line.pieces), key=lambda piece: (piece.left, piece.order))
    made = pieces[:1]
    for piece in pieces[1:]:
        last = made[-1]
        near = piece.left - last.right < 0.15 * min(piece.size, last.size)
        made.append(piece if piece.order == last.order + 1 else piece._replace(glued=near))
    return Line(made, lines[0].page)
