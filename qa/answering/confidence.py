"""How sure an answer is: a logistic regression over signals that can be explained."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering.features import Signals
from qa.answering.form import Form
from qa.answering.rank import Ranked
from qa.answering.weights import Calibration, probability

_UNDEFINED = 0.6  # at most, where a meaning is asked for and the best sentence only has the word
_LIMIT = 8.0  # logits beyond it say no more
_SEVERAL = 5  # passages that should be found by words and by meaning alike


def signals(ranked: Sequence[Ranked]) -> Signals:
    """The signals of a question's ranked passages (at least one)."""
    best = ranked[0]
    sentence = best.sentences[best.best]
    return Signals(
        relevance=_probability(best.relevance),
        interaction=sentence.interaction,
        whole=best.whole,
        coverage=sentence.coverage,
        definition=best.features.definition,
        agreement=_agreement(ranked),
    )


def confidence(calibration: Calibration, found: Signals, form: Form) -> float:
    """Probability that the best passages answer the question, 0 to 1."""
    sure = calibration.probability(found)
    return min(sure, _UNDEFINED) if form.kind == "definition" and not found.definition else sure


def _probability(logit: float | None) -> float:
    return 0.0 if logit is None else probability(max(-_LIMIT, min(_LIMIT, logit)))


def _agreement(ranked: Sequence[Ranked]) -> float:
    """Share of the five nearest in meaning that are among the ten with the most of the question's words."""
    by_meaning = sorted(ranked, key=lambda one: -one.candidate.hit.dense)[:_SEVERAL]
    by_words = sorted(ranked, key=lambda one: -one.candidate.hit.lexical)[: 2 * _SEVERAL]
    wordy = {one.candidate.passage.id for one in by_words if one.candidate.hit.lexical > 0}
    return sum(one.candidate.passage.id in wordy for one in by_meaning) / len(by_meaning)
