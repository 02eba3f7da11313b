"""What each part of answering is worth: one gold set, measured whole and with each part taken away in turn.

    python bench/ablation.py SET --library DIR [--split NAME] [--json FILE]

DIR is a library that ``reviewqa eval SET --library DIR`` has made, or one's own. What the ranker's model says of a pair
is remembered between the rows, so that all of them take little longer than the first.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

from index.library import Library
from index.models.cross_encoder import CrossEncoder, Judged, Read
from index.rankers import open_ranker
from index.settings import Settings
from qa.answering.engine import Engine
from qa.answering.features import PassageFeatures
from qa.answering.weights import Weights, shipped
from qa.evaluation.gold import GoldSet
from qa.evaluation.measure import measure
from qa.evaluation.places import Names
from qa.evaluation.report import Report
from qa.evaluation.set_library import library_of
from qa.evaluation.sets import read

_SHOWN = (
    "answer_in_first", "answer_in_three", "answer_in_five", "ndcg_at_10", "quote_in_gold", "roc_auc",
    "false_answers_at_90",
)  # fmt: skip
Change = Callable[[Weights], Weights]


def without(*names: str) -> Change:
    """Features of passages that count for nothing."""
    return lambda weights: replace(weights, passage=replace(weights.passage, **dict.fromkeys(names, 0.0)))


def alone(**shares: float) -> Change:
    """Nothing but these features of passages."""
    none = PassageFeatures(0, 0, 0, 0, 0, 0, 0)
    return lambda weights: replace(weights, passage=replace(none, **shares))


# What is changed of the weights; whether the cross-encoder reads.
_WITHOUT: dict[str, tuple[Change, bool]] = {
    "whole": (lambda weights: weights, True),
    "without the ranker": (lambda weights: weights, False),
    **{f"without {field.name}": (without(field.name), True) for field in fields(PassageFeatures)},
    "without late interaction": (without("sentence", "whole"), True),
    "both searches, nothing else": (alone(meaning=0.4, words=0.6), False),
    "words alone": (alone(words=1.0), False),
    "meaning alone": (alone(meaning=1.0), False),
}


class Remembering:
    """A ranker's model that judges each pair once."""

    def __init__(self, model: CrossEncoder) -> None:
        self._model = model
        self._known: dict[tuple[str, Read], Judged] = {}

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        """In the order given."""
        fresh = [one for one in passages if (question, one) not in self._known]
        if fresh:
            for one, judged in zip(fresh, self._model.judge(question, fresh), strict=True):
                self._known[question, one] = judged
        return [self._known[question, one] for one in passages]


def report(library: Library, names: Names | None, gold: GoldSet, change: Change, model: CrossEncoder | None) -> Report:
    """The set measured with these weights."""
    weights = change(shipped(with_ranker=model is not None))
    return measure(Engine(library, model, weights), gold, names).report


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--split")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    gold = read(given.set, given.split)
    settings = Settings()
    found = {}

    def rows(library: Library, names: Names | None) -> None:
        model = open_ranker(library, settings)
        remembering = Remembering(model) if model else None
        for name, (change, reads) in _WITHOUT.items():
            metrics = report(library, names, gold, change, remembering if reads else None).metrics
            found[name] = {key: metrics[key].value for key in _SHOWN if key in metrics}
            print(f"{name:38}", *(f"{key} {value:.3f}" for key, value in found[name].items()), flush=True)

    if gold.documents:
        from index.models.model import TransformerModel
        from index.writing.progress import Lines

        with library_of(gold, given.library, TransformerModel(settings), Lines(print)) as (library, names):
            rows(library, names)
    else:
        library = Library.open(given.library, settings)
        rows(library, None)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
