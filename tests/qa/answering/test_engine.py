from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest

from corpus import Document, Reference, Section
from corpus.errors import DocumentNotFoundError, QuestionError, SelectionError
from index.library import Library
from index.models.cross_encoder import Judged, Read
from index.store.selection import Selection
from qa.answer import Answer, Evidence
from qa.answering.confidence import confidence
from qa.answering.engine import Engine, Examination
from qa.answering.features import Signals
from qa.answering.form import form_of
from qa.answering.weights import Calibration, shipped
from support.libraries import build_library, open_library, page, saved
from support.paths import GOLD

REVIEWS = GOLD / "reviews.jsonl"
QUESTIONS = [json.loads(line)["question"] for line in REVIEWS.read_text(encoding="utf-8").splitlines()]
WHY = "Why are iMSCs preferred over MSCs?"
FINS = "Do zebrafish regrow fins?"
OTHERS = ["scales", "hearts", "spines", "brains", "jaws", "eyes", "tails", "kidneys", "livers", "nerves", "muscles"]
HOSTILE = page(
    "Zebrafish <script>document.title='owned'</script> survey",
    "Zebrafish regrow fins <script>alert(1)</script> <img src=x onerror=alert(1)> within weeks **in bold** after "
    "injury. "
    "See [a link](javascript:alert(1)) and ![a picture](http://203.0.113.9/x.png) of zebrafish scales & `code`. "
    "Their hearts ${1+1} {{title}} regenerate as well, which no mammal can do.",
)


def paper(source: str, text: str) -> Document:
    """A paper whose text prints no title."""
    return Document(source, text, Reference(title=f"On {source}"), (Section(None, "body", 0, len(text)),))


def shown(answer: Answer) -> tuple[Evidence, ...]:
    return answer.evidence + answer.nearest


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}


@pytest.fixture(scope="module")
def answers(engine: Engine) -> dict[str, Answer]:
    return {question: engine.ask(question, top_k=10) for question in QUESTIONS}


def test_every_quote_is_cut_from_its_document(engine: Engine, answers: dict[str, Answer]) -> None:
    assert [question for question, answer in answers.items() if not shown(answer)] == []
    assert [
        (question, one.rank, one.quote)
        for question, answer in answers.items()
        for one in shown(answer)
        if not is_cut_from(engine.document(one.document_id), one)
    ] == []


