"""Signs of life: whoever reads a long file says so at each page, and whoever has it read may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Thing = TypeVar("Thing")
_listener: ContextVar[Callable[[], None] | None] = ContextVar("listener", default=None)


def alive() -> None:
    """Say that something was done: a page was read, a section was split."""
    listener = _listener.get()
    if listener is not None:
        listener()


def signed(things: Iterable[Thing]) -> Iterator[Thing]:
    """The things, one by one, with a sign of life at each."""
    for thing in things:
        alive()
        yield thing


@contextmanager
def heard_by(listener: Callable[[], None]) -> Iterator[None]:
    """Call ``listener`` at each sign while this context is open."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
