from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import Name, names_group


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        # given names first
        ("Ahmed Faris Aldoghachi", "Aldoghachi", "Ahmed Faris"), ("Bo Li", "Li", "Bo"), ("  Bo   Li  ", "Li", "Bo"),
        ("Jean-Luc O’Brien", "O’Brien", "Jean-Luc"), ("J. A. Smith", "Smith", "J. A."), ("J.A. Smith", "Smith", "J.A."),
        ("Ludwig van der Berg", "van der Berg", "Ludwig"), ("Liesbeth de Neve", "de Neve", "Liesbeth"),
        ("Juan Diego Ibáñez-Álamo", "Ibáñez-Álamo", "Juan Diego"), ("Martin Luther King Jr.", "King Jr.", "Martin Luther"),
        ("J. Smith II", "Smith II", "J."), ("Maria e Silva", "e Silva", "Maria"),
        # family name first, with a comma
        ("Aldoghachi, Ahmed Faris", "Aldoghachi", "Ahmed Faris"), ("de la Cruz, M. A.", "de la Cruz", "M. A."),
        ("Doe, Jane, Jr.", "Doe Jr.", "Jane"), ("Roe, III, R.", "Roe III", "R."), ("Plato,", "Plato", ""),
        # family name first, with initials
        ("Aldoghachi AF", "Aldoghachi", "AF"), ("van der Berg J", "van der Berg", "J"), ("Liu R.", "Liu", "R."),
        ("Smith J.A.", "Smith", "J.A."), ("Smith J. A.", "Smith", "J. A."), ("Lee B.-C.", "Lee", "B.-C."),
        ("Müller R-U", "Müller", "R-U"), ("Krüger Ø", "Krüger", "Ø"), ("St. John A.", "St. John", "A."),
        ("Smith JA Jr", "Smith Jr", "JA"), ("Ware Jr. JE", "Ware Jr.", "JE"),
        # groups, and one name only
        ("WHO Group", "WHO Group", ""), ("World Health Organization", "World Health Organization", ""),
        ("University of Oslo", "University of Oslo", ""), ("WHO", "WHO", ""), ("Plato", "Plato", ""),
        ("de la Cruz", "de la Cruz", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_a_printed_name_is_split_into_family_and_given(printed: str, family: str, given: str) -> None:
    assert Name.parse(printed) == Name(family, given)


def test_a_name_is_shown_given_first() -> None:
    assert str(Name("Aldoghachi", "Ahmed Faris")) == "Ahmed Faris Aldoghachi"
    assert str(Name("WHO")) == "WHO"


def test_groups_have_a_word_of_their_own() -> None:
    assert names_group("SYGMA Study Group")
    assert not names_group("Ann Smith")


@given(st.text())
def test_no_word_of_a_name_is_lost(printed: str) -> None:
    name = Name.parse(printed)
    assert sorted(f"{name.family} {name.given}".split()) == sorted(printed.replace(",", " ").split())


@pytest.mark.parametrize("printed", ["a" * 100_000, "A. " * 50_000, "a, " * 50_000, "Jr " * 50_000, "de " * 50_000])
def test_a_hostile_name_takes_no_time(printed: str) -> None:
    begun = time.perf_counter()
    Name.parse(printed)
    assert time.perf_counter() - begun < 1
