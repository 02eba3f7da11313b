from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qa.command.cli import app
from support.evaluation import beir, faked, few_draws, lines_of, squad, write_lines
from support.libraries import FakeModel, build_library

__all__ = ["faked", "few_draws"]

FINS = "Zebrafish regrow their tail fins."


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in ("eval", *arguments)], catch_exceptions=False)


def assert_one_line(result: Result, *parts: str) -> None:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert all(part in result.stderr for part in ("reviewqa: ", *parts))


@pytest.fixture
def library(tmp_path: Path, faked: FakeModel) -> Path:
    folder = tmp_path / "mine"
    build_library(folder, [lines_of("fins.txt", FINS, "Newts.")]).close()
    return folder


def test_a_set_about_a_library_is_measured(library: Path, tmp_path: Path) -> None:
    gold = write_lines(
        tmp_path / "g.jsonl", {"id": "a", "question": "zebrafish fins", "answer": FINS}, {"question": "x"}
    )
    result = invoke(gold, "--library", library, "--json")
    assert (result.exit_code, result.stderr, result.stdout.count("\n")) == (0, "", 1)
    printed = json.loads(result.stdout)
    assert (printed["gold"], printed["questions"], printed["failures"]) == (str(gold), 2, [])
    assert printed["metrics"]["answer_in_first"] == {"value": 1, "low": 1, "high": 1}


def test_one_split_is_measured(library: Path, tmp_path: Path) -> None:
    rows = [{"question": "zebrafish fins", "answer": FINS, "split": "tune"}, {"question": "bread", "split": "report"}]
    gold = write_lines(tmp_path / "g.jsonl", *rows)
    printed = json.loads(invoke(gold, "--library", library, "--split", "report", "--json").stdout)
    assert (printed["questions"], list(printed["metrics"])) == (1, ["false_answer_rate"])
    assert_one_line(invoke(gold, "--library", library, "--split", "dev"), "'dev'")


def test_failures_are_listed_with_what_came_instead(library: Path, tmp_path: Path) -> None:
    gold = write_lines(tmp_path / "g.jsonl", {"id": "g7", "question": "zebrafish fins", "answer": "Newts."})
    printed = " ".join(invoke(gold, "--library", library).stdout.split())
    assert "No question is unanswerable, so these figures are left out: roc_auc" in printed
    assert "g7 zebrafish fins answer not first (confidence 1.00, answer not found)" in printed
    assert f"got: {FINS} expected: Newts." in printed


def test_a_set_with_documents_is_measured_on_them_and_written_for_others(faked: FakeModel, tmp_path: Path) -> None:
    run, qrels, out = tmp_path / "run", tmp_path / "qrels", tmp_path / "out.html"
    result = invoke(beir(tmp_path / "set"), "--run", run, "--qrels", qrels, "--report", out, "--json")
    assert (result.exit_code, json.loads(result.stdout)["unit"]) == (0, "document")
    assert "making a library of 2 documents" in result.stderr
    assert run.read_text(encoding="utf-8").splitlines()[0] == "q1 Q0 d1 1 1.000000 reviewqa"
    assert qrels.read_text(encoding="utf-8") == "q1 0 d1 2\nq1 0 d2 1\nq2 0 d2 1\n"
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    scored = json.loads(invoke("--score", run, qrels, "--json").stdout)
    asked = json.loads(result.stdout)
    assert scored["metrics"]["ndcg_at_10"] == asked["metrics"]["ndcg_at_10"]
    assert [one["values"]["mrr"] for one in scored["results"]] == [one["values"]["mrr"] for one in asked["results"]]


def test_questions_of_another_set_are_unanswerable(faked: FakeModel, tmp_path: Path) -> None:
    other = write_lines(tmp_path / "other.jsonl", {"question": "how is bread baked", "answer": "In ovens."})
    kept = tmp_path / "kept"
    result = invoke(squad(tmp_path / "set.json"), "--unanswerable", other, "--library", kept, "--json")
    printed = json.loads(result.stdout)
    assert [(one["id"], one["answerable"]) for one in printed["results"]] == [
        ("a", True), ("b", True), ("c", False), ("1", False),
    ]  # fmt: skip
    assert (kept / "library.json").exists()
    assert "ece" in printed["metrics"]


def test_two_reports_are_compared(library: Path, tmp_path: Path) -> None:
    gold = write_lines(tmp_path / "g.jsonl", {"id": "a", "question": "zebrafish fins", "answer": FINS})
    report = json.loads(invoke(gold, "--library", library, "--json").stdout)
    before = tmp_path / "before.json"
    before.write_text(json.dumps(report), encoding="utf-8")
    report["results"][0] |= {"rank": 4, "answered": False, "confidence": 0.25}
    after = tmp_path / "after.json"
    after.write_text(json.dumps(report), encoding="utf-8")
    printed = " ".join(invoke("--compare", before, after).stdout.split())
    assert (
        "a zebrafish fins no longer rightly first, no longer rightly answered, rank 1 → 4, confidence 1.00 → 0.25"
        in (printed)
    )
    assert json.loads(invoke("--compare", before, after, "--json").stdout)["changed"][0]["worse"] == [
        "first",
        "answered",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["set", "--compare", "a", "b"],
        ["--compare", "a"],
        ["--compare", "a", "b", "--score", "c", "d"],
        ["--compare", "a", "b", "--split", "tune"],
        ["--compare", "a", "b", "--report", "c"],
        ["--score", "a", "b", "--library", "c"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "cannot be read"), ("", "has no questions"), ("{broken\n", "line 1"), ('{"question": 7}', "line 1")],
)
def test_a_gold_set_that_cannot_be_used_is_told(tmp_path: Path, content: str | None, said: str) -> None:
    gold = tmp_path / "gold.jsonl"
    if content is not None:
        gold.write_text(content, encoding="utf-8")
    assert_one_line(invoke(gold, "--library", tmp_path / "none"), str(gold), said)


def test_a_file_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    result = invoke(squad(tmp_path / "set.json"), "--report", tmp_path / "nowhere" / "out.html")
    assert_one_line(result, "out.html: cannot be written")


def test_a_library_of_something_else_is_left_alone(library: Path, tmp_path: Path) -> None:
    assert_one_line(invoke(beir(tmp_path / "set"), "--library", library), "is a library of other documents")
