from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Name
from corpus.errors import CorpusError, UnreadableFileError, UnsupportedFileError
from corpus.readers.text import plain_text
from support.documents import check, parts

SENTENCE = "Exosomes carry proteins and RNA between cells, and many groups have studied how they act on wounds."
LONG = f"{SENTENCE} {SENTENCE} {SENTENCE}"
PAPER = f"""Exosomes in wounds

Ana M. Smith1*, Bo Li2
Department of Wounds, City
doi: 10.1000/abc.1 PMID: 12345

Abstract
Background
{SENTENCE}
Conclusions
{SENTENCE}
Keywords: exosomes; wound healing.

1. Introduction
{LONG}

2.1 Mice and men
{LONG} They act [1,2].

Figure 1. Wounds of mice over time.

RESULTS

Wounds that healed

{LONG}

References
1. Smith A, Li B. Exosomes and wounds in mice. Cell. 2001;1:2. doi:10.1000/xyz
2. Wu C. Wounds of men. Cell. 2002;1:3. PMID: 678

Figure legends
Figure 2
Healing

{SENTENCE}
"""
WRAPPED = """Exosomes in
wounds

Introduction
Exosomes carry proteins and RNA between cells, and many groups have stu-
died how they act on wounds, hearts and bones in animals. Some are well-
known and others are not; the well-known ones are small and old and they
are made by all cells.

Discussion
- The first of the things that we found in this long work is that they
  are made by cells.
- The second is that they are small, which everybody knew before we have
  told them so.

References

[1] Smith A. Exosomes and their wounds in mice and men, and in some hor-
    ses. Cell. 2001;1:2.
[2] Wu C. Wounds. Cell. 2002;1:3.
"""


def read(text: str | bytes) -> Document:
    (document,) = plain_text.read(text if isinstance(text, bytes) else text.encode(), "a.txt")
    return document


def test_the_parts_of_a_paper_with_a_paragraph_a_line() -> None:
    document = read(PAPER)
    check(document)
    assert document.text == PAPER
    assert (document.format, document.wrapped, document.source) == ("Plain text", False, "a.txt")
    introduction = "1. Introduction"
    assert parts(document) == [
        ("reference", None, "Exosomes in wounds\n\nAna M. Smith1*, Bo Li2"),
        ("furniture", None, "Department of Wounds, City"),
        ("reference", None, "doi: 10.1000/abc.1 PMID: 12345"),
        ("body", "Abstract > Background", SENTENCE),
        ("body", "Abstract > Conclusions", SENTENCE),
        ("reference", None, "Keywords: exosomes; wound healing."),
        ("body", introduction, LONG),
        ("body", f"{introduction} > 2.1 Mice and men", f"{LONG} They act [1,2]."),
        ("caption", f"{introduction} > 2.1 Mice and men", "Figure 1. Wounds of mice over time."),
        ("body", "RESULTS > Wounds that healed", LONG),
        ("bibliography", None, PAPER[PAPER.index("1. Smith") : PAPER.index("\n\nFigure legends")]),
        ("caption", "Figure legends", f"Figure 2\nHealing\n\n{SENTENCE}"),
    ]


def test_the_reference_that_a_paper_states() -> None:
    reference = read(PAPER).reference
    assert (reference.title, reference.DOI, reference.PMID) == ("Exosomes in wounds", "10.1000/abc.1", "12345")
    assert reference.author == (Name("Smith", "Ana M."), Name("Li", "Bo"))
    assert reference.keyword == ("exosomes", "wound healing")


def test_the_list_of_works_and_the_marks_that_cite_them() -> None:
    document = read(PAPER)
    assert [(work.label, work.reference.title, work.reference.year) for work in document.bibliography] == [
        ("1", "Exosomes and wounds in mice", 2001), ("2", "Wounds of men", 2002),
    ]  # fmt: skip
    assert [(mark.cited, document.text[mark.start : mark.end]) for mark in document.citations] == [((0, 1), "[1,2]")]
    assert (document.bibliography[0].reference.DOI, document.bibliography[1].reference.PMID) == ("10.1000/xyz", "678")


