"""Titles and texts, one JSON object a line; the corpus layout of BEIR (Thakur et al. 2021) is one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.reference import Name, Reference

FORMAT = "JSON lines"
_FIELDS = frozenset({"author", "authors", "date", "doi", "journal", "pmcid", "pmid", "year"})
_ID = re.compile(r'"_id"\s*:')
_TITLE = re.compile(r'"title"\s*:')
_TEXT = re.compile(r'"(?:text|abstract)"\s*:')


def recognises(data: bytes) -> bool:
    """Whether the first line is, or begins as, a JSON object with a title and a text of its own."""
    first, end, _ = record.head(data).lstrip().partition("\n")
    if not (first.startswith("{") and _TITLE.search(first) and _TEXT.search(first)):
        return False
    if not end and len(first) > record.HEAD // 2:  # cut short
        return bool(_ID.search(first))
    try:
        row = json.loads(first)
    except (ValueError, RecursionError):
        return bool(_ID.search(first))
    is_csl = isinstance(row.get("type"), str) and "_id" not in row and "text" not in row
    return bool(_string(row, "title") and (_string(row, "text") or _string(row, "abstract")) and not is_csl) or (
        "_id" in row and "title" in row
    )


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a line; lines that are not records are left out.

    Raises:
        UnreadableFileError: No line is a record with a title or a text.
    """
    yield from record.documents(source, FORMAT, _records(decode(data, source)))


def _records(text: str) -> Iterator[tuple[Reference, str]]:
    for line in re.finditer(r"[^\n]+", text):
        try:
            row = json.loads(line[0]) if not line[0].isspace() else None
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            yield _reference(row), _string(row, "text") or _string(row, "abstract")


def _reference(row: dict[str, Any]) -> Reference:
    """What the fields say; ``_id`` is only a number of this corpus, even where it looks like a PMID."""
    held = row.get("metadata")
    more: dict[str, Any] = row | held if isinstance(held, dict) else row
    title = record.line(_string(row, "title"))
    if _FIELDS.isdisjoint(more):
        return Reference(title=title)
    return Reference(
        title=title,
        author=_authors(more.get("authors") or more.get("author")),
        container_title=record.line(_string(more, "journal")),
        issued=record.date(_string(more, "year"), _string(more, "date")),
        DOI=record.doi_of(_string(more, "doi")),
        PMID=normal_pmid(_string(more, "pmid")),
        PMCID=normal_pmcid(_string(more, "pmcid")),
    )


def _authors(held: object) -> tuple[Name, ...]:
    names = held if isinstance(held, list) else [held]
    return record.names(name for name in names if isinstance(name, str))


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, str) or (type(value) is int and abs(value) < 10**15) else ""
