"""Building a library: documents into a folder, beside the old one until it is whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np

from corpus import Document
from corpus.errors import CorpusError, LibraryBusyError, LibraryError, LibraryWriteError
from index.abbreviations import Abbreviations, find_definitions
from index.catalog import Catalog, EncodedSentence, StoredPassage
from index.dense import DenseIndex
from index.encoder import BuildingEncoder, Encoder, normalised
from index.lexical import LexicalIndex
from index.manifest import CATALOG, DENSE, ENCODER, LEXICAL, MANIFEST, PARTS, Manifest, fingerprint, sizes
from index.passages import split
from index.settings import Settings

Progress = Callable[[str], None]
_LOCK_SECONDS = 300  # how long a second builder waits for the first


def build_library(
    folder: Path,
    documents: Sequence[Document],
    load_encoder: Callable[[], BuildingEncoder],
    settings: Settings,
    progress: Progress,
) -> None:
    """Build a library beside its folder, then put it in place; until then an older one stays as it is.

    Args:
        folder: Where to put it; anything there that is no library is left alone and the build refused.
        documents: What goes in; the same paper twice goes in once.
        load_encoder: Called when there is something to build.
        settings: Those in force.
        progress: Told a line at each step.

    Raises:
        LibraryWriteError: The folder cannot be written, or is not a library's.
        LibraryBusyError: Another process has been building it for minutes.
        ModelError: The model cannot be used.
        CorpusError: The documents hold nothing to search.
    """
    contents = fingerprint(documents)
    folder = folder.resolve() if folder.is_symlink() else folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _builder_lock(folder, progress) as waited:
            restore(folder)
            if not (waited and is_current(folder, contents, settings)):  # else the other process has built it
                _refuse_foreign(folder)
                _build(folder, documents, contents, load_encoder, progress)
    except filelock.Timeout as error:
        raise LibraryBusyError(
            f"{folder}: another process is building this library. Try again when it is done."
        ) from error
    except OSError as error:
        raise LibraryWriteError(
            f"{folder}: cannot be written ({error.strerror or error}). Nothing was changed. "
            "Make room, or build in another folder: reviewqa build --library DIR"
        ) from error


def is_current(folder: Path, contents: str, settings: Settings) -> bool:
    """Whether the folder holds an undamaged library of these documents for these settings."""
    try:
        manifest = Manifest.read(folder)
        manifest.check(folder, settings.model)
    except LibraryError:
        return False
    return manifest.contents == contents


@contextmanager
def _builder_lock(folder: Path, progress: Progress) -> Iterator[bool]:
    """Hold the right to build in the folder; yields whether another process had it first."""
    lock = filelock.FileLock(folder.parent / f".{folder.name}.lock")
    waited = False
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout:
        waited = True
        progress("waiting for another process that is building this library")
        lock.acquire(timeout=_LOCK_SECONDS)
    try:
        yield waited
    finally:
        lock.release()


def _refuse_foreign(folder: Path) -> None:
    """Only a folder with nothing but a library's own parts in it, or with nothing at all, is ever replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise LibraryWriteError(f"{folder}: is a file, so no library was built there. Choose a folder with --library.")
    found = {file.name for file in folder.iterdir()}
    others = sorted(found - PARTS)
    if found and not {MANIFEST, CATALOG} <= found:  # other programs have an "encoder" or a "library.json" too
        others = others or sorted(found)
    if others:
        raise LibraryWriteError(
            f"{folder}: is not only a library (it holds {others[0]}), so nothing was written there. "
            "Choose another folder with --library."
        )


