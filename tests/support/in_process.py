"""Reading files in this process, by the worker's own functions: quicker, and readers can be replaced."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest

from index.writing import workers
from index.writing.worker import read_file


class WorkerHere(workers.Worker):
    """A worker without a process."""

    def __init__(self) -> None:
        super().__init__()
        self._here: deque[Iterator[dict[str, Any]]] = deque()
        self._sent: deque[dict[str, Any]] = deque()

    def start(self) -> None:
        pass

    def send(self, job: dict[str, Any]) -> None:
        self._here.append(read_file(json.loads(json.dumps(job))))
        self._sent.append(job)

    def answer(self, timeout: float) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(json.dumps(next(self._here[0])))
        if workers.is_last(answer):
            self._here.popleft()
            self._sent.popleft()
        return answer

    def restart(self, skip: int | None) -> None:
        self._here.popleft()
        job = self._sent.popleft()
        if skip is not None:
            self._here.appendleft(read_file(json.loads(json.dumps({**job, "skip": skip}))))
            self._sent.appendleft(job)


def read_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all files be read so."""
    monkeypatch.setattr(workers, "Worker", WorkerHere)
