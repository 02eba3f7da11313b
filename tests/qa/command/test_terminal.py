from __future__ import annotations

from dataclasses import replace

import pytest

from corpus import Document, Reference
from qa.answer import Answer, Place, quote
from qa.command.terminal import print_answer

TEXT = "Cells bud. They carry RNA. They heal."
PAPERS = [Document(f"{name}.txt", TEXT, Reference(title=name)) for name in ("Alpha", "Beta", "Gamma")]
PLACE = Place(PAPERS[0], "Abstract", "body", 11, 26, 0, len(TEXT), 0.5)


def printed(answer: Answer, capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_answer(answer)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_papers_that_say_the_same_stand_under_the_strongest(capsys: pytest.CaptureFixture[str]) -> None:
    evidence = quote([replace(PLACE, document=paper) for paper in PAPERS], [[2], [], [0]])
    lines = printed(Answer("Do they?", True, 0.95, (), evidence=evidence), capsys)
    assert [line for line in lines if "RNA" in line or "say this" in line] == [
        " 1. “They carry RNA.” [1]",
        "    2 papers say this; the others:",
        " 2. “They carry RNA.” [3]",
        " 3. “They carry RNA.” [2]",
    ]
    assert lines[-4:] == ["References", "[1] Alpha.", "[2] Beta.", "[3] Gamma."]


def test_an_antecedent_stands_before_its_quote(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(Answer("Do they?", True, 0.95, (), evidence=quote([replace(PLACE, antecedent=(0, 10))])), capsys)
    assert lines[2:4] == [" 1. Cells bud.", "    “They carry RNA.” [1]"]


def test_the_nearest_passages_are_printed_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    nearest = quote([replace(PLACE, document=paper) for paper in PAPERS])
    lines = printed(Answer("Do they?", False, 0.1, (), nearest=nearest), capsys)
    assert [line for line in lines if "RNA" in line] == [
        " 1. “They carry RNA.” [1]",
        " 2. “They carry RNA.” [2]",
        " 3. “They carry RNA.” [3]",
    ]
