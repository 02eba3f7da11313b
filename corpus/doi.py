"""DOIs: where one begins in a text, and where it ends."""

from __future__ import annotations

import html
import re

PREFIX = r"10\.\d{4,9}/"
# Old ones hold "<1661::AID-SIM968>"
_DOI = re.compile(rf"{PREFIX}[^\s<>\"|]{{1,300}}(?:<(?:[A-Z]?\d|::)[^\s<>]{{0,80}}>[^\s<>\"|]{{0,100}}){{0,3}}")
_WHOLE = re.compile(rf"{PREFIX}\S+")
_LINK = re.compile(r"https?:", re.IGNORECASE)
_BROKEN = re.compile(rf"({PREFIX}(?:\S{{0,300}}[-/_.(:])?)[ \t]*\r?\n\s*(?=[\w(./-]*\d[\w().;/:-]*(?:\s|$))")
_MOST_BREAKS = 4
_CLOSING = {")": "(", "]": "[", "}": "{"}


def find_doi(text: str) -> str:
    """The first DOI in a text as it is printed, without resolver, "doi:" or punctuation behind it; or empty."""
    if "10." not in text:
        return ""
    if "%" in text or "&" in text:
        text = html.unescape(re.sub(r"%2f", "/", text, flags=re.IGNORECASE))
    match = _DOI.search(text)
    found = _LINK.split(match[0], maxsplit=1)[0] if match else ""
    while found and (
        found[-1] in ".,;:'\"’”*/–-" or found.count(found[-1]) > found.count(_CLOSING.get(found[-1], found[-1]))
    ):
        found = found[:-1]
    return found if _DOI.fullmatch(found) else ""


def find_wrapped_doi(text: str) -> str:
    """Likewise in lines that end at a margin, also where a line ends inside the DOI."""
    for _ in range(_MOST_BREAKS):
        text = _BROKEN.sub(r"\1", text)
    return find_doi(text)


def normal_doi(text: str) -> str:
    """The first DOI in a text in lower case; empty where there is none."""
    return find_doi(text).lower()


def is_doi(text: str) -> bool:
    """Whether a text is a DOI and nothing else."""
    return bool(_WHOLE.fullmatch(text))
