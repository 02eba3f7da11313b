"""Which library is meant: the user's default one, built when needed, or the folder named."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import platformdirs

import corpus
from corpus import Document
from corpus.errors import LibraryDamagedError
from index.build import Progress, is_current, restore
from index.catalog import Catalog
from index.encoder import BuildingEncoder
from index.library import Library
from index.manifest import CATALOG, fingerprint
from index.settings import Settings


def default_folder() -> Path:
    """The user's own library of the packaged reviews."""
    return Path(platformdirs.user_data_dir("reviewqa", appauthor=False)) / "reviews"


def open_library(folder: Path | None, settings: Settings, progress: Progress) -> Library:
    """The library in the folder, or the default one, built first where it is not current."""
    if folder is not None:
        return Library.open(folder, settings)
    documents = corpus.packaged_reviews()
    if is_current(default_folder(), fingerprint(documents), settings):
        return Library.open(default_folder(), settings)
    return build(default_folder(), documents, settings, progress)


def stored_documents(folder: Path) -> list[Document] | None:
    """The documents of a library folder, to build it again from; None where the folder holds no catalog.

    Raises:
        LibraryDamagedError: There is a catalog, but its documents cannot be read.
    """
    restore(folder)
    if not (folder / CATALOG).exists():
        return None
    try:
        catalog = Catalog.open(folder / CATALOG)
        try:
            return list(catalog.documents())
        finally:
            catalog.close()
    except (LibraryDamagedError, sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise LibraryDamagedError(
            f"{folder}: its documents cannot be read, so it cannot be built from them. Name the files again: "
            f'reviewqa build FILE… --library "{folder}"'
        ) from error


def build(
    folder: Path,
    documents: Sequence[Document],
    settings: Settings | None = None,
    progress: Progress = lambda line: None,
) -> Library:
    """Build a library of these documents in the folder; an older library there is replaced when it is done.

    Raises:
        LibraryWriteError: The folder cannot be written, or holds something that is no library.
        LibraryBusyError: Another process has been building it for minutes.
        ModelError: The model is missing or not the one expected.
    """
    settings = settings or Settings.from_environment()

    def load_encoder() -> BuildingEncoder:
        from index.transformer import TransformerEncoder  # takes seconds to import, needed only here

        return TransformerEncoder(settings.model)

    return Library.create(folder, documents, load_encoder, settings, progress)
