from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryDamagedError
from index.models.encoder import Vectors, normalised
from index.store import dense
from index.store.dense import DenseIndex
from index.store.selection import Scope

AXES = np.eye(4, dtype=np.float32)
IDS = [10, 20, 30, 40]


def build(ids: list[int], vectors: Vectors) -> DenseIndex:
    return DenseIndex.build(vectors.shape[1], zip(ids, vectors, strict=True), len(ids))


def axes() -> DenseIndex:
    return build(IDS, AXES)


def some(count: int, dim: int, seed: int) -> Vectors:
    return normalised(np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32))


def test_an_index_knows_its_size_dimension_and_numbers() -> None:
    assert (axes().size, axes().dim, axes().numbers()) == (4, 4, {10, 20, 30, 40})


def test_few_passages_are_compared_exactly() -> None:
    assert axes().exact


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


def test_a_vector_is_read_back_as_it_was() -> None:
    vectors = some(3, 8, 1)
    assert build([5, 2**40, 7], vectors).vector(2**40).tolist() == vectors[1].tolist()


def test_an_unknown_passage_has_no_vector() -> None:
    with pytest.raises(RuntimeError):
        axes().vector(11)


def test_an_index_of_no_passages_finds_nothing(tmp_path: Path) -> None:
    DenseIndex.build(4, [], 0).write(tmp_path / "dense.faiss")
    empty = DenseIndex.open(tmp_path / "dense.faiss")
    assert (empty.size, empty.dim, empty.numbers(), empty.search(AXES[0], 5)) == (0, 4, set(), {})


def test_an_index_of_no_passages_can_be_added_to() -> None:
    index = DenseIndex.build(4, [], 0)
    index.add(zip(IDS, AXES, strict=True))
    assert index.search(AXES[3], 1) == {40: 1.0}


