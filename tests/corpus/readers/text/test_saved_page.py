from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.readers.text import saved_page
from support.libraries import page

ABSTRACT = (
    "Exosomes carry proteins, lipids and RNA between cells, and many groups have studied how they act on wounds, "
    "hearts and bones in animals. They are small."
)
CITATION = "Tissue Eng Regen Med. 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6."
TITLE = "Using exosomes: what we know"
FURNITURE = (
    "Actions",
    "Cited",
    "CITED",
    "Share",
    "Twitter",
    "Facebook",
    "Close",
    "export Copy",
    "Similar articles",
    "Full Text Links",
    "Cite this",
    "Dive into the research topics of 'Using exosomes: what we know'.",
    "Together they form a unique fingerprint.",
    "Copyright © 2024 by Korean Association of Medical Journal Editors. All rights reserved. E-mail: x@kamje.or.kr",
    "© 2023 The Authors.",
)


def read(text: str) -> Document:
    (document,) = saved_page.read(text.encode(), "page.txt")
    return document


def journal_page(*lines: str, citation: str = CITATION) -> str:
    """A page that opens with its citation line."""
    return "\n\n".join((citation, TITLE, *lines, "Abstract", ABSTRACT, "Keyword", "MSC; Exosome"))


def portal_page(*labels: str) -> str:
    """A page that opens with its title and ends with labels run together with their values."""
    return f"{TITLE}\n\nBo Li, Yi Zhao*\n\n{ABSTRACT}\n\n" + "\n".join(labels)


def of_kind(document: Document, kind: str) -> list[str]:
    return [document.text[s.start : s.end] for s in document.sections if s.kind == kind]


def stated(document: Document) -> list[tuple[tuple[str, ...], str]]:
    return [(statement.fields, document.text[statement.start : statement.end]) for statement in document.statements]


# The two packaged pages


def test_the_reference_of_the_portal_page(reviews: tuple[Document, ...]) -> None:
    assert reviews[0].reference == Reference(
        type="article-journal",
        publication_type=("Review article",),
        title="Current developments and therapeutic potentials of exosomes from induced pluripotent stem cells-derived "
        "mesenchymal stem cells",
        author=(
            Name("Aldoghachi", "Ahmed Faris"),
            Name("Loh", "Jit Kai"),
            Name("Wang", "Mong Lien"),
            Name("Yang", "Yi Ping"),
            Name("Chien", "Chian Shiu"),
            Name("Teh", "Hui Xin"),
            Name("Omar", "Alfaqih Hussain"),
            Name("Cheong", "Soon Keng"),
            Name("Yeap", "Swee Keong"),
            Name("Ho", "Wan Yong"),
            Name("Ong", "Alan Han Kiat"),
        ),
        container_title="Journal of the Chinese Medical Association",
        issued=(2023, 4, 1),
        volume="",
        issue="4",
        page="356-365",
        DOI="",
        language="English",
        keyword=(
            "Exosomes",
            "Extracellular vesicles",
            "Induced mesenchymal stem cells",
            "Mesenchymal stem cells",
        ),
        corresponding_author=Name("Ong", "Alan Han Kiat"),
        affiliation=(),
    )


def test_the_reference_of_the_journal_page(reviews: tuple[Document, ...]) -> None:
    assert reviews[1].reference == Reference(
        type="article-journal",
        publication_type=("Review",),
        title="Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes Secreted from Induced "
        "Pluripotent Stem CellDerived Mesenchymal Stem cells",
        author=(),
        container_title="Tissue Eng Regen Med",
        issued=(2023, 10),
        volume="20",
        issue="6",
        page="793-809",
        DOI="10.1007/s13770-023-00557-6",
        language="",
        keyword=("MSC", "Exosome", "iPSC", "Stem cell"),
        corresponding_author=None,
        affiliation=(
            "Addenbrookes Major Trauma Unit, Department of Trauma And Orthopaedics, Cambridge University Hospitals, "
            "Cambridge, UK",
            "School Of Clinical Medicine, University Of Cambridge, Cambridge, UK",
            "Department of Life Science, Faculty of Science and Engineering, Manchester Metropolitan University, "
            "Manchester, UK",
            "Beijing Rehabilitation Hospital Affiliated to National Research Centre for Rehabilitation Technical Aids, "
            "Ministry of Civil Affairs of China, Beijing, China",
            "Watford General Hospital, London, UK",
            "Weifang People’s Hospital, Weifang City, Shandong Province, China",
        ),
    )


