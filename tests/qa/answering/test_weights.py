"""Weights: those shipped, and a calibration in a library's folder."""

from __future__ import annotations

import json
from dataclasses import astuple, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryDamagedError
from index.store.manifest import CALIBRATION
from qa.answering.features import PassageFeatures, SentenceFeatures, Signals
from qa.answering.weights import Calibration, calibration_of, shipped

FITTED = Calibration(-2.5, Signals(1.0, 2.0, -0.5, 0.0, 0.25, 3.0, 0.5, 0.0, 0.75), 0.4)
SHIPPED = shipped(with_ranker=True).calibration
SHIPPED_ALONE = shipped(with_ranker=False).calibration


def test_a_score_is_the_weighted_sum() -> None:
    weights = SentenceFeatures(0.1, 0.2, 0.3, 0.25, 0.15)
    assert weights @ SentenceFeatures(1, 0.5, 0, 1, 0.2) == pytest.approx(0.1 + 0.1 + 0.25 + 0.03)
    assert replace(weights, cosine=0.0) @ SentenceFeatures(1, 0, 0, 0, 0) == 0


@pytest.mark.parametrize("with_ranker", [True, False])
def test_shipped_weights_are_shares(with_ranker: bool) -> None:
    for row in (shipped(with_ranker).passage, shipped(with_ranker).sentence):
        assert sum(astuple(row)) == pytest.approx(1, abs=1e-3)
        assert min(astuple(row)) >= 0


def test_without_a_ranker_nothing_counts_that_only_a_ranker_says() -> None:
    alone = shipped(with_ranker=False)
    assert (alone.passage.relevance, alone.sentence.evidence, alone.calibration.weights.relevance) == (0, 0, 0)
    assert len(fields(PassageFeatures)) == len(astuple(alone.passage))


def test_a_calibration_of_other_signals_than_those_of_now_is_left_aside(tmp_path: Path) -> None:
    (tmp_path / CALIBRATION).write_text(json.dumps({**WHOLE, "weights": {**WEIGHTS, "covered": 1.0}}))
    assert calibration_of(tmp_path, with_ranker=True) == SHIPPED


# In a library's folder


def test_a_calibration_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=True)
    assert calibration_of(tmp_path, with_ranker=True) == FITTED
    assert [file.name for file in tmp_path.iterdir()] == [CALIBRATION]


def test_another_calibration_takes_its_place(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=False)
    SHIPPED.write(tmp_path, with_ranker=False)
    assert calibration_of(tmp_path, with_ranker=False) == SHIPPED


def test_what_was_fitted_with_a_ranker_is_not_used_without_one_and_the_reverse(tmp_path: Path) -> None:
    FITTED.write(tmp_path, with_ranker=True)
    assert calibration_of(tmp_path, with_ranker=False) == SHIPPED_ALONE
    FITTED.write(tmp_path, with_ranker=False)
    assert calibration_of(tmp_path, with_ranker=True) == SHIPPED


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=11, max_size=11))
def test_any_calibration_survives_its_file(tmp_path_factory: pytest.TempPathFactory, numbers: list[float]) -> None:
    folder = tmp_path_factory.getbasetemp()
    given_ = Calibration(numbers[0], Signals(*numbers[1:10]), numbers[10], min(numbers[10], 0.1))
    given_.write(folder, with_ranker=True)
    assert calibration_of(folder, with_ranker=True) == given_


def test_without_a_file_it_is_the_one_that_was_shipped(tmp_path: Path) -> None:
    assert calibration_of(tmp_path, with_ranker=True) == SHIPPED
    assert calibration_of(tmp_path, with_ranker=False) == SHIPPED_ALONE


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
        json.dumps({**WHOLE, "weights": [1] * 9}).encode(),
        json.dumps({**WHOLE, "weights": {**WEIGHTS, "agreement": float("-inf")}}).encode(),
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
