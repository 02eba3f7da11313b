"""What a turn keeps the conversation to: "only reviews since 2022", "only in the first paper", "all papers again"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.errors import SelectionError
from index.library import Library
from index.store.selection import Selection, same_journal
from index.text.words import content_words
from qa.answering.bibliographic import papers_named
from qa.dialogue.asked import Asked, last_documents
from qa.english.lexicon import FUNCTION_WORDS, QUESTION_WORDS

_YEAR = r"(?:(?:the )?(?:year )?)?((?:18|19|20)\d\d)"
_DATED = r"(?:(?:published|written|printed|those|ones|from|out|that are|which are) )*"
# Each with what its years are: first + shift, last + shift.
_YEARS: tuple[tuple[re.Pattern[str], int | None, int | None], ...] = tuple(
    (re.compile(rf"\b{_DATED}{pattern}", re.IGNORECASE), first, last)
    for pattern, first, last in (
        (rf"not (?:before|older than|earlier than) {_YEAR}", 0, None),
        (rf"no (?:older|earlier) than {_YEAR}", 0, None),
        (rf"not (?:after|later than|newer than) {_YEAR}", None, 0),
        (rf"(?:between {_YEAR} and|from {_YEAR} (?:to|until|till)) {_YEAR}", 0, 0),
        (rf"{_YEAR} ?(?:-|–|to) ?{_YEAR}", 0, 0),
        (rf"(?:since|from) {_YEAR}(?: on(?:wards?)?| and later| or later)?", 0, None),
        (rf"{_YEAR} (?:and|or) (?:later|newer|after)|{_YEAR} onwards?", 0, None),
        (rf"{_YEAR} (?:and|or) (?:earlier|older|before)", None, 0),
        (rf"(?:after|newer than|later than) {_YEAR}", 1, None),
        (rf"(?:before|older than|earlier than) {_YEAR}", None, -1),
        (rf"(?:until|till|up to|by) {_YEAR}", None, 0),
        (rf"(?:in|of|for) {_YEAR}", 0, 0),
    )
)
_REVIEWS = re.compile(
    r"\b(?:(?:in|from|by|the) )*(?:reviews?(?: (?:articles?|papers?))?(?: and meta-?analys[ei]s)?|meta-?analys[ei]s)"
    r"\b(?! by\b)",
    re.IGNORECASE,
)
_ORDINALS = {
    word: at
    for at, words in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th"))
    for word in words.split()
} | {"last": -1, "top": 0}
_PAPER = r"(?:papers?|reviews?|articles?|stud(?:y|ies)|sources?|documents?|ones?)"
_ORDINAL = re.compile(
    rf"\b(?:(?:in|from|by|of|according to) )*(?:the )?({'|'.join(_ORDINALS)}) (?:quoted |cited )?{_PAPER}\b",
    re.IGNORECASE,
)
_THAT = re.compile(rf"\b(?:(?:in|from|by|of|to) )*(?:this|that|the same) {_PAPER}\b", re.IGNORECASE)
_SECTION = re.compile(
    r"\b(?:(?:in|from|the|their) )*(methods?|results?|discussions?|conclusions?|introductions?|abstracts?)"
    r"(?: sections?| parts?)\b"
    r"|\b(?:in|from) (?:the|their) (methods|results|discussions?|conclusions?|introductions?|abstracts?)"
    r"(?= *[?.!]*$)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\b(?:only|just|solely|limit(?:ed)?|restrict(?:ed)?|narrow(?:ed)?|filter(?:ed)?|keep|nothing but|exclusively)\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:(?:in|from|for|over|search|ask|across|use|with) )*(?:(?:all|any|every)(?: of)?(?: the)? "
    r"(?P<what>papers?|documents?|reviews?|articles?|years?|dates?|journals?|sections?|sources?|library|of them)"
    r"|the whole library|everything|everywhere)\b"
    r"|\b(?:drop|remove|clear|lift|forget|undo|without|no)(?: about)?(?: the| that| any| those)? "
    r"(?P<rule>(?:year |date |journal |paper )?(?:restrictions?|filters?|limits?|limitations?|constraints?))\b",
    re.IGNORECASE,
)
# What may be around a restriction without asking anything.
_AROUND_WORDS = """
what show give search look ask limited limit restrict restricted narrow narrowed filter filtered keep back want would
papers paper reviews review articles article studies study documents journal results answers answer published solely
exclusively let let's go use ok okay
"""
_AROUND = (FUNCTION_WORDS - QUESTION_WORDS) | frozenset(_AROUND_WORDS.split())


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a turn says about the papers to ask.

    Attributes:
        selection: What the conversation is kept to from now on.
        rest: The turn without those words; empty where it asks nothing else.
    """

    selection: Selection
    rest: str


