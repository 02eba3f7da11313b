from __future__ import annotations

import json
from fractions import Fraction
from math import log2
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import build_library, page, saved
from corpus.errors import GoldError
from qa.engine import Engine
from qa.evaluate import Failure, Metric, Report, _bootstrap, evaluate, roc_auc

# Sentences that share the question's words in falling number, so that their order is known.
FINS = [
    "Zebrafish regrow their tail fins within weeks of an injury.",
    "Zebrafish regrow their tail fins after an injury.",
    "Zebrafish regrow their tail fins.",
    "Sharks swim in warm seas.",
]
FILLER = "Sparrows build nests from dry grass and feathers every spring."
ASKED = "zebrafish regrow tail fins within weeks of injury"
HEARTS = "Newts repair hearts."
UNKNOWN = "how to bake sourdough bread"
UNSURE = "does zebrafish oil cure gout, asthma, cataract or measles"
RANKING = ["answer_in_first", "answer_in_three", "answer_in_five", "mrr", "ndcg_at_10", "recall_at_10"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    text = page("Fins of fish", f"{' '.join(FINS)} {HEARTS} {FILLER}")
    library = build_library(tmp_path_factory.mktemp("fins") / "library", [saved(text, "fins.txt")])
    return Engine(library)


def gold(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def values(report: Report) -> dict[str, float]:
    return {name: metric.value for name, metric in report.metrics.items()}


def test_the_order_that_the_figures_below_count_on(engine: Engine) -> None:
    answer = engine.ask(ASKED, top_k=10)
    assert answer.answered
    assert [one.quote for one in answer.evidence][:3] == FINS[:3]
    assert not {FINS[3], HEARTS, FILLER} & {one.quote for one in answer.evidence}
    assert not engine.ask(UNKNOWN).answered
    unsure = engine.ask(UNSURE)
    assert not unsure.answered
    assert len(unsure.nearest) > 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([FINS[0]], [1, 1, 1, 1, 1, 1]),
        ([FINS[1]], [0, 1, 1, 1 / 2, 1 / log2(3), 1]),
        ([FINS[2]], [0, 1, 1, 1 / 3, 1 / log2(4), 1]),
        ([FILLER], [0, 0, 0, 0, 0, 0]),
        ([FINS[0], FILLER], [1, 1, 1, 1, 1 / (1 + 1 / log2(3)), 1 / 2]),
        ([FINS[0], FINS[2]], [1, 1, 1, 1, (1 + 1 / log2(4)) / (1 + 1 / log2(3)), 1]),
        ([FINS[1], FINS[2]], [0, 1, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)), 1]),
    ],
)
def test_ranking_figures_of_one_question_are_exact(
    engine: Engine, tmp_path: Path, answers: list[str], expected: list[float]
) -> None:
    report = evaluate(engine, gold(tmp_path, {"question": ASKED, "answers": answers}))
    assert [report.metrics[name].value for name in RANKING] == pytest.approx(expected, abs=1e-12)


def test_figures_are_means_over_questions(engine: Engine, tmp_path: Path) -> None:
    rows = [{"id": str(at), "question": ASKED, "answer": text} for at, text in enumerate([*FINS[:3], FILLER])]
    report = evaluate(engine, gold(tmp_path, *rows, {"id": "u", "question": UNKNOWN}))
    assert report.questions == 5
    assert values(report) == pytest.approx(
        {
            "answer_in_first": 1 / 4,
            "answer_in_three": 3 / 4,
            "answer_in_five": 3 / 4,
            "mrr": (1 + 1 / 2 + 1 / 3) / 4,
            "ndcg_at_10": (1 + 1 / log2(3) + 1 / log2(4)) / 4,
            "recall_at_10": 3 / 4,
            "roc_auc": 1,
            "false_answer_rate": 0,
            "false_refusal_rate": 0,
        },
        abs=1e-12,
    )


def test_an_answer_counts_where_a_quote_covers_half_of_it(engine: Engine, tmp_path: Path) -> None:
    following = f"{FINS[2]} {FINS[3]} {HEARTS}"
    half = following[: 2 * len(FINS[2])]
    whole = following[: 2 * len(FINS[2]) + 1]
    missed = evaluate(engine, gold(tmp_path, {"question": ASKED, "answer": whole}))
    found = evaluate(engine, gold(tmp_path, {"question": ASKED, "answer": half}))
    assert (missed.metrics["mrr"].value, found.metrics["mrr"].value) == (0, pytest.approx(1 / 3))


def test_ranking_is_measured_on_the_nearest_passages_of_a_refusal_too(engine: Engine, tmp_path: Path) -> None:
    nearest = engine.ask(UNSURE, top_k=10).nearest
    report = evaluate(engine, gold(tmp_path, {"question": UNSURE, "answer": nearest[1].quote}))
    assert (report.metrics["mrr"].value, report.metrics["false_refusal_rate"].value) == (1 / 2, 1)


def test_rates_count_false_answers_and_false_refusals(engine: Engine, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "answered", "question": ASKED, "answer": FINS[0]},
        {"id": "refused", "question": UNKNOWN, "answer": FINS[0]},
        {"id": "refused too", "question": "weather in Paris", "answer": FINS[0]},
        {"id": "rightly refused", "question": "price of gold"},
        {"id": "wrongly answered", "question": "do zebrafish regrow tail fins within weeks of an injury"},
    ]
    report = evaluate(engine, gold(tmp_path, *rows))
    assert report.metrics["false_refusal_rate"].value == pytest.approx(2 / 3)
    assert report.metrics["false_answer_rate"].value == 1 / 2


