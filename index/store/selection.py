"""Which part of a library is asked: some documents, years, journals, a section, reviews only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DocumentNotFoundError, SelectionError
from corpus.json_form import from_json, to_json
from index.store.catalog import Catalog
from index.store.numbers import numbers_of, record_of
from index.store.shard import Shard
from index.text.words import words

Ids = NDArray[np.int64]
_NAME_WORD = re.compile(r"[^\W_]+")
_YEARS = range(1000, 10_000)
_SUGGESTED = 3  # names, for one that is unknown
_UNSPOKEN = frozenset({"and", "for", "in", "of", "on", "the", "to"})  # left out of journals' short forms
_LONGEST_CONTRACTION = 5  # letters: "dtsch"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a question is asked of; a document must be all that is given, and one of each list.

    Attributes:
        documents: Ids; all documents where empty.
        first: First year of publication, or None.
        last: Last year of publication, or None. A document that has no year is in no range of years.
        journals: In full or abbreviated, in any case; all where empty.
        section: Words of a heading, "methods": of the section or of one above it; all where empty.
        reviews_only: Only reviews and meta-analyses, by their type of publication or their title.

    Raises:
        SelectionError: The first year is after the last, a year is not a year, or a name is empty.
    """

    documents: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    journals: tuple[str, ...] = ()
    section: str = ""
    reviews_only: bool = False

    def __post_init__(self) -> None:
        for year in (self.first, self.last):
            if year is not None and year not in _YEARS:
                raise SelectionError(f"{year} is not a year. Give one with four digits, such as 2021.")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise SelectionError(
                f"The years {self.first} to {self.last} are the wrong way round. Give the earlier one first."
            )
        for what, names in (("document", self.documents), ("journal", self.journals)):
            if isinstance(names, str):
                raise TypeError(f"{what}s are a sequence of names, not one string.")
            object.__setattr__(self, f"{what}s", tuple(dict.fromkeys(names)))
            if not all(name.strip() for name in names):
                raise SelectionError(f"The name of a {what} is empty. Give one, or leave it out.")
        if self.section and not words(self.section):
            raise SelectionError(
                f'The section "{self.section}" has no words. Give some of its heading, or leave it out.'
            )

    def to_dict(self) -> dict[str, Any]:
        """The selection as JSON has it."""
        written: dict[str, Any] = to_json(self)
        return written

    @classmethod
    def from_dict(cls, raw: object) -> Selection:
        """The selection that ``to_dict`` wrote.

        Raises:
            SelectionError: It is not a selection.
        """
        try:
            return from_json(cls, raw, "selection")
        except ValueError as error:
            raise SelectionError(f"What was to be asked cannot be read: {error}. Select it again.") from error

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self != Selection()

    def __str__(self) -> str:
        """In words, for messages: "reviews from 2020 on in Stem Cells"."""
        parts = ["reviews" if self.reviews_only else "documents"]
        parts += [f"among {_listed(self.documents)}"] if self.documents else []
        parts += [_years(self.first, self.last)] if self.first is not None or self.last is not None else []
        parts += [f"in {_listed(self.journals)}"] if self.journals else []
        parts += [f'with a section "{self.section}"'] if self.section else []
        return " ".join(parts)


@dataclass(frozen=True, eq=False)
class Scope:
    """What a selection leaves of a library: what both indexes search among.

    Attributes:
        records: Numbers of the records that represent the documents left.
        passages: Numbers of their passages that are left, sorted; never empty.
    """

    records: frozenset[int]
    passages: Ids

    @classmethod
    def of(cls, passages: Sequence[int]) -> Scope:
        """That of these passages."""
        return cls(frozenset(map(record_of, passages)), np.array(sorted(set(passages)), dtype=np.int64))

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.passages)

    def holds(self, numbers: Ids) -> NDArray[np.bool_]:
        """Which of these passages are among them."""
        at = np.searchsorted(self.passages, numbers)
        return np.asarray(self.passages[np.minimum(at, len(self.passages) - 1)] == numbers)


