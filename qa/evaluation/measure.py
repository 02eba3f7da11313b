"""Asking every question of a gold set and recording what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from corpus.errors import GoldError, QuestionError, SelectionError
from index.library import Library
from index.store.selection import Selection
from qa.answer import Answer, Evidence
from qa.dialogue.follow_up import Understood
from qa.evaluation import ranking
from qa.evaluation.dialogues import Dialogues, follow_ups
from qa.evaluation.figures import Result
from qa.evaluation.gold import GoldQuestion, GoldSet, some
from qa.evaluation.places import Names, Target, library_names, locate
from qa.evaluation.report import Failure, Kind, Report, grouped, kind_of, summed_up
from qa.evaluation.sets import read
from qa.evaluation.trec import Qrels, Run, Value
from qa.wording import counted


class Examination(Protocol):
    """What an engine found for a question; see ``Engine.examine``."""

    @property
    def answer(self) -> Answer:
        """What ``ask`` gives."""
        ...

    @property
    def ranking(self) -> tuple[Evidence, ...]:
        """The best passages, best first, whether or not they answer."""
        ...


class Examiner(Protocol):
    """What is measured: an ``Engine``, or anything that answers like one."""

    @property
    def library(self) -> Library:
        """What it answers from."""
        ...

    def examine(self, question: str, top_k: int, selection: Selection | None = None) -> Examination:
        """Answer a question and show the best passages; raises QuestionError or SelectionError where it cannot."""
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """A report, and the rankings behind it for other programs.

    Attributes:
        report: The report.
        run: Documents found, by the ids of the questions; under the set's names where it brings documents.
        qrels: Documents that hold an answer, likewise.
    """

    report: Report
    run: Run
    qrels: Qrels


@dataclass(frozen=True, slots=True)
class _Asked:
    question: GoldQuestion
    target: Target
    answer: Answer
    ranking: tuple[Evidence, ...]


def evaluate(engine: Examiner, file: Path, split: str | None = None) -> Report:
    """Measure an engine on a gold set about its own library.

    Raises:
        GoldError: The set cannot be read, or names an answer that the library does not hold.
    """
    return measure(engine, read(file, split)).report


def measure(
    engine: Examiner,
    gold: GoldSet,
    names: Names | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    *,
    away: bool = False,
) -> Measured:
    """Ask every question of a set and compare.

    Ranking is measured on the answerable questions over the best passages, whether or not the engine offers them as an
    answer, so that it is measured apart from refusing. The turns of a dialogue are asked in order, each as it is
    understood there; those after the first also alone, as they are typed.

    Args:
        engine: What is measured.
        gold: The set.
        names: The library's document of each of the set's; None where the set is about the engine's own library.
        on_progress: Called with the number of questions asked so far, and of all.
        away: Whether each answerable question is asked a second time with the papers that answer it taken away.

    Raises:
        GoldError: The set is about the engine's own library and names an answer that it does not hold, or none of a
            set's answers is in its own documents.
    """
    located = locate(gold.questions, engine.library, library_names(engine.library) if names is None else names)
    notes = list(gold.notes)
    if located.problems and names is None:
        raise GoldError(f"{gold.file}: nothing was measured: {some(located.problems)}. Put the set right.")
    if located.problems:
        notes.append(f"{counted(len(located.problems), 'answer')} not found in the library: {some(located.problems)}.")
    questions = [one for one in gold.questions if one.id in located.targets]
    if not questions:
        raise GoldError(f"{gold.file}: nothing was measured: {some(located.problems)}.")
    dialogues = Dialogues(engine.library)
    asked: list[_Asked] = []
    alone: list[_Asked] = []
    without = list(_without(engine.library, located.targets, questions)) if away else []
    total = len(questions) + len(follow_ups(questions)) + len(without)
    for one in questions:
        on_progress(len(asked), total)
        understood = dialogues.understand(one)
        asked.append(_ask(engine, one, located.targets[one.id], understood))
        dialogues.answered(one, understood, asked[-1].answer)
    for one in follow_ups(questions):
        on_progress(len(asked) + len(alone), total)
        alone.append(_ask(engine, one, located.targets[one.id], Understood(one.question, Selection(), False)))
    for one, others in without:
        on_progress(len(asked) + len(alone), total)
        asked.append(_ask(engine, one, Target(), Understood(one.question, Selection(others), False)))
    on_progress(total, total)
    return _measured(engine.library, gold, asked, names, [*notes, *dialogues.notes()], alone)


def _without(
    library: Library, targets: Mapping[str, Target], questions: Sequence[GoldQuestion]
) -> Iterator[tuple[GoldQuestion, tuple[str, ...]]]:
    """Answerable questions as ones that nothing answers, each with the documents that are left when those go."""
    every = list(library.catalog.document_ids())
    for one in questions:
        others = tuple(name for name in every if name not in targets[one.id].relevant)
        if one.is_answerable and not one.dialogue and others:
            yield replace(one, id=f"{one.id}-away", answers=(), relevant={}, traps=()), others


def _ask(engine: Examiner, question: GoldQuestion, target: Target, understood: Understood) -> _Asked:
    depth = ranking.DOCUMENT_DEPTH if target.documents else ranking.DEPTH
    try:
        found = engine.examine(understood.question, depth, understood.selection or None)
    except (QuestionError, SelectionError):
        return _Asked(question, target, Answer(understood.question, False, 0.0, ()), ())
    return _Asked(question, target, found.answer, found.ranking)


def _measured(
    library: Library,
    gold: GoldSet,
    asked: Sequence[_Asked],
    names: Names | None,
    notes: Sequence[str],
    alone: Sequence[_Asked],
) -> Measured:
    judges_documents = any(one.target.documents for one in asked)
    run: Run = {one.question.id: ranking.documents_of(one.ranking) for one in asked}
    qrels: Qrels = {one.question.id: dict(one.target.relevant) for one in asked if one.target.relevant}
    by_document = ranking.of_documents(qrels, run) if judges_documents else {}
    results = [_result(one, by_document.get(one.question.id), run[one.question.id]) for one in asked]
    report = summed_up(
        str(gold.file),
        results,
        [failure for one, result in zip(asked, results, strict=True) for failure in _failures(one, result, library)],
        unit="document" if judges_documents else "passage",
        documents=library.manifest.documents,
        model=library.manifest.model,
        notes=notes,
    )
    if alone:
        behind = [result for one, result in zip(asked, results, strict=True) if one.question.turn > 1]
        typed = [_result(one, None, {}) for one in alone]
        groups = {"follow-ups in their dialogue": behind, "the same follow-ups, asked alone": typed}
        report = replace(report, groups={**report.groups, **grouped(groups)})
    called = {ids[0]: name for name, ids in reversed(list((names or {}).items()))}
    return Measured(report, _renamed(run, called), _renamed(qrels, called))


def _renamed(found: Mapping[str, Mapping[str, Value]], called: Mapping[str, str]) -> dict[str, dict[str, Value]]:
    return {query: {called.get(name, name): value for name, value in of.items()} for query, of in found.items()}


def _result(one: _Asked, of_documents: Mapping[str, float] | None, found: Mapping[str, float]) -> Result:
    rank, values = None, {}
    if of_documents is not None and one.target.documents:
        rank, values = ranking.first_relevant(one.target.documents, found), dict(of_documents)
    elif one.target.answers:
        rank, values = ranking.of_passages(one.target.answers, one.ranking)
    if one.question.is_answerable:
        values |= ranking.of_quotes(one.target, one.ranking, one.answer.evidence)
    answer = one.answer
    return Result(
        one.question.id,
        one.question.question,
        one.question.is_answerable,
        answer.answered,
        answer.confidence,
        rank,
        values,
        answer.verdict,
        kind_of(one.question),
    )


def _failures(one: _Asked, result: Result, library: Library) -> list[Failure]:
    kinds: list[Kind] = []
    if result.answerable and result.rank != 1:
        kinds.append("not_first")
    if result.answerable != one.answer.answered:
        kinds.append("false_refusal" if result.answerable else "false_answer")
    first = one.ranking[0] if one.ranking else None
    return [
        Failure(
            result.id,
            _as_asked(one),
            kind,
            _expected(one, library),
            first.quote if first else "",
            first.citation if first else "",
            result.rank,
            one.answer.confidence,
        )
        for kind in kinds
    ]


def _as_asked(one: _Asked) -> str:
    """The question, and how its dialogue made it understood."""
    typed, understood = one.question.question, one.answer.question
    return typed if not one.question.dialogue or typed == understood else f"{typed} → {understood}"


def _expected(one: _Asked, library: Library) -> list[str]:
    if one.question.answers:
        return [answer.text for answer in one.question.answers]
    references = [(name, library.catalog.reference(name)) for name in one.target.documents]
    return [reference.title if reference and reference.title else name for name, reference in references]
