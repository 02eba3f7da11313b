from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.bootstrap import Metric, differences, with_intervals
from qa.evaluation.figures import FIGURES, NEED_UNANSWERABLE, PER_QUESTION, Columns, Result, figures
from qa.evaluation.refusing import (
    expected_calibration_error,
    false_answers_at,
    reliability,
    risk_coverage,
    risk_coverage_area,
    roc_auc,
    roc_curve,
)

scores = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]) | st.floats(0, 1), min_size=1, max_size=12)


@given(positive=scores, negative=scores)
def test_roc_auc_is_the_share_of_pairs_in_the_right_order(positive: list[float], negative: list[float]) -> None:
    half = sum(2 * (one > other) + (one == other) for one in positive for other in negative)
    exact = Fraction(half, 2 * len(positive) * len(negative))
    assert roc_auc(np.array(positive), np.array(negative)) == pytest.approx(float(exact), abs=1e-12)


@given(positive=scores, negative=scores)
def test_roc_auc_of_the_opposite_question_is_the_rest(positive: list[float], negative: list[float]) -> None:
    left, right = np.array(positive), np.array(negative)
    assert roc_auc(left, right) + roc_auc(right, left) == pytest.approx(1, abs=1e-12)


@given(positive=scores, negative=scores)
def test_the_area_under_the_roc_curve_is_roc_auc(positive: list[float], negative: list[float]) -> None:
    left, right = np.array(positive), np.array(negative)
    points = list(zip(*roc_curve(left, right), strict=True))
    area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(points))
    assert (points[0], points[-1]) == ((0, 0), (1, 1))
    assert area == pytest.approx(roc_auc(left, right), abs=1e-9)


def test_roc_auc_of_small_sets() -> None:
    assert roc_auc(np.array([0.9, 0.8]), np.array([0.1, 0.2])) == 1
    assert roc_auc(np.array([0.5]), np.array([0.5])) == 0.5
    assert roc_auc(np.array([0.9, 0.3]), np.array([0.5, 0.3])) == 0.625


def test_false_answers_are_counted_where_nine_in_ten_are_answered() -> None:
    positive = np.arange(1, 11) / 10  # nine in ten are at 0.2 or above
    assert false_answers_at(0.9, positive, np.array([0.1, 0.19, 0.2, 0.3])) == 0.5
    assert false_answers_at(0.9, np.array([0.4]), np.array([0.3, 0.4])) == 0.5


def test_risk_is_the_share_of_wrong_among_the_surest() -> None:
    confidence, wrong = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0, 1.0, 0.0])
    assert risk_coverage(confidence, wrong).tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])
    assert risk_coverage_area(confidence, wrong) == pytest.approx((1 / 3 + 1 / 2) / 4)


def test_questions_of_one_confidence_come_in_no_order() -> None:
    assert risk_coverage(np.full(4, 0.5), np.array([1.0, 0, 0, 0])).tolist() == pytest.approx([0.25] * 4)


@given(drawn=st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.8]), st.booleans()), min_size=1, max_size=20))
def test_the_order_of_the_questions_changes_no_figure(drawn: list[tuple[float, bool]]) -> None:
    confidence, wrong = (np.array(column, float) for column in zip(*drawn, strict=True))
    for measure in (risk_coverage_area, expected_calibration_error):
        assert measure(confidence, wrong) == pytest.approx(measure(confidence[::-1], wrong[::-1]), abs=1e-12)


def test_calibration_is_measured_in_ten_bins_of_equal_number() -> None:
    confidence = np.repeat(np.arange(10) / 10 + 0.05, 4)
    positive = np.tile([1.0, 1.0, 0.0, 0.0], 10)
    bins = reliability(confidence, positive)
    assert [(round(one.confidence, 2), one.share, one.size) for one in bins] == [
        (round(0.95 - at / 10, 2), 0.5, 4) for at in range(10)
    ]
    assert expected_calibration_error(confidence, positive) == pytest.approx(0.25)
    assert expected_calibration_error(np.array([0.9, 0.2]), np.array([1.0, 0.0])) == pytest.approx(0.15)


