"""Parts of the reader of PDF articles by themselves: characters, hyphens, names, entries; and the real files."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Name
from corpus.readers.pdf.characters import LOST, accented, shown
from corpus.readers.pdf.entry import bare_doi, find_doi, read_entry
from corpus.readers.pdf.hyphens import soft_hyphens
from corpus.readers.pdf.people import name_of


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0xFB01, "fi"), (0xFB04, "ffl"), (0xA0, " "), (0x2009, " "), (0x200B, ""), (0xF0B1, "±"), (0xF062, "β"),
        (0xE123, LOST), (0x01, LOST), (0xD801, LOST), (0xFFFF, LOST), (0x0A, " "), (0x41, "A"), (0x3B2, "β"),
    ],
)  # fmt: skip
def test_what_a_character_code_shows(code: int, text: str) -> None:
    assert shown(code, False, "Times", 5.0) == text


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen() -> None:
    assert shown(0xAD, False, "Times", 3.3) == "-"
    assert shown(0xAD, False, "Times", 0.0) == ""


def test_a_font_that_does_not_say_what_it_shows() -> None:
    assert shown(0x05, True, "Times", 5.0) == LOST
    assert shown(ord("6"), False, "AdvP3D3256", 5.0) == "±"
    assert shown(ord(","), False, "MathematicalPi-One", 5.0) == "<"


@pytest.mark.parametrize(
    ("letter", "accent", "text"), [("a", "´", "á"), ("ı", "´", "í"), ("A", "˚", "Å"), ("7", "´", "")]
)
def test_accents(letter: str, accent: str, text: str) -> None:
    assert accented(letter, accent) == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("regen-\nerative", True), ("meta-\nAnalysis", False), ("N-\nterminal", False), ("2-\nfold", None),
        ("wound heal-\ning and heal-ing", False), ("with-\nout with with out out", True),
        ("stem-\ncell, stem cell, stem cell", False), ("a -\nb", None), ("word-\n\nword", None),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(text: str, joined: bool | None) -> None:
    assert soft_hyphens(text) == ((text.index("-\n"),) if joined else ())


@given(st.text(alphabet="ab-\n –é1", max_size=60))
def test_every_soft_hyphen_is_one_at_a_line_end(text: str) -> None:
    assert all(text[at : at + 2] == "-\n" for at in soft_hyphens(text))


def test_a_long_word_is_no_trouble() -> None:
    begun = time.process_time()
    assert soft_hyphens("a" * 300_000 + "-a" * 100_000) == ()
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ann B. Smith", Name("Smith", "Ann B.")),
        ("Liesbeth de Neve", Name("de Neve", "Liesbeth")),
        ("Ludwig van der Berg", Name("van der Berg", "Ludwig")),
        ("Aldoghachi AF", Name("Aldoghachi", "AF")),
        ("Juan Diego Ibáñez-Álamo", Name("Ibáñez-Álamo", "Juan Diego")),
        ("University of Dishes", None), ("smith", None), ("Smith", None), ("Research Article", None),
    ],
)  # fmt: skip
def test_names(printed: str, name: Name | None) -> None:
    assert name_of(printed) == name


@pytest.mark.parametrize(
    ("lines", "doi"),
    [
        (["See https://doi.org/10.1000/abc.1."], "10.1000/abc.1"),
        (["doi:10.1371/journal.pone.", "0107412"], "10.1371/journal.pone.0107412"),
        (["doi 10.1016/S0022-3999(01)00296-3)."], "10.1016/S0022-3999(01)00296-3"),
        (["doi:10.1000/abc", "PMID: 123"], "10.1000/abc"),
        (["10.1/short", "no doi"], ""),
    ],
)  # fmt: skip
def test_dois(lines: list[str], doi: str) -> None:
    assert find_doi(lines) == doi


def test_a_doi_ends_before_a_link() -> None:
    assert bare_doi("10.1000/abc.http://x") == "10.1000/abc"


@pytest.mark.parametrize(
    ("entry", "first", "year", "title", "place"),
    [
        (
            "Asrani, S. K. et al. Burden of liver diseases in the world. J. Hepatol.\n70, 151–171 (2019).",
            "Asrani", 2019, "Burden of liver diseases in the world", ("J. Hepatol", "70", "151-171"),
        ),
        (
            "Bize P, Piault R, Moreau B (2006) A UV signal of offspring condition mediates\n"
            "context-dependent favoritism. Proc R Soc B 273: 2063–2068.",
            "Bize", 2006, "A UV signal of offspring condition mediates context-dependent favoritism",
            ("Proc R Soc B", "273", "2063-2068"),
        ),
        (
            "Rogers FB, Shackford SR, Wilson J: Prophylactic vena\ncava filter insertion. J Trauma 1993, 35:637-42.",
            "Rogers", 1993, "Prophylactic vena cava filter insertion", ("J Trauma", "35", "637-42"),
        ),
        (
            "Bergland A, Kirkevold M. 2005. Thriving among nursing home residents.\n"
            "Research on Nursing and Health 28:365–375 DOI 10.1002/nur.20097.",
            "Bergland", 2005, "Thriving among nursing home residents",
            ("Research on Nursing and Health", "28", "365-375"),
        ),
    ],
)  # fmt: skip
def test_entries_of_four_styles(entry: str, first: str, year: int, title: str, place: tuple[str, str, str]) -> None:
    found = read_entry(entry.split("\n"))
    assert (found.author[0].family, found.year, found.title) == (first, year, title)
    assert (found.container_title, found.volume, found.page) == place
