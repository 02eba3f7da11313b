"""What a page is made of: pieces of one style, lines of pieces, and the strokes drawn between them.

Coordinates are points with y upwards from the page's lower left corner as it is shown; a page whose text runs sideways
is turned upright first (``PageText.turn``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


class Font(NamedTuple):
    """A font as far as layout needs it.

    Attributes:
        name: As the file names it, without the prefix of a subset.
        bold: Whether its name or flags say so, or its letters are filled and stroked.
        italic: Whether its name or flags say so.
    """

    name: str
    bold: bool
    italic: bool


class Style(NamedTuple):
    """What all characters of a text object share.

    Attributes:
        font: Its font.
        size: Height of the font in points.
        angle: Direction of writing in degrees, counted against the clock: 0, 90, 180 or 270; -1 askew.
    """

    font: Font
    size: float
    angle: int


class Glyph(NamedTuple):
    """A character that is drawn.

    Attributes:
        text: What it shows: more than one character for a ligature.
        left: Where it begins.
        bottom: Depth of its font.
        right: Where it ends.
        top: Height of its font.
        origin: Where its baseline begins, across.
        base: Height of its baseline.
        style: Font, size and direction.
        spaced: Whether white space is drawn before it.
        hinted: Whether PDFium finds white space before it.
        thing: Which text object draws it.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    origin: float
    base: float
    style: Style
    spaced: bool
    hinted: bool
    thing: int


class Piece(NamedTuple):
    """Characters of one style without white space between them.

    Attributes:
        text: As shown: ligatures spelt out, accents composed.
        left: Left edge.
        right: Right edge.
        base: Height of the baseline.
        size: Height of the font.
        font: Its font.
        glued: Whether there is no white space between it and the piece before it.
        order: Place in the order in which the page is drawn.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    font: Font
    glued: bool
    order: int


class Line:
    """Pieces on one baseline, from left to right, with their sub- and superscripts; never changed once made."""

    def __init__(self, pieces: list[Piece], page: int) -> None:
        self.pieces = pieces
        self.page = page
        self.left = min(piece.left for piece in pieces)
        self.right = max(piece.right for piece in pieces)
        main = _main(pieces)
        self.base, self.size, self.font = main.base, main.size, main.font

    @property
    def width(self) -> float:
        """From its left to its right edge."""
        return self.right - self.left

    @property
    def top(self) -> float:
        """Height of its ascenders."""
        return self.base + 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Depth of its descenders."""
        return self.base - 0.25 * self.size

    @cached_property
    def text(self) -> str:
        """Its words, one space between them."""
        return "".join(
            piece.text if piece.glued or at == 0 else " " + piece.text for at, piece in enumerate(self.pieces)
        )

    @cached_property
    def bold(self) -> bool:
        """Whether nearly all of its characters are bold."""
        return self.share(lambda piece: piece.font.bold) > 0.85

    @cached_property
    def italic(self) -> bool:
        """Whether nearly all of its characters are italic."""
        return self.share(lambda piece: piece.font.italic) > 0.85

    def share(self, test: Callable[[Piece], bool]) -> float:
        """How many of its characters, of 1, are in pieces that pass."""
        total = sum(len(piece.text) for piece in self.pieces)
        return sum(len(piece.text) for piece in self.pieces if test(piece)) / total

    def __repr__(self) -> str:
        return f"<{self.page}: {self.left:.0f}-{self.right:.0f} @{self.base:.0f} {self.size:.1f} {self.text[:50]!r}>"


def _main(pieces: list[Piece]) -> Piece:
    """A piece of the style that most characters have."""
    if len(pieces) == 1:
        return pieces[0]
    weight: dict[tuple[Font, float, int], int] = {}
    for piece in pieces:
        key = (piece.font, round(piece.size, 1), round(piece.base))
        weight[key] = weight.get(key, 0) + len(piece.text)
    style = max(weight, key=lambda key: (weight[key], key[1]))
    return next(piece for piece in pieces if (piece.font, round(piece.size, 1), round(piece.base)) == style)


class Rule(NamedTuple):
    """A horizontal stroke.

    Attributes:
        left: Left end.
        right: Right end.
        height: Its height on the page.
    """

    left: float
    right: float
    height: float


class Area(NamedTuple):
    """A picture, or a rectangle that is filled or framed.

    Attributes:
        left: Left edge.
        bottom: Lower edge.
        right: Right edge.
        top: Upper edge.
        picture: Whether it is a picture.
    """

    left: float
    bottom: float
    right: float
    top: float
    picture: bool


@dataclass(slots=True)
class PageText:
    """The text of a page before any of it is put in order.

    Attributes:
        number: Physical page, the first is 1.
        label: As the file labels it; empty where it does not.
        width: As shown, in points.
        height: As shown, in points.
        turn: Degrees that its text was turned by, clockwise, to run from left to right: 0, 90, 180 or 270.
        lines: Its lines, in the order in which they are drawn.
        rules: Horizontal strokes.
        areas: Pictures and rectangles.
    """

    number: int
    label: str
    width: float
    height: float
    turn: int = 0
    lines: list[Line] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the page once its text is upright."""
        return (self.height, self.width) if self.turn in {90, 270} else (self.width, self.height)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box of upright text where it is on the page as shown."""
        if self.turn == 90:
            return self.width - top, left, self.width - bottom, right
        if self.turn == 270:
            return bottom, self.height - right, top, self.height - left
        if self.turn == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        return left, bottom, right, top
