"""MEDLINE: the .nbib files and the "PubMed format" of PubMed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.readers.records.abstract_parts import Part, parts
from corpus.readers.records.tagged import Fields, records, unmarked
from corpus.reference import Name, Reference

FORMAT = "MEDLINE"
_RECORD = re.compile(r"\n[ \t\ufeffï»¿]*PMID- ?\d[^\n]*(?:\n[^\n]*){0,60}?\n[A-Z][A-Z\d]{1,3} *- ")
_TAGGED = re.compile(r"([A-Z][A-Z\d]{1,3}) *(?<=.{4})- ?(.*)", re.DOTALL)


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins a record, and another tag follows."""
    return bool(_RECORD.search(record.head(data)))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    found = records(decode(data, source), _tag_of, "PMID")
    yield from record.documents(source, FORMAT, ((_reference(fields), _abstract(fields)) for fields in found))


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _TAGGED.match(unmarked(line))
    return (found[1], found[2]) if found and found.start(2) <= 6 else None


def _abstract(fields: Fields) -> list[Part]:
    others = [part for text in fields.every("OAB") for part in parts(_flat(text))]
    return parts(_flat(fields.one("AB"))) or others


def _reference(fields: Fields) -> Reference:
    located = [value for value in fields.every("LID", "AID") if value.endswith("[doi]")]
    kinds = tuple(dict.fromkeys(map(_flat, fields.every("PT"))))
    in_book = bool(fields.one("BTI"))
    title = record.nlm_title(_flat(fields.one("TI"))) or record.line(_flat(fields.one("TT", "BTI")))
    return Reference(
        type=record.type_of(kinds, ("chapter" if fields.one("TI") else "book") if in_book else "article-journal"),
        title=title,
        author=_authors(fields),
        container_title=record.line(_flat(fields.one("JT", "TA") or (fields.one("TI") and fields.one("BTI")))),
        issued=record.date(*fields.every("DP"), *fields.every("DEP")),
        volume=_flat(fields.one("VI")),
        issue=_flat(fields.one("IP")),
        page=record.pages(_flat(fields.one("PG"))),
        DOI=record.doi_of(*located, _flat(fields.one("SO"))),
        PMID=normal_pmid(fields.one("PMID")),
        PMCID=normal_pmcid(fields.one("PMC")),
        language=_flat(fields.one("LA")),
        keyword=record.keywords(map(_flat, fields.every("OT") + fields.every("MH")), ";"),
        publication_type=kinds,
        affiliation=tuple(dict.fromkeys(record.line(_flat(place)) for place in fields.every("AD"))),
    )


def _authors(fields: Fields) -> tuple[Name, ...]:
    """People and groups in their order; the short form of a name only where there is no full one."""
    tags = ("FAU", "CN") if len(fields.every("FAU")) >= len(fields.every("AU")) else ("AU", "CN")
    groups = set(fields.every("CN"))
    found = (
        (Name(record.line(name)),) if name in groups else record.names([_flat(name)]) for name in fields.every(*tags)
    )
    return tuple(dict.fromkeys(name for names in found for name in names))


def _flat(value: str) -> str:
    """A value on one line: what is indented only goes on."""
    return " ".join(value.split())
