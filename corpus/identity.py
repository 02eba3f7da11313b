"""One work, once: which records are of the same paper.

A record's identity is its DOI, PMID or PMCID; a record that states none of these, or none of a kind that the other
states, is recognised by its title with year and first author.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar

from corpus.document import slug
from corpus.doi import normal_doi
from corpus.reference import Reference

_PMID = re.compile(r"(?:.*pubmed\S*/|pmid\s*:?)?\s*0*([1-9]\d{0,8})(?:v\d+|/)?(?:\s*\[pmid\])?", re.I | re.A)
_PMCID = re.compile(r"(?:\S*/|pmcid\s*:?)?\s*(?:PMC)?0*([1-9]\d{0,9})(?:\.\d+|/)?", re.I | re.A)
_MARKUP = re.compile(r"</?[a-z][^<>]{0,80}>", re.IGNORECASE)
_TELLING = 5  # words of a title that tell a work even where author or year are not known
_MOST_PAIRS = 10_000  # of works of one title; such a title is a column's ("Editorial") and tells nothing
Record = TypeVar("Record", bound=Hashable)


def normal_pmid(text: str) -> str:
    """The digits of a PMID, without leading zeros; empty where it is none."""
    found = _PMID.fullmatch(text.strip()) if len(text) < 200 else None
    return found[1] if found else ""


def normal_pmcid(text: str) -> str:
    """The PMCID as "PMC123"; empty where it is none."""
    found = _PMCID.fullmatch(text.strip()) if len(text) < 200 else None
    return f"PMC{found[1]}" if found else ""


@dataclass(frozen=True, slots=True)
class Keys:
    """What tells of which work a record is; each empty where the record does not say.

    Attributes:
        doi: Normalised.
        pmid: Normalised.
        pmcid: Normalised.
        title: Slug of the title.
        year: Of publication, 0 where not known.
        author: Slug of the first author's family name.
    """

    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    title: str = ""
    year: int = 0
    author: str = ""

    @classmethod
    def of(cls, reference: Reference) -> Keys:
        """Those of a reference."""
        return cls(
            normal_doi(reference.DOI),
            normal_pmid(reference.PMID),
            normal_pmcid(reference.PMCID),
            slug(_MARKUP.sub("", reference.title)),
            reference.year or 0,
            slug(reference.author[0].family) if reference.author else "",
        )

    @property
    def identifiers(self) -> tuple[str, str, str]:
        """DOI, PMID, PMCID."""
        return self.doi, self.pmid, self.pmcid


def works(records: Sequence[tuple[Record, Keys]]) -> list[list[Record]]:
    """Group records that are of one work; groups and their members in the order given.

    Which records are grouped does not depend on their order. Records that share a DOI, a PMID or a PMCID are one
    work. What these make is joined further by title, as far as that is not ambiguous: two papers called "Editorial"
    stay apart, and a record without identifiers, which could be either, joins neither.
    """
    joined = _Joined(len(records))
    first: dict[tuple[int, Hashable], int] = {}  # the first place of each identifier
    for at, (_, keys) in enumerate(records):
        stated: list[tuple[int, Hashable]] = [(kind, name) for kind, name in enumerate(keys.identifiers) if name]
        # records without identifiers that are alike in all else are alike for whatever could be their work
        for name in stated or ([(3, keys)] if _tells(keys.title, keys.year, keys.author) else []):
            joined.join(at, first.setdefault(name, at))
    for one, other in _same_by_title([keys for _, keys in records], joined):
        joined.join(one, other)
    groups: dict[int, list[Record]] = {}
    for at, (record, _) in enumerate(records):
        groups.setdefault(joined.root(at), []).append(record)
    return list(groups.values())


class _Joined:
    """Disjoint sets of places (Tarjan 1975); the smallest place of a set is its root."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._parent[second] = first


class _Work(NamedTuple):
    """What the records joined so far say together: kinds of identifiers, titles, years, words of authors' names."""

    kinds: set[int]
    titles: set[str]
    years: set[int]
    authors: set[str]


def _tells(title: str, year: object, author: object) -> bool:
    """Whether a title can tell a work: with year and author known, or being long."""
    return bool(title) and (bool(year and author) or title.count("-") + 1 >= _TELLING)


def _same_by_title(keyed: Sequence[Keys], joined: _Joined) -> Iterator[tuple[int, int]]:
    """Pairs of works, by their roots, that are one going by title.

    Two works are one where they fit each other, and both fit exactly the same others. All of a group then fit
    each other, whatever the order; what could belong to either of two stays alone.
    """
    fits: dict[int, set[int]] = {}
    for one, other in set(_fitting(_by_root(keyed, joined))):
        fits.setdefault(one, {one}).add(other)
        fits.setdefault(other, {other}).add(one)
    alike: dict[frozenset[int], int] = {}
    for root, others in fits.items():
        yield root, alike.setdefault(frozenset(others), root)


def _by_root(keyed: Sequence[Keys], joined: _Joined) -> dict[int, _Work]:
    """Works that share a title with another, by their roots."""
    titled: dict[str, int] = {}
    shared: set[int] = set()
    for at, keys in enumerate(keyed):
        root = joined.root(at)
        if keys.title and titled.setdefault(keys.title, root) != root:
            shared |= {root, titled[keys.title]}
    found: dict[int, _Work] = {}
    for at, keys in enumerate(keyed):
        root = joined.root(at)
        if root in shared:
            work = found.get(root) or found.setdefault(root, _Work(set(), set(), set(), set()))
            work.kinds.update(kind for kind in range(3) if keys.identifiers[kind])
            if keys.title:
                work.titles.add(keys.title)
            if keys.year:
                work.years.add(keys.year)
            if keys.author:
                work.authors.update(keys.author.split("-"))
    return found


def _fitting(found: dict[int, _Work]) -> Iterator[tuple[int, int]]:
    """Pairs of works of one title that can be one work."""
    titled: dict[str, list[int]] = {}
    for root, work in found.items():
        for title in work.titles:
            # a short title tells only with an author, so that only works of one author need be compared
            names = [title] if title.count("-") + 1 >= _TELLING else [f"{title} {word}" for word in work.authors]
            for name in names:
                titled.setdefault(name, []).append(root)
    for name, roots in titled.items():
        title = name.partition(" ")[0]
        if len(roots) > 1:
            for one, other in _pairs(roots, found):
                if _fit(found[one], found[other], title):
                    yield min(one, other), max(one, other)


def _pairs(roots: Iterable[int], found: dict[int, _Work]) -> Iterator[tuple[int, int]]:
    """Pairs of works that do not state different identifiers of one kind; none where there are too many."""
    by_kinds: dict[frozenset[int], list[int]] = {}
    for root in roots:
        by_kinds.setdefault(frozenset(found[root].kinds), []).append(root)
    apart = [(one, other) for one, other in combinations(by_kinds, 2) if not one & other]
    bare = by_kinds.get(frozenset(), [])
    if sum(len(by_kinds[one]) * len(by_kinds[other]) for one, other in apart) + len(bare) ** 2 // 2 > _MOST_PAIRS:
        return
    yield from combinations(bare, 2)
    for one, other in apart:
        for first in by_kinds[one]:
            for second in by_kinds[other]:
                yield first, second


def _fit(one: _Work, other: _Work, title: str) -> bool:
    """Whether two works of one title can be one, going by year and first author."""
    years = not one.years or not other.years or any({year - 1, year, year + 1} & other.years for year in one.years)
    authors = not one.authors or not other.authors or one.authors & other.authors
    known = one.years and other.years, one.authors and other.authors
    return bool(years and authors) and _tells(title, *known)
