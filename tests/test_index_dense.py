from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryDamagedError
from index.dense import DenseIndex
from index.encoder import normalised

AXES = np.eye(4, dtype=np.float32)
IDS = np.array([10, 20, 30, 40], dtype=np.int64)


def axes() -> DenseIndex:
    return DenseIndex.build(IDS, AXES)


def test_an_index_knows_its_size_and_dimension() -> None:
    assert (axes().size, axes().dim) == (4, 4)


def test_a_vector_finds_itself_with_cosine_one() -> None:
    assert axes().search(AXES[2], 1) == {30: 1.0}


def test_results_come_best_first_with_their_cosines() -> None:
    found = axes().search(np.array([0.0, 0.6, 0.8, 0.0], dtype=np.float32), 2)
    assert list(found) == [30, 20]
    assert list(found.values()) == pytest.approx([0.8, 0.6])


def test_an_opposite_vector_has_cosine_minus_one() -> None:
    assert axes().search(-AXES[0], 4)[10] == -1.0


def test_a_limit_over_the_size_returns_all() -> None:
    assert sorted(axes().search(AXES[0], 1000)) == [10, 20, 30, 40]


def test_a_limit_of_nought_returns_nothing() -> None:
    assert axes().search(AXES[0], 0) == {}


def test_the_cosines_of_given_passages_keep_their_order() -> None:
    assert list(axes().score(AXES[1], [40, 20]).items()) == [(40, 0.0), (20, 1.0)]


def test_the_cosines_of_no_passages_are_none() -> None:
    assert axes().score(AXES[1], []) == {}


@given(st.integers(1, 40), st.integers(2, 12), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_search_equals_brute_force(count: int, dim: int, limit: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = normalised(rng.standard_normal((count, dim)).astype(np.float32))
    query = normalised(rng.standard_normal(dim).astype(np.float32))
    ids = rng.choice(10_000, count, replace=False).astype(np.int64)
    cosines = dict(zip(ids.tolist(), (vectors @ query).tolist(), strict=True))
    best = sorted(cosines, key=lambda number: -cosines[number])[:limit]

    found = DenseIndex.build(ids, vectors).search(query, limit)

    assert [cosines[number] for number in found] == pytest.approx([cosines[number] for number in best], abs=1e-6)
    assert list(found.values()) == pytest.approx([cosines[number] for number in found], abs=1e-6)
    assert list(found.values()) == sorted(found.values(), reverse=True)


@given(st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_score_equals_search(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = normalised(rng.standard_normal((count, 8)).astype(np.float32))
    query = normalised(rng.standard_normal(8).astype(np.float32))
    index = DenseIndex.build(np.arange(1, count + 1, dtype=np.int64), vectors)
    assert index.score(query, list(range(1, count + 1))) == pytest.approx(index.search(query, count), abs=1e-6)


def test_an_index_written_and_opened_answers_alike(tmp_path: Path) -> None:
    query = normalised(np.array([1, 2, 3, 4], dtype=np.float32))
    axes().write(tmp_path / "dense.faiss")
    assert DenseIndex.open(tmp_path / "dense.faiss").search(query, 4) == axes().search(query, 4)


def test_a_missing_file_is_damage_and_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError) as caught:
        DenseIndex.open(tmp_path / "dense.faiss")
    assert str(caught.value) == f"{tmp_path / 'dense.faiss'}: the FAISS index cannot be read."


def test_a_file_cut_anywhere_is_damage(tmp_path: Path) -> None:
    file = tmp_path / "dense.faiss"
    axes().write(file)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(LibraryDamagedError):
            DenseIndex.open(file)


def test_a_foreign_file_is_damage(tmp_path: Path) -> None:
    (tmp_path / "dense.faiss").write_text("not an index " * 100, encoding="utf-8")
    with pytest.raises(LibraryDamagedError):
        DenseIndex.open(tmp_path / "dense.faiss")