def test_the_statements_of_the_portal_page_are_its_lines(reviews: tuple[Document, ...]) -> None:
    assert stated(reviews[0]) == [
        (("title",), reviews[0].reference.title),
        (
            ("author", "corresponding-author"),
            "Ahmed Faris Aldoghachi, Jit Kai Loh, Mong Lien Wang, Yi Ping Yang, Chian Shiu Chien, Hui Xin Teh, "
            "Alfaqih Hussain Omar, Soon Keng Cheong, Swee Keong Yeap, Wan Yong Ho, Alan Han Kiat Ong*",
        ),
        (("corresponding-author",), "*Corresponding author for this work"),
        (("type", "peer-review"), "Research output: Contribution to journalReview articlepeer-review"),
        (("citation-count",), "2 Scopus citations"),
        (("language",), "Original languageEnglish"),
        (("page",), "Pages (from-to)356-365"),
        (("number-of-pages",), "Number of pages10"),
        (("container-title",), "JournalJournal of the Chinese Medical Association"),
        (("issue",), "Issue number4"),
        (("issued",), "StatePublished - 1 Apr 2023"),
        (
            ("keyword",),
            "Exosomes\n  • Extracellular vesicles\n  • Induced mesenchymal stem cells\n  • Mesenchymal stem cells",
        ),
    ]


def test_the_statements_of_the_journal_page_are_its_lines(reviews: tuple[Document, ...]) -> None:
    assert stated(reviews[1]) == [
        (
            ("container-title", "issued", "volume", "issue", "page", "DOI"),
            "Tissue Eng Regen Med.\xa0 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6.",
        ),
        (("title",), reviews[1].reference.title),
        *((("affiliation",), institution) for institution in reviews[1].reference.affiliation),
        (("keyword",), "MSC; Exosome; iPSC; Stem cell"),
    ]


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        (0, "Mesenchymal stem cells (MSCs) are multipotent", "as a potential noncell-based therapy."),
        (1, "Recent studies of exosomes derived from", "exosomes derived from iMSCs in clinical medicine."),
    ],
)
def test_the_body_of_a_packaged_page_is_its_abstract_alone(
    reviews: tuple[Document, ...], number: int, first: str, last: str
) -> None:
    (body,) = of_kind(reviews[number], "body")
    assert body.startswith(first)
    assert body.endswith(last)
    assert "\n" not in body


@pytest.mark.parametrize("number", [0, 1])
def test_the_body_of_a_packaged_page_is_named_abstract(reviews: tuple[Document, ...], number: int) -> None:
    assert [section.name for section in reviews[number].sections if section.kind == "body"] == ["Abstract"]


def test_the_furniture_of_the_portal_page(reviews: tuple[Document, ...]) -> None:
    (furniture,) = of_kind(reviews[0], "furniture")
    assert furniture.startswith("Dive into the research topics of")
    assert furniture.endswith("Together they form a unique fingerprint.\n\nCite this")


def test_the_furniture_of_the_journal_page(reviews: tuple[Document, ...]) -> None:
    (furniture,) = of_kind(reviews[1], "furniture")
    assert furniture.startswith("Full Text Links\n  • TERM\nActions\nCited\nCITED\nexport Copy\nClose\nShare\n")
    assert furniture.endswith("All rights reserved. \xa0\xa0\xa0\xa0E-mail: koreamed@kamje.or.kr")


# Furniture


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_after_the_abstract_is_not_body(line: str) -> None:
    document = read(f"{CITATION}\n\n{TITLE}\n\nAbstract\n\n{ABSTRACT}\n\n{line}\n")
    assert of_kind(document, "body") == [ABSTRACT]
    assert of_kind(document, "furniture") == [line]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_under_a_portal_page_is_not_body(line: str) -> None:
    document = read(portal_page("Volume86", line))
    assert of_kind(document, "body") == [ABSTRACT]
    assert of_kind(document, "furniture") == [line]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_before_the_abstract_heading_is_not_body(line: str) -> None:
    document = read(f"{CITATION}\n\n{TITLE}\n\n{line}\n\nAbstract\n\n{ABSTRACT}\n")
    assert of_kind(document, "body") == [ABSTRACT]
    assert document.reference.title == TITLE


