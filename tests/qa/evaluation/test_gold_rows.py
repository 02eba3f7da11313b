from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document
from corpus.errors import GoldError
from qa.evaluation.gold import GoldAnswer, GoldQuestion
from qa.evaluation.gold_rows import read_gold
from support.paths import GOLD

PACKAGED = GOLD / "reviews.jsonl"


def gold(tmp_path: Path, *rows: Any) -> Path:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"id": "a", "question": "Q?", "answers": [{"document": "d", "text": "T"}], "split": "tune"},
            GoldQuestion("a", "Q?", (GoldAnswer("T", "d"),), "tune"),
        ),
        ({"question": "Q?", "answers": [{"text": "T"}]}, GoldQuestion("1", "Q?", (GoldAnswer("T"),))),
        (
            {"question": "Q?", "answers": ["T", "U"], "document": "d"},
            GoldQuestion("1", "Q?", (GoldAnswer("T", "d"), GoldAnswer("U", "d"))),
        ),
        ({"question": "Q?", "answer": "T", "document": "d"}, GoldQuestion("1", "Q?", (GoldAnswer("T", "d"),))),
        ({"question": "Q?", "answer": "T", "document_id": "d"}, GoldQuestion("1", "Q?", (GoldAnswer("T", "d"),))),
        (
            {"question": "Q?", "answer": {"text": "T", "document": "e"}, "document": "d"},
            GoldQuestion("1", "Q?", (GoldAnswer("T", "e"),)),
        ),
        ({"id": 7, "question": "Q?", "answers": []}, GoldQuestion("7", "Q?", ())),
        ({"id": None, "question": "Q?"}, GoldQuestion("1", "Q?", ())),
        ({"question": "Q?", "answers": None}, GoldQuestion("1", "Q?", ())),
        ({"question": "Q?", "answer": ""}, GoldQuestion("1", "Q?", ())),
        ({"question": "Q?", "answer": "T", "answerable": False}, GoldQuestion("1", "Q?", ())),
        ({"question": "Q?", "answer": "T", "answerable": True}, GoldQuestion("1", "Q?", (GoldAnswer("T"),))),
        ({"question": "Q?", "voice": "patient", "split": None}, GoldQuestion("1", "Q?", ())),
    ],
)
def test_a_row_may_be_written_in_several_ways(tmp_path: Path, row: dict[str, Any], expected: GoldQuestion) -> None:
    assert read_gold(gold(tmp_path, row)) == [expected]


def test_a_row_without_an_id_is_called_by_its_line(tmp_path: Path) -> None:
    file = gold(tmp_path, "", {"question": "first"}, "", {"question": "second"})
    assert [(row.id, row.question) for row in read_gold(file)] == [("2", "first"), ("4", "second")]


def test_rows_without_ids_are_not_rows_of_one_id(tmp_path: Path) -> None:
    file = gold(tmp_path, {"id": None, "question": "first"}, {"id": None, "question": "second"})
    assert [row.id for row in read_gold(file)] == ["1", "2"]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"question": "first"}\r\n\r\n{"question": "second"}\r\n')
    assert [row.question for row in read_gold(file)] == ["first", "second"]


def test_a_line_separator_inside_a_question_ends_no_row(tmp_path: Path) -> None:
    file = gold(tmp_path, '{"question": "one\u2028two\u0085three"}')
    assert [row.question for row in read_gold(file)] == ["one\u2028two\u0085three"]


def test_one_split_is_chosen(tmp_path: Path) -> None:
    rows = [{"question": "a", "split": "tune"}, {"question": "b", "split": "report"}, {"question": "c"}]
    file = gold(tmp_path, *rows)
    assert [row.question for row in read_gold(file, "report")] == ["b"]
    assert [row.question for row in read_gold(file)] == ["a", "b", "c"]


def test_a_split_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="has no questions of the split 'dev'"):
        read_gold(gold(tmp_path, {"question": "a", "split": "tune"}), "dev")


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(GoldError, match=r"gold\.jsonl: has no questions\.$"):
        read_gold(gold(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "gone.jsonl")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(b'{"question": "\xff"}')
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "gold.jsonl")


@pytest.mark.parametrize(
    "row",
    [
        "{broken",
        "[1, 2]",
        '"text"',
        "null",
        "7",
        "{}",
        '{"question": 7}',
        '{"question": " "}',
        '{"question": "Q?", "answers": [{"document": "d"}]}',
        '{"question": "Q?", "answers": [7]}',
        '{"question": "Q?", "answers": 7}',
        '{"question": "Q?", "answers": [{"text": ""}]}',
        "[" * 100_000,
    ],
)
def test_a_broken_row_is_named_by_its_line(tmp_path: Path, row: str) -> None:
    with pytest.raises(GoldError, match=r"broken rows, so nothing was measured: line 3 \([^()]+\)\.$"):
        read_gold(gold(tmp_path, {"question": "whole"}, "", row, {"question": "whole too"}))


def test_five_broken_rows_are_named_and_the_others_counted(tmp_path: Path) -> None:
    with pytest.raises(GoldError) as caught:
        read_gold(gold(tmp_path, *["{"] * 7))
    named = ", ".join(f"line {number} (no JSON)" for number in range(1, 6))
    assert str(caught.value).endswith(f": {named} and 2 more.")


def test_an_id_on_two_rows_is_refused(tmp_path: Path) -> None:
    rows = [{"id": name, "question": f"Q{at}"} for at, name in enumerate(["a", "b", "a", "c", "b"])]
    with pytest.raises(GoldError, match=r"these ids are on more than one row: a, b\. Make them unique\."):
        read_gold(gold(tmp_path, *rows))


def test_an_id_equal_to_the_line_of_a_row_without_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="more than one row: 2"):
        read_gold(gold(tmp_path, {"id": "2", "question": "a"}, {"question": "b"}))


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.jsonl"
    file.write_bytes(content)
    try:
        read = read_gold(file)
    except GoldError:
        return
    assert read


# the gold set of the two reviews


def test_the_packaged_set_is_large_enough() -> None:
    rows = read_gold(PACKAGED)
    assert sum(bool(row.answers) for row in rows) >= 60
    assert sum(not row.answers for row in rows) >= 40


def test_every_answer_of_the_packaged_set_stands_in_its_document(reviews: tuple[Document, ...]) -> None:
    names = {document.source: document for document in reviews}
    for row in read_gold(PACKAGED):
        assert all(answer.text in names[answer.document].text for answer in row.answers)


@pytest.mark.parametrize("answerable", [True, False])
def test_half_of_the_packaged_set_is_for_tuning_and_half_for_reporting(answerable: bool) -> None:
    rows = [row for row in read_gold(PACKAGED) if bool(row.answers) == answerable]
    tune, report = (sum(row.split == name for row in rows) for name in ("tune", "report"))
    assert tune + report == len(rows)
    assert abs(tune - report) <= 1


def test_ids_and_questions_of_the_packaged_set_are_unique() -> None:
    rows = read_gold(PACKAGED)
    assert len({row.id for row in rows}) == len({row.question.casefold() for row in rows}) == len(rows)


def test_the_packaged_set_asks_in_several_voices() -> None:
    voices = {json.loads(line).get("voice") for line in PACKAGED.read_text(encoding="utf-8").splitlines()}
    assert {"researcher", "patient", "keywords", "lower case", "long form"} <= voices
