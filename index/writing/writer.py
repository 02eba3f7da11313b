"""Writing a library: one run, from the published generation over a draft to the next one."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import (
    LibraryError,
    LibraryMismatchError,
    LibraryNotFoundError,
    LibraryWriteError,
)
from index.models.model import EmbeddingModel, RankerSource
from index.settings import PACKAGED_MODEL
from index.store.catalog import Catalog
from index.store.catalog_rows import Failure
from index.store.files import link_or_copy
from index.store.manifest import CATALOG, DRAFT, FORMER, LOCK, MANIFEST, PARTS, SHARDS, Manifest
from index.writing.draft import Draft
from index.writing.encode import encode
from index.writing.lock import writer_lock
from index.writing.progress import Progress
from index.writing.publish import clear_away, publish
from index.writing.works import settle

_ENCODER = "encoder"  # of the draft


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. Files are counted, not documents: an export is one file with many.

    Attributes:
        read: New files.
        unchanged: Files that were known as they are, under this name or another.
        updated: Known files whose bytes changed.
        removed: Files that were no longer there.
        merged: Records that turned out to be of a work that another record represents, and copies of files.
        failed: Files, and members of archives, that yielded no document.
        failures: Each with its reason.
        documents: Number of documents afterwards.
        passages: Number of passages afterwards.
        encoded: Sentences that were encoded.
        seconds: How long it took.
    """

    read: int = 0
    unchanged: int = 0
    updated: int = 0
    removed: int = 0
    merged: int = 0
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    documents: int = 0
    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0

    def to_dict(self) -> dict[str, object]:
        """As ``--json`` prints it."""
        names = (
            "read", "unchanged", "updated", "removed", "merged", "failed", "documents", "passages", "encoded",
        )  # fmt: skip
        counts: dict[str, object] = {name: getattr(self, name) for name in names}
        failures = [{"file": failure.file, "reason": failure.reason} for failure in self.failures]
        return {**counts, "seconds": round(self.seconds, 2), "failures": failures}


class Writer:
    """Holds the lock of a library for one run.

    Attributes:
        folder: Of the library.
        base: The published generation, None for a new library or one that has to be made again.
        waited: Whether another writer was waited for.
        progress: Where each step is reported.
    """

    def __init__(
        self, folder: Path, base: Manifest | None, waited: bool, model: EmbeddingModel, progress: Progress
    ) -> None:
        self.folder = folder
        self.base = base
        self.waited = waited
        self.progress = progress
        self._model = model

    def catalog(self) -> Catalog | None:
        """The published catalog, None for a new library."""
        return Catalog.open_published(self.folder / self.base.catalog) if self.base else None

    def run(
        self, purpose: list[str], change: Callable[[Draft], Collection[str]], packaged: str = ""
    ) -> tuple[Manifest, int]:
        """Carry out a change and publish it.

        Args:
            purpose: What the run is for; a killed run for the same purpose is resumed.
            change: Puts files and records into the draft; returns contents that the user added by name.
            packaged: Fingerprint of the packaged reviews where the library holds them alone.

        Returns:
            The new manifest and how many sentences were encoded.
        """
        draft = Draft.begin(self.folder, self.base, self._name(purpose), anew=self.renews)
        try:
            readmitted = change(draft)
            settle(draft, readmitted)
            draft.commit()
            waiting = sum(passages for _, passages in draft.to_encode())
            made = self._begun(packaged)
            encoder = self._model.encoder(self.folder / made.encoder, waiting)
            encoded = encode(draft, encoder, self.progress)
            self.progress.say("writing the indexes")
            manifest = publish(draft, self.folder, self.base, encoder, made)
        finally:
            draft.close()
        self.forget_draft()
        clear_away(self.folder, manifest)
        return manifest, encoded

    @property
    def ranker_differs(self) -> bool:
        """Whether the published generation carries another ranker than the settings ask for, or other weights of it."""
        base, wanted = self.base, self._model.ranker
        if base is None or wanted is None or base.ranker_name != wanted.name:
            return base is not None and base.ranker_name != (wanted.name if wanted else "")
        return wanted.sha256 not in ("", base.ranker_sha256)

    @property
    def renews(self) -> bool:
        """Whether all vectors are taken anew: a former reviewqa built the library with another encoder."""
        return self.base is not None and self.base.is_former(self._model.name)

    @property
    def is_behind(self) -> bool:
        """Whether the published generation carries other models than the settings ask for."""
        return self.renews or self.ranker_differs

    def left_behind(self, purpose: list[str]) -> Catalog | None:
        """What a killed run for the same purpose has done so far, or None."""
        return Draft.left_behind(self.folder, self.base, self._name(purpose))

    def _name(self, purpose: list[str]) -> str:
        return json.dumps([self._model.name, *purpose])

    def forget_draft(self) -> None:
        """Remove what a killed run left."""
        shutil.rmtree(self.folder / DRAFT, ignore_errors=True)

    def _begun(self, packaged: str) -> Manifest:
        """The next generation's manifest, as far as it is known; a new library gets its encoder."""
        generation = _last_generation(self.folder) + 1
        kept = None if self.renews else self.base
        encoder = kept.encoder if kept else self._new_encoder(generation)
        sha256 = kept.model_sha256 if kept else self._model.sha256
        made = Manifest(generation, self._model.name, sha256, 0, 0, "", "", "", encoder, 0, packaged=packaged)
        return self._with_ranker(made)

    def _new_encoder(self, generation: int) -> str:
        """Export the encoder, or take the one that a killed run left, and put it into the library's folder."""
        exported = self.folder / DRAFT / _ENCODER
        if not exported.is_dir():
            self.progress.say("loading the embedding model and writing the query encoder")
            fresh = exported.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            self._model.export(fresh)
            fresh.replace(exported)
        name = f"encoder-{generation:06}"
        shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / name).mkdir()
        for file in exported.iterdir():
            link_or_copy(file, self.folder / name / file.name)
        return name

    def _with_ranker(self, made: Manifest) -> Manifest:
        """The manifest with the ranker that the library is to carry: the one it has, or one exported now."""
        base, ranker = self.base, self._model.ranker
        if base and not self.ranker_differs:
            return replace(made, ranker=base.ranker, ranker_name=base.ranker_name, ranker_sha256=base.ranker_sha256)
        if ranker is None:
            return made
        folder = self._new_ranker(ranker, made.generation)
        return replace(made, ranker=folder, ranker_name=ranker.name, ranker_sha256=ranker.sha256)

    def _new_ranker(self, ranker: RankerSource, generation: int) -> str:
        """Export a ranker into the library's folder."""
        self.progress.say("loading the ranker and writing it into the library")
        name = f"ranker-{generation:06}"
        shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / name).mkdir()
        ranker.export(self.folder / name)
        return name