def test_what_follows_a_furniture_heading_is_furniture_too() -> None:
    document = read(portal_page("Full Text Links", "  • TERM", "Similar articles", "1. " + ABSTRACT))
    assert of_kind(document, "body") == [ABSTRACT]
    assert document.reference.keyword == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "In this paper we review in vitro and in vivo work.",
        "We also cite this view in full.",
        "Cells that sort by size were kept apart.",
    ],
)
def test_a_paragraph_with_the_words_of_furniture_in_a_sentence_stays_body(sentence: str) -> None:
    document = read(f"{TITLE}\n\n{sentence} {ABSTRACT}\n\nVolume86")
    assert of_kind(document, "body") == [f"{sentence} {ABSTRACT}"]


def test_a_paragraph_that_ends_with_a_copyright_sentence_is_not_lost() -> None:
    document = read(f"{TITLE}\n\n{ABSTRACT} © 2023 Elsevier Ltd.\n\nVolume86")
    assert ABSTRACT in "".join(of_kind(document, "body"))


def test_a_title_with_the_words_of_furniture_is_the_title() -> None:
    title = "Exosomes: a review in three parts"
    assert read(f"{title}\n\n{ABSTRACT}\n\nVolume86").reference.title == title


# Citation lines


@pytest.mark.parametrize(
    ("line", "journal", "issued", "volume", "issue", "pages", "doi"),
    [
        ("J Chin Med Assoc. 2023 Apr 1;86(4):356-365.", "J Chin Med Assoc", (2023, 4, 1), "86", "4", "356-365", ""),
        ("J. Clin. Med. 2023;12:4567.", "J. Clin. Med", (2023,), "12", "", "4567", ""),
        ("Nature. 2020.", "Nature", (2020,), "", "", "", ""),
        ("Stem Cells. 2023 Oct;20(6 Suppl 1):S1–S9.", "Stem Cells", (2023, 10), "20", "6 Suppl 1", "S1–S9", ""),
        (
            "Cells. 2021 Jan 4;10(1):64. doi: 10.3390/cells10010064.",
            "Cells",
            (2021, 1, 4),
            "10",
            "1",
            "64",
            "10.3390/cells10010064",
        ),
        (
            "Tissue Eng Regen Med.\xa0 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6",
            "Tissue Eng Regen Med",
            (2023, 10),
            "20",
            "6",
            "793-809",
            "10.1007/s13770-023-00557-6",
        ),
        (  # PubMed's own
            "Tissue Eng Regen Med. 2023 Oct;20(6):793-809. doi: 10.1007/s13770-023-00557-6. Epub 2023 Aug 1.",
            "Tissue Eng Regen Med",
            (2023, 10),
            "20",
            "6",
            "793-809",
            "10.1007/s13770-023-00557-6",
        ),
        ("Stem Cells. 2023 Oct-Dec;20(6):1-9.", "Stem Cells", (2023, 10), "20", "6", "1-9", ""),
        ("Stem Cells. 2023 Oct;20 Suppl 1:S1-S9.", "Stem Cells", (2023, 10), "20 Suppl 1", "", "S1-S9", ""),
        (
            "Cells. 2021 Jan 4;10(1):64. https://doi.org/10.3390/cells10010064",
            "Cells",
            (2021, 1, 4),
            "10",
            "1",
            "64",
            "10.3390/cells10010064",
        ),
    ],
)
def test_a_citation_line_is_taken_apart(
    line: str, journal: str, issued: tuple[int, ...], volume: str, issue: str, pages: str, doi: str
) -> None:
    reference = read(journal_page(citation=line)).reference
    assert reference.title == TITLE
    assert (reference.container_title, reference.issued, reference.DOI) == (journal, issued, doi)
    assert (reference.volume, reference.issue, reference.page) == (volume, issue, pages)


def test_a_citation_line_states_only_what_it_prints() -> None:
    document = read(journal_page(citation="J. Clin. Med. 2023;12:4567."))
    assert stated(document)[0] == (("container-title", "issued", "volume", "page"), "J. Clin. Med. 2023;12:4567.")


