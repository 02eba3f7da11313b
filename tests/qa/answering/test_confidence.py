from __future__ import annotations

import json
from dataclasses import astuple, fields
from math import exp, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from corpus.errors import LibraryDamagedError
from index.library import Library
from index.store.manifest import CALIBRATION
from index.store.numbers import numbers_of
from index.store.shard import StoredPassage, StoredSentence
from index.text.passages import Sentence
from qa.answering.confidence import (
    WITH_RANKER,
    WITHOUT_RANKER,
    Calibration,
    Signals,
    calibration_of,
    confidence,
    signals,
)
from qa.answering.question import Question
from qa.answering.rank import Candidate, Ranked
from qa.answering.search import Hit
from support.libraries import DIM, build_library

NOTHING = Signals(0, 0, 0, 0, 0, 0, 0)
FITTED = Calibration(-2.5, Signals(1.0, 2.0, -0.5, 0.25, 3.0, 0.0, 0.75), 0.4)
ZERO = np.zeros(DIM, np.float32)
NO_WORDS = np.empty((0, DIM), np.float32)


# From signals to a probability


def test_confidence_is_a_logistic_regression() -> None:
    found = Signals(1.0, 0.8, 0.5, 0.6, 0.1, 1.0, 0.2)
    logit = -2.5 + 1.0 + 1.6 - 0.25 + 0.15 + 0.3 + 0.0 + 0.15
    assert FITTED.probability(found) == pytest.approx(1 / (1 + exp(-logit)))
    assert FITTED.probability(NOTHING) == pytest.approx(1 / (1 + exp(2.5)))


@pytest.mark.parametrize(("weight", "probability"), [(0.0, 0.5), (1e6, 1.0), (-1e6, 0.0)])
def test_no_weight_is_too_large(weight: float, probability: float) -> None:
    calibration = Calibration(0.0, Signals(weight, 0, 0, 0, 0, 0, 0), 0.5)
    assert calibration.probability(Signals(1, 0, 0, 0, 0, 0, 0)) == probability


@given(st.lists(st.floats(0, 1), min_size=7, max_size=7), st.lists(st.floats(-50, 50), min_size=8, max_size=8))
def test_any_signals_give_a_probability(found: list[float], weights: list[float]) -> None:
    assert 0 <= Calibration(weights[7], Signals(*weights[:7]), 0.5).probability(Signals(*found)) <= 1


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
    assert confidence(always, Signals(0, 0, 0, 0, definition, 0, 0), question) == pytest.approx(sure)


def test_an_unsure_answer_is_not_made_surer() -> None:
    assert confidence(Calibration(-log(9), NOTHING, 0.5), NOTHING, "What is an exosome?") == pytest.approx(0.1)


@pytest.mark.parametrize("shipped", [WITH_RANKER, WITHOUT_RANKER])
def test_what_is_shipped_answers_a_perfect_match_and_refuses_nothing_at_all(shipped: Calibration) -> None:
    assert shipped.probability(Signals(1, 1, 1, 1, 1, 1, 1)) > shipped.threshold > 0
    assert shipped.probability(NOTHING) < shipped.threshold < 1


# In a library's folder


def test_a_calibration_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=True)
    assert calibration_of(tmp_path, with_ranker=True) == FITTED
    assert [file.name for file in tmp_path.iterdir()] == [CALIBRATION]


def test_another_calibration_takes_its_place(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=False)
    WITH_RANKER.write(tmp_path, with_ranker=False)
    assert calibration_of(tmp_path, with_ranker=False) == WITH_RANKER


def test_what_was_fitted_with_a_ranker_is_not_used_without_one_and_the_reverse(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=True)
    assert calibration_of(tmp_path, with_ranker=False) is WITHOUT_RANKER
    FITTED.write(tmp_path, with_ranker=False)
    assert calibration_of(tmp_path, with_ranker=True) is WITH_RANKER


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=9, max_size=9))
def test_any_calibration_survives_its_file(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    folder = tmp_path_factory.getbasetemp()
    given_ = Calibration(numbers[0], Signals(*numbers[1:8]), numbers[8])
    given_.write(folder, with_ranker=True)
    assert calibration_of(folder, with_ranker=True) == given_


def test_without_a_file_it_is_the_one_that_was_shipped(tmp_path: Path) -> None:
    assert calibration_of(tmp_path, with_ranker=True) is WITH_RANKER
    assert calibration_of(tmp_path, with_ranker=False) is WITHOUT_RANKER


WEIGHTS = {field.name: 1.0 for field in fields(Signals)}
WHOLE = {"with_ranker": True, "intercept": 0, "weights": WEIGHTS, "threshold": 0.5}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({name: part for name, part in WHOLE.items() if name != "with_ranker"}).encode(),
        b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"7", b"[]", b'"x"', b"{}",
        json.dumps({**WHOLE, "threshold": "high"}).encode(),
        json.dumps({**WHOLE, "threshold": None}).encode(),
        json.dumps({**WHOLE, "threshold": float("nan")}).encode(),
        json.dumps({**WHOLE, "intercept": float("inf")}).encode(),
        json.dumps({**WHOLE, "intercept": 10**400}).encode(),
        json.dumps({**WHOLE, "weights": [1] * 7}).encode(),
        json.dumps({**WHOLE, "weights": {"coverage": 1}}).encode(),
        json.dumps({**WHOLE, "weights": {**WEIGHTS, "covered": float("-inf")}}).encode(),
    ],
    ids=lambda content: content[:60].decode(errors="replace"),
)  # fmt: skip
def test_a_broken_file_is_told_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / CALIBRATION
    file.write_bytes(content)
    with pytest.raises(LibraryDamagedError) as caught:
        calibration_of(tmp_path, with_ranker=True)
    assert str(caught.value) == (
        f"{file}: cannot be read as the calibration that reviewqa refit wrote. Remove it, or fit it again."
    )


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / CALIBRATION).mkdir()
    with pytest.raises(LibraryDamagedError, match=CALIBRATION):
        calibration_of(tmp_path, with_ranker=True)


