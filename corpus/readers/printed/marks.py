"""The marks "[2,5-7]" by which a text points to the numbered entries of its list of works cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

LONGEST_RANGE = 60  # works that "[3-62]" cites; what names more is not a mark
_MARK = re.compile(r"\\?\[(\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*)\\?\]")
_SEPARATOR = re.compile(r"\s*[,;]\s*")
_DASH = re.compile(r"\s*[–—-]\s*")


def numbers(printed: str) -> list[int]:
    """The numbers that "2,5-7" names; none where a range runs backwards or is too long."""
    found: list[int] = []
    for part in _SEPARATOR.split(printed):
        ends = [int(number) for number in _DASH.split(part) if number.isdecimal()]
        if not ends or not 0 <= ends[-1] - ends[0] < LONGEST_RANGE:
            return []
        found += range(ends[0], ends[-1] + 1)
    return found


def marks(text: str, labels: Mapping[str, int], start: int = 0) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """The marks in a text whose numbers are all labels: places of their entries, and where each mark is.

    Args:
        text: Any stretch of a document.
        labels: Place of each entry by its label.
        start: Offset of the text in the document, added to the offsets.
    """
    for mark in _MARK.finditer(text):
        cited = numbers(mark[1])
        if cited and all(str(number) in labels for number in cited):
            places = dict.fromkeys(labels[str(number)] for number in cited)
            yield tuple(places), start + mark.start(), start + mark.end()


def by_label(labels: Sequence[str]) -> dict[str, int]:
    """Place of each entry by its label; empty unless the labels are the numbers from 1 on."""
    numbered = {label: place for place, label in enumerate(labels) if label}
    counts = all(label == str(number) for number, label in enumerate(labels, 1))
    return numbered if labels and counts else {}
