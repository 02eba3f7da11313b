from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference
from corpus.document import Citation, CitedWork
from corpus.errors import AnswerError, SelectionError
from corpus.json_form import to_json
from index.store.selection import Selection
from qa.answer import Answer, Antecedent, Display, Evidence, Place, papers, quote
from qa.references import vancouver
from qa.wording import confidence_in_words, refusal

TEXT = "Fins regrow — within weeks.\n\n<b>Fish</b> swim. **Birds** 🐦 fly."
DOCUMENT = Document("fins.txt", TEXT, Reference(title="On fins", author=(Name("Fisher", "Ada"),), issued=(2021,)))
PLACE = Place(DOCUMENT, "Abstract", "body", 29, 46, 0, len(TEXT), 0.123456)
EVIDENCE_KEYS = [
    "rank",
    "score",
    "quote",
    "passage",
    "passage_start",
    "document_id",
    "section",
    "kind",
    "page",
    "page_label",
    "start",
    "end",
    "reference",
]
EVIDENCE_KEYS += ["citation", "cites", "cite_labels", "antecedent", "agrees", "display"]
ANSWER_KEYS = [
    "question",
    "id",
    "answered",
    "verdict",
    "confidence",
    "missing_terms",
    "spelling",
    "english",
    "uncovered_terms",
    "of_paper",
    "papers_agreeing",
    "evidence",
]


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
    printed = to_json(quote([PLACE])[0])
    assert list(printed) == EVIDENCE_KEYS
    assert printed == {
        "rank": 1,
        "score": 0.123456,
        "quote": "<b>Fish</b> swim.",
        "passage": TEXT,
        "passage_start": 0,
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
        "cite_labels": [],
        "antecedent": None,
        "agrees": [],
        "display": {
            "before": "Fins regrow — within weeks.\n\n",
            "quote": "<b>Fish</b> swim.",
            "after": " **Birds** 🐦 fly.",
        },
    }


def test_what_is_shown_of_a_quote_is_its_text_as_people_read_it() -> None:
    text = "We saw regener-\nation of fins\nin fish.43 It\nregenerates."
    at = text.index("43")
    document = Document(
        "fins.pdf", text, Reference(title="On fins"), wrapped=True, soft_hyphens=(14,),
        bibliography=(CitedWork("43", Reference(title="On fish"), 0, 1),), citations=(Citation((0,), at, at + 2),),
    )  # fmt: skip
    (one,) = quote([Place(document, None, "body", 7, at + 2, 0, len(text), 1.0, antecedent=(0, 6))])
    assert one.quote == text[7 : at + 2]
    assert one.display == Display("We saw ", "regeneration of fins in fish.⁴³", " It regenerates.")
    assert (one.cite_labels, one.antecedent) == (("43",), Antecedent("We saw", 0, 6))


def test_an_answer_that_was_kept_without_its_display_is_shown_by_its_own_text() -> None:
    (one,) = quote(
        [
            replace(PLACE, document=replace(DOCUMENT, text=TEXT.replace("swim", "swim-\n ming"))),
        ]
    )
    printed = Answer("Do fish swim?", True, 0.9, (), evidence=(one,)).to_dict()
    del printed["evidence"][0]["display"], printed["evidence"][0]["cite_labels"]
    assert Answer.from_dict(printed).evidence[0].display.quote == one.display.quote


def test_quotes_are_numbered_as_they_are_shown() -> None:
    answer = answered([DOCUMENT, *OTHERS], [[2], [], [0]])
    assert answer.numbered == {1: 1, 3: 2, 2: 3}
    assert Answer("Do they fly?", False, 0.1, (), nearest=quote([PLACE, PLACE])).numbered == {1: 1, 2: 2}


def test_an_answer_as_json_has_the_keys_that_were_promised() -> None:
    answer = Answer("Do fish swim?", True, 0.987654, ("ocean",), evidence=quote([PLACE]))
    printed = replace(answer, id="q1").to_dict()
    assert list(printed) == ANSWER_KEYS
    assert (printed["question"], printed["id"], printed["answered"]) == ("Do fish swim?", "q1", True)
    assert (printed["confidence"], printed["missing_terms"]) == (0.987654, ["ocean"])
    assert [list(one) for one in printed["evidence"]] == [EVIDENCE_KEYS]


