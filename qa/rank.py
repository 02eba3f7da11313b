"""Ranking the sentences of the passages found: which of them answers the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.library import Library
from index.shard import StoredSentence
from qa.definition import defines
from qa.question import Question

_DEFINITION_WEIGHT = 0.25  # brings a sentence that defines before those that only have the word


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in the passage that shows it best.

    Attributes:
        sentence: The sentence.
        passage: Offsets of the passage's first character and after its last.
        text: The sentence's text, as printed.
    """

    sentence: StoredSentence
    passage: tuple[int, int]
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
        definition: How far the sentence says what the question asks the meaning of; 0 where it asks for none.
    """

    candidate: Candidate
    score: float
    cosine: float
    coverage: float
    interaction: float
    definition: float = 0.0


class Ranker(Protocol):
    """Orders candidates."""

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """Best first."""
        ...


class LateInteraction:
    """The mean of three views: the whole sentence, its words, and its words' meaning in context; definitions first.

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
            definition = defines(candidate.text, question.defined)
            score = (cosine + coverage + interaction) / 3 + _DEFINITION_WEIGHT * definition
            score = min(1.0, max(0.0, score))
            ranked.append(Ranked(candidate, score, cosine, coverage, interaction, definition))
        return sorted(ranked, key=lambda one: (-one.score, one.candidate.sentence.id))

    def _coverage(self, question: Question, candidate: Candidate) -> float:
        idf = self._library.lexical.idf
        own = set(candidate.sentence.terms)
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
