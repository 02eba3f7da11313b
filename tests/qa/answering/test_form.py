from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.form import Kind, form_of

# Clinicians, patients, librarians, children, people in a hurry and people whose first language is another.
KINDS: dict[Kind, tuple[str, ...]] = {
    "definition": (
        "What is an exosome?",
        "Could you tell me what ARDS is?",
        "what's ARDS?",
        "Define sepsis.",
        "What do you mean by paracrine?",
        "What is meant by cytokine storm?",
        "What does NNT stand for?",
        "what kind of drug is allopurinol",
    ),
    "yes_no": (
        "Is metformin safe in pregnancy?",
        "does it hurt",
        "Should I worry about the side effects?",
        "Can children take ibuprofen?",
        "In adults with sepsis, do steroids reduce mortality?",
        "Do you know if exosomes are approved?",
        "So, have the trials been blinded?",
        "Aspirin after stroke: does it help?",
        "Is aspirin safe?",
        "Can iMSCs be stored?",
    ),
    "comparison": (
        "What is the difference between iPSCs and iMSCs?",
        "How do exosomes differ from microvesicles?",
        "How is COVID-19 different from influenza?",
        "Compare warfarin with apixaban",
        "Please can you compare iMSCs and MSCs?",
        "MSCs versus iMSCs in cartilage repair",
        "Which is better, surgery or radiotherapy?",
        "What are the advantages of iMSCs over MSCs?",
        "How much better is apixaban than warfarin?",
        "What are the outcomes of robotic surgery compared with open surgery?",
        "what distinguish type 1 from type 2 diabetes?",
        "differences between sexes in stroke",
    ),
    "reason": (
        "Why do wounds heal slowly in diabetes?",
        "why?",
        "Why are iMSCs preferred?",
        "And why not in children?",
        "How come nobody has tested this?",
        "What causes gout?",
        "What is the reason for graft rejection?",
        "What leads to oxidative stress?",
        "In patients with gout, why is allopurinol started late?",
        "Can you explain why the trial was stopped?",
        "what is hearing loss caused by",
        "For what reasons were patients excluded?",
    ),
    "date": (
        "When was the drug approved?",
        "In which year did the outbreak begin?",
        "what year was it published",
        "Since when have biologics been used?",
        "Please tell me when recruitment ended",
        "How long ago was insulin discovered?",
        "date of publication",
    ),
    "number": (
        "How many patients were enrolled?",
        "how much does it cost",
        "What percentage of patients relapsed?",
        "What is the prevalence of asthma in Norway?",
        "At what dose does toxicity begin?",
        "How often should blood pressure be measured?",
        "What was the median survival rate?",
        "I'd like to know how long the effect lasts",
        "For how long were the cells frozen?",
        "incidence of stroke after TIA",
        "exosome dose in patients with gout",
        "How large are exosomes?",
    ),
    "who": (
        "Who discovered penicillin?",
        "To whom does this apply?",
        "Which patients benefit most?",
        "Whose idea was it?",
        "Tell me who is at risk of gout",
        "What research group made the first iPSCs?",
    ),
    "where": (
        "Where are exosomes made?",
        "In which countries was the trial run?",
        "From where do MSCs come?",
        "Which part of the brain is affected?",
        "On what chromosome is the gene?",
        "hi, where can I find the cells in the body?",
    ),
    "list": (
        "List the side effects of methotrexate",
        "Name three biomarkers of sepsis.",
        "What are the symptoms of gout?",
        "Which genes are associated with asthma?",
        "what kinds of vesicles exist?",
        "Which diseases have exosomes been studied in?",
        "Give me examples of opioids",
        "What are the three germ layers?",
        "types of diabetes",
        "What drugs do they use for malaria",
    ),
    "method": (
        "How are exosomes isolated?",
        "how do i inject insulin",
        "By what mechanism does aspirin thin the blood?",
        "What is the best way to store plasma?",
        "Which methods were used for sequencing?",
        "How can one to diagnose the celiac disease?",
        "Explain how the secretome works",
        "what procedure was followed",
    ),
    "other": (
        "What do exosomes carry?",
        "exosomes wound healing",
        "exosomes",
        "What is the role of the secretome?",
        "what about children?",
        "How about heart disease?",
        "How effective is the vaccine?",
        "Describe the secretome",
        "thanks!",
        "",
    ),
}


@pytest.mark.parametrize(
    ("question", "kind"), [(question, kind) for kind, questions in KINDS.items() for question in questions]
)
def test_a_question_has_a_kind(question: str, kind: Kind) -> None:
    assert form_of(question).kind == kind


@pytest.mark.parametrize(
    ("question", "asks_number", "wants_more"),
    [
        ("How many patients were enrolled?", True, False),
        ("When was it approved?", True, False),
        ("What is the prevalence of gout?", True, False),
        ("Is the incidence of gout known?", True, False),  # whatever its kind
        ("Why do wounds heal?", False, True),
        ("How do exosomes work?", False, True),
        ("What are the benefits?", False, True),
        ("Can you describe the steps?", False, True),
        ("What is an exosome?", False, False),
        ("Is it safe?", False, False),
    ],
)
def test_whether_numbers_and_more_sentences_are_wanted(question: str, asks_number: bool, wants_more: bool) -> None:
    form = form_of(question)
    assert (form.asks_number, form.wants_more) == (asks_number, wants_more)


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
        ("What is (are) Leigh syndrome ?", "Leigh syndrome"),
        ("What exactly is an exosome?", "exosome"),
        ("What does the term secretome refer to?", "secretome"),
        ("What do you mean by secretome?", "secretome"),
        ("How is a secretome defined?", "secretome"),
        ("How would you define a secretome?", "secretome"),
        ("Can you define secretome?", "secretome"),
        ("Please tell me what an exosome is", "exosome"),
        ("What is the meaning of secretome?", "secretome"),
        ("What is tetralogy of Fallot?", "tetralogy of Fallot"),
        ("What is nevoid basal cell carcinoma syndrome?", "nevoid basal cell carcinoma syndrome"),
    ],
)
def test_a_question_for_a_meaning_is_told_by_its_form(question: str, term: str) -> None:
    assert form_of(question).term == term


@pytest.mark.parametrize(
    "question",
    [
        "What is the role of the secretome in therapy?",
        "What are ipscs used for",
        "Why are iMSCs preferred over MSCs?",
        "What are the most common side effects of this?",
        "wound healing exosomes",
        "What is it?",
        "What is the mechanism of action of Inclisiran?",
        "What are symptoms of gout?",
        "What are exosome functions?",
        "What is known about natriuretic peptide receptors?",
        "What are exosomes made of?",
        "How are exosomes made?",
        "How do exosomes work?",
        "Which methods are used for the definition of synteny?",
        "",
    ],
)
def test_other_questions_ask_for_no_meaning(question: str) -> None:
    assert form_of(question).term == ""


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
    assert (form_of(question).kind == "definition") is asks


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
    assert form_of(question).kind == "yes_no"


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
    assert form_of(question).kind != "yes_no"


@given(st.text(max_size=300))
def test_any_text_has_a_form(text: str) -> None:
    assert form_of(text) == form_of(text)


@pytest.mark.parametrize("text", ["what " * 400, "how " * 500, "and " * 500, "which a-b " * 200, ", what the " * 180])
def test_long_repetitions_are_read_at_once(text: str) -> None:
    form_of(text)