# From a question and its passages to signals


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two papers of a passage each, without words of their own in the references."""
    texts = ["Zebrafish regrow fins.", "Zebrafish hunt owls."]
    documents = [
        Document(f"{at}.txt", text, Reference(), (Section(None, "body", 0, len(text)),))
        for at, text in enumerate(texts)
    ]
    return build_library(tmp_path_factory.mktemp("tiny") / "library", documents)


def ranked(terms: str = "", relevance: float | None = None, number: int = 1, **given_: float) -> Ranked:
    first = numbers_of(number).start
    sentence = StoredSentence(first, Sentence(None, 0, 1), tuple(terms.split()), ZERO, NO_WORDS)
    hit = Hit(first, 0.0, given_.get("dense", 0.0), given_.get("lexical", 0.0))
    candidate = Candidate(hit, f"p{number}", StoredPassage(first, range(first, first + 1)), (sentence,), "x", "")
    parts = (given_.get(name, 0.0) for name in ("cosine", "coverage", "interaction", "whole", "definition"))
    return Ranked(candidate, 0.5, (0.5,), *parts, relevance)


def asking(*variants: str) -> Question:
    return Question("?", tuple(tuple(one.split()) for one in variants), ZERO, (), NO_WORDS, {}, ())


def test_the_best_passage_gives_its_signals(tiny: Library) -> None:
    best = ranked(cosine=0.9, coverage=0.2, interaction=0.3, whole=0.4, definition=0.5)
    found = signals(asking("zebrafish"), [best, ranked(coverage=1, interaction=1, whole=1, definition=1)], tiny)
    assert (found.coverage, found.interaction, found.whole, found.definition) == (0.2, 0.3, 0.4, 0.5)


def test_relevance_is_the_best_passages_as_a_probability(tiny: Library) -> None:
    found = signals(asking("zebrafish"), [ranked(relevance=log(4)), ranked(relevance=9.0)], tiny)
    assert found.relevance == pytest.approx(0.8)


def test_without_a_cross_encoder_there_is_no_relevance(tiny: Library) -> None:
    assert signals(asking("zebrafish"), [ranked()] * 6, tiny).relevance == 0.0


def test_a_logit_beyond_eight_says_no_more(tiny: Library) -> None:
    for logit in (8.0, 20.0, 1e9):
        assert signals(asking("zebrafish"), [ranked(relevance=logit)], tiny).relevance == pytest.approx(
            1 / (1 + exp(-8))
        )
        assert signals(asking("zebrafish"), [ranked(relevance=-logit)], tiny).relevance == pytest.approx(
            1 / (1 + exp(8))
        )


def test_covered_is_the_weighted_share_of_words_that_one_of_the_best_five_has(tiny: Library) -> None:
    zebrafish, owl = tiny.lexical.idf("zebrafish"), tiny.lexical.idf("owl")
    question = asking("zebrafish owl")
    assert signals(question, [ranked("zebrafish"), ranked("owl")], tiny).covered == 1
    sixth = [*[ranked("zebrafish")] * 5, ranked("owl")]
    assert signals(question, sixth, tiny).covered == pytest.approx(zebrafish / (zebrafish + owl))


def test_passages_without_a_word_cover_nothing(tiny: Library) -> None:
    found = signals(asking("zebrafish"), [ranked("")], tiny)
    assert found.covered == 0


def test_the_way_of_writing_that_has_most_words_counts(tiny: Library) -> None:
    found = signals(asking("unicorn", "zebrafish owl", "mice"), [ranked("zebrafish owl")], tiny)
    assert found.covered == 1


def test_of_a_question_without_terms_nothing_is_covered(tiny: Library) -> None:
    assert [signals(one, [ranked()], tiny).covered for one in (asking(""), asking())] == [0, 0]


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
    tiny: Library, places: list[tuple[int, int]], share: float
) -> None:
    given_ = [
        ranked(number=at, dense=1 - dense / 100, lexical=100 - lexical + at / 1000)
        for at, (dense, lexical) in enumerate(places, 1)
    ]
    assert signals(asking("zebrafish"), given_, tiny).agreement == pytest.approx(share)


def test_passages_without_a_word_of_the_question_do_not_agree(tiny: Library) -> None:
    given_ = [ranked(number=1, dense=0.9, lexical=3.0), ranked(number=2, dense=0.8)]
    assert signals(asking("zebrafish"), given_, tiny).agreement == 0.5


@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 40), st.none() | st.floats(-40, 40), st.floats(0, 1)),
        min_size=1,
        max_size=12,
    )
)
def test_every_signal_is_a_share(tiny: Library, rows: list[tuple[float, float, float | None, float]]) -> None:
    given_ = [
        ranked("zebrafish", relevance, number, dense=dense, lexical=lexical, coverage=share, interaction=share)
        for number, (dense, lexical, relevance, share) in enumerate(rows, 1)
    ]
    found = signals(asking("zebrafish owl unicorn"), given_, tiny)
    assert all(0 <= one <= 1 for one in astuple(found))
