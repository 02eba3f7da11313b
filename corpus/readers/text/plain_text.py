"""Plain text of a paper: the file as it is, with its title, its headings and its list of works cited made out.

Nothing in the text is changed. Papers copied from a screen have a paragraph a line; those made for printers and mail
have lines that end at a margin ("wrapped"), and blank lines between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.decoding import decode, looks_like_text
from corpus.document import Document, SectionKind
from corpus.readers.printed.headings import CAPTION, LABEL, Abstracts, Outline, depth, is_below, is_known
from corpus.readers.printed.works_cited import split_label
from corpus.readers.text.front_lines import keywords, stated
from corpus.readers.text.verbatim import Verbatim, checked_prose, checked_size, lines, printable

FORMAT = "Plain text"
_NO_TEXT = (b"%PDF-", b"%!PS", b"{\\rtf", b"PK\x03\x04", b"\x1f\x8b")
_MARGIN = range(45, 116)  # columns at which printed lines end
_LONGEST_TITLE = 300
_LONGEST_HEADING = 100
_PROSE = 120  # characters; a shorter line above the first heading is an address or a date
_PANEL = re.compile(r"\(?[B-Z]\)\s")
_BULLET = re.compile(r"(?:[-*•‣–]|\(?\d{1,3}[.)]|\[\d{1,4}\])\s+(?=\S)")
_ENDS = re.compile(r"[.!?:;)\]\"”’]$")


def recognises(data: bytes) -> bool:
    """Whether it is text at all, in whatever encoding; what kind of text it is, is found out when it is read."""
    return bool(data.strip(b"\0 \t\r\n")) and not data.startswith(_NO_TEXT) and looks_like_text(data)


def read(data: bytes, source: str) -> Iterator[Document]:
    """The text as a document.

    Raises:
        UnreadableFileError: It is longer than any paper, or its encoding cannot be determined.
        UnsupportedFileError: It is a table, data or a program.
    """
    checked_size(data, source)
    text = printable(decode(data, source))
    checked_prose(text, source)
    yield _Paper(text).document(source)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, or a paragraph of them, of a text.

    Attributes:
        start: Offset of its first character that is not blank.
        end: Offset after the last.
        block: Number of the run of lines without a blank one between that it is in.
        alone: Whether nothing else is in that run.
    """

    start: int
    end: int
    block: int
    alone: bool


