from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.suggesting.question_generation import questions_of


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        (
            "The therapeutic effects of iMSC-derived exosomes are explored in many diseases.",
            ("What are the therapeutic effects of iMSC-derived exosomes?",),
        ),
        (
            "Several studies that investigated the potential of exosomes in regenerative medicine and therapy have begun.",
            ("What is the potential of exosomes in regenerative medicine and therapy?",),
        ),
        ("We discuss the various applications of exosomes [3, 4].", ("What are the applications of exosomes?",)),
        ("iPSCs have become a promising source of MSCs.", ("What is a source of MSCs?",)),
        ("Smoking is the leading cause of lung cancer.", ("What is the leading cause of lung cancer?",)),
        ("Compared to MSCs, iMSCs have proved superior.", ("How do iMSCs compare with MSCs?",)),
        ("Surgery is more effective than drugs.", ("Is Surgery more effective than drugs?",)),
        ("Exosomes are secreted by most cells.", ("What are Exosomes secreted by?",)),
        ("Malaria is caused by parasites.", ("What causes Malaria?",)),
        ("Gout is treated with allopurinol.", ("How is Gout treated?",)),
        ("Statins are widely used to lower cholesterol.", ("What are Statins used for?",)),
        ("Exosomes can promote wound healing in mice.", ("Can Exosomes promote wound healing in mice?",)),
        ("Ibuprofen reduces fever.", ("Does Ibuprofen reduce fever?",)),
        ("Exosomes are a type of vesicle.", ("What are Exosomes?",)),
        ("They come from exosomes, a type of vesicle.", ("What are exosomes?",)),
        ("A secretome is the sum of all factors.", ("What is a secretome?",)),
    ],
)
def test_a_sentence_gives_questions_in_its_own_words(sentence: str, questions: tuple[str, ...]) -> None:
    assert questions_of(sentence) == questions


@pytest.mark.parametrize(
    "sentence",
    [
        "Alendronate decreased the risk of clinical and vertebral fractures.",  # the phrase goes on behind "and"
        "It was found to be useful.",
        "They inhibit growth.",
        "The limited source of MSCs impedes their use.",
        "In higher doses ibuprofen is associated with bleeding.",
        "Findings are mixed.",
        "Mitigating the spread of COVID-19 is a goal.",
        "The latter were compared.",
        "",
    ],
)
def test_what_fits_no_pattern_gives_none(sentence: str) -> None:
    assert questions_of(sentence) == ()


def test_a_word_that_stands_elsewhere_without_its_capital_loses_it() -> None:
    assert questions_of("Exosomes are a type of vesicle.", {"exosomes"}) == ("What are exosomes?",)
    assert questions_of("MicroRNAs are a type of RNA.", {"microRNAs"}) == ("What are microRNAs?",)


@given(st.text(max_size=200))
def test_any_sentence_is_read(sentence: str) -> None:
    for question in questions_of(sentence):
        assert question.endswith("?")
        assert len(question) > len("Is ?")
