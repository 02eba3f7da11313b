"""The people and groups that an entry of a list of works cited begins with."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from corpus.names import CAPITALS, PARTICLES, SUFFIX, Name, names_group

_MOST = 1000
_PARTICLE = "|".join(sorted(PARTICLES, key=len, reverse=True))
_WORD = rf"(?:[^\W\d_]{{1,2}}['’]|[a-z]{{2,3}})?[{CAPITALS}][\w'’‐-]+"
_FAMILY = (
    rf"(?P<family>(?:(?:(?i:{_PARTICLE})|['’‘]t|St\.)[\s-]){{0,3}}{_WORD}"
    rf"(?:\s(?:(?:{_PARTICLE})\s){{0,2}}(?!{SUFFIX}(?!\w)){_WORD}){{0,2}})"
)
_INITIAL = rf"(?!{SUFFIX}(?!\w))[{CAPITALS}][a-z]?\."
_DOTTED = rf"(?P<given>{_INITIAL}(?:\s?[-‐]?\s?{_INITIAL}){{0,4}})"  # "S. K.", "J.-P.", "Yu.A."
_BARE = rf"(?P<given>[{CAPITALS}](?:[-‐]?[{CAPITALS}]){{0,3}}(?:\s(?:{_PARTICLE})\s[{CAPITALS}])?(?![\w'’-]))"
_SUFFIXED = rf"(?:,?\s(?P<suffix>{SUFFIX})(?!\w))?"
_LAST = _SUFFIXED.replace("suffix", "last")
_BARE_NAME = re.compile(rf"{_FAMILY}{_SUFFIXED}\s{_BARE}{_LAST}")  # "Smith AB Jr"
_DOTTED_NAME = re.compile(rf"{_FAMILY}{_SUFFIXED}\s{_DOTTED}{_LAST}")  # "Smith A. B."
_COMMA_NAME = re.compile(rf"(?:{_FAMILY}|(?P<letter>[{CAPITALS}])){_SUFFIXED},\s?{_DOTTED}{_LAST}")  # "Smith, A. B."
_COMMA_BARE_NAME = re.compile(rf"{_FAMILY}{_SUFFIXED},\s{_BARE}{_LAST}")  # "Smith, AB"
_GIVEN_FIRST = re.compile(rf"{_DOTTED}\s?{_FAMILY}{_LAST}(?P<suffix>)")  # "A. B. Smith"
_STYLES = (_BARE_NAME, _DOTTED_NAME, _COMMA_NAME, _COMMA_BARE_NAME, _GIVEN_FIRST)
_AND = r"(?:and|und|et|y|&)\s+(?!al\b)"
_SEPARATOR = re.compile(rf"\s*(?:\.?[,;]+\s*(?:{_AND})?|{_AND})")
_ODD = re.compile(rf"[{CAPITALS}][^,;.:()&\d]{{1,80}}(?=,\s)")
_ET_AL = re.compile(r"[\s,;]*(?:(?:and|&)\s+)?(?:et\s+al\b\.?|(?:colleagues|others)\b|…|\.\.\.)")
_EDITORS = re.compile(r"[\s,]*\(?\b(?:[Ee]d(?:itor)?s?|Hrsg)\b\.?\)?,?")
_YEAR = r"(?:1[5-9]|20)\d\d"
_END = re.compile(rf"\s*(?:[.:]|,?\s?[(“\"‘«]|,?\s?{_YEAR}|[,;]?$)|{_EDITORS.pattern}")
_MORE = re.compile(r"\s*(?:[,;&]|and\b)")
_LOWER = re.compile(r"\s*[a-z]+\b[^-]")
# Names that cannot be read, up to the year or the title
_TO_YEAR = re.compile(rf"[^()]{{1,300}}?(?=\s?\({_YEAR}|[.,]\s{_YEAR}[a-z]?\.)")
_TO_STOP = re.compile(r"[,;]\s?[^.:(]{1,150}(?=[.:]\s|\s?\()")
_WORDS = re.compile(r"\b[a-z]{4,}\b")
_END_OF_FORWARD = re.compile(r"\s*[,:(]")
_GROUP = re.compile(
    rf"[{CAPITALS}][^.:;()]{{1,150}}?(?=\s*[:.;](?:\s|$)|\.?\s\({_YEAR}|,\s[{CAPITALS}]\S*,?\s[{CAPITALS}])"
)
_DATED = re.compile(rf"\.?\s\(?{_YEAR}")
_SMALL = frozenset({"and", "&", "de", "des", "du", "et", "for", "für", "in", "la", "of", "on", "the", "to", "und"})


class _People(NamedTuple):
    """Names in one style that follow each other.

    Attributes:
        names: In printed order.
        end: Offset behind the last.
    """

    names: tuple[Name, ...] = ()
    end: int = 0


def leading_authors(text: str) -> tuple[tuple[Name, ...], int]:
    """The names at the beginning of an entry, and the offset behind them, "et al." and "(eds)"; or none and 0."""
    people = _best(text, 0)
    if people.names:
        return people.names, _behind(text, people.end)
    groups: list[Name] = []
    at = end = 0
    while len(groups) < _MOST and (group := _group(text, at)):
        groups.append(Name(group))
        end = at + len(group)
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        at = separator.end()
        people = _best(text, at)  # who speaks for it
        if people.names:
            return (*groups, *people.names), _behind(text, people.end)
    return tuple(groups), _behind(text, end)


def _best(text: str, start: int) -> _People:
    """The names from an offset on in the style that reads most of them."""

    def weight(one: _People) -> tuple[int, int]:
        several = len(one.names) > 1  # the full stop behind a name alone is the end of the list
        return len(one.names), one.end if several else len(text[: one.end].rstrip("."))

    return max((_people(text, start, style) for style in _STYLES), key=weight)


def _people(text: str, start: int, style: re.Pattern[str]) -> _People:
    """The names in one style from an offset on; none where the list does not end as lists of authors do."""
    found: list[Name] = []
    at = end = start
    while len(found) < _MOST:
        if name := style.match(text, at):
            found.append(_name(name))
            end = name.end()
        elif found and (odd := _between(text, at, style)):
            found.append(Name.parse(odd))
            end = at + len(odd)
        else:
            break
        separator = _SEPARATOR.match(text, end)
        if not separator:
            break
        at = separator.end()
    if not found:
        return _People()
    group = _group(text, at) if at > end else ""
    if group:
        found.append(Name(group))
        end = at + len(group)
    if _ET_AL.match(text, end) or _ends(text, end, style):
        return _People(_alike(found), end)
    others = _TO_YEAR.match(text, end)
    if (not others or _WORDS.search(others[0])) and style is _BARE_NAME and any(len(one.given) > 1 for one in found):
        others = _TO_STOP.match(text, end)
    return _People(tuple(found), others.end()) if others and not _WORDS.search(others[0]) else _People()


def _between(text: str, at: int, style: re.Pattern[str]) -> str:
    """A name in another style that one in this style follows; else empty."""
    odd = _ODD.match(text, at)
    after = _SEPARATOR.match(text, odd.end()) if odd else None
    return odd[0] if odd and after and style.match(text, after.end()) else ""


def _ends(text: str, end: int, style: re.Pattern[str]) -> bool:
    """Whether a list of names may end here: behind initials with a full stop anything may follow, else a sign must."""
    if style is _GIVEN_FIRST:
        return bool(_END_OF_FORWARD.match(text, end))
    goes_on = _MORE.match(text, end) or (style is _DOTTED_NAME and _LOWER.match(text, end))  # "Smith J. E. coli"
    return bool(_END.match(text, end)) or (text[end - 1] == "." and not goes_on)


def _name(found: re.Match[str]) -> Name:
    family = found["family"] or found["letter"]
    suffix = found["suffix"] or found["last"] or ""
    return Name(" ".join(f"{family} {suffix}".split()), found["given"])


def _alike(names: list[Name]) -> tuple[Name, ...]:
    """Names whose last has no full stop where none of the others has one: that one ends the list."""
    last = names[-1]
    if len(names) > 1 and last.given.endswith(".") and not any("." in name.given for name in names[:-1]):
        names[-1] = replace(last, given=last.given[:-1])
    return tuple(names)


def _group(text: str, at: int) -> str:
    """A group's name from an offset on: it says that it is one, or a year follows it; else empty."""
    found = _GROUP.match(text, at)
    if not found:
        return ""
    words = [word for word in found[0].split() if word[0].isalpha()]
    if not all(word[0].isupper() or word in _SMALL for word in words) or len(words) > 15:
        return ""
    return found[0] if names_group(found[0]) or (not at and _DATED.match(text, found.end())) else ""


def _behind(text: str, at: int) -> int:
    """The offset behind what may follow a list of names."""
    for pattern in (_ET_AL, _EDITORS):
        found = pattern.match(text, at)
        at = found.end() if found else at
    return at
