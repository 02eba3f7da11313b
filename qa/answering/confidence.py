"""How sure an answer is: a logistic regression over signals that can be explained."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

from corpus.errors import LibraryDamagedError
from index.library import Library
from index.store.files import replace_file
from index.store.manifest import CALIBRATION
from qa.answering.definition import asks_for_meaning
from qa.answering.question import Question
from qa.answering.rank import Ranked, coverage_of, probability, term_shares

_UNDEFINED = 0.6  # at most, where a meaning is asked for and the best sentence only has the word
_LIMIT = 8.0  # logits beyond it say no more
_SEVERAL = 5  # passages that should be found by words and by meaning alike


@dataclass(frozen=True, slots=True)
class Signals:
    """What confidence is computed from; each about 0 to 1, higher speaks for an answer.

    Attributes:
        relevance: What the ranker's model says of the best passage, as a probability; 0 without one.
        interaction: Of the best passage's best sentence (see ``rank.Ranked``).
        whole: Of the best passage.
        coverage: Of its best sentence.
        definition: Likewise.
        agreement: Share of the best passages that stand high by words and by meaning alike.
        covered: Share of the question's words, weighted by idf, that any of the best passages has.
    """

    relevance: float
    interaction: float
    whole: float
    coverage: float
    definition: float
    agreement: float
    covered: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns signals into a probability, and from which probability on an answer is given.

    Attributes:
        intercept: Of the logistic regression.
        weights: Of each signal.
        threshold: An answer less sure than this is refused.
    """

    intercept: float
    weights: Signals
    threshold: float

    def probability(self, found: Signals) -> float:
        """That the library answers, 0 to 1."""
        pairs = zip(astuple(self.weights), astuple(found), strict=True)
        return probability(self.intercept + sum(weight * value for weight, value in pairs))

    def write(self, folder: Path, with_ranker: bool) -> None:
        """Put it into a library's folder, in the place of one that is there.

        Args:
            folder: Of the library.
            with_ranker: Whether it was fitted to signals of a ranker; it misleads where there are none.
        """
        text = json.dumps({"with_ranker": with_ranker, **asdict(self)}, indent=2)
        replace_file(folder / CALIBRATION, text.encode())


# Fitted by bench/fit_confidence.py, which prints these lines. An answer that is none costs more than a refusal.
WITH_RANKER = Calibration(
    intercept=-8.19,
    weights=Signals(
        relevance=1.98, interaction=2.42, whole=6.62, coverage=2.41, definition=2.18, agreement=2.49, covered=0.0,
    ),
    threshold=0.55,
)  # fmt: skip
WITHOUT_RANKER = Calibration(
    intercept=-8.73,
    weights=Signals(
        relevance=0.0, interaction=1.30, whole=8.52, coverage=3.29, definition=2.31, agreement=2.98, covered=0.0,
    ),
    threshold=0.5,
)  # fmt: skip


def calibration_of(folder: Path, with_ranker: bool) -> Calibration:
    """The one that the library's owner fitted, with a ranker or without as now; else the one that was shipped.

    Raises:
        LibraryDamagedError: The file is not what was written.
    """
    file, shipped = folder / CALIBRATION, WITH_RANKER if with_ranker else WITHOUT_RANKER
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        found = _calibration(raw)
        return found if raw["with_ranker"] == with_ranker else shipped
    except FileNotFoundError:
        return shipped
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise LibraryDamagedError(
            f"{file}: cannot be read as the calibration that reviewqa refit wrote. Remove it, or fit it again."
        ) from error


def _calibration(raw: Any) -> Calibration:
    weights = Signals(**{field.name: float(raw["weights"][field.name]) for field in fields(Signals)})
    found = Calibration(float(raw["intercept"]), weights, float(raw["threshold"]))
    if not all(map(math.isfinite, (found.intercept, found.threshold, *astuple(weights)))):
        raise ValueError("not finite")
    return found


def signals(question: Question, ranked: Sequence[Ranked], library: Library) -> Signals:
    """The signals of a question with its ranked passages (at least one)."""
    best, few = ranked[0], ranked[:_SEVERAL]
    return Signals(
        _probability(best.relevance),
        best.interaction,
        best.whole,
        best.coverage,
        best.definition,
        _agreement(ranked),
        coverage_of(term_shares(question, library), frozenset().union(*(one.candidate.terms for one in few))),
    )


def confidence(calibration: Calibration, found: Signals, question: str) -> float:
    """Probability that the best passages answer the question, 0 to 1."""
    sure = calibration.probability(found)
    return min(sure, _UNDEFINED) if asks_for_meaning(question) and not found.definition else sure


def _probability(logit: float | None) -> float:
    return 0.0 if logit is None else probability(max(-_LIMIT, min(_LIMIT, logit)))


def _agreement(ranked: Sequence[Ranked]) -> float:
    """Share of the five nearest in meaning that are among the ten with the most of the question's words."""
    by_meaning = sorted(ranked, key=lambda one: -one.candidate.hit.dense)[:_SEVERAL]
    by_words = sorted(ranked, key=lambda one: -one.candidate.hit.lexical)[: 2 * _SEVERAL]
    wordy = {one.candidate.passage.id for one in by_words if one.candidate.hit.lexical > 0}
    return sum(one.candidate.passage.id in wordy for one in by_meaning) / len(by_meaning)
