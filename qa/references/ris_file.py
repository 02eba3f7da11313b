"""References as a RIS file, as EndNote and Zotero read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus import Name, Reference
from corpus.text import on_one_line
from qa.references.fields import kinds

_TYPES = {
    "article": "JOUR", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "entry-encyclopedia": "ENCYC", "manuscript": "UNPB",
    "paper-conference": "CPAPER", "patent": "PAT", "post-weblog": "BLOG", "report": "RPRT", "speech": "SLIDE",
    "standard": "STAND", "thesis": "THES", "webpage": "ELEC",
}  # fmt: skip
_RANGE = re.compile(r"([^-–\s]+)\s*[-–]+\s*([^-–\s]+)")


def ris(references: Sequence[Reference]) -> str:
    """A RIS file in UTF-8, a record for each reference; equal ones once, unknown fields left out."""
    return "".join(map(_record, dict.fromkeys(references)))


def _record(reference: Reference) -> str:
    lines = [("TY", _TYPES.get(reference.type, "GEN")), *_fields(reference), ("ER", "")]
    tidy = ((tag, on_one_line(value)) for tag, value in lines)
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tidy if value or tag == "ER") + "\r\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Tags and values of all fields, the empty ones too."""
    year, month, day = (*reference.issued, 0, 0, 0)[:3]
    pages = _RANGE.fullmatch(reference.page.strip())
    for name in reference.author:
        yield "AU", _name(name)
    yield "TI", reference.title
    yield "T2", reference.container_title
    yield "PY", str(year or "")
    if year and month:
        yield "DA", f"{year}/{month:02}/{day:02}/" if day else f"{year}/{month:02}//"
    yield "VL", reference.volume
    yield "IS", reference.issue
    yield "SP", pages[1] if pages else reference.page
    yield "EP", pages[2] if pages else ""
    yield "DO", reference.DOI
    if reference.PMID:
        yield "AN", reference.PMID
        yield "DB", "PubMed"
    yield "C2", reference.PMCID
    yield "LA", reference.language
    for word in reference.keyword:
        yield "KW", word
    for kind in kinds(reference):
        yield "M3", kind
    for place in reference.affiliation:
        yield "AD", place


def _name(name: Name) -> str:
    """A name as "Family, Given"; a whole name, mostly of a group, ends with a comma so that it is not split."""
    family, given = (part.replace(",", " ").replace(";", " ").strip() for part in (name.family, name.given))
    return f"{family}, {given}".rstrip() if family else given
