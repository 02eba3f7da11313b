from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import Document, Reference
from corpus.display import LOST, display, display_sign, display_text, lowered, raised_numbers
from corpus.document import Citation, CitedWork
from corpus.readers.printed.hyphens import soft_hyphens


def paper(text: str, *cited: str, wrapped: bool = True) -> Document:
    """A document in which each of these numbers is a mark at its last place."""
    citations = sorted((text.rindex(mark), mark) for mark in cited)
    return Document(
        "a.pdf",
        text,
        Reference(title="T"),
        wrapped=wrapped,
        soft_hyphens=soft_hyphens(text, wrapped),
        bibliography=tuple(CitedWork(mark, Reference(title=mark), 0, 1) for mark in cited),
        citations=tuple(Citation((cited.index(mark),), at, at + len(mark)) for at, mark in citations),
    )


def shown(text: str, *cited: str, wrapped: bool = True) -> str:
    return display(paper(text, *cited, wrapped=wrapped), 0, len(text))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Cells regener-\nate the fin in\na week.", "Cells regenerate the fin in a week."),
        ("A well-known dose. A well-\nknown dose.", "A well-known dose. A well-known dose."),
        ("A well-\nknown dose.", "A wellknown dose."),  # nothing says how it is written
        ("In 10-\n20 rats", "In 10-20 rats"),
        ("short-\nand long-term", "short- and long-term"),
        ("The TNF-\nAlpha cells", "The TNF-Alpha cells"),
        ("no end -\nof a word", "no end - of a word"),
        ("ampli\u00adfied, am\u00ad\npli\ufeff\u200bfied", "amplified, amplified"),
        ("e\ufb03cient \ufb02ow of \ufb01ve o\ufb00ers, sti\ufb04e", "efficient flow of five offers, stiffle"),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("the cells\n\nwere grown", "the cells were grown"),
        ("Cells  grow\tin\xa0dishes", "Cells grow in\xa0dishes"),
        ("We found:\n• one\nthing\n• two", "We found:\n• one thing\n• two"),
        ("\uf0b7 one\n\ufffd two\n\uf0a7 three", "• one\n• two\n• three"),
        ("5 \ufffd 2 mg in S2\ufffd", f"5 {LOST} 2 mg in S2{LOST}"),
        ("We found:\n1. one thing\n(2) another of 2.\n3. more", "We found:\n1. one thing (2) another of 2.\n3. more"),
        ("dose | rats\n5 mg | 7\n\n9 mg | 2", "dose | rats\n5 mg | 7\n9 mg | 2"),
        ("", ""),
    ],
)  # fmt: skip
def test_text_of_wrapped_lines(text: str, read: str) -> None:
    assert shown(text) == read
    assert display_text(text) == read


def test_each_line_of_a_text_that_is_not_wrapped_is_a_paragraph() -> None:
    assert shown("One\nTwo -\nThree.\n\nFour", wrapped=False) == "One\nTwo -\nThree.\n\nFour"


def test_numbers_of_citations_are_raised_only_where_they_are_set_to_a_word() -> None:
    text = "Large effects.43 In cells12,\n13 of [7], (8), 9."
    assert shown(text, "43", "12,\n13", "7", "8", "9") == "Large effects.⁴³ In cells¹²,¹³ of [7], (8), 9."
    assert shown(text) == "Large effects.43 In cells12, 13 of [7], (8), 9."
    assert raised_numbers("a1,2–4 [5,6]", paper("a1,2–4 [5,6]", "1", "2", "4", "5", "6").citations, 0, 12) == [
        (1, 2),
        (3, 4),
        (5, 6),
    ]


def test_a_stretch_is_read_with_what_stands_around_it() -> None:
    document = paper("Cells regener-\nate.43 They regenerate.", "43")
    at = document.text.index("43")
    assert [display(document, 0, 13), display(document, 13, at), display(document, at, at + 2)] == [
        "Cells regener", "ate.", "⁴³",
    ]  # fmt: skip


def test_signs_are_put_right_where_lines_stay() -> None:
    text = "e\ufb03-\ncient\n\ufffd one"
    assert display_sign(text, 0, len(text)) == "effi-\ncient\n• one"
    assert display_sign(text, 1, 9) == "ffi-\ncient"


_SIGNS = "abcZ 129.,;()|•-‐–\u00ad\n\n\t\xa0\ufb01\ufb04\ufffd\uf0b7\ue000\u200b²μ"


def bare(text: str) -> str:
    """Letters, numbers and signs, without what a display form may change."""
    text = re.sub(r"[-‐–\u00ad](?=\s)", "", text)
    for ligature, letters in (("\ufb01", "fi"), ("\ufb04", "ffl")):
        text = text.replace(ligature, letters)
    return "".join(re.sub(f"[\u00ad\u200b\ufffd\uf0b7\ue000•{LOST}]", "", lowered(text)).split())


@given(st.text(st.sampled_from(_SIGNS), max_size=60), st.booleans(), st.data())
@example("a-\n\nb", True, None)
def test_the_display_form_differs_only_in_white_space_hyphens_ligatures_and_marks(
    text: str, wrapped: bool, data: st.DataObject | None
) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2))) if data else [0, len(text)]
    marks = tuple(Citation((0,), found.start(), found.end()) for found in re.finditer(r"\d+", text))
    document = Document(
        "a", text, Reference(), wrapped=wrapped, soft_hyphens=soft_hyphens(text, wrapped), citations=marks
    )
    for stretch, form in (
        (text[slice(*edges)], display(document, *edges)),
        (text, display_text(text)),
    ):
        without = re.sub(r"[-‐–]", "", bare(form))
        assert without == re.sub(r"[-‐–]", "", bare(stretch))
        assert not re.search(r"[\ufffd\u00ad\ue000-\uf8ff\ufb00-\ufb06\t]", form)
        hyphens = len(re.findall(r"[-‐–]", stretch)) - len(re.findall(r"[-‐–]", form))
        assert 0 <= hyphens <= len(re.findall(r"[-‐–](?=\s)", stretch))
        assert not re.search(r"[^\S\n]{2}|\n{3}", form)
