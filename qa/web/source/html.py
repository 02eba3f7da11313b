"""The HTML of the source pane: a document with the quotes of a turn highlighted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote as percent

from corpus import Document, Reference
from corpus.errors import OriginalFileError
from index.pages.originals import Original, original
from qa.answering.engine import Engine
from qa.html import render
from qa.references.links import doi_address
from qa.web.source.page_images import ZOOMS
from qa.web.source.pages import Sheet, page_name, sheets, uncertainty
from qa.web.source.text import Mark, parts

_MOST_AUTHORS = 6
_MOST_QUOTES = 200
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote that the pane can jump to.

    Attributes:
        mark: Its place.
        page: Name of its page; empty for a document without pages.
        note: Says what is not known about its place on the page; empty where all is known.
    """

    mark: Mark
    page: str
    note: str = ""


def source_html(
    engine: Engine,
    document_id: str,
    start: int,
    end: int,
    quotes: Sequence[_Span] = (),
    antecedent: _Span | None = None,
    numbers: Mapping[_Span, int] | None = None,
    of: int = 0,
) -> str:
    """A document, opened at a quote; for a place that does not exist nothing is highlighted, and the pane says so.

    Args:
        engine: Has the document.
        document_id: Its id; where the library does not have it, the pane says so.
        start: Offset of the quote's first character in the document's text.
        end: Offset after its last.
        quotes: All quotes of the document in the turn, for "next" and "previous".
        antecedent: The sentence that the quote needs to be understood.
        numbers: Of the quotes' cards; in the order of the text where they have none.
        of: How many quotes the turn has; those of the document where that is not known.
    """
    document = engine.document(document_id)
    if document is None:
        return render("web/source/gone.html", shown=_new())
    marks = _marks(document, [(start, end), *quotes], numbers or {})
    chosen = next((mark.number for mark in marks if (mark.start, mark.end) == (start, end)), 0)
    before = [Mark(*antecedent, 0)] if chosen and antecedent and _is_place(document, antecedent) else []
    marks = sorted(marks, key=lambda mark: mark.number != chosen)  # where two overlap, the chosen one wins
    found, problem = _original(engine, document)
    pages, notes = _pages(engine, document, marks) if found else ([], {})
    return render(
        "web/source/source.html",
        shown=_new(),
        document=document,
        authors=_authors(document.reference),
        doi=document.reference.DOI,
        doi_address=doi_address(document.reference.DOI),
        quotes=sorted((_quote(document, mark, notes) for mark in marks), key=lambda one: one.mark.start),
        of=max(of, len(marks)),
        chosen=chosen,
        problem=_problem(chosen, start, end) or problem,
        parts=parts(document, [*marks, *before]),
        sheets=pages,
        opens_text=not pages or (chosen in notes and not _is_seen(pages, chosen)),
        address=f"/pages/{percent(document.id, safe='')}/",
        version=found.digest[:12] if found else "",
        zooms=" ".join(f"{zoom:g}" for zoom in ZOOMS),
        page_name=page_name,
    )


def empty_html() -> str:
    """Shown before a quote is chosen."""
    return render("web/source/empty.html")


def _marks(document: Document, places: Sequence[_Span], numbers: Mapping[_Span, int]) -> list[Mark]:
    """The places that exist in a document, each once and with its number; others are numbered in the text's order."""
    there = sorted({place for place in places[:_MOST_QUOTES] if _is_place(document, place)})
    free = count(max(numbers.values(), default=0) + 1)
    return [Mark(*place, numbers.get(place) or next(free)) for place in there]


def _is_place(document: Document, place: _Span) -> bool:
    start, end = place
    return 0 <= start < end <= len(document.text) and not document.text[start:end].isspace()


def _original(engine: Engine, document: Document) -> tuple[Original | None, str]:
    """The file whose pages can be shown; or None, and a sentence that says why not where the document has pages."""
    if document.format != "PDF" or not document.pages:
        return None, ""
    try:
        return original(engine.library, document.id), ""
    except OriginalFileError as error:
        return None, f"{error} Below is the text as it was read."


def _pages(engine: Engine, document: Document, marks: Sequence[Mark]) -> tuple[list[Sheet], dict[int, str]]:
    """The pages, and a note for each quote whose place on them is not fully known."""
    first, last = min((mark.start for mark in marks), default=0), max((mark.end for mark in marks), default=0)
    boxes = engine.library.boxes(document.id, first, last) if marks else ()
    notes = {mark.number: uncertainty(document, mark, boxes) for mark in marks}
    return sheets(document, marks, boxes), {number: note for number, note in notes.items() if note}


def _is_seen(pages: Sequence[Sheet], number: int) -> bool:
    return any(overlay.mark.number == number for sheet in pages for overlay in sheet.overlays)


def _quote(document: Document, mark: Mark, notes: dict[int, str]) -> _Quote:
    page = document.page_at(mark.start)
    return _Quote(mark, page_name(page) if page else "", notes.get(mark.number, ""))


def _problem(chosen: int, start: int, end: int) -> str:
    if chosen:
        return ""
    return f"There is no text at characters {start:,} to {end:,} of this document, so nothing is highlighted."


def _authors(reference: Reference) -> str:
    names = ", ".join(map(str, reference.author[:_MOST_AUTHORS]))
    return names + (" et al." if len(reference.author) > _MOST_AUTHORS else "")


def _new() -> str:
    """A random string: choosing the same document again is then a new value, which opens a closed pane again."""
    return secrets.token_hex(4)
