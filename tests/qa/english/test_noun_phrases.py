from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dialogue.topics import topic
from qa.english.noun_phrases import (
    adjectives_before,
    closing,
    is_generic,
    opening,
    phrases,
    tokens,
    whole,
)


@pytest.mark.parametrize(
    ("question", "found", "about"),
    [
        ("Why are iMSCs preferred over MSCs?", ["iMSCs", "MSCs"], "iMSCs"),
        ("What limits the clinical use of MSCs?", ["clinical use", "MSCs"], "MSCs"),
        ("Do iMSCs remove the need for immunosuppressive drugs?", ["iMSCs", "immunosuppressive drugs"], "iMSCs"),
        ("how does the secretome of stem cells work", ["secretome", "stem cells"], "secretome of stem cells"),
        ("What are induced mesenchymal stem cells?", ["induced mesenchymal stem cells"], "induced mesenchymal stem cells"),
        ("Is vitamin D deficiency common in Europe?", ["vitamin D deficiency", "Europe"], "vitamin D deficiency"),
        ("Summarise the treatment of ARDS", ["treatment", "ARDS"], "ARDS"),
        ("exosomes wound healing", ["exosomes", "wound healing"], "exosomes"),
        ("why?", [], None),
        # adjectives begin a phrase and do not end it
        ("Does long COVID affect new drugs?", ["long COVID", "new drugs"], "long COVID"),
        ("Is metformin safe?", ["metformin"], "metformin"),
        ("Are exosomes important in wounds?", ["exosomes", "wounds"], "exosomes"),
        # nouns with the stem of a verb, and adverbs
        ("Can RUNX2 inhibit astrocyte differentiation?", ["RUNX2", "astrocyte differentiation"], "RUNX2"),
        ("What is typically seen in microcephaly?", ["microcephaly"], "microcephaly"),
        ("Is fibrin used in wound repair?", ["fibrin", "wound repair"], "fibrin"),
        # names
        ("Do CD4+ T cells need IL-2?", ["CD4+ T cells", "IL-2"], "CD4+ T cells"),
        ("the 100,000 genomes of 2 mice", ["100,000 genomes", "2 mice"], "100,000 genomes of 2 mice"),
    ],
)  # fmt: skip
def test_noun_phrases_are_told_by_the_words_between_them(question: str, found: list[str], about: str | None) -> None:
    subject = topic(question)
    assert ([one.text for one in phrases(question)], subject and subject.text) == (found, about)


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


@pytest.mark.parametrize(
    ("text", "generic"), [("these cells", True), ("the new review", True), ("patients", True), ("stem cells", False)]
)
def test_some_phrases_name_no_subject(text: str, generic: bool) -> None:
    assert is_generic(text) is generic


@given(st.text(max_size=200), st.booleans())
def test_phrases_are_parts_of_the_text(text: str, of_sentence: bool) -> None:
    assert all(text[one.start : one.end] == one.text for one in tokens(text))
    for one in phrases(text, of_sentence=of_sentence):
        assert text[one.start : one.end] == one.text
        assert one.head == one.head
        assert one.is_plural in {True, False}
