from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import GoldError, LibraryNotFoundError
from index.library import Library
from index.store.manifest import Manifest
from index.writing.progress import Lines
from qa.evaluation.gold import GoldSet
from qa.evaluation.measure import Measured, evaluate, measure
from qa.evaluation.report import Failure, Report
from qa.evaluation.set_library import library_of
from qa.evaluation.sets import read
from support.evaluation import WordEngine, beir, few_draws, lines_of, squad, write_lines
from support.libraries import FakeEncoder, FakeModel, build_library

__all__ = ["few_draws"]

FINS = "Zebrafish regrow their tail fins within weeks of an injury."
HEARTS = "Newts repair hearts."
UNKNOWN = "how to bake sourdough bread"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WordEngine:
    paper = lines_of("fins.txt", FINS, HEARTS, "Sparrows build nests in spring.")
    return WordEngine(build_library(tmp_path_factory.mktemp("fins") / "library", [paper]))


def values(report: Report) -> dict[str, float]:
    return {name: metric.value for name, metric in report.metrics.items()}


ROWS = [
    {"id": "first", "question": "zebrafish regrow fins", "answer": FINS},
    {"id": "second", "question": "zebrafish fins injury newts", "answer": HEARTS},
    {"id": "refused", "question": "newts nests prices bread wine", "answer": HEARTS},
    {"id": "wrong", "question": "What is a newt?"},
    {"id": "right", "question": UNKNOWN},
]


