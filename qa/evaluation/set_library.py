"""The library of a gold set's own documents: made in a folder that goes, or in one that is kept and used again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from corpus import Document
from corpus.errors import GoldError, LibraryMismatchError, LibraryNotFoundError
from index.library import Library
from index.models.model import EmbeddingModel
from index.settings import Settings
from index.store.manifest import Manifest
from index.writing.progress import Progress
from index.writing.sync import create
from qa.evaluation.gold import GoldSet
from qa.evaluation.places import Names
from qa.wording import counted


@contextmanager
def library_of(
    gold: GoldSet, folder: Path | None, model: EmbeddingModel, progress: Progress
) -> Iterator[tuple[Library, Names]]:
    """A library of the set's documents, open, and which of them each is.

    Args:
        gold: A set that brings documents.
        folder: Where the library is kept; it is used again where it holds the same documents. None makes one that goes.
        model: To encode with.
        progress: Told of each step.

    Raises:
        GoldError: The folder has a library of something else.
        LibraryError: It cannot be written or opened.
    """
    if folder is None:
        with (
            tempfile.TemporaryDirectory(prefix="reviewqa-", ignore_cleanup_errors=True) as made,
            library_of(gold, Path(made) / "library", model, progress) as opened,
        ):
            yield opened
        return
    library = _opened(gold, folder, model, progress)
    try:
        names = _names(library, gold.documents)
        if names is None:
            raise GoldError(
                f"{folder}: is a library of other documents than those of {gold.file}, and was left as it is. "
                "Name with --library a folder that does not exist yet, or leave it out."
            )
        yield library, names
    finally:
        library.close()


def _opened(gold: GoldSet, folder: Path, model: EmbeddingModel, progress: Progress) -> Library:
    """The library in the folder, made where there is none."""
    try:
        Manifest.read(folder)
    except LibraryNotFoundError:
        progress.say(f"making a library of {counted(len(gold.documents), 'document')} of {gold.file}")
        create(folder, list(gold.documents.values()), model, progress)
    except LibraryMismatchError:
        pass  # reported below
    try:
        return Library.open(folder, Settings(model=model.name))
    except LibraryMismatchError as error:
        raise GoldError(
            f"{folder}: was made by another version of reviewqa or for another model. Remove it, and it is made again "
            f"of {gold.file}; or name another folder with --library."
        ) from error


def _names(library: Library, documents: Mapping[str, Document]) -> Names | None:
    """The library's document of each of the set's; None where it was made of others.

    ``create`` numbers the documents that it is given, from 1, at the head of their paths.
    """
    listed = list(documents.items())
    names: dict[str, tuple[str, ...]] = {}
    for document_id in library.catalog.document_ids():
        numbers = [path.partition("/")[0] for path in library.catalog.paths_of(document_id)]
        if not all(number.isdecimal() and 0 < int(number) <= len(listed) for number in numbers):
            return None
        members = [listed[int(number) - 1] for number in numbers]
        kept = library.document(document_id)
        if kept is None or all(kept.text != document.text for _, document in members):
            return None
        names.update((name, (document_id,)) for name, _ in members)
    return names if len(names) == len(listed) else None
