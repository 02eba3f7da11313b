from __future__ import annotations

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import bibtex
from corpus.readers.records.latex import decoded

ENTRY = r"""% Encoding: UTF-8
@comment{jabref-meta: databaseType:bibtex;}
@string{nat = "Nature " # {Reviews}}
@STRING(imm = {Immunology})
@Article{a1,
  author = {M{\"u}ller, Karl H. and Garc{\'\i}a-S{\'a}ez, Ana and {World Health Organization} and
            van der Berg, Jr., Jan and Donald E. Knuth and others},
  title = "{{The} {DNA}} of {TiO$_2$} and $\beta$-cells: 5\% more ``good''",
  journal = nat # " " # imm, year = 2020, month = mar, day = 4,
  volume = {12}, number = 3, pages = {100--110},
  doi = {10.1000/abc\_def}, pmid = {31234567}, pmcid = {PMC123}, language = {English},
  keywords = {Colitis, Ulcerative; Exosomes; {B}},
  abstract = {BACKGROUND: In 34% of $5 million patients, 10\,mg {\textless}i{\textgreater}x{\textless}/i{\textgreater}
    was {\textgreater}5. RESULTS: ok \& fine.},
  type = {Review},
}
"""


def read(text: str | bytes) -> list[Document]:
    return list(bibtex.read(text if isinstance(text, bytes) else text.encode(), "library.bib"))


def body(document: Document) -> list[tuple[str | None, str]]:
    return [(part.name, document.text[part.start : part.end]) for part in document.sections if part.kind == "body"]


@pytest.mark.parametrize("text", [ENTRY, ENTRY.replace("\n", "\r\n"), "\ufeff" + ENTRY])
def test_an_entry(text: str) -> None:
    assert bibtex.recognises(text.encode())
    (found,) = read(text)
    assert found.reference == Reference(
        title="The DNA of TiO2 and β-cells: 5% more “good”",
        author=(
            Name("Müller", "Karl H."),
            Name("García-Sáez", "Ana"),
            Name("World Health Organization"),
            Name("van der Berg Jr.", "Jan"),
            Name("Knuth", "Donald E."),
        ),
        container_title="Nature Reviews Immunology",
        issued=(2020, 3, 4),
        volume="12",
        issue="3",
        page="100-110",
        DOI="10.1000/abc_def",
        PMID="31234567",
        PMCID="PMC123",
        language="English",
        keyword=("Colitis, Ulcerative", "Exosomes", "B"),
        publication_type=("Review",),
    )
    assert body(found) == [
        ("Abstract > Background", "In 34% of $5 million patients, 10 mg x was >5."),
        ("Abstract > Results", "ok & fine."),
    ]
    assert (found.source, found.format) == ("library.bib", "BibTeX")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("@article{broken, title = {Never closed, year = 2001\n@article{b, title={Two}}", ["Two"]),
        ("@article{broken title = {x}}\n@article{b, title={Two}}", ["Two"]),
        ("@article{a, title={One}, title={Again}}", ["One"]),
        ("@article{a, title={One}}\n@article{a, title={One again}}", ["One", "One again"]),
        ("@article{a, title={One}} @article{b, title={Two}}", ["One", "Two"]),
        ("@inproceedings(p1, title = {With (parens)}, year = \"1999\")", ["With (parens)"]),
        ("@book{nothing, year={2001}}\n@book{b, TITLE = {Two}, SubTitle = {And more}}", ["Two: And more"]),
        ("remark\n\n@ARTICLE {a , title = \"One {\"}x{\"}\"}\nmore remarks", ["One \"x\""]),
        ("@article{a, title={Mail a@b.org or @{x}}}", ["Mail a@b.org or @x"]),
        ("@article{a,\nTitle = {{Two\n   lines}},\n}", ["Two lines"]),
    ],
)  # fmt: skip
def test_entries(text: str, titles: list[str]) -> None:
    assert [found.reference.title for found in read(text)] == titles


