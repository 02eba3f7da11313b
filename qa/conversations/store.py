"""Conversations, stored as they happen; only its owner sees and changes one."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.errors import (
    AnswerError,
    ConversationFullError,
    ConversationNotFoundError,
    ConversationStoreError,
    SelectionError,
)
from corpus.text import on_one_line
from index.store.selection import Selection
from qa.answer import Answer
from qa.answering.question import tidy
from qa.conversations.file import ConversationFile
from qa.conversations.turns import Conversation, Heading, Turn
from qa.library.libraries import default_folder

LONGEST = 500  # turns of a conversation
MOST = 5000  # conversations of an owner
LONGEST_TITLE = 120  # characters
_LARGEST_ANSWER = 4_000_000  # characters of JSON
_LONGEST_SEARCH = 200  # characters
_EMPTY_FOR = timedelta(days=1)  # then a conversation without turns goes
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ID = re.compile("[0-9a-f]{32}")


class ConversationStore:
    """Conversations in one file; safe for threads, and for several processes.

    Every method raises ConversationStoreError where the file is damaged, of a newer version, locked for long, or cannot
    be written. An owner is a name, empty where there is no password; another owner's conversation is not found.
    """

    def __init__(self, file: Path) -> None:
        """Name the file; it is made when it is first needed."""
        self._file = ConversationFile(file)

    def close(self) -> None:
        """Release the file."""
        self._file.close()

    def create(self, owner: str) -> str:
        """Begin a conversation.

        Returns:
            Its id, which cannot be guessed.

        Raises:
            ConversationFullError: The owner has as many as are kept.
        """
        name, now = secrets.token_hex(16), _now()
        with self._file.transaction("write") as run:
            run.execute(
                "DELETE FROM conversation WHERE owner = ? AND changed < ?"
                " AND id NOT IN (SELECT conversation FROM turn)",
                (owner, _stored_time(now - _EMPTY_FOR)),
            )
            (count,) = run.execute("SELECT count(*) FROM conversation WHERE owner = ?", (owner,)).fetchone()
            if count >= MOST:
                raise ConversationFullError(f"You have {count:,} conversations; no more are kept. Delete some.")
            at = _stored_time(now)
            run.execute("INSERT INTO conversation VALUES (?, ?, '', '', ?, ?, '')", (name, owner, at, at))
        return name

    def add(
        self,
        owner: str,
        conversation_id: str,
        typed: str,
        question: str,
        selection: Selection,
        answer: Answer,
        library: str,
        place: int | None = None,
        narrowed: Selection = Selection(),  # noqa: B008 - frozen
    ) -> Turn:
        """Store a turn after the others, or in the place of one; the first gives the conversation its title.

        Args:
            owner: Of the conversation.
            conversation_id: Of the conversation.
            typed: What was typed.
            question: What it was understood as.
            selection: What was asked.
            answer: What was said.
            library: ``fingerprint`` of the library that said it.
            place: Number of the turn that it replaces; None puts it after all others.
            narrowed: What the words of the conversation narrowed it to.

        Raises:
            ConversationNotFoundError: The owner has none of this id, or it has no turn of this number.
            ConversationFullError: It has as many turns as are kept, or the answer is too large.
            QuestionError: What was typed, or understood, is empty or too long.
        """
        typed, question, stored = tidy(typed), tidy(question), json.dumps(answer.to_dict())
        if len(stored) > _LARGEST_ANSWER:
            raise ConversationFullError("This answer is too large to be kept. Ask for fewer passages.")
        searched = _folded(" ".join((typed, question, *(one.quote for one in answer.shown))))
        now = _now()
        with self._file.transaction("write") as run:
            title, _, _, _ = _row(run, owner, conversation_id)
            number = _number(run, conversation_id, place)
            run.execute(
                "INSERT INTO turn VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    conversation_id, number, _stored_time(now), typed, question, _stored(selection), _stored(narrowed),
                    searched, stored,
                ),
            )  # fmt: skip
            run.execute(
                "UPDATE conversation SET changed = ?, library = ? WHERE id = ?",
                (_stored_time(now), library, conversation_id),
            )
            if not title:
                _set_title(run, conversation_id, question)
        return Turn(number, typed, question, selection, answer, now, narrowed)

    def get(self, owner: str, conversation_id: str) -> Conversation:
        """A conversation with all its turns.

        Raises:
            ConversationNotFoundError: The owner has none of this id.
        """
        with self._file.transaction("read") as run:
            title, created, changed, library = _row(run, owner, conversation_id)
            rows = run.execute(
                "SELECT number, typed, question, selection, answer, asked_at, narrowed FROM turn WHERE conversation = ?"
                " ORDER BY number",
                (conversation_id,),
            ).fetchall()
        try:
            turns = tuple(_turn(*row) for row in rows)
            return Conversation(conversation_id, title, _time(created), _time(changed), library, turns)
        except (ValueError, OverflowError, RecursionError, AnswerError, SelectionError) as error:
            raise ConversationStoreError(
                f"{self._file.file}: the conversation “{title}” is damaged ({error}). Delete it, or put back a copy of "
                "the file."
            ) from error

    def headings(self, owner: str, search: str = "") -> list[Heading]:
        """The owner's conversations that have turns, newest first.

        Args:
            owner: Whose.
            search: Only those with all of these words, or parts of words, in their title, questions and quotes.
        """
        words = _folded(search[:_LONGEST_SEARCH]).split()
        found_in = "instr(conversation.searched, ?) OR EXISTS (SELECT 1 FROM turn AS one WHERE one.conversation = id"
        condition = f" AND ({found_in} AND instr(one.searched, ?)))"
        query = (
            "SELECT id, title, changed, count(*) FROM conversation JOIN turn ON turn.conversation = id"  # noqa: S608
            f" WHERE owner = ?{condition * len(words)} GROUP BY id ORDER BY changed DESC, conversation.rowid DESC"
        )
        with self._file.transaction("read") as run:
            rows = run.execute(query, (owner, *(word for word in words for _ in range(2)))).fetchall()
        return [Heading(name, title, _time(changed), turns) for name, title, changed, turns in rows]

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Call a conversation something else, shortened to ``LONGEST_TITLE``; the first question where it is empty.

        Raises:
            ConversationNotFoundError: The owner has none of this id.
        """
        with self._file.transaction("write") as run:
            _row(run, owner, conversation_id)
            first = run.execute(
                "SELECT question FROM turn WHERE conversation = ? ORDER BY number LIMIT 1", (conversation_id,)
            ).fetchone()
            _set_title(run, conversation_id, title if on_one_line(title) else first[0] if first else "")

    def delete(self, owner: str, conversation_id: str) -> None:
        """Delete a conversation; its text is overwritten on the disk.

        Raises:
            ConversationNotFoundError: The owner has none of this id.
        """
        with self._file.transaction("write") as run:
            _row(run, owner, conversation_id)
            run.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
        self._file.wipe()


