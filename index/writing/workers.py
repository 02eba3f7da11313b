"""Reading and splitting in processes of their own: none hangs, crashes or eats the memory of the writer."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import threading
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus import Document
from corpus.errors import UnreadableFileError
from index.child_process import ChildProcess
from index.text.prepare import Prepared

_PATIENCE = 10.0  # seconds without a sign of life from a job
_PATIENCE_PER_MB = 2.0
_WAITING = 64  # answers that a worker may be ahead
_AHEAD = 8  # documents a splitter may be ahead


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What a file, or a member of an archive, holds.

    Attributes:
        member: Path inside the archive, empty for the file itself.
        digest: SHA-256 of its bytes.
        format: Name of its format; empty where it is known already or no reader knows it.
        version: Of the reader.
        text: Rank of the format's text.
        problem: Why it gave no documents, empty where it did.
    """

    member: str
    digest: str
    format: str = ""
    version: int = 0
    text: int = 0
    problem: str = ""

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
        key: Tells whoever asks which request it was.
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
        problem: Why it gave nothing at all, empty otherwise.
    """

    problem: str = ""


@dataclass(frozen=True, slots=True)
class Unsplit:
    """A document whose text could not be split.

    Attributes:
        problem: Why not.
    """

    problem: str


Event = ReadPart | Done | Unsplit | tuple[Document, Prepared]


class Worker:
    """One process; started at its first job, and again after it was lost."""

    def __init__(self) -> None:
        self._process: ChildProcess | None = None
        self._answers: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._forwarding: threading.Thread | None = None
        self._ended = False
        self._lock = threading.Lock()  # an interrupted run ends it while another thread waits for its answer

    def do(self, job: dict[str, Any], patience: float) -> Iterator[dict[str, Any]]:
        """Answers to a job, as they come.

        Raises:
            UnreadableFileError: The process died or gave no sign of life for ``patience`` seconds.
        """
        process = self.start()
        done = False
        try:
            process.send(job)
            while line := self._next(patience):
                yield json.loads(line)
            done = True
        except BrokenPipeError as error:
            raise UnreadableFileError("reading it ended the reading process") from error
        finally:
            if not done:
                self.close()  # its remaining answers are nobody's

    def end(self) -> None:
        """End the process, and start none again."""
        self._ended = True
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._process is None:
                return
            self._process.kill()
            while self._forwarding is not None and self._forwarding.is_alive():
                with contextlib.suppress(queue.Empty):  # lets the forwarding thread come to its end
                    self._answers.get(timeout=0.02)
            with contextlib.suppress(queue.Full):
                self._answers.put_nowait(b"")  # for whoever still waits for an answer
            self._process.close()
            self._process = None

    def _next(self, patience: float) -> bytes:
        """The next answer, empty at the end of the job."""
        try:
            line = self._answers.get(timeout=patience)
        except queue.Empty as error:
            raise UnreadableFileError(f"reading it took longer than {patience:.0f} seconds") from error
        if not line:
            with contextlib.suppress(queue.Full):
                self._answers.put_nowait(b"")
            raise UnreadableFileError("reading it ended the reading process")
        return line.strip()

    def start(self) -> ChildProcess:
        """Start the process, where it is not running; does not wait for it.

        Raises:
            UnreadableFileError: It was ended for good.
        """
        with self._lock:
            if self._ended:
                raise UnreadableFileError("the run was stopped")
            if self._process is None:
                self._process = ChildProcess("index.writing.worker")
                self._answers = queue.Queue(_WAITING)
                self._forwarding = threading.Thread(target=_forward, args=(self._process, self._answers), daemon=True)
                self._forwarding.start()
            return self._process


class Workers:
    """A reader, and a splitter for each core; a context that ends their processes."""

    def __init__(self, splitters: int | None = None) -> None:
        self._reader = Worker()
        self._count = splitters or max(1, os.cpu_count() or 1)
        self._free: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._splitters = [Worker() for _ in range(self._count)]
        for worker in self._splitters:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(self._count)

    def __enter__(self) -> Workers:
        self._reader.start()  # while whoever reads is still getting ready
        self._splitters[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)  # first, or it would start lost processes again
        for worker in (self._reader, *self._splitters):
            worker.end()

    def read(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Event]]:
        """What files hold, in order: each part, followed by its documents, ready to be stored; at last ``Done``.

        Some requests are taken ahead of the one whose events come. A part comes when it begins, again when its format
        is known, and at its end where it has a problem.
        """
        waiting: deque[tuple[Request, ReadPart | Done | tuple[Document, Future[Prepared]]]] = deque()
        for request in requests:
            for item in self._read(request):
                if isinstance(item, Document):
                    waiting.append((request, (item, self._threads.submit(self._prepare, item, request.name))))
                else:
                    waiting.append((request, item))
                while len(waiting) > self._count * _AHEAD:
                    yield _waited_for(*waiting.popleft())
        while waiting:
            yield _waited_for(*waiting.popleft())

    def _read(self, request: Request) -> Iterator[ReadPart | Document | Done]:
        job = {"do": "read", "path": os.fsencode(request.path).hex(), "name": request.name}
        part: ReadPart | None = None
        unwanted = 0
        try:
            patience = _PATIENCE + _PATIENCE_PER_MB * request.path.stat().st_size / 2**20
            for answer in self._reader.do({**job, "known": sorted(request.known)}, patience):
                if "document" in answer:
                    if unwanted:
                        unwanted -= 1
                    else:
                        yield Document.from_dict(answer["document"])
                elif part is None and "digest" not in answer:
                    yield Done(answer["problem"])
                    return
                else:
                    fresh = "digest" in answer
                    part = ReadPart(**answer) if fresh else _more(part, answer)
                    unwanted = request.begun.get(part.digest, 0) if fresh else unwanted
                    yield part
            yield Done()
        except (UnreadableFileError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            problem = f"{request.name}: {reason}. It is broken or very large; leave it out or save it anew."
            if part is not None:
                yield _more(part, {"problem": problem})
            yield Done("" if part else problem)

    def _prepare(self, document: Document, name: str) -> Prepared:
        worker = self._free.get()
        try:
            job = {"do": "prepare", "document": {**document.to_dict(), "boxes": ()}}
            patience = _PATIENCE + _PATIENCE_PER_MB * len(document.text) / 2**20
            (answer,) = worker.do(job, patience)
            return Prepared.from_dict(answer)
        except UnreadableFileError as error:
            raise UnreadableFileError(f"{name}: its text cannot be split into sentences ({error}).") from error
        finally:
            self._free.put(worker)


def _waited_for(request: Request, item: ReadPart | Done | tuple[Document, Future[Prepared]]) -> tuple[Request, Event]:
    if not isinstance(item, tuple):
        return request, item
    try:
        return request, (item[0], item[1].result())
    except UnreadableFileError as error:
        return request, Unsplit(str(error))


def _more(part: ReadPart | None, answer: dict[str, Any]) -> ReadPart:
    """The part, with what was learned of it since."""
    before = part or ReadPart("", "")
    return ReadPart(
        before.member,
        before.digest,
        answer.get("format", before.format),
        answer.get("version", before.version),
        answer.get("text", before.text),
        answer.get("problem", before.problem),
    )


def _forward(process: ChildProcess, answers: queue.Queue[bytes]) -> None:
    try:
        for line in process.answers:
            answers.put(line)
    except (OSError, ValueError):  # closed while it was read
        pass
    answers.put(b"")
