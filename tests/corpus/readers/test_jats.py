"""The reader of JATS XML, on small articles that these tests write themselves and on real ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Name
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import jats

META = """
<journal-meta><journal-id journal-id-type="nlm-ta">J Cells</journal-id>
  <journal-title-group><journal-title>Journal of Cells</journal-title></journal-title-group></journal-meta>
<article-meta>
  <article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="pmc">PMC456</article-id>
  <article-id pub-id-type="doi">10.1000/Cells.1</article-id>
  <article-categories><subj-group subj-group-type="heading"><subject>Reviews</subject><subject>Biology</subject>
    </subj-group><subj-group subj-group-type="Discipline"><subject>Research methods</subject></subj-group>
  </article-categories>
  <title-group><article-title>How cells <italic>live</italic><xref ref-type="fn" rid="f">*</xref></article-title>
    <subtitle>a review</subtitle></title-group>
  <contrib-group>
    <contrib contrib-type="author"><name><surname>Ng</surname><given-names>Ann</given-names></name></contrib>
    <contrib contrib-type="author" corresp="yes"><name-alternatives>
      <name><surname>Ruiz</surname><given-names>Bo C.</given-names><suffix>Jr</suffix></name></name-alternatives></contrib>
    <contrib contrib-type="author"><collab>The Cell Group<contrib-group><contrib><name><surname>Nobody</surname></name>
      </contrib></contrib-group></collab></contrib>
    <contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib>
  </contrib-group>
  <aff id="a1"><label>1</label><institution content-type="dept">Biology</institution><institution-wrap>
    <institution>Oslo University</institution><institution-id>http://ror.org/1</institution-id></institution-wrap>
    <country>Norway</country>. E-mail: <email>x@y.no</email></aff>
  <aff id="a2"><sup>2</sup>Chemistry, Turku, Finland</aff>
  <pub-date pub-type="epub"><day>3</day><month>2</month><year>2020</year></pub-date>
  <pub-date pub-type="collection"><year>2020</year></pub-date>
  <pub-date pub-type="pmc-release"><day>1</day><month>1</month><year>2021</year></pub-date>
  <volume>7</volume><issue>2</issue><elocation-id>e99</elocation-id>
  <kwd-group><kwd>cell</kwd><kwd>Ca<sup>2+</sup></kwd></kwd-group>
  <kwd-group kwd-group-type="abbreviations"><kwd>CA: calcium</kwd></kwd-group>
</article-meta>"""
REFERENCES = """<ref-list><title>Works cited</title>
<ref id="r1"><label>1.</label><element-citation publication-type="journal"><person-group person-group-type="author">
  <name><surname>Smith</surname><given-names>AB</given-names></name><etal/></person-group>
  <article-title>Cells die</article-title><source>Cell</source><year>2001a</year><volume>5</volume><issue>1</issue>
  <fpage>10</fpage><lpage>12</lpage><pub-id pub-id-type="doi">https://doi.org/10.1000/A</pub-id>
  <pub-id pub-id-type="pmid">11</pub-id><pub-id pub-id-type="pmcid">PMC22</pub-id></element-citation></ref>
<ref id="r2"><label>2.</label><mixed-citation publication-type="journal"><name><surname>Jones</surname>
  <given-names>C</given-names></name> (<year>2002</year>) <article-title>Why?</article-title><source>Science</source>
  <volume>19</volume>: <fpage>3</fpage><pub-id pub-id-type="pmid">33</pub-id></mixed-citation></ref>
<ref id="r3"><label>3.</label><mixed-citation>Brown D, White E. A plain entry of a list. J Test.
  2003;1:2-3. doi:10.1000/c.</mixed-citation></ref>
<ref id="r4"><label>4.</label><element-citation publication-type="book"><name><surname>Black</surname></name>
  <source>A book</source><year>2004</year><publisher-name>Press</publisher-name></element-citation></ref>
<ref id="r5"><label>5.</label><element-citation id="r5a"><article-title>Five a</article-title></element-citation>
  <element-citation id="r5b"><article-title>Five b</article-title></element-citation></ref>
