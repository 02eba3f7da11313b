"""What passages, sentences and answers are judged by: named numbers, each higher where it speaks for an answer.

A score is the sum of such numbers, each times its weight. The weights are instances of the same classes, so that one
without a feature is ``dataclasses.replace(weights, whole=0.0)``; ``weights.py`` reads them from a file that ``bench/``
makes. A new signal is a field here, its computation in ``rank.py``, and a new fit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """A row of numbers, or of their weights."""

    def __matmul__(self, other: Features) -> float:
        """The weighted sum."""
        # Not by ``astuple``: that copies deeply, and this is asked for each sentence of each question.
        return float(sum(getattr(self, name) * getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class PassageFeatures(Features):
    """Of a passage among those found for a question, each 0 to 1.

    Attributes:
        meaning: Cosine to the question, spread over the passages found.
        words: BM25, spread likewise.
        sentence: Late interaction of its best sentence, spread over the passages ranked.
        whole: Late interaction of all its words and its paper's title, spread likewise.
        best: Score of its best sentence.
        definition: How far a sentence says what the question asks the meaning of.
        statement: How far a sentence states what a yes/no question asks.
        relevance: What the cross-encoder says, softened; 0 without one.
    """

    meaning: float
    words: float
    sentence: float
    whole: float
    best: float
    definition: float
    statement: float
    relevance: float = 0.0


@dataclass(frozen=True, slots=True)
class SentenceFeatures(Features):
    """Of a sentence, each 0 to 1 except cosines, which may be negative.

    Attributes:
        cosine: Question and sentence, each as a whole.
        coverage: Share of the question's words, weighted by idf, that it has.
        interaction: Likewise, but each word counts by its cosine to the sentence's nearest word in context.
        definition: How far it says what the question asks the meaning of.
        statement: How far it states what a yes/no question asks.
        number: How far it gives the number that the question asks for; 0 where it asks for none.
        tells: How far a sentence of its role (a result, an aim, a heading) may answer the question.
        evidence: Its share of what the cross-encoder says of its passage's sentences; 0 without one.
    """

    cosine: float
    coverage: float
    interaction: float
    definition: float
    statement: float
    number: float = 0.0
    tells: float = 0.0
    evidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Signals(Features):
    """What the confidence that a passage answers is computed from, each about 0 to 1.

    Attributes:
        relevance: What the cross-encoder says of it, as a probability; 0 without one.
        interaction: Of its best sentence.
        whole: Late interaction of all its words and its paper's title, as it is.
        least: The cosine of the word of the question that is farthest from all of them: what a near miss lacks.
        coverage: Of its best sentence.
        definition: Of the passage.
        number: How far its best sentence gives the number asked for; 1 where none is asked for.
        tells: Of its best sentence: how far a sentence of its role may answer.
        agreement: Share of the question's best passages that rank high by words and by meaning alike.
    """

    relevance: float
    interaction: float
    whole: float
    least: float
    coverage: float
    definition: float
    number: float
    tells: float
    agreement: float