def is_cut_from(document: Document | None, one: Evidence) -> bool:
    end = one.passage_start + len(one.passage)
    return (
        document is not None
        and document.text[one.start : one.end] == one.quote
        and document.text[one.passage_start : end] == one.passage
        and one.passage_start <= one.start < one.end <= end
        and one.reference == document.reference
    )


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


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Twelve papers of one sentence, all about fins; in the first no more than that, in the last much else."""
    documents = [
        paper(f"{at}.txt", f"Zebrafish regrow fins{''.join(f' and {OTHERS[number]}' for number in range(at))}.")
        for at in range(12)
    ]
    return Engine(build_library(tmp_path_factory.mktemp("shelf") / "library", documents))


def test_five_quotes_are_ranked_unless_told_otherwise(shelf: Engine) -> None:
    assert shelf.ask(FINS) == shelf.ask(FINS, top_k=5) == shelf.examine(FINS, 5).answer
    assert len(shelf.examine(FINS, 5).ranking) == 5


@pytest.mark.parametrize("top_k", [1, 2, 3, 7])
def test_top_k_is_the_most_that_is_shown_and_ranked(shelf: Engine, top_k: int) -> None:
    most, found = shelf.examine(FINS, 12), shelf.examine(FINS, top_k)
    assert len(found.ranking) == top_k
    assert [one.quote for one in found.ranking] == [one.quote for one in most.ranking[:top_k]]
    assert len(found.answer.evidence) <= top_k


@pytest.mark.parametrize("top_k", [0, -1])
def test_at_least_one_quote_must_be_asked_for(engine: Engine, top_k: int) -> None:
    with pytest.raises(ValueError, match=f"top_k is {top_k}; it must be at least 1"):
        engine.ask(WHY, top_k=top_k)
    with pytest.raises(ValueError, match="at least 1"):
        engine.examine(WHY, top_k)


def test_a_later_quote_is_shown_only_where_it_answers_by_its_own_confidence(tmp_path: Path) -> None:
    texts = {"a.txt": "Zebrafish regrow fins.", "b.txt": "Owls hunt mice.", "c.txt": "Fins of zebrafish regrow."}
    engine = Engine(build_library(tmp_path / "library", [paper(*one) for one in texts.items()]))
    found = engine.examine(FINS, 5)
    assert sorted(one.quote for one in found.answer.evidence) == [texts["c.txt"], texts["a.txt"]]
    assert [one.quote for one in found.ranking][-1] == texts["b.txt"]


def test_the_best_passages_are_ranked_whether_or_not_they_answer(answers: dict[str, Answer], engine: Engine) -> None:
    for question, answer in answers.items():
        found = engine.examine(question, 10)
        assert found.answer == answer
        quotes, ranked = [one.quote for one in shown(answer)], [one.quote for one in found.ranking]
        assert quotes[:1] == ranked[:1]
        assert quotes == [quote for quote in ranked if quote in quotes]
        assert [one.rank for one in found.ranking] == list(range(1, len(found.ranking) + 1))
        scores = [one.score for one in found.ranking]
        assert scores == sorted(scores, reverse=True)
        for left, right in combinations(found.ranking, 2):
            apart = left.end <= right.start or right.end <= left.start
            assert left.document_id != right.document_id or apart, question


def test_a_question_that_says_nothing_ranks_nothing(engine: Engine) -> None:
    for question in ("the of and", "?!", "🧬"):
        assert engine.examine(question, 5) == Examination(Answer(question, False, 0.0, ()), ())


def test_top_k_holds_for_references_too(engine: Engine) -> None:
    where = "Which universities are the authors of the preclinical review affiliated with?"
    assert len(engine.ask(where, top_k=6).evidence) == 6
    assert engine.ask(where, top_k=2).evidence == engine.ask(where, top_k=6).evidence[:2]


def test_top_k_holds_for_the_nearest_passages_too(engine: Engine) -> None:
    found = engine.examine("how to bake sourdough bread", 2)
    assert (found.answer.answered, len(found.answer.nearest) <= 2, len(found.ranking)) == (False, True, 2)


def test_a_refusal_names_the_words_that_no_document_has(engine: Engine) -> None:
    answer = engine.ask("how to bake sourdough bread")
    assert answer.missing_terms == ("bake", "sourdough", "bread")
    assert (answer.evidence, answer.uncovered_terms) == ((), ())


def test_a_refusal_names_the_words_that_no_passage_near_the_question_has(tmp_path: Path) -> None:
    documents = [paper(f"{at}.txt", f"Zebrafish regrow fins within {OTHERS[at]} weeks.") for at in range(6)]
    documents.append(paper("owls.txt", "Owls hunt mice at night."))
    with Engine(build_library(tmp_path / "library", documents)) as engine:
        engine.__dict__["calibration"] = NEVER
        answer = engine.ask("Which zebrafish regrow fins at night with sourdough?")
    assert not answer.answered
    assert (answer.missing_terms, answer.uncovered_terms) == (("sourdough",), ("night",))


def test_an_answer_names_no_word_that_is_not_covered(answers: dict[str, Answer]) -> None:
    assert {answer.uncovered_terms for answer in answers.values() if answer.answered} == {()}


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
            "[a picture](http://203.0.113.9/x.png) of zebrafish scales & `code`. Their hearts ${1+1} {{title}} "
            "regenerate as well, which no mammal can do.",
        ),
        (
            "What is the title of the zebrafish survey?",
            "Zebrafish <script>document.title='owned'</script> survey",
        ),
    ],
)
def test_markup_in_a_document_comes_back_verbatim(hostile: Engine, question: str, quote: str) -> None:
    assert shown(hostile.ask(question))[0].quote == quote


# Judged by signals


NEVER = Calibration(-9.0, Signals(0, 0, 0, 0, 0, 0, 0, 0, 0), 0.5)


def test_a_question_is_answered_from_the_threshold_on(tmp_path: Path) -> None:
    documents = [paper("fins.txt", "Zebrafish regrow fins."), paper("owls.txt", "Owls hunt mice.")]
    folder = tmp_path / "library"
    build_library(folder, documents).close()
    for threshold, answered in ((0.5, True), (0.51, False)):
        Calibration(0.0, Signals(0, 0, 0, 0, 0, 0, 0, 0, 0), threshold).write(folder, with_ranker=False)
        with Engine(open_library(folder)) as engine:
            answer = engine.ask("zebrafish fins")
            assert (answer.answered, answer.confidence) == (answered, 0.5)
            assert shown(answer)[0].quote == "Zebrafish regrow fins."


def test_the_confidence_of_an_answer_is_made_of_its_signals(engine: Engine, answers: dict[str, Answer]) -> None:
    assert engine.calibration == shipped(with_ranker=False).calibration
    for question in QUESTIONS[:20]:
        found = engine.signals(question)
        if found is not None:
            assert answers[question].confidence == confidence(engine.calibration, found, form_of(question))


@pytest.mark.parametrize("question", ["Who wrote the review by Aldoghachi?", "the of and"])
def test_a_question_about_a_paper_itself_or_nothing_has_no_signals(engine: Engine, question: str) -> None:
    assert engine.signals(question) is None


def test_papers_that_say_the_same_are_told(tmp_path: Path) -> None:
    texts = ["Exosomes carry growth factors to wounds.", "Exosomes carry growth factors to deep wounds."]
    documents = [paper(f"{at}.txt", text) for at, text in enumerate([*texts, "Owls hunt mice with exosomes."])]
    with Engine(build_library(tmp_path / "library", documents)) as engine:
        ranking = engine.examine("What do exosomes carry?", 3).ranking
    assert {one.quote: [ranking[rank - 1].quote for rank in one.agrees] for one in ranking} == {
        texts[0]: [texts[1]],
        texts[1]: [texts[0]],
        "Owls hunt mice with exosomes.": [],
    }


# Small libraries, chosen papers


@pytest.mark.parametrize(
    "documents", [[], [Document("bare.txt", "Bare", Reference(title="Bare"))]], ids=["none", "bare"]
)
def test_a_library_of_nothing_to_search_refuses(tmp_path: Path, documents: list[Document]) -> None:
    with Engine(build_library(tmp_path / "library", documents)) as engine:
        found = engine.examine("Do zebrafish regrow fins?", 5)
        assert engine.signals("Do zebrafish regrow fins?") is None
    missing = ("zebrafish", "regrow", "fins")
    assert found == Examination(Answer("Do zebrafish regrow fins?", False, 0.0, missing), ())


def test_a_paper_whose_text_prints_no_title_can_be_asked(tmp_path: Path) -> None:
    with Engine(build_library(tmp_path / "library", [paper("fins.txt", "Zebrafish regrow fins.")])) as engine:
        (one,) = engine.ask("Do zebrafish regrow fins?").evidence
    assert (one.quote, one.passage, one.rank) == ("Zebrafish regrow fins.", "Zebrafish regrow fins.", 1)


def test_passages_without_a_word_can_be_asked(tmp_path: Path) -> None:
    with Engine(build_library(tmp_path / "library", [paper("odd.txt", "!!! ??? 123 — … !!!")])) as engine:
        assert not engine.ask("Do zebrafish regrow fins?").answered


def test_a_library_of_one_short_document_can_be_asked(tmp_path: Path) -> None:
    document = saved(page("Fins", "Zebrafish regrow their fins within weeks of an injury. " * 3), "fins.txt")
    answer = Engine(build_library(tmp_path / "library", [document])).ask("Do zebrafish regrow fins?")
    assert shown(answer)[0].quote == "Zebrafish regrow their fins within weeks of an injury."


def test_a_document_chosen_by_name_is_the_only_one_quoted(engine: Engine) -> None:
    answer = engine.ask("What does Aldoghachi say about exosomes in regenerative medicine?", top_k=10)
    assert {one.document_id for one in shown(answer)} == {"aldoghachi-2023-1c1a0a"}


def test_of_a_selection_nothing_else_is_quoted(engine: Engine) -> None:
    for name in engine.library.catalog.document_ids():
        chosen = Selection(documents=(name,))
        found = engine.examine(WHY, 10, chosen)
        assert {one.document_id for one in found.ranking} == {name}
        assert found.answer == engine.ask(WHY, 10, chosen)
    assert engine.ask(WHY, 10, Selection()) == engine.ask(WHY, 10)


def test_a_selection_of_what_is_not_there_is_refused(engine: Engine) -> None:
    with pytest.raises(DocumentNotFoundError, match="nobody-1900-000000"):
        engine.ask(WHY, selection=Selection(documents=("nobody-1900-000000",)))
    with pytest.raises(SelectionError, match="1901"):
        engine.ask(WHY, selection=Selection(first=1900, last=1901))


def test_a_paper_that_is_named_and_not_selected_is_not_quoted(engine: Engine) -> None:
    found = engine.ask(
        "What does Aldoghachi say about exosomes in regenerative medicine?",
        selection=Selection(documents=("pluripotent-2023-ffd841",)),
    )
    assert {one.document_id for one in shown(found)} <= {"pluripotent-2023-ffd841"}


def test_an_unknown_document_is_none(engine: Engine) -> None:
    assert engine.document("nobody-1900-000000") is None


def test_an_engine_closes_its_library_when_its_block_ends(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    with Engine(build_library(tmp_path / "library", reviews)) as engine:
        assert shown(engine.ask(WHY))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        engine.ask(WHY)


# Two answers


class Reversing:
    """A cross-encoder that finds the passages better the worse retrieval did."""

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        return [Judged(8.0 * at, ()) for at in range(len(passages))]


def test_without_a_cross_encoder_there_is_one_answer(engine: Engine) -> None:
    assert list(engine.answers("Do zebrafish regrow fins?")) == [engine.ask("Do zebrafish regrow fins?")]


def test_with_one_the_answer_of_retrieval_comes_first(engine: Engine) -> None:
    reading = Engine(engine.library, Reversing())
    first, last = reading.answers(WHY)
    assert [one.quote for one in first.evidence] == [one.quote for one in engine.ask(WHY).evidence]
    assert last == reading.ask(WHY) != first


@pytest.mark.parametrize("question", ["Who wrote the review on current developments?", "of the and"])
def test_what_no_cross_encoder_reads_is_answered_once(engine: Engine, question: str) -> None:
    reading = Engine(engine.library, Reversing())
    assert list(reading.answers(question))[-1:] == [reading.ask(question)]
    assert len(set(map(str, reading.answers(question)))) == 1


def test_questions_that_cannot_be_asked_have_no_first_answer(engine: Engine) -> None:
    with pytest.raises(QuestionError):
        next(engine.answers(" "))
    with pytest.raises(ValueError, match="at least 1"):
        next(engine.answers("fins", 0))
