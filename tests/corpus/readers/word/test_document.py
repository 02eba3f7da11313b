from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml

from corpus.document import Document, Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers.word import document as word
from support.documents import check, parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BROKEN = "a.docx: is a broken or cut short Word document. Save it again in Word."
SENTENCE = "Exosomes carry proteins and RNA between cells, and many groups have studied how they act on wounds."


def saved(document: WordDocument) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def read(data: bytes) -> Document:
    (document,) = word.read(data, "a.docx")
    return document


def made(*inner: str) -> WordDocument:
    """A document whose body is this XML."""
    document = docx.Document()
    body = document.element.body
    for xml in inner:
        body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))
    return document


def repacked(data: bytes, **changed: bytes | None) -> bytes:
    """The package with a part's bytes changed, or left out where they are None."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = changed.get(name.replace("/", "_").split(".")[0], old.read(name))
            if content is not None:
                new.writestr(name, content)
    return held.getvalue()


def paper() -> WordDocument:
    document = docx.Document()
    document.core_properties.author = "Somebody Else"
    document.add_paragraph("Exosomes in wounds", style="Title")
    document.add_paragraph("Ana M. Smith1*, Bo Li2")
    document.add_paragraph("Department of Wounds, City")
    document.add_paragraph("doi: 10.1000/abc")
    document.add_heading("Abstract", 1)
    document.add_paragraph(SENTENCE)
    document.add_paragraph("Keywords: exosomes; wound healing")
    document.add_heading("Introduction", 1)
    document.add_paragraph("They are small [1,2].")
    document.add_heading("Mice", 2)
    document.add_paragraph("Table 1. Groups of mice.", style="Caption")
    table = document.add_table(3, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"c{number}"
    document.add_paragraph("Figure 1: Mice over time.")
    document.add_paragraph("References")
    document.add_paragraph("Smith A, Li B. First work in mice. Cell. 2001;1:2. doi:10.1000/x", style="List Number")
    document.add_paragraph("2. Wu C. Second work in men. Cell. 2002;1:3.")
    return document


def test_the_parts_of_a_paper() -> None:
    data = saved(paper())
    assert word.recognises(data)
    document = read(data)
    check(document)
    assert (document.format, document.source, document.wrapped) == ("Word document", "a.docx", False)
    assert parts(document) == [
        ("reference", None,
         "Exosomes in wounds\n\nAna M. Smith, Bo Li\n\ndoi: 10.1000/abc.\n\nKeywords: exosomes; wound healing"),
        ("body", "Abstract", SENTENCE),
        ("body", "Introduction", "They are small [1,2]."),
        ("caption", "Introduction > Mice", "Table 1. Groups of mice."),
        ("table", "Introduction > Mice", "c0 | c1\n\nc2 | c3\n\nc4 | c5"),
        ("caption", "Introduction > Mice", "Figure 1: Mice over time."),
        ("bibliography", None, "1. Smith A, Li B. First work in mice. Cell. 2001;1:2. doi:10.1000/x\n\n"
                               "2. Wu C. Second work in men. Cell. 2002;1:3."),
    ]  # fmt: skip
    assert document.reference.author == (Name("Smith", "Ana M."), Name("Li", "Bo"))
    assert document.reference.issued == ()


def test_works_and_the_marks_that_cite_them() -> None:
    document = read(saved(paper()))
    assert [(work.label, work.reference.title, work.reference.DOI) for work in document.bibliography] == [
        ("1", "First work in mice", "10.1000/x"), ("2", "Second work in men", ""),
    ]  # fmt: skip
    assert [(mark.cited, document.text[mark.start : mark.end]) for mark in document.citations] == [((0, 1), "[1,2]")]


def test_the_properties_stand_in_for_what_the_text_does_not_say() -> None:
    document = docx.Document()
    document.core_properties.title = "Exosomes in old wounds"
    document.core_properties.author = "Ana Smith; Bo Li"
    document.core_properties.keywords = "exosomes, wounds"
    document.add_paragraph(SENTENCE)
    reference = read(saved(document)).reference
    assert (reference.title, reference.keyword, reference.issued) == (
        "Exosomes in old wounds", ("exosomes", "wounds"), (),
    )  # fmt: skip
    assert reference.author == (Name("Smith", "Ana"), Name("Li", "Bo"))


@pytest.mark.parametrize("author", ["python-docx", "Microsoft Office User", "Windows User", "admin", "  "])
def test_nobody_is_no_author(author: str) -> None:
    document = docx.Document()
    document.core_properties.author = author
    document.core_properties.title = "Microsoft Word - thesis.docx"
    document.add_paragraph(SENTENCE)
    assert (read(saved(document)).reference.author, read(saved(document)).reference.title) == ((), "")


def test_headings_are_known_by_their_names_and_levels_too() -> None:
    document = made(
        "<w:p><w:r><w:t>Salt in rats</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>METHODS</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Rats got salt.</w:t></w:r></w:p>",
        '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>Rats that got none</w:t></w:r></w:p>',
        "<w:p><w:r><w:t>They got none.</w:t></w:r></w:p>",
    )
    assert parts(read(saved(document))) == [
        ("reference", None, "Salt in rats"),
        ("body", "METHODS", "Rats got salt."),
        ("body", "METHODS > Rats that got none", "They got none."),
    ]


def test_insertions_and_controls_are_read_deletions_codes_and_notes_are_not() -> None:
    document = made(
        "<w:p><w:r><w:t>Title of it</w:t></w:r></w:p>",
        '<w:p><w:r><w:t xml:space="preserve">Kept </w:t></w:r><w:ins w:id="1"><w:r><w:t>inserted</w:t></w:r></w:ins>'
        '<w:del w:id="2"><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:tab/><w:t>tab</w:t>'
        "<w:noBreakHyphen/><w:t>bed</w:t></w:r><w:r><w:instrText>ADDIN ZOTERO</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>, linked</w:t></w:r></w:hyperlink>"
        '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:sym w:font="Symbol" w:char="F06D"/><w:t>g.</w:t></w:r>'
        "</w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        "<w:sdtContent><w:p><w:r><w:t>Contents ... 1</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert parts(read(saved(document)))[1:] == [("body", None, "Kept inserted tab-bed, linkedμg.\n\nIn a control.")]


def test_merged_cells_stand_in_each_row_and_a_frame_is_no_table() -> None:
    document = docx.Document()
    document.add_paragraph("Title of it")
    table = document.add_table(3, 2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), "ABCDEF", strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_table(1, 1).cell(0, 0).text = "A box of text."
    assert parts(read(saved(document)))[1:] == [
        ("table", None, "A | B\n\nC E | D\n\nC E | F"), ("body", None, "A box of text."),
    ]  # fmt: skip


def test_an_external_entity_is_never_opened(tmp_path: pytest.TempPathFactory) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    xml = zipfile.ZipFile(io.BytesIO(saved(paper()))).read("word/document.xml").decode()
    start = xml.index("<w:document")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY l "lol">]>'
    changed = xml[:start] + entity + xml[start:].replace("They are small", "They are &e; &l; small")
    try:
        text = read(repacked(saved(paper()), word_document=changed.encode())).text
    except UnreadableFileError:
        return
    assert "secret" not in text


def test_entities_that_grow_are_refused_or_left_out() -> None:
    xml = zipfile.ZipFile(io.BytesIO(saved(paper()))).read("word/document.xml").decode()
    start = xml.index("<w:document")
    grown = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
    changed = f'{xml[:start]}<!DOCTYPE x [<!ENTITY e0 "lol">{grown}]>' + xml[start:].replace("They", "&e11;")
    with suppress(UnreadableFileError):
        assert len(read(repacked(saved(paper()), word_document=changed.encode())).text) < 10_000


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(saved(paper()), word_styles=b" " * (65 << 20))
    with pytest.raises(UnreadableFileError) as caught:
        read(bomb)
    assert str(caught.value) == "a.docx: unpacks to more than any paper needs. Save it again in Word."


@pytest.mark.parametrize("part", ["word_document", "[Content_Types]", "_rels_", "word_styles", "docProps_core"])
def test_a_document_without_one_of_its_parts_is_read_or_refused(part: str) -> None:
    try:
        check(read(repacked(saved(paper()), **{part: None})))
    except UnreadableFileError as error:
        assert str(error).startswith("a.docx: is a broken")


def test_a_document_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(saved(docx.Document()))
    assert str(caught.value) == (
        "a.docx: is a Word document without text. If it holds pictures of pages, save it as PDF."
    )


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_document_cut_short_is_refused(tenth: int) -> None:
    data = saved(paper())
    with pytest.raises(UnreadableFileError) as caught:
        read(data[: len(data) * tenth // 10])
    assert str(caught.value) == BROKEN


def test_other_archives_are_not_recognised() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("paper.docx", saved(paper()))
    assert not word.recognises(held.getvalue())  # the name stands in it, but as a part of a part
    assert not word.recognises(b"")
    assert not word.recognises(b"PK\x03\x04" + b"word/document.xml" * 9)


def test_mutated_documents_are_read_or_refused() -> None:
    chance = random.Random(3)
    data = saved(paper())
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    for _ in range(60):
        changed = bytearray(xml)
        for _ in range(chance.choice((1, 3, 30))):
            place = chance.randrange(len(changed))
            changed[place : place + chance.randrange(3)] = chance.choice((b"<w:p>", b"</w:p>", b"\0", b"&", b"x", b'"'))
        try:
            check(read(repacked(data, word_document=bytes(changed))))
        except CorpusError as error:
            assert str(error).startswith("a.docx: ")
