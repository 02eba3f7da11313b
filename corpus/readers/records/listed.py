"""Values that an export prints in one field: the authors of a paper, and the citation of its journal."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.names import CAPITALS
from corpus.readers.records import record
from corpus.reference import Name

_LONGEST = 200_000  # characters of a list of authors; consortia of physicists have thousands
_ID = re.compile(r"\s*\((?:\d+|\d+(?:,\d+)*)\)")  # "(57190000000)" behind a name, "(1)(2)" for its affiliations
_MORE = re.compile(r"(?:,\s*)?\bet al\.?$|^\.\.\.$|^…$")
_INITIALS = rf"(?:[{CAPITALS}][a-z]?\.[\s-]?){{1,5}}|[{CAPITALS}](?:-?[{CAPITALS}]){{0,3}}"
_WITH_INITIALS = re.compile(rf".*\w\.?\s(?:{_INITIALS})(?:,?\s(?:Jr|Sr|2nd|3rd|I{{2,3}})\.?)?")
_WORD_END = re.compile(r"[^\W\d_]{3,}\.")
_NLM = re.compile(
    r"(?P<journal>[^.;]{2,200})\.\s(?P<date>(?:1[89]|20)\d\d[^;:.]{0,30})"
    r"(?:;(?P<volume>[^(:.;]{0,40})(?:\((?P<issue>[^)]{0,60})\))?(?::(?P<page>[^.;]{0,60}))?)?\s*\."
)
_OVID = re.compile(
    r"(?P<journal>.{2,200}?)\.\s(?:(?P<volume>[^(:,.\s]{1,20}))?\s?(?:\((?P<issue>[^)]{0,40})\))?"
    r"(?::\s?(?P<page>[^,]{1,40}))?,\s(?P<date>(?:1[89]|20)\d\d[^.]{0,30})"
)
_EMBASE = re.compile(
    r"(?P<journal>.{2,200}?)\s\((?P<date>(?:1[89]|20)\d\d)\)(?:\s(?P<volume>[^:\s(]{1,20}))?"
    r"(?::(?P<issue>[^\s(]{1,40}))?(?:\s\((?P<page>[^)]{1,40})\))?"
)
_STYLES = (_NLM, _EMBASE, _OVID)


class Place(NamedTuple):
    """Where a paper appeared, as a citation prints it.

    Attributes:
        journal: Name of the journal.
        date: As printed.
        volume: Volume.
        issue: Issue.
        page: Pages.
    """

    journal: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""


def place_of(citation: str) -> Place:
    """What a citation says: "J Foo. 2021 Jan;1(2):3-4.", "J. Foo. 1(2):3-4, 2021 Jan.", "J. Foo (2021) 1:2 (3-4)"."""
    printed = " ".join(citation.split())[:1000]
    for style in _STYLES:
        found = style.match(printed)
        if found:
            return Place(*((found[name] or "").strip() for name in Place._fields))
    return Place()


def authors_in(*printed: str, has_stop: bool = False) -> tuple[Name, ...]:
    """The authors that fields list, apart by ends of lines, semicolons, or by commas where these part whole names.

    Args:
        printed: The fields.
        has_stop: Whether a full stop ends a list, as PubMed prints it; else it belongs to an initial.
    """
    found: list[str] = []
    for text in printed:
        for line in text[:_LONGEST].split("\n"):
            found += _parts(_ID.sub("", line), has_stop)
    return record.names(one for part in found if (one := _MORE.sub("", part.strip()).strip(" ,")))


def _parts(line: str, has_stop: bool) -> list[str]:
    """The names in a line. A comma parts them, or a family name and given names: "Liu R, Wang X", "Liu, Rui"."""
    line = line.strip()
    if line.endswith(".") and (has_stop or _WORD_END.search(line, max(0, len(line) - 4))):
        line = line[:-1]
    found: list[str] = []
    for group in line.split(";"):
        parts = [part.strip() for part in group.split(",") if part.strip()]
        with_initials = sum(bool(_WITH_INITIALS.fullmatch(part)) for part in parts)
        are_full = ";" not in line and len(parts) > 2 and all(" " in part for part in parts)
        found += parts if with_initials >= 0.6 * len(parts) or are_full else [group]
    return found
