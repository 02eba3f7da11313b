from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from index.library import Library
from qa.answering.question import MAX_LENGTH, tidy, understand
from support.libraries import word_vector

LONG = ("induc", "mesenchym", "stem", "cell")
DERIVED = ("induc", "pluripot", "stem", "cell", "deriv", "mesenchym", "stem", "cell", "cellsderiv")


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("Why iMSCs?", "Why iMSCs?"),
        ("  Why \t iMSCs?\r\n", "Why iMSCs?"),
        ("Why\x00iMSCs\x1b?\x7f", "Why iMSCs ?"),
        ("\ufeffWhy iMSCs?", "Why iMSCs?"),
        ("Why\u00a0iMSCs\u3000?\u2028", "Why iMSCs ?"),
        ("Why \udcff\ud800iMSCs?", "Why iMSCs?"),
        ("α-SMA — 🧬 «é»", "α-SMA — 🧬 «é»"),
    ],
)
def test_white_space_control_characters_and_surrogates_are_tidied(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@pytest.mark.parametrize("text", ["", " ", "\t\n\r\x0b", "\x00\x1b\x07", "\ud800\udfff", "\u200b\ufeff\u00ad"])
def test_a_question_of_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match=r"^The question is empty"):
        tidy(text)


def test_invisible_marks_inside_a_word_do_not_part_it() -> None:
    assert tidy("exo\u00adsomes and mesen\u200bchymal\u2060 cells") == "exosomes and mesenchymal cells"


def test_2000_characters_are_the_most() -> None:
    assert MAX_LENGTH == 2000
    assert tidy("x" * 2000) == "x" * 2000
    with pytest.raises(QuestionError, match="has 2,001 characters; 2,000 are the most"):
        tidy("x" * 2001)


def test_white_space_that_is_taken_out_does_not_count() -> None:
    assert tidy(" " * 5000 + "x" * 2000 + "\n" * 5000) == "x" * 2000


@given(st.text())
def test_a_tidied_question_is_tidy(text: str) -> None:
    try:
        tidied = tidy(text)
    except QuestionError:
        return
    assert tidy(tidied) == tidied
    assert tidied.encode().decode() == tidied
    assert tidied.isprintable() or " " not in tidied


@pytest.mark.parametrize(
    "text", ["iMSC", "iMSCs", "imscs", "induced mesenchymal stem cells", "Induced Mesenchymal Stem Cell"]
)
def test_short_and_long_forms_are_understood_alike(library: Library, text: str) -> None:
    variants = set(understand(text, library).variants)
    assert variants - {("imsc",)} == {LONG, DERIVED}


def test_derived_cells_are_understood_as_what_they_are(library: Library) -> None:
    assert {LONG, DERIVED} <= set(understand("iPSC-derived MSCs", library).variants)
    assert {LONG, DERIVED} <= set(understand("ipsc-derived mscs", library).variants)


def test_the_most_common_way_of_writing_comes_first(library: Library) -> None:
    for text in ("imscs", "iMSCs", "induced mesenchymal stem cells"):
        assert understand(text, library).variants[0] == LONG


def test_the_way_that_the_question_itself_writes_comes_before_it(library: Library) -> None:
    for text in ("iPSC-derived MSCs", "induced pluripotent stem cell-derived mesenchymal stem cells"):
        assert understand(text, library).variants[0] == DERIVED


def test_the_question_as_typed_is_the_last_variant(library: Library) -> None:
    assert understand("why iMSCs heal", library).variants[-1] == ("imsc", "heal")


def test_short_and_long_form_have_the_same_vector(library: Library) -> None:
    one, two = (understand(text, library).vector for text in ("imscs", "induced mesenchymal stem cells"))
    assert np.array_equal(one, two)


def test_stems_and_vectors_of_words_go_together(library: Library) -> None:
    question = understand("Do iMSCs heal wounds?", library)
    assert question.stems == (*LONG, "heal", "wound")
    assert np.allclose(
        question.words, [word_vector(stem) for stem in ("induced", "mesenchymal", "stem", "cells", "heal", "wounds")]
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Do exosomes heal wounds?", {"exosomes": ("exosom",), "heal": ("heal",), "wounds": ("wound",)}),
        ("Why iMSCs?", {"iMSCs": ("imsc", "induc", "mesenchym", "stem", "cell")}),
        ("zebrafish, Zebrafish and ZEBRAFISH", {"zebrafish": ("zebrafish",)}),
        ("stem cell or stem cells", {"stem": ("stem",), "cell": ("cell",), "cells": ("cell",)}),
        ("vitamin C", {"vitamin": ("vitamin",)}),
        ("the of and", {}),
    ],
)
def test_each_word_is_known_as_typed_with_what_it_may_be_found_by(
    library: Library, text: str, asked: dict[str, tuple[str, ...]]
) -> None:
    assert dict(understand(text, library).asked) == asked


@given(st.text(max_size=60))
def test_missing_words_are_among_those_asked(library: Library, text: str) -> None:
    question = understand(text, library)
    assert set(question.missing) <= set(question.asked)
    assert all(word in question.text for word in question.asked)
    assert all(question.asked.values())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Do exosomes cure Alzheimer's disease?", ("cure", "Alzheimer")),
        ("What DOSE of CD63 exosomes?", ("DOSE", "CD63")),
        ("zebrafish and zebrafish", ("zebrafish",)),
        ("how to bake sourdough bread", ("bake", "sourdough", "bread")),
        ("Why are iMSCs preferred to gold?", ("gold",)),
        ("exosomes, vitamin C and a b", ("vitamin",)),
    ],
)
def test_words_that_no_document_has_are_missing_as_typed(library: Library, text: str, missing: tuple[str, ...]) -> None:
    assert understand(text, library).missing == missing


@pytest.mark.parametrize(
    "text",
    [
        "imsc",
        "iMSCs",
        "IPSC",
        "induced mesenchymal stem cells",
        "induced pluripotent stem cell-derived mesenchymal stem cells",
        "pre-clinical preclinical exosome",
        "What would this be about?",
        "Aldoghachi Beijing regen 2023",
        "healed healing heals",
    ],
)
def test_known_words_short_forms_and_long_forms_are_not_missing(library: Library, text: str) -> None:
    assert understand(text, library).missing == ()


@pytest.mark.parametrize("text", ["🧬", "?!", "the of and", "what is it about"])
def test_a_question_without_content_words_is_understood_as_nothing(library: Library, text: str) -> None:
    question = understand(text, library)
    assert (question.stems, question.missing) == ((), ())
    assert question.words.shape == (0, question.vector.size)
