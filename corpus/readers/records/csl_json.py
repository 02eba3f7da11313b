"""CSL-JSON, as Zotero, Mendeley and citation programs write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.reference import Name, Reference

FORMAT = "CSL-JSON"
_ITEM = re.compile(r'"(?:container-title|issued|citation-key|title-short|DOI|author|title)"\s*:')
_TYPE = re.compile(r'"type"\s*:\s*"[a-z_-]{3,40}"')
_FIRST = re.compile(
    r'\s*(?:\{\s*(?:"[^"\n]{0,80}"\s*:\s*(?:"[^"\n]{0,400}"|\d+)\s*,\s*){0,8}"items"\s*:\s*)?(?:\[\s*)?\{\s*"'
)


def recognises(data: bytes) -> bool:
    """Whether it is JSON whose first object, or first of its items, has the fields of a CSL item."""
    text = record.head(data)
    return bool(_FIRST.match(text)) and bool(_ITEM.search(text) and _TYPE.search(text)) and '"_id"' not in text


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document an item.

    Raises:
        UnreadableFileError: It is broken, or no item has a title or an abstract.
    """
    found = record.json_of(data, source)
    items = found.get("items", [found]) if isinstance(found, dict) else found
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    yield from record.documents(source, FORMAT, ((_reference(item), _string(item, "abstract")) for item in items))


def _reference(item: dict[str, Any]) -> Reference:
    notes, url = _string(item, "note"), _string(item, "URL")
    custom = item.get("custom")
    more: dict[str, Any] = custom if isinstance(custom, dict) else {}  # what reviewqa itself writes
    kinds = tuple(filter(None, map(record.line, _strings(more, "publication-type")))) or record.kinds(
        [_string(item, "genre")]
    )
    return Reference(
        type=record.type_of(kinds, _line(item, "type") or "document"),
        title=_line(item, "title"),
        author=_names(item, "author"),
        container_title=_line(item, "container-title") or _line(item, "container-title-short"),
        issued=_issued(item.get("issued")),
        volume=_line(item, "volume"),
        issue=_line(item, "issue"),
        page=record.pages(_string(item, "page")) or _line(item, "number"),
        DOI=record.doi_of(_string(item, "DOI"), url, notes),
        PMID=normal_pmid(_string(item, "PMID")) or record.pmid_of(notes, url),
        PMCID=normal_pmcid(_string(item, "PMCID")) or record.pmcid_of(notes, url),
        language=_line(item, "language"),
        keyword=record.keywords(_strings(more, "keyword"), "\n") or _keywords(_strings(item, "keyword")),
        publication_type=kinds,
        affiliation=tuple(filter(None, map(record.line, _strings(more, "affiliation")))),
    )


def _keywords(printed: list[str]) -> tuple[str, ...]:
    return record.keywords(printed, ";" if any(";" in text for text in printed) else ",")


def _names(item: dict[str, Any], field: str) -> tuple[Name, ...]:
    held = item.get(field)
    found = (_name(name) for name in held) if isinstance(held, list) else ()
    return tuple(name for name in found if name)


def _name(name: object) -> Name | None:
    if not isinstance(name, dict):
        return None
    family = " ".join(filter(None, (_line(name, part) for part in ("non-dropping-particle", "family", "suffix"))))
    given = " ".join(filter(None, (_line(name, part) for part in ("given", "dropping-particle"))))
    if _line(name, "family"):
        return Name(family, given)
    whole = _line(name, "literal") or _line(name, "name") or given
    return Name(whole) if whole else None


def _issued(value: object) -> tuple[int, ...]:
    if not isinstance(value, dict):
        return ()
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else []
    numbers = [str(part) for part in first[:3] if isinstance(part, int | str)] if isinstance(first, list) else []
    return record.date("/".join(numbers), *(_string(value, name) for name in ("raw", "literal")))


def _line(item: dict[str, Any], name: str) -> str:
    return record.line(_string(item, name))


def _string(item: dict[str, Any], name: str) -> str:
    return next(iter(_strings(item, name)), "")


def _strings(item: dict[str, Any], name: str) -> list[str]:
    """The texts of a field; Crossref puts them in lists."""
    value = item.get(name)
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if isinstance(one, str) or (type(one) is int and abs(one) < 10**15)]
