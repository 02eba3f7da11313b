"""Putting a damaged library right."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from corpus.errors import LibraryDamagedError
from index.models.model import EmbeddingModel
from index.store.catalog import Catalog
from index.store.manifest import Manifest, sync_command
from index.writing.draft import Draft
from index.writing.progress import Progress
from index.writing.scan import Plan
from index.writing.sync import plan_of, published, summary_of, take, task
from index.writing.workers import Workers
from index.writing.writer import Summary, Writer, writing


def repair(folder: Path, model: EmbeddingModel, progress: Progress) -> Summary:
    """Make the indexes again from the catalog and its shards; where these are damaged, read all files again.

    Raises:
        LibraryDamagedError: Files are needed that are not there, or not even their list can be read.
        LibraryError: It cannot be written.
    """
    started = time.monotonic()
    manifest = Manifest.read(folder)
    with writing(folder, task("verify", ["--repair"]), model, progress, rebuild=True) as writer:
        bad = manifest.damaged(folder)
        derived = (manifest.dense, f"{manifest.lexical}/", *([f"{manifest.ranker}/"] if manifest.ranker else []))
        before = _list_of_files(folder, manifest)
        if bad and all(name.startswith(derived) for name in bad):
            (folder / manifest.dense).unlink(missing_ok=True)
            shutil.rmtree(folder / manifest.lexical, ignore_errors=True)
            writer.base = replace(manifest, ranker="", ranker_name="", ranker_sha256="")  # it is exported again
            made, encoded = writer.run(["repair"], lambda draft: (), manifest.packaged)
            return summary_of(published(folder, made), Plan(), before, encoded, started)
        return _read_again(writer, manifest, before, started)


def _list_of_files(folder: Path, manifest: Manifest) -> Catalog:
    try:
        catalog = published(folder, manifest)
        catalog.known_files()
    except (LibraryDamagedError, sqlite3.Error, ValueError, TypeError) as error:
        raise LibraryDamagedError(
            f"{folder}: the list of its files cannot be read. Name the folders again: {sync_command(folder)}"
        ) from error
    return catalog


def _read_again(writer: Writer, manifest: Manifest, before: Catalog, started: float) -> Summary:
    files = [Path(path) for path in before.known_files()]
    away = [file for file in files if not file.exists()]
    if away:
        raise LibraryDamagedError(
            f"{writer.folder}: to put it right its papers are needed, and {len(away)} are away, such as {away[0]}. "
            "Nothing was changed. Bring them back, or name the folders to make it of what there is: "
            f"{sync_command(writer.folder)}"
        )
    roots, removed = before.folders(), before.removed()
    writer.base = None
    plan = plan_of(writer, files, None, everything=False)

    def change(draft: Draft) -> Collection[str]:
        draft.set_folders(roots)
        draft.set_removed(removed)
        with Workers() as workers:
            take(draft, plan, workers, writer.progress, reread=False)
        return ()

    made, encoded = writer.run(["repair", *roots], change, manifest.packaged)
    return summary_of(published(writer.folder, made), plan, None, encoded, started)
