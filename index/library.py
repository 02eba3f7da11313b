"""A library: a folder that holds documents ready to be searched, and the encoder to ask it with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from corpus import Document
from corpus.errors import LibraryDamagedError
from index.abbreviations import Abbreviations
from index.build import Progress, build_library
from index.catalog import Catalog, StoredPassage, StoredSentence
from index.dense import DenseIndex
from index.encoder import BuildingEncoder, Encoder, OnnxEncoder
from index.lexical import LexicalIndex
from index.manifest import CATALOG, DENSE, ENCODER, LEXICAL, Manifest, rebuild_command
from index.settings import Settings

_DOCUMENTS_KEPT = 256  # in memory while a library is open


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
        try:
            return OnnxEncoder(self.folder / ENCODER)
        except LibraryDamagedError as error:
            raise LibraryDamagedError(f"{error} Build it again: {rebuild_command(self.folder)}") from error

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
        """Build a library (see ``index.build.build_library``) and open it."""
        build_library(folder, documents, load_encoder, settings, progress)
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
        return frozenset(self.abbreviations.terms(document.stated_text)) if document else frozenset()

    def knows(self, stem: str) -> bool:
        """Whether any document, its reference included, has a word of this stem."""
        return self.lexical.document_frequency(stem) > 0
