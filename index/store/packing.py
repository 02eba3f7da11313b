"""Vectors and boxes as they are stored: a byte a component for sentences, half a byte for words, tenths of a point."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.document import Box
from index.models.encoder import Vectors, normalised

_FOUR_BITS = 7  # components are whole numbers from -7 to 7
_TENTHS = 10  # of a point
_BYTES = np.arange(256)
_LEVELS = np.stack([_BYTES >> 4, _BYTES & 15], axis=1).astype(np.float32) - (_FOUR_BITS + 1)  # the pair in a byte


def pack_vector(vector: Vectors) -> bytes:
    """(dim,) as dim bytes, scaled to its largest component; the length, always 1, is restored by ``unpack_vectors``."""
    return _scaled(vector[np.newaxis], 127).astype(np.int8).tobytes()


def unpack_vectors(packed: Sequence[bytes]) -> Vectors:
    """(n, dim) float32, L2-normalised rows, of n vectors of the same length."""
    return normalised(np.frombuffer(b"".join(packed), dtype=np.int8).reshape(len(packed), -1).astype(np.float32))


def pack_words(vectors: Vectors) -> bytes:
    """(w, dim) rows as w times dim/2 bytes, rounded up; each row is scaled to its largest component."""
    levels = (_scaled(vectors, _FOUR_BITS) + _FOUR_BITS + 1).astype(np.uint8)  # 1 to 15, 0 is padding
    if levels.shape[1] % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    return (levels[:, 0::2] << 4 | levels[:, 1::2]).astype(np.uint8).tobytes()


def unpack_words(packed: Sequence[bytes], dim: int) -> list[Vectors]:
    """For each (w, dim) float32, L2-normalised rows; they are parts of one array."""
    width = (dim + 1) // 2
    pairs: NDArray[np.uint8] = np.frombuffer(b"".join(packed), dtype=np.uint8).reshape(-1, width)
    rows = normalised(np.take(_LEVELS, pairs, axis=0).reshape(len(pairs), 2 * width)[:, :dim])
    ends = np.cumsum([len(one) // width for one in packed]).tolist()
    return [rows[start:end] for start, end in pairwise([0, *ends])]


def _scaled(rows: Vectors, peak: int) -> Vectors:
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=1e-12)
    return np.asarray(np.rint(rows / largest * peak), dtype=np.float32)


def pack_boxes(boxes: Sequence[Box]) -> bytes | None:
    """Boxes in tenths of a point, compressed; None where there are none."""
    if not boxes:
        return None
    rows = [(box.start, box.end, *(round(edge * _TENTHS) for edge in box[2:])) for box in boxes]
    return zlib.compress(np.array(rows, dtype="<i4").tobytes())


def unpack_boxes(packed: bytes | None, start: int, end: int) -> Iterator[Box]:
    """Those of the words between two offsets of the text, of what ``pack_boxes`` made."""
    if packed:
        rows = np.frombuffer(zlib.decompress(packed), dtype="<i4").reshape(-1, 6)
        for first, last, *edges in rows[(rows[:, 0] < end) & (rows[:, 1] > start)].tolist():
            yield Box(first, last, *(edge / _TENTHS for edge in edges))
