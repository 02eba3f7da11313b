"""Which lines are headings, recognised by their style, their number or their name, and how they nest."""

from __future__ import annotations

import re
from collections import Counter

from corpus.readers.pdf.blocks import Block, Body
from corpus.readers.pdf.layout import Font, Line
from corpus.readers.printed.headings import Outline

_LONGEST = 160  # characters of a heading
_MOST_LINES = 4
_DEEPEST = 4  # headings above each other
_NUMBER = r"(?:(?:section|part|chapter)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,4}\.|[A-H]\.)\s+"
_NUMBERED = re.compile(_NUMBER + r"[A-Z]")
MAIN = re.compile(
    rf"(?:{_NUMBER})?(?:"
    r"(?:structured |graphical |author |plain[- ]language )?(?:abstract|summary)|introduction"
    r"|background(?: and \w+)?|(?:general )?aims?"
    r"|objectives?|(?:(?:materials?|patients?|subjects?|participants?|data) (?:and|&) )?methods?(?: (?:and"
    r"|&) materials?)?"
    r"|experimental(?: (?:procedures?|section|design))?|star[★ ]*methods|methodology|online methods"
    r"|case (?:report|presentation)s?"
    r"|results?(?: (?:and|&) discussions?)?|findings|(?:general )?discussion(?: (?:and|&) conclusions?)?"
    r"|conclu(?:sions?|ding remarks)(?: and [\w ]+)?|limitations|perspectives?|future (?:directions|perspectives)"
    r"|references?(?: and notes)?|bibliography|literature(?: cited)?|works cited|reference list"
    r"|acknowledge?ments?|funding(?: (?:information|sources|statement))?|author(?:s['’]|['’]s"
    r"|s)? contributions?|data availability(?: statement)?"
    r"|(?:declarations? of )?(?:competing|conflicts? of|financial) (?:interests?|disclosures?)(?: statement)?"
    r"|ethics(?: [\w ]{3,40})?"
    r"|supplementary (?:information|materials?|data)|supporting information|additional (?:information|files?)"
    r"|appendix(?: \w{1,2})?"
    r"|abbreviations|figure legends|tables|footnotes|notes|declarations|key ?words"
    r")\s*[:.]?",
    re.IGNORECASE,
)
_STRONG = re.compile(
    rf"(?:{_NUMBER})?(?:introduction|background|(?:(?:materials?|patients?|subjects?|participants?) (?:and"
    r"|&) )?methods?"
    r"(?: (?:and|&) materials?)?|results?(?: (?:and|&) discussions?)?|discussion(?: (?:and|&) conclusions?)?"
    r"|conclusions?"
    r"|references?)\s*[:.]?",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"(?:{_NUMBER})?(?:acknowledge?ments?|funding\b.*|authors?['’]?s?['’]? (?:contributions?|details)"
    r"|data availability\b.*"
    r"|(?:declarations? of )?(?:competing|conflicts? of|financial) (?:interests?|disclosures?)\b.*|ethics\b.*"
    r"|(?:supplementary|supporting|additional) (?:information|materials?|data|files?)\b.*|abbreviations"
    r"|figure legends)\s*[:.]?",
    re.IGNORECASE,
)
ABSTRACT = re.compile(r"(?:structured |author )?(?:abstract|summary)\s*[:.]?", re.IGNORECASE)
_NO_HEADING = re.compile(
    r"https?:|www\.|doi\b|©|copyright|received\b|accepted\b|published\b|\S+@\S+|\W*$|\d+$|[*†‡§¶]|downloaded"
    r"|page \d|how to cite",
    re.IGNORECASE,
)
Style = tuple[str, float, bool, bool, bool | None]  # font, size, bold, italic, capitals (None: cannot be determined)


def style_of(line: Line) -> Style:
    """What a heading's look is compared by."""
    words = re.findall(r"[^\W\d_]{5,}", line.text)
    capitals = all(word.isupper() for word in words) if words else None
    return line.font.name, round(line.size * 2) / 2, line.bold, line.italic, capitals


def alike(style: Style, other: Style) -> bool:
    """Whether two headings look the same; one of short words only may be in capitals or not."""
    return style[:4] == other[:4] and (style[4] == other[4] or style[4] is None or other[4] is None)


Look = tuple[Font, float]  # font and size of running text


def look_of_page(blocks: list[Block], body: Body) -> Look:
    """How the running text of a page is set: as the document's where there is any of that."""
    weight: Counter[Look] = Counter()
    for line in (line for block in blocks if block.kind == "body" for line in block.lines if len(line.text) > 40):
        if body.is_text(line):
            weight[body.font, body.size] += 100
        weight[line.font, line.size] += 1
    return weight.most_common(1)[0][0] if weight.total() > 5 else (body.font, body.size)


