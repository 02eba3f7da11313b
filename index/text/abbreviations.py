"""Abbreviations that the documents themselves define: "induced mesenchymal stem cells (iMSCs)".

Definitions are found with the algorithm of Schwartz and Hearst (A simple algorithm for identifying abbreviation
definitions in biomedical text, PSB 2003). How they are found and read is here; which documents define what, in the
catalog.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from index.text.definitions import Definition, find_definitions, key_of, keys_of
from index.text.words import STOP_WORDS, designates, pieces, terms, words

__all__ = ["Abbreviations", "Definition", "Sense", "fair", "find_definitions", "key_of", "senses_of", "stems_of"]

FAIR_SHARE = 0.2  # of the documents that define an abbreviation: a reading that fewer mean is not searched for
MOST_READINGS = 3
_MAX_NESTING = 3  # long forms that hold abbreviations themselves: iMSC -> iPSC-derived MSCs -> ...
_LIKE = 0.6  # share of words in common from which on two long forms mean the same
_LONGEST_SHORT = 3  # words: "IL-1 beta"
_SHORT_GAP = re.compile(r"[-‐‑ ]?")
_SILENT = {"a", "an", "the", "s"}  # "Alzheimer's" too


@dataclass(frozen=True, slots=True)
class Sense:
    """What an abbreviation stands for in some documents.

    Attributes:
        long: The long form as most of them print it, in lower case.
        documents: How many documents define the abbreviation so, in any spelling of the long form.
    """

    long: str
    documents: int


class Senses(Protocol):
    """Key of a short form -> all its senses, the one most documents use first; a dict is one."""

    def get(self, key: str, /) -> tuple[Sense, ...] | None:
        """None where the key is not known."""
        ...


class ShortForms(Protocol):
    """Stems of a long form's words -> key of its short form; a dict is one."""

    def get(self, stems: tuple[str, ...], /) -> str | None:
        """None where the long form is not known."""
        ...


def _never(word: str) -> bool:
    return False


