"""Groups of passages beside a question: one that answers and some that do not, or, of a near miss, none that does.

Passages that do not answer are what BM25 finds for the question, so that they share its words.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from index.store.lexical import LexicalIndex
from index.text.passages import WORDS, Sentence
from index.text.prepare import prepare
from index.text.words import content_words, terms
from training.sources import Asked, Source, Text

_FOUND = 30  # passages looked at for negatives
_PIECES = 4  # texts at most that a passage is composed of
_SWAPPED = 0.5  # share of questions that also come with a word of another one in the place of one of theirs
_WITHOUT_TITLE = 0.3  # share of groups whose passages come without their titles


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage beside its group's question.

    Attributes:
        title: Of its paper; empty where none is shown.
        text: The passage.
        sentences: Offsets of its sentences in the text.
        answering: For each sentence, whether it answers; empty where that is not known.
        answers: Whether the passage answers.
    """

    title: str
    text: str
    sentences: list[tuple[int, int]]
    answering: list[bool]
    answers: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A question with the passage that answers it first, then others.

    Attributes:
        source: Name of the set.
        fold: What it is held out with.
        question: As asked.
        pairs: The first answers; none does where the question is a near miss.
    """

    source: str
    fold: int
    question: str
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a text.

    Attributes:
        name: Of the text.
        span: Offsets in the text.
        sentences: Offsets of its sentences in the passage.
    """

    name: str
    span: tuple[int, int]
    sentences: list[tuple[int, int]]


def mine(source: Source, finder: Lexical, negatives: int, seed: int) -> Iterator[Group]:
    """A group a question, where retrieval finds passages enough; another seed gives other negatives."""
    miner = _Miner(source, finder)
    for row in source.asked:
        generator = random.Random(f"{seed} {row.group} {row.question}")
        composed = row.source == "bioasq"
        pairs = (miner.composed if composed else miner.printed)(row, negatives, generator)
        if len(pairs) > negatives:
            yield Group(row.source, row.fold, row.question, pairs)
            if row.near:
                yield Group("near", row.fold, row.near, [replace(one, answers=False, answering=[]) for one in pairs])
            elif generator.random() < _SWAPPED and (near := miner.swapped(row, pairs[0], generator)):
                yield Group("swapped", row.fold, near, [replace(pairs[0], answers=False, answering=[]), *pairs[1:2]])


def write(groups: Sequence[Group], file: Path) -> None:
    """As JSON lines."""
    file.write_text("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in groups), encoding="utf-8")


def read(file: Path) -> list[Group]:
    """What ``write`` wrote."""
    with file.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Group(**{**row, "pairs": [Pair(**pair) for pair in row["pairs"]]}) for row in rows]


class Lexical:
    """BM25 over the source's own texts."""

    def __init__(self, source: Source, folder: Path) -> None:
        self._passages: list[Found] = []
        self._of: dict[str, list[Found]] = {}
        entries = []
        for text in source.texts:
            prepared = prepare(text.document())
            for passage in prepared.passages:
                own = prepared.sentences[passage.first : passage.last + 1]
                entries.append((len(self._passages), " ".join(one.terms for one in own)))
                self._passages.append(_found(text.id, [one.sentence for one in own]))
                self._of.setdefault(text.id, []).append(self._passages[-1])
        LexicalIndex.build(folder, entries, [])
        self._index = LexicalIndex.open(folder)

    def found(self, question: str) -> list[Found]:
        """Best first."""
        return [self._passages[number] for number in self._index.search([terms(question)], _FOUND)]

    def passages(self, name: str) -> list[Found]:
        """Of a text, in order."""
        return self._of.get(name, [])


def _found(name: str, sentences: Sequence[Sentence]) -> Found:
    start = sentences[0].start
    return Found(name, (start, sentences[-1].end), [(one.start - start, one.end - start) for one in sentences])


