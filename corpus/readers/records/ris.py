"""RIS: what Zotero, EndNote, Scopus, Web of Science and most publishers export.

The dialects differ more than a strict parser allows: tags in small letters, one space where two belong, indented
lines, records that never end, byte-order marks between records that were put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmid
from corpus.readers.records import record
from corpus.readers.records.tagged import Fields, Tagged, records, unmarked
from corpus.reference import Reference

FORMAT = "RIS"
_MARKED = r"[ \t\ufeffï»¿]*"
_RECORD = re.compile(
    rf"\n{_MARKED}TY[ \t\xa0]{{1,4}}-[^\n]{{0,80}}(?:\n[^\n]*){{0,40}}?\n{_MARKED}[A-Z][A-Z\d][ \t\xa0]{{1,4}}-",
    re.IGNORECASE,
)
_TY = re.compile(rf"^{_MARKED}TY[ \t\xa0]{{1,4}}-", re.M | re.I)
_STRICT_TY = re.compile(rf"^{_MARKED}TY[ \t\xa0]{{2}}-(?:[ \t\xa0]|\r?$)", re.M | re.I)
_STRICT = re.compile(r"[ \t\xa0]{0,8}([A-Za-z][A-Za-z\d])[ \t\xa0]{2}-(?:[ \t\xa0]+|$)(.*)", re.DOTALL)
_LOOSE = re.compile(r"[ \t\xa0]{0,8}([A-Za-z][A-Za-z\d])[ \t\xa0]{1,4}-[ \t\xa0]*(.*)", re.DOTALL)
_KNOWN = re.compile(
    r"A[1-4BDNUV]|BT|C[1-8ALNPTY]|D[ABIOP]|E[DPRT]|I[DS]|J[12AFO]|KW|L[1-4ABK]|M[123]|N[12V]|OP|P[BMPTY]|R[INP]|S[ENPTV]|"
    r"T[123AITY]|U[1-5R]|V[LO]|WT|Y[12]"
)
_TYPES = {
    "ABST": "article-journal", "AGGR": "dataset", "BLOG": "post-weblog", "BOOK": "book", "CHAP": "chapter",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "DATA": "dataset", "EBOOK": "book", "ECHAP": "chapter",
    "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "GEN": "document",
    "GOVDOC": "report", "INPR": "article-journal", "JFULL": "article-journal", "JOUR": "article-journal",
    "MANSCPT": "manuscript", "MGZN": "article-magazine", "NEWS": "article-newspaper", "PAT": "patent",
    "PREPRINT": "article", "RPRT": "report", "SER": "book", "SLIDE": "speech", "STAND": "standard", "THES": "thesis",
    "UNPB": "manuscript", "WEB": "webpage",
}  # fmt: skip
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins a record, and another tag follows."""
    return bool(_RECORD.search(record.head(data)))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    text = decode(data, source)
    found = records(text, _tagged(text), "TY", "ER")
    yield from record.documents(source, FORMAT, ((_reference(fields), _abstract(fields)) for fields in found))


def _tagged(text: str) -> Tagged:
    """How lines of this file tell their tags: where the first record keeps the rule, "ER - " may be in an abstract."""
    first = _TY.search(text)
    pattern = _STRICT if first and _STRICT_TY.match(text, first.start()) else _LOOSE

    def tag_of(line: str) -> tuple[str, str] | None:
        found = pattern.match(unmarked(line))
        if not found or not (_KNOWN.fullmatch(found[1].upper()) or (pattern is _STRICT and found[1].isupper())):
            return None
        return found[1].upper(), found[2]

    return tag_of


def _abstract(fields: Fields) -> str:
    return "\n\n".join(fields.every("AB")) or "\n\n".join(fields.every("N2"))


def _reference(fields: Fields) -> Reference:
    stated = fields.one("TY").upper().strip()
    kinds = record.kinds(kind for kind in fields.every("M3", "PT") if not record.doi_of(kind)) or record.noted_kinds(
        fields.every("N1")
    )
    links = fields.every("UR", "L1", "L2", "L3", "L4", "LK")
    is_part = stated in {"CHAP", "ECHAP", "CPAPER", "CONF"}
    journal = ("T2", "BT", "JF", "T3") if is_part else ("JF", "T2", "JO", "JA", "J2", "J1", "TA")
    return Reference(
        type=record.type_of(kinds, _TYPES.get(stated, "article-journal")),
        title=record.line(fields.one("TI", "T1", "CT", "BT", "ST")),
        author=record.names(fields.every("AU", "A1")),
        container_title=record.line(fields.one(*journal)),
        issued=record.date(*fields.every("PY"), *fields.every("Y1"), *fields.every("DA")),
        volume=record.line(fields.one("VL", "VO")),
        issue=record.line(fields.one("IS", "CP")),
        page=record.pages(fields.one("SP"), fields.one("EP")) or record.pages(fields.one("C7")),
        DOI=record.doi_of(*(fields.one(tag) for tag in ("DO", "DI", "M3", "U2", "L3")), *links, *fields.every("N1")),
        PMID=_pmid(fields, links),
        PMCID=record.pmcid_of(*fields.every("C2")) or record.pmcid_of(*fields.every("N1", "U2"), *links),
        language=record.line(fields.one("LA")),
        keyword=record.keywords(fields.every("KW")),
        publication_type=kinds or (() if stated in _TYPES else record.kinds([fields.one("TY")])),
        affiliation=tuple(dict.fromkeys(map(record.line, fields.every("AD")))),
    )


def _pmid(fields: Fields, links: list[str]) -> str:
    """The PMID where a field says that it is one: the number of a record may be any database's."""
    number = fields.one("AN").removeprefix("MEDLINE:").strip()
    named = number != fields.one("AN") or _PUBMED.search(" ".join(fields.every("DB", "DP")))
    by_pure = fields.one("C2")  # Pure writes it there, bare
    return (
        (normal_pmid(number) if named else "")
        or record.pmid_of(*fields.every("N1", "AN", "M1", "PM", "U1", "ID"))
        or (normal_pmid(by_pure) if 6 <= len(by_pure) <= 8 else "")
        or record.pmid_of(*links)
    )
