"""Paragraphs written out as a document's text, with the offsets of all that is known about them."""

from __future__ import annotations

from corpus.document import Box, Page, Section, SectionKind, Statement
from corpus.readers.pdf.flow import Paragraph
from corpus.readers.pdf.layout import Line, PageText, Piece

_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Written:
    """The text of a document as it grows.

    Attributes:
        sections: Sections so far.
        statements: Statements so far.
        boxes: Boxes of the words so far.
        places: Of each paragraph written, where it begins and ends.
        raised: Offsets of the pieces that are set smaller and higher than their line.
    """

    def __init__(self, pages: list[PageText]) -> None:
        self.sections: list[Section] = []
        self.statements: list[Statement] = []
        self.boxes: list[Box] = []
        self.places: list[tuple[int, int]] = []
        self.raised: list[tuple[int, int]] = []
        self._pages = {page.number: page for page in pages}
        self._starts: dict[int, int] = {}
        self._parts: list[str] = []
        self._length = 0
        self._apart = True  # a heading was written since the last section

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def write(self, paragraph: Paragraph) -> None:
        """Adds a paragraph, with a blank line before it."""
        if self._length:
            self._add("\n\n")
        start = self._length
        for before, line in paragraph.runs:
            self._add(before)
            self._line(line)
        self.places.append((start, self._length))
        if paragraph.kind == "heading":
            self._apart = True
            return
        if paragraph.fields:
            self.statements.append(Statement(paragraph.fields, start, self._length))
        self._cover(paragraph.kind, paragraph.name, start, self._length)

    def pages(self) -> tuple[Page, ...]:
        """The pages: each reaches from its first character to that of the next."""
        made: list[Page] = []
        edge = self._length
        for page in sorted(self._pages.values(), key=lambda page: -page.number):
            start = min(self._starts.get(page.number, edge), edge)
            made.append(Page(page.number, page.label, round(page.width, 2), round(page.height, 2), start, edge))
            edge = start
        return tuple(reversed(made))

    def _line(self, line: Line) -> None:
        """A line, and a box for each of its words."""
        self._starts.setdefault(line.page, self._length)
        word: list[Piece] = []
        for at, piece in enumerate(line.pieces):
            if at and not piece.glued:
                self._word(word, line)
                self._add(" ")
                word = []
            word.append(piece)
        self._word(word, line)

    def _word(self, pieces: list[Piece], line: Line) -> None:
        start = self._length
        for at, piece in enumerate(pieces):
            rise = (piece.base - line.base) / line.size
            script = piece.size < 0.85 * line.size and abs(rise) > 0.1
            if script and rise > 0.15:
                self.raised.append((self._length, self._length + len(piece.text)))
            behind_digit = at > 0 and pieces[at - 1].text[-1:].isdigit()
            # "10" and a raised "11" must not read as 1011
            self._add(
                piece.text.translate(_RAISED if rise > 0 else _LOWERED) if script and behind_digit else piece.text
            )
        page = self._pages[line.page]
        edges = page.box(
            min(piece.left for piece in pieces),
            min(piece.base - 0.22 * piece.size for piece in pieces),
            max(piece.right for piece in pieces),
            max(piece.base + 0.75 * piece.size for piece in pieces),
        )
        self.boxes.append(Box(start, self._length, *(round(edge, 1) for edge in edges)))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _cover(self, kind: SectionKind, name: str | None, start: int, end: int) -> None:
        last = self.sections[-1] if self.sections else None
        if last and not self._apart and (last.kind, last.name) == (kind, name):
            self.sections[-1] = Section(name, kind, last.start, end)
        else:
            self.sections.append(Section(name, kind, start, end))
        self._apart = False
