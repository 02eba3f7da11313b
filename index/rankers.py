"""Which ranker questions are asked with: the packaged one, the one that a library carries, or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from corpus.errors import LibraryDamagedError, LibraryMismatchError, ModelError
from index.library import Library
from index.models.cross_encoder import (
    MODEL_FILE,
    RECIPE_FILE,
    TOKENIZER_FILE,
    CrossEncoder,
    Judged,
    OnnxCrossEncoder,
    Read,
)
from index.settings import NO_RANKER, PACKAGED_RANKER, RANKER_SHA256, Settings
from index.store.files import file_digest
from index.store.manifest import Manifest, repair_command

_PACKAGED = Path(__file__).parent / "models" / "ranker"


def open_ranker(library: Library, settings: Settings) -> CrossEncoder | None:
    """The ranker to ask a library with, loaded when the first passage is judged; None where the settings say so.

    Raises:
        LibraryMismatchError: The settings name a ranker that the library does not carry.
        ModelError: The packaged ranker is missing.
    """
    if settings.ranker == NO_RANKER:
        return None
    if settings.ranker == PACKAGED_RANKER:
        return _PackagedRanker(packaged_ranker())
    if not carries(library.manifest, settings):
        raise LibraryMismatchError(not_carried(library.folder, library.manifest, settings))
    return _CarriedRanker(library.folder / library.manifest.ranker)


def carries(manifest: Manifest, settings: Settings) -> bool:
    """Whether a library can be asked with the ranker of the settings; with the packaged one and none, any can."""
    return settings.custom_ranker in ("", manifest.ranker_name)


def not_carried(folder: Path, manifest: Manifest, settings: Settings) -> str:
    """That a library does not carry the ranker of the settings, and what to type."""
    held = f"carries the ranker {manifest.ranker_name}" if manifest.ranker else "carries no ranker of its own"
    return (
        f'{folder}: {held}, the settings ask for {settings.ranker}. Put it in: reviewqa sync --library "{folder}"; or '
        f"ask with the packaged one: REVIEWQA_RANKER={PACKAGED_RANKER}"
    )


def packaged_ranker() -> Path:
    """The folder of the packaged ranker.

    Raises:
        ModelError: A part of it is missing.
    """
    for name in (MODEL_FILE, TOKENIZER_FILE, RECIPE_FILE):
        if not (_PACKAGED / name).is_file():
            raise ModelError(f"The packaged ranker is not whole: {name} is missing. Reinstall reviewqa.")
    return _PACKAGED


def check_packaged_ranker() -> None:
    """Compare the packaged ranker with its SHA-256.

    Raises:
        ModelError: It is missing or another one.
    """
    try:
        found = file_digest(packaged_ranker() / MODEL_FILE)
    except OSError as error:
        raise ModelError(f"The packaged ranker cannot be read ({error.strerror}). Reinstall reviewqa.") from error
    if found != RANKER_SHA256:
        raise ModelError(
            f"The packaged ranker is not the one expected (SHA-256 {found[:12]}…, not {RANKER_SHA256[:12]}…). "
            "Reinstall reviewqa."
        )


class _LazyRanker:
    """A ranker that is loaded when it is first needed, once for all threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: CrossEncoder | None = None
        self._lock = Lock()

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        """In the order given."""
        with self._lock:
            self._loaded = loaded = self._loaded or self._load()
        return loaded.judge(question, passages)

    def _load(self) -> CrossEncoder:
        return OnnxCrossEncoder(self._folder)


class _PackagedRanker(_LazyRanker):
    """The packaged one, whose weights are checked before they are used."""

    def _load(self) -> CrossEncoder:
        check_packaged_ranker()
        try:
            return super()._load()
        except ModelError as error:
            raise ModelError(f"{error} Reinstall reviewqa.") from error


class _CarriedRanker(_LazyRanker):
    """One that a library carries, in the library's folder."""

    def _load(self) -> CrossEncoder:
        try:
            return super()._load()
        except ModelError as error:
            raise LibraryDamagedError(f"{error} {repair_command(self._folder.parent)}") from error
