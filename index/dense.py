"""The dense index: passages' vectors in FAISS, compared by inner product.

Few passages are compared one by one, exactly. Many are compared by their nearest cells (inverted file; Jégou, Douze and
Schmid 2011) with a byte a component: a tenth of the time, a quarter of the memory (bench/dense_index.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamagedError
from index.encoder import Vectors

Ids = NDArray[np.int64]
MANY = 20_000  # passages from which on cells are used
_CELLS = 256
_CELLS_LOOKED_AT = 48
_TRAINED_ON = 30_000  # passages that place the cells
_HASHED = 2  # faiss.DirectMap.Hashtable: passages can be removed, and read back
_BLOCK = 10_000  # passages added at once


class DenseIndex:
    """Search over L2-normalised vectors, so that a score is a cosine."""

    def __init__(self, index: Any) -> None:
        self._index = index  # SWIG gives faiss.Index no types that hold
        self._cells: Any = faiss.try_extract_index_ivf(index)
        if self._cells is not None:
            self._cells.nprobe = _CELLS_LOOKED_AT
        faiss.omp_set_num_threads(1)  # one question at a time: waking threads costs more than they save

    @classmethod
    def build(cls, dim: int, passages: Iterable[tuple[int, Vectors]], count: int) -> DenseIndex:
        """Index so many (number, vector) pairs; vectors (dim,)."""
        rest = iter(passages)
        if count < MANY:
            index = cls(faiss.index_factory(dim, "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT))
        else:
            inverted: Any = faiss.index_factory(dim, f"IVF{_CELLS},SQ8", faiss.METRIC_INNER_PRODUCT)
            first = list(islice(rest, count))  # every so many of all, not the first so many, place the cells
            inverted.train(np.stack([vector for _, vector in first[:: max(1, count // _TRAINED_ON)]]))
            inverted.set_direct_map_type(_HASHED)
            index = cls(inverted)
            rest = iter(first)
        index.add(rest)
        return index

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

    def add(self, passages: Iterable[tuple[int, Vectors]]) -> None:
        """Add (number, vector) pairs whose numbers are not there yet."""
        for block in _blocks(passages):
            ids = np.array([number for number, _ in block], dtype=np.int64)
            self._index.add_with_ids(np.stack([vector for _, vector in block]), ids)

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove passages; nothing of them is left."""
        ids = np.fromiter(numbers, dtype=np.int64)
        if not len(ids):
            return
        if self._cells is None:
            self._index.remove_ids(ids)
        else:  # a hash table finds them one by one
            self._index.remove_ids(faiss.IDSelectorArray(len(ids), faiss.swig_ptr(ids)))

    def numbers(self) -> set[int]:
        """Numbers of all its passages."""
        if self._cells is None:
            return set(faiss.vector_to_array(self._index.id_map).tolist())
        lists = self._cells.invlists
        return {
            int(number)
            for cell in range(lists.nlist)
            for number in faiss.rev_swig_ptr(lists.get_ids(cell), lists.list_size(cell))
        }

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

    @property
    def exact(self) -> bool:
        """Whether passages are compared one by one."""
        return self._cells is None

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
        return {number: float(self.vector(number) @ query) for number in ids}

    def vector(self, number: int) -> Vectors:
        """(dim,) of one passage; RuntimeError where there is none of this number."""
        return np.asarray(self._index.reconstruct(number), dtype=np.float32)


def _blocks(passages: Iterable[tuple[int, Vectors]]) -> Iterator[list[tuple[int, Vectors]]]:
    rest = iter(passages)
    while block := list(islice(rest, _BLOCK)):
        yield block
