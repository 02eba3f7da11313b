"""Lines between a paper's title and its text, that state fields of its reference."""

from __future__ import annotations

import re
from typing import Any

from corpus.doi import PREFIX, find_doi
from corpus.readers.printed.citation_lines import AUTHOR, CITATION, parse_date
from corpus.reference import Name

_DOI = re.compile(
    rf"(?:doi(?:\.org/|[:\s])\s*)(?:https?://(?:dx\.)?doi\.org/)?{PREFIX}\S+|^{PREFIX}\S+$", re.IGNORECASE
)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,9})\b")
_PMCID = re.compile(r"\bPMCID:?\s*(PMC\d{4,9})\b")
_DATE = re.compile(r"(?:first |e?)?published(?: online)?\s*:?\s*(.{4,40})", re.IGNORECASE)
_KEYWORDS = re.compile(r"\W*key ?words?\W*[:.—-]\W*(?=\w)", re.IGNORECASE)
_LONGEST = 3000  # characters


def stated(line: str) -> dict[str, Any]:
    """Fields of a Reference, by attribute, that a line states: a citation, numbers, a date, or authors.

    Args:
        line: Without markup, white space tidied.
    """
    if len(line) > _LONGEST:
        return {}
    found: dict[str, Any] = {}
    citation = CITATION.fullmatch(line) if len(line) < 500 else None
    if citation:
        found |= {name: citation[name] for name in ("volume", "issue", "page") if citation[name]}
        found |= {"container_title": citation["journal"].strip(), "issued": parse_date(citation["date"])}
    doi, pmid, pmcid, dated = _DOI.search(line), _PMID.search(line), _PMCID.search(line), _DATE.match(line)
    if doi and find_doi(doi[0]):
        found["DOI"] = find_doi(doi[0])
    if pmid:
        found["PMID"] = pmid[1]
    if pmcid:
        found["PMCID"] = pmcid[1]
    if dated and parse_date(dated[1]):
        found["issued"] = parse_date(dated[1])
    names = () if found else authors(line)
    return {"author": names} if names else found


def authors(line: str) -> tuple[Name, ...]:
    """Names, each with the marks of its affiliations, where the line holds nothing else."""
    parts = [part.strip() for part in re.split(r"[,;]|\band\b|&", line) if part.strip(" *†‡§.0123456789")]
    found = [AUTHOR.fullmatch(part) for part in parts] if len(line) <= _LONGEST else []
    names = [match["name"] for match in found if match]
    return tuple(map(Name.parse, names)) if names and len(names) == len(found) and all(map(_is_name, names)) else ()


def _is_name(text: str) -> bool:
    """Whether every word but a particle begins with a capital."""
    words = text.split()
    return words[-1][0].isupper() and all(word[0].isupper() or len(word) <= 3 for word in words)


def keywords(line: str) -> tuple[str, ...]:
    """The words of a line "Keywords: exosomes; RNA"; empty for any other."""
    found = _KEYWORDS.match(line) if len(line) <= _LONGEST else None
    listed = re.split(r"\s*[;,•·]\s*", " ".join(line[found.end() :].split()).rstrip(".")) if found else []
    return tuple(word for word in (word.strip(" *_") for word in listed) if word)
