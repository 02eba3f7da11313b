from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dialogue.topics import topic
from qa.english.noun_phrases import is_generic, phrases, tokens


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
