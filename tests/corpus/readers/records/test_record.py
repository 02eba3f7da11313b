"""What the readers of exports share, and what holds for all of them whatever bytes they are given."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.errors import CorpusError
from corpus.readers.records import abstract_lines, bibtex, csl_json, endnote_xml, medline, pubmed_xml, record, ris
from corpus.readers.records.abstract_parts import Part, parts, plain, shown, without_title

PROSE = "Exosomes repair cartilage of the knee in rats, and in pigs after a week of treatment with them too. "


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("as it is", "as it is"),
        ("H<sub>2</sub>O <i>in vivo</i> <b>x</b>", "H2O in vivo x"),
        ("p<0.05 and x>3 < 4", "p<0.05 and x>3 < 4"),
        ("a &lt; b &amp; c &#946; &nbsp;d", "a < b & c β \xa0d"),
        ("&amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt; AT&T &unknown;", "x AT&T &unknown;"),
        ("<p>One</p><p>Two</p>", "\n\nOne\n\n\n\nTwo\n\n"),
        ("<jats:title>Aim</jats:title><jats:p>One", "\n\nAim\n\n\nOne"),
        ("soft\u00adhyphen zero\u200bwidth \u202eright\u202c bell\x07", "softhyphen zerowidth right bell"),
        ("caf\x92s \x93x\x94 \x85", "caf’s “x” …"),
        ("lone \ud800 and \ufffe", "lone \ufffd and "),
    ],
)
def test_plain(written: str, shown_as: str) -> None:
    assert plain(written) == shown_as


@pytest.mark.parametrize(
    ("abstract", "found"),
    [
        ("", []),
        (" \n ", []),
        ("One paragraph.", [("", "One paragraph.")]),
        ("BACKGROUND: A. METHODS/RESULTS: B (x). CONCLUSION:C.",
         [("Background", "A."), ("Methods/results", "B (x)."), ("Conclusion", "C.")]),
        ("First. OBJECTIVE: Second.", [("", "First."), ("Objective", "Second.")]),
        ("Background: A. Methods: B.", [("Background", "A."), ("Methods", "B.")]),
        ("Only one. Methods: B.", [("", "Only one. Methods: B.")]),
        ("Background A is. Methods We did. Results It is.",
         [("Background", "A is."), ("Methods", "We did."), ("Results", "It is.")]),
        ("BACKGROUND AND AIMS Studies are. RESULTS We.", [("Background and aims", "Studies are."), ("Results", "We.")]),
        ("Results of the study. Methods were used. Results were good.",
         [("", "Results of the study. Methods were used. Results were good.")]),
        ("DNA: the molecule. BRCA: a gene. III: a number.", [("", "DNA: the molecule. BRCA: a gene. III: a number.")]),
        ("We compared: A. Group B: x. In all: y.", [("", "We compared: A. Group B: x. In all: y.")]),
        ("Methods\nWe did\nthis.\n\nResults\n\nIt is.", [("Methods", "We did this."), ("Results", "It is.")]),
        ("Abstract\nBackground: A. Results: B.", [("Background", "A."), ("Results", "B.")]),
        ("ABSTRACT: We did.", [("", "We did.")]),
        ("Abstract art is old.", [("", "Abstract art is old.")]),
        (f"{PROSE * 2}\n{PROSE * 2}", [("", (PROSE * 2).strip()), ("", (PROSE * 2).strip())]),
        ("Lines that a program\nbroke at a width of\nits own.", [("", "Lines that a program broke at a width of its own.")]),
        ("Points:\n• one\n• two", [("", "Points:"), ("", "• one"), ("", "• two")]),
        ("No abstract available.", []),
        ("Abstract available from the publisher.", []),
        ("N/A", []),
    ],
)  # fmt: skip
def test_parts_of_an_abstract(abstract: str, found: list[tuple[str, str]]) -> None:
    assert [(part.label, part.text) for part in parts(abstract)] == found


@pytest.mark.parametrize(
    ("abstract", "line"),
    [
        ("We did. © 2020 The Authors.", "© 2020 The Authors."),
        ("We did. Copyright (c) 2006 S. Karger AG, Basel", "Copyright (c) 2006 S. Karger AG, Basel"),
        ("RESULTS: We did. (C) 2015 Elsevier B.V. All rights reserved.", "(C) 2015 Elsevier B.V. All rights reserved."),
        ("We asked who holds the copyright.", None),
        ("We did. © 2020 X. " + PROSE * 4, None),
        ("Groups (a), (b) and (c) 2000 rats.", None),
    ],
)
def test_a_copyright_line_is_furniture(abstract: str, line: str | None) -> None:
    assert [part.text for part in parts(abstract) if part.is_furniture] == ([line] if line else [])


@pytest.mark.parametrize(
    ("label", "heading"),
    [("METHODS:", "Methods"), ("MAIN RESULTS", "Main results"), ("Main Results.", "Main Results"), ("", "")],
)
def test_labels(label: str, heading: str) -> None:
    assert shown(label) == heading


def test_a_title_alone_before_the_abstract_is_not_part_of_it() -> None:
    found = [Part("", "A title."), Part("Methods", "We did.")]
    assert without_title(found, "A title") == [Part("Methods", "We did.")]
    assert without_title(found, "Another") == found
    assert without_title(found, "") == found


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        (["Doe, Jane"], (Name("Doe", "Jane"),)),
        (["Doe, Jane, Jr.", "Roe, III, R."], (Name("Doe Jr.", "Jane"), Name("Roe III", "R."))),
        (["Doe J", "van der Berg JA Jr", "Li"], (Name("Doe", "J"), Name("van der Berg Jr", "JA"), Name("Li"))),
        (["Jane Q. Doe"], (Name("Doe", "Jane Q."),)),
        (["Doe, J.; Roe, R.;"], (Name("Doe", "J."), Name("Roe", "R."))),
        (["World Health Organization", "SYGMA Study Group"],
         (Name("World Health Organization"), Name("SYGMA Study Group"))),
        (["", " , ", "et al.", "[Anonymous]", "No authors listed", "x" * 600], ()),
        (["Doe, J", "Doe, J"], (Name("Doe", "J"),)),
    ],
)  # fmt: skip
def test_names(printed: list[str], names: tuple[Name, ...]) -> None:
    assert record.names(printed) == names


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ((), ()),
        (("2012/07/03",), (2012, 7, 3)),
        (("2012-07",), (2012, 7)),
        (("2019/10//undefined",), (2019, 10)),
        (("2012-2013",), (2012,)),
        (("2012/13/01",), (2012,)),
        (("2012/07/45",), (2012, 7)),
        (("3 July 2012",), (2012, 7, 3)),
        (("2012", "Jul 3"), (2012, 7, 3)),
        (("2012", "2013/01/01"), (2012,)),
        (("", "in press", "1999"), (1999,)),
        (("20120703",), ()),
    ],
)
def test_dates(printed: tuple[str, ...], date: tuple[int, ...]) -> None:
    assert record.date(*printed) == date


def test_a_record_without_title_and_abstract_is_no_document() -> None:
    assert record.document(Reference(DOI="10.1000/x"), [], "x.ris", "RIS") is None
    assert record.document(Reference(), parts("© 2020 The Authors."), "x.ris", "RIS") is None


def test_a_record_of_a_title_alone_is_a_document() -> None:
    found = record.document(Reference(title="T"), [], "x.ris", "RIS")
    assert found is not None
    assert (found.text, [part.kind for part in found.sections]) == ("T", ["reference"])


SEEDS: dict[ModuleType, bytes] = {
    ris: b"TY  - JOUR\nTI  - A title\nAU  - Doe, J.\nPY  - 2019/07/24/\nDO  - 10.1000/x\nSP  - 1\nEP  - 9\nKW  - a; b\n"
    b"AB  - BACKGROUND: A. METHODS: B &lt; C<sub>2</sub>.\n\nMore. \xc2\xa9 2020 X.\nER  - \n" * 2,
    medline: b"\nPMID- 1\nOWN - NLM\nTI  - [A title\n      goes on].\nFAU - Doe, J\nCN  - Group\nDP  - 2019 Jan-Feb\n"
    b"AID - 10.1000/x [doi]\nAB  - AIM: A. RESULTS: B.\nMH  - *X\n\n" * 2,
    pubmed_xml: b'<?xml version="1.0" encoding="UTF-8"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID>'
    b"<Article><Journal><JournalIssue><PubDate><Year>2019</Year></PubDate></JournalIssue></Journal><ArticleTitle>A<i>b"
    b'</i> &#946;.</ArticleTitle><Abstract><AbstractText Label="AIM">A.</AbstractText></Abstract><AuthorList><Author>'
    b"<LastName>Doe</LastName></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    endnote_xml: b"<xml><records><record><rec-number>1</rec-number><titles><title><style>T</style></title></titles><dates>"
    b"<year>2019</year></dates><abstract>A.&#xD;B.</abstract></record></records></xml>",
    bibtex: b'@string{j = "J" # {K}}\n@article{a, title = {A {\\"u} $\\beta$ \\textit{x}}, author = {Doe, J. and {WHO}},'
    b"\n journal = j, year = 2019, pages = {1--9}, keywords = {a, b}, abstract = {A 5\\% b.}}\n@misc(b, title={Two})\n",
    csl_json: b'[{"type": "article-journal", "title": "A <i>t</i>", "author": [{"family": "Doe"}], "issued": {"date-parts": '
    b'[[2019, 7]]}, "DOI": "10.1000/x", "note": "PMID: 1", "abstract": "Aim: A. Results: \\u00e4."}]',
    abstract_lines: b'{"_id": "1", "title": "A title", "text": "A title. BACKGROUND: A. METHODS: B.", "year": 2019}\n'
    * 2,
}
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\0", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\n", b"{", b"}", b'"', b"\\", b"$", b"<", b">", b"&", b"%",
                     b"&#x0;", b"]]>", b"<!--", b"TY  - ", b"ER  - \n", b"PMID- 2\n", b"@a{", b"\\ud800", b"9" * 30]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 700), st.integers(0, 40), PIECES), max_size=6)


def is_sound(document: Document) -> bool:
    ends = [0, *(section.end for section in document.sections)]
    return (
        all(end <= part.start < part.end for end, part in zip(ends, document.sections, strict=False))
        and ends[-1] <= len(document.text)
        and not any(ord(char) < 32 and char not in "\n\t" for char in document.text)
        and Document.from_dict(document.to_dict()) == document
        and bool(document.text.encode())
        and bool(document.id.encode())
    )


@pytest.mark.parametrize("reader", SEEDS, ids=lambda reader: reader.__name__.rpartition(".")[2])
@settings(max_examples=150)
@given(edits=EDITS, cut=st.integers(0, 700))
def test_whatever_bytes_give_sound_documents_or_a_reason(
    reader: ModuleType, edits: list[tuple[int, int, bytes]], cut: int
) -> None:
    data = SEEDS[reader]
    for at, removed, put in edits:
        data = data[:at] + put + data[at + removed :]
    data = data[:cut] if cut < len(data) and cut % 3 == 0 else data
    for each in SEEDS:
        each.recognises(data)
    try:
        assert all(map(is_sound, reader.read(data, "export")))
    except CorpusError as error:
        assert str(error).startswith("export: ")


@pytest.mark.parametrize("reader", SEEDS, ids=lambda reader: reader.__name__.rpartition(".")[2])
def test_each_export_is_known_to_its_own_reader_alone(reader: ModuleType) -> None:
    assert [each for each in SEEDS if each.recognises(SEEDS[reader])] == [reader]
    assert len(list(reader.read(SEEDS[reader], "export"))) == (
        1 if reader in {pubmed_xml, endnote_xml, csl_json} else 2
    )
