"""Citation lines, dates, DOIs and names as they are printed in text."""

from __future__ import annotations

import re

from corpus.doi import PREFIX

# "Tissue Eng Regen Med. 2023 Oct;20(6):793-809. doi: 10.1007/s13770-023-00557-6. Epub 2023 Aug 1."
CITATION = re.compile(
    r"(?P<journal>[^.;]+(?:\.[^.;\d]+)*)\.\s+"
    r"(?P<date>\d{4}(?:\s+[A-Z][a-z]{2,8}(?:-[A-Z][a-z]{2,8})?(?:\s+\d{1,2})?)?)"
    r"(?:;\s*(?P<volume>\w+(?:\s+Suppl(?:\s+\w+)?)?)?(?:\((?P<issue>[^)]+)\))?(?::\s*(?P<page>[\w–-]+))?)?\."
    rf"(?:\s*(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(?P<doi>{PREFIX}\S+?))?\.?"
    r"(?:\s+(?:Epub|Online ahead of print|PMID|PMCID)\b.*)?"
)

# "Alan Han Kiat Ong*", "Yi Zhao1"; between two and six parts
AUTHOR = re.compile(
    r"(?P<name>[^\W\d_][^\W\d_'’.-]*(?:['’.-]+[^\W\d_]*)*(?:\s+[^\W\d_][^\W\d_'’.-]*(?:['’.-]+[^\W\d_]*)*){1,5})"
    r"\s*(?P<marks>[\d*†‡§\s]*)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)")
_DAY = re.compile(r"(?<![\d.])([12]\d|3[01]|0?[1-9])(?!\d)")


def parse_date(printed: str) -> tuple[int, ...]:
    """(year, month, day) as far as printed: "1 Apr 2023", "2023 Oct", "Published - 2023"; empty without a year."""
    year = _YEAR.search(printed)
    if not year:
        return ()
    month = _MONTH.search(printed)
    if not month:
        return (int(year[0]),)
    day = _DAY.search(printed[: year.start()] + " " + printed[year.end() :])
    dated = (int(year[0]), _MONTHS.index(month[0].lower()) + 1)
    return (*dated, int(day[0])) if day else dated
