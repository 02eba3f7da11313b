"""The filters of the library pane: how they change, what they leave, and how they are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.errors import DocumentNotFoundError, SelectionError
from index.library import Library
from index.store.selection import Selection
from qa.web.library.list import folded
from qa.wording import counted

_NAMED = 3  # papers that have a chip each; more have one together
_SHORT = 48  # characters of a title in a chip
_SUGGESTED = 5  # journals


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter, which can be taken away.

    Attributes:
        label: In words: "2020 to 2024".
        what: "years", "journal", "reviews", "document" or "documents".
        name: Of the journal or document; empty otherwise.
    """

    label: str
    what: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a selection leaves of a library.

    Attributes:
        documents: Number of papers.
        total: Number of papers that the library has.
        problem: Why nothing is left; empty otherwise.
    """

    documents: int
    total: int
    problem: str = ""

    def __str__(self) -> str:
        """In words: "12 of 145 papers"."""
        if self.documents == self.total:
            return f"All {counted(self.total, 'paper')}"
        return f"{self.documents:,} of {counted(self.total, 'paper')}"


def what_is_left(selection: Selection, library: Library) -> Left:
    """What a selection leaves."""
    total = library.manifest.documents
    try:
        scope = library.select(selection)
    except (SelectionError, DocumentNotFoundError) as error:
        return Left(0, total, f"No paper is left to ask. {error}")
    return Left(len(scope.records) if scope else total, total)


def chips(selection: Selection, title: Callable[[str], str]) -> list[Chip]:
    """The filters of a selection.

    Args:
        selection: Of the pane.
        title: Gives a document's title by its id.
    """
    found = []
    if selection.first is not None or selection.last is not None:
        found.append(Chip(_years(selection.first, selection.last), "years"))
    found += [Chip(name, "journal", name) for name in selection.journals]
    if selection.reviews_only:
        found.append(Chip("Reviews only", "reviews"))
    if len(selection.documents) > _NAMED:
        found.append(Chip(f"{len(selection.documents)} chosen papers", "documents"))
    else:
        found += [Chip(_short(title(name) or name), "document", name) for name in selection.documents]
    return found


def without(selection: Selection, what: str, name: str) -> Selection:
    """A selection without one of its filters; ``what`` and ``name`` are those of its chip, or "all" takes all away."""
    if what == "all":
        return Selection()
    if what == "years":
        return replace(selection, first=None, last=None)
    if what == "journal":
        return replace(selection, journals=tuple(one for one in selection.journals if one != name))
    if what == "reviews":
        return replace(selection, reviews_only=False)
    if what == "document":
        return replace(selection, documents=tuple(one for one in selection.documents if one != name))
    return replace(selection, documents=()) if what == "documents" else selection


def with_years(selection: Selection, first: object, last: object, reviews_only: object) -> Selection:
    """A selection with the years as typed and with or without reviews only; raises SelectionError as Selection does."""
    return replace(selection, first=_year(first), last=_year(last), reviews_only=reviews_only is True)


def with_journal(selection: Selection, typed: str, library: Library) -> Selection:
    """A selection with one journal more.

    Args:
        selection: Of the pane.
        typed: Its name, short form or any part that only one journal has.
        library: The library.

    Raises:
        SelectionError: The library has none of this name, or several.
    """
    name = " ".join(typed.split())
    if not name:
        return selection
    try:
        library.select(Selection(journals=(name,)))
    except SelectionError:
        near = [one for one in library.catalog.journals() if folded(name) in folded(one)]
        if len(near) > 1:
            names = "; ".join(near[:_SUGGESTED])
            raise SelectionError(f"Several journals have “{_short(name)}” in their name: {names}. Type more.") from None
        if not near:
            raise SelectionError(f"No paper of the library is from a journal “{_short(name)}”.") from None
        name = near[0]
    return replace(selection, journals=(*selection.journals, name))


def with_documents(selection: Selection, names: object, library: Library) -> Selection:
    """A selection of the documents that are ticked, and that the library has."""
    ticked = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return replace(selection, documents=tuple(name for name in ticked if library.catalog.record(name) is not None))


def still_there(selection: Selection, library: Library) -> Selection:
    """A selection without the documents that the library has no longer."""
    return with_documents(selection, list(selection.documents), library)


def _year(typed: object) -> int | None:
    text = str(typed).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) != 4:
        raise SelectionError(f"“{text[:20]}” is not a year. Give one with four digits, such as 2021.")
    return int(text)


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return f"Up to {last}"
    if last is None:
        return f"From {first}"
    return str(first) if first == last else f"{first} to {last}"


def _short(title: str) -> str:
    return title if len(title) <= _SHORT else title[: _SHORT - 1].rstrip() + "…"
