"""The real model over the two reviews: what issue 2 says it must reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import qa
from qa.answering.engine import Engine
from qa.evaluation.gold_rows import read_gold
from qa.evaluation.measure import evaluate
from qa.evaluation.report import Report
from support.packaged import QUOTE, data_home
from support.paths import GOLD

REVIEWS = GOLD / "reviews.jsonl"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with qa.open(data_home(tmp_path_factory) / "reviewqa" / "library") as opened:
        yield opened


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    return evaluate(engine, REVIEWS, "report")


@pytest.mark.parametrize(
    "question",
    [
        "Why are iMSCs preferred over MSCs?",
        "why are imscs preferred over mscs",
        "Why are iMSCs preferred over mesenchymal stem cells?",
        "Why are induced mesenchymal stem cells preferred over mesenchymal stem cells?",
        "why are induced mesenchymal stem cells preferred over mesenchymal stem cells",
        "Why are induced mesenchymal stem cells preferred over MSCs?",
        "Why are iPSC-derived MSCs preferred over MSCs?",
        "why are ipsc-derived mscs preferred over mscs?",
    ],
)
def test_short_and_long_forms_find_the_same_first_quote(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.answered, QUOTE in answer.evidence[0].quote) == (True, True)


def test_both_reviews_say_why(engine: Engine) -> None:
    evidence = engine.ask("Why are iMSCs preferred over MSCs?").evidence
    assert {one.document_id for one in evidence[:3]} == {"aldoghachi-2023-1c1a0a", "pluripotent-2023-ffd841"}


@pytest.mark.parametrize(
    "question",
    [
        "What dose of exosomes was given to patients?",
        "How much does iMSC exosome therapy cost?",
        "Which surface markers identify exosomes?",
        "what is the capital of france",
    ],
)
def test_what_the_reviews_do_not_say_is_refused(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert (answer.answered, answer.evidence) == (False, ())
    assert answer.nearest
    assert answer.missing_terms


@pytest.mark.parametrize(("name", "floor"), [("answer_in_first", 0.70), ("answer_in_three", 0.95), ("roc_auc", 0.90)])
def test_the_reporting_half_reaches_the_floor_of_issue_2(report: Report, name: str, floor: float) -> None:
    assert report.metrics[name].value >= floor


def test_the_report_counts_the_reporting_half_only(report: Report) -> None:
    assert report.questions == len(read_gold(REVIEWS, "report")) < len(read_gold(REVIEWS))


def test_every_quote_of_the_real_model_is_cut_from_its_document(engine: Engine) -> None:
    for row in read_gold(REVIEWS)[::6]:
        answer = engine.ask(row.question)
        for one in answer.evidence + answer.nearest:
            document = engine.document(one.document_id)
            assert document is not None
            assert document.text[one.start : one.end] == one.quote
            assert document.text[one.passage_start : one.passage_start + len(one.passage)] == one.passage
