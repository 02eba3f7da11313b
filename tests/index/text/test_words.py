from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.words import GREEK, STOP_WORDS, Word, content_words, stem, terms, words


def printed(text: str, found: list[Word]) -> list[str]:
    return [text[word.start : word.end] for word in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("iPSC-derived MSCs", ["iPSC", "derived", "MSCs"]),
        ("IL-6 (p<0.05)", ["IL", "6", "p", "0", "05"]),
        ("snake_case", ["snake", "case"]),
        ("TNFα", ["TNFα"]),
        ("People’s", ["People", "s"]),
        ("", []),
        (" -_. ", []),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, expected: list[str]) -> None:
    assert printed(text, words(text)) == expected


def test_a_word_knows_its_stem_and_place() -> None:
    assert words("No exosomes") == [Word("no", 0, 2), Word("exosom", 3, 11)]


@given(st.text())
def test_words_are_in_order_apart_and_hold_only_letters_and_digits(text: str) -> None:
    found = words(text)
    assert all(word.isalnum() for word in printed(text, found))
    assert all(left.end < right.start for left, right in itertools.pairwise(found))


@given(st.text())
def test_words_leave_no_letter_or_digit_behind(text: str) -> None:
    assert "".join(printed(text, words(text))) == "".join(char for char in text if char.isalnum())


@given(st.text())
def test_the_stem_of_a_word_is_that_of_its_print(text: str) -> None:
    assert [word.stem for word in words(text)] == [stem(word) for word in printed(text, words(text))]


@given(st.text())
def test_content_words_are_the_words_that_are_no_stop_words(text: str) -> None:
    assert content_words(text) == [
        word for word in words(text) if text[word.start : word.end].casefold() not in STOP_WORDS
    ]


def test_stop_words_are_left_out_in_any_case() -> None:
    text = "Why ARE exosomes The carriers"
    assert printed(text, content_words(text)) == ["exosomes", "carriers"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exosomes", "exosome"),
        ("Exosome", "EXOSOMES"),
        ("iMSCs", "imsc"),
        ("MSCs", "MSC"),
        ("derived", "derive"),
        ("naïve", "naive"),
        ("cafe\u0301", "café"),
        ("β", "beta"),
        ("TNFα", "TNFalpha"),
        ("µm", "μm"),
        ("ﬁbrosis", "fibrosis"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("tumour", "tumor"),
        ("tumours", "tumors"),
        ("behavioural", "behavioral"),
        ("haematopoietic", "hematopoietic"),
        ("leukaemia", "leukemia"),
        ("oedema", "edema"),
        ("organised", "organized"),
        ("characterisation", "characterization"),
        ("paediatric", "pediatric"),
        ("modelling", "modeling"),
        ("analysed", "analyzed"),
        ("fibre", "fiber"),
        ("centre", "center"),
    ],
)
def test_british_and_american_spelling_have_one_stem(british: str, american: str) -> None:
    assert stem(british) == stem(american)


@pytest.mark.parametrize(
    ("one", "other"), [("source", "sorce"), ("iMSC", "MSC"), ("exosome", "exon"), ("hour", "hor"), ("four", "for")]
)
def test_different_words_have_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_terms_are_stems_of_content_words() -> None:
    assert terms("The exosomes of derived cells") == ["exosom", "deriv", "cell"]


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑"])
def test_a_compound_is_found_joined_too(hyphen: str) -> None:
    assert terms(f"pre{hyphen}clinical") == ["pre", "clinic", stem("preclinical")]


@pytest.mark.parametrize("gap", [" ", " - ", "–", "/", ". "])
def test_words_that_are_no_compound_are_not_joined(gap: str) -> None:
    assert terms(f"pre{gap}clinical") == ["pre", "clinic"]


def test_a_compound_of_three_is_joined_by_twos() -> None:
    assert terms("non-cell-based") == ["non", "cell", "base", stem("noncell"), stem("cellbased")]


@pytest.mark.parametrize(
    ("compound", "joined"), [("over-expression", "overexpression"), ("up-regulated", "upregulated")]
)
def test_a_compound_that_begins_with_a_stop_word_is_found_joined_too(compound: str, joined: str) -> None:
    assert stem(joined) in terms(compound)


SAME_NAMES = [
    ["TNF-α", "TNFα", "TNF alpha", "TNF-alpha", "TNFalpha", "TNF α"],
    ["IL-1β", "IL1β", "IL-1 beta", "IL-1beta", "IL1beta", "IL 1 beta", "il-1beta"],
    ["TGF-β1", "TGF-ß1", "TGFβ1", "TGFbeta1", "TGF-beta1"],
    ["NF-κB", "NFκB", "NF-kappaB", "NFkappaB"],
    ["COVID-19", "COVID19", "COVID 19", "covid-19", "covid19"],
    ["IL-6", "IL6", "IL 6"],
    ["α-SMA", "αSMA", "alpha-SMA"],
]


@pytest.mark.parametrize("names", SAME_NAMES)
def test_a_molecule_has_the_same_terms_however_it_is_written(names: list[str]) -> None:
    assert len({frozenset(terms(name)) for name in names}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL6", ["il6", "il", "6"]),
        ("IL-1β", ["il", "1beta", "il1", "il1beta", "1", "beta"]),
        ("tumour necrosis factor-α", ["tumor", "necrosi", "factor", "alpha", "factoralpha"]),
        ("NF-kappa B", ["nf", "kappa", "b", "nfkappa"]),
        ("covid 19", ["covid", "19"]),
    ],
)
def test_the_terms_of_a_name_are_its_words_its_pieces_and_these_joined(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize("text", ["aged 65", "IL 6%", "IL 6.5", "IL 6,5", "10 μm", "selective beta", "IL, 6", "H1N1"])
def test_words_that_are_no_name_are_neither_joined_nor_taken_apart(text: str) -> None:
    assert terms(text) == [word.stem for word in content_words(text)]


def test_every_greek_letter_is_known_by_its_name() -> None:
    assert {letter for letter, name in GREEK.items() if not stem(letter) == stem(letter.upper()) == stem(name)} == set()


@pytest.mark.parametrize(("text", "expected"), [("TGF-ß", "tgfbeta"), ("ß-catenin", "betacatenin"), ("Maße", "mass")])
def test_a_german_letter_stands_for_beta_but_not_in_german(text: str, expected: str) -> None:
    assert expected in terms(text)


@given(st.text(alphabet="abIL16αβκß -", max_size=20))
def test_every_word_of_a_text_stays_a_term(text: str) -> None:
    assert {word.stem for word in content_words(text)} <= set(terms(text))


@given(st.text())
def test_terms_begin_with_the_stems_of_the_content_words(text: str) -> None:
    stems = [word.stem for word in content_words(text)]
    assert terms(text)[: len(stems)] == stems
