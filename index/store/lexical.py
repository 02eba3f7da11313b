"""The word index: BM25 over passages' words with tantivy (Robertson and Zaragoza 2009; k1 1.2, b 0.75)."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy

from corpus.errors import LibraryDamagedError
from index.store.files import link_or_copy, symlink_or_copy
from index.store.selection import Scope

_PASSAGE = "passage_terms"
_REFERENCE = "reference_terms"
_WRITER_HEAP = 50_000_000  # bytes
_FEW = 2_000  # passages that tantivy is given one by one
Entry = tuple[int, str]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("record", stored=True, indexed=False, fast=True)
    # Terms come from index.text.words, so tantivy has only to split them again.
    for name in (_PASSAGE, _REFERENCE):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndex:
    """Passages under their terms, and documents under the terms of their references."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._schema = index.schema
        self.document_frequency = lru_cache(maxsize=10_000)(self._document_frequency)

    @classmethod
    def build(cls, folder: Path, passages: Iterable[Entry], references: Iterable[Entry]) -> None:
        """Index (passage, terms) and (record, terms) pairs in a new folder; terms are joined by spaces."""
        folder.mkdir(parents=True)
        _fill(tantivy.Index(_schema(), path=str(folder)), passages, references)

    @classmethod
    def extend(cls, old: Path, folder: Path, passages: Iterable[Entry], references: Iterable[Entry]) -> None:
        """Make a new folder that has what the old one has, and these; files that stay the same are shared."""
        folder.mkdir(parents=True)
        for file in old.iterdir():
            if file.suffix == ".lock":
                continue
            if file.suffix == ".json":  # the only ones that tantivy writes again
                shutil.copyfile(file, folder / file.name)
            else:
                link_or_copy(file, folder / file.name)
        _fill(tantivy.Index.open(str(folder)), passages, references)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Read one.

        Raises:
            LibraryDamagedError: The folder is missing or broken.
        """
        try:
            # tantivy makes a lock file even to read: it gets a folder of links, so that the library may be read-only.
            # Its thread may make that file just when the folder is removed: then it is removed again.
            with tempfile.TemporaryDirectory(prefix="reviewqa-", ignore_cleanup_errors=True) as links:
                for file in folder.iterdir():
                    if file.suffix != ".lock":
                        symlink_or_copy(file, Path(links) / file.name)
                index = tantivy.Index.open(links)
                index.config_reader(reload_policy="Manual")  # no watching for changes
                opened = cls(index)
            shutil.rmtree(links, ignore_errors=True)
            return opened
        except (OSError, ValueError) as error:
            raise LibraryDamagedError(f"{folder}: the word index cannot be read.") from error

    @property
    def size(self) -> int:
        """Number of passages and references."""
        return int(self._searcher.num_docs)

    def _document_frequency(self, term: str) -> int:
        return self.passage_frequency(term) + int(self._searcher.doc_freq(_REFERENCE, term))

    def passage_frequency(self, term: str) -> int:
        """How many passages have the term."""
        return int(self._searcher.doc_freq(_PASSAGE, term))

    def idf(self, term: str) -> float:
        """Inverse document frequency as BM25 takes it: high for rare terms, highest for unknown ones."""
        frequency = self.document_frequency(term)
        return math.log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))

    def search(self, variants: Sequence[Sequence[str]], limit: int, among: Scope | None = None) -> dict[int, float]:
        """Ids of passages with their BM25 scores, best first; a score does not depend on what is searched among.

        Args:
            variants: Terms of the question, once for each way of writing it; a passage's best score counts.
            limit: Most passages returned.
            among: The passages to search among; all where None.
        """
        if among is None:
            return self._found(variants, limit)
        if len(among) <= _FEW:
            return self._found(variants, limit, self._only(among.passages.tolist()))
        return self._widened(variants, limit, among)

    def _widened(self, variants: Sequence[Sequence[str]], limit: int, among: Scope) -> dict[int, float]:
        """The best of many passages: as many hits are read, best first, as it takes to have enough of them.

        A list of many passages would take tantivy ten times as long as the search.
        """
        asked = limit * max(2, 2 * self.size // len(among))
        while limit > 0:
            found = self._found(variants, asked)
            held = among.holds(np.fromiter(found, dtype=np.int64))
            left = [pair for pair, kept in zip(found.items(), held, strict=True) if kept]
            if len(left) >= limit or len(found) < asked:
                return dict(left[:limit])
            asked *= 4
        return {}

    def _found(
        self, variants: Sequence[Sequence[str]], limit: int, among: tantivy.Query | None = None
    ) -> dict[int, float]:
        hits = self._hits(_PASSAGE, variants, limit, among)
        numbers = self._searcher.fast_field_values("passage", [address for _, address in hits])
        return {int(number or 0): score for number, (score, _) in zip(numbers, hits, strict=True)}

    def _only(self, ids: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._schema, "passage", list(ids))

    def score(self, variants: Sequence[Sequence[str]], ids: Sequence[int]) -> dict[int, float]:
        """BM25 scores of these passages; 0 where a passage has none of the terms."""
        scores = self._found(variants, len(ids), self._only(ids))
        return {number: scores.get(number, 0.0) for number in ids}

    def search_references(self, variants: Sequence[Sequence[str]], limit: int) -> list[int]:
        """Records whose references have these terms, best first."""
        hits = self._hits(_REFERENCE, variants, limit)
        numbers = self._searcher.fast_field_values("record", [address for _, address in hits])
        return [int(number or 0) for number in numbers]

    def _hits(
        self, field: str, variants: Sequence[Sequence[str]], limit: int, among: tantivy.Query | None = None
    ) -> list[tuple[float, tantivy.DocAddress]]:
        ways = [
            tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term))
                    for term in dict.fromkeys(terms)
                ]
            )
            for terms in variants
            if terms
        ]
        if not ways or limit < 1:
            return []
        query = ways[0] if len(ways) == 1 else tantivy.Query.disjunction_max_query(ways)
        if among is not None:
            unscored = tantivy.Query.const_score_query(among, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, unscored), (tantivy.Occur.Must, query)])
        return self._searcher.search(query, limit).hits


def _fill(index: tantivy.Index, passages: Iterable[Entry], references: Iterable[Entry]) -> None:
    writer = index.writer(_WRITER_HEAP, num_threads=1)
    for field, name, entries in (("passage", _PASSAGE, passages), ("record", _REFERENCE, references)):
        for number, terms in entries:
            document = tantivy.Document()
            document.add_unsigned(field, number)
            document.add_text(name, terms)
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
