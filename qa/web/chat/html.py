"""A turn of a conversation as HTML, by the templates of this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qa.answer import Answer, Evidence, papers
from qa.answering.senses import ShortForm, chosen
from qa.conversations.judgements import Verdict
from qa.html import render
from qa.references import bibtex, ris
from qa.references.links import links, vancouver_before_links
from qa.wording import confidence_in_words, counted, listed, page_in_words, refusal

_SHORTENED = 200  # characters shown of a question that could not be asked


@dataclass(frozen=True, slots=True)
class TurnView:
    """The parts of a turn that are shown.

    Attributes:
        typed: The words typed.
        question: What they were understood as.
        answer: The answer to it.
        is_follow_up: Whether it was read together with earlier questions.
        asked_of: What of the library was asked, in words; empty for all.
        papers: How many papers were asked; 0 where that is no longer known.
        readings: The long forms that abbreviations were read as.
        verdicts: Judgements of the quotes, by rank, and of the whole answer under None.
        in_library: Whether the library still has each quote at its place, by rank; a missing rank counts as yes.
        notice: A warning about the turn.
        from_store: Whether it was kept before; related questions are not looked for again.
    """

    typed: str
    question: str
    answer: Answer
    is_follow_up: bool = False
    asked_of: str = ""
    papers: int = 0
    readings: tuple[ShortForm, ...] = ()
    verdicts: Mapping[int | None, Verdict] = field(default_factory=dict)
    in_library: Mapping[int, bool] = field(default_factory=dict)
    notice: str = ""
    from_store: bool = False


@dataclass(frozen=True, slots=True)
class _Card:
    """A quote as it is shown.

    Attributes:
        evidence: The quote.
        agrees: Whether it is shown under a stronger quote that says the same.
        said: How many papers say the same, in words; on the strongest quote only.
        more: How many other quotes of its paper the answer has, on the first of them; 0 on the others.
        in_library: Whether the library still has it.
    """

    evidence: Evidence
    agrees: bool = False
    said: str = ""
    more: int = 0
    in_library: bool = True

    @property
    def lead(self) -> str:
        """The earlier sentence that the quote needs to be understood, unless its passage has it."""
        before = self.evidence.antecedent
        return before.text if before and before.start < self.evidence.passage_start else ""

    @property
    def before(self) -> str:
        """The passage before the quote."""
        return self.evidence.passage[: self._at]

    @property
    def after(self) -> str:
        """The passage after the quote."""
        return self.evidence.passage[self._at + len(self.evidence.quote) :]

    @property
    def _at(self) -> int:
        return self.evidence.start - self.evidence.passage_start

    @property
    def page(self) -> str:
        """Its page in words, or ""."""
        return page_in_words(self.evidence)

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
        return f"“{self.evidence.quote}”\n{self.evidence.citation}" + (f" ({self.page})" if self.page else "")

    @property
    def bibtex(self) -> str:
        """The reference as BibTeX."""
        return bibtex([self.evidence.reference])

    @property
    def ris(self) -> str:
        """The reference as RIS."""
        return ris([self.evidence.reference])


def turn(view: TurnView) -> str:
    """The contents of the turn's article element."""
    answer = view.answer
    unused = f" None of them has the word {listed(answer.missing_terms)}." if answer.missing_terms else ""
    return render(
        "web/chat/turn.html",
        view=view,
        answer=answer,
        cards=list(_cards(view)),
        verdict=_verdict(view),
        sure=confidence_in_words(answer.confidence),
        unused=unused,
        refusal="" if answer.answered else refusal(answer),
        chosen=chosen,
        counted=counted,
        vancouver=vancouver_before_links,
        links=links,
    )


def problem(typed: str, message: str) -> str:
    """A question that could not be asked, and why."""
    shown = typed if len(typed) <= _SHORTENED else f"{typed[:_SHORTENED]}…"
    return render("web/chat/problem.html", typed=shown, message=message)


def related(questions: tuple[str, ...]) -> str:
    """Questions that the library answers, or a line that says that none was found."""
    return render("web/chat/related.html", questions=questions)


def welcome(documents: int, examples: tuple[str, ...]) -> str:
    """Shown before the first question."""
    return render("web/chat/welcome.html", papers=counted(documents, "paper"), examples=examples)


def _verdict(view: TurnView) -> str:
    found = papers(view.answer.evidence)
    if view.papers < found:
        return f"{counted(len(view.answer.evidence), 'quote')} from {counted(found, 'paper')}."
    return f"{found:,} of {counted(view.papers, 'paper')} {'answers' if found == 1 else 'answer'} this."


def _cards(view: TurnView) -> Iterator[_Card]:
    answer = view.answer
    groups = answer.groups if answer.answered else tuple((one,) for one in answer.nearest)
    every = [one for group in groups for one in group]
    seen: set[str] = set()
    for group in groups:
        for one in group:
            of_paper = sum(other.document_id == one.document_id for other in every)
            first = one.document_id not in seen
            seen.add(one.document_id)
            said = f"{counted(papers(group), 'paper')} say this" if one is group[0] and len(group) > 1 else ""
            yield _Card(
                one, one is not group[0], said, of_paper - 1 if first else 0, view.in_library.get(one.rank, True)
            )
