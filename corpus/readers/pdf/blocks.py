"""Blocks of lines that are below each other, and the order in which the blocks of a page are read."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from corpus.document import SectionKind
from corpus.readers.pdf.layout import Font, Line, Rule

WORDS = re.compile(r"(?:\b[^\W\d_]{2,}\b.*?){4}")  # four words in a line
_NEIGHBOURS = 300  # lines looked at for those below one
_WALL = 100.0  # points: a block that is between others across columns is wider
_MOST = 300  # blocks of a page that are put in order by what is beside what; more are read from top to bottom


@dataclass(eq=False)
class Block:
    """Lines that belong together.

    Attributes:
        lines: From top to bottom.
        kind: "body" until found to be otherwise; "caption", "table", "furniture" (the lettering of a figure).
        label: Of a caption or table, as printed: "Figure 2"; of an abstract without a heading "Abstract".
        fields: Fields of the reference that it states.
    """

    lines: list[Line]
    kind: SectionKind = "body"
    label: str = ""
    fields: tuple[str, ...] = ()

    @property
    def left(self) -> float:
        """Left edge."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """Upper edge."""
        return max(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return min(line.bottom for line in self.lines)

    @property
    def page(self) -> int:
        """Physical page."""
        return self.lines[0].page

    @property
    def text(self) -> str:
        """Its lines, a space between them."""
        return " ".join(line.text for line in self.lines)

    def __repr__(self) -> str:
        edges = f"{self.left:.0f}-{self.right:.0f} {self.top:.0f}-{self.bottom:.0f}"
        return f"<{self.kind} {self.page}: {edges} {len(self.lines)} {self.text[:40]!r}>"


class Body:
    """The style of a document's running text.

    Attributes:
        font: Its font.
        size: Its size.
        leadings: Usual distance of baselines for each size.
    """

    def __init__(self, pages: list[list[Line]], leadings: dict[float, float]) -> None:
        weight: Counter[tuple[Font, float]] = Counter()
        for line in (line for lines in pages for line in lines):
            if len(line.text) >= 25 and WORDS.search(line.text):
                weight[line.font, round(line.size * 2) / 2] += len(line.text)
        most = max(weight.values(), default=0)
        often = [style for style, letters in weight.items() if letters > 0.5 * most]
        # A list of references can be longer than the text, but is set smaller.
        self.font, self.size = max(often, key=lambda style: style[1], default=(Font("", False, False), 10.0))
        self.leadings = leadings

    def is_text(self, line: Line) -> bool:
        """Whether a line is set as running text is."""
        return line.font.name == self.font.name and abs(line.size - self.size) < 0.06 * self.size

    def leading(self, line: Line) -> float:
        """Usual distance from this line to the next."""
        return leading_of(line.size, self.leadings)


def leadings(pages: list[list[Line]]) -> dict[float, float]:
    """Usual distance of baselines for each size of font, rounded to half points."""
    seen: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for lines in pages:
        for upper, lower in itertools.pairwise(lines):
            distance = upper.base - lower.base
            overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
            alike = abs(upper.size - lower.size) < 0.3 and overlap > 0.5 * min(upper.width, lower.width)
            if alike and 0.8 * upper.size < distance < 3 * upper.size:
                seen[_rounded(upper.size)][round(distance * 2) / 2] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in seen.items()}


def leading_of(size: float, usual: dict[float, float]) -> float:
    """Usual distance of baselines for a size of font."""
    return usual.get(_rounded(size), 1.25 * size)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def blocks_of(lines: list[Line], rules: list[Rule], usual: dict[float, float]) -> list[Block]:
    """Blocks of a page's lines: a line goes on a block where it alone is below it, in a like style."""
    lines = sorted(lines, key=lambda line: -line.base)
    below: dict[int, list[int]] = {at: _next(at, lines) for at in range(len(lines))}
    above: defaultdict[int, list[int]] = defaultdict(list)
    for at, found in below.items():
        for other in found:
            above[other].append(at)
    blocks: list[Block] = []
    member: dict[int, Block] = {}
    for at, line in enumerate(lines):
        over = above[at]
        if len(over) == 1 and below[over[0]] == [at] and _goes_on(lines[over[0]], line, rules, usual):
            member[at] = member[over[0]]
            member[at].lines.append(line)
        else:
            member[at] = Block([line])
            blocks.append(member[at])
    return blocks


