"""Make the groups that the ranker learns from.

    python -m training.mine DATA --out FOLDER [--rewordings FILE]

DATA holds covidqa/, scifact/, bioasq/, pubmedqa/, medquad.jsonl.gz and abstracts.jsonl.gz as training/README.md says.
Each set is searched by words in its own texts; COVID-QA and SciFact are mined twice, with other negatives.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from training import sources
from training.groups import Lexical, mine, write
from training.sources import Source

NEGATIVES = 3  # a group
_SUBJECTS = 700  # of MedQuAD
_STATEMENTS = 800  # titles that ask nothing
_AMONG = 4000  # other abstracts beside those that lay questions are about
_SEED = 1


def others(folder: Path) -> Source:
    """The sets that are mined together."""
    together = Source()
    for one in (
        sources.bioasq(folder),
        sources.pubmedqa(folder),
        sources.medquad(folder, _SUBJECTS, _SEED),
        sources.titles(folder, _STATEMENTS, _SEED),
    ):
        together.texts += one.texts
        together.asked += one.asked
    return together


def _mined(name: str, source: Source, seeds: tuple[int, ...], folder: Path) -> None:
    finder = Lexical(source, folder / name)
    for seed in seeds:
        groups = list(mine(source, finder, NEGATIVES, seed))
        write(groups, folder / f"{name}-{seed}.jsonl")
        counts = ", ".join(f"{source} {count}" for source, count in Counter(one.source for one in groups).items())
        sys.stdout.write(f"{name}-{seed}.jsonl: {len(groups)} groups ({counts})\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rewordings", type=Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    _mined("covidqa", sources.covidqa(given.data), (1, 2), given.out)
    _mined("scifact", sources.scifact(given.data), (1, 2), given.out)
    _mined("others", others(given.data), (1,), given.out)
    if given.rewordings:
        _mined("lay", sources.lay(given.data, given.rewordings, _AMONG, _SEED), (1,), given.out)


if __name__ == "__main__":
    main()
