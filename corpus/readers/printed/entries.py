"""Entries of a list of works cited, as they are printed, and the marks "[2,5-7]" that point to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.reference import Name, Reference

_LABEL = re.compile(r"\[(?P<boxed>\d{1,4})\]\s*|\((?P<round>\d{1,4})\)\s*|(?P<plain>\d{1,3})(?:[.)]\s*|\s+)(?=[^\d\s])")
_DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"|]+")
_PMID = re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
_URL = re.compile(r"https?://\S+")
# "(2019)", "2019;12", "2019, 12, 45": what else looks like a year is a page or a number
_YEARS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\(((?:19|20)\d\d)[a-z]?(?:,[^)]*)?\)",
        r"\b((?:19|20)\d\d)(?:\s+[A-Z][a-z]{2}[^;]{0,12})?;",
        r"(?<![\d–-])((?:19|20)\d\d)(?![\d–-])",
    )
)
_PARTICLES = "van|von|de|der|den|del|della|di|da|dos|du|le|la|el|al|ter|ten|bin|ibn"
_SURNAME = rf"(?:(?:{_PARTICLES})\s+)*[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’-]*)?"
_VANCOUVER = re.compile(rf"{_SURNAME}\s+[A-Z]{{1,4}}(?:\s+(?:Jr|Sr|II|III))?")
_ET_AL = re.compile(r",?\s*(?:&|and)?\s*et\s+al\.?$|,\s*…$")
_APA = re.compile(r"(?P<authors>[^()]{3,600}?)\s*\((?P<year>(?:19|20)\d\d)[a-z]?(?:,[^)]*)?\)[.,:]?\s+(?P<rest>\S.*)")
_SENTENCE_END = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[\d)\]’'”]))[.?!](?=\s+\S)")
_AFTER_AUTHORS = re.compile(r"(?<=[A-Z])\.\s+(?=\S)|(?<=et al)\.\s+(?=\S)|(?<=et al\.)\s+(?=[A-Z])")
_MARK = re.compile(r"\\?\[(\d{1,4}(?:\s*[,;–—-]\s*\d{1,4})*)\\?\]")
_LONGEST_RANGE = 60


def split_label(printed: str) -> tuple[str, str]:
    """An entry's number, empty where it has none, and the rest of it."""
    found = _LABEL.match(printed)
    if not found or _YEARS[0].match(printed):
        return "", printed
    return found[found.lastgroup or 0], printed[found.end() :]


def read_entry(printed: str) -> Reference:
    """What an entry says beyond doubt: DOI, PMID, PMCID, year, and title and authors in the two commonest styles."""
    printed = " ".join(printed[:3000].split())
    doi, pmid, pmcid = find_doi(printed), _PMID.search(printed), _PMCID.search(printed)
    text = _DOI.sub(" ", _URL.sub(" ", printed))
    authors, title = _authors_and_title(text)
    year = _year(text.replace(title, " ", 1))
    return Reference(
        title=title,
        author=authors,
        issued=(year,) if year else (),
        DOI=doi,
        PMID=pmid[1] if pmid else "",
        PMCID=pmcid[0] if pmcid else "",
    )


def find_doi(text: str) -> str:
    """The first DOI in a text, without what only follows it; empty where there is none."""
    found = _DOI.search(text)
    if not found:
        return ""
    doi = re.split(r"[\])}>,;](?=\s|$)", found[0])[0].rstrip(".,;:'\"’”")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi


def marks(text: str, labels: Mapping[str, int], start: int = 0) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """The marks in a text whose numbers are all labels: places of their entries, and where each mark stands.

    Args:
        text: Any stretch of a document.
        labels: Place of each entry by its label.
        start: Offset of the text in the document, added to the offsets.
    """
    for mark in _MARK.finditer(text):
        cited = places(mark[1], labels)
        if cited:
            yield cited, start + mark.start(), start + mark.end()


def places(printed: str, labels: Mapping[str, int]) -> tuple[int, ...]:
    """Places of the entries in "2,5-7"; empty if one of the numbers is no label."""
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", printed):
        numbers = [int(number) for number in re.split(r"\s*[–—-]\s*", part) if number.isdecimal()]
        if not numbers or not 0 <= numbers[-1] - numbers[0] <= _LONGEST_RANGE:
            return ()
        for number in range(numbers[0], numbers[-1] + 1):
            if str(number) not in labels:
                return ()
            found.append(labels[str(number)])
    return tuple(dict.fromkeys(found))


def by_label(labels: Sequence[str]) -> dict[str, int]:
    """Place of each entry by its label; empty unless the labels are the numbers from 1 on."""
    numbered = {label: place for place, label in enumerate(labels) if label}
    counts = all(label == str(number) for number, label in enumerate(labels, 1))
    return numbered if labels and counts else {}


def _year(text: str) -> int | None:
    for pattern in _YEARS:
        found = pattern.findall(text)
        if found:
            return int(found[-1] if pattern is _YEARS[-1] else found[0])
    return None


def _authors_and_title(text: str) -> tuple[tuple[Name, ...], str]:
    first = _AFTER_AUTHORS.split(text, maxsplit=1)
    authors = _vancouver(first[0])
    if authors and len(first) == 2:
        return authors, _first_sentence(first[1])
    apa = _APA.match(text)
    if apa and re.search(r",|\b[A-Z]{1,4}$", apa["authors"]):
        return _apa(apa["authors"]) or _vancouver(apa["authors"]), _first_sentence(apa["rest"])
    return (), ""


def _vancouver(printed: str) -> tuple[Name, ...]:
    """Names printed as "Smith AB, van der Berg C, et al" and nothing else."""
    names = [part.strip() for part in _ET_AL.sub("", printed).split(",")]
    if len(names) > 500 or not all(len(name) < 60 and _VANCOUVER.fullmatch(name) for name in names):
        return ()
    return tuple(Name(family.strip(), given) for family, _, given in (name.rpartition(" ") for name in names))


def _apa(printed: str) -> tuple[Name, ...]:
    """Names printed as "Smith, A. B., & Jones, C." and nothing else."""
    parts = [part.strip(" &") for part in _ET_AL.sub("", printed).split(",") if part.strip(" &.")]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    fits = len(parts) % 2 == 0 and all(re.fullmatch(r"(?:[^\W\d_]\.[\s-]*)+", given) for _, given in pairs)
    return tuple(Name(family, given) for family, given in pairs) if fits else ()


def _first_sentence(text: str) -> str:
    found = _SENTENCE_END.search(text)
    title = text[: found.end()] if found else ""
    return title.rstrip(".").strip() if 8 <= len(title) <= 400 else ""