<ref id="r6"><label>6.</label><note><p>Only a note.</p></note></ref>
</ref-list>"""


def article(
    body: str = "", back: str = "", front: str = META, attributes: str = 'article-type="review-article"'
) -> bytes:
    whole = f"<front>{front}</front><body>{body}</body><back>{back}</back>"
    return f'<?xml version="1.0"?>\n<article {attributes}>{whole}</article>'.encode()


def one(data: bytes) -> Document:
    (document,) = jats.read(data, "a.xml")
    return document


def parts(document: Document, *kinds: str) -> list[tuple[str | None, str]]:
    """Sections of these kinds: name and text, paragraphs a line each."""
    kinds = kinds or ("body",)
    return [(section.name, document.text[section.start : section.end].replace("\n\n", "\n"))
            for section in document.sections if section.kind in kinds]  # fmt: skip


def paragraph(inner: str) -> tuple[str, list[tuple[str, list[str]]]]:
    """The text of a paragraph, and its marks with the labels of what they cite."""
    document = one(article(f"<p>{inner}</p>", REFERENCES))
    marks = [(document.text[mark.start : mark.end], [document.bibliography[at].label for at in mark.cited])
             for mark in document.citations]  # fmt: skip
    return parts(document)[0][1], marks


def cite(number: int) -> str:
    return f'<xref ref-type="bibr" rid="r{number}">{number}</xref>'


def check(document: Document) -> None:
    """What holds for every document."""
    length, last = len(document.text), 0
    for section in document.sections:
        assert last <= section.start < section.end <= length
        last = section.end
    for mark in document.citations:
        assert 0 <= mark.start < mark.end <= length
        assert mark.cited
        assert all(0 <= place < len(document.bibliography) for place in mark.cited)
        assert document.text[mark.start : mark.end].strip() == document.text[mark.start : mark.end]
    for work in document.bibliography:
        assert 0 <= work.start < work.end <= length
    assert not [char for char in document.text if (char < " " and char != "\n") or "\x7f" <= char < "\xa0"]
    assert Document.from_dict(document.to_dict()) == document


def test_reference_has_every_field_of_the_front():
    reference = one(article()).reference
    assert reference.title == "How cells live: a review"
    assert reference.author == (Name("Ng", "Ann"), Name("Ruiz Jr", "Bo C."), Name("The Cell Group"))
    assert reference.corresponding_author == Name("Ruiz Jr", "Bo C.")
    assert reference.container_title == "Journal of Cells"
    assert (reference.volume, reference.issue, reference.page) == ("7", "2", "e99")
    assert (reference.DOI, reference.PMID, reference.PMCID) == ("10.1000/Cells.1", "123", "PMC456")
    assert reference.keyword == ("cell", "Ca2+")
    assert reference.affiliation == ("Biology, Oslo University, Norway", "Chemistry, Turku, Finland")
    assert reference.publication_type == ("Review",)
    assert reference.is_review
    assert reference.type == "article-journal"


def test_front_is_printed_at_the_head_and_states_its_fields():
    document = one(article())
    assert document.format == "JATS XML"
    assert document.text.splitlines()[4] == (
        "Journal of Cells. 2020 Feb 3;7(2):e99. doi: 10.1000/Cells.1. PMID: 123. PMCID: PMC456."
    )
    assert document.statements[0].fields == ("title",)


@pytest.mark.parametrize(
    ("dates", "issued"),
    [
        ('<pub-date pub-type="epub"><day>9</day><month>12</month><year>2019</year></pub-date>'
         '<pub-date pub-type="ppub"><month>1</month><year>2020</year></pub-date>', (2020, 1)),
        ('<pub-date pub-type="pmc-release"><year>2022</year></pub-date>'
         '<pub-date date-type="pub" publication-format="electronic" iso-8601-date="2021-05-06"/>', (2021, 5, 6)),
        ('<pub-date><month>Mar</month><year>2018</year></pub-date>', (2018, 3)),
        ('<pub-date pub-type="epreprint"><year>2017</year></pub-date>', (2017,)),
        ('<pub-date pub-type="epub"><month>13</month><year>2016</year></pub-date>', (2016,)),
        ('<pub-date pub-type="epub"><year>soon</year></pub-date>', ()),
    ],
)  # fmt: skip
def test_the_issue_is_dated_before_the_day_online(dates: str, issued: tuple[int, ...]):
    front = f"<article-meta><title-group><article-title>T</article-title></title-group>{dates}</article-meta>"
    assert one(article(front=front)).reference.issued == issued


@pytest.mark.parametrize(
    ("attributes", "kinds"),
    [
        ('article-type="research-article"', ("Research Article", "Reviews")),
        ('article-type="systematic-review"', ("Systematic Review", "Reviews")),
        ('article-type="case-report"', ("Case Report", "Reviews")),
        ('article-type="other"', ("Reviews",)),
        ('article-type="rapid-communication"', ("Rapid Communication", "Reviews")),
    ],
)
def test_publication_types_are_what_the_source_calls_them(attributes: str, kinds: tuple[str, ...]):
    assert one(article(attributes=attributes)).reference.publication_type == kinds


def test_sections_are_named_below_their_parents():
    document = one(article(
        "<p>Opening.</p><sec><label>2.</label><title>Results:</title><p>All.</p>"
        "<sec><title>Cell <italic>culture</italic></title><p>Grown.</p></sec></sec><sec><p>No title.</p></sec>"
    ))  # fmt: skip
    assert parts(document) == [
        (None, "Opening."),
        ("Results", "All."),
        ("Results > Cell culture", "Grown."),
        (None, "No title."),
    ]
    assert "\n\n2. Results:\n\n" in document.text


def test_abstracts_stand_below_abstract():
    front = META.replace(
        "<volume>",
        "<abstract><title>Summary</title><sec><title>Methods</title><p>We did.</p></sec></abstract>"
        '<abstract abstract-type="plain-language-summary"><title>In brief</title><p>Easy.</p></abstract>'
        '<abstract abstract-type="toc"><p>A teaser.</p></abstract>'
        '<trans-abstract xml:lang="es"><p>Hicimos.</p></trans-abstract><volume>',
    )
    assert parts(one(article(front=front))) == [
        ("Abstract > Methods", "We did."),
        ("Abstract > In brief", "Easy."),
        ("Abstract > es", "Hicimos."),
    ]


def test_an_article_may_be_an_abstract_only():
    front = META.replace("<volume>", "<abstract><p>Only this.</p></abstract><volume>")
    data = f"<article><front>{front}</front></article>".encode()
    assert parts(one(data)) == [("Abstract", "Only this.")]


def test_captions_tables_and_their_notes_are_sections_of_their_own():
    document = one(article(
        "<sec><title>Results</title><p>See <xref ref-type='fig' rid='f1'>Figure 1</xref>."
        "<fig id='f1'><label>Figure 1.</label><caption><title>Cells.</title><p>Scale bar, 5 µm.</p></caption>"
        "<graphic><alt-text>a picture</alt-text></graphic></fig> They live.</p>"
        "<table-wrap><label>Table 1</label><caption><p>Counts</p></caption><table>"
        "<thead><tr><th/><th>n</th></tr></thead><tbody><tr><td>Ng<xref ref-type='table-fn' rid='n'><sup>a</sup></xref>"
        "</td><td>3</td></tr></tbody></table><table-wrap-foot><fn id='n'><label>a</label><p>In mice.</p></fn>"
        "</table-wrap-foot></table-wrap>"
        "<boxed-text><label>Box 1</label><caption><title>Hints</title></caption><p>Do not.</p></boxed-text></sec>"
    ))  # fmt: skip
    assert parts(document, "body", "caption", "table") == [
        ("Results", "See Figure 1."),
        ("Results > Figure 1", "Figure 1. Cells. Scale bar, 5 µm."),
        ("Results", "They live."),
        ("Results > Table 1", "Table 1. Counts"),
        ("Results > Table 1", "| n\nNg a | 3"),
        ("Results > Table 1", "a In mice."),
        ("Results > Box 1", "Box 1. Hints"),
        ("Results > Box 1", "Do not."),
    ]
    kinds = [section.kind for section in document.sections if section.name == "Results > Table 1"]
    assert kinds == ["caption", "table", "caption"]


def test_cells_that_reach_over_rows_stand_in_each():
    table = (
        "<table-wrap><table><tr><td rowspan='2'>Oslo</td><td colspan='2'>wide</td><td>1</td></tr>"
        "<tr><td/><td>b</td><td>2</td></tr><tr><td>Turku</td></tr></table></table-wrap>"
    )
    assert parts(one(article(table)), "table") == [(None, "Oslo | wide | | 1\nOslo | | b | 2\nTurku")]


def test_a_table_cites():
    document = one(article(f"<table-wrap><table><tr><td>Trial</td><td>[{cite(2)}]</td></tr></table></table-wrap>",
                           REFERENCES))  # fmt: skip
    (section,) = [section for section in document.sections if section.kind == "table"]
    assert [work.reference.title for work in document.cited_in(section.start, section.end)] == ["Why?"]


def test_endless_tables_are_cut():
    spans = "<tr><td rowspan='99999999'>x</td>" + "<td rowspan='1000' colspan='99999'>y</td>" * 50 + "</tr>"
    document = one(article(f"<table-wrap><table>{spans}{'<tr><td/></tr>' * 5_000}</table></table-wrap>"))
    assert len(document.text) < 1_000_000


def test_downloads_are_no_captions():
    files = (
        "<sec><title>Supporting Information</title><supplementary-material><label>Figure S1</label><caption>"
        "<p>More cells.</p></caption><media><caption><p>Click here for additional data file.</p></caption></media>"
        "</supplementary-material></sec>"
    )
    document = one(article(files))
    assert parts(document, "body", "caption") == [("Supporting Information > Figure S1", "Figure S1. More cells.")]
    assert "Click" not in document.text


def test_lists_keep_their_numbers_and_definitions_their_terms():
    document = one(article(
        "<p>Steps: <list><list-item><label>1.</label><p>Wash.</p><p>Dry.</p></list-item>"
        "<list-item><p>Wait.</p></list-item></list> Done.</p>",
        "<glossary><title>Abbreviations</title><def-list><def-item><term>NK</term><def><p>natural killer</p></def>"
        "</def-item></def-list></glossary>",
    ))  # fmt: skip
    assert parts(document) == [
        (None, "Steps:\n1. Wash.\nDry.\nWait.\nDone."),
        ("Abbreviations", "NK: natural killer"),
    ]


def test_footnotes_follow_their_paragraph():
    assert parts(one(article("<p>Cells<fn><label>1</label><p>Of mice.</p></fn> live.</p>"))) == [
        (None, "Cells live.\n1 Of mice.")
    ]


def test_back_matter_can_be_asked_for_but_addresses_are_furniture():
    front = META.replace(
        "<volume>",
        '<author-notes><corresp>* To Bo</corresp><fn fn-type="conflict"><p>None declared.</p></fn>'
        '<fn fn-type="edited-by"><p>Edited by: Eve</p></fn></author-notes><volume>',
    ).replace(
        "<kwd-group>",
        "<funding-group><award-group><funding-source>NIH</funding-source><award-id>R01</award-id></award-group>"
        "</funding-group><custom-meta-group><custom-meta><meta-name>Data Availability</meta-name>"
        "<meta-value>On request.</meta-value></custom-meta></custom-meta-group><kwd-group>",
        1,
    )
    document = one(article(
        "<p>Text.</p>",
        "<ack><p>We thank Eve.</p></ack><bio><p>Bo was born.</p></bio>"
        '<fn-group><fn fn-type="con"><p>Bo wrote.</p></fn><fn><p>Citation: Ng A (2020) Cells.</p></fn></fn-group>'
        "<app-group><app><title>Appendix A</title><p>Proof.</p></app></app-group>",
        front,
    ))  # fmt: skip
    assert parts(document) == [
        (None, "Text."),
        ("Acknowledgements", "We thank Eve."),
        ("Author contributions", "Bo wrote."),
        ("Appendix A", "Proof."),
        ("Conflicts of interest", "None declared."),
        ("Funding", "NIH (R01)"),
        ("Data Availability", "On request."),
    ]
    assert parts(document, "furniture") == [
        (None, "Bo was born."),
        (None, "Citation: Ng A (2020) Cells."),
        (None, "Edited by: Eve"),
    ]


def test_the_list_of_works_cited():
    document = one(article("<p>Text.</p>", REFERENCES))
    works = [(work.label, work.reference.type, work.reference.title, document.text[work.start : work.end])
             for work in document.bibliography]  # fmt: skip
    assert works == [
        ("1", "article-journal", "Cells die",
         "1. Smith AB, et al. Cells die. Cell. 2001;5(1):10-12. doi: 10.1000/A. PMID: 11. PMCID: PMC22."),
        ("2", "article-journal", "Why?", "2. Jones C (2002) Why? Science 19: 3 PMID: 33"),
        ("3", "article-journal", "A plain entry of a list",
         "3. Brown D, White E. A plain entry of a list. J Test. 2003;1:2-3. doi:10.1000/c."),
        ("4", "book", "A book", "4. Black. A book. Press. 2004."),
        ("5", "article-journal", "Five a", "5. Five a."),
        ("5", "article-journal", "Five b", "5. Five b."),
        ("6", "article-journal", "", "6. Only a note."),
    ]  # fmt: skip
    assert parts(document, "bibliography")[0][1].startswith("1. Smith")
    assert "\n\nWorks cited\n\n1. Smith" in document.text


def test_a_work_cited_has_every_field():
    reference = one(article("<p>Text.</p>", REFERENCES)).bibliography[0].reference
    assert reference.author == (Name("Smith", "AB"),)
    assert (reference.container_title, reference.issued) == ("Cell", (2001,))
    assert (reference.volume, reference.issue, reference.page) == ("5", "1", "10-12")
    assert (reference.DOI, reference.PMID, reference.PMCID) == ("10.1000/A", "11", "PMC22")


def test_a_list_without_numbers_has_none():
    data = article("<p>T.</p>", "<ref-list><ref><label>Ng (2001)</label><mixed-citation>Ng A. Cells. 2001."
                   "</mixed-citation></ref><ref><mixed-citation>Li B. Mice. 2002.</mixed-citation></ref></ref-list>")  # fmt: skip
    document = one(data)
    assert [work.label for work in document.bibliography] == ["Ng (2001)", ""]
    assert parts(document, "bibliography") == [(None, "Ng A. Cells. 2001.\nLi B. Mice. 2002.")]


@pytest.mark.parametrize(
    ("inner", "text", "marks"),
    [
        (f"Cells die [{cite(1)}, {cite(3)}].", "Cells die [1, 3].", [("1", "1"), ("3", "3")]),
        (f"Cells die [{cite(1)}–{cite(4)}].", "Cells die [1–4].", [("1–4", "1234")]),
        (f'Die [{cite(1)}<xref ref-type="bibr" rid="r2"/>-{cite(3)}].', "Die [1-3].", [("1-3", "123")]),
        ('Die <xref ref-type="bibr" rid="r1">[1]</xref>–<xref ref-type="bibr" rid="r3">[3]</xref>.',
         "Die [1]–[3].", [("[1]–[3]", "123")]),
        ('Die (<xref ref-type="bibr" rid="r1 r4">1,4</xref>).', "Die (1,4).", [("1,4", "14")]),
        ('Die (<xref ref-type="bibr" rid="r2">2–4</xref>).', "Die (2–4).", [("2–4", "234")]),
        ('Die (<xref ref-type="bibr" rid="r2 r4">2–4</xref>).', "Die (2–4).", [("2–4", "234")]),
        ('Die (<xref ref-type="bibr" rid="r4">4–90</xref>).', "Die (4–90).", [("4–90", "4")]),
        ('(<xref ref-type="bibr" rid="r1">Smith, 2001</xref>-<xref ref-type="bibr" rid="r3">Brown, 2003</xref>)',
         "(Smith, 2001-Brown, 2003)", [("Smith, 2001", "1"), ("Brown, 2003", "3")]),
        ('See <xref ref-type="bibr" rid="r5">5</xref>, <xref ref-type="bibr" rid="r5b">5b</xref>.',
         "See 5, 5b.", [("5", "55"), ("5b", "5")]),
        ('Die [<xref rid="r1">1</xref>, <xref ref-type="bibr" rid="gone">9</xref>].', "Die [1, 9].", [("1", "1")]),
        (f"Cells die.<sup>{cite(1)},{cite(2)}</sup> Or", "Cells die.[1,2] Or", [("1", "1"), ("2", "2")]),
        (f"Cells die<sup>{cite(1)}–{cite(3)}</sup>.", "Cells die[1–3].", [("1–3", "123")]),
        ('Die<xref ref-type="bibr" rid="r1"><sup>1</sup></xref><sup>,</sup><xref ref-type="bibr" rid="r2"><sup>2</sup>'
         "</xref> or", "Die[1,2] or", [("1", "1"), ("2", "2")]),
        (f"Cells die{cite(1)}, or live.{cite(2)} So", "Cells die[1], or live.[2] So", [("1", "1"), ("2", "2")]),
        (f"Cells die<sup>[{cite(1)}]</sup>.", "Cells die[1].", [("1", "1")]),
    ],
)  # fmt: skip
def test_marks_cite_the_entries_of_the_list(inner: str, text: str, marks: list[tuple[str, str]]):
    assert paragraph(inner) == (text, [(mark, list(labels)) for mark, labels in marks])


def test_a_quote_shows_the_study_behind_it():
    document = one(article(f"<p>Cells live [{cite(2)}]. Cells die [{cite(1)}].</p>", REFERENCES))
    start = document.text.index("Cells die")
    assert [work.reference.PMID for work in document.cited_in(start, start + len("Cells die [1]."))] == ["11"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("10<sup>6</sup> cm<sup>2</sup> Ca<sup>2+</sup> H<sub>2</sub>O 10<sup>-4 </sup>M", "10⁶ cm2 Ca2+ H2O 10⁻⁴ M"),
        ("CO\n\t\t<sub>2</sub> in (\n\t\t<italic>vivo</italic>\n\t\t)", "CO2 in (vivo)"),
        ("the\n<sup>13</sup>C signal", "the 13C signal"),
        ("a <!-- no --><?pi no?>b<![CDATA[ <c>]]>", "a b <c>"),
        ("un\u00adseen\u200b &#150; &#x92;s", "unseen – ’s"),
        ('at <ext-link xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://x.org/"/>.', "at http://x.org/."),
        ("<inline-formula><alternatives><tex-math>$x$</tex-math><math><mi>x</mi></math></alternatives></inline-formula>",
         "x"),
        (r"<inline-formula><tex-math>\documentclass{a}\begin{document}$$p&lt;1$$\end{document}</tex-math></inline-formula>",
         "p<1"),
        ("<inline-formula><inline-graphic><alt-text>p equals one</alt-text></inline-graphic></inline-formula>",
         "p equals one"),
        ("<inline-formula><inline-graphic><alt-text>Inline graphic</alt-text></inline-graphic></inline-formula>x", "x"),
        ("So <disp-formula><math><mi>y</mi><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"
         "</math><label>(1)</label></disp-formula> holds.", "So y = (a+b)/2 (1) holds."),
    ],
)  # fmt: skip
def test_text_is_readable(inner: str, text: str):
    assert paragraph(inner)[0] == text


@pytest.mark.parametrize(
    ("math", "text"),
    [
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x²"),
        ("<msup><mi>x</mi><mi>n</mi></msup>", "x^n"),
        ("<msup><mi>e</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup>", "e^(n+1)"),
        ("<msup><mi>Ca</mi><mrow><mn>2</mn><mo>+</mo></mrow></msup>", "Ca2+"),
        ("<msubsup><mi>NO</mi><mn>3</mn><mo>-</mo></msubsup>", "NO3-"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
        ("<mroot><mi>a</mi><mn>3</mn></mroot>", "³√a"),
        ("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>a</mi>",
         "∑[i = 1]na"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><none/><mn>13</mn></mmultiscripts>", "13C"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
         "[1, 2; 3]"),
        ("<semantics><mi>x</mi><annotation>\\x</annotation></semantics>", "x"),
        ("<mi>f</mi><mo>\u2061</mo><mi>x</mi><mtext> if </mtext><mi>y</mi>", "fx if y"),
    ],
)  # fmt: skip
def test_mathml_is_a_line_of_text(math: str, text: str):
    data = (
        f"<inline-formula><mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'>{math}</mml:math></inline-formula>"
    )
    assert paragraph(data.replace("<m", "<mml:m").replace("</m", "</mml:m").replace("mml:mml:", "mml:"))[0] == text


def test_articles_of_a_set_are_documents():
    bare = article("<p>One.</p>").partition(b"\n")[2]
    other = bare.replace(b"10.1000/Cells.1", b"10.1000/Cells.2")
    empty = b"<article><front><article-meta/></front></article>"
    data = b"<pmc-articleset>" + bare + empty + b"<error/>" + other + b"</pmc-articleset>"
    assert jats.recognises(data)
    assert [document.reference.DOI for document in jats.read(data, "set.xml")] == ["10.1000/Cells.1", "10.1000/Cells.2"]


def test_namespaces_and_envelopes_make_no_difference():
    plain = one(article("<p>Cells.</p>", REFERENCES))
    bare = article("<p>Cells.</p>", REFERENCES).partition(b"\n")[2].decode()
    spaced = bare.replace("<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ', 1)
    envelope = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord>{spaced}</GetRecord></OAI-PMH>'
    assert jats.recognises(envelope.encode())
    assert one(envelope.encode()) == plain
    prefixed = bare.replace("</", "\0").replace("<", "<j:").replace("\0", "</j:")
    prefixed = prefixed.replace("<j:article ", '<j:article xmlns:j="http://jats.nlm.nih.gov" ', 1)
    assert jats.recognises(prefixed.encode())
    assert one(prefixed.encode()) == plain


def test_decision_letters_and_translations_are_not_the_paper():
    sub = "<sub-article><front-stub/><body><p>Letter.</p></body><back>" + REFERENCES + "</back></sub-article>"
    document = one(article("<p>Text.</p>").replace(b"</article>", sub.encode() + b"</article>"))
    assert "Letter" not in document.text
    assert document.bibliography == ()


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"<article><front/></article>", True),
        (b'\xef\xbb\xbf\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "b">]><article><body/></article>', True),
        ('<?xml version="1.0" encoding="UTF-16"?><article><front/></article>'.encode("utf-16"), True),
        (b'<article xmlns="http://docbook.org/ns/docbook"><body/></article>', False),
        (b"<article><section>HTML</section></article>", False),
        (b"<pmc-articleset><error/></pmc-articleset>", False),
        (b"<html><body><article><body/></article></body></html>", False),
        (b"<PubmedArticleSet/>", False),
        (b"%PDF-1.4 <article><front>", False),
        (b"", False),
        (b"\0\xff<", False),
    ],
)  # fmt: skip
def test_recognises_by_content(data: bytes, known: bool):
    assert jats.recognises(data) is known


@pytest.mark.parametrize(
    "data",
    [
        article("<p>naïve – café</p>").replace(b'"1.0"', b'"1.0" encoding="ISO-8859-1"'),
        article("<p>naïve – café</p>").replace(b'"1.0"', b'"1.0" encoding="utf-16"'),
        article("<p>naïve – café</p>").replace(b'"1.0"', b'"1.0" encoding="nonsense"'),
        b"\xef\xbb\xbf" * 3 + b"\n" + article("<p>naïve – café</p>"),
        article("<p>naïve – café</p>").decode().encode("utf-16"),
        article("<p>naïve – café</p>").decode().replace('"1.0"', '"1.0" encoding="windows-1252"').encode("cp1252"),
        article("<p>naïve – café</p>").decode().encode("utf-8").decode("latin-1").encode("utf-8"),
        article("<p>naïve – café</p>").decode().encode("utf-8").decode("cp1252").encode("utf-8"),
        article("<p>naïve –\x01\x0b café</p>"),
    ],
)
def test_encodings_that_are_not_what_they_say(data: bytes):
    assert jats.recognises(data)
    assert parts(one(data)) == [(None, "naïve – café")]


def test_entities_are_characters_or_nothing(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    head = f'<!DOCTYPE article SYSTEM "x.dtd" [<!ENTITY own "EXPANDED"><!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    data = article("<p>&alpha;-cells&ndash;&own;&file;&lt;.</p>").replace(b"<article", head.encode() + b"<article", 1)
    document = one(data)
    assert parts(document) == [(None, "α-cells–<.")]
    assert "SECRET" not in document.text


def test_nothing_is_included(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    head = f'<!DOCTYPE article [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'
    data = article(f"<p>Text{include}.</p>").replace(b"<article", head.encode() + b"<article", 1)
    assert parts(one(data)) == [(None, "Text.")]


def bomb(place: str) -> bytes:
    levels = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    head = f'<!DOCTYPE article [<!ENTITY e0 "lol">{levels}]>'
    return article(place).replace(b"<article", head.encode() + b"<article", 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (article("<p>Text.</p>")[:-30], "cut short"),
        (bomb("<p>&e9;</p>"), "broken"),
        (bomb('<p id="&e9;">x</p>'), "broken"),
        (article("<sec>" * 200 + "</sec>" * 200), "nested too deeply"),
        (article("<sec>" * 5000 + "</sec>" * 5000), "broken"),
        (b"<article><front><article-meta/></front></article>", "no article with a title or text"),
        (b"<article><front>", "cut short"),
        (b"<article \xff\xfe<front>", "broken"),
    ],
)
def test_bad_files_get_one_plain_reason(data: bytes, reason: str):
    start = time.process_time()
    with pytest.raises(UnreadableFileError) as raised:
        list(jats.read(data, "bad.xml"))
    assert str(raised.value).startswith("bad.xml: ")
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "tag", ["sec", "p", "italic", "list", "list-item", "sup", "xref", "fn", "table", "td", "fig", "boxed-text", "ack",
            "caption", "def-item", "disp-formula", "alternatives", "fig-group", "fn-group", "math", "mfrac", "ref"],
)  # fmt: skip
def test_deep_nesting_is_read(tag: str):
    check(one(article(f"<p>x</p>{f'<{tag}>' * 140}y{f'</{tag}>' * 140}")))


def test_time_grows_with_the_file():
    marks = f"word {cite(1)}–{cite(4)}, " * 3_000
    people = "<name><surname>A</surname></name>" * 3_000
    listed = REFERENCES.replace("</ref-list>", f"<ref><mixed-citation>{people}</mixed-citation></ref></ref-list>")
    start = time.process_time()
    document = one(article(f"<p>{marks}</p>", listed, META + f"<aff>{',' * 30_000}</aff>"))
    assert len(document.citations) == 3_000
    assert time.process_time() - start < 5


SMALL = article(
    f"<sec><title>Results</title><p>Cells [{cite(1)}–{cite(3)}] die.<sup>{cite(2)}</sup></p><fig><label>1</label><caption>"
    "<p>Cap</p></caption></fig><table-wrap><table><tr><td rowspan='2'>a</td></tr><tr><td>b</td></tr></table></table-wrap>"
    "<p>x<inline-formula><math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></inline-formula></p></sec>",
    "<ack><p>Thanks.</p></ack>" + REFERENCES,
)
NAMES = sorted({"sec", "title", "p", "xref", "sup", "fig", "label", "caption", "table-wrap", "table", "tr", "td", "math",
                "mfrac", "ack", "ref-list", "ref", "element-citation", "mixed-citation", "name", "surname", "year", "aff",
                "front", "article-meta", "contrib", "pub-date", "kwd", "body", "back", "fn", "list", "abstract",
                "custom-meta", "author-notes", "funding-group", "alternatives", "boxed-text"})  # fmt: skip


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=4))
def test_any_element_may_stand_anywhere(renamed: list[tuple[str, str]]):
    text = SMALL.decode()
    for old, new in renamed:
        text = text.replace(f"<{old}>", f"<{new}>").replace(f"<{old} ", f"<{new} ").replace(f"</{old}>", f"</{new}>")
    try:
        for document in jats.read(text.encode(), "a.xml"):
            check(document)
    except CorpusError:
        pass


@settings(max_examples=100)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 40), st.binary(max_size=6))
def test_damaged_files_raise_only_reasons(at: int, left_out: int, put: bytes):
    data = SMALL[:at] + put + SMALL[at + left_out :]
    jats.recognises(data)
    try:
        for document in jats.read(data, "a.xml"):
            check(document)
    except CorpusError as error:
        assert str(error).startswith("a.xml: ")
