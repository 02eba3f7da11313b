"""What is printed around the text: running heads and feet, page numbers, line numbers, marks of a download."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from corpus.readers.pdf.layout import Line, PageText, Piece

_ZONE = 0.13  # of the page's height, at its top and at its foot
_NEAR = 4.0  # points: heads of two pages at heights that differ by less are at one height
_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—|]?\s*(?P<number>\d{1,5})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,5})?", re.IGNORECASE
)
_ANY_NUMBER = re.compile(r"(?<![\w.,:/–-])(?P<number>[1-9]\d{0,4})(?:\s*(?:of|/)\s*\d{1,5})?(?![\w,:–-]|\.\d)")
_MARK = re.compile(
    r"\W*(?:downloaded (?:from|by|on|at|via)\b|(?:this )?article is protected by copyright|authorized licensed use"
    r"|for personal use only|all rights reserved|copyright\b|©|\(c\) (?:19|20)\d\d|published by\b|page \d+ of \d+$"
    r"|https?://\S+$|www\.\S+$|(?:https?://)?(?:dx\.)?doi(?:\.org/|:)\s?10\.\S+$|\ufffd ?C\b"
    r"|.{0,60}\bis made available under a\b|.{0,80}not certified by peer review|(?:bio|med)Rxiv preprint)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:fig|table|box|scheme)\w*\.?\s*\w{1,4}\W*$", re.IGNORECASE)
_LONGEST_NUMBERED = 5  # digits
_FEWEST_NUMBERED = 6  # lines of a page


class Around(NamedTuple):
    """A document's pages without what is printed around their text.

    Attributes:
        lines: Of each page, the lines that are text.
        around: Of each page, the lines that are not.
        labels: Of each page, the number printed on it; empty where there is none.
    """

    lines: list[list[Line]]
    around: list[list[Line]]
    labels: list[str]


def without_line_numbers(pages: list[PageText]) -> None:
    """Takes the numbers that are beside every line, or every fifth, off the pages."""
    for first in (True, False):
        found = [_numbered(page, first) for page in pages]
        full = [page for page in found if page]
        if sum(map(len, full)) >= 12 and (len(full) >= 0.4 * len(pages) or len(full) > 5):
            for page, numbered in zip(pages, found, strict=True):
                page.lines = [rest for line in page.lines if (rest := _without(line, numbered, first))]


def _without(line: Line, numbered: set[int], first: bool) -> Line | None:
    if id(line) not in numbered:
        return line
    pieces = line.pieces[1:] if first else line.pieces[:-1]
    return Line(pieces, line.page) if pieces else None


def _numbered(page: PageText, first: bool) -> set[int]:
    """Lines of a page that begin (or end) with the number of a line."""
    candidates: list[tuple[Piece, Line]] = []
    edges: list[float] = []
    for line in page.lines:
        piece = line.pieces[0 if first else -1]
        rest = line.pieces[1:] if first else line.pieces[:-1]
        near = rest[0 if first else -1] if rest else None
        gap = near is None or (near.left - piece.right if first else piece.left - near.right) > 0.6 * piece.size
        if piece.text.isdecimal() and len(piece.text) <= _LONGEST_NUMBERED and gap:
            candidates.append((piece, line))
            rest = rest or []
        else:
            rest = line.pieces
        edges += [min(one.left for one in rest) if first else max(one.right for one in rest)] if rest else []
    best: list[tuple[Piece, Line]] = []
    for edge in (lambda piece: piece.right, lambda piece: piece.left):
        groups = _groups(candidates, edge)
        best = max([best, *groups], key=len)
    best.sort(key=lambda found: -found[0].base)
    if len(best) < _FEWEST_NUMBERED or not _counts_up([int(piece.text) for piece, _ in best]):
        return set()
    outer = max(piece.right for piece, _ in best) if first else min(piece.left for piece, _ in best)
    inside = sum(edge > outer if first else edge < outer for edge in edges)
    if inside < 0.95 * len(edges) or not _every_line(best, page.lines):
        return set()
    return {id(line) for _, line in best}


def _groups(candidates: list[tuple[Piece, Line]], edge: Callable[[Piece], float]) -> list[list[tuple[Piece, Line]]]:
    groups: defaultdict[int, list[tuple[Piece, Line]]] = defaultdict(list)
    for piece, line in candidates:
        groups[round(edge(piece) / 3)].append((piece, line))
    return list(groups.values())


def _counts_up(numbers: list[int]) -> bool:
    steps = Counter(after - before for before, after in itertools.pairwise(numbers))
    step, times = steps.most_common(1)[0]
    return 1 <= step <= 10 and times >= 0.8 * (len(numbers) - 1)


def _every_line(numbered: list[tuple[Piece, Line]], lines: list[Line]) -> bool:
    """Whether the numbers count lines, not entries of a list that are some lines long each."""
    top, foot = numbered[0][0].base + 2, numbered[-1][0].base - 2
    rows = {round(line.base / 4) for line in lines if foot <= line.base <= top}
    counted = int(numbered[-1][0].text) - int(numbered[0][0].text) + 1
    return len(rows) <= 1.35 * counted + 2


def without_furniture(pages: list[PageText], rows: list[list[Line]]) -> Around:
    """Parts what is printed around the text from the text.

    A line is furniture where all that is further out is furniture, and it is repeated on another page at the same
    height, is the page's number, or says what only furniture says.

    Args:
        pages: All pages.
        rows: Of each page, its lines.
    """
    marks = _watermarks(pages, rows)
    margins = [
        (_margin(page, lines, True), _margin(page, lines, False)) for page, lines in zip(pages, rows, strict=True)
    ]
    repeated = _repeated(margins)
    offset = _offset(margins, repeated)
    around: list[list[Line]] = []
    for number, margin in enumerate(margins, start=1):
        dropped = [line for line in rows[number - 1] if id(line) in marks]
        for at_top, zone in zip((True, False), margin, strict=True):
            for row in zone:
                known = (id(line) in marks or _is_furniture(line, at_top, number, repeated, offset) for line in row)
                if not any(known):
                    break
                dropped += (line for line in row if id(line) not in marks)
            if zone and _is_lone_number(zone):
                dropped += zone[0]
        around.append(dropped)
    outside = {id(line) for lines in around for line in lines}
    texts = [[line for line in lines if id(line) not in outside] for lines in rows]
    labels = [_printed(number, lines, offset) for number, lines in enumerate(around, start=1)]
    return Around(texts, around, _filled(labels, offset))


def _watermarks(pages: list[PageText], rows: list[list[Line]]) -> set[int]:
    """Lines by themselves that are on half of the pages, at least three, at one place."""
    seen: defaultdict[tuple[str, int, int], list[int]] = defaultdict(list)
    for lines in rows:
        for line in lines:
            if len(line.text) >= 4 and not any(_neighbours(line, other) for other in lines):
                seen[line.text, round(line.left / 2), round(line.base / 2)].append(id(line))
    least = max(3, len(pages) // 2)
    return {one for lines in seen.values() if len(lines) >= least for one in lines}


def _neighbours(line: Line, other: Line) -> bool:
    """Whether two lines are set alike, one below the other."""
    if line is other or line.font != other.font or abs(line.base - other.base) > 1.6 * line.size:
        return False
    return min(line.right, other.right) - max(line.left, other.left) > 1


def _margin(page: PageText, lines: list[Line], at_top: bool) -> list[list[Line]]:
    """Rows of lines in the page's margin, the outermost first."""
    height = page.upright[1]
    zone = [line for line in lines if (line.base > (1 - _ZONE) * height if at_top else line.base < _ZONE * height)]
    zone.sort(key=lambda line: -line.base if at_top else line.base)
    rows: list[list[Line]] = []
    for line in zone:
        if rows and abs(rows[-1][0].base - line.base) < _NEAR:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


