from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from corpus import Name, Reference
from corpus.errors import CorpusError
from corpus.readers import format_of, read_bytes
from support.documents import check, parts

FRONT = {
    "type": "front", "section_type": "TITLE", "article-id_doi": "10.9999/fog.2021.7", "article-id_pmid": "39999081",
    "article-id_pmc": "99999081", "name_0": "surname:Liu;given-names:Rui", "name_1": "surname:van Dijk;given-names:J. P. M.",
    "volume": "7", "issue": "2", "fpage": "70", "lpage": "79", "year": "2021", "kwd": "moth; fog", "journal-title": "Fog Letters",
}  # fmt: skip
PASSAGES = [
    (FRONT, "Fog and moths in five valleys"),
    ({"type": "abstract", "section_type": "ABSTRACT"}, "Moths like fog & rain."),
    ({"type": "title_1", "section_type": "METHODS"}, "Methods"),
    ({"type": "title_2", "section_type": "METHODS"}, "Traps"),
    ({"type": "paragraph", "section_type": "METHODS"}, "We set forty traps."),
    ({"type": "fig_caption", "section_type": "FIG"}, "Figure 1. A trap."),
    ({"type": "table", "section_type": "TABLE"}, "Valley\tMoths\nA\t7"),
    ({"type": "paragraph", "section_type": "COMP_INT"}, "None declared."),
    ({"type": "ref", "section_type": "REF"}, "Okafor CA. On moths. Fog Lett. 2019;5:1-9."),
]  # fmt: skip
PUBTATOR = [
    ({"type": "title", "journal": "Fog Lett; 2020 Nov ; 3: e14", "year": "2020", "authors": "Liu R, Okafor CA", "article-id_pmid": "39999082"},
     "On moths."),
    ({"type": "abstract"}, "They fly."),
]  # fmt: skip


def as_json(*articles: list[tuple[dict[str, str], str]], bare: bool = False) -> bytes:
    rows = [
        {"id": "1", "infons": {}, "passages": [{"offset": 0, "infons": about, "text": text} for about, text in one]}
        for one in articles
    ]
    return json.dumps([{"source": "PMC", "infons": {}, "documents": rows}] if not bare else rows[0]).encode()


def as_xml(*articles: list[tuple[dict[str, str], str]]) -> bytes:
    def passage(about: dict[str, str], text: str) -> str:
        infons = "".join(f'<infon key="{key}">{escape(value)}</infon>' for key, value in about.items())
        return f"<passage>{infons}<offset>0</offset><text>{escape(text)}</text></passage>"

    rows = "".join(f"<document><id>1</id>{''.join(passage(*row) for row in one)}</document>" for one in articles)
    head = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE collection SYSTEM "BioC.dtd">'
    return f"{head}<collection><source>PMC</source><date/><key/>{rows}</collection>".encode()


@pytest.mark.parametrize("made", [as_json, as_xml])
def test_an_article_of_pubmed_central_and_a_record_of_pubtator(made: Any) -> None:
    data = made(PASSAGES, PUBTATOR)
    assert format_of(data, "found.bioc").name == "BioC"
    article, abstract = read_bytes(data, "found.bioc")
    check(article)
    check(abstract)
    assert article.reference == Reference(
        title="Fog and moths in five valleys", author=(Name("Liu", "Rui"), Name("van Dijk", "J. P. M.")),
        container_title="Fog Letters", issued=(2021,), volume="7", issue="2", page="70-79", DOI="10.9999/fog.2021.7",
        PMID="39999081", PMCID="PMC99999081", keyword=("moth", "fog"),
    )  # fmt: skip
    found = [part for part in parts(article) if part[0] != "reference"]
    assert found[:3] == [
        ("body", "Abstract", "Moths like fog & rain."), ("body", "Methods > Traps", "We set forty traps."),
        ("caption", "Methods > Traps", "Figure 1. A trap."),
    ]  # fmt: skip
    assert [part[0] for part in found[3:]] == ["table", "furniture", "bibliography"]
    assert article.bibliography[0].reference.year == 2019
    assert (abstract.reference.author, abstract.reference.container_title) == (
        (Name("Liu", "R"), Name("Okafor", "CA")), "Fog Lett",
    )  # fmt: skip
    assert (abstract.reference.PMID, abstract.reference.year) == ("39999082", 2020)


def test_one_article_without_a_collection() -> None:
    assert read_bytes(as_json(PUBTATOR, bare=True), "one.json")[0].reference.title == "On moths"


@pytest.mark.parametrize(
    "data", [as_json(PASSAGES)[:-9], as_xml(PASSAGES)[:-9], as_json([({"type": "title"}, "")]), as_xml([])]
)
def test_what_cannot_be_read_is_named(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"^x\.bioc: "):
        read_bytes(data, "x.bioc")