@pytest.mark.parametrize(
    ("kind", "fields", "field", "value"),
    [
        ("inproceedings", "booktitle={Proc}", "type", "paper-conference"),
        ("inproceedings", "booktitle={Proc}", "container_title", "Proc"),
        ("misc", "eprint={2001.00001}, archivePrefix={arXiv}", "type", "article"),
        ("misc", "howpublished={x}", "type", "document"),
        ("phdthesis", "school={X}", "type", "thesis"),
        ("article", "journaltitle={J Test}", "container_title", "J Test"),
        ("article", "date={2019-07-24}", "issued", (2019, 7, 24)),
        ("article", "year={2015}, month={{JAN-FEB}}", "issued", (2015, 1)),
        ("article", "year={2015}, month={7}", "issued", (2015, 7)),
        ("article", "year={in press}", "issued", ()),
        ("article", "note={PMID: 999\nPMCID: PMC88}", "PMID", "999"),
        ("article", "note={PMID: 999\nPMCID: PMC88}", "PMCID", "PMC88"),
        ("article", "eprint={123}, eprinttype={pubmed}", "PMID", "123"),
        ("article", "url={https://doi.org/10.1000/x\\_y}", "DOI", "10.1000/x_y"),
        ("article", "doi={https://doi.org/10.1000/X.}", "DOI", "10.1000/X"),
        ("article", "keywords={a, b}", "keyword", ("a", "b")),
        ("article", "article-number={e12}", "page", "e12"),
        ("article", "author={Smith, J and et al.}", "author", (Name("Smith", "J"),)),
        ("article", "journal = undefined", "container_title", "undefined"),
    ],
)
def test_fields(kind: str, fields: str, field: str, value: object) -> None:
    assert getattr(read(f"@{kind}{{k, title={{T}}, {fields}}}")[0].reference, field) == value


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("plain text, nothing to do", "plain text, nothing to do"),
        (r"{\~a}o \v Strojan {\O}ystein \c{C}elik {\aa} Caf\'e", "ão Štrojan Øystein Çelik å Café"),
        (r"\textit{E. coli} {\em in vivo} \mbox{x y} \url{http://a.b/_c}", "E. coli in vivo x y http://a.b/_c"),
        (r"H$_{2}$O$_2$ 10$^{-3}$ $p<0.05$ $\mathrm{Ca}^{2+}$", "H2O2 10-3 p<0.05 Ca2+"),
        (r"{\textbeta}-cells, \textmu m, {\textdegree}C, \textgreater{} {\textasciitilde}5", "β-cells, µm, °C, > ~5"),
        (r"$5 and $6, \$7, 8% and 9\%, a\_b, \#1", "$5 and $6, $7, 8% and 9%, a_b, #1"),
        ("``a'' 1--2 --- b~c", "“a” 1–2 — b c"),
        (r"\href{http://x}{text} \cite{abc}x", "text x"),
        ("unbalanced { brace } and }", "unbalanced  brace  and "),
        ("{" * 3000 + "deep", "deep"),
        (r"\foo{kept}", "kept"),
    ],
)
def test_latex(latex: str, text: str) -> None:
    assert decoded(latex) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "@article{a}", "a@b.org, x = 1", "@article{a, title}", "\0@article{a, title={x}}",
        "# A paper\n\nHow to cite:\n\n```bibtex\n@article{a, title={x}}\n```\n",
        "A line of text.\n" * 11 + "@article{a, title={x}}",
        "@property\ndef x(self, y=1): pass",
    ],
)  # fmt: skip
def test_what_is_no_bibtex(text: str) -> None:
    assert not bibtex.recognises(text.encode())


def test_a_file_without_a_usable_entry() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read("@book{nothing, year={2001}}")
    assert str(caught.value) == "library.bib: holds no record with a title or an abstract. Export it again."


def test_latin_1() -> None:
    data = ("@article{a, title={Überblick über Mäuse}, author={Müller, Jörg}}\n" * 9).encode("latin-1")
    assert bibtex.recognises(data)
    assert read(data)[0].reference.author == (Name("Müller", "Jörg"),)
