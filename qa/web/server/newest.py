"""The engine of a library's newest generation, shared by everything that the server does."""

from __future__ import annotations

import threading

from qa.answering.engine import Engine


class Newest:
    """Gives the engine to ask now; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def __call__(self) -> Engine:
        """The engine, opened anew where a writer has changed the library since; one whose questions run stays open."""
        if not self._engine.library.is_current:
            with self._lock:
                self._engine = self._engine.refreshed()
        return self._engine