def test_failures_say_what_came_instead(engine: Engine, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "first", "question": ASKED, "answer": FINS[0]},
        {"id": "second", "question": ASKED, "answers": [FINS[1], FILLER]},
        {"id": "refused", "question": UNKNOWN, "answer": FINS[0]},
        {"id": "answered", "question": ASKED},
    ]
    report = evaluate(engine, gold(tmp_path, *rows))
    sure, unsure = (engine.ask(question, top_k=10) for question in (ASKED, UNKNOWN))
    rank = next((one.rank for one in unsure.nearest if one.quote == FINS[0]), None)
    expected = [Failure("second", ASKED, "not_first", [FINS[1], FILLER], FINS[0], 2, sure.confidence)]
    if rank != 1:
        expected.append(
            Failure("refused", UNKNOWN, "not_first", [FINS[0]], unsure.nearest[0].quote, rank, unsure.confidence)
        )
    expected += [
        Failure("refused", UNKNOWN, "false_refusal", [FINS[0]], unsure.nearest[0].quote, rank, unsure.confidence),
        Failure("answered", ASKED, "false_answer", [], FINS[0], None, sure.confidence),
    ]
    assert report.failures == expected


def test_a_question_that_cannot_be_asked_counts_as_refused(engine: Engine, tmp_path: Path) -> None:
    report = evaluate(engine, gold(tmp_path, {"id": "long", "question": "x" * 2001, "answer": FINS[0]}))
    assert report.metrics["false_refusal_rate"].value == 1
    assert [(one.kind, one.got, one.confidence) for one in report.failures] == [
        ("not_first", "", 0),
        ("false_refusal", "", 0),
    ]


def test_without_unanswerable_questions_their_figures_are_left_out(engine: Engine, tmp_path: Path) -> None:
    report = evaluate(engine, gold(tmp_path, {"question": ASKED, "answer": FINS[0]}))
    assert set(report.metrics) == {*RANKING, "false_refusal_rate"}


def test_without_answerable_questions_their_figures_are_left_out(engine: Engine, tmp_path: Path) -> None:
    report = evaluate(engine, gold(tmp_path, {"question": UNKNOWN}))
    assert report.metrics == {"false_answer_rate": Metric(0, 0, 0)}


def test_the_report_as_json_has_the_keys_that_were_promised(engine: Engine, tmp_path: Path) -> None:
    file = gold(tmp_path, {"question": ASKED, "answer": FINS[0]}, {"question": UNKNOWN})
    printed = json.loads(json.dumps(evaluate(engine, file).to_dict()))
    assert list(printed) == ["gold", "questions", "metrics", "failures"]
    assert (printed["gold"], printed["questions"]) == (str(file), 2)
    assert list(printed["metrics"]) == [*RANKING, "roc_auc", "false_answer_rate", "false_refusal_rate"]
    assert all(list(metric) == ["value", "low", "high"] for metric in printed["metrics"].values())


def test_a_report_is_the_same_each_time(engine: Engine, tmp_path: Path) -> None:
    file = gold(
        tmp_path,
        *({"id": str(at), "question": ASKED, "answer": text} for at, text in enumerate([*FINS[:3], FILLER])),
        {"id": "u", "question": UNKNOWN},
    )
    first, second = evaluate(engine, file), evaluate(engine, file)
    assert first == second
    assert all(metric.low <= metric.value <= metric.high for metric in first.metrics.values())
    assert first.metrics["answer_in_three"] == Metric(0.75, 0.25, 1.0)


def test_an_unknown_document_is_refused_before_anything_is_asked(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"Question g: the document 'gone\.txt' is not in the library"):
        evaluate(engine, gold(tmp_path, {"id": "g", "question": ASKED, "answer": FINS[0], "document": "gone.txt"}))


def test_an_answer_that_is_not_in_the_text_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="Question g: the answer 'Zebrafish sing' does not stand in any document"):
        evaluate(engine, gold(tmp_path, {"id": "g", "question": ASKED, "answer": "Zebrafish sing"}))


# the area under the ROC curve and the bootstrap

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


def test_roc_auc_of_small_sets() -> None:
    assert roc_auc(np.array([0.9, 0.8]), np.array([0.1, 0.2])) == 1
    assert roc_auc(np.array([0.5]), np.array([0.5])) == 0.5
    assert roc_auc(np.array([0.9, 0.3]), np.array([0.5, 0.3])) == 0.625


def test_the_interval_of_ten_questions_half_right_is_that_of_the_binomial_distribution() -> None:
    metric = _bootstrap(np.mean, np.array([0.0, 1.0] * 5))
    assert (metric.value, metric.low, metric.high) == pytest.approx((0.5, 0.2, 0.8))


@settings(max_examples=10)
@given(sample=st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=2, max_size=30))
def test_the_bootstrap_is_deterministic_and_stays_within_the_sample(sample: list[float]) -> None:
    metric = _bootstrap(np.mean, np.array(sample))
    assert metric == _bootstrap(np.mean, np.array(sample))
    assert min(sample) <= metric.low <= metric.high <= max(sample)
    assert metric.low <= metric.value + 1e-12
    assert metric.value <= metric.high + 1e-12
