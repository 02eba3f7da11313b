from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import Document
from corpus.errors import GoldError
from index.library import Library
from qa.evaluation.gold import GoldAnswer, GoldQuestion
from qa.evaluation.gold_rows import read_gold
from qa.evaluation.measure import evaluate
from support.evaluation import WordEngine, few_draws, lines_of, write_lines
from support.libraries import build_library
from support.paths import GOLD

PACKAGED = GOLD / "dialogues.jsonl"
assert few_draws


def turn(number: Any, question: str = "Q?", dialogue: Any = "d", **more: Any) -> dict[str, Any]:
    return {"id": f"{dialogue}.{number}.{question}", "dialogue": dialogue, "turn": number, "question": question, **more}


def test_turns_are_put_in_order_where_their_dialogue_begins(tmp_path: Path) -> None:
    rows = [turn(2, "b"), {"question": "alone"}, turn(1, "a"), turn(1, "x", "e"), turn(3, "c", understood="C?")]
    found = read_gold(write_lines(tmp_path / "set", *rows))
    assert [one.question for one in found] == ["a", "b", "c", "alone", "x"]
    assert found[2] == GoldQuestion("d.3.c", "c", dialogue="d", turn=3, understood="C?")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([turn(1), turn(3, "c")], r"broken dialogues, so nothing was measured: d: turn 2 is missing\. Number the turns"),
        ([turn(2)], "d: turn 1 is missing"),
        ([turn(1), turn(1, "again")], "d: turn 1 occurs 2 times"),
        ([turn(1, split="tune"), turn(2, "b", split="report")], "d: its turns are of several splits"),
        ([turn(1), turn(2, "b", "e")], "e: turn 1 is missing"),
        ([turn(0)], r'line 1 \(a turn needs a "dialogue" and a whole number from 1 under "turn"\)'),
        ([turn("1")], "whole number"),
        ([turn(True)], "whole number"),
        ([turn(None)], "whole number"),
        ([turn(1, dialogue="")], 'needs a "dialogue"'),
    ],
)  # fmt: skip
def test_a_broken_dialogue_is_refused(tmp_path: Path, rows: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(GoldError, match=said):
        read_gold(write_lines(tmp_path / "set", *rows))


def test_a_split_has_whole_dialogues(tmp_path: Path) -> None:
    rows = [turn(at, name, name, split=split) for name, split in (("d", "tune"), ("e", "report")) for at in (1, 2)]
    rows = [{**row, "id": str(at)} for at, row in enumerate(rows)]
    found = read_gold(write_lines(tmp_path / "set", *rows), "report")
    assert [(one.dialogue, one.turn) for one in found] == [("e", 1), ("e", 2)]


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    fish = lines_of("fish.txt", "Zebrafish regrow their tail fins. They do.", "Zebrafish sleep at night.")
    newts = lines_of("newts.txt", "Newts regrow their legs.", "Newts sleep by day.")
    return build_library(tmp_path / "library", [fish, newts])


def test_a_turn_is_asked_as_its_dialogue_makes_it_understood(tmp_path: Path, shelf: Library) -> None:
    file = write_lines(
        tmp_path / "set",
        turn(1, "What do zebrafish do at night?", answer="Zebrafish sleep at night."),
        turn(2, "do they regrow fins?", answer="Zebrafish regrow their tail fins.", understood="do zebrafish regrow fins?"),
        turn(3, "only before 1990", understood="Do newts sing?"),
        {"id": "alone", "question": "Do newts sleep?", "answer": "Newts sleep by day."},
    )  # fmt: skip
    report = evaluate(WordEngine(shelf), file)
    assert report.questions == 4
    assert [(one.rank, one.answered) for one in report.results] == [(1, True), (1, True), (None, False), (1, True)]
    assert "Understood with the words that the set states: 1 of 2 turns. Others: d.3.only before 1990." in report.notes
    follow_ups = report.groups["follow-ups in their dialogue"]
    alone = report.groups["the same follow-ups, asked alone"]
    assert (follow_ups["answer_in_first"].value, follow_ups["false_answer_rate"].value) == (1.0, 0.0)
    assert alone["false_answer_rate"].value == 0.0


def test_a_failure_shows_how_a_turn_was_understood(tmp_path: Path, shelf: Library) -> None:
    rows = [
        turn(1, "What do zebrafish do at night?", answer="Zebrafish sleep at night."),
        turn(2, "do they regrow fins?"),
    ]
    (failure,) = evaluate(WordEngine(shelf), write_lines(tmp_path / "set", *rows)).failures
    assert (failure.kind, failure.question) == ("false_answer", "do they regrow fins? → do zebrafish regrow fins?")


def test_a_set_without_dialogues_has_no_such_groups(tmp_path: Path, shelf: Library) -> None:
    report = evaluate(WordEngine(shelf), write_lines(tmp_path / "set", {"question": "newts?", "answer": "Newts sleep"}))
    assert not [name for name in report.groups if "follow-ups" in name]


# the dialogues of the two reviews


def test_the_packaged_dialogues_are_many_and_long_enough() -> None:
    dialogues: dict[str, list[GoldQuestion]] = {}
    for one in read_gold(PACKAGED):
        dialogues.setdefault(one.dialogue, []).append(one)
    splits = [turns[0].split for turns in dialogues.values()]
    assert len(dialogues) >= 24
    assert min(map(len, dialogues.values())) >= 3
    assert abs(splits.count("tune") - splits.count("report")) <= 1 and len(splits) == len(dialogues)


@pytest.mark.parametrize("wanted", [bool, lambda answers: not answers])
def test_they_have_turns_with_and_without_answers(wanted: Callable[[tuple[GoldAnswer, ...]], bool]) -> None:
    assert sum(wanted(one.answers) for one in read_gold(PACKAGED)) >= 24


def test_their_answers_stand_in_the_reviews(reviews: tuple[Document, ...]) -> None:
    names = {document.source: document for document in reviews}
    for one in read_gold(PACKAGED):
        assert all(answer.text in names[answer.document].text for answer in one.answers)


def test_their_voices_are_several() -> None:
    voices = {json.loads(line)["voice"].split(",")[0] for line in PACKAGED.read_text(encoding="utf-8").splitlines()}
    assert {"clinician", "PhD student", "systematic reviewer"} <= voices
