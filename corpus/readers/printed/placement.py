"""Title, journal, volume and pages of an entry of a list of works cited, from what follows its authors."""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.names import CAPITALS, names_group
from corpus.readers.printed.author_list import leading_authors

YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?)"
_DATED = rf"(?P<year>{YEAR})[a-z]?(?:,?\s{_MONTH}(?:\s?[-–/]\s?{_MONTH})?(?:\s\d{{1,2}}(?:[-–]\d{{1,2}})?)?)?"
_PART = r"(?:Pt|Suppl?|Spec)\b\.?"
_VOLUME = (
    rf"(?:[Vv]ol(?:ume)?\.?\s?)?(?P<volume>[A-Z]{{0,2}}\d{{1,4}}[A-Z]?(?:\s?[-–/]\s?\d{{1,4}})?"
    rf"(?:\s{_PART}(?:\s\w{{1,4}})?)?|[IVXLC]{{1,7}}|{_PART}\s\w{{1,6}})"
)
_ISSUE = (
    rf"(?:\s?\((?P<issue>(?!{YEAR}\))[^()]{{1,25}})\)"
    r"|,?\s?(?:[Nn]o|[Ii]ss(?:ue)?|[Nn]r|[Hh]eft)\b\.?\s?(?P<number>[\w-]{1,8}))?"
)
_PAGE = r"[A-Za-z]{0,4}\.?\d{1,10}(?:\.[a-z]?\d{1,4})?[A-Za-z]{0,2}"
_PAGES = (
    r"(?:pp?\.?\s?|pages?\s|[Aa]rt(?:icle|\.)?\s(?:no\.?\s|number\s|ID\s)?)?"
    rf"(?P<page>{_PAGE}(?:\s?(?:--|[-‐–—−])\s?{_PAGE})?)"
)
_NUMBERS = tuple(
    re.compile(rf"(?<![\w–-]){style}(?!\w)")
    for style in (
        # "2003 Oct;20(6):793-809", "1999;Pt 13:403-408", "2016;3"
        rf"{_DATED}\s?;\s?(?:{_VOLUME})?{_ISSUE}(?:\s?[:,]\s?{_PAGES})?",
        # "2010, 5(2):1-5", "1913, 15, 167–175", "(2019) 7:e12239"
        rf"\(?{_DATED}\)?[,.:;]?\s{_VOLUME}{_ISSUE}\s?[:,]\s?{_PAGES}",
        # "12 (2010) 1–5", "12, no. 3 (2019): 45–67"
        rf"{_VOLUME}{_ISSUE},?\s?\((?:{_MONTH}\s)?(?P<year>{YEAR})\)\s?[:,]?\s?{_PAGES}",
        # "70, 151–171 (2019)", "25(3), 1–12", "29: 86–94", "vol. 5, no. 2, pp. 1–5, May 2010"
        rf"{_VOLUME}{_ISSUE}\s?[:,]\s?{_PAGES}(?:,?\s\(?(?:{_MONTH}\s)?(?P<year>{YEAR})[a-z]?\)?)?",
        # "10 (2018)"
        rf"{_VOLUME}{_ISSUE},?\s\((?P<year>{YEAR})\)",
    )
)
_PAGES_AT_END = re.compile(rf"[\s,;.]{{0,4}}\bpp?\.\s?(?P<page>{_PAGE}\s?[-–—]\s?{_PAGE})\W{{0,4}}$")
_CHAPTER_PAGES = re.compile(rf"(?:\b[Pp]p?\.?\s?|,\s|:\s)(?P<page>{_PAGE}\s?[-–—]\s?{_PAGE})(?!\w)")
_IN_BOOK = re.compile(rf"(?:[.?!,]|(?<=”))\s+In:?\s+(?=[“\"‘]?[{CAPITALS}])|^in\s+(?=[{CAPITALS}])|\s+In:\s+")
_BOOK_ENDS = re.compile(
    r"[.;]\s|[.;,]?\s\((?=pp?\.|\d+(?:st|nd|rd|th)\s[Ee]d|[Vv]ol|[Ee]ds?\b)|,\s(?=[Vv]ol|pp?\.\s?\d|eds?\b)|[.;]$"
)
_QUOTED = re.compile(r"[“\"‘«](?P<title>[^“”\"«»]{3,400}?)[.,?!]?[”\"’»][.,]?\s+")
_SENTENCE_END = re.compile(r"(?P<word>(?<!\S)\S{1,80}?)(?P<sign>[?!]\.?|\.)[)”’\"]?\s+(?=\S)")
_MOST_WORDS = 14  # of a journal's name
_SMALL = frozenset(
    {
        "&", "a", "an", "and", "at", "by", "da", "dans", "das", "de", "del", "dell", "della", "der", "des",
        "di", "die", "do", "dos", "du", "e", "ed", "el", "en", "et", "for", "fuer", "fur", "für", "i", "il",
        "im", "in", "la", "las", "le", "les", "los", "na", "nad", "och", "of", "og", "on", "op", "per", "pour",
        "pro", "sur", "the", "to", "u", "und", "van", "von", "voor", "with", "y", "z", "zu", "zum", "zur",
    }
)  # fmt: skip
_PRESS_WORDS = (
    r"\b(?:[Pp]ress|[Pp]ublish\w*|[Pp]ublications?|Verlag|Springer|Wiley|Elsevier|Sons|Books|Routledge|Sage|McGraw|"
    r"Saunders|Mosby|Lippincott|Dekker|Plenum|Univ\w*|Geneva|London|New York|Berlin|Oxford|Cambridge|[Tt]hesis|"
    r"[Dd]issertation|[Pp]atent)\b"
)
_PRESS = re.compile(_PRESS_WORDS)
_PLACE = re.compile(rf"[{CAPITALS}][^.:;]{{1,40}}:\s")
_WORDS = re.compile(r"[a-z]{3,}")
_MOST_BEHIND = 6  # words behind the numbers: a note
_FEW_WORDS = 6
_MOST_BETWEEN_STOPS = 3  # words of a journal's name that is printed with full stops
_LONGEST_TITLE = 500
_NO_JOURNAL = re.compile(r"\bversion\b|^(?:WO|EP|US)\b|/$", re.IGNORECASE)  # software, patents
_EDITION = re.compile(r"[.,]\s(?:\d+(?:st|nd|rd|th)|[Rr]ev(?:ised|\.)?)\s[Ee]d(?:ition|n)?\.?$")
_EDITED = re.compile(r"\b[Ee]d(?:itor)?s?\b|Hrsg")
_YEAR_AT_END = re.compile(rf"[\s,;.(]{{0,4}}{YEAR}[a-z]?\)?[\s.]{{0,4}}$")
_PRESS_AT_END = re.compile(rf"(?<=\S):\s(?=[^.:;]*(?:{_PRESS_WORDS}))[^.:;]*$")
_PREPRINT = re.compile(
    r"[.?!”]\s+(?:\[?Preprint\]?(?:\s(?:at|on|in)|[.,])?\s)?"
    r"(?P<server>[a-z]{3,5}Rxiv|arXiv|SSRN|Research Square|Preprints(?:\.org)?)\b",
    re.IGNORECASE,
)


