"""Publishing a draft: its shards and catalog, the FAISS and word index made from them, then the manifest."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from corpus import Reference
from index.models.encoder import Encoder, Vectors, normalised
from index.store.catalog import Catalog
from index.store.dense import MANY, DenseIndex
from index.store.files import flush_to_disk, link_or_copy
from index.store.lexical import LexicalIndex
from index.store.manifest import (
    FORMER,
    GENERATED,
    SHARDS,
    Manifest,
    checksums,
    reviewqa_version,
)
from index.store.numbers import record_of, title_of
from index.store.packing import unpack_vectors
from index.store.shard import Shard, StoredPassage
from index.text.prepare import reference_terms
from index.writing.draft import Draft

_FEW = 0.5  # share of the passages that may change before the FAISS index is made again


@dataclass(frozen=True, slots=True)
class Changes:
    """How the records that represent documents differ from those of the generation before.

    Attributes:
        new: Those that did not represent one then, sorted.
        gone: Those that do no longer.
        only_new: Whether all others say the same of themselves as then.
    """

    new: tuple[int, ...]
    gone: frozenset[int]
    only_new: bool

    @classmethod
    def between(cls, base: Catalog | None, draft: Catalog) -> Changes:
        """Compare two catalogs; a record never changes under its number."""
        before, now = base.references() if base else {}, draft.references()
        gone = frozenset(before.keys() - now.keys())
        same = all(now[record] == reference for record, reference in before.items() if record in now)
        return cls(tuple(sorted(now.keys() - before.keys())), gone, same and not gone)


def publish(draft: Draft, folder: Path, base: Manifest | None, encoder: Encoder, made: Manifest) -> Manifest:
    """Make the draft the library's current generation.

    Args:
        draft: Read, settled and encoded.
        folder: Of the library.
        base: The generation that it was begun from, None for the first.
        encoder: Of the library.
        made: A manifest with its generation, models and origin; the rest is filled in.

    Returns:
        The manifest as written.
    """
    generation = made.generation
    shards = _publish_shards(draft, folder, base, generation)
    catalog, dense, lexical = (
        name.format(generation) for name in ("catalog-{:06}.sqlite", "dense-{:06}.faiss", "lexical-{:06}")
    )
    (folder / catalog).unlink(missing_ok=True)
    link_or_copy(draft.file, folder / catalog)
    before = Catalog.open_published(folder / base.catalog) if base else None
    changes = Changes.between(before, draft)
    probe = encoder.encode_documents(["word"])[0]
    _dense(draft, folder, base, changes, probe.vector.size, made.encoder).write(folder / dense)
    _write_lexical(draft, folder, base, changes, folder / lexical)
    known = base.files if base else {}
    carried = [made.encoder, *filter(None, [made.ranker])]
    files = checksums(folder, [catalog, dense, lexical, *carried, *shards.values()], known)
    for name in files.keys() - known.keys():
        flush_to_disk(folder / name)
    documents, passages = draft.count()
    manifest = replace(
        made, documents=documents, passages=passages, catalog=catalog, dense=dense, lexical=lexical,
        word_dim=probe.tokens.shape[1], shards=shards, files=files, reviewqa=reviewqa_version(),
    )  # fmt: skip
    manifest.write(folder)
    return manifest


def clear_away(folder: Path, current: Manifest | None) -> None:
    """Remove parts of other generations; what a reader still has open goes when the reader closes it."""
    if current is None:
        return
    kept = {current.catalog, current.dense, current.lexical, current.encoder, current.ranker}
    for file in folder.iterdir():
        if (GENERATED.fullmatch(file.name) or file.name in FORMER) and file.name not in kept:
            _remove(file)
    for file in (folder / SHARDS).glob("*.sqlite*"):
        if file.relative_to(folder).as_posix() not in current.shards.values():
            _remove(file)


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):  # Windows keeps what is open; the next run tries again
        if file.is_dir():
            shutil.rmtree(file)
        else:
            file.unlink()


def _publish_shards(draft: Draft, folder: Path, base: Manifest | None, generation: int) -> dict[str, str]:
    (folder / SHARDS).mkdir(exist_ok=True)
    published = {}
    for number in draft.purge():
        if draft.shards.is_changed(number):
            name = f"{SHARDS}/{number:04}-{generation:06}.sqlite"
            (folder / name).unlink(missing_ok=True)
            link_or_copy(draft.shards.to_read(number).file, folder / name)
        else:
            name = base.shards[str(number)] if base else ""
        published[str(number)] = name
    return published


def _dense(draft: Draft, folder: Path, base: Manifest | None, changes: Changes, dim: int, encoder: str) -> DenseIndex:
    """The old index with what changed, or a new one where much did.

    A passage's vector is the mean of its sentences' vectors and its title's, so that overlap costs no encoding.
    """
    _, passages = draft.count()
    if base and base.encoder == encoder and (folder / base.dense).exists():
        index = DenseIndex.open(folder / base.dense)
        gone = [number for number in index.numbers() if record_of(number) in changes.gone] if changes.gone else []
        changed = len(gone) + passages - (index.size - len(gone))
        if changed <= _FEW * passages and index.exact == (passages < MANY) and index.dim == dim:
            index.remove(gone)
            index.add(_vectors(draft, changes.new))
            return index
    return DenseIndex.build(dim, _vectors(draft, sorted(draft.references())), passages)


def _vectors(draft: Draft, records: Iterable[int]) -> Iterator[tuple[int, Vectors]]:
    for record in records:
        shard = draft.shard_of(record)
        yield from ((passage.id, passage_vector(shard, passage)) for passage in shard.passages(record))


def passage_vector(shard: Shard, passage: StoredPassage) -> Vectors:
    """(dim,) L2-normalised mean of the vectors of a passage's sentences and of its paper's title."""
    vectors = unpack_vectors(shard.vectors([*passage.sentences, title_of(passage.record)]))
    return normalised(np.mean(vectors, axis=0))


def _write_lexical(draft: Draft, folder: Path, base: Manifest | None, changes: Changes, target: Path) -> None:
    """Extend the old word index where documents were only added; else write a new one.

    A word that only a document had which is gone must not be known any more, and tantivy forgets late.
    """
    shutil.rmtree(target, ignore_errors=True)
    old = folder / base.lexical if base else None
    if old and old.is_dir() and changes.only_new:
        new = changes.new
        LexicalIndex.extend(old, target, _passage_terms(draft, new), _reference_terms(draft, new))
    else:
        every = sorted(draft.references())
        LexicalIndex.build(target, _passage_terms(draft, every), _reference_terms(draft, every))


def _passage_terms(draft: Draft, records: Sequence[int]) -> Iterator[tuple[int, str]]:
    for record in records:
        shard = draft.shard_of(record)
        terms = shard.terms(record)
        title = terms.get(title_of(record), "")
        for passage in shard.passages(record):
            yield passage.id, " ".join([*(terms[number] for number in passage.sentences), title])


def _reference_terms(draft: Draft, records: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Terms of references; of one that was merged from several records, those of what it says now."""
    merged = draft.merged_references()
    for record in records:
        shard = draft.shard_of(record)
        document = shard.document(record) if record in merged else None
        if document is None:
            yield record, shard.reference_terms(record)
        else:
            reference = Reference.from_csl(json.loads(merged[record]))
            yield record, reference_terms(replace(document, reference=reference))
