"""Abbreviations that the documents themselves define: "induced mesenchymal stem cells (iMSCs)".

Definitions are found with the algorithm of Schwartz and Hearst (A simple algorithm for identifying abbreviation
definitions in biomedical text, PSB 2003).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from index.words import STOP_WORDS, terms, words

_PARENTHESIS = re.compile(r"\(([^()]{2,40})\)")
_MAX_NESTING = 3  # long forms that hold abbreviations themselves: iMSC -> iPSC-derived MSCs -> ...
_MAX_VARIANTS = 3


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation and what a document says it stands for.

    Attributes:
        short: As printed, "iMSCs".
        long: As printed, "induced mesenchymal stem cells".
    """

    short: str
    long: str

    @property
    def key(self) -> str:
        """Key of the short form."""
        return key_of(self.short)


def find_definitions(text: str) -> list[Definition]:
    """All "long form (short form)" pairs of the text, in order."""
    found = []
    for match in _PARENTHESIS.finditer(text):
        short = re.split(r"[;,]", match[1])[0].strip()
        if not _is_short_form(short):
            continue
        limit = min(len(short) + 5, len(short) * 2)
        before = re.split(r"[.;:()\[\]]\s", text[: match.start()][-400:])[-1].split()[-limit:]
        long = _long_form(short, " ".join(before))
        if long:
            found.append(Definition(short, long))
    return found


def _is_short_form(text: str) -> bool:
    return (
        2 <= len(text) <= 10
        and len(text.split()) <= 2
        and text[0].isalnum()
        and any(char.isalpha() for char in text)
        and any(char.isupper() for char in text)
    )


def _long_form(short: str, candidate: str) -> str | None:
    """The shortest end of ``candidate`` whose letters cover ``short``, its first letter at a word's start."""
    at = len(candidate) - 1
    for index in range(len(short) - 1, -1, -1):
        char = short[index].lower()
        if not char.isalnum():
            continue
        while at >= 0 and (candidate[at].lower() != char or (index == 0 and at > 0 and candidate[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = candidate[candidate.rfind(" ", 0, at + 1) + 1 :].strip(" -–,")
    too_short = len(long) <= len(short) or short.lower() in long.lower().split()
    return None if too_short or len(words(long)) > min(len(short) + 5, len(short) * 2) else long


class LongForms(Protocol):
    """Key of a short form -> its long forms in lower case, the one most documents use first; a dict is one."""

    def get(self, key: str, /) -> tuple[str, ...] | None:
        """None where the key is not known."""
        ...


class ShortForms(Protocol):
    """Stems of a long form's words -> key of its short form; a dict is one."""

    def get(self, stems: tuple[str, ...], /) -> str | None:
        """None where the long form is not known."""
        ...


@dataclass(frozen=True)
class Abbreviations:
    """What the abbreviations of some documents stand for; knows them in lower case and in the plural too.

    Attributes:
        long_forms: By key of the short form.
        short_forms: By stems of the long form.
        longest: Words of the longest long form.
    """

    long_forms: LongForms
    short_forms: ShortForms
    longest: int

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Abbreviations:
        """Count the definitions; ties go to long forms without abbreviations of their own, then to shorter ones."""
        counts: dict[str, Counter[str]] = {}
        for definition in definitions:
            counts.setdefault(definition.key, Counter())[definition.long.casefold()] += 1

        def rank(longs: Counter[str], long: str) -> tuple[int, bool, int, str]:
            nested = any(key_of(long[word.start : word.end]) in counts for word in words(long))
            return -longs[long], nested, len(long), long

        long_forms = {
            key: tuple(sorted(longs, key=lambda long: rank(longs, long))) for key, longs in sorted(counts.items())
        }
        short_forms = {stems_of(long): key for key, longs in long_forms.items() for long in longs}
        return cls(long_forms, short_forms, max(map(len, short_forms), default=0))

    def expand(self, text: str, choice: int = 0) -> str:
        """The text with every known short form written out (``choice`` picks among several long forms)."""
        for _ in range(_MAX_NESTING):
            expanded = self._expand_once(text, choice)
            if expanded == text:
                break
            text = expanded
        return text

    def terms(self, text: str) -> list[str]:
        """Terms of the text as printed, and those that its abbreviations stand for."""
        printed, expanded = terms(text), self.expand(text)
        if expanded == text:
            return printed
        known = set(printed)
        return printed + [term for term in terms(expanded) if term not in known]

    def variants(self, text: str) -> tuple[str, ...]:
        """The text with its known terms written out, once for each long form that the documents use."""
        folded = self._fold(text)
        found = [self.expand(folded, choice) for choice in range(_MAX_VARIANTS)] + [self.expand(text)]
        return tuple(dict.fromkeys(found))

    def names(self, term: str) -> tuple[str, ...]:
        """The term with its other names: its short form, its long forms."""
        short = self._fold(term)
        return tuple(dict.fromkeys([term, short, *(self._stands_for(short) or ())]))

    def _expand_once(self, text: str, choice: int) -> str:
        parts, at = [], 0
        for word in words(text):
            printed = text[word.start : word.end]
            longs = self._stands_for(printed)
            if longs:
                parts += [text[at : word.start], longs[min(choice, len(longs) - 1)]]
                at = word.end
        return "".join(parts) + text[at:]

    def _stands_for(self, printed: str) -> tuple[str, ...] | None:
        folded = printed.casefold()
        if folded in STOP_WORDS:
            return None
        return self.long_forms.get(folded) or (self.long_forms.get(folded[:-1]) if folded.endswith("s") else None)

    def _fold(self, text: str) -> str:
        """The text with known long forms replaced by their short forms, longest first, until nothing changes."""
        for _ in range(len(words(text)) + _MAX_NESTING):
            found = words(text)
            hit = next(
                (
                    (found[at].start, found[at + size - 1].end, short)
                    for size in range(min(self.longest, len(found)), 0, -1)
                    for at in range(len(found) - size + 1)
                    if (short := self.short_forms.get(tuple(word.stem for word in found[at : at + size])))
                ),
                None,
            )
            if hit is None:
                break
            text = text[: hit[0]] + hit[2] + text[hit[1] :]
        return text


def stems_of(long: str) -> tuple[str, ...]:
    """Stems of a long form's words."""
    return tuple(word.stem for word in words(long))


def key_of(short: str) -> str:
    """One for "iMSCs" and "iMSC"; "AIDS" is no plural."""
    return (short[:-1] if len(short) > 2 and short.endswith("s") else short).casefold()
