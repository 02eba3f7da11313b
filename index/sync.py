"""What users do to a library: keep it equal to folders, add to it, remove from it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from corpus import Document, Reference
from corpus.errors import DocumentNotFoundError, LibraryDamagedError
from corpus.folders import Stat
from corpus.readers import FORMATS, versions
from index.catalog import Catalog, KnownFile
from index.draft import Draft
from index.intake import Intake, current_versions
from index.manifest import Manifest, sync_command
from index.model import EmbeddingModel
from index.prepare import prepare
from index.progress import Progress
from index.scan import Plan, scan, stored_path
from index.workers import Workers
from index.writer import Summary, writing

_OTHER_TEXT = 9  # rank of a document's text whose format is none of ours


def sync(
    folder: Path,
    paths: Sequence[Path],
    model: EmbeddingModel,
    progress: Progress,
    *,
    packaged: str = "",
    patience: float = 0.0,
    is_current: Callable[[Manifest], bool] = lambda manifest: False,
) -> Summary:
    """Make a library equal to some folders: what is not below them goes.

    Args:
        folder: Of the library.
        paths: Folders or files; none means those that it was last kept equal to.
        model: To encode with.
        progress: Told of each step.
        packaged: Fingerprint of the packaged reviews where they are what is synced.
        patience: Seconds to wait for another writer.
        is_current: Whether the library that another writer made meanwhile is the one wanted.

    Raises:
        LibraryError: The library cannot be written.
        UnreadableFileError: A path does not exist.
        ModelError: The model cannot be used.
    """
    started = time.monotonic()
    with writing(folder, _task("sync", paths), model, progress, afresh=bool(paths), patience=patience) as writer:
        if writer.waited and writer.base and is_current(writer.base):
            return _summary(writer.catalog(), Plan(), None, 0, started)
        catalog = writer.catalog()
        roots = [stored_path(_whole(path)) for path in paths] or (catalog.folders() if catalog else [])
        plan = _scan([Path(root) for root in roots], catalog, everything=True)
        same_roots = catalog is not None and sorted(set(roots)) == catalog.folders()
        if writer.base and same_roots and writer.base.packaged == packaged and not plan:
            writer.forget_draft()
            return _summary(catalog, plan, catalog, 0, started)

        def change(draft: Draft) -> Collection[str]:
            draft.set_folders(roots)
            with Workers() as workers:
                _take(draft, plan, workers, progress, anew=False)
            return ()

        manifest, encoded = writer.run(["sync", *sorted(roots)], change, packaged)
        return _summary(_published(folder, manifest), plan, catalog, encoded, started)


def add(folder: Path, paths: Sequence[Path], model: EmbeddingModel, progress: Progress) -> Summary:
    """Add files, or the files below folders; all else stays. A document that was removed comes back.

    Raises as ``sync`` does.
    """
    started = time.monotonic()
    with writing(folder, _task("add", paths), model, progress) as writer, Workers() as workers:
        catalog = writer.catalog()
        plan = _scan([_whole(path) for path in paths], catalog, everything=False)

        def change(draft: Draft) -> Collection[str]:
            return _take(draft, plan, workers, progress, anew=True)

        manifest, encoded = writer.run(["add", *sorted(stored_path(_whole(path)) for path in paths)], change)
        return _summary(_published(folder, manifest), plan, catalog, encoded, started)


def remove(folder: Path, document_ids: Sequence[str], model: EmbeddingModel, progress: Progress) -> Summary:
    """Remove documents; they stay away though their files stay, until they are added by name.

    Raises:
        DocumentNotFoundError: There is none of such an id; then nothing is removed.
        LibraryError: The library cannot be written.
    """
    started = time.monotonic()
    Manifest.read(folder)  # a missing library is not made for this
    with writing(folder, _task("remove", document_ids), model, progress) as writer:
        catalog = writer.catalog()
        gone = _references(catalog, document_ids)

        def change(draft: Draft) -> Collection[str]:
            draft.set_removed([*draft.removed(), *gone])
            draft.drop_records(record for name in document_ids for record in draft.records_of(name))
            return ()

        manifest, encoded = writer.run(["remove", *sorted(document_ids)], change)
        return _summary(_published(folder, manifest), Plan(), catalog, encoded, started)


def repair(folder: Path, model: EmbeddingModel, progress: Progress) -> Summary:
    """Put a damaged library right: indexes are made again from its catalog, all else is read and encoded again.

    Raises:
        LibraryDamagedError: Not even the list of its files can be read.
        LibraryError: It cannot be written.
    """
    started = time.monotonic()
    manifest = Manifest.read(folder)
    with writing(folder, _task("verify", ["--repair"]), model, progress, afresh=True) as writer:
        derived = (manifest.dense, f"{manifest.lexical}/")
        bad = manifest.damaged(folder)
        if bad and all(name.startswith(derived) for name in bad):
            (folder / manifest.dense).unlink(missing_ok=True)
            shutil.rmtree(folder / manifest.lexical, ignore_errors=True)
            writer.base = manifest
            made, encoded = writer.run(["repair"], lambda draft: (), manifest.packaged)
            return _summary(_published(folder, made), Plan(), writer.catalog(), encoded, started)
        try:
            catalog = _published(folder, manifest)
            roots, files = catalog.folders(), [Path(path) for path in catalog.known_files()]
        except (LibraryDamagedError, sqlite3.Error) as error:
            raise LibraryDamagedError(
                f"{folder}: the list of its files cannot be read. Name the folders again: {sync_command(folder)}"
            ) from error
        writer.base = None
        plan = _scan([file for file in files if file.exists()], None, everything=False)

        def change(draft: Draft) -> Collection[str]:
            draft.set_folders(roots)
            with Workers() as workers:
                _take(draft, plan, workers, progress, anew=False)
            return ()

        made, encoded = writer.run(["repair", *roots], change, manifest.packaged)
        return _summary(_published(folder, made), plan, None, encoded, started)


def create(folder: Path, documents: Sequence[Document], model: EmbeddingModel, progress: Progress) -> Manifest:
    """A library of documents that were read already, in the place of what was there."""
    with writing(folder, "create", model, progress, afresh=True) as writer:
        writer.base = None

        def change(draft: Draft) -> Collection[str]:
            for number, document in enumerate(documents, 1):
                progress.read(number - 1, len(documents), document.source)
                _put(draft, number, document)
            return ()

        manifest, _ = writer.run(["create", _fingerprint(documents)], change)
        return manifest


def _whole(path: Path) -> Path:
    """The path from the root, without "..": links stay links."""
    return Path(os.path.normpath(path.expanduser().absolute()))


def _scan(paths: Sequence[Path], catalog: Catalog | None, everything: bool) -> Plan:
    known = catalog.known_files() if catalog else {}
    outdated = catalog.outdated(current_versions(), versions()) if catalog else frozenset[str]()
    return scan(paths, known, outdated, everything)


def _take(draft: Draft, plan: Plan, workers: Workers, progress: Progress, anew: bool) -> set[str]:
    intake = Intake(draft, workers, progress)
    intake.take(plan, anew)
    return intake.contents


def _put(draft: Draft, number: int, document: Document) -> None:
    digest = _fingerprint([document])
    ranks = {known.name: known.text for known in FORMATS}
    if not draft.has_records(digest):
        draft.put_record(digest, 0, ranks.get(document.format, _OTHER_TEXT), document, prepare(document))
        draft.put_content(digest, document.format, current_versions().get(document.format, 0), "", versions())
    known = KnownFile(Stat(0, 0, 0, 0), digest, 0.0, "", versions())
    draft.put_file(f"{number:06}/{document.source}", document.source, known, [("", digest)])


def _fingerprint(documents: Sequence[Document]) -> str:
    """SHA-256 over documents as read."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(json.dumps(document.to_dict(), sort_keys=True, ensure_ascii=False).encode("utf-8", "replace"))
    return digest.hexdigest()


