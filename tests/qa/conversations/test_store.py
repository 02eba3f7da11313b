from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.conversations.store
from corpus import Document, Name, Reference
from corpus.errors import ConversationFullError, ConversationNotFoundError, ConversationStoreError, QuestionError
from index.library import Library
from index.store.selection import Selection
from qa.answer import Answer, Place, quote
from qa.conversations.changes import fingerprint, still_there
from qa.conversations.store import ConversationStore, default_store
from qa.conversations.turns import Heading, Turn
from support.libraries import build_library, page, saved
from support.paths import ROOT

TEXT = "Fins regrow — within weeks.\n\n<b>Fish</b> swim. **Birds** 🐦 fly."
DOCUMENT = Document("fins.txt", TEXT, Reference(title="On fins", author=(Name("Fisher", "Ada"),), issued=(2021,)))
EVIDENCE = quote([Place(DOCUMENT, "Abstract", "body", 29, 46, 0, len(TEXT), 0.1234567890123)])
ANSWER = Answer("How do fish move?", True, 0.69996, ("ocean",), evidence=EVIDENCE)
REFUSAL = Answer("Do fish fly?", False, 0.1, ("fly",), nearest=EVIDENCE, uncovered_terms=("wing",))
CHOSEN = Selection(first=2020, journals=("Stem Cells",))
NOBODY = "There is no such conversation, or it was deleted. Choose one from the list."


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "conversations.sqlite"


@pytest.fixture
def store(file: Path) -> ConversationStore:
    return ConversationStore(file)


def ask(store: ConversationStore, name: str, typed: str = "And fish?", owner: str = "", **changed: object) -> Turn:
    given: dict[str, object] = {"question": "How do fish move?", "selection": Selection(), "answer": ANSWER}
    return store.add(owner, name, typed, library="f1", **{**given, **changed})  # type: ignore[arg-type]


def begun(store: ConversationStore, question: str = "How do fish move?", owner: str = "", **changed: object) -> str:
    name = store.create(owner)
    ask(store, name, question, owner, question=question, **changed)
    return name


def test_a_turn_comes_back_as_it_was_stored(store: ConversationStore, file: Path) -> None:
    name = store.create("ada")
    before = datetime.now(UTC)
    first = ask(store, name, " And\u200b  fish? ", "ada", selection=CHOSEN)
    second = ask(store, name, "Do fish fly?", "ada", question="Do fish fly?", answer=REFUSAL)
    assert (first.number, first.typed, first.question) == (1, "And fish?", "How do fish move?")
    assert (first.selection, first.answer) == (CHOSEN, ANSWER)
    assert before - timedelta(milliseconds=1) <= first.asked_at <= second.asked_at <= datetime.now(UTC)
    store.close()
    found = ConversationStore(file).get("ada", name)
    assert found.turns == (first, second)
    assert (found.id, found.title, found.library) == (name, "How do fish move?", "f1")
    assert found.created <= first.asked_at
    assert found.changed == second.asked_at


def test_ids_cannot_be_guessed(store: ConversationStore) -> None:
    names = {store.create("") for _ in range(20)}
    assert len(names) == 20
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)


def test_a_new_conversation_is_empty_and_not_listed(store: ConversationStore) -> None:
    found = store.get("", name := store.create(""))
    assert (found.id, found.title, found.turns, found.library) == (name, "", (), "")
    assert store.headings("") == []


@pytest.mark.parametrize(
    "name", ["", "0" * 32, "nothing", "' OR '1'='1", "%", "\ud800", "\0", "../conversations.sqlite", "A" * 10_000]
)
def test_an_unknown_conversation_is_not_found(store: ConversationStore, name: str) -> None:
    begun(store)
    for use in (
        lambda: store.get("", name),
        lambda: store.rename("", name, "mine"),
        lambda: store.delete("", name),
        lambda: ask(store, name),
    ):
        with pytest.raises(ConversationNotFoundError, match=re.escape(NOBODY)):
            use()


