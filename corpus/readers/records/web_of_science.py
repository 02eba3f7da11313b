"""Web of Science: .ciw files and "plain text" exports of its databases (Core Collection, Zoological Record, BIOSIS)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.readers.records import record
from corpus.readers.records.tagged import Fields, records, unmarked
from corpus.reference import Name, Reference

FORMAT = "Web of Science"
_HEAD = re.compile(r"\A\s*FN [^\n]{3,100}\nVR \d")
_RECORD = re.compile(
    r"\nPT [A-Z](?: [^\n]{0,40})?\n(?:[A-Z][A-Z\d] [^\n]*\n(?:   ?[^\n]*\n){0,40}?){0,12}?(?:AU|TI|AB) "
)
_TAGGED = re.compile(r"([A-Z][A-Z\d])(?: (.*))?", re.DOTALL)
_TYPES = {"B": "book", "P": "patent", "S": "chapter"}
_KINDS = {"book chapter": "chapter", "meeting abstract": "paper-conference", "proceedings paper": "paper-conference"}


def recognises(data: bytes) -> bool:
    """Whether it begins as such a file does, or a record begins near the head."""
    text = record.head(data)
    return bool(_HEAD.match(text) or _RECORD.search(text[:8192]))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    found = records(decode(data, source), _tag_of, "PT", "ER")
    yield from record.documents(source, FORMAT, ((_reference(fields), _abstract(fields)) for fields in found))


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _TAGGED.fullmatch(unmarked(line).rstrip())
    return (found[1], found[2] or "") if found else None


def _abstract(fields: Fields) -> str:
    """Its lines end at a margin."""
    return "\n\n".join(_flat(text) for text in fields.every("AB")) or _flat(fields.one("A2"))


def _reference(fields: Fields) -> Reference:
    kinds = record.kinds(fields.every("DT"))
    special = (_KINDS[kind.casefold()] for kind in kinds if kind.casefold() in _KINDS)
    number = fields.one("UT", "AN")
    return Reference(
        type=record.type_of(kinds, next(special, _TYPES.get(fields.one("PT")[:1], "article-journal"))),
        title=record.line(_flat(fields.one("TI", "FT"))),
        author=_authors(fields),
        container_title=record.line(_flat(fields.one("SO", "JI", "J9"))),
        issued=record.date(fields.one("PY"), fields.one("PD"), fields.one("EA")),
        volume=_flat(fields.one("VL")),
        issue=_flat(fields.one("IS")),
        page=record.pages(_flat(fields.one("BP", "PS")), _flat(fields.one("EP"))) or _flat(fields.one("AR")),
        DOI=record.doi_of(fields.one("DI"), fields.one("D2")),
        PMID=record.pmid_of(f"PMID: {fields.one('PM') or number.removeprefix('MEDLINE:')}")
        if fields.one("PM") or number.startswith("MEDLINE:")
        else "",
        PMCID=record.pmcid_of(fields.one("C2")),
        language=_flat(fields.one("LA")),
        keyword=record.keywords(map(_flat, fields.every("DE", "ID", "MH")), ";"),
        publication_type=kinds,
        affiliation=tuple(dict.fromkeys(record.line(place) for place in fields.one("C1").split("\n") if place)),
    )


def _authors(fields: Fields) -> tuple[Name, ...]:
    """A line each; in full where each has a full name, then the groups."""
    full, short = fields.one("AF", "BF").split("\n"), fields.one("AU", "BA").split("\n")
    people = record.names(full if len(full) >= len(short) and full[0] else short)
    groups = [Name(line) for text in fields.every("CA", "GP") for one in text.split("\n") if (line := record.line(one))]
    return tuple(dict.fromkeys((*people, *groups)))


def _flat(value: str) -> str:
    return " ".join(value.split())
