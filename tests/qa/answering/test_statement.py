from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.statement import states


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