class _Miner:
    def __init__(self, source: Source, finder: Lexical) -> None:
        self._finder = finder
        self._texts: dict[str, Text] = {text.id: text for text in source.texts}
        self._asked = source.asked

    def printed(self, row: Asked, negatives: int, generator: random.Random) -> list[Pair]:
        """Passages as they stand in their papers."""
        found = self._finder.found(row.question)
        right = self._right(row, found, generator)
        wrong = [one for one in found if not self._may_answer(row, one)]
        titled = generator.random() > _WITHOUT_TITLE
        if right is None or len(wrong) < negatives:
            return []
        chosen = [right, *_sample(wrong, negatives, generator)]
        return [self._pair(one, row, at == 0, titled) for at, one in enumerate(chosen)]

    def composed(self, row: Asked, negatives: int, generator: random.Random) -> list[Pair]:
        """Snippets put together to the length of a passage, those that do not answer from others' snippets."""
        right = self._texts[generator.choice(row.answers)[0]].text
        found = (self._texts[one.name].text for one in self._finder.found(row.question) if one.name not in row.own)
        wrong = [text for text in dict.fromkeys(found) if not any(word in text.casefold() for word in row.forbidden)]
        if len(wrong) < 3 * negatives:
            return []
        generator.shuffle(wrong)
        pairs = [_compose([right], wrong, generator)]
        for _ in range(negatives):
            pairs.append(_compose([], wrong, generator))
            if not pairs[-1].text:
                return []
        return pairs

    def swapped(self, row: Asked, pair: Pair, generator: random.Random) -> str:
        """The question with a word that the passage has put out for one of another question that it has not.

        Empty where there is none: so near a miss that only reading every word tells it from the question.
        """
        having = {word.stem for word in content_words(f"{pair.title} {pair.text}")}
        shared = [word for word in content_words(row.question) if word.stem in having and word.end - word.start > 3]
        other = generator.choice(self._asked).question
        fresh = [other[word.start : word.end] for word in content_words(other) if word.stem not in having]
        fresh = [word for word in fresh if len(word) > 3]
        if not shared or not fresh:
            return ""
        word = generator.choice(shared)
        return row.question[: word.start] + generator.choice(fresh) + row.question[word.end :]

    def _right(self, row: Asked, found: list[Found], generator: random.Random) -> Found | None:
        """The best passage that answers: one that retrieval found, else any."""
        fitting = [one for one in found if _answers(row, one)]
        if not fitting:
            own = self._finder.passages(generator.choice(row.answers)[0])
            fitting = [one for one in own if _answers(row, one)]
        return generator.choice(fitting[:2]) if fitting else None

    def _may_answer(self, row: Asked, one: Found) -> bool:
        if one.name not in row.own and all(one.name != name for name, _ in row.answers):
            return False
        whole = any(name == one.name and span is None for name, span in row.answers)
        return whole or any(name == one.name and span and _overlap(span, one.span) > 0 for name, span in row.answers)

    def _pair(self, one: Found, row: Asked, answers: bool, titled: bool) -> Pair:
        text = self._texts[one.name]
        answering: list[bool] = []
        spans = [span for name, span in row.answers if name == one.name and span]
        if answers and spans:
            places = [(one.span[0] + start, one.span[0] + end) for start, end in one.sentences]
            answering = [any(_meets(span, place) for span in spans) for place in places]
        return Pair(text.title if titled else "", text.text[slice(*one.span)], one.sentences, answering, answers)


def _answers(row: Asked, one: Found) -> bool:
    """Whether the passage holds half of an answer, or is of a text that answers as a whole."""
    return any(
        name == one.name and (span is None or 2 * _overlap(span, one.span) >= _size(span)) for name, span in row.answers
    )


def _meets(span: tuple[int, int], place: tuple[int, int]) -> bool:
    """Whether the two share half of the shorter one."""
    return 2 * _overlap(span, place) >= min(_size(span), _size(place))


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> int:
    return min(left[1], right[1]) - max(left[0], right[0])


def _size(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _sample(ranked: list[Found], count: int, generator: random.Random) -> list[Found]:
    """Some of the list, the first ones more likely than the last."""
    keyed = sorted(enumerate(ranked), key=lambda one: generator.random() ** (1 + one[0] / 4), reverse=True)
    return [found for _, found in keyed[:count]]


def _compose(right: list[str], wrong: list[str], generator: random.Random) -> Pair:
    """A passage of the right texts and of wrong ones, which are used up, in any order."""
    pieces = [(text, True) for text in right]
    limit = generator.randint(WORDS // 3, WORDS)
    count = sum(len(text.split()) for text in right)
    while wrong and len(pieces) < _PIECES and (not pieces or count + len(wrong[-1].split()) <= limit):
        pieces.append((wrong.pop(), False))
        count += len(pieces[-1][0].split())
    generator.shuffle(pieces)
    text, places = "", []
    for piece, _ in pieces:
        start = len(text) + bool(text)
        text = f"{text} {piece}" if text else piece
        places.append((start, len(text)))
    answering = [is_right for _, is_right in pieces] if right else []
    return Pair("", text, places, answering, bool(right))
