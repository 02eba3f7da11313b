"""The endpoints for programs in gradio's API: ``/ask`` and ``/documents``, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import gradio as gr
from gradio.events import api

from corpus.errors import QuestionError, ReviewqaError, SelectionError
from index.store.catalog_rows import Entry
from index.store.selection import Selection
from qa.answering.engine import TOP_K, Engine

_MOST_QUOTES = 50
_ASK = (
    "Ask the library a question, in words or keywords. Returns what `reviewqa ask --json` prints: whether the papers "
    "answer, and verbatim quotes with their offsets, passages and references, best first. top_k: most quotes, 1 to "
    "50. documents: ids to ask among. years: [first, last], either of them null. journals: names, in full or "
    "abbreviated. reviews_only: only reviews and meta-analyses."
)
_DOCUMENTS = (
    "List the library's documents as `reviewqa list --json` does: id, reference, format, number of passages, files. "
    "search: words that the id, title, authors, journal or year must have, all of them; empty lists every document. "
    "most: how many are returned."
)
ENDPOINTS = {_ASK: "ask", _DOCUMENTS: "documents"}
"""Their names, by their descriptions."""


def build_api(current: Callable[[], Engine]) -> None:
    """Add the endpoints to the page that is being built; called inside its ``gr.Blocks``.

    Args:
        current: Gives the engine of the library's newest generation.
    """

    def ask(
        question: str,
        top_k: int = TOP_K,
        documents: list[str] | None = None,
        years: list[int | None] | None = None,
        journals: list[str] | None = None,
        reviews_only: bool = False,
    ) -> dict[str, Any]:
        with _plain_errors():
            if not 1 <= top_k <= _MOST_QUOTES:
                raise QuestionError(f"top_k is {top_k}. Give a number from 1 to {_MOST_QUOTES}.")
            first, last = _span(years)
            selection = Selection(tuple(documents or ()), first, last, tuple(journals or ()), "", reviews_only)
            return current().ask(question, top_k, selection or None).to_dict()

    def documents(search: str = "", most: int = 100) -> list[dict[str, Any]]:
        with _plain_errors():
            return [entry.to_dict() for entry in islice(_found(current(), search), max(most, 0))]

    api(ask, api_description=_ASK)
    api(documents, api_description=_DOCUMENTS)


def _span(years: Sequence[int | None] | None) -> tuple[int | None, int | None]:
    if not years:
        return None, None
    if len(years) != 2:
        raise SelectionError("years is not a list of two. Give [first, last], either of them null.")
    return years[0], years[1]


def _found(engine: Engine, search: str) -> Iterator[Entry]:
    """The documents that have every word of the search in their id, title, authors, journal or year."""
    wanted = search.casefold().split()
    for entry in engine.library.catalog.entries():
        reference = entry.reference
        authors = " ".join(map(str, reference.author))
        line = f"{entry.id} {reference.title} {authors} {reference.container_title} {reference.year or ''}".casefold()
        if all(word in line for word in wanted):
            yield entry


@contextmanager
def _plain_errors() -> Iterator[None]:
    """An error of a question reaches the caller as its message; it is not an error of the server."""
    try:
        yield
    except ReviewqaError as error:
        raise gr.Error(str(error), print_exception=False) from error
