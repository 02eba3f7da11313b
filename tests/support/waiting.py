"""Waiting for what other threads and processes do, without guessing how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(comes_true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until a condition holds; fails where it does not within so many seconds."""
    deadline = time.monotonic() + seconds
    while not comes_true():
        assert time.monotonic() < deadline, f"not so within {seconds:.0f} seconds"
        time.sleep(0.01)
