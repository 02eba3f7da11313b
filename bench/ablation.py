"""What each part of answering is worth: one gold set, measured whole and with each part taken away in turn.

    python bench/ablation.py SET --library DIR [--split NAME] [--json FILE]

DIR is a library that ``reviewqa eval SET --library DIR`` has made, or one's own. What the ranker's model says of a pair
is remembered between the rows, so that all of them take little longer than the first.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import qa.answering.rank
import qa.answering.search
from index.library import Library
from index.models.cross_encoder import CrossEncoder, Judged, Read
from index.rankers import open_ranker
from index.settings import Settings
from qa.answering import evidence
from qa.answering.engine import Engine
from qa.evaluation.measure import measure
from qa.evaluation.places import Names
from qa.evaluation.report import Report
from qa.evaluation.set_library import library_of
from qa.evaluation.sets import read

_SHOWN = (
    "answer_in_first", "answer_in_three", "answer_in_five", "ndcg_at_10", "quote_in_gold", "roc_auc",
    "false_answers_at_90",
)  # fmt: skip
_FUSED_ALONE: dict[str, float] = {
    "ranker": 0, "rank._SENTENCE": 0, "rank._PASSAGE": 0, "rank._FUSED": 1, "rank._BEST": 0, "rank._DEFINITION": 0,
    "rank._STATEMENT": 0, "evidence._SAME_PAPER": 1,
}  # fmt: skip
_WITHOUT: dict[str, dict[str, float]] = {
    "whole": {},
    "without the ranker": {"ranker": 0},
    "without late interaction": {"rank._SENTENCE": 0, "rank._PASSAGE": 0, "rank._FUSED": 0.6, "rank._BEST": 0.4},
    "without interaction in the passage": {"rank._PASSAGE": 0, "rank._SENTENCE": 0.54},
    "without interaction in the sentence": {"rank._SENTENCE": 0, "rank._PASSAGE": 0.54},
    "without the best sentence's worth": {"rank._BEST": 0, "rank._FUSED": 0.46},
    "without BM25": {"search._DENSE_WEIGHT": 1},
    "without FAISS": {"search._DENSE_WEIGHT": 0},
    "without definitions and statements": {"rank._DEFINITION": 0, "rank._STATEMENT": 0},
    "without spread over papers": {"evidence._SAME_PAPER": 1},
    "fused alone": _FUSED_ALONE,
    "BM25 alone": {**_FUSED_ALONE, "search._DENSE_WEIGHT": 0},
    "FAISS alone": {**_FUSED_ALONE, "search._DENSE_WEIGHT": 1},
}  # fmt: skip
_MODULES = {"rank": qa.answering.rank, "search": qa.answering.search, "evidence": evidence}


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


@contextmanager
def constants(changed: dict[str, float]) -> Iterator[None]:
    """Constants of modules set to other values."""
    places = [
        (_MODULES[name.split(".")[0]], name.split(".")[1], value) for name, value in changed.items() if "." in name
    ]
    before = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, value in places:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


def report(
    library: Library,
    names: Names | None,
    file: Path,
    split: str | None,
    changed: dict[str, float],
    model: CrossEncoder | None,
) -> Report:
    """The set measured with these constants."""
    with constants(changed):
        engine = Engine(library, None if "ranker" in changed else model)
        return measure(engine, read(file, split), names).report


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
        for name, changed in _WITHOUT.items():
            metrics = report(library, names, given.set, given.split, changed, remembering).metrics
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
