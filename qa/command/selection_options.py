"""The options of ``reviewqa ask`` that say which part of the library is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from index.store.selection import Selection

DocumentOption = Annotated[
    list[str] | None, typer.Option("--document", metavar="ID", help="Only this document; may be repeated.")
]
FromOption = Annotated[int | None, typer.Option("--from", metavar="YEAR", help="Only documents of this year or later.")]
ToOption = Annotated[int | None, typer.Option("--to", metavar="YEAR", help="Only documents of this year or earlier.")]
JournalOption = Annotated[
    list[str] | None,
    typer.Option("--journal", metavar="NAME", help="Only this journal, in full or abbreviated; may be repeated."),
]
SectionOption = Annotated[
    str, typer.Option("--section", metavar="NAME", help="Only sections with these words in their heading.")
]
ReviewsOption = Annotated[bool, typer.Option("--reviews-only", help="Only reviews and meta-analyses.")]


def selection_of(
    documents: Sequence[str] | None,
    first: int | None,
    last: int | None,
    journals: Sequence[str] | None,
    section: str,
    reviews_only: bool,
) -> Selection | None:
    """What the options select, or None where none is given.

    Raises:
        SelectionError: They contradict each other, or one is empty.
    """
    return Selection(tuple(documents or ()), first, last, tuple(journals or ()), section, reviews_only) or None
