"""Derive the thresholds of ``qa/answering/agreement.py`` from BioASQ: do two papers' snippets name the same answer?

    python bench/agreement.py BIOASQ.jsonl.gz ENCODER

Of each factoid question, snippets of different papers. Two that both hold the expected answer, as printed, agree; where
only one holds it, they do not, or the other uses another name (label noise: see the printed pairs). The nearest snippet
of another question must not pass at all. ENCODER is a library's ``encoder-…`` folder.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.models.encoder import OnnxEncoder
from index.text.words import terms
from qa.answering.agreement import Saying, agreement, opposed
from qa.answering.form import form_of

_QUESTIONS = 330
_MOST = 5  # snippets of a question
_COSINES = (0.6, 0.65, 0.7, 0.75, 0.8)
_SHARES = (0.0, 0.15, 0.25, 0.35)


class Snippet(NamedTuple):
    """A snippet.

    Attributes:
        question: It answers this.
        text: As printed.
        paper: PubMed id.
        names: Whether it holds the expected answer.
    """

    question: str
    text: str
    paper: str
    names: bool


def main(file: Path, encoder: Path) -> None:
    """Print, for each threshold, the share of pairs that pass."""
    snippets = list(_snippets(file))
    vectors = np.stack([one.vector for one in OnnxEncoder(encoder).encode_documents([one.text for one in snippets])])
    told = [{term for term in terms(one.text) if not term.isdigit()} for one in snippets]
    kinds: dict[str, list[tuple[int, int]]] = {"both name it": [], "one names it": [], "another question": []}
    for left, right in combinations(range(len(snippets)), 2):
        one, other = snippets[left], snippets[right]
        if one.question == other.question and (one.names or other.names):
            kinds["both name it" if one.names and other.names else "one names it"].append((left, right))
    for at, row in enumerate(vectors @ vectors.T):
        elsewhere = [float(row[k]) if one.question != snippets[at].question else -1.0 for k, one in enumerate(snippets)]
        kinds["another question"].append((at, int(np.argmax(elsewhere))))
    print(", ".join(f"{len(pairs)} pairs: {kind}" for kind, pairs in kinds.items()))
    table = {kind: np.array([_features(*pair, snippets, vectors, told) for pair in kinds[kind]]) for kind in kinds}
    for cosine in _COSINES:
        for share in _SHARES:
            passed = [
                ((rows[:, 0] >= cosine) & (rows[:, 1] >= 2) & (rows[:, 2] >= share)).mean() for rows in table.values()
            ]
            print(f"cosine {cosine:.2f}, 2 words, share {share:.2f}:", *(f"{value:.3f}" for value in passed))
    for kind, pairs in kinds.items():
        said = [_agree(snippets[left], snippets[right], vectors[left], vectors[right]) for left, right in pairs]
        against = [opposed(snippets[left].text, snippets[right].text) for left, right in pairs]
        print(f"as shipped, {kind}: agree {np.mean(said):.3f}; held to be opposed {np.mean(against):.3f}")


def _agree(one: Snippet, other: Snippet, mine: Any, theirs: Any) -> bool:
    sayings = [Saying("one", one.text, mine), Saying("other", other.text, theirs)]
    asks_number = form_of(one.question).asks_number
    return agreement(terms(one.question), sayings, asks_number=asks_number)[0] == (1,)


def _features(left: int, right: int, snippets: list[Snippet], vectors: Any, told: list[set[str]]) -> list[float]:
    asked = set(terms(snippets[left].question))
    mine, theirs = told[left] - asked, told[right] - asked
    shared = len(mine & theirs)
    return [float(vectors[left] @ vectors[right]), shared, shared / max(1, min(len(mine), len(theirs)))]


def _snippets(file: Path) -> Iterator[Snippet]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row["type"] == "factoid" and row.get("exact_answer")]
    random.Random(7).shuffle(rows)
    for row in rows[:_QUESTIONS]:
        answers = [name for name in map(_plain, _names(row["exact_answer"])) if len(name.strip()) > 1]
        if answers and not any(name in _plain(row["question"]) for name in answers):
            yield from _of_question(row, answers)


def _of_question(row: dict[str, Any], answers: list[str]) -> Iterator[Snippet]:
    seen: set[str] = set()
    for snippet in row["snippets"]:
        text = snippet["text"].strip()
        new = snippet["section"] == "abstract" and snippet["pmid"] not in seen and 6 <= len(text.split()) <= 60
        if new and len(seen) < _MOST:
            seen.add(snippet["pmid"])
            yield Snippet(row["question"], text, snippet["pmid"], any(name in _plain(text) for name in answers))


def _names(answers: list[Any]) -> list[str]:
    return [name for one in answers for name in (_names(one) if isinstance(one, list) else [one])]


def _plain(text: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
