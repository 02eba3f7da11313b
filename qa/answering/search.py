"""Hybrid retrieval: FAISS and BM25 over passages, fused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.store.selection import Scope
from qa.answering.question import Question

_CANDIDATES = 50  # passages that each of the two gives
MEANING = 0.4  # what decides which passages are ranked at all; the rest is by words (docs/answers.md)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer.

    Attributes:
        passage: Its number in the library.
        score: Fused score, 0 to 1, higher is better.
        dense: Cosine of question and passage.
        lexical: BM25 score.
        meaning: The cosine, spread over 0 to 1 among the passages found.
        words: The BM25 score, spread likewise.
    """

    passage: int
    score: float
    dense: float
    lexical: float
    meaning: float = 0.0
    words: float = 0.0


def search(library: Library, question: Question, limit: int, among: Scope | None = None) -> list[Hit]:
    """The ``limit`` best passages, best first; ``among`` leaves out all others.

    Convex combination of min-max normalised scores (Bruch, Gai and Ingber, An analysis of fusion functions for hybrid
    retrieval, 2023); a passage that only one of the two found gets its true score from the other.
    """
    lexical = library.lexical.search(question.variants, _CANDIDATES, among)
    dense = library.dense.search(question.vector, _CANDIDATES, among)
    dense |= library.dense.score(question.vector, [number for number in lexical if number not in dense])
    lexical |= library.lexical.score(question.variants, [number for number in dense if number not in lexical])
    return _fused(dense, lexical)[:limit]


def score(library: Library, question: Question, passages: Sequence[int]) -> list[Hit]:
    """These passages, best first."""
    dense = library.dense.score(question.vector, list(passages))
    return _fused(dense, library.lexical.score(question.variants, passages))


def _fused(dense: Mapping[int, float], lexical: Mapping[int, float]) -> list[Hit]:
    meaning = min_max(np.array(list(dense.values()))).tolist()
    words = min_max(np.array([lexical[number] for number in dense])).tolist()
    hits = [
        Hit(number, MEANING * by_meaning + (1 - MEANING) * by_words, cosine, lexical[number], by_meaning, by_words)
        for (number, cosine), by_meaning, by_words in zip(dense.items(), meaning, words, strict=True)
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


def min_max(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores (n,) spread over 0 to 1; all 0 where they are equal."""
    if not len(scores):
        return scores
    spread = scores.max() - scores.min()
    return (scores - scores.min()) / spread if spread else np.zeros_like(scores)
