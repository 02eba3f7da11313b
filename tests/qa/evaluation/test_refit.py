"""Fitting confidence anew: the function on toy signals, the command on a small library."""

from __future__ import annotations

import json
from dataclasses import astuple, fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import qa.answering.weights
from corpus.errors import GoldError, QuestionError
from index.library import Library
from index.store.manifest import CALIBRATION
from index.writing.progress import Lines
from index.writing.sync import sync
from qa.answering.engine import Engine
from qa.answering.features import Signals
from qa.answering.weights import calibration_of
from qa.command.cli import app
from qa.evaluation.gold import GoldAnswer, GoldQuestion
from qa.evaluation.refit import FEWEST, Sample, refit, sample
from support.evaluation import lines_of, write_lines
from support.libraries import FakeEncoder, FakeModel, build_library, open_library

NAMES = [field.name for field in fields(Signals)]


def signal(**given_: float) -> Signals:
    return Signals(**{name: given_.get(name, 0.0) for name in NAMES})


def sampled(yes: list[float], no: list[float]) -> Sample:
    """Questions that differ in one signal alone."""
    found = tuple(signal(coverage=one) for one in [*yes, *no])
    kinds = np.array([True] * len(yes) + [False] * len(no))
    return Sample(tuple(f"question {at}" for at in range(len(found))), found, kinds)


def evenly(low: float, high: float, count: int = 30) -> list[float]:
    return np.linspace(low, high, count).tolist()


APART = sampled(evenly(0.7, 1.0), evenly(0.0, 0.3))
MIXED = sampled(evenly(0.3, 1.0, 40), evenly(0.0, 0.7, 25))


# The fit


def test_kinds_that_are_apart_are_told_apart() -> None:
    found = refit(APART, 0.0)
    assert (found.answerable, found.unanswerable, found.roc_auc) == (30, 30, 1.0)
    assert (found.chosen.false_answers, found.chosen.false_refusals) == (0.0, 0.0)
    assert found.risks == (0.0,) * 30 + tuple(pytest.approx(at / (30 + at)) for at in range(1, 31))
    assert found.calibration.weights.coverage > 0
    assert {weight for name, weight in zip(NAMES, astuple(found.calibration.weights), strict=True)} == {
        0.0,
        found.calibration.weights.coverage,
    }
    sure = [found.calibration.probability(one) for one in APART.found]
    assert min(sure[:30]) > 0.5 > max(sure[30:])


@pytest.mark.parametrize("accepted", [0.0, 0.04, 0.08, 0.2, 0.5, 1.0])
def test_no_more_false_answers_than_accepted_and_the_fewest_refusals(accepted: float) -> None:
    found = refit(MIXED, accepted)
    assert found.chosen.false_answers <= accepted
    allowed = [point for point in found.points if point.false_answers <= accepted]
    assert found.chosen.false_refusals == min(point.false_refusals for point in allowed)
    assert found.chosen.threshold == max(
        point.threshold for point in allowed if point.false_refusals == found.chosen.false_refusals
    )
    assert found.calibration.threshold == found.chosen.threshold


def test_the_threshold_lies_midway_between_those_it_parts() -> None:
    found = refit(APART, 0.0)
    assert (found.points[0].threshold, found.points[-1].threshold) == (pytest.approx(1, abs=0.1), 0.0)
    assert min(map(found.calibration.probability, APART.found[:30])) > found.chosen.threshold + 0.1
    assert max(map(found.calibration.probability, APART.found[30:])) < found.chosen.threshold - 0.1


def test_more_accepted_false_answers_are_fewer_refusals() -> None:
    refused = [refit(MIXED, accepted).chosen.false_refusals for accepted in (0.0, 0.1, 0.3, 0.5, 1.0)]
    assert refused == sorted(refused, reverse=True)
    assert (refused[0] > refused[2], refused[-1]) == (True, 0.0)


def test_where_the_surest_question_has_no_answer_everything_is_refused_rather_than_it() -> None:
    found = refit(sampled(evenly(0.3, 0.9), [*evenly(0.0, 0.5), 1.0]), 0.0)
    assert found.chosen == found.points[0]
    assert (found.chosen.false_answers, found.chosen.false_refusals) == (0.0, 1.0)


def test_the_points_fall_from_refusing_everything_to_answering_everything() -> None:
    points = refit(MIXED, 0.1).points
    assert (points[0].false_answers, points[0].false_refusals) == (0.0, 1.0)
    assert (points[-1].false_answers, points[-1].false_refusals) == (1.0, 0.0)
    assert [one.threshold for one in points] == sorted({one.threshold for one in points}, reverse=True)
    assert [one.false_answers for one in points] == sorted(one.false_answers for one in points)
    assert [one.false_refusals for one in points] == sorted((one.false_refusals for one in points), reverse=True)


