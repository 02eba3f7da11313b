"""Ranking the sentences of the passages found: which of them answers the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus import Document
from index.abbreviations import Abbreviations
from index.catalog import StoredPassage, StoredSentence
from index.library import Library, both_ways
from qa.question import Question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in the passage that shows it best.

    Attributes:
        sentence: The sentence.
        passage: The passage.
        text: The sentence's text, as printed.
    """

    sentence: StoredSentence
    passage: StoredPassage
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and what it is made of; higher is better, everywhere.

    Attributes:
        candidate: The sentence.
        score: What candidates are sorted by, 0 to 1.
        cosine: Question and sentence, as a whole.
        coverage: Share of the question's words, weighted by idf, that the sentence has.
        interaction: Likewise, but each word counts by its cosine to the sentence's nearest word in context.
    """

    candidate: Candidate
    score: float
    cosine: float
    coverage: float
    interaction: float


class Ranker(Protocol):
    """Orders candidates."""

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Best first."""
        ...


class LateInteraction:
    """The mean of three views: the whole sentence, its words, and its words' meaning in context.

    The third is ColBERT's MaxSim (Khattab and Zaharia 2020) over the encoder's own token states, one vector a word,
    weighted by inverse document frequency.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Best first; ties keep reading order."""
        idf = self._library.lexical.idf
        weights = np.array([idf(stem) for stem in question.stems], dtype=np.float32)
        ranked = []
        for candidate in candidates:
            cosine = float(candidate.sentence.vector @ question.vector)
            coverage = self._coverage(question, candidate)
            interaction = _max_sim(question, candidate.sentence, weights)
            score = max(0.0, (cosine + coverage + interaction) / 3)
            ranked.append(Ranked(candidate, score, cosine, coverage, interaction))
        return sorted(ranked, key=lambda one: (-one.score, one.candidate.sentence.id))

    def _coverage(self, question: Question, candidate: Candidate) -> float:
        idf = self._library.lexical.idf
        own = set(both_ways(candidate.text, self._library.abbreviations))
        best = 0.0
        for variant in question.variants:
            total = sum(idf(term) for term in set(variant))
            covered = sum(idf(term) for term in set(variant) if term in own)
            best = max(best, covered / total if total else 0.0)
        return best


def _max_sim(question: Question, sentence: StoredSentence, weights: np.ndarray) -> float:
    if not len(question.words) or not len(sentence.words):
        return 0.0
    nearest = (question.words @ sentence.words.T).max(axis=1)
    return float(weights @ nearest / weights.sum())


def candidates(library: Library, passages: Sequence[int], documents: dict[str, Document]) -> list[Candidate]:
    """Every sentence of the passages once, in the passage where it stands nearest the middle."""
    best: dict[int, tuple[float, Candidate]] = {}
    for passage, sentences in library.passages_of(passages):
        text = documents[passage.document].text
        middle = (len(sentences) - 1) / 2
        for at, stored in enumerate(sentences):
            off = abs(at - middle)
            if stored.id not in best or off < best[stored.id][0]:
                place = stored.sentence
                best[stored.id] = (off, Candidate(stored, passage, text[place.start : place.end]))
    return [candidate for _, candidate in sorted(best.values(), key=lambda pair: pair[1].sentence.id)]


__all__ = ["Abbreviations", "Candidate", "LateInteraction", "Ranked", "Ranker", "candidates"]
