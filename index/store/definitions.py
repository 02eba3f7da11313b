"""What the abbreviations of a library's documents stand for, looked up in its catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from index.text.abbreviations import Abbreviations, Sense, keys_in, senses_of

Key = TypeVar("Key")
Value = TypeVar("Value")
_LONGEST_LONG_FORM = 10  # words, that a question is searched for
_REMEMBERED = 10_000  # look-ups


class Definitions:
    """Abbreviations as the documents of a catalog define them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """All of them, looked up when needed, and remembered."""
        return Abbreviations(_Lookup(self.senses), _Lookup(self.short_form), _LONGEST_LONG_FORM)

    def senses(self, key: str) -> tuple[Sense, ...] | None:
        """All senses of an abbreviation, the one most documents use first; None where none defines it."""
        rows = self._connection.execute(
            "SELECT long, stems, record FROM definition WHERE key = ? AND record IN (SELECT record FROM document)",
            (key,),
        )
        longs: dict[str, tuple[tuple[str, ...], set[int]]] = {}
        for long, stems, record in rows:
            longs.setdefault(long, (tuple(stems.split()), set()))[1].add(record)
        return senses_of(longs, self._nests) or None

    def short_form(self, stems: tuple[str, ...]) -> str | None:
        """Key of the abbreviation that stands for words of these stems, the most frequent one, or None."""
        found = self._connection.execute(
            """SELECT key FROM definition WHERE stems = ? AND record IN (SELECT record FROM document)
            GROUP BY key ORDER BY count(*) DESC, key LIMIT 1""",
            (" ".join(stems),),
        ).fetchone()
        return str(found[0]) if found else None

    def _nests(self, long: str) -> bool:
        """Whether a long form holds an abbreviation itself."""
        keys = sorted(keys_in(long))
        query = f"SELECT 1 FROM definition WHERE key IN ({','.join('?' * len(keys))}) LIMIT 1"  # noqa: S608
        return bool(self._connection.execute(query, keys).fetchone())


class _Lookup(Generic[Key, Value]):
    """Answers ``get`` from the catalog, and remembers."""

    def __init__(self, look_up: Callable[[Key], Value | None]) -> None:
        self.get = lru_cache(_REMEMBERED)(look_up)