def test_a_wrapped_text_has_paragraphs_between_blank_lines() -> None:
    document = read(WRAPPED)
    check(document)
    assert document.wrapped
    assert document.reference.title == "Exosomes in wounds"
    assert [(kind, name, text[:13]) for kind, name, text in parts(document)] == [
        ("reference", None, "Exosomes in\nw"),
        ("body", "Introduction", "Exosomes carr"),
        ("body", "Discussion", "- The first o"),
        ("body", "Discussion", "- The second "),
        ("bibliography", None, "[1] Smith A. "),
        ("bibliography", None, "[2] Wu C. Wou"),
    ]


def test_only_hyphens_that_cut_a_word_are_soft() -> None:
    document = read(WRAPPED)
    assert [WRAPPED[at - 3 : at + 1] for at in document.soft_hyphens] == ["stu-", "hor-"]  # not "well-known"
    assert document.bibliography[0].reference.title == "Exosomes and their wounds in mice and men, and in some horses"
    assert read("T\n\nexo\u00adsome and more").soft_hyphens == (6,)


def test_notes_without_headings_are_all_body() -> None:
    text = "My notes\n\nExosomes are small.\n\nAsk Ana about mice"
    assert parts(read(text)) == [
        ("reference", None, "My notes"), ("body", None, "Exosomes are small.\n\nAsk Ana about mice"),
    ]  # fmt: skip
    assert parts(read("Exosomes are small.")) == [("body", None, "Exosomes are small.")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_text_in_any_encoding(encoding: str) -> None:
    text = f"Über Exosomen\n\nZusammenfassung für Ärzte – größere Wunden heilen später. {SENTENCE}"
    data = text.encode(encoding)
    data = b"\xfe\xff" + data if encoding == "utf-16-be" else data
    assert plain_text.recognises(data)
    assert read(data).text == text


def test_line_ends_stay_and_control_characters_become_spaces() -> None:
    assert read("Title\r\n\r\nA\x07b\x0cc of it.\r\n").text == "Title\r\n\r\nA b c of it.\r\n"
    assert read("Title\r\rA mac wrote it.\rIt did.").text == "Title\n\nA mac wrote it.\nIt did."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,name,score,year\n" + "1,mouse,2.5,2001\n" * 20, "is a table of data, not a paper."),
        ("id\tname\n" + "1\tmouse\n" * 20, "is a table of data, not a paper."),
        ('{"a": [1, 2]}', "is data (JSON), not a paper."),
        ('[{"a": 1}]', "is data (JSON), not a paper."),
        ("<?xml version='1.0'?><svg><g/></svg>",
         "is XML, but not a paper's. Get the paper as PDF, JATS XML or a web page."),
        ("import os\n\ndef main():\n    x = os.name\n    return x\n\nmain()\n", "is a program, not a paper."),
        ("QUJD" * 500, "holds data, not sentences."),
        ("From: me\nSubject: x\nMIME-Version: 1.0\n\nHello",
         "is a mail or a web archive, not a paper. Save the page as HTML or PDF."),
    ],
)  # fmt: skip
def test_what_is_plainly_no_paper_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        read(text)
    assert str(caught.value) == f"a.txt: {reason}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a" * 20_000_001, "is longer than 20 MB of text, as no paper is. Split it into its papers."),
        (b"a\n" * 400_001, "has more than 400,000 lines, as no paper does. Split it."),
    ],
)
def test_a_text_longer_than_any_paper_is_refused_at_once(data: bytes, reason: str) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableFileError) as caught:
        read(data)
    assert str(caught.value) == f"a.txt: {reason}"
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"%PDF-1.7", b"{\\rtf1 x}", b"PK\x03\x04", b"\x1f\x8b\x08", bytes(range(256)) * 8]
)
def test_what_is_no_text_is_not_recognised(data: bytes) -> None:
    assert not plain_text.recognises(data)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    plain_text.recognises(data)
    try:
        check(read(data))
    except CorpusError as error:
        assert str(error).startswith("a.txt: ")


@given(st.data())
def test_a_mutated_paper_is_read(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([PAPER, WRAPPED])).splitlines(keepends=True)
    more = ["\n", "\r", "so it goes on, line by line, to where the page ends and the next be-\n", "[1]\n", "- a\n"]
    drawn = data.draw(st.lists(st.sampled_from([*lines, *more]), min_size=1))
    text = "".join(drawn)
    if text.strip():
        document = read(text)
        check(document)
        assert document.text.replace("\r", "\n") == text.replace("\r", "\n")
