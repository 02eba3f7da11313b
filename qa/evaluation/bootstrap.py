"""Bootstrap intervals (Efron 1979): questions are drawn again, answerable and unanswerable ones separately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.figures import Columns, figures

RESAMPLES = 1000
_SEED = 20231001
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its 95 % bootstrap interval over questions.

    Attributes:
        value: The figure.
        low: 2.5th percentile of 1,000 resamples.
        high: 97.5th.
    """

    value: float
    low: float
    high: float


def with_intervals(columns: Columns) -> dict[str, Metric]:
    """Every figure that these questions can give, with its interval."""
    values = figures(columns)
    drawn = [figures(columns.drawn(*places)) for places in _draws(len(columns.sure), len(columns.unsure))]
    return {name: Metric(value, *_interval(name, drawn)) for name, value in values.items()}


def differences(before: Columns, after: Columns) -> dict[str, Metric]:
    """How much each figure rose, with an interval; the same questions are drawn on both sides.

    Args:
        before: Columns of some questions.
        after: Columns of the same questions, in the same order.
    """
    old, new = figures(before), figures(after)
    drawn = []
    for places in _draws(len(before.sure), len(before.unsure)):
        one, other = figures(before.drawn(*places)), figures(after.drawn(*places))
        drawn.append({name: other[name] - one[name] for name in one.keys() & other.keys()})
    return {name: Metric(new[name] - old[name], *_interval(name, drawn)) for name in old if name in new}


def _draws(good: int, bad: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    generator = np.random.default_rng(_SEED)
    for _ in range(RESAMPLES):
        yield generator.integers(0, max(good, 1), good), generator.integers(0, max(bad, 1), bad)


def _interval(name: str, drawn: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """A figure that one resample cannot give, a mean over quotes where none was drawn, is left out of it."""
    low, high = np.percentile([one[name] for one in drawn if name in one], _PERCENTILES)
    return float(low), float(high)
