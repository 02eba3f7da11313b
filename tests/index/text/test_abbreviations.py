from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from index.text.abbreviations import Abbreviations, Definition, Sense, fair, find_definitions, key_of
from support.libraries import build_library

MSC, IMSC, IPSC = "mesenchymal stem cells", "induced mesenchymal stem cells", "induced pluripotent stem cells"


def asked(definitions: Iterable[Definition]) -> Abbreviations:
    """As questions are read: nobody minds capitals in them."""
    return replace(Abbreviations.of(definitions), everyday=lambda word: False)


KNOWN = asked([Definition("MSCs", MSC), Definition("iMSCs", IMSC), Definition("iPSC", IPSC)])


@pytest.fixture(scope="module")
def of_reviews(reviews: tuple[Document, ...]) -> Abbreviations:
    return asked(found for review in reviews for found in find_definitions(review.text))


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
        ("and tumor necrosis factor alpha (TNF-α)", "TNF-α", "tumor necrosis factor alpha"),
        ("tumor necrosis factor-α (TNF-alpha)", "TNF-alpha", "tumor necrosis factor-α"),
        ("interleukin-1β (IL-1β)", "IL-1β", "interleukin-1β"),
        ("interleukin 1 beta (IL-1β)", "IL-1β", "interleukin 1 beta"),
        ("transforming growth factor beta 1 (TGFB1)", "TGFB1", "transforming growth factor beta 1"),
        ("alpha smooth muscle actin (α-SMA)", "α-SMA", "alpha smooth muscle actin"),
        ("after in vitro fertilization (IVF)", "IVF", "in vitro fertilization"),
        ("(higher [odds ratio (OR) 2])", "OR", "odds ratio"),
        ("A Diabetes Outcome Progression Trial (ADOPT)", "ADOPT", "A Diabetes Outcome Progression Trial"),
        ("levels of alpha1-antitrypsin (A1AT)", "A1AT", "alpha1-antitrypsin"),
        ("all-trans retinoic acid (ATRA)", "ATRA", "all-trans retinoic acid"),
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
        "twenty patients (N=20)",
        "in the north (N20)",
        "it was in the figure (Fig)",
        "the University of South Alabama (USA)",
        "the various image indices (VIII)",
        "the arms and cells (A-C)",
        "of the tested (OT) kind",
        "was with mice (WM)",
        "stem cell] lines (SCL)",
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
    known = {key: of_reviews.long_forms(key) for key in ("imsc", "ipsc", "msc", "ev")}
    assert known == {"imsc": (IMSC, "iPSC-derived MSCs"), "ipsc": (IPSC,), "msc": (MSC,), "ev": ()}


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
    known = asked(find_definitions("the World Health Organization (WHO)"))
    assert known.expand("who heals?") == "who heals?"


def test_a_short_form_that_ends_in_s_does_not_expand_the_word_without_it() -> None:
    known = asked(find_definitions("acquired immunodeficiency syndrome (AIDS)"))
    assert known.expand("first aid") == "first aid"


def test_definitions_that_go_in_a_circle_come_to_an_end() -> None:
    known = Abbreviations.of([Definition("AB", "alpha CD"), Definition("CD", "gamma AB")])
    assert known.expand("AB") == "alpha gamma alpha CD"


def test_the_long_form_of_most_definitions_comes_first() -> None:
    known = Abbreviations.of([Definition("SC", "stem cells"), *[Definition("SCs", "Schwann cells")] * 2])
    assert known.long_forms("SC") == ("schwann cells", "stem cells")


def test_of_equally_frequent_long_forms_the_shorter_comes_first() -> None:
    known = Abbreviations.of([Definition("SC", "Schwann cells"), Definition("SC", "stem cells")])
    assert known.long_forms("SC") == ("stem cells", "schwann cells")


def test_the_same_definitions_in_any_order_give_the_same_abbreviations() -> None:
    found = [Definition("SC", "side cells"), Definition("SC", "stem cells"), Definition("EV", "extra vials")]
    assert Abbreviations.of(found) == Abbreviations.of(reversed(found))


