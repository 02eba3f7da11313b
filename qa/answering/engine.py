"""One open library, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType

import numpy as np

from corpus import Document
from corpus.errors import LibraryError
from index.library import Library
from index.models.cross_encoder import CrossEncoder
from index.settings import Settings
from index.store.selection import Scope, Selection
from qa.answer import Answer, Evidence, Place, quote
from qa.answering import bibliographic
from qa.answering.confidence import agreement, confidence, signals, signals_of
from qa.answering.evidence import Quoted, agreeing, quoted, spread, uncovered
from qa.answering.features import Signals
from qa.answering.language import is_english
from qa.answering.question import Question, tidy, understand
from qa.answering.rank import READ, Candidate, LateInteraction, Ranked, Reranker
from qa.answering.reference_fields import subject
from qa.answering.search import score, search
from qa.answering.weights import Calibration, Weights, calibration_of, shipped

TOP_K = 5
_PASSAGES = 50  # passages that are ranked for a cross-encoder
_PASSAGES_ALONE = 30  # without one: nearly as good, in two thirds of the time
_NEAREST = 3  # passages shown where none seems to answer
_AS_SURE = 0.65  # of the first quote's confidence, which a later one must have to be shown


@dataclass(frozen=True, slots=True)
class Examination:
    """An answer, and the ranking that it was made from.

    Attributes:
        answer: What ``Engine.ask`` gives.
        ranking: The best passages, best first, whether or not they answer; no two quotes overlap.
    """

    answer: Answer
    ranking: tuple[Evidence, ...]


class Engine:
    """Answers questions from one library; safe to share between threads.

    Attributes:
        library: The library.
    """

    def __init__(
        self, library: Library, cross_encoder: CrossEncoder | None = None, weights: Weights | None = None
    ) -> None:
        """Make an engine.

        Args:
            library: Open.
            cross_encoder: Reads the best passages again (``index.rankers.open_ranker``); None does without.
            weights: What the answer is ranked with; those shipped where not given.
        """
        self.library = library
        self._cross_encoder = cross_encoder
        self._weights = weights or shipped(with_ranker=cross_encoder is not None)
        self._first = LateInteraction(library, shipped(with_ranker=False) if cross_encoder else self._weights)
        self._reranker = Reranker(self._first, cross_encoder, self._weights) if cross_encoder else None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def refreshed(self) -> Engine:
        """This engine, or one of the newer generation that a writer has published since.

        Where that cannot be opened, this engine is kept.
        """
        if self.library.is_current:
            return self
        try:
            library = Library.open(self.library.folder, Settings(self.library.manifest.model))
        except LibraryError:
            return self
        return Engine(library, self._cross_encoder, self._weights)

    def close(self) -> None:
        """Release the library's files."""
        self.library.close()

    def ask(self, question: str, top_k: int = TOP_K, selection: Selection | None = None) -> Answer:
        """Answer a question.

        Args:
            question: In words or keywords, at most 2,000 characters.
            top_k: Most pieces of evidence, at least 1.
            selection: The papers and sections to answer from; None for all.

        Raises:
            QuestionError: The question is empty or too long.
            SelectionError: The library has nothing of what is selected.
            ValueError: ``top_k`` is less than 1.
        """
        return self.examine(question, top_k, selection).answer

    def answers(
        self, question: str, top_k: int = TOP_K, selection: Selection | None = None, read: int = READ
    ) -> Iterator[Answer]:
        """The answer of retrieval alone, at once, and then the one that ``ask`` gives; only that where it is as quick.

        Arguments and errors are those of ``ask``; the cross-encoder reads no more than ``read`` passages.
        """
        text, reading, scope = self._asked(question, top_k, selection)
        of_paper = _of_paper(text, reading, top_k)
        if of_paper or not self._reranker:
            yield (of_paper or self._examined(text, reading, scope, top_k)).answer
            return
        understood, candidates = self._found(reading, text, scope)
        first = self._first.rank(understood, candidates)
        yield self._from_text(text, understood, first, top_k, self._first_calibration).answer
        if first:
            ranked = self._reranker.read(understood, first, read)
            yield self._from_text(text, understood, ranked, top_k, self.calibration).answer

    def examine(self, question: str, top_k: int, selection: Selection | None = None) -> Examination:
        """Answer a question, and show the best passages, whether or not they answer.

        Arguments and errors are those of ``ask``.
        """
        text, reading, scope = self._asked(question, top_k, selection)
        return _of_paper(text, reading, top_k) or self._examined(text, reading, scope, top_k)

    def rank(
        self, reading: bibliographic.Reading, text: str, scope: Scope | None = None
    ) -> tuple[Question, list[Ranked]]:
        """The question understood, and the passages that may answer it, best first."""
        question, candidates = self._found(reading, text, scope)
        ranker = self._reranker or self._first
        return question, ranker.rank(question, candidates) if candidates else []

    def understood(self, question: str, selection: Selection | None = None) -> tuple[Question | None, list[Ranked]]:
        """The question understood, and the passages that may answer it, best first, with what they are ranked by.

        None and no passage where it asks for a paper's own particulars. Raises as ``ask`` does.
        """
        text, reading, scope = self._asked(question, TOP_K, selection)
        if reading.confidence >= bibliographic.SURE or reading.unstated:
            return None, []
        understood, ranked = self.rank(reading, text, scope)
        return understood, ranked if understood.stems else []

    def signals(self, question: str) -> Signals | None:
        """What the confidence of a question's answer is made of; None where there is none.

        Raises:
            QuestionError: The question is empty or too long.
        """
        understood, ranked = self.understood(question)
        return signals(understood, ranked) if understood and ranked else None

    @cached_property
    def calibration(self) -> Calibration:
        """What turns signals into confidence in this library."""
        return calibration_of(self.library.folder, self.has_ranker)

    @cached_property
    def _first_calibration(self) -> Calibration:
        return calibration_of(self.library.folder, with_ranker=False)

    @property
    def has_ranker(self) -> bool:
        """Whether a cross-encoder reads the best passages."""
        return self._reranker is not None

    def document(self, document_id: str) -> Document | None:
        """A document of the library, or None where it has none of that id."""
        return self.library.document(document_id)

    def _asked(
        self, question: str, top_k: int, selection: Selection | None
    ) -> tuple[str, bibliographic.Reading, Scope | None]:
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}; it must be at least 1.")
        text = tidy(question)
        scope = self.library.select(selection)
        return text, bibliographic.read(text, self.library, scope), scope

    def _examined(self, text: str, reading: bibliographic.Reading, scope: Scope | None, top_k: int) -> Examination:
        understood, ranked = self.rank(reading, text, scope)
        return self._from_text(text, understood, ranked, top_k, self.calibration)

    def _found(
        self, reading: bibliographic.Reading, text: str, scope: Scope | None
    ) -> tuple[Question, list[Candidate]]:
        question = understand(reading.rest if _says_something(reading) else text, self.library)
        return question, self._candidates(question, reading.documents, scope)

    def _from_text(
        self, text: str, question: Question, ranked: Sequence[Ranked], top_k: int, calibration: Calibration
    ) -> Examination:
        told = Answer(text, False, 0.0, question.missing, spelling=question.spelling, english=is_english(text))
        if not ranked or not question.stems:  # nothing to compare, or no word that says anything
            return Examination(told, ())
        agreed = agreement(ranked)

        def sure(one: Ranked) -> float:
            return confidence(calibration, signals_of(question, one, agreed), question.form)

        chosen = spread(quoted(self.library, question, ranked[: 3 * top_k]), top_k)
        best = sure(ranked[0])
        verdict = calibration.verdict(best) if told.english else "absent"
        limit = max(_AS_SURE * best, calibration.threshold if verdict == "answers" else calibration.floor)
        kept = [one for at, one in enumerate(chosen) if at == 0 or sure(one.ranked) >= limit]
        evidence = self._evidence(question, kept if verdict != "absent" else chosen[:_NEAREST])
        told = replace(told, confidence=best)
        if verdict == "answers":
            answer = replace(told, answered=True, verdict=verdict, evidence=evidence)
        else:
            answer = replace(told, verdict=verdict, nearest=evidence, uncovered_terms=uncovered(question, ranked))
        return Examination(answer, self._evidence(question, chosen))

    def _evidence(self, question: Question, chosen: Sequence[Quoted]) -> tuple[Evidence, ...]:
        return quote([self._place(one) for one in chosen], agreeing(question, chosen, self.library.encoder.is_word))

    def _candidates(self, question: Question, documents: Sequence[str], scope: Scope | None) -> list[Candidate]:
        if documents:
            numbers = [number for document in documents for number in self.library.passage_ids(document)]
            if scope:
                numbers = np.array(numbers)[scope.holds(np.array(numbers))].tolist()
            hits = score(self.library, question, numbers)
        else:
            count = _PASSAGES if self._reranker else _PASSAGES_ALONE
            hits = search(self.library, question, count, scope)
        found = self.library.passages_of([hit.passage for hit in hits])
        return [
            Candidate(
                hit,
                self.library.document_id(passage.record),
                passage,
                tuple(sentences),
                self.library.text(passage.record, sentences[0].sentence.start, sentences[-1].sentence.end),
                self.library.title(passage.record),
            )
            for hit, (passage, sentences) in zip(hits, found, strict=True)
        ]

    def _known(self, document_id: str) -> Document:
        document = self.document(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    def _place(self, one: Quoted) -> Place:
        candidate, first = one.ranked.candidate, one.sentences[0].sentence
        return Place(
            self._known(candidate.document_id), first.section, first.kind, one.start, one.end,
            candidate.start, candidate.start + len(candidate.text), one.score, one.antecedent,
        )  # fmt: skip


def _of_paper(text: str, reading: bibliographic.Reading, top_k: int) -> Examination | None:
    """The answer to a question about a paper itself, or None where it is not about one."""
    if reading.confidence >= bibliographic.SURE:
        evidence = quote([_line(one) for one in reading.stated[:top_k]])
        return Examination(Answer(text, True, reading.confidence, (), of_paper=True, evidence=evidence), evidence)
    if reading.unstated:
        nearest = quote([_line(one) for one in reading.nearest[:top_k]])
        unsure = 1 - bibliographic.CONFIDENCE
        return Examination(Answer(text, False, unsure, reading.unstated, of_paper=True, nearest=nearest), nearest)
    return None


def _line(stated: bibliographic.Stated) -> Place:
    line = stated.statement
    return Place(stated.document, None, "reference", line.start, line.end, line.start, line.end, stated.match)


def _says_something(reading: bibliographic.Reading) -> bool:
    """Whether a question still asks something when the papers it names are taken out."""
    return bool(reading.documents) and bool(subject(reading.rest))
