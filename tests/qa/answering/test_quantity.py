"""Numbers asked for, and sentences that give them."""

from __future__ import annotations

import pytest

from qa.answering.form import form_of
from qa.answering.quantity import asks_number, gives_number


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("How many patients were included?", True),
        ("When did the trial begin?", True),
        ("What dose of aspirin was given?", True),
        ("percent of mice that survived", True),
        ("By what factor does H4K20 methylation drop?", True),
        ("Why does aspirin help?", False),
        ("Is aspirin safe?", False),
        ("exosomes", False),
    ],
)
def test_what_asks_for_a_number(question: str, asks: bool) -> None:
    assert asks_number(question, form_of(question)) is asks


@pytest.mark.parametrize(
    ("question", "sentence", "share"),
    [
        ("What dose was given?", "Patients received 300 mg of aspirin daily.", 1.0),
        ("What dose was given?", "Thirty patients received aspirin.", 0.5),
        ("What dose was given?", "Patients received aspirin.", 0.0),
        ("How long were the mice fasted?", "Mice were fasted for 24 h.", 1.0),
        ("How long were the mice fasted?", "Mice were fasted in groups of 12.", 0.5),
        ("In which years was the study done?", "It ran from March 2007 to 2012.", 1.0),
        ("What percentage survived?", "Of 191 embryos, 129 (68%) survived.", 1.0),
        ("What percentage survived?", "Eight in every ten survived.", 0.5),
        ("How many patients were included?", "Forty-two patients took part.", 1.0),
        ("How many patients were included?", "Patients took part [12, 13].", 0.0),
        ("How many patients were included?", "Patients took part (Smith et al., 2004; Table 2).", 0.0),
        ("At what temperature was it kept?", "It was kept at 4 °C.", 1.0),
        ("Why was it kept cold?", "It was kept at 4 °C.", 0.0),
    ],
)
def test_how_far_a_sentence_gives_the_number(question: str, sentence: str, share: float) -> None:
    assert gives_number(sentence, question, form_of(question)) == share
