from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import legible, on_one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a\tb\r\nc\u00a0d\u2028e  ", "a b c d e"), ("a\x00b\x1b[31mc\x7f", "a b [31mc"), ("a\x85b\x9fc", "a b c"),
        ("exo\u00adsomes mesen\u200bchymal\u2060 cells\ufeff", "exosomes mesenchymal cells"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"), ("\ud800a\uffffb\ufdd0", "a b"), ("Auf\u200clage", "Auflage"),
        ("👩\u200d🔬 می\u200cخواهم", "👩\u200d🔬 می\u200cخواهم"), ("p < 0.05", "p < 0.05"), ("", ""),
    ],
)  # fmt: skip
def test_strangers_text_on_one_line(text: str, line: str) -> None:
    assert on_one_line(text) == line


@given(st.text())
def test_a_line_stays_as_it_is(text: str) -> None:
    line = on_one_line(text)
    assert on_one_line(line) == line
    assert line.encode() is not None
    assert not set(line) & set("\n\r\t\x00\x1b\u2028\u202e")


def test_names_of_files_for_messages() -> None:
    assert legible(Path("a\nb\u202e.txt")) == "a\ufffdb\ufffd.txt"
    assert legible("Ünï.pdf") == "Ünï.pdf"
