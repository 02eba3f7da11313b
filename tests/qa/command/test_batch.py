from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import BatchError
from qa.command.batch import BatchRow, read_batch


def rows(folder: Path, name: str, content: bytes | str) -> list[BatchRow]:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_batch(file))


# text


def test_a_text_file_has_a_question_a_line(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.txt", "first\nsecond") == [BatchRow(1, None, "first"), BatchRow(2, None, "second")]


def test_blank_lines_are_skipped_but_counted(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.txt", "\n  \nfirst\n\n\tsecond \n") == [
        BatchRow(3, None, "first"),
        BatchRow(5, None, "second"),
    ]


@pytest.mark.parametrize("name", ["questions", "questions.md", "questions.TXT", "questions.json"])
def test_any_other_ending_is_text(tmp_path: Path, name: str) -> None:
    assert rows(tmp_path, name, '{"question": "Q?"}\n') == [BatchRow(1, None, '{"question": "Q?"}')]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("q.txt", "first\nsecond\n"),
        ("q.jsonl", '{"question": "first"}\n{"question": "second"}\n'),
        ("q.csv", "question\nfirst\nsecond\n"),
    ],
)
def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path, name: str, content: str) -> None:
    plain = rows(tmp_path, name, content)
    assert [row.question for row in plain] == ["first", "second"]
    assert rows(tmp_path, name, b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode()) == plain


def test_a_line_that_is_no_utf8_is_broken_and_the_others_are_not(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.txt", b"first\n\xff\xfe\nthird") == [
        BatchRow(1, None, "first"),
        BatchRow(2, None, "", "is not UTF-8 text"),
        BatchRow(3, None, "third"),
    ]


def test_a_line_separator_inside_a_line_ends_no_question(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.txt", "one\u2028two\u0085three\x0cfour\n") == [
        BatchRow(1, None, "one\u2028two\u0085three\x0cfour")
    ]


# JSON lines


@pytest.mark.parametrize("name", ["q.jsonl", "q.ndjson", "q.JSONL"])
def test_json_lines_carry_a_question_and_perhaps_an_id(tmp_path: Path, name: str) -> None:
    lines = [
        {"id": "a", "question": "first"},
        {"question": "second"},
        {"id": 3, "question": "third"},
        {"id": None, "question": ""},
    ]
    assert rows(tmp_path, name, "\n".join(map(json.dumps, lines))) == [
        BatchRow(1, "a", "first"),
        BatchRow(2, None, "second"),
        BatchRow(3, "3", "third"),
        BatchRow(4, None, ""),
    ]


@pytest.mark.parametrize(
    ("line", "row_id", "problem"),
    [
        ("{broken", None, "is not a JSON object"),
        ("[]", None, "is not a JSON object"),
        ('"question"', None, "is not a JSON object"),
        ("null", None, "is not a JSON object"),
        ("[" * 100_000, None, "is not a JSON object"),
        ("1" * 5000, None, "is not a JSON object"),
        ("{}", None, 'has no text under "question"'),
        ('{"id": "x"}', "x", 'has no text under "question"'),
        ('{"id": "x", "question": null}', "x", 'has no text under "question"'),
        ('{"id": "x", "question": ["Q?"]}', "x", 'has no text under "question"'),
    ],
)
def test_a_broken_json_line_says_what_is_wrong(tmp_path: Path, line: str, row_id: str | None, problem: str) -> None:
    found = rows(tmp_path, "q.jsonl", f'{{"question": "first"}}\n\n{line}\n{{"question": "last"}}\n')
    assert found == [BatchRow(1, None, "first"), BatchRow(3, row_id, "", problem), BatchRow(4, None, "last")]


