"""What PubMed saves as text: its "Abstract (text)" and its "Summary (text)", records numbered from 1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.readers.records import record
from corpus.readers.records.listed import authors_in, place_of
from corpus.reference import Name, Reference

FORMAT = "PubMed text"
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_LONGEST = 5000  # characters of a citation
_BEGINS = re.compile(r"\ufeff?(\d{1,6})([.:]) (?=\S)")
_YEAR = r"(?:1[89]|20)\d\d"
_FIRST = re.compile(
    rf"\A\s*1(?:\. [^\n]{{2,160}}\.\s{_YEAR}[^\n]{{0,200}}\n(?:[^\n]{{1,120}}\n){{0,4}}\s*\n|: [^\n]*\n)"
)
_PMID = re.compile(r"(?:^|\s)PMID: \d{1,9}")
_IDENTIFIERS = re.compile(r"(?:DOI|PMCID|PMID): \S", re.ASCII)
_AUTHOR = re.compile(r"(?:[^\W\d_][\w.'’‐-]*\s){1,5}[^\W\d_a-z]{1,4}(?:\s(?:Jr|Sr|2nd|3rd|I{2,3}|IV))?(?:\(\d+\))*")
_APART = re.compile(
    r"(?:Author information|Collaborators|Comment (?:in|on)|Erratum (?:in|for)|Update (?:in|of)|Republished|"
    r"Retraction (?:in|of)|Expression of concern|Conflict of interest|Original publication|Summary for patients|"
    r"Plain language summary|Trial registration|Publisher|Free PMC|Full text):?\b|\[Article in |\[Indexed for",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    rf"(?P<title>.+?[.?!\]])\s(?P<place>[^.?!]{{2,150}}\.\s{_YEAR}[^.]{{0,80}}\.(?:.{{0,400}}))", re.DOTALL
)


def recognises(data: bytes) -> bool:
    """Whether it begins with record 1, as PubMed prints it, and a PMID stands near the head."""
    text = record.head(data)
    return bool(_FIRST.match(text)) and bool(_PMID.search(text))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    yield from record.documents(source, FORMAT, map(_record, _records(decode(data, source))))


def _records(text: str) -> Iterator[str]:
    """The text of each record: one begins with the number that is next, behind an empty line."""
    lines: list[str] = []
    number, is_behind_blank = 1, True
    for match in _LINE.finditer(text):
        begins = _BEGINS.match(match[1]) if is_behind_blank else None
        if begins and int(begins[1]) == number:
            if lines:
                yield "\n".join(lines)
            lines, number = [match[1][begins.end() :]], number + 1
        elif number > 1:
            lines.append(match[1])
        is_behind_blank = not match[1].strip()
    if lines:
        yield "\n".join(lines)


def _record(text: str) -> tuple[Reference, str]:
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    return _summary(" ".join(text.split())) if len(blocks) == 1 else _abstract(blocks)


def _abstract(blocks: list[str]) -> tuple[Reference, str]:
    """Citation, title, authors and what is about them, the abstract, identifiers."""
    citation, title = blocks[:2]
    rest = [block for block in blocks[2:] if not block.startswith("[Article in ")]
    named = bool(rest) and _is_authors(rest[0])
    authors = authors_in(" ".join(rest[0].split()), has_stop=True) if named else ()
    identifiers = next((block for block in rest if _IDENTIFIERS.match(block)), "")
    own = rest[1 if named else 0 : rest.index(identifiers) if identifiers else None]
    prose = [" ".join(block.split()) for block in own if not _APART.match(block)]
    if prose and not named and prose[0] == "[No authors listed]":
        prose = prose[1:]
    return _reference(title, authors, citation, identifiers), "\n\n".join(prose)


def _summary(text: str) -> tuple[Reference, str]:
    """One paragraph: authors, title, citation, identifiers."""
    head, stop, rest = text.partition(". ")
    named = bool(stop) and _is_authors(head)
    found = _SUMMARY.match((rest if named else text)[:_LONGEST])
    title, place = (found["title"], found["place"]) if found else (rest if named else text, "")
    return _reference(title, authors_in(head) if named else (), place, text), ""


def _reference(title: str, authors: tuple[Name, ...], citation: str, identifiers: str) -> Reference:
    place = place_of(citation)
    stated = " ".join(identifiers.split())
    return Reference(
        title=record.nlm_title(" ".join(title.split())),
        author=authors,
        container_title=record.line(place.journal),
        issued=record.date(place.date),
        volume=place.volume,
        issue=place.issue,
        page=record.pages(place.page),
        DOI=record.doi_of(stated, " ".join(citation.split())),
        PMID=record.pmid_of(stated),
        PMCID=record.pmcid_of(stated),
    )


def _is_authors(block: str) -> bool:
    """Names with initials, most of them, apart by commas."""
    parts = [part.strip() for part in re.split("[,;]", " ".join(block.split()).rstrip(".")[:20_000]) if part.strip()]
    return bool(parts) and sum(bool(_AUTHOR.fullmatch(part)) for part in parts) >= 0.6 * len(parts)
