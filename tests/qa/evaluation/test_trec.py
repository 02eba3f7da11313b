from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import GoldError
from qa.evaluation.bootstrap import Metric
from qa.evaluation.scoring import score
from qa.evaluation.trec import read_qrels, read_run, write_qrels, write_run
from support.evaluation import write_lines


def test_judgements_are_read_in_four_columns_or_three(tmp_path: Path) -> None:
    four = write_lines(tmp_path / "four", "q1 0 d1 2", "q1 0 d2 0", "", "q2 0 d1 1")
    three = write_lines(tmp_path / "three", "query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "q2\td1\t1")
    assert read_qrels(four) == read_qrels(three) == {"q1": {"d1": 2, "d2": 0}, "q2": {"d1": 1}}


def test_a_run_is_ordered_by_its_scores(tmp_path: Path) -> None:
    file = write_lines(tmp_path / "run", "q Q0 a 1 0.5 tag", "q Q0 b 2 0.9 tag")
    assert list(read_run(file)["q"].items()) == [("b", 0.9), ("a", 0.5)]


names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=5)


@settings(max_examples=30)
@given(run=st.dictionaries(names, st.dictionaries(names, st.integers(1, 99), min_size=1), min_size=1))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, run: dict[str, dict[str, int]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "trec"
    write_qrels(file, run)
    assert read_qrels(file) == run
    write_run(file, {query: {name: float(score) for name, score in found.items()} for query, found in run.items()})
    assert read_run(file) == run


def test_a_run_is_written_as_trec_has_it(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"q 1": {"a b": 1.0, "c": 0.5}})
    assert (tmp_path / "run").read_text(encoding="utf-8") == (
        "q_1 Q0 a_b 1 1.000000 reviewqa\nq_1 Q0 c 2 0.500000 reviewqa\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("q Q0 d 1 0.5", "broken rows, so nothing was measured: line 1"),
        ("q Q0 d 1 high tag", "line 1"),
        ("q Q0 d 1 nan tag", "line 1"),
        ("", "holds no document found"),
        ("q Q0 d 1 0.5 tag\nq Q0 d 2 0.4 tag", "two values for one document of a query: d for q"),
    ],
)
def test_a_broken_run_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(GoldError, match=said):
        read_run(write_lines(tmp_path / "run", line))


def test_a_run_of_any_program_is_scored(tmp_path: Path) -> None:
    run = write_lines(tmp_path / "run", "q1 Q0 d1 1 0.9 t", "q2 Q0 d9 1 0.9 t", "q2 Q0 d2 2 0.8 t", "qx Q0 d1 1 1 t")
    qrels = write_lines(tmp_path / "qrels", "q1 0 d1 1", "q2 0 d2 1", "q3 0 d3 1", "qx 0 d1 0", "q4 0 d1 1")
    report = score(run, qrels)
    assert (report.gold, report.questions, report.unit) == (str(run), 4, "document")
    assert report.metrics["mrr"].value == pytest.approx((1 + 1 / 2) / 4)
    assert "roc_auc" not in report.metrics
    assert list(report.notes) == [
        "Left out: 1 question without a relevant document: qx.",
        "2 questions not in the run, which counts as zero: q3, q4.",
    ]
    assert isinstance(report.metrics["ndcg_at_10"], Metric)


def test_a_run_without_a_judged_query_is_refused(tmp_path: Path) -> None:
    run, qrels = write_lines(tmp_path / "run", "q Q0 d 1 1 t"), write_lines(tmp_path / "qrels", "p 0 d 1")
    with pytest.raises(GoldError, match="has no query in common with"):
        score(run, qrels)
