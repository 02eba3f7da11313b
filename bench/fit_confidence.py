"""Fit the confidence of answers in ``qa/answering/weights.json``.

    python bench/fit_confidence.py --set GOLD LIBRARY SPLIT UNANSWERABLE [--set ...] [--accepted SHARE] [--no-ranker]
        [--write]

Each set is a gold set, a folder with a library of its papers, its split, and a set whose questions nothing there
answers; "-" for the user's own library, for no split, for none. At most ``--most`` questions of each kind are taken of
a set, so that a large one does not drown the others. ``--write`` puts the calibration into the file with the command.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import asdict, astuple, fields

import numpy as np
from fit_ranking import WEIGHTS
from gold_rankings import Asked, rankings

from qa.answering.confidence import signals
from qa.answering.features import Signals
from qa.answering.weights import Calibration
from qa.evaluation.refit import Sample, held_out, refit
from qa.evaluation.refusing import expected_calibration_error, roc_auc


def sampled(sets: list[Asked], most: int, *, with_ranker: bool) -> tuple[Sample, np.ndarray]:
    """The pooled questions, and for each the number of its set."""
    questions, found, answerable, numbers = [], [], [], []
    for number, asked in enumerate(sets):
        for one in rankings(asked, most, with_ranker=with_ranker):
            if one.understood and one.ranked:
                questions.append(one.question.question)
                found.append(signals(one.understood, one.ranked))
                answerable.append(one.question.is_answerable)
                numbers.append(number)
    return Sample(tuple(questions), tuple(found), np.array(answerable)), np.array(numbers)


def rates(sure: np.ndarray, answerable: np.ndarray, threshold: float) -> str:
    """Shares of false answers and of false refusals."""
    return f"{np.mean(sure[~answerable] >= threshold):.2f}/{np.mean(sure[answerable] < threshold):.2f}"


def rounded(fitted: Calibration) -> dict[str, object]:
    """As the file has it."""
    weights = {name: round(weight, 3) for name, weight in asdict(fitted.weights).items()}
    return {"intercept": round(fitted.intercept, 3), "weights": weights, "threshold": round(fitted.threshold, 3)}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=4, action="append", required=True, metavar=("GOLD", "LIBRARY", "SPLIT", "OTHER"))
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--accepted", type=float, default=0.08)
    parser.add_argument("--no-ranker", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sample, numbers = sampled([Asked.of(one) for one in given.set], given.most, with_ranker=not given.no_ranker)
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
    print(json.dumps(rounded(fitted.calibration)))
    if given.write:
        raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        entry = raw["without_ranker" if given.no_ranker else "with_ranker"]
        entry["confidence"] = {**rounded(fitted.calibration), "fitted": f"python {shlex.join(sys.argv)}"}
        WEIGHTS.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
