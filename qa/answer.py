"""Answers: verbatim quotes with where they stand, or the word that the library does not answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus import Document, Reference
from corpus.document import SectionKind
from qa.references import vancouver


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The sentence before a quote that says what its "these cells" are.

    Attributes:
        text: ``document.text[start:end]``, of the quote's document.
        start: Offset of its first character in the document's text.
        end: Offset after its last; not behind the quote's start.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote in its passage, with its source.

    Attributes:
        rank: 1 is the best.
        score: Higher is better, 0 to 1.
        quote: ``document.text[start:end]``.
        passage: ``document.text[passage_start : passage_start + len(passage)]``; holds the quote.
        passage_start: Offset of the passage.
        document_id: Id of the document.
        section: Heading it stands under, or None.
        kind: "body", "caption" or "table"; "reference" for a line about the paper itself.
        page: Physical page, from 1; None where the document has no pages.
        page_label: Page number as printed, empty where none is known.
        start: Offset of the quote's first character in the document's text.
        end: Offset after its last.
        reference: What to cite.
        cites: Works that the quote itself cites: of a review, the primary studies.
        antecedent: What the quote needs to be understood and does not hold itself, or None.
        agrees: Ranks of the evidence from other papers that says the same.
    """

    rank: int
    score: float
    quote: str
    passage: str
    passage_start: int
    document_id: str
    section: str | None
    kind: SectionKind
    page: int | None
    page_label: str
    start: int
    end: int
    reference: Reference
    cites: tuple[Reference, ...] = ()
    antecedent: Antecedent | None = None
    agrees: tuple[int, ...] = ()

    @property
    def citation(self) -> str:
        """The reference in Vancouver style."""
        return vancouver(self.reference)

    def to_dict(self) -> dict[str, Any]:
        """The evidence as ``reviewqa ask --json`` prints it."""
        return {
            "rank": self.rank,
            "score": self.score,
            "quote": self.quote,
            "passage": self.passage,
            "passage_start": self.passage_start,
            "document_id": self.document_id,
            "section": self.section,
            "kind": self.kind,
            "page": self.page,
            "page_label": self.page_label,
            "start": self.start,
            "end": self.end,
            "reference": self.reference.to_csl(),
            "citation": self.citation,
            "cites": [reference.to_csl() for reference in self.cites],
            "antecedent": asdict(self.antecedent) if self.antecedent else None,
            "agrees": list(self.agrees),
        }

    @classmethod
    def from_dict(cls, raw: object) -> Evidence:
        """The evidence that ``to_dict`` wrote.

        Raises:
            AnswerError: It is none, or its quote does not stand in its passage.
        """
        from qa.conversations.stored_answer import evidence_from

        return evidence_from(raw)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a library says to a question.

    Attributes:
        question: As asked, tidied.
        answered: Whether the evidence is offered as an answer.
        confidence: Probability that it answers, 0 to 1.
        missing_terms: Words of the question that no document mentions; of a question about a paper itself, the words
            that ask for what its page does not print.
        evidence: Best first; empty where the library does not answer.
        nearest: The nearest passages, where it does not.
        of_paper: Whether it was read as a question about a paper itself.
        uncovered_terms: Where it does not answer: words of the question that some document mentions, but none of the
            nearest passages.
    """

    question: str
    answered: bool
    confidence: float
    missing_terms: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    of_paper: bool = False
    uncovered_terms: tuple[str, ...] = ()

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
    def shown(self) -> tuple[Evidence, ...]:
        """What is shown: the evidence, or the nearest passages where the library does not answer."""
        return self.evidence if self.answered else self.nearest

    @property
    def papers_agreeing(self) -> int:
        """How many papers say what the first evidence says, its own included; 0 without evidence."""
        return papers(self.groups[0]) if self.evidence else 0

    def to_dict(self, question_id: str | None = None) -> dict[str, Any]:
        """The answer as ``reviewqa ask --json`` prints it."""
        printed: dict[str, Any] = {
            "question": self.question,
            "id": question_id,
            "answered": self.answered,
            "confidence": self.confidence,
            "missing_terms": list(self.missing_terms),
            "uncovered_terms": list(self.uncovered_terms),
            "of_paper": self.of_paper,
            "papers_agreeing": self.papers_agreeing,
            "evidence": [one.to_dict() for one in self.evidence],
        }
        if not self.answered:
            printed["nearest"] = [one.to_dict() for one in self.nearest]
        return printed

    @classmethod
    def from_dict(cls, raw: object) -> Answer:
        """The answer that ``to_dict`` wrote.

        Raises:
            AnswerError: It is none.
        """
        from qa.conversations.stored_answer import answer_from

        return answer_from(raw)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands.

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
        places: Where the quotes stand.
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
        cites=tuple(work.reference for work in place.document.cited_in(place.start, place.end)),
        antecedent=_antecedent(place),
        agrees=agrees,
    )


def _antecedent(place: Place) -> Antecedent | None:
    if place.antecedent is None:
        return None
    start, end = place.antecedent
    if not 0 <= start < end <= place.start:
        raise ValueError(f"{place.document.id}: a sentence at {start}:{end} is not before its quote at {place.start}.")
    return Antecedent(place.document.text[start:end], start, end)
