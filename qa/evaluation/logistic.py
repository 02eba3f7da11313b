"""Logistic regression in which no feature counts against what it speaks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_PENALTY = 1.0  # L2, on standardised features
_SAME = 1e-9  # spread of a feature that never differs, rounding left out


def non_negative(
    x: Values, y: NDArray[np.bool_], counts: Values | None = None, *, intercept: bool = True
) -> tuple[float, Values]:
    """Fit intercept and weights; a feature that would get a negative weight is left out and the rest fitted again.

    Args:
        x: (n, features).
        y: (n,) which rows are of the class that every feature speaks for.
        counts: (n,) how much each row counts; each alike where not given.
        intercept: Whether one is fitted; differences of pairs want none, and are not centred.

    Returns:
        The intercept, and (features,) weights, at least 0.
    """
    from sklearn.linear_model import LogisticRegression  # takes a second to import; asking does not need it

    mean, spread = (x.mean(axis=0) if intercept else np.zeros(x.shape[1])), x.std(axis=0)
    spread[spread < _SAME] = 1.0
    used = np.ones(x.shape[1])
    while True:
        model = LogisticRegression(C=_PENALTY, max_iter=1000, fit_intercept=intercept)
        model.fit((x - mean) / spread * used, y, counts)
        against = model.coef_[0] < -_SAME
        if not against.any():
            break
        used[against] = 0.0  # a column of zeros gets no weight
    weights = np.maximum(0.0, model.coef_[0] / spread * used)
    return float(np.ravel(model.intercept_)[0] - weights @ mean), weights


def preferring(better: Values, worse: Values, counts: Values | None = None) -> Values:
    """Weights by which better rows score more than worse ones.

    A pairwise logistic regression: RankNet's loss (Burges et al. 2005) of a linear score.

    Args:
        better: (pairs, features).
        worse: (pairs, features), each the other of its pair.
        counts: (pairs,) how much each pair counts.

    Returns:
        (features,) weights, at least 0, summing to 1.
    """
    x = better - worse
    both = np.concatenate([x, -x])
    y = np.concatenate([np.ones(len(x), dtype=bool), np.zeros(len(x), dtype=bool)])
    _, weights = non_negative(both, y, None if counts is None else np.tile(counts, 2), intercept=False)
    total = float(weights.sum())
    return weights / total if total else weights