@pytest.mark.parametrize("term", ["iMSCs", "imsc", "induced mesenchymal stem cells", "Induced Mesenchymal Stem Cell"])
def test_a_term_in_any_form_has_a_variant_for_each_long_form(of_reviews: Abbreviations, term: str) -> None:
    assert of_reviews.variants(term)[:2] == (IMSC, f"{IPSC}-derived {MSC}")


def test_a_text_without_known_terms_has_itself_as_its_one_variant(of_reviews: Abbreviations) -> None:
    assert of_reviews.variants("Wound healing?") == ("Wound healing?",)


def test_every_known_short_form_of_a_text_gets_its_variants() -> None:
    """Four are one more than the nesting allows for."""
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
    assert known.variants("AA, BB, CC, DD")[:2] == (
        "alpha arms, beta bones, clear cells, deep dreams",
        "ample arms and legs, broad bones and legs, cold cells and legs, dark dreams and legs",
    )


def test_no_definitions_expand_nothing() -> None:
    assert Abbreviations.of([]).variants("MSCs") == ("MSCs",)


# Greek letters, hyphens, numbers

TNF = "tumor necrosis factor alpha"
CYTOKINES = asked(
    [Definition("TNF-α", TNF), Definition("IL-6", "interleukin 6"), Definition("IL-1β", "interleukin-1β")]
)


@pytest.mark.parametrize(
    ("shorts", "key"),
    [
        (["TNF-α", "TNFα", "TNF alpha", "TNF-alpha", "tnf-ALPHA", "TNFalpha"], "tnfalpha"),
        (["IL-6", "IL6", "IL 6", "il-6"], "il6"),
        (["TGF-ß1", "TGF-β1", "TGFβ1", "TGF-beta1"], "tgfbeta1"),
        (["COVID-19", "COVID19"], "covid19"),
        (["iMSCs", "iMSC", "IMSC"], "imsc"),
        (["ESs", "ES"], "es"),
        (["AIDS"], "aids"),
    ],
)
def test_one_abbreviation_has_one_key_however_it_is_written(shorts: list[str], key: str) -> None:
    assert {key_of(short) for short in shorts} == {key}


@pytest.mark.parametrize("short", ["TNF-α", "TNFα", "TNF alpha", "TNF-alpha", "tnf alpha", "tnfα", "TNFalpha"])
def test_a_short_form_with_a_greek_letter_is_expanded(short: str) -> None:
    assert CYTOKINES.expand(f"does {short} rise?") == f"does {TNF} rise?"


@pytest.mark.parametrize("text", ["IL-6 and IL-1β", "IL6 and IL1β", "IL 6 and IL-1 beta", "il-6 and il-1beta"])
def test_a_short_form_of_several_words_is_expanded(text: str) -> None:
    assert CYTOKINES.expand(text) == "interleukin 6 and interleukin-1β"


@pytest.mark.parametrize("text", ["IL-10", "IL, 6", "IL. 6", "6 IL", "TNF"])
def test_a_part_of_a_short_form_is_not_expanded(text: str) -> None:
    assert CYTOKINES.expand(text) == text


@pytest.mark.parametrize("long", ["tumor necrosis factor alpha", "tumour necrosis factor-α", "Tumor Necrosis Factor α"])
def test_a_long_form_with_a_greek_letter_is_known_in_every_spelling(long: str) -> None:
    assert CYTOKINES.variants(long)[0] == TNF
    assert list(CYTOKINES.names(long)) == list(dict.fromkeys([long, "tnfalpha", "tnf α", TNF]))


# Senses


def defined(**counts: dict[str, int]) -> Abbreviations:
    return asked(
        Definition(short, long)
        for short, longs in counts.items()
        for long, count in longs.items()
        for _ in range(count)
    )


def test_senses_are_told_with_how_often_they_are_meant() -> None:
    known = defined(SC={"Schwann cells": 2, "stem cells": 3})
    assert known.senses("SCs") == (Sense("stem cells", 3), Sense("schwann cells", 2))
    assert known.senses("EV") == ()


