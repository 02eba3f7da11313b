"""TREC runs and relevance judgements ("qrels"), in and out; BEIR's judgements, which have three columns, in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from corpus.errors import GoldError
from qa.evaluation.files import text_of, write
from qa.evaluation.gold import refuse_broken, some

Qrels = dict[str, dict[str, int]]
"""Grade of each judged document, by the id of the query."""
Run = dict[str, dict[str, float]]
"""Score of each document that was found, best first, by the id of the query."""
_TAG = "reviewqa"
Value = TypeVar("Value", int, float)


def read_qrels(file: Path) -> Qrels:
    """Read "query 0 document grade", or BEIR's "query document grade" below a line that names the columns.

    Raises:
        GoldError: The file cannot be read, has broken lines, no judgement, or two grades for one document.
    """
    return _read(file, "judgement", lambda row: (row[0], row[-2], int(row[-1])) if len(row) in {3, 4} else None)


def read_run(file: Path) -> Run:
    """Read "query Q0 document rank score tag"; the order is that of the scores, whatever the ranks say.

    Raises:
        GoldError: The file cannot be read, has broken lines, no document, or a document twice for one query.
    """
    run = _read(file, "document found", lambda row: (row[0], row[2], float(row[4])) if len(row) == 6 else None)
    return {query: dict(sorted(found.items(), key=lambda one: -one[1])) for query, found in run.items()}


def _read(
    file: Path, what: str, take: Callable[[list[str]], tuple[str, str, Value] | None]
) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    broken, twice = [], []
    lines = text_of(file).split("\n")
    for number, line in enumerate(lines, 1):
        row = [part.strip() for part in line.split("\t")] if "\t" in line else line.split()
        if not line.strip() or (number == 1 and row[-1].casefold() == "score"):
            continue
        try:
            taken = take(row)
        except ValueError:
            taken = None
        if taken is None or not all(taken[:2]) or taken[2] != taken[2]:
            broken.append(f"line {number}")
        elif found.setdefault(taken[0], {}).setdefault(taken[1], taken[2]) != taken[2]:
            twice.append(f"{taken[1]} for {taken[0]}")
    refuse_broken(file, broken)
    if twice:
        raise GoldError(f"{file}: has two values for one document of a query: {some(twice)}.")
    if not found:
        raise GoldError(f"{file}: holds no {what}.")
    return found


def write_qrels(file: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Write judgements, four columns a line.

    Raises:
        GoldError: The file cannot be written.
    """
    lines = [f"{_word(query)} 0 {_word(name)} {grade}\n" for query in qrels for name, grade in qrels[query].items()]
    write(file, "".join(lines))


def write_run(file: Path, run: Mapping[str, Mapping[str, float]]) -> None:
    """Write what was found, six columns a line, ranks from 1. Raises as ``write_qrels`` does."""
    lines = [
        f"{_word(query)} Q0 {_word(name)} {rank} {score:.6f} {_TAG}\n"
        for query in run
        for rank, (name, score) in enumerate(run[query].items(), 1)
    ]
    write(file, "".join(lines))


def _word(name: str) -> str:
    """Columns are parted by blanks, so a name has none."""
    return "_".join(name.split()) or "_"