_Margins = list[tuple[list[list[Line]], list[list[Line]]]]


def _bare(text: str) -> str:
    """Text of a head with its numbers made alike; empty where no word is left."""
    bare = re.sub(r"\d+", "#", text.casefold())
    return bare if re.search(r"[^\W\d_]{3}", bare) and not _CAPTION.match(text) else ""


def _repeated(margins: _Margins) -> set[tuple[bool, str, int]]:
    """What is in the margins of at least two pages: at the top or not, its text, its height."""
    pages: defaultdict[tuple[bool, str, int], set[int]] = defaultdict(set)
    for number, margin in enumerate(margins):
        for at_top, zone in zip((True, False), margin, strict=True):
            for line in (line for row in zone for line in row if _bare(line.text)):
                for height in (int(line.base / _NEAR), int(line.base / _NEAR + 0.5) + 10_000):
                    pages[at_top, _bare(line.text), height].add(number)
    return {key for key, found in pages.items() if len(found) > 1}


def _is_furniture(
    line: Line, at_top: bool, page: int, repeated: set[tuple[bool, str, int]], offset: int | None
) -> bool:
    number = _NUMBER.fullmatch(line.text.strip())
    if number and offset is not None and int(number["number"]) == page + offset:
        return True
    return _is_repeated(line, at_top, repeated) or bool(_MARK.match(line.text))