@pytest.mark.parametrize(
    "spellings",
    [
        ("stem cells", "stem cell"),
        ("stem cells", "stem-cells"),
        ("stem cells", "the stem cells"),
        ("tumor cell", "tumour cells"),
        ("corona virus", "coronaviruses"),
        ("factor α", "factor-alpha"),
        ("alzheimer disease", "Alzheimer's disease"),
    ],
)
def test_spellings_of_one_long_form_are_one_sense(spellings: tuple[str, str]) -> None:
    one, other = spellings
    assert defined(SC={one: 2, other: 1}).senses("SC") == (Sense(one, 3),)


def test_a_long_form_that_few_documents_mean_is_not_searched_for() -> None:
    known = defined(SC={"stem cells": 9, "Schwann cells": 1})
    assert known.long_forms("SC") == ("stem cells",)
    assert known.variants("SC") == ("stem cells",)
    assert known.senses("SC")[1] == Sense("schwann cells", 1)


@pytest.mark.parametrize(
    ("documents", "taken"), [((8, 2), 2), ((81, 19), 1), ((5, 5, 5, 5), 3), ((4, 3, 2, 1), 3), ((1,) * 6, 0), ((), 0)]
)
def test_a_fair_share_is_a_fifth_and_three_senses_are_the_most(documents: tuple[int, ...], taken: int) -> None:
    senses = tuple(Sense(f"long {at}", count) for at, count in enumerate(documents))
    assert fair(senses) == tuple(sense.long for sense in senses[:taken])


def test_a_short_form_without_a_common_reading_is_searched_as_it_stands() -> None:
    many = defined(PC={f"p{letter}ne cone": 1 for letter in "abcdef"})
    assert many.variants("PC") == ("PC",)


def test_a_long_form_as_typed_never_turns_into_another_one_of_the_same_short_form() -> None:
    known = defined(SC={"Schwann cells": 3, "stem cells": 2})
    assert known.variants("Do stem cells heal?") == ("Do stem cells heal?",)
    assert known.names("stem cells") == ("stem cells", "sc")
    assert known.variants("Do SCs heal?") == ("Do schwann cells heal?", "Do stem cells heal?")


def test_a_short_form_beside_its_long_form_means_that() -> None:
    known = defined(SC={"Schwann cells": 3, "stem cells": 2})
    assert known.variants("stem cells (SCs)")[0] == "stem cells (stem cells)"


# Everyday words


def test_a_document_writes_its_abbreviations_its_own_way() -> None:
    own = Abbreviations.of([Definition("AGEs", "advanced glycation end products"), Definition("Treg", "regulatory T")])
    assert own.expand("Age, age and ages: AGE, AGEs") == (
        "Age, age and ages: advanced glycation end products, advanced glycation end products"
    )
    assert own.expand("Treg and Tregs, treg") == "regulatory t and regulatory t, treg"


def test_an_everyday_word_is_only_an_abbreviation_in_capitals() -> None:
    known = replace(KNOWN, everyday={"msc"}.__contains__)
    assert (known.expand("msc"), known.expand("MSC"), known.expand("imsc")) == ("msc", MSC, IMSC)


def test_a_library_takes_a_word_that_most_documents_use_for_a_word(tmp_path: Path) -> None:
    texts = [f"The age of mouse {number} matters." for number in range(9)]
    texts += ["Advanced glycation end products (AGEs) harm.", "Mesenchymal stem cells (MSCs) heal. MSC counts rise."]
    library = build_library(
        tmp_path / "library",
        [
            Document(f"{at}.txt", text, Reference(), (Section(None, "body", 0, len(text)),))
            for at, text in enumerate(texts)
        ],
    )
    known = library.abbreviations
    assert known.variants("Does age matter?") == ("Does age matter?",)
    assert known.variants("Do AGEs matter?")[0] == "Do advanced glycation end products matter?"
    assert known.variants("do mscs heal?")[0] == "do mesenchymal stem cells heal?"


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
