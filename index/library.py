"""A library: a folder that holds documents ready to be searched, and the encoder to ask it with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from corpus import Document, Reference
from corpus.document import Box
from corpus.errors import LibraryDamagedError
from index.models.encoder import Encoder, OnnxEncoder
from index.settings import Settings
from index.store.catalog import Catalog
from index.store.dense import DenseIndex
from index.store.lexical import LexicalIndex
from index.store.manifest import MANIFEST, Manifest, repair_command
from index.store.numbers import record_of, title_of
from index.store.selection import Scope, Selection, resolve
from index.store.shard import Shard, StoredPassage, StoredSentence
from index.text.abbreviations import Abbreviations
from index.text.words import stem

_DOCUMENTS_KEPT = 256  # in memory while a library is open
_REFERENCES_KEPT = 10_000
_SCOPES_KEPT = 8
_SAMPLE = 1000  # passages with a word that are looked at
_ABBREVIATED = 0.2  # share of the documents with a word that define it, for it to be an abbreviation in lower case too


class Library:
    """One generation of a library, open; reading it never writes, and a writer never changes it.

    Attributes:
        folder: Where it is.
        manifest: What made it.
        catalog: Its files and documents.
        dense: FAISS index of its passages.
        lexical: BM25 index of its passages.
    """

    def __init__(
        self,
        folder: Path,
        stamp: tuple[int, int],
        manifest: Manifest,
        catalog: Catalog,
        shards: dict[int, Shard],
        dense: DenseIndex,
        lexical: LexicalIndex,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.catalog = catalog
        self.dense = dense
        self.lexical = lexical
        self._shards = shards
        self._stamp = stamp
        self._document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)
        self._reference_terms = lru_cache(_DOCUMENTS_KEPT)(self._read_reference_terms)
        self._document_id = lru_cache(None)(self._read_document_id)
        self._reference = lru_cache(_REFERENCES_KEPT)(catalog.reference)
        self._title = lru_cache(_REFERENCES_KEPT)(catalog.title)
        self._shard_number = lru_cache(None)(catalog.shard)
        self._scope = lru_cache(_SCOPES_KEPT)(self._find_scope)

    @cached_property
    def encoder(self) -> Encoder:
        """The query encoder that the library carries, loaded when first needed."""
        try:
            return OnnxEncoder(self.folder / self.manifest.encoder)
        except LibraryDamagedError as error:
            raise LibraryDamagedError(f"{error} {repair_command(self.folder)}") from error

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> Library:
        """Open the current generation of a library folder.

        Raises:
            LibraryNotFoundError: There is not a library in it.
            LibraryMismatchError: It was made by another version or for another model.
            LibraryDamagedError: Parts of it are missing or broken.
        """
        while True:
            stamp = _stamp(folder)
            manifest = Manifest.read(folder)
            try:
                manifest.check(folder, settings.model)
                return cls._open(folder, manifest, stamp)
            except LibraryDamagedError:
                if Manifest.read(folder).generation == manifest.generation:
                    raise  # else a writer has just put a new generation in its place

    @classmethod
    def _open(cls, folder: Path, manifest: Manifest, stamp: tuple[int, int]) -> Library:
        try:
            return cls(
                folder,
                stamp,
                manifest,
                Catalog.open_published(folder / manifest.catalog),
                {int(number): Shard.open_published(folder / name) for number, name in manifest.shards.items()},
                DenseIndex.open(folder / manifest.dense),
                LexicalIndex.open(folder / manifest.lexical),
            )
        except LibraryDamagedError as error:
            raise LibraryDamagedError(f"{error} {repair_command(folder)}") from error
        except sqlite3.Error as error:
            raise LibraryDamagedError(f"{folder}: the catalog is broken ({error}). {repair_command(folder)}") from error

    def close(self) -> None:
        """Release the library's files."""
        self.catalog.close()
        for shard in self._shards.values():
            shard.close()

    @property
    def is_current(self) -> bool:
        """Whether no writer has put a new generation in this one's place."""
        return _stamp(self.folder) == self._stamp

    @cached_property
    def abbreviations(self) -> Abbreviations:
        """What its documents define."""
        return replace(self.catalog.abbreviations, everyday=lru_cache(10_000)(self._is_everyday))

    def select(self, selection: Selection | None) -> Scope | None:
        """What of the library a selection leaves, to search among; None where that is all of it.

        Raises:
            DocumentNotFoundError: It names a document that the library does not have.
            SelectionError: It names a journal or section that no document has, or leaves nothing.
        """
        return self._scope(selection) if selection else None

    def passages_of(self, ids: Sequence[int]) -> list[tuple[StoredPassage, list[StoredSentence]]]:
        """Passages with their sentences, in the order asked for."""
        found = {one.id: one for shard, own in self._by_shard(ids) for one in shard.passages_of(own)}
        passages = [found[number] for number in ids]
        sentences = {one.id: one for one in self.sentences({at for one in passages for at in one.sentences})}
        return [(passage, [sentences[number] for number in passage.sentences]) for passage in passages]

    def sentences(self, numbers: Iterable[int]) -> list[StoredSentence]:
        """Sentences in the order of their numbers; those that are not encoded are left out."""
        dim = self.manifest.word_dim
        found = [one for shard, own in self._by_shard(sorted(numbers)) for one in shard.sentences(own, dim)]
        return sorted(found, key=lambda one: one.id)

    def title_sentences(self, records: Iterable[int]) -> dict[int, StoredSentence]:
        """The title of each record, encoded; without those whose text prints none."""
        return {one.record: one for one in self.sentences(set(map(title_of, records)))}

    def title(self, record: int) -> str:
        """The title of the document that a record represents; empty where it has none."""
        return self._title(record)

    def text(self, record: int, start: int, end: int) -> str:
        """A stretch of a record's text."""
        return self._shards[self._shard_number(record)].text(record, start, end)

    def passage_ids(self, document_id: str) -> list[int]:
        """Numbers of a document's passages, in reading order; none where there is no such document."""
        record = self.catalog.record(document_id)
        return [] if record is None else [one.id for one in self._shards[self.catalog.shard(record)].passages(record)]

    def document_id(self, record: int) -> str:
        """Id of the document that a record represents."""
        return self._document_id(record)

    def reference(self, document_id: str) -> Reference | None:
        """What to cite for a document, merged from all its files; None where there is no such document."""
        return self._reference(document_id)

    def document(self, document_id: str) -> Document | None:
        """A document without its boxes, or None where no document has that id; the last ones stay in memory.

        Its reference is merged from all its files, and its source is the name that its file has now.
        """
        return self._document(document_id)

    def boxes(self, document_id: str, start: int, end: int) -> tuple[Box, ...]:
        """Where the words between two offsets of a document's text are on their pages."""
        record = self.catalog.record(document_id)
        return () if record is None else self._shards[self.catalog.shard(record)].boxes(record, start, end)

    def reference_terms(self, document_id: str) -> frozenset[str]:
        """Terms of a document's reference, abbreviations also written out; empty where there is no such document."""
        return self._reference_terms(document_id)

    def knows(self, stem: str) -> bool:
        """Whether any document, its reference included, has a word of this stem."""
        return self.lexical.document_frequency(stem) > 0

    def _find_scope(self, selection: Selection) -> Scope:
        return resolve(selection, self.catalog, self._shards.values())

    def _is_everyday(self, word: str) -> bool:
        """Whether most documents that have a word do not define it: "age" is more than advanced glycation end products.

        Judged by the passages that have it most.
        """
        found = self.lexical.search([[stem(word)]], _SAMPLE)
        defining = sum(one.documents for one in self.catalog.abbreviations.senses(word))
        return defining < _ABBREVIATED * len({record_of(number) for number in found})

    def _by_shard(self, numbers: Iterable[int]) -> list[tuple[Shard, list[int]]]:
        """Passages or sentences with the shard that holds them."""
        held: dict[int, list[int]] = {}
        for number in numbers:
            held.setdefault(self._shard_number(record_of(number)), []).append(number)
        return [(self._shards[shard], own) for shard, own in held.items()]

    def _read_document_id(self, record: int) -> str:
        return self.catalog.documents_of([record])[0]

    def _read_document(self, document_id: str) -> Document | None:
        record = self.catalog.record(document_id)
        reference = self.reference(document_id)
        if record is None or reference is None:
            return None
        document = self._shards[self.catalog.shard(record)].document(record)
        files = self.catalog.files_of(document_id)
        if document is None:
            return None
        source = files[0].rsplit("/", 1)[-1] if files else document.source
        return replace(document, reference=reference, source=source)

    def _read_reference_terms(self, document_id: str) -> frozenset[str]:
        document = self.document(document_id)
        return frozenset(self.abbreviations.terms(document.stated_text)) if document else frozenset()


def _stamp(folder: Path) -> tuple[int, int]:
    """Changes whenever another manifest is put into the folder."""
    try:
        stat = (folder / MANIFEST).stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_ino