def test_a_json_line_that_is_no_utf8_is_broken(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.jsonl", b'{"question": "\xe9"}') == [BatchRow(1, None, "", "is not UTF-8 text")]


# CSV


def test_csv_has_a_column_question_and_perhaps_id(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", "id,voice,question\na,patient,first\n,lower,second\n") == [
        BatchRow(2, "a", "first"),
        BatchRow(3, None, "second"),
    ]


def test_csv_without_ids_has_none(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", "question\nfirst\n") == [BatchRow(2, None, "first")]


def test_the_names_of_csv_columns_may_be_written_in_capitals_and_with_spaces(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.CSV", " Question , ID\nfirst,a\n") == [BatchRow(2, "a", "first")]


def test_quoted_commas_and_quotes_belong_to_a_csv_question(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", 'question,id\n"wounds, hearts, and ""bones""",a\n') == [
        BatchRow(2, "a", 'wounds, hearts, and "bones"')
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_question_over_two_lines_has_the_number_of_its_first(tmp_path: Path, end: str) -> None:
    content = end.join(["id,question", 'a,"first', 'line two"', "b,second", ""])
    found = rows(tmp_path, "q.csv", content)
    assert [(row.line, row.id, row.question.split(), row.problem) for row in found] == [
        (2, "a", ["first", "line", "two"], ""),
        (4, "b", ["second"], ""),
    ]


def test_a_short_csv_row_has_too_few_columns(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", "id,question\na\nb,second\n") == [
        BatchRow(2, "a", "", "has too few columns"),
        BatchRow(3, "b", "second"),
    ]


def test_blank_csv_rows_are_skipped_but_counted(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", "id,question\n\n , \na,first\n") == [BatchRow(4, "a", "first")]


def test_more_cells_than_columns_do_no_harm(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", "question\nfirst,and,more\n") == [BatchRow(2, None, "first")]


def test_a_csv_row_that_is_no_utf8_is_broken_and_the_others_are_not(tmp_path: Path) -> None:
    assert rows(tmp_path, "q.csv", b"question\nfirst\n\xff\xfe\nthird\n") == [
        BatchRow(2, None, "first"),
        BatchRow(3, None, "", "is not UTF-8 text"),
        BatchRow(4, None, "third"),
    ]


def test_a_csv_cell_that_is_far_too_long_is_broken_and_the_others_are_not(tmp_path: Path) -> None:
    found = rows(tmp_path, "q.csv", f"question\nfirst\n{'x' * 140_000}\nthird\n")
    assert [(row.line, row.question) for row in found] == [(2, "first"), (3, ""), (4, "third")]
    assert found[1].problem.startswith("is not CSV (")


@pytest.mark.parametrize(
    ("content", "found"),
    [("", "nothing"), ("text,id\nQ?,a\n", "text, id"), ("Why are iMSCs preferred?\n", "why are imscs preferred?")],
)
def test_csv_without_the_column_is_refused(tmp_path: Path, content: str, found: str) -> None:
    with pytest.raises(BatchError) as caught:
        rows(tmp_path, "q.csv", content)
    assert str(caught.value) == (
        f'{tmp_path / "q.csv"}: its first line names no column "question" (found: {found}). Add it.'
    )


# files


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BatchError, match=r"gone\.txt: the questions cannot be read \(No such file or directory\)\. Give the path"
    ):
        list(read_batch(tmp_path / "gone.txt"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"cannot be read \(Is a directory\)"):
        list(read_batch(tmp_path))


@pytest.mark.parametrize("name", ["q.txt", "q.jsonl"])
def test_an_empty_file_has_no_rows(tmp_path: Path, name: str) -> None:
    assert rows(tmp_path, name, b"") == []


def test_rows_come_one_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("first\nsecond\n", encoding="utf-8")
    reading = read_batch(tmp_path / "q.txt")
    assert next(reading) == BatchRow(1, None, "first")


# invariants


@pytest.mark.parametrize("name", ["any.txt", "any.jsonl", "any.csv"])
@given(content=st.binary(max_size=120) | st.binary(max_size=60).map(lambda tail: b"question,id\n" + tail))
@example(content=b"question\rWhy are iMSCs preferred?\r")
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes) -> None:
    try:
        found = rows(tmp_path_factory.getbasetemp(), name, content)
    except BatchError:
        assert name == "any.csv"
        return
    lines = [row.line for row in found]
    assert lines == sorted(set(lines))
    assert all(1 <= line <= content.count(b"\n") + content.count(b"\r") + 1 for line in lines)
    assert all(row.question == "" for row in found if row.problem)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffd\ufeff"), min_size=1).filter(
    str.strip
)


@given(questions=st.lists(texts, max_size=5))
def test_json_lines_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, questions: list[str]
) -> None:
    lines = [json.dumps({"id": str(at), "question": question}) for at, question in enumerate(questions)]
    found = rows(tmp_path_factory.getbasetemp(), "round.jsonl", "\n".join(lines))
    assert found == [BatchRow(at + 1, str(at), question) for at, question in enumerate(questions)]


@given(questions=st.lists(texts, max_size=5))
def test_csv_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, questions: list[str]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["id", "question"], *([at, text] for at, text in enumerate(questions))])
    found = rows(tmp_path_factory.getbasetemp(), "round.csv", written.getvalue())
    assert found == [BatchRow(at + 2, str(at), question) for at, question in enumerate(questions)]


def test_an_unclosed_quote_does_not_swallow_the_rows_behind_it(tmp_path: Path) -> None:
    read = rows(tmp_path, "q.csv", 'id,question\n1,first\n2,"unclosed\n3,third\n')
    assert [(row.line, row.id, row.question) for row in read if not row.problem] == [
        (2, "1", "first"),
        (4, "3", "third"),
    ]
    assert [(row.line, row.problem) for row in read if row.problem] == [(3, "is not CSV (unexpected end of data)")]
