"""Vectors as they are stored: a byte a component for sentences, half a byte for words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors, normalised

_FOUR_BITS = 7  # components are whole numbers from -7 to 7


def pack_vector(vector: Vectors) -> bytes:
    """(dim,) as dim bytes, scaled to its largest component; the length, always 1, is restored by ``unpack_vector``."""
    return _scaled(vector[np.newaxis], 127).astype(np.int8).tobytes()


def unpack_vector(packed: bytes) -> Vectors:
    """(dim,) float32, L2-normalised."""
    return normalised(np.frombuffer(packed, dtype=np.int8).astype(np.float32))


def pack_words(vectors: Vectors) -> bytes:
    """(w, dim) rows as w times dim/2 bytes, rounded up; each row is scaled to its largest component."""
    levels = (_scaled(vectors, _FOUR_BITS) + _FOUR_BITS + 1).astype(np.uint8)  # 1 to 15, 0 is padding
    if levels.shape[1] % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    return (levels[:, 0::2] << 4 | levels[:, 1::2]).astype(np.uint8).tobytes()


def unpack_words(packed: bytes, dim: int) -> Vectors:
    """(w, dim) float32, L2-normalised rows."""
    pairs: NDArray[np.uint8] = np.frombuffer(packed, dtype=np.uint8).reshape(-1, (dim + 1) // 2)
    levels = np.stack([pairs >> 4, pairs & 15], axis=2).reshape(len(pairs), 2 * pairs.shape[1])[:, :dim]
    return normalised(levels.astype(np.float32) - (_FOUR_BITS + 1))


def _scaled(rows: Vectors, peak: int) -> Vectors:
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=1e-12)
    return np.asarray(np.rint(rows / largest * peak), dtype=np.float32)
