"""Reading files in processes of their own: none hangs, crashes or eats the memory of the writer."""

from __future__ import annotations

import json
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus import Document
from corpus.errors import UnreadableFileError
from index.child_process import ChildProcess
from index.text.prepare import Prepared

# Seconds without a sign of life from a process, however busy the machine is; what it may compute is limited by itself
_TIMEOUT = 300.0
_TIMEOUT_PER_MB = 10.0
_WAITING = 64  # answers that a process may be ahead
_AHEAD = 8  # files a process may be ahead
_SHARING = 4  # processes that may read one file, each of which holds all of it
_LATER = "The next sync tries again, and `reviewqa add` with its name at once."
_BROKEN = "It is broken or very large; leave it out or save it again."
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)  # what ends a process that has used up its computing time
_KILLED = getattr(signal, "SIGKILL", 0)  # by the system, which was out of memory, say
_LAST = b'{"end": "file"'  # how the last answer begins
_MB = 2**20


class LostWorkerError(UnreadableFileError):
    """A process has died or was given up.

    Attributes:
        passing: Whether it may do better another time.
    """

    def __init__(self, reason: str, passing: bool) -> None:
        super().__init__(reason)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What a file, or a member of an archive, holds.

    Attributes:
        member: Path inside the archive, empty for the file itself.
        digest: SHA-256 of its bytes.
        format: Name of its format; empty where it is known already or no reader knows it.
        version: Of the reader.
        text: Rank of the format's text.
        problem: Why it yielded no documents, empty where it did.
        passing: Whether the problem may be the machine's, as when it took too long: it is tried again.
    """

    member: str
    digest: str
    format: str = ""
    version: int = 0
    text: int = 0
    problem: str = ""
    passing: bool = False

    def source(self, name: str) -> str:
        """What messages call it, in a file of this name."""
        return self.member.rsplit("/", 1)[-1] or name


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be read.

    Attributes:
        path: The file.
        name: What messages call it.
        known: Digests of contents that need not be read.
        begun: How many documents of a content are not wanted, because they are stored already.
        key: Identifies the request to whoever asks.
    """

    path: Path
    name: str
    known: Collection[str]
    begun: Mapping[str, int]
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """A file was read to its end.

    Attributes:
        problem: Why it yielded nothing at all, empty otherwise.
        passing: As of ``ReadPart``.
    """

    problem: str = ""
    passing: bool = False


Event = ReadPart | Done | tuple[Document, Prepared]


