"""Text of a web page's elements as single lines, with the links that are in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
# Never shown: control characters, soft hyphens, signs without width
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
# What is set high and links into the page: "12,14-16", or the mark of a footnote
_NUMBERS = re.compile(r"\s*[\[(]?\s*(?:\d{1,4}(?:[\s,;–—‐-]+\d{1,4})*|[a-z*†‡§¶#])\s*[,\])]?\s*")
_POINTERS = ("rid", "data-rid", "reveal-id", "data-open", "data-xml-rid", "data-reference-links")
_NAMES = ("id", "name", "data-bib-id", "content-id", "data-legacy-id", "data-db-target-for")
_PREFIX = re.compile(r"^(?:ref-id-|_)")
_LONGEST_MARK = 100
_MOST_PARTS = 60
_MOST_OPEN = 4  # links in each other


@dataclass(frozen=True, slots=True)
class Link:
    """A link that points into the page.

    Attributes:
        targets: Names that it may point to.
        start: Offset in the line.
        end: Offset after it.
    """

    targets: tuple[str, ...]
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """A line that is being written: runs of white space are one space, none is at either end.

    Attributes:
        links: Links into the page so far.
        linked: Characters so far that are in links of any kind.
    """

    links: list[Link] = field(default_factory=list)
    linked: int = 0
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blank: bool = False
    _open: list[tuple[_Element, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return self._length

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def add(self, text: str | None) -> None:
        """More text."""
        text = _UNSEEN.sub("", text) if text else ""
        words = text.split()
        if not words:
            self._blank |= bool(text)
            return
        if self._length and (self._blank or text[0].isspace()):
            self._write(" ")
        before = self._length
        self._write(" ".join(words))
        if self._open:
            self.linked += self._length - before
            self._open = [(link, before if start < 0 else start) for link, start in self._open]
        self._blank = text[-1].isspace()

    def space(self) -> None:
        """What follows is another word."""
        self._blank = True

    def start(self, element: _Element) -> None:
        """An inline element begins, its own text is added."""
        if element.tag == "a" or element.get("reveal-id"):
            self._open = [*self._open[-_MOST_OPEN:], (element, -1)]
        elif element.tag == "br" or (element.tag == "sup" and _cites(element)):  # not "exosomes12" for a cited 12
            self.space()
        self.add(element.text)

    def end(self, element: _Element) -> None:
        """An inline element ends; what follows it is added by the caller."""
        if self._open and self._open[-1][0] is element:
            _, start = self._open.pop()
            found = targets(element)
            if found and start >= 0:
                self.links.append(Link(found, start, self._length))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def line_of(element: _Element, skips: Callable[[_Element], bool]) -> Line:
    """All text below an element on one line, without the elements that are skipped."""
    from lxml import etree

    line = Line()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "start":
            if part is not element and skips(part):
                walk.skip_subtree()
                continue
            if part.tag in BLOCKS:
                line.space()
            line.start(part)
        else:
            line.end(part)
            if part.tag in BLOCKS:
                line.space()
            if part is not element:
                line.add(part.tail)
    return line


def _cites(element: _Element) -> bool:
    """Whether a superscript is made of numbers that link into the page."""
    parts = list(islice(element.iter(), _MOST_PARTS))
    text = "".join((part.text or "") + ((part.tail or "") if part is not element else "") for part in parts)
    if len(parts) == _MOST_PARTS or not _NUMBERS.fullmatch(text[:_LONGEST_MARK]):
        return False
    around = element.getparent()
    return any(targets(link) for link in (*parts, *([] if around is None else [around])))


def targets(link: _Element) -> tuple[str, ...]:
    """The names inside the page that a link may point to; the first that is an entry's counts."""
    found: list[str] = []
    for name in _POINTERS:
        found += (link.get(name) or "").split()[:50]
    address = link.get("href") or ""
    if "#" in address:
        found.append(unquote(address.rpartition("#")[2]))
    return tuple(name for name in found if name)


def names(element: _Element) -> Iterator[str]:
    """The names that an element can be pointed to by."""
    for attribute in _NAMES:
        if name := element.get(attribute):
            yield name
            if _PREFIX.match(name):
                yield _PREFIX.sub("", name)


def shorter(element: _Element, longest: int) -> bool:
    """Whether an element's text is shorter; looks no further than that, nor at more elements than that."""
    length = 0
    for seen, part in enumerate(element.iter()):
        length += len(part.text or "") + (len(part.tail or "") if part is not element else 0)
        if length > longest or seen > longest:
            return False
    return True