def resolve(selection: Selection, catalog: Catalog, shards: Iterable[Shard]) -> Scope:
    """Find what a selection leaves of a library.

    Raises:
        DocumentNotFoundError: It names a document that the library does not have.
        SelectionError: It names a journal or section that no document has, or leaves nothing.
    """
    for name in selection.documents:
        if catalog.record(name) is None:
            near = _listed(catalog.nearest_ids(name))
            hint = f"Did you mean {near}?" if near else "See: reviewqa list"
            raise DocumentNotFoundError(f"{name}: no document of the library has this id. {hint}")
    rows = catalog.selected(
        selection.documents,
        selection.first,
        selection.last,
        _printed(selection.journals, catalog),
        selection.reviews_only,
    )
    if not rows:
        raise SelectionError(_nothing_left(selection, catalog))
    if selection.section:
        return Scope.of(_in_section(selection, [record for record, _ in rows], shards))
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=2 * len(rows))
    records, counts = flat[::2], flat[1::2]
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return Scope(frozenset(records.tolist()), np.repeat(records * len(numbers_of(0)), counts) + places)


def _in_section(selection: Selection, records: Sequence[int], shards: Iterable[Shard]) -> list[int]:
    """Numbers of the passages in the section."""
    wanted, known = [word.stem for word in words(selection.section)], frozenset(records)
    headings: Counter[str] = Counter()
    fits: dict[str, bool] = {}
    found = []
    for shard in shards:
        for number, heading in shard.headings(records[0], records[-1]):
            if record_of(number) in known:
                headings[heading] += 1
                if heading not in fits:
                    fits[heading] = _has(heading, wanted)
                if fits[heading]:
                    found.append(number)
    if not found:
        where = "the library" if selection == Selection(section=selection.section) else "these documents"
        often = [heading for heading, _ in headings.most_common() if heading][:_SUGGESTED]
        have = f"The most frequent sections: {_listed(often)}." if often else "They have no headings."
        raise SelectionError(f'No passage of {where} is in a section "{selection.section}". {have}')
    return found


def _has(heading: str, wanted: Sequence[str]) -> bool:
    stems = [word.stem for word in words(heading)]
    return any(stems[at : at + len(wanted)] == wanted for at in range(len(stems)))


def _printed(journals: Sequence[str], catalog: Catalog) -> list[str]:
    """The journals as the documents print them."""
    every = catalog.journals() if journals else []
    printed = []
    for name in journals:
        found = [journal for journal in every if same_journal(name, journal)]
        if not found:
            folded = {journal.casefold(): journal for journal in every}
            near = _listed([folded[one] for one in get_close_matches(name.casefold(), folded, _SUGGESTED)])
            hint = f"Did you mean {near}?" if near else "See: reviewqa list"
            raise SelectionError(f'No document is from a journal "{name}". {hint}')
        printed += found
    return printed


def same_journal(one: str, other: str) -> bool:
    """Whether two names are of one journal: equal but for case, or one the other's short form ("Stem Cell Res Ther").

    A name of a single word has no short form: "Cell" is not "Cellulose".
    """
    left, right = _name_words(one), _name_words(other)
    if left == right:
        return bool(left)
    if len(left) != len(right) or len(left) == 1:
        return False
    pairs = list(zip(left, right, strict=True))
    return all(_abbreviates(a, b) for a, b in pairs) or all(_abbreviates(b, a) for a, b in pairs)


@lru_cache(maxsize=10_000)
def _name_words(name: str) -> list[str]:
    folded = name.casefold()
    found = _NAME_WORD.findall(re.sub(r"\([^()]*\)", " ", folded)) or _NAME_WORD.findall(folded)
    return [word for word in found if word not in _UNSPOKEN] or found


def _abbreviates(short: str, word: str) -> bool:
    """Whether it is the word or its first letters, or stands for it as "natl" does for "national"."""
    if word.startswith(short):
        return word != f"{short}s"
    letters = iter(word)
    return word[0] == short[0] and len(short) <= _LONGEST_CONTRACTION and all(letter in letters for letter in short)


def _nothing_left(selection: Selection, catalog: Catalog) -> str:
    years = catalog.years() if selection.first is not None or selection.last is not None else None
    have = f" Its documents are from {years[0]} to {years[1]}." if years else ""
    return f"The library has no {replace(selection, section='')}.{have} Ask more of it."


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return f"up to {last}"
    if last is None:
        return f"from {first} on"
    return f"from {first}" if first == last else f"from {first} to {last}"


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)
