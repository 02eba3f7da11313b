"""One open library, ready to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from corpus import Document
from corpus.errors import LibraryError
from index.library import Library
from index.settings import Settings
from qa import bibliographic
from qa.answer import Answer, Place, quote
from qa.confidence import THRESHOLD, confidence, signals
from qa.question import Question, tidy, understand
from qa.rank import Candidate, LateInteraction, Ranked, Ranker
from qa.reference_fields import subject
from qa.search import search

TOP_K = 5
_PASSAGES = 20  # passages whose sentences are ranked
_WORTH_SHOWING = 0.5  # share of the best sentence's score


class Engine:
    """Answers questions from one library; safe to share between threads.

    Attributes:
        library: The library.
    """

    def __init__(self, library: Library, ranker: Ranker | None = None) -> None:
        self.library = library
        self._ranker = ranker or LateInteraction(library)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def refreshed(self) -> Engine:
        """This engine, or one of the generation that a writer has put in the place of this one's since.

        Where that cannot be opened, this engine goes on with the old one.
        """
        if self.library.is_current:
            return self
        try:
            library = Library.open(self.library.folder, Settings(self.library.manifest.model))
        except LibraryError:
            return self
        return Engine(library)

    def close(self) -> None:
        """Release the library's files."""
        self.library.close()

    def ask(self, question: str, top_k: int = TOP_K) -> Answer:
        """Answer a question.

        Args:
            question: In words or keywords, at most 2,000 characters.
            top_k: Most pieces of evidence, at least 1.

        Raises:
            QuestionError: The question is empty or too long.
            ValueError: ``top_k`` is less than 1.
        """
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}; it must be at least 1.")
        text = tidy(question)
        reading = bibliographic.read(text, self.library)
        if reading.confidence >= THRESHOLD:
            return self._from_reference(text, reading, top_k)
        if reading.unstated:
            nearest = quote([_line(one) for one in reading.nearest[:top_k]])
            return Answer(text, False, 1 - bibliographic.CONFIDENCE, reading.unstated, of_paper=True, nearest=nearest)
        understood, ranked = self.rank(reading, text)
        return self._from_text(text, understood, ranked, top_k)

    def rank(self, reading: bibliographic.Reading, text: str) -> tuple[Question, list[Ranked]]:
        """The question understood, and the sentences that may answer it, best first."""
        question = understand(reading.rest if _says_something(reading) else text, self.library)
        return question, self._ranker.rank(question, self._candidates(question, reading.documents))

    def document(self, document_id: str) -> Document | None:
        """A document of the library, or None where it has none of that id."""
        return self.library.document(document_id)

    def _from_text(self, text: str, question: Question, ranked: Sequence[Ranked], top_k: int) -> Answer:
        if not ranked or not question.stems:  # nothing to compare, or no word that says anything
            return Answer(text, False, 0.0, question.missing)
        sure = confidence(signals(question, ranked, self.library), text)
        worth = [one for one in ranked if one.score >= _WORTH_SHOWING * ranked[0].score]
        evidence = quote([self._place(one) for one in worth[:top_k]])
        if sure < THRESHOLD:
            return Answer(text, False, sure, question.missing, nearest=evidence)
        return Answer(text, True, sure, question.missing, evidence=evidence)

    def _from_reference(self, text: str, reading: bibliographic.Reading, top_k: int) -> Answer:
        evidence = quote([_line(one) for one in reading.stated[:top_k]])
        return Answer(text, True, reading.confidence, (), of_paper=True, evidence=evidence)

    def _candidates(self, question: Question, documents: Sequence[str]) -> list[Candidate]:
        """Every sentence of the best passages once, in the passage where it stands nearest the middle."""
        if documents:
            passages = [number for document in documents for number in self.library.passage_ids(document)]
        else:
            passages = [hit.passage for hit in search(self.library, question, _PASSAGES)]
        best: dict[int, tuple[float, Candidate]] = {}
        for passage, sentences in self.library.passages_of(passages):
            text = self._known(self.library.document_id(passage.record)).text
            for at, stored in enumerate(sentences):
                off = abs(at - (len(sentences) - 1) / 2)
                if stored.id not in best or off < best[stored.id][0]:
                    around = (sentences[0].sentence.start, sentences[-1].sentence.end)
                    printed = text[stored.sentence.start : stored.sentence.end]
                    best[stored.id] = (off, Candidate(stored, around, printed))
        return [candidate for _, candidate in sorted(best.values(), key=lambda pair: pair[1].sentence.id)]

    def _known(self, document_id: str) -> Document:
        document = self.document(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    def _place(self, ranked: Ranked) -> Place:
        stored = ranked.candidate.sentence
        place = stored.sentence
        document = self._known(self.library.document_id(stored.record))
        return Place(
            document, place.section, place.kind, place.start, place.end, *ranked.candidate.passage, ranked.score
        )


def _line(stated: bibliographic.Stated) -> Place:
    line = stated.statement
    return Place(stated.document, None, "reference", line.start, line.end, line.start, line.end, stated.match)


def _says_something(reading: bibliographic.Reading) -> bool:
    """Whether a question still asks something when the papers it names are taken out."""
    return bool(reading.documents) and bool(subject(reading.rest))
