from __future__ import annotations

import json
from typing import Any

import pytest

from corpus import Name, Reference
from corpus.errors import CorpusError, UnreadableFileError
from corpus.readers import format_of, read_bytes
from support.documents import check, parts

CORE = {
    "id": "39999071", "source": "MED", "pmid": "39999071", "pmcid": "PMC99999071", "doi": "10.9999/fog.2021.7",
    "title": "Fog and <i>moths</i>.", "authorString": "Liu R, TIDE Study Group.",
    "authorList": {"author": [{"fullName": "Liu R", "firstName": "Rui", "lastName": "Liu", "initials": "R"},
                              {"collectiveName": "TIDE Study Group"}]},
    "journalInfo": {"issue": "2", "volume": "7", "yearOfPublication": 2021, "printPublicationDate": "2021-03-01",
                    "journal": {"title": "Fog letters", "medlineAbbreviation": "Fog Lett"}},
    "pubYear": "2021", "pageInfo": "70-79", "language": "eng", "firstPublicationDate": "2020-12-24",
    "abstractText": "<h4>Background</h4>Moths like fog. <h4>Results</h4>They do not.",
    "pubTypeList": {"pubType": ["Review", "Journal Article"]}, "keywordList": {"keyword": ["moth", "fog"]},
}  # fmt: skip
LITE = {
    "id": "PPR1", "source": "PPR", "title": "On moths", "authorString": "Liu R, van Dijk JPM.", "pubYear": "2020",
    "doi": "10.9999/ppr.1", "pageInfo": "1-3", "journalTitle": "", "pubType": "preprint",
}  # fmt: skip


def answer(*results: Any) -> bytes:
    return json.dumps(
        {"version": "6.9", "hitCount": 2, "request": {"q": "x"}, "resultList": {"result": results}}
    ).encode()


def test_both_forms_of_an_answer() -> None:
    data = answer(CORE, LITE)
    assert format_of(data, "found.json").name == "Europe PMC JSON"
    core, lite = read_bytes(data, "found.json")
    check(core)
    check(lite)
    assert core.reference == Reference(
        title="Fog and moths", author=(Name("Liu", "Rui"), Name("TIDE Study Group")), container_title="Fog letters",
        issued=(2021, 3, 1), volume="7", issue="2", page="70-79", DOI="10.9999/fog.2021.7", PMID="39999071",
        PMCID="PMC99999071", language="eng", keyword=("moth", "fog"), publication_type=("Review", "Journal Article"),
    )  # fmt: skip
    assert [part[2] for part in parts(core) if part[0] == "body"] == ["Moths like fog.", "They do not."]
    assert lite.reference.author == (Name("Liu", "R"), Name("van Dijk", "JPM"))
    assert (lite.reference.type, lite.reference.year, lite.reference.title) == ("article", 2020, "On moths")


@pytest.mark.parametrize(
    "result",
    [None, 5, "x", [], {}, {"title": {}}, {"title": "T", "authorList": {"author": [1, None, {"lastName": 3}]}}],
)
def test_odd_results_are_left_out_or_read(result: Any) -> None:
    assert [one.reference.title for one in read_bytes(answer(result, LITE), "found.json")][-1] == "On moths"


def test_broken_json_and_no_result_are_named() -> None:
    with pytest.raises(UnreadableFileError, match=r"found.json: is broken or cut short"):
        read_bytes(answer(CORE)[:-5], "found.json")
    with pytest.raises(CorpusError, match=r"found.json: holds no record"):
        read_bytes(answer(), "found.json")
