"""Running text of a paragraph with the places where it cites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.readers.jats.elements import Element, children, local, plain

_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_RAISABLE = re.compile(r"[0-9+\-−–=()n]+")
_LEFT_OUT = frozenset({"fn", "object-id", "tex-math", "private-char", "x"})
_TO = re.compile(r"\s*[\])]?\s*[-–—‐‑]\s*[\[(]?\s*")  # between the ends of "[23]-[26]"
_LONGEST_RANGE = 60


@dataclass(slots=True)
class Mark:
    """A place that cites.

    Attributes:
        start: Offset in the running text.
        end: Offset after it.
        cited: Places in the bibliography.
    """

    start: int
    end: int
    cited: tuple[int, ...]


@dataclass(slots=True)
class Inline:
    """Collects running text, white space tidied as it comes.

    Attributes:
        works: Id of an entry of the reference list -> its place in the bibliography.
        marks: Where the text cites.
    """

    works: Mapping[str, int]
    marks: list[Mark] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _space: bool = False

    @property
    def text(self) -> str:
        """What was collected, without white space at its ends."""
        return "".join(self._parts)

    def add(self, text: str | None) -> None:
        """Add text; a run of white space becomes one space."""
        for piece in re.findall(r"\s+|\S+", (text or "").replace("\0", "")):
            if piece.isspace():
                self._space = bool(self._length)
            else:
                if self._space:
                    self._append(" ")
                    self._space = False
                self._append(piece)

    def element(self, element: Element) -> None:
        """Add an inline element with all below it, but not the text behind it."""
        name = local(element)
        if name in _LEFT_OUT or not name:
            return
        if name == "xref" and element.get("ref-type") == "bibr":
            self._xref(element)
        elif name in {"sup", "sub"}:
            self._raised(element, name)
        elif name == "alternatives":
            self._alternative(element)
        elif name in {"break", "sep"}:
            self.add(" ")
        elif name in {"inline-graphic", "graphic"}:
            self.add(plain(next(iter(children(element, "alt-text")), None)))
        else:
            self.add(element.text)
            for one in element:
                self.element(one)
                self.add(one.tail)

    def ranged_marks(self) -> list[Mark]:
        """The marks, those that are the ends of a range as one that cites all between."""
        found: list[Mark] = []
        text = self.text
        for mark in self.marks:
            last = found[-1] if found else None
            if last and last.cited and mark.cited and _TO.fullmatch(text, last.end, mark.start):
                first, to = last.cited[-1], mark.cited[0]
                if 0 < to - first <= _LONGEST_RANGE:
                    cited = tuple(dict.fromkeys((*last.cited, *range(first, to + 1), *mark.cited)))
                    found[-1] = Mark(last.start, mark.end, cited)
                    continue
            found.append(mark)
        return found

    def _xref(self, element: Element) -> None:
        if self._parts and self._parts[-1][-1:].isalnum() and not self._space:
            self._space = True  # "cells23" printed with a raised 23
        start = self._length + bool(self._space)
        self.add(plain(element))
        cited = tuple(self.works[name] for name in (element.get("rid") or "").split() if name in self.works)
        if self._length > start and cited:
            self.marks.append(Mark(start, self._length, cited))

    def _raised(self, element: Element, name: str) -> None:
        text = plain(element)
        if len(element):
            self.add(element.text)
            for one in element:
                self.element(one)
                self.add(one.tail)
        elif name == "sup" and _RAISABLE.fullmatch(text):
            self.add(text.translate(_RAISED))  # 10⁶ is not 106
        else:
            self.add(element.text)

    def _alternative(self, element: Element) -> None:
        """One of several forms of the same thing: MathML before text, pictures not at all."""
        forms = {local(one): one for one in element}
        chosen = next((forms[name] for name in ("math", "textual-form", "table") if name in forms), None)
        if chosen is not None:
            self.element(chosen)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
