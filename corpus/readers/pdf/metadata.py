"""What the file says about its paper besides its pages: the document information and XMP packets."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.doi import find_doi
from corpus.errors import UnreadableFileError
from corpus.readers.safe_xml import parse, text_of
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element
    from pypdfium2 import PdfDocument

_MOST_PACKETS = 40
_LONGEST_PACKET = 300_000  # bytes
_LONGEST_VALUE = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Metadata:
    """One source of statements about the paper; what it does not say is empty.

    Attributes:
        title: Title.
        authors: Names.
        journal: Journal.
        doi: DOI without prefix.
        year: Year of publication.
        volume: Volume.
        issue: Issue.
        pages: Page range.
        keywords: Keywords.
        subject: Free text, often "Journal, volume, doi: …".
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    doi: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    keywords: tuple[str, ...] = ()
    subject: str = ""


def information(document: PdfDocument) -> Metadata:
    """The document information dictionary."""

    def value(key: str) -> str:
        try:
            return _clean(document.get_metadata_value(key))
        except (RuntimeError, ValueError):
            return ""

    subject = value("Subject")
    return Metadata(
        title=value("Title"),
        authors=tuple(part for part in re.split(r"[;,]| and ", value("Author")) if part.strip()),
        doi=find_doi(subject) or find_doi(value("doi")),
        keywords=tuple(word.strip() for word in re.split("[;,]", value("Keywords")) if word.strip()),
        subject=subject,
    )


def packets(data: bytes) -> list[Metadata]:
    """The XMP packets of a file; pictures in it have packets of their own."""
    found: list[Metadata] = []
    at = data.find(b"<x:xmpmeta")
    while at >= 0 and len(found) < _MOST_PACKETS:
        end = data.find(b"</x:xmpmeta>", at, at + _LONGEST_PACKET)
        if end >= 0:
            with suppress(UnreadableFileError):
                found.append(_packet(parse(data[at : end + 12], "XMP")))
        at = data.find(b"<x:xmpmeta", at + 10)
    return found


def _packet(root: _Element) -> Metadata:
    values: dict[str, list[str]] = {}
    for element in root.iter("{*}*"):
        name = str(element.tag).rpartition("}")[2].casefold()
        items = [text_of(item) for item in element.iter("{*}li")] or [text_of(element)]
        if name in {"title", "creator", "publicationname", "doi", "identifier", "volume", "number", "issueidentifier",
                    "pagerange", "startingpage", "endingpage", "subject", "coverdate", "publicationdate"}:  # fmt: skip
            values.setdefault(name, [_clean(item) for item in items if item])
        for key, attribute in element.attrib.items():
            values.setdefault(str(key).rpartition("}")[2].casefold(), [_clean(str(attribute))])

    def first(*names: str) -> str:
        return next((values[name][0] for name in names if values.get(name)), "")

    year = re.search(r"(?:19|20)\d\d", first("publicationdate", "coverdate"))
    start, end = first("startingpage"), first("endingpage")
    return Metadata(
        title=first("title"),
        authors=tuple(values.get("creator", ())),
        journal=first("publicationname"),
        doi=find_doi(first("doi")) or find_doi(first("identifier")),
        year=int(year[0]) if year else None,
        volume=first("volume"),
        issue=first("number", "issueidentifier"),
        pages=first("pagerange") or (f"{start}-{end}" if start and end else start),
        keywords=tuple(values.get("subject", ())),
    )


def _clean(text: str) -> str:
    return on_one_line(text[:_LONGEST_VALUE])
