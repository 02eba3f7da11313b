"""The progress of a run: in a terminal a bar with files, passages a second and the time left, elsewhere lines."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from qa.wording import printable

_BETWEEN_LINES = 10.0  # seconds, where there is no terminal


class ProgressBar:
    """Shows ``index.writing.progress.Progress``; a context manager that removes the bar at its end."""

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, markup=False, emoji=False)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} {task.fields[unit]}", markup=False),
            TextColumn("{task.fields[rate]}", markup=False),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._started: dict[str, float] = {}
        self._last_line = time.monotonic()

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def say(self, line: str) -> None:
        """A step begins, or something is worth knowing."""
        self._console.print(Text(printable(f"reviewqa: {line}")), soft_wrap=True)

    def read(self, done: int, total: int, name: str) -> None:
        """So many files are read."""
        self._show("reading", done, total, "files", name)

    def encoded(self, done: int, total: int) -> None:
        """So many passages are encoded."""
        self._show("encoding", done, total, "passages", "")

    def asked(self, done: int, total: int) -> None:
        """So many questions are asked."""
        self._show("asking", done, total, "questions", "")

    def _show(self, what: str, done: int, total: int, unit: str, name: str) -> None:
        if not total:
            return
        if what not in self._tasks:
            self._started[what] = time.monotonic()
            self._tasks[what] = self._bar.add_task(what, total=total, unit=unit, rate="")
        passed = time.monotonic() - self._started[what]
        rate = f"{done / passed:,.1f} a second" if done and passed > 0.5 else ""
        shown = f"{what} {_short(name)}" if name else what
        self._bar.update(self._tasks[what], completed=done, total=total, rate=rate, description=shown)
        if not self._console.is_terminal and time.monotonic() - self._last_line > _BETWEEN_LINES and done:
            self._last_line = time.monotonic()
            left = f"{passed / done * (total - done):,.0f} s left" if rate and done < total else ""
            self.say(", ".join(part for part in (f"{what}: {done:,} of {total:,} {unit}", rate, left) if part))


def _short(name: str) -> str:
    shown = printable(name)
    return shown if len(shown) <= 40 else shown[:39] + "…"