def test_figures_of_a_gold_set_are_exact(engine: WordEngine, tmp_path: Path) -> None:
    report = evaluate(engine, write_lines(tmp_path / "gold.jsonl", *ROWS))
    found = values(report)
    assert (report.questions, report.unit, report.documents, report.model) == (5, "passage", 1, "fake")
    assert [(one.id, one.rank, one.confidence, one.answered) for one in report.results] == [
        ("first", 1, 1, True),
        ("second", 2, 0.75, True),
        ("refused", 1, 0.2, False),
        ("wrong", None, 1, True),
        ("right", None, 0, False),
    ]
    expected = {
        "answer_in_first": 2 / 3,
        "answer_in_three": 1,
        "answer_in_five": 1,
        "mrr": 2.5 / 3,
        "recall_at_1": 2 / 3,
        "recall_at_10": 1,
        "quote_in_gold": 2 / 3,
        "quote_words": (10 + 10 + 3) / 3,
        "roc_auc": (0.5 + 1 + 0 + 1 + 0 + 1) / 6,
        "false_answers_at_90": 1 / 2,
        "false_answer_rate": 1 / 2,
        "false_refusal_rate": 1 / 3,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_failures_say_what_came_instead(engine: WordEngine, tmp_path: Path) -> None:
    report = evaluate(engine, write_lines(tmp_path / "gold.jsonl", *ROWS))
    asked = {row["id"]: row["question"] for row in ROWS}
    cited = engine.examine(asked["first"], 1).ranking[0].citation
    assert cited
    assert report.failures == [
        Failure("second", asked["second"], "not_first", [HEARTS], FINS, cited, 2, 0.75),
        Failure("refused", asked["refused"], "false_refusal", [HEARTS], HEARTS, cited, 1, 0.2),
        Failure("wrong", asked["wrong"], "false_answer", [], HEARTS, cited, None, 1.0),
    ]


def test_five_questions_of_a_kind_are_also_measured_by_themselves(engine: WordEngine, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        *({"id": f"a{at}", "question": f"Do zebrafish regrow {at} fins?", "answer": FINS} for at in range(5)),
        *({"id": f"b{at}", "question": f"What is a newt {at}?", "kind": "owl"} for at in range(5)),
        *({"id": f"c{at}", "question": f"newts hearts {at}", "answer": HEARTS, "kind": "few"} for at in range(4)),
    ]
    report = evaluate(engine, write_lines(tmp_path / "gold.jsonl", *rows))
    assert list(report.groups) == ["owl", "yes_no"]
    assert report.groups["yes_no"]["answer_in_first"].value == 1
    assert list(report.groups["owl"]) == ["false_answer_rate"]
    assert sum(report.verdicts["answerable"].values()) == 9
    assert sum(report.verdicts["unanswerable"].values()) == 5


def test_a_question_that_cannot_be_asked_counts_as_refused(engine: WordEngine, tmp_path: Path) -> None:
    report = evaluate(engine, write_lines(tmp_path / "g.jsonl", {"question": "x" * 2001, "answer": FINS}))
    assert values(report)["false_refusal_rate"] == 1
    assert [(one.kind, one.got, one.confidence) for one in report.failures] == [
        ("not_first", "", 0),
        ("false_refusal", "", 0),
    ]


def test_what_a_set_cannot_give_is_said(engine: WordEngine, tmp_path: Path) -> None:
    report = evaluate(engine, write_lines(tmp_path / "g.jsonl", ROWS[0]))
    assert report.notes[0].startswith("No question is unanswerable, so these figures are left out: roc_auc,")
    assert not {"roc_auc", "ece", "false_answer_rate"} & set(report.metrics)
    report = evaluate(engine, write_lines(tmp_path / "g.jsonl", ROWS[3]))
    assert list(report.metrics) == ["false_answer_rate"]
    assert report.notes == ["No question is answerable, so only the rate of false answers could be measured."]


def test_the_report_as_json_keeps_the_keys_that_were_promised(engine: WordEngine, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "gold.jsonl", *ROWS)
    printed = json.loads(json.dumps(evaluate(engine, file).to_dict()))
    assert list(printed)[:4] == ["gold", "questions", "metrics", "failures"]
    assert (printed["gold"], printed["questions"]) == (str(file), 5)
    assert all(list(metric) == ["value", "low", "high"] for metric in printed["metrics"].values())
    assert printed["results"][0]["values"]["answer_in_first"] == 1


def test_a_report_is_the_same_each_time(engine: WordEngine, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "gold.jsonl", *ROWS)
    assert evaluate(engine, file) == evaluate(engine, file)


def test_nothing_is_measured_where_an_answer_is_not_in_the_library(engine: WordEngine, tmp_path: Path) -> None:
    rows = [
        {"id": "g", "question": "fins", "answer": FINS, "document": "gone.txt"},
        {"id": "h", "question": "fins", "answer": "Zebrafish sing."},
    ]
    with pytest.raises(GoldError) as caught:
        evaluate(engine, write_lines(tmp_path / "gold.jsonl", *rows))
    assert str(caught.value) == (
        f"{tmp_path / 'gold.jsonl'}: nothing was measured: question g: the document 'gone.txt' is not in the library, "
        "question h: the answer 'Zebrafish sing.' is not in any document. Put the set right."
    )


def test_a_question_is_asked_again_with_its_papers_taken_away(tmp_path: Path) -> None:
    papers = [lines_of("fins.txt", FINS), lines_of("hearts.txt", HEARTS)]
    engine = WordEngine(build_library(tmp_path / "library", papers))
    gold = read(write_lines(tmp_path / "gold.jsonl", *ROWS))
    results = {one.id: one for one in measure(engine, gold, away=True).report.results}
    answerable = [one.id for one in gold.questions if one.is_answerable]
    assert set(results) == {one.id for one in gold.questions} | {f"{name}-away" for name in answerable}
    for name in answerable:
        again = results[f"{name}-away"]
        assert (again.question, again.answerable, again.rank, again.values) == (results[name].question, False, None, {})


# sets that bring their documents


def asked(gold: GoldSet, folder: Path | None = None) -> Measured:
    with library_of(gold, folder, FakeModel(), Lines()) as (library, names):
        library.encoder = FakeEncoder()
        return measure(WordEngine(library), gold, names)


def test_a_hit_of_a_beir_set_is_a_document(tmp_path: Path) -> None:
    measured = asked(read(beir(tmp_path / "set")))
    report = measured.report
    assert (report.unit, report.documents, report.questions) == ("document", 2, 2)
    assert report.metrics["answer_in_first"].value == 1
    assert report.metrics["recall_at_10"].value == pytest.approx((1 / 2 + 1) / 2)
    assert "quote_in_gold" not in report.metrics
    assert measured.qrels == {"q1": {"d1": 2, "d2": 1}, "q2": {"d2": 1}}
    assert {query: list(found) for query, found in measured.run.items()} == {"q1": ["d1"], "q2": ["d2"]}


def test_documents_that_are_one_work_answer_for_each_other(tmp_path: Path) -> None:
    title = "Fins of fish and how they regrow"
    corpus = [
        {"_id": "d1", "title": title, "text": "Zebrafish regrow their tail fins."},
        {"_id": "d2", "title": title, "text": "Zebrafish regrow fins."},
        {"_id": "d3", "title": "Hearts", "text": "Newts repair their hearts."},
    ]
    measured = asked(read(beir(tmp_path / "set", corpus=corpus, qrels=["q1\td2\t1", "q2\td3\t1"])))
    assert (measured.report.documents, measured.report.metrics["mrr"].value) == (2, 1)
    assert measured.qrels["q1"] == {"d1": 1}


def test_spans_of_a_squad_file_are_found(tmp_path: Path) -> None:
    report = asked(read(squad(tmp_path / "set.json"))).report
    assert [(one.id, one.rank, one.answerable) for one in report.results] == [
        ("a", 1, True),
        ("b", 1, True),
        ("c", None, False),
    ]
    assert report.metrics["quote_in_gold"].value == 1


def test_a_kept_library_is_used_again_for_the_same_documents_only(tmp_path: Path) -> None:
    folder, gold = tmp_path / "library", read(beir(tmp_path / "set"))
    first = asked(gold, folder)
    generation = Manifest.read(folder).generation
    assert asked(gold, folder) == first
    assert Manifest.read(folder).generation == generation == 1
    with pytest.raises(GoldError, match=r"is a library of other documents than those of .*, and was left as it is"):
        asked(read(squad(tmp_path / "set.json")), folder)
    more = [{"_id": f"d{at}", "title": f"T{at}", "text": "Newts."} for at in (1, 2)]
    with pytest.raises(GoldError, match="other documents"):
        asked(read(beir(tmp_path / "other", corpus=more)), folder)
    assert asked(gold, folder) == first


def test_somebodys_library_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    build_library(folder, [lines_of("mine.txt", "My only library.")]).close()
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(GoldError, match="other documents"):
        asked(read(beir(tmp_path / "set")), folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_library_that_is_not_kept_goes(tmp_path: Path) -> None:
    with library_of(read(beir(tmp_path / "set")), None, FakeModel(), Lines()) as (library, _):
        folder = library.folder
        assert isinstance(library, Library)
        assert folder.exists()
    with pytest.raises(LibraryNotFoundError):
        Manifest.read(folder)
