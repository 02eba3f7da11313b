"""A web page's paper from its elements: headings, paragraphs, captions, tables and works cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from corpus.document import slug
from corpus.readers.printed.headings import CAPTION, Outline, bare, is_known
from corpus.readers.web.entry import Entry, entry_of, entry_of_text, is_entry
from corpus.readers.web.line import BLOCKS, HEADINGS, Line, line_of, names, shorter
from corpus.readers.web.main import BUTTON_LINE, Page, is_prose, is_reference_list
from corpus.readers.web.table import is_data, rows_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_FURNITURE = frozenset(
    {
        "about this article", "access options", "actions", "affiliations", "article information", "article metrics",
        "article notes", "associated data", "author information", "authors and affiliations", "change history",
        "citation", "cite", "cite this article", "cited by", "cited by other articles", "citing articles", "comments",
        "contents", "copyright", "copyright and license information", "download pdf", "download references",
        "explore content", "export citation", "follow us", "in this article", "linkout more resources",
        "links to ncbi databases", "metrics", "more from this journal", "navigation", "on this page", "outline",
        "page navigation", "permalink", "quick links", "recommended", "recommended articles",
        "related articles", "related content", "related information", "resources", "rights and permissions", "search",
        "sections", "share", "share this article", "similar articles", "similar content being viewed by others",
        "site navigation", "subjects", "table of contents", "you may also like",
    }
)  # fmt: skip
_FIGURE = re.compile(
    r"(?:^|[\s_-])(?:fig|figure|fig-?wrap|figure-?wrap(?:per)?|table-?wrap(?:per)?|tw|tbl-?wrap|html-table_wrap|caption"
    r"|table-?expansion|article-table(?:-caption)?|c-article-table|figcaption|table-?foot(?:notes?|er)?|tw-foot|ltx_figure|ltx_table)"
    r"(?=$|[\s_]|-(?:wrap|item))",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s*\(\d+\)$")
# What some pages put below their list of works cited, with no heading
_ASIDE = re.compile(
    r"\W*(?:key ?words|citation|copyright|received|edited by|reviewed by|correspondence)\b\W*:", re.IGNORECASE
)
_KEYWORDS = re.compile(r"\s*key ?words?\s*[:.—-]\s*", re.IGNORECASE)
_MOST_CITED = 20_000  # entries of a list
_LONGEST_CAPTION = 8000  # characters
_LONGEST_HEADING = 300
_FRONT = 100  # characters: above the first heading, shorter paragraphs are dates and addresses


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the paper.

    Attributes:
        kind: What it is.
        name: Headings above it.
        lines: One, or the rows of a table.
        entry: What an entry of the list of works cited says.
    """

    kind: Literal["heading", "body", "caption", "table", "entry"]
    name: str | None
    lines: tuple[Line, ...]
    entry: Entry | None = None


