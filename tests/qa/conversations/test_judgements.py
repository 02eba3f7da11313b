from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.conversations.judgements
from corpus.errors import GoldError, JudgementError
from index.library import Library
from index.store.selection import Selection
from qa.answer import Answer, Place, quote
from qa.answering.engine import Engine
from qa.conversations.judgements import Judgements, default_judgements
from qa.conversations.turns import Turn
from qa.evaluation.gold_rows import read_gold
from qa.evaluation.measure import evaluate
from support.evaluation import lines_of
from support.libraries import build_library

FISH = lines_of("fish.txt", "Fish swim in cold water. Their fins regrow within weeks.")
BIRDS = lines_of("birds.txt", "Birds fly in the warm air. Their feathers regrow each year.")


def place(document: Any, words: str) -> Place:
    start, end = document.text.index(words), document.text.index(words) + len(words)
    return Place(document, None, "body", start, end, 0, len(document.text), 0.5)


SHOWN = quote([place(FISH, "Fish swim in cold water."), place(BIRDS, "Birds fly in the warm air.")])
FINS = quote([place(FISH, "Their fins regrow within weeks.")])
ANSWERED = Answer("How do fish swim?", True, 0.9, (), evidence=SHOWN)
REFUSED = Answer("Which sharks eat penguins?", False, 0.1, ("sharks",), nearest=SHOWN)