@pytest.mark.parametrize("other", ["", "bob", "ADA", "ada ", "a%"])
def test_an_owner_never_sees_or_changes_anothers(store: ConversationStore, other: str) -> None:
    name = begun(store, owner="ada")
    kept = store.get("ada", name)
    for use in (
        lambda: store.get(other, name),
        lambda: store.rename(other, name, "mine"),
        lambda: store.delete(other, name),
        lambda: ask(store, name, owner=other),
    ):
        with pytest.raises(ConversationNotFoundError):
            use()
    assert store.headings(other) == store.headings(other, "fish") == []
    assert store.get("ada", name) == kept


def test_headings_come_newest_first(store: ConversationStore) -> None:
    old, new = begun(store, "How do fish move?"), begun(store, "Do birds fly?")
    assert [(one.id, one.title, one.turns) for one in store.headings("")] == [
        (new, "Do birds fly?", 1),
        (old, "How do fish move?", 1),
    ]
    turn = ask(store, old)
    assert store.headings("")[0] == Heading(old, "How do fish move?", turn.asked_at, 2)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["birds", "fish"]),
        ("  \t ", ["birds", "fish"]),
        ("FISH", ["fish"]),
        ("fish move", ["fish"]),
        ("move swim", ["fish"]),  # of a question and of a quote
        ("trout salmon", ["fish"]),  # of two turns
        ("mov", ["fish"]),
        ("straße", ["birds"]),
        ("STRASSE", ["birds"]),
        ("ﬁsh", ["fish"]),
        ("fish fly", []),
        ("</b>", ["fish"]),
        ("%", ["birds"]),
        ("_", []),
        ('"', []),
        ("100%", ["birds"]),
        ("a* OR b NEAR(", []),
        ("\0\ud800", ["birds", "fish"]),
        ("'; DROP TABLE turn; --", []),
        ("fish " * 5000, ["fish"]),
        ("x" * 5000, []),
    ],
)
def test_any_text_may_be_searched_for(store: ConversationStore, search: str, found: list[str]) -> None:
    names = {begun(store, "How do fish move?"): "fish"}
    ask(store, next(iter(names)), "Salmon?", question="Do salmon move?")
    ask(store, next(iter(names)), "Trout?", question="Do trout move?")
    unlike = Answer("Fly?", True, 1.0, ())
    names[begun(store, "Do birds cross a Straße in 100% of cases?", answer=unlike)] = "birds"
    assert [names[one.id] for one in store.headings("", search)] == found
    assert all(one.turns == {"fish": 3, "birds": 1}[names[one.id]] for one in store.headings("", search))


def test_a_new_title_is_searched_and_the_old_one_is_not(store: ConversationStore) -> None:
    name = begun(store, "Do birds fly?", answer=Answer("Do birds fly?", True, 1.0, ()))
    store.rename("", name, "Wings")
    assert [one.title for one in store.headings("", "wing")] == ["Wings"]
    store.rename("", name, "Feathers")
    assert store.headings("", "wing") == []


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_every_search_is_answered(search: str) -> None:
    assert len(SHARED.headings("", search)) in {0, 1}


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_every_title_is_kept_tidied_and_short(title: str) -> None:
    SHARED.rename("", SHARED_NAME, title)
    kept = SHARED.headings("")[0].title
    assert 0 < len(kept) <= 120
    assert kept == " ".join(kept.split())
    assert kept.isprintable() or " " in kept or any(not char.isprintable() for char in title)
    SHARED.rename("", SHARED_NAME, kept)
    assert SHARED.headings("")[0].title == kept


SHARED, SHARED_NAME = None, ""  # one file for all examples


