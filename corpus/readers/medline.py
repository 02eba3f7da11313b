"""MEDLINE, the .nbib of PubMed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.composed import name_list
from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.record import bare_doi, date, documents, pages
from corpus.readers.tagged import Fields, every, one, records
from corpus.reference import Reference

NAME = "MEDLINE"
_RECORD = re.compile(rb"(?:^|[\r\n])[\s\xef\xbb\xbf]*PMID- ?\d")
_HEAD = 65_536  # bytes


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins a record."""
    return bool(_RECORD.search(data[:_HEAD]))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record; raises UnreadableFileError where none has a title or an abstract."""
    found = records(decode(data, source), "PMID", None)
    yield from documents(source, NAME, ((_reference(fields), one(fields, "AB", "OAB")) for fields in found))


def _reference(fields: Fields) -> Reference:
    located = [value.removesuffix("[doi]") for value in every(fields, "LID", "AID") if value.endswith("[doi]")]
    return Reference(
        type="article" if "Preprint" in every(fields, "PT") else "article-journal",
        title=one(fields, "TI", "BTI").rstrip("."),
        author=name_list(every(fields, "FAU") or every(fields, "AU")) + name_list(every(fields, "CN")),
        container_title=one(fields, "JT", "TA"),
        issued=date(one(fields, "DP"), one(fields, "DEP")),
        volume=one(fields, "VI"),
        issue=one(fields, "IP"),
        page=pages(one(fields, "PG")),
        DOI=bare_doi(*located),
        PMID=normal_pmid(one(fields, "PMID")),
        PMCID=normal_pmcid(one(fields, "PMC")),
        language=one(fields, "LA"),
        keyword=tuple(dict.fromkeys(word.lstrip("*") for word in every(fields, "OT", "MH"))),
        publication_type=tuple(every(fields, "PT")),
        affiliation=tuple(dict.fromkeys(every(fields, "AD"))),
    )
