"""Reading a gold set of any format, recognised by what it holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import GoldError
from qa.evaluation import beir, bioasq, squad
from qa.evaluation.files import text_of
from qa.evaluation.gold import GoldSet
from qa.evaluation.gold_rows import read_gold


def read(path: Path, split: str | None = None) -> GoldSet:
    """Read a gold set: the project's JSON lines, a BEIR folder, SQuAD-style JSON, or BioASQ; any file perhaps packed.

    Args:
        path: File, or folder of a BEIR set.
        split: Only this part of it.

    Raises:
        GoldError: It cannot be read or used.
    """
    if path.is_dir():
        return beir.read(path, split)
    text = text_of(path)
    whole = _whole(text)
    if squad.recognises(whole):
        return squad.read(path, whole, split)
    if bioasq.recognises(whole):
        return bioasq.read(path, whole, split)
    first = _first_row(text)
    if "snippets" in first:
        return bioasq.read_lines(path, text, split)
    if "_id" in first and "question" not in first:
        raise GoldError(
            f"{path}: is one file of a BEIR set. Name the folder with corpus.jsonl, queries.jsonl and qrels."
        )
    if isinstance(whole, dict | list) and "question" not in first:
        raise GoldError(
            f"{path}: is not a gold set that can be read here: JSON lines with question and answers, a BEIR folder, "
            "SQuAD-style JSON, or BioASQ."
        )
    return GoldSet(path, tuple(read_gold(path, split, text)))


def _whole(text: str) -> Any:
    """The JSON that a file holds as one value; None where it holds lines of it, or none."""
    head = text.lstrip()[:1]
    if head not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _first_row(text: str) -> dict[str, Any]:
    """The first line that is a JSON object; empty where there is none."""
    for line in text.split("\n"):
        try:
            row = json.loads(line) if line.strip() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            return row
    return {}
