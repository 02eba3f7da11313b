"""Fit the weights of passages and sentences in ``qa/answering/weights.json``.

    python bench/fit_ranking.py --set GOLD LIBRARY SPLIT UNANSWERABLE [--set ...] [--most N] [--no-ranker] [--write]

Each set is a gold set, a folder with a library of its papers (made where there is none), its split, and "-". Of every
question, each passage that answers is paired with each that does not, and within a passage that answers each sentence
that does with each that does not; ``qa.evaluation.logistic.preferring`` fits weights by which the first of a pair
scores more. Each question counts alike, each set too. ``--write`` puts the weights into the file with the command.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from gold_rankings import Asked, Found, rankings

from qa.answering.features import Features, PassageFeatures, SentenceFeatures
from qa.answering.rank import READ
from qa.answering.weights import SHIPPED, shipped
from qa.evaluation.logistic import Values, preferring

WEIGHTS = Path(__file__).parents[1] / "qa" / "answering" / SHIPPED


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of features, (n, features) each, of which the first should score more; and how much each pair counts."""

    better: Values
    worse: Values
    counts: Values

    @classmethod
    def of(cls, groups: Sequence[tuple[Values, Values]]) -> Pairs:
        """Every better row of a group with every worse one; groups count alike."""
        made = [
            (np.repeat(better, len(worse), axis=0), np.tile(worse, (len(better), 1)))
            for better, worse in groups
            if len(better) and len(worse)
        ]
        counts = np.concatenate([np.full(len(one), 1 / len(one)) for one, _ in made]) / len(made)
        return cls(np.concatenate([one for one, _ in made]), np.concatenate([two for _, two in made]), counts)


def rows(found: Sequence[Features], which: Sequence[bool]) -> tuple[Values, Values]:
    """Those that answer, and those that do not."""
    values = np.array([astuple(one) for one in found], dtype=float)
    kind = np.array(which, dtype=bool)
    return values[kind], values[~kind]


def passages(found: Sequence[Found]) -> Iterator[tuple[Values, Values]]:
    """A group a question."""
    for one in found:
        read = one.ranked[:READ]
        if read:
            yield rows([each.features for each in read], [one.answers(each) for each in read])


def sentences(found: Sequence[Found]) -> Iterator[tuple[Values, Values]]:
    """A group a question: the sentences of the first passage that answers."""
    for one in found:
        for each in one.ranked[:READ]:
            which = one.sentence_answers(each)
            if any(which) and not all(which):
                yield rows(each.sentences, which)
                break


def joined(sets: Sequence[Pairs]) -> Pairs:
    """Pairs of several sets, which count alike."""
    return Pairs(
        np.concatenate([one.better for one in sets]),
        np.concatenate([one.worse for one in sets]),
        np.concatenate([one.counts for one in sets]),
    )


def fitted(kind: type[Features], sets: Sequence[Pairs]) -> dict[str, float]:
    """Weights by name."""
    pairs = joined(sets)
    weights = preferring(pairs.better, pairs.worse, pairs.counts * len(pairs.counts) / pairs.counts.sum())
    return {field.name: round(float(value), 4) for field, value in zip(fields(kind), weights, strict=True)}


def first(groups: Sequence[tuple[Values, Values]], weights: Values) -> float:
    """Share of groups whose best row is one that should be."""
    told = [
        bool((better @ weights).max() > (worse @ weights).max(initial=-1)) for better, worse in groups if len(better)
    ]
    return float(np.mean(told)) if told else float("nan")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=4, action="append", required=True, metavar=("GOLD", "LIBRARY", "SPLIT", "OTHER"))
    parser.add_argument("--most", type=int, default=400)
    parser.add_argument("--no-ranker", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with_ranker = not given.no_ranker
    sets = [list(rankings(Asked.of(one), given.most, with_ranker=with_ranker)) for one in given.set]
    now = shipped(with_ranker)
    made = {}
    for name, kind, groups_of, today in (
        ("passage", PassageFeatures, passages, now.passage),
        ("sentence", SentenceFeatures, sentences, now.sentence),
    ):
        groups = [list(groups_of(found)) for found in sets]
        made[name] = fitted(kind, [Pairs.of(one) for one in groups if any(len(b) and len(w) for b, w in one)])
        print(name, made[name])
        for one, named in zip(groups, given.set, strict=True):
            before, after = first(one, np.array(astuple(today))), first(one, np.array([*made[name].values()]))
            print(f"  {named[0]} {named[2]}: {len(one)} questions, best first {before:.3f} before, {after:.3f} after")
    if given.write:
        raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        entry = raw["with_ranker" if with_ranker else "without_ranker"]
        entry |= {**made, "fitted": f"python {shlex.join(sys.argv)}"}
        WEIGHTS.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
