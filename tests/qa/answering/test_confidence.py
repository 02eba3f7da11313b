from __future__ import annotations

from dataclasses import astuple
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.numbers import numbers_of
from index.store.shard import StoredPassage, StoredSentence
from index.text.passages import Sentence
from qa.answering.confidence import confidence, signals
from qa.answering.features import PassageFeatures, SentenceFeatures, Signals
from qa.answering.form import form_of
from qa.answering.question import Question
from qa.answering.rank import Candidate, Ranked
from qa.answering.search import Hit
from qa.answering.weights import Calibration, shipped
from support.libraries import DIM

NOTHING = Signals(0, 0, 0, 0, 0, 0, 0, 0, 0)
FITTED = Calibration(-2.5, Signals(1.0, 2.0, -0.5, 0.0, 0.25, 3.0, 0.5, 0.0, 0.75), 0.4)
ZERO = np.zeros(DIM, np.float32)
NO_WORDS = np.empty((0, DIM), np.float32)
ASKED = Question("Do fish swim?", (), ZERO, (), NO_WORDS, {}, (), form_of("Do fish swim?"))


# From signals to a probability


def test_confidence_is_a_logistic_regression() -> None:
    found = Signals(1.0, 0.8, 0.5, 0.9, 0.6, 0.1, 1.0, 0.3, 0.2)
    logit = -2.5 + 1.0 + 1.6 - 0.25 + 0.15 + 0.3 + 0.5 + 0.15
    assert FITTED.probability(found) == pytest.approx(1 / (1 + exp(-logit)))
    assert FITTED.probability(NOTHING) == pytest.approx(1 / (1 + exp(2.5)))


@pytest.mark.parametrize(("weight", "probability"), [(0.0, 0.5), (1e6, 1.0), (-1e6, 0.0)])
def test_no_weight_is_too_large(weight: float, probability: float) -> None:
    calibration = Calibration(0.0, Signals(weight, 0, 0, 0, 0, 0, 0, 0, 0), 0.5)
    assert calibration.probability(Signals(1, 0, 0, 0, 0, 0, 0, 0, 0)) == probability


@given(st.lists(st.floats(0, 1), min_size=9, max_size=9), st.lists(st.floats(-50, 50), min_size=10, max_size=10))
def test_any_signals_give_a_probability(found: list[float], weights: list[float]) -> None:
    assert 0 <= Calibration(weights[9], Signals(*weights[:9]), 0.5).probability(Signals(*found)) <= 1


@pytest.mark.parametrize(
    ("question", "definition", "sure"),
    [
        ("What is an exosome?", 0.0, 0.6),
        ("What is an exosome?", 0.5, 0.9),
        ("What is an exosome?", 1.0, 0.9),
        ("Do exosomes heal wounds?", 0.0, 0.9),
        ("exosomes", 0.0, 0.9),
    ],
)
def test_where_a_meaning_is_asked_for_a_sentence_without_one_is_never_sure(
    question: str, definition: float, sure: float
) -> None:
    always = Calibration(log(9), NOTHING, 0.5)
    assert confidence(always, Signals(0, 0, 0, 0, 0, definition, 0, 0, 0), form_of(question)) == pytest.approx(sure)


def test_an_unsure_answer_is_not_made_surer() -> None:
    assert confidence(Calibration(-log(9), NOTHING, 0.5), NOTHING, form_of("What is an exosome?")) == pytest.approx(0.1)


@pytest.mark.parametrize("with_ranker", [True, False])
def test_what_is_shipped_answers_a_perfect_match_and_refuses_nothing_at_all(with_ranker: bool) -> None:
    calibration = shipped(with_ranker).calibration
    assert calibration.probability(Signals(1, 1, 1, 1, 1, 1, 1, 1, 1)) > calibration.threshold > 0
    assert calibration.probability(NOTHING) < calibration.threshold < 1


# From a question and its passages to signals


def ranked(terms: str = "", relevance: float | None = None, number: int = 1, **given_: float) -> Ranked:
    first = numbers_of(number).start
    sentence = StoredSentence(first, Sentence(None, 0, 1), tuple(terms.split()), ZERO, NO_WORDS)
    hit = Hit(first, 0.0, given_.get("dense", 0.0), given_.get("lexical", 0.0))
    candidate = Candidate(hit, f"p{number}", StoredPassage(first, range(first, first + 1)), (sentence,), "x", "")
    parts = (given_.get(name, 0.0) for name in ("cosine", "coverage", "interaction", "definition"))
    features = PassageFeatures(0, 0, 0, 0, 0, given_.get("definition", 0.0), 0)
    return Ranked(
        candidate, 0.5, features, (SentenceFeatures(*parts, 0.0),), (0.5,), given_.get("whole", 0.0), 0.0, relevance
    )


def test_the_best_passage_gives_its_signals() -> None:
    best = ranked(cosine=0.9, coverage=0.2, interaction=0.3, whole=0.4, definition=0.5)
    found = signals(ASKED, [best, ranked(coverage=1, interaction=1, whole=1, definition=1)])
    assert (found.coverage, found.interaction, found.whole, found.definition) == (0.2, 0.3, 0.4, 0.5)


def test_relevance_is_the_best_passages_as_a_probability() -> None:
    found = signals(ASKED, [ranked(relevance=log(4)), ranked(relevance=9.0)])
    assert found.relevance == pytest.approx(0.8)


def test_without_a_cross_encoder_there_is_no_relevance() -> None:
    assert signals(ASKED, [ranked()] * 6).relevance == 0.0


def test_a_logit_beyond_eight_says_no_more() -> None:
    for logit in (8.0, 20.0, 1e9):
        assert signals(ASKED, [ranked(relevance=logit)]).relevance == pytest.approx(1 / (1 + exp(-8)))
        assert signals(ASKED, [ranked(relevance=-logit)]).relevance == pytest.approx(1 / (1 + exp(8)))


@pytest.mark.parametrize(
    ("places", "share"),
    [
        ([(at, at) for at in range(20)], 1.0),  # words and meaning order alike
        ([(at, 19 - at) for at in range(20)], 0.0),
        ([(0, 5), (1, 9), (2, 12), (3, 13), (4, 0), *((at, at) for at in range(5, 20))], 0.6),
        ([(0, 0), (1, 1)], 1.0),
    ],
)
def test_agreement_is_the_share_of_the_five_nearest_that_are_among_the_ten_with_most_words(
    places: list[tuple[int, int]], share: float
) -> None:
    given_ = [
        ranked(number=at, dense=1 - dense / 100, lexical=100 - lexical + at / 1000)
        for at, (dense, lexical) in enumerate(places, 1)
    ]
    assert signals(ASKED, given_).agreement == pytest.approx(share)


def test_passages_without_a_word_of_the_question_do_not_agree() -> None:
    given_ = [ranked(number=1, dense=0.9, lexical=3.0), ranked(number=2, dense=0.8)]
    assert signals(ASKED, given_).agreement == 0.5


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 40), st.none() | st.floats(-40, 40), st.floats(0, 1)),
        min_size=1,
        max_size=12,
    )
)
def test_every_signal_is_a_share(rows: list[tuple[float, float, float | None, float]]) -> None:
    given_ = [
        ranked("zebrafish", relevance, number, dense=dense, lexical=lexical, coverage=share, interaction=share)
        for number, (dense, lexical, relevance, share) in enumerate(rows, 1)
    ]
    found = signals(ASKED, given_)
    assert all(0 <= one <= 1 for one in astuple(found))
