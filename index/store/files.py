"""Files on disk: named, linked or copied, replaced at one instant, flushed, digested, opened as databases."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from corpus.errors import LibraryDamagedError


def file_digest(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def stored_path(path: Path) -> str:
    """A path as text that SQLite can store: bytes that are not text are escaped."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_name(path: Path) -> str:
    """A file's name, likewise."""
    return stored_path(Path(path.name))


def link_or_copy(file: Path, to: Path) -> None:
    """The same file under a second name; a copy where the disk knows no hard links."""
    try:
        to.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, to)


def symlink_or_copy(file: Path, to: Path) -> None:
    """A link that leads to the file; a copy where links are not allowed, as on Windows."""
    try:
        to.symlink_to(file.absolute())
    except OSError:
        shutil.copyfile(file, to)


def flush_to_disk(path: Path) -> None:
    """Have what was written to a file, or into a folder, outlive a power cut; where the system can do that."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A path to write to; what was written there takes the file's place at one instant, unless an error was raised."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    yield fresh
    fresh.replace(file)


def replace_file(file: Path, data: bytes, mode: int = 0o666) -> None:
    """Put bytes in the place of a file at one instant, flushed to disk; raises OSError.

    Args:
        file: Need not exist yet.
        data: Its new content.
        mode: Its permissions, less those that the umask takes away.
    """
    with replacing(file) as fresh:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as opened:
            opened.write(data)
        flush_to_disk(fresh)
    flush_to_disk(file.parent)


def open_immutable(file: Path, table: str) -> sqlite3.Connection:
    """A connection to a SQLite file that nobody will change, for reading by any thread.

    Raises:
        LibraryDamagedError: It is missing, cut short, or has no such table.
    """
    try:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        pages, page_size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        if pages == 0 or file.stat().st_size < pages * page_size:
            raise sqlite3.DatabaseError("it is cut short")
        with closing(connection.execute(f"SELECT 1 FROM {table} LIMIT 1")) as rows:  # noqa: S608 - our own names
            rows.fetchone()
    except sqlite3.Error as error:
        raise LibraryDamagedError(f"{file}: cannot be read ({error}).") from error
    return connection
