"""Bytes of a gold set's files to text and rows: unpacked within bounds, broken rows named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from corpus import containers
from corpus.errors import GoldError
from qa.evaluation.gold import refuse_broken

# Characters that SQLite or UTF-8 cannot hold; each becomes one character, so that offsets stay right
_UNFIT = re.compile("[\0\ud800-\udfff]")
Row = TypeVar("Row")


def text_of(file: Path) -> str:
    """The text of a file, unpacked where it is a .gz or a .zip of one file.

    Raises:
        GoldError: It cannot be read, is not text in UTF-8, or unpacks to too much.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise GoldError(f"{file}: the gold set cannot be read ({error.strerror}).") from error
    found = list(islice(containers.members(data, str(file)), 2))
    if len(found) != 1:
        raise GoldError(f"{file}: is an archive of {'several files' if found else 'no file'}. Unpack it and name one.")
    unpacked = found[0].data
    if unpacked is None:
        raise GoldError(found[0].problem)
    try:
        return unpacked.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: the gold set cannot be read: it is not text in UTF-8.") from error


def json_rows(file: Path, text: str, take: Callable[[Any, int], Row]) -> list[Row]:
    """What is made of each line that is not blank.

    Args:
        file: Named in messages.
        text: JSON lines.
        take: Given the JSON of a line and its number, from 1; a ValueError says what is wrong with it.

    Raises:
        GoldError: Lines are broken; the first ones are named.
    """
    rows: list[Row] = []
    broken: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                rows.append(take(json.loads(line), number))
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                broken.append(f"line {number} ({_reason(error)})")
    refuse_broken(file, broken)
    return rows


def _reason(error: Exception) -> str:
    return "no JSON" if isinstance(error, json.JSONDecodeError | RecursionError) else str(error)


def write(file: Path, text: str) -> None:
    """Write a file.

    Raises:
        GoldError: It cannot be written.
    """
    with _writing(file):
        file.write_text(text, encoding="utf-8")


def check_writable(file: Path) -> None:
    """Raises GoldError where a file cannot be written, which is better known before the work than after."""
    with _writing(file), file.open("a"):
        pass


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GoldError(f"{file}: cannot be written ({error.strerror}).") from error


def fit(text: str) -> str:
    """The text with one replacement character for each that a library cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def string(row: Any, *names: str) -> str:
    """The first of these fields that holds a text or a whole number; empty where none does."""
    for name in names:
        value = row.get(name) if isinstance(row, dict) else None
        if isinstance(value, str) and value.strip():
            return fit(value.strip())
        if type(value) is int and abs(value) < 10**15:
            return str(value)
    return ""
