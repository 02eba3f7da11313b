from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.definition import defines
from qa.answering.engine import Engine


@pytest.mark.parametrize(
    ("sentence", "term", "degree"),
    [
        ("Exosomes are vesicles of the endosome.", "exosome", 1.0),
        ("Mesenchymal stem cells (MSCs) are multipotent cells.", "mesenchymal stem cell", 1.0),
        ("It comes from exosomes, a type of extracellular vesicle.", "exosome", 1.0),
        ("They become cells commonly referred to as iMSCs.", "iMSC", 1.0),
        ("Induced mesenchymal stem cells (iMSCs) heal wounds.", "iMSC", 0.5),
        ("The effects of exosomes are a matter of debate.", "exosome", 0.0),
        ("Exosomes are explored in many diseases.", "exosome", 0.0),
        ("Exosomes are best studied in wounds.", "exosome", 0.0),
        ("Wounds heal.", "exosome", 0.0),
        ("iMSC-derived exosomes are small vesicles.", "exosome", 0.0),
        ("The term exosome refers to a vesicle.", "exosome", 1.0),
        ("An exosome is defined as a vesicle of the endosome.", "exosome", 1.0),
        ("Exosomes, also known as nanovesicles, carry RNA.", "exosome", 1.0),
        ("Exosomes, first seen in 1983, are vesicles.", "exosome", 1.0),
        ("Exosomes consist of a membrane and its cargo.", "exosome", 1.0),
        ("The secretome comprises all secreted factors.", "secretome", 1.0),
        ("Heart attack occurs when a vessel is blocked.", "heart attack", 1.0),
        ("The agent AG-120 (ivosidenib), an inhibitor of IDH1, was given.", "ivosidenib", 1.0),
        ("Exosomes are usually small vesicles.", "exosome", 1.0),
        ("iMSCs (induced mesenchymal stem cells) heal wounds.", "iMSC", 0.5),
        ("Dressings of all kinds (exosomes) heal wounds.", "exosome", 0.0),
        ("Exosomes are widely used.", "exosome", 0.0),
        ("Exosomes are important in wounds.", "exosome", 0.0),
        ("Exosomes are a matter of debate.", "exosome", 0.0),
        ("Smoking is the leading cause of cancer.", "cancer", 0.0),
        ("Cancer is the 12th leading cause of death.", "cancer", 0.0),
        ("In patients with gout, the joints swell.", "gout", 0.0),
        ("Most cases of viral croup are mild and short.", "croup", 0.0),
        ("If varicose veins are bulges, see a doctor.", "varicose veins", 0.0),
    ],
)
def test_a_sentence_defines_or_only_mentions(sentence: str, term: str, degree: float) -> None:
    assert defines(sentence, [term]) == degree


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_any_sentence_is_judged(sentence: str, terms: list[str]) -> None:
    assert defines(sentence, terms) in {0.0, 0.5, 1.0}


@pytest.mark.parametrize("question", ["What is an exosome?", "what are exosomes", "Define exosome"])
def test_the_sentence_that_defines_comes_first(engine: Engine, question: str) -> None:
    best = engine.examine(question, 1).ranking[0]
    assert "exosomes, a type of extracellular vesicle secreted by most cell types" in best.quote


def test_a_word_that_is_only_used_is_no_sure_definition(engine: Engine) -> None:
    assert engine.ask("What is regenerative medicine?").confidence <= 0.6
