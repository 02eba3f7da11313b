from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.encoder import Vectors, normalised
from index.store.packing import pack_vector, pack_words, unpack_vectors, unpack_words

DIMS = st.integers(1, 64)
SEEDS = st.integers(0, 2**32 - 1)


def unit(*numbers: float) -> Vectors:
    return normalised(np.array(numbers, dtype=np.float32))


def some(rows: int, dim: int, seed: int) -> Vectors:
    return normalised(np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32))


# Sentences: a byte a component


@given(DIMS, SEEDS)
def test_a_packed_vector_differs_by_no_more_than_rounding(dim: int, seed: int) -> None:
    """Half a step of peak/127 in each component, at most doubled when the length is restored."""
    (vector,) = some(1, dim, seed)
    unpacked = unpack_vectors([pack_vector(vector)])[0]
    assert (unpacked.shape, unpacked.dtype) == ((dim,), np.float32)
    assert np.linalg.norm(unpacked - vector) <= np.sqrt(dim) * np.abs(vector).max() / 127 + 1e-6


@given(DIMS, SEEDS)
def test_a_packed_vector_has_a_byte_a_component_and_comes_back_with_length_one(dim: int, seed: int) -> None:
    packed = pack_vector(some(1, dim, seed)[0])
    assert len(packed) == dim
    assert float(np.linalg.norm(unpack_vectors([packed])[0])) == pytest.approx(1, abs=1e-6)


@given(DIMS, SEEDS)
def test_a_vector_packed_again_is_the_same_bytes(dim: int, seed: int) -> None:
    packed = pack_vector(some(1, dim, seed)[0])
    assert pack_vector(unpack_vectors([packed])[0]) == packed


@pytest.mark.parametrize("axis", [unit(0, 1, 0), unit(-1, 0, 0)])
def test_a_vector_along_axes_comes_back_exactly(axis: Vectors) -> None:
    assert unpack_vectors([pack_vector(axis)])[0].tolist() == axis.tolist()


def test_the_bytes_of_a_vector_are_scaled_to_its_largest_component() -> None:
    assert np.frombuffer(pack_vector(unit(0.5, -1, 0.25)), dtype=np.int8).tolist() == [64, -127, 32]


def test_a_packed_vector_of_noughts_stays_nought() -> None:
    assert unpack_vectors([pack_vector(np.zeros(3, np.float32))])[0].tolist() == [0, 0, 0]


# Words: half a byte a component


@given(st.integers(0, 6), DIMS, SEEDS)
def test_packed_words_differ_by_no_more_than_rounding(rows: int, dim: int, seed: int) -> None:
    """Half a step of peak/7 in each component, at most doubled when the length is restored."""
    words = some(rows, dim, seed)
    unpacked = unpack_words([pack_words(words)], dim)[0]
    assert (unpacked.shape, unpacked.dtype) == ((rows, dim), np.float32)
    bound = np.sqrt(dim) * np.abs(words).max(axis=1, initial=0) / 7
    assert (np.linalg.norm(unpacked - words, axis=1) <= bound + 1e-6).all()


@given(st.integers(0, 6), DIMS, SEEDS)
def test_packed_words_have_half_a_byte_a_component_and_come_back_with_length_one(
    rows: int, dim: int, seed: int
) -> None:
    packed = pack_words(some(rows, dim, seed))
    assert len(packed) == rows * ((dim + 1) // 2)
    assert np.linalg.norm(unpack_words([packed], dim)[0], axis=1) == pytest.approx(np.ones(rows), abs=1e-6)


@given(st.integers(0, 6), DIMS, SEEDS)
def test_words_packed_again_are_the_same_bytes(rows: int, dim: int, seed: int) -> None:
    packed = pack_words(some(rows, dim, seed))
    assert pack_words(unpack_words([packed], dim)[0]) == packed


@given(st.integers(1, 6), DIMS, SEEDS)
def test_each_word_is_packed_by_itself(rows: int, dim: int, seed: int) -> None:
    words = some(rows, dim, seed)
    assert b"".join(pack_words(row[np.newaxis]) for row in words) == pack_words(words)


@pytest.mark.parametrize("rows", [[[0, 1, 0], [-1, 0, 0]], [[0, 0, 0, -1], [1, 0, 0, 0]]], ids=["odd", "even"])
def test_words_along_axes_come_back_exactly(rows: list[list[int]]) -> None:
    assert unpack_words([pack_words(np.array(rows, np.float32))], len(rows[0]))[0].tolist() == rows


def test_a_word_has_fifteen_levels_and_its_padding_is_nought() -> None:
    assert pack_words(np.array([[1, -1, 0.43]], np.float32)).hex() == "f1b0"


def test_a_packed_word_of_noughts_stays_nought() -> None:
    assert unpack_words([pack_words(np.zeros((2, 3), np.float32))], 3)[0].tolist() == [[0, 0, 0], [0, 0, 0]]
