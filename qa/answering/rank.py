"""Ranking the passages found, and the sentences in them: which of them answers the question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.library import Library
from index.models.cross_encoder import CrossEncoder, Judged, Read
from index.store.shard import StoredPassage, StoredSentence
from qa.answering.definition import defines
from qa.answering.features import PassageFeatures, SentenceFeatures
from qa.answering.quantity import gives_number
from qa.answering.question import Question
from qa.answering.role import role_of, tells
from qa.answering.search import Hit, min_max
from qa.answering.statement import states
from qa.answering.weights import Weights, probability

_SOFTENED = 0.3  # of the cross-encoder's logit: near 0 and 1 its probability would tell no passages apart
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
        features: What the score is made of.
        sentences: Features of each of its sentences.
        sentence_scores: How well each sentence answers, 0 to 1.
        whole: Late interaction of the question with all words of the passage and its paper's title: the mean over the
            question's words, weighted by idf, of the cosine to the nearest.
        least: The least of these cosines.
        relevance: The cross-encoder's logit of the passage; None where it did not read it.
    """

    candidate: Candidate
    score: float
    features: PassageFeatures
    sentences: tuple[SentenceFeatures, ...]
    sentence_scores: tuple[float, ...]
    whole: float
    least: float
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
    """Retrieval's own scores beside the words' meaning in context, in the best sentence and in the passage as a whole.

    ColBERT's MaxSim (Khattab and Zaharia 2020) over the encoder's own token states, one vector a word, weighted by
    inverse document frequency. The paper's title counts as a sentence of each of its passages. Sentences that define,
    or that state what a yes/no question asks, come before others.
    """

    def __init__(self, library: Library, weights: Weights) -> None:
        self._library = library
        self._weights = weights

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """All of them, best first; ties keep the order of retrieval."""
        if not candidates:
            return []
        views = self._views(question, candidates)
        spread = min_max(np.array([max(one.interaction for one in view.sentences) for view in views]))
        whole = min_max(np.array([view.whole for view in views]))
        ranked = [self._ranked(*each) for each in zip(candidates, views, spread.tolist(), whole.tolist(), strict=True)]
        return sorted(ranked, key=lambda one: -one.score)

    def _ranked(self, candidate: Candidate, view: _View, sentence: float, whole: float) -> Ranked:
        scores = tuple(clipped(self._weights.sentence @ one) for one in view.sentences)
        features = PassageFeatures(
            meaning=candidate.hit.meaning,
            words=candidate.hit.words,
            sentence=sentence,
            whole=whole,
            best=max(scores),
            definition=max(one.definition for one in view.sentences),
            statement=max(one.statement for one in view.sentences),
        )
        return Ranked(
            candidate,
            clipped(self._weights.passage @ features),
            features,
            view.sentences,
            scores,
            view.whole,
            view.least,
        )

    def _views(self, question: Question, candidates: Sequence[Candidate]) -> list[_View]:
        """A view of each candidate; sentences of all of them are compared at once."""
        idf = np.array([self._library.lexical.idf(stem) for stem in question.stems])
        idf /= max(1e-9, idf.sum())
        stored = self._library.title_sentences(one.passage.record for one in candidates)
        titles = list(stored.values())
        every = [one for candidate in candidates for one in candidate.sentences]
        nearest = _nearest(question, [*every, *titles])
        title_at = {title.record: len(every) + at for at, title in enumerate(titles)}
        interaction = (idf @ nearest).tolist()
        cosine = (np.array([one.vector for one in every]) @ question.vector).tolist()
        shares = term_shares(question, self._library)
        views, at = [], 0
        for candidate in candidates:
            own = slice(at, at + len(candidate.sentences))
            at = own.stop
            covered = nearest[:, own].max(axis=1)
            title = title_at.get(candidate.passage.record)
            whole = covered if title is None else np.maximum(covered, nearest[:, title])
            coverage = [coverage_of(shares, set(one.terms)) for one in candidate.sentences]
            rows = zip(cosine[own], coverage, interaction[own], *_said(question, candidate, coverage), strict=True)
            least = float(whole.min(initial=1.0)) if len(whole) else 0.0
            views.append(_View(tuple(SentenceFeatures(*row) for row in rows), float(idf @ whole), least))
        return views


@dataclass(frozen=True, slots=True)
class _View:
    """A candidate's sentences, and ``whole`` and ``least`` for the passage."""

    sentences: tuple[SentenceFeatures, ...]
    whole: float
    least: float


def _said(
    question: Question, candidate: Candidate, coverage: Sequence[float]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """How far each sentence defines, states, counts and tells what the question asks; 0 where it asks for none such."""
    definition = statement = [0.0] * len(candidate.sentences)
    if question.defined:
        definition = [defines(text, question.defined) for text in candidate.texts]
    if question.form.kind == "yes_no":
        statement = [states(*pair) for pair in zip(candidate.texts, coverage, strict=True)]
    number = [gives_number(text, question.text, question.form) for text in candidate.texts]
    places = (one.sentence for one in candidate.sentences)
    roles = (role_of(text, place.section, place.kind) for text, place in zip(candidate.texts, places, strict=True))
    return definition, statement, number, [tells(role, question.text, question.form) for role in roles]


class Reranker:
    """Lets a cross-encoder read the best passages of another ranker, and weighs what both say."""

    def __init__(self, first: Ranker, model: CrossEncoder, weights: Weights) -> None:
        self._first = first
        self._model = model
        self._weights = weights

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        """All of them, best first; those that were not read keep their order behind the others."""
        return self.read(question, self._first.rank(question, candidates))

    def read(self, question: Question, ranked: Sequence[Ranked], count: int = READ) -> list[Ranked]:
        """What the other ranker gave, in the order that follows from reading the first ``count``."""
        judged = self._model.judge(question.text, [_read(one.candidate) for one in ranked[:count]])
        read = [self._weighed(*pair) for pair in zip(ranked[:count], judged, strict=True)]
        return [*sorted(read, key=lambda one: -one.score), *(replace(one, score=0.0) for one in ranked[count:])]

    def _weighed(self, ranked: Ranked, judged: Judged) -> Ranked:
        sentences = ranked.sentences
        if judged.sentences:
            logits = np.array(judged.sentences)
            shares = np.exp(logits - logits.max())
            sentences = tuple(
                replace(one, evidence=share) for one, share in zip(sentences, shares.tolist(), strict=True)
            )
        features = replace(ranked.features, relevance=probability(_SOFTENED * judged.relevance))
        read = replace(ranked, features=features, sentences=sentences, relevance=judged.relevance)
        return scored(read, self._weights)


def scored(ranked: Ranked, weights: Weights) -> Ranked:
    """The same passage with the scores that these weights give it."""
    scores = tuple(clipped(weights.sentence @ one) for one in ranked.sentences)
    features = replace(ranked.features, best=max(scores))
    return replace(ranked, features=features, sentence_scores=scores, score=clipped(weights.passage @ features))


def _read(candidate: Candidate) -> Read:
    places = tuple(
        (one.sentence.start - candidate.start, one.sentence.end - candidate.start) for one in candidate.sentences
    )
    return Read(candidate.title, candidate.text, places)


def clipped(score: float) -> float:
    """Between 0 and 1."""
    return min(1.0, max(0.0, score))


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
