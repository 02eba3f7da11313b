"""Mistyped words are put right against the library's; general words name nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from qa.answering.question import understand
from qa.answering.spelling import is_general, put_right
from support.libraries import build_library, page, saved


@pytest.fixture(scope="module")
def fish(tmp_path_factory: pytest.TempPathFactory) -> Library:
    text = (
        "Zebrafish regenerate their fins. Regeneration of zebrafish fins takes weeks. Exosomes of patients are small."
    )
    folder: Path = tmp_path_factory.mktemp("fish")
    return build_library(folder / "library", [saved(page("Fins of zebrafish", f"{text} " * 3))])


@pytest.mark.parametrize(
    ("typed", "meant", "changed"),
    [
        ("Do zebrafihs regenerate?", "Do zebrafish regenerate?", (("zebrafihs", "zebrafish"),)),
        ("what are exosmes", "what are exosomes", (("exosmes", "exosomes"),)),
        ("Exosommes?", "exosomes?", (("Exosommes", "exosomes"),)),
        (
            "regeneraton of zebrafsh",
            "regeneration of zebrafish",
            (("regeneraton", "regeneration"), ("zebrafsh", "zebrafish")),
        ),
        ("Do zebrafish regenerate?", "Do zebrafish regenerate?", ()),
        ("ZEBRAFIHS", "ZEBRAFIHS", ()),
        ("zebrafi5h", "zebrafi5h", ()),
        ("unicorns", "unicorns", ()),
        ("finz", "finz", ()),
        ("fines", "fines", ()),  # English
    ],
)
def test_a_mistyped_word_is_read_as_one_that_the_papers_have(
    fish: Library, typed: str, meant: str, changed: tuple[tuple[str, str], ...]
) -> None:
    assert put_right(typed, fish) == (meant, changed)


def test_the_question_is_understood_with_its_words_put_right(fish: Library) -> None:
    question = understand("Do zebrafihs regenerate?", fish)
    assert question.text == "Do zebrafish regenerate?"
    assert [(one.typed, one.read_as) for one in question.spelling] == [("zebrafihs", "zebrafish")]
    assert question.missing == ()


@pytest.mark.parametrize("word", ["take", "kind", "list", "instead", "waht", "ones", "better", "wich", "teh", "The"])
def test_general_words_name_nothing(fish: Library, word: str) -> None:
    assert is_general(word, fish)


@pytest.mark.parametrize("word", ["dose", "zebrafish", "unicorn", "cost", "night", "bake", "TEH", "mtn"])
def test_other_words_do(fish: Library, word: str) -> None:
    assert not is_general(word, fish)


def test_general_words_are_never_missing(fish: Library) -> None:
    assert understand("waht kind of unicorn should I take instead", fish).missing == ("unicorn",)


def test_what_is_longer_than_any_word_is_left_alone(fish: Library) -> None:
    assert put_right("x" * 1900, fish) == ("x" * 1900, ())
    assert not is_general("x" * 1900, fish)
