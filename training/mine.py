"""Make the groups that the ranker learns from.

    python -m training.mine DATA --out FOLDER

DATA holds covidqa/, scifact/, bioasq/, pubmedqa/, medquad.jsonl.gz and abstracts.jsonl.gz as training/README.md says.
COVID-QA and SciFact get a library each and negatives by the project's own retrieval, twice; the other sets share a word
index and get negatives by BM25.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from index.library import Library
from index.models.model import TransformerModel
from index.settings import Settings
from index.writing.progress import Lines
from index.writing.sync import create
from training import sources
from training.groups import Finder, Hybrid, Lexical, mine, write
from training.sources import Source

NEGATIVES = 3  # a group
_SUBJECTS = 200  # of MedQuAD
_STATEMENTS = 800  # titles that ask nothing
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


def library_of(source: Source, folder: Path) -> Library:
    """A library of the source's texts; one that was made before is taken as it is."""
    settings = Settings()
    if not (folder / "library.json").exists():
        create(folder, [text.document() for text in source.texts], TransformerModel(settings), Lines(_say))
    return Library.open(folder, settings)


def _mined(name: str, source: Source, finder: Finder, seeds: tuple[int, ...], folder: Path) -> None:
    for seed in seeds:
        groups = list(mine(source, finder, NEGATIVES, seed))
        write(groups, folder / f"{name}-{seed}.jsonl")
        counts = ", ".join(f"{source} {count}" for source, count in Counter(one.source for one in groups).items())
        _say(f"{name}-{seed}.jsonl: {len(groups)} groups ({counts})")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, source in (("covidqa", sources.covidqa(given.data)), ("scifact", sources.scifact(given.data))):
        _mined(name, source, Hybrid(library_of(source, given.out / name)), (1, 2), given.out)
    rest = others(given.data)
    _mined("others", rest, Lexical(rest, given.out / "others"), (1,), given.out)


if __name__ == "__main__":
    main()
