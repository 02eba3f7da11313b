"""How a writer reports what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Progress(Protocol):
    """Receives how far a run has come."""

    def say(self, line: str) -> None:
        """A step begins, or something is worth knowing."""
        ...

    def read(self, done: int, total: int, name: str) -> None:
        """So many of the files to be read are done; ``name`` comes next."""
        ...

    def encoded(self, done: int, total: int) -> None:
        """So many of the passages to be encoded are done."""
        ...


class Lines:
    """Passes on the lines, leaves out the counts."""

    def __init__(self, say: Callable[[str], None] = lambda line: None) -> None:
        self.say = say

    def read(self, done: int, total: int, name: str) -> None:
        """Left out."""

    def encoded(self, done: int, total: int) -> None:
        """Left out."""