@pytest.fixture(autouse=True, scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    global SHARED, SHARED_NAME
    SHARED = ConversationStore(tmp_path_factory.mktemp("shared") / "c.sqlite")
    SHARED_NAME = begun(SHARED)


@pytest.mark.parametrize(
    ("given_title", "kept"),
    [
        ("  Fins\n\tand\u202e wings ", "Fins and wings"),
        ("x" * 500, "x" * 119 + "…"),
        ("fin " * 100, ("fin " * 29).strip() + "…"),
        ("<b>*[x](y)*</b>", "<b>*[x](y)*</b>"),
        ("", "How do fish move?"),
        (" \u200b ", "How do fish move?"),
    ],
)
def test_a_title_is_tidied_and_shortened_at_a_word(store: ConversationStore, given_title: str, kept: str) -> None:
    name = begun(store)
    store.rename("", name, given_title)
    assert store.get("", name).title == kept


def test_a_long_first_question_is_shortened_for_the_title_only(store: ConversationStore) -> None:
    question = "fish " * 300 + "?"
    found = store.get("", begun(store, question))
    assert found.title == ("fish " * 23).strip() + "…"
    assert found.turns[0].question == question


def test_a_title_that_was_given_stays_when_more_is_asked(store: ConversationStore) -> None:
    name = store.create("")
    store.rename("", name, "Mine")
    ask(store, name)
    ask(store, name)
    assert store.get("", name).title == "Mine"


def test_renaming_does_not_move_a_conversation_up(store: ConversationStore) -> None:
    old, new = begun(store), begun(store)
    store.rename("", old, "Old")
    assert [one.id for one in store.headings("")] == [new, old]


def test_a_question_that_cannot_be_asked_is_not_stored(store: ConversationStore) -> None:
    name = store.create("")
    for wrong in ({"typed": " "}, {"question": "\u200b"}, {"typed": "x" * 2001}):
        with pytest.raises(QuestionError):
            ask(store, name, **wrong)  # type: ignore[arg-type]
    assert store.get("", name).turns == ()


def test_the_longest_conversation_takes_no_more(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.conversations.store, "LONGEST", 2)
    name = store.create("")
    ask(store, name), ask(store, name)
    with pytest.raises(ConversationFullError, match=r"has 2 turns; a longer one is not kept\. Begin a new one"):
        ask(store, name)
    assert len(store.get("", name).turns) == 2


def test_an_owner_may_have_so_many_conversations(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.conversations.store, "MOST", 2)
    first, _ = begun(store), begun(store)
    with pytest.raises(ConversationFullError, match="You have 2 conversations"):
        store.create("")
    assert store.create("ada")
    store.delete("", first)
    assert store.create("")


def test_an_answer_that_is_too_large_is_not_stored(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.conversations.store, "_LARGEST_ANSWER", 500)
    with pytest.raises(ConversationFullError, match="too large"):
        begun(store)


def test_conversations_that_stayed_empty_go_after_a_day(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, kept, others = store.create(""), begun(store), store.create("ada")
    store.create("")
    assert store.get("", empty)
    monkeypatch.setattr(qa.conversations.store, "_EMPTY_FOR", timedelta(0))
    store.create("")
    with pytest.raises(ConversationNotFoundError):
        store.get("", empty)
    assert store.get("", kept) and store.get("ada", others)


def bytes_of(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir())


def test_what_was_deleted_is_gone_from_the_disk(store: ConversationStore, file: Path) -> None:
    kept = begun(store, "What about keepsakes?")
    name = begun(store, "Who saw the xylophone?", answer=replace(ANSWER, question="xylophone " * 5000))
    ask(store, name, "A second xylophone?")
    store.rename("", name, "My xylophones")
    assert bytes_of(file.parent).count(b"xylophone") > 5000
    store.delete("", name)
    assert b"xylophone" not in bytes_of(file.parent)
    assert b"keepsakes" in bytes_of(file.parent)
    assert [one.id for one in store.headings("")] == [kept]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_may_read_the_file(store: ConversationStore, file: Path) -> None:
    begun(store)
    assert {one.stat().st_mode & 0o777 for one in file.parent.iterdir()} == {0o600}
    store.close()
    file.chmod(0o644)
    store.headings("")
    assert file.stat().st_mode & 0o777 == 0o600


def test_threads_may_share_a_store_and_a_file(file: Path) -> None:
    stores = [ConversationStore(file), ConversationStore(file)]
    together = begun(stores[0])

    def work(number: int) -> str:
        store = stores[number % 2]
        name = begun(store, f"Question {number}?", owner=str(number))
        ask(store, together)
        assert store.get(str(number), name).turns[0].question == f"Question {number}?"
        return name

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(work, range(24)))
    assert len(set(names)) == 24
    assert [turn.number for turn in stores[0].get("", together).turns] == list(range(1, 26))


def _add_some(file: Path, name: str, count: int) -> None:
    store = ConversationStore(file)
    for _ in range(count):
        ask(store, name)


def test_processes_may_share_a_file(file: Path) -> None:
    store = ConversationStore(file)
    name = begun(store)
    started = [multiprocessing.get_context("fork").Process(target=_add_some, args=(file, name, 10)) for _ in range(2)]
    store.close()
    for one in started:
        one.start()
    _add_some(file, name, 10)
    for one in started:
        one.join(30)
    assert [turn.number for turn in store.get("", name).turns] == list(range(1, 32))


def test_what_was_stored_outlives_a_killed_process(file: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; sys.path[:0] = ['tests/qa/conversations', 'tests', '.']\n"
        "from test_store import ConversationStore, ask, begun\n"
        f"store = ConversationStore(Path({str(file)!r})); name = begun(store)\n"
        "with store._file.transaction('write') as run:\n"
        "    run.execute('UPDATE conversation SET title = ?', ('half done',))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60)
    assert done.returncode != 0
    copy = tmp_path / "copy"
    shutil.copytree(file.parent, copy)  # as a power cut would leave it
    for one in (file, copy / file.name):
        assert [heading.title for heading in ConversationStore(one).headings("")] == ["How do fish move?"]


def test_an_error_inside_leaves_nothing_half_done(store: ConversationStore) -> None:
    name = begun(store)
    with pytest.raises(ZeroDivisionError), store._file.transaction("write") as run:
        run.execute("UPDATE conversation SET title = 'half done'")
        raise ZeroDivisionError
    assert store.get("", name).title == "How do fish move?"


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_file_is_named_with_what_to_do(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    store = ConversationStore(file)
    with pytest.raises(ConversationStoreError, match=r"conversations\.sqlite: is damaged .* or move it away"):
        store.headings("")
    assert file.read_bytes() == content
    file.rename(file.with_suffix(".bad"))
    assert begun(store)


def test_damage_is_told_wherever_it_is_met(store: ConversationStore, file: Path) -> None:
    for number in range(30):
        begun(store, f"Question {number}?")
    store.close()
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(ConversationStoreError, match="is damaged"):
        store.headings("", "fish")
    with pytest.raises(ConversationStoreError, match="is damaged"):
        begun(store)


@pytest.mark.parametrize(
    "broken", ["answer = '{'", "answer = '{}'", "selection = '[]'", "asked_at = 9000000000000000000", "answer = '[[['"]
)
def test_a_damaged_turn_is_told(store: ConversationStore, file: Path, broken: str) -> None:
    name = begun(store)
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute(f"UPDATE turn SET {broken}")
    with pytest.raises(ConversationStoreError, match=r"the conversation “How do fish move\?” is damaged"):
        store.get("", name)
    assert len(store.headings("")) == 1
    store.delete("", name)


def test_a_file_of_a_newer_version_is_left_alone(store: ConversationStore, file: Path) -> None:
    begun(store)
    store.close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(ConversationStoreError, match="conversations of format 2; this reviewqa reads format 1"):
        store.headings("")


def test_a_file_of_another_program_is_left_alone(file: Path) -> None:
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(ConversationStoreError, match="is not a file of conversations"):
        begun(ConversationStore(file))
    assert sqlite3.connect(file).execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "file" / "conversations.sqlite", tmp_path / "folder"):
        with pytest.raises(ConversationStoreError, match=r"cannot be kept there .* Questions are still answered"):
            ConversationStore(file).create("")


def test_a_disk_that_turned_read_only_is_told(store: ConversationStore) -> None:
    name = begun(store)
    with store._file.transaction("read") as run:
        run.execute("PRAGMA query_only = ON")
    with pytest.raises(ConversationStoreError, match="Questions are still answered"):
        ask(store, name)


def test_a_locked_file_is_told(store: ConversationStore, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.conversations.file._TIMEOUT", 0.05)
    name = begun(store)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ConversationStoreError, match="another program has been writing it"):
        ask(store, name)
    assert len(store.get("", name).turns) == 1  # reading goes on
    other.close()
    ask(store, name)


def test_a_file_that_was_moved_away_is_made_again(store: ConversationStore, file: Path) -> None:
    name = begun(store)
    shutil.move(file.parent, file.parent.with_name("elsewhere"))
    assert store.headings("") == []
    begun(store)
    store.close()
    shutil.rmtree(file.parent)
    shutil.move(file.parent.with_name("elsewhere"), file.parent)
    assert [one.id for one in store.headings("")] == [name]


def test_conversations_stand_beside_the_users_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("qa.conversations.store.default_folder", lambda: tmp_path / "library")
    assert default_store() == tmp_path / "conversations.sqlite"


FISH = saved(page("On fish", "Fish swim in water. Their fins regrow within weeks."), "fish.txt")
BIRDS = saved(page("On birds", "Birds fly in the air. Their feathers regrow each year."), "birds.txt")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("both") / "library", [FISH, BIRDS])


def test_a_fingerprint_is_that_of_the_papers(both: Library, tmp_path: Path) -> None:
    assert re.fullmatch("[0-9a-f]{16}", fingerprint(both))
    assert fingerprint(both) == fingerprint(both)
    assert fingerprint(build_library(tmp_path / "again", [BIRDS, FISH])) == fingerprint(both)
    fewer = fingerprint(build_library(tmp_path / "fewer", [FISH]))
    changed = saved(page("On birds", "Birds fly in the air. Their feathers regrow each spring."), "birds.txt")
    other = fingerprint(build_library(tmp_path / "changed", [FISH, changed]))
    assert len({fingerprint(both), fewer, other}) == 3


def test_quotes_that_no_longer_stand_are_told(both: Library, tmp_path: Path) -> None:
    at = FISH.text.index("Fish swim")
    places = [Place(one, None, "body", at, at + 9, at, at + 12, 0.5) for one in (FISH, BIRDS)]
    held = quote([*places, Place(FISH, None, "body", at + 5, at + 9, at, at + 12, 0.5)])
    gone = [
        replace(held[0], rank=4, document_id="gone-2020"),
        replace(held[0], rank=5, quote="Fish swam", passage="Fish swam in"),
    ]
    answer = Answer("Do fish swim?", True, 0.9, (), evidence=(*held, *gone))
    turn = Turn(1, "Do fish swim?", "Do fish swim?", Selection(), answer, datetime.now(UTC))
    assert still_there(turn, both) == {1: True, 2: True, 3: True, 4: False, 5: False}
    later = saved(page("On fish", "All fish swim in water. Their fins regrow within weeks."), "fish.txt")
    changed = build_library(tmp_path / "library", [later])
    assert still_there(turn, changed) == {1: False, 2: False, 3: False, 4: False, 5: False}
    refusal = Answer("Do fish fly?", False, 0.1, (), nearest=held)
    assert still_there(replace(turn, answer=refusal), both) == {1: True, 2: True, 3: True}