def default_store() -> Path:
    """Where conversations are kept: next to the user's own library."""
    return default_folder().parent / "conversations.sqlite"


def _row(run: sqlite3.Connection, owner: str, conversation_id: str) -> tuple[str, int, int, str]:
    """Title, times and library of an owner's conversation."""
    found = None
    if _ID.fullmatch(conversation_id):
        found = run.execute(
            "SELECT title, created, changed, library FROM conversation WHERE id = ? AND owner = ?",
            (conversation_id, owner),
        ).fetchone()
    if found is None:
        raise ConversationNotFoundError("There is no such conversation, or it was deleted. Choose one from the list.")
    title, created, changed, library = found
    return title, created, changed, library


def _number(run: sqlite3.Connection, conversation_id: str, place: int | None) -> int:
    """The number of a new turn; one that it replaces is deleted."""
    if place is None:
        query = "SELECT coalesce(max(number), 0) + 1 FROM turn WHERE conversation = ?"
        number = int(run.execute(query, (conversation_id,)).fetchone()[0])
        if number > LONGEST:
            raise ConversationFullError(
                f"This conversation has {LONGEST} turns; a longer one is not kept. Begin a new one."
            )
        return number
    if not run.execute("DELETE FROM turn WHERE conversation = ? AND number = ?", (conversation_id, place)).rowcount:
        raise ConversationNotFoundError("The question that was asked again was deleted. Ask it as a new one.")
    return place


def _stored(selection: Selection) -> str:
    return json.dumps(selection.to_dict())


def _selection(stored: str) -> Selection:
    return Selection.from_dict(json.loads(stored))


def _turn(number: int, typed: str, question: str, selection: str, answer: str, asked_at: int, narrowed: str) -> Turn:
    said = Answer.from_dict(json.loads(answer))
    return Turn(number, typed, question, _selection(selection), said, _time(asked_at), _selection(narrowed))


def _set_title(run: sqlite3.Connection, conversation_id: str, text: str) -> None:
    title = _shortened(on_one_line(text))
    run.execute(
        "UPDATE conversation SET title = ?, searched = ? WHERE id = ?", (title, _folded(title), conversation_id)
    )


def _shortened(text: str) -> str:
    """At most ``LONGEST_TITLE`` characters, cut after a word."""
    if len(text) <= LONGEST_TITLE:
        return text
    start = text[: LONGEST_TITLE - 1]
    return (start.rpartition(" ")[0] or start).rstrip(" ,;:–-") + "…"


def _folded(text: str) -> str:
    """What is compared in a search: case and forms of one letter make no difference."""
    return on_one_line(unicodedata.normalize("NFKC", text).casefold())


def _now() -> datetime:
    return datetime.now(UTC)


def _stored_time(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def _time(stored: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stored)
