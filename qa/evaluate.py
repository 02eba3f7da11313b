"""Measuring an engine on a gold set: ranking, and knowing when not to answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import QuestionError
from qa.answer import Answer, Evidence
from qa.engine import Engine
from qa.gold import GoldQuestion, Span, locate, read_gold

_DEPTH = 10  # pieces of evidence looked at
_RESAMPLES = 1000
_SEED = 20231001
# Name in the report -> ir-measures name. "success" is 1 where any answer is among the first so many.
_RANKING = {
    "answer_in_first": "Success@1",
    "answer_in_three": "Success@3",
    "answer_in_five": "Success@5",
    "mrr": "RR@10",
    "ndcg_at_10": "nDCG@10",
    "recall_at_10": "R@10",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure with its 95 % bootstrap interval over questions.

    Attributes:
        value: The figure.
        low: 2.5th percentile of 1,000 resamples.
        high: 97.5th.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that went wrong, and what came instead.

    Attributes:
        id: Of the question.
        question: As asked.
        kind: "not_first", "false_refusal" or "false_answer".
        expected: Texts that would have answered.
        got: The first quote shown, empty where there was none.
        rank: Where the answer came, or None.
        confidence: Of the answer.
    """

    id: str
    question: str
    kind: str
    expected: list[str]
    got: str
    rank: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """What ``reviewqa eval`` says.

    Attributes:
        gold: The file.
        questions: How many were asked.
        metrics: By name; a figure that the set cannot give (no unanswerable question, say) is left out.
        failures: In the order of the file.
    """

    gold: str
    questions: int
    metrics: dict[str, Metric]
    failures: list[Failure]

    def to_dict(self) -> dict[str, Any]:
        """The report as ``reviewqa eval --json`` prints it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Outcome:
    row: GoldQuestion
    answer: Answer
    held: tuple[frozenset[int], ...]  # for each piece of evidence, the answers it holds

    @property
    def rank(self) -> int | None:
        return next((rank for rank, held in enumerate(self.held, 1) if held), None)


def evaluate(engine: Engine, file: Path, split: str | None = None) -> Report:
    """Ask every question of a gold set (or of one split of it) and compare.

    Ranking is measured on answerable questions over what is shown, as evidence or as nearest passages; whether to
    answer is measured on its own. An answer counts as found where a quote covers at least half of its characters.

    Raises:
        GoldError: The set cannot be used.
    """
    rows = read_gold(file, split)
    documents = [found for name in engine.library.catalog.document_ids() if (found := engine.document(name))]
    spans = {row.id: locate(row, documents) for row in rows}
    outcomes = [_ask(engine, row, spans[row.id]) for row in rows]
    return Report(str(file), len(rows), _metrics(outcomes), [failure for one in outcomes for failure in _failures(one)])


def _ask(engine: Engine, row: GoldQuestion, answers: list[list[Span]]) -> _Outcome:
    try:
        answer = engine.ask(row.question, top_k=_DEPTH)
    except QuestionError:
        answer = Answer(row.question, False, 0.0, ())
    shown = answer.evidence or answer.nearest
    return _Outcome(
        row, answer, tuple(frozenset(at for at, spans in enumerate(answers) if _holds(one, spans)) for one in shown)
    )


def _holds(evidence: Evidence, spans: list[Span]) -> bool:
    return any(
        span.document == evidence.document_id
        and 2 * (min(span.end, evidence.end) - max(span.start, evidence.start)) >= span.end - span.start
        for span in spans
    )


def _metrics(outcomes: Sequence[_Outcome]) -> dict[str, Metric]:
    answerable = [one for one in outcomes if one.row.answers]
    others = [one for one in outcomes if not one.row.answers]
    metrics: dict[str, Metric] = {}
    if answerable:
        for name, values in _ranking(answerable).items():
            metrics[name] = _bootstrap(np.mean, values)
    sure = np.array([one.answer.confidence for one in answerable])
    unsure = np.array([one.answer.confidence for one in others])
    if answerable and others:
        metrics["roc_auc"] = _bootstrap(roc_auc, sure, unsure)
    if others:
        metrics["false_answer_rate"] = _bootstrap(np.mean, np.array([one.answer.answered for one in others], float))
    if answerable:
        refused = np.array([not one.answer.answered for one in answerable], float)
        metrics["false_refusal_rate"] = _bootstrap(np.mean, refused)
    return metrics


def _ranking(outcomes: Sequence[_Outcome]) -> dict[str, NDArray[np.float64]]:
    """Each ranking measure, question by question, by ir-measures (MacAvaney, Macdonald and Ounis 2022)."""
    import ir_measures  # takes a second to import; asking does not need it

    qrels, run = [], []
    for at, outcome in enumerate(outcomes):
        qrels += [ir_measures.Qrel(str(at), f"answer{number}", 1) for number in range(len(outcome.row.answers))]
        seen: set[int] = set()
        for rank, held in enumerate(outcome.held, 1):
            new = sorted(held - seen)
            seen |= held
            name = f"answer{new[0]}" if new else f"other{rank}"
            run.append(ir_measures.ScoredDoc(str(at), name, -float(rank)))
    measures = {ir_measures.parse_measure(measure): name for name, measure in _RANKING.items()}
    values = {name: np.zeros(len(outcomes)) for name in _RANKING}
    for metric in ir_measures.iter_calc(list(measures), qrels, run):
        values[measures[metric.measure]][int(metric.query_id)] = metric.value
    return values


def roc_auc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Share of pairs in which the positive scores higher; ties count half (Hanley and McNeil 1982)."""
    difference = positive[:, np.newaxis] - negative[np.newaxis, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def _bootstrap(statistic: Callable[..., Any], *samples: NDArray[np.float64]) -> Metric:
    """The statistic with its percentile interval (Efron 1979), each sample drawn anew with replacement."""
    generator = np.random.default_rng(_SEED)
    values = [
        float(statistic(*(sample[generator.integers(0, len(sample), len(sample))] for sample in samples)))
        for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(values, [2.5, 97.5])
    return Metric(float(statistic(*samples)), float(low), float(high))


def _failures(outcome: _Outcome) -> list[Failure]:
    answer = outcome.answer
    kinds = []
    if outcome.row.answers and outcome.rank != 1:
        kinds.append("not_first")
    if bool(outcome.row.answers) != answer.answered:
        kinds.append("false_refusal" if outcome.row.answers else "false_answer")
    shown = answer.evidence or answer.nearest
    return [
        Failure(
            outcome.row.id,
            outcome.row.question,
            kind,
            [gold.text for gold in outcome.row.answers],
            shown[0].quote if shown else "",
            outcome.rank,
            answer.confidence,
        )
        for kind in kinds
    ]
