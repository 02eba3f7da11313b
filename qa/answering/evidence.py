"""From ranked passages to quotes: what is quoted of each, which of them are shown, and which say the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.library import Library
from index.models.encoder import normalised
from index.store.numbers import numbers_of
from index.store.shard import StoredSentence
from index.text.passages import Sentence
from qa.answering.agreement import Saying, agreement
from qa.answering.question import Question
from qa.answering.quoting import quote_span
from qa.answering.rank import Ranked

_SAME_PAPER = 0.95  # what every further passage of a paper is worth, beside one of a paper not shown yet
_GOOD = 5  # passages of which one should have each word of the question


@dataclass(frozen=True, slots=True)
class Quoted:
    """A ranked passage with its quote.

    Attributes:
        ranked: The passage.
        score: What it is sorted by.
        sentences: What is quoted.
        antecedent: Offsets of the sentence before that the quote needs to be understood, or None.
    """

    ranked: Ranked
    score: float
    sentences: tuple[StoredSentence, ...]
    antecedent: tuple[int, int] | None

    @property
    def start(self) -> int:
        """Offset of the quote's first character."""
        return self.sentences[0].sentence.start

    @property
    def end(self) -> int:
        """Offset after its last."""
        return self.sentences[-1].sentence.end


def quoted(library: Library, question: Question, ranked: Sequence[Ranked]) -> list[Quoted]:
    """Choose what to quote of each passage."""
    passages = [one.candidate.passage for one in ranked]
    later = {one.sentences.start for one in passages if one.sentences.start > numbers_of(one.record).start}
    before = {one.id + 1: one.sentence for one in library.sentences(number - 1 for number in later)}
    return [
        _quoted(question, one, before.get(passage.sentences.start))
        for one, passage in zip(ranked, passages, strict=True)
    ]


def _quoted(question: Question, ranked: Ranked, before: Sentence | None) -> Quoted:
    candidate = ranked.candidate
    places = [one.sentence for one in candidate.sentences]
    more = question.form.wants_more
    span = quote_span(places, candidate.texts, ranked.sentence_scores, before, wants_more=more)
    antecedent = (span.antecedent.start, span.antecedent.end) if span.antecedent else None
    return Quoted(ranked, ranked.score, candidate.sentences[span.first : span.last + 1], antecedent)


def spread(found: Sequence[Quoted], count: int) -> list[Quoted]:
    """The best of them, one after the other, so that one paper does not fill the answer when others answer as well.

    A passage whose quote overlaps one that was taken is left out.
    """
    taken: list[Quoted] = []
    rest = list(found)
    of_paper: dict[str, int] = {}
    while rest and len(taken) < count:
        worth = [one.score * _SAME_PAPER ** of_paper.get(one.ranked.candidate.document_id, 0) for one in rest]
        at = int(np.argmax(worth))
        chosen = rest.pop(at)
        if any(_overlap(chosen, other) for other in taken):
            continue
        paper = chosen.ranked.candidate.document_id
        of_paper[paper] = of_paper.get(paper, 0) + 1
        taken.append(replace(chosen, score=worth[at]))
    return taken


def uncovered(question: Question, ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Words of the question that some document has, but none of the best passages."""
    covered = frozenset().union(*(one.candidate.terms for one in ranked[:_GOOD]))
    return tuple(
        word
        for word, terms in question.asked.items()
        if word not in question.missing and not any(term in covered for term in terms)
    )


def agreeing(
    question: Question, chosen: Sequence[Quoted], is_word: Callable[[str], bool]
) -> tuple[tuple[int, ...], ...]:
    """For each quote the places of those from other papers that say the same."""
    sayings = [
        Saying(
            one.ranked.candidate.document_id,
            one.ranked.candidate.text[one.start - one.ranked.candidate.start : one.end - one.ranked.candidate.start],
            one.ranked.candidate.title,
            normalised(np.mean([sentence.vector for sentence in one.sentences], axis=0)),
        )
        for one in chosen
    ]
    return agreement(sayings, is_word, asks_number=question.form.asks_number)


def _overlap(left: Quoted, right: Quoted) -> bool:
    same = left.ranked.candidate.passage.record == right.ranked.candidate.passage.record
    return same and left.start < right.end and right.start < left.end
