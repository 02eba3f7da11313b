"""The reader of PDF articles, on small files that these tests write themselves."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document, Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import pdf
from support.pdf import assemble, check, column, make, put


def read(data: bytes, source: str = "paper.pdf") -> Document:
    (document,) = pdf.read(data, source)
    check(document)
    return document


def parts(document: Document, kind: str = "body") -> list[tuple[str | None, str]]:
    return [(one.name, document.text[one.start : one.end]) for one in document.sections if one.kind == kind]


PROSE = [
    "Mesenchymal stem cells grow in plastic dishes for weeks",
    "and keep their shape while the medium around them is",
    "changed every other day by a patient hand until they",
]
OTHER = [
    "cover the whole floor of the dish. After that they are",
    "lifted with trypsin, counted, and sown again at a lower",
    "density so that they have room to spread and to divide.",
]


NAMES = ("first", "second", "third")
VOCABULARY = ("cells", "medium", "serum", "dish", "growth", "factor", "matrix", "signal", "tissue", "repair", "marrow")


def sentence(seed: int) -> str:
    """Words that no other line has in this order."""
    return " ".join(random.Random(seed).sample(VOCABULARY, 8))


def test_a_pdf_is_known_by_its_first_bytes() -> None:
    assert pdf.recognises(make([[]]))
    assert pdf.recognises(b"\r\n\r\n" + make([[]]))
    assert not pdf.recognises(b"<html>%PDF-1.4")
    assert not pdf.recognises(b"")
    assert not pdf.recognises(b"x" * 2000 + b"%PDF-1.4")


def test_lines_and_paragraphs() -> None:
    document = read(make([column(60, 700, OTHER) + column(60, 640, OTHER)]))
    assert document.text == "\n".join(OTHER) + "\n\n" + "\n".join(OTHER)
    assert document.wrapped and document.format == "PDF" and document.source == "paper.pdf"
    assert parts(document) == [(None, document.text)]


def test_a_first_line_that_is_indented_begins_a_paragraph() -> None:
    lines = [put(60, 700, PROSE[0]), put(60, 688, PROSE[1]), put(60, 676, "changed every day.")]
    lines += [
        put(72, 664, "Another paragraph begins here and is as long as the"),
        put(60, 652, "line allows and ends."),
    ]
    assert read(make([lines])).text.split("\n\n") == [
        f"{PROSE[0]}\n{PROSE[1]}\nchanged every day.",
        "Another paragraph begins here and is as long as the\nline allows and ends.",
    ]


@pytest.mark.parametrize("by_rows", [True, False])
def test_two_columns_are_read_one_after_the_other(by_rows: bool) -> None:
    left = [f"Left column line number {at} has words in" for at in range(1, 9)]
    right = [f"right side, line {at}, which goes on and" for at in range(1, 9)]
    pairs = [(put(60, 600 - 12 * at, left[at]), put(310, 600 - 12 * at, right[at])) for at in range(8)]
    drawn = [one for pair in pairs for one in pair] if by_rows else [*(a for a, _ in pairs), *(b for _, b in pairs)]
    title = put(
        60, 700, "A full line above the columns that is as wide as both of them and says so at length", 11, "F3"
    )
    document = read(make([[title, *drawn]]))
    assert document.text.index(left[7]) < document.text.index(right[0])
    assert "\n".join([*left, *right]) in document.text
    assert document.text.startswith("A full line")


def test_two_columns_drawn_as_single_lines_across_the_gutter() -> None:
    rows = [
        f"BT /F1 10 Tf 1 0 0 1 60 {600 - 12 * at} Tm (Left column line number {at} has words) Tj"
        f" 1 0 0 1 232 {600 - 12 * at} Tm (right column line {at} which goes) Tj ET"
        for at in range(1, 9)
    ]
    text = read(make([rows])).text
    assert text.index("line number 8") < text.index("right column line 1")


def test_a_figure_between_columns_does_not_split_them() -> None:
    left = column(60, 700, PROSE) + column(60, 500, OTHER)
    caption = [put(60, 560, "Figure 1. The growth of cells over three weeks in plastic dishes.", 8, "F3")]
    right = column(330, 700, [f"The right column, line {at} of the text, is" for at in range(1, 22)])
    document = read(make([left + caption + right]))
    assert parts(document, "caption") == [
        ("Figure 1", "Figure 1. The growth of cells over three weeks in plastic dishes."),
    ]
    assert "\n".join(PROSE + OTHER) in document.text  # one paragraph, the caption moved out of its way


def heads(number: int) -> list[str]:
    return [
        put(60, 770, "Smith and others: Cells in dishes", 8, "F3"),
        put(290, 30, str(number), 8, "F3"),
        put(60, 18, "Downloaded from https://example.org on 1 May 2024", 6, "F3"),
    ]


def test_heads_feet_and_page_numbers_are_left_out_and_label_the_pages() -> None:
    pages = [
        heads(at + 305) + column(60, 650, [f"{name} page has this line of its own, and is full.", *PROSE])
        for at, name in enumerate(("First", "Second", "Third"))
    ]
    document = read(make(pages))
    assert "Smith" not in document.text and "Downloaded" not in document.text
    assert [page.label for page in document.pages] == ["305", "306", "307"]
    assert document.text[document.pages[1].start :].startswith("Second page has this line of its own, and is full.")


def test_labels_of_the_file() -> None:
    pages = [column(60, 650, [f"Text of the {name} page is short but long enough.", *PROSE]) for name in NAMES]
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 45 >>] >>"
    assert [page.label for page in read(make(pages, catalog=labels)).pages] == ["i", "ii", "45"]
    assert [page.label for page in read(make(pages)).pages] == ["", "", ""]


def test_line_numbers_are_left_out() -> None:
    lines = [sentence(at) for at in range(40)]
    numbered = [
        [put(60, 700 - 24 * at, lines[page * 20 + at]) for at in range(20)]
        + [put(36, 700 - 24 * at, str(page * 20 + at + 1), 8, "F3") for at in range(20)]
        for page in range(2)
    ]
    assert read(make(numbered)).text.split() == " ".join(lines).split()


def test_a_numbered_list_keeps_its_numbers() -> None:
    entries = [f"{at}. The entry with this number is one line long, as all are." for at in range(1, 21)]
    assert read(make([column(60, 700, entries)])).text.split() == " ".join(entries).split()


def test_a_mark_on_every_page_is_left_out() -> None:
    pages = [
        [put(200, 400, "PROOF COPY", 40, "F4"), *column(60, 700, [f"Page {at} tells this.", *PROSE])] for at in range(4)
    ]
    assert "PROOF" not in read(make(pages)).text


def test_text_that_runs_up_the_margin_is_left_out() -> None:
    sideways = "BT /F3 9 Tf 0 1 -1 0 20 300 Tm (Downloaded from somewhere by somebody) Tj ET"
    assert read(make([[sideways, *column(60, 700, PROSE)]])).text == "\n".join(PROSE)


def test_hyphens_that_break_words_are_told_from_those_of_compounds() -> None:
    lines = [
        "Cells with regen-",
        "erative power and low-",
        "molecular weight, and the N-",
        "terminal end, low-molecular too.",
    ]
    document = read(make([column(60, 700, lines)]))
    assert document.text == "\n".join(lines)
    assert document.soft_hyphens == (document.text.index("-\nerative"),)
    words = [document.text[box.start : box.end] for box in document.boxes]
    assert words[:4] == ["Cells", "with", "regen-", "erative"]


def test_a_hyphen_goes_when_the_word_is_whole_elsewhere_and_stays_when_the_compound_is() -> None:
    lines = [
        "Protein corona and protein-corona matter for the protein-",
        "corona here, and Under-",
        "Standing as understanding.",
    ]
    document = read(make([column(60, 700, lines)]))
    assert document.soft_hyphens == (document.text.index("-\nStanding"),)


def test_a_paragraph_over_two_pages_is_one_and_each_page_one_stretch() -> None:
    first = [*column(60, 200, PROSE), put(60, 90, "Figure 1. A caption at the foot of the page.", 8, "F4")]
    second = [put(60, 700, "Table 1. A caption at the head of the page.", 8, "F4"), *column(60, 600, OTHER)]
    document = read(make([first, second]))
    whole = "\n".join(PROSE + OTHER)
    assert parts(document) == [(None, whole)]
    start = document.text.index(whole)
    assert document.pages[1].start == start + len("\n".join(PROSE)) + 1
    assert document.text.index("Figure 1") < start < document.text.index("Table 1")
    assert [box.start for box in document.boxes] == sorted(box.start for box in document.boxes)


def test_sections_have_the_names_of_their_headings() -> None:
    lines = [
        put(60, 740, "Abstract", 12, "F4"), *column(60, 726, OTHER),
        put(60, 660, "1. Introduction", 12, "F4"), *column(60, 646, OTHER),
        put(60, 580, "Cell culture", 10, "F4"), *column(60, 566, OTHER),
        put(60, 500, "2. Results", 12, "F4"), *column(60, 486, OTHER),
    ]  # fmt: skip
    prose = "\n".join(OTHER)
    assert parts(read(make([lines]))) == [
        ("Abstract", prose), ("1. Introduction", prose),
        ("1. Introduction > Cell culture", prose), ("2. Results", prose),
    ]  # fmt: skip


def test_a_table_is_rows_of_cells() -> None:
    rows = [("Group", "Cells", "Days"), ("Control", "12", "7"), ("Treated", "15", "9"), ("", "with serum", "")]
    lines = [*column(60, 700, PROSE), put(60, 600, "Table 1. Growth of cells", 8, "F4")]
    for at, row in enumerate(rows):
        lines += [put(60 + 100 * place, 585 - 10 * at, cell, 8, "F3") for place, cell in enumerate(row) if cell]
    lines += column(60, 480, OTHER)
    document = read(make([lines]))
    assert parts(document, "table") == [
        ("Table 1", "Group | Cells | Days\n\nControl | 12 | 7\n\nTreated | 15 with serum | 9"),
    ]
    assert parts(document, "caption") == [("Table 1", "Table 1. Growth of cells")]
    assert len(parts(document)[0][1].split("\n\n")) == 1


def test_lettering_of_a_figure_is_no_body() -> None:
    labels = [put(80, 500, "Control", 7, "F3"), put(80, 470, "0.5", 7, "F3"), put(160, 470, "Time (days)", 7, "F3")]
    lines = [
        *column(60, 700, PROSE),
        *labels,
        put(60, 440, "Figure 1. Growth over time.", 8, "F4"),
        *column(60, 400, OTHER),
    ]
    document = read(make([lines]))
    assert parts(document, "furniture") == [("Figure 1", "Control\n0.5\nTime (days)")]
    assert (
        parts(document) == [(None, "\n".join(PROSE)), (None, "\n".join(OTHER))]
        or parts(document)[0][1].count("\n") == 5
    )


REFERENCES = [
    "1. Smith AB, Jones C (2019) The growth of cells in dishes. J Cell Sci 12: 34-56.",
    "doi:10.1000/cells.2019.1",
    "2. Brown D. A long story of plastic in the laboratory. Plastics 2020;5(2):7-9.",
    "3. Green E. Counting cells by hand is slow. Counting. 2021;6:10-12. PMID: 12345678.",
]


def references(text: str) -> bytes:
    lines = [
        *column(60, 700, [text, *PROSE]),
        put(60, 600, "References", 12, "F4"),
        *column(60, 580, REFERENCES, size=8),
    ]
    return make([lines])


def test_the_list_of_works_cited_and_the_marks_that_cite_it() -> None:
    document = read(references("Cells grow [1,3] and plastic stays [2\u20133] but [9] is unknown [1]."))
    one, two, three = document.bibliography
    assert (one.label, two.label, three.label) == ("1", "2", "3")
    assert document.text[one.start : one.end] == "\n".join(REFERENCES[:2])
    assert one.reference.DOI == "10.1000/cells.2019.1" and one.reference.year == 2019
    assert one.reference.title == "The growth of cells in dishes"
    assert one.reference.author == (Name("Smith", "AB"), Name("Jones", "C"))
    assert (two.reference.container_title, two.reference.volume, two.reference.issue) == ("Plastics", "5", "2")
    assert (three.reference.PMID, three.reference.year, three.reference.page) == ("12345678", 2021, "10-12")
    marks = [(document.text[mark.start : mark.end], mark.cited) for mark in document.citations]
    assert marks == [("[1,3]", (0, 2)), ("[2\u20133]", (1, 2)), ("[1]", (0,))]
    assert {name for name, _ in parts(document, "bibliography")} == {None}


def raised(before: str, mark: str, after: str, y: float) -> str:
    return f"BT /F1 10 Tf 60 {y} Td ({before}) Tj 4 Ts /F1 6 Tf ({mark}) Tj 0 Ts /F1 10 Tf ({after}) Tj ET"


def test_raised_numbers_cite_or_are_powers() -> None:
    lines = [
        raised("Cells grow in dishes", "1,2", " and are counted in the end", 700),
        raised("by hand, which is slow", "3", " and needs a hand that is calm", 688),
        raised("and some 10", "11", " cells to begin the day with.", 676),
    ]
    lines += [put(60, 600, "References", 12, "F4"), *column(60, 580, REFERENCES, size=8)]
    document = read(make([lines]))
    marks = [(document.text[mark.start : mark.end], mark.cited) for mark in document.citations]
    assert marks == [("1,2", (0, 1)), ("3", (2,))]
    assert "10\u00b9\u00b9 cells" in document.text


def test_entries_without_numbers_are_told_by_their_hanging_lines() -> None:
    entries = [
        (60, "Adams J, Brown K. 2001. Cells in dishes and how they came to be there."), (76, "Dishes Today 4:1-9."),
        (60, "Clark L, Davis M. 2005. Plastic and its use in the laboratory of the day."), (76, "Plastics 5:10-12."),
        (60, "Evans N. 2010. Counting by hand and the virtues of a calm mind. Counting"), (76, "7:13-15."),
    ]  # fmt: skip
    lines = [
        put(60, 700, "References", 12, "F4"),
        *(put(x, 680 - 11 * at, line, 9) for at, (x, line) in enumerate(entries)),
    ]
    document = read(make([[*column(60, 780, OTHER), *lines]]))
    assert [work.label for work in document.bibliography] == ["", "", ""]
    assert [work.reference.year for work in document.bibliography] == [2001, 2005, 2010]
    assert [work.reference.author[0].family for work in document.bibliography] == ["Adams", "Clark", "Evans"]


FRONT = [
    put(60, 760, "Journal of Cells 2023;12(3):45-67. doi: 10.1234/cells.2023.5", 8, "F3"),
    put(60, 720, "Growth of stem cells in dishes:", 18, "F4"),
    put(60, 700, "a systematic review", 18, "F4"),
    put(60, 670, "Ann B. Smith, Lieve de Neve, and Juan Garc\u00eda-L\u00f3pez", 11),
    put(60, 655, "Department of Cells, University of Dishes, Plastic Town", 8),
    put(60, 630, "Abstract", 12, "F4"),
    *column(60, 616, OTHER),
    put(60, 570, "Keywords: stem cells; dishes; growth", 9),
    put(60, 540, "Introduction", 12, "F4"),
    *column(60, 526, PROSE + OTHER),
]


def test_the_reference_is_read_from_the_first_page() -> None:
    document = read(make([FRONT]))
    found = document.reference
    assert found.title == "Growth of stem cells in dishes: a systematic review"
    assert found.author == (Name("Smith", "Ann B."), Name("de Neve", "Lieve"), Name("Garc\u00eda-L\u00f3pez", "Juan"))
    assert (found.container_title, found.issued, found.volume, found.issue, found.page) == (
        "Journal of Cells", (2023,), "12", "3", "45-67",
    )  # fmt: skip
    assert found.DOI == "10.1234/cells.2023.5"
    assert found.keyword == ("stem cells", "dishes", "growth")
    assert found.affiliation == ("Department of Cells, University of Dishes, Plastic Town",)
    assert found.is_review
    stated = {field for statement in document.statements for field in statement.fields}
    assert stated == {"title", "author", "affiliation", "keyword"}
    assert [name for name, _ in parts(document)] == ["Abstract", "Introduction"]


def test_a_doi_of_the_file_that_the_page_contradicts_is_left_out() -> None:
    assert read(make([FRONT], info="/Subject (doi:10.9999/other)")).reference.DOI == ""
    assert (
        read(make([FRONT], info="/Subject (doi:10.1234/CELLS.2023.5)")).reference.DOI.lower() == "10.1234/cells.2023.5"
    )
    without = [FRONT[0].replace("doi: 10.1234/cells.2023.5", ""), *FRONT[1:]]
    assert read(make([without], info="/Subject (doi:10.9999/own)")).reference.DOI == "10.9999/own"
    assert read(make([without])).reference.DOI == ""


def test_a_doi_of_the_list_of_works_cited_is_not_the_papers_own() -> None:
    assert read(references("Cells grow in dishes [1].")).reference.DOI == ""


def test_a_doi_of_another_paper_is_not_the_papers_own() -> None:
    lines = [put(60, 740, "Comment on: Cells in dishes, https://doi.org/10.1000/theirs", 9), *column(60, 700, PROSE)]
    assert read(make([lines])).reference.DOI == ""


def packet(title: str, doi: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
        f"<rdf:Description><dc:title><rdf:Alt><rdf:li>{title}</rdf:li></rdf:Alt></dc:title><prism:doi>{doi}</prism:doi>"
        "<prism:publicationName>Cells Today</prism:publicationName></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def test_a_packet_counts_where_the_page_prints_its_title() -> None:
    pages = [list(FRONT[1:])]
    title = "Growth of stem cells in dishes: a systematic review"
    own = make(pages).replace(b"%%EOF", b"") + packet(title, "10.1234/own")
    picture = make(pages).replace(b"%%EOF", b"") + packet("file01.docx and some picture", "10.1234/picture")
    assert (read(own).reference.DOI, read(own).reference.container_title) == ("10.1234/own", "Cells Today")
    assert (read(picture).reference.DOI, read(picture).reference.container_title) == ("", "")


def test_boxes_lie_on_the_words() -> None:
    document = read(make([[put(100, 700, "One line of words in a row")]]))
    first, last = document.boxes[0], document.boxes[-1]
    assert document.text[first.start : first.end] == "One"
    assert (first.left, first.bottom, first.top) == (100.0, 697.8, 707.5)
    assert 115 < first.right < 120 and 190 < last.left < last.right < 210


def test_boxes_of_a_cropped_and_turned_page_are_as_it_is_shown() -> None:
    lines = [put(100, 700, PROSE[0]), put(100, 688, PROSE[1])]
    cropped = read(make([lines], page="/CropBox [50 100 550 750]"))
    assert (cropped.pages[0].width, cropped.pages[0].height) == (500.0, 650.0)
    assert (cropped.boxes[0].left, cropped.boxes[0].bottom) == (50.0, 597.8)
    turned = read(make([lines], page="/Rotate 90"))
    assert turned.text == "\n".join(PROSE[:2])
    assert (turned.pages[0].width, turned.pages[0].height) == (800.0, 600.0)
    box = turned.boxes[0]
    assert (box.left, box.right) == (697.8, 707.5) and box.top == 500.0


def test_a_page_whose_text_runs_sideways_is_read() -> None:
    lines = [f"BT /F1 10 Tf 0 1 -1 0 {300 + 12 * at} 100 Tm ({line}) Tj ET" for at, line in enumerate(PROSE)]
    document = read(make([lines]))
    assert document.text == "\n".join(PROSE)
    box = document.boxes[0]
    assert (box.bottom, box.left, box.right) == (100.0, 292.5, 302.2)


def test_accents_and_signs_drawn_in_two_are_composed() -> None:
    lines = [
        "BT /F1 10 Tf 60 700 Td (Tom) Tj 0 0 Td (a) Tj ET",
        "BT /F1 10 Tf 200 700 Td (a) Tj ET BT /F1 10 Tf 200.5 700 Td (\\264) Tj ET BT /F1 10 Tf 204.4 700 Td (s) Tj ET",
    ]
    assert "\u00e1s" in read(make([lines + column(60, 600, PROSE)])).text


def test_a_scan_is_told_by_its_lack_of_text() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(make([["0 0 600 800 re f"]] * 3), "scan.pdf")
    assert str(caught.value) == (
        "scan.pdf: has no text layer: it is a scan. Run OCR over it, e.g. with OCRmyPDF, and sync again."
    )


def test_a_file_with_a_password_is_told() -> None:
    secret = "<" + "41" * 32 + ">"
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {secret} /U {secret} /P -4 >> /ID [{secret} {secret}]".encode()
    objects = make([column(60, 700, PROSE)])
    with pytest.raises(
        UnreadableFileError, match=r"^paper.pdf: is a PDF that needs a password\. Save a copy without one"
    ):
        read(objects.replace(b"/Info 3 0 R", b"/Info 3 0 R " + lock))


def test_a_file_without_pages_is_told() -> None:
    with pytest.raises(UnreadableFileError, match=r"^none.pdf: is a"):
        read(make([]), "none.pdf")


def test_too_many_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.pdf.opening.MOST_PAGES", 2)
    with pytest.raises(UnreadableFileError, match=r"^paper.pdf: has 3 pages, more than 2\. Split it\.$"):
        read(make([column(60, 700, PROSE)] * 3))


def test_too_many_characters_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.readers.pdf._MOST_CHARACTERS", 200)
    with pytest.raises(UnreadableFileError, match=r"^paper.pdf: has more than 200 characters\. Split it\.$"):
        read(make([column(60, 700, PROSE)] * 3))


SMALL = make([FRONT, heads(2) + column(60, 700, PROSE) + column(330, 700, OTHER)])


@pytest.mark.parametrize("tenth", range(10))
def test_a_file_cut_short_gives_a_reason(tenth: int) -> None:
    with pytest.raises(CorpusError, match=r"^cut.pdf: is a broken or cut short PDF\. Fetch it again\.$"):
        read(SMALL[: len(SMALL) * tenth // 10], "cut.pdf")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.binary(max_size=6)), min_size=1, max_size=12))
def test_a_file_with_changed_bytes_gives_a_document_or_a_reason(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(SMALL)
    for place, new in changes:
        data[place : place + len(new)] = new
    try:
        documents = list(pdf.read(bytes(data), "changed.pdf"))
    except CorpusError as error:
        assert str(error).startswith("changed.pdf: ")
    else:
        for document in documents:
            check(document)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(20, 560),
            st.integers(20, 780),
            st.integers(4, 30),
            st.sampled_from(["word", "two words", "7", "a - b", "Fig. 1"]),
        ),
        max_size=40,
    )
)
def test_text_anywhere_on_a_page_keeps_its_words(placed: list[tuple[int, int, int, str]]) -> None:
    lines = [put(x, y, words, size) for x, y, size, words in placed]
    document = read(make([lines + column(60, 400, PROSE)]))
    assert "Mesenchymal" in document.text


def test_handles_are_closed() -> None:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage
    from pypdfium2.internal.bases import ObjectTracker

    read(SMALL)
    with pytest.raises(CorpusError):
        read(make([[]]))
    assert not any(ObjectTracker[kind] for kind in (PdfDocument, PdfPage, PdfTextPage))


def test_compressed_contents_are_read() -> None:
    stream = zlib.compress(b"\n".join(line.encode("latin-1") for line in column(60, 700, PROSE)))
    fonts = b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >>"
    data = assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] %b /Contents 5 0 R >>" % fonts,
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
        ]
    )
    assert read(data).text == "\n".join(PROSE)