def turn(answer: Answer = ANSWERED, question: str = "", selection: Selection | None = None) -> Turn:
    asked = question or answer.question
    return Turn(1, "and they?", asked, selection or Selection(), answer, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def kept(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "kept" / "judged.jsonl")


@pytest.fixture(scope="module")
def animals(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("animals") / "library", [FISH, BIRDS])


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


def said(row: dict[str, Any], name: str = "answers") -> list[tuple[str, str]]:
    return [(one["document"], one["text"]) for one in row[name]]


def test_a_quote_that_answers_becomes_a_gold_row(kept: Judgements) -> None:
    assert kept.judge(turn(), 1, "answers") == "answers"
    (row,) = rows(kept.file)
    assert row["question"] == "How do fish swim?"
    assert said(row) == [(FISH.id, "Fish swim in cold water.")]
    assert rows(kept.undecided) == []
    assert kept.verdicts(turn()) == {1: "answers"}


def test_a_passage_that_answers_is_kept_whole(kept: Judgements) -> None:
    assert kept.judge(turn(REFUSED), 2, "passage") == "passage"
    (row,) = rows(kept.file)
    assert said(row) == [(BIRDS.id, "Birds fly in the warm air. Their feathers regrow each year.")]
    assert kept.verdicts(turn(REFUSED)) == {2: "passage"}


def test_a_passage_that_answers_says_nothing_of_its_other_quotes(kept: Judgements) -> None:
    kept.judge(turn(), 1, "passage")
    assert kept.verdicts(turn(replace(ANSWERED, evidence=FINS))) == {}


def test_a_question_has_one_row_however_it_is_spaced_or_capitalised(kept: Judgements) -> None:
    kept.judge(turn(), 1, "answers")
    kept.judge(turn(question="how do  FISH swim"), 2, "answers")
    (row,) = rows(kept.file)
    assert (row["question"], len(row["answers"])) == ("How do fish swim?", 2)


def test_the_last_verdict_wins(kept: Judgements) -> None:
    for verdict in ("answers", "wrong", "passage", "answers"):
        assert kept.judge(turn(), 1, verdict) == verdict
        assert kept.verdicts(turn()) == {1: verdict}
    (row,) = rows(kept.file)
    assert (said(row), row["rejected"]) == ([(FISH.id, "Fish swim in cold water.")], [])


def test_a_rejected_quote_alone_makes_no_gold_row(kept: Judgements) -> None:
    kept.judge(turn(), 1, "wrong")
    assert rows(kept.file) == []
    assert said(rows(kept.undecided)[0], "rejected") == [(FISH.id, "Fish swim in cold water.")]
    kept.judge(turn(), 2, "answers")
    assert rows(kept.undecided) == []
    assert said(rows(kept.file)[0], "rejected") == [(FISH.id, "Fish swim in cold water.")]
    assert kept.verdicts(turn()) == {1: "wrong", 2: "answers"}


def test_a_right_refusal_is_a_row_without_answers(kept: Judgements) -> None:
    assert kept.judge(turn(REFUSED), None, "unanswerable") == "unanswerable"
    assert [(row.question, row.is_answerable) for row in read_gold(kept.file)] == [(REFUSED.question, False)]
    assert kept.verdicts(turn(REFUSED)) == {None: "unanswerable"}


def test_an_answer_may_be_wrong_because_the_papers_do_not_answer(kept: Judgements) -> None:
    kept.judge(turn(), 1, "answers")
    kept.judge(turn(), None, "unanswerable")
    assert [row.is_answerable for row in read_gold(kept.file)] == [False]
    assert kept.verdicts(turn()) == {None: "unanswerable"}
    kept.judge(turn(), 1, "answers")
    assert [row.is_answerable for row in read_gold(kept.file)] == [True]
    assert kept.verdicts(turn()) == {1: "answers"}


@pytest.mark.parametrize("answer", [ANSWERED, REFUSED])
def test_a_wrong_answer_or_refusal_alone_says_nothing_of_the_papers(kept: Judgements, answer: Answer) -> None:
    kept.judge(turn(answer), None, "wrong")
    assert rows(kept.file) == []
    assert kept.verdicts(turn(answer)) == {None: "wrong"}
    kept.judge(turn(answer), 2, "passage")
    assert kept.verdicts(turn(answer)) == {None: "wrong", 2: "passage"}
    assert len(rows(kept.file)) == 1


def test_what_a_part_of_the_library_does_not_answer_is_no_gold_row(kept: Judgements) -> None:
    some = turn(REFUSED, selection=Selection(first=2022))
    kept.judge(some, None, "unanswerable")
    assert rows(kept.file) == []
    assert (kept.verdicts(some), kept.verdicts(turn(REFUSED))) == ({None: "unanswerable"}, {})
    kept.judge(some, 1, "answers")
    assert len(rows(kept.file)) == 1


@pytest.mark.parametrize(
    ("rank", "verdict"), [(1, "answers"), (2, "passage"), (1, "wrong"), (None, "wrong"), (None, "unanswerable")]
)
def test_a_verdict_said_again_is_taken_back(kept: Judgements, rank: int | None, verdict: Any) -> None:
    kept.judge(turn(question="Other?"), 1, "answers")
    kept.judge(turn(question="Another?"), 1, "wrong")
    before = rows(kept.file), rows(kept.undecided)
    assert kept.judge(turn(), rank, verdict) == verdict
    assert (rows(kept.file), rows(kept.undecided)) != before
    assert kept.judge(turn(), rank, verdict) is None
    assert (rows(kept.file), rows(kept.undecided)) == before
    assert kept.verdicts(turn()) == {}


PRESSED = st.tuples(st.sampled_from([1, 2, None]), st.sampled_from(["answers", "passage", "wrong", "unanswerable"]))


@settings(max_examples=25)
@given(st.lists(PRESSED, max_size=6))
def test_whatever_is_pressed_only_what_is_known_is_gold(
    tmp_path_factory: pytest.TempPathFactory, pressed: list[tuple[int | None, Any]]
) -> None:
    kept = Judgements(tmp_path_factory.mktemp("pressed") / "judged.jsonl")
    expected: dict[int | None, str] = {}
    for rank, verdict in pressed:
        if verdict in ({"wrong", "unanswerable"} if rank is None else {"answers", "passage", "wrong"}):
            back = expected.get(rank) == verdict
            expected = {at: one for at, one in expected.items() if at != rank} | ({} if back else {rank: verdict})
            if not back and verdict == "unanswerable":
                expected = {at: one for at, one in expected.items() if one in {"wrong", "unanswerable"}}
            elif not back and verdict != "wrong" and expected.get(None) == "unanswerable":
                del expected[None]
            kept.judge(turn(), rank, verdict)
        else:
            with pytest.raises(JudgementError):
                kept.judge(turn(), rank, verdict)
    assert kept.verdicts(turn()) == Judgements(kept.file).verdicts(turn()) == expected
    positive = {"answers", "passage", "unanswerable"} & set(expected.values())
    assert (len(rows(kept.file)), len(rows(kept.undecided))) == (bool(positive), bool(expected) and not positive)


@pytest.mark.parametrize(
    ("rank", "verdict"),
    [(3, "answers"), (0, "wrong"), (None, "answers"), (1, "unanswerable"), (1, "up"), (1, ["wrong"]), ("1", "wrong")],
)
def test_what_means_nothing_is_refused(kept: Judgements, rank: Any, verdict: Any) -> None:
    with pytest.raises(JudgementError, match=r"is not a judgement of|has no quote"):
        kept.judge(turn(), rank, verdict)
    assert not kept.file.exists()


def test_evaluation_reads_and_measures_what_was_judged(
    kept: Judgements, animals: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.evaluation.bootstrap.RESAMPLES", 20)
    engine = Engine(animals)
    asked = {question: engine.ask(question) for question in ("How do fish swim?", "What do birds do in the air?")}
    for question, answer in asked.items():
        kept.judge(turn(answer, question), 1, "answers")
    kept.judge(turn(engine.ask("Which sharks eat penguins?")), None, "unanswerable")
    kept.judge(turn(replace(ANSWERED, evidence=FINS), "What regrows?"), 1, "passage")
    kept.judge(turn(question="Only rejected?"), 1, "wrong")
    report = evaluate(engine, kept.file)
    assert report.questions == 4
    assert {row.question: row.answerable for row in report.results} == {
        "How do fish swim?": True,
        "What do birds do in the air?": True,
        "Which sharks eat penguins?": False,
        "What regrows?": True,
    }
    assert report.metrics["answer_in_five"].value == 1.0
    assert report.metrics["false_answer_rate"].value == 0.0


def test_rows_written_by_hand_stay_as_they_are(kept: Judgements) -> None:
    kept.file.parent.mkdir()
    mine = [{"question": "Mine?", "answer": "x", "document": "d"}, {"id": "a", "question": "Ü?", "answers": []}]
    kept.file.write_text("\n".join(json.dumps(row) for row in mine), "utf-8")
    kept.judge(turn(), 1, "answers")
    kept.judge(turn(), 1, "answers")
    assert rows(kept.file) == mine


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', "[" * 100_000, '{"id": "judged-1", "answers": 7, "rejected": []}', '{"id": "judged-1"}'],
)
def test_a_broken_file_is_named_and_left_alone(kept: Judgements, line: str) -> None:
    kept.judge(turn(question="Other?"), 1, "answers")
    with kept.file.open("a") as opened:
        opened.write(line)
    before = kept.file.read_bytes()
    for use in (lambda: kept.judge(turn(), 1, "answers"), lambda: kept.verdicts(turn())):
        with pytest.raises(JudgementError, match=r"judged\.jsonl: line 2 is not a judgement. Correct it"):
            use()
    assert kept.file.read_bytes() == before


def test_ids_that_stand_twice_are_named(kept: Judgements) -> None:
    kept.file.parent.mkdir()
    kept.file.write_text('{"id": "a", "question": "A?"}\n{"id": "a", "question": "B?"}\n')
    with pytest.raises(JudgementError, match="line 2 has the id of another line, a"):
        kept.judge(turn(), 1, "answers")


def test_a_file_that_is_no_text_is_named(kept: Judgements) -> None:
    kept.file.parent.mkdir()
    kept.file.write_bytes(b"\xff\xfe")
    with pytest.raises(JudgementError, match="cannot be read as judgements"):
        kept.verdicts(turn())


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JudgementError, match=r"cannot be written \(.*\)\. Make room"):
        Judgements(tmp_path / "file" / "judged.jsonl").judge(turn(), 1, "answers")


