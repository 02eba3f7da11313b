"""Ranking the passages found, and the sentences in them: which of them answers the question."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.models.cross_encoder import CrossEncoder, Judged, Read
from index.store.shard import StoredPassage, StoredSentence
from qa.answering.definition import defines
from qa.answering.question import Question
from qa.answering.search import Hit, min_max
from qa.answering.statement import states

# Weights are those of docs/answers.md, chosen on development data.
_FUSED = 0.36
_SENTENCE = 0.27
_PASSAGE = 0.27
_BEST = 0.1
_FORM = 0.8  # of what definitions and statements add to a sentence, what they add to its passage
_DEFINITION = 0.25  # brings a sentence that defines before those that only have the word
_STATEMENT = 0.1  # likewise one that states what a yes/no question asks
_RELEVANCE = 0.5  # of what the cross-encoder says, against all that comes before it
_SOFTENED = 0.3  # of its logit: near 0 and 1 its probability would tell no passages apart
_EVIDENCE = 0.1  # likewise of what it says of sentences
READ = 20  # passages that the cross-encoder reads


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer.

    Attributes:
        hit: How it was found.
        document_id: Id of its document.
        passage: Its numbers.
        sentences: Its sentences.
        text: The passage as printed.
        title: Title of its document.
    """

    hit: Hit
    document_id: str
    passage: StoredPassage
    sentences: tuple[StoredSentence, ...]
    text: str
    title: str

    @property
    def start(self) -> int:
        """Offset of the passage in its document's text."""
        return self.sentences[0].sentence.start

    @property
    def terms(self) -> frozenset[str]:
        """What its sentences are found by."""
        return frozenset(term for one in self.sentences for term in one.terms)

    @property
    def texts(self) -> tuple[str, ...]:
        """Each sentence as printed."""
        places = ((one.sentence.start - self.start, one.sentence.end - self.start) for one in self.sentences)
        return tuple(self.text[start:end] for start, end in places)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and what it is made of; higher is better, everywhere.

    Attributes:
        candidate: The passage.
        score: What candidates are sorted by, 0 to 1.
        sentence_scores: How well each sentence answers, 0 to 1.
        cosine: Question and best sentence, each as a whole.
        coverage: Share of the question's words, weighted by idf, that the best sentence has.
        interaction: Likewise, but each word counts by its cosine to the sentence's nearest word in context.
        whole: Likewise for the passage with its paper's title: a word may be in any of its sentences.
        definition: How far a sentence says what the question asks the meaning of; 0 where it asks for none.
        relevance: The cross-encoder's logit of the passage; None where it did not read it.
    """

    candidate: Candidate
    score: float
    sentence_scores: tuple[float, ...]
    cosine: float
    coverage: float
    interaction: float
    whole: float = 0.0
    definition: float = 0.0
    relevance: float | None = None

    @property
    def best(self) -> int:
        """Index of the best sentence."""
        return int(np.argmax(self.sentence_scores))


class Ranker(Protocol):
    """Orders candidates."""

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """All of them, best first."""
        ...


class LateInteraction:
    """Retrieval's own score beside the words' meaning in context, in the best sentence and in the passage as a whole.

    ColBERT's MaxSim (Khattab and Zaharia 2020) over the encoder's own token states, one vector a word, weighted by
    inverse document frequency. The paper's title counts as a sentence of each of its passages. Sentences that define,
    or that state what a yes/no question asks, come before others.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """All of them, best first; ties keep the order of retrieval."""
        if not candidates:
            return []
        views = self._views(question, candidates)
        fused = np.array([one.hit.score for one in candidates])
        sentence = min_max(np.array([view.interaction.max() for view in views]))
        passage = min_max(np.array([view.whole for view in views]))
        answering = np.array([view.scores.max() for view in views])
        form = np.array([_DEFINITION * view.definition.max() + _STATEMENT * view.statement.max() for view in views])
        scores = _FUSED * fused + _SENTENCE * sentence + _PASSAGE * passage + _BEST * answering + _FORM * form
        scores = np.maximum(0, scores / (1 + _FORM * (_DEFINITION + _STATEMENT)))
        ranked = []
        for candidate, view, score in zip(candidates, views, scores.tolist(), strict=True):
            best = int(np.argmax(view.scores))
            ranked.append(
                Ranked(
                    candidate, score, tuple(view.scores.tolist()), float(view.cosine[best]),
                    float(view.coverage[best]), float(view.interaction[best]), view.whole, float(view.definition.max()),
                )
            )  # fmt: skip
        return sorted(ranked, key=lambda one: -one.score)

    def _views(self, question: Question, candidates: Sequence[Candidate]) -> list[_View]:
        """A view of each candidate; sentences of all of them are compared at once."""
        idf = np.array([self._library.lexical.idf(stem) for stem in question.stems])
        idf /= max(1e-9, idf.sum())
        stored = self._library.title_sentences(one.passage.record for one in candidates)
        titles = list(stored.values())
        every = [one for candidate in candidates for one in candidate.sentences]
        nearest = _nearest(question, [*every, *titles])
        title_at = {title.record: len(every) + at for at, title in enumerate(titles)}
        interaction = idf @ nearest
        cosine = (np.array([one.vector for one in every]) @ question.vector).astype(np.float64)
        shares = term_shares(question, self._library)
        coverage = np.array([coverage_of(shares, set(one.terms)) for one in every])
        views, at = [], 0
        for candidate in candidates:
            own = slice(at, at + len(candidate.sentences))
            at = own.stop
            covered = nearest[:, own].max(axis=1)
            title = title_at.get(candidate.passage.record)
            whole = covered if title is None else np.maximum(covered, nearest[:, title])
            definition, statement = _form(question, candidate, coverage[own])
            means = (cosine[own] + coverage[own] + interaction[own]) / 3
            scores = np.clip(means + _DEFINITION * definition + _STATEMENT * statement, 0, 1)
            views.append(
                _View(cosine[own], coverage[own], interaction[own], definition, statement, scores, float(idf @ whole))
            )
        return views


