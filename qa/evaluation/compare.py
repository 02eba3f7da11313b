"""Two reports of the same questions: paired differences with intervals, and the questions that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import GoldError
from qa.evaluation.bootstrap import Metric, differences
from qa.evaluation.figures import Columns, Result, figures
from qa.evaluation.gold import some
from qa.evaluation.report import read_results
from qa.wording import counted


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure on both sides.

    Attributes:
        before: In the first report, over the questions that both have.
        after: In the second.
        change: After less before, with its 95 % interval by paired bootstrap.
    """

    before: float
    after: float
    change: Metric


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that was right in one report and wrong in the other, in rank or in whether it was answered.

    Attributes:
        id: Of the question.
        question: As asked.
        better: What the second report has right and the first wrong: "first", "answered", "refused".
        worse: The other way round.
        ranks: Of the first hit, before and after.
        confidences: Before and after.
    """

    id: str
    question: str
    better: list[str]
    worse: list[str]
    ranks: tuple[int | None, int | None]
    confidences: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What ``reviewqa eval --compare`` says.

    Attributes:
        before: The first report.
        after: The second.
        questions: How many both have.
        differences: By the figure's name.
        changed: In the order of the first report.
        notes: Sentences about what was left out.
    """

    before: str
    after: str
    questions: int
    differences: Mapping[str, Difference]
    changed: Sequence[Changed]
    notes: Sequence[str]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as ``--json`` prints it."""
        return asdict(self)


def compare(before: Path, after: Path) -> Comparison:
    """Compare two reports that ``reviewqa eval --json`` printed.

    Raises:
        GoldError: A file is not such a report, or they have no question in common.
    """
    one, other = read_results(before), {result.id: result for result in read_results(after)}
    pairs = [(result, other[result.id]) for result in one if result.id in other]
    pairs = [(old, new) for old, new in pairs if (old.question, old.answerable) == (new.question, new.answerable)]
    if not pairs:
        raise GoldError(f"{before} and {after} have no question in common, so there is nothing to compare.")
    common = {old.id for old, _ in pairs}
    alone = [result.id for result in [*one, *other.values()] if result.id not in common]
    notes = []
    if alone:
        alone = list(dict.fromkeys(alone))
        notes.append(f"Left out: {counted(len(alone), 'question')} not in both, or not the same: {some(alone)}.")
    old, new = (Columns.of(side) for side in zip(*pairs, strict=True))
    values = figures(old), figures(new)
    found = {
        name: Difference(values[0][name], values[1][name], change) for name, change in differences(old, new).items()
    }
    changed = [change for pair in pairs if (change := _changed(*pair))]
    return Comparison(str(before), str(after), len(pairs), found, changed, notes)


def _changed(old: Result, new: Result) -> Changed | None:
    before, after = _right(old), _right(new)
    better = [name for name in after if after[name] and not before.get(name, True)]
    worse = [name for name in after if not after[name] and before.get(name, False)]
    if not better and not worse:
        return None
    return Changed(old.id, old.question, better, worse, (old.rank, new.rank), (old.confidence, new.confidence))


def _right(result: Result) -> dict[str, bool]:
    right = {"first": result.rank == 1} if result.answerable else {}
    if result.answered is not None:
        right["answered" if result.answerable else "refused"] = result.answered == result.answerable
    return right