def narrowed(selection: Selection, by: Selection) -> Selection:
    """What both leave.

    Raises:
        SelectionError: They leave nothing in common.
    """
    firsts = [one.first for one in (selection, by) if one.first is not None]
    lasts = [one.last for one in (selection, by) if one.last is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    if first is not None and last is not None and first > last:
        raise _nothing(selection, by)
    documents = [one for one in selection.documents if one in by.documents]
    journals = [one for one in selection.journals if any(same_journal(one, other) for other in by.journals)]
    for mine, others, both in (
        (selection.documents, by.documents, documents),
        (selection.journals, by.journals, journals),
    ):
        if mine and others and not both:
            raise _nothing(selection, by)
    return Selection(
        tuple(documents) or selection.documents or by.documents,
        first,
        last,
        tuple(journals) or selection.journals or by.journals,
        _section(selection, by),
        selection.reviews_only or by.reviews_only,
    )


def _section(selection: Selection, by: Selection) -> str:
    """The heading that has the words of both."""
    one, other = sorted((selection.section.casefold(), by.section.casefold()), key=len)
    if not f" {other} ".count(f" {one} ") and one:
        raise _nothing(selection, by)
    return max(selection.section, by.section, key=len)


def _nothing(selection: Selection, by: Selection) -> SelectionError:
    return SelectionError(
        f"No paper is in both: {selection}, which the filters say, and {by}, which the conversation says. "
        'Change a filter, or ask "in all papers".'
    )


def read_restriction(text: str, current: Selection, earlier: Sequence[Asked], library: Library) -> Restriction | None:
    """What a turn keeps the conversation to; None where it says nothing of the kind.

    Args:
        text: The turn.
        current: What the conversation is kept to.
        earlier: What was asked before.
        library: What is asked.
    """
    freed, rest = _freed(text, current)
    is_only = bool(_ONLY.search(rest))
    found, left = _specified(rest, is_only, earlier, library)
    asks = [word for word in re.findall(r"[^\W_][\w'’-]*", left) if word.casefold() not in _AROUND]
    if freed is None and not found:
        return None
    if asks and freed is None and not is_only:
        return None  # "What has changed since 2022?"
    if not earlier and not (asks and is_only):
        return None
    selection = _replaced(current if freed is None else freed, found)
    return Restriction(selection, _cleaned(left) if asks else "")


def _freed(text: str, current: Selection) -> tuple[Selection | None, str]:
    """The selection that is left where the turn lifts some of it, and the other words."""
    match = _ALL.search(text)
    if not match:
        return None, text
    what = (match["what"] or match["rule"] or "").casefold()
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    unasked = not [word for word in re.findall(r"[^\W_][\w'’-]*", rest) if word.casefold() not in _AROUND]
    if not unasked and not (current and ("again" in rest.casefold() or match["rule"])):
        return None, text  # "Do all papers agree?"
    if what.startswith(("year", "date")):
        return replace(current, first=None, last=None), rest
    if what.startswith("journal"):
        return replace(current, journals=()), rest
    if what.startswith("section"):
        return replace(current, section=""), rest
    return Selection(), rest


def _specified(text: str, is_only: bool, earlier: Sequence[Asked], library: Library) -> tuple[Selection, str]:
    """What the words of a turn select, and the other words."""
    years, text = _years(text)
    documents, journals, text = _papers(text, is_only, earlier, library)
    section, text = _cut(_SECTION, text)
    reviews, text = _cut(_REVIEWS, text) if is_only or years != Selection() else (None, text)
    heading = next(filter(None, section.groups()), "") if section and is_only else ""
    return replace(years, documents=documents, journals=journals, section=heading, reviews_only=bool(reviews)), text


def _years(text: str) -> tuple[Selection, str]:
    for pattern, first, last in _YEARS:
        match, rest = _cut(pattern, text)
        if match:
            years = [int(year) for year in match.groups() if year]
            low = None if first is None else years[0] + first
            high = None if last is None else years[-1] + last
            if low is None or high is None or low <= high:
                return Selection(first=low, last=high), rest
    return Selection(), text


def _papers(
    text: str, is_only: bool, earlier: Sequence[Asked], library: Library
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Documents and journals that a turn names, and the other words."""
    quoted = last_documents(earlier)
    if is_only and quoted:
        match, rest = _cut(_ORDINAL, text)
        if match and -len(quoted) <= (at := _ORDINALS[match[1].casefold()]) < len(quoted):
            return (quoted[at],), (), rest
        match, rest = _cut(_THAT, text)
        if match:
            return (quoted[0],), (), rest
    if not is_only or not content_words(text):
        return (), (), text
    named, rest = papers_named(text, library)
    if named:
        return named, (), rest
    name = re.sub(
        r"^(?:\W|\b(?:only|just|in|from|the|journal|and|now|please)\b)+|[\s?.!]+$", "", text, flags=re.IGNORECASE
    )
    printed = [journal for journal in library.catalog.journals() if same_journal(name, journal)] if name else []
    return ((), tuple(printed), "") if printed else ((), (), text)


def _replaced(current: Selection, new: Selection) -> Selection:
    """What is said last holds: years take the place of years, papers of papers."""
    first, last = (current.first, current.last) if new.first is None and new.last is None else (new.first, new.last)
    if new.first is not None and new.last is None and current.last is not None and current.last >= new.first:
        last = current.last
    if new.last is not None and new.first is None and current.first is not None and current.first <= new.last:
        first = current.first
    papers = bool(new.documents or new.journals)
    return Selection(
        new.documents if papers else current.documents,
        first,
        last,
        new.journals if papers else current.journals,
        new.section or current.section,
        new.reviews_only or current.reviews_only,
    )


def _cut(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    match = pattern.search(text)
    return match, f"{text[: match.start()]} {text[match.end() :]}" if match else text


def _cleaned(text: str) -> str:
    """The words that ask, without those that introduced the restriction."""
    kept = _ONLY.sub(" ", text)
    kept = re.sub(r"\b(?:again|now|please)\b", " ", kept, flags=re.IGNORECASE)
    kept = re.sub(r"\s+([?.!,;:])", r"\1", " ".join(kept.split()))
    kept = re.sub(r"[,;:]+(?=[?.!]|$)", "", kept)
    return re.sub(r"(?:\s+(?:in|from|and|to|it|that))+(?=[?.!]*$)", "", kept.strip(" ,;:–-"), flags=re.IGNORECASE)
