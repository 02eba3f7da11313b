"""Answers: verbatim quotes with their places, or a statement that the library does not answer.

The dataclasses ``Answer``, ``Spelling``, ``Evidence``, ``Display`` and ``Antecedent`` are also the statement of the
JSON: their fields in their order, with their types and descriptions, are what ``reviewqa ask --json`` prints, what
``Answer.from_dict`` reads, what the MCP server publishes as its schema and what ``docs/command.md`` describes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from itertools import pairwise
from typing import Any, Literal, get_args

from corpus import Document, Reference
from corpus.display import display, display_text
from corpus.document import SectionKind
from corpus.errors import AnswerError
from corpus.json_form import from_json, to_json
from qa.references import vancouver

Verdict = Literal["answers", "closest", "absent"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The sentence before a quote that says what its "these cells" are."""

    text: str
    """Verbatim: the document's text from ``start`` to ``end``."""
    start: int
    """Offset of its first character in the document's text."""
    end: int
    """Offset after its last character; not behind the quote's start."""
    display: str = ""
    """The text as people read it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "display", self.display or display_text(self.text))


@dataclass(frozen=True, slots=True)
class Display:
    """A quote in its passage as people read it: lines joined, words whole, numbers of citations raised."""

    before: str = ""
    """The passage before the quote."""
    quote: str = ""
    """The quote."""
    after: str = ""
    """The passage after it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that was mistyped."""

    typed: str
    """As in the question."""
    read_as: str
    """What it is taken for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote in its passage, with its source.

    Raises:
        ValueError: The quote is not in the passage where its offsets say.
    """

    rank: int
    """1 is the best."""
    score: float
    """0 to 1, higher is better; not rounded."""
    quote: str
    """Verbatim: the document's text from ``start`` to ``end``."""
    passage: str
    """Verbatim: the sentences around the quote, and the quote."""
    passage_start: int
    """Offset of the passage's first character in the document's text."""
    document_id: str
    """Id of the document, as ``reviewqa list`` prints it."""
    section: str | None
    """The heading that the quote is under, or null."""
    kind: SectionKind
    """``body``, ``caption``, ``table``, or ``reference`` for a line about the paper itself."""
    page: int | None
    """Physical page, from 1; null where the document has no pages."""
    page_label: str
    """The page's number as printed; empty where none is known."""
    start: int
    """Offset of the quote's first character in the document's text, in characters (Unicode code points)."""
    end: int
    """Offset after the quote's last character."""
    reference: Reference
    """What to cite, with the field names of CSL-JSON."""
    citation: str = field(init=False, default="", compare=False, repr=False)
    """The reference in Vancouver style."""
    cites: tuple[Reference, ...] = ()
    """The works that the quote itself cites: of a review, the primary studies."""
    cite_labels: tuple[str, ...] = ()
    """For each of them its number as printed ("23"); empty where it has none."""
    antecedent: Antecedent | None = None
    """The sentence before the quote that it needs to be understood ("These cells …"), or null."""
    agrees: tuple[int, ...] = ()
    """Ranks of the quotes from other papers that say the same."""
    display: Display = Display()
    """Quote and passage as people read them; what is shown, copied and exported."""

    def __post_init__(self) -> None:
        at, end = self.start - self.passage_start, self.end - self.passage_start
        if not 0 <= at < end or self.passage_start < 0:
            raise ValueError("start is not in the passage")
        if self.passage[at:end] != self.quote:
            raise ValueError("quote is not the passage's text between its offsets")
        object.__setattr__(self, "citation", vancouver(self.reference))
        if not self.display.quote:
            before, after = map(display_text, (self.passage[:at], self.passage[end:]))
            object.__setattr__(self, "display", Display(before, display_text(self.quote) or self.quote, after))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a library says to a question."""

    question: str
    """As asked, with single spaces."""
    id: str | None = field(default=None, kw_only=True)
    """Id of the question, where a file of questions gives one."""
    answered: bool
    """Whether the evidence is offered as an answer."""
    verdict: Verdict = field(default="absent", kw_only=True)
    """``answers`` where it is answered; ``closest`` where the nearest passages may answer; else ``absent``."""
    confidence: float
    """Probability that the evidence answers, 0 to 1; not rounded."""
    missing_terms: tuple[str, ...]
    """Words of the question that no document has; of a question about a paper itself, what it does not print."""
    _: KW_ONLY
    spelling: tuple[Spelling, ...] = ()
    """Words of the question that were read as others, which the papers have."""
    english: bool = True
    """Whether the question reads as English; it is answered only then."""
    uncovered_terms: tuple[str, ...] = ()
    """Where it is not answered: words of the question that some document has, but none of the nearest passages."""
    of_paper: bool = False
    """Whether it was read as a question about a paper itself."""
    papers_agreeing: int = field(init=False, default=0, compare=False, repr=False)
    """How many papers say what the first quote says, its own included; 0 without evidence."""
    evidence: tuple[Evidence, ...] = ()
    """The quotes, best first; empty where the library does not answer."""
    nearest: tuple[Evidence, ...] = ()
    """Only where it is not answered: the nearest passages, best first."""

    def __post_init__(self) -> None:
        if self.answered or self.verdict == "answers":
            object.__setattr__(self, "verdict", "answers" if self.answered else "absent")
        object.__setattr__(self, "papers_agreeing", papers(self.groups[0]) if self.evidence else 0)

    @property
    def groups(self) -> tuple[tuple[Evidence, ...], ...]:
        """The evidence, each piece once, gathered under the strongest that says the same; strongest group first."""
        groups: list[tuple[Evidence, ...]] = []
        placed: set[int] = set()
        for one in self.evidence:
            if one.rank not in placed:
                same = [other for other in self.evidence if other.rank in one.agrees and other.rank not in placed]
                groups.append((one, *same))
                placed |= {one.rank, *(other.rank for other in same)}
        return tuple(groups)

    @property
    def numbered(self) -> dict[int, int]:
        """The number of each quote as it is shown, from 1 down the page, by its rank."""
        order = [one for group in self.groups for one in group] if self.answered else self.nearest
        return {one.rank: number for number, one in enumerate(order, 1)}

    @property
    def shown(self) -> tuple[Evidence, ...]:
        """What is shown: the evidence, or the nearest passages where the library does not answer."""
        return self.evidence if self.answered else self.nearest

    def to_dict(self) -> dict[str, Any]:
        """The answer as ``reviewqa ask --json`` prints it."""
        printed: dict[str, Any] = to_json(self)
        if self.answered:
            del printed["nearest"]
        return printed

    @classmethod
    def from_dict(cls, raw: object) -> Answer:
        """The answer that ``to_dict`` wrote.

        Raises:
            AnswerError: It is not an answer, or a quote is not in its passage.
        """
        try:
            return from_json(cls, raw, "answer")
        except ValueError as error:
            raise AnswerError(f"The stored answer cannot be read: {error}. Ask the question again.") from error


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a quote.

    Attributes:
        document: Its document.
        section: Heading, or None.
        kind: Of the section.
        start: Offset of the quote.
        end: Offset after it.
        passage_start: Offset of the passage around it.
        passage_end: Offset after the passage.
        score: 0 to 1.
        antecedent: Offsets of the sentence before that the quote needs to be understood, or None.
    """

    document: Document
    section: str | None
    kind: SectionKind
    start: int
    end: int
    passage_start: int
    passage_end: int
    score: float
    antecedent: tuple[int, int] | None = None