class Placement(NamedTuple):
    """What follows an entry's authors; what it does not say is empty.

    Attributes:
        title: Of the work.
        container: Journal or book that holds it.
        volume: Volume.
        issue: Issue.
        page: Pages, "82-86".
        year: Year beside the volume.
        kind: CSL item type.
    """

    title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    year: str = ""
    kind: str = "article-journal"


def placement(text: str) -> Placement:
    """What an entry says after its authors and their year: "Title. Journal. 2003;300:82-86"."""
    quoted = _QUOTED.match(text)
    rest = text[quoted.end() :] if quoted else text
    found = _in_book(rest) or _preprint(rest) or _in_journal(rest, bool(quoted)) or _alone(rest)
    if _NO_JOURNAL.search(found.container):
        found = Placement(found.title, year=found.year)
    return found._replace(title=_title(quoted["title"] if quoted else found.title))


def _in_book(text: str) -> Placement | None:
    """A chapter: "Title. In: Smith A, editor. Book. New York: Press. pp. 40–61"."""
    for mark in _IN_BOOK.finditer(text):
        book = text[mark.end() :]
        if ":" in mark[0] or _EDITED.search(book):
            _, start = leading_authors(book)
            has_editors = _EDITED.search(book, max(start - 12, 0), start)
            book = book[start:].lstrip(" .,:;") if has_editors else book
            ends = _BOOK_ENDS.search(book)
            pages = list(_CHAPTER_PAGES.finditer(book))
            title = text[: mark.start() + 1] if mark.start() else ""
            name = book[: ends.start()] if ends else book
            return Placement(title, _clean(name), page=_range(pages[-1]["page"]) if pages else "", kind="chapter")
    return None


def _preprint(text: str) -> Placement | None:
    """A preprint: "Title. medRxiv. 2020", "Title? Preprint at bioRxiv (2020)"."""
    found = _PREPRINT.search(text)
    return Placement(text[: found.start() + 1], found["server"], kind="article") if found else None


