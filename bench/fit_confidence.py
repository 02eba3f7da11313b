"""Fit the logistic regression of ``qa/confidence.py`` on the tuning halves of the gold sets and print its lines.

    python bench/fit_confidence.py [GOLD...]

Questions about a paper's reference are left out: their confidence is a constant. The penalty (L2, C = 1 on
standardised signals) was not tuned. Needs scikit-learn, which sentence-transformers brings.
"""

from __future__ import annotations

import sys
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

import qa
from qa import bibliographic
from qa.confidence import Signals, signals
from qa.evaluate import roc_auc
from qa.gold import read_gold
from qa.question import tidy


def main(files: list[Path]) -> None:
    """Print the fitted constants and how well they do."""
    engine = qa.open()
    found, answerable = [], []
    for row in (row for file in files for row in read_gold(file, "tune")):
        reading = bibliographic.read(tidy(row.question), engine.library)
        if not reading.stated and not reading.unstated:
            question, ranked = engine.rank(reading, tidy(row.question))
            found.append(astuple(signals(question, ranked, engine.library)))
            answerable.append(bool(row.answers))
    x, y = np.array(found), np.array(answerable)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=1.0).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    intercept = float(model.intercept_[0] - weights @ mean)
    held_out = cross_val_predict(LogisticRegression(C=1.0), (x - mean) / spread, y, cv=10, method="predict_proba")[:, 1]
    names = [field.name for field in fields(Signals)]
    print(f"{len(y)} questions, {y.sum()} answerable; ROC area in 10 folds {roc_auc(held_out[y], held_out[~y]):.3f}")
    for name, column in zip(names, x.T, strict=True):
        print(f"  {name} alone: ROC area {roc_auc(column[y], column[~y]):.3f}")
    print(f"_INTERCEPT = {intercept:.2f}")
    print(f"_WEIGHTS = Signals({', '.join(f'{n}={w:.2f}' for n, w in zip(names, weights, strict=True))})")
    order = np.sort(held_out)
    for threshold in order[:: max(1, len(order) // 20)]:
        refused, wrong = np.mean(held_out[y] < threshold), np.mean(held_out[~y] >= threshold)
        print(f"  threshold {threshold:.2f}: false refusals {refused:.2f}, false answers {wrong:.2f}")


if __name__ == "__main__":
    folder = Path(__file__).parent.parent / "tests" / "gold"
    main([Path(name) for name in sys.argv[1:]] or sorted(folder.glob("*.jsonl")))
