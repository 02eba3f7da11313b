"""Fits in which no feature counts against what it speaks for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.logistic import listwise, non_negative

FIRST = np.array([True, False, False])


def test_the_feature_that_tells_the_rows_of_a_group_apart_gets_all_the_weight() -> None:
    rows = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.0, 0.5, 0.5]])
    assert listwise([(rows, FIRST)], [1.0]) == pytest.approx([1.0, 0.0, 0.0])


def test_a_group_weighs_as_much_as_it_counts() -> None:
    one, other = np.eye(2), np.eye(2)[::-1]
    groups = [(one, FIRST[:2]), (other, FIRST[:2])]
    assert listwise(groups, [0.9, 0.1]) == pytest.approx([1.0, 0.0], abs=1e-6)
    assert listwise(groups, [0.1, 0.9]) == pytest.approx([0.0, 1.0], abs=1e-6)


def test_any_of_several_right_rows_may_come_first() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    assert listwise([(rows, np.array([True, True, False]))], [1.0]) == pytest.approx([0.5, 0.5], abs=1e-6)


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=2, max_size=6), st.integers(0, 5))
def test_weights_are_shares(rows: list[list[float]], right: int) -> None:
    which = np.arange(len(rows)) == right % len(rows)
    weights = listwise([(np.array(rows), which)], [1.0])
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1) or not weights.any()


def test_a_feature_that_would_count_against_is_left_out() -> None:
    x = np.array([[0.0, 1.0], [0.1, 0.9], [0.9, 0.1], [1.0, 0.0]])
    intercept, weights = non_negative(x, np.array([False, False, True, True]))
    assert weights[0] > 0 == weights[1]
    assert intercept + weights @ [0.5, 0.5] == pytest.approx(0, abs=1e-6)
