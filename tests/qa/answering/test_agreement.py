from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.agreement import Saying, agreement, opposed
from qa.answering.form import form_of
from support.libraries import FakeEncoder

QUESTION = "Do exosomes heal wounds?"
HEALS = "Exosomes heal wounds by calming inflammation and recruiting fibroblasts."
SAME = "Wounds heal when exosomes calm inflammation, recruiting fibroblasts."
OTHER = "Exosomes of plasma were counted in wounds by flow cytometry."

TITLE = "Exosomes and wounds: a review"


def is_word(text: str) -> bool:
    return text not in ("imatinib", "nilotinib")


def saying(paper: str, text: str) -> Saying:
    return Saying(paper, text, TITLE, FakeEncoder().encode_documents([text])[0].vector)


def agree(*sayings: tuple[str, str], question: str = QUESTION) -> tuple[tuple[int, ...], ...]:
    return agreement([saying(*one) for one in sayings], is_word, asks_number=form_of(question).asks_number)


def test_quotes_of_different_papers_that_say_the_same_agree() -> None:
    assert agree(("a", HEALS), ("b", OTHER), ("c", SAME), ("d", HEALS)) == ((2, 3), (), (0, 3), (0, 2))


def test_a_paper_does_not_agree_with_itself() -> None:
    assert agree(("a", HEALS), ("a", HEALS)) == ((), ())


def test_nothing_agrees_with_nothing() -> None:
    assert agree() == ()


def test_each_naming_what_the_other_does_not_is_no_agreement() -> None:
    other = HEALS.replace("Exosomes", "Nilotinib exosomes")
    one = HEALS.replace("Exosomes", "Imatinib exosomes")
    assert agree(("a", one), ("b", other)) == ((), ())
    assert agree(("a", HEALS), ("b", one)) == ((1,), (0,))  # one says less, and nothing else


def test_a_name_that_stands_in_the_title_is_not_missing() -> None:
    other = HEALS.replace("Exosomes", "HUVEC exosomes")
    one = HEALS.replace("Exosomes", "Imatinib exosomes")
    known = Saying("b", other, "Imatinib for wounds", saying("b", HEALS).vector)
    unknown = Saying("b", other, TITLE, saying("b", HEALS).vector)
    first = saying("a", one)
    assert agreement([first, unknown], is_word) == ((), ())
    assert agreement([first, known], is_word) == ((1,), (0,))


def test_words_alone_do_not_agree_where_the_meaning_is_another() -> None:
    one, other = saying("a", HEALS), saying("b", SAME)
    away = Saying("b", SAME, TITLE, (-other.vector).astype(np.float32))
    assert agreement([one, away], is_word) == ((), ())


def test_a_denial_does_not_agree() -> None:
    assert agree(("a", HEALS), ("b", HEALS.replace("heal", "do not heal"))) == ((), ())


def test_two_denials_agree() -> None:
    assert agree(("a", "No " + HEALS), ("b", HEALS.replace("heal", "never heal"))) == ((1,), (0,))


def test_marks_that_cite_are_no_numbers() -> None:
    question = "How many exosomes heal wounds?"
    assert agree(("a", HEALS + " [12]"), ("b", HEALS + " [12, 14]"), question=question) == ((), ())


@pytest.mark.parametrize(("number", "expected"), [("40", ((1,), (0,))), ("60", ((), ()))])
def test_a_question_for_a_number_wants_the_same_number(number: str, expected: tuple[tuple[int, ...], ...]) -> None:
    first, second = f"{HEALS} 40 percent healed.", f"{HEALS} {number} percent healed."
    assert agree(("a", first), ("b", second), question="How many wounds healed?") == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Exosomes heal.", "Exosomes do not heal.", True),
        ("Exosomes heal.", "Exosomes failed to heal.", True),
        ("Exosomes heal.", "There was no healing.", True),
        ("Exosomes heal.", "Exosomes don’t heal.", True),
        ("Exosomes never heal.", "Exosomes do not heal.", False),
        ("Exosomes not only heal.", "Exosomes heal.", False),
        ("Exosomes release NO in vessels.", "Exosomes release nitric oxide in vessels.", False),
        ("Exosomes increased collagen.", "Exosomes reduced collagen.", True),
        ("Collagen was higher after exosomes.", "Collagen was lower after exosomes.", True),
        ("Up-regulated collagen.", "Down-regulated collagen.", True),
        ("Reduced scars, increased collagen.", "Increased collagen and fewer scars.", False),
        ("Exosomes increased collagen.", "Exosomes carry collagen.", False),
        ("Collagen is inhibited.", "Collagen binds an inhibitor.", False),
        ("", "", False),
    ],
)
def test_denials_and_opposite_directions_are_told(one: str, other: str, expected: bool) -> None:
    assert opposed(one, other) is expected
    assert opposed(other, one) is expected


PIECES = st.sampled_from([HEALS, SAME, OTHER, HEALS.replace("heal", "do not heal"), "", "Exosomes heal 40 wounds."])


@given(st.lists(st.tuples(st.sampled_from("abc"), PIECES), max_size=6))
def test_agreement_holds_both_ways_and_between_papers_only(sayings: list[tuple[str, str]]) -> None:
    found = agree(*sayings)
    assert len(found) == len(sayings)
    for at, others in enumerate(found):
        assert list(others) == sorted(set(others))
        assert all(at in found[other] and sayings[at][0] != sayings[other][0] for other in others)
