from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.passages import Sentence
from qa.answering.form import form_of
from qa.answering.quoting import MOST_SENTENCES, MOST_WORDS, Span, goes_on, quote_span, stands_alone

QUESTION = "What carries RNA?"
LONG = " ".join(["Exosomes", *["carry"] * 60]) + "."


def sentences(*texts: str, kind: str = "body", start: int = 0) -> list[Sentence]:
    found = []
    for text in texts:
        found.append(Sentence("Results", start, start + len(text), kind))  # type: ignore[arg-type]
        start += len(text) + 1
    return found


def span(*texts: str, scores: list[float], question: str = QUESTION, kind: str = "body") -> Span:
    return quote_span(sentences(*texts, kind=kind), texts, scores, wants_more=form_of(question).wants_more)


def quoted(*texts: str, scores: list[float], question: str = QUESTION, kind: str = "body") -> tuple[str, ...]:
    found = span(*texts, scores=scores, question=question, kind=kind)
    text = " ".join(texts)
    assert text[found.start : found.end] == " ".join(texts[found.first : found.last + 1])
    return texts[found.first : found.last + 1]


@pytest.mark.parametrize(
    "sentence",
    [
        "Exosomes are small.",
        "However, exosomes are small.",
        "In this study, exosomes heal wounds.",
        "This prospective, randomised trial enrolled 30 patients.",
        "These results suggest that exosomes heal wounds.",
        "Taken together, our pilot findings indicate that MSCs heal.",
        "It is now well known that exosomes heal.",
        "It is not known at present whether exosomes heal.",
        "It is difficult to isolate exosomes.",
        "In their native form, exosomes are stable.",
        "Those with diabetes died.",
        "Both exosomes and MSCs heal.",
        "Neither exosomes nor MSCs heal.",
        "Such as exosomes.",
        "Italy has many laboratories.",
        "When exosomes were given, they healed.",
        "",
    ],
)
def test_a_sentence_that_names_its_subject_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "These cells migrate.",
        "It is used to treat wounds.",
        "It is composed of proteins that bind.",
        "They heal.",
        "This effect was seen in mice.",
        "These data were used to calculate the dose.",
        "The latter are small.",
        "Such cells grow.",
        "In contrast, it fell.",
        "Both of these are used.",
        "Both are used.",
        "[12,13] They carry RNA.",
        "RESULTS: They carry RNA.",
        "Its role is debated.",
        "In these patients, healing was faster.",
        "Although they are small, they act.",
        "When injected, they act.",
        "Most of them died.",
        "Because of this, cells die.",
        "Neither was used.",
    ],
)
def test_a_sentence_that_points_back_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize(
    ("sentence", "previous", "expected"),
    [
        ("However, exosomes are small.", "Cells are large.", True),
        ("(ii) exosomes.", "(i) cells.", True),
        ("Second, exosomes heal.", "First, cells heal.", True),
        ("They heal.", "Cells are large.", True),
        ("Exosomes heal.", "There are two reasons:", True),
        ("Exosomes heal.", "Cells are large.", False),
    ],
)
def test_what_continues_a_sentence(sentence: str, previous: str, expected: bool) -> None:
    assert goes_on(sentence, previous) is expected


def test_the_best_sentence_is_quoted_alone() -> None:
    assert quoted("Cells heal.", "Exosomes carry RNA.", "Mice run.", scores=[0.1, 0.9, 0.88]) == (
        "Exosomes carry RNA.",
    )


def test_of_equals_the_first_is_quoted() -> None:
    assert quoted("Cells heal.", "Exosomes carry RNA.", scores=[0.5, 0.5]) == ("Cells heal.",)


def test_a_sentence_that_points_back_is_quoted_with_the_one_before() -> None:
    texts = ("Mice run.", "Exosomes are small.", "They carry RNA.")
    assert quoted(*texts, scores=[0.0, 0.0, 0.9]) == ("Exosomes are small.", "They carry RNA.")


def test_a_chain_of_pointing_back_is_followed_for_three_sentences() -> None:
    texts = ("Mice run.", "Exosomes are small.", "They bud.", "They carry RNA.")
    assert quoted(*texts, scores=[0, 0, 0, 0.9]) == texts[1:]


def test_an_antecedent_that_does_not_fit_is_shown_before_the_quote() -> None:
    texts = (LONG, "They carry RNA " + "and more " * 15 + "too.")
    found = span(*texts, scores=[0.1, 0.9])
    assert (found.first, found.last, found.antecedent) == (1, 1, sentences(*texts)[0])


def test_an_antecedent_may_stand_before_the_passage() -> None:
    (before,) = sentences("Exosomes are small.")
    found = quote_span(sentences("They carry RNA.", start=20), ["They carry RNA."], [0.9], before)
    assert found == Span(0, 0, 20, 35, antecedent=before)


