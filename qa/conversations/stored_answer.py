"""Answers read back from JSON, checked: what ``Answer.to_dict`` wrote becomes the same answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast, get_args

from corpus import Reference
from corpus.document import SectionKind
from corpus.errors import AnswerError
from corpus.json_fields import Fields
from qa.answer import Answer, Antecedent, Evidence

Value = TypeVar("Value")


def answer_from(raw: object) -> Answer:
    """The answer that ``Answer.to_dict`` wrote.

    Raises:
        AnswerError: It is none.
    """
    return _stored(_answer_from, raw, "answer")


def evidence_from(raw: object) -> Evidence:
    """The evidence that ``Evidence.to_dict`` wrote.

    Raises:
        AnswerError: It is none, or its quote does not stand in its passage.
    """
    return _stored(_evidence_from, raw, "evidence")


def _stored(read: Callable[[object, str], Value], raw: object, called: str) -> Value:
    try:
        return read(raw, called)
    except ValueError as error:
        raise AnswerError(f"The stored answer cannot be read: {error}. Ask the question again.") from error


def _answer_from(raw: object, called: str) -> Answer:
    fields = Fields(raw, called)
    answered = fields.get("answered", bool)
    return Answer(
        question=fields.get("question", str),
        answered=answered,
        confidence=fields.number("confidence"),
        missing_terms=fields.several("missing_terms", str),
        evidence=fields.each("evidence", _evidence_from),
        nearest=() if answered else fields.each("nearest", _evidence_from),
        of_paper=fields.get("of_paper", bool),
        uncovered_terms=fields.several("uncovered_terms", str),
    )


def _evidence_from(raw: object, called: str) -> Evidence:
    fields = Fields(raw, called)
    found = Evidence(
        rank=fields.get("rank", int),
        score=fields.number("score"),
        quote=fields.get("quote", str),
        passage=fields.get("passage", str),
        passage_start=fields.get("passage_start", int),
        document_id=fields.get("document_id", str),
        section=fields.perhaps("section", str),
        kind=cast(SectionKind, fields.get("kind", str)),
        page=fields.perhaps("page", int),
        page_label=fields.get("page_label", str),
        start=fields.get("start", int),
        end=fields.get("end", int),
        reference=_reference_from(fields.get("reference", dict), f"{called}.reference"),
        cites=fields.each("cites", _reference_from),
        antecedent=_antecedent_from(fields.perhaps("antecedent", dict), f"{called}.antecedent"),
        agrees=fields.several("agrees", int),
    )
    at = found.start - found.passage_start
    if found.kind not in get_args(SectionKind):
        raise ValueError(f"{called}.kind is unknown")
    if not 0 <= at < found.end - found.passage_start or not found.passage_start >= 0:
        raise ValueError(f"{called}.start is not in the passage")
    if found.passage[at : found.end - found.passage_start] != found.quote:
        raise ValueError(f"{called}.quote does not stand in the passage where it should")
    return found


def _reference_from(raw: object, called: str) -> Reference:
    try:
        return Reference.from_any(raw)
    except ValueError as error:
        raise ValueError(f"{called} is {error}") from error


def _antecedent_from(raw: object | None, called: str) -> Antecedent | None:
    if raw is None:
        return None
    fields = Fields(raw, called)
    return Antecedent(fields.get("text", str), fields.get("start", int), fields.get("end", int))
