"""The events of the chat. A message to the page is a dictionary that ``chat.js`` or ``aside.js`` reads."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import gradio as gr

from corpus.errors import ConversationNotFoundError, ReviewqaError
from index.store.selection import Selection
from qa.answering.engine import Engine
from qa.answering.senses import readings
from qa.conversations.changes import fingerprint, has_changed
from qa.conversations.store import ConversationStore
from qa.conversations.turns import Turn
from qa.suggesting.related import related
from qa.web.chat import html as chat_html
from qa.web.chat import turns
from qa.web.chat.html import TurnView
from qa.web.chat.turns import Memory
from qa.web.server.guard import owner_of
from qa.web.source.html import source_html

_log = logging.getLogger(__name__)
_FAULT = "This question failed because of an error in the program; the server printed where. Ask it in other words."
Message = dict[str, Any]
_MOST_QUOTES = 200
_RELATED = 3


class ChatPane:
    """What the events of the chat do; it keeps no state of any browser tab, as each event names its conversation."""

    def __init__(self, current: Callable[[], Engine], store: ConversationStore) -> None:
        """Make the pane.

        Args:
            current: The engine of the library's newest generation.
            store: Keeps the conversations.
        """
        self._current = current
        self._store = store
        self._memory = Memory(store)
        self._serial = count(1)

    def ask(self, filters: Selection, sent: gr.EventData, request: gr.Request) -> Iterator[Message]:
        """The first answer, and then the final one, which is stored."""
        typed, place = text(sent, "typed"), text(sent, "place")
        try:
            yield from self._answers(typed, place, filters, sent, owner_of(request))
        except ReviewqaError as error:
            yield self._message("turn", place=place, html=chat_html.problem(typed, str(error)), state="problem")
        except Exception:  # without a message the page would wait for ever
            _log.exception("A question failed")
            yield self._message("turn", place=place, html=chat_html.problem(typed, _FAULT), state="problem")

    def _answers(self, typed: str, place: str, filters: Selection, sent: gr.EventData, owner: str) -> Iterator[Message]:
        engine = self._current()
        conversation, instead = text(sent, "conversation"), number(sent, "instead")
        earlier = self._memory.asked(owner, conversation)
        found = turns.understood(
            typed, text(sent, "edited"), getattr(sent, "as_typed", False) is True, instead, earlier, engine.library
        )
        selection = turns.both(found.selection, filters)
        view, html = None, ""
        for answer in engine.answers(found.question, selection=selection or None):
            if view:
                view = replace(view, answer=answer)
            else:
                view = TurnView(
                    typed.strip(), found.question, answer, found.question != " ".join(typed.split()),
                    turns.asked_of(selection, engine.library), readings(found.question, engine.library),
                )  # fmt: skip
            html = chat_html.turn(view)
            yield self._message("turn", place=place, html=html, state="first", answered=answer.answered)
        if view is None:
            return
        try:
            conversation = conversation or self._store.create(owner)
            turn = self._store.add(
                owner, conversation, typed, found.question, selection, view.answer, fingerprint(engine.library),
                place=instead or None, narrowed=found.selection,
            )  # fmt: skip
            self._memory.add(owner, conversation, turn)
        except ReviewqaError as error:
            html = chat_html.turn(replace(view, notice=f"This answer is not kept. {error}", from_store=True))
            yield self._message("turn", place=place, html=html, state="unkept", answered=view.answer.answered)
            return
        said = turns.verdicts(turns.judgements_of(engine), turn)
        html = chat_html.turn(replace(view, verdicts=said)) if said else html
        yield self._message(
            "turn", place=place, html=html, state="kept", answered=view.answer.answered, conversation=conversation,
            turn=turn.number,
        )  # fmt: skip

    def open(self, sent: gr.EventData, request: gr.Request) -> Message:
        """A stored conversation."""
        return self._opened(text(sent, "conversation"), 0, 0, owner_of(request))

    def open_address(self, request: gr.Request) -> Message:
        """The conversation that the page's address names, at its turn and quote."""
        asked = dict(request.query_params)
        name = asked.get("conversation", "")
        if not name:
            return gr.skip()  # type: ignore[no-any-return]
        return self._opened(name, _digits(asked.get("turn")), _digits(asked.get("quote")), owner_of(request))

    def _opened(self, name: str, turn: int, quote: int, owner: str) -> Message:
        engine = self._current()
        try:
            found = self._store.get(owner, name)
        except ReviewqaError as error:
            return self._message("conversation", conversation="", problem=str(error), turns=[])
        changed, judgements = has_changed(found, engine.library), turns.judgements_of(engine)
        drawn = [
            {"turn": one.number, "html": turns.drawn(one, engine, judgements, changed), "answered": one.answer.answered}
            for one in found.turns
        ]
        return self._message(
            "conversation", conversation=found.id, title=found.title, turns=drawn, turn=turn, quote=quote, problem=""
        )

    def show(self, sent: gr.EventData) -> str:
        """The document of a quote."""
        start, end = number(sent, "start", -1), number(sent, "end", -1)
        found = [_numbered(raw) for raw in _list(sent, "quotes")[:_MOST_QUOTES]]
        numbers = dict(filter(None, found))
        before = _span(getattr(sent, "antecedent", None))
        name, of = text(sent, "document"), min(max(number(sent, "of"), 0), _MOST_QUOTES)
        return source_html(self._current(), name, start, end, list(numbers), before, numbers, of)

    def judge(self, sent: gr.EventData, request: gr.Request) -> Message:
        """Keep a judgement of a quote or an answer, or take it back."""
        engine = self._current()
        try:
            turn = self._turn(sent, owner_of(request))
            rank: int | None = number(sent, "rank") or None
            judgements = turns.judgements_of(engine)
            judgements.judge(turn, rank, text(sent, "verdict"))  # type: ignore[arg-type]
            said = [[rank or 0, verdict] for rank, verdict in judgements.verdicts(turn).items()]
        except ReviewqaError as error:
            return self._message("notice", html=str(error))
        return self._message("verdicts", turn=turn.number, conversation=text(sent, "conversation"), verdicts=said)

    def related(self, sent: gr.EventData, request: gr.Request) -> Message:
        """Questions near a refused one that the library answers."""
        try:
            turn = self._turn(sent, owner_of(request))
            found = related(self._current(), turn.answer, _RELATED, turn.selection or None)
        except ReviewqaError:
            found = ()
        return self._message("related", place=text(sent, "place"), html=chat_html.related(found))

    def _turn(self, sent: gr.EventData, owner: str) -> Turn:
        found = self._store.get(owner, text(sent, "conversation"))
        wanted = number(sent, "turn")
        for turn in found.turns:
            if turn.number == wanted:
                return turn
        raise ConversationNotFoundError("This answer is not kept, so it cannot be judged. Ask again.")

    def _message(self, kind: str, **fields: Any) -> Message:
        """A message; its serial number makes it differ from an equal one before."""
        return {"kind": kind, "serial": next(self._serial), **fields}


def text(sent: gr.EventData, name: str) -> str:
    """A field that the page sent; empty where it is not text."""
    value = getattr(sent, name, "")
    return value if isinstance(value, str) else ""


def number(sent: gr.EventData, name: str, otherwise: int = 0) -> int:
    """A field that the page sent, where it is a whole number."""
    value = getattr(sent, name, otherwise)
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _list(sent: gr.EventData, name: str) -> list[Any]:
    value = getattr(sent, name, [])
    return value if isinstance(value, list) else []


def _span(raw: object) -> tuple[int, int] | None:
    if isinstance(raw, list) and len(raw) == 2 and all(isinstance(one, int) for one in raw):
        return raw[0], raw[1]
    return None


def _numbered(raw: object) -> tuple[tuple[int, int], int] | None:
    """A place with the number of its card, [start, end, number]."""
    span = _span(raw[:2]) if isinstance(raw, list) and len(raw) == 3 else None
    return (span, raw[2]) if span and isinstance(raw, list) and isinstance(raw[2], int) and raw[2] > 0 else None


def _digits(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) <= 6 else 0
