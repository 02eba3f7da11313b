"""Entries of a list of works cited, as they are printed in any of the common styles."""

from __future__ import annotations

import re

from corpus.doi import PREFIX, find_wrapped_doi
from corpus.readers.printed.author_list import leading_authors
from corpus.readers.printed.placement import YEAR, placement
from corpus.reference import Reference
from corpus.text import on_one_line

_LONGEST = 6000  # characters
_LABEL = re.compile(
    r"\s*(?:\[(?P<boxed>\d{1,4})\]|\((?P<round>\d{1,4})\)|(?P<plain>\d{1,4}[.)](?=\s|[^\W\d])|\d{1,3}(?=\s+[^\d\s])))\s*"
)
_PMID = re.compile(r"\bP(?:MID|ubMed):?\s*(\d{1,9})\b|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{5,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
# What follows an entry, or is in it, and says where it can be read
_LINKS = re.compile(
    r"\[?(?:PubMed(?: Central)?(?::\s*\d+)?|CrossRef|Google Scholar|PMC free article|Internet|Online)\]"
    r"|(?:Available (?:online )?(?:at|from):?|Retrieved from|URL:?)\s*(?=https?:|www\.|$)"
    r"|(?:doi:?\s*|DOI:?\s*)?(?:https?://|www\.)\S+"
    rf"|(?:\b(?:doi|DOI):?\s*)?{PREFIX}\S+"
    r"|\b(?:PMID|PMCID|PubMed PMID):?\s*(?:PMC)?\d+"
    r"|\bPMC\d{4,9}\b"
    r"|[\[(]?\b(?:[Cc]ited|[Aa]ccessed|[Ll]ast accessed|[Rr]etrieved)(?: on)?:?\s[^.\])]{4,30}[\])]?"
    r"|\bEpub\b[^.]{4,30}\.?|\bOnline ahead of print\b"
    r"|[\[(]?\b[Ii]n press\b[\])]?"
)
_GAP = re.compile(r"\s+(?=[.,;:)])")
_YEAR_BEHIND_AUTHORS = re.compile(
    rf"[\s.,:;]*(?:\((?P<round>{YEAR})[a-z]?(?:[,/][^)]{{1,20}})?\)|(?P<bare>{YEAR})[a-z]?(?=[.:,]))[\s.,:]*"
)
_YEARS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\(({YEAR})[a-z]?(?:,[^)]*)?\)",
        rf"\b({YEAR})(?:\s+[A-Z][a-z]{{2}}[^;]{{0,12}})?;",
        rf"(?<![\d/.–-])({YEAR})(?![\d/–-])",
    )
)


def split_label(printed: str) -> tuple[str, str]:
    """An entry's number, empty where it has none, and the rest of it."""
    found = _LABEL.match(printed)
    if not found or re.match(rf"\s*\({YEAR}\)", printed):
        return "", printed
    return found[found.lastgroup or 0].rstrip(".)"), printed[found.end() :]


def read_entry(printed: str) -> Reference:
    """What an entry says, as far as it can be read.

    Args:
        printed: Without its number; lines may end inside a DOI, but not inside other words.
    """
    printed = printed[:_LONGEST]
    pmid, pmcid = _PMID.search(printed), _PMCID.search(printed)
    text = _GAP.sub("", on_one_line(_LINKS.sub(" ", printed)))
    authors, end = leading_authors(text)
    dated = _YEAR_BEHIND_AUTHORS.match(text, end)
    rest = text[dated.end() if dated else end :].lstrip(" .,:;")
    found = placement(rest)
    if not authors and not found.container and found.kind == "article-journal":
        found = found._replace(title="")  # words that nothing shows to be a work
    year = (dated["round"] or dated["bare"]) if dated else found.year
    if not year and re.fullmatch(YEAR, found.volume):
        year, found = found.volume, found._replace(volume="")
    year = year or _year(text.replace(found.title, " ", 1), _YEARS) or _year(text, _YEARS[:-1])
    return Reference(
        type=found.kind,
        title=found.title,
        author=authors,
        container_title=found.container,
        issued=(int(year),) if year else (),
        volume=found.volume,
        issue=found.issue,
        page=found.page,
        DOI=find_wrapped_doi(printed),
        PMID=next(filter(None, pmid.groups())) if pmid else "",
        PMCID=pmcid[0] if pmcid else "",
    )


def _year(text: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    """The year that the first pattern finds; of years by themselves the last: those before it are in titles."""
    for pattern in patterns:
        found = pattern.findall(text)
        if found:
            return str(found[-1] if pattern is _YEARS[-1] else found[0])
    return ""
