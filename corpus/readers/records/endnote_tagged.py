"""EndNote's import format, "%0 Journal Article": the .enw files of publishers and Google Scholar."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmid
from corpus.readers.records import record
from corpus.readers.records.tagged import Fields, records, unmarked
from corpus.reference import Reference

FORMAT = "EndNote import"
_RECORD = re.compile(r"\n%0 [A-Z][^\n]{2,60}\n(?:[^\n]*\n){0,60}?%[A-Z\d@$!&()*+,:;<=>?\[\]^~-] ?\S")
_TAGGED = re.compile(r"%([A-Z\d@$!#&()*+,:;<=>?\[\]^~-])(?:\s(.*))?", re.DOTALL)
_TYPES = {
    "book": "book", "book section": "chapter", "conference paper": "paper-conference",
    "conference proceedings": "paper-conference", "dataset": "dataset", "edited book": "book",
    "electronic book": "book", "generic": "document", "magazine article": "article-magazine",
    "newspaper article": "article-newspaper", "patent": "patent", "report": "report", "thesis": "thesis",
    "unpublished work": "manuscript", "web page": "webpage",
}  # fmt: skip


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins a record, and another tag follows."""
    return bool(_RECORD.search(record.head(data)))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    found = records(decode(data, source), _tag_of, "0")
    yield from record.documents(source, FORMAT, ((_reference(fields), fields.one("X")) for fields in found))


def _tag_of(line: str) -> tuple[str, str] | None:
    found = _TAGGED.fullmatch(unmarked(line).strip())
    return (found[1], found[2] or "") if found else None


def _reference(fields: Fields) -> Reference:
    stated = record.line(fields.one("0")).casefold()
    kinds = record.kinds(fields.every("9"))
    number = fields.one("M")
    return Reference(
        type=record.type_of((*kinds, stated), _TYPES.get(stated, "article-journal")),
        title=record.line(fields.one("T", "Q")),
        author=record.names(name for text in fields.every("A") for name in text.split("\n")),
        container_title=record.line(fields.one("J", "B")),
        issued=record.date(fields.one("D"), fields.one("8")),
        volume=record.line(fields.one("V")),
        issue=record.line(fields.one("N")),
        page=record.pages(fields.one("P")),
        DOI=record.doi_of(fields.one("R"), *fields.every("U"), number),
        PMID=record.pmid_of(number, *fields.every("U"), *fields.every("Z"))
        or (normal_pmid(number) if "pubmed" in " ".join(fields.every("~", "W", "U")).casefold() else ""),
        PMCID=record.pmcid_of(*fields.every("2"), *fields.every("U")),
        language=record.line(fields.one("G")),
        keyword=record.keywords(fields.every("K")),
        publication_type=kinds,
        affiliation=tuple(dict.fromkeys(map(record.line, fields.every("+")))),
    )
