from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Name, Reference
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers.web import page as web_page
from support.documents import check, parts

TEXT = (
    "Extracellular vesicles carry proteins and nucleic acids between cells, and they have been studied in many models "
    "of wounds, hearts and bones over the last ten years."
)
P = f"<p>{TEXT}</p>"
HUMAN = "a.html: is a web page that asks for a check that you are human, not the paper. Fetch it again in your browser."


def html(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>Vesicles in old mice - Site</title>{head}</head><body>{body}</body></html>"
    )


def read(page: str | bytes) -> Document:
    (document,) = web_page.read(page if isinstance(page, bytes) else page.encode(), "a.html")
    check(document)
    return document


def body(page: str) -> list[tuple[str, str | None, str]]:
    """The parts that are neither reference nor list of works, with P for the paragraph that all pages hold."""
    found = parts(read(page))
    return [
        (kind, name, text.replace(TEXT, "P")) for kind, name, text in found if kind not in {"reference", "bibliography"}
    ]


def cited(page: str) -> list[tuple[tuple[int, ...], str]]:
    document = read(page)
    return [(mark.cited, document.text[mark.start : mark.end]) for mark in document.citations]


def works(page: str) -> list[tuple[str, str, str, str, int | None]]:
    found = read(page).bibliography
    return [(w.label, w.reference.title, w.reference.DOI, w.reference.PMID, w.reference.year) for w in found]


# What is on publishers' pages: only the paper is kept

