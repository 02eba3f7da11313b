"""Fitting confidence again to one's own gold rows, and choosing how many false answers are accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corpus.errors import GoldError
from qa.answering.confidence import confidence
from qa.answering.engine import Engine
from qa.answering.features import Signals
from qa.answering.form import form_of
from qa.answering.weights import Calibration
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.logistic import non_negative
from qa.evaluation.refusing import Values, risk_coverage, roc_auc

FEWEST = 20  # questions of each kind; with fewer the fit follows single questions
_FOLDS = 10
_SEED = 1


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does, measured on questions that the fit had not seen.

    Attributes:
        threshold: Of confidence.
        false_answers: Share of unanswerable questions answered.
        false_refusals: Share of answerable questions refused.
    """

    threshold: float
    false_answers: float
    false_refusals: float


@dataclass(frozen=True, slots=True)
class Refit:
    """A calibration, and how it does in cross-validation.

    Attributes:
        calibration: Fitted on all questions.
        answerable: How many there were.
        unanswerable: How many there were.
        roc_auc: Held-out ROC area.
        risks: Held-out share of wrong answers at coverage 1/n, 2/n, ..., 1.
        points: Thresholds to choose from, falling.
        chosen: The one taken: of those with no more false answers than accepted, the one with fewest refusals.
    """

    calibration: Calibration
    answerable: int
    unanswerable: int
    roc_auc: float
    risks: tuple[float, ...]
    points: tuple[Point, ...]
    chosen: Point


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions as the fit sees them.

    Attributes:
        questions: As asked.
        found: Their signals.
        answerable: Which of them the library answers.
    """

    questions: tuple[str, ...]
    found: tuple[Signals, ...]
    answerable: NDArray[np.bool_]


def sample(
    engine: Engine, rows: Sequence[GoldQuestion], on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Sample:
    """The signals of gold questions; those about a paper itself have none and are left out.

    Raises:
        GoldError: There are too few of a kind to fit on.
        QuestionError: A question cannot be asked.
    """
    questions, found, answerable = [], [], []
    for number, row in enumerate(rows):
        on_progress(number, len(rows))
        of_row = engine.signals(row.question)
        if of_row is not None:
            questions.append(row.question)
            found.append(of_row)
            answerable.append(row.is_answerable)
    on_progress(len(rows), len(rows))
    kinds = np.array(answerable, dtype=bool)
    _enough(int(kinds.sum()), int((~kinds).sum()))
    return Sample(tuple(questions), tuple(found), kinds)


def _enough(answerable: int, unanswerable: int) -> None:
    if min(answerable, unanswerable) < FEWEST:
        raise GoldError(
            f"Too few questions to fit on: {answerable} that the library answers and {unanswerable} that it does not, "
            f"{FEWEST} of each are needed (questions about a paper itself do not count). Add more to the gold set."
        )


def refit(given: Sample, accepted: float) -> Refit:
    """Fit, and choose the threshold.

    A logistic regression with an L2 penalty on standardised signals; a signal that would count against an answer, as
    correlated ones can, is left out and the rest fitted again. What a threshold does is measured in ten folds,
    each question by a fit that has not seen it.

    Args:
        given: The questions.
        accepted: Share of unanswerable questions that may be answered, 0 to 1.
    """
    x = np.array([astuple(one) for one in given.found])
    sure = held_out(given)
    yes, no = sure[given.answerable], sure[~given.answerable]
    falling = np.unique(sure)[::-1]
    midway = (falling[:-1] + falling[1:]) / 2
    thresholds = [np.nextafter(falling[0], 2), *midway, 0.0]  # from refusing all to answering all
    points = tuple(
        Point(float(threshold), float(np.mean(no >= threshold)), float(np.mean(yes < threshold)))
        for threshold in thresholds
    )
    fitting = [point for point in points if point.false_answers <= accepted]
    chosen = min(fitting, key=lambda point: (point.false_refusals, -point.threshold))
    whole = _fit(x, given.answerable)
    return Refit(
        Calibration(whole.intercept, whole.weights, chosen.threshold),
        len(yes), len(no), roc_auc(yes, no),
        tuple(risk_coverage(sure, (~given.answerable).astype(float)).tolist()), points, chosen,
    )  # fmt: skip


def held_out(given: Sample) -> Values:
    """Each question's confidence (n,) by a fit on the other folds, in which both kinds are spread evenly."""
    x = np.array([astuple(one) for one in given.found])
    fold = np.empty(len(x), dtype=int)
    generator = np.random.default_rng(_SEED)
    for kind in (True, False):
        places = np.flatnonzero(given.answerable == kind)
        fold[generator.permutation(places)] = np.arange(len(places)) % _FOLDS
    sure = np.empty(len(x))
    for one in range(_FOLDS):
        fitted = _fit(x[fold != one], given.answerable[fold != one])
        for at in np.flatnonzero(fold == one):
            sure[at] = confidence(fitted, given.found[at], form_of(given.questions[at]))
    return sure


def _fit(x: Values, answerable: NDArray[np.bool_]) -> Calibration:
    intercept, weights = non_negative(x, answerable)
    named = Signals(**{field.name: float(w) for field, w in zip(fields(Signals), weights, strict=True)})
    return Calibration(intercept, named, 0.5)