def heading_lines(block: Block, beneath: Block | None, page: Look) -> list[int]:
    """How many heading lines begin at each line of a block: 0 where none does.

    Args:
        block: Lines of one column.
        beneath: The block that is read next.
        page: How the running text of the page is set.
    """
    font, size = _local(block, beneath, page)
    found = [0] * len(block.lines)
    at = 0
    while at < len(block.lines):
        count = 0
        style = style_of(block.lines[at])
        while at + count < len(block.lines) and count <= _MOST_LINES:
            line = block.lines[at + count]
            if style_of(line)[:4] != style[:4] or not _looks(line, at + count, block, font, size):
                break
            if count and (MAIN.fullmatch(block.lines[at].text) or _far(block.lines[at + count - 1], line)):
                break
            count += 1
        text = " ".join(line.text for line in block.lines[at : at + count])
        if 0 < count <= _MOST_LINES and _reads(text):
            found[at] = count
        at += max(count, 1)
    return found


def _far(upper: Line, lower: Line) -> bool:
    return upper.base - lower.base > 1.6 * lower.size


def _local(block: Block, beneath: Block | None, page: Look) -> Look:
    """Font and size of the running text that a block's headings are in."""
    for lines in (block.lines, beneath.lines if beneath else []):
        if len(lines) >= 3 and lines[0].size < 1.2 * page[1]:
            weight: dict[Look, int] = {}
            for line in lines:
                key = (line.font, line.size)
                weight[key] = weight.get(key, 0) + len(line.text)
            return max(weight, key=lambda key: weight[key])
    return page


def _looks(line: Line, at: int, block: Block, font: Font, size: float) -> bool:
    """Whether a line is set as a heading: bolder, larger, in capitals or in another font than the text around it."""
    if MAIN.fullmatch(line.text) and (at == 0 or style_of(line) != style_of(block.lines[at - 1])):
        return True
    if line.bold and not font.bold:
        return True
    if line.size > 1.08 * size:
        return True
    if line.font.name == font.name and line.italic == font.italic:
        return style_of(line)[4] is True and len(block.lines) <= 2
    first = at == 0 or _far(block.lines[at - 1], line) or style_of(block.lines[at - 1])[0] != line.font.name
    alone = line.share(lambda piece: piece.font == line.font) > 0.95
    return first and alone and line.size > 0.95 * size and line.width < 0.8 * max(block.right - block.left, 20 * size)


def _reads(text: str) -> bool:
    """Whether words can be a heading: no sentence, no address, no part of one."""
    if MAIN.fullmatch(text):
        return True
    if len(text) > _LONGEST or text.count(",") > 3 or _NO_HEADING.match(text) or not re.search(r"[^\W\d_]{3}", text):
        return False
    start = text.lstrip("“‘\"'(")
    if not start or not (start[0].isupper() or _NUMBERED.match(text) or re.match(r"\d|[a-z]?[A-Z]|[α-ω]", start)):
        return False
    return not re.search(r"[.,;:]$|[-–]$", text) or (text.endswith(":") and len(text) < 40)


class TypographicOutline:
    """The headings above the place where one reads, their levels judged by how they are set."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._styles: list[Style] = []  # of the headings above, the highest first
        self._main: Style | None = None  # of the headings that every paper has
        self._page = 0
        self._seen: list[Style] = []

    @property
    def name(self) -> str | None:
        """The headings joined, "Results > Cell culture"; None above the first."""
        return self._outline.name

    def enter(self, line: Line, text: str) -> None:
        """Takes a heading in: below those that are set larger, in place of those like it."""
        style = style_of(line)
        strong = _STRONG.fullmatch(text) is not None
        if strong and not self._in_abstract(line, style) and (not self._main or _rank(style) > _rank(self._main)):
            self._main = style
        above = self._above(line, text, style)
        if above < _DEEPEST:
            self._styles = [*self._styles[:above], style]
            self._outline.enter(above + 1, text.rstrip(" :.") if MAIN.fullmatch(text) else text)
        self._page = line.page
        self._seen.append(style)

    def _above(self, line: Line, text: str, style: Style) -> int:
        """How many of the headings so far are above this one."""
        if not self._styles or (self._main and alike(style, self._main)) or ABSTRACT.fullmatch(text):
            return 0
        same = (at for at, other in enumerate(self._styles) if alike(other, style))
        lower = (at for at, other in enumerate(self._styles) if _rank(other) < _rank(style))
        at = next(same, next(lower, len(self._styles)))
        if at == 0 and self._main and alike(self._styles[0], self._main) and _rank(style) <= _rank(self._main):
            at = 1
        return 0 if _BACK.fullmatch(text) and _STRONG.fullmatch(self._outline.first) and line.page > 1 else at

    def knows(self, line: Line) -> bool:
        """Whether a heading looks like one before it."""
        return any(alike(style_of(line), style) for style in self._seen)

    def _in_abstract(self, line: Line, style: Style) -> bool:
        """Whether a heading is inside a structured abstract."""
        if not ABSTRACT.fullmatch(self._outline.first) or line.page != self._page:
            return False
        return not alike(style, self._styles[0]) and _rank(style) <= _rank(self._styles[0])


def _rank(style: Style) -> tuple[float, bool, bool, bool]:
    """Larger, then bold, then capitals, then upright are higher."""
    return style[1], style[2], bool(style[4]), not style[3]
