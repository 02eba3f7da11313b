"""Changes to a library that the web page asks for: one at a time, in the background, followed while they run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from corpus.errors import LibraryBusyError, ReviewqaError
from index.store.catalog import Catalog
from index.store.files import stored_path
from index.writing.uploads import Upload, Uploads, delete_unknown, safe_name
from qa.library.libraries import open_catalog
from qa.library.process import Run, Work, run_in_process
from qa.wording import counted

FileState = Literal["waiting", "checked", "read", "added", "known", "refused"]
_SETTLED = 1.0  # seconds before a rate is known
_READING = 0.2  # share of the work; the rest is encoding


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far one file has come.

    Attributes:
        name: As it is shown.
        state: "waiting", "checked" (taken, not yet read), "read" (its passages are being encoded), "added", "known"
            (it was there already), "refused" (it yielded no document).
        note: Why it was refused; else empty.
    """

    name: str
    state: FileState = "waiting"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A change to a library, as it is now.

    Attributes:
        title: What is done: "Adding 3 files".
        step: What it is at.
        files: Those that were uploaded; empty otherwise.
        read: How many files have been read, and of how many.
        encoded: How many passages have been encoded, and of how many.
        rate: Passages a second, or files before the first passage; 0 before it is known.
        left: Seconds until the passages are encoded; None before it is known.
        finished: Whether it has ended.
        problem: Why it failed; empty otherwise.
        result: What came of it, in a sentence; empty before the end.
    """

    title: str
    step: str = ""
    files: tuple[FileProgress, ...] = ()
    read: tuple[int, int] = (0, 0)
    encoded: tuple[int, int] = (0, 0)
    rate: float = 0.0
    left: float | None = None
    finished: bool = False
    problem: str = ""
    result: str = ""

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        if self.finished:
            return 1.0
        return _READING * _share(self.read) + (1 - _READING) * _share(self.encoded)

    def share_of(self, file: FileProgress) -> float:
        """How much of one file's way is done, 0 to 1."""
        if file.state == "read":
            return _READING + (1 - _READING) * _share(self.encoded)
        return {"waiting": 0.0, "checked": _READING / 2}.get(file.state, 1.0)