class Worker:
    """One process, which reads one file after the other; started at its first job."""

    def __init__(self) -> None:
        self._process: ChildProcess | None = None
        self._jobs: deque[dict[str, Any]] = deque()  # those whose last answer has not been taken
        self._inbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._answers: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the process, where it is not running; does not wait for it."""
        if self._process is None:
            self._process = ChildProcess("index.writing.worker")
            self._inbox, self._answers = queue.SimpleQueue(), queue.Queue(_WAITING)
            arguments = (self._process, self._inbox, self._answers)
            self._thread = threading.Thread(target=_converse, args=arguments, daemon=True)
            self._thread.start()

    def send(self, job: dict[str, Any]) -> None:
        """Give it a job, which it does after those before."""
        self._jobs.append(job)
        self.start()
        self._inbox.put(job)

    def answer(self, timeout: float) -> dict[str, Any]:
        """The next answer to the first job that is not done.

        Raises:
            LostWorkerError: The process has died, or gave no sign of life for ``timeout`` seconds.
        """
        answer: dict[str, Any] = {"alive": True}
        while "alive" in answer:
            try:
                line = self._answers.get(timeout=timeout)
            except queue.Empty as error:
                raise LostWorkerError(f"reading it made no progress for {timeout:.0f} seconds", True) from error
            if not line:
                raise self._lost()
            answer = json.loads(line)
        if is_last(answer):
            self._jobs.popleft()
        return answer

    def _lost(self) -> LostWorkerError:
        """Why the process has ended."""
        code = self._process.exit_code() if self._process else None
        if code == -_OUT_OF_TIME:
            return LostWorkerError("reading it took too much computing", True)
        return LostWorkerError("reading it ended the reading process", code is None or code == -_KILLED)

    def last_answer(self, timeout: float) -> dict[str, Any]:
        """The last answer to the first job, of which nothing else is wanted; empty where the process has died."""
        try:
            while not is_last(answer := self.answer(timeout)):
                pass
        except LostWorkerError:
            self.restart(None)
            return {}
        return answer

    def restart(self, skip: int | None) -> None:
        """Start the process again for the jobs that are not done.

        Args:
            skip: How many members of the first job's file to pass over; None gives the file up.
        """
        self.close()
        first = self._jobs.popleft()
        if skip is not None:
            self._jobs.appendleft({**first, "skip": skip})
        self.start()
        for job in self._jobs:
            self._inbox.put(job)

    def close(self) -> None:
        """End the process."""
        if self._process is None or self._thread is None:
            return
        self._process.kill()
        self._inbox.put(None)
        while self._thread.is_alive():
            with suppress(queue.Empty):  # lets the thread come to its end
                self._answers.get(timeout=0.02)
        self._process.close()
        self._process = None


def is_last(answer: dict[str, Any]) -> bool:
    """Whether a process has no more to say of a file."""
    return answer.get("end") == "file"


def _converse(
    process: ChildProcess, inbox: queue.SimpleQueue[dict[str, Any] | None], answers: queue.Queue[bytes]
) -> None:
    """Pass on jobs and answers until the process has died or there are no more jobs; the last answer is empty."""
    with suppress(OSError, ValueError):  # it has died
        while (job := inbox.get()) is not None:
            process.send(job)
            for line in process.answers:
                answers.put(line)
                if line.startswith(_LAST):
                    break
            else:
                break
    answers.put(b"")


class Workers:
    """The processes; a context that ends them."""

    def __init__(self, count: int | None = None) -> None:
        """Make them ready to start: so many, or one more than there are cores, because one of them often waits."""
        self._workers = [Worker() for _ in range(count or (os.cpu_count() or 1) + 1)]

    def __enter__(self) -> Workers:
        for worker in self._workers[:_SHARING]:
            worker.start()  # while whoever reads is still getting ready
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.close()

    def read(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Event]]:
        """What files hold, in order: each part, followed by its documents, ready to be stored; at last ``Done``.

        Some requests are taken ahead of the one whose events come. A part comes when it begins, again when its format
        is known, and at its end where it has a problem.
        """
        begun: deque[tuple[Request, list[Worker]]] = deque()
        for number, request in enumerate(requests):
            begun.append((request, self._begin(number, request)))
            if len(begun) > len(self._workers) * _AHEAD:
                first, workers = begun.popleft()
                yield from ((first, event) for event in _events(first, workers))
        for first, workers in begun:
            yield from ((first, event) for event in _events(first, workers))

    def _begin(self, number: int, request: Request) -> list[Worker]:
        """Have some processes read a file; those of the next file are others, as far as there are."""
        count = len(self._workers)
        sharing = [self._workers[(number + at) % count] for at in range(min(count, _SHARING))]
        job = {
            "path": os.fsencode(request.path).hex(), "name": request.name, "known": sorted(request.known),
            "begun": dict(request.begun), "skip": 0, "sharing": len(sharing),
        }  # fmt: skip
        for turn, worker in enumerate(sharing):
            worker.send({**job, "turn": turn})
        return sharing


def _events(request: Request, workers: Sequence[Worker]) -> Iterator[Event]:
    """What a file holds. Where a process is lost, the file is resumed after the member that was being read."""
    part: ReadPart | None = None
    document: Document | None = None
    problem, passing, members, skipped, is_done = "", False, 0, 0, False
    while not is_done:
        try:
            for answer in _answers(request, workers):
                if "member" in answer:
                    part, members = ReadPart(**answer), members + 1
                    yield part
                elif "document" in answer:
                    document = Document.from_dict(answer["document"])
                elif "prepared" in answer and document is not None:
                    yield document, Prepared.from_dict(answer["prepared"], document.text)
                elif part is None:
                    problem = answer["problem"]
                else:
                    part = replace(part, **answer)
                    yield part
            is_done = True
        except LostWorkerError as lost:
            reason = f"{request.name}: {lost}. {_LATER if lost.passing else _BROKEN}"
            if part is None:
                problem, passing = reason, lost.passing
            else:
                yield replace(part, problem=reason, passing=lost.passing)
            is_done = members == skipped  # lost again at once: the archive itself is to blame
            skipped = members
            for worker in workers:
                worker.restart(None if is_done else skipped)
    yield Done(problem, passing)


def _answers(request: Request, workers: Sequence[Worker]) -> Iterator[dict[str, Any]]:
    """The answers of the processes that share a file, in the order of its steps."""
    timeout = _TIMEOUT + _TIMEOUT_PER_MB * _megabytes(request.path)
    for worker in cycle(workers):
        answer = worker.answer(timeout)
        while "end" not in answer:
            yield answer
            answer = worker.answer(timeout)
        if is_last(answer):
            ends = [answer, *(other.last_answer(timeout) for other in workers if other is not worker)]
            problems = [end["problem"] for end in ends if end and end["problem"]]
            if len({end["digest"] for end in ends if end}) > 1:
                problems.append(f"{request.name}: has changed while it was being read. Sync again.")
            yield from ({"problem": problem} for problem in problems[:1])
            return


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / _MB
    except OSError:  # whoever reads it will say why
        return 0.0
