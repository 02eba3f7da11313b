"""Real papers (tests/papers) as the readers find them: references, headings, pages, and that no word is lost."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from lxml import etree

from bench.craft_twins import compare
from corpus import Document
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import pdf
from corpus.readers.records import abstract_lines, medline, pubmed_xml, ris
from corpus.readers.text import markdown
from corpus.readers.web import page as web_page
from support import documents, real_papers
from support.paths import PAPERS
from support.pdf import check as check_pdf
from support.real_papers import found_in, names, paper

EXPECTED = json.loads(real_papers.EXPECTED.read_text(encoding="utf-8"))
EXPORTS = PAPERS / "exports"


def test_every_paper_is_expected_and_acknowledged() -> None:
    assert names() == sorted(EXPECTED)
    readme = (PAPERS / "README.md").read_text(encoding="utf-8")
    assert [name for name in names() if Path(name).stem not in readme] == []
    assert [one["DOI"] for one in EXPECTED.values() if one["DOI"] not in readme] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_a_paper_is_read_as_expected(name: str) -> None:
    assert found_in(paper(name)) == EXPECTED[name]


# JATS


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith("xml")])
def test_every_part_of_a_jats_article_is_found(name: str) -> None:
    document = paper(name)
    assert {"reference", "body", "caption", "bibliography"} <= {section.kind for section in document.sections}
    reference = document.reference
    assert all((reference.affiliation, reference.corresponding_author, reference.publication_type))
    cited = {place for mark in document.citations for place in mark.cited}
    assert len(cited) >= len(document.bibliography) - 5
    assert len({work.reference.title for work in document.bibliography}) > 0.9 * len(document.bibliography)


def test_a_review_with_203_references() -> None:
    document = paper("mdpi_1.xml")
    assert document.reference.is_review
    assert document.reference.affiliation == (
        "Department of Medicine and Institute of Human Nutrition, College of Physicians and Surgeons, Columbia "
        "University, New York, NY 10032, USA",
    )
    assert [work.label for work in document.bibliography] == [str(number) for number in range(1, 204)]
    assert {place for mark in document.citations for place in mark.cited} == set(range(203))
    marked = [document.text[mark.start : mark.end] for mark in document.citations]
    assert marked == [document.bibliography[mark.cited[0]].label for mark in document.citations]
    quote = "It is nearly 100 years since the identification of vitamin A [1] in 1913 by McCollum and Davis [2]"
    start = document.text.index(quote)
    titles = [work.reference.title for work in document.cited_in(start, start + len(quote))]
    assert titles == ["", "The necessity of certain lipids during growth"]


def test_an_article_that_was_encoded_twice() -> None:
    text = paper("PMC8885717.xml").text
    assert "â" not in text
    assert "The “autocorpus_fulltext.key” file" in text


@pytest.mark.parametrize(
    ("name", "words", "found"), [("BMC Biotechnol-4-_-544401", 5898, 5854), ("PLoS Biol-2-8-509301", 6347, 6321)]
)
def test_the_words_of_the_plain_text_twin_are_there_in_order(name: str, words: int, found: int) -> None:
    """0.995 of them; most of the others are "click here for additional data file"."""
    compared = compare(PAPERS / f"{name}.nxml")
    assert compared["words"] == words
    assert compared["found"] >= found, compared["missing"]


# Plain text


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".txt")])
def test_a_plain_text_is_kept_and_nearly_all_of_it_is_searched(name: str) -> None:
    document = paper(name)
    assert document.text == (PAPERS / name).read_text(encoding="utf-8")
    searched = [section for section in document.sections if section.kind in {"body", "caption"}]
    assert sum(section.end - section.start for section in searched) > 0.94 * len(document.text)


def test_a_markdown_file() -> None:
    data = (PAPERS / "README.md").read_bytes()
    assert markdown.recognises(data)
    document = paper("README.md")
    assert document.reference.title == "Real papers for the tests"
    assert [section.kind for section in document.sections] == ["reference", "body", "table", "body"]


# PDF


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".pdf")])
def test_every_part_of_a_pdf_is_sound(name: str) -> None:
    document = paper(name)
    check_pdf(document)
    assert all(work.reference.year for work in document.bibliography)


def test_a_sentence_over_two_columns_and_one_over_two_pages() -> None:
    text = searched(paper("clinical-science.pdf"))
    assert "the C-domain appears to be the prominent site for the production of vasoactive peptide" in text
    assert "fluorogenic substrate (Abz)-FRK(Dnp)P-OH (in assay buffer) to yield a final substrate concentration" in text
    assert "ACE consists of two catalytic domains" in text
    assert "Journal compilation" not in text


def test_captions_citations_and_exponents_of_a_pdf() -> None:
    document = paper("s41565-023-01585-y.pdf")
    captions = [section.name for section in document.sections if section.kind == "caption"]
    assert captions == ["Fig. 1", "Fig. 2", "Fig. 3", "Fig. 4", "Fig. 5", "Fig. 6", "Extended Data Fig. 1"]
    death = document.text.index("liver failure and death1")
    assert [work.label for work in document.cited_in(death, death + 30)] == ["1"]
    assert "2 × 10¹¹" in document.text


def searched(document: Document) -> str:
    """The text as it is searched: broken words joined, lines run together."""
    soft = set(document.soft_hyphens)
    kept = "".join(char for at, char in enumerate(document.text) if at not in soft and at - 1 not in soft)
    return re.sub(r"\s+", " ", kept)


def test_a_scan_of_a_paper_is_refused() -> None:
    scan = scanned(PAPERS / "jtrauma-systematic-review.pdf")
    assert pdf.recognises(scan)
    with pytest.raises(UnreadableFileError, match=r"has no text layer: it is a scan\. Run OCR over it"):
        list(pdf.read(scan, "scan.pdf"))


def scanned(file: Path) -> bytes:
    """A PDF of pictures of the first two pages."""
    with pypdfium2.PdfDocument(file) as document:
        first, *others = (document[at].render(scale=0.5).to_pil().convert("L") for at in range(2))
    first.save(made := io.BytesIO(), "PDF", save_all=True, append_images=others)
    return made.getvalue()


def test_a_web_page_that_is_named_pdf_is_refused() -> None:
    page = (PAPERS / "PMC8885717.html").read_bytes()
    assert not pdf.recognises(page)
    with pytest.raises(UnreadableFileError, match="is a broken or cut short PDF"):
        list(pdf.read(page, "page.pdf"))


# A web page


def test_a_web_page_has_every_word_of_the_same_paper_as_xml() -> None:
    document = paper("PMC8885717.html")
    xml = etree.parse(PAPERS / "PMC8885717.xml")
    for left_out in xml.iter("{*}fig", "{*}table-wrap", "{*}supplementary-material"):
        left_out.clear(keep_tail=True)
    pieces = (piece for part in xml.iter("{*}abstract", "{*}body") for piece in (*texts(part), " "))
    wanted = re.findall("[A-Za-z0-9]+", "".join(pieces))
    text = document.text
    for section in reversed(document.sections):
        if section.kind != "body":
            text = text[: section.start] + " " + text[section.end :]
    found = re.findall("[A-Za-z0-9]+", text)
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    assert sum(match.size for match in matcher.get_matching_blocks()) == len(wanted) == 7222
    assert {place for mark in document.citations for place in mark.cited} == set(range(17))
    assert sum(bool(work.reference.DOI or work.reference.PMID) for work in document.bibliography) == 16
    assert "new tab" not in document.text


def texts(part: Any) -> Iterator[str]:
    """Pieces of text; the end of a paragraph or title ends a word."""
    for element in part.iter():
        yield element.text or ""
        if str(element.tag).endswith(("}p", "}title", "}sec")):
            yield " "
        yield element.tail or ""


def test_a_web_page_mutated_and_cut_is_read_or_refused() -> None:
    data = (PAPERS / "PMC8885717.html").read_bytes()
    chance = random.Random(1)
    for tenth in range(1, 11):
        held = bytearray(data[: len(data) * tenth // 10])
        for _ in range(40):
            held[chance.randrange(len(held))] = chance.randrange(256)
        try:
            for document in web_page.read(bytes(held), "a.html"):
                documents.check(document)
        except CorpusError as error:
            assert str(error).startswith("a.html: ")


# Exported records: of the papers above, so that they must agree with them


def exported(reader: Any, name: str) -> list[Document]:
    data = (EXPORTS / name).read_bytes()
    assert reader.recognises(data)
    found = list(reader.read(data, name))
    for document in found:
        documents.check(document)
    return found


@pytest.mark.parametrize(
    ("reader", "name", "papers"),
    [
        (medline, "pubmed.nbib", ("PMC8885717.xml", "mdpi_1.xml", "BMC Biotechnol-4-_-544401.nxml")),
        (pubmed_xml, "pubmed.xml", ("BMC Biotechnol-4-_-544401.nxml", "mdpi_1.xml")),
        (ris, "zotero.ris", ("BMC Biotechnol-4-_-544401.nxml", "PLoS Biol-2-8-509301.nxml", "elife_1.xml")),
        (ris, "lens.ris", ("mdpi_1.xml", "PMC8885717.xml", "PLoS Biol-2-8-509301.nxml")),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_exported_records_agree_with_their_papers(reader: Any, name: str, papers: tuple[str, ...]) -> None:
    known = ("title", "authors", "journal", "issued", "volume", "issue", "page", "DOI")
    found = [found_in(document) for document in exported(reader, name)]
    assert [[one[field] for field in known] for one in found] == [
        [EXPECTED[file][field] for field in known] for file in papers
    ]
    assert all(one["PMID"] in {"", EXPECTED[file]["PMID"]} for one, file in zip(found, papers, strict=True))


@pytest.mark.parametrize(
    ("reader", "name"), [(medline, "pubmed.nbib"), (pubmed_xml, "pubmed.xml"), (ris, "zotero.ris")]
)
def test_a_structured_abstract_has_its_parts(reader: Any, name: str) -> None:
    record = next(one for one in exported(reader, name) if one.reference.DOI == "10.1186/1472-6750-4-33")
    parts = [section for section in record.sections if section.kind == "body"]
    assert [part.name for part in parts] == ["Abstract > Background", "Abstract > Results", "Abstract > Conclusions"]
    assert record.text[parts[0].start :].startswith(
        "Advances in optical imaging modalities and the continued evolution"
    )


def test_identifiers_and_keywords_of_exported_records() -> None:
    corpus_tool, vitamin, histone = (record.reference for record in exported(medline, "pubmed.nbib"))
    assert (corpus_tool.PMID, vitamin.PMID, histone.PMID) == ("35243479", "21350678", "15619330")
    assert (corpus_tool.PMCID, vitamin.PMCID, histone.PMCID) == ("PMC8885717", "PMC3042718", "PMC544401")
    assert corpus_tool.keyword[:2] == ("natural language processing", "text mining")
    assert vitamin.is_review
    links = [record.reference.PMCID for record in exported(ris, "lens.ris")]
    assert links == ["PMC3042718", "PMC8885717", "PMC509301"]


def test_exported_abstracts_as_json_lines() -> None:
    found = exported(abstract_lines, "abstracts.jsonl")
    assert [one.reference.PMID for one in found] == ["35243479", "21350678", "15619330"]
    assert all("body" in {section.kind for section in one.sections} for one in found)
