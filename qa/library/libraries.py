"""Which library is meant, and what is done to it: the user's own by default, or the folder named."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

import corpus
from corpus.errors import LibraryError, LibraryNotFoundError
from corpus.readers import versions
from index.library import Library
from index.models.model import TransformerModel
from index.rankers import carries
from index.settings import Settings
from index.store.catalog import Catalog
from index.store.catalog_rows import Entry
from index.store.manifest import FORMAT, Manifest, renew_command
from index.writing import sync as writing
from index.writing.progress import Lines, Progress
from index.writing.repair import repair as repair_library
from index.writing.verify import Problem, ranker_problems
from index.writing.verify import verify as verify_library
from index.writing.writer import Summary

_TIMEOUT = 300.0  # seconds that a first question waits for another one that is making the same library
Paths = str | Path | Sequence[str | Path]


def default_folder() -> Path:
    """The user's own library; until they put papers into it, it holds the packaged reviews."""
    return Path(platformdirs.user_data_dir("reviewqa", appauthor=False)) / "library"


def open_library(folder: Path | None, settings: Settings, progress: Progress) -> Library:
    """The library in the folder, or the user's own; one of the packaged reviews is made, and kept up to date."""
    if folder is None:
        folder = default_folder()
        if not _is_wanted(folder, settings):
            _sync_packaged(folder, settings, progress)
    opened = Library.open(folder, settings)
    if opened.manifest.is_former(settings.model):
        progress.say(renew_command(folder))
    return opened


def _sync_packaged(folder: Path, settings: Settings, progress: Progress) -> None:
    writing.sync(
        folder,
        corpus.packaged_files(),
        TransformerModel(settings),
        progress,
        packaged=packaged_fingerprint(),
        timeout=_TIMEOUT,
        is_current=lambda manifest: manifest.packaged == packaged_fingerprint() and carries(manifest, settings),
    )


def _is_wanted(folder: Path, settings: Settings) -> bool:
    """Whether a folder's library is to be opened as it is: it has the user's papers, or the packaged reviews of now."""
    try:
        manifest = Manifest.read(folder)
    except LibraryNotFoundError:
        return False
    if not manifest.packaged:
        return True
    try:
        manifest.check(folder, settings.model)
    except LibraryError:
        return False
    current = carries(manifest, settings) and not manifest.is_former(settings.model)
    return manifest.packaged == packaged_fingerprint() and current


def packaged_fingerprint() -> str:
    """Changes when the packaged reviews, a reader or the library's layout do."""
    digest = hashlib.sha256(f"{FORMAT} {versions()}".encode())
    for file in corpus.packaged_files():
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def sync(
    folders: Paths = (),
    library: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    confirmed: bool = False,
) -> Summary:
    """Make a library equal to some folders: new papers come in, changed ones are read again, those gone go.

    Args:
        folders: Folders or files; none means those of the last time.
        library: Its folder; the user's own where not given.
        settings: Those in force; from the environment where not given.
        progress: Where each step is reported.
        confirmed: Whether much of the library may be removed: more than a fifth, or all of a folder.

    Raises:
        RemovalError: That would be removed, and is not confirmed; nothing was changed.
        LibraryError: The library cannot be written; one class for each reason in ``corpus.errors``.
        UnreadableFileError: A folder does not exist.
        ModelError: The model is missing or not the one expected.
    """
    return writing.sync(_folder(library), _paths(folders), _model(settings), progress or Lines(), confirmed=confirmed)


def add(
    paths: Paths,
    library: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Add files, or the files below folders, to a library; all else stays. Raises as ``sync`` does."""
    return writing.add(_folder(library), _paths(paths), _model(settings), progress or Lines())


def remove(
    document_ids: str | Sequence[str],
    library: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Remove documents from a library; they stay away, though their files stay, until they are added again.

    Raises:
        DocumentNotFoundError: No document has such an id; then nothing is removed.
        LibraryError: The library cannot be written.
    """
    names = [document_ids] if isinstance(document_ids, str) else list(document_ids)
    return writing.remove(_folder(library), names, _model(settings), progress or Lines())


def documents(library: str | Path | None = None) -> list[Entry]:
    """What a library holds, in the order of the ids.

    Raises:
        LibraryError: It cannot be read.
    """
    catalog = open_catalog(_folder(library))
    try:
        return list(catalog.entries())
    finally:
        catalog.close()


def verify(
    library: str | Path | None = None,
    *,
    repair: bool = False,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> list[Problem]:
    """Check every file, count, offset and vector of a library, and the ranker that it is asked with.

    Args:
        library: Its folder; the user's own where not given.
        repair: Put right what is wrong with the library.
        settings: Those in force; from the environment where not given.
        progress: Where each step of a repair is reported.

    Returns:
        What is wrong; after a repair, what is still wrong.
    """
    folder, settings = _folder(library), settings or Settings.from_environment()
    found = verify_library(folder, settings)
    if found and repair:
        repair_library(folder, TransformerModel(settings), progress or Lines())
        found = verify_library(folder, settings)
    return [*found, *ranker_problems(folder, settings)]


def is_writable(folder: Path) -> bool:
    """Whether papers can be added to a library and removed from it."""
    return os.access(folder, os.W_OK)


def open_catalog(folder: Path) -> Catalog:
    """The list of a library's files and documents.

    Raises:
        LibraryError: It cannot be read.
    """
    return Catalog.open_published(folder / Manifest.read(folder).catalog)


def library_stats(folder: Path, settings: Settings | None = None) -> dict[str, object]:
    """What a library holds, as ``reviewqa stats --json`` prints it; sizes in bytes.

    ``ranker`` is the one that it is asked with: that of the settings, from the environment where not given.

    Raises:
        LibraryError: It cannot be read.
    """
    manifest = Manifest.read(folder)
    catalog = open_catalog(folder)
    try:
        return {
            "library": str(folder),
            "documents": manifest.documents,
            "passages": manifest.passages,
            "files": catalog.files(),
            "failed": len(catalog.failures()),
            "merged": catalog.merged(),
            "reviews": sum(entry.reference.is_review for entry in catalog.entries()),
            "formats": catalog.formats(),
            "folders": catalog.folders(),
            "size": sum(size for size, _ in manifest.files.values()),
            "model": manifest.model,
            "ranker": (settings or Settings.from_environment()).ranker,
            "generation": manifest.generation,
        }
    finally:
        catalog.close()


def _folder(library: str | Path | None) -> Path:
    return default_folder() if library is None else Path(library)


def _paths(paths: Paths) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def _model(settings: Settings | None) -> TransformerModel:
    return TransformerModel(settings or Settings.from_environment())
