from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import format_of, read_bytes
from support.documents import check, parts

TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xml:space="preserve" xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="en"><fileDesc>
<titleStmt><title level="a" type="main">Fog and moths in five valleys</title></titleStmt>
<publicationStmt><publisher>Nowhere Press</publisher><date type="published" when="2021-03-01">1 March 2021</date></publicationStmt>
<sourceDesc><biblStruct><analytic>
<author role="corresp"><persName><forename type="first">Rui</forename><forename type="middle">X</forename><surname>Liu</surname></persName>
<affiliation key="aff0"><orgName type="institution">Institute of Inventions</orgName></affiliation></author>
<author><persName><forename type="first">Johanna</forename><surname>van Dijk</surname></persName></author>
<title level="a" type="main">Fog and moths in five valleys</title></analytic>
<monogr><title level="j" type="main">Fog Letters</title><imprint><biblScope unit="volume">7</biblScope><biblScope unit="issue">2</biblScope>
<biblScope unit="page" from="70" to="79" /><date type="published" when="2021-03-01" /></imprint></monogr>
<idno type="DOI">10.9999/fog.2021.7</idno></biblStruct></sourceDesc></fileDesc>
<profileDesc><textClass><keywords><term>moth</term><term>fog</term></keywords></textClass>
<abstract><div><p>Moths like fog.</p></div></abstract></profileDesc></teiHeader>
<text xml:lang="en"><body>
<div><head n="1">Introduction</head><p>Moths are many <ref type="bibr" target="#b0">[1]</ref>.</p></div>
<div><head n="2">Methods</head></div><div><head n="2.1">Traps</head><p>We set forty traps.</p></div>
<figure xml:id="fig_0"><head>Figure 1 .</head><label>1</label><figDesc>A trap.</figDesc></figure>
<figure type="table"><head>Table 1</head><table><row><cell>Valley</cell><cell>Moths</cell></row><row><cell>A</cell><cell>7</cell></row></table></figure>
</body><back><div type="references"><listBibl><biblStruct xml:id="b0"><analytic><title level="a">On moths</title>
<author><persName><forename type="first">C</forename><surname>Okafor</surname></persName></author></analytic>
<monogr><title level="j">Fog Lett</title><imprint><biblScope unit="volume">5</biblScope><date type="published" when="2019" /></imprint></monogr>
<note type="raw_reference">Okafor C. On moths. Fog Lett. 2019;5:1-9.</note></biblStruct></listBibl></div></back></text></TEI>"""


def test_what_grobid_makes_of_a_paper() -> None:
    assert format_of(TEI.encode(), "fog.tei.xml").name == "TEI"
    (found,) = read_bytes(TEI.encode(), "fog.tei.xml")
    check(found)
    reference = found.reference
    assert (reference.title, reference.container_title) == ("Fog and moths in five valleys", "Fog Letters")
    assert reference.author == (Name("Liu", "Rui X"), Name("van Dijk", "Johanna"))
    assert (reference.issued, reference.volume, reference.issue, reference.page) == ((2021, 3, 1), "7", "2", "70-79")
    assert (reference.DOI, reference.keyword) == ("10.9999/fog.2021.7", ("moth", "fog"))
    assert [part for part in parts(found) if part[0] != "reference"] == [
        ("body", "Abstract", "Moths like fog."), ("body", "1 Introduction", "Moths are many [1]."),
        ("body", "2 Methods > 2.1 Traps", "We set forty traps."),
        ("caption", "2 Methods > 2.1 Traps", "Figure 1 . A trap.\n\nTable 1"),
        ("table", "2 Methods > 2.1 Traps", "Valley | Moths\n\nA | 7"),
        ("bibliography", None, "1. Okafor C. On moths. Fog Lett. 2019;5:1-9."),
    ]  # fmt: skip
    (work,) = found.bibliography
    assert (work.reference.title, work.reference.year, work.reference.author) == (
        "On moths",
        2019,
        (Name("Okafor", "C"),),
    )
    assert [(found.text[mark.start : mark.end], mark.cited) for mark in found.citations] == [("[1]", (0,))]


def test_tei_without_text_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="without an abstract or a body"):
        read_bytes(b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/></TEI>', "x.xml")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_text_cut_or_left_out_gives_a_document_or_a_reason(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEI)))
    text = TEI[:start] + TEI[data.draw(st.integers(start, len(TEI))) :]
    try:
        for document in read_bytes(text.encode(), "fog.xml"):
            check(document)
    except CorpusError as error:
        assert str(error).startswith("fog.xml")
