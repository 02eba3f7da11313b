"""The dense index: passages' vectors in FAISS, compared by inner product."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamagedError
from index.encoder import Vectors

Ids = NDArray[np.int64]


class DenseIndex:
    """Exact search over L2-normalised vectors, so that a score is a cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        faiss.omp_set_num_threads(1)  # one question at a time: waking threads costs more than they save

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> DenseIndex:
        """Index vectors (n, dim) under ids (n,)."""
        index = faiss.index_factory(vectors.shape[1], "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT)
        index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def open(cls, file: Path) -> DenseIndex:
        """Read one.

        Raises:
            LibraryDamagedError: The file is missing or broken.
        """
        try:
            return cls(faiss.read_index(str(file)))
        except RuntimeError as error:
            raise LibraryDamagedError(f"{file}: the FAISS index cannot be read.") from error

    def write(self, file: Path) -> None:
        """Write it to a file."""
        faiss.write_index(self._index, str(file))

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(self, query: Vectors, limit: int) -> dict[int, float]:
        """Ids of the nearest passages with their cosines, best first.

        Args:
            query: (dim,), L2-normalised.
            limit: Most passages returned.
        """
        if min(limit, self.size) < 1:
            return {}
        scores, ids = self._index.search(query[np.newaxis, :], min(limit, self.size))
        return {int(number): float(score) for number, score in zip(ids[0], scores[0], strict=True) if number >= 0}

    def score(self, query: Vectors, ids: list[int]) -> dict[int, float]:
        """Cosines of these passages."""
        if not ids:
            return {}
        vectors = np.stack([self._index.reconstruct(number) for number in ids])
        return dict(zip(ids, (vectors @ query).tolist(), strict=True))
