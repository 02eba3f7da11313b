"""How sure an answer is: a logistic regression over signals that can be explained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from index.library import Library
from qa.definition import asks_for_meaning
from qa.question import Question
from qa.rank import Ranked

THRESHOLD = 0.55  # an answer below it is refused; an answer that is none costs more than a refusal


@dataclass(frozen=True, slots=True)
class Signals:
    """What confidence is computed from; each 0 to 1, higher speaks for an answer.

    Attributes:
        interaction: Of the best sentence (see ``rank.Ranked``).
        coverage: Of the best sentence.
        definition: Of the best sentence.
        known: Share of the question's words that any document has.
    """

    interaction: float
    coverage: float
    definition: float
    known: float


_UNDEFINED = 0.6  # at most, where a meaning is asked for and the best sentence only has the word
# Fitted on the tuning halves of tests/gold/*.jsonl by bench/fit_confidence.py, which prints these lines.
_INTERCEPT = -5.42
_WEIGHTS = Signals(interaction=10.00, coverage=1.91, definition=3.16, known=1.06)


def signals(question: Question, ranked: Sequence[Ranked], library: Library) -> Signals:
    """The signals of a question with its ranked sentences (at least one)."""
    stems = set(question.variants[-1])
    known = sum(library.knows(stem) for stem in stems) / len(stems) if stems else 0.0
    best = ranked[0]
    return Signals(best.interaction, best.coverage, best.definition, known)


def confidence(found: Signals, question: str) -> float:
    """Probability that the best sentence answers the question, 0 to 1."""
    sure = _logistic(found)
    return min(sure, _UNDEFINED) if asks_for_meaning(question) and not found.definition else sure


def _logistic(found: Signals) -> float:
    logit = _INTERCEPT + sum(weight * value for weight, value in zip(astuple(_WEIGHTS), astuple(found), strict=True))
    return 1 / (1 + math.exp(-logit))
