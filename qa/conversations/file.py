"""The SQLite file of the conversations, shared by threads and processes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Literal

import filelock

from corpus.errors import ConversationStoreError

VERSION = 1
_OURS = 0x52514143  # marks the file, in SQLite's header
_TIMEOUT = 10.0  # seconds to wait for another process
_OWNER_ONLY = 0o600
_SCHEMA = """
CREATE TABLE conversation (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, searched TEXT NOT NULL, created INTEGER NOT NULL,
    changed INTEGER NOT NULL, library TEXT NOT NULL
) STRICT;
CREATE TABLE turn (
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    asked_at INTEGER NOT NULL, typed TEXT NOT NULL, question TEXT NOT NULL, selection TEXT NOT NULL,
    narrowed TEXT NOT NULL,
    searched TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, number)
) STRICT;
CREATE INDEX conversation_owner ON conversation (owner, changed);
"""


class ConversationFile:
    """One file, made when it is first needed.

    Attributes:
        file: Where it is.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._connection: sqlite3.Connection | None = None
        self._inode = (0, 0)
        self._lock = RLock()

    @contextmanager
    def transaction(self, kind: Literal["read", "write"]) -> Iterator[sqlite3.Connection]:
        """A transaction: committed at the end, rolled back where an error is raised.

        Raises:
            ConversationStoreError: The file is damaged, of a newer version, locked for long, or cannot be written.
        """
        with self._lock, self._explained():
            connection = self._open()
            connection.execute("BEGIN" if kind == "read" else "BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    def wipe(self) -> None:
        """Overwrite what was deleted, in the write-ahead log too; what another process reads is overwritten later."""
        with self._lock, self._explained():
            self._open().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Release the file; it is opened again when it is needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._inode != _inode(self.file):  # the file was moved away, or put back
            self.close()
        if self._connection is None:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            # Only one process at a time makes the file and its tables
            with filelock.FileLock(f"{self.file}.lock", timeout=_TIMEOUT, mode=_OWNER_ONLY):
                self._connection = _opened(self.file)
            self._inode = _inode(self.file)
        return self._connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of SQLite and the disk become ours, with what to do next."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:  # filelock.Timeout is an OSError
            with suppress(sqlite3.Error):
                self.close()
            raise ConversationStoreError(_explanation(self.file, error)) from error
        except _ForeignError as error:
            raise ConversationStoreError(str(error)) from error


class _ForeignError(Exception):
    """The file is not of this version of reviewqa."""


def _opened(file: Path) -> sqlite3.Connection:
    """A connection to the file; a missing file is made, with its tables."""
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))  # SQLite's own files follow its mode
    elif file.stat().st_mode & 0o077:
        file.chmod(_OWNER_ONLY)
    connection = sqlite3.connect(file, timeout=_TIMEOUT, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    version, mark, tables = (
        connection.execute(query).fetchone()[0]
        for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
    )
    if (version, mark, tables) != (0, 0, 0):
        if mark != _OURS:
            raise _ForeignError(f"{file}: is not a file of conversations. Move it away; a new one is made.")
        if version != VERSION:
            raise _ForeignError(
                f"{file}: conversations of format {version}; this reviewqa reads format {VERSION}. Use the reviewqa "
                "that wrote them, or move the file away; a new one is made."
            )
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    # What is committed survives a power cut; what was deleted is overwritten
    connection.executescript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;")
    if not tables:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA application_id = {_OURS}; PRAGMA user_version = {VERSION}; COMMIT;"
        )


def _explanation(file: Path, error: sqlite3.Error | OSError) -> str:
    reason = str(error) if isinstance(error, sqlite3.Error) else error.strerror or str(error)
    if isinstance(error, OSError) and not isinstance(error, filelock.Timeout):
        return _unwritable(file, reason)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without the extended part
    if isinstance(error, filelock.Timeout) or code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return f"{file}: another program has been writing it for {_TIMEOUT:.0f} seconds. Try again."
    if code in {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PERM,
    }:
        return _unwritable(file, reason)
    return f"{file}: is damaged ({reason}). Put back a copy of it, or move it away; a new one is made."


def _unwritable(file: Path, reason: str) -> str:
    return (
        f"{file}: conversations cannot be kept there ({reason}). Make room, or make its folder writable. Questions are "
        "still answered."
    )


def _inode(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:
        return 0, 0
    return stat.st_dev, stat.st_ino
