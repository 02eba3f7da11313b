"""Conversations about a made document, for the tests of exporting and checking."""

from __future__ import annotations

from datetime import UTC, datetime

from corpus import Name, Reference
from index.store.selection import Selection
from qa.answer import Answer, Antecedent, Evidence
from qa.conversations.turns import Conversation, Turn

AT = datetime(2026, 7, 9, 12, 30, tzinfo=UTC)
REFERENCE = Reference(
    title="On fins",
    author=(Name("Fisher", "Ada"),),
    container_title="J Fish Biol",
    issued=(2021, 2),
    volume="7",
    page="1-9",
    DOI="10.1000/fins",
    PMID="123",
)


def evidence(
    quote: str,
    start: int = 0,
    document_id: str = "fisher-2021-0a1b2c",
    reference: Reference = REFERENCE,
    section: str | None = "Results > Fins",
    antecedent: Antecedent | None = None,
    rank: int = 1,
) -> Evidence:
    return Evidence(
        rank=rank,
        score=0.9,
        quote=quote,
        passage=quote,
        passage_start=start,
        document_id=document_id,
        section=section,
        kind="body",
        page=4,
        page_label="359",
        start=start,
        end=start + len(quote),
        reference=reference,
        antecedent=antecedent,
    )


def turn(
    *quotes: Evidence,
    number: int = 1,
    typed: str = "Do fins regrow?",
    question: str = "",
    selection: Selection | None = None,
) -> Turn:
    asked = question or typed
    answer = (
        Answer(asked, True, 0.95, (), evidence=quotes)
        if quotes
        else Answer(asked, False, 0.1, ("feathers",), nearest=(evidence("Nearest."),), uncovered_terms=("wings",))
    )
    return Turn(number, typed, asked, selection or Selection(), answer, AT)


def conversation(*turns: Turn, title: str = "Fins") -> Conversation:
    return Conversation("c" * 32, title, AT, AT, "0123456789abcdef", turns)
