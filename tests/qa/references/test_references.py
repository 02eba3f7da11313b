from __future__ import annotations

import re
from dataclasses import replace

import bibtexparser
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.readers.records import bibtex as bibtex_reader
from corpus.readers.records import record
from corpus.readers.records import ris as ris_reader
from qa.references import bibtex, ris, vancouver
from qa.references.short_form import short_form

AUTHORS = tuple(Name.parse(name) for name in ("Ada Fisher", "Ben Gull", "Cy Hare", "Di Ibis", "Ed Jay", "Flo Kite"))


def test_the_packaged_reviews_are_cited(reviews: tuple[Document, ...]) -> None:
    assert [vancouver(document.reference) for document in reviews] == [
        "Aldoghachi AF, Loh JK, Wang ML, Yang YP, Chien CS, Teh HX, et al. Current developments and therapeutic "
        "potentials of exosomes from induced pluripotent stem cells-derived mesenchymal stem cells. Journal of the "
        "Chinese Medical Association. 2023 Apr 1;(4):356-65.",
        "Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes Secreted from Induced "
        "Pluripotent Stem CellDerived Mesenchymal Stem cells. Tissue Eng Regen Med. 2023 Oct;20(6):793-809. "
        "doi: 10.1007/s13770-023-00557-6",
    ]


def test_a_whole_reference() -> None:
    reference = Reference(
        title="On fins",
        author=AUTHORS[:2],
        container_title="J Fish Biol",
        issued=(2021, 2, 3),
        volume="7",
        issue="2",
        page="1100-1109",
        DOI="10.1000/fins",
    )
    assert vancouver(reference) == ("Fisher A, Gull B. On fins. J Fish Biol. 2021 Feb 3;7(2):1100-9. doi: 10.1000/fins")


def test_six_authors_are_all_named() -> None:
    assert vancouver(Reference(author=AUTHORS)) == "Fisher A, Gull B, Hare C, Ibis D, Jay E, Kite F."


def test_of_seven_authors_six_are_named() -> None:
    seven = (*AUTHORS, Name("Lark", "Gus"))
    assert vancouver(Reference(author=seven)) == "Fisher A, Gull B, Hare C, Ibis D, Jay E, Kite F, et al."


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        (Name("Sartre", "Jean-Paul"), "Sartre JP."),
        (Name("Tolkien", "John Ronald Reuel"), "Tolkien JRR."),
        (Name("Rowling", "J. K."), "Rowling JK."),
        (Name("Rowling", "J.K."), "Rowling JK."),
        (Name("van Gogh", "Vincent"), "van Gogh V."),
        (Name("Ångström", "örjan"), "Ångström Ö."),
        (Name("World Health Organization"), "World Health Organization."),
        (Name("Curie", " Marie  Salomea "), "Curie MS."),
    ],
)
def test_given_names_become_initials(name: Name, printed: str) -> None:
    assert vancouver(Reference(author=(name,))) == printed


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("356-365", "356-65"),
        ("793-809", "793-809"),
        ("793–809", "793-809"),
        ("1100-1109", "1100-9"),
        ("99-102", "99-102"),
        ("7", "7"),
        ("e104", "e104"),
        ("S12-S15", "S12-S15"),
        ("123-", "123-"),
        ("12-15, 20", "12-15, 20"),
    ],
)
def test_pages_are_shortened_where_both_are_numbers(pages: str, printed: str) -> None:
    assert vancouver(Reference(issued=(2021,), volume="7", page=pages)) == f"2021;7:{printed}."


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        (Reference(), ""),
        (Reference(title="On fins"), "On fins."),
        (Reference(title="On fins."), "On fins."),
        (Reference(title="Do fins regrow?"), "Do fins regrow?"),
        (Reference(title="Fins regrow!", container_title="Nature"), "Fins regrow! Nature."),
        (Reference(container_title="J. Fish Biol."), "J. Fish Biol."),
        (Reference(container_title="Nature", issued=(2021,)), "Nature. 2021."),
        (Reference(issued=(2021, 12)), "2021 Dec."),
        (Reference(container_title="Nature", volume="7"), "Nature. 7."),
        (Reference(issued=(2021,), volume="7"), "2021;7."),
        (Reference(issued=(2021,), issue="2"), "2021;(2)."),
        (Reference(issued=(2021,), page="1-9"), "2021:1-9."),
        (Reference(issued=(2021,), volume="7", issue="2"), "2021;7(2)."),
        (Reference(DOI="10.1000/fins"), "doi: 10.1000/fins"),
        (Reference(title="On fins", DOI="10.1000/fins"), "On fins. doi: 10.1000/fins"),
    ],
)
def test_what_is_not_known_is_left_out(reference: Reference, printed: str) -> None:
    assert vancouver(reference) == printed


