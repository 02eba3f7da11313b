"""Exact search against the nearest cells, as `index/store/dense.py` does from 20,000 passages on.

    python bench/dense_index.py [LIBRARY]

Over the vectors of a library's passages; without LIBRARY over 150,000 made-up vectors in 500 clusters. Prints, for
each kind of index: milliseconds a search (median of 200), the share of the exact 50 nearest that it finds, megabytes.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.models.encoder import Vectors, normalised
from index.store.dense import DenseIndex

PASSAGES = 150_000
DIM = 384
NEAREST = 50


def made_up() -> Vectors:
    """(150000, 384): clusters with noise."""
    chance = np.random.default_rng(0)
    centres = chance.standard_normal((500, DIM)).astype(np.float32)
    noise = 1.2 * chance.standard_normal((PASSAGES, DIM)).astype(np.float32)
    return normalised(centres[chance.integers(0, len(centres), PASSAGES)] + noise)


def of_library(folder: Path) -> Vectors:
    """(n, dim): its passages as stored."""
    import qa

    with qa.open(folder) as engine:
        dense = engine.library.dense
        return np.stack([dense.vector(number) for number in sorted(dense.numbers())])


def measured(index: Any, queries: Vectors, exact: list[set[int]] | None) -> tuple[float, list[set[int]], float, float]:
    """Median milliseconds, what was found, its share of the exact, megabytes of the file."""
    taken, found = [], []
    for query in queries:
        start = time.perf_counter()
        _, ids = index.search(query[np.newaxis], NEAREST)
        taken.append(1000 * (time.perf_counter() - start))
        found.append(set(ids[0].tolist()))
    share = statistics.mean(len(a & b) / NEAREST for a, b in zip(found, exact or found, strict=True))
    with tempfile.NamedTemporaryFile() as file:
        faiss.write_index(index, file.name)
        return statistics.median(taken), found, share, Path(file.name).stat().st_size / 1e6


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path, nargs="?")
    chosen = parser.parse_args()
    vectors = of_library(chosen.library) if chosen.library else made_up()
    chance = np.random.default_rng(1)
    noise = 0.02 * chance.standard_normal((200, vectors.shape[1])).astype(np.float32)
    queries = normalised(vectors[chance.integers(0, len(vectors), 200)] + noise)
    faiss.omp_set_num_threads(1)
    exact: list[set[int]] | None = None
    print(f"{len(vectors):,} passages\n{'index':<22}{'ms':>8}{'found':>8}{'MB':>8}")
    for name in ("Flat", "SQ8"):
        index = faiss.index_factory(vectors.shape[1], name, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        median, found, share, size = measured(index, queries, exact)
        exact = exact or found
        print(f"{name:<22}{median:>8.2f}{share:>8.3f}{size:>8.0f}")
    ours = DenseIndex.build(vectors.shape[1], enumerate(vectors), len(vectors))
    median, _, share, size = measured(ours._index, queries, exact)
    print(f"{'index/store/dense.py':<22}{median:>8.2f}{share:>8.3f}{size:>8.0f}")


if __name__ == "__main__":
    main()
