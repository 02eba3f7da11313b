"""One writer a library; the next one learns who holds it."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import filelock

from corpus.errors import LibraryBusyError
from index.store.manifest import HOLDER, LOCK


@contextmanager
def writer_lock(folder: Path, task: str, timeout: float, on_wait: Callable[[str], None]) -> Iterator[bool]:
    """Hold the right to write a library; yields whether another process had it first.

    Args:
        folder: Of the library; it exists.
        task: What is done, for the message to other writers.
        timeout: Seconds to wait for another writer.
        on_wait: Called with a line to show where there is another writer.

    Raises:
        LibraryBusyError: Another process holds it; the message says which.
    """
    lock = filelock.FileLock(folder / LOCK)
    waited = False
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        waited = True
        if timeout:
            on_wait(f"waiting for {_holder(folder)}")
        try:
            lock.acquire(timeout=timeout)
        except filelock.Timeout as error:
            raise LibraryBusyError(
                f"{folder}: is being written by {_holder(folder)}. Nothing was changed; try again when that is done."
            ) from error
    try:
        _sign(folder, task)
        yield waited
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink()
        lock.release()


def _sign(folder: Path, task: str) -> None:
    about = {"process": os.getpid(), "machine": platform.node(), "since": time.time(), "task": task}
    (folder / HOLDER).write_text(json.dumps(about), encoding="utf-8")


def _holder(folder: Path) -> str:
    """Who holds the lock, as far as the file beside it says."""
    try:
        about = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        since = datetime.fromtimestamp(float(about["since"])).strftime("%H:%M")
        process, machine, task = int(about["process"]), str(about["machine"])[:60], str(about["task"])[:200]
        return f"process {process} on {machine} ({task}, since {since})"
    except (OSError, ValueError, TypeError, KeyError):
        return "another process"