words = st.text("abcXYZéß", min_size=1, max_size=8)
phrases = st.lists(words, max_size=4).map(" ".join)
dates = (
    st.just(())
    | st.tuples(st.integers(1500, 2099))
    | st.tuples(st.integers(1500, 2099), st.integers(1, 12))
    | st.tuples(st.integers(1500, 2099), st.integers(1, 12), st.integers(1, 31))
)
numbers = st.just("") | st.integers(1, 9999).map(str)
references = st.builds(
    Reference,
    title=phrases,
    author=st.lists(st.builds(Name, words, st.lists(words, max_size=3).map("-".join)), max_size=9).map(tuple),
    container_title=phrases,
    issued=dates,
    volume=numbers,
    issue=numbers,
    page=numbers | st.tuples(numbers, numbers).map("-".join),
    DOI=st.just("") | words.map(lambda word: f"10.1000/{word}"),
)


@given(references)
def test_no_part_of_a_citation_is_empty(reference: Reference) -> None:
    printed = vancouver(reference)
    assert printed == printed.strip()
    assert not printed.startswith((".", ";", ":", ","))
    for empty in ("..", ". .", "  ", " ,", ",,", ", .", "()", ";.", ":."):
        assert empty not in printed


@given(references)
def test_every_field_that_is_known_is_in_the_citation(reference: Reference) -> None:
    printed = vancouver(reference)
    known = [reference.title, reference.container_title, reference.DOI, *(name.family for name in reference.author[:6])]
    assert all(part in printed for part in known)
    assert str(reference.year or "") in printed


@given(
    st.builds(
        Reference,
        title=st.text(),
        author=st.lists(st.builds(Name, st.text(), st.text()), max_size=8).map(tuple),
        container_title=st.text(),
        issued=dates,
        volume=st.text(),
        issue=st.text(),
        page=st.text(),
        DOI=st.text(),
    )
)
def test_no_reference_is_too_odd_to_be_cited(reference: Reference) -> None:
    assert reference.DOI in vancouver(reference)


PAPER = Reference(
    title="Exosomes of iPSC-derived cells & T cells: 5% more {good}",
    author=(Name("van Gogh", "Vincent"), Name("World Health Organization"), Name("Ångström", "Jean-Paul")),
    container_title="J Fish Biol",
    issued=(2021, 2, 3),
    volume="7",
    issue="2",
    page="1100-1109",
    DOI="10.1000/f_ins",
    PMID="123456",
    PMCID="PMC99",
    language="English",
    keyword=("Colitis, Ulcerative", "Exosomes"),
    publication_type=("Review",),
)


def test_a_reference_as_bibtex() -> None:
    assert (
        bibtex([PAPER])
        == r"""@article{vangogh2021exosomes,
  author = {van Gogh, Vincent and {World Health Organization} and Ångström, Jean-Paul},
  title = {Exosomes of {iPSC-derived} cells \& {T} cells: 5\% more \lbrace{}good\rbrace{}},
  journal = {J Fish Biol},
  year = {2021},
  month = feb,
  day = {3},
  volume = {7},
  number = {2},
  pages = {1100--1109},
  doi = {10.1000/f_ins},
  pmid = {123456},
  pmcid = {PMC99},
  language = {English},
  keywords = {Colitis, Ulcerative; Exosomes},
  type = {Review},
}
"""
    )


