"""The dense index: passages' vectors in FAISS, compared by inner product.

Few passages are compared one by one, exactly. Many are compared by their nearest cells (inverted file; Jégou, Douze and
Schmid 2011) with a byte a component: a tenth of the time, a quarter of the memory (bench/dense_index.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamagedError
from index.models.encoder import Vectors
from index.store.selection import Scope

Ids = NDArray[np.int64]
MANY = 20_000  # passages from which on cells are used
_CELLS = 256
_CELLS_LOOKED_AT = 48
_TRAINED_ON = 30_000  # passages that place the cells
_HASHED = 2  # faiss.DirectMap.Hashtable: passages can be removed, and read back
_FEW = 2_000  # passages that are compared one by one where only they are searched
_SCOPES_KEPT = 4
_BLOCK = 10_000  # passages added at once


class DenseIndex:
    """Search over L2-normalised vectors, so that a score is a cosine."""

    def __init__(self, index: Any) -> None:
        self._index = index  # SWIG gives faiss.Index no types that hold
        self._cells: Any = faiss.try_extract_index_ivf(index)
        if self._cells is not None:
            self._cells.nprobe = _CELLS_LOOKED_AT
        self._parameters = lru_cache(_SCOPES_KEPT)(self._make_parameters)  # a large selector takes longer than a search
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

    def search(self, query: Vectors, limit: int, among: Scope | None = None) -> dict[int, float]:
        """Ids of the nearest passages with their cosines, best first.

        Args:
            query: (dim,), L2-normalised.
            limit: Most passages returned.
            among: The passages to search among; all where None.
        """
        if min(limit, self.size) < 1:
            return {}
        if among is not None and len(among) <= _FEW:
            return self._compare(query, limit, among)
        parameters = self._parameters(among) if among is not None else None
        scores, ids = self._index.search(query[np.newaxis, :], min(limit, self.size), params=parameters)
        return {int(number): float(score) for number, score in zip(ids[0], scores[0], strict=True) if number >= 0}

    def _compare(self, query: Vectors, limit: int, among: Scope) -> dict[int, float]:
        """The nearest of few passages, each compared."""
        cosines = self._index.reconstruct_batch(among.passages) @ query
        best = np.argsort(-cosines, kind="stable")[:limit]
        return {int(among.passages[at]): float(cosines[at]) for at in best}

    def _make_parameters(self, among: Scope) -> Any:
        """What FAISS needs to pass over all other passages.

        The fewer are left, the more cells are looked at: the nearest ones lie further off.
        """
        selector = faiss.IDSelectorBatch(among.passages)
        flat: Any = faiss.SearchParameters  # SWIG gives neither its arguments' types
        inverted: Any = faiss.SearchParametersIVF
        if self._cells is None:
            return flat(sel=selector)
        cells = round(_CELLS_LOOKED_AT * math.sqrt(self.size / len(among)))
        return inverted(sel=selector, nprobe=min(cells, self._cells.nlist))

    def score(self, query: Vectors, ids: list[int]) -> dict[int, float]:
        """Cosines of these passages."""
        if not ids:
            return {}
        cosines = self._index.reconstruct_batch(np.array(ids, dtype=np.int64)) @ query
        return dict(zip(ids, cosines.tolist(), strict=True))

    def vector(self, number: int) -> Vectors:
        """(dim,) of one passage; RuntimeError where no passage has this number."""
        return np.asarray(self._index.reconstruct(number), dtype=np.float32)


def _blocks(passages: Iterable[tuple[int, Vectors]]) -> Iterator[list[tuple[int, Vectors]]]:
    rest = iter(passages)
    while block := list(islice(rest, _BLOCK)):
        yield block
