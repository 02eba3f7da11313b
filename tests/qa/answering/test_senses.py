from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document
from index.library import Library
from index.text.abbreviations import Sense
from qa.answering.engine import Engine
from qa.answering.senses import ShortForm, chosen, readings
from support.libraries import build_library, page, saved

STEM = "Stem cells (SCs) of the marrow renew the blood. Such SCs divide slowly in every tissue of the adult body."
SCHWANN = (
    "Schwann cells (SCs) wrap the axons of a nerve. Such SCs divide quickly where a limb has been injured by a cut."
)
CYTOKINES = (
    "The cytokine tumor necrosis factor alpha (TNF-α) is raised with age. Advanced glycation end products (AGEs) are"
    " found in diabetes. Induced mesenchymal stem cells (iMSCs) are iPSC-derived MSCs (iMSCs) made from induced"
    " pluripotent stem cells (iPSCs) instead of mesenchymal stem cells (MSCs)."
)
FILLER = (
    "Further work has to be done, as the writers of this abstract are the first to say, before more can be said of it. "
    * 2
)
AGEING = "At any age, patients of that age are asked for their age by a nurse of the same age in the clinic number {}."


@pytest.fixture(scope="module")
def two_senses(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """SC is defined in two senses; "age" is a word in six papers and an abbreviation in one."""
    texts = {"Renewal of blood": STEM, "Repair of nerves": SCHWANN, "Cytokines of diabetes": CYTOKINES}
    texts |= {f"Clinic number {number}": AGEING.format(number) for number in ("one", "two", "three", "four", "five")}
    documents = [review(title, text) for title, text in texts.items()]
    return build_library(tmp_path_factory.mktemp("senses") / "library", documents)


def review(title: str, text: str) -> Document:
    """A page whose abstract is long enough to be one."""
    return saved(page(title, f"{text} {FILLER}"), f"{title}.txt")


def taken(question: str, library: Library) -> list[tuple[str, str]]:
    return [(one.short, one.taken_for) for one in readings(question, library)]


def test_an_abbreviation_is_shown_with_what_it_is_taken_for(library: Library) -> None:
    assert readings("Why are iMSCs preferred?", library) == (
        ShortForm(
            "iMSCs",
            "induced mesenchymal stem cells",
            (Sense("induced mesenchymal stem cells", 1), Sense("ipsc-derived mscs", 1)),
            (Sense("induced mesenchymal stem cells", 1),),
        ),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how are imscs made", [("imscs", "induced mesenchymal stem cells")]),
        ("iMSC-derived exosomes", [("iMSC", "induced mesenchymal stem cells")]),
        ("IMSCS and iMSCs and iMSC", [("IMSCS", "induced mesenchymal stem cells")]),
        ("Is TNFα raised?", [("TNFα", "tumor necrosis factor alpha")]),
        ("Is TNF alpha raised?", [("TNF alpha", "tumor necrosis factor alpha")]),
        ("is tnf-α raised in mscs", [("tnf-α", "tumor necrosis factor alpha"), ("mscs", "mesenchymal stem cells")]),
        ("Are AGEs found?", [("AGEs", "advanced glycation end products")]),
        ("At what age does it begin?", []),
        ("What is known of stem cells (SCs)?", []),
        ("Are Schwann cells SCs?", []),
        ("Is the tumour necrosis factor alpha (TNF-α) raised?", []),
        ("How are wounds healed?", []),
        ("?!", []),
        ("", []),
    ],
)
def test_only_real_abbreviations_are_read(question: str, expected: list[tuple[str, str]], two_senses: Library) -> None:
    assert taken(question, two_senses) == expected


def test_two_things_under_one_name_are_ambiguous(two_senses: Library) -> None:
    (one,) = readings("How fast do SCs divide?", two_senses)
    assert one.ambiguous
    assert one.meanings == (Sense("stem cells", 1), Sense("schwann cells", 1))


def test_spellings_of_one_thing_are_not(two_senses: Library) -> None:
    (one,) = readings("iMSC", two_senses)
    assert not one.ambiguous
    assert len(one.senses) == 2


def papers(longs: list[str]) -> list[tuple[str, str]]:
    years = "who were followed up for {} years at {} sites of the country"
    return [(long, f"We look at {long} in patients {years.format(at + 1, at + 11)}.") for at, long in enumerate(longs)]


@pytest.mark.parametrize(
    ("longs", "meanings"),
    [
        (["knockout (KO)", "knockout mice (KO)"], ["knockout"]),
        (["hazard ratio (HR)"] * 3 + ["heart rate (HR)"], ["hazard ratio"]),
        (["hazard ratio (HR)"] * 3 + ["heart rate (HR)"] * 2, ["hazard ratio", "heart rate"]),
        (["hazard ratio (HR)"] * 2 + ["heart rate (HR)"], ["hazard ratio", "heart rate"]),
        (["stem cells (SC)"] * 2 + ["stem-cell (SC)"], ["stem cells"]),
    ],
)
def test_a_second_sense_needs_enough_documents(longs: list[str], meanings: list[str], tmp_path: Path) -> None:
    documents = [review(f"Series number {at} of {long}", text) for at, (long, text) in enumerate(papers(longs))]
    built = build_library(tmp_path / "library", documents)
    (one,) = readings(longs[0].split("(")[1].rstrip(")"), built)
    assert [sense.long for sense in one.meanings] == meanings


@pytest.mark.parametrize(
    ("question", "short", "long", "expected"),
    [
        ("How fast do SCs divide?", "SCs", "schwann cells", "How fast do schwann cells (SCs) divide?"),
        ("SCs divide", "SC", "schwann cells", "Schwann cells (SCs) divide"),
        ("Are SC-derived exosomes like SCs?", "SC", "stem cells", "Are stem cells (SC)-derived exosomes like stem cells?"),
        ("Is TNF alpha like TNFα?", "TNFα", "a factor", "Is a factor (TNF alpha) like a factor?"),
        ("How fast do stem cells (SCs) divide?", "SCs", "schwann cells", "How fast do schwann cells (SCs) divide?"),
        ("Stem cells (SCs) divide", "SCs", "schwann cells", "Schwann cells (SCs) divide"),
        ("Do cells (in vitro) divide?", "SCs", "stem cells", "Do cells (in vitro) divide?"),
    ],
)  # fmt: skip
def test_a_chosen_sense_is_written_into_the_question(question: str, short: str, long: str, expected: str) -> None:
    assert chosen(question, short, long) == expected


@pytest.mark.parametrize(("long", "first"), [("stem cells", "slowly"), ("schwann cells", "quickly")])
def test_a_chosen_sense_changes_what_is_found(long: str, first: str, two_senses: Library) -> None:
    question = chosen("How do SCs divide?", "SCs", long)
    ranking = Engine(two_senses).examine(question, 3).ranking
    assert first in ranking[0].passage
    assert readings(question, two_senses) == ()


@given(st.text(max_size=80))
def test_any_question_is_read_and_a_choice_in_it_settles_it(two_senses: Library, text: str) -> None:
    for one in readings(f"{text} SCs", two_senses):
        settled = chosen(f"{text} SCs", one.short, one.meanings[-1].long)
        assert one.meanings[-1].long in settled.casefold()
        assert one.short not in {other.short for other in readings(settled, two_senses)}
        assert chosen(settled, one.short, one.meanings[-1].long).casefold().count(one.meanings[-1].long) >= 1
