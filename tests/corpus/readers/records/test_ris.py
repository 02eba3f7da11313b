from __future__ import annotations

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import ris

SCOPUS = """Scopus
EXPORT DATE: 12 March 2023

TY  - JOUR
TI  - Exosomes in CD4<sup>+</sup> cells: a review
T2  - Stem Cell Research and Therapy
J2  - Stem Cell Res. Ther.
VL  - 13
IS  - 1
C7  - 192
PY  - 2022
DO  - 10.1186/s13287-022-02867-X
UR  - https://www.scopus.com/inward/record.uri?doi=10.1186%2fs13287-022-02867-x&partnerID=40
AU  - Lee, B.-C.
AU  - World Health Organization
AD  - Department of Stem Cells, Seoul, South Korea
AB  - Background: Exosomes matter. Methods: We read 23&nbsp;trials. Results: p &lt; 0.05. © 2022, The Author(s).
KW  - Clinical trial
KW  - Exosomes; MSC
M3  - Review
DB  - Scopus
LA  - English
N1  - Export Date: 12 March 2023; Cited By: 12
ER  -
"""
ENDNOTE = """TY  - JOUR
AU  - Müller, K. H., Jr.
AU  - von der Heide, E.
PY  - 2015
DA  - Mar 3
TI  - Kleine Studie
T2  - Dtsch Med Wochenschr
VL  - 140
SP  - e33
EP  - e40
KW  - Humans
*Exosomes
AN  - 25734680
DB  - PubMed
C2  - PMC4400000
N1  - 1439-4413
Müller, K H
Journal Article
Review
DO  - doi: 10.1055/s-0041-100001.
ER  -
"""
WEB_OF_SCIENCE = """TY  - JOUR
   AU  - Smith, JA
TI  - Two words
T2  - NATURE REVIEWS
AB  - ABSTRACT
AN  - MEDLINE:34567890
M3  - Article; Early Access
DA  - JAN
PY  - 2020
EP  - 20
ER  -
EF  -
"""


def records(text: str | bytes) -> list[Document]:
    return list(ris.read(text if isinstance(text, bytes) else text.encode(), "export.ris"))


def body(document: Document) -> list[tuple[str | None, str]]:
    return [(part.name, document.text[part.start : part.end]) for part in document.sections if part.kind == "body"]


def test_an_export_of_scopus() -> None:
    (found,) = records(SCOPUS)
    assert found.reference == Reference(
        title="Exosomes in CD4+ cells: a review",
        author=(Name("Lee", "B.-C."), Name("World Health Organization")),
        container_title="Stem Cell Research and Therapy",
        issued=(2022,),
        volume="13",
        issue="1",
        page="192",
        DOI="10.1186/s13287-022-02867-X",
        language="English",
        keyword=("Clinical trial", "Exosomes", "MSC"),
        publication_type=("Review",),
        affiliation=("Department of Stem Cells, Seoul, South Korea",),
    )
    assert found.text == (
        "Exosomes in CD4+ cells: a review\n\nB.-C. Lee, World Health Organization\n\n"
        "Stem Cell Research and Therapy. 2022;13(1):192. doi: 10.1186/s13287-022-02867-X.\n\n"
        "Department of Stem Cells, Seoul, South Korea\n\nKeywords: Clinical trial; Exosomes; MSC\n\nAbstract\n\n"
        "Background\n\nExosomes matter.\n\nMethods\n\nWe read 23 trials.\n\nResults\n\np < 0.05.\n\n© 2022, The Author(s)."
    )
    assert body(found) == [
        ("Abstract > Background", "Exosomes matter."),
        ("Abstract > Methods", "We read 23 trials."),
        ("Abstract > Results", "p < 0.05."),
    ]
    assert (found.sections[-1].kind, found.source, found.format) == ("furniture", "export.ris", "RIS")


def test_an_export_of_endnote() -> None:
    (found,) = records(ENDNOTE)
    assert found.reference == Reference(
        title="Kleine Studie",
        author=(Name("Müller Jr.", "K. H."), Name("von der Heide", "E.")),
        container_title="Dtsch Med Wochenschr",
        issued=(2015, 3, 3),
        volume="140",
        page="e33-e40",
        DOI="10.1055/s-0041-100001",
        PMID="25734680",
        PMCID="PMC4400000",
        keyword=("Humans", "Exosomes"),
        publication_type=("Journal Article", "Review"),
    )


def test_an_export_of_the_web_of_science() -> None:
    (found,) = records(WEB_OF_SCIENCE)
    assert found.reference == Reference(
        title="Two words",
        author=(Name("Smith", "JA"),),
        container_title="NATURE REVIEWS",
        issued=(2020, 1),
        page="20",
        PMID="34567890",
        publication_type=("Article", "Early Access"),
    )
    assert body(found) == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n", ["One", "Two"]),  # no end
        ("\ufeff\ufeffTY  - JOUR\nTI  - One\nER  - \n\ufeffTY  - JOUR\nTI  - Two\nER  - ", ["One", "Two"]),
        ("ï»¿TY  - JOUR\nTI  - One\n", ["One"]),
        ("ty  - jour\nti  - One\ner  - \n", ["One"]),
        ("TY - JOUR\nT1 - One\nER -\nTY - JOUR\nT1 - Two\nER -\n", ["One", "Two"]),
        ("  TY  - JOUR\n  TI  - One\n  ER  - \n", ["One"]),
        ("TY  - JOUR\r\nTI  - One\r\n\r\nER  - \r\n\r\nTY  - BOOK\r\nBT  - Two\r\n", ["One", "Two"]),
        ("TY  - JOUR\rTI  - One\rER  - \r", ["One"]),
        ("TY  - JOUR\nTI  - One\ngoes on\nZZ  - unknown\nER  - ", ["One goes on"]),
        ("TY  - JOUR\nAU  - Nobody, A\nER  - \nTY  - JOUR\nTI  - Two\nER  - ", ["Two"]),  # neither title nor abstract
        ("TY  - JOUR\nER  - \nTI  - Between records\nTY  - JOUR\nTI  - Two\nER  - ", ["Two"]),
        ("TY  - JOUR\nT1  - One\nST  - Short\nER  - ", ["One"]),
        ("TY\u00a0\u00a0- JOUR\nTI\u00a0\u00a0- One\n", ["One"]),
    ],
)
def test_dialects(text: str, titles: list[str]) -> None:
    assert ris.recognises(text.encode())
    assert [found.reference.title for found in records(text)] == titles


