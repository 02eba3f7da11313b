"""BioASQ (Tsatsaronis et al. 2015): questions with gold snippets of PubMed abstracts, which are its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, Reference
from corpus.composed import Composer
from corpus.errors import GoldError
from corpus.text import on_one_line
from qa.evaluation.files import json_rows, string
from qa.evaluation.gold import GoldAnswer, GoldQuestion, GoldSet, chosen, refuse_broken, refuse_twice, some
from qa.wording import counted

_FORMAT = "BioASQ snippets"
_PMID = re.compile(r"(?:.*/)?0*([1-9]\d{0,8})/?")


@dataclass(frozen=True, slots=True)
class _Snippet:
    pmid: str
    text: str
    is_title: bool


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    question: str
    snippets: tuple[_Snippet, ...]


def recognises(parsed: Any) -> bool:
    """Whether JSON is the official object of questions."""
    listed = parsed.get("questions") if isinstance(parsed, dict) else None
    return isinstance(listed, list) and any(isinstance(one, dict) and ("body" in one) for one in listed)


def read(file: Path, parsed: Any, split: str | None) -> GoldSet:
    """Make a set of the official JSON.

    Raises:
        GoldError: Questions are broken, an id occurs twice, or none has a snippet.
    """
    rows, broken = [], []
    for number, raw in enumerate(parsed["questions"], 1):
        try:
            rows.append(_row(raw, number))
        except ValueError as error:
            broken.append(f"question {number} ({error})")
    refuse_broken(file, broken)
    return _set(file, rows, split)


def read_lines(file: Path, text: str, split: str | None) -> GoldSet:
    """Make a set of JSON lines, a question each; raises as ``read`` does."""
    return _set(file, json_rows(file, text, _row), split)


def _row(raw: Any, number: int) -> _Row:
    question = string(raw, "body", "question")
    if not question:
        raise ValueError('needs a text under "body" or "question"')
    listed = raw.get("snippets") or []
    if not isinstance(listed, list):
        raise ValueError('"snippets" is not a list')
    return _Row(string(raw, "id") or str(number), question, tuple(map(_snippet, listed)))


def _snippet(raw: Any) -> _Snippet:
    text = on_one_line(string(raw, "text"))
    pmid = _PMID.fullmatch(string(raw, "pmid", "document"))
    if not text or not pmid:
        raise ValueError('a snippet needs a "text" and the number or address of its document at PubMed')
    return _Snippet(pmid[1], text, string(raw, "section", "beginSection") == "title")


def _set(file: Path, rows: list[_Row], split: str | None) -> GoldSet:
    refuse_twice(file, (row.id for row in rows))
    by_pmid: dict[str, dict[str, _Snippet]] = {}
    for row in rows:
        for one in row.snippets:
            by_pmid.setdefault(one.pmid, {}).setdefault(one.text, one)
    if not by_pmid:
        raise GoldError(f"{file}: has no questions with snippets, so there is nothing to measure.")
    documents = {pmid: _document(pmid, list(held.values())) for pmid, held in by_pmid.items()}

    def place(one: _Snippet) -> GoldAnswer:
        return GoldAnswer(one.text, one.pmid, documents[one.pmid].text.index(one.text))

    questions = [
        GoldQuestion(row.id, row.question, tuple(dict.fromkeys(map(place, row.snippets))))
        for row in rows
        if row.snippets
    ]
    without = [row.id for row in rows if not row.snippets]
    notes = [f"Not asked: {counted(len(without), 'question')} without a snippet: {some(without)}."] if without else []
    return GoldSet(file, chosen(file, questions, split), documents, tuple(notes))


def _document(pmid: str, snippets: list[_Snippet]) -> Document:
    """The snippets of one abstract, a paragraph each; one that is inside another is not written again."""
    title = next((one.text for one in snippets if one.is_title), "")
    composer = Composer()
    for text in _outermost(one.text for one in snippets):
        composer.paragraph(text)
    return composer.document(pmid, _FORMAT, Reference(title=title.rstrip("."), PMID=pmid))


def _outermost(texts: Iterable[str]) -> Iterator[str]:
    every = list(dict.fromkeys(texts))
    for text in every:
        if not any(text in other and text != other for other in every):
            yield text