def _references(catalog: Catalog | None, document_ids: Sequence[str]) -> list[Reference]:
    found = []
    for name in document_ids:
        reference = catalog.reference(name) if catalog else None
        if reference is None:
            raise DocumentNotFoundError(f"{name}: no document of the library has this id. See: reviewqa list")
        found.append(reference)
    return found


def _task(verb: str, names: Sequence[Path | str]) -> str:
    return " ".join(["reviewqa", verb, *map(str, names)])


def _published(folder: Path, manifest: Manifest) -> Catalog:
    return Catalog.open_published(folder / manifest.catalog)


def _summary(after: Catalog | None, plan: Plan, before: Catalog | None, encoded: int, started: float) -> Summary:
    if after is None:
        return Summary(seconds=time.monotonic() - started)
    known = {path: file.digest for path, file in before.known_files().items()} if before else {}
    fresh = [look for look in plan.read if look.before is None or not look.before.digest]
    renamed = {look.known.digest for look in fresh} & set(known.values())
    failures = tuple(after.failures())
    documents, passages = after.count()
    return Summary(
        read=sum(look.known.digest not in renamed for look in fresh),
        unchanged=plan.same + len(plan.touched) + sum(look.known.digest in renamed for look in fresh),
        updated=len(plan.read) - len(fresh),
        removed=sum(known[path] not in renamed for path in plan.gone),
        merged=max(0, after.merged() - (before.merged() if before else 0)),
        failed=len(failures),
        failures=failures,
        documents=documents,
        passages=passages,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )
