"""Blocks in their order to paragraphs below headings, the list of works cited cut into its entries."""

from __future__ import annotations

import re

from corpus.readers.pdf.blocks import Block, Body
from corpus.readers.pdf.flow import Paragraph, column_edges, float_paragraphs, text_paragraphs, wrapped
from corpus.readers.pdf.headings import MAIN, Look, TypographicOutline, alike, look_of_page, style_of
from corpus.readers.pdf.layout import Line
from corpus.readers.pdf.works import entries, entry_number
from corpus.readers.printed.headings import is_bibliography

_RUN_IN = re.compile(
    r"(?P<name>funding|competing interests?|conflicts? of interests?|data availability|abbreviations"
    r"|author contributions"
    r"|acknowledge?ments?|ethics statement)\s*[:.]\s",
    re.IGNORECASE,
)
# What is printed behind the list of works cited without a heading.
_TAIL = re.compile(
    r"\W*(?:publisher['’]?s note|open access\b|©|copyright|received\b|accepted\b|(?:please )?cite this article"
    r"|how to cite|doi\b"
    r"|submit your|publish with|(?:for )?correspondence|this (?:article|work|is an open)"
    r"|pre-publication history|springer nature"
    r"|reprints and permission)",
    re.IGNORECASE,
)


class _Reader:
    """The state of one pass over the blocks of a document."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.outline = TypographicOutline()
        self.made: list[list[Paragraph]] = []
        self.heading: Paragraph | None = None  # of the list of works cited, while it is read
        self.last_heading: Paragraph | None = None
        self.number = 0  # of the last entry
        self.tail = False  # behind it
        self.lists: list[list[tuple[Block, float]]] = []
        self.slots: list[list[list[Paragraph]]] = []  # where the entries of each part of each list go

    def take(self, block: Block, beneath: Block | None, edge: float, look: Look) -> None:
        """Reads one block."""
        if block.kind == "reference":
            self.made.append([Paragraph("reference", wrapped(block.lines), fields=block.fields, is_float=True)])
        elif block.kind != "body":
            self.made.append(float_paragraphs(block))
        else:
            if block.label:
                self.outline = TypographicOutline()
            if self.heading is None and self.lists and self._resumes(block):
                self.heading = self.last_heading
            entry_lines: list[Line] = []
            for paragraph in text_paragraphs(block, beneath, edge, self.body, look):
                if self._is_entry(paragraph):
                    entry_lines += paragraph.lines
                else:
                    self._list(entry_lines, edge)
                    entry_lines = []
                    self._paragraph(paragraph, block.label or None)
            self._list(entry_lines, edge)

    def paragraphs(self) -> list[Paragraph]:
        """All paragraphs, the entries in their places."""
        for blocks, slots in zip(self.lists, self.slots, strict=True):
            at = -1
            for paragraph in entries(blocks, self.body) if blocks else []:
                at += paragraph.first_of_block
                slots[at].append(paragraph)
        return [paragraph for part in self.made for paragraph in part]

    def _is_entry(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph is part of the list of works cited; it may also end the list."""
        if self.heading is None:
            return False
        text = _words(paragraph)
        if paragraph.kind == "heading":
            like = alike(style_of(paragraph.lines[0]), style_of(self.heading.lines[0]))
            if like or MAIN.fullmatch(text):
                self.heading = None
                return False
        elif self.lists[-1] and _TAIL.match(text):
            self.heading, self.tail = None, True
            return False
        return True

    def _resumes(self, block: Block) -> bool:
        """Whether a block goes on with the list, which other text interrupts."""
        if not self.lists[-1]:
            return False
        entry, line = self.lists[-1][-1][0].lines[0], block.lines[0]
        same = entry.font.name == line.font.name and abs(entry.size - line.size) < 0.2
        return same and self.number > 1 and entry_number(line) == self.number + 1

    def _list(self, lines: list[Line], edge: float) -> None:
        for line in lines:
            if entry_number(line) in {self.number + 1, self.number + 2} or not self.number:
                self.number = entry_number(line)
        if lines:
            self.lists[-1].append((Block(lines), edge))
            self.slots[-1].append([])
            self.made.append(self.slots[-1][-1])

    def _paragraph(self, paragraph: Paragraph, name: str | None) -> None:
        text = _words(paragraph)
        self.made.append([paragraph])
        if paragraph.kind == "heading" and self.tail and not MAIN.fullmatch(text):
            paragraph.kind = "heading" if self.outline.knows(paragraph.lines[0]) else "furniture"
        if paragraph.kind == "heading":
            self.outline.enter(paragraph.lines[0], text)
            self.tail = False
            if is_bibliography(text):
                self.heading = self.last_heading = paragraph
                self.number = 0
                self.lists.append([])
                self.slots.append([])
            return
        run_in = _RUN_IN.match(text)
        paragraph.name = name or (run_in["name"] if run_in else self.outline.name)
        if self.tail:
            paragraph.kind, paragraph.name = "furniture", None


def _words(paragraph: Paragraph) -> str:
    return " ".join(line.text for line in paragraph.lines)


def paragraphs_of(ordered: list[list[Block]], body: Body) -> list[Paragraph]:
    """Paragraphs of all pages, each with the headings that it is below.

    Args:
        ordered: Blocks of each page in the order of reading.
        body: The document's running text.
    """
    reader = _Reader(body)
    for blocks in ordered:
        edges = column_edges(blocks)
        look = look_of_page(blocks, body)
        for at, block in enumerate(blocks):
            beneath = next((one for one in blocks[at + 1 :] if one.kind == "body"), None)
            reader.take(block, beneath, edges[at], look)
    return reader.paragraphs()
