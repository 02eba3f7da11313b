"""Giving vectors to the sentences that have none."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from time import monotonic

from index.models.encoder import Encoder
from index.store.numbers import record_of
from index.store.packing import pack_vector, pack_words
from index.writing.draft import Draft
from index.writing.progress import Progress

_BATCH = 256  # sentences given to the encoder together
_SAFE_SECONDS = 5.0  # between two moments from which a killed run is resumed
Packed = tuple[bytes, bytes]


def encode(draft: Draft, encoder: Encoder, progress: Progress) -> int:
    """Encode what represents a document and has no vectors yet.

    A sentence that a forgotten record has as well (the same file before it was changed) takes its vectors from there.

    Returns:
        How many sentences were encoded.
    """
    waiting = draft.to_encode()
    total = sum(passages for _, passages in waiting)
    known = draft.gone_encodings() if waiting else {}
    encoded, done, safe = 0, 0, monotonic()
    records: list[int] = []
    sentences: list[tuple[int, str]] = []
    for at, (record, passages) in enumerate(waiting, 1):
        records.append(record)
        sentences += draft.shard_of(record).unencoded(record)
        done += passages
        if len(sentences) >= _BATCH or at == len(waiting):
            fresh = _encoded({text for _, text in sentences if text not in known}, encoder)
            encoded += len(fresh)
            _store(draft, sentences, ChainMap(fresh, known))
            draft.set_encoded(records)
            records, sentences = [], []
            progress.encoded(done, total)
            if monotonic() - safe > _SAFE_SECONDS:
                draft.commit()
                safe = monotonic()
    draft.commit()
    return encoded


def _encoded(texts: set[str], encoder: Encoder) -> dict[str, Packed]:
    ordered = sorted(texts)
    encodings = encoder.encode_documents(ordered)
    return {
        text: (pack_vector(one.vector), pack_words(one.words(text)[1]))
        for text, one in zip(ordered, encodings, strict=True)
    }


def _store(draft: Draft, sentences: Sequence[tuple[int, str]], packed: Mapping[str, Packed]) -> None:
    by_shard: dict[int, list[tuple[int, bytes, bytes]]] = {}
    for number, text in sentences:
        by_shard.setdefault(draft.shard(record_of(number)), []).append((number, *packed[text]))
    for shard, rows in by_shard.items():
        draft.shards.to_change(shard).store_encodings(rows)
