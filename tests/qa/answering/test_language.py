"""Questions that do not read as English."""

from __future__ import annotations

import pytest

from qa.answering.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Why are iMSCs preferred over MSCs?",
        "iMSC dose",
        "exosomes",
        "IL-1β and TNF-α",
        "42",
        "?",
        "Does the Van der Waals force of El Niño matter?",
        "de novo mutations",
        "mal de débarquement",
    ],
)
def test_english_keywords_and_names_read_as_english(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Warum werden iMSCs gegenüber MSCs bevorzugt?",
        "Pourquoi les exosomes sont-ils utiles ?",
        "¿Por qué se prefieren las iMSC?",
        "Perché gli esosomi sono utili?",
        "为什么iMSC比MSC更受欢迎？",
        "почему",
        "なぜ",
    ],
)
def test_other_languages_do_not(text: str) -> None:
    assert not is_english(text)
