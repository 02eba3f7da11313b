from __future__ import annotations

from pathlib import Path

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import pubmed_xml

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" '
    '"https://dtd.nlm.nih.gov/pubmed.dtd">\n<PubmedArticleSet>\n'
)
ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">31</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><Volume>378</Volume><Issue>20</Issue>
<PubDate><Year>2018</Year><Month>May</Month><Day>07</Day></PubDate></JournalIssue>
<Title>The journal of tests</Title><ISOAbbreviation>J Test</ISOAbbreviation></Journal>
<ArticleTitle>CD4<sup>+</sup> cells &amp; <i>in vivo</i> effects.</ArticleTitle>
<Pagination><StartPage>1865</StartPage><EndPage>1876</EndPage><MedlinePgn>1865-76</MedlinePgn></Pagination>
<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>
<ELocationID EIdType="doi" ValidYN="Y">10.1056/NEJMoa1715274</ELocationID>
<Abstract><AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">A fast &#946;
    <sub>2</sub>-agonist.
</AbstractText><AbstractText Label="METHODS/PRINCIPAL FINDINGS">We did.</AbstractText>
<AbstractText Label="UNLABELLED">More.</AbstractText>
<CopyrightInformation>Copyright 2018</CopyrightInformation></Abstract>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>O'Byrne</LastName><ForeName>Paul M</ForeName>
<Initials>PM</Initials><AffiliationInfo><Affiliation>Clinic A.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="Y"><LastName>King</LastName><Initials>M</Initials><Suffix>Jr</Suffix><AffiliationInfo>
<Affiliation>Clinic A.</Affiliation></AffiliationInfo></Author>
<Author ValidYN="N"><LastName>Wrong</LastName></Author>
<Author ValidYN="Y"><CollectiveName>SYGMA Group</CollectiveName></Author></AuthorList>
<Language>eng</Language><PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType>
<PublicationType UI="D016454">Review</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Asthma</DescriptorName>
<QualifierName MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading></MeshHeadingList>
<OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>In plain words.</AbstractText></OtherAbstract>
<OtherAbstract Type="Publisher" Language="spa"><AbstractText>En otras palabras.</AbstractText></OtherAbstract>
<KeywordList Owner="NOTNLM"><Keyword>inhaled, combined</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">31</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId>
</ArticleIdList><ReferenceList><Reference><Citation>C</Citation><ArticleIdList><ArticleId IdType="doi">10.9/w</ArticleId>
<ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle>
"""
BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">29763000</PMID><ArticleIdList>
<ArticleId IdType="bookaccession">NBK1</ArticleId><ArticleId IdType="doi">10.1000/book</ArticleId></ArticleIdList>
<Book><BookTitle book="statpearls">StatPearls</BookTitle><PubDate><Year>2023</Year><Month>01</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList></Book>
<ArticleTitle>Exosomes</ArticleTitle><Language>eng</Language><AuthorList Type="authors"><Author><LastName>Doe</LastName>
<ForeName>Jane</ForeName></Author></AuthorList><PublicationType>Review</PublicationType>
<Abstract><AbstractText>About exosomes.</AbstractText></Abstract></BookDocument></PubmedBookArticle>
"""


def read(text: str | bytes) -> list[Document]:
    return list(pubmed_xml.read(text if isinstance(text, bytes) else text.encode(), "pubmed.xml"))


def a_set(*records: str) -> str:
    return f"{HEAD}{''.join(records)}</PubmedArticleSet>\n"


def titled(title: str, more: str = "") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>5</PMID><Article><ArticleTitle>{title}</ArticleTitle>{more}</Article>"
        "</MedlineCitation></PubmedArticle>"
    )


def body(document: Document) -> list[tuple[str | None, str]]:
    return [(part.name, document.text[part.start : part.end]) for part in document.sections if part.kind == "body"]


def test_an_article() -> None:
    assert pubmed_xml.recognises(a_set(ARTICLE).encode())
    (found,) = read(a_set(ARTICLE))
    assert found.reference == Reference(
        title="CD4+ cells & in vivo effects",
        author=(Name("O'Byrne", "Paul M"), Name("King Jr", "M"), Name("SYGMA Group")),
        container_title="The journal of tests",
        issued=(2018, 5, 7),
        volume="378",
        issue="20",
        page="1865-76",
        DOI="10.1056/NEJMoa1715274",
        PMID="31",
        PMCID="PMC77",
        language="eng",
        keyword=("inhaled, combined", "Asthma/drug therapy"),
        publication_type=("Journal Article", "Review"),
        affiliation=("Clinic A.",),
    )
    assert body(found) == [
        ("Abstract > Background", "A fast β2-agonist."),
        ("Abstract > Methods/principal findings", "We did."),
        ("Abstract", "More."),
        ("Abstract > Plain language summary", "In plain words."),
    ]
    assert (found.source, found.format) == ("pubmed.xml", "PubMed XML")


