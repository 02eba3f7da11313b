"""Fit ``qa/answering/weights.json``: what passages and sentences are ranked by, and what the confidence is made of.

    python bench/fit_weights.py --set GOLD LIBRARY SPLIT UNANSWERABLE [--set ...] [--most N] [--write]

Each set is a gold set, a folder with a library of its papers (made where there is none), its split, and a set whose
questions nothing there answers; "-" for the user's own library, for no split, for none. At most ``--most`` questions of
each kind are taken of a set, and each set counts alike.

``qa.evaluation.logistic.listwise`` fits weights by which, of a question's passages, those that answer come first, and
within the first of them the sentences that do. The confidence is fitted to the ranking that follows, with the
answerable questions asked a second time without the papers that answer them. Both are fitted with the ranker and
without it; ``--write`` puts them into the file with the command.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, fields, replace
from pathlib import Path

import numpy as np
from gold_rankings import Asked, Found, rankings

from qa.answering.confidence import signals_of
from qa.answering.features import Features, PassageFeatures, SentenceFeatures, Signals
from qa.answering.rank import READ, Ranked, scored
from qa.answering.weights import SHIPPED, Weights, shipped
from qa.evaluation.logistic import Values, listwise
from qa.evaluation.refit import Refit, Sample, held_out, refit
from qa.evaluation.refusing import expected_calibration_error, roc_auc

WEIGHTS = Path(__file__).parents[1] / "qa" / "answering" / SHIPPED
Group = tuple[Values, np.ndarray]  # features of rows, and which of them answer


def rows(found: Sequence[Features], which: Sequence[bool]) -> Group:
    """As a fit wants them."""
    return np.array([astuple(one) for one in found], dtype=float), np.array(which, dtype=bool)


def passages(found: Sequence[Found]) -> Iterator[Group]:
    """A group an answerable question."""
    for one in found:
        if one.answerable:
            yield rows([each.features for each in one.ranked[:READ]], one.answering[:READ])


def sentences(found: Sequence[Found]) -> Iterator[Group]:
    """A group a question: the sentences of the first passage that answers."""
    for one in found:
        for each, which in zip(one.ranked[:READ], one.sentences, strict=False):
            if one.answerable and any(which) and not all(which):
                yield rows(each.sentences, which)
                break


def fitted(kind: type[Features], sets: Sequence[Sequence[Group]]) -> dict[str, float]:
    """Weights by name; each set counts alike."""
    told = [[one for one in groups if one[1].any() and not one[1].all()] for groups in sets]
    told = [groups for groups in told if groups]
    counts = [1 / len(groups) / len(told) for groups in told for _ in groups]
    weights = listwise([one for groups in told for one in groups], counts)
    return {field.name: round(float(value), 4) for field, value in zip(fields(kind), weights, strict=True)}


def reranked(one: Found, weights: Weights) -> Found:
    """In the order that these weights give what was read."""
    read = [scored(each, weights) for each in one.ranked[:READ]]
    order = sorted(range(len(read)), key=lambda at: -read[at].score)
    return replace(
        one,
        ranked=[read[at] for at in order],
        answering=[one.answering[at] for at in order],
        sentences=[one.sentences[at] for at in order],
    )


def unread(one: Found) -> Found:
    """As it would be without a ranker."""
    return replace(one, ranked=[_unread(each) for each in one.ranked])


def _unread(one: Ranked) -> Ranked:
    features = replace(one.features, relevance=0.0)
    bare = tuple(replace(sentence, evidence=0.0) for sentence in one.sentences)
    return replace(one, features=features, sentences=bare, relevance=None)


def told(found: Sequence[Found]) -> str:
    """Shares of answerable questions of which the first passage answers, and the first quote."""
    asked = [one for one in found if one.answerable]
    first = np.mean([one.answering[0] for one in asked])
    quoted = np.mean([one.sentences[0][one.ranked[0].best] for one in asked])
    return f"first {first:.3f}, quote {quoted:.3f}"


def between(before: SentenceFeatures, after: SentenceFeatures) -> SentenceFeatures:
    """Halfway: fitted to hard questions alone, the weights of sentences lose what they knew of COVID-QA's."""
    half = [round((one + other) / 2, 4) for one, other in zip(astuple(before), astuple(after), strict=True)]
    return SentenceFeatures(*half)


