"""Which library is meant: the user's default one, built when needed, or the folder named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import platformdirs

import corpus
from corpus import Document
from index.build import Progress, is_current
from index.encoder import BuildingEncoder
from index.library import Library
from index.manifest import fingerprint
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