def test_a_reference_as_ris() -> None:
    assert ris([PAPER]) == "\r\n".join(
        [
            "TY  - JOUR", "AU  - van Gogh, Vincent", "AU  - World Health Organization,", "AU  - Ångström, Jean-Paul",
            "TI  - Exosomes of iPSC-derived cells & T cells: 5% more {good}", "T2  - J Fish Biol", "PY  - 2021",
            "DA  - 2021/02/03/", "VL  - 7", "IS  - 2", "SP  - 1100", "EP  - 1109", "DO  - 10.1000/f_ins",
            "AN  - 123456", "DB  - PubMed", "C2  - PMC99", "LA  - English", "KW  - Colitis, Ulcerative",
            "KW  - Exosomes", "M3  - Review", "ER  - ", "", "",
        ]
    )  # fmt: skip


READERS = {"BibTeX": (bibtex, bibtex_reader.read), "RIS": (ris, ris_reader.read)}
both = pytest.mark.parametrize("name", READERS)


def read_back(name: str, *references: Reference) -> list[Reference]:
    """The references as the project's own reader finds them in the file."""
    write, read = READERS[name]
    return [document.reference for document in read(write(references).encode(), "export")]


@both
def test_a_reference_comes_back_whole(name: str) -> None:
    assert read_back(name, PAPER) == [PAPER]


@both
@pytest.mark.parametrize(
    "kind",
    ["article-journal", "article", "book", "chapter", "paper-conference", "report", "thesis", "webpage", "dataset"],
)
def test_the_type_comes_back(name: str, kind: str) -> None:
    (found,) = read_back(name, Reference(type=kind, title="On fins", container_title="Fins", issued=(2021,)))
    assert (found.type, found.container_title) == (kind, "Fins")


def test_types_of_entries() -> None:
    kinds = {"article-journal": "article", "article": "misc", "book": "book", "chapter": "incollection",
             "paper-conference": "inproceedings", "thesis": "phdthesis", "report": "techreport", "patent": "misc"}  # fmt: skip
    for kind, entry in kinds.items():
        assert bibtex([Reference(type=kind, title="On fins")]).startswith(f"@{entry}{{")


def test_nothing_is_written_of_nothing() -> None:
    assert (bibtex([]), ris([])) == ("", "")
    assert bibtex([Reference()]) == "@article{anonymousundated,\n}\n"
    assert ris([Reference()]) == "TY  - JOUR\r\nER  - \r\n\r\n"


def keys(*references: Reference) -> list[str]:
    return re.findall(r"^@\w+{([^,]*),$", bibtex(references), re.MULTILINE)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (Reference(title="The fins", author=(Name("Fisher"),), issued=(2021,)), "fisher2021fins"),
        (Reference(title="Of the", author=(Name("Ångström-Øl", "Ö."),), issued=(2021,)), "angstromol2021of"),
        (Reference(title="干细胞", author=(Name("王"),), issued=(2021,)), "anonymous2021"),
        (Reference(title="Straße {x}"), "anonymousundatedstrasse"),
        (Reference(title="x" * 99, author=(Name("y" * 99),), issued=(-5,)), f"{'y' * 24}undated{'x' * 24}"),
    ],
)
def test_keys(reference: Reference, key: str) -> None:
    assert keys(reference) == [key]


def test_equal_references_are_written_once_and_like_ones_have_keys_of_their_own() -> None:
    fins, more = (Reference(title=f"Fins {part}", author=(Name("Fisher"),), issued=(2021,)) for part in "ab")
    assert keys(fins, fins) == ["fisher2021fins"]
    first, second = keys(fins, more)
    assert keys(more, fins) == [second, first]
    assert first != second
    assert all(re.fullmatch(r"fisher2021fins-[0-9a-f]{8}", key) for key in (first, second))


HOSTILE = [
    "}\n@article{x, title={y}}", "{{{", "}}}", "\\", "\\}", '"', "a # b", "TY  - BOOK", "x\r\nER  - \r\nTY  - JOUR\r\nTI  - y",
    "\x00\x1b[31m\x7f\x85\u2028", "x" * 10_000, "$x^2_i$ & 5% ~", "<i>in vitro</i> &amp; p < 0.05", "and", "A and B",
    "others", "Smith, Jr., J.", "\u202eabc", "干细胞 e\u0301 שלום 👩‍🔬", "@comment{", "%", "a -- b --- c ``d''", "\ud800",
]  # fmt: skip
rough = st.sampled_from(HOSTILE) | st.text(max_size=20) | st.tuples(st.sampled_from(HOSTILE), st.text()).map("".join)
hostile = st.builds(
    Reference,
    type=st.sampled_from(["article-journal", "article", "chapter", "book", "patent"]) | rough,
    title=rough,
    author=st.lists(st.builds(Name, rough, rough), max_size=4).map(tuple),
    container_title=rough,
    issued=st.lists(st.integers(-10, 10**6), max_size=4).map(tuple),
    volume=rough,
    issue=rough,
    page=rough,
    DOI=rough,
    PMID=rough,
    PMCID=rough,
    language=rough,
    keyword=st.lists(rough, max_size=3).map(tuple),
    publication_type=st.lists(rough, max_size=3).map(tuple),
    affiliation=st.lists(rough, max_size=2).map(tuple),
)
LAST = Reference(title="The last one", author=(Name("Fisher", "Ada"),), issued=(2021,))