def test_the_fit_is_the_same_every_time() -> None:
    assert refit(MIXED, 0.1) == refit(MIXED, 0.1)


def test_signals_that_never_differ_are_not_used() -> None:
    given_ = replace(APART, found=tuple(replace(one, whole=0.7) for one in APART.found))
    found = refit(given_, 0.0)
    assert (found.calibration.weights.whole, found.roc_auc) == (pytest.approx(0, abs=1e-9), 1)
    assert found.calibration.weights.coverage == pytest.approx(refit(APART, 0.0).calibration.weights.coverage)


def test_signals_that_say_nothing_fit_without_telling_the_kinds_apart() -> None:
    found = refit(sampled([0.5] * 20, [0.5] * 20), 0.1)
    assert astuple(found.calibration.weights) == (0.0,) * 9
    assert found.calibration.probability(signal()) == pytest.approx(0.5)
    assert (found.roc_auc, found.chosen.false_refusals) == (0.5, 1.0)


def test_the_limit_of_what_a_meaning_is_worth_holds_in_the_fit_too() -> None:
    asked = replace(APART, questions=tuple(f"What is exosome {at}?" for at in range(60)))
    assert refit(asked, 0.0).points[0].threshold == pytest.approx(0.6)
    assert refit(APART, 0.0).points[1].threshold > 0.6


@settings(max_examples=10)  # each is eleven fits
@given(st.lists(st.floats(0, 1), min_size=20, max_size=24), st.lists(st.floats(0, 1), min_size=20, max_size=24))
def test_any_signals_can_be_fitted(yes: list[float], no: list[float]) -> None:
    found = refit(sampled(yes, no), 0.08)
    assert 0 <= found.roc_auc <= 1
    assert found.chosen.false_answers <= 0.08
    assert len(found.risks) == len(yes) + len(no)
    assert found.risks[-1] == pytest.approx(len(no) / (len(yes) + len(no)))


# The questions


FISH = [f"Zebrafish{chr(97 + at)} regrow fins{chr(97 + at)} within weeks of an injury." for at in range(FEWEST)]
ROWS = [
    *(GoldQuestion(f"yes{at}", f"Do zebrafish{chr(97 + at)} regrow fins{chr(97 + at)}?", (GoldAnswer("x"),))
      for at in range(FEWEST)),
    *(GoldQuestion(f"no{at}", f"Is sourdough{chr(97 + at)} baked by unicorns?") for at in range(FEWEST)),
]  # fmt: skip
OF_PAPER = GoldQuestion("title", "What is the title of the paper?", (GoldAnswer("On fish.txt"),))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refit") / "library"
    build_library(folder, [lines_of("fish.txt", *FISH)]).close()
    return folder


