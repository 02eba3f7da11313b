"""A quote as its card shows it: the quote with a line of context, its passage, and its reference, short and in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.display import RAISED, lowered, raised
from qa.answer import Answer, Evidence, papers
from qa.references import bibtex, ris
from qa.references.links import vancouver_before_links
from qa.references.short_form import short_form
from qa.wording import counted, page_in_words

_NEAR = 64  # characters of the passage on each side of a quote, about a line together
_LONG = 220  # characters of a quote that needs no context
_RAISED = re.compile(f"[{RAISED}]+(?:[,–−-][{RAISED}]+)*")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a quote.

    Attributes:
        text: As it is shown.
        is_raised: Whether it is the number of a citation, which stands raised.
        works: Places of what it cites in ``Evidence.cites``; empty where that is not sure.
    """

    text: str
    is_raised: bool = False
    works: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The passage on one side of a quote.

    Attributes:
        far: What is shown with the whole passage only.
        near: What is always shown.
    """

    far: tuple[Piece, ...]
    near: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A quote as it is shown.

    Attributes:
        evidence: The quote.
        number: Of the card, from 1 down the page.
        agrees: Whether it is shown under a stronger quote that says the same.
        said: How many papers say the same, in words; on the strongest quote only.
        more: How many other quotes of its paper the answer has, on the first of them; 0 on the others.
        in_library: Whether the library still has it.
    """

    evidence: Evidence
    number: int
    agrees: bool = False
    said: str = ""
    more: int = 0
    in_library: bool = True

    @property
    def lead(self) -> str:
        """The earlier sentence that the quote needs to be understood, unless its passage has it."""
        before = self.evidence.antecedent
        return before.display if before and before.start < self.evidence.passage_start else ""

    @property
    def before(self) -> Context:
        """The passage before the quote; the sentence before the passage is context enough where there is one."""
        text = self.evidence.display.before
        at = _first_word(text, len(text) - self._near) if self._near and not self.lead else len(text)
        return Context(tuple(_runs(text[:at])), tuple(_runs(text[at:])))

    @property
    def after(self) -> Context:
        """The passage after the quote."""
        text = self.evidence.display.after
        at = max(text.rfind(" ", 0, self._near), 0) if len(text) > self._near else len(text)
        return Context(tuple(_runs(text[at:])), tuple(_runs(text[:at])))

    @property
    def _near(self) -> int:
        return _NEAR if len(self.evidence.display.quote) < _LONG else 0

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The quote."""
        return tuple(_pieces(self.evidence))

    @property
    def page(self) -> str:
        """Its page in words, or ""."""
        return page_in_words(self.evidence)

    @property
    def short_page(self) -> str:
        """Its page, "p. 4", or ""."""
        one = self.evidence
        return f"p. {one.page_label or one.page}" if one.page is not None else ""

    @property
    def short(self) -> tuple[str, str]:
        """Its author and year, and its journal."""
        return short_form(self.evidence.reference)

    @property
    def citation(self) -> tuple[str, str, str]:
        """The reference without its links, in three parts: before the title, the title, after it."""
        reference = self.evidence.reference
        written = vancouver_before_links(reference)
        title = reference.title.strip().rstrip(".")
        return written.partition(title) if title else (written, "", "")

    @property
    def with_citation(self) -> str:
        """The quote as it is copied."""
        quoted = f"“{self.evidence.display.quote}”\n{self.evidence.citation}"
        return quoted + (f" ({self.page})" if self.page else "")

    @property
    def bibtex(self) -> str:
        """The reference as BibTeX."""
        return bibtex([self.evidence.reference])

    @property
    def ris(self) -> str:
        """The reference as RIS."""
        return ris([self.evidence.reference])


def cards(answer: Answer, in_library: dict[int, bool]) -> Iterator[Card]:
    """The cards of an answer, in the order of the page.

    Args:
        answer: The answer.
        in_library: Whether the library still has each quote, by rank; a missing rank counts as yes.
    """
    groups = answer.groups if answer.answered else tuple((one,) for one in answer.nearest)
    every = [one for group in groups for one in group]
    seen: set[str] = set()
    for group in groups:
        for one in group:
            of_paper = sum(other.document_id == one.document_id for other in every)
            more = of_paper - 1 if one.document_id not in seen else 0
            seen.add(one.document_id)
            said = f"{counted(papers(group), 'paper')} say this" if one is group[0] and len(group) > 1 else ""
            there = in_library.get(one.rank, True)
            yield Card(one, answer.numbered[one.rank], one is not group[0], said, more, there)


def at_a_glance(shown: Sequence[Card]) -> list[Card]:
    """The best card of each paper, where there are several papers; otherwise none."""
    best = {one.evidence.document_id: one for one in reversed(shown)}
    return sorted(best.values(), key=lambda one: one.number) if len(best) > 1 else []


def _first_word(text: str, start: int) -> int:
    """Offset of the first whole word at or after another; the text's end where there is none."""
    if start <= 0:
        return 0
    space = text.find(" ", start - 1)
    return space + 1 if space >= 0 else len(text)


def _pieces(one: Evidence) -> Iterator[Piece]:
    """A quote, its raised numbers with the works that they name; "m²" of the paper itself names none."""
    for piece in _runs(one.display.quote):
        is_printed = not piece.is_raised or raised(piece.text) in one.quote
        yield piece if is_printed else replace(piece, works=_works(piece.text, one.cite_labels))


def _runs(text: str) -> Iterator[Piece]:
    at = 0
    for found in _RAISED.finditer(text):
        if at < found.start():
            yield Piece(text[at : found.start()])
        yield Piece(lowered(found[0]), True)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:])


def _works(written: str, labels: tuple[str, ...]) -> tuple[int, ...]:
    """Places of the works that raised numbers name, "12,14–16"; none where one of the numbers is of no work."""
    named: list[str] = []
    for part in written.split(","):
        ends = _NUMBERS.findall(part)
        named += map(str, range(int(ends[0]), int(ends[-1]) + 1)) if len(ends) == 2 and len(ends[1]) < 5 else ends
    return tuple(labels.index(name) for name in named) if set(named) <= set(labels) else ()
