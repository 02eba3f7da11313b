"""What a conversation has asked so far, and how its next question was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.store.selection import Selection

OPENING, CLOSING = "“", "”"  # around the title of a paper that a question was completed with


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked before.

    Attributes:
        question: As understood; it stands alone.
        selection: What the words of the conversation kept it to (``Understood.selection``), without the filters of the
            page.
        documents: Ids of the papers that the answer quoted, best first; empty where it was refused.
    """

    question: str
    selection: Selection
    documents: tuple[str, ...]

    @property
    def names_a_paper(self) -> bool:
        """Whether it was completed with the title of a paper."""
        return OPENING in self.question and CLOSING in self.question


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is asked.

    Attributes:
        question: Stands alone.
        selection: What the words of the conversation keep it to; all papers where they say nothing.
        is_follow_up: Whether it was read together with an earlier question.
    """

    question: str
    selection: Selection
    is_follow_up: bool


def last_documents(earlier: Sequence[Asked]) -> tuple[str, ...]:
    """The papers of the last answer that quoted any."""
    return next((one.documents for one in reversed(earlier) if one.documents), ())


def standing(earlier: Sequence[Asked]) -> Selection:
    """What the conversation is kept to; a question about one paper keeps the next ones to nothing."""
    return next((one.selection for one in reversed(earlier) if not one.names_a_paper), Selection())
