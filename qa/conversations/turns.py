"""Conversations: questions in their order, each as understood, with the answer that was given then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.store.selection import Selection
from qa.answer import Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer.

    Attributes:
        number: Counts the turns of the conversation, from 1.
        typed: The words typed, tidied.
        question: What it was understood as; needs no earlier question.
        selection: What of the library was asked.
        answer: As given then, whatever the library has now.
        asked_at: When, in UTC.
        narrowed: What the words of the conversation narrowed it to, without the filters of the page
            (``Understood.selection``); follow-ups are understood from it.
    """

    number: int
    typed: str
    question: str
    selection: Selection
    answer: Answer
    asked_at: datetime
    narrowed: Selection = Selection()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns of one owner, kept until they are deleted.

    Attributes:
        id: Cannot be guessed.
        title: The first question, or the name that its owner gave it; empty before the first question.
        created: When, in UTC.
        changed: When something was last asked, in UTC.
        library: ``fingerprint`` of the library that the last turn was asked of; empty without turns.
        turns: In the order asked.
    """

    id: str
    title: str
    created: datetime
    changed: datetime
    library: str
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the list of conversations.

    Attributes:
        id: Of the conversation.
        title: Of the conversation.
        changed: When something was last asked, in UTC.
        turns: How many it has.
    """

    id: str
    title: str
    changed: datetime
    turns: int