@contextmanager
def writing(
    folder: Path,
    task: str,
    model: EmbeddingModel,
    progress: Progress,
    *,
    rebuild: bool = False,
    timeout: float = 0.0,
) -> Iterator[Writer]:
    """Hold the right to write a library; its folder is made where there is none.

    Args:
        folder: Of the library.
        task: What is done, for the message to other writers.
        model: To encode with.
        progress: Where each step is reported.
        rebuild: Whether a library that is damaged or of another format or model may be made again.
        timeout: Seconds to wait for another writer.

    Raises:
        LibraryWriteError: The folder cannot be written, or holds what is not a library's.
        LibraryBusyError: Another process writes it.
        LibraryMismatchError, LibraryDamagedError: It cannot be continued, and ``rebuild`` does not allow a new one.
    """
    folder = folder.resolve() if folder.is_symlink() else folder
    try:
        refuse_foreign(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(folder, task, timeout, progress.say) as waited:
            base = _base(folder, model, progress, rebuild)
            clear_away(folder, base)
            yield Writer(folder, base, waited, model, progress)
    except OSError as error:
        raise _cannot_write(folder, error.strerror or str(error)) from error
    except (sqlite3.OperationalError, RuntimeError, ValueError) as error:
        # SQLite, FAISS, tantivy and ONNX each have their own way to say that a write failed.
        if isinstance(error, sqlite3.OperationalError) or not _can_write(folder):
            raise _cannot_write(folder, str(error)) from error
        raise


def _base(folder: Path, model: EmbeddingModel, progress: Progress, rebuild: bool) -> Manifest | None:
    try:
        base = Manifest.read(folder)
        base.check(folder, model.name)
        if model.name != PACKAGED_MODEL and model.sha256 != base.model_sha256:
            raise LibraryMismatchError(f"{folder}: was made with other weights of {model.name}.")
    except LibraryNotFoundError:
        return None
    except LibraryError as error:
        if not rebuild:
            raise
        progress.say(f"making the library again. {error}")
        return None
    return base


def refuse_foreign(folder: Path) -> None:
    """Only a folder with nothing but a library's own parts in it, or with nothing at all, is ever written to.

    Raises:
        LibraryWriteError: It is a file, or holds something else.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise LibraryWriteError(f"{folder}: is a file, so no library was made there. Choose a folder with --library.")
    found = sorted(file.name for file in folder.iterdir())
    others = [name for name in found if not PARTS.fullmatch(name) and name not in FORMER]
    whole = MANIFEST in found and {SHARDS, CATALOG} & set(found)  # others call a folder "draft", a file "library.json"
    began = whole or LOCK in found or (folder / DRAFT / SHARDS).is_dir()
    if others or (found and not began):
        raise LibraryWriteError(
            f"{folder}: is not only a library (it holds {(others or found)[0]}), so nothing was written there. "
            "Choose another folder with --library."
        )


def _last_generation(folder: Path) -> int:
    """The highest generation that any file of the folder is of."""
    names = [file.name for file in [*folder.iterdir(), *folder.glob("shards/*")]]
    return max((int(match[1]) for name in names if (match := re.search(r"-(\d{6})(?:\.|$)", name))), default=0)


def _cannot_write(folder: Path, reason: str) -> LibraryWriteError:
    return LibraryWriteError(
        f"{folder}: cannot be written ({reason}). The library is as it was. "
        "Make room, or choose another folder with --library."
    )


def _can_write(folder: Path) -> bool:
    """Whether a small file can be written in the folder now."""
    probe = folder / "lock.json.new"
    try:
        probe.write_bytes(b"\0" * 65536)
    except OSError:
        return False
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
    return True