# Authors, affiliations, keywords


@pytest.mark.parametrize(
    ("line", "authors", "corresponding"),
    [
        ("Yi Zhao, Bo Li", (Name("Zhao", "Yi"), Name("Li", "Bo")), None),
        ("Yi Zhao; Bo Li*", (Name("Zhao", "Yi"), Name("Li", "Bo")), Name("Li", "Bo")),
        ("Yi Zhao 1, Bo Li 2", (Name("Zhao", "Yi"), Name("Li", "Bo")), None),
        ("Yi Zhao1, Bo Li2*", (Name("Zhao", "Yi"), Name("Li", "Bo")), Name("Li", "Bo")),
        ("Yi Zhao1,2, Bo Li2", (Name("Zhao", "Yi"), Name("Li", "Bo")), None),
        ("Jean-Luc O’Brien, A. B. Smith", (Name("O’Brien", "Jean-Luc"), Name("Smith", "A. B.")), None),
        ("Ángel Núñez, Łukasz Żak", (Name("Núñez", "Ángel"), Name("Żak", "Łukasz")), None),
    ],
)
def test_a_line_of_authors_under_their_heading(
    line: str, authors: tuple[Name, ...], corresponding: Name | None
) -> None:
    reference = read(journal_page("Authors", line, "Affiliations", "  • 1Cambridge, UK")).reference
    assert (reference.author, reference.corresponding_author) == (authors, corresponding)
    assert reference.affiliation == ("Cambridge, UK",)


def test_authors_as_bullets_under_their_heading_are_authors() -> None:
    reference = read(journal_page("Authors\n  • Yi Zhao\n  • Bo Li")).reference
    assert (reference.author, reference.keyword) == ((Name("Zhao", "Yi"), Name("Li", "Bo")), ("MSC", "Exosome"))


def test_authors_under_the_title_need_no_heading() -> None:
    assert read(portal_page("Volume86")).reference.author == (Name("Li", "Bo"), Name("Zhao", "Yi"))


def test_a_sentence_under_the_title_is_no_author() -> None:
    assert read(f"{TITLE}\n\n{ABSTRACT}\n\nVolume86").reference.author == ()


def test_a_long_line_of_numbered_authors_is_read_at_once() -> None:
    """A line that almost matches must not make the pattern try every way of sharing out the numbers."""
    line = ", ".join(["Yi Zhao1"] * 22) + ", & 12 others"
    started = time.process_time()
    read(journal_page("Authors", line))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("line", ["MSC; Exosome; Stem cell", "MSC, Exosome, Stem cell", " MSC ;Exosome;; Stem cell;"])
@pytest.mark.parametrize("heading", ["Keyword", "Keywords", "KEYWORDS:"])
def test_keywords_on_a_line_under_their_heading(heading: str, line: str) -> None:
    document = read(f"{CITATION}\n\n{TITLE}\n\nAbstract\n\n{ABSTRACT}\n\n{heading}\n\n{line}\n")
    assert document.reference.keyword == ("MSC", "Exosome", "Stem cell")


def test_keywords_on_the_line_of_their_heading_are_no_body() -> None:
    document = read(f"{CITATION}\n\n{TITLE}\n\nAbstract\n\n{ABSTRACT}\n\nKeywords: MSC; Exosome.\n")
    assert of_kind(document, "body") == [ABSTRACT]
    assert document.reference.keyword == ("MSC", "Exosome")


# Labels run together with their values


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("Original languageEnglish", "language", "English"),
        ("Pages (from-to)356-365", "page", "356-365"),
        ("Pages (from-to)S1–S9", "page", "S1–S9"),
        ("Article number1234", "page", "1234"),
        ("JournalJournal of Hepatology", "container_title", "Journal of Hepatology"),
        ("JournalCells", "container_title", "Cells"),
        ("Volume86", "volume", "86"),
        ("Volume: 86", "volume", "86"),
        ("Volume\t86", "volume", "86"),
        ("Issue number4", "issue", "4"),
        ("StatePublished - 1 Apr 2023", "issued", (2023, 4, 1)),
        ("StatePublished - Apr 2023", "issued", (2023, 4)),
        ("StatePublished - 2023", "issued", (2023,)),
        ("Publication statusPublished - Apr 2023", "issued", (2023, 4)),
        ("Publication statusPublished - 31 Dec 2020", "issued", (2020, 12, 31)),
        ("DOIshttps://doi.org/10.1097/JCMA.0000000000000899", "DOI", "10.1097/JCMA.0000000000000899"),
        ("DOIs10.1097/JCMA.0000000000000899", "DOI", "10.1097/JCMA.0000000000000899"),
    ],
)
def test_a_label_run_together_with_its_value(label: str, field: str, value: object) -> None:
    document = read(portal_page(label))
    assert getattr(document.reference, field) == value
    assert stated(document)[-1] == ((field.replace("_", "-"),), label)