NATURE = html(
    f"""<div class="c-cookie-banner"><p>{TEXT} We use cookies.</p></div><nav><a href="/">Home</a></nav>
<main><article><div class="c-article-header"><header><ul><li>Review Article</li><li>Published: 13 July 2023</li></ul>
<h1>Vesicles in old mice</h1><ul class="c-article-author-list"><li><a>Ana Smith</a><sup><a
href="#Aff1">1</a></sup></li></ul>
<p>Nature Mice volume 18, pages 831–842 (2023)</p></header></div><div class="c-article-body">
<section data-title="Abstract"><div class="c-article-section"><h2
id="Abs1">Abstract</h2><div>{P}</div></div></section>
<section><div class="c-recommendations"><h2>Similar content being viewed by
others</h2><h3>Other</h3>{P}</div></section>
<section><h2>Main</h2><p>{TEXT} These act<sup><a href="/articles/s1#ref-CR1" id="ref-link-1">1</a>,<a
href="#ref-CR2">2</a>
</sup> on H<sub>2</sub>O<sup><a href="#ref-CR1">1</a>–<a href="#ref-CR3">3</a></sup>.</p>
<div class="c-article-section__figure"><figure><figcaption><b>Fig. 1: Mice.</b></figcaption><div><p>Mice, after ref.
<sup>
<a href="#ref-CR2">2</a></sup>.</p></div><a href="/f"><span>Full size image</span></a></figure></div>
<h3>Cargo</h3>{P}</section>
<section data-title="References"><h2>References</h2><ol class="c-article-references"><li
class="c-article-references__item">
<p class="c-article-references__text" id="ref-CR1">Théry, C. Guide. <i>J. Ev</i> <b>7</b>, 15 (2018).</p>
<p class="c-article-references__links"><a href="https://doi.org/10.1080%2F2001.1">Article</a> <a href="/cas">CAS</a>
<a href="http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?cmd=Retrieve&amp;db=PubMed&amp;list_uids=30637094">PubMed</a>
<a href="http://scholar.google.com/scholar_lookup?title=Guide%20to%20vesicles&amp;publication_year=2018&amp;author=Th%C3%A9ry%2CC">
Google Scholar</a></p></li><li><p id="ref-CR2">Li, B. Two. <i>Cell</i> <b>1</b>, 2 (2001).</p></li>
<li><p id="ref-CR3">Wu, C. Three. <i>Cell</i> <b>1</b>, 3 (2002).</p></li></ol><p><a>Download
references</a></p></section>
<section><h2>Author information</h2><h3>Affiliations</h3><ol><li>Department of Y, City</li></ol></section>
<section><h2>Rights and permissions</h2>{P}</section></div></article></main>
<aside><h2>You may also like</h2>{P}</aside><footer>{P}</footer>"""
)
WILEY = html(
    f"""<main><article><h1>Vesicles in old mice</h1><section
class="article-section__abstract"><h2>Abstract</h2>{P}</section>
<section class="article-section__full"><h2>1 INTRODUCTION</h2><p>{TEXT}<sup><a href="#b-0001" class="bibLink">1</a>,
<a href="#b-0002">2</a></sup></p><section class="article-table-content"><header
class="article-table-caption"><span>TABLE 1. </span>
Numbers of mice</header><table><thead><tr><th rowspan="2">Group</th><th
colspan="2">Dose</th></tr><tr><th>Low</th><th>High
</th></tr></thead><tbody><tr><td>A (<a
href="#b-0002">2</a>)</td><td>1</td><td>2</td></tr></tbody></table></section></section>
<section class="article-section__references"><h2>REFERENCES</h2><div style="display:none"><ul class="rlist">
<li data-bib-id="b-0001"><span class="bullet">1</span><span class="author">Smith A</span>. <span
class="articleTitle">First work
</span>. <i>Cell</i>. <span class="pubYear">2001</span>;1:2. <div class="extra-links"><a
href="/servlet/linkout?doi=10.1111/j.1&amp;key=10.1016%2Fj.cell.1">Crossref</a></div></li>
<li data-bib-id="b-0002"><span class="bullet">2</span>Wu C. <span class="articleTitle">Second work</span>.
2002;1:3.</li>
</ul></div></section></article></main>"""
)
ELSEVIER = html(
    f"""<article><div class="Head"><h1><span>Vesicles in old mice</span></h1><div class="AuthorGroups">A.
Smith</div></div>
<div class="Abstracts" id="abstracts"><div class="abstract author"><h2>Abstract</h2><div>{TEXT}</div></div></div>
<div class="Keywords"><h2>Keywords</h2><div class="keyword"><span>Vesicles</span></div><div>Mice</div></div>
<div class="Body" id="body"><section><h2>1. Introduction</h2><div>{TEXT} <a href="#bib1" id="bbib1">[1]</a>,
<a href="#bib2">[2]</a>.</div><figure><ol><li><a>Download: <span>Download high-res image (200KB)</span></a></li></ol>
<span class="captions"><p><span class="label">Fig. 1</span>. Mice.</p></span></figure></section></div>
<section class="bibliography"><h2>References</h2><ol class="references" id="reference-links-cebib"><li><span
class="label">
<a href="#bbib1" id="ref-id-bib1">[1]</a></span><span class="reference"><div class="authors">A. Smith</div><div
class="title">
First work</div><div class="host">Cell, 1 (2001), p. 2</div><a href="https://doi.org/10.1016/j.cell.1">Crossref</a>
<a href="https://scholar.google.com/scholar_lookup?title=First%20work&publication_year=2001">Google
Scholar</a></span></li>
<li><span class="label"><a href="#bbib2" id="ref-id-bib2">[2]</a></span>B. Li, Second work, Cell, 1 (2002), p.
3</li></ol>
</section><div class="ListArticles"><h2>Cited by (12)</h2>{P}</div></article><aside
class="RelatedContent">{P}</aside>"""
)
PLOS = html(
    f"""<main><div id="artText"><div class="abstract toc-section"><h2>Abstract</h2><h3>Background</h3>{P}</div>
<div id="section1" class="section toc-section"><a id="section1" title="Introduction"></a><h2>Introduction</h2>
<p>{TEXT} [<a href="#pone-Foo1" class="ref-tip">1</a>]–[<a href="#pone-Foo3">3</a>].</p><div
class="figure"><ul><li><a>PPT</a></li>
</ul><div class="figcaption"><span>Fig 1.
</span>Mice.</div><p><a>https://doi.org/10.1371/journal.pone.1.g001</a></p></div></div>
<div class="toc-section"><h2>References</h2><ol class="references"><li id="ref1"><span class="order">1. </span><a
id="pone-Foo1">
</a>Smith A, Li B (2001) First work. Cell 1: 2. <ul class="reflinks" data-doi="10.1000/abc"><li><a>View
Article</a></li>
<li><a href="http://www.ncbi.nlm.nih.gov/pubmed/123456">PubMed/NCBI</a></li><li><a>Google Scholar</a></li></ul></li>
<li><span class="order">2. </span><a id="pone-Foo2"></a>Second work.</li><li><span class="order">3. </span><a
id="pone-Foo3"></a>
Third work.</li></ol></div></div></main>"""
)
FRONTIERS = html(
    f"""<div class="JournalAbstract"><h1>Vesicles in old mice</h1><div class="authors">A Smith</div>{P}</div>
<div class="JournalFullText"><h2>Introduction</h2><p>{TEXT} (<a href="#B1">1</a>, <a href="#B2">2</a>).</p>
<p><strong>Figure 1</strong>. Mice.</p><h2>References</h2><div class="References"><p class="ReferencesCopy1"><a
name="B1"></a>
1. Smith A, Li B. First work. <i>Cell</i>. (2001) 1:2.</p><p class="ReferencesCopy2"><a
href="https://pubmed.ncbi.nlm.nih.gov/123456">PubMed Abstract</a> | <a href="https://doi.org/10.1000/abc">CrossRef
Full Text</a>
</p></div><div class="References"><p class="ReferencesCopy1"><a name="B2"></a>2. Wu C. Second work. <i>Cell</i>.
(2002) 1:3.</p>
</div><p>Keywords: vesicles, mice</p><p><strong>Citation:</strong> Smith A (2022) Vesicles in old mice.</p></div>"""
)
OXFORD = html(
    f"""<div class="widget-ArticleFulltext"><h2 class="abstract-title">Abstract</h2><section
class="abstract">{P}</section>
<h2>Introduction</h2><p>{TEXT} (<a href="javascript:;" reveal-id="CIT1" class="link">Smith 2001</a>;
<a href="javascript:;" data-open="CIT2">Li 2002</a>).</p><h2 class="backreferences-title">References</h2><div
class="ref-list">
<div class="js-splitview-ref-item" content-id="CIT1"><div class="mixed-citation"><span class="surname">Smith</span> A.
<span class="article-title">First work.</span> <i>Cell</i> 2001; 1:2.<p class="citation-links"><a
href="http://dx.doi.org/10.1000/abc">Crossref</a></p></div></div><div class="js-splitview-ref-item"
content-id="CIT2"><div>
Li B. Second work in mice. Cell 2002;1:3.</div></div></div></div>"""
)
OLD_PMC = html(
    f"""<div id="abs" class="tsec sec"><h2 class="head">Abstract</h2><div>{P}</div><div class="sec"><strong>Keywords:
</strong>
<span>vesicles, mice</span></div></div><div id="s1" class="tsec sec"><h2>Introduction</h2><p>{TEXT}
(<a href="#B1" rid="B1" class="bibr">1</a>&#x02013;<a href="#B2" rid="B2">2</a>).</p><div class="fig iconblock"><div>
<a href="x">Open in a separate window</a></div><strong>Figure 1</strong><div class="caption">Mice.</div></div></div>
<div id="ref-list1" class="tsec sec"><h2>References</h2><div class="ref-list-sec"><div class="ref-cit-blk" id="B1">1.
<span class="element-citation">Smith A, Li B. <span class="ref-title">First work</span>. Cell 2001;1:2.</span>
[<a href="/pmc/articles/PMC123456/">PMC free article</a>] [<a
href="https://pubmed.ncbi.nlm.nih.gov/123456">PubMed</a>]
[<a href="x">Google Scholar</a>]</div><div class="ref-cit-blk" id="B2">2. Wu C. Second work in mice.
2002.</div></div></div>"""
)
WIKIPEDIA = html(
    f"""<div id="mw-navigation"><h2>Navigation menu</h2><ul><li><a>Main page</a></li></ul></div><main><h1>Vesicles in
old mice</h1>
<p>{TEXT}<sup id="cite_ref-1" class="reference"><a href="#cite_note-1"><span>[</span>1<span>]</span></a></sup></p>
<div id="toc" class="toc" role="navigation"><h2>Contents</h2><ul><li><a>1 History</a></li></ul></div>
<div class="mw-heading"><h2 id="History">History</h2><span class="mw-editsection">[<a>edit</a>]</span></div>{P}
<ul><li>One thing in a list</li></ul><h2>References</h2><div class="reflist"><ol class="references"><li
id="cite_note-1"><b><a
href="#cite_ref-1">^</a></b> Smith, A. (2001). <a href="https://doi.org/10.1000%2Fabc">"First work"</a>. Cell.<span
title="ctx_ver=Z39.88-2004&rft.jtitle=Cell&rft.atitle=First+work&rft.date=2001"
class="Z3988"></span></li></ol></div></main>"""
)
OLD = f"""<HTML><HEAD><TITLE>Vesicles in old mice</TITLE></HEAD><BODY BGCOLOR=white><TABLE><TR><TD WIDTH=150><A
HREF=/>Home</A>
</TD><TD><H1>Vesicles in old mice</H1><B>A. Smith</B><BR>Dept of Mice{P}<P><B>Methods</B><P>{TEXT} <A
HREF="#r1">[1]</A><H2>References</H2>
<OL><LI><A NAME=r1></A>Smith A. Old mice. Mice J. 1990;1:2.<LI>Li B. More mice in the world. Mice J.
1991;1:3.</OL></TD></TR>
</TABLE></BODY></HTML>"""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (NATURE, [
            ("body", "Abstract", "P"),
            ("body", "Main", "P These act 1,2 on H2O 1–3."),
            ("caption", "Main", "Fig. 1: Mice. Mice, after ref. 2."),
            ("body", "Main > Cargo", "P"),
        ]),
        (WILEY, [
            ("body", "Abstract", "P"),
            ("body", "1 INTRODUCTION", "P 1, 2"),
            ("caption", "1 INTRODUCTION", "TABLE 1. Numbers of mice"),
            ("table", "1 INTRODUCTION", "Group | Dose\n\nGroup | Low | High\n\nA (2) | 1 | 2"),
        ]),
        (ELSEVIER, [
            ("body", "Abstract", "P"),
            ("body", "1. Introduction", "P [1], [2]."),
            ("caption", "1. Introduction", "Fig. 1. Mice."),
        ]),
        (PLOS, [
            ("body", "Abstract > Background", "P"),
            ("body", "Introduction", "P [1]–[3]."),
            ("caption", "Introduction", "Fig 1. Mice."),
        ]),
        (FRONTIERS, [
            ("body", None, "P"), ("body", "Introduction", "P (1, 2)."), ("caption", "Introduction", "Figure 1. Mice."),
        ]),
        (OXFORD, [("body", "Abstract", "P"), ("body", "Introduction", "P (Smith 2001; Li 2002).")]),
        (OLD_PMC, [
            ("body", "Abstract", "P"),
            ("body", "Introduction", "P (1–2)."),
            ("caption", "Introduction", "Figure 1 Mice."),
        ]),
        (WIKIPEDIA, [("body", None, "P [1]"), ("body", "History", "P\n\nOne thing in a list")]),
        (OLD, [("body", None, "P"), ("body", "Methods", "P [1]")]),
    ],
    ids=["nature", "wiley", "elsevier", "plos", "frontiers", "oxford", "old pmc", "wikipedia", "old"],
)  # fmt: skip
def test_the_paper_on_a_page(page: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert web_page.recognises(page.encode())
    assert body(page) == expected
    assert read(page).reference.title == "Vesicles in old mice"


@pytest.mark.parametrize(
    ("page", "entries", "marks"),
    [
        (NATURE, [("1", "Guide to vesicles", "10.1080/2001.1", "30637094", 2018), ("2", "Two", "", "", 2001),
                  ("3", "Three", "", "", 2002)], [((0, 1), "1,2"), ((0, 1, 2), "1–3"), ((1,), "2")]),
        (WILEY, [("1", "First work", "10.1016/j.cell.1", "", 2001), ("2", "Second work", "", "", 2002)],
         [((0, 1), "1, 2"), ((1,), "(2)")]),
        (ELSEVIER, [("1", "First work", "10.1016/j.cell.1", "", 2001), ("2", "Second work", "", "", 2002)],
         [((0, 1), "[1], [2]")]),
        (PLOS, [("1", "First work", "10.1000/abc", "123456", 2001), ("2", "", "", "", None), ("3", "", "", "", None)],
         [((0, 1, 2), "[1]–[3]")]),
        (FRONTIERS, [("1", "First work", "10.1000/abc", "123456", 2001), ("2", "Second work", "", "", 2002)],
         [((0, 1), "(1, 2)")]),
        (OXFORD, [("", "First work", "10.1000/abc", "", 2001), ("", "Second work in mice", "", "", 2002)],
         [((0, 1), "(Smith 2001; Li 2002)")]),
        (OLD_PMC, [("1", "First work", "", "123456", 2001), ("2", "Second work in mice", "", "", 2002)],
         [((0, 1), "(1–2)")]),
        (WIKIPEDIA, [("1", "First work", "10.1000/abc", "", 2001)], [((0,), "[1]")]),
        (OLD, [("1", "Old mice", "", "", 1990), ("2", "More mice in the world", "", "", 1991)], [((0,), "[1]")]),
    ],
    ids=["nature", "wiley", "elsevier", "plos", "frontiers", "oxford", "old pmc", "wikipedia", "old"],
)  # fmt: skip
def test_works_cited_and_the_links_to_them(
    page: str, entries: list[tuple[str, str, str, str, int | None]], marks: list[tuple[tuple[int, ...], str]]
) -> None:
    assert works(page) == entries
    assert cited(page) == marks


def test_an_entry_is_printed_with_its_number_and_without_its_buttons() -> None:
    document = read(OLD_PMC)
    first = document.bibliography[0]
    assert document.text[first.start : first.end] == "1. Smith A, Li B. First work. Cell 2001;1:2."
    assert first.reference.PMCID == "PMC123456"


def test_a_chapter_has_its_own_title_though_its_link_names_the_book() -> None:
    link = "https://scholar.google.com/scholar_lookup?title=Molecular+Biology&author=R+Islamaj+Dogan"
    listed = f"""<h2>References</h2><ol><li>Islamaj Dogan R. Knowledge bases. In: Li B, editor. Molecular Biology. Cham:
        Springer; (1999) p. 77–86. <a href="{link}">Google Scholar</a></li></ol>"""
    (work,) = read(html(f"<h2>Results</h2><p>{TEXT}</p>{listed}")).bibliography
    found = work.reference
    assert (found.type, found.title, found.container_title) == ("chapter", "Knowledge bases", "Molecular Biology")
    assert (found.author, found.page, found.year) == ((Name("Islamaj Dogan", "R"),), "77-86", 1999)


def test_numbers_are_resolved_where_a_page_lost_its_links() -> None:
    listed = "<h2>References</h2><ol><li>Smith A. First work. 2001.</li><li>Li B. Second work. 2002.</li></ol>"
    assert cited(html(f"<h2>Results</h2><p>{TEXT} It acts [1,2].</p>{listed}")) == [((0, 1), "[1,2]")]


def test_keywords_on_the_page_are_of_the_reference() -> None:
    assert read(ELSEVIER).reference.keyword == ("Vesicles", "Mice")
    assert read(FRONTIERS).reference.keyword == ("vesicles", "mice")
    assert read(OLD_PMC).reference.keyword == ("vesicles", "mice")


# What the head says


def meta(*tags: tuple[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for name, content in tags)


def test_the_reference_from_highwire_tags() -> None:
    head = meta(
        ("citation_title", "Vesicles in <i>old</i> mice"), ("citation_author", "Smith, Ana M."),
        ("citation_author", "Bo Li"),
        ("citation_author_institution", "1University A"), ("citation_author_institution", "1University A"),
        ("citation_journal_title", "Mice"), ("citation_publication_date", "2023/08/02"), ("citation_volume", "18"),
        ("citation_issue", "8"), ("citation_firstpage", "831"), ("citation_lastpage", "842"),
        ("citation_language", "en"),
        ("citation_doi", "doi:10.1038/s1"), ("citation_pmid", "123"), ("citation_keywords", "vesicles; mice"),
        ("dc.type", "ReviewPaper"), ("citation_article_type", "Review Article"),
    ) + '<link rel="canonical" href="https://pmc.ncbi.nlm.nih.gov/articles/PMC8885717/">'  # fmt: skip
    assert read(html(P * 3, head)).reference == Reference(
        title="Vesicles in old mice",
        author=(Name("Smith", "Ana M."), Name("Li", "Bo")),
        container_title="Mice",
        issued=(2023, 8, 2),
        volume="18",
        issue="8",
        page="831-842",
        DOI="10.1038/s1",
        PMID="123",
        PMCID="PMC8885717",
        language="en",
        keyword=("vesicles", "mice"),
        publication_type=("Review Article", "Review Paper"),
        affiliation=("University A",),
    )


def test_the_reference_from_dublin_core_and_prism_tags() -> None:
    head = meta(
        ("DC.Title", "Vesicles in old mice"), ("DC.Creator", "Ana Smith"), ("DC.Creator", "Bo Li"),
        ("DC.Date", "2021-03"),
        ("DC.Identifier", "https://doi.org/10.1000/abc"), ("prism.publicationName", "Mice"), ("prism.volume", "3"),
        ("prism.number", "2"), ("prism.startingPage", "7"), ("DC.Language", "en"),
    )  # fmt: skip
    assert read(html(P * 3, head)).reference == Reference(
        title="Vesicles in old mice", author=(Name("Smith", "Ana"), Name("Li", "Bo")), container_title="Mice",
        issued=(2021, 3), volume="3", issue="2", page="7", DOI="10.1000/abc", language="en",
    )  # fmt: skip


def test_the_reference_from_json_ld() -> None:
    head = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "x"}, {"mainEntity":
{"@type": "ScholarlyArticle", "headline": "Vesicles in old mice", "datePublished": "2022-05-04T00:00:00Z",
"author": [{"givenName": "Ana", "familyName": "Smith"}, {"name": "Bo Li"}], "pageStart": "1", "pageEnd": 9,
"sameAs": "https://doi.org/10.1000/abc", "keywords": ["mice"], "isPartOf": {"@type": "PublicationIssue",
"isPartOf": {"@type": ["Periodical"], "name": "Mice"}}}}]}</script>
<script type="application/ld+json">{broken</script>"""
    assert read(html(P * 3, head)).reference == Reference(
        title="Vesicles in old mice", author=(Name("Smith", "Ana"), Name("Li", "Bo")), container_title="Mice",
        issued=(2022, 5, 4), page="1-9", DOI="10.1000/abc", keyword=("mice",),
    )  # fmt: skip


def test_a_page_that_says_nothing_of_itself_is_a_web_page_with_a_title() -> None:
    assert read(html(P * 3)).reference == Reference(type="webpage", title="Vesicles in old mice")
    assert read(f"<body><h1>Old mice</h1>{P * 3}").reference == Reference(type="webpage", title="Old mice")


def test_a_preprint_and_a_thesis_are_called_so() -> None:
    preprint = meta(("citation_journal_title", "bioRxiv"), ("citation_title", "x"))
    thesis = meta(("citation_dissertation_institution", "University"), ("citation_title", "x"))
    assert read(html(P * 3, preprint)).reference.type == "article"
    assert read(html(P * 3, thesis)).reference.type == "thesis"


def test_an_abstract_in_the_head_stands_in_for_a_page_without_text() -> None:
    head = meta(("citation_doi", "10.1000/abc"), ("citation_abstract", f"{TEXT} {TEXT}"))
    assert body(html("<div id='app'></div>", head)) == [("body", "Abstract", "P P")]


# Pages that are no papers


@pytest.mark.parametrize(
    ("page", "asks"),
    [
        ("<title>Just a moment...</title><body><noscript>Enable JavaScript and cookies to continue</noscript>",
         "a check that you are human"),
        ("<title>Attention Required! | Cloudflare</title><body><h1>Sorry, you have been blocked</h1>",
         "a check that you are human"),
        ("<html><body><p>Please enable cookies in your browser to go on.", "JavaScript and cookies"),
        ("<html><title>403 Forbidden</title><body><h1>Access denied</h1>", "a right to see it"),
        ("<html><title>Error</title><body>404 Not Found", "another address"),
        ("<html><body><form>Sign in with your institution</form>", "a login"),
        ("<html><head><title>Preparing to download ...</title></head><body></body></html>", "patience"),
    ],
)  # fmt: skip
def test_a_page_that_asks_for_something_is_refused_with_what_it_asks(page: str, asks: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(page)
    assert str(caught.value) == (
        f"a.html: is a web page that asks for {asks}, not the paper. Fetch it again in your browser."
    )


@pytest.mark.parametrize("page", ["<html>", "<html><body><script>var a = 1</script>", html("<p>Nothing here")])
def test_a_page_without_a_paper_is_refused(page: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"^a.html: is a web page without (the text of a paper|any text)\. "):
        read(page)


def test_a_paper_about_captchas_is_a_paper() -> None:
    assert body(html(f"<h1>A captcha</h1>{P * 40}"))[0][:2] == ("body", "A captcha")


# Bytes


@pytest.mark.parametrize(
    ("start", "recognised"),
    [
        ("<!DOCTYPE html>", True), ("\n \n<!doctype HTML PUBLIC '-//W3C//DTD'>", True), ("<html lang='en'>", True),
        ("\ufeff<html>", True), ("<!-- saved from url=(0042)https://x --><html>", True), ("<head>", True),
        ("<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>", True),
        ("<html xmlns:v='urn:schemas-microsoft-com:vml'>", True), ("<p>text", True),
        ("<?xml version='1.0'?><article>", False), ("<!DOCTYPE article><article>", False), ("<article>", False),
        ("<p xmlns='http://x'>", False), ("<pmc>", False), ("Text with <html> in it", False), ("", False), ("<", False),
    ],
)  # fmt: skip
def test_a_web_page_is_known_by_its_first_element(start: str, recognised: bool) -> None:
    assert web_page.recognises(start.encode()) is recognised
    assert web_page.recognises(start.encode("utf-16")) is recognised


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (html(f"<h2>Größe</h2><p>{TEXT} 5 µm – “ja”.</p>").encode(), "5 µm – “ja”."),
        (html(f"<h2>Größe</h2><p>{TEXT} 5 µm – “ja”.</p>", '<meta charset="iso-8859-1">').encode("cp1252"),
         "5 µm – “ja”."),
        (html(f"<h2>Größe</h2><p>{TEXT} 5 µm – “ja”.</p>", '<meta charset="iso-8859-1">').encode(), "5 µm – “ja”."),
        (html(f"<h2>A</h2><p>{TEXT} 中文。</p>", "<meta http-equiv=a content='text/html; charset=gbk'>").encode("gbk"),
         "中文。"),
        (html(f"<h2>A</h2><p>{TEXT} 5 µm</p>").encode("utf-16"), "5 µm"),
        (html(f"<h2>A</h2><p>{TEXT} 5 µm</p>", "<meta charset=no-such>").encode("cp1252"), "5 µm"),
    ],
)  # fmt: skip
def test_pages_in_any_encoding(data: bytes, text: str) -> None:
    assert web_page.recognises(data)
    assert parts(read(data))[-1][2] == f"{TEXT} {text}"


def test_a_page_saved_with_its_pictures_in_one_file() -> None:
    page = html(f"<h2>Abstract</h2><p>{TEXT} 5 µm = a</p>").encode().hex("=", 1).upper()
    data = (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n={page}\r\n"
        "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    ).encode()
    assert web_page.recognises(data)
    assert parts(read(data))[1:] == [("body", "Abstract", f"{TEXT} 5 µm = a")]


def test_signs_that_are_not_seen_are_left_out() -> None:
    page = html("<h2>A</h2><p>exo\u00adsomes&shy;, mi\u200bce&nbsp; and\x07 &#7;rats&zwnj;</p>" + P)
    assert read(page).text.split("\n\n")[2] == "exosomes, mice and rats\u200c"


def test_mathematics_is_read_once() -> None:
    formula = (
        "<math><semantics><mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow><annotation>x=1</annotation></semantics></math>"
    )
    assert body(html(f"<h2>A</h2><p>{TEXT} So {formula}.</p>")) == [("body", "A", "P So x=1.")]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            "<html><body>" + "<div>" * 100_000 + P,
            "nests its elements too deeply for a web page. Save the paper as PDF.",
        ),
        ("<html><body>" + "<p>a" * 400_001, "has more than 400,000 elements. Save the paper as PDF."),
        ("<html><body>" + "a b " * 5_000_001, "is larger than 20 MB without its pictures. Save the paper as PDF."),
    ],
)
def test_pages_beyond_all_bounds_are_refused_soon(page: str, said: str) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableFileError) as caught:
        read(page)
    assert str(caught.value) == f"a.html: {said}"
    assert time.process_time() - start < 8


def test_pictures_in_the_page_and_thousands_of_attributes_do_no_harm() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 25_000_000}">'
    attributes = " ".join(f"a{number}=1" for number in range(50_000))
    assert body(html(f"<h2>A</h2><p {attributes}>{TEXT}</p>{picture}")) == [("body", "A", "P")]


@given(st.data())
def test_mutated_pages_are_read_or_refused(data: st.DataObject) -> None:
    page = data.draw(st.sampled_from([NATURE, WILEY, ELSEVIER, PLOS, OLD_PMC, WIKIPEDIA]))
    pieces = re.split(r"(?<=>)|(?=<)", page)
    extra = [
        "<table>",
        "</div>",
        "<li>",
        "<sup>",
        "<td rowspan=99>",
        "<!--",
        "\0",
        "&#7;",
        "<h2>References</h2>",
        "[1]",
    ]
    for place in data.draw(st.lists(st.integers(0, len(pieces) - 1), max_size=30)):
        pieces[place] = data.draw(st.sampled_from(["", *extra, *pieces[:40]]))
    text = "".join(pieces)
    try:
        read(text[: data.draw(st.integers(1, len(text)))])
    except CorpusError as error:
        assert str(error).startswith("a.html: ")
