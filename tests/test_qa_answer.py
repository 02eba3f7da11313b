from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from qa.answer import Answer, Place, quote
from qa.references import vancouver

TEXT = "Fins regrow — within weeks.\n\n<b>Fish</b> swim. **Birds** 🐦 fly."
DOCUMENT = Document("fins.txt", TEXT, Reference(title="On fins", author=(Name("Fisher", "Ada"),), issued=(2021,)))
PLACE = Place(DOCUMENT, "Abstract", "body", 29, 46, 0, len(TEXT), 0.123456)
EVIDENCE_KEYS = [
    "rank",
    "score",
    "quote",
    "passage",
    "document_id",
    "section",
    "kind",
    "page",
    "page_label",
    "start",
    "end",
    "reference",
]
EVIDENCE_KEYS += ["citation", "cites"]
ANSWER_KEYS = ["question", "id", "answered", "confidence", "missing_terms", "evidence"]


def test_a_quote_and_its_passage_are_cut_from_the_text() -> None:
    (one,) = quote([PLACE])
    assert one.quote == "<b>Fish</b> swim."
    assert (one.passage, one.passage_start) == (TEXT, 0)
    assert (one.start, one.end, one.section, one.document_id) == (29, 46, "Abstract", DOCUMENT.id)


def test_evidence_is_ranked_in_the_order_of_its_places() -> None:
    places = [PLACE, replace(PLACE, start=0, end=11), replace(PLACE, start=12, end=13)]
    assert [(one.rank, one.quote) for one in quote(places)] == [
        (1, "<b>Fish</b> swim."),
        (2, "Fins regrow"),
        (3, "—"),
    ]


def test_no_places_give_no_evidence() -> None:
    assert quote([]) == ()


@given(st.lists(st.integers(-3, len(TEXT) + 3), min_size=4, max_size=4))
def test_a_place_is_quoted_where_it_is_possible_and_refused_where_not(edges: list[int]) -> None:
    start, end, passage_start, passage_end = edges
    place = Place(DOCUMENT, None, "body", start, end, passage_start, passage_end, 1.0)
    if 0 <= passage_start <= start < end <= passage_end <= len(TEXT):
        assert quote([place])[0].quote == TEXT[start:end]
    else:
        with pytest.raises(ValueError, match="is not inside its passage and document"):
            quote([place])


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 46, "end": 46},
        {"start": 46, "end": 29},
        {"start": -5, "passage_start": -5},
        {"end": len(TEXT) + 1, "passage_end": len(TEXT) + 1},
        {"passage_start": 30},
        {"passage_end": 45},
    ],
    ids=["empty", "backwards", "before the text", "behind the text", "before its passage", "behind its passage"],
)
def test_an_impossible_place_is_refused(wrong: dict[str, int]) -> None:
    changed: dict[str, Any] = wrong
    with pytest.raises(ValueError, match=DOCUMENT.id):
        quote([replace(PLACE, **changed)])


def test_the_citation_is_the_reference_in_vancouver_style() -> None:
    assert quote([PLACE])[0].citation == vancouver(DOCUMENT.reference) == "Fisher A. On fins. 2021."


def test_evidence_as_json_has_the_keys_that_were_promised() -> None:
    printed = quote([PLACE])[0].to_dict()
    assert list(printed) == EVIDENCE_KEYS
    assert printed == {
        "rank": 1,
        "score": 0.1235,
        "quote": "<b>Fish</b> swim.",
        "passage": TEXT,
        "document_id": DOCUMENT.id,
        "section": "Abstract",
        "kind": "body",
        "page": None,
        "page_label": "",
        "start": 29,
        "end": 46,
        "reference": DOCUMENT.reference.to_csl(),
        "citation": "Fisher A. On fins. 2021.",
        "cites": [],
    }


def test_an_answer_as_json_has_the_keys_that_were_promised() -> None:
    answer = Answer("Do fish swim?", True, 0.987654, ("ocean",), quote([PLACE]))
    printed = answer.to_dict("q1")
    assert list(printed) == ANSWER_KEYS
    assert (printed["question"], printed["id"], printed["answered"]) == ("Do fish swim?", "q1", True)
    assert (printed["confidence"], printed["missing_terms"]) == (0.9877, ["ocean"])
    assert [list(one) for one in printed["evidence"]] == [EVIDENCE_KEYS]


def test_a_refusal_as_json_has_the_nearest_passages_in_the_same_shape() -> None:
    printed = Answer("Do fish fly?", False, 0.1, (), nearest=quote([PLACE, PLACE])).to_dict()
    assert list(printed) == [*ANSWER_KEYS, "nearest"]
    assert (printed["id"], printed["evidence"]) == (None, [])
    assert [list(one) for one in printed["nearest"]] == [EVIDENCE_KEYS, EVIDENCE_KEYS]


def test_a_refusal_without_any_passage_has_an_empty_list() -> None:
    assert Answer("Do fish fly?", False, 0.0, ()).to_dict()["nearest"] == []


def test_json_keeps_the_text_as_it_is() -> None:
    printed = Answer("Do fish swim? 🐟", True, 1.0, (), quote([PLACE])).to_dict()
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed
    assert printed["evidence"][0]["passage"] == TEXT