@pytest.mark.parametrize("line", ["Journal of Hepatology", "Volumetric data", "Stately homes", "DOIs are unknown"])
def test_a_line_that_only_begins_like_a_label_states_nothing(line: str) -> None:
    assert len(stated(read(portal_page(line)))) == len(stated(read(portal_page())))


def test_the_number_of_pages_is_stated_but_is_no_page_range() -> None:
    document = read(portal_page("Number of pages10"))
    assert document.reference.page == ""
    assert stated(document)[-1] == (("number-of-pages",), "Number of pages10")


def test_the_early_online_date_does_not_replace_the_date_of_publication() -> None:
    document = read(portal_page("StatePublished - 1 Apr 2023", "Early online date3 Jan 2022"))
    assert document.reference.issued == (2023, 4, 1)


def test_a_paragraph_that_begins_like_a_label_stays_body() -> None:
    paragraph = f"State-of-the-art methods have been in use since 2015. {ABSTRACT}"
    document = read(f"{TITLE}\n\n{paragraph}\n\nVolume86")
    assert of_kind(document, "body") == [paragraph]
    assert document.reference.issued == ()


def test_indented_labels_are_read() -> None:
    reference = read(f"   {TITLE}\n\n   {ABSTRACT}\n\n   Volume86\n   Issue number4").reference
    assert (reference.title, reference.volume, reference.issue) == (TITLE, "86", "4")


# The text and its offsets


def test_the_text_is_not_changed() -> None:
    text = "  " + portal_page("Volume86") + " \xa0\r\n\r\n\t"
    assert read(text).text == text


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeff" + portal_page()).text == portal_page()


def test_a_page_has_its_format() -> None:
    assert read(portal_page()).format == "Saved page"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_page_in_another_encoding_is_read_as_the_same_page(encoding: str) -> None:
    assert list(saved_page.read(journal_page().encode(encoding), "page.txt")) == [read(journal_page())]


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8-sig",
        "utf-16",
    ],
)
def test_a_page_in_another_encoding_is_recognised(encoding: str) -> None:
    assert saved_page.recognises(journal_page().encode(encoding))


def test_the_source_is_kept() -> None:
    assert read(portal_page()).source == "page.txt"


def test_a_page_with_crlf_gives_the_same_reference_and_body() -> None:
    text = journal_page("Affiliations", "  • 1Cambridge, UK\n  • 2London, UK")
    document = read(text.replace("\n", "\r\n"))
    assert document.reference == read(text).reference
    assert of_kind(document, "body") == [ABSTRACT]


def test_a_page_with_a_byte_order_mark_gives_the_same_reference() -> None:
    assert read("\ufeff" + journal_page()).reference == read(journal_page()).reference
    assert read("\ufeff" + portal_page()).reference == read(portal_page()).reference


def test_a_journal_page_with_no_break_spaces_gives_the_same_reference() -> None:
    text = journal_page("Affiliations", "  • 1Cambridge,\xa0UK")
    citation = CITATION.replace(" 2023 Oct", "\xa0\xa02023\xa0Oct")
    spaced = text.replace(CITATION, citation).replace("Keyword", "\xa0Keyword\xa0")
    assert read(spaced).reference == read(text).reference


def test_portal_labels_with_no_break_spaces_are_read() -> None:
    reference = read(
        portal_page("Original\xa0languageEnglish", "Volume\xa086", "StatePublished\xa0-\xa01\xa0Apr\xa02023")
    )
    assert (reference.reference.language, reference.reference.volume) == ("English", "86")
    assert reference.reference.issued == (2023, 4, 1)


