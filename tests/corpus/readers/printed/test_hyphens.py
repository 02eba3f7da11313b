"""Hyphens at line ends: which only break a word, and the text without them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.printed.hyphens import soft_hyphens, unbroken


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("regen-\nerative", True), ("meta-\nAnalysis", False), ("N-\nterminal", False), ("2-\nfold", None),
        ("wound heal-\ning and heal-ing", False), ("with-\nout with with out out", True),
        ("stem-\ncell, stem cell, stem cell", False), ("a -\nb", None), ("word-\n\nword", None),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(text: str, joined: bool | None) -> None:
    assert soft_hyphens(text) == ((text.index("-\n"),) if joined else ())


@given(st.text(alphabet="ab-\n –é1", max_size=60))
def test_every_soft_hyphen_is_one_at_a_line_end(text: str) -> None:
    assert all(text[at : at + 2] == "-\n" for at in soft_hyphens(text))


def test_a_long_word_is_no_trouble() -> None:
    begun = time.perf_counter()
    assert soft_hyphens("a" * 300_000 + "-a" * 100_000) == ()
    assert time.perf_counter() - begun < 5


def test_discretionary_hyphens_are_soft_in_any_text() -> None:
    assert soft_hyphens("exo\u00adsome and \u00ad more", wrapped=False) == (3,)
    assert soft_hyphens("regen-\nerative", wrapped=False) == ()


@pytest.mark.parametrize("text", ["regen-\r\nerative", "regen\u2010\n  erative"])
def test_other_hyphens_and_line_ends(text: str) -> None:
    assert soft_hyphens(text) == (5,)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("regen-\nerative medicine\nof mice", "regenerative medicine\nof mice"),
        ("heparin-\nPF4", "heparin-PF4"), ("658–\n669", "658–669"), ("10.1007/s13770-\n023", "10.1007/s13770-023"),
        ("exo\u00adsomes", "exosomes"), ("a – b -\nc", "a – b -\nc"),
    ],
)  # fmt: skip
def test_words_are_joined(text: str, joined: str) -> None:
    assert unbroken(text, soft_hyphens(text), 0, len(text)) == joined


def test_a_stretch_of_a_text() -> None:
    text = "One regen-\nerative and one re-\ngenerative"
    soft = soft_hyphens(text)
    assert len(soft) == 2
    assert unbroken(text, soft, 4, text.index(" and")) == "regenerative"
    assert unbroken(text, soft, text.index("and"), len(text)) == "and one regenerative"
