"""Related questions: what the library can answer, near a question that it cannot.

Questions are made from the passages nearest to the one asked; only those are offered that the engine was asked and has
answered, from the very passage they were made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from corpus import Document
from index.library import Library
from index.store.selection import Scope, Selection
from index.text.words import content_words
from qa.answer import Answer, Evidence
from qa.answering.engine import Engine
from qa.answering.question import Question, understand
from qa.answering.search import search
from qa.english.lexicon import CLAUSE_WORDS
from qa.english.noun_phrases import tokens
from qa.suggesting.question_generation import questions_of

_MARGIN = 0.1  # above the threshold, so that what is offered is not answered by a hair's breadth
_PASSAGES = 25  # nearest ones that questions are made from
_POSED = 16  # questions that are compared with the one asked
_TRIED = 8  # that the engine is asked
_READ = 4  # passages that the cross-encoder reads to check one: as telling here as all of them, and quicker
_NEAR = 0.35  # cosine from which on a question is about what was asked about
_LIKE = 0.7  # share of words in common from which on two questions are the same
_SAYS = 3  # words that a question keeps when its end is left out
_LONGEST = 120  # characters of what is offered
# "during pregnancy", "in children with diabetes", at the end of a question.
_PLACE = re.compile(
    r"\s+(?:in|during|for|after|before|with|without|among|under|at|on|per|from|near|inside|within)\s+([^,?]+?)\s*\??$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Posed:
    """A question that may be offered.

    Attributes:
        text: The question.
        document_id: The paper that must answer it.
        start: Offset of the passage that must answer it.
        end: Offset after it.
    """

    text: str
    document_id: str
    start: int
    end: int

    def is_from(self, evidence: Evidence) -> bool:
        """Whether evidence is where the question was made."""
        return evidence.document_id == self.document_id and evidence.start < self.end and self.start < evidence.end


def related(engine: Engine, answer: Answer, most: int = 3, selection: Selection | None = None) -> tuple[str, ...]:
    """Questions that the library answers, near one that it does not.

    Args:
        engine: That gave the answer.
        answer: A refusal, or an answer that is not sure.
        most: Most questions.
        selection: What was asked.

    Returns:
        Nearest first, each answered by the engine with a margin; empty where there is none.
    """
    if answer.of_paper:
        posed = list(_about_papers(engine.library, answer))
    else:
        question = understand(answer.question, engine.library)
        made = _from_passages(engine.library, question, engine.library.select(selection))
        posed = _near(engine.library, question, [*_without_place(answer), *made])
    taken: list[str] = []
    for one, closer in islice(_promising(engine, posed[:_TRIED], selection), most):
        if all(_is_answer(engine, one, answer) for answer in closer):
            taken.append(one.text)
    return tuple(taken)


def _promising(
    engine: Engine, posed: Iterable[_Posed], selection: Selection | None
) -> Iterator[tuple[_Posed, Iterator[Answer]]]:
    """The questions that are answered at first sight, each with the answers that come of reading closer."""
    for one in posed:
        answers = engine.answers(one.text, 1, selection, read=_READ)
        if _is_answer(engine, one, next(answers)):
            yield one, answers


def _is_answer(engine: Engine, posed: _Posed, answer: Answer) -> bool:
    """Whether it answers, and from where the question was made."""
    sure = answer.answered and answer.confidence >= engine.calibration.threshold + _MARGIN
    return sure and posed.is_from(answer.evidence[0])


def _from_passages(library: Library, question: Question, among: Scope | None) -> list[_Posed]:
    """Questions made of the sentences of the passages nearest to a question."""
    hits = search(library, question, _PASSAGES, among)
    found = library.passages_of([hit.passage for hit in hits])
    texts = [
        (passage, start := sentences[0].sentence.start, library.text(passage.record, start, sentences[-1].sentence.end))
        for passage, sentences in found
    ]
    plain = frozenset(token.text for text in (question.text, *(text for _, _, text in texts)) for token in tokens(text))
    return [
        _Posed(made, library.document_id(passage.record), start, start + len(text))
        for (passage, start, text), (_, sentences) in zip(texts, found, strict=True)
        for one in sentences
        for made in questions_of(text[one.sentence.start - start : one.sentence.end - start], plain)
    ]


def _without_place(answer: Answer) -> Iterator[_Posed]:
    """The question without its last words where only these are what the library lacks: "… during pregnancy"."""
    place, found = _PLACE.search(answer.question), answer.nearest or answer.evidence
    if not place or not found or not _is_question(answer.question):
        return
    kept = answer.question[: place.start()]
    lacking = {*answer.missing_terms, *answer.uncovered_terms}
    known = [kept[word.start : word.end] not in lacking for word in content_words(kept)]
    if len(known) >= _SAYS and all(known):
        best = found[0]
        yield _Posed(f"{kept}?", best.document_id, best.passage_start, best.passage_start + len(best.passage))


def _is_question(text: str) -> bool:
    """Whether it begins like a question, and is not made of keywords."""
    return any(token.low in CLAUSE_WORDS for token in tokens(text)[:1])


def _near(library: Library, question: Question, posed: Iterable[_Posed]) -> list[_Posed]:
    """The questions that are about what was asked, nearest first, none like another or like the one asked."""
    asked = _stems(library, question.text)
    idf = library.lexical.idf
    sharing = {one: sum(map(idf, asked & _stems(library, one.text))) for one in posed if len(one.text) <= _LONGEST}
    first = sorted((one for one in sharing if sharing[one] > 0), key=lambda one: -sharing[one])[:_POSED]
    encoded = library.encoder.encode_queries([library.abbreviations.expand(one.text) for one in first])
    nearness = {one: float(question.vector @ made.vector) for one, made in zip(first, encoded, strict=True)}
    taken: list[_Posed] = []
    for one in sorted(first, key=lambda one: -nearness[one]):
        own = _stems(library, one.text)
        seen = [asked, *(_stems(library, other.text) for other in taken)]
        if nearness[one] >= _NEAR and all(_share(own, other) < _LIKE for other in seen):
            taken.append(one)
    return taken


def _about_papers(library: Library, answer: Answer) -> Iterator[_Posed]:
    """What the papers print about themselves, where something was asked that they do not print."""
    for name in dict.fromkeys(one.document_id for one in answer.nearest):
        document = library.document(name)
        named = document and _named(document)
        if document and named:
            for text, field in (
                (f"In which journal was {named} published?", "container-title" if document.reference.author else ""),
                (f"When was {named} published?", "issued"),
                (f"What is the title of {named}?", "title"),
            ):
                yield from _stated(document, text, field)


def _named(document: Document) -> str:
    """A paper in words that the engine reads as its name; empty where it has neither an author nor a journal."""
    reference = document.reference
    if reference.author:
        return f"the paper by {reference.author[0].family}"
    return f"the paper in {reference.container_title}" if reference.container_title else ""


def _stated(document: Document, text: str, field: str) -> Iterator[_Posed]:
    for statement in document.statements:
        if field in statement.fields:
            yield _Posed(text, document.id, statement.start, statement.end)
            return


def _stems(library: Library, text: str) -> frozenset[str]:
    """Stems of the words that say something, abbreviations written out."""
    return frozenset(word.stem for word in content_words(library.abbreviations.expand(text)))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0
