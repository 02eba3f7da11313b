from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest

from conftest import build_library, page, saved
from corpus import Document
from corpus.errors import QuestionError
from index.library import Library
from qa.answer import Answer, Evidence
from qa.engine import Engine

GOLD = Path(__file__).parent / "gold" / "reviews.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in GOLD.read_text(encoding="utf-8").splitlines()]
WHY = "Why are iMSCs preferred over MSCs?"
HOSTILE = page(
    "Zebrafish <script>document.title='owned'</script> survey",
    "Zebrafish regrow fins <script>alert(1)</script> <img src=x onerror=alert(1)> within weeks **in bold** after "
    "injury. "
    "See [a link](javascript:alert(1)) and ![a picture](http://203.0.113.9/x.png) of zebrafish scales & `code`. "
    "Their hearts ${1+1} {{title}} regenerate as well, which no mammal can do.",
)


def shown(answer: Answer) -> tuple[Evidence, ...]:
    return answer.evidence + answer.nearest


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


@pytest.fixture(scope="module")
def answers(engine: Engine) -> dict[str, Answer]:
    return {question: engine.ask(question, top_k=10) for question in QUESTIONS}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_cut_from_its_document(engine: Engine, answers: dict[str, Answer], question: str) -> None:
    evidence = shown(answers[question])
    assert evidence
    for one in evidence:
        document = engine.document(one.document_id)
        assert document is not None
        assert document.text[one.start : one.end] == one.quote
        passage_end = one.passage_start + len(one.passage)
        assert document.text[one.passage_start : passage_end] == one.passage
        assert one.passage_start <= one.start < one.end <= passage_end
        assert one.reference == document.reference


def test_ranks_count_from_one(answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        evidence = shown(answer)
        assert [one.rank for one in evidence] == list(range(1, len(evidence) + 1)), question


def test_scores_never_rise_and_stay_between_0_and_1(answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        scores = [one.score for one in shown(answer)]
        assert scores == sorted(scores, reverse=True), question
        assert 0 <= scores[-1] <= scores[0] <= 1, question


def test_no_two_quotes_overlap(answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        for left, right in combinations(shown(answer), 2):
            apart = left.end <= right.start or right.end <= left.start
            assert left.document_id != right.document_id or apart, question


def test_page_furniture_is_never_quoted(engine: Engine, answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        for one in shown(answer):
            document = engine.document(one.document_id)
            assert document is not None
            kinds = {part.kind for part in document.sections if part.start < one.end and one.start < part.end}
            assert kinds in ({"body"}, {"reference"}), question


def test_evidence_and_nearest_exclude_each_other(answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        assert bool(answer.evidence) == answer.answered, question
        assert bool(answer.nearest) != answer.answered, question


def test_an_answer_carries_its_question_and_a_probability(answers: dict[str, Answer]) -> None:
    for question, answer in answers.items():
        assert answer.question == question
        assert 0 <= answer.confidence <= 1, question


def test_top_k_is_the_most_that_is_shown(engine: Engine) -> None:
    most = shown(engine.ask(WHY, top_k=10))
    assert [shown(engine.ask(WHY, top_k=k)) for k in (1, 2, 3)] == [most[:1], most[:2], most[:3]]
    assert len(most) > 3


def test_five_quotes_are_the_most_unless_told_otherwise(engine: Engine) -> None:
    assert shown(engine.ask(WHY)) == shown(engine.ask(WHY, top_k=50))[:5]
    assert len(shown(engine.ask(WHY))) == 5


def test_top_k_holds_for_references_too(engine: Engine) -> None:
    where = "Which universities are the authors of the preclinical review affiliated with?"
    assert len(engine.ask(where, top_k=6).evidence) == 6
    assert engine.ask(where, top_k=2).evidence == engine.ask(where, top_k=6).evidence[:2]


def test_top_k_holds_for_the_nearest_passages_too(engine: Engine) -> None:
    answer = engine.ask("how to bake sourdough bread", top_k=2)
    assert (answer.answered, len(answer.nearest)) == (False, 2)


def test_a_refusal_names_the_words_that_no_document_has(engine: Engine) -> None:
    answer = engine.ask("how to bake sourdough bread")
    assert answer.missing_terms == ("bake", "sourdough", "bread")
    assert answer.evidence == ()


def test_a_question_is_tidied_before_it_is_asked(engine: Engine) -> None:
    assert engine.ask(f"\ufeff  {WHY.replace(' ', '   ')}\x00\r\n") == engine.ask(WHY)


@pytest.mark.parametrize("question", ["", " \t\n", "\x00\x07", "x" * 2001])
def test_what_cannot_be_asked_is_refused(engine: Engine, question: str) -> None:
    with pytest.raises(QuestionError):
        engine.ask(question)


def test_eight_threads_get_the_answers_of_one(library: Library, answers: dict[str, Answer]) -> None:
    shared = Engine(library)

    def ask(turn: int) -> dict[str, Answer]:
        return {question: shared.ask(question, top_k=10) for question in QUESTIONS[turn % 4 :: 4]}  # each asked twice

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(ask, range(8)))
    assert {question for turn in asked for question in turn} == set(QUESTIONS)
    for turn in asked:
        assert turn == {question: answers[question] for question in turn}


def test_asking_writes_nothing_in_the_library(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    engine = Engine(build_library(tmp_path / "library", reviews))
    before = contents(tmp_path)
    for question in QUESTIONS:
        engine.ask(question)
    assert contents(tmp_path) == before


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    document = saved(HOSTILE, "hostile.txt")
    return Engine(build_library(tmp_path_factory.mktemp("hostile") / "library", [document]))


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "How fast do zebrafish regrow fins after injury?",
            "Zebrafish regrow fins <script>alert(1)</script> <img src=x onerror=alert(1)> within weeks **in bold** "
            "after injury.",
        ),
        (
            "zebrafish scales picture",
            "[a picture](http://203.0.113.9/x.png) of zebrafish scales & `code`.",
        ),
        (
            "Do their hearts regenerate, as no mammal can?",
            "Their hearts ${1+1} {{title}} regenerate as well, which no mammal can do.",
        ),
        (
            "What is the title of the zebrafish survey?",
            "Zebrafish <script>document.title='owned'</script> survey",
        ),
    ],
)
def test_markup_in_a_document_comes_back_verbatim(hostile: Engine, question: str, quote: str) -> None:
    answer = hostile.ask(question)
    assert (answer.answered, shown(answer)[0].quote) == (True, quote)


def test_a_library_of_one_short_document_can_be_asked(tmp_path: Path) -> None:
    document = saved(page("Fins", "Zebrafish regrow their fins within weeks of an injury. " * 3), "fins.txt")
    answer = Engine(build_library(tmp_path / "library", [document])).ask("Do zebrafish regrow fins?")
    assert shown(answer)[0].quote == "Zebrafish regrow their fins within weeks of an injury."


def test_a_document_chosen_by_name_is_the_only_one_quoted(engine: Engine) -> None:
    answer = engine.ask("What does Aldoghachi say about exosomes in regenerative medicine?", top_k=10)
    assert {one.document_id for one in shown(answer)} == {"aldoghachi-2023-1c1a0a"}


def test_an_unknown_document_is_none(engine: Engine) -> None:
    assert engine.document("nobody-1900-000000") is None


def test_an_engine_closes_its_library_when_its_block_ends(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    with Engine(build_library(tmp_path / "library", reviews)) as engine:
        assert shown(engine.ask(WHY))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        engine.ask(WHY)
