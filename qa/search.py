"""Hybrid retrieval: FAISS and BM25 over passages, fused."""

from __future__ import annotations

from dataclasses import dataclass

from index.library import Library
from qa.question import Question

_CANDIDATES = 50  # passages that each of the two gives
_DENSE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that may answer.

    Attributes:
        passage: Its number in the library.
        score: Fused score, 0 to 1, higher is better.
        dense: Cosine of question and passage.
        lexical: BM25 score.
    """

    passage: int
    score: float
    dense: float
    lexical: float


def search(library: Library, question: Question, limit: int) -> list[Hit]:
    """The ``limit`` best passages, best first.

    Convex combination of min-max normalised scores (Bruch, Gai and Ingber, An analysis of fusion functions for hybrid
    retrieval, 2023); a passage that only one of the two found gets its true score from the other.
    """
    lexical = library.lexical.search(question.variants, _CANDIDATES)
    dense = library.dense.search(question.vector, _CANDIDATES)
    dense |= library.dense.score(question.vector, [number for number in lexical if number not in dense])
    lexical |= library.lexical.score(question.variants, [number for number in dense if number not in lexical])
    dense_share, lexical_share = _min_max(dense), _min_max(lexical)
    hits = [
        Hit(
            number,
            _DENSE_WEIGHT * dense_share[number] + (1 - _DENSE_WEIGHT) * lexical_share[number],
            cosine,
            lexical[number],
        )
        for number, cosine in dense.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage))[:limit]


def _min_max(scores: dict[int, float]) -> dict[int, float]:
    """Scores spread over 0 to 1; all 0 where they are equal."""
    low = min(scores.values(), default=0.0)
    spread = max(scores.values(), default=0.0) - low
    return {number: (score - low) / spread if spread else 0.0 for number, score in scores.items()}
