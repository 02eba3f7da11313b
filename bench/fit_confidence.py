"""Fit the calibrations of ``qa/answering/confidence.py`` and print their lines.

    python bench/fit_confidence.py --set GOLD LIBRARY SPLIT UNANSWERABLE [--set …] [--accepted SHARE] [--no-ranker]

Each set is a gold set, a library that holds its papers, its split, and a set whose questions nothing there answers;
"-" for the user's own library, for no split, for none. At most ``--most`` questions of each kind are taken of a set, so
that a large one does not drown the others.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

import qa
from index.settings import Settings
from qa.answering.confidence import Calibration, Signals
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.refit import Sample, held_out, refit
from qa.evaluation.refusing import expected_calibration_error, roc_auc
from qa.evaluation.sets import read

_SEED = 1


def rows(gold: Path, split: str | None, unanswerable: Path | None, most: int) -> list[GoldQuestion]:
    """So many questions of each kind."""
    found = read(gold, split)
    if unanswerable:
        found = found.with_unanswerable(read(unanswerable))
    kinds = [[one for one in found.questions if one.is_answerable == kind] for kind in (True, False)]
    return [one for kind in kinds for one in random.Random(_SEED).sample(kind, min(most, len(kind)))]


def signals(given: argparse.Namespace, settings: Settings) -> tuple[Sample, np.ndarray]:
    """The pooled questions, and for each the number of its set."""
    questions, found, answerable, numbers = [], [], [], []
    for number, (gold, library, split, other) in enumerate(given.set):
        chosen = rows(Path(gold), None if split == "-" else split, None if other == "-" else Path(other), given.most)
        with qa.open(None if library == "-" else library, settings=settings) as engine:
            for row in chosen:
                of_row = engine.signals(row.question)
                if of_row:
                    questions.append(row.question)
                    found.append(of_row)
                    answerable.append(row.is_answerable)
                    numbers.append(number)
    return Sample(tuple(questions), tuple(found), np.array(answerable)), np.array(numbers)


def rates(sure: np.ndarray, answerable: np.ndarray, threshold: float) -> str:
    """Shares of false answers and of false refusals."""
    return f"{np.mean(sure[~answerable] >= threshold):.2f}/{np.mean(sure[answerable] < threshold):.2f}"


def line(fitted: Calibration) -> str:
    """The lines of ``qa/answering/confidence.py``."""
    weights = ", ".join(f"{field.name}={getattr(fitted.weights, field.name):.3f}" for field in fields(Signals))
    return f"    intercept={fitted.intercept:.3f},\n    weights=Signals({weights}),\n    threshold={fitted.threshold},"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=4, action="append", required=True, metavar=("GOLD", "LIBRARY", "SPLIT", "OTHER"))
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--accepted", type=float, default=0.08)
    parser.add_argument("--no-ranker", action="store_true")
    given = parser.parse_args()
    settings = Settings(ranker="none") if given.no_ranker else Settings()
    sample, numbers = signals(given, settings)
    fitted = refit(sample, given.accepted)
    sure = held_out(sample)
    x, y = np.array([astuple(one) for one in sample.found]), sample.answerable
    for at, field in enumerate(fields(Signals)):
        print(f"  {field.name} alone: ROC area {roc_auc(x[y, at], x[~y, at]):.3f}")
    for number, (gold, *_) in enumerate(given.set):
        own = numbers == number
        ece = expected_calibration_error(sure[own], y[own].astype(float))
        area = roc_auc(sure[own & y], sure[own & ~y])
        print(f"{gold}: {(own & y).sum()} answerable, {(own & ~y).sum()} not; held out: ROC {area:.3f}, ECE {ece:.3f}")
    for point in fitted.points[:: max(1, len(fitted.points) // 25)]:
        by_set = [rates(sure[numbers == n], y[numbers == n], point.threshold) for n in range(len(given.set))]
        print(
            f"  {point.threshold:.2f}: false answers {point.false_answers:.2f}, refusals {point.false_refusals:.2f}",
            *by_set,
        )
    print(line(fitted.calibration))


if __name__ == "__main__":
    main()