def _is_repeated(line: Line, at_top: bool, repeated: set[tuple[bool, str, int]]) -> bool:
    bare = _bare(line.text)
    heights = (int(line.base / _NEAR), int(line.base / _NEAR + 0.5) + 10_000)
    return bool(bare) and any((at_top, bare, height) in repeated for height in heights)


def _is_lone_number(zone: list[list[Line]]) -> bool:
    """Whether the outermost row of a margin is a number far from all else."""
    row = zone[0]
    alone = len(zone) == 1 or abs(zone[1][0].base - row[0].base) > 2.5 * row[0].size
    return alone and len(row) == 1 and row[0].text.isdecimal() and len(row[0].text) < 5


def _offset(margins: _Margins, repeated: set[tuple[bool, str, int]]) -> int | None:
    """What is to be added to a physical page to have the printed number; None where the pages do not agree."""
    votes: Counter[int] = Counter()
    sure: Counter[int] = Counter()
    for page, margin in enumerate(margins, start=1):
        near = [
            (at_top, line)
            for at_top, zone in zip((True, False), margin, strict=True)
            for row in zone[:3]
            for line in row
        ]
        whole = {int(found["number"]) - page for _, line in near if (found := _NUMBER.fullmatch(line.text.strip()))}
        heads = [line.text for at_top, line in near if _is_repeated(line, at_top, repeated)]
        part = {int(found["number"]) - page for text in heads for found in _ANY_NUMBER.finditer(text)}
        votes.update(whole | part)
        sure.update(whole)
    best = max(votes, key=lambda offset: (votes[offset], sure[offset]), default=None)
    if best is None or votes[best] < min(2, len(margins)) or votes[best] < 0.3 * len(margins):
        return None
    return best if len(margins) > 1 or sure[best] else None


def _printed(page: int, around: list[Line], offset: int | None) -> str:
    """The number of this page, where it is printed around its text."""
    if offset is None:
        return ""
    wanted = str(page + offset)
    numbers = {found["number"] for line in around for found in _ANY_NUMBER.finditer(line.text)}
    return wanted if wanted in numbers else ""


def _filled(labels: list[str], offset: int | None) -> list[str]:
    """The labels with those of pages between them on which the number is left out, and of a first page."""
    numbered = [at for at, label in enumerate(labels) if label]
    if offset is None or not numbered:
        return labels
    first, last = 0 if offset == 0 else numbered[0], numbered[-1]
    return [label or (str(at + 1 + offset) if first <= at < last else "") for at, label in enumerate(labels)]