def _build(
    folder: Path,
    documents: Sequence[Document],
    contents: str,
    load_encoder: Callable[[], BuildingEncoder],
    progress: Progress,
) -> None:
    draft = folder.parent / f".{folder.name}.reviewqa.building"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir()
        progress("loading the embedding model")
        encoder = load_encoder()
        documents_in, passages = _fill(draft, documents, encoder, progress)
        progress("writing the query encoder")
        encoder.export(draft / ENCODER)
        Manifest(encoder.model, encoder.sha256, contents, documents_in, passages, sizes(draft)).write(draft)
        _put_in_place(draft, folder)
    except (sqlite3.OperationalError, RuntimeError, ValueError) as error:
        # SQLite, FAISS, tantivy and ONNX each have their own way to say that a write failed.
        if isinstance(error, sqlite3.OperationalError) or not _can_write(folder.parent):
            raise OSError(str(error)) from error
        raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(draft: Path, documents: Sequence[Document], encoder: Encoder, progress: Progress) -> tuple[int, int]:
    """Write catalog, FAISS and word index; the number of documents and of passages."""
    catalog = Catalog.create(draft / CATALOG)
    first: dict[str, str] = {}
    for number, document in enumerate(documents, 1):
        if document.id in first:
            progress(f"left out {document.source}: the same paper as {first[document.id]}")
            continue
        first[document.id] = document.source
        progress(f"reading and embedding document {number} of {len(documents)}: {document.source}")
        _add(catalog, document, encoder)
    progress("writing the indexes")
    passages = catalog.passages(catalog.passage_ids())
    if not passages:
        raise CorpusError("The documents hold no text that could be searched, so no library was built.")
    _dense(catalog, passages).write(draft / DENSE)
    _lexical(draft / LEXICAL, catalog, passages)
    catalog.close()
    return len(first), len(passages)


def _add(catalog: Catalog, document: Document, encoder: Encoder) -> None:
    sentences, passages = split(document)
    definitions = find_definitions(document.text)
    own = Abbreviations.of(definitions)
    printed = [document.text[sentence.start : sentence.end] for sentence in sentences]
    texts = [own.expand(text) for text in printed]
    encoded = [
        EncodedSentence(sentence, tuple(own.terms(shown)), encoding.vector, encoding.words(text)[1])
        for sentence, shown, text, encoding in zip(
            sentences, printed, texts, encoder.encode_documents(texts), strict=True
        )
    ]
    catalog.add(document, encoded, passages, definitions)


def _dense(catalog: Catalog, passages: Sequence[StoredPassage]) -> DenseIndex:
    """A passage's vector is the mean of its sentences' vectors, so that overlap costs no encoding."""
    vectors = [
        np.mean([sentence.vector for sentence in catalog.sentences(passage.sentences)], axis=0) for passage in passages
    ]
    ids = np.array([passage.id for passage in passages], dtype=np.int64)
    return DenseIndex.build(ids, normalised(np.array(vectors, dtype=np.float32)))


def _lexical(folder: Path, catalog: Catalog, passages: Sequence[StoredPassage]) -> LexicalIndex:
    def passage_terms(passage: StoredPassage) -> list[str]:
        return [term for sentence in catalog.sentences(passage.sentences) for term in sentence.terms]

    def reference_terms(document: Document) -> list[str]:
        return Abbreviations.of(find_definitions(document.text)).terms(_described(document))

    return LexicalIndex.build(
        folder,
        ((passage.id, passage_terms(passage)) for passage in passages),
        ((document.id, reference_terms(document)) for document in catalog.documents()),
    )


def _described(document: Document) -> str:
    """The lines of the reference, and what run-together labels hide: "JournalJournal of …", "languageEnglish"."""
    reference = document.reference
    fields = [name for statement in document.statements for name in statement.fields]
    dated = ["published"] if reference.issued else []
    return "\n".join([document.stated_text, reference.language, reference.container_title, *fields, *dated])


def restore(folder: Path) -> None:
    """Bring back the old library of a build that was killed while it swapped the two."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.replace(folder)


def _old(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.reviewqa.old"


def _put_in_place(draft: Path, folder: Path) -> None:
    """Swap the finished draft for what is there."""
    old = _old(folder)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    try:
        draft.replace(folder)
    except OSError:
        if old.exists():
            old.replace(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _can_write(folder: Path) -> bool:
    """Whether a small file can be written in the folder now."""
    probe = folder / ".reviewqa-probe"
    try:
        probe.write_bytes(b"\0" * 65536)
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True