@dataclass(frozen=True, slots=True)
class _View:
    """A candidate's sentences, one number each, and ``whole`` for the passage; ``scores`` say how well each answers."""

    cosine: NDArray[np.float64]
    coverage: NDArray[np.float64]
    interaction: NDArray[np.float64]
    definition: NDArray[np.float64]
    statement: NDArray[np.float64]
    scores: NDArray[np.float64]
    whole: float


def _form(
    question: Question, candidate: Candidate, coverage: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far each sentence defines, and states, what the question asks; 0 where it asks for no such thing."""
    definition = statement = np.zeros(len(candidate.sentences))
    if question.defined:
        definition = np.array([defines(text, question.defined) for text in candidate.texts])
    if question.form.kind == "yes_no":
        statement = np.array([states(*pair) for pair in zip(candidate.texts, coverage.tolist(), strict=True)])
    return definition, statement


class Reranker:
    """Lets a cross-encoder read the best passages of another ranker, and mixes what both say."""

    def __init__(self, first: Ranker, model: CrossEncoder) -> None:
        self._first = first
        self._model = model

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """All of them, best first; those that were not read keep their order behind the others."""
        return self.read(question, self._first.rank(question, candidates))

    def read(self, question: Question, ranked: Sequence[Ranked], count: int = READ) -> list[Ranked]:
        """What the other ranker gave, in the order that follows from reading the first ``count``."""
        judged = self._model.judge(question.text, [_read(one.candidate) for one in ranked[:count]])
        read = [_mixed(*pair) for pair in zip(ranked[:count], judged, strict=True)]
        return [*sorted(read, key=lambda one: -one.score), *(replace(one, score=0.0) for one in ranked[count:])]


def _read(candidate: Candidate) -> Read:
    places = tuple(
        (one.sentence.start - candidate.start, one.sentence.end - candidate.start) for one in candidate.sentences
    )
    return Read(candidate.title, candidate.text, places)


def probability(logit: float) -> float:
    """Of a logit, 0 to 1."""
    return (1 + math.tanh(logit / 2)) / 2  # 1 / (1 + exp(-logit)), which overflows


def _mixed(ranked: Ranked, judged: Judged) -> Ranked:
    score = (1 - _RELEVANCE) * ranked.score + _RELEVANCE * probability(_SOFTENED * judged.relevance)
    scores = ranked.sentence_scores
    if judged.sentences:
        logits = np.array(judged.sentences)
        shares = np.exp(logits - logits.max())
        own = np.array(scores) / max(1e-9, max(scores))
        scores = tuple((_EVIDENCE * shares + (1 - _EVIDENCE) * own).tolist())
    return replace(ranked, score=score, sentence_scores=scores, relevance=judged.relevance)


def term_shares(question: Question, library: Library) -> list[dict[str, float]]:
    """For each way of writing the question what each of its terms is of it: the terms' idf, scaled to sum 1."""
    found = []
    for variant in question.variants:
        weights = {term: library.lexical.idf(term) for term in variant}
        total = sum(weights.values())
        found.append({term: weight / total for term, weight in weights.items()} if total else {})
    return found


def coverage_of(shares: Sequence[Mapping[str, float]], having: Collection[str]) -> float:
    """Share of the question that these terms are, 0 to 1, in the way of writing it of which they are most."""
    return max((sum(share for term, share in one.items() if term in having) for one in shares), default=0.0)


def _nearest(question: Question, sentences: Sequence[StoredSentence]) -> NDArray[np.float64]:
    """(w, n): for each word of the question the cosine of the nearest word of each sentence; 0 where it has none."""
    found = np.zeros((len(question.words), len(sentences)))
    filled = [at for at, one in enumerate(sentences) if len(one.words)]
    if filled and len(question.words):
        words = np.concatenate([sentences[at].words for at in filled])
        starts = np.cumsum([0, *(len(sentences[at].words) for at in filled[:-1])])
        found[:, filled] = np.maximum.reduceat(question.words @ words.T, starts, axis=1)
    return found
