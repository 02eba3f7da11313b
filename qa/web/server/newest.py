"""The engine of a library's newest generation, shared by all parts of the server."""

from __future__ import annotations

import threading

from qa.answering.engine import Engine


class Newest:
    """Returns the engine to ask now; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def __call__(self) -> Engine:
        """The engine, opened again where the library has changed; an old one stays open while questions use it."""
        if not self._engine.library.is_current:
            with self._lock:
                self._engine = self._engine.refreshed()
        return self._engine
