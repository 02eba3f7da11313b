"""Shared by the tests of evaluation: an engine that ranks lines by the words they share with the question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus import Document, Reference
from corpus.document import Section
from corpus.errors import QuestionError
from index.library import Library
from index.store.selection import Selection
from index.text.words import content_words
from qa.answer import Answer, Evidence, Place, quote
from support.libraries import FakeEncoder, FakeModel

THRESHOLD = 0.5


@dataclass(frozen=True)
class FakeExamination:
    answer: Answer
    ranking: tuple[Evidence, ...]


class WordEngine:
    """A passage is a line of a body; its score is the share of the question's words that it has, and so is confidence."""

    def __init__(self, library: Library, cross_encoder: object = None) -> None:
        self.library = library

    def __enter__(self) -> WordEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.library.close()

    def examine(self, question: str, top_k: int, selection: Selection | None = None) -> FakeExamination:
        if not question.strip() or len(question) > 2000:
            raise QuestionError("cannot be asked")
        wanted = stems(question)
        scope = self.library.select(selection)
        names = self.library.catalog.document_ids()
        held = [name for name in names if scope is None or self.library.catalog.record(name) in scope.records]
        places = [place for name in held for place in self.lines(name, wanted)]
        best = quote(sorted(places, key=lambda place: -place.score)[:top_k])
        sure = best[0].score if best else 0.0
        shown = {"evidence": best} if sure >= THRESHOLD else {"nearest": best}
        return FakeExamination(Answer(question, sure >= THRESHOLD, sure, (), **shown), best)

    def lines(self, name: str, wanted: set[str]) -> Iterable[Place]:
        document = self.library.document(name)
        assert isinstance(document, Document)
        for section in document.sections:
            start = section.start
            for line in document.text[section.start : section.end].split("\n"):
                if section.kind == "body" and (score := len(stems(line) & wanted) / max(len(wanted), 1)):
                    best = max(line.split(". "), key=lambda one: len(stems(one) & wanted))
                    at = start + line.index(best)
                    yield Place(document, None, "body", at, at + len(best), start, start + len(line), score)
                start += len(line) + 1


def lines_of(source: str, *lines: str) -> Document:
    """A paper of these lines, each a passage."""
    text = "\n".join(lines)
    return Document(source, text, Reference(title=f"On {source}"), (Section(None, "body", 0, len(text)),))


def stems(text: str) -> set[str]:
    return {word.stem for word in content_words(text)}


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Intervals of 20 draws, where they are not what is tested."""
    monkeypatch.setattr("qa.evaluation.bootstrap.RESAMPLES", 20)


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """The command with the fake model and the fake engine."""
    model = FakeModel()
    monkeypatch.setenv("REVIEWQA_MODEL", model.name)
    monkeypatch.setattr("index.models.model.TransformerModel", lambda settings: model)
    monkeypatch.setattr(Library, "encoder", FakeEncoder())
    monkeypatch.setattr("qa.answering.engine.Engine", WordEngine)
    return model


def write_lines(file: Path, *rows: Any, pack: Callable[[bytes], bytes] = bytes) -> Path:
    """JSON lines; a row that is a text is written as it is."""
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pack(lines.encode()))
    return file


def beir(folder: Path, **changed: Any) -> Path:
    """A small BEIR set: two papers, three queries."""
    corpus = [
        {"_id": "d1", "title": "Fins of fish", "text": "Zebrafish regrow their tail fins."},
        {"_id": "d2", "title": "Hearts of newts", "text": "Newts repair their hearts."},
    ]
    queries = [
        {"_id": "q1", "text": "zebrafish fins"},
        {"_id": "q2", "text": "newts hearts"},
        {"_id": "q3", "text": "never judged"},
    ]
    write_lines(folder / "corpus.jsonl", *changed.get("corpus", corpus))
    write_lines(folder / "queries.jsonl", *changed.get("queries", queries))
    qrels = changed.get("qrels", ["q1\td1\t2", "q1\td2\t1", "q2\td2\t1"])
    write_lines(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", *qrels)
    return folder


def squad(file: Path, *articles: Any) -> Path:
    """A SQuAD file; without articles, one paper with three questions, one of them impossible."""
    context = "On fins\n\nZebrafish regrow fins. Newts repair hearts."
    one = {
        "title": "On_fins",
        "paragraphs": [
            {
                "context": context,
                "qas": [
                    question("a", "What do zebrafish regrow?", context, "fins", context.index("fins.")),
                    question("b", "What do newts repair?", context, "Newts repair hearts."),
                    {"id": "c", "question": "What do sharks eat?", "answers": [], "is_impossible": True},
                ],
            }
        ],
    }
    file.write_text(json.dumps({"version": "v2.0", "data": list(articles) or [one]}), encoding="utf-8")
    return file


def question(name: str, asked: str, context: str, text: str, start: int | None = None) -> dict[str, Any]:
    at = context.index(text) if start is None else start
    return {"id": name, "question": asked, "answers": [{"text": text, "answer_start": at}]}
