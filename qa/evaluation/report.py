"""What a measurement says, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from corpus.errors import GoldError
from qa.answer import VERDICTS
from qa.answering.form import form_of
from qa.evaluation.bootstrap import Metric, with_intervals
from qa.evaluation.figures import NEED_UNANSWERABLE, Columns, Result
from qa.evaluation.files import text_of
from qa.evaluation.gold import GoldQuestion

_FEWEST = 5  # questions of a kind that is also measured by itself
Kind = Literal["not_first", "false_refusal", "false_answer"]
Unit = Literal["passage", "document"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that went wrong, and what came instead.

    Attributes:
        id: Of the question.
        question: As asked.
        kind: "not_first", "false_refusal" or "false_answer".
        expected: Texts that would have answered, or titles of relevant documents.
        got: The first quote, empty where there was none.
        citation: What it was quoted from.
        rank: Where the answer came, or None.
        confidence: Of the answer.
    """

    id: str
    question: str
    kind: Kind
    expected: list[str]
    got: str
    citation: str
    rank: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Report:
    """What ``reviewqa eval`` says.

    Attributes:
        gold: The file or folder.
        questions: How many were asked.
        metrics: By name; a figure that the set cannot give (no unanswerable question, say) is left out.
        failures: In the order of the set.
        unit: What counts as a hit: a passage that holds an answer, or a relevant document.
        documents: How many there were to ask.
        model: Embedding model of the library; empty where a run was scored.
        verdicts: How many answerable and how many unanswerable questions got each verdict.
        groups: Metrics of some of the questions, by what they are: "yes_no", "number", "follow-ups in their dialogue".
        notes: Sentences about what was left out or put right.
        results: What was recorded of each question.
    """

    gold: str
    questions: int
    metrics: Mapping[str, Metric]
    failures: Sequence[Failure]
    unit: Unit = "passage"
    documents: int = 0
    model: str = ""
    verdicts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Metric]] = field(default_factory=dict)
    notes: Sequence[str] = ()
    results: Sequence[Result] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as ``reviewqa eval --json`` prints it."""
        return asdict(self)


def summed_up(
    gold: str,
    results: Sequence[Result],
    failures: Iterable[Failure] = (),
    *,
    unit: Unit,
    documents: int = 0,
    model: str = "",
    notes: Iterable[str] = (),
) -> Report:
    """The report of what was recorded, with every figure that it can give."""
    metrics = with_intervals(Columns.of(results))
    kinds = sorted({one.kind for one in results if one.kind})
    of_kind = {name: [one for one in results if one.kind == name] for name in kinds}
    groups = grouped({name: of for name, of in of_kind.items() if len(of) >= _FEWEST})
    said = [*notes, *_left_out(results)]
    verdicts = _verdicts(results)
    return Report(
        gold, len(results), metrics, list(failures), unit, documents, model, verdicts, groups, said, list(results)
    )


def grouped(members: Mapping[str, Sequence[Result]]) -> dict[str, Mapping[str, Metric]]:
    """Every figure of some of the results, by what they are; groups without a result are left out."""
    return {name: with_intervals(Columns.of(results)) for name, results in members.items() if results}


def kind_of(question: GoldQuestion) -> str:
    """What a question asks for: as its set says, else by its form; empty where that does not say either."""
    return question.kind or form_of(question.question).kind


def _verdicts(results: Sequence[Result]) -> dict[str, dict[str, int]]:
    """Empty where a run was scored."""
    found: dict[str, dict[str, int]] = {}
    for one in results:
        if one.verdict:
            of_kind = found.setdefault("answerable" if one.answerable else "unanswerable", dict.fromkeys(VERDICTS, 0))
            of_kind[one.verdict] += 1
    return found


def _left_out(results: Sequence[Result]) -> list[str]:
    if not results or results[0].confidence is None:
        return []
    if all(one.answerable for one in results):
        return [
            f"No question is unanswerable, so these figures are left out: {', '.join(NEED_UNANSWERABLE)}. "
            "Add questions about other papers with --unanswerable."
        ]
    if not any(one.answerable for one in results):
        return ["No question is answerable, so only the rate of false answers could be measured."]
    return []


def read_results(file: Path) -> list[Result]:
    """What a report's JSON recorded of each question.

    Raises:
        GoldError: It is not such a file.
    """
    try:
        raw = json.loads(text_of(file))
        results = [_result(row) for row in raw["results"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise GoldError(f"{file}: is not a report of this version. Make one: reviewqa eval SET --json") from error
    return results


def _result(row: Any) -> Result:
    values = {str(name): float(value) for name, value in row["values"].items()}
    confidence = None if row["confidence"] is None else float(row["confidence"])
    answered = None if row["answered"] is None else bool(row["answered"])
    rank = None if row["rank"] is None else int(row["rank"])
    answerable, verdict = bool(row["answerable"]), row["verdict"] if row["verdict"] in VERDICTS else None
    kind = str(row["kind"])
    return Result(str(row["id"]), str(row["question"]), answerable, answered, confidence, rank, values, verdict, kind)
