from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import GoldError
from qa.evaluation.gold import GoldAnswer, GoldQuestion
from qa.evaluation.sets import read
from support.evaluation import beir, question, squad, write_lines

# BEIR


def test_a_beir_folder_has_the_queries_that_the_split_judges(tmp_path: Path) -> None:
    gold = read(beir(tmp_path / "set"))
    assert gold.questions == (
        GoldQuestion("q1", "zebrafish fins", relevant={"d1": 2, "d2": 1}),
        GoldQuestion("q2", "newts hearts", relevant={"d2": 1}),
    )
    assert {name: (one.source, one.reference.title) for name, one in gold.documents.items()} == {
        "d1": ("d1", "Fins of fish"),
        "d2": ("d2", "Hearts of newts"),
    }
    assert gold.documents["d1"].text == "Fins of fish\n\nAbstract\n\nZebrafish regrow their tail fins."
    assert gold.notes == ()


def test_beir_files_may_be_packed(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    expected = read(folder)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
        (folder / name).unlink()
    assert read(folder) == expected


def test_a_split_of_a_beir_set_is_a_file_of_judgements(tmp_path: Path) -> None:
    folder = beir(tmp_path / "set")
    write_lines(folder / "qrels" / "train.tsv", "query-id\tcorpus-id\tscore", "q3\td1\t1")
    assert [one.id for one in read(folder).questions] == ["q1", "q2"]
    assert [one.id for one in read(folder, "train").questions] == ["q3"]
    with pytest.raises(GoldError, match=r"has no questions of the split 'dev'\. Choose with --split: test, train\."):
        read(folder, "dev")
    (folder / "qrels" / "test.tsv").rename(folder / "qrels" / "dev.tsv")
    with pytest.raises(GoldError, match=r"has several splits\. Choose with --split: dev, train\."):
        read(folder)


def test_judgements_of_what_is_not_there_are_counted_and_named(tmp_path: Path) -> None:
    qrels = ["q1\td1\t1", "q1\tgone\t1", "q2\tgone\t1", "q3\td1\t0", "nobody\td1\t1"]
    gold = read(beir(tmp_path / "set", qrels=qrels))
    judged = tmp_path / "set" / "qrels" / "test.tsv"
    assert gold.questions == (GoldQuestion("q1", "zebrafish fins", relevant={"d1": 1}),)
    assert gold.notes == (
        f"{judged} judges 1 question that the set does not have: nobody.",
        f"{judged} judges 1 document that the set does not have: gone.",
        "Not asked: 2 questions without a relevant document: q2, q3.",
    )


def test_documents_without_title_and_text_are_left_out(tmp_path: Path) -> None:
    corpus = [{"_id": "d1", "title": "", "text": ""}, {"_id": "d2", "title": "Hearts", "text": "Newts."}]
    gold = read(beir(tmp_path / "set", corpus=corpus))
    assert list(gold.documents) == ["d2"]
    assert gold.notes[0] == "Left out: 1 document without title and text: d1."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"corpus": [{"_id": "d"}, "{"]}, r"corpus\.jsonl: broken rows, so nothing was measured: line 2 \(no JSON\)"),
        ({"corpus": [{"title": "No id"}]}, r'line 1 \(needs an "_id"\)'),
        ({"corpus": [{"_id": "d", "text": "A"}] * 2}, "ids are on more than one row: d"),
        ({"corpus": [{"_id": "d", "text": ""}]}, "holds no document with a title or a text"),
        ({"queries": [{"_id": "q", "text": " "}]}, r'queries\.jsonl: .*needs an "_id" and a "text"'),
        ({"queries": [{"_id": "q", "text": "A"}] * 2}, "ids are on more than one row: q"),
        ({"qrels": ["q1 d1"]}, r"test\.tsv: broken rows, so nothing was measured: line 2"),
        ({"qrels": ["q1\td1\tmuch"]}, "line 2"),
        ({"qrels": ["q1\td1\t1", "q1\td1\t2"]}, "two values for one document of a query: d1 for q1"),
        ({"qrels": []}, "holds no judgement"),
        ({"qrels": ["q1\tgone\t1"]}, "no query has a relevant document"),
    ],
)
def test_a_broken_beir_set_is_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(GoldError, match=said):
        read(beir(tmp_path / "set", **changed))


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"is not a BEIR set: corpus\.jsonl is missing\. Name a folder"):
        read(tmp_path)
    (tmp_path / "corpus.jsonl").touch()
    with pytest.raises(GoldError, match=r"queries\.jsonl is missing"):
        read(tmp_path)
    (tmp_path / "queries.jsonl").touch()
    with pytest.raises(GoldError, match=r"it has no qrels/\*\.tsv"):
        read(tmp_path)


def test_one_file_of_a_beir_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"one file of a BEIR set\. Name the folder"):
        read(beir(tmp_path) / "corpus.jsonl")