def test_a_refusal_as_json_has_the_nearest_passages_in_the_same_shape() -> None:
    printed = Answer("Do fish fly?", False, 0.1, (), nearest=quote([PLACE, PLACE])).to_dict()
    assert list(printed) == [*ANSWER_KEYS, "nearest"]
    assert (printed["id"], printed["evidence"], printed["uncovered_terms"]) == (None, [], [])
    assert [list(one) for one in printed["nearest"]] == [EVIDENCE_KEYS, EVIDENCE_KEYS]


def test_a_refusal_as_json_has_the_words_that_the_nearest_passages_lack() -> None:
    printed = Answer("Do fish fly?", False, 0.1, ("fly",), uncovered_terms=("fish", "wings")).to_dict()
    assert (printed["missing_terms"], printed["uncovered_terms"]) == (["fly"], ["fish", "wings"])


@pytest.mark.parametrize(
    ("missing", "uncovered", "of_paper", "said"),
    [
        ((), (), False, "The papers here do not answer this."),
        (("fly",), (), False, "The papers here do not answer this. None of them mentions “fly”."),
        ((), ("wing",), False, "The papers here do not answer this. No passage near the question mentions “wing”."),
        (
            ("fly", "kite"),
            ("wing", "sky", "air"),
            False,
            "The papers here do not answer this. None of them mentions “fly” or “kite”. No passage near the question "
            "mentions “wing”, “sky” or “air”.",
        ),
        (("DOI",), (), True, "The paper does not print this: “DOI”."),
    ],
)
def test_a_refusal_says_in_words_what_is_missing(
    missing: tuple[str, ...], uncovered: tuple[str, ...], of_paper: bool, said: str
) -> None:
    assert refusal(Answer("Do fish fly?", False, 0.1, missing, uncovered_terms=uncovered, of_paper=of_paper)) == said


def test_a_refusal_without_any_passage_has_an_empty_list() -> None:
    assert Answer("Do fish fly?", False, 0.0, ()).to_dict()["nearest"] == []


def test_json_keeps_the_text_as_it_is() -> None:
    printed = Answer("Do fish swim? 🐟", True, 1.0, (), evidence=quote([PLACE])).to_dict()
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed
    assert printed["evidence"][0]["passage"] == TEXT


OTHERS = [
    Document(f"{name}.txt", TEXT, Reference(title=name, author=(Name("Fisher", "Ada"),), issued=(2021,)))
    for name in ("On gills", "On scales")
]


def answered(documents: list[Document], agreeing: list[list[int]]) -> Answer:
    places = [replace(PLACE, document=document) for document in documents]
    return Answer("Do fish swim?", True, 0.9, (), evidence=quote(places, agreeing))


def test_an_antecedent_is_cut_from_the_text_too() -> None:
    (one,) = quote([replace(PLACE, antecedent=(0, 27))])
    assert one.antecedent == Antecedent("Fins regrow — within weeks.", 0, 27)
    assert to_json(one)["antecedent"] == {
        "text": "Fins regrow — within weeks.", "start": 0, "end": 27, "display": "Fins regrow — within weeks.",
    }  # fmt: skip


