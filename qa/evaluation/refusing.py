"""Figures about confidence: is it higher where there is an answer, and does it say how often there is one?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
BINS = 10  # of the reliability diagram, each with as many questions


def roc_auc(positive: Values, negative: Values) -> float:
    """Share of pairs in which the positive scores higher; ties count half (Hanley and McNeil 1982)."""
    order = np.sort(negative)
    below = np.searchsorted(order, positive, "left") + np.searchsorted(order, positive, "right")
    return float(below.mean() / (2 * len(negative)))


def roc_curve(positive: Values, negative: Values) -> tuple[Values, Values]:
    """Share of negatives and of positives at or above each threshold, from the highest down, beginning at (0, 0)."""
    thresholds = np.unique(np.concatenate([positive, negative]))[::-1]
    rates = [1 - np.searchsorted(np.sort(one), thresholds, "left") / len(one) for one in (negative, positive)]
    return np.concatenate([[0.0], rates[0]]), np.concatenate([[0.0], rates[1]])


def false_answers_at(kept: float, positive: Values, negative: Values) -> float:
    """Share of negatives at or above the confidence that the given share of positives reaches."""
    most = int(np.ceil(kept * len(positive) - 1e-9))
    threshold = np.sort(positive)[::-1][max(most, 1) - 1]
    return float(np.mean(negative >= threshold))


def risk_coverage(confidence: Values, wrong: Values) -> Values:
    """Risk at coverage 1/n, 2/n, ..., 1: share of wrong among the questions of the highest confidence.

    El-Yaniv and Wiener 2010. Questions of equal confidence come in no order: each counts as the mean of them.
    """
    return np.asarray(np.cumsum(_tied_means(confidence, wrong)) / np.arange(1, len(wrong) + 1))


def risk_coverage_area(confidence: Values, wrong: Values) -> float:
    """Mean risk over all coverages: the area under the risk-coverage curve (Geifman and El-Yaniv 2017)."""
    return float(risk_coverage(confidence, wrong).mean())


def _tied_means(confidence: Values, values: Values) -> Values:
    """The values in the order of falling confidence, each the mean of those of its confidence."""
    _, group, count = np.unique(-confidence, return_inverse=True, return_counts=True)
    return np.repeat(np.bincount(group, weights=values) / count, count)


class Bin(NamedTuple):
    """Questions of like confidence.

    Attributes:
        confidence: Their mean confidence.
        share: Of them that are positive.
        size: How many they are.
    """

    confidence: float
    share: float
    size: int


def reliability(confidence: Values, positive: Values) -> list[Bin]:
    """The questions in bins of equal number, from the highest confidence down; fewer bins where there are few."""
    shares = np.array_split(_tied_means(confidence, positive), min(BINS, len(positive)))
    means = np.array_split(np.sort(confidence)[::-1], min(BINS, len(positive)))
    return [Bin(float(mean.mean()), float(share.mean()), len(mean)) for mean, share in zip(means, shares, strict=True)]


def expected_calibration_error(confidence: Values, positive: Values) -> float:
    """Mean distance between confidence and share of positives over bins of equal number (Guo et al. 2017)."""
    return sum(one.size * abs(one.confidence - one.share) for one in reliability(confidence, positive)) / len(positive)