class _Paper:
    """The state of one pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _numbered(text)
        self.wrapped = is_wrapped(
            [text[line.start : line.end] for line in self.lines], [line.block for line in self.lines]
        )
        self.made = Verbatim(text, self.wrapped)
        self.outline = Outline()
        self.abstracts = Abstracts()
        self.headed = any(is_known(self._text(line)) for line in self.lines)
        self.captions = 0  # paragraphs that still belong to a figure or table named on a line of its own
        self.panels = False  # whether the paragraph before was a caption, which "(B) …" goes on with

    def document(self, source: str) -> Document:
        """The finished document."""
        at = self._title()
        while at < len(self.lines):
            level = self._level(at)
            if level:
                self._heading(level, self._text(self.lines[at]))
                at += 1
            else:
                at = self._paragraph(at)
        return self.made.document(source, FORMAT, self.made.reference)

    def _text(self, line: _Line) -> str:
        return self.text[line.start : line.end]

    def _title(self) -> int:
        """States the title; the number of lines that it takes."""
        count = 1
        if self.wrapped:
            while count < min(4, len(self.lines)) and self.lines[count].block == self.lines[0].block:
                count += 1
        if count >= len(self.lines):
            return 0
        start, end = self.lines[0].start, self.lines[count - 1].end
        title = " ".join(self.text[start:end].split())
        apart = self.lines[count].block != self.lines[0].block or not self.wrapped
        if not apart or len(title) > _LONGEST_TITLE or is_known(title) or _BULLET.match(title):
            return 0
        self.made.state(start, end, title=title)
        return count

    def _level(self, at: int) -> int:
        """Level of the heading on a line, 0 where it is none."""
        line = self.lines[at]
        text = self._text(line)
        if len(text) > _LONGEST_HEADING or text.endswith((",", ";")):
            return 0
        starts = at == 0 or self.lines[at - 1].block != line.block or not self.wrapped
        if is_known(text):
            level = depth(text) or (2 if is_below(text) and self.outline.name else 1)
            return level if starts else 0
        if not starts or text.endswith("."):
            return 0
        words, alone = text.split(), line.alone or not self.wrapped
        if alone and len(words) <= 14 and depth(text) > 1:
            return depth(text)
        letters = [char for char in text if char.isalpha()]
        if alone and len(letters) > 4 and len(words) <= 10 and text.isupper():
            return 1
        return 2 if self._stands_over_prose(at, words) else 0

    def _stands_over_prose(self, at: int, words: list[str]) -> bool:
        """A short line alone, in a paper that has headings, with a long paragraph below it."""
        line, text = self.lines[at], self._text(self.lines[at])
        if not (self.outline.name and line.alone and text[0].isupper() and len(words) <= 12) or self.captions:
            return False
        if _ENDS.search(text) or LABEL.match(text) or self.outline.in_bibliography or at + 1 == len(self.lines):
            return False
        block = self.lines[at + 1].block
        end = at + 1
        while end < len(self.lines) and self.lines[end].block == block:
            end += 1
        return self.lines[end - 1].end - self.lines[at + 1].start >= 2 * _PROSE

    def _heading(self, level: int, text: str) -> None:
        self.captions, self.panels = 0, False
        if self.abstracts.holds(text):
            level = 2
        self.outline.enter(level, text)

    def _paragraph(self, at: int) -> int:
        """Takes the paragraph that begins on a line; the number of the line after it."""
        end = at + 1
        if self.wrapped:
            block = self.lines[at].block
            while end < len(self.lines) and self.lines[end].block == block and not self._begins(end):
                end += 1
        start, stop = self.lines[at].start, self.lines[end - 1].end
        if self.outline.in_bibliography:
            self.made.cited(start, stop)
        elif self.outline.name or not self.headed:
            self._body(start, stop)
        else:
            self._front(start, stop)
        return end

    def _begins(self, at: int) -> bool:
        """Whether a line inside a run of lines begins something new: an item of a list, an entry, a heading."""
        text = self._text(self.lines[at])
        if self.outline.in_bibliography and split_label(self._text(self.lines[at - 1]))[0] and not _BULLET.match(text):
            return False
        return bool(_BULLET.match(text)) or (is_known(text) and len(text) <= _LONGEST_HEADING and self._level(at) > 0)

    def _body(self, start: int, end: int) -> None:
        text = self.text[start:end]
        listed = keywords(text) if not self.made.reference.keyword else ()
        if listed:
            self.made.state(start, end, keyword=listed)
            return
        self.made.add(self._kind(text), self.outline.name, start, end)
        self.abstracts.text()

    def _kind(self, text: str) -> SectionKind:
        if LABEL.fullmatch(text.rstrip(".:")):
            self.captions = 2  # its title and its legend
        elif self.captions:
            self.captions = 0 if len(text) >= _PROSE or text.endswith(".") else self.captions - 1
            self.panels = not self.captions
        elif not (self.panels and _PANEL.match(text)):
            self.panels = bool(CAPTION.match(text))
            return "caption" if self.panels or self.outline.in_captions else "body"
        return "caption"

    def _front(self, start: int, end: int) -> None:
        """What is between the title and the first heading."""
        text = " ".join(self.text[start:end].split())
        fields = stated(text)
        if fields:
            self.made.state(start, end, **fields)
        elif len(text) >= _PROSE and text.endswith("."):
            self._body(start, end)
        else:
            self.made.add("furniture", None, start, end)


def is_wrapped(texts: list[str], blocks: list[int]) -> bool:
    """Whether lines end at a margin, judged by their lengths and by how they end.

    Args:
        texts: Lines that are not blank.
        blocks: For each the number of the run of lines, without a blank one between, that it is in.
    """
    inner = [text for text, block, after in zip(texts, blocks, blocks[1:], strict=False) if block == after]
    if len(inner) < 3:
        return False
    at_margin = sum(len(text) in _MARGIN for text in inner)
    ended = sum(bool(re.search(r"[.!?:]$", text)) for text in inner)
    long = sum(len(text) > _MARGIN[-1] for text in texts)
    return at_margin >= 0.5 * len(inner) and ended <= 0.5 * len(inner) and long <= 0.05 * len(texts)


def _numbered(text: str) -> list[_Line]:
    spans = list(lines(text))
    blocks, block = [], 0
    for at, (start, _) in enumerate(spans):
        if at and text.count("\n", spans[at - 1][1], start) > 1:
            block += 1
        blocks.append(block)
    # there is nothing beyond either end
    around = [-1, *blocks, -1]
    return [
        _Line(start, end, blocks[at], around[at] != blocks[at] != around[at + 2])
        for at, (start, end) in enumerate(spans)
    ]
