"""The questions of open conversations so far, and turns as they are shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from pathlib import Path

from corpus.errors import ReviewqaError
from index.library import Library
from index.store.selection import Selection
from qa.answering.engine import Engine
from qa.answering.question import tidy
from qa.answering.senses import readings
from qa.conversations.changes import still_there
from qa.conversations.judgements import Judgements, Verdict, default_judgements
from qa.conversations.store import ConversationStore
from qa.conversations.turns import Turn
from qa.dialogue.follow_up import Asked, Understood, narrowed, understand_follow_up
from qa.web.chat import html as chat_html
from qa.web.chat.html import TurnView

_REMEMBERED = 500  # conversations
_Key = tuple[str, str]  # owner and conversation


class Memory:
    """The questions of conversations, so that a new question need not read all earlier answers from the disk.

    A conversation that is not remembered is read from the store. Safe to share between threads.
    """

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._known: OrderedDict[_Key, tuple[Asked, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def asked(self, owner: str, conversation: str) -> tuple[Asked, ...]:
        """The questions of a conversation, the first one first; none for a new one.

        Raises:
            ConversationNotFoundError: The owner has none of this id.
        """
        if not conversation:
            return ()
        with self._lock:
            known = self._known.get((owner, conversation))
        if known is None:
            turns = self._store.get(owner, conversation).turns
            known = tuple(_asked(turn) for turn in turns)
            self._keep((owner, conversation), known)
        return known

    def add(self, owner: str, conversation: str, turn: Turn) -> None:
        """Remember a turn, in place of one with its number."""
        known = self.asked(owner, conversation)
        place = turn.number - 1
        self._keep((owner, conversation), (*known[:place], _asked(turn), *known[place + 1 :]))

    def _keep(self, key: _Key, known: tuple[Asked, ...]) -> None:
        with self._lock:
            self._known[key] = known
            self._known.move_to_end(key)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


def understood(
    typed: str, edited: str, as_typed: bool, place: int, earlier: tuple[Asked, ...], library: Library
) -> Understood:
    """The question to ask.

    Args:
        typed: The words typed.
        edited: How the user corrected an earlier reading of them; empty where not.
        as_typed: Whether the user said that it needs no earlier question.
        place: Number of the turn that is asked again; 0 for a new one.
        earlier: The conversation so far.
        library: The library that is asked.

    Raises:
        QuestionError: It is empty or too long.
    """
    if as_typed:
        return Understood(tidy(typed), Selection(), False)
    if not edited:
        return understand_follow_up(typed, earlier[: place - 1] if place else earlier, library)
    read = understand_follow_up(edited, (), library)
    kept = earlier[place - 1].selection if 0 < place <= len(earlier) else Selection()
    return Understood(read.question, read.selection or kept, False)


def asked_of(selection: Selection, library: Library) -> str:
    """What of the library is asked, in words; papers by their titles."""
    if not selection.documents:
        return str(selection) if selection else ""
    titles = [f"“{library.title(record)}”" for name in selection.documents if (record := library.catalog.record(name))]
    rest = str(Selection((), selection.first, selection.last, selection.journals, selection.section)).removeprefix(
        "documents"
    )
    kind = "reviews among " if selection.reviews_only else ""
    few = ", ".join(titles[:2]) + (f" and {len(titles) - 2} more" if len(titles) > 2 else "")
    return f"{kind}{few}{rest}"


def both(words: Selection, filters: Selection) -> Selection:
    """What both the words of the conversation and the filters of the library pane allow."""
    return narrowed(words, filters) if words and filters else words or filters


def drawn(turn: Turn, engine: Engine, judgements: Judgements, changed: bool) -> str:
    """A stored turn as HTML.

    Args:
        turn: The turn.
        engine: Of the library as it is now.
        judgements: Of quotes and answers.
        changed: Whether the library has changed since the conversation.
    """
    in_library = still_there(turn, engine.library) if changed else {}
    gone = not all(in_library.values())
    view = TurnView(
        turn.typed,
        turn.question,
        turn.answer,
        turn.question != turn.typed,
        asked_of(turn.selection, engine.library),
        readings(turn.question, engine.library),
        verdicts=verdicts(judgements, turn),
        in_library=in_library,
        from_store=True,
        notice="The library has changed since; it no longer has the quotes that are marked." if gone else "",
    )
    return chat_html.turn(view)


def verdicts(judgements: Judgements, turn: Turn) -> dict[int | None, Verdict]:
    """The judgements of a turn; none where they cannot be read, which is reported at the next judgement."""
    try:
        return judgements.verdicts(turn)
    except ReviewqaError:
        return {}


def judgements_of(engine: Engine) -> Judgements:
    """Where judgements of an engine's answers are kept."""
    return _judgements(default_judgements(engine.library.folder))


@cache
def _judgements(file: Path) -> Judgements:
    """One for each file, as it remembers what it has read."""
    return Judgements(file)


def _asked(turn: Turn) -> Asked:
    papers = dict.fromkeys(one.document_id for one in turn.answer.evidence)
    return Asked(turn.question, turn.narrowed, tuple(papers))
