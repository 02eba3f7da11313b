"""Pages of PDFs drawn in processes of their own: none hangs, crashes or eats the memory of the server."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import PageBusyError, PageError
from index.child_process import ChildProcess
from index.pages.originals import Original

_TIMEOUT = 10.0  # seconds for a page
_TIMEOUT_PER_MB = 0.2  # of the file, which may be an archive
_WAIT = 20.0  # seconds for a process to become free
_PROCESSES = 2


class PageDrawing:
    """Two processes that draw; each is started when it is first needed, and again after it was lost."""

    def __init__(self, timeout: float = _TIMEOUT) -> None:
        """Make them ready to start.

        Args:
            timeout: Seconds after which a page is given up.
        """
        self._timeout = timeout
        self._all = [_Process() for _ in range(_PROCESSES)]
        self._free: queue.LifoQueue[_Process] = queue.LifoQueue()  # the last one has the document open
        for process in self._all:
            self._free.put(process)

    def draw(self, found: Original, page: int, zoom: float) -> bytes:
        """A page as PNG.

        Args:
            found: The document's bytes.
            page: From 1.
            zoom: Pixels a point; a large page is drawn smaller.

        Raises:
            PageBusyError: None of the processes became free.
            PageError: It cannot be drawn.
        """
        path = os.fsencode(found.path).hex()
        job = {"path": path, "member": found.member, "digest": found.digest, "page": page, "zoom": zoom}
        with self._process() as process:
            return process.ask(job, self._timeout + _TIMEOUT_PER_MB * _megabytes(found.path))

    def close(self) -> None:
        """End the processes."""
        for process in self._all:
            process.close()

    @contextmanager
    def _process(self) -> Iterator[_Process]:
        try:
            process = self._free.get(timeout=_WAIT)
        except queue.Empty as error:
            raise PageBusyError("Too many pages are being drawn. Try again in a moment.") from error
        try:
            yield process
        finally:
            self._free.put(process)


class _Process:
    """One process; one job at a time."""

    def __init__(self) -> None:
        self._running: ChildProcess | None = None

    def ask(self, job: dict[str, object], timeout: float) -> bytes:
        """The answer to a job; the process is killed when it does not come in time."""
        process = self._started()
        late = threading.Timer(timeout, process.kill)
        late.start()
        try:
            return _answer(process, job)
        except (OSError, ValueError, EOFError) as error:
            self.close()
            raise PageError("Drawing this page takes too long or fails. Read it in the text view.") from error
        finally:
            late.cancel()

    def close(self) -> None:
        """End the process."""
        process, self._running = self._running, None
        if process is not None:
            process.close()

    def _started(self) -> ChildProcess:
        if self._running is None or not self._running.is_running:
            self.close()
            self._running = ChildProcess("index.pages.worker")
        return self._running


def _answer(process: ChildProcess, job: dict[str, object]) -> bytes:
    process.send(job)
    line = process.answers.readline()
    if not line:
        raise EOFError
    answer = json.loads(line)
    if "problem" in answer:
        raise PageError(answer["problem"])
    image = process.answers.read(answer["size"])
    if len(image) < answer["size"]:
        raise EOFError
    return image


def _megabytes(path: Path) -> float:
    try:
        return path.stat().st_size / 2**20
    except OSError:
        return 0.0
