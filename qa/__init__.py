"""Questions are answered with verbatim quotes from reviews, each with its reference and place.

>>> import qa
>>> engine = qa.open()
>>> answer = engine.ask("Why are iMSCs preferred over MSCs?")
>>> answer.evidence[0].quote
'Compared to MSCs, iMSCs have proved superior in ...'
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import ReviewqaError
from index.rankers import open_ranker
from index.settings import Settings
from index.writing.progress import Lines
from qa.answer import Answer, Evidence
from qa.answering.engine import Engine
from qa.library.libraries import add, default_folder, documents, open_library, remove, sync, verify

__all__ = [
    "Answer",
    "Engine",
    "Evidence",
    "Settings",
    "add",
    "default_folder",
    "documents",
    "open",
    "remove",
    "sync",
    "verify",
]


def open(  # noqa: A001 - qa.open, like gzip.open
    library: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Engine:
    """Open a library and get it ready to be asked.

    Args:
        library: A library folder. None is the user's own; until papers are put into it, it holds the packaged
            reviews, and is built first where it is missing or they have changed since.
        settings: Those in force; from the environment where not given.
        progress: Called with a line at each step of building.

    Raises:
        LibraryError: The library cannot be used or built; one class for each reason in ``corpus.errors``.
        ModelError: The model for building, or the ranker, is missing or not the one expected.
    """
    settings = settings or Settings.from_environment()
    opened = open_library(Path(library) if library is not None else None, settings, Lines(progress))
    try:
        return Engine(opened, open_ranker(opened, settings))
    except ReviewqaError:
        opened.close()
        raise