@pytest.mark.parametrize("antecedent", [(-1, 5), (5, 5), (9, 5), (20, 30), (46, 50)])
def test_an_antecedent_that_is_not_before_its_quote_is_refused(antecedent: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not before its quote"):
        quote([replace(PLACE, antecedent=antecedent)])


def test_evidence_names_the_ranks_that_say_the_same() -> None:
    answer = answered([DOCUMENT, *OTHERS], [[2], [], [0]])
    assert [one.agrees for one in answer.evidence] == [(3,), (), (1,)]
    assert answer.to_dict()["evidence"][0]["agrees"] == [3]


def test_agreement_is_given_for_every_place_or_for_none() -> None:
    with pytest.raises(ValueError, match="zip"):
        quote([PLACE, PLACE], [[1]])


def test_evidence_is_gathered_under_the_strongest_that_says_the_same() -> None:
    answer = answered([DOCUMENT, OTHERS[0], OTHERS[1], DOCUMENT], [[2], [], [0, 3], [2]])
    assert [[one.rank for one in group] for group in answer.groups] == [[1, 3], [2], [4]]


def test_papers_that_agree_are_counted_once() -> None:
    answer = answered([DOCUMENT, OTHERS[0], OTHERS[0], OTHERS[1]], [[1, 2], [0], [0], []])
    assert (answer.papers_agreeing, papers(answer.evidence)) == (2, 3)
    assert answer.to_dict()["papers_agreeing"] == 2


def test_a_lone_paper_agrees_with_itself_and_a_refusal_with_none() -> None:
    assert answered([DOCUMENT], [[]]).papers_agreeing == 1
    assert Answer("Do fish fly?", False, 0.1, (), nearest=quote([PLACE])).papers_agreeing == 0


@given(st.lists(st.integers(0, 2), max_size=6), st.data())
def test_every_piece_of_evidence_is_in_one_group(papers_of: list[int], data: st.DataObject) -> None:
    shown = [[DOCUMENT, *OTHERS][at] for at in papers_of]
    pairs = {
        (left, right)
        for left in range(len(shown))
        for right in range(left)
        if papers_of[left] != papers_of[right] and data.draw(st.booleans())
    }
    agreeing = [[o for o in range(len(shown)) if (o, at) in pairs or (at, o) in pairs] for at in range(len(shown))]
    answer = answered(shown, agreeing)
    ranks = [[one.rank for one in group] for group in answer.groups]
    assert sorted(rank for group in ranks for rank in group) == [one.rank for one in answer.evidence]
    assert all(group == sorted(group) for group in ranks)
    assert [group[0] for group in ranks] == sorted(group[0] for group in ranks)
    assert answer.papers_agreeing <= papers(answer.evidence)


ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=8)  # lone surrogates too
SOME_TEXT = ANY_TEXT.filter(bool)
NAMES = st.builds(Name, SOME_TEXT, ANY_TEXT)
REFERENCES = st.builds(
    Reference,
    type=SOME_TEXT,
    title=ANY_TEXT,
    author=st.lists(NAMES, max_size=2).map(tuple),
    container_title=ANY_TEXT,
    issued=st.sampled_from([(), (2021,), (2021, 12), (1999, 1, 31)]),
    DOI=ANY_TEXT,
    keyword=st.lists(SOME_TEXT, max_size=2).map(tuple),
    publication_type=st.lists(ANY_TEXT, max_size=2).map(tuple),
    corresponding_author=st.none() | NAMES,
    affiliation=st.lists(ANY_TEXT, max_size=2).map(tuple),
)
SHARES = st.floats(0, 1)


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    passage = draw(SOME_TEXT)
    start = draw(st.integers(0, len(passage) - 1))
    end, first = draw(st.integers(start + 1, len(passage))), draw(st.integers(0, 10**9))
    return Evidence(
        rank=draw(st.integers(1, 99)),
        score=draw(SHARES),
        quote=passage[start:end],
        passage=passage,
        passage_start=first,
        document_id=draw(ANY_TEXT),
        section=draw(st.none() | ANY_TEXT),
        kind=draw(st.sampled_from(["body", "caption", "table", "reference"])),
        page=draw(st.none() | st.integers(1, 999)),
        page_label=draw(ANY_TEXT),
        start=first + start,
        end=first + end,
        reference=draw(REFERENCES),
        cites=draw(st.lists(REFERENCES, max_size=2).map(tuple)),
        antecedent=draw(st.none() | st.builds(Antecedent, ANY_TEXT, st.integers(0, 9), st.integers(0, 9))),
        agrees=draw(st.lists(st.integers(1, 9), max_size=3).map(tuple)),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    answered, shown = draw(st.booleans()), tuple(draw(st.lists(pieces(), max_size=2)))
    words = st.lists(ANY_TEXT, max_size=2).map(tuple)
    return Answer(
        question=draw(ANY_TEXT),
        answered=answered,
        confidence=draw(SHARES),
        missing_terms=draw(words),
        evidence=shown if answered else (),
        nearest=() if answered else shown,
        id=draw(st.none() | ANY_TEXT),
        of_paper=draw(st.booleans()),
        uncovered_terms=draw(words),
    )


@settings(max_examples=60)
@given(answers())
def test_an_answer_is_read_back_exactly(answer: Answer) -> None:
    back = Answer.from_dict(json.loads(json.dumps(answer.to_dict())))
    assert back == answer
    assert back.shown == answer.shown
    assert back.to_dict() == answer.to_dict()


def test_a_stored_answer_is_as_sure_in_words_as_it_was() -> None:
    answer = Answer("Do fish swim?", True, 0.69996, ())
    assert confidence_in_words(Answer.from_dict(answer.to_dict()).confidence) == confidence_in_words(0.69996)
    assert confidence_in_words(0.69996) != confidence_in_words(0.7)


WHOLE = Answer("Q?", True, 0.9, (), evidence=quote([replace(PLACE, antecedent=(0, 27))])).to_dict()


@pytest.mark.parametrize("raw", [None, 7, "text", [], [WHOLE], {}, {"question": "Q?"}])
def test_json_that_is_no_answer_is_refused(raw: object) -> None:
    with pytest.raises(AnswerError, match=r"^The stored answer cannot be read: .+\. Ask the question again\.$"):
        Answer.from_dict(raw)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("rank", "1", "evidence[0].rank is not a whole number"),
        ("rank", True, "evidence[0].rank is not a whole number"),
        ("score", None, "evidence[0].score is not a number"),
        ("score", float("nan"), "evidence[0].score is not a number"),
        ("score", 10**400, "evidence[0].score is not a number"),
        ("quote", "Fish", "evidence[0].quote is not the passage's text between its offsets"),
        ("quote", 7, "evidence[0].quote is not text"),
        ("start", 0, "evidence[0].quote is not the passage's text"),
        ("start", -5, "evidence[0].start is not in the passage"),
        ("end", 29, "evidence[0].start is not in the passage"),
        ("end", 10**6, "evidence[0].quote is not the passage's text"),
        ("passage_start", -1, "evidence[0].start is not in the passage"),
        ("kind", "poem", "evidence[0].kind is unknown"),
        ("reference", [], "evidence[0].reference is not a reference"),
        ("reference", {}, "evidence[0].reference is not a reference"),
        ("reference", {"type": "article", "title": 7}, "evidence[0].reference is not a reference"),
        ("reference", {"type": "article", "author": "Fisher"}, "evidence[0].reference is not a reference"),
        ("reference", {"type": "article", "author": [{"family": 7}]}, "evidence[0].reference is not a reference"),
        (
            "reference",
            {"type": "article", "issued": {"date-parts": [["x"]]}},
            "evidence[0].reference is not a reference",
        ),
        ("reference", {"type": "article", "issued": {"date-parts": []}}, "evidence[0].reference is not a reference"),
        (
            "reference",
            {"type": "article", "issued": {"date-parts": [[2021, 13]]}},
            "evidence[0].reference is not a reference",
        ),
        ("reference", {"type": "article", "custom": 7}, "evidence[0].reference is not a reference"),
        ("cites", [None], "evidence[0].cites[0] is not a reference"),
        ("antecedent", "before", "evidence[0].antecedent is not an object"),
        ("antecedent", {"text": "x", "start": 0}, "evidence[0].antecedent.end is not a whole number"),
        ("agrees", [1, "2"], "evidence[0].agrees[1] is not a whole number"),
        ("section", 7, "evidence[0].section is not text"),
    ],
)
def test_a_field_that_is_wrong_is_named(name: str, value: object, said: str) -> None:
    raw = {**WHOLE, "evidence": [{**WHOLE["evidence"][0], name: value}]}
    with pytest.raises(AnswerError) as caught:
        Answer.from_dict(raw)
    assert f"cannot be read: answer.{said}" in str(caught.value)


@given(st.builds(
    Selection,
    st.lists(SOME_TEXT.filter(str.strip), max_size=2).map(tuple),
    st.none() | st.integers(1000, 1999),
    st.none() | st.integers(2000, 9999),
    st.lists(SOME_TEXT.filter(str.strip), max_size=2).map(tuple),
    st.sampled_from(["", "methods"]),
    st.booleans(),
))  # fmt: skip
def test_a_selection_is_read_back_exactly(selection: Selection) -> None:
    assert Selection.from_dict(json.loads(json.dumps(selection.to_dict()))) == selection


@pytest.mark.parametrize(
    "wrong",
    [{"documents": "fins"}, {"documents": [7]}, {"documents": [""]}, {"first": "2020"}, {"first": 20}, {"section": None},
     {"reviews_only": 1}, {"first": 2021, "last": 2020}, {"journals": None}],
)  # fmt: skip
def test_json_that_is_no_selection_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SelectionError):
        Selection.from_dict({**Selection().to_dict(), **wrong})
    with pytest.raises(SelectionError, match=r"What was to be asked cannot be read: .+\. Select it again\."):
        Selection.from_dict(wrong and None)
