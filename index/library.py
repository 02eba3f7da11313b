"""A library: a folder that holds documents ready to be searched, and the encoder to ask it with."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path

import filelock
import numpy as np

from corpus import Document
from corpus.errors import CorpusError, LibraryBusyError, LibraryDamagedError, LibraryError, LibraryWriteError
from index.abbreviations import Abbreviations, find_definitions
from index.catalog import Catalog, EncodedSentence, StoredPassage, StoredSentence
from index.dense import DenseIndex
from index.encoder import BuildingEncoder, Encoder, Encoding, OnnxEncoder, Vectors, normalised
from index.lexical import LexicalIndex
from index.manifest import CATALOG, DENSE, ENCODER, LEXICAL, PARTS, Manifest, fingerprint, rebuild_command, sizes
from index.passages import split
from index.settings import Settings
from index.words import content_words, terms

Progress = Callable[[str], None]
_DOCUMENTS_KEPT = 256  # in memory while a library is open
_LOCK_SECONDS = 300  # how long a second builder waits for the first


class Library:
    """One open library; reading it never writes.

    Attributes:
        folder: Where it is.
        manifest: What made it.
        catalog: Its documents, sentences and passages.
        dense: FAISS index of its passages.
        lexical: BM25 index of its passages.
        abbreviations: What its documents define.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, catalog: Catalog, dense: DenseIndex, lexical: LexicalIndex
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.catalog = catalog
        self.dense = dense
        self.lexical = lexical
        self.abbreviations = Abbreviations.of(catalog.definitions())
        self._document = lru_cache(_DOCUMENTS_KEPT)(catalog.document)
        self._reference_terms = lru_cache(_DOCUMENTS_KEPT)(self._read_reference_terms)

    @cached_property
    def encoder(self) -> Encoder:
        """The query encoder that the library carries, loaded when first needed."""
        return OnnxEncoder(self.folder / ENCODER)

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> Library:
        """Open a library folder.

        Raises:
            LibraryNotFoundError: There is no library in it.
            LibraryMismatchError: It was made by another version or for another model.
            LibraryDamagedError: Parts of it are missing or broken.
        """
        manifest = Manifest.read(folder)
        manifest.check(folder, settings.model)
        try:
            catalog = Catalog.open(folder / CATALOG)
            return cls(folder, manifest, catalog, DenseIndex.open(folder / DENSE), LexicalIndex.open(folder / LEXICAL))
        except LibraryDamagedError as error:
            raise LibraryDamagedError(f"{error} Build it again: {rebuild_command(folder)}") from error
        except sqlite3.Error as error:
            raise LibraryDamagedError(
                f"{folder}: the catalog is broken ({error}). Build it again: {rebuild_command(folder)}"
            ) from error

    @classmethod
    def create(
        cls,
        folder: Path,
        documents: Sequence[Document],
        load_encoder: Callable[[], BuildingEncoder],
        settings: Settings,
        progress: Progress = lambda line: None,
    ) -> Library:
        """Build a library beside its folder, then put it in place; until then an older one stays as it is.

        Args:
            folder: Where to put it; anything there that is no library is left alone and the build refused.
            documents: What goes in.
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
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _builder_lock(folder, progress) as waited:
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
        return cls.open(folder, settings)

    def passages_of(self, ids: Sequence[int]) -> list[tuple[StoredPassage, list[StoredSentence]]]:
        """Passages with their sentences, in the order asked for."""
        passages = self.catalog.passages(ids)
        needed = sorted({number for passage in passages for number in passage.sentences})
        sentences = dict(zip(needed, self.catalog.sentences(needed), strict=True))
        return [(passage, [sentences[number] for number in passage.sentences]) for passage in passages]

    def document(self, document_id: str) -> Document | None:
        """A document, or None where there is none of that id; the last ones asked for stay in memory."""
        return self._document(document_id)

    def reference_terms(self, document_id: str) -> frozenset[str]:
        """Terms of a document's reference, abbreviations also written out; empty where there is no such document."""
        return self._reference_terms(document_id)

    def _read_reference_terms(self, document_id: str) -> frozenset[str]:
        document = self.document(document_id)
        return frozenset(both_ways(stated_text(document), self.abbreviations)) if document else frozenset()

    def knows(self, stem: str) -> bool:
        """Whether any document, its reference included, has a word of this stem."""
        return self.lexical.document_frequency(stem) > 0


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


def is_current(folder: Path, contents: str, settings: Settings) -> bool:
    """Whether the folder holds an undamaged library of these documents for these settings."""
    try:
        manifest = Manifest.read(folder)
        manifest.check(folder, settings.model)
    except LibraryError:
        return False
    return manifest.contents == contents


def _refuse_foreign(folder: Path) -> None:
    """Only a folder with nothing but a library's own files in it, or with nothing at all, is ever replaced."""
    if not folder.exists():
        return
    others = (
        sorted(file.name for file in folder.iterdir() if file.name not in PARTS) if folder.is_dir() else [folder.name]
    )
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
    draft = folder.parent / f".{folder.name}.building"
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
    texts = [own.expand(document.text[sentence.start : sentence.end]) for sentence in sentences]
    encoded = [
        EncodedSentence(
            sentence,
            tuple(both_ways(document.text[sentence.start : sentence.end], own)),
            encoding.vector,
            word_vectors(text, encoding)[1],
        )
        for sentence, text, encoding in zip(sentences, texts, encoder.encode_documents(texts), strict=True)
    ]
    catalog.add(document, encoded, passages, definitions)


def word_vectors(text: str, encoding: Encoding) -> tuple[list[str], Vectors]:
    """The content words of an encoded text with a vector each: the mean of the word's tokens.

    Returns:
        Their w stems and (w, dim) float32, L2-normalised.
    """
    stems, rows = [], []
    for word in content_words(text):
        tokens = [at for at, (start, end) in enumerate(encoding.offsets) if start >= word.start and end <= word.end]
        if tokens:  # a word behind the model's limit has none
            stems.append(word.stem)
            rows.append(encoding.tokens[tokens].mean(axis=0))
    dim = encoding.vector.size
    return stems, normalised(np.stack(rows)) if rows else np.empty((0, dim), dtype=np.float32)


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
        return both_ways(stated_text(document), Abbreviations.of(find_definitions(document.text)))

    return LexicalIndex.build(
        folder,
        ((passage.id, passage_terms(passage)) for passage in passages),
        ((document.id, reference_terms(document)) for document in catalog.documents()),
    )


def stated_text(document: Document) -> str:
    """The lines that state the document's reference, joined."""
    return "\n".join(document.text[statement.start : statement.end] for statement in document.statements)


def both_ways(text: str, abbreviations: Abbreviations) -> list[str]:
    """Terms of the text as printed, and those that its abbreviations stand for."""
    printed = terms(text)
    known = set(printed)
    return printed + [term for term in terms(abbreviations.expand(text)) if term not in known]


def _put_in_place(draft: Path, folder: Path) -> None:
    """Swap the finished draft for what is there."""
    old = folder.parent / f".{folder.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    draft.replace(folder)
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
