"""What a sentence does in its paper."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.form import form_of
from qa.answering.role import role_of, tells

TABLE = [
    ("Does aspirin prevent stroke?", None, "question"),
    ("Do patients ask “what now?”", None, "question"),
    ("Effects of aspirin on stroke", None, "heading"),
    ("Animal husbandry", "Methods > Animal husbandry", "heading"),
    ("Cell culture.", "Methods > Cell culture", "heading"),
    ("The aim of this study was to compare two doses of aspirin.", None, "aim"),
    ("OBJECTIVE: To compare two doses of aspirin in adults.", None, "aim"),
    ("We sought to determine whether aspirin prevents stroke.", None, "aim"),
    ("Here, we investigate how aspirin acts on platelets.", None, "aim"),
    ("In this study, we examined the role of platelets in stroke.", "Introduction", "aim"),
    ("This review summarises the evidence on how aspirin acts.", None, "aim"),
    ("The trial was designed to test two doses.", "Methods", "aim"),
    ("We hypothesized that aspirin lowers the risk.", None, "aim"),
    ("We predicted that storms would reduce the number of species.", None, "aim"),
    ("To determine the dose, we weighed the animals each day.", None, "method"),
    ("In order to examine the effect of fasting, mice were fasted for 24 h.", None, "method"),
    ("We used a two-way analysis of variance.", "Results", "method"),
    ("Mice were kept at 22 °C.", "Materials and methods > Animals", "method"),
    ("Whether aspirin acts on platelets remains to be determined.", None, "gap"),
    ("Little is known about aspirin in children.", "Introduction", "gap"),
    ("A limitation of our study is its small number of patients.", "Discussion", "gap"),
    ("Further studies are needed to confirm this.", "Conclusions", "gap"),
    ("We conclude that aspirin prevents stroke.", None, "conclusion"),
    ("Taken together, these data point to platelets.", None, "conclusion"),
    ("Our results suggest that aspirin acts on platelets.", "Results", "conclusion"),
    ("CONCLUSIONS: Aspirin prevents stroke in adults.", "Abstract", "conclusion"),
    ("Aspirin lowered the risk of stroke by 17 %.", "Results > Main outcome", "result"),
    ("RESULTS: Aspirin lowered the risk of stroke by 17 %.", "Abstract", "result"),
    ("Aspirin is an inhibitor of cyclooxygenase.", "Introduction", "other"),
    ("Stroke is common.", None, "other"),
]


@pytest.mark.parametrize(("text", "section", "role"), TABLE)
def test_the_role_of_a_sentence(text: str, section: str | None, role: str) -> None:
    assert role_of(text, section) == role


def test_rows_of_tables_and_captions_are_no_headings() -> None:
    assert role_of("Aspirin | 300 mg | 17 %", None, "table") == "result"
    assert role_of("Flow of patients", "Figure 1", "caption") == "other"


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("Does aspirin prevent stroke?", "We sought to determine whether aspirin prevents stroke.", 0.1),
        ("What was the aim of the aspirin trial?", "We sought to determine whether aspirin prevents stroke.", 1.0),
        ("What did the authors investigate?", "We sought to determine whether aspirin prevents stroke.", 1.0),
        ("What is still unknown about aspirin?", "Little is known about aspirin in children.", 1.0),
        ("Is aspirin safe in children?", "Little is known about aspirin in children.", 0.4),
        ("How were the mice kept?", "To determine the dose, we weighed the animals each day.", 1.0),
        ("Why does aspirin help?", "To determine the dose, we weighed the animals each day.", 0.7),
        ("What was the aim of the aspirin trial?", "Effects of aspirin on stroke", 0.0),
    ],
)
def test_a_role_answers_what_asks_for_it(question: str, text: str, share: float) -> None:
    assert tells(role_of(text, None), question, form_of(question)) == share


@given(st.text(max_size=200), st.none() | st.text(max_size=30), st.sampled_from(["body", "caption", "table"]))
def test_any_text_has_a_role(text: str, section: str | None, kind: str) -> None:
    assert 0 <= tells(role_of(text, section, kind), text, form_of(text)) <= 1
