from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.yes_no import asks_yes_no, states


@pytest.mark.parametrize(
    "question",
    [
        "Is it safe?",
        "are exosomes vesicles",
        "Does the secretome heal wounds?",
        "Can MSCs be frozen?",
        "Isn't it dangerous?",
        "Doesn’t it hurt?",
        "And do exosomes heal?",
        "Do you know whether exosomes heal?",
        "Laparoscopic surgery: is it safe?",
        "In patients with gout, does allopurinol help?",
        "Exosomes - can they heal wounds?",
        "  Will it heal?  ",
    ],
)
def test_a_question_for_yes_or_no_is_told_by_its_form(question: str) -> None:
    assert asks_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is an exosome?",
        "Why is it safe?",
        "How do exosomes heal?",
        "Can you explain exosomes?",
        "Could you list the benefits?",
        "Do you know what exosomes are?",
        "Which cells, if any, are safe?",
        "exosomes",
        "Isolation of exosomes",
        "Have a look at exosomes",
        "",
    ],
)
def test_other_questions_are_not(question: str) -> None:
    assert not asks_yes_no(question)


@pytest.mark.parametrize(
    ("sentence", "degree"),
    [
        ("These results suggest that exosomes heal wounds.", 1.0),
        ("Exosomes do not heal wounds.", 1.0),
        ("Exosomes healed wounds significantly faster.", 0.75),
        ("Exosomes heal wounds.", 0.5),
        ("Exosomes for wounds were randomly assigned to heal.", 0.25),
        ("We aimed to determine whether exosomes heal wounds.", 0.1),
        ("Whether exosomes heal wounds remains unclear.", 0.1),
        ("Do exosomes heal wounds?", 0.0),
        ("", 0.5),
    ],
)
def test_a_sentence_states_plans_or_does(sentence: str, degree: float) -> None:
    assert states(sentence, 1.0) == degree


@pytest.mark.parametrize(("coverage", "degree"), [(0.0, 0.0), (0.29, 0.0), (0.3, 0.3), (0.6, 0.6), (1.0, 1.0)])
def test_a_sentence_with_some_of_the_words_states_less_and_one_with_few_nothing(coverage: float, degree: float) -> None:
    assert states("We conclude that exosomes heal.", coverage) == degree


@given(st.text(), st.floats(0, 1))
def test_any_sentence_states_no_more_than_it_covers(text: str, coverage: float) -> None:
    assert 0 <= states(text, coverage) <= coverage
    assert asks_yes_no(text) in {True, False}
