"""Changing a library in a process of its own, followed from here."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from corpus.errors import LibraryError
from index.child_process import ChildProcess
from index.writing.progress import Progress

_CHECK_EVERY = 0.2  # seconds between two looks at whether the work is cancelled


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done to a library.

    Attributes:
        verb: What.
        library: Its folder.
        names: Paths to add, ids to remove or names of uploads to discard.
        cancelled: Set when it is to stop.
    """

    verb: Literal["add", "remove", "discard"]
    library: Path
    names: tuple[str, ...]
    cancelled: threading.Event = field(default_factory=threading.Event)


Run = Callable[[Work, Progress], None]


def run_in_process(work: Work, progress: Progress) -> None:
    """Do it in ``qa.library.worker``, which is ended when the work is cancelled.

    Raises:
        LibraryError: It failed, with the process's reason; or it was cancelled.
    """
    with ChildProcess("qa.library.worker", quiet=False, own_group=True) as process:
        threading.Thread(target=_end_when_cancelled, args=(process, work.cancelled), daemon=True).start()
        with suppress(OSError):  # it has ended already
            process.send({"do": work.verb, "library": str(work.library.absolute()), "names": work.names})
        problem = _follow(process.answers, progress)
        code = process.finish()
    if work.cancelled.is_set():
        raise LibraryError("Stopped.")
    if problem is None:
        raise LibraryError(
            f"{work.library}: the process that was changing it has ended (code {code}). "
            "The library is as it was; try again."
        )
    if problem:
        raise LibraryError(problem)


def _follow(lines: Iterable[bytes], progress: Progress) -> str | None:
    """Pass on what the process reports; its problem, empty where it has none, None where it ended too early."""
    for line in lines:
        match json.loads(line):
            case {"say": text}:
                progress.say(text)
            case {"read": [done, total, name]}:
                progress.read(done, total, name)
            case {"encoded": [done, total]}:
                progress.encoded(done, total)
            case {"problem": text}:
                return str(text)
            case {"done": True}:
                return ""
    return None


def _end_when_cancelled(process: ChildProcess, cancelled: threading.Event) -> None:
    while process.is_running:
        if cancelled.wait(_CHECK_EVERY):
            process.kill()
            return
