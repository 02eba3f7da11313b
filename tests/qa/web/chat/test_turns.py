from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ConversationNotFoundError
from index.library import Library
from index.store.selection import Selection
from qa.answering.engine import Engine
from qa.conversations.changes import fingerprint
from qa.conversations.store import ConversationStore
from qa.dialogue.follow_up import Asked
from qa.web.chat import turns
from qa.web.chat.turns import Memory

ALL, FILTERS = Selection(), Selection(first=1999)


@pytest.fixture
def store(tmp_path: Path) -> ConversationStore:
    return ConversationStore(tmp_path / "conversations.sqlite")


def kept(
    store: ConversationStore, engine: Engine, name: str, typed: str, place: int | None = None, words: Selection = ALL
):
    made = fingerprint(engine.library)
    return store.add("", name, typed, typed, FILTERS, engine.ask(typed), made, place=place, narrowed=words)


def test_what_is_remembered_has_the_words_of_the_conversation_and_not_the_filters(
    store: ConversationStore, engine: Engine
) -> None:
    name, memory = store.create(""), Memory(store)
    memory.add("", name, kept(store, engine, name, "What are exosomes?", words=Selection(first=2020)))
    assert [(one.question, one.selection) for one in memory.asked("", name)] == [
        ("What are exosomes?", Selection(first=2020))
    ]
    assert Memory(store).asked("", name) == memory.asked("", name)


def test_a_turn_asked_again_takes_the_place_of_the_old_one(store: ConversationStore, engine: Engine) -> None:
    name, memory = store.create(""), Memory(store)
    for typed in ("What are exosomes?", "What are iMSCs?"):
        memory.add("", name, kept(store, engine, name, typed))
    memory.add("", name, kept(store, engine, name, "What are stem cells?", place=1))
    assert [one.question for one in memory.asked("", name)] == ["What are stem cells?", "What are iMSCs?"]
    assert Memory(store).asked("", name) == memory.asked("", name)


def test_conversations_of_another_are_not_remembered_for_one(store: ConversationStore, engine: Engine) -> None:
    name, memory = store.create("ana"), Memory(store)
    assert memory.asked("ana", name) == ()
    with pytest.raises(ConversationNotFoundError):
        memory.asked("ben", name)


def test_an_edited_question_keeps_what_the_words_kept_it_to(library: Library) -> None:
    earlier = (Asked("What are exosomes?", Selection(first=2022), ()),)
    found = turns.understood("and iMSCs?", "What are iMSCs?", False, 1, earlier, library)
    assert (found.question, found.selection) == ("What are iMSCs?", Selection(first=2022))
    assert turns.understood("and iMSCs?", "", True, 0, (), library).question == "and iMSCs?"


def test_papers_are_named_by_their_titles(library: Library) -> None:
    (name, *_) = library.catalog.document_ids()
    title = library.title(library.catalog.record(name))
    assert turns.asked_of(Selection((name,), first=2020), library) == f"“{title}” from 2020 on"
    assert turns.asked_of(Selection(first=2020, reviews_only=True), library) == "reviews from 2020 on"
    assert turns.asked_of(Selection(), library) == ""


def test_words_and_filters_hold_both() -> None:
    assert turns.both(Selection(first=2020), Selection(reviews_only=True)) == Selection(first=2020, reviews_only=True)
    assert turns.both(Selection(), Selection(first=2020)) == Selection(first=2020)
    assert turns.both(Selection(first=2020), Selection()) == Selection(first=2020)
