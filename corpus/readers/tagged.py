"""Exports of tagged lines, "TI  - The title": the way of writing that RIS and MEDLINE share."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

Tagged = Callable[[str], tuple[str, str] | None]


class Fields:
    """The values of one record, each under its tag, in the order of the file; ends of lines inside them are kept."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []

    def add(self, tag: str, value: str) -> None:
        """A new value."""
        self._pairs.append((tag, value.strip()))

    def go_on(self, line: str) -> None:
        """A further line of the last value."""
        if self._pairs:
            tag, value = self._pairs[-1]
            self._pairs[-1] = tag, f"{value}\n{line.strip()}"

    def every(self, *tags: str) -> list[str]:
        """All values under these tags that are not empty, in the order of the file."""
        return [value.strip() for tag, value in self._pairs if tag in tags and value.strip()]

    def one(self, *tags: str) -> str:
        """The first value that is not empty under the first of these tags that has one."""
        return next((value for tag in tags for value in self.every(tag)), "")


def records(text: str, tagged: Tagged, first: str, last: str = "") -> Iterator[Fields]:
    """The records of an export, one by one.

    A line without a tag goes on with the value before it. A record ends where the next one begins, whether or not a
    line says so.

    Args:
        text: The file.
        tagged: Tag and value of a line, or None where it has no tag.
        first: Tag that begins a record; what stands before the first is left out.
        last: Tag that ends one, where there is such a tag.
    """
    current: Fields | None = None
    for line in io.StringIO(text, newline=None):
        found = tagged(line)
        if found is None:
            if current is not None:
                current.go_on(line)
        elif found[0] in {first, last}:
            if current is not None:
                yield current
            current = Fields() if found[0] == first else None
        if found and current is not None:
            current.add(*found)
    if current is not None:
        yield current


def unmarked(line: str) -> str:
    """A line without byte-order marks at its head, also those that were taken for Latin-1."""
    return re.sub(r"^(?:\ufeff|ï»¿)+", "", line) if line[:1] in {"\ufeff", "ï"} else line
