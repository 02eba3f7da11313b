"""What users do to a library: keep it equal to folders, add to it, remove from it."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from corpus import Document, Reference
from corpus.errors import DocumentNotFoundError, LibraryError
from corpus.folders import Stat
from corpus.readers import FORMATS, versions
from index.models.model import EmbeddingModel
from index.store.catalog import Catalog
from index.store.catalog_rows import KnownFile
from index.store.files import stored_path
from index.store.manifest import Manifest, sync_command
from index.text.prepare import prepare
from index.writing.draft import Draft
from index.writing.intake import Intake, current_versions
from index.writing.progress import Progress
from index.writing.removals import check_removals
from index.writing.scan import Look, Plan, scan
from index.writing.uploads import Uploads, delete
from index.writing.workers import Workers
from index.writing.writer import Summary, Writer, writing

_OTHER_TEXT = 9  # rank of a document's text whose format no reader knows


def sync(
    folder: Path,
    paths: Sequence[Path],
    model: EmbeddingModel,
    progress: Progress,
    *,
    packaged: str = "",
    timeout: float = 0.0,
    is_current: Callable[[Manifest], bool] = lambda manifest: False,
    confirmed: bool = False,
) -> Summary:
    """Make a library equal to some folders: what is not below them goes, but for what was uploaded to it.

    Args:
        folder: Of the library.
        paths: Folders or files; none means those that it was last kept equal to.
        model: To encode with.
        progress: Where each step is reported.
        packaged: Fingerprint of the packaged reviews where they are what is synced.
        timeout: Seconds to wait for another writer.
        is_current: Whether the library that another writer made meanwhile is the one wanted.
        confirmed: Whether much of the library may be removed.

    Raises:
        RemovalError: Much of the library would be removed, and that is not confirmed; nothing was changed.
        LibraryError: The library cannot be written.
        UnreadableFileError: A path does not exist.
        ModelError: The model cannot be used.
    """
    started = time.monotonic()
    with writing(folder, task("sync", paths), model, progress, rebuild=bool(paths), timeout=timeout) as writer:
        if writer.waited and writer.base and is_current(writer.base):
            return summary_of(writer.catalog(), Plan(), None, 0, started)
        catalog = writer.catalog()
        roots = [stored_path(_whole(path)) for path in paths] or (catalog.folders() if catalog else [])
        if not roots and not writer.is_behind:
            raise LibraryError(f"{folder}: was not made from folders. Name one: {sync_command(folder)}")
        purpose = ["sync", *sorted(roots)]
        begun = writer.left_behind(purpose)
        places = [*map(Path, roots), *Uploads(writer.folder).folders()] if roots else []
        known = begun or catalog
        plan = plan_of(writer, places, known, everything=bool(roots))
        if known and writer.base and not (confirmed or packaged or writer.base.packaged):
            check_removals(known, plan, roots, folder)
        same_roots = catalog is not None and sorted(set(roots)) == catalog.folders()
        same = writer.base and same_roots and writer.base.packaged == packaged and not writer.is_behind
        if same and not plan and not begun:
            writer.forget_draft()
            return summary_of(catalog, plan, catalog, 0, started)

        def change(draft: Draft) -> Collection[str]:
            draft.set_folders(roots)
            with Workers() as workers:
                take(draft, plan, workers, progress, reread=False)
            return ()

        manifest, encoded = writer.run(purpose, change, packaged)
        return summary_of(published(folder, manifest), plan, catalog, encoded, started)


def add(folder: Path, paths: Sequence[Path], model: EmbeddingModel, progress: Progress) -> Summary:
    """Add files, or the files below folders; all else stays. A document that was removed comes back.

    Raises as ``sync`` does.
    """
    started = time.monotonic()
    with writing(folder, task("add", paths), model, progress) as writer, Workers() as workers:
        catalog = writer.catalog()
        purpose = ["add", *sorted(stored_path(_whole(path)) for path in paths)]
        so_far = writer.left_behind(purpose) or catalog
        plan = plan_of(writer, [_whole(path) for path in paths], so_far, everything=False)
        _readmit(plan, so_far)
        _retry(plan, so_far)

        def change(draft: Draft) -> Collection[str]:
            return take(draft, plan, workers, progress, reread=True)

        manifest, encoded = writer.run(purpose, change)
        return summary_of(published(folder, manifest), plan, catalog, encoded, started)


def remove(folder: Path, document_ids: Sequence[str], model: EmbeddingModel, progress: Progress) -> Summary:
    """Remove documents; they stay away though their files stay, until they are added by name.

    Files that were uploaded are deleted where they hold no other document.

    Raises:
        DocumentNotFoundError: No document has such an id; then nothing is removed.
        LibraryError: The library cannot be written.
    """
    started = time.monotonic()
    Manifest.read(folder)  # a missing library is not made for this
    with writing(folder, task("remove", document_ids), model, progress) as writer:
        catalog = writer.catalog()
        gone = _references(catalog, document_ids)
        paths = [path for name in document_ids for path in catalog.paths_of(name)] if catalog else []
        unneeded: list[Path] = []

        def change(draft: Draft) -> Collection[str]:
            draft.set_removed([*draft.removed(), *gone])
            draft.drop_records(record for name in document_ids for record in draft.records_of(name))
            unneeded.extend(Uploads(writer.folder).release(draft, paths))
            return ()

        manifest, encoded = writer.run(["remove", *sorted(document_ids)], change)
        delete(unneeded)
        summary = summary_of(published(folder, manifest), Plan(), catalog, encoded, started)
        return replace(summary, removed=len(set(document_ids)))


def discard(folder: Path, names: Sequence[str], model: EmbeddingModel, progress: Progress) -> Summary:
    """Delete uploaded files that yielded no document; those that hold one stay.

    Args:
        folder: Of the library.
        names: Of the files, in the library's folder of uploads.
        model: To encode with.
        progress: Where each step is reported.

    Raises:
        LibraryError: The library cannot be written.
    """
    started = time.monotonic()
    Manifest.read(folder)
    with writing(folder, task("discard", names), model, progress) as writer:
        catalog = writer.catalog()
        paths = [path for path in (catalog.known_files() if catalog else ()) if Path(path).name in names]
        unneeded: list[Path] = []

        def change(draft: Draft) -> Collection[str]:
            unneeded.extend(Uploads(writer.folder).release(draft, paths))
            return ()

        manifest, encoded = writer.run(["discard", *sorted(names)], change)
        delete(unneeded)
        return summary_of(published(folder, manifest), Plan(), catalog, encoded, started)


def create(folder: Path, documents: Sequence[Document], model: EmbeddingModel, progress: Progress) -> Manifest:
    """A library of documents that were read already, in the place of what was there."""
    with writing(folder, "create", model, progress, rebuild=True) as writer:
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


def plan_of(writer: Writer, paths: Sequence[Path], catalog: Catalog | None, everything: bool) -> Plan:
    """What there is to do about some paths, compared with what a catalog knows."""
    known = catalog.known_files() if catalog else {}
    outdated = catalog.outdated(current_versions(), versions()) if catalog else frozenset[str]()
    return scan(paths, known, outdated, everything, writer.folder.absolute())


def _readmit(plan: Plan, catalog: Catalog | None) -> None:
    """Have files read again whose documents were removed, where one of them is named; the others are its copies."""
    lost = set(catalog.lost_files()) if catalog else set[str]()
    if catalog and any(look.path in lost for look in plan.known):
        known = catalog.known_files()
        looks = {look.path for look in plan.read}
        again = [Look(path, Path(path), known[path], known[path]) for path in sorted(lost - looks)]
        plan.read += [look for look in again if look.file.exists()]
        plan.same -= sum(look.path in lost for look in plan.known)


def _retry(plan: Plan, catalog: Catalog | None) -> None:
    """Have files read again that failed, though nothing of them has changed."""
    failed = catalog.failed_files() if catalog else set[str]()
    again = [look for look in (*plan.known, *plan.touched) if look.path in failed]
    planned = {look.path for look in plan.read}
    plan.read += [
        replace(look, known=replace(look.known, problem="", readers=versions()))
        for look in again
        if look.path not in planned
    ]
    plan.same -= sum(look.path in failed for look in plan.known)
    plan.touched = [look for look in plan.touched if look.path not in failed]


def take(draft: Draft, plan: Plan, workers: Workers, progress: Progress, reread: bool) -> set[str]:
    """Carry out a plan; the digests of all contents that its files hold."""
    intake = Intake(draft, workers, progress)
    intake.take(plan, reread)
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


def task(verb: str, names: Sequence[Path | str]) -> str:
    """What is done, for the message to another writer."""
    return " ".join(["reviewqa", verb, *map(str, names)])


def published(folder: Path, manifest: Manifest) -> Catalog:
    """The catalog of a generation that was just published."""
    return Catalog.open_published(folder / manifest.catalog)


def summary_of(after: Catalog | None, plan: Plan, before: Catalog | None, encoded: int, started: float) -> Summary:
    """What a run did: the catalogs after and before it, and the plan that it carried out."""
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
        removed=sum(known.get(path, "") not in {"", *renamed} for path in plan.gone),
        merged=max(0, after.merged() - (before.merged() if before else 0)),
        failed=len(failures),
        failures=failures,
        documents=documents,
        passages=passages,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )
