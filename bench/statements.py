"""Measure how well the sentence that states or defines is told from others, on open development sets.

    python bench/statements.py PUBMEDQA.json.gz BIOASQ.jsonl.gz MEDQUAD.jsonl.gz

PubMedQA: of an abstract and its conclusion (LONG_ANSWER), sentences shuffled, is the one with the best ``states``
in the conclusion? Beside it, the best by the share of the question's words alone, and one at random. The words of
``qa/answering/statement.py`` were written before this was first run and not changed after it.
BioASQ: which types of question are read as yes/no; of those that ask for a meaning, how many have a gold snippet with a
sentence that defines. MedQuAD: "What is (are) X ?", whether the answer's first sentence with X defines it, and a later
one. The patterns of ``qa/answering/definition.py`` were corrected after a look at 40 sentences of both.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pysbd

from index.text.words import content_words, words
from qa.answering.definition import defines
from qa.answering.form import form_of
from qa.answering.statement import states

_MEDQUAD = 1500  # questions looked at: splitting their answers takes the time
_SEGMENTER = pysbd.Segmenter(language="en", clean=False)


def main(pubmedqa: Path, bioasq: Path, medquad: Path) -> None:
    """Print the figures of each set."""
    rows = json.loads(_text(pubmedqa))
    _conclusions(list(rows.values()))
    questions = [json.loads(line) for line in _text(bioasq).splitlines()]
    _forms(questions)
    _definitions(questions)
    _first_sentences([json.loads(line) for line in _text(medquad).splitlines()])


def _text(file: Path) -> str:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return lines.read()


def _conclusions(rows: list[dict[str, Any]]) -> None:
    rng = random.Random(5)
    hits: Counter[str] = Counter()
    yes_no = [row for row in rows if form_of(row["QUESTION"]).kind == "yes_no"]
    for row in yes_no:
        own = [(one, False) for part in row["CONTEXTS"] for one in _sentences(part)]
        own += [(one, True) for one in _sentences(row["LONG_ANSWER"])]
        rng.shuffle(own)  # ties must not fall to the first
        hits["random"] += sum(last for _, last in own) / len(own)  # type: ignore[assignment]
        hits["share of words"] += _best(own, lambda one, asked=row["QUESTION"]: _coverage(one, asked))
        hits["states"] += _best(own, lambda one, asked=row["QUESTION"]: states(one, _coverage(one, asked)))
    figures = ", ".join(f"{name} {count / len(yes_no):.3f}" for name, count in hits.items())
    print(f"PubMedQA: {len(yes_no)} of {len(rows)} read as yes/no; best sentence in the conclusion: {figures}")


def _best(own: list[tuple[str, bool]], score: Callable[[str], float]) -> bool:
    return max(own, key=lambda one: score(one[0]))[1]


def _coverage(sentence: str, question: str) -> float:
    asked = {word.stem for word in content_words(question)}
    return len(asked & {word.stem for word in content_words(sentence)}) / max(1, len(asked))


def _forms(questions: list[dict[str, Any]]) -> None:
    total = Counter(row["type"] for row in questions)
    read = Counter(row["type"] for row in questions if form_of(row["question"]).kind == "yes_no")
    print("BioASQ, read as yes/no:", ", ".join(f"{read[kind]} of {total[kind]} {kind}" for kind in total))


def _definitions(questions: list[dict[str, Any]]) -> None:
    wanted = [row for row in questions if row["type"] == "summary" and form_of(row["question"]).kind == "definition"]
    found: Counter[float] = Counter()
    sentences: Counter[bool] = Counter()
    for row in wanted:
        term = form_of(row["question"]).term
        degrees = [
            defines(one, [term]) for part in row["snippets"] for one in _sentences(part["text"]) if _has(one, term)
        ]
        found[max(degrees, default=0.0)] += 1
        sentences.update(degree > 0 for degree in degrees)
    print(
        f"BioASQ, {len(wanted)} summary questions for a meaning: a gold snippet defines in "
        f"{found[1.0] / len(wanted):.3f}, gives only the long form in {found[0.5] / len(wanted):.3f}; of "
        f"{sentences.total()} sentences with the term, {sentences[True] / sentences.total():.3f} define"
    )


def _first_sentences(rows: list[dict[str, Any]]) -> None:
    rows = [row for row in rows if row["question"].lower().startswith("what is (are) ")]
    random.Random(5).shuffle(rows)
    first: Counter[bool] = Counter()
    later: Counter[bool] = Counter()
    asks = [row for row in rows[:_MEDQUAD] if form_of(row["question"]).kind == "definition"]
    for row in asks:
        term = form_of(row["question"]).term
        having = [one for one in _sentences(row["answer"][:3000]) if _has(one, term)]
        if having:
            first[defines(having[0], [term]) > 0] += 1
            later.update(defines(one, [term]) > 0 for one in having[1:])
    print(
        f"MedQuAD, {len(asks)} of {min(_MEDQUAD, len(rows))} read as asking for a meaning: the first sentence with the "
        f"term defines in {first[True] / first.total():.3f}, a later one in {later[True] / later.total():.3f}"
    )


def _has(sentence: str, term: str) -> bool:
    return {word.stem for word in words(term)} <= {word.stem for word in words(sentence)}


def _sentences(text: str) -> Iterator[str]:
    return (one.strip() for one in _SEGMENTER.segment(" ".join(text.split())) if one.strip())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
