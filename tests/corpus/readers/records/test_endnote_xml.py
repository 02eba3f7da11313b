from __future__ import annotations

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import endnote_xml


def styled(text: str, face: str = "normal") -> str:
    return f'<style face="{face}" font="default" size="100%">{text}</style>'


RECORD = (
    '<record><database name="x.enl" path="x">x.enl</database><source-app name="EndNote" version="20.0">EndNote'
    '</source-app><rec-number>1</rec-number><ref-type name="Journal Article">17</ref-type><contributors><authors>'
    f"<author>{styled('Smith, J. A.')}</author><author>Müller, K.</author><author>EXO Study Group</author></authors>"
    f"</contributors><auth-address>Dept X</auth-address><titles><title>{styled('CD4')}{styled('+', 'superscript')}"
    f"{styled(' cells in ')}{styled('E. coli', 'italic')}</title><secondary-title>J Test</secondary-title></titles>"
    "<periodical><full-title>Journal of Test</full-title></periodical><pages>1-9</pages><volume>3</volume>"
    "<number>2</number><keywords><keyword>a</keyword><keyword>*b&#xD;c</keyword></keywords><dates><year>2018</year>"
    "<pub-dates><date>Jun 5</date></pub-dates></dates><accession-num>28888888</accession-num>"
    f"<abstract>{styled('BACKGROUND: A.&#xD;METHODS: B&#x1F;.')}</abstract><notes>1234-5678&#xD;Review</notes><urls>"
    "<related-urls><url>https://www.ncbi.nlm.nih.gov/pubmed/28888888</url></related-urls></urls>"
    "<custom2>PMC555</custom2><electronic-resource-num>https://doi.org/10.1000/ABC.</electronic-resource-num>"
    "<language>eng</language></record>"
)


def an_export(*records: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" ?><xml><records>{"".join(records)}</records></xml>'


def titled(title: str, more: str = "") -> str:
    return f"<record><rec-number>2</rec-number><titles><title>{title}</title></titles>{more}</record>"


def read(text: str | bytes) -> list[Document]:
    return list(endnote_xml.read(text if isinstance(text, bytes) else text.encode(), "endnote.xml"))


def test_a_record() -> None:
    assert endnote_xml.recognises(an_export(RECORD).encode())
    (found,) = read(an_export(RECORD))
    assert found.reference == Reference(
        title="CD4+ cells in E. coli",
        author=(Name("Smith", "J. A."), Name("Müller", "K."), Name("EXO Study Group")),
        container_title="J Test",
        issued=(2018, 6, 5),
        volume="3",
        issue="2",
        page="1-9",
        DOI="10.1000/ABC",
        PMID="28888888",
        PMCID="PMC555",
        language="eng",
        keyword=("a", "b", "c"),
        publication_type=("Review",),
        affiliation=("Dept X",),
    )
    body = [(part.name, found.text[part.start : part.end]) for part in found.sections if part.kind == "body"]
    assert body == [("Abstract > Background", "A."), ("Abstract > Methods", "B.")]
    assert (found.source, found.format) == ("endnote.xml", "EndNote XML")


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ('<ref-type name="Book Section">5</ref-type>', "type", "chapter"),
        ('<ref-type name="Preprint">5</ref-type>', "type", "article"),
        ("<accession-num>12345678</accession-num>", "PMID", ""),  # of which database it does not say
        ("<accession-num>12345678</accession-num><remote-database-provider>NLM</remote-database-provider>", "PMID",
         "12345678"),
        ("<accession-num>MEDLINE:123</accession-num>", "PMID", "123"),
        ("<accession-num>WOS:000123</accession-num>", "PMID", ""),
        ("<notes>PMID: 77&#xD;PMCID: PMC88</notes>", "PMID", "77"),
        ("<notes>PMID: 77&#xD;PMCID: PMC88</notes>", "PMCID", "PMC88"),
        ("<urls><related-urls><url>https://doi.org/10.1000/x</url></related-urls></urls>", "DOI", "10.1000/x"),
        ("<periodical><full-title>Journal of Test</full-title></periodical>", "container_title", "Journal of Test"),
        ("<work-type>Journal Article&#xD;Systematic Review</work-type>", "publication_type",
         ("Journal Article", "Systematic Review")),
        ("<dates><year>2001 May</year></dates>", "issued", (2001, 5)),
    ],
)  # fmt: skip
def test_fields(more: str, field: str, value: object) -> None:
    assert getattr(read(an_export(titled("T", more)))[0].reference, field) == value


def test_a_broken_record_costs_no_other() -> None:
    found = read(an_export(titled("One"), titled("x <style> not closed"), titled(""), titled("R&D &nbsp;Two\x0b")))
    assert [document.reference.title for document in found] == ["One", "R&D Two"]


def test_a_file_without_a_usable_record() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(an_export("<record><rec-number>1</rec-number></record>"))
    assert str(caught.value) == "endnote.xml: holds no record with a title or an abstract. Export it again."


def test_a_file_that_is_cut_short() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(an_export(RECORD, RECORD)[:-80])
    assert str(caught.value) == "endnote.xml: is cut short: its last record has no end. Export it again."


@pytest.mark.parametrize(
    "data", [b"", b"<xml/>", b"<xml><records/></xml>", b"<xml><record>x</record></xml>", b"<records", b"xml records"]
)
def test_what_is_no_endnote_xml(data: bytes) -> None:
    assert not endnote_xml.recognises(data)
