"""Pairs that the encoder learns from: what is asked, and a stretch of text that answers it.

    python -m training.pairs DATA --out FILE

Every pair knows its subject (a paper, a disease, a cluster of like abstracts), so that a batch can be made of pairs of
one subject, which are hard to tell apart, and its fold, so that what is measured has not been learned from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.text.words import content_words
from training import sources
from training.sources import HELD_OUT, Asked, Source

WINDOW = (25, 45)  # words of a stretch of text
_SNIPPETS = 5  # of a BioASQ question
_WINDOWS = 2  # of a MedQuAD answer
_ENDS = re.compile(r"(?<=[a-z\d)\]%][.?!])\s+(?=[A-Z(\[])")
_LABEL = re.compile(r"^[A-Z][A-Z /&]{3,40}:\s*")


@dataclass(frozen=True, slots=True)
class Pair:
    """Something asked, and a text that answers it.

    Attributes:
        source: Name of the set.
        asks: A question, a claim, a title or a sentence.
        answers: 25 to 45 words, in whole sentences where they are short enough.
        subject: What makes other pairs hard to tell from this one.
        fold: 0 to 4: what it is held out with.
    """

    source: str
    asks: str
    answers: str
    subject: str
    fold: int


def pairs(data: Path, rewordings: Path | None, seed: int) -> list[Pair]:
    """All pairs of the open sets, and of lay rewordings where a file of them is given."""
    generator = random.Random(seed)
    found = [
        *_spans(sources.covidqa(data), generator),
        *_spans(sources.pubmedqa(data), generator),
        *_snippets(sources.bioasq(data), generator),
        *_wholes(sources.medquad(data, 100_000, seed, fewest=1), generator),
        *_claims(sources.scifact(data)),
        *_titles(data, generator),
    ]
    if rewordings:
        found += _reworded(rewordings)
    return found


def write(found: Sequence[Pair], file: Path) -> None:
    """As JSON lines."""
    file.write_text("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found), encoding="utf-8")


def read(file: Path) -> list[Pair]:
    """What ``write`` wrote."""
    with file.open(encoding="utf-8") as lines:
        return [Pair(**json.loads(line)) for line in lines]


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of sentences, told roughly: training forgives a wrong end."""
    places, start = [], 0
    for end in _ENDS.finditer(text):
        places.append((start, end.start()))
        start = end.end()
    return [*places, (start, len(text))]


def window(text: str, places: Sequence[tuple[int, int]], at: int, generator: random.Random) -> str:
    """The sentence with neighbours until it is long enough; a long one is cut."""
    wanted = generator.randint(*WINDOW)
    first = last = at
    while len(text[places[first][0] : places[last][1]].split()) < WINDOW[0]:
        sides = [side for side in (first - 1, last + 1) if 0 <= side < len(places)]
        if not sides:
            break
        side = generator.choice(sides)
        first, last = min(first, side), max(last, side)
    words = text[places[first][0] : places[last][1]].split()
    return _LABEL.sub("", " ".join(words[: max(wanted, WINDOW[0])]))


def _spans(source: Source, generator: random.Random) -> Iterator[Pair]:
    """Questions with the stretch that answers, in its sentence."""
    texts = {text.id: text.text for text in source.texts}
    places = {name: sentences(text) for name, text in texts.items()}
    for row in source.asked:
        name, span = row.answers[0]
        if span is None:
            continue
        at = next((at for at, (_, end) in enumerate(places[name]) if end > span[0]), 0)
        yield _pair(row, window(texts[name], places[name], at, generator), row.group)


def _snippets(source: Source, generator: random.Random) -> Iterator[Pair]:
    """Questions with some of their snippets; likeness makes their subjects."""
    texts = {text.id: text.text for text in source.texts}
    for row in source.asked:
        for name, _ in generator.sample(row.answers, min(_SNIPPETS, len(row.answers))):
            places = sentences(texts[name])
            yield _pair(row, window(texts[name], places, _nearest(row.question, texts[name], places), generator), "")


def _wholes(source: Source, generator: random.Random) -> Iterator[Pair]:
    """Consumers' questions with windows of the answer, its first one and another."""
    texts = {text.id: text.text for text in source.texts}
    for row in source.asked:
        text = texts[row.answers[0][0]]
        places = sentences(text)
        chosen = {0, generator.randrange(len(places))}
        for at in sorted(chosen)[:_WINDOWS]:
            yield _pair(row, window(text, places, at, generator), row.group)


def _claims(source: Source) -> Iterator[Pair]:
    """Claims with the sentence of a relevant abstract that has most of their words."""
    texts = {text.id: text.text for text in source.texts}
    generator = random.Random(0)
    for row in source.asked:
        for name, _ in row.answers:
            places = sentences(texts[name])
            yield _pair(row, window(texts[name], places, _nearest(row.question, texts[name], places), generator), "")


def _titles(data: Path, generator: random.Random) -> Iterator[Pair]:
    """Titles with a window of their abstracts, and a sentence with the window beside it."""
    for row in sources.read_lines(data / "abstracts.jsonl.gz"):
        title, text = row["title"].strip(" []."), " ".join(row["text"].split())
        if row["_id"].startswith("scifact") or len(text.split()) < 60 or len(title.split()) < 4:
            continue
        places = sentences(text)
        fold = fold_of(row["_id"])
        yield Pair("titles", title, window(text, places, generator.randrange(len(places)), generator), "", fold)
        if len(places) > 3 and generator.random() < 0.3:
            at = generator.randrange(len(places) - 1)
            left, right = (slice(*places[at]), window(text, places, at + 1, generator))
            if len(text[left].split()) >= 8 and text[left] not in right:
                yield Pair("beside", _LABEL.sub("", text[left]), right, "", fold)


def _reworded(file: Path) -> Iterator[Pair]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Pair("lay", row["lay"], row["sentence"], "", fold_of(row["sentence"]))


def _nearest(question: str, text: str, places: Sequence[tuple[int, int]]) -> int:
    asked = {word.stem for word in content_words(question)}
    shared = [len(asked & {word.stem for word in content_words(text[start:end])}) for start, end in places]
    return max(range(len(places)), key=lambda at: shared[at])


def _pair(row: Asked, answers: str, subject: str) -> Pair:
    return Pair(row.source, row.question, answers, subject, row.fold)


def fold_of(name: str) -> int:
    """0 to 4, by the hash of a name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % HELD_OUT


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--rewordings", type=Path, help="JSON lines of lay questions with the sentence that answers each"
    )
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(pairs(given.data, given.rewordings, given.seed), given.out)


if __name__ == "__main__":
    main()
