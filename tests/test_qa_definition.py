from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.definition import asked_term, asks_for_meaning, defines
from qa.engine import Engine


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is an exosome?", "exosome"),
        ("what are mscs", "mscs"),
        ("What's the secretome?", "secretome"),
        ("What are induced mesenchymal stem cells?", "induced mesenchymal stem cells"),
        ("What does iMSC stand for?", "iMSC"),
        ("what do iPSCs mean", "iPSCs"),
        ("Define MSC", "MSC"),
        ("the definition of a secretome", "secretome"),
        ("What kind of cell is a mesenchymal stem cell?", "mesenchymal stem cell"),
        ("What is meant by paracrine effects?", "paracrine effects"),
        ("exosomes", "exosomes"),
        ("extracellular vesicle", "extracellular vesicle"),
    ],
)
def test_a_question_for_a_meaning_is_told_by_its_form(question: str, term: str) -> None:
    assert asked_term(question) == term


@pytest.mark.parametrize(
    "question",
    [
        "What is the role of the secretome in therapy?",
        "What are ipscs used for",
        "Why are iMSCs preferred over MSCs?",
        "What are the most common side effects of this?",
        "wound healing exosomes",
        "What is it?",
        "",
    ],
)
def test_other_questions_ask_for_no_meaning(question: str) -> None:
    assert asked_term(question) is None


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
    ],
)
def test_a_sentence_defines_or_only_mentions(sentence: str, term: str, degree: float) -> None:
    assert defines(sentence, [term]) == degree


@given(st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_any_sentence_is_judged(sentence: str, terms: list[str]) -> None:
    assert defines(sentence, terms) in {0.0, 0.5, 1.0}


@pytest.mark.parametrize("question", ["What is an exosome?", "what are exosomes", "Define exosome"])
def test_the_sentence_that_defines_comes_first(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert "exosomes, a type of extracellular vesicle secreted by most cell types" in answer.evidence[0].quote


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What is regenerative medicine?", True),
        ("what are mscs", True),
        ("What are the three germ layers?", False),
        ("exosomes", False),
        ("Why do wounds heal?", False),
    ],
)
def test_only_some_forms_ask_for_a_meaning_and_nothing_else(question: str, asks: bool) -> None:
    assert asks_for_meaning(question) is asks


def test_a_word_that_is_only_used_is_no_sure_definition(engine: Engine) -> None:
    assert engine.ask("What is regenerative medicine?").confidence <= 0.6