def fit_ranking(sets: Sequence[Sequence[Found]], names: Sequence[str], today: Weights) -> Weights:
    """New weights of passages and sentences, beside what they do."""
    before = [[reranked(one, today) for one in found] for found in sets]
    made = today
    for kind, groups_of, field in (
        (SentenceFeatures, sentences, "sentence"),
        (PassageFeatures, passages, "passage"),
    ):
        rescored = [[reranked(one, made) for one in found] for found in sets]
        groups = [list(groups_of(found)) for found in rescored]
        by_name = fitted(kind, groups)
        print(field, by_name)
        fresh = kind(**by_name)
        made = replace(
            made, **{field: between(today.sentence, fresh) if isinstance(fresh, SentenceFeatures) else fresh}
        )
    for name, found, was in zip(names, sets, before, strict=True):
        now = [reranked(one, made) for one in found]
        print(f"  {name}: {told(was)} before; {told(now)} after")
    return made


def fit_confidence(sets: Sequence[Sequence[Found]], names: Sequence[str], accepted: float) -> Refit:
    """A new calibration, beside what it does to questions that it was not fitted to."""
    every = [(one, number) for number, found in enumerate(sets) for one in found]
    numbers = np.array([number for _, number in every])
    sample = Sample(
        tuple(one.text for one, _ in every),
        tuple(signals_of(one.understood, one.ranked[0], one.agreed) for one, _ in every),
        np.array([one.answerable for one, _ in every]),
    )
    made, sure, y = refit(sample, accepted), held_out(sample), sample.answerable
    x = np.array([astuple(one) for one in sample.found])
    for at, field in enumerate(fields(Signals)):
        print(f"  {field.name} alone: ROC area {roc_auc(x[y, at], x[~y, at]):.3f}")
    for number, name in enumerate(names):
        own = numbers == number
        ece = expected_calibration_error(sure[own], y[own].astype(float))
        area = roc_auc(sure[own & y], sure[own & ~y])
        print(
            f"  {name}: {(own & y).sum()} answerable, {(own & ~y).sum()} not; held out: ROC {area:.3f}, ECE {ece:.3f}"
        )
    for point in made.points[:: max(1, len(made.points) // 20)]:
        by_set = [_rates(sure[numbers == n], y[numbers == n], point.threshold) for n in range(len(sets))]
        print(f"  {point.threshold:.2f}: false answers {point.false_answers:.2f}, refusals", end=" ")
        print(f"{point.false_refusals:.2f}", *by_set)
    return made


def _rates(sure: Values, answerable: Values, threshold: float) -> str:
    return f"{np.mean(sure[~answerable] >= threshold):.2f}/{np.mean(sure[answerable] < threshold):.2f}"


def rounded(made: Refit, floor: float) -> dict[str, object]:
    """As the file has it."""
    found = made.calibration
    weights = {name: round(weight, 3) for name, weight in asdict(found.weights).items()}
    return {
        "intercept": round(found.intercept, 3),
        "weights": weights,
        "threshold": round(found.threshold, 3),
        "floor": floor,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=4, action="append", required=True, metavar=("GOLD", "LIBRARY", "SPLIT", "OTHER"))
    parser.add_argument("--most", type=int, default=150)
    parser.add_argument("--accepted", type=float, default=0.25, help="share of unanswerable questions answered")
    parser.add_argument("--floor", type=float, default=0.2, help="confidence under which nothing seems to answer")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sets = ranked_sets(given.set, given.most)
    names = [f"{gold} {split}" for gold, _, split, _ in given.set]
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    for entry, with_ranker in (("with_ranker", True), ("without_ranker", False)):
        print(f"{entry}:")
        found = sets if with_ranker else [[unread(one) for one in own] for own in sets]
        made = fit_ranking(found, names, shipped(with_ranker))
        after = [[reranked(one, made) for one in own] for own in found]
        refitted = fit_confidence(after, names, given.accepted)
        raw[entry] = {
            "passage": asdict(made.passage),
            "sentence": asdict(made.sentence),
            "confidence": rounded(refitted, given.floor),
            "fitted": f"python {shlex.join(sys.argv)}",
        }
        print(json.dumps(raw[entry], indent=1))
    if given.write:
        WEIGHTS.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


def ranked_sets(named: Sequence[Sequence[str]], most: int) -> list[list[Found]]:
    """The questions of each set, ranked."""
    return [list(rankings(Asked.of(list(one)), most)) for one in named]


if __name__ == "__main__":
    main()