def test_a_line_of_an_abstract_that_looks_like_a_loose_tag_is_none_where_the_file_keeps_the_rule() -> None:
    (found,) = records("TY  - JOUR\nTI  - T\nAB  - Of all\nER - positive cancers\nAB - x.\nER  - \n")
    assert body(found) == [("Abstract", "Of all ER - positive cancers AB - x.")]


def test_an_abstract_of_several_paragraphs() -> None:
    first, second = "A first paragraph of one sentence. " * 5, "A second one. " * 12
    (found,) = records(
        f"TY  - JOUR\nTI  - T\nAB  - {first}\n{second}\nMethods\nWe did.\n\nResults\nIt\nworked.\nER  - "
    )
    assert found.text.split("\n\n")[1:] == [
        "Abstract", first.strip(), second.strip(), "Methods", "We did.", "Results", "It worked.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("PY  - 2012///", "issued", (2012,)),
        ("PY  - 2012\nDA  - 2012/07/03", "issued", (2012, 7, 3)),
        ("PY  - 2012\nDA  - 2013/01/01", "issued", (2012,)),
        ("DA  - 2019/10//undefined", "issued", (2019, 10)),
        ("Y1  - 2019/07/24/", "issued", (2019, 7, 24)),
        ("PY  - 2019\nDA  - Jul 24", "issued", (2019, 7, 24)),

        ("PY  - no year", "issued", ()),
        ("SP  - 10\nEP  - 10", "page", "10"),
        ("SP  - 97--105", "page", "97-105"),
        ("SP  - 97–105\nEP  - 105", "page", "97-105"),
        ("M3  - doi: 10.1007/a.b", "DOI", "10.1007/a.b"),
        ("UR  - https://dx.doi.org/10.1000%2FABC.", "DOI", "10.1000/ABC"),
        ("L3  - http://doi.org/10.1002/(SICI)1097<1:A>3.0.CO;2-2", "DOI", "10.1002/(SICI)1097<1:A>3.0.CO;2-2"),
        ("AN  - 12345678", "PMID", ""),  # of which database it does not say
        ("AN  - 12345678\nDB  - Ovid MEDLINE(R)", "PMID", "12345678"),
        ("N1  - PMID: 123", "PMID", "123"),
        ("N1  - PMID: 123; PMID: 456", "PMID", ""),
        ("C2  - 33859615", "PMID", "33859615"),
        ("L2  - http://www.ncbi.nlm.nih.gov/pubmed/22752652\nUR  - https://pubmed.ncbi.nlm.nih.gov/22752652/", "PMID",
         "22752652"),
        ("L2  - http://europepmc.org/articles/PMC3553406", "PMCID", "PMC3553406"),
        ("AU  - Doe, J.; Roe, R.", "author", (Name("Doe", "J."), Name("Roe", "R."))),
        ("AU  - Aldoghachi AF", "author", (Name("Aldoghachi", "AF"),)),
        ("AU  - Jane Doe", "author", (Name("Doe", "Jane"),)),
        ("AU  - Anonymous\nAU  - et al.", "author", ()),
        ("JO  - J Test\nJA  - JT", "container_title", "J Test"),
        ("TY  - CHAP\nBT  - The book\nTI  - T", "type", "chapter"),
        ("TY  - CHAP\nBT  - The book\nTI  - T", "container_title", "The book"),
        ("PT  - Systematic Review\nPT  - Journal Article", "publication_type", ("Systematic Review", "Journal Article")),
        ("M3  - Preprint", "type", "article"),
        ("KW  - *Stem Cells/therapeutic use", "keyword", ("Stem Cells/therapeutic use",)),
    ],
)  # fmt: skip
def test_fields(lines: str, field: str, value: object) -> None:
    found = records(f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")
    assert getattr(found[-1].reference, field) == value


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = "TY  - JOUR\nTI  - Überblick über die Wundheilung bei Mäusen und Ratten\nAU  - Müller, Jörg\nER  - \n" * 9
    data = text.encode(encoding)
    data = b"\xfe\xff" + data if encoding == "utf-16-be" else data
    assert ris.recognises(data)
    assert records(data)[0].reference.author == (Name("Müller", "Jörg"),)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"TY", b"TY  - JOUR\n", b"TYPE - x\nTI  - y\n", b"%PDF-1.7\nTY  - JOUR\nTI  - x\n"]
)
def test_what_is_no_ris(data: bytes) -> None:
    assert not ris.recognises(data)


def test_a_file_without_a_usable_record() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        records("TY  - JOUR\nAU  - Nobody, A\nER  - \n")
    assert str(caught.value) == "export.ris: holds no record with a title or an abstract. Export it again."


def test_records_are_read_when_they_are_asked_for() -> None:
    found = ris.read(("TY  - JOUR\nTI  - T\nER  - \n" * 100_000).encode(), "export.ris")
    assert next(found).reference.title == "T"