def test_an_article_of_a_book() -> None:
    (found,) = read(a_set(BOOK))
    assert found.reference == Reference(
        type="chapter",
        title="Exosomes",
        author=(Name("Doe", "Jane"),),
        container_title="StatPearls",
        issued=(2023, 1),
        DOI="10.1000/book",
        PMID="29763000",
        language="eng",
        publication_type=("Review",),
    )
    assert body(found) == [("Abstract", "About exosomes.")]


@pytest.mark.parametrize(
    ("more", "field", "value"),
    [
        ("<Journal><JournalIssue><PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue></Journal>",
         "issued", (1998, 12)),
        ("<Journal><JournalIssue><PubDate><Year>1998</Year><Season>Fall</Season></PubDate></JournalIssue></Journal>",
         "issued", (1998,)),
        ("<ArticleDate><Year>2001</Year><Month>02</Month><Day>03</Day></ArticleDate>", "issued", (2001, 2, 3)),
        ("<Pagination><StartPage>e5</StartPage></Pagination>", "page", "e5"),
        ("<Journal><ISOAbbreviation>J T</ISOAbbreviation></Journal>", "container_title", "J T"),
        ("<PublicationTypeList><PublicationType>Preprint</PublicationType></PublicationTypeList>", "type", "article"),
    ],
)  # fmt: skip
def test_fields(more: str, field: str, value: object) -> None:
    assert getattr(read(a_set(titled("T", more)))[0].reference, field) == value


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("[Le titre traduit].", "Le titre traduit"),
        ("What now?", "What now?"),
        ("R&D of H&#8322;O &nbsp;&unknown;&#x1F;\x0b here", "R&D of H₂O here"),
        ("p &lt; 0.05 &amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt;", "p < 0.05 x"),
        ("<![CDATA[A & B <i>c</i>]]>", "A & B c"),
    ],
)
def test_titles(printed: str, title: str) -> None:
    assert read(a_set(titled(printed)))[0].reference.title == title


def test_the_title_in_its_own_language_where_there_is_no_other() -> None:
    vernacular = "<VernacularTitle>Le titre.</VernacularTitle>"
    assert read(a_set(titled("[Not Available].", vernacular)))[0].reference.title == "Le titre"


def test_an_abstract_in_another_language_where_there_is_no_other() -> None:
    other = '<OtherAbstract Language="fre"><AbstractText Label="BUT">Le but.</AbstractText></OtherAbstract>'
    record = titled("T").replace("</MedlineCitation>", f"{other}</MedlineCitation>")
    assert body(read(a_set(record))[0]) == [("Abstract > But", "Le but.")]


def test_labels_inside_the_text() -> None:
    record = titled("T", "<Abstract><AbstractText>AIM: A. METHODS: B.</AbstractText></Abstract>")
    assert body(read(a_set(record))[0]) == [("Abstract > Aim", "A."), ("Abstract > Methods", "B.")]


def test_a_broken_record_costs_no_other() -> None:
    broken = (titled("x <i>not closed"), "<PubmedArticle><PMID>6</PMID>", "<PubmedArticle/>", "<DeletedCitation/>")
    for each in broken:
        assert [found.reference.title for found in read(a_set(titled("One"), each, titled("Two")))] == ["One", "Two"]


def test_sets_that_were_put_together_are_read_whole() -> None:
    assert len(read(a_set(titled("One")) + a_set(titled("Two"), BOOK))) == 3


@pytest.mark.parametrize(
    "text", ["<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", a_set("<DeletedCitation/>"), a_set()]
)
def test_a_file_without_a_usable_record(text: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(text)
    assert str(caught.value) == "pubmed.xml: holds no record with a title or an abstract. Export it again."


@pytest.mark.parametrize("cut", [-30, -10, -250, len(HEAD) + 20])
def test_a_file_that_is_cut_short(cut: int) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(a_set(titled("One"), titled("Two"), titled("Three"), titled("Four"))[:cut])
    assert str(caught.value) == "pubmed.xml: is cut short: its last record has no end. Export it again."


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET", encoding="utf-8")
    bomb = f'<!DOCTYPE PubmedArticleSet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file://{secret}">]>'
    text = f"{bomb}<PubmedArticleSet>{titled('T &b;&x;')}</PubmedArticleSet>"
    assert pubmed_xml.recognises(text.encode())
    assert [found.text for found in read(text)] == ["T\n\nPMID: 5."]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("ISO-8859-1", "latin-1"), ("UTF-8", "cp1252"), ("klingon", "utf-8"), ("UTF-16", "utf-16"),
     ("idna", "utf-8")],
)  # fmt: skip
def test_encodings(declared: str, encoding: str) -> None:
    text = a_set(titled("Überblick – Mäuse" if encoding != "latin-1" else "Überblick Mäuse")).replace("UTF-8", declared)
    assert pubmed_xml.recognises(text.encode(encoding))
    assert read(text.encode(encoding))[0].reference.title.replace(" –", "") == "Überblick Mäuse"


@pytest.mark.parametrize("data", [b"", b"<article/>", b"<html><PubmedArticleSet/></html>", b"PubmedArticleSet", b"\0"])
def test_what_is_no_pubmed_xml(data: bytes) -> None:
    assert not pubmed_xml.recognises(data)
