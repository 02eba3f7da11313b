"""Groups of questions of gold sets, over libraries of their papers, with what reviewqa itself would confuse them with.

    python -m training.gold --set GOLD LIBRARY SPLIT [--set ...] --out FILE

LIBRARY is "-" for the user's own. Negatives are the best passages, without a ranker, that do not answer; a question
that nothing answers makes a group in which none does.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from index.library import Library
from index.settings import Settings
from qa.answering.engine import Engine
from qa.answering.rank import Ranked
from qa.evaluation.judged import passage_answers, sentences_answer
from qa.evaluation.places import Target, library_names, locate
from qa.evaluation.sets import read
from qa.library.libraries import default_folder
from training.groups import Group, Pair, write

_SEED = 1
_SEEN = 16  # best passages that negatives are drawn from
_NEGATIVES = 7
_NEVER_HELD_OUT = -2


def groups(gold: Path, folder: Path, split: str) -> Iterator[Group]:
    """A group a question, where one of the best passages answers it or none does."""
    generator = random.Random(_SEED)
    library = Library.open(folder, Settings())
    asked = read(gold, split).questions
    targets = locate(asked, library, library_names(library)).targets
    with Engine(library) as engine:
        for row in asked:
            if row.id not in targets:
                continue
            target = targets[row.id]
            _, ranked = engine.understood(row.question)
            right = [one for one in ranked if passage_answers(target, one)]
            wrong = [_pair(one, target) for one in ranked[:_SEEN] if not passage_answers(target, one)]
            wrong = generator.sample(wrong, min(_NEGATIVES, len(wrong)))
            if right and wrong:
                yield Group("gold", _NEVER_HELD_OUT, row.question, [_pair(right[0], target), *wrong])
            elif wrong and not row.is_answerable:
                yield Group("near", _NEVER_HELD_OUT, row.question, wrong)


def _pair(one: Ranked, target: Target) -> Pair:
    candidate = one.candidate
    places = [place.sentence for place in candidate.sentences]
    offsets = [(place.start - candidate.start, place.end - candidate.start) for place in places]
    answers = passage_answers(target, one)
    return Pair(candidate.title, candidate.text, offsets, sentences_answer(target, one) if answers else [], answers)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", nargs=3, action="append", required=True, metavar=("GOLD", "LIBRARY", "SPLIT"))
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    found: list[Group] = []
    for gold, library, split in given.set:
        found += groups(Path(gold), default_folder() if library == "-" else Path(library), split)
    write(found, given.out)


if __name__ == "__main__":
    main()