def _next(at: int, lines: list[Line]) -> list[int]:
    """Which lines are directly below a line: those of the nearest row that share some of its width."""
    line = lines[at]
    found: list[int] = []
    floor = -1e9
    for other in range(at + 1, min(at + _NEIGHBOURS, len(lines))):
        candidate = lines[other]
        if candidate.top < floor or line.base - candidate.base > 6 * max(line.size, candidate.size):
            break
        shared = min(line.right, candidate.right) - max(line.left, candidate.left)
        if candidate.base < line.base - 0.3 * min(line.size, candidate.size) and shared > 1:
            found.append(other)
            floor = max(floor, candidate.base)
    return found


def _goes_on(upper: Line, lower: Line, rules: list[Rule], usual: dict[float, float]) -> bool:
    distance = upper.base - lower.base
    if abs(upper.size - lower.size) > 0.12 * max(upper.size, lower.size):
        return False
    if distance > 1.45 * leading_of(max(upper.size, lower.size), usual):
        return False
    left, right = max(upper.left, lower.left), min(upper.right, lower.right)
    return not any(
        lower.base + 0.3 * lower.size < rule.height < upper.base and rule.left < left + 5 and rule.right > right - 5
        for rule in rules
    )


def in_order(blocks: list[Block], walls: list[Block] | None = None) -> list[Block]:
    """Blocks in the order of reading.

    A block comes before those below it that share its width, and before those to its right unless something is
    between the two that reaches across both (T. M. Breuel, High Performance Document Layout Analysis, 2003).

    Args:
        blocks: Of one page.
        walls: Blocks that are not read in their turn but keep apart what is above and below them.
    """
    if len(blocks) > _MOST:
        return sorted(blocks, key=lambda block: (-block.top, block.left))
    edges = {id(block): (block.left, block.right, block.bottom, block.top) for block in [*blocks, *(walls or [])]}
    everything = [one for one in edges.values() if one[1] - one[0] > _WALL]
    after: dict[int, list[Block]] = {id(block): [] for block in blocks}
    waits: dict[int, int] = {id(block): 0 for block in blocks}
    for first in blocks:
        for second in blocks:
            if first is not second and _before(edges[id(first)], edges[id(second)], everything):
                after[id(first)].append(second)
                waits[id(second)] += 1
    left = list(blocks)
    ordered: list[Block] = []
    while left:
        block = min(left, key=lambda one: (waits[id(one)], -one.top, one.left))
        left.remove(block)
        ordered.append(block)
        for follower in after[id(block)]:
            waits[id(follower)] -= 1
    return ordered


_Edges = tuple[float, float, float, float]


def _before(first: _Edges, second: _Edges, everything: list[_Edges]) -> bool:
    left, right, bottom, top = first
    other_left, other_right, other_bottom, other_top = second
    if min(right, other_right) - max(left, other_left) > 1:
        return (bottom + top) > (other_bottom + other_top)
    if left > other_left:
        return False
    if bottom >= other_top or top <= other_bottom:  # one is wholly higher: is there a wall between?
        upper, lower = (bottom, other_top) if bottom >= other_top else (other_bottom, top)
        for wall_left, wall_right, wall_bottom, wall_top in everything:
            between = lower - 1 <= wall_bottom and wall_top <= upper + 1
            if (
                between
                and _shares(wall_left, wall_right, left, right)
                and _shares(wall_left, wall_right, other_left, other_right)
            ):
                return bottom >= other_top
    return True


def _shares(left: float, right: float, other_left: float, other_right: float) -> bool:
    return min(right, other_right) - max(left, other_left) > 1