def test_the_page_of_the_fixtures_is_read_as_meant() -> None:
    document = read(page(TITLE, ABSTRACT))
    assert document.reference == Reference(title=TITLE, language="English", issued=(2021, 2, 2))
    assert of_kind(document, "body") == [ABSTRACT]


def test_two_paragraphs_of_an_abstract_are_one_section() -> None:
    document = read(f"{CITATION}\n\n{TITLE}\n\nAbstract\n\n{ABSTRACT}\n\nShort end.\n\nKeyword\n\nMSC\n")
    assert of_kind(document, "body") == [f"{ABSTRACT}\n\nShort end."]


def test_every_line_but_a_heading_stands_in_exactly_one_section() -> None:
    document = read(journal_page("Affiliations", "  • 1Cambridge, UK", "Share"))
    for line in (CITATION, TITLE, "Cambridge, UK", "Share", ABSTRACT, "MSC; Exosome"):
        place = document.text.index(line)
        assert len([s for s in document.sections if s.start <= place < place + len(line) <= s.end]) == 1


@pytest.mark.parametrize("heading", ["Abstract", "Keyword"])
def test_a_heading_stands_in_no_section(heading: str) -> None:
    document = read(journal_page())
    place = document.text.index(f"\n{heading}\n") + 1
    assert not [s for s in document.sections if s.start <= place < s.end]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"))  # the two that decoding takes out
LINES = st.one_of(
    TEXTS,
    st.sampled_from(
        [*FURNITURE, CITATION, TITLE, ABSTRACT, "Abstract", "Authors", "Affiliations", "Keywords", "Bo Li, Yi Zhao*"]
    ),
    st.sampled_from(
        ["  • MSC", "• 1", "- x", "Volume86", "StatePublished - 1 Apr 2023", "DOIs10.1/x", "2 citations", ""]
    ),
)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
PAGES = st.one_of(TEXTS, st.builds(lambda end, lines: end.join(lines), LINE_ENDS, st.lists(LINES)))


@given(PAGES)
def test_any_text_is_read_unchanged_with_sections_in_order_and_in_range(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert all(0 <= section.start < section.end <= len(text) for section in document.sections)
    ends = [section.end for section in document.sections[:-1]]
    assert all(end <= after.start for end, after in zip(ends, document.sections[1:], strict=True))


@example("Exosomes\n• MSC\n-\n• EV")
@given(PAGES)
def test_any_text_is_read_with_statements_in_order_and_inside_a_reference_section(text: str) -> None:
    document = read(text)
    assert all(
        any(s.kind == "reference" and s.start <= statement.start and statement.end <= s.end for s in document.sections)
        for statement in document.statements
    )
    ends = [statement.end for statement in document.statements[:-1]]
    assert all(end <= after.start for end, after in zip(ends, document.statements[1:], strict=True))


@given(PAGES)
def test_any_statement_has_fields_and_characters(text: str) -> None:
    document = read(text)
    assert all(statement.fields and statement.start < statement.end for statement in document.statements)


# What is a page


@pytest.mark.parametrize("text", [journal_page(), portal_page(), "\n\n" + portal_page("Volume86")])
def test_a_page_of_either_layout_is_recognised(text: str) -> None:
    assert saved_page.recognises(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        TITLE,
        f"{TITLE}\n\nToo short to be an abstract.",
        f"<html><body>{ABSTRACT}</body></html>",
        f"\ufeff<html>\n<body>{ABSTRACT}</body></html>",
        f'{{"title": "x"}}\n\n{ABSTRACT}',
        f"%PDF-1.7\n\n{ABSTRACT}",
        f"{TITLE}\n\n{ABSTRACT}\0",
    ],
)
def test_what_is_no_page_is_not_recognised(text: str) -> None:
    assert not saved_page.recognises(text.encode())


@given(PAGES)
def test_recognising_any_text_is_true_only_with_title_and_body(text: str) -> None:
    document = read(text)
    has_both = bool(document.reference.title) and bool(of_kind(document, "body"))
    assert not saved_page.recognises(text.encode()) or has_both


@given(st.binary(max_size=2000))
def test_recognising_any_bytes_raises_nothing(data: bytes) -> None:
    assert saved_page.recognises(data) in {True, False}
