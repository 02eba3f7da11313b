from __future__ import annotations

import json
from typing import Any

import pytest

from corpus import Document, Name, Reference
from corpus.errors import UnreadableFileError
from corpus.readers.records import csl_json

ITEM: dict[str, Any] = {
    "id": "http://zotero.org/users/1/items/ABC",
    "type": "article-journal",
    "title": "CD4<sup>+</sup> &amp; <i>in vivo</i>",
    "author": [
        {"family": "Doe", "given": "Jane", "suffix": "Jr."},
        {"literal": "World Health Organization"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
    ],
    "container-title": "J Test",
    "issued": {"date-parts": [["2019", 7, 24]]},
    "volume": 12,
    "issue": "3",
    "page": "1–9",
    "DOI": "https://doi.org/10.1000/X",
    "note": "PMID: 123\nPMCID: PMC45",
    "abstract": "<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>We do.</jats:p>"
    "</jats:sec><jats:sec><jats:title>Results</jats:title><jats:p>It works.</jats:p></jats:sec>",
    "keyword": "a, b",
    "language": "en-US",
    "genre": "Review",
}


def read(value: object) -> list[Document]:
    return list(csl_json.read(value.encode() if isinstance(value, str) else json.dumps(value).encode(), "zotero.json"))


def test_an_item() -> None:
    (found,) = read([ITEM])
    assert found.reference == Reference(
        title="CD4+ & in vivo",
        author=(Name("Doe Jr.", "Jane"), Name("World Health Organization"), Name("van den Berg", "Jan")),
        container_title="J Test",
        issued=(2019, 7, 24),
        volume="12",
        issue="3",
        page="1-9",
        DOI="10.1000/X",
        PMID="123",
        PMCID="PMC45",
        language="en-US",
        keyword=("a", "b"),
        publication_type=("Review",),
    )
    body = [(part.name, found.text[part.start : part.end]) for part in found.sections if part.kind == "body"]
    assert body == [("Abstract > Background", "We do."), ("Abstract > Results", "It works.")]
    assert (found.source, found.format) == ("zotero.json", "CSL-JSON")


@pytest.mark.parametrize("value", [[ITEM], ITEM, {"items": [ITEM]}, {"total": 1, "items": [ITEM]}, [ITEM, 5, None, []]])
def test_ways_of_holding_items(value: object) -> None:
    for indent in (None, 2):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            data = json.dumps(value, indent=indent).encode(encoding)
            assert csl_json.recognises(data)
            assert [found.reference.PMID for found in csl_json.read(data, "x")] == ["123"]


def test_what_reviewqa_writes_is_read_as_it_was() -> None:
    reference = Reference(
        type="chapter",
        title="A title",
        author=(Name("Doe", "Jane"), Name("WHO")),
        container_title="A book",
        issued=(2020, 2),
        page="1-2",
        DOI="10.1000/x",
        PMID="1",
        PMCID="PMC2",
        keyword=("a, b", "c; d"),
        publication_type=("Journal Article", "Review"),
        affiliation=("Here", "There"),
    )
    assert read([reference.to_csl()])[0].reference == reference


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"title": ["Listed", "Other"]}, "title", "Listed"),
        ({"issued": {"raw": "May 2001"}}, "issued", (2001, 5)),
        ({"issued": {"date-parts": [[None]]}}, "issued", ()),
        ({"issued": {"date-parts": [[2001]]}}, "issued", (2001,)),
        ({"issued": {"date-parts": "2001"}}, "issued", ()),
        ({"issued": "2001"}, "issued", ()),
        ({"URL": "https://pubmed.ncbi.nlm.nih.gov/777/"}, "PMID", "777"),
        ({"URL": "https://doi.org/10.1000/y"}, "DOI", "10.1000/y"),
        ({"PMID": 42}, "PMID", "42"),
        ({"PMCID": "PMC0042.1"}, "PMCID", "PMC42"),
        ({"author": "Doe"}, "author", ()),
        ({"author": [None, {}, {"given": "Plato"}, {"name": "WHO"}]}, "author", (Name("Plato"), Name("WHO"))),
        ({"keyword": ["a; b", "c"]}, "keyword", ("a", "b", "c")),
        ({"custom": "x", "volume": True, "page": 1.5}, "volume", ""),
        ({"genre": "Preprint"}, "type", "article"),
        ({"title": "\ud800 lone \u0007sign"}, "title", "\ufffd lone sign"),
    ],
)
def test_fields(fields: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read([{"type": "article-journal", "title": "T", **fields}])[0].reference, field) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", '{"a": 1}', "5", '[{"type": "book"', '{"_id": "1", "title": "x", "text": "y"}', "[not json",
        '{"type": "FeatureCollection", "title": "x"}',
    ],
)  # fmt: skip
def test_what_is_no_csl_json(text: str) -> None:
    assert not csl_json.recognises(text.encode())


@pytest.mark.parametrize("text", ['[{"type": "book", "title": "x"', "[" * 100_000, '{"items": [' + "9" * 5000 + "]}"])
def test_a_broken_file(text: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(text)
    assert str(caught.value) == "zotero.json: is broken or cut short JSON. Export it again."


@pytest.mark.parametrize("value", [[], [{"type": "book"}], {"items": 5}, 5, "null"])
def test_a_file_without_a_usable_item(value: object) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(value)
    assert str(caught.value) == "zotero.json: holds no record with a title or an abstract. Export it again."
