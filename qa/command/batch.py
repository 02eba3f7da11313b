"""Files of questions: text (one a line), CSV or JSON lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BatchError


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A line of a batch file.

    Attributes:
        line: Its number, from 1.
        id: Where the file gives one.
        question: Empty where the line is broken.
        problem: What is wrong with the line, empty where nothing is.
    """

    line: int
    id: str | None
    question: str
    problem: str = ""


def read_batch(file: Path) -> Iterator[BatchRow]:
    """The rows of a file, in order and one at a time; blank lines are skipped, broken ones have a problem.

    The file's suffix decides: ``.csv`` has a header with a column ``question`` and may have ``id``; ``.jsonl`` and
    ``.ndjson`` hold an object a line with ``question`` and perhaps ``id``; anything else is text.

    Raises:
        BatchError: The file cannot be opened, or is CSV without a column "question".
    """
    try:
        raw = re.split(rb"\r\n|\r|\n", file.read_bytes())
    except OSError as error:
        raise BatchError(
            f"{file}: the questions cannot be read ({error.strerror}). Give the path of a file of questions."
        ) from error
    if raw and raw[0].startswith(b"\xef\xbb\xbf"):
        raw[0] = raw[0][3:]
    suffix = file.suffix.lower()
    if suffix == ".csv":
        yield from _csv(file, raw)
        return
    for number, line in enumerate(raw, 1):
        if not line.strip():
            continue
        try:
            text = line.decode("utf-8").strip()
            yield _json(number, text) if suffix in {".jsonl", ".ndjson"} else BatchRow(number, None, text)
        except UnicodeDecodeError:
            yield BatchRow(number, None, "", "is not UTF-8 text")


def _json(number: int, text: str) -> BatchRow:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return BatchRow(number, None, "", "is not a JSON object")
    if not isinstance(row, dict):
        return BatchRow(number, None, "", "is not a JSON object")
    row_id = None if row.get("id") is None else str(row["id"])
    if not isinstance(row.get("question"), str):
        return BatchRow(number, row_id, "", 'has no text under "question"')
    return BatchRow(number, row_id, row["question"])


def _csv(file: Path, raw: list[bytes]) -> Iterator[BatchRow]:
    lines = [line.decode("utf-8", errors="replace") + "\n" for line in raw]
    try:
        header = [name.strip().casefold() for name in next(csv.reader(lines[:1], strict=True), [])]
    except csv.Error as error:
        raise BatchError(f"{file}: its first line is not CSV ({error}). Save the file as CSV.") from error
    if "question" not in header:
        raise BatchError(
            f'{file}: its first line names no column "question" (found: {", ".join(header) or "nothing"}). Add it.'
        )
    at = 1
    while at < len(lines):
        reader = csv.reader(lines[at:], strict=True)
        start = at + 1
        try:
            cells = next(reader)
        except csv.Error as error:
            yield BatchRow(start, None, "", f"is not CSV ({error})")
            at += 1  # the next line may be whole
            continue
        at += reader.line_num
        if any(cell.strip() for cell in cells):
            yield _cells(start, dict(zip(header, cells, strict=False)))


def _cells(line: int, row: dict[str, str]) -> BatchRow:
    problem = "" if "question" in row else "has too few columns"
    if "\ufffd" in row.get("question", ""):
        problem = "is not UTF-8 text"
    return BatchRow(line, row.get("id") or None, "" if problem else row["question"], problem)
