"""RIS: what Zotero, EndNote, Scopus, Web of Science and most publishers export."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.composed import name_list
from corpus.decoding import decode
from corpus.document import Document
from corpus.readers.record import bare_doi, date, documents, pages, pmcid_of, pmid_of, without_tags
from corpus.readers.tagged import Fields, every, one, records
from corpus.reference import Reference

NAME = "RIS"
_RECORD = re.compile(rb"(?:^|[\r\n])[\s\xef\xbb\xbf]*TY\s{1,4}- ?[A-Z]", re.IGNORECASE)
_HEAD = 65_536  # bytes
_TYPES = {"BOOK": "book", "CHAP": "chapter", "THES": "thesis", "ELEC": "webpage", "UNPB": "article", "RPRT": "report",
          "CONF": "paper-conference", "CPAPER": "paper-conference", "NEWS": "article-newspaper"}  # fmt: skip


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins a record."""
    head = data[:_HEAD]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.replace(b"\0", b"")
    return bool(_RECORD.search(head))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record; raises UnreadableFileError where none has a title or an abstract."""
    text = re.sub(
        r"(?m)^(\s{0,3})([a-z]{2}[a-z0-9]?)(\s{1,4}-)", lambda m: m[1] + m[2].upper() + m[3], decode(data, source)
    )
    yield from documents(
        source, NAME, ((_reference(fields), one(fields, "AB", "N2")) for fields in records(text, "TY", "ER"))
    )


def _reference(fields: Fields) -> Reference:
    stated = one(fields, "TY").upper()
    links = every(fields, "UR", "L1", "L2", "LK")
    notes = every(fields, "AN", "C2", "C7", "N1", "M1")
    return Reference(
        type=_TYPES.get(stated, "article-journal"),
        title=without_tags(one(fields, "TI", "T1", "CT")),
        author=name_list(every(fields, "AU", "A1")),
        container_title=one(fields, "JF", "JO", "T2", "JA", "J2", "BT"),
        issued=date(one(fields, "DA"), one(fields, "PY"), one(fields, "Y1"))
        if one(fields, "DA")[:4] == (one(fields, "PY", "Y1")[:4] or one(fields, "DA")[:4])
        else date(one(fields, "PY"), one(fields, "Y1")),
        volume=one(fields, "VL"),
        issue=one(fields, "IS"),
        page=pages(one(fields, "SP"), one(fields, "EP")),
        DOI=bare_doi(*every(fields, "DO", "M3"), *links),
        PMID=pmid_of(
            *(note for note in notes if "pmid" in note.casefold()), *(link for link in links if "pubmed" in link)
        ),
        PMCID=pmcid_of(*every(fields, "C2", "N1"), *links),
        language=one(fields, "LA"),
        keyword=tuple(dict.fromkeys(without_tags(word) for word in every(fields, "KW"))),
        publication_type=tuple(kind for kind in every(fields, "M3") if not bare_doi(kind)),
    )