# the figures of results


def result(name: str, rank: int | None, confidence: float, answerable: bool = True, answered: bool = True) -> Result:
    values = {"answer_in_first": float(rank == 1), "mrr": 1 / rank if rank else 0.0} if answerable else {}
    return Result(name, name, answerable, answered, confidence, rank, values)


RESULTS = [
    result("a", 1, 0.9),
    result("b", 2, 0.8, answered=False),
    result("c", None, 0.3, answered=False),
    result("x", None, 0.85, answerable=False),
    result("y", None, 0.1, answerable=False, answered=False),
]


def test_every_figure_is_computed_from_what_was_recorded() -> None:
    assert figures(Columns.of(RESULTS)) == pytest.approx(
        {
            "answer_in_first": 1 / 3,
            "mrr": 1 / 2,
            "roc_auc": 4 / 6,
            "risk_coverage_area": (0 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5) / 5,
            "false_answers_at_90": 1 / 2,
            "ece": (0.1 + 0.2 + 0.7 + 0.85 + 0.1) / 5,
            "false_answer_rate": 1 / 2,
            "false_refusal_rate": 2 / 3,
        }
    )


def test_figures_are_named_in_the_order_of_the_table() -> None:
    assert list(figures(Columns.of(RESULTS))) == [name for name in FIGURES if name in figures(Columns.of(RESULTS))]
    assert PER_QUESTION[-1] == "quote_words"


def test_without_unanswerable_questions_their_figures_are_left_out() -> None:
    found = figures(Columns.of(RESULTS[:3]))
    assert not set(found) & set(NEED_UNANSWERABLE)
    assert set(found) == {"answer_in_first", "mrr", "risk_coverage_area", "false_refusal_rate"}


def test_without_answerable_questions_false_answers_are_left() -> None:
    assert figures(Columns.of(RESULTS[3:])) == {"false_answer_rate": 0.5}


def test_a_run_says_nothing_about_refusing() -> None:
    one = Result("a", "a", True, None, None, 1, {"mrr": 1.0})
    assert figures(Columns.of([one])) == {"mrr": 1.0}


def test_a_figure_that_one_question_lacks_is_the_mean_of_the_others() -> None:
    rows = [Result(name, name, True, True, 0.5, 1, values) for name, values in (("a", {"quote_words": 4.0}), ("b", {}))]
    metric = with_intervals(Columns.of(rows))["quote_words"]
    assert metric == Metric(4, 4, 4)


# intervals


def halves(*values: float) -> Columns:
    rows = [Result(str(at), "", True, True, 0.5, None, {"mrr": value}) for at, value in enumerate(values)]
    return Columns.of(rows)


def test_the_interval_of_ten_questions_half_right_is_that_of_the_binomial_distribution() -> None:
    metric = with_intervals(halves(*[0.0, 1.0] * 5))["mrr"]
    assert (metric.value, metric.low, metric.high) == pytest.approx((0.5, 0.2, 0.8))


@settings(max_examples=3)
@given(sample=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=20))
def test_an_interval_is_the_same_each_time_and_stays_within_the_sample(sample: list[float]) -> None:
    metric = with_intervals(halves(*sample))["mrr"]
    assert metric == with_intervals(halves(*sample))["mrr"]
    assert min(sample) - 1e-12 <= metric.low <= metric.value + 1e-12 <= metric.high + 2e-12 <= max(sample) + 3e-12


def test_a_difference_is_drawn_over_the_same_questions() -> None:
    before, after = halves(0, 0.25, 0.5, 0.75), halves(0.25, 0.5, 0.75, 1)
    change = differences(before, after)["mrr"]
    assert (change.value, change.low, change.high) == pytest.approx((0.25, 0.25, 0.25))
    assert differences(before, before)["mrr"] == Metric(0, 0, 0)
