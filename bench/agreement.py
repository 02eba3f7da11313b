"""How well ``qa/answering/agreement.py`` tells which sentences of two papers say the same, or the opposite.

    python bench/agreement.py tests/gold/agreement.jsonl DATA ENCODER

Each row of the set names two sentences of different papers by the id of their abstract and their offsets in it: "same"
say the same of one population, intervention and outcome; "different" are as near in wording and speak of another;
"contradict" say the opposite of the same, "neither" only seem to. DATA is the folder that ``training/README.md``
describes; a BioASQ paper's text is its snippets, in order, a line each. ENCODER is a library's ``encoder-…`` folder.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index.models.encoder import OnnxEncoder
from qa.answering import agreement
from qa.answering.agreement import Saying, opposed

_COSINES = (0.6, 0.65, 0.7, 0.75, 0.8)


def rows(file: Path) -> Iterator[Any]:
    """Of a file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as opened:
        yield from map(json.loads, opened)


def texts(data: Path, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Title and text of the abstracts named; without those that DATA does not have."""
    found = {
        one["_id"]: (one["title"], one["text"]) for one in rows(data / "abstracts.jsonl.gz") if one["_id"] in wanted
    }
    snippets: dict[str, list[str]] = {}
    for one in rows(data / "bioasq" / "train.jsonl.gz"):
        for snippet in one["snippets"]:
            snippets.setdefault(f"bioasq:{snippet['pmid']}", []).append(snippet["text"])
    return found | {name: ("", "\n".join(of)) for name, of in snippets.items() if name in wanted}


def told(kind: str, said: Iterable[bool], right: np.ndarray) -> None:
    """Precision and recall of a claim."""
    claimed = np.array(list(said))
    precision = right[claimed].mean() if claimed.any() else float("nan")
    recall = claimed[right].mean()
    print(f"{kind}: {claimed.sum()} of {len(right)} claimed, precision {precision:.3f}, recall {recall:.3f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    given = parser.parse_args()
    gold = list(rows(given.gold))
    papers = texts(given.data, {row[side]["id"] for row in gold for side in ("left", "right")})
    encoder = OnnxEncoder(given.encoder)
    pairs: dict[str, list[tuple[Saying, Saying]]] = {}
    for row in gold:
        sides = []
        for side in ("left", "right"):
            title, text = papers[row[side]["id"]]
            quote = text[row[side]["start"] : row[side]["end"]]
            sides.append(Saying(side, quote, title, encoder.encode_documents([quote])[0].vector))
        pairs.setdefault(row["label"], []).append((sides[0], sides[1]))
    both = [*pairs["same"], *pairs["different"]]
    right = np.array([True] * len(pairs["same"]) + [False] * len(pairs["different"]))
    for cosine in _COSINES:
        agreement._COSINE = cosine
        told(
            f"say the same, cosine {cosine}",
            (bool(agreement.agreement(one, encoder.is_word)[0]) for one in both),
            right,
        )
    both = [*pairs["contradict"], *pairs["neither"]]
    right = np.array([True] * len(pairs["contradict"]) + [False] * len(pairs["neither"]))
    told("opposed", (opposed(one.text, other.text) for one, other in both), right)


if __name__ == "__main__":
    main()
