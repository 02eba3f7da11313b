from __future__ import annotations

from pathlib import Path
from typing import Self

import pytest
from typer.testing import CliRunner, Result

import qa
from index.store.selection import Selection
from qa.answer import Answer
from qa.command.cli import app


class Asked:
    """An engine that only writes down what it is asked of."""

    def __init__(self) -> None:
        self.selections: list[Selection | None] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def ask(self, question: str, top_k: int, selection: Selection | None) -> Answer:
        self.selections.append(selection)
        return Answer(question, False, 0.0, ())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    engine = Asked()
    monkeypatch.setattr(qa, "open", lambda *arguments, **more: engine)
    return engine


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ask", *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("options", "selection"),
    [
        ([], None),
        (["--document", "a", "--document", "b"], Selection(documents=("a", "b"))),
        (["--from", "2019", "--to", "2021"], Selection(first=2019, last=2021)),
        (["--journal", "Cell", "--journal", "Stem Cells"], Selection(journals=("Cell", "Stem Cells"))),
        (["--section", "methods", "--reviews-only"], Selection(section="methods", reviews_only=True)),
    ],
)
def test_options_select_what_is_asked(asked: Asked, options: list[str], selection: Selection | None) -> None:
    assert ask("Why?", *options).exit_code == 0
    assert asked.selections == [selection]


def test_every_question_of_a_batch_is_asked_of_the_selection(asked: Asked, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text("Why?\nHow?\n", encoding="utf-8")
    assert ask("--batch", str(tmp_path / "questions.txt"), "--from", "2020").exit_code == 0
    assert asked.selections == [Selection(first=2020)] * 2


def test_a_selection_that_makes_no_sense_is_told_in_one_line(asked: Asked) -> None:
    result = ask("Why?", "--from", "2022", "--to", "2020")
    assert (result.exit_code, result.stderr, asked.selections) == (
        1,
        "reviewqa: The years 2022 to 2020 are the wrong way round. Give the earlier one first.\n",
        [],
    )


@pytest.mark.parametrize("options", [["--from", "soon"], ["--journal"]])
def test_wrong_usage_is_told(asked: Asked, options: list[str]) -> None:
    assert ask("Why?", *options).exit_code == 2
    assert asked.selections == []
