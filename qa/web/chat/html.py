"""A turn of a conversation as HTML, by the templates of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa.answer import Answer, papers
from qa.answering.senses import ShortForm, chosen
from qa.conversations.judgements import Verdict
from qa.html import render
from qa.references.links import links, vancouver_before_links
from qa.web.chat.card import at_a_glance, cards
from qa.wording import confidence_in_words, counted, listed, refusal

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
    readings: tuple[ShortForm, ...] = ()
    verdicts: Mapping[int | None, Verdict] = field(default_factory=dict)
    in_library: Mapping[int, bool] = field(default_factory=dict)
    notice: str = ""
    from_store: bool = False


def turn(view: TurnView) -> str:
    """The contents of the turn's article element."""
    answer = view.answer
    unused = f" None of them has the word {listed(answer.missing_terms)}." if answer.missing_terms else ""
    shown = list(cards(answer, dict(view.in_library)))
    return render(
        "web/chat/turn.html",
        view=view,
        answer=answer,
        cards=shown,
        glance=at_a_glance(shown) if answer.answered else [],
        verdict=_verdict(answer),
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


def _verdict(answer: Answer) -> str:
    """What is known of the quotes; how many papers answer is not."""
    return f"{counted(len(answer.evidence), 'quote')} from {counted(papers(answer.evidence), 'paper')}."
