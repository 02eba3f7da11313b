"""Write the questions that a ranker trained with ``--held-out FOLD`` has not seen, as sets for ``reviewqa eval``.

    python -m training.held_out DATA --fold 1 --out FOLDER

All papers stay in the sets, so that the search is as hard as before; only the questions of other folds go.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training import sources


def covidqa(data: Path, fold: int) -> dict[str, Any]:
    """COVID-QA in SQuAD layout."""
    kept = {row.question for row in sources.covidqa(data).asked if row.fold == fold}
    whole: dict[str, Any] = sources.read_json(data / "covidqa" / "dev.json.gz")
    for article in whole["data"]:
        for paragraph in article["paragraphs"]:
            paragraph["qas"] = [row for row in paragraph["qas"] if row["question"] in kept]
    return whole


def scifact(data: Path, fold: int) -> Iterator[str]:
    """Lines of SciFact's judgements in BEIR layout."""
    kept = {row.question for row in sources.scifact(data).asked if row.fold == fold}
    claims = {str(row["_id"]): row["text"] for row in sources.read_lines(data / "scifact" / "queries.jsonl")}
    head, *lines = (data / "scifact" / "qrels" / "train.tsv").read_text(encoding="utf-8").splitlines()
    yield head
    yield from (line for line in lines if claims[line.split("\t")[0]] in kept)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--fold", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    target = given.out / "scifact"
    (target / "qrels").mkdir(parents=True, exist_ok=True)
    (given.out / "covidqa.json").write_text(json.dumps(covidqa(given.data, given.fold)), encoding="utf-8")
    (target / "qrels" / "train.tsv").write_text("\n".join(scifact(given.data, given.fold)) + "\n", encoding="utf-8")
    for name in ("corpus.jsonl.gz", "queries.jsonl"):
        shutil.copyfile(given.data / "scifact" / name, target / name)


if __name__ == "__main__":
    main()