@pytest.fixture
def folder(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library whose encoder is fake, also for the command; without a calibration of its own."""
    (built / CALIBRATION).unlink(missing_ok=True)
    monkeypatch.setenv("REVIEWQA_MODEL", "fake")
    monkeypatch.setenv("REVIEWQA_RANKER", "none")
    monkeypatch.setattr(Library, "encoder", FakeEncoder())
    return built


def test_a_sample_has_the_signals_of_each_question(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    with Engine(open_library(folder)) as engine:
        found = sample(engine, ROWS, lambda done, total: told.append((done, total)))
        assert found.found == tuple(engine.signals(row.question) for row in ROWS)
    assert found.questions == tuple(row.question for row in ROWS)
    assert found.answerable.tolist() == [True] * FEWEST + [False] * FEWEST
    assert told == [(at, 2 * FEWEST) for at in range(2 * FEWEST + 1)]


def test_questions_about_a_paper_itself_do_not_count(folder: Path) -> None:
    with Engine(open_library(folder)) as engine:
        about = next(row for row in ROWS)
        assert engine.signals(about.question) is not None
        assert engine.signals("the of and") is None
        assert len(sample(engine, [*ROWS, replace(OF_PAPER, question="the of and")]).found) == len(ROWS)


@pytest.mark.parametrize(
    ("rows", "yes", "no"), [(ROWS[1:], 19, 20), (ROWS[:-3], 20, 17), (ROWS[:20], 20, 0), ([], 0, 0)]
)
def test_too_few_questions_are_refused_with_their_numbers(
    folder: Path, rows: list[GoldQuestion], yes: int, no: int
) -> None:
    with Engine(open_library(folder)) as engine, pytest.raises(GoldError) as caught:
        sample(engine, rows)
    assert str(caught.value) == (
        f"Too few questions to fit on: {yes} that the library answers and {no} that it does not, 20 of each are needed "
        "(questions about a paper itself do not count). Add more to the gold set."
    )


def test_a_question_that_cannot_be_asked_is_refused(folder: Path) -> None:
    with Engine(open_library(folder)) as engine, pytest.raises(QuestionError, match="2,001 characters"):
        sample(engine, [*ROWS, GoldQuestion("long", "x" * 2001)])


# The command


def gold_file(file: Path, rows: list[GoldQuestion] = ROWS) -> Path:
    return write_lines(
        file,
        *(
            {"id": row.id, "question": row.question, "answers": [{"text": one.text} for one in row.answers]}
            for row in rows
        ),
    )


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["refit", *map(str, arguments)], catch_exceptions=False)


def test_a_fit_is_written_and_used_from_then_on(folder: Path, tmp_path: Path) -> None:
    with Engine(open_library(folder)) as before:
        shipped = before.calibration
    result = invoke(gold_file(tmp_path / "gold.jsonl"), "--library", folder, "--json")
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert (printed["file"], printed["answerable"], printed["unanswerable"]) == (str(folder / CALIBRATION), 20, 20)
    assert (printed["roc_auc"], printed["chosen"]["false_answers"], printed["chosen"]["false_refusals"]) == (1, 0, 0)
    with Engine(open_library(folder)) as engine:
        assert engine.calibration != shipped
        assert engine.calibration.threshold == printed["chosen"]["threshold"]
        assert astuple(engine.calibration.weights) == tuple(printed["calibration"]["weights"].values())
        assert engine.ask(ROWS[0].question).answered
        assert not engine.ask(ROWS[-1].question).answered


def test_looking_changes_nothing(folder: Path, tmp_path: Path) -> None:
    result = invoke(gold_file(tmp_path / "gold.jsonl"), "--library", folder, "--look", "--json")
    assert (result.exit_code, json.loads(result.stdout)["file"]) == (0, None)
    assert not (folder / CALIBRATION).exists()


def test_what_was_fitted_is_printed_for_reading(folder: Path, tmp_path: Path) -> None:
    result = invoke(gold_file(tmp_path / "gold.jsonl"), "--library", folder)
    assert result.exit_code == 0
    assert "ROC area 1.00" in result.stdout
    assert f"Written to {folder / CALIBRATION}; remove the file to go back." in result.stdout
    looked = invoke(gold_file(tmp_path / "gold.jsonl"), "--library", folder, "--look")
    assert "Nothing was changed." in looked.stdout


def test_a_fit_outlives_the_next_sync(folder: Path, tmp_path: Path) -> None:
    invoke(gold_file(tmp_path / "gold.jsonl"), "--library", folder)
    fitted = calibration_of(folder, with_ranker=False)
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "owls.txt").write_text("Owls\n\nOwls hunt mice at night.", encoding="utf-8")
    sync(folder, [papers], FakeModel(), Lines())
    assert calibration_of(folder, with_ranker=False) == fitted


def one_line(result: Result, *said: str) -> bool:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("reviewqa: ")
    assert result.stderr.count("\n") == 1
    return all(one in result.stderr for one in said)


def test_too_few_questions_are_told_on_one_line(folder: Path, tmp_path: Path) -> None:
    result = invoke(gold_file(tmp_path / "gold.jsonl", ROWS[:30]), "--library", folder)
    assert one_line(result, "20 that the library answers and 10 that it does not, 20 of each are needed")
    assert not (folder / CALIBRATION).exists()


def test_a_set_that_brings_its_own_papers_is_refused(folder: Path, tmp_path: Path) -> None:
    from support.evaluation import squad

    file = squad(tmp_path / "set.json")
    assert one_line(invoke(file, "--library", folder), str(file), "brings its own papers")


def test_a_set_that_is_missing_is_told(folder: Path, tmp_path: Path) -> None:
    assert one_line(invoke(tmp_path / "none.jsonl", "--library", folder), str(tmp_path / "none.jsonl"))


def test_a_file_that_cannot_be_written_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    gold = gold_file(tmp_path / "gold.jsonl")
    monkeypatch.setattr(qa.answering.weights, "replace_file", full)
    assert one_line(invoke(gold, "--library", folder), str(folder), "No space left on device", "--look")


@pytest.mark.parametrize("share", ["-0.1", "1.1", "many"])
def test_a_share_is_from_0_to_1(folder: Path, tmp_path: Path, share: str) -> None:
    result = invoke(tmp_path / "gold.jsonl", "--library", folder, "--false-answers", share)
    assert (result.exit_code, "--false-answers" in result.stderr) == (2, True)


def test_a_broken_calibration_is_told_where_it_is_used(folder: Path) -> None:
    (folder / CALIBRATION).write_text("{", encoding="utf-8")
    result = CliRunner().invoke(app, ["ask", "zebrafisha fins", "--library", str(folder)], catch_exceptions=False)
    assert one_line(result, str(folder / CALIBRATION), "Remove it")
