"""How sure an answer is: a logistic regression over signals that can be explained."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.features import Signals
from qa.answering.form import Form
from qa.answering.quantity import asks_number
from qa.answering.question import Question
from qa.answering.rank import Ranked
from qa.answering.weights import Calibration, probability

_UNDEFINED = 0.6  # at most, where a meaning is asked for and the best sentence only has the word
_LIMIT = 8.0  # logits beyond it say no more
_SEVERAL = 5  # passages that should be found by words and by meaning alike


def signals(question: Question, ranked: Sequence[Ranked]) -> Signals:
    """The signals of a question's best passage, the first of its ranked ones (at least one)."""
    return signals_of(question, ranked[0], agreement(ranked))


def signals_of(question: Question, one: Ranked, agreed: float) -> Signals:
    """The signals of a passage.

    Args:
        question: What is asked.
        one: The passage.
        agreed: ``agreement`` of all passages of the question.
    """
    sentence = one.sentences[one.best]
    return Signals(
        relevance=_probability(one.relevance),
        interaction=sentence.interaction,
        whole=one.whole,
        least=one.least,
        coverage=sentence.coverage,
        definition=one.features.definition,
        number=sentence.number if asks_number(question.text, question.form) else 1.0,
        tells=sentence.tells,
        agreement=agreed,
    )


def confidence(calibration: Calibration, found: Signals, form: Form) -> float:
    """Probability that the best passages answer the question, 0 to 1."""
    sure = calibration.probability(found)
    return min(sure, _UNDEFINED) if form.kind == "definition" and not found.definition else sure


def _probability(logit: float | None) -> float:
    return 0.0 if logit is None else probability(max(-_LIMIT, min(_LIMIT, logit)))


def agreement(ranked: Sequence[Ranked]) -> float:
    """Share of the five nearest in meaning that are among the ten with the most of the question's words."""
    by_meaning = sorted(ranked, key=lambda one: -one.candidate.hit.dense)[:_SEVERAL]
    by_words = sorted(ranked, key=lambda one: -one.candidate.hit.lexical)[: 2 * _SEVERAL]
    wordy = {one.candidate.passage.id for one in by_words if one.candidate.hit.lexical > 0}
    return sum(one.candidate.passage.id in wordy for one in by_meaning) / len(by_meaning)
