"""The real model and ranker over the two packaged reviews, and the figures that they must reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import qa
from qa.answering.engine import Engine
from qa.evaluation.gold_rows import read_gold
from qa.evaluation.measure import evaluate
from support.packaged import QUOTE, data_home
from support.paths import GOLD

# Just under the figures of the reporting halves: one question less, and a test fails. What moves them on purpose moves
# these bounds, and the commit says why.
LEAST = {
    "reviews": {"answer_in_first": 0.94, "answer_in_three": 0.99, "mrr": 0.97, "ndcg_at_10": 0.97, "recall_at_1": 0.88,
                "recall_at_5": 0.98, "quote_in_gold": 0.89, "roc_auc": 0.94},
    "paraphrases": {"answer_in_first": 0.91, "answer_in_three": 0.94, "mrr": 0.93, "ndcg_at_10": 0.92,
                    "recall_at_1": 0.81, "recall_at_5": 0.94, "quote_in_gold": 0.85, "roc_auc": 0.96},
    "dialogues": {"answer_in_first": 0.80, "answer_in_three": 0.91, "mrr": 0.86, "ndcg_at_10": 0.86,
                  "recall_at_1": 0.71, "recall_at_5": 0.88, "quote_in_gold": 0.77, "roc_auc": 0.88},
}  # fmt: skip
MOST = {
    "reviews": {"false_answer_rate": 0.17, "false_refusal_rate": 0.11, "ece": 0.095, "risk_coverage_area": 0.16},
    "paraphrases": {"false_answer_rate": 0.01, "false_refusal_rate": 0.41, "ece": 0.185, "risk_coverage_area": 0.165},
    "dialogues": {"false_answer_rate": 0.29, "false_refusal_rate": 0.03, "ece": 0.135, "risk_coverage_area": 0.28},
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with qa.open(data_home(tmp_path_factory) / "reviewqa" / "library") as opened:
        yield opened


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


@pytest.mark.parametrize("name", LEAST)
def test_the_reporting_half_of_a_gold_set_reaches_its_figures(
    engine: Engine, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.evaluation.bootstrap.RESAMPLES", 20)  # intervals are not what is tested
    gold = GOLD / f"{name}.jsonl"
    report = evaluate(engine, gold, "report")
    assert report.questions == len(read_gold(gold, "report")) < len(read_gold(gold))
    reached = {metric: round(value.value, 4) for metric, value in report.metrics.items()}
    assert {metric: reached[metric] for metric, least in LEAST[name].items() if reached[metric] < least} == {}
    assert {metric: reached[metric] for metric, most in MOST[name].items() if reached[metric] > most} == {}


def test_every_quote_of_the_real_model_is_cut_from_its_document(engine: Engine) -> None:
    for row in read_gold(GOLD / "reviews.jsonl")[::12]:
        answer = engine.ask(row.question)
        for one in answer.evidence + answer.nearest:
            document = engine.document(one.document_id)
            assert document is not None
            assert document.text[one.start : one.end] == one.quote
            assert document.text[one.passage_start : one.passage_start + len(one.passage)] == one.passage
