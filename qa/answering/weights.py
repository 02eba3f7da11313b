"""The weights that answers are ranked and judged with: those shipped in ``weights.json``, or a library's own.

``bench/fit_ranking.py`` and ``bench/fit_confidence.py`` make the file again; each entry names the command and the sets
that it was fitted to.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, astuple, dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import LibraryDamagedError
from index.store.files import replace_file
from index.store.manifest import CALIBRATION
from qa.answer import Verdict
from qa.answering.features import Features, PassageFeatures, SentenceFeatures, Signals

SHIPPED = "weights.json"
_FLOOR = 0.1

_Row = TypeVar("_Row", bound=Features)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns signals into a probability, and from which probability on an answer is given.

    Attributes:
        intercept: Of the logistic regression.
        weights: Of each signal.
        threshold: An answer less sure than this is not given.
        floor: Where even the best passage is less sure than this, none seems to answer.
    """

    intercept: float
    weights: Signals
    threshold: float
    floor: float = _FLOOR

    def probability(self, found: Signals) -> float:
        """That the library answers, 0 to 1."""
        return probability(self.intercept + self.weights @ found)

    def verdict(self, sure: float) -> Verdict:
        """What is said of an answer this sure."""
        return "answers" if sure >= self.threshold else "closest" if sure >= self.floor else "absent"

    def write(self, folder: Path, with_ranker: bool) -> None:
        """Put it into a library's folder, in the place of one that is there.

        Args:
            folder: Of the library.
            with_ranker: Whether it was fitted to signals of a ranker; it misleads where there are none.
        """
        text = json.dumps({"with_ranker": with_ranker, **asdict(self)}, indent=2)
        replace_file(folder / CALIBRATION, text.encode())


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that was fitted.

    Attributes:
        passage: Of passages' features; they sum to 1, so that a score is 0 to 1.
        sentence: Of sentences' features, likewise.
        calibration: Of the confidence.
    """

    passage: PassageFeatures
    sentence: SentenceFeatures
    calibration: Calibration


@cache
def shipped(with_ranker: bool) -> Weights:
    """The weights that come with reviewqa, for ranking with a cross-encoder or without one."""
    text = (resources.files("qa.answering") / SHIPPED).read_text(encoding="utf-8")
    raw = json.loads(text)["with_ranker" if with_ranker else "without_ranker"]
    return Weights(
        _row(PassageFeatures, raw["passage"]), _row(SentenceFeatures, raw["sentence"]), _calibration(raw["confidence"])
    )


def calibration_of(folder: Path, with_ranker: bool) -> Calibration:
    """The one that the library's owner fitted, with a ranker or without as now; else the one that was shipped.

    Raises:
        LibraryDamagedError: The file is not what was written.
    """
    file, own = folder / CALIBRATION, shipped(with_ranker).calibration
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        if raw["with_ranker"] != with_ranker or {*raw["weights"].keys()} != {field.name for field in fields(Signals)}:
            return own  # fitted for other signals than those of now
        return _calibration(raw)
    except FileNotFoundError:
        return own
    except (OSError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise LibraryDamagedError(
            f"{file}: cannot be read as the calibration that reviewqa refit wrote. Remove it, or fit it again."
        ) from error


def probability(logit: float) -> float:
    """Of a logit, 0 to 1."""
    return (1 + math.tanh(logit / 2)) / 2  # 1 / (1 + exp(-logit)), which overflows


def _calibration(raw: Any) -> Calibration:
    floor = min(float(raw.get("floor", _FLOOR)), float(raw["threshold"]))
    found = Calibration(float(raw["intercept"]), _row(Signals, raw["weights"]), float(raw["threshold"]), floor)
    if not all(map(math.isfinite, (found.intercept, found.threshold, found.floor))):
        raise ValueError("not finite")
    return found


def _row(kind: type[_Row], raw: Any) -> _Row:
    found = kind(**{field.name: float(raw[field.name]) for field in fields(kind)})
    if not all(map(math.isfinite, astuple(found))):
        raise ValueError("not finite")
    return found
