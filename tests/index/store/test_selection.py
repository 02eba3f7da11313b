from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from corpus.errors import DocumentNotFoundError, SelectionError
from index.library import Library
from index.store.numbers import record_of
from index.store.selection import Scope, Selection, same_journal
from support.libraries import build_library

INTRODUCTION, CULTURE = "Exosomes carry proteins. ", "Exosomes were cultured. "
SECTIONS = (
    Section("Introduction", "body", 0, len(INTRODUCTION)),
    Section("Materials and Methods > Cell culture", "body", len(INTRODUCTION), len(INTRODUCTION + CULTURE)),
)


def paper(name: str, reference: Reference, sections: tuple[Section, ...] = ()) -> Document:
    text = f"{INTRODUCTION}{CULTURE}This is {name}." if sections else f"Exosomes heal wounds in {name}."
    return Document(f"{name}.txt", text, reference, sections or (Section(None, "body", 0, len(text)),))


DOCUMENTS = [
    paper(
        "one",
        Reference(title="One: a review", container_title="Stem Cell Research & Therapy", issued=(2019,)),
        SECTIONS,
    ),
    paper("two", Reference(title="Two", container_title="Stem Cell Res Ther", issued=(2021, 3)), SECTIONS),
    paper("three", Reference(title="Three", container_title="Cell", issued=(2021,), publication_type=("Review",))),
    paper("four", Reference(title="Four", container_title="Cells")),
]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build_library(tmp_path_factory.mktemp("selection") / "library", DOCUMENTS)


def titles(library: Library, selection: Selection) -> set[str]:
    scope = library.select(selection)
    assert scope is not None
    assert {record_of(number) for number in scope.passages.tolist()} == scope.records
    return {library.title(record) for record in scope.records}


def id_of(library: Library, title: str) -> str:
    return next(entry.id for entry in library.catalog.entries() if entry.reference.title == title)


# What is left


def test_nothing_selected_leaves_everything(papers: Library) -> None:
    assert (papers.select(None), papers.select(Selection())) == (None, None)


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(first=2020), {"Two", "Three"}),
        (Selection(last=2020), {"One: a review"}),
        (Selection(first=2019, last=2021), {"One: a review", "Two", "Three"}),
        (Selection(journals=("stem cell research and therapy",)), {"One: a review", "Two"}),
        (Selection(journals=("STEM CELL RES. THER.",)), {"One: a review", "Two"}),
        (Selection(journals=("cell",)), {"Three"}),
        (Selection(journals=("Cell", "Cells")), {"Three", "Four"}),
        (Selection(reviews_only=True), {"One: a review", "Three"}),
        (Selection(section="methods"), {"One: a review", "Two"}),
        (Selection(section="METHOD", first=2021), {"Two"}),
    ],
)
def test_a_selection_leaves_the_documents_that_are_all_of_it(
    papers: Library, selection: Selection, left: set[str]
) -> None:
    assert titles(papers, selection) == left


def test_documents_are_selected_by_their_ids(papers: Library) -> None:
    two, four = id_of(papers, "Two"), id_of(papers, "Four")
    assert titles(papers, Selection(documents=(four, two))) == {"Two", "Four"}


def test_every_passage_of_a_document_is_left(papers: Library) -> None:
    two = id_of(papers, "Two")
    scope = papers.select(Selection(documents=(two,)))
    assert scope is not None
    assert scope.passages.tolist() == papers.passage_ids(two)
    assert len(scope) == 2


@pytest.mark.parametrize("section", ["methods", "cell culture", "Culture", "materials and methods > cell culture"])
def test_only_the_passages_of_a_section_are_left(papers: Library, section: str) -> None:
    two = id_of(papers, "Two")
    scope = papers.select(Selection(documents=(two,), section=section))
    assert scope is not None
    assert scope.passages.tolist() == papers.passage_ids(two)[1:]


def test_the_last_selections_are_remembered(papers: Library) -> None:
    assert papers.select(Selection(first=2020)) is papers.select(Selection(first=2020))


