"""Parts of the reader of PDF articles by themselves: characters and names; and the real files."""

from __future__ import annotations

import pytest

from corpus.document import Name
from corpus.readers.pdf.characters import LOST, accented, shown
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
