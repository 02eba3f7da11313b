"""Dialogues of a gold set: their turns put in order, and each asked in the context of those before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import GoldError, QuestionError
from index.library import Library
from index.store.selection import Selection
from index.text.words import terms
from qa.answer import Answer
from qa.dialogue.follow_up import Asked, Understood, understand_follow_up
from qa.evaluation.gold import GoldQuestion, some

_TITLE = re.compile("“[^“”]*”")


def in_order(file: Path, questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """The questions, those of a dialogue together, in the order of their turns.

    Raises:
        GoldError: A dialogue does not have each turn from 1 on once, or is in more than one split.
    """
    dialogues: dict[str, list[GoldQuestion]] = {}
    for one in questions:
        dialogues.setdefault(one.dialogue, []).append(one)
    dialogues.pop("", None)
    problems = [f"{name}: {problem}" for name, turns in dialogues.items() if (problem := _problem(turns))]
    if problems:
        raise GoldError(
            f"{file}: broken dialogues, so nothing was measured: {some(problems)}. Number the turns from 1."
        )
    ordered: list[GoldQuestion] = []
    for one in questions:
        ordered += [one] if not one.dialogue else sorted(dialogues.pop(one.dialogue, ()), key=lambda turn: turn.turn)
    return ordered


def _problem(turns: Sequence[GoldQuestion]) -> str:
    """What is wrong with a dialogue, empty where it is whole."""
    numbers = [one.turn for one in turns]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    if twice:
        return f"turn {twice[0]} occurs {numbers.count(twice[0])} times"
    missing = next((number for number in range(1, len(numbers) + 1) if number not in numbers), None)
    if missing:
        return f"turn {missing} is missing"
    return "its turns are of several splits" if len({one.split for one in turns}) > 1 else ""


@dataclass(slots=True)
class Dialogues:
    """The dialogues of a set while they are held.

    Attributes:
        library: What is asked.
    """

    library: Library
    _earlier: dict[str, list[Asked]] = field(default_factory=dict)
    _read: list[tuple[GoldQuestion, Understood]] = field(default_factory=list)

    def understand(self, question: GoldQuestion) -> Understood:
        """A question as its dialogue makes it; unchanged where it is in no dialogue."""
        if not question.dialogue:
            return Understood(question.question, Selection(), False)
        try:
            found = understand_follow_up(question.question, self._earlier.get(question.dialogue, []), self.library)
        except QuestionError:
            return Understood(question.question, Selection(), False)
        self._read.append((question, found))
        return found

    def answered(self, question: GoldQuestion, understood: Understood, answer: Answer) -> None:
        """Remember what was asked and what was quoted, for the turns that follow."""
        if question.dialogue:
            quoted = tuple(dict.fromkeys(one.document_id for one in answer.evidence))
            asked = Asked(understood.question, understood.selection, quoted)
            self._earlier.setdefault(question.dialogue, []).append(asked)

    def notes(self) -> list[str]:
        """How many turns were understood as the set says, and which were not."""
        stated = [(one, found) for one, found in self._read if one.understood]
        if not stated:
            return []
        others = [one.id for one, found in stated if _said(found.question) != _said(one.understood)]
        but = f" Others: {', '.join(others)}." if others else ""
        return [
            f"Understood with the words that the set states: {len(stated) - len(others)} of {len(stated)} turns.{but}"
        ]


def _said(question: str) -> frozenset[str]:
    """The words of a question that say something; a paper's title is one of them, whichever way it is cut."""
    return frozenset(terms(_TITLE.sub(" “title” ", question)))


def follow_ups(questions: Iterable[GoldQuestion]) -> list[GoldQuestion]:
    """The turns after the first of each dialogue."""
    return [one for one in questions if one.turn > 1]