@both
@settings(max_examples=50)
@given(st.lists(hostile, min_size=1, max_size=3))
def test_hostile_fields_break_no_record(name: str, references: list[Reference]) -> None:
    """The next record is whole, there are no more than were written, and each keeps its tags and fields to itself."""
    text = READERS[name][0]([*references, LAST])
    text.encode()
    once = list(dict.fromkeys(references))
    if name == "RIS":
        assert text.count("\r\nER  - \r\n") == len(once) + 1
        assert len(re.findall(r"^TY  - ", text, re.MULTILINE)) == len(once) + 1
        assert len(text.splitlines()) == text.count("\r\n")
    else:
        parsed = bibtexparser.parse_string(text, parse_stack=[])
        assert not parsed.failed_blocks
        assert len(parsed.entries) == len(parsed.blocks) == len(once) + 1
        assert len({entry.key for entry in parsed.entries}) == len(once) + 1
        assert all(re.fullmatch(r"[a-z0-9-]+", entry.key) for entry in parsed.entries)
        assert text.count("{") == text.count("}")  # BibTeX itself counts them whatever stands before
    assert read_back(name, *references, LAST)[-1] == LAST


printable = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from("\\{}$&#%_^~\"'<>@,; "), min_size=1
)
pages = (
    st.just("")
    | st.integers(1, 999).map(str)
    | st.tuples(st.integers(1, 99), st.integers(100, 999)).map("{0[0]}-{0[1]}".format)
)
plain_names = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll"]), min_size=2, max_size=12).map(str.title)
whole = st.builds(
    Reference,
    title=printable,
    author=st.lists(
        st.builds(Name, plain_names.map(lambda name: f"X{name}"), plain_names), max_size=4, unique=True
    ).map(tuple),
    container_title=printable,
    issued=st.just(()) | st.tuples(st.integers(1900, 2050), st.integers(1, 12), st.integers(1, 28)),
    volume=numbers,
    issue=numbers,
    page=pages,
    DOI=st.just("") | st.text("abc_/-.():1", min_size=1).map(lambda part: f"10.1000/{part}x"),
    PMID=st.just("") | st.integers(1, 10**8).map(str),
    PMCID=st.just("") | st.integers(1, 10**8).map("PMC{}".format),
)


def as_read(text: str, name: str) -> str:
    """A field as readers show it: without tags; in LaTeX, dashes and quotation marks are typed as several signs."""
    if name == "BibTeX":
        for typed, shown in (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–")):
            text = text.replace(typed, shown)
    return record.line(text)


@both
@given(whole)
def test_every_field_comes_back(name: str, reference: Reference) -> None:
    title, journal = (as_read(text, name) for text in (reference.title, reference.container_title))
    assume(title)
    (found,) = read_back(name, reference)
    assert found == replace(reference, title=title, container_title=journal, DOI=record.doi_of(reference.DOI))


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        (Reference(title="T", author=(Name("Ng", "Ana"), Name("Bo")), container_title="Cell", issued=(2021, 3)),
         ("Ng 2021", "Cell")),
        (Reference(title="A title that is rather long for a line", issued=(2020,)),
         ("A title that is rather long… 2020", "")),
        (Reference(title="Fins"), ("Fins", "")),
        (Reference(), ("", "")),
    ],
)  # fmt: skip
def test_a_reference_in_a_few_words(reference: Reference, short: tuple[str, str]) -> None:
    assert short_form(reference) == short
