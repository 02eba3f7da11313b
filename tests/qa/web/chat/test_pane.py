from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.store.selection import Selection
from qa.answering.engine import Engine
from qa.conversations.store import ConversationStore
from qa.web.chat.pane import ChatPane

SUBJECTS = ("exosomes", "iMSCs", "MSCs", "stem cells", "iPSCs")


@pytest.fixture
def pane(tmp_path: Path, engine: Engine) -> ChatPane:
    return ChatPane(lambda: engine, ConversationStore(tmp_path / "conversations.sqlite"))


def request(user: str, **asked: str) -> Any:
    return SimpleNamespace(request=SimpleNamespace(scope={"reviewqa.owner": user}), query_params=asked)


def talk(pane: ChatPane, user: str, questions: tuple[str, ...]) -> str:
    """The conversation that one user had."""
    name = ""
    for number, question in enumerate(questions):
        sent = SimpleNamespace(typed=question, place=f"{user}{number}", conversation=name)
        messages = list(pane.ask(Selection(), sent, request(user)))
        assert {message["place"] for message in messages} == {f"{user}{number}"}
        name = messages[-1]["conversation"]
    return name


def test_ten_users_at_once_keep_their_conversations_apart(pane: ChatPane) -> None:
    asked = {f"user{n}": tuple(f"What are {SUBJECTS[(n + k) % 5]}?" for k in range(3)) for n in range(10)}
    with ThreadPoolExecutor(10) as pool:
        names = dict(zip(asked, pool.map(lambda one: talk(pane, *one), asked.items()), strict=True))
    assert len(set(names.values())) == 10
    for user, name in names.items():
        opened = pane.open(SimpleNamespace(conversation=name), request(user))
        assert [turn["turn"] for turn in opened["turns"]] == [1, 2, 3]
        for question, turn in zip(asked[user], opened["turns"], strict=True):
            assert question in turn["html"]


def test_nobody_opens_or_judges_what_another_asked(pane: ChatPane) -> None:
    name = talk(pane, "ana", ("What are exosomes?",))
    opened = pane.open(SimpleNamespace(conversation=name), request("ben"))
    assert (opened["turns"], opened["problem"]) == (
        [],
        "There is no such conversation, or it was deleted. Choose one from the list.",
    )
    judged = pane.judge(SimpleNamespace(conversation=name, turn=1, rank=1, verdict="answers"), request("ben"))
    assert judged["kind"] == "notice"
    follow_up = SimpleNamespace(typed="and why?", place="1", conversation=name)
    assert [one["state"] for one in pane.ask(Selection(), follow_up, request("ben"))] == ["problem"]


def test_a_fault_of_the_program_is_told_in_the_place_of_the_answer(
    pane: ChatPane, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "answers", lambda *given, **named: 1 / 0)
    (message,) = pane.ask(Selection(), SimpleNamespace(typed="What are exosomes?", place="1"), request(""))
    assert message["state"] == "problem"
    assert "because of an error in the program" in message["html"]


def test_an_address_opens_the_turn_and_quote_that_it_names(pane: ChatPane) -> None:
    name = talk(pane, "", ("What are exosomes?", "What are iMSCs?"))
    opened = pane.open_address(request("", conversation=name, turn="2", quote="1"))
    assert (opened["conversation"], opened["turn"], opened["quote"]) == (name, 2, 1)
    opened = pane.open_address(request("", conversation=name, turn="-2", quote="x" * 50))
    assert (opened["turn"], opened["quote"]) == (0, 0)
