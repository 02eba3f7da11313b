from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from qa.references import vancouver

AUTHORS = tuple(Name.parse(name) for name in ("Ada Fisher", "Ben Gull", "Cy Hare", "Di Ibis", "Ed Jay", "Flo Kite"))


def test_the_packaged_reviews_are_cited(reviews: tuple[Document, ...]) -> None:
    assert [vancouver(document.reference) for document in reviews] == [
        "Aldoghachi AF, Loh JK, Wang ML, Yang YP, Chien CS, Teh HX, et al. Current developments and therapeutic "
        "potentials of exosomes from induced pluripotent stem cells-derived mesenchymal stem cells. Journal of the "
        "Chinese Medical Association. 2023 Apr 1;(4):356-65.",
        "Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes Secreted from Induced "
        "Pluripotent Stem CellDerived Mesenchymal Stem cells. Tissue Eng Regen Med. 2023 Oct;20(6):793-809. "
        "doi: 10.1007/s13770-023-00557-6",
    ]


def test_a_whole_reference() -> None:
    reference = Reference(
        title="On fins",
        author=AUTHORS[:2],
        container_title="J Fish Biol",
        issued=(2021, 2, 3),
        volume="7",
        issue="2",
        page="1100-1109",
        DOI="10.1000/fins",
    )
    assert vancouver(reference) == ("Fisher A, Gull B. On fins. J Fish Biol. 2021 Feb 3;7(2):1100-9. doi: 10.1000/fins")


def test_six_authors_are_all_named() -> None:
    assert vancouver(Reference(author=AUTHORS)) == "Fisher A, Gull B, Hare C, Ibis D, Jay E, Kite F."


def test_of_seven_authors_six_are_named() -> None:
    seven = (*AUTHORS, Name("Lark", "Gus"))
    assert vancouver(Reference(author=seven)) == "Fisher A, Gull B, Hare C, Ibis D, Jay E, Kite F, et al."


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (Name("Sartre", "Jean-Paul"), "Sartre JP."),
        (Name("Tolkien", "John Ronald Reuel"), "Tolkien JRR."),
        (Name("Rowling", "J. K."), "Rowling JK."),
        (Name("Rowling", "J.K."), "Rowling JK."),
        (Name("van Gogh", "Vincent"), "van Gogh V."),
        (Name("Ångström", "örjan"), "Ångström Ö."),
        (Name("World Health Organization"), "World Health Organization."),
        (Name("Curie", " Marie  Salomea "), "Curie MS."),
    ],
)
def test_given_names_become_initials(name: Name, printed: str) -> None:
    assert vancouver(Reference(author=(name,))) == printed


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("356-365", "356-65"),
        ("793-809", "793-809"),
        ("793–809", "793-809"),
        ("1100-1109", "1100-9"),
        ("99-102", "99-102"),
        ("7", "7"),
        ("e104", "e104"),
        ("S12-S15", "S12-S15"),
        ("123-", "123-"),
        ("12-15, 20", "12-15, 20"),
    ],
)
def test_pages_are_shortened_where_both_are_numbers(pages: str, printed: str) -> None:
    assert vancouver(Reference(issued=(2021,), volume="7", page=pages)) == f"2021;7:{printed}."


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        (Reference(), ""),
        (Reference(title="On fins"), "On fins."),
        (Reference(title="On fins."), "On fins."),
        (Reference(title="Do fins regrow?"), "Do fins regrow?"),
        (Reference(title="Fins regrow!", container_title="Nature"), "Fins regrow! Nature."),
        (Reference(container_title="J. Fish Biol."), "J. Fish Biol."),
        (Reference(container_title="Nature", issued=(2021,)), "Nature. 2021."),
        (Reference(issued=(2021, 12)), "2021 Dec."),
        (Reference(container_title="Nature", volume="7"), "Nature. 7."),
        (Reference(issued=(2021,), volume="7"), "2021;7."),
        (Reference(issued=(2021,), issue="2"), "2021;(2)."),
        (Reference(issued=(2021,), page="1-9"), "2021:1-9."),
        (Reference(issued=(2021,), volume="7", issue="2"), "2021;7(2)."),
        (Reference(DOI="10.1000/fins"), "doi: 10.1000/fins"),
        (Reference(title="On fins", DOI="10.1000/fins"), "On fins. doi: 10.1000/fins"),
    ],
)
def test_what_is_not_known_is_left_out(reference: Reference, printed: str) -> None:
    assert vancouver(reference) == printed


words = st.text("abcXYZéß", min_size=1, max_size=8)
phrases = st.lists(words, max_size=4).map(" ".join)
dates = (
    st.just(())
    | st.tuples(st.integers(1500, 2099))
    | st.tuples(st.integers(1500, 2099), st.integers(1, 12))
    | st.tuples(st.integers(1500, 2099), st.integers(1, 12), st.integers(1, 31))
)
numbers = st.just("") | st.integers(1, 9999).map(str)
references = st.builds(
    Reference,
    title=phrases,
    author=st.lists(st.builds(Name, words, st.lists(words, max_size=3).map("-".join)), max_size=9).map(tuple),
    container_title=phrases,
    issued=dates,
    volume=numbers,
    issue=numbers,
    page=numbers | st.tuples(numbers, numbers).map("-".join),
    DOI=st.just("") | words.map(lambda word: f"10.1000/{word}"),
)


@given(references)
def test_no_part_of_a_citation_is_empty(reference: Reference) -> None:
    printed = vancouver(reference)
    assert printed == printed.strip()
    assert not printed.startswith((".", ";", ":", ","))
    for empty in ("..", ". .", "  ", " ,", ",,", ", .", "()", ";.", ":."):
        assert empty not in printed


@given(references)
def test_every_field_that_is_known_is_in_the_citation(reference: Reference) -> None:
    printed = vancouver(reference)
    known = [reference.title, reference.container_title, reference.DOI, *(name.family for name in reference.author[:6])]
    assert all(part in printed for part in known)
    assert str(reference.year or "") in printed


@given(
    st.builds(
        Reference,
        title=st.text(),
        author=st.lists(st.builds(Name, st.text(), st.text()), max_size=8).map(tuple),
        container_title=st.text(),
        issued=dates,
        volume=st.text(),
        issue=st.text(),
        page=st.text(),
        DOI=st.text(),
    )
)
def test_no_reference_is_too_odd_to_be_cited(reference: Reference) -> None:
    assert reference.DOI in vancouver(reference)
