"""Where the answers of a gold set are in a library's documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from corpus import Document
from index.library import Library
from qa.evaluation.gold import GoldAnswer, GoldQuestion

Names = Mapping[str, Sequence[str]]
"""Ids of the library's documents, by what a set may call them."""


class Span(NamedTuple):
    """A place in a document.

    Attributes:
        document: Its id.
        start: Offset of the first character.
        end: Offset after the last.
    """

    document: str
    start: int
    end: int

    def common(self, document: str, start: int, end: int) -> int:
        """How many characters it shares with a stretch of a document; 0 or less where none."""
        return min(self.end, end) - max(self.start, start) if self.document == document else 0


@dataclass(frozen=True, slots=True)
class Target:
    """What would answer a question, in terms of the library.

    Attributes:
        answers: Of each answer, every place where it is.
        documents: Grade of each relevant document, by its id.
        traps: Every place of each text that looks like an answer and is none.
    """

    answers: tuple[tuple[Span, ...], ...] = ()
    documents: Mapping[str, int] = field(default_factory=dict)
    traps: tuple[Span, ...] = ()

    @property
    def relevant(self) -> Mapping[str, int]:
        """Grades of the documents; where the set names answers instead, 1 for each that holds one."""
        return self.documents or {span.document: 1 for spans in self.answers for span in spans}


@dataclass(frozen=True, slots=True)
class Located:
    """Targets of a set's questions.

    Attributes:
        targets: By the questions' ids; without those of which no answer was found.
        problems: One for each answer that was not found.
    """

    targets: Mapping[str, Target]
    problems: tuple[str, ...]


def library_names(library: Library) -> Names:
    """What a user may call the documents of a library: id, file name with or without its ending, DOI, title."""
    names: dict[str, dict[str, None]] = {}
    for entry in library.catalog.entries():
        files = [file.rsplit("/", 1)[-1] for file in entry.files]
        called = [entry.id, *files, *(Path(file).stem for file in files), entry.reference.DOI, entry.reference.title]
        for name in filter(None, called):
            names.setdefault(name, {})[entry.id] = None
    return {name: tuple(ids) for name, ids in names.items()}


def locate(questions: Iterable[GoldQuestion], library: Library, names: Names) -> Located:
    """Find every answer; each document is read once, and only where an answer may be in it.

    Args:
        questions: Of a set.
        library: Its documents, or the user's.
        names: What the set may call them.
    """
    listed = list(questions)
    spans: dict[tuple[str, int], list[Span]] = {}
    for document, wanted in _by_document(listed, library, names):
        for key, answer in wanted:
            spans.setdefault(key, []).extend(Span(document.id, *place) for place in _places(document.text, answer))
    targets: dict[str, Target] = {}
    problems: list[str] = []
    for one in listed:
        found = [tuple(spans.get((one.id, at), ())) for at in range(len(one.answers) + len(one.traps))]
        for at, answer in enumerate([*one.answers, *one.traps]):
            if not found[at]:
                problems.append(f"question {one.id}: {_problem(answer, library, names)}")
        answers, traps = found[: len(one.answers)], found[len(one.answers) :]
        target = Target(
            tuple(filter(None, answers)), _graded(one.relevant, names), tuple(span for spans in traps for span in spans)
        )
        if target.relevant or not one.is_answerable:
            targets[one.id] = target
    return Located(targets, tuple(problems))


def _by_document(
    questions: Sequence[GoldQuestion], library: Library, names: Names
) -> Iterator[tuple[Document, list[tuple[tuple[str, int], GoldAnswer]]]]:
    anywhere = []
    wanted: dict[str, list[tuple[tuple[str, int], GoldAnswer]]] = {}
    for one in questions:
        for at, answer in enumerate([*one.answers, *one.traps]):
            if not answer.document:
                anywhere.append(((one.id, at), answer))
            for document_id in names.get(answer.document, ()):
                wanted.setdefault(document_id, []).append(((one.id, at), answer))
    for document_id in library.catalog.document_ids() if anywhere else sorted(wanted):
        document = library.document(document_id)
        if document is not None:
            yield document, [*anywhere, *wanted.get(document_id, ())]


def _graded(relevant: Mapping[str, int], names: Names) -> dict[str, int]:
    """Grades by the library's ids; documents that turned out to be one work have the best grade of any."""
    found: dict[str, int] = {}
    for name, grade in relevant.items():
        for document_id in names.get(name, ()):
            found[document_id] = max(grade, found.get(document_id, 0))
    return found


def _places(text: str, answer: GoldAnswer) -> list[tuple[int, int]]:
    if answer.start is None:
        return _occurrences(text, answer.text)
    start = nearest(text, answer.text, answer.start)
    return [] if start is None else [(start, start + len(answer.text))]


def nearest(text: str, part: str, wanted: int) -> int | None:
    """Offset of the occurrence of a part that is nearest to the one wanted; None where there is none."""
    if wanted >= 0 and text.startswith(part, wanted):
        return wanted
    places = (match.start() for match in re.finditer(f"(?={re.escape(part)})", text))
    return min(places, key=lambda start: abs(start - wanted), default=None)


def _occurrences(text: str, part: str) -> list[tuple[int, int]]:
    """Where the text has the part; white space may differ, as between a PDF's lines and what is copied from them."""
    pattern = re.escape(part) if part in text else r"\s+".join(map(re.escape, part.split()))
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", text)] if pattern else []


def _problem(answer: GoldAnswer, library: Library, names: Names) -> str:
    meant = names.get(answer.document, ())
    if answer.document and not meant:
        return f"the document {answer.document!r} is not in the library"
    document = library.document(meant[0]) if meant else None
    return f"the answer {answer.text[:60]!r} is not in {document.source if document else 'any document'}"
