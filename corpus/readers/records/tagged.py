"""Exports of tagged lines, "TI  - The title": the way of writing that RIS and MEDLINE share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
Tagged = Callable[[str], tuple[str, str] | None]


class Fields:
    """The values of one record under their tags; ends of lines inside them are kept."""

    def __init__(self) -> None:
        self._held: dict[str, list[tuple[int, list[str]]]] = {}
        self._lines: list[str] = []
        self._count = 0

    def add(self, tag: str, line: str) -> None:
        """The first line of a new value."""
        self._lines = [line.strip()]
        self._held.setdefault(tag, []).append((self._count, self._lines))
        self._count += 1

    def go_on(self, line: str) -> None:
        """A further line of the last value."""
        self._lines.append(line.strip())

    def __len__(self) -> int:
        return self._count

    def every(self, *tags: str) -> list[str]:
        """All values under these tags that are not empty, in the order of the file."""
        found = sorted(value for tag in tags for value in self._held.get(tag, ()))
        return [text for _, lines in found if (text := "\n".join(lines).strip())]

    def one(self, *tags: str) -> str:
        """The first value that is not empty under the first of these tags that has one."""
        return next((value for tag in tags for value in self.every(tag)), "")


def records(text: str, tagged: Tagged, first: str, last: str = "") -> Iterator[Fields]:
    """The records of an export, one by one.

    A line without a tag goes on with the value before it. A record ends where the next one begins, whether or not a
    line says so; one of nothing but its first line is left out.

    Args:
        text: The file.
        tagged: Tag and value of a line, or None where it has no tag.
        first: Tag that begins a record; what is before the first is left out.
        last: Tag that ends one, where there is such a tag.
    """
    current: Fields | None = None
    for match in _LINE.finditer(text):  # a list of all lines would need several times the memory
        line = match[1]
        found = tagged(line)
        if found is None:
            if current is not None:
                current.go_on(line)
        elif found[0] in {first, last}:
            if current is not None and len(current) > 1:
                yield current
            current = Fields() if found[0] == first else None
        if found and current is not None:
            current.add(*found)
    if current is not None and len(current) > 1:
        yield current


def unmarked(line: str) -> str:
    """A line without byte-order marks at its head, also those that were taken for Latin-1."""
    return re.sub(r"^(?:\ufeff|ï»¿)+", "", line) if line[:1] in {"\ufeff", "ï"} else line