def quote(places: Sequence[Place], agreeing: Sequence[Sequence[int]] = ()) -> tuple[Evidence, ...]:
    """Evidence from places, in their order; every quote is cut from its document's text and from nothing else.

    Args:
        places: Of the quotes.
        agreeing: For each place, the places (from 0) of those that say the same, as ``agreement`` gives them; empty
            where they were not compared.

    Raises:
        ValueError: A place is not inside its document.
    """
    agreed = agreeing or [()] * len(places)
    return tuple(
        _evidence(rank, place, tuple(other + 1 for other in others))
        for rank, (place, others) in enumerate(zip(places, agreed, strict=True), 1)
    )


def papers(evidence: Iterable[Evidence]) -> int:
    """How many papers the evidence is from."""
    return len({one.document_id for one in evidence})


def _evidence(rank: int, place: Place, agrees: tuple[int, ...]) -> Evidence:
    text = place.document.text
    if not 0 <= place.passage_start <= place.start < place.end <= place.passage_end <= len(text):
        raise ValueError(
            f"{place.document.id}: a quote at {place.start}:{place.end} is not inside its passage and document."
        )
    page = place.document.page_at(place.start)
    cited = place.document.cited_in(place.start, place.end)
    edges = (place.passage_start, place.start, place.end, place.passage_end)
    return Evidence(
        rank=rank,
        score=place.score,
        quote=text[place.start : place.end],
        passage=text[place.passage_start : place.passage_end],
        passage_start=place.passage_start,
        document_id=place.document.id,
        section=place.section,
        kind=place.kind,
        page=page.number if page else None,
        page_label=page.label if page else "",
        start=place.start,
        end=place.end,
        reference=place.document.reference,
        cites=tuple(work.reference for work in cited),
        cite_labels=tuple(work.label for work in cited),
        antecedent=_antecedent(place),
        agrees=agrees,
        display=Display(*(display(place.document, *stretch) for stretch in pairwise(edges))),
    )


def _antecedent(place: Place) -> Antecedent | None:
    if place.antecedent is None:
        return None
    start, end = place.antecedent
    if not 0 <= start < end <= place.start:
        raise ValueError(f"{place.document.id}: a sentence at {start}:{end} is not before its quote at {place.start}.")
    return Antecedent(place.document.text[start:end], start, end, display(place.document, start, end))
