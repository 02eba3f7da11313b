"""Which paper this is, as its own pages say: DOI, journal, year, volume, pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.doi import PREFIX, find_doi, find_wrapped_doi
from corpus.readers.pdf.front import folded
from corpus.readers.pdf.metadata import Metadata
from corpus.readers.printed.citation_lines import parse_date

_DOI_MARK = re.compile(
    r"(?:\bdoi\s*[:.]?\s*(?:https?://)?(?:(?:dx\.)?doi\.org/)?"
    rf"|https?://(?:www\.)?(?:dx\.)?doi\.org/)\s*(?={PREFIX})",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?:comment(?:ary)? on|correction to|corrects|erratum|corrigendum|retract\w+|reply to|response to"
    r"|related article"
    r"|original article|preprint|data ?set|dryad|zenodo|figshare|supplementa\w+ (?:data|material))\W[^.]{0,120}$",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:\.(?:[gts]\d{3}|supp?-?\d+)|/(?:fig|table|supp)-\d+)$", re.IGNORECASE)
_LONGEST_DOI = 400  # characters
_PLACE = re.compile(
    r"(?P<journal>[A-Z][^\d\[\]|:;]{2,80}?)[.,;:]?\s*\(?(?P<year>(?:19|20)\d\d)\)?\s*[,;.:]?\s*(?:vol(?:ume)?\.?\s*)?"
    r"(?P<volume>\d{1,4})\s*(?:\(\s*(?P<issue>[\w –-]{1,12})\))?\s*[,:]\s*(?:pp?\.?\s*)?"
    r"(?P<page>[A-Za-z]{0,2}\d+(?:\s?[–-]\s?[A-Za-z]{0,2}\d+)?)"
)
_PLACE_AFTER_YEAR = re.compile(
    r"(?P<journal>[A-Z][A-Za-z&. ]{2,60}?)\s+(?P<volume>\d{1,4})\s*(?:\(\s*(?P<issue>[\w –-]{1,12})\))?\s*:\s*"
    r"(?P<page>e?\d+(?:\s?[–-]\s?e?\d+)?)"
)
_LEAD = re.compile(
    r".*(?:\bet al\.?,?\s+|\bcite this(?: article)?(?: as)?:?\s+|\bcitation:\s+|[.?!]\s+(?=[A-Z]))", re.IGNORECASE
)
_CITES = re.compile(r"\bcitation:|\bcite this|\bdoi\b|doi\.org", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:published(?: online)?|available online|publication date"
    r"|first published)\s*:?\s*(?:on\s+)?(?P<date>[^;|]{4,30})",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright|copyright:? \ufffd)\s*(?:the authors?(?:\(s\))?,?\s*)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a paper was published; what is not sure is empty."""

    doi: str = ""
    journal: str = ""
    year: int | None = None
    date: tuple[int, ...] = ()
    volume: str = ""
    issue: str = ""
    page: str = ""


def find_source(first: list[list[str]], heads: list[str], known: list[Metadata]) -> Source:
    """What the pages and the file say about where the paper was published.

    Args:
        first: Blocks of the first page as lines, without the list of works cited.
        heads: Running heads and feet of all pages.
        known: What the file says, already borne out by the page.
    """
    texts = [" ".join(lines) for lines in first]
    place = _place([*(one.subject for one in known), *texts, *dict.fromkeys(heads)])
    stated = next((one for one in known if one.journal), Metadata())
    journal = place["journal"].strip(" .,;:(") if place else stated.journal or _journal_of_subject(known)
    date = _date(texts, heads)
    year = int(place["year"]) if place and place.groupdict().get("year") else None
    year = year or next((one.year for one in known if one.year), None) or (date[0] if date else None)
    return Source(
        doi=_doi(first, heads, known),
        journal=journal,
        year=year,
        date=date if date and date[0] == year else ((year,) if year else ()),
        volume=place["volume"] if place else stated.volume,
        issue=(place["issue"] or "").strip() if place else stated.issue,
        page=re.sub(r"\s?[–-]\s?", "-", place["page"]) if place else stated.pages.replace("–", "-"),
    )


def _doi(first: list[list[str]], heads: list[str], known: list[Metadata]) -> str:
    """The paper's own DOI: the file's where the pages print none other, else the only one they print."""
    stated = {one.doi.lower(): one.doi for one in known if one.doi}
    printed: dict[str, str] = {}
    for lines in first:
        printed |= _dois(lines)
    running = {doi: as_printed for head in dict.fromkeys(heads) for doi, as_printed in _dois([head]).items()}
    pages = printed | running
    if stated:
        sure = stated.keys() & pages.keys() if pages else stated.keys()
        return (pages | stated)[next(iter(sure))] if len(sure) == 1 else ""
    for found in (running, printed, {doi: printed[doi] for doi in running.keys() & printed.keys()}):
        if len(found) == 1:
            return next(iter(found.values()))
    return ""


def _dois(lines: list[str]) -> dict[str, str]:
    """DOIs behind "doi" in lines, by their lower-case form; those of figures count as those of their paper."""
    found: dict[str, str] = {}
    text = "\n".join(lines)
    for mark in _DOI_MARK.finditer(text):
        doi = find_doi(_PART.sub("", find_wrapped_doi(text[mark.end() : mark.end() + _LONGEST_DOI])))
        if doi and not _OTHERS.search(text[: mark.start()]):
            found[doi.lower()] = doi
    return found


def _place(texts: list[str]) -> re.Match[str] | None:
    """Journal, year, volume and pages, from the first text that prints them all."""
    for pattern in (_PLACE, _PLACE_AFTER_YEAR):
        for text in texts:
            if len(text) > 700 or (pattern is _PLACE_AFTER_YEAR and not _CITES.search(text)):
                continue
            lead = _LEAD.match(text)
            for start in ([lead.end()] if lead else []) + [0]:
                found = pattern.search(text, start)
                if found and len(found["journal"].split()) < 12 and "et al" not in found["journal"]:
                    return found
    return None


def _journal_of_subject(known: list[Metadata]) -> str:
    """The journal of "Nature Nanotechnology, doi:10.1038/…"."""
    for one in known:
        found = re.match(
            r"(?P<journal>[A-Z][\w&:. -]{2,80}?),\s*(?:https?://)?(?:dx\.)?doi", one.subject, re.IGNORECASE
        )
        if found:
            return found["journal"]
    return ""


def _date(texts: list[str], heads: list[str]) -> tuple[int, ...]:
    for text in texts:
        found = _PUBLISHED.search(text)
        if found and len(text) < 700 and parse_date(found["date"]):
            return parse_date(found["date"])
    years = Counter(int(found["year"]) for text in [*texts, *heads] for found in _COPYRIGHT.finditer(text))
    return (years.most_common(1)[0][0],) if len(years) == 1 else ()


def borne_out(known: list[Metadata], page: str) -> list[Metadata]:
    """Those of the file's statements whose title or DOI the first page prints."""
    text = folded(page)
    return [
        one
        for one in known
        if (len(folded(one.title)) > 15 and folded(one.title) in text) or (one.doi and folded(one.doi) in text)
    ]