@dataclass(frozen=True)
class Abbreviations:
    """What the abbreviations of some documents stand for; knows them in lower case and in the plural too.

    Attributes:
        known: All senses, by key of the short form.
        short_forms: By stems of the long form.
        longest: Words of the longest long form.
        everyday: Whether a word that is printed without capitals ("age") is more likely a word than an abbreviation.
    """

    known: Senses
    short_forms: ShortForms
    longest: int
    everyday: Callable[[str], bool] = field(default=_never, compare=False)

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Abbreviations:
        """Those of one document: "age" is a word where "AGEs" are defined, for it writes them its own way."""
        found = list(definitions)
        keys = {definition.key for definition in found}
        places: dict[str, dict[str, list[int]]] = {key: {} for key in sorted(keys)}
        for at, definition in enumerate(found):
            places[definition.key].setdefault(_lowered(definition.long, keys), []).append(at)
        known = {
            key: senses_of(
                {long: (stems_of(long), each) for long, each in longs.items()},
                lambda long: not keys.isdisjoint(keys_in(long)),
            )
            for key, longs in places.items()
        }
        short_forms = {stems_of(long): key for key, longs in places.items() for long in sorted(longs)}
        printed = {definition.short.removesuffix("s") for definition in found}
        longest = max(map(len, short_forms), default=0)
        return cls(known, short_forms, longest, lambda word: word.removesuffix("s") not in printed)

    def senses(self, short: str) -> tuple[Sense, ...]:
        """All senses of an abbreviation, the one most documents use first; none where no document defines it."""
        return next((found for key in keys_of(short) if (found := self.known.get(key))), ())

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What an abbreviation is taken for: at most three senses, each that of a fair share of the documents."""
        return fair(self.senses(short))

    def expand(self, text: str, choice: int = 0) -> str:
        """The text with every known short form written out (``choice`` picks among several long forms)."""
        return self._written_out(text, choice, {})

    def terms(self, text: str) -> list[str]:
        """Terms of the text as printed, and those that its abbreviations stand for."""
        printed, expanded = terms(text), self.expand(text)
        if expanded == text:
            return printed
        known = set(printed)
        return printed + [term for term in terms(expanded) if term not in known]

    def variants(self, text: str) -> tuple[str, ...]:
        """The text with its known terms written out, once for each long form that the documents use.

        A long form that the text has itself comes first, and only with others that mean the same: "stem cells (SCs)"
        never turns into "Schwann cells".
        """
        folded, meant = self._fold(text)
        found = [self._written_out(folded, choice, meant) for choice in range(MOST_READINGS)]
        found.append(self._written_out(text, 0, meant))
        return tuple(dict.fromkeys(found))

    def names(self, term: str) -> tuple[str, ...]:
        """The term with its other names: its short form, in one word and in its pieces, its long forms."""
        short, meant = self._fold(term)
        longs = meant.get(short) or self._stands_for(short)
        return tuple(dict.fromkeys([term, short, *([" ".join(pieces(short))] if short in meant else []), *longs]))

    def _written_out(self, text: str, choice: int, meant: Mapping[str, tuple[str, ...]]) -> str:
        for _ in range(_MAX_NESTING if self.longest else 0):
            expanded = self._expand_once(text, choice, meant)
            if expanded == text:
                break
            text = expanded
        return text

    def _expand_once(self, text: str, choice: int, meant: Mapping[str, tuple[str, ...]]) -> str:
        parts, at = [], 0
        for start, end in spans(text):
            if start < at:
                continue
            printed = text[start:end]
            longs = next((meant[key] for key in keys_of(printed) if key in meant), ()) or self._stands_for(printed)
            if longs:
                parts += [text[at:start], longs[min(choice, len(longs) - 1)]]
                at = end
        return "".join(parts) + text[at:]

    def _stands_for(self, printed: str) -> tuple[str, ...]:
        if printed.casefold() in STOP_WORDS:
            return ()
        longs = self.long_forms(printed)
        return () if longs and printed[1:].isalpha() and printed[1:].islower() and self.everyday(printed) else longs

    def _fold(self, text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """The text with known long forms replaced by the keys of their short forms, and what these stand for in it.

        The longest first, until nothing changes: what a short form stands for may hold another one.
        """
        meant: dict[str, tuple[str, ...]] = {}
        for _ in range(len(words(text)) + _MAX_NESTING):
            found = words(text)
            hit = next(
                (
                    (found[at].start, found[at + size - 1].end, stems, short)
                    for size in range(min(self.longest, len(found)), 0, -1)
                    for at in range(len(found) - size + 1)
                    if (short := self.short_forms.get(stems := tuple(word.stem for word in found[at : at + size])))
                ),
                None,
            )
            if hit is None:
                break
            start, end, stems, short = hit
            meant.setdefault(short, self._alike(text[start:end], stems, short))
            text = text[:start] + short + text[end:]
        return text, meant

    def _alike(self, printed: str, stems: tuple[str, ...], short: str) -> tuple[str, ...]:
        """A long form that a text has, as the documents print it, and others of the same short form that mean it."""
        senses = self.senses(short)
        own = next(
            (one.long for one in senses if one_sense(stems_of(one.long)) == one_sense(stems)), printed.casefold()
        )
        whole = self._content(own)
        others = [long for long in fair(senses) if long != own and _share(self._content(long), whole) >= _LIKE]
        return own, *others

    def _content(self, long: str) -> set[str]:
        return set(stems_of(self.expand(long)))


def senses_of(
    longs: Mapping[str, tuple[tuple[str, ...], Iterable[int]]], nests: Callable[[str], bool]
) -> tuple[Sense, ...]:
    """Gather the long forms of an abbreviation that differ only in their spelling, the most frequent sense first.

    Ties go to long forms without abbreviations of their own, then to shorter ones.

    Args:
        longs: By long form its stems, and the documents that use it.
        nests: Whether a long form holds an abbreviation itself.
    """
    spellings: dict[str, dict[str, set[int]]] = {}
    for long, (stems, documents) in longs.items():
        spellings.setdefault(one_sense(stems), {})[long] = set(documents)
    found = []
    for forms in spellings.values():
        long = min(forms, key=lambda form: (-len(forms[form]), len(form), form))
        found.append(Sense(long, len(set().union(*forms.values()))))
    return tuple(sorted(found, key=lambda one: (-one.documents, nests(one.long), len(one.long), one.long)))


def fair(senses: tuple[Sense, ...]) -> tuple[str, ...]:
    """The long forms of the senses that a fair share of the documents mean, three at most."""
    all_documents = sum(one.documents for one in senses)
    return tuple(one.long for one in senses[:MOST_READINGS] if one.documents >= FAIR_SHARE * all_documents)


def one_sense(stems: Iterable[str]) -> str:
    """One for long forms that differ in plural, hyphens, British spelling, "the": "corona virus", "coronaviruses"."""
    return "".join(one for one in stems if one not in _SILENT)


def stems_of(long: str) -> tuple[str, ...]:
    """Stems of a long form's words."""
    return tuple(word.stem for word in words(long))


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of what may be a short form, the longest at each word first: "IL-1 beta", "IL-1", "IL"."""
    found = words(text)
    for at, word in enumerate(found):
        ends = [word.end]
        for after in found[at + 1 : at + _LONGEST_SHORT]:
            gap = text[ends[-1] : after.start]
            if not _SHORT_GAP.fullmatch(gap) or (gap == " " and not designates(text[after.start : after.end])):
                break
            ends.append(after.end)
        yield from ((word.start, end) for end in reversed(ends))


def keys_in(text: str) -> set[str]:
    """Keys of everything in the text that may be a short form."""
    return {key for start, end in spans(text) for key in keys_of(text[start:end])}


def _lowered(long: str, keys: set[str]) -> str:
    """A long form in lower case but for the abbreviations that it holds: only as printed are they known for some."""
    parts, at = [], 0
    for start, end in spans(long):
        if start >= at and not keys.isdisjoint(keys_of(long[start:end])):
            parts += [long[at:start].casefold(), long[start:end]]
            at = end
    return "".join(parts) + long[at:].casefold()


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
