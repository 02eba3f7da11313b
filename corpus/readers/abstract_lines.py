"""Titles and abstracts, one JSON object a line: the corpus layout of BEIR (Thakur et al. 2021)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.composed import Composer, tidy
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_doi, normal_pmcid, normal_pmid
from corpus.reference import Name, Reference

NAME = "JSON lines"
_HEAD = 65_536  # bytes


def recognises(data: bytes) -> bool:
    """Whether the first line is a JSON object with a title or a text."""
    first = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    if not first.startswith(b"{"):
        return False
    return bool(re.search(rb'"(?:title|text|abstract)"\s*:', first)) and b'"_id"' in first


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a line; lines that are no record are left out.

    Raises:
        UnreadableFileError: No line is a record with a title or a text.
    """
    found = False
    for line in decode(data, source).split("\n"):
        document = _document(line, source) if line.strip() else None
        if document is not None:
            found = True
            yield document
    if not found:
        raise UnreadableFileError(f"{source}: no line is a record with a title or a text.")


def _document(line: str, source: str) -> Document | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    reference = _reference(row)
    text = tidy(_string(row, "text") or _string(row, "abstract"))
    if reference.title and text.startswith(reference.title):  # some exports print it twice
        text = text[len(reference.title) :].lstrip(" .")
    if not (reference.title or text):
        return None
    composer = Composer()
    composer.front(reference)
    composer.paragraph(text, "body", "Abstract")
    return composer.document(source, NAME, reference)


def _reference(row: dict[str, Any]) -> Reference:
    year = re.fullmatch(r"\s*((?:1[5-9]|20)\d\d)\b.*", _string(row, "year") or _string(row, "date"))
    authors = row.get("authors")
    names = [name for name in authors if isinstance(name, str) and name.strip()] if isinstance(authors, list) else []
    return Reference(
        title=tidy(_string(row, "title")),
        author=tuple(map(Name.parse, names)),
        container_title=tidy(_string(row, "journal")),
        issued=(int(year[1]),) if year else (),
        DOI=normal_doi(_string(row, "doi")),
        PMID=normal_pmid(_string(row, "pmid")),
        PMCID=normal_pmcid(_string(row, "pmcid")),
    )


def _string(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
