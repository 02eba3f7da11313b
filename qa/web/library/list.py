"""The documents in the library pane: searched, filtered and sorted in memory."""

from __future__ import annotations

import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from corpus import Reference
from index.library import Library
from index.store.catalog_rows import Entry

Kind = Literal["all", "reviews", "others"]
Order = Literal["newest", "oldest", "author", "title", "journal", "passages"]
_LAST = "\U0010ffff"  # sorts documents without a name after all others
_MOST_AUTHORS = 3


@dataclass(frozen=True, slots=True)
class View:
    """The search, filter and order of the list.

    Attributes:
        search: Words that a document's title, authors, journal, year or file names have.
        kind: All documents, reviews, or all but reviews.
        order: What they are sorted by.
    """

    search: str = ""
    kind: Kind = "all"
    order: Order = "newest"

    @classmethod
    def of(cls, search: object, kind: object, order: object) -> View:
        """The view that a browser asks for; values that are not valid are left out."""
        return cls(
            search[:200] if isinstance(search, str) else "",
            cast("Kind", kind) if kind in get_args(Kind) else "all",
            cast("Order", order) if order in get_args(Order) else "newest",
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the list.

    Attributes:
        id: Of the document.
        title: As printed, or the name of its file where none is printed.
        authors: Family names, the first three.
        year: Of publication, or None.
        journal: As printed.
        is_review: Whether it is a review or meta-analysis.
        format: Of its text.
        passages: Number of passages.
        files: Names of its files.
        sought: The text that a search looks through.
    """

    id: str
    title: str
    authors: str
    year: int | None
    journal: str
    is_review: bool
    format: str
    passages: int
    files: tuple[str, ...]
    sought: str

    @classmethod
    def of(cls, entry: Entry) -> Row:
        """The row of a document."""
        reference = entry.reference
        title = reference.title or (entry.files[0] if entry.files else entry.id)
        everyone = " ".join(map(str, reference.author))
        sought = f"{title} {everyone} {reference.container_title} {reference.year or ''} {' '.join(entry.files)}"
        return cls(
            entry.id, title, _authors(reference), reference.year, reference.container_title, reference.is_review,
            entry.format, entry.passages, entry.files, folded(sought),
        )  # fmt: skip


class Listing:
    """The documents of one generation of a library.

    Attributes:
        rows: All of them.
        journals: Their journals, each with the number of its documents; the most frequent first.
        years: First and last year; None where no document has one.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        counted = Counter(row.journal for row in rows if row.journal)
        self.journals = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        known = [row.year for row in rows if row.year is not None]
        self.years = (min(known), max(known)) if known else None
        self._sorted: dict[Order, list[Row]] = {}

    def matches(self, view: View) -> list[Row]:
        """The documents of a view, sorted."""
        words = folded(view.search).split()
        wanted = {"all": None, "reviews": True, "others": False}[view.kind]
        return [
            row
            for row in self._in(view.order)
            if (wanted is None or row.is_review is wanted) and all(word in row.sought for word in words)
        ]

    def _in(self, order: Order) -> list[Row]:
        if order not in self._sorted:
            self._sorted[order] = sorted(self.rows, key=_KEYS[order])
        return self._sorted[order]


class Listings:
    """The listing of the library's newest generation, read once for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: tuple[Library, Listing] | None = None

    def of(self, library: Library) -> Listing:
        """The listing of a library."""
        latest = self._latest
        if latest and latest[0] is library:
            return latest[1]
        with self._lock:
            if self._latest is None or self._latest[0] is not library:
                self._latest = library, Listing([Row.of(entry) for entry in library.catalog.entries()])
            return self._latest[1]


def folded(text: str) -> str:
    """Without case and accents, for comparing."""
    if text.isascii():
        return text.casefold()
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()


def _authors(reference: Reference) -> str:
    names = [name.family for name in reference.author[:_MOST_AUTHORS]]
    return ", ".join(names) + (" et al." if len(reference.author) > _MOST_AUTHORS else "")


def _by_author(row: Row) -> tuple[str, int]:
    return folded(row.authors) or _LAST, -(row.year or 0)


_KEYS: dict[Order, Callable[[Row], tuple[object, ...]]] = {
    "newest": lambda row: (-(row.year or 0), *_by_author(row)),
    "oldest": lambda row: (row.year or 10_000, *_by_author(row)),
    "author": _by_author,
    "title": lambda row: (folded(row.title),),
    "journal": lambda row: (folded(row.journal) or _LAST, *_by_author(row)),
    "passages": lambda row: (-row.passages, *_by_author(row)),
}
