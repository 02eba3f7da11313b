from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document
from index.abbreviations import Abbreviations, Definition, find_definitions

MSC, IMSC, IPSC = "mesenchymal stem cells", "induced mesenchymal stem cells", "induced pluripotent stem cells"
KNOWN = Abbreviations.of([Definition("MSCs", MSC), Definition("iMSCs", IMSC), Definition("iPSC", IPSC)])


@pytest.fixture(scope="module")
def of_reviews(reviews: tuple[Document, ...]) -> Abbreviations:
    return Abbreviations.of(found for review in reviews for found in find_definitions(review.text))


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the heat shock transcription factor (HSF) binds", "HSF", "heat shock transcription factor"),
        ("Gcn5-related N-acetyltransferase (GNAT)", "GNAT", "Gcn5-related N-acetyltransferase"),
        ("mammalian Wiskott-Aldrich syndrome protein (WASP)", "WASP", "Wiskott-Aldrich syndrome protein"),
        ("a homolog of WASP-interacting protein (WIP).", "WIP", "WASP-interacting protein"),
        ("Ribonuclease P (RNase P) is ubiquitous", "RNase P", "Ribonuclease P"),
        (
            "using matrix-assisted laser desorption/ionization (MALDI)",
            "MALDI",
            "matrix-assisted laser desorption/ionization",
        ),
        (
            "by sodium dodecyl sulfate-polyacrylamide gel electrophoresis (SDS-PAGE)",
            "SDS-PAGE",
            "sodium dodecyl sulfate-polyacrylamide gel electrophoresis",
        ),
        ("Theory of mind (ToM; Smith 2009) refers", "ToM", "Theory of mind"),
        ("heat-shock protein 40 (Hsp40)", "Hsp40", "heat-shock protein 40"),
        ("interleukin 6 (IL-6)", "IL-6", "interleukin 6"),
        ("messenger RNA (mRNA)", "mRNA", "messenger RNA"),
        ("small interfering RNAs (siRNAs)", "siRNAs", "small interfering RNAs"),
        ("extracellular vesicles (EVs)", "EVs", "extracellular vesicles"),
        ("the World Health Organization (WHO)", "WHO", "World Health Organization"),
        ("mesenchymal stem/stromal cells (MSCs)", "MSCs", "mesenchymal stem/stromal cells"),
        ("induced pluripotent stem\ncells (iPSCs)", "iPSCs", "induced pluripotent stem cells"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert find_definitions(text) == [Definition(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "It grew in 2020 (Fig. 2).",
        "It grew (p < 0.05) in mice (n = 5).",
        "It grew (see above).",
        "It grew (2023).",
        "A city (UK).",
        "(MSC) alone",
        "The wound healed. (MSC)",
        "stem cells (mesenchymal, induced and other kinds of cells)",
        "heat shock factors ()",
        "no letters of it (XYZ)",
        "",
    ],
)
def test_a_parenthesis_that_defines_nothing_is_passed_over(text: str) -> None:
    assert find_definitions(text) == []


def test_a_long_form_does_not_reach_back_over_a_full_stop() -> None:
    assert find_definitions("Mice have many. Stem cells (MSC)") == []


def test_definitions_come_in_the_order_of_the_text() -> None:
    text = "Stem cells (SCs) and extracellular vesicles (EVs); stem cells (SCs)."
    assert [found.short for found in find_definitions(text)] == ["SCs", "EVs", "SCs"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            0,
            [
                Definition("MSCs", "Mesenchymal stem cells"),
                Definition("iPSC", "induced pluripotent stem cells"),
                Definition("iMSCs", "induced mesenchymal stem cells"),
            ],
        ),
        (
            1,
            [
                Definition("MSCs", "mesenchymal stem cells"),
                Definition("iPSCs", "induced pluripotent stem cells"),
                Definition("iMSCs", "iPSC-derived MSCs"),
            ],
        ),
    ],
)
def test_the_definitions_of_the_packaged_reviews(
    reviews: tuple[Document, ...], number: int, expected: list[Definition]
) -> None:
    assert find_definitions(reviews[number].text) == expected


def test_the_reviews_together_know_two_long_forms_of_imsc_the_plain_one_first(of_reviews: Abbreviations) -> None:
    assert of_reviews.long_forms == {"imsc": (IMSC, "ipsc-derived mscs"), "ipsc": (IPSC,), "msc": (MSC,)}


@pytest.mark.parametrize("short", ["MSC", "MSCs", "msc", "mscs", "Mscs"])
def test_a_short_form_is_expanded_in_any_case_and_in_the_plural(short: str) -> None:
    assert KNOWN.expand(f"do {short} heal?") == f"do {MSC} heal?"


def test_only_whole_words_are_expanded() -> None:
    assert KNOWN.expand("iMSCx and aMSC") == "iMSCx and aMSC"


def test_a_short_form_in_a_compound_is_expanded() -> None:
    assert KNOWN.expand("MSC-derived") == f"{MSC}-derived"


def test_several_short_forms_are_expanded_in_place() -> None:
    assert KNOWN.expand("(MSCs, iPSC)") == f"({MSC}, {IPSC})"


