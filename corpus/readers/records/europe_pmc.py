"""What Europe PMC's search answers as JSON, in its "core" and its "lite" form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.readers.records.listed import authors_in
from corpus.reference import Name, Reference

FORMAT = "Europe PMC JSON"
_HEAD = re.compile(r'\s*\{.{0,4000}?"resultList"\s*:\s*\{\s*"result"\s*:\s*\[', re.DOTALL)


def recognises(data: bytes) -> bool:
    """Whether it is JSON that begins with a list of results as Europe PMC names it."""
    return bool(_HEAD.match(record.head(data)))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a result.

    Raises:
        UnreadableFileError: It is broken, or no result has a title or an abstract.
    """
    found = record.json_of(data, source)
    results = _list(found, "resultList", "result")
    yield from record.documents(source, FORMAT, ((_reference(one), _string(one, "abstractText")) for one in results))


def _reference(row: Any) -> Reference:
    kinds = record.kinds(map(str, filter(_is_text, _list(row, "pubTypeList", "pubType") or [_string(row, "pubType")])))
    journal = _string(row, "journalInfo", "journal", "title") or _string(row, "journalTitle")
    return Reference(
        type="article" if _string(row, "source") == "PPR" else record.type_of(kinds, "article-journal"),
        title=record.nlm_title(_string(row, "title")),
        author=_authors(row),
        container_title=record.line(journal),
        issued=record.date(
            _string(row, "journalInfo", "yearOfPublication") or _string(row, "pubYear"),
            _string(row, "journalInfo", "printPublicationDate"),
            _string(row, "firstPublicationDate"),
        ),
        volume=record.line(_string(row, "journalInfo", "volume") or _string(row, "journalVolume")),
        issue=record.line(_string(row, "journalInfo", "issue") or _string(row, "issue")),
        page=record.pages(_string(row, "pageInfo")),
        DOI=record.doi_of(_string(row, "doi")),
        PMID=normal_pmid(_string(row, "pmid")),
        PMCID=normal_pmcid(_string(row, "pmcid")),
        language=record.line(_string(row, "language")),
        keyword=record.keywords(map(str, filter(_is_text, _list(row, "keywordList", "keyword")))),
        publication_type=kinds,
        affiliation=tuple(filter(None, [record.line(_string(row, "affiliation"))])),
    )


def _authors(row: Any) -> tuple[Name, ...]:
    """People and groups in their order; the line of authors where there is no list of them."""
    found: list[Name] = []
    for one in _list(row, "authorList", "author"):
        family, group = record.line(_string(one, "lastName")), record.line(_string(one, "collectiveName"))
        given = record.line(_string(one, "firstName") or _string(one, "initials"))
        if family or group:
            found.append(Name(family, given) if family else Name(group))
        else:
            found += record.names([_string(one, "fullName")])
    return tuple(dict.fromkeys(found)) or authors_in(_string(row, "authorString"), has_stop=True)


def _inside(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _list(value: Any, *path: str) -> list[Any]:
    found = _inside(value, *path)
    return found if isinstance(found, list) else []


def _string(value: Any, *path: str) -> str:
    found = _inside(value, *path)
    return str(found) if _is_text(found) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < 10**15)