# What cannot be selected


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(first=1990, last=1995), "The library has no documents from 1990 to 1995. Its documents are from 2019 to"
         " 2021. Ask more of it."),
        (Selection(first=2022), "The library has no documents from 2022 on. Its documents are from 2019 to 2021. Ask more"
         " of it."),
        (Selection(last=2020, journals=("Cell",)), "The library has no documents up to 2020 in Cell. Its documents are"
         " from 2019 to 2021. Ask more of it."),
        (Selection(reviews_only=True, journals=("Cells",)), "The library has no reviews in Cells. Ask more of it."),
        (Selection(journals=("Cellz",)), 'No document is from a journal "Cellz". Did you mean Cell or Cells?'),
        (Selection(journals=("Blood",)), 'No document is from a journal "Blood". See: reviewqa list'),
        (Selection(section="results"), 'No passage of the library is in a section "results". The most frequent sections:'
         " Introduction or Materials and Methods > Cell culture."),
        (Selection(section="results", journals=("Cell",)), 'No passage of these documents is in a section "results".'
         " They have no headings."),
    ],
)  # fmt: skip
def test_a_selection_that_leaves_nothing_is_told(papers: Library, selection: Selection, message: str) -> None:
    with pytest.raises(SelectionError) as caught:
        papers.select(selection)
    assert str(caught.value) == message


def test_an_unknown_document_is_told_with_the_nearest_id(papers: Library) -> None:
    two = id_of(papers, "Two")
    with pytest.raises(DocumentNotFoundError) as caught:
        papers.select(Selection(documents=(f"{two[:-1]}#",)))
    assert str(caught.value).startswith(f"{two[:-1]}#: no document of the library has this id. Did you mean {two}")


def test_an_unknown_document_like_no_other_is_told(papers: Library) -> None:
    with pytest.raises(DocumentNotFoundError) as caught:
        papers.select(Selection(documents=("!",)))
    assert str(caught.value) == "!: no document of the library has this id. See: reviewqa list"


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"first": 2022, "last": 2020}, "The years 2022 to 2020 are the wrong way round. Give the earlier one first."),
        ({"first": 21}, "21 is not a year. Give one with four digits, such as 2021."),
        ({"last": 20211}, "20211 is not a year. Give one with four digits, such as 2021."),
        ({"journals": ("Cell", " ")}, "The name of a journal is empty. Give one, or leave it out."),
        ({"documents": ("",)}, "The name of a document is empty. Give one, or leave it out."),
        ({"section": "?"}, 'The section "?" has no words. Give some of its heading, or leave it out.'),
    ],
)
def test_a_selection_that_makes_no_sense_is_told(given_: dict[str, Any], message: str) -> None:
    with pytest.raises(SelectionError) as caught:
        Selection(**given_)
    assert str(caught.value) == message


def test_one_name_in_the_place_of_several_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="journals are a sequence of names"):
        Selection(journals="Cell")  # type: ignore[arg-type]


def test_names_may_come_in_any_sequence_and_count_once() -> None:
    assert Selection(journals=["Cell", "Gut", "Cell"]) == Selection(journals=("Cell", "Gut"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "expected"), [({}, False), ({"first": 2020}, True), ({"section": "methods"}, True)]
)
def test_a_selection_is_true_where_it_leaves_something_out(changed: dict[str, Any], expected: bool) -> None:
    assert bool(replace(Selection(), **changed)) is expected


# Journals


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Stem Cell Res Ther", "Stem Cell Research & Therapy"),
        ("J. Immunol.", "The Journal of Immunology"),
        ("Proc Natl Acad Sci U S A", "Proceedings of the National Academy of Sciences of the United States of America"),
        ("Lancet", "Lancet (London, England)"),
        ("Nat Rev Immunol", "Nature reviews. Immunology"),
        ("the lancet", "Lancet"),
    ],
)
def test_a_journal_is_known_by_its_short_form_and_the_other_way_round(short: str, full: str) -> None:
    assert same_journal(short, full)
    assert same_journal(full, short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cell", "Cells"),
        ("Cell", "Cellulose"),
        ("Cancer Cell", "Cancer Cells"),
        ("Gut", "Gut Microbes"),
        ("Stem Cells", "Stem Cell Research"),
        ("J Immunol", "Journal of Urology"),
        ("", "Cell"),
    ],
)
def test_another_journal_is_not_taken_for_it(one: str, other: str) -> None:
    assert not same_journal(one, other)
    assert not same_journal(other, one)


@given(st.text(), st.text())
def test_a_journal_is_the_same_both_ways_and_in_capitals(one: str, other: str) -> None:
    assert same_journal(one, other) == same_journal(other, one)
    if any(char.isalnum() for char in one):
        assert same_journal(one, one)


# Scopes

NUMBERS = st.lists(st.integers(0, 200), min_size=1)


@given(NUMBERS, NUMBERS)
def test_a_scope_holds_its_passages_and_no_others(among: list[int], asked: list[int]) -> None:
    held = Scope.of(among).holds(np.array(asked, dtype=np.int64))
    assert held.tolist() == [number in among for number in asked]