# SQuAD


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_article_is_a_document_and_its_spans_are_answers(tmp_path: Path, pack: Any) -> None:
    file = squad(tmp_path / "set.json")
    file.write_bytes(pack(file.read_bytes()))
    gold = read(file)
    text = "On fins\n\nZebrafish regrow fins. Newts repair hearts."
    assert gold.questions == (
        GoldQuestion("a", "What do zebrafish regrow?", (GoldAnswer("fins", "On_fins", 26),)),
        GoldQuestion("b", "What do newts repair?", (GoldAnswer("Newts repair hearts.", "On_fins", 32),)),
        GoldQuestion("c", "What do sharks eat?"),
    )
    (document,) = gold.documents.values()
    assert (document.text, document.reference.title) == (text, "On fins")
    assert [(one.kind, one.start, one.end) for one in document.sections] == [("body", 0, len(text))]


def test_paragraphs_of_an_article_are_joined_and_offsets_shifted(tmp_path: Path) -> None:
    one, other = "Fins regrow.", "Hearts heal."
    paragraphs = [
        {"context": one, "qas": [question("a", "What regrows?", one, "Fins")]},
        {"context": other, "qas": [question("b", "What heals?", other, "Hearts")]},
        {"context": one, "qas": [question("c", "What do fins do?", one, "regrow")]},
    ]
    gold = read(squad(tmp_path / "set.json", {"title": "Healing", "doi": "10.1000/X", "paragraphs": paragraphs}))
    (document,) = gold.documents.values()
    assert (document.text, document.reference.DOI) == (f"{one}\n\n{other}", "10.1000/X")
    assert [answer.start for row in gold.questions for answer in row.answers] == [0, 14, 5]


def test_one_text_under_two_articles_is_one_document(tmp_path: Path) -> None:
    context = "Fins regrow."
    articles = [
        {"paragraphs": [{"context": context, "document_id": at, "qas": [question(f"q{at}", "What?", context, "Fins")]}]}
        for at in (7, 8)
    ]
    gold = read(squad(tmp_path / "set.json", *articles))
    assert list(gold.documents) == ["7"]
    assert [answer.document for row in gold.questions for answer in row.answers] == ["7", "7"]


def test_a_wrong_offset_is_put_right_and_an_answer_that_is_nowhere_left_out(tmp_path: Path) -> None:
    context = "Fins here. Nothing. Fins there."
    qas = [
        question("near", "Which fins?", context, "Fins", 18),
        question("far", "Which fins?", context, "Fins", 2),
        question("lost", "Which gills?", context, "gills", 2),
        {**question("half", "Which?", context, "here"), "answers": [{"text": "gills"}, {"text": "here"}]},
    ]
    gold = read(squad(tmp_path / "set.json", {"paragraphs": [{"context": context, "qas": qas}]}))
    assert [(row.id, [answer.start for answer in row.answers]) for row in gold.questions] == [
        ("near", [20]),
        ("far", [0]),
        ("half", [5]),
    ]
    assert gold.notes == (
        "3 questions with an answer at another offset than the file says; the nearest place was taken: near, far, half.",
        "2 questions with an answer that is not in the text: lost, half. Not asked, having no other: 1.",
    )


def test_characters_that_no_library_holds_keep_their_place(tmp_path: Path) -> None:
    context = "A\ud800\0B fins"
    gold = read(
        squad(tmp_path / "s.json", {"paragraphs": [{"context": context, "qas": [question("a", "Q", context, "fins")]}]})
    )
    assert gold.documents["article-1"].text == "A\ufffd\ufffdB fins"
    assert gold.questions[0].answers == (GoldAnswer("fins", "article-1", 5),)


@pytest.mark.parametrize(
    ("articles", "said"),
    [
        ([{"paragraphs": [{"context": 7}]}], r'article 1, paragraph 1 \(needs a text under "context"\)'),
        ([{"paragraphs": []}, 7], r'article 2 \(needs a list under "paragraphs"\)'),
        ([{"paragraphs": [{"context": "A", "qas": 7}]}], r'article 1 \("qas" is not a list\)'),
        ([{"paragraphs": [{"context": "A", "qas": [{"id": "q"}]}]}], "article 1, question q"),
        ([{"paragraphs": [{"context": "A", "qas": [{"id": "q", "question": "Q", "answers": [7]}]}]}], "question q"),
        ([{"paragraphs": [{"context": "A", "qas": [question("q", "Q", "A", "A")] * 2}]}], "more than one row: q"),
        ([{"paragraphs": [{"context": " ", "qas": []}]}], "holds no paragraph with a text"),
        ([{"paragraphs": [{"context": "A", "qas": []}]}], "has no questions"),
    ],
)
def test_a_broken_squad_file_is_refused(tmp_path: Path, articles: list[Any], said: str) -> None:
    with pytest.raises(GoldError, match=said):
        read(squad(tmp_path / "set.json", *articles))


# BioASQ

SNIPPETS = [
    ("Fins regrow.", "7", "title"),
    ("Zebrafish  regrow fins. They do.", "7", "abstract"),
    ("Zebrafish regrow fins.", "7", "abstract"),
    ("Newts repair hearts.", "8", "abstract"),
]