@given(st.integers(1, 40), st.integers(2, 12), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_search_equals_brute_force(count: int, dim: int, limit: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors, query = some(count, dim, seed), some(1, dim, seed + 1)[0]
    ids = rng.choice(10_000, count, replace=False).tolist()
    cosines = dict(zip(ids, (vectors @ query).tolist(), strict=True))
    best = sorted(cosines, key=lambda number: -cosines[number])[:limit]

    found = build(ids, vectors).search(query, limit)

    assert [cosines[number] for number in found] == pytest.approx([cosines[number] for number in best], abs=1e-6)
    assert list(found.values()) == pytest.approx([cosines[number] for number in found], abs=1e-6)
    assert list(found.values()) == sorted(found.values(), reverse=True)


@given(st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_score_equals_search(count: int, seed: int) -> None:
    vectors, query = some(count, 8, seed), some(1, 8, seed + 1)[0]
    numbers = list(range(1, count + 1))
    index = build(numbers, vectors)
    assert index.score(query, numbers) == pytest.approx(index.search(query, count), abs=1e-6)


@given(st.integers(1, 30), st.data(), st.integers(0, 2**32 - 1))
def test_an_index_after_adding_and_removing_answers_as_one_of_what_is_left(
    count: int, data: st.DataObject, seed: int
) -> None:
    vectors, query = some(count, 6, seed), some(1, 6, seed + 1)[0]
    numbers = list(range(100, 100 + count))
    first = data.draw(st.integers(0, count))
    gone = data.draw(st.sets(st.sampled_from(numbers)))

    index = build(numbers[:first], vectors[:first])
    index.add(zip(numbers[first:], vectors[first:], strict=True))
    index.remove(gone)

    left = [at for at, number in enumerate(numbers) if number not in gone]
    expected = build([numbers[at] for at in left], vectors[left])
    assert index.numbers() == expected.numbers() == set(numbers) - gone
    assert index.search(query, count) == pytest.approx(expected.search(query, count), abs=1e-6)


@pytest.mark.parametrize("few", [0, 2_000])
@given(count=st.integers(1, 40), data=st.data(), limit=st.integers(0, 50), seed=st.integers(0, 2**32 - 1))
def test_a_search_among_some_passages_is_one_among_all_without_the_others(
    few: int, count: int, data: st.DataObject, limit: int, seed: int
) -> None:
    vectors, query = some(count, 6, seed), some(1, 6, seed + 1)[0]
    numbers = [number << 20 for number in range(1, count + 1)]
    among = data.draw(st.sets(st.sampled_from(numbers), min_size=1))
    index = build(numbers, vectors)
    everything = index.search(query, count)
    expected = [(number, cosine) for number, cosine in everything.items() if number in among][:limit]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "_FEW", few)  # 0: passed over by FAISS; 2,000: compared one by one
        found = index.search(query, limit, Scope.of(sorted(among)))

    assert list(found) == [number for number, _ in expected]
    assert list(found.values()) == pytest.approx([cosine for _, cosine in expected], abs=1e-6)


def test_removing_nothing_and_what_is_not_there_changes_nothing() -> None:
    index = axes()
    index.remove([])
    index.remove([11, 12])
    assert index.search(AXES[1], 4) == axes().search(AXES[1], 4)


def test_passages_come_in_from_an_iterator_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "_BLOCK", 3)
    vectors = some(10, 4, 3)
    index = DenseIndex.build(4, iter(list(enumerate(vectors))), 10)
    assert [index.vector(number).tolist() for number in range(10)] == vectors.tolist()


def test_an_index_written_and_opened_answers_alike(tmp_path: Path) -> None:
    query = normalised(np.array([1, 2, 3, 4], dtype=np.float32))
    axes().write(tmp_path / "dense.faiss")
    assert DenseIndex.open(tmp_path / "dense.faiss").search(query, 4) == axes().search(query, 4)


def test_an_opened_index_can_be_changed_and_the_file_stays(tmp_path: Path) -> None:
    axes().write(tmp_path / "dense.faiss")
    opened = DenseIndex.open(tmp_path / "dense.faiss")
    opened.remove([10])
    opened.add([(50, AXES[0])])
    assert opened.search(AXES[0], 1) == {50: 1.0}
    assert DenseIndex.open(tmp_path / "dense.faiss").numbers() == {10, 20, 30, 40}


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


# Many passages: cells, a byte a component

COUNT, DIM, CELLS = 400, 16, 8
NUMBERS = [number << 20 for number in range(1, COUNT + 1)]
VECTORS = some(COUNT, DIM, 7)
QUERIES = some(20, DIM, 8)
CUT_OFF = (
    0.1  # how far a cosine is off where a vector that came later exceeds the spread of those that placed the cells
)


@pytest.fixture
def small_cells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cells from 100 passages on; as many are looked at as there are, so that every passage is compared."""
    monkeypatch.setattr(dense, "MANY", 100)
    monkeypatch.setattr(dense, "_CELLS", CELLS)
    monkeypatch.setattr(dense, "_CELLS_LOOKED_AT", CELLS)
    monkeypatch.setattr(dense, "_TRAINED_ON", 350)
    yield


@pytest.fixture
def cells(small_cells: None) -> DenseIndex:
    return build(NUMBERS, VECTORS)


def assert_close(index: DenseIndex, expected: dict[int, Vectors], off: float = 0.02) -> None:
    """Every passage, and nothing else, is found with nearly its cosine: each component is rounded to a byte."""
    assert index.numbers() == expected.keys()
    assert index.size == len(expected)
    for query in QUERIES:
        found = index.search(query, len(NUMBERS) + 1)
        assert found.keys() == expected.keys()
        assert list(found.values()) == sorted(found.values(), reverse=True)
        assert max(abs(score - float(expected[number] @ query)) for number, score in found.items()) < off


def test_many_passages_are_put_into_cells(cells: DenseIndex) -> None:
    assert (cells.exact, cells.size, cells.dim) == (False, COUNT, DIM)


@pytest.mark.usefixtures("small_cells")
@pytest.mark.parametrize(("count", "exact"), [(99, True), (100, False)])
def test_cells_are_used_from_many_passages_on(count: int, exact: bool) -> None:
    assert build(NUMBERS[:count], VECTORS[:count]).exact is exact


def test_cells_find_every_passage_with_nearly_its_cosine(cells: DenseIndex) -> None:
    assert_close(cells, dict(zip(NUMBERS, VECTORS, strict=True)))


def test_a_vector_in_cells_finds_itself_first(cells: DenseIndex) -> None:
    found = [next(iter(cells.search(vector, 1))) for vector in VECTORS[::10]]
    assert found == NUMBERS[::10]


def test_a_vector_comes_back_from_cells_nearly_as_it_was(cells: DenseIndex) -> None:
    cosines = [
        float(normalised(cells.vector(number)) @ vector) for number, vector in zip(NUMBERS, VECTORS, strict=True)
    ]
    assert min(cosines) > 0.9999


def test_an_unknown_passage_has_no_vector_in_cells(cells: DenseIndex) -> None:
    with pytest.raises(RuntimeError):
        cells.vector(11)


def test_the_cosines_of_given_passages_in_cells_are_those_of_a_search(cells: DenseIndex) -> None:
    found = cells.search(QUERIES[0], COUNT)
    assert cells.score(QUERIES[0], NUMBERS[5:9]) == pytest.approx({n: found[n] for n in NUMBERS[5:9]}, abs=1e-5)


@pytest.mark.usefixtures("small_cells")
def test_a_search_that_looks_at_some_cells_finds_what_stands_in_them_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dense, "_CELLS_LOOKED_AT", 1)
    found = build(NUMBERS, VECTORS).search(VECTORS[0], COUNT)
    assert next(iter(found)) == NUMBERS[0]
    assert 0 < len(found) < COUNT
    assert found.keys() < set(NUMBERS)


def test_passages_are_added_to_cells(small_cells: None) -> None:
    index = build(NUMBERS[:320], VECTORS[:320])
    index.add(zip(NUMBERS[320:], VECTORS[320:], strict=True))
    assert_close(index, dict(zip(NUMBERS, VECTORS, strict=True)), CUT_OFF)


def test_passages_are_removed_from_cells(cells: DenseIndex) -> None:
    cells.remove(NUMBERS[::3])
    left = {number: vector for number, vector in zip(NUMBERS, VECTORS, strict=True) if number not in NUMBERS[::3]}
    assert_close(cells, left)
    with pytest.raises(RuntimeError):
        cells.vector(NUMBERS[0])


def test_a_removed_passage_comes_back_to_cells_with_another_vector(cells: DenseIndex) -> None:
    cells.remove([NUMBERS[0]])
    cells.add([(NUMBERS[0], VECTORS[1])])
    assert cells.size == COUNT
    assert cells.vector(NUMBERS[0]).tolist() == cells.vector(NUMBERS[1]).tolist()


def test_cells_written_and_opened_answer_alike_and_can_be_changed(cells: DenseIndex, tmp_path: Path) -> None:
    cells.write(tmp_path / "dense.faiss")
    opened = DenseIndex.open(tmp_path / "dense.faiss")
    assert not opened.exact
    assert opened.numbers() == set(NUMBERS)
    assert [opened.search(query, 10) for query in QUERIES] == [cells.search(query, 10) for query in QUERIES]
    opened.remove(NUMBERS[1:])
    opened.add([(7, VECTORS[1])])
    assert_close(opened, {NUMBERS[0]: VECTORS[0], 7: VECTORS[1]})


def test_nothing_of_a_removed_passage_is_left_in_cells(cells: DenseIndex, tmp_path: Path) -> None:
    cells.remove(NUMBERS[100:])
    cells.write(tmp_path / "few.faiss")
    whole = build(NUMBERS[:100], VECTORS[:100])
    whole.write(tmp_path / "whole.faiss")
    assert (tmp_path / "few.faiss").stat().st_size == (tmp_path / "whole.faiss").stat().st_size


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.999])
def test_cells_cut_short_are_damage(cells: DenseIndex, tmp_path: Path, share: float) -> None:
    file = tmp_path / "dense.faiss"
    cells.write(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LibraryDamagedError):
        DenseIndex.open(file)


@pytest.mark.usefixtures("small_cells")
def test_vectors_that_are_all_alike_are_put_into_cells_too() -> None:
    index = build(NUMBERS[:120], np.tile(AXES[0], (120, 1)))
    assert (index.exact, len(index.search(AXES[0], 200))) == (False, 120)


@pytest.mark.usefixtures("small_cells")
@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize("share", [2, 5, 40])
def test_a_search_of_cells_among_some_passages_is_one_among_all_without_the_others(
    monkeypatch: pytest.MonkeyPatch, few: int, share: int
) -> None:
    monkeypatch.setattr(dense, "_FEW", few)
    among = NUMBERS[::share]
    index = build(NUMBERS, VECTORS)
    for query in QUERIES:
        left = [number for number in index.search(query, COUNT) if number in set(among)]
        assert list(index.search(query, 7, Scope.of(among))) == left[:7]


@pytest.mark.usefixtures("small_cells")
def test_the_fewer_passages_are_left_the_more_cells_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "_CELLS_LOOKED_AT", 2)
    index = build(NUMBERS, VECTORS)
    looked_at = [index._make_parameters(Scope.of(NUMBERS[:left])).nprobe for left in (400, 100, 25, 1)]
    assert looked_at == [2, 4, 8, CELLS]