def test_so_many_questions_are_judged_and_no_more(kept: Judgements, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.conversations.judgements, "_MOST", 1)
    kept.judge(turn(), 1, "answers")
    kept.judge(turn(), 2, "answers")
    with pytest.raises(JudgementError, match="has 1 questions; no more are kept"):
        kept.judge(turn(question="Other?"), 1, "answers")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_may_read_the_files(kept: Judgements) -> None:
    kept.judge(turn(), 1, "answers")
    kept.judge(turn(question="Other?"), 1, "wrong")
    assert {one.stat().st_mode & 0o777 for one in kept.file.parent.iterdir()} == {0o600}


def test_many_may_judge_at_once(kept: Judgements) -> None:
    def work(number: int) -> None:
        other = kept if number % 2 else Judgements(kept.file)
        other.judge(turn(question=f"Question {number}?"), 1, "wrong" if number % 3 else "answers")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(18)))
    assert (len(rows(kept.file)), len(rows(kept.undecided))) == (6, 12)


def test_a_crash_between_the_files_loses_no_verdict(kept: Judgements, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.judge(turn(), 1, "wrong")
    write = qa.conversations.judgements._write
    written: list[Path] = []

    def once(file: Path, content: Any) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(file)
        write(file, content)

    monkeypatch.setattr(qa.conversations.judgements, "_write", once)
    with pytest.raises(KeyboardInterrupt):
        kept.judge(turn(), 2, "answers")
    monkeypatch.setattr(qa.conversations.judgements, "_write", write)
    assert kept.verdicts(turn()) == {1: "wrong", 2: "answers"}
    kept.judge(turn(), 2, "passage")
    assert (len(rows(kept.file)), len(rows(kept.undecided))) == (1, 0)


def test_each_library_has_its_own_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("qa.conversations.judgements.default_folder", lambda: tmp_path / "library")
    assert default_judgements(tmp_path / "library") == tmp_path / "judged.jsonl"
    other = default_judgements(tmp_path / "other")
    assert other.parent == tmp_path
    assert other != default_judgements(tmp_path / "third")


def test_nothing_judged_is_nothing_to_measure(kept: Judgements, animals: Library) -> None:
    kept.judge(turn(), 1, "wrong")
    with pytest.raises(GoldError):
        evaluate(Engine(animals), kept.file)
