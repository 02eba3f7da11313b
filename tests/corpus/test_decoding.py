from __future__ import annotations

import codecs

import pytest

from corpus.decoding import decode, looks_like_text
from corpus.errors import UnreadableFileError

TEXT = "Exosomes carry proteins, lipids and RNA between cells; Müller showed it – twice. " * 3


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF8 * 3 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        TEXT.encode("cp1252"),
    ],
    ids=["utf-8", "mark", "three marks", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252"],
)
def test_text_is_read_in_whatever_common_encoding_it_is(data: bytes) -> None:
    assert decode(data, "page.txt") == TEXT


def test_a_letter_cut_at_the_end_of_a_utf8_file_costs_no_other() -> None:
    data = ("Müller, Søren, François. " * 20).encode() + "é".encode()[:1]
    assert decode(data, "page.txt") == "Müller, Søren, François. " * 20 + "\ufffd"


def test_cyrillic_text_is_not_taken_for_western() -> None:
    text = "Клетки несут белки между собой и лечат раны у мышей. " * 5
    assert decode(text.encode("cp1251"), "page.txt") == text


def test_what_is_no_text_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        decode(bytes(range(256)) * 40, "picture.txt")
    assert str(caught.value) == "picture.txt: is not text. Save it as text in UTF-8 and try again."


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"plain words", True), (b"\x00\x01\x02" * 500, False), (TEXT.encode("utf-16"), True), (b"", True)],
)
def test_text_is_told_from_other_bytes(data: bytes, expected: bool) -> None:
    assert looks_like_text(data) is expected
