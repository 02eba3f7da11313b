"""Running text of a paragraph, and the places where it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.readers.jats import formulas
from corpus.readers.jats.elements import Element, below, child, entity, local, plain
from corpus.readers.jats.marks import NOWHERE, Mark, Places, are_numbers, ranged, whole
from corpus.readers.jats.running import Running

HREF = "{http://www.w3.org/1999/xlink}href"
# Not text of the paragraph, or only for machines
_LEFT_OUT = frozenset({
    "alt-text", "annotation", "glyph-data", "glyph-ref", "index-term", "index-term-range-end", "long-desc", "object-id",
    "permissions", "private-char", "processing-meta",
})  # fmt: skip
# What is set apart from its neighbours, though the file may have nothing between them
_APART = frozenset({
    "array", "attrib", "break", "caption", "code", "def", "def-item", "def-list", "disp-formula", "disp-formula-group",
    "disp-quote", "fig", "hr", "label", "list", "list-item", "media", "p", "preformat", "sec", "statement", "subtitle",
    "supplementary-material", "table", "table-wrap", "td", "term", "th", "title", "tr", "verse-line",
})  # fmt: skip
_FORMULAS = frozenset({"alternatives", "chem-struct", "disp-formula", "inline-formula"})
_READ = ("math", "textual-form", "tex-math")  # forms of one formula, the best to read first
_FORMS = frozenset({*_READ, "graphic", "inline-graphic", "media", "inline-media"})
_NO_WORDS = re.compile(r"(an external file|inline|graphic|image|picture|equation|formula|math)\b.*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;–—‐‑−-]\s*")  # two raised numbers
_ISOTOPE = re.compile(r"\s*\d{1,3}m?\s*")


@dataclass(slots=True)
class Inline(Running):
    """Running text with marks and footnotes.

    Raised numbers of the reference list are in brackets, "cells[23]", since "cells23" is another word.

    Attributes:
        works: Where the works that can be cited are.
        marks: Where the text cites.
        notes: Footnotes met on the way, which are not part of the running text.
    """

    works: Places = NOWHERE
    marks: list[Mark] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    _is_raised: bool = False  # within raised numbers, whose brackets are written
    _is_open: bool = False  # after a raised number that another follows

    def element(self, element: Element, without: tuple[str, ...] = ()) -> None:
        """Add an inline element with all below it, but not the text behind it.

        Args:
            element: Any element.
            without: Names of elements that are left out as well.
        """
        name = local(element)
        if name in _LEFT_OUT or name in without:
            return
        if name == "fn":
            self.notes.append(element)
        elif name == "xref":
            self._xref(element, without)
        elif name in {"sup", "sub"}:
            self._script(element, name, without)
        elif name in _LEAVES:
            self.add(_LEAVES[name](element))
        elif name in {"ext-link", "uri"} and not len(element) and not (element.text or "").strip():
            self.add(element.get(HREF))
        elif name in _APART:
            self.space()
            self._inside(element, name, without)
            self.space()
        else:
            self._inside(element, name, without)

    def ranged_marks(self) -> list[Mark]:
        """The marks; two that are the ends of a range become one that cites all between."""
        return ranged(self.text, self.marks)

    def _inside(self, element: Element, name: str, without: tuple[str, ...]) -> None:
        shown = _form(element) if name in _FORMULAS else None
        self.add(element.text)
        for one in element:
            if name in _FORMULAS and local(one) in _FORMS and one is not shown:
                self.add(_said(one) if shown is None else "")
            else:
                self.element(one, without)
            self.add(one.tail)

    def _script(self, element: Element, name: str, without: tuple[str, ...]) -> None:
        """Characters in their place, but 10⁶ is not 106; the space of an indented line before them is layout."""
        text = element.text or ""
        if self.is_broken and (name == "sub" or not _ISOTOPE.fullmatch(text)):
            self.close()
        number = formulas.raised(text) if name == "sup" and not len(element) else None
        if number is not None and self.last.isdigit():
            self.add(number)
        elif name == "sup" and not self._is_raised and _cites(element):
            self._is_raised = True
            self.add("[")
            self._inside(element, name, without)
            self.close()
            self.add("]")
            self._is_raised = False
        else:
            self._inside(element, name, without)

    def _xref(self, element: Element, without: tuple[str, ...]) -> None:
        ids, kind = element.get("rid") or "", element.get("ref-type")
        if kind != "bibr" and ids not in self.works.ids:
            if kind in {"fn", "table-fn"} and self.last.isalnum():
                self.space()  # "Lettersᵃ" is not "Lettersa"
            self._inside(element, "xref", without)
            return
        is_raised = not self._is_raised and (self._is_open or self._stands_raised(element))
        if is_raised and not self._is_open:
            self.add("[")
        start = self.length
        self._inside(element, "xref", without)
        written = self.since(start)
        start += len(written) - len(written.lstrip())
        cited = whole(written, ids, self.works)
        if start < self.length and cited:
            self.marks.append(Mark(start, self.length, cited))
        self._is_open = is_raised and _goes_on(element)
        if is_raised and not self._is_open:
            self.close()
            self.add("]")

    def _stands_raised(self, element: Element) -> bool:
        """Whether it is a number that is printed raised: in a ``sup``, or right behind a word or its full stop."""
        is_behind = self.last.isalpha() or self.last in tuple(".)”’\"'!?")
        return (is_behind or child(element, "sup") is not None) and are_numbers("".join(map(str, element.itertext())))


def line(element: Element | None, without: tuple[str, ...] = ()) -> str:
    """An element as one line of running text; empty for None."""
    inline = Inline()
    if element is not None:
        inline.element(element, without)
    return inline.text


def _cites(raised: Element) -> bool:
    """Whether raised text holds only numbers of the reference list."""
    marks = (one for one in below(raised, "xref") if one.get("ref-type") == "bibr")
    return next(marks, None) is not None and are_numbers("".join(map(str, raised.itertext())))


def _goes_on(xref: Element) -> bool:
    """Whether a raised number is followed by another one, as in "23,24"."""
    between, after = xref.tail or "", xref.getnext()
    if after is not None and local(after) == "sup" and not len(after) and not between.strip():
        between, after = (after.text or "") + (after.tail or ""), after.getnext()
    if after is None or local(after) != "xref" or after.get("ref-type") != "bibr":
        return False
    return bool(_BETWEEN.fullmatch(between)) and are_numbers("".join(map(str, after.itertext())))


def _form(element: Element) -> Element | None:
    """Of several forms of one formula the one to read: MathML before text before TeX; pictures have no words."""
    return next((found for name in _READ if (found := child(element, name)) is not None), None)


def _said(picture: Element) -> str:
    """What a picture of a formula says in words, if anything."""
    said = plain(child(picture, "alt-text"))
    return "" if _NO_WORDS.fullmatch(said) else said


def _and_others(element: Element) -> str:
    return plain(element) or "et al."


_LEAVES = {"": entity, "etal": _and_others, "math": formulas.math, "tex-math": formulas.tex}