@pytest.mark.parametrize("official", [True, False])
def test_snippets_are_the_documents_each_once(tmp_path: Path, official: bool) -> None:
    file = tmp_path / "set.json"
    if official:
        snippets = [
            {"text": text, "document": f"http://www.ncbi.nlm.nih.gov/pubmed/{pmid}", "beginSection": part}
            for text, pmid, part in SNIPPETS
        ]
        rows = [{"id": "a", "type": "list", "body": "What regrows?", "snippets": snippets}, {"id": "b", "body": "And?"}]
        file.write_text(json.dumps({"questions": rows}), encoding="utf-8")
    else:
        snippets = [{"text": text, "pmid": pmid, "section": part} for text, pmid, part in SNIPPETS]
        write_lines(
            file, {"id": "a", "question": "What regrows?", "snippets": snippets}, {"id": "b", "question": "And?"}
        )
    gold = read(file)
    assert {name: one.text for name, one in gold.documents.items()} == {
        "7": "Fins regrow.\n\nZebrafish regrow fins. They do.",
        "8": "Newts repair hearts.",
    }
    assert (gold.documents["7"].reference.title, gold.documents["7"].reference.PMID) == ("Fins regrow", "7")
    answers = (
        GoldAnswer("Fins regrow.", "7", 0),
        GoldAnswer("Zebrafish regrow fins. They do.", "7", 14),
        GoldAnswer("Zebrafish regrow fins.", "7", 14),
        GoldAnswer("Newts repair hearts.", "8", 0),
    )
    assert gold.questions == (GoldQuestion("a", "What regrows?", answers),)
    assert gold.notes == ("Not asked: 1 question without a snippet: b.",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"id": "a", "snippets": []}], 'needs a text under "body" or "question"'),
        ([{"body": "Q", "snippets": [{"text": "A"}]}], "the number or address of its document"),
        ([{"body": "Q", "snippets": 7}], '"snippets" is not a list'),
        ([{"body": "Q"}], "no questions with snippets"),
        ([{"id": "a", "body": "Q", "snippets": [{"text": "A", "pmid": "1"}]}] * 2, "more than one row: a"),
    ],
)
def test_a_broken_bioasq_file_is_refused(tmp_path: Path, rows: list[Any], said: str) -> None:
    file = tmp_path / "set.json"
    file.write_text(json.dumps({"questions": [*rows, {"body": "whole", "snippets": []}]}), encoding="utf-8")
    with pytest.raises(GoldError, match=said):
        read(file)
    with pytest.raises(GoldError, match=said):
        read(write_lines(tmp_path / "set.jsonl", {"question": "whole", "snippets": []}, *rows))


# whatever it is


def test_the_projects_own_rows_are_about_the_users_library(tmp_path: Path) -> None:
    gold = read(write_lines(tmp_path / "gold.jsonl.gz", {"question": "Q?", "answer": "A"}, pack=gzip.compress))
    assert (gold.questions, gold.documents) == ((GoldQuestion("1", "Q?", (GoldAnswer("A"),)),), {})


@pytest.mark.parametrize("content", ["[]", "{}", '{"data": []}', '{"data": [{"a": 1}]}', "[[1]]", '{"questions": 3}'])
def test_other_json_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "set.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=r"set\.json: is not a gold set that can be read here"):
        read(tmp_path / "set.json")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "set.json.gz").write_bytes(gzip.compress(bytes(30 << 20)))
    with pytest.raises(GoldError, match=r"set\.json\.gz: unpacks to more than 200 times its size"):
        read(tmp_path / "set.json.gz")


def test_an_archive_of_several_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr("a.jsonl", "{}")
        archive.writestr("b.jsonl", "{}")
    with pytest.raises(GoldError, match="archive of several files"):
        read(tmp_path / "set.zip")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "data",
                    "paragraphs",
                    "context",
                    "qas",
                    "question",
                    "answers",
                    "text",
                    "questions",
                    "body",
                    "snippets",
                    "id",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(value=json_values)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    try:
        gold = read(file)
    except GoldError:
        return
    assert gold.questions


# questions of another set


def test_questions_of_another_set_are_asked_as_unanswerable(tmp_path: Path) -> None:
    gold = read(write_lines(tmp_path / "a.jsonl", {"id": "a", "question": "Do fins regrow?", "answer": "Fins regrow."}))
    rows = [
        {"id": "a", "question": "Do newts sing?", "answer": "No."},
        {"id": "b", "question": "do fins  regrow"},
        {"id": "c", "question": "Do newts sing"},
    ]
    other = read(write_lines(tmp_path / "b.jsonl", *rows))
    both = gold.with_unanswerable(other)
    assert both.questions == (*gold.questions, GoldQuestion("other-a", "Do newts sing?"))
    assert both.notes == (
        f"Of {other.file}, 1 question asked as unanswerable here.",
        f"2 questions of it left out, asked twice or in {gold.file} too.",
    )
    with pytest.raises(GoldError, match="asks nothing that"):
        gold.with_unanswerable(gold)