def test_a_text_without_short_forms_stays_as_it_is() -> None:
    assert KNOWN.expand("Wound  healing,\nagain") == "Wound  healing,\nagain"


def test_a_long_form_that_holds_abbreviations_is_expanded_to_the_end(of_reviews: Abbreviations) -> None:
    assert of_reviews.expand("iMSCs", choice=1) == f"{IPSC}-derived {MSC}"


def test_a_choice_beyond_the_last_long_form_is_the_last(of_reviews: Abbreviations) -> None:
    assert of_reviews.expand("iMSCs", choice=9) == of_reviews.expand("iMSCs", choice=1)


def test_a_short_form_that_is_a_stop_word_is_not_expanded() -> None:
    known = Abbreviations.of(find_definitions("the World Health Organization (WHO)"))
    assert known.expand("who heals?") == "who heals?"


def test_a_short_form_that_ends_in_s_does_not_expand_the_word_without_it() -> None:
    known = Abbreviations.of(find_definitions("acquired immunodeficiency syndrome (AIDS)"))
    assert known.expand("first aid") == "first aid"


def test_definitions_that_go_in_a_circle_come_to_an_end() -> None:
    known = Abbreviations.of([Definition("AB", "alpha CD"), Definition("CD", "gamma AB")])
    assert known.expand("AB") == "alpha gamma alpha cd"


def test_the_long_form_of_most_definitions_comes_first() -> None:
    known = Abbreviations.of([Definition("SC", "stem cells"), *[Definition("SCs", "Schwann cells")] * 2])
    assert known.long_forms == {"sc": ("schwann cells", "stem cells")}


def test_of_equally_frequent_long_forms_the_shorter_comes_first() -> None:
    known = Abbreviations.of([Definition("SC", "Schwann cells"), Definition("SC", "stem cells")])
    assert known.long_forms == {"sc": ("stem cells", "schwann cells")}


def test_the_same_definitions_in_any_order_give_the_same_abbreviations() -> None:
    found = [Definition("SC", "side cells"), Definition("SC", "stem cells"), Definition("EV", "extra vials")]
    assert Abbreviations.of(found) == Abbreviations.of(reversed(found))


@pytest.mark.parametrize("term", ["iMSCs", "imsc", "induced mesenchymal stem cells", "Induced Mesenchymal Stem Cell"])
def test_a_term_in_any_form_has_a_variant_for_each_long_form(of_reviews: Abbreviations, term: str) -> None:
    assert of_reviews.variants(term)[:2] == (IMSC, f"{IPSC}-derived {MSC}")


def test_a_text_without_known_terms_has_itself_as_its_one_variant(of_reviews: Abbreviations) -> None:
    assert of_reviews.variants("Wound healing?") == ("Wound healing?",)


def test_every_known_long_form_of_a_text_gets_its_variants() -> None:
    """Four terms are one more than the nesting allows for."""
    known = Abbreviations.of(
        Definition(short, long)
        for short, longs in {
            "AA": ("alpha arms", "ample arms and legs"),
            "BB": ("beta bones", "broad bones and legs"),
            "CC": ("clear cells", "cold cells and legs"),
            "DD": ("deep dreams", "dark dreams and legs"),
        }.items()
        for long in longs
    )
    text = "alpha arms, beta bones, clear cells, deep dreams"
    assert known.variants(text)[1] == (
        "ample arms and legs, broad bones and legs, cold cells and legs, dark dreams and legs"
    )


def test_no_definitions_expand_nothing() -> None:
    assert Abbreviations.of([]).variants("MSCs") == ("MSCs",)


WORDS = st.text(alphabet="abAB αs-", max_size=12)
DEFINITIONS = st.lists(st.builds(Definition, st.text(alphabet="abABs", min_size=2, max_size=4), WORDS), max_size=5)


@given(st.text())
def test_any_text_gives_definitions_that_stand_in_it(text: str) -> None:
    spaced = " ".join(text.split())
    assert all(found.long in spaced and found.short in text for found in find_definitions(text))


@given(st.lists(st.sampled_from(["(", ")", "MSCs", "iPSC", "mesenchymal", "stem", "cells", ".", ";", "induced", "α"])))
def test_any_definition_has_a_long_form_longer_than_its_short_form(parts: list[str]) -> None:
    assert all(len(found.long) > len(found.short) for found in find_definitions(" ".join(parts)))


@given(DEFINITIONS, st.one_of(WORDS, st.text()), st.integers(0, 5))
def test_expanding_any_text_comes_to_an_end(definitions: list[Definition], text: str, choice: int) -> None:
    assert isinstance(Abbreviations.of(definitions).expand(text, choice), str)


@given(DEFINITIONS, st.one_of(WORDS, st.text()))
def test_any_text_has_between_one_and_four_variants_its_own_expansion_among_them(
    definitions: list[Definition], text: str
) -> None:
    known = Abbreviations.of(definitions)
    variants = known.variants(text)
    assert 1 <= len(set(variants)) == len(variants) <= 4
    assert known.expand(text) in variants


def test_terms_both_ways_are_those_printed_then_those_written_out() -> None:
    known = Abbreviations.of([Definition("EVs", "extracellular vesicles")])
    assert known.terms("EVs and bone vesicles") == ["ev", "bone", "vesicl", "extracellular"]
