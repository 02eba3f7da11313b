"""The figures of a report: what each is, and how it is computed from what was recorded of every question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.answer import Verdict
from qa.evaluation.refusing import (
    expected_calibration_error,
    false_answers_at,
    risk_coverage_area,
    roc_auc,
)

Values = NDArray[np.float64]
KEPT = 0.9  # share of answerable questions that are answered where false_answers_at_90 is read


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure means.

    Attributes:
        meaning: In plain words, for a reader who was not there.
        better: 1 where more is better, -1 where less is, 0 where it is neither.
    """

    meaning: str
    better: int


# Those above the empty line are means over the answerable questions of what each question gives.
FIGURES: dict[str, Figure] = {
    "answer_in_first": Figure("answerable questions with the answer in the first passage", 1),
    "answer_in_three": Figure("... in one of the first three", 1),
    "answer_in_five": Figure("... in one of the first five", 1),
    "mrr": Figure("mean of 1 / rank of the first passage that answers, within ten", 1),
    "ndcg_at_10": Figure("how near the first ten passages are to the best possible order", 1),
    "recall_at_1": Figure("share of a question's answers that the first passage holds", 1),
    "recall_at_5": Figure("... that the first five hold", 1),
    "recall_at_10": Figure("... that the first ten hold", 1),
    "quote_in_gold": Figure("answerable questions whose first quote overlaps an answer", 1),
    "trap_rate": Figure("answerable questions with a trap, whose first quote falls into it", -1),
    "later_quotes_in_gold": Figure("of the quotes shown from the second on, those that overlap an answer", 1),
    "quote_words": Figure("words of the first quote, mean", 0),

    "roc_auc": Figure("chance that an answerable question has a higher confidence than an unanswerable one", 1),
    "risk_coverage_area": Figure("share of wrong first passages among those answered, mean over all coverages", -1),
    "false_answers_at_90": Figure("unanswerable questions answered where 90 % of the answerable ones are", -1),
    "ece": Figure("distance between confidence and the share of questions that are answerable, mean", -1),
    "false_answer_rate": Figure("unanswerable questions that were answered", -1),
    "false_refusal_rate": Figure("answerable questions that were refused", -1),
    "false_absence_rate": Figure("... of which it was said that nothing near was found", -1),
}  # fmt: skip
PER_QUESTION = tuple(FIGURES)[: tuple(FIGURES).index("roc_auc")]
NEED_UNANSWERABLE = ("roc_auc", "false_answers_at_90", "ece", "false_answer_rate")


@dataclass(frozen=True, slots=True)
class Result:
    """What was recorded of a question.

    Attributes:
        id: Of the question.
        question: As asked.
        answerable: Whether the set says that the collection answers it.
        answered: Whether it was; None where a run was scored, which does not say.
        confidence: 0 to 1; None likewise.
        rank: Of the first passage (or document) that answers, from 1; None where there is none.
        values: Figures of this question alone, by name; empty where it is not answerable.
        verdict: What was said of the answer; None where a run was scored.
        kind: What the question asks for, by the set, else by its form; empty where neither says.
    """

    id: str
    question: str
    answerable: bool
    answered: bool | None
    confidence: float | None
    rank: int | None
    values: Mapping[str, float]
    verdict: Verdict | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The results as arrays, so that questions can be drawn again quickly; NaN where a question does not say.

    Attributes:
        values: Of each answerable question (n), by the figure's name.
        sure: Confidence of the answerable questions (n).
        unsure: Of the unanswerable ones (m).
        refused: 1 for each answerable question that was refused (n).
        absent: 1 for each answerable question to which nothing near was found (n).
        answered: 1 for each unanswerable question that was answered (m).
        right: 1 for each answerable question whose first passage answers (n).
    """

    values: Mapping[str, Values]
    sure: Values
    unsure: Values
    refused: Values
    absent: Values
    answered: Values
    right: Values

    @classmethod
    def of(cls, results: Sequence[Result]) -> Columns:
        """The columns of results, in their order."""
        good = [one for one in results if one.answerable]
        bad = [one for one in results if not one.answerable]
        names = [name for name in PER_QUESTION if any(name in one.values for one in good)]
        return cls(
            {name: _floats(one.values.get(name) for one in good) for name in names},
            _floats(one.confidence for one in good),
            _floats(one.confidence for one in bad),
            _floats(None if one.answered is None else not one.answered for one in good),
            _floats(None if one.verdict is None else one.verdict == "absent" for one in good),
            _floats(one.answered for one in bad),
            _floats(one.rank == 1 for one in good),
        )

    def drawn(self, good: NDArray[np.intp], bad: NDArray[np.intp]) -> Columns:
        """The columns of these answerable and these unanswerable questions, any of them several times."""
        return Columns(
            {name: column[good] for name, column in self.values.items()},
            self.sure[good],
            self.unsure[bad],
            self.refused[good],
            self.absent[good],
            self.answered[bad],
            self.right[good],
        )


def _floats(values: Any) -> Values:
    return np.array([np.nan if value is None else value for value in values], float)


def figures(columns: Columns) -> dict[str, float]:
    """Every figure that these questions can give, in the order of ``FIGURES``."""
    found = {name: float(np.nanmean(column)) for name, column in columns.values.items() if not np.isnan(column).all()}
    sure, unsure = columns.sure, columns.unsure
    judged = not (np.isnan(sure).any() or np.isnan(unsure).any())
    if judged and len(sure) and len(unsure):
        confidence = np.concatenate([sure, unsure])
        found["roc_auc"] = roc_auc(sure, unsure)
        found["false_answers_at_90"] = false_answers_at(KEPT, sure, unsure)
        found["ece"] = expected_calibration_error(confidence, np.repeat([1.0, 0.0], [len(sure), len(unsure)]))
    if judged and len(sure):
        confidence = np.concatenate([sure, unsure])
        wrong = np.concatenate([1 - columns.right, np.ones(len(unsure))])
        found["risk_coverage_area"] = risk_coverage_area(confidence, wrong)
        found["false_refusal_rate"] = float(columns.refused.mean())
        if not np.isnan(columns.absent).any():
            found["false_absence_rate"] = float(columns.absent.mean())
    if judged and len(unsure):
        found["false_answer_rate"] = float(columns.answered.mean())
    return {name: found[name] for name in FIGURES if name in found}