class Body:
    """The state of one pass over a page.

    Attributes:
        title: Of the paper; found in the first heading where it was not known.
        keywords: Those that the page lists.
    """

    def __init__(self, page: Page, title: str) -> None:
        self.page = page
        self.title = title
        self.keywords: list[str] = []
        self.headed = sum(tag.tag in HEADINGS for tag in page.main.iter(*HEADINGS)) > 1
        self._blocks: list[Block] = []
        self._line = Line()
        self._outline = Outline()
        self._muted = 0  # level of the heading that the site, not the paper, put there
        self._figure: _Element | None = None
        self._references: _Element | None = None
        self._names: list[str] = []  # of elements around the next entry
        self._list: tuple[_Element | None, int] = (None, 0)  # around the last entry, and its place there
        self._done: _Element | None = None  # was taken as a whole

    def blocks(self) -> list[Block]:
        """The paper's pieces in order."""
        from lxml import etree

        walk = etree.iterwalk(self.page.main, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self.page.skips(element) or self._whole(element):
                    self._done = element
                    walk.skip_subtree()
                else:
                    self._start(element)
            else:
                if element is self._done:
                    self._done = None
                else:
                    self._end(element)
                if element is not self.page.main:
                    self._line.add(element.tail)
        self._flush()
        return self._blocks

    def _start(self, element: _Element) -> None:
        if element.tag in BLOCKS:
            self._part()
            named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
            if self._figure is None and self._is_figure(element, named):
                self._figure = element
            elif self._references is None and self._is_list(element):
                self._references = element
                self._names = []
            if self._in_references:
                self._names += names(element)
        elif element.tag == "br" and self._in_references:
            self._flush()
        self._line.start(element)

    def _end(self, element: _Element) -> None:
        self._line.end(element)
        if element.tag in BLOCKS:
            self._part()
        if element is self._figure:
            self._flush()
            self._figure = None
        elif element is self._references:
            self._references = None

    def _part(self) -> None:
        """A block begins or ends: a paragraph ends, but all that is in a figure is one caption."""
        if self._figure is None:
            self._flush()
        else:
            self._line.space()

    def _whole(self, element: _Element) -> bool:
        """Takes headings, tables and entries, which are read as wholes."""
        if self._figure is None and (element.tag in HEADINGS or element.get("role") == "heading"):
            self._flush()
            self._heading(element)
        elif self._in_references and is_entry(element):
            self._flush()
            self._entry(element)
        elif element.tag == "table" and not self._in_references and is_data(element):
            self._flush()
            self._table(element)
        else:
            return False
        return True

    @property
    def _in_references(self) -> bool:
        return self._references is not None or self._outline.in_bibliography

    def _is_figure(self, element: _Element, named: str) -> bool:
        if self._in_references or not (element.tag in {"figure", "figcaption"} or _FIGURE.search(named)):
            return False
        return shorter(element, _LONGEST_CAPTION)

    def _is_list(self, element: _Element) -> bool:
        """An element that is called a reference list, and is not the whole paper."""
        if not is_reference_list(element):
            return False
        headings = ("".join(islice(found.itertext(), 9)) for found in islice(element.iter(*HEADINGS), 30))
        return not any(bare(heading) in {"introduction", "abstract", "methods", "discussion"} for heading in headings)

    def _heading(self, element: _Element) -> None:
        said = re.match("[1-6]", element.get("aria-level") or "2")
        level = HEADINGS.get(element.tag) or (int(said[0]) if said else 2)
        self._names = []
        line = line_of(element, self.page.skips)
        if len(line) > _LONGEST_HEADING:
            self._line = line
            self._flush()
        elif len(line):
            self._head(level, line)

    def _head(self, level: int, line: Line) -> None:
        text = line.text
        if level == 1 and not self.title:
            self.title = text
        if level <= 2 and self._outline.name is None and slug(text) == slug(self.title):
            return
        if self._muted and level > self._muted:
            return
        self._muted = level if bare(_COUNT.sub("", text)) in _FURNITURE else 0
        if not self._muted:
            self._outline.enter(level, text)
            self._blocks.append(Block("heading", self._outline.name, (line,)))

    def _table(self, element: _Element) -> None:
        rows = rows_of(element, self.page.skips)
        for caption in element.iter("caption"):
            self._add("caption", line_of(caption, self.page.skips))
        if rows and not self._muted:
            self._blocks.append(Block("table", self._outline.name, tuple(rows)))

    def _entry(self, element: _Element) -> None:
        if self._list[1] > _MOST_CITED:
            return
        above = element.getparent()
        self._list = (above, self._list[1] + 1) if above is self._list[0] else (above, 1)
        entry = entry_of(element, self.page.skips, self._names, self._list[1])
        around, self._names = self._names, []
        last = self._blocks[-1] if self._blocks else None
        if self._muted:
            return
        line = Line()
        line.add(entry.printed)
        if _ASIDE.match(entry.printed):
            self._paragraph(line, line.text)
        elif entry.is_work:
            self._blocks.append(Block("entry", self._outline.name, (line,), entry))
        elif last and last.entry:  # its links, in a block of their own
            self._blocks[-1] = replace(last, entry=last.entry.with_links(entry))
        else:
            self._names = around

    def _flush(self) -> None:
        line, self._line = self._line, Line()
        text = line.text
        if self._muted or not re.search(r"\w", text):
            return
        if self._figure is not None:
            self._add("caption", line)
        elif self._in_references:
            if _ASIDE.match(text):
                self._paragraph(line, text)
            elif (entry := entry_of_text(text)).is_work:
                self._blocks.append(Block("entry", self._outline.name, (line,), entry))
        else:
            self._paragraph(line, text)

    def _paragraph(self, line: Line, text: str) -> None:
        listed = _KEYWORDS.match(text)
        if listed or self._outline.last.casefold() in {"keywords", "key words"}:
            words = re.split(r"\s*[;,•·|]\s*", text[listed.end() if listed else 0 :].rstrip("."))
            self.keywords += [word for word in words if word and len(word) < 100]
            return
        if len(text) < _FRONT and is_known(text):  # a heading that is only set in bold
            self._head(2, line)
            return
        is_menu = line.linked > 0.8 * len(text) and not text.endswith((".", "?", "!"))
        if is_menu or BUTTON_LINE.fullmatch(text):
            return
        if self._in_references:
            return
        if self._outline.name is not None or (len(text) >= _FRONT and is_prose(text)) or self._is_unheaded(text):
            self._add("caption" if CAPTION.match(text) else "body", line)

    def _is_unheaded(self, text: str) -> bool:
        """A sentence on a page whose parts have no headings."""
        return not self.headed and is_prose(text) and text.endswith((".", "?", "!"))

    def _add(self, kind: Literal["body", "caption"], line: Line) -> None:
        if len(line) and not self._muted:
            self._blocks.append(Block(kind, self._outline.name, (line,)))