@pytest.mark.parametrize("other", [{"section": "Methods"}, {"kind": "caption"}, {"end": 25}])
def test_an_antecedent_is_of_the_same_section_and_before(other: dict[str, object]) -> None:
    before = replace(sentences("Exosomes are small.")[0], **other)  # type: ignore[arg-type]
    found = quote_span(sentences("They carry RNA.", start=20), ["They carry RNA."], [0.9], before)
    assert found.antecedent is None


def test_a_sentence_that_stands_alone_needs_no_antecedent() -> None:
    (before,) = sentences("Cells are large.")
    found = quote_span(sentences("Exosomes heal.", start=20), ["Exosomes heal."], [0.9], before)
    assert found.antecedent is None


@pytest.mark.parametrize(("score", "taken"), [(0.8, True), (0.6, False)])
def test_a_continuation_is_quoted_where_it_answers_nearly_as_well(score: float, taken: bool) -> None:
    texts = ("Exosomes carry RNA.", "However, cells carry more.")
    assert quoted(*texts, scores=[0.9, score]) == (texts if taken else texts[:1])


def test_the_sentence_before_is_taken_where_the_best_one_continues_it() -> None:
    texts = ("Exosomes carry RNA.", "However, cells carry more.")
    assert quoted(*texts, scores=[0.8, 0.9]) == texts


@pytest.mark.parametrize(
    "question", ["Why do exosomes heal?", "How do exosomes heal?", "List the benefits of exosomes"]
)
def test_a_question_for_reasons_takes_neighbours_on_the_same_matter(question: str) -> None:
    texts = ("Exosomes carry RNA.", "Exosomes bind cells.", "Mice run.")
    assert quoted(*texts, scores=[0.9, 0.82, 0.82], question=question) == texts[:2]
    assert quoted(*texts, scores=[0.9, 0.8, 0.8], question=question) == texts[:1]


def test_how_many_asks_for_one_sentence() -> None:
    texts = ("Exosomes carry RNA.", "Exosomes bind cells.")
    assert quoted(*texts, scores=[0.9, 0.85], question="How many exosomes are there?") == texts[:1]


def test_a_sentence_that_ends_with_a_colon_is_quoted_with_what_follows() -> None:
    texts = ("Exosomes carry two things:", "RNA.", "Mice run.")
    assert quoted(*texts, scores=[0.9, 0.0, 0.0]) == texts[:2]


def test_a_quote_has_three_sentences_at_most() -> None:
    texts = tuple(f"However, exosomes carry RNA {number}." for number in range(5))
    assert quoted(*texts, scores=[0.9] * 5) == texts[:3]


def test_a_long_sentence_is_quoted_whole_and_alone() -> None:
    long = " ".join(["Exosomes", *["carry"] * 120]) + "."
    assert quoted(long, "However, they heal.", scores=[0.9, 0.9]) == (long,)


def test_a_row_of_a_table_stays_one_row() -> None:
    found = span("Exosomes | RNA:", "They | DNA", scores=[0.8, 0.9], kind="table")
    assert (found.first, found.last, found.antecedent) == (1, 1, None)


def test_a_quote_stays_in_its_section() -> None:
    places = sentences("Exosomes heal.", "However, they carry RNA.")
    places[0] = replace(places[0], section="Methods")
    found = quote_span(places, ["Exosomes heal.", "However, they carry RNA."], [0.9, 0.9])
    assert (found.first, found.last) == (0, 0)


TEXTS = st.lists(
    st.sampled_from(
        ["Exosomes carry RNA.", "They heal.", "However, it fell.", "Two reasons:", "(i) one;", LONG, "Mice run."]
    ),
    min_size=1,
    max_size=7,
)


@given(TEXTS, st.data(), st.sampled_from([QUESTION, "Why do exosomes heal?"]))
def test_every_quote_holds_the_best_sentence_and_keeps_the_limits(
    texts: list[str], data: st.DataObject, question: str
) -> None:
    scores = data.draw(st.lists(st.floats(0, 1), min_size=len(texts), max_size=len(texts)))
    kinds = data.draw(st.lists(st.sampled_from(["body", "body", "table"]), min_size=len(texts), max_size=len(texts)))
    places = [replace(one, kind=kind) for one, kind in zip(sentences(*texts), kinds, strict=True)]
    found = quote_span(places, texts, scores, wants_more=form_of(question).wants_more)
    taken = places[found.first : found.last + 1]
    assert found.first <= scores.index(max(scores)) <= found.last
    assert (found.start, found.end) == (taken[0].start, taken[-1].end)
    assert len(taken) <= MOST_SENTENCES
    assert len(taken) == 1 or sum(len(text.split()) for text in texts[found.first : found.last + 1]) <= MOST_WORDS
    assert len({one.kind for one in taken}) == 1
    assert len(taken) == 1 or taken[0].kind != "table"
    assert found.antecedent is None or (found.antecedent.end <= found.start and found.antecedent.kind == taken[0].kind)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert stands_alone(text) in {True, False}
