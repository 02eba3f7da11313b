"""CSL-JSON, as Zotero and citation programs write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.composed import tidy
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.record import bare_doi, date, documents, pmcid_of, pmid_of, without_tags
from corpus.reference import Name, Reference

NAME = "CSL-JSON"
_HEAD = 65_536  # bytes
_ITEM = re.compile(rb'"(?:container-title|issued|citation-key|title-short|DOI|author|title)"\s*:')
_TYPE = re.compile(rb'"type"\s*:\s*"[a-z_-]+"')


def recognises(data: bytes) -> bool:
    """Whether it is JSON whose head has the fields of a CSL item."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] in {b"[", b"{"} and bool(_ITEM.search(head)) and bool(_TYPE.search(head)) and b'"_id"' not in head


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document an item.

    Raises:
        UnreadableFileError: It is broken, or no item has a title or an abstract.
    """
    try:
        found = json.loads(decode(data, source))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"{source}: is broken or cut short JSON. Export it again.") from error
    items = found.get("items", [found]) if isinstance(found, dict) else found
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    yield from documents(source, NAME, ((_reference(item), without_tags(_string(item, "abstract"))) for item in items))


def _reference(item: dict[str, Any]) -> Reference:
    notes = _string(item, "note")
    return Reference(
        type=_string(item, "type") or "article-journal",
        title=without_tags(_string(item, "title")),
        author=tuple(name for name in map(_name, _list(item, "author")) if name),
        container_title=tidy(_string(item, "container-title")),
        issued=_issued(item.get("issued")),
        volume=_string(item, "volume"),
        issue=_string(item, "issue"),
        page=_string(item, "page"),
        DOI=bare_doi(_string(item, "DOI"), _string(item, "URL")),
        PMID=normal_pmid(_string(item, "PMID")) or (pmid_of(notes) if "pmid" in notes.casefold() else ""),
        PMCID=normal_pmcid(_string(item, "PMCID")) or pmcid_of(notes),
        language=_string(item, "language"),
        keyword=tuple(word.strip() for word in re.split("[;,]", _string(item, "keyword")) if word.strip()),
        publication_type=(_string(item, "genre"),) if _string(item, "genre") else (),
    )


def _name(name: object) -> Name | None:
    if not isinstance(name, dict):
        return None
    family = " ".join(_string(name, part) for part in ("non-dropping-particle", "family") if _string(name, part))
    if family:
        return Name(family, _string(name, "given"))
    return Name(_string(name, "literal")) if _string(name, "literal") else None


def _issued(value: object) -> tuple[int, ...]:
    if not isinstance(value, dict):
        return ()
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [str(part) for part in parts[0][:3]]
        if numbers and all(number.isascii() and number.isdigit() for number in numbers):
            return date("/".join(number.zfill(2) for number in numbers))
    return date(_string(value, "raw"), _string(value, "literal"))


def _list(item: dict[str, Any], name: str) -> list[object]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
