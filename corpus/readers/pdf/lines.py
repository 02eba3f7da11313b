"""Characters to lines, in the order in which they are drawn: words, sub- and superscripts, accents."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from statistics import median

from corpus.readers.pdf.characters import ACCENTS, accented
from corpus.readers.pdf.layout import Glyph, Line, Piece

_OVERLAID = {"+−": "±", "+-": "±", "+–": "±", "=/": "≠", "/=": "≠"}
_GAP = 0.12  # of the font's height: less white space than this never parts words that PDFium holds together
_TRACKED = 0.04  # the same: letters further apart than this are set so
_STYLE_GAP = 0.2  # the same where the style or the baseline changes


def drawn_lines(glyphs: list[Glyph], page: int) -> list[Line]:
    """Lines of glyphs that follow each other on a baseline; a gap does not end a line, a step back does."""
    glyphs = _overlaid(_composed(glyphs))
    lines: list[list[Glyph]] = []
    edge = 0.0  # right edge of what is on the baseline
    lead: Glyph | None = None  # the tallest glyph of the line
    for glyph in glyphs:
        if lead is not None and _goes_on(lines[-1][-1], lead, edge, glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            lead, edge = None, glyph.left
        if lead is None or glyph.style.size > 1.1 * lead.style.size:
            lead = glyph
        if abs(glyph.base - lead.base) < 0.2 * lead.style.size:
            edge = max(edge, glyph.right)
    order = 0
    made = []
    for line in lines:
        made.append(Line(_pieces(line, order), page))
        order += len(made[-1].pieces) + 1  # a gap in the numbers tells where the drawing went elsewhere
    return made


def _goes_on(last: Glyph, lead: Glyph, edge: float, glyph: Glyph) -> bool:
    """Whether a glyph is on the line, or is a script of it."""
    big, small = max(lead.style.size, glyph.style.size), min(lead.style.size, glyph.style.size)
    rise = abs(glyph.base - lead.base)
    if glyph.left < last.right - 0.5 * big and not (rise > 0.1 * big and glyph.left > edge - 0.3 * big):
        return glyph.left == last.left and glyph.thing == last.thing and glyph.base == last.base  # a ligature
    if rise <= 0.2 * big:
        return True
    near = glyph.left - max(last.right, edge) < 0.6 * big
    return near and rise <= 0.7 * big and (small < 0.9 * big or rise <= 0.4 * big)


def _pieces(glyphs: list[Glyph], order: int) -> list[Piece]:
    """The glyphs of a line, cut where there is white space and where the style changes."""
    tracking = _tracking(glyphs)
    pieces: list[Piece] = []
    start = 0
    glued = False
    for at in range(1, len(glyphs) + 1):
        word, style = (True, True) if at == len(glyphs) else _parted(glyphs[at - 1], glyphs[at], tracking[at])
        if word or style:
            pieces.append(_piece(glyphs[start:at], glued, order + len(pieces)))
            start, glued = at, not word
    return pieces


def _tracking(glyphs: list[Glyph]) -> list[float]:
    """How far apart the letters around each glyph are set, in font heights, where that is wider than usual."""
    gaps = [(right.left - left.right) / left.style.size for left, right in itertools.pairwise(glyphs)]
    if len(gaps) < 4 or (median(gaps) <= _TRACKED and len(gaps) > 200):
        return [0.0] * len(glyphs)
    tracking: list[float] = [0.0]
    stretch: list[float] = []
    for gap in [*gaps, 2.0]:
        if gap < 1.0:
            stretch.append(gap)
            continue
        wide = median(stretch) if len(stretch) > 3 else 0.0
        tracking += [wide if wide > _TRACKED else 0.0] * (len(stretch) + 1)
        stretch = []
    return tracking


def _parted(left: Glyph, right: Glyph, tracking: float) -> tuple[bool, bool]:
    """Whether there is white space, and whether there is a change of style, between two glyphs."""
    small = min(left.style.size, right.style.size)
    changed = left.style is not right.style and left.style[:2] != right.style[:2]
    changed = changed or abs(left.base - right.base) > 0.1 * small
    if right.spaced:
        return True, changed
    gap = (right.left - left.right) / small - tracking
    hinted = 0.06 if tracking else 0.1 if changed or left.text in "([" else 0.01
    least = hinted if right.hinted else _STYLE_GAP if changed else _GAP
    return gap >= least, changed


def _piece(glyphs: list[Glyph], glued: bool, order: int) -> Piece:
    first, last = glyphs[0], glyphs[-1]
    text = "".join(glyph.text for glyph in glyphs)
    right = max(last.right, first.right)
    return Piece(text, first.left, right, first.base, first.style.size, first.style.font, glued, order)


def _overlaid(glyphs: list[Glyph]) -> list[Glyph]:
    """Signs that are drawn as two on one place, "+" and "−" for "±", as the one that they are."""
    made: list[Glyph] = []
    for glyph in glyphs:
        last = made[-1] if made else None
        sign = _OVERLAID.get(last.text + glyph.text) if last and len(last.text) == 1 else None
        if last and sign and min(last.right, glyph.right) - max(last.left, glyph.left) > 0.5 * (last.right - last.left):
            made[-1] = last._replace(text=sign, right=max(last.right, glyph.right))
        else:
            made.append(glyph)
    return made


def _composed(glyphs: list[Glyph]) -> list[Glyph]:
    """Letters with the accents that are drawn over them as glyphs of their own."""
    accents = [at for at, glyph in enumerate(glyphs) if glyph.text in ACCENTS]
    if not accents:
        return glyphs
    rows: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for at, glyph in enumerate(glyphs):
        if glyph.text.isalpha():
            rows[round(glyph.base / 4)].append((glyph.left + glyph.right, at))
    for letters in rows.values():
        letters.sort()
    glyphs = list(glyphs)
    for at in accents:
        accent = glyphs[at]
        row = round(accent.base / 4)
        near = [place for rows_at in range(row - 2, row + 3) for place in _nearest(rows[rows_at], accent)]
        under = min(near, key=lambda place: _distance(accent, glyphs[place]), default=None)
        if under is None or _distance(accent, glyphs[under]) > 0.15 * glyphs[under].style.size:
            continue
        letter = accented(glyphs[under].text, accent.text)
        if letter:
            glyphs[under] = glyphs[under]._replace(text=letter)
            _unhint(glyphs, at, under)
            glyphs[at] = accent._replace(text="")
    return [glyph for glyph in glyphs if glyph.text]


def _nearest(letters: list[tuple[float, int]], accent: Glyph) -> list[int]:
    """The letters of a row whose middles are next to that of an accent."""
    place = bisect_left(letters, (accent.left + accent.right, 0))
    return [at for _, at in letters[max(place - 2, 0) : place + 2]]


def _distance(accent: Glyph, letter: Glyph) -> float:
    """How far the middle of an accent is from the middle of a letter on its line; large on other lines."""
    if abs(accent.base - letter.base) > 0.5 * letter.style.size:
        return 1e9
    return abs(accent.left + accent.right - letter.left - letter.right) / 2


def _unhint(glyphs: list[Glyph], accent: int, letter: int) -> None:
    """White space that PDFium found around an accent is none; what is drawn before accent and letter is."""
    for at in (accent + 1, letter):
        if at < len(glyphs):
            drawn = glyphs[at].spaced or (at == letter and at > accent and glyphs[accent].spaced)
            glyphs[at] = glyphs[at]._replace(hinted=glyphs[at].hinted and at == letter < accent, spaced=drawn)
