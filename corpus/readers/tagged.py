"""Exports of tagged lines, "TI  - The title": the same way of writing in RIS and in MEDLINE."""

from __future__ import annotations

import re
from collections.abc import Iterator

Fields = dict[str, list[str]]
_TAGGED = re.compile(r"^\s{0,3}([A-Z][A-Z0-9]{1,3})\s{0,4}-(?: (.*)|\s*)$")


def records(text: str, first: str, last: str | None) -> Iterator[Fields]:
    """Values of each tag, record by record; a line without a tag goes on with the one before.

    Args:
        text: The file.
        first: Tag that begins a record; what stands before the first is left out.
        last: Tag that ends one, where there is such a tag.
    """
    current: Fields | None = None
    tag = ""
    for line in text.replace("\ufeff", "").splitlines():
        match = _TAGGED.match(line)
        if match:
            tag = match[1]
            if tag == first:
                if current:
                    yield current
                current = {}
            elif tag == last:
                if current:
                    yield current
                current = None
            if current is not None:
                current.setdefault(tag, []).append((match[2] or "").strip())
        elif current is not None and tag and line.strip():
            current[tag][-1] += " " + line.strip()
    if current:
        yield current


def one(fields: Fields, *tags: str) -> str:
    """The first value that is not empty under any of these tags."""
    return next((value for tag in tags for value in fields.get(tag, ()) if value), "")


def every(fields: Fields, *tags: str) -> list[str]:
    """All values under these tags that are not empty."""
    return [value for tag in tags for value in fields.get(tag, ()) if value]