def _in_journal(text: str, titled: bool) -> Placement | None:
    """An article, recognised by its volume, pages or year behind the journal; None where there are none of these."""
    found = [match for style in _NUMBERS for match in style.finditer(text)]
    if not found:
        return None
    best = max(found, key=lambda match: (match.end(), -match.start()))
    if len(_WORDS.findall(text, best.end())) > _MOST_BEHIND:
        return None
    said = best.groupdict()
    head = text[: best.start()]
    title, journal = ("", head) if titled else _parted(head)
    volume = said["volume"] or ""
    stopped = best[0].startswith(volume or " ")  # nothing but the stop of an abbreviation parts journal and volume
    return Placement(
        title,
        _clean(journal, stopped),
        volume=volume,
        issue=(said["issue"] or said["number"] or "").strip(),
        page=_range(said.get("page") or ""),
        year=said.get("year") or "",
    )


def _alone(text: str) -> Placement:
    """A book, a chapter of "Book: Press; 2003. p. 221–38", a web page, or an article in a journal without numbers."""
    pages = _PAGES_AT_END.search(text)
    text = _YEAR_AT_END.sub("", text[: pages.start()] if pages else text).strip(" .,;")
    press = _PRESS_AT_END.search(text)
    if press and pages:
        title, book = _parted(text[: press.start()])
        return Placement(title, _clean(book), page=_range(pages["page"]), kind="chapter")
    ends = list(_SENTENCE_END.finditer(text))
    named = max((found.start() for found in _PRESS.finditer(text)), default=-1)
    published = next((end for end in reversed(ends) if _is_before_publisher(text, end, named)), press)
    if published:
        return Placement(text[: published.start() if published is press else published.end()], kind="book")
    title, journal = _parted(text)
    is_journal = len(journal.split()) <= _FEW_WORDS and not names_group(journal)
    return Placement(title, _clean(journal)) if is_journal else Placement(text[: ends[0].end()] if ends else text)


def _is_before_publisher(text: str, end: re.Match[str], named: int) -> bool:
    """Whether a publisher follows the end of a sentence: "Cham: Springer", "Oxford University Press".

    Args:
        text: Of the entry.
        end: Of the sentence.
        named: Offset of the last word that only publishers are called by, or -1.
    """
    if _PLACE.match(text, end.end()) and end["word"] != "St":
        return True
    return named >= end.end() and _ends_sentence(end["word"], end["sign"])


def _parted(head: str) -> tuple[str, str]:
    """Title and journal, told apart by the last full stop that ends a sentence, not an abbreviation."""
    head = head.strip(" ,;:(")
    split: re.Match[str] | None = None
    for end in reversed(list(_SENTENCE_END.finditer(head))):
        if not _reads_as_journal(head[end.end() :], bool(split)):
            break
        split = end
        dotted = len(head[end.end() :].partition(".")[0].split()) <= _MOST_BETWEEN_STOPS
        if not dotted or _ends_sentence(end["word"], end["sign"]):
            break
    if split:
        title, journal = head[: split.end()].strip(), head[split.end() :]
        abbreviated = " " not in title and not _ends_sentence(split["word"], split["sign"])
        return ("", head) if abbreviated and ". " in journal else (title, journal)
    short = 0 < len(head.split()) <= _FEW_WORDS and _reads_as_journal(head, True)
    if short and not _SENTENCE_END.search(head):
        return "", head
    title, comma, journal = head.rpartition(", ")
    return (title, journal) if comma and _reads_as_journal(journal, True) else (head, "")


def _reads_as_journal(text: str, strictly: bool) -> bool:
    """Whether words can be a journal's name; strictly, all of them but small ones are capitalised."""
    words = text.split()
    lower = [word for word in words if word.islower() and word.strip(".,:") not in _SMALL and not word.endswith(".")]
    begins = words[0][0].isdigit() or any(char.isupper() for char in words[0]) or words[0] == "npj"
    return begins and len(words) <= _MOST_WORDS and len(lower) <= (0 if strictly else 4) and "?" not in text


def _ends_sentence(word: str, sign: str) -> bool:
    """Whether a word with a full stop ends a sentence: "lenses.", "DNA."; an abbreviation does not: "Biol.", "U.S."."""
    bare = word.strip("()[]“”‘’\"',;:")
    if sign != "." or word.endswith((")", "]")) or not bare or not bare[0].isupper():
        return True
    inner = any(char.isupper() for char in bare[1:])
    return not re.fullmatch(r"(?:\w\.)*\w", bare) and (inner or bare[-1].isdigit())


def _clean(journal: str, stopped: bool = False) -> str:
    """A journal without what parts it from its numbers; an abbreviation keeps its full stop."""
    journal = journal.strip(' ,;:(“”"')
    keeps = stopped or re.search(r"\w\.[\s,]", journal)
    return journal if keeps else journal.rstrip(" .")


def _title(printed: str) -> str:
    title = _EDITION.sub("", printed.strip(' .,;:“”"«»'))
    return title if len(title) <= _LONGEST_TITLE else ""


def _range(pages: str) -> str:
    return re.sub(r"\s?(?:--|[-‐–—−])\s?", "-", pages)