class LibraryJobs:
    """The changes to one server's library; all browser tabs see the same ones."""

    def __init__(self, run: Run = run_in_process) -> None:
        """Make it.

        Args:
            run: Does the work; raises LibraryError, or another of ours, where that fails.
        """
        self._run = run
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._work: Work | None = None
        self._began: dict[str, float] = {}

    @property
    def job(self) -> Job | None:
        """The change that runs or ran last; None before the first."""
        return self._job

    @property
    def is_running(self) -> bool:
        """Whether one runs now."""
        job = self._job
        return job is not None and not job.finished

    def add_uploads(self, library: Path, uploads: Sequence[Upload]) -> None:
        """Check files that have arrived, keep them among the library's papers and add them.

        Raises:
            LibraryBusyError: Another change runs.
        """
        names = tuple(FileProgress(safe_name(upload.name)) for upload in uploads)
        try:
            self._start(f"Adding {counted(len(names), 'file')}", lambda: self._add_uploads(library, uploads), names)
        except LibraryBusyError:
            Uploads(library).clear(uploads)
            raise

    def add_folder(self, library: Path, folder: Path) -> None:
        """Add the papers below a folder of this machine, which stay where they are; raises as ``add_uploads``."""
        self._start(f"Adding {folder}", lambda: self._do(Work("add", library, (str(folder),)), library))

    def remove(self, library: Path, document_id: str, title: str) -> None:
        """Remove a document, and its file where it was uploaded; raises as ``add_uploads``."""
        work = Work("remove", library, (document_id,))
        done = f"Removed {title}. To have it back, add its file again."
        self._start(f"Removing {title}", lambda: self._do(work, library, done))

    def discard(self, library: Path, name: str) -> None:
        """Delete an uploaded file that yielded no document; raises as ``add_uploads``."""
        work = Work("discard", library, (name,))
        self._start(f"Deleting {name}", lambda: self._do(work, library, f"Deleted {name}."))

    def cancel(self) -> None:
        """Stop the change that runs, if one does."""
        if self._work and self.is_running:
            self._work.cancelled.set()

    # The work, in a thread of its own

    def _start(self, title: str, do: Callable[[], str], files: tuple[FileProgress, ...] = ()) -> None:
        with self._lock:
            if self.is_running:
                raise LibraryBusyError("The library is being changed just now. Try again when that is done.")
            self._job = Job(title, "Starting", files)
            self._work, self._began = None, {}
        threading.Thread(target=self._finish, args=(do,), name="library job", daemon=True).start()

    def _finish(self, do: Callable[[], str]) -> None:
        try:
            result = do()
        except ReviewqaError as error:
            self._update(finished=True, problem=str(error))
        except BaseException:
            self._update(finished=True, problem="This failed for a reason that was not foreseen. See the server's log.")
            raise
        else:
            self._update(finished=True, result=result)

    def _do(self, work: Work, library: Path, done: str = "") -> str:
        before = _documents(library)
        self._work = work
        self._update(step="Working")
        self._run(work, self)
        added = _documents(library) - before
        return done or (f"{counted(added, 'paper')} added." if added > 0 else "No new paper was found there.")

    def _add_uploads(self, library: Path, uploads: Sequence[Upload]) -> str:
        kept: dict[int, Path] = {}
        try:
            with _catalog(library) as catalog:
                before = catalog.count()[0]
                self._check(library, uploads, catalog, kept)
            Uploads(library).clear(uploads)  # what was refused does not wait for the others
            if kept:
                self._update(step="Reading")
                self._work = Work("add", library, tuple(map(str, kept.values())))
                self._run(self._work, self)
        finally:
            Uploads(library).clear(uploads)
            with _catalog(library) as catalog:
                delete_unknown(kept.values(), catalog)
        with _catalog(library) as catalog:
            self._judge(catalog, kept)
            added = catalog.count()[0] - before
        return f"{counted(added, 'paper')} added." if added > 0 else "No paper was added."

    def _check(self, library: Path, uploads: Sequence[Upload], catalog: Catalog, kept: dict[int, Path]) -> None:
        """Take the uploads that may be papers; which of them, and where they lie, goes into ``kept``."""
        self._update(step="Checking the files")
        for at, outcome in enumerate(Uploads(library).receive(uploads, catalog)):
            if isinstance(outcome, Path):
                kept[at] = outcome
                self._update_file(at, "checked")
            elif outcome is None:
                self._update_file(at, "known")
            else:
                self._update_file(at, "refused", outcome.reason)

    def _judge(self, catalog: Catalog, kept: dict[int, Path]) -> None:
        """Say what became of each file that was taken."""
        failures = {failure.file: failure.reason for failure in catalog.failures()}
        for at, file in kept.items():
            reason = failures.get(stored_path(file), "")
            self._update_file(at, "refused" if reason else "added", reason)

    # What the work reports; an index.writing.progress.Progress

    def say(self, line: str) -> None:
        """A step begins."""
        self._update(step=f"{line[:1].upper()}{line[1:]}")

    def read(self, done: int, total: int, name: str) -> None:
        """So many files are read."""
        job = self._job
        if job is None:
            return
        waiting = [at for at, file in enumerate(job.files) if file.state in ("checked", "read")]
        for at in waiting[: len(waiting) * done // total if total else 0]:
            self._update_file(at, "read")
        self._update(step="Reading", read=(done, total), rate=self._rate("read", done))

    def encoded(self, done: int, total: int) -> None:
        """So many passages are encoded."""
        rate = self._rate("encoded", done)
        left = (total - done) / rate if rate else None
        self._update(step="Encoding", encoded=(done, total), rate=rate, left=left)

    def _rate(self, what: str, done: int) -> float:
        passed = time.monotonic() - self._began.setdefault(what, time.monotonic())
        return done / passed if passed > _SETTLED else 0.0

    def _update(self, **fields: Any) -> None:
        if self._job:
            self._job = replace(self._job, **fields)

    def _update_file(self, at: int, state: FileState, note: str = "") -> None:
        if self._job:
            files = list(self._job.files)
            files[at] = FileProgress(files[at].name, state, note)
            self._update(files=tuple(files))


@contextmanager
def _catalog(library: Path) -> Iterator[Catalog]:
    catalog = open_catalog(library)
    try:
        yield catalog
    finally:
        catalog.close()


def _documents(library: Path) -> int:
    with _catalog(library) as catalog:
        return catalog.count()[0]


def _share(of: tuple[int, int]) -> float:
    return of[0] / of[1] if of[1] else 0.0
