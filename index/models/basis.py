"""The basis that words' vectors are stored in: the directions in which a model's token states differ most.

Principal components (Pearson 1901) of the states of words from the model's own vocabulary, strung together at random:
no text is needed, so the basis is the same in every library of the model. Kept are 192 of 384 dimensions: the MaxSim of
question and sentence then correlates at 0.99 with that of whole states (bench/word_vectors.py).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from index.models.encoder import BASIS_FILE, Encoder, Vectors

_KEPT = 192  # dimensions
_WORDS = 12_000
_STRING = 12  # words encoded together
_SEED = 20261121


def fitted_basis(encoder: Encoder, vocabulary: Iterable[str]) -> Vectors | None:
    """(dim, 192) float32, orthonormal columns; None where the model has no more dimensions than that.

    Args:
        encoder: Of whole token states.
        vocabulary: Every token that the model knows.
    """
    words = sorted(word for word in vocabulary if word.isalpha() and word.isascii() and len(word) > 2)
    random.Random(_SEED).shuffle(words)  # noqa: S311 - the same order every time is what is wanted
    strings = [" ".join(words[at : at + _STRING]) for at in range(0, min(len(words), _WORDS), _STRING)]
    states = np.concatenate([encoding.tokens for encoding in encoder.encode_documents(strings)])
    if states.shape[1] <= _KEPT:
        return None
    _, directions = np.linalg.eigh(states.T @ states)
    return np.ascontiguousarray(directions[:, ::-1][:, :_KEPT], dtype=np.float32)


def write_basis(basis: Vectors | None, folder: Path) -> None:
    """Write it beside the model; nothing where there is none."""
    if basis is not None:
        np.save(folder / BASIS_FILE, basis, allow_pickle=False)


def read_basis(folder: Path) -> Vectors | None:
    """The basis of an encoder folder, None where words keep all dimensions."""
    file = folder / BASIS_FILE
    return np.asarray(np.load(file, allow_pickle=False), dtype=np.float32) if file.exists() else None
