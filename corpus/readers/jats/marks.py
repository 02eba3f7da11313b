"""Places in running text that cite works: "[23]-[26]" cites the works between as well."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.readers.printed.marks import LONGEST_RANGE

_TO = re.compile(r"[\])]?\s*[-–—‐‑−]\s*[\[(]?")  # between the ends of "[23]-[26]"
_RANGE = re.compile(r"[\[(]?(\d{1,4})\s*[-–—‐‑−]\s*(\d{1,4})[\])]?")
_NUMBERS = re.compile(r"[\d\s,;–—‐‑−-]+")
_MOST_IDS = 200  # of one mark


class Places(NamedTuple):
    """Where the works that can be cited are.

    Attributes:
        ids: Id of an entry of the reference list -> its places in the bibliography.
        total: Of entries.
    """

    ids: Mapping[str, tuple[int, ...]]
    total: int


NOWHERE = Places({}, 0)


@dataclass(slots=True)
class Mark:
    """A place that cites.

    Attributes:
        start: Offset in the running text.
        end: Offset after it.
        cited: Places in the bibliography.
    """

    start: int
    end: int
    cited: tuple[int, ...]


def are_numbers(text: str) -> bool:
    """Whether it is numbers and what may be between them: "23", "1,2-4"."""
    return bool(_NUMBERS.fullmatch(text)) and any(map(str.isdigit, text))


def ranged(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks of a text; two numbers that are the ends of a range become one mark that cites all between."""
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else None
        if last and _TO.fullmatch(text, last.end, mark.start) and _is_number(text, last) and _is_number(text, mark):
            first, to = last.cited[-1], mark.cited[0]
            if 0 < to - first < LONGEST_RANGE:
                cited = (*last.cited, *range(first + 1, to), *mark.cited)
                found[-1] = Mark(last.start, mark.end, tuple(dict.fromkeys(cited)))
                continue
        found.append(mark)
    return found


def whole(written: str, ids: str, works: Places) -> tuple[int, ...]:
    """Places of the works of one mark; of "23-26" that names only its ends, those between as well.

    Args:
        written: The mark's text.
        ids: Ids of entries, apart by spaces; those that do not exist are passed over.
        works: Where the works are.
    """
    cited = [at for name in ids.split()[:_MOST_IDS] for at in works.ids.get(name, ())]
    ends = _RANGE.fullmatch(written.strip())
    count = int(ends[2]) - int(ends[1]) + 1 if ends else 0
    if cited and 2 <= count <= LONGEST_RANGE and len(cited) <= 2:
        full = tuple(range(cited[0], cited[0] + count))
        if cited[-1] in {full[0], full[-1]} and full[-1] < works.total:
            return full
    return tuple(dict.fromkeys(cited))


def _is_number(text: str, mark: Mark) -> bool:
    return text[mark.start : mark.end].strip("[]() ").isdigit()
