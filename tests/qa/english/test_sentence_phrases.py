from __future__ import annotations

import pytest

from qa.english.sentence_phrases import adjectives_before, closing, opening, whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exosomes in wound healing were seen", "exosomes in wound healing"),
        ("exosomes derived from iMSCs", "exosomes"),
        ("regenerative medicine and therapy.", "regenerative medicine and therapy"),
        ("clinical and vertebral fractures", None),
        ("protein AAH26994.1 from mice", "protein AAH26994.1"),
        ("5% or more", None),
        ("these cells", None),
        ("aspirin for prevention in addition to", "aspirin for prevention"),
        ("the latter", None),
        ("the brain of mice", "the brain of mice"),
        ("drug use remains rare", "drug use"),
        ("the source of pain impedes their use", None),
        ("patients' lives", None),
        ("", None),
    ],
)
def test_a_noun_phrase_ends_where_something_else_begins(text: str, expected: str | None) -> None:
    assert opening(text, 9) == expected


def test_a_long_phrase_is_none() -> None:
    assert opening("exosomes in wound healing", 4) == "exosomes in wound healing"
    assert opening("exosomes in wound healing", 3) == "exosomes"
    assert opening("exosomes in wound healing", 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The exosomes", "exosomes"),
        ("exosomes of mice", "exosomes of mice"),
        ("exosomes were", None),
        ("of mice", None),
    ],
)
def test_a_text_may_be_one_phrase(text: str, expected: str | None) -> None:
    assert whole(text, 5) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They come from small vesicles", "small vesicles"),
        ("They come from", ""),
        ("many very small vesicles", "vesicles"),
    ],
)
def test_a_text_may_end_with_a_phrase(text: str, expected: str) -> None:
    assert closing(text, 1 if expected == "vesicles" else 3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We discuss the various therapeutic ", ["therapeutic"]),
        ("It is the leading ", ["leading"]),
        ("because of the IL-6 ", ["IL-6"]),
        ("The ", []),
        ("The trial showed therapeutic ", None),
        ("the drug, therapeutic ", None),
    ],
)
def test_the_adjectives_before_a_noun(text: str, expected: list[str] | None) -> None:
    assert adjectives_before(text) == expected
