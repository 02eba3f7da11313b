"""Checking a library to the last byte: files, counts, offsets, vectors, indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import LibraryError, LibraryMismatchError, ModelError, ReviewqaError
from index.library import Library
from index.rankers import carries, check_packaged_ranker, not_carried
from index.settings import PACKAGED_RANKER, Settings
from index.store.manifest import Manifest
from index.store.shard import Shard
from index.writing.publish import passage_vector

_SAME = 0.99  # least cosine of a passage in the FAISS index and in its shard
_NEAR = 0.9  # where the index rounds to a byte and cuts off what is far outside


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with a library.

    Attributes:
        what: In words, with the file.
        repair: What puts it right.
    """

    what: str
    repair: str


def verify(folder: Path, settings: Settings) -> list[Problem]:
    """Everything that is wrong with a library; empty where all is well.

    Raises:
        LibraryNotFoundError: There is not a library in the folder.
        LibraryMismatchError: It was made by another version or for another model.
        LibraryDamagedError: Its manifest cannot be read.
    """
    manifest = Manifest.read(folder)
    repair = f'reviewqa verify --repair --library "{folder}"'
    found = [Problem(f"{name} {what}", repair) for name, what in manifest.damaged(folder).items()]
    if found:
        return found
    try:
        library = Library.open(folder, settings)
    except LibraryMismatchError:
        raise
    except LibraryError as error:
        return [Problem(str(error), repair)]
    try:
        return [Problem(what, repair) for what in _inside(library)]
    except (sqlite3.Error, ReviewqaError, KeyError, TypeError, ValueError, RuntimeError) as error:
        return [Problem(f"{folder}: its parts do not fit each other ({error})", repair)]
    finally:
        library.close()


def ranker_problems(folder: Path, settings: Settings) -> list[Problem]:
    """What is wrong with the ranker of the settings; the files of one that the library carries are its own.

    Raises:
        LibraryError: The library's manifest cannot be read.
    """
    manifest = Manifest.read(folder)
    if not carries(manifest, settings):
        return [Problem(not_carried(folder, manifest, settings), f'reviewqa sync --library "{folder}"')]
    if settings.ranker == PACKAGED_RANKER:
        try:
            check_packaged_ranker()
        except ModelError as error:
            return [Problem(str(error), "reinstall reviewqa")]
    return []


def _inside(library: Library) -> Iterator[str]:
    """What is wrong inside files that are byte for byte as they were written."""
    manifest = library.manifest
    if library.catalog.count() != (manifest.documents, manifest.passages):
        yield f"{manifest.catalog} holds other numbers of documents and passages than library.json says"
    yield from (f"{manifest.catalog}: {what}" for what in library.catalog.check())
    for number, name in manifest.shards.items():
        shard = Shard.open_published(library.folder / name)
        yield from (f"{name}: {what}" for what in shard.check())
        if shard.records() != library.catalog.records_in(int(number)):
            yield f"{name} holds other records than {manifest.catalog} says"
        held = sum(1 for record in library.catalog.kept_in(int(number)) for _ in shard.passages(record))
        if held != library.catalog.passages_in(int(number)):
            yield f"{name} holds another number of passages than {manifest.catalog} says"
        yield from (f"{name}: {what}" for what in _vectors(library, int(number), shard))
        shard.close()
    indexed = len(library.dense.numbers())
    if indexed != manifest.passages:
        yield f"{manifest.dense} holds {indexed} passages instead of {manifest.passages}"
    if library.lexical.size != manifest.passages + manifest.documents:
        yield f"{manifest.lexical} holds {library.lexical.size} entries instead of passages and documents"


def _vectors(library: Library, number: int, shard: Shard) -> Iterator[str]:
    """Passages whose vector is missing, no unit vector, or not the one in the FAISS index."""
    wrong, least = 0, _SAME if library.dense.exact else _NEAR
    for record in library.catalog.kept_in(number):
        for passage in shard.passages(record):
            try:
                own, indexed = passage_vector(shard, passage), library.dense.vector(passage.id)
            except (TypeError, RuntimeError):  # no such row, no such vector
                wrong += 1
                continue
            same = float(own @ indexed)
            wrong += not (np.isfinite(same) and (same >= least or not (own.any() or indexed.any())))
    if wrong:
        yield f"{wrong} passages have no vector, or another one than in {library.manifest.dense}"
