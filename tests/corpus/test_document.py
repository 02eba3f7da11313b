from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.document import slug

NAMES = st.builds(Name, family=st.text(min_size=1), given=st.text())
DATES = st.one_of(
    st.just(()),
    st.tuples(st.integers(1500, 2099)),
    st.tuples(st.integers(1500, 2099), st.integers(1, 12)),
    st.tuples(st.integers(1500, 2099), st.integers(1, 12), st.integers(1, 31)),
)
REFERENCES = st.builds(
    Reference,
    type=st.sampled_from(["article-journal", "chapter", "book"]),
    title=st.text(),
    author=st.lists(NAMES).map(tuple),
    container_title=st.text(),
    issued=DATES,
    volume=st.text(),
    issue=st.text(),
    page=st.text(),
    DOI=st.text(),
    language=st.text(),
    keyword=st.lists(st.text(min_size=1).filter(lambda word: "; " not in word)).map(tuple),
    corresponding_author=st.none() | NAMES,
    affiliation=st.lists(st.text(min_size=1)).map(tuple),
)
FULL = Reference(
    title="Exosomes",
    author=(Name("Li", "Bo"), Name("WHO")),
    container_title="Cells",
    issued=(2021, 1, 4),
    volume="10",
    issue="1",
    page="64-70",
    DOI="10.3390/cells10010064",
    language="English",
    keyword=("MSC", "Stem cell"),
    corresponding_author=Name("Li", "Bo"),
    affiliation=("Cambridge, UK",),
)


def document(text: str = "Text.", source: str = "page.txt", **fields: Any) -> Document:
    return Document(source, text, dataclasses.replace(Reference(), **fields))


def test_a_name_without_given_is_shown_as_its_family() -> None:
    assert str(Name("WHO")) == "WHO"


@given(REFERENCES)
def test_a_reference_survives_csl_and_json(reference: Reference) -> None:
    assert Reference.from_csl(json.loads(json.dumps(reference.to_csl()))) == reference


def test_a_keyword_that_holds_a_semicolon_survives_csl() -> None:
    reference = Reference(keyword=("MSC; stromal", "Exosome"))
    assert Reference.from_csl(reference.to_csl()).keyword == ("MSC; stromal", "Exosome")


def test_csl_has_the_standard_field_names() -> None:
    assert FULL.to_csl() == {
        "type": "article-journal",
        "title": "Exosomes",
        "author": [{"family": "Li", "given": "Bo"}, {"family": "WHO"}],
        "container-title": "Cells",
        "issued": {"date-parts": [[2021, 1, 4]]},
        "volume": "10",
        "issue": "1",
        "page": "64-70",
        "DOI": "10.3390/cells10010064",
        "language": "English",
        "keyword": "MSC; Stem cell",
        "custom": {"corresponding-author": {"family": "Li", "given": "Bo"}, "affiliation": ["Cambridge, UK"]},
    }


def test_csl_leaves_out_what_the_source_does_not_say() -> None:
    assert Reference(title="Exosomes").to_csl() == {"type": "article-journal", "title": "Exosomes"}


@pytest.mark.parametrize(("issued", "year"), [((), None), ((2023,), 2023), ((2023, 4), 2023), ((2023, 4, 1), 2023)])
def test_the_year_is_the_first_part_of_the_date(issued: tuple[int, ...], year: int | None) -> None:
    assert Reference(issued=issued).year == year


def test_the_ids_of_the_packaged_reviews_are_the_same_on_every_machine(reviews: tuple[Document, ...]) -> None:
    assert [review.id for review in reviews] == ["aldoghachi-2023-1c1a0a", "pluripotent-2023-ffd841"]


def test_the_stated_text_is_the_lines_of_the_reference(reviews: tuple[Document, ...]) -> None:
    lines = reviews[1].stated_text.split("\n")
    assert lines[0] == "Tissue Eng Regen Med.\xa0 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6."
    assert lines[-1] == "MSC; Exosome; iPSC; Stem cell"


def test_an_id_reads_author_year_and_six_hex_digits() -> None:
    assert re.fullmatch(r"li-2021-[0-9a-f]{6}", Document("page.txt", "Text.", FULL).id)


def test_an_id_without_author_takes_the_longest_word_of_the_title() -> None:
    assert re.fullmatch(r"regenerative-2021-[0-9a-f]{6}", document(title="On regenerative care", issued=(2021,)).id)


def test_an_id_without_author_and_title_takes_the_longest_word_of_the_file_name() -> None:
    assert re.fullmatch(r"exosomes-2021-[0-9a-f]{6}", document(source="my-exosomes.txt", issued=(2021,)).id)


def test_an_id_without_date_is_undated() -> None:
    assert re.fullmatch(r"exosomes-undated-[0-9a-f]{6}", document(title="Exosomes").id)


def test_an_id_does_not_depend_on_text_or_file_name_where_the_reference_identifies_the_paper() -> None:
    assert Document("a.txt", "One.", FULL).id == Document("b.txt", "Two.", FULL).id


def test_an_id_takes_a_doi_in_any_case_for_one() -> None:
    upper, lower = (dataclasses.replace(FULL, DOI=doi) for doi in ("10.1097/JCMA.1", "10.1097/jcma.1"))
    assert Document("a", "T.", upper).id == Document("a", "T.", lower).id


def test_an_id_takes_a_title_in_any_case_and_punctuation_for_one() -> None:
    assert document(title="Exosomes: a Review").id == document(title="EXOSOMES – a review").id


@pytest.mark.parametrize(
    "changed",
    [{"DOI": "10.3390/cells10010065"}, {"DOI": "", "title": "Other"}, {"issued": (2022,)}, {"author": (Name("Wu"),)}],
)
def test_papers_that_differ_have_different_ids(changed: dict[str, Any]) -> None:
    assert Document("a", "T.", dataclasses.replace(FULL, **changed)).id != Document("a", "T.", FULL).id


def test_documents_without_any_reference_are_told_apart_by_their_text() -> None:
    assert document(text="One.").id != document(text="Two.").id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exosomes: a Review", "exosomes-a-review"),
        ("Müller-Straße 5", "muller-strasse-5"),
        ("snake_case", "snake-case"),
        ("干细胞", "干细胞"),
        ("ﬁbrosis", "fibrosis"),
        ("***", ""),
        ("", ""),
    ],
)
def test_a_slug_is_lower_case_letters_and_digits_with_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_words_joined_by_single_hyphens(text: str) -> None:
    assert re.fullmatch(r"(?:[^\W_]+(?:-[^\W_]+)*)?", slug(text))
