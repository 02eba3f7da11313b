from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import GoldError
from qa.evaluation.bootstrap import Metric
from qa.evaluation.compare import Changed, Difference, compare
from qa.evaluation.figures import Result


def result(name: str, rank: int | None, confidence: float, answered: bool = True, answerable: bool = True) -> Result:
    values = {"answer_in_first": float(rank == 1)} if answerable else {}
    return Result(name, f"{name}?", answerable, answered, confidence, rank, values)


def report(file: Path, *results: Result) -> Path:
    file.write_text(json.dumps({"results": [asdict(one) for one in results]}), encoding="utf-8")
    return file


def test_differences_are_those_of_the_questions_that_both_have(tmp_path: Path) -> None:
    before = report(
        tmp_path / "a.json",
        result("same", 1, 0.9),
        result("better", 3, 0.4, answered=False),
        result("worse", 1, 0.8),
        result("refused", None, 0.7, answerable=False),
        result("only before", 1, 0.9),
    )
    after = report(
        tmp_path / "b.json",
        result("worse", 2, 0.8),
        result("same", 1, 0.9),
        result("better", 1, 0.6),
        result("refused", None, 0.2, answered=False, answerable=False),
        result("only after", 1, 0.9),
    )
    found = compare(before, after)
    assert (found.before, found.after, found.questions) == (str(before), str(after), 4)
    first = found.differences["answer_in_first"]
    assert (first.before, first.after, first.change.value) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 0)
    assert -1 <= first.change.low < 0 < first.change.high <= 1
    assert found.differences["false_answer_rate"] == Difference(1, 0, Metric(-1, -1, -1))
    assert found.changed == [
        Changed("better", "better?", ["first", "answered"], [], (3, 1), (0.4, 0.6)),
        Changed("worse", "worse?", [], ["first"], (1, 2), (0.8, 0.8)),
        Changed("refused", "refused?", ["refused"], [], (None, None), (0.7, 0.2)),
    ]
    assert found.notes == ["Left out: 2 questions not in both, or not the same: only before, only after."]
    assert json.loads(json.dumps(found.to_dict()))["changed"][0]["ranks"] == [3, 1]


def test_reports_of_other_questions_cannot_be_compared(tmp_path: Path) -> None:
    one, other = report(tmp_path / "a.json", result("a", 1, 0.9)), report(tmp_path / "b.json", result("b", 1, 0.9))
    with pytest.raises(GoldError, match="have no question in common"):
        compare(one, other)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"results": 7}', '{"results": [7]}', '{"results": [{"id": 1}]}'])
def test_what_is_no_report_is_told(tmp_path: Path, content: Any) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(
        GoldError, match=r"a\.json: is not a report of this version\. Make one: reviewqa eval SET --json"
    ):
        compare(tmp_path / "a.json", tmp_path / "a.json")
