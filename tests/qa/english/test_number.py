from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.number import article, ends_in_plural, is_plural


@pytest.mark.parametrize(
    "text",
    [
        "exosomes", "MSCs", "MSCs'", "antibiotics", "characteristics", "primers", "bacteria", "children", "older women",
        "criteria", "exosomes from the cell", "causes of death", "fever and pain",
    ],
)  # fmt: skip
def test_several_things(text: str) -> None:
    assert is_plural(text)


@pytest.mark.parametrize(
    "text",
    [
        "exosome", "diagnosis", "virus", "loss", "diabetes", "type 2 diabetes", "genomics", "pharmacokinetics", "AIDS",
        "Alzheimer's", "regimen", "gas", "role of cells", "specimen from women", "gut", "is",
    ],
)  # fmt: skip
def test_one_thing(text: str) -> None:
    assert not is_plural(text)


def test_an_article_goes_with_its_noun() -> None:
    assert [article(noun) for noun in ("exosome", "cell", "Italian trial")] == ["an", "a", "an"]


@given(st.text(min_size=1).filter(str.strip))
def test_any_phrase_has_a_number(text: str) -> None:
    assert is_plural(text) in {True, False}
    assert ends_in_plural(text) in {True, False}
