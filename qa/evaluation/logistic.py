"""Logistic regression in which no feature counts against what it speaks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_PENALTY = 1.0  # L2, on standardised features
_DECAY = 0.01  # likewise, of weights fitted to lists
_SAME = 1e-9  # spread of a feature that never differs, rounding left out


def non_negative(x: Values, y: NDArray[np.bool_]) -> tuple[float, Values]:
    """Fit intercept and weights; a feature that would get a negative weight is left out and the rest fitted again.

    Args:
        x: (n, features).
        y: (n,) which rows are of the class that every feature speaks for.

    Returns:
        The intercept, and (features,) weights, at least 0.
    """
    from sklearn.linear_model import LogisticRegression  # takes a second to import; asking does not need it

    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread < _SAME] = 1.0
    used = np.ones(x.shape[1])
    while True:
        model = LogisticRegression(C=_PENALTY, max_iter=1000).fit((x - mean) / spread * used, y)
        against = model.coef_[0] < -_SAME
        if not against.any():
            break
        used[against] = 0.0  # a column of zeros gets no weight
    weights = np.maximum(0.0, model.coef_[0] / spread * used)
    return float(model.intercept_[0] - weights @ mean), weights


def listwise(groups: Sequence[tuple[Values, NDArray[np.bool_]]], counts: Sequence[float]) -> Values:
    """Weights by which the rows of a group that answer score more than its others.

    The softmax cross-entropy of a linear score over each group (ListNet: Cao et al. 2007), which looks at the first
    place; pairs of rows count what never comes near it.

    Args:
        groups: Each (rows, features) and (rows,) which of them answer: some and not all.
        counts: How much each group counts; they sum to 1.

    Returns:
        (features,) weights, at least 0, summing to 1.
    """
    from scipy.optimize import minimize  # likewise

    spread = np.concatenate([rows for rows, _ in groups]).std(axis=0)
    spread[spread < _SAME] = 1.0
    scaled = [(rows / spread, which) for rows, which in groups]

    def loss(weights: Values) -> tuple[float, Values]:
        total, slope = _DECAY * float(weights @ weights), 2 * _DECAY * weights
        for (rows, which), count in zip(scaled, counts, strict=True):
            scores = rows @ weights
            odds = np.exp(scores - scores.max())
            total -= count * float(np.log(odds[which].sum() / odds.sum()))
            slope = slope + count * (odds / odds.sum() @ rows - odds[which] / odds[which].sum() @ rows[which])
        return total, slope

    features = len(spread)
    found = minimize(loss, np.ones(features), jac=True, bounds=[(0.0, None)] * features, method="L-BFGS-B")
    weights: Values = found.x / spread
    total = float(weights.sum())
    return weights / total if total else weights
