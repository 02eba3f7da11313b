"""Parts of the reader of PDF articles by themselves: characters and names; and the real files."""

from __future__ import annotations

import re

import pytest

from corpus.document import Document, Name
from corpus.errors import UnreadableFileError
from corpus.readers import pdf
from corpus.readers.pdf.characters import LOST, accented, shown
from corpus.readers.pdf.people import name_of
from support.paths import SHARED
from support.pdf import check

LIBRARY = SHARED / "library"
real = pytest.mark.skipif(not (LIBRARY / "pdf").is_dir(), reason="the real files are not here")


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


def real_document(name: str) -> Document:
    (document,) = pdf.read((LIBRARY / "pdf" / name).read_bytes(), name)
    check(document)
    return document


@real
@pytest.mark.parametrize(
    ("name", "doi", "year", "authors", "journal", "works", "labels"),
    [
        ("clinical-science.pdf", "10.1042/CS20130403", 2014, 8, "Clinical Science", 56, ["305", "306"]),
        ("jtrauma-systematic-review.pdf", "10.1186/1752-2897-4-1", 2010, 5,
         "Journal of Trauma Management & Outcomes", 79, ["", "9"]),
        ("peerj.pdf", "10.7717/peerj.1120", 2015, 5, "PeerJ", 64, ["1", "2"]),
        ("plosone.pdf", "10.1371/journal.pone.0107412", 2014, 6, "PLoS ONE", 93, ["1", "2"]),
        ("s41565-023-01585-y.pdf", "10.1038/s41565-023-01585-y", 2024, 12, "Nature Nanotechnology", 65, ["", ""]),
    ],
)  # fmt: skip
def test_real_articles(
    name: str, doi: str, year: int, authors: int, journal: str, works: int, labels: list[str]
) -> None:
    document = real_document(name)
    found = document.reference
    assert (found.DOI, found.year, len(found.author), found.container_title) == (doi, year, authors, journal)
    assert len(document.bibliography) == works
    assert [page.label for page in document.pages[:2]] == labels
    assert all(work.reference.year for work in document.bibliography)


@real
def test_a_sentence_over_two_columns_and_one_over_two_pages() -> None:
    text = searched(real_document("clinical-science.pdf"))
    assert "the C-domain appears to be the prominent site for the production of vasoactive peptide" in text
    assert "fluorogenic substrate (Abz)-FRK(Dnp)P-OH (in assay buffer) to yield a final substrate concentration" in text
    assert "ACE consists of two catalytic domains" in text
    assert "Journal compilation" not in text


@real
def test_sections_and_captions_of_a_real_article() -> None:
    document = real_document("s41565-023-01585-y.pdf")
    names = {section.name for section in document.sections if section.kind == "body"}
    assert {"Abstract", "Discussion", "Methods > Isolation of EVs", "Data availability"} <= names
    captions = [section.name for section in document.sections if section.kind == "caption"]
    assert captions[:6] == ["Fig. 1", "Fig. 2", "Fig. 3", "Fig. 4", "Fig. 5", "Fig. 6"]
    death = document.text.index("liver failure and death1")
    assert [work.label for work in document.cited_in(death, death + 30)] == ["1"]
    assert "2 × 10¹¹" in document.text


def searched(document: Document) -> str:
    """The text as it is searched: broken words joined, lines run together."""
    soft = set(document.soft_hyphens)
    kept = "".join(char for at, char in enumerate(document.text) if at not in soft and at - 1 not in soft)
    return re.sub(r"\s+", " ", kept)


@real
def test_bad_files() -> None:
    page = (LIBRARY / "bad" / "html-named.pdf").read_bytes()
    scan = (LIBRARY / "bad" / "no-text-layer.pdf").read_bytes()
    assert not pdf.recognises(page)
    assert pdf.recognises(scan)
    with pytest.raises(UnreadableFileError, match=r"has no text layer: it is a scan\. Run OCR over it"):
        list(pdf.read(scan, "no-text-layer.pdf"))
    with pytest.raises(UnreadableFileError, match="is a broken or cut short PDF"):
        list(pdf.read(page, "html-named.pdf"))
