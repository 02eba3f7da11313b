from __future__ import annotations

from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference
from qa.answer import Evidence, Place, quote
from qa.evaluation.places import Span, Target
from qa.evaluation.ranking import (
    documents_of,
    first_relevant,
    holds,
    of_documents,
    of_passages,
    of_quotes,
)

# Thirty passages of ten characters, each with its quote in the middle.
DOCUMENT = Document("d.txt", "0123456789" * 30, Reference(title="Digits"))
OTHER = Document("e.txt", "0123456789" * 30, Reference(title="Letters"))


def passage(number: int, document: Document = DOCUMENT) -> Place:
    start = 10 * number
    return Place(document, None, "body", start + 2, start + 8, start, start + 10, 0.5)


def ranked(*numbers: int) -> tuple[Evidence, ...]:
    return quote([passage(number) for number in numbers])


def span(start: int, end: int) -> Span:
    return Span(DOCUMENT.id, start, end)


def test_a_passage_holds_an_answer_with_half_of_its_characters() -> None:
    (one,) = ranked(1)
    assert holds(one, span(10, 20))
    assert holds(one, span(15, 25))
    assert not holds(one, span(16, 26))
    assert holds(one, span(0, 20))
    assert not holds(one, span(0, 21))
    assert not holds(one, Span(OTHER.id, 10, 20))


NAMES = ["answer_in_first", "answer_in_three", "answer_in_five", "mrr", "ndcg_at_10", "recall_at_1", "recall_at_5", "recall_at_10"]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "rank", "expected"),
    [
        ([0], 1, [1, 1, 1, 1, 1, 1, 1, 1]),
        ([2], 3, [0, 1, 1, 1 / 3, 1 / log2(4), 0, 1, 1]),
        ([5], 6, [0, 0, 0, 1 / 6, 1 / log2(7), 0, 0, 1]),
        ([10], None, [0] * 8),
        ([0, 25], 1, [1, 1, 1, 1, 1 / (1 + 1 / log2(3)), 0.5, 0.5, 0.5]),
        ([1, 2], 2, [0, 1, 1, 1 / 2, (1 / log2(3) + 1 / log2(4)) / (1 + 1 / log2(3)), 0, 1, 1]),
    ],
)
def test_ranking_figures_of_one_question_are_exact(answers: list[int], rank: int | None, expected: list[float]) -> None:
    spans = [[span(10 * at, 10 * at + 10)] for at in answers]
    found, values = of_passages(spans, ranked(*range(11)))
    assert found == rank
    assert [values[name] for name in NAMES] == pytest.approx(expected, abs=1e-12)
    assert list(values) == NAMES


def test_an_answer_stands_where_any_of_its_places_does() -> None:
    assert of_passages([[span(200, 210), span(10, 20)]], ranked(0, 1))[0] == 2


def test_a_passage_with_two_answers_is_no_better_than_the_best_order() -> None:
    _, values = of_passages([[span(0, 5)], [span(5, 10)]], ranked(0))
    assert (values["ndcg_at_10"], values["recall_at_1"]) == (1, 1)


@given(answers=st.sets(st.integers(0, 15), min_size=1, max_size=12), order=st.permutations(range(12)))
def test_with_one_answer_a_passage_the_figures_are_those_of_ir_measures(answers: set[int], order: list[int]) -> None:
    _, values = of_passages([[span(10 * at, 10 * at + 10)] for at in answers], ranked(*order))
    measures = ["Success@1", "Success@3", "Success@5", "RR@10", "nDCG@10", "R@1", "R@5", "R@10"]
    qrels = {"q": {str(at): 1 for at in answers}}
    run = {"q": {str(at): -float(rank) for rank, at in enumerate(order)}}
    parsed = [ir_measures.parse_measure(name) for name in measures]
    expected = ir_measures.calc_aggregate(parsed, qrels, run)
    assert [values[name] for name in NAMES] == pytest.approx([expected[one] for one in parsed], abs=1e-9)


def test_the_first_quote_is_precise_where_it_overlaps_an_answer() -> None:
    shown = ranked(0, 1)
    assert of_quotes(Target(((span(7, 30),),)), shown, shown[:1]) == {"quote_in_gold": 1, "quote_words": 1}
    assert of_quotes(Target(((span(8, 30),),)), shown, shown[:1])["quote_in_gold"] == 0
    assert of_quotes(Target(((span(7, 30),),)), (), ()) == {"quote_in_gold": 0}
    assert of_quotes(Target(documents={"d": 1}), shown, shown[:1]) == {"quote_words": 1}


def test_the_quotes_shown_from_the_second_on_are_judged_apart() -> None:
    shown = ranked(0, 2, 4)
    values = of_quotes(Target(((span(22, 25),),)), shown, shown)
    assert (values["quote_in_gold"], values["later_quotes_in_gold"]) == (0, 0.5)
    assert "later_quotes_in_gold" not in of_quotes(Target(((span(22, 25),),)), shown, shown[:1])


def test_a_document_stands_where_its_first_passage_does() -> None:
    shown = quote([passage(0), passage(1), passage(0, OTHER), passage(2)])
    assert documents_of(shown) == {DOCUMENT.id: 1, OTHER.id: 1 / 2}
    assert first_relevant({OTHER.id: 1}, documents_of(shown)) == 2
    assert first_relevant({OTHER.id: 0, "gone": 1}, documents_of(shown)) is None


def test_figures_of_documents_are_graded() -> None:
    qrels = {"q": {"a": 2, "b": 1}, "empty": {"a": 1}, "missing": {"a": 1}}
    values = of_documents(qrels, {"q": {"b": 1.0, "x": 0.5, "a": 0.3}, "empty": {}})
    assert list(values["q"]) == NAMES
    assert values["q"] == pytest.approx(
        {
            "answer_in_first": 1,
            "answer_in_three": 1,
            "answer_in_five": 1,
            "mrr": 1,
            "ndcg_at_10": (1 + 2 / log2(4)) / (2 + 1 / log2(3)),
            "recall_at_1": 0.5,
            "recall_at_5": 1,
            "recall_at_10": 1,
        }
    )
    assert set(values["empty"].values()) == set(values["missing"].values()) == {0.0}
