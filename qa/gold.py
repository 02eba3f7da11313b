"""Gold sets: questions with the answers that a collection gives, or without any where it gives none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document
from corpus.errors import GoldError

_SHOWN = 5  # broken rows named in a message


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A text that answers.

    Attributes:
        text: Verbatim.
        document: The document it stands in, by id, file name, DOI or title; empty for any.
    """

    text: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A row of a gold set.

    Attributes:
        id: Its name in reports.
        question: As asked.
        answers: Each of them would do; empty where the collection does not answer.
        split: "tune" or "report", empty where the set has no split.
    """

    id: str
    question: str
    answers: tuple[GoldAnswer, ...]
    split: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document.

    Attributes:
        document: Its id.
        start: Offset of the first character.
        end: Offset after the last.
    """

    document: str
    start: int
    end: int


def read_gold(file: Path, split: str | None = None) -> list[GoldQuestion]:
    """Read JSON lines with ``question``, ``answers`` ([{"document", "text"}]) and, where wanted, ``id`` and ``split``.

    ``answer`` and ``document`` may stand in the row itself.

    Raises:
        GoldError: The file cannot be read, has broken rows or ids twice, or has no question of that split.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{file}: the gold set cannot be read ({error}).") from error
    rows: list[GoldQuestion] = []
    broken: list[str] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                rows.append(_row(json.loads(line), number))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                broken.append(f"line {number} ({_reason(error)})")
    if broken:
        more = f" and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
        raise GoldError(f"{file}: broken rows, so nothing was measured: {', '.join(broken[:_SHOWN])}{more}.")
    twice = [name for name, count in Counter(row.id for row in rows).items() if count > 1]
    if twice:
        raise GoldError(f"{file}: these ids stand on more than one row: {', '.join(twice[:_SHOWN])}. Make them unique.")
    chosen = [row for row in rows if split in {None, row.split}]
    if not chosen:
        raise GoldError(f"{file}: has no questions" + (f" of the split {split!r}." if split else "."))
    return chosen


def _row(raw: Any, number: int) -> GoldQuestion:
    if not isinstance(raw, dict) or not isinstance(raw.get("question"), str) or not raw["question"].strip():
        raise ValueError('needs a text under "question"')
    document = str(raw.get("document") or raw.get("document_id") or "")
    listed = raw.get("answers", raw.get("answer"))
    if listed is None:
        listed = []
    answers = [_answer(one, document) for one in (listed if isinstance(listed, list) else [listed]) if one]
    if raw.get("answerable") is False:
        answers = []
    row_id = number if raw.get("id") is None else raw["id"]
    return GoldQuestion(str(row_id), raw["question"], tuple(answers), str(raw.get("split") or ""))


def _answer(raw: Any, document: str) -> GoldAnswer:
    if isinstance(raw, str):
        return GoldAnswer(raw, document)
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or not raw["text"].strip():
        raise ValueError('an answer needs a "text"')
    return GoldAnswer(raw["text"], str(raw.get("document") or document))


def _reason(error: Exception) -> str:
    return "no JSON" if isinstance(error, json.JSONDecodeError | RecursionError) else str(error)


def locate(row: GoldQuestion, documents: Iterable[Document]) -> list[list[Span]]:
    """Where each answer stands: every occurrence in the documents it may stand in.

    Raises:
        GoldError: A document is not in the library, or an answer not in its text.
    """
    known = list(documents)
    return [_occurrences(row, answer, known) for answer in row.answers]


def _occurrences(row: GoldQuestion, answer: GoldAnswer, documents: list[Document]) -> list[Span]:
    meant = [document for document in documents if not answer.document or answer.document in _names(document)]
    if not meant:
        raise GoldError(f"Question {row.id}: the document {answer.document!r} is not in the library.")
    spans = [
        Span(document.id, start, start + len(answer.text))
        for document in meant
        for start in _find_all(document.text, answer.text)
    ]
    if not spans:
        where = meant[0].source if answer.document else "any document"
        raise GoldError(f"Question {row.id}: the answer {answer.text[:60]!r} does not stand in {where}.")
    return spans


def _names(document: Document) -> set[str]:
    return {document.id, document.source, Path(document.source).stem, document.reference.DOI, document.reference.title}


def _find_all(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found
