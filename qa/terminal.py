"""Answers and reports as a terminal shows them: wrapped to its width, coloured only where it is one."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.answer import Answer, Evidence
from qa.wording import confidence_in_words, refusal

if TYPE_CHECKING:
    from qa.evaluate import Failure, Report

_WIDEST = 100  # columns; longer lines are tiring to read
_KINDS = {
    "not_first": "answer not first",
    "false_refusal": "refused, but is answered",
    "false_answer": "answered, but is not",
}


def print_answer(answer: Answer) -> None:
    """Quotes with their sections, then the references they came from, numbered alike."""
    console = _console()
    console.print(Text(answer.question, style="bold"))
    if answer.answered:
        console.print(Text(confidence_in_words(answer.confidence), style="dim"))
    else:
        console.print(Text(refusal(answer), style="yellow"))
        if answer.nearest:
            console.print(Text("The nearest passages:", style="dim"))
    shown = answer.evidence or answer.nearest
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.document_id for one in shown), 1)}
    for one in shown:
        console.print()
        _print_quote(console, one, numbers[one.document_id])
    if shown:
        console.print()
        console.print(Text("References", style="bold"))
    for name, number in numbers.items():
        citation = next(one.citation for one in shown if one.document_id == name)
        console.print(Text(_wrapped(f"[{number}] ", citation, console.width)))
    console.print()


def _print_quote(console: Console, one: Evidence, reference: int) -> None:
    lines = _wrapped(f"{one.rank:>2}. ", f"“{one.quote}” [{reference}]", console.width)
    console.print(Text(lines, style="green"))
    section = f"{one.section}, " if one.section else ""
    place = f"{section}characters {one.start:,}–{one.end:,} of {one.document_id}"
    console.print(Text(_wrapped("    ", place, console.width), style="dim"))


def _wrapped(mark: str, text: str, width: int) -> str:
    return textwrap.fill(
        text, max(width, 20), initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )


def print_report(report: Report) -> None:
    """The figures with their intervals, then every failure with what came instead."""
    console = _console()
    console.print(Text(f"{report.gold}: {report.questions} questions", style="bold"))
    table = Table("figure", "value", "95 % interval")
    for name, metric in report.metrics.items():
        table.add_row(name, f"{metric.value:.3f}", f"{metric.low:.3f} – {metric.high:.3f}")
    console.print(table)
    for failure in report.failures:
        _print_failure(console, failure)


def _print_failure(console: Console, failure: Failure) -> None:
    console.print()
    console.print(Text(_wrapped("", f"{failure.id}  {failure.question}", console.width)))
    rank = f", answer at {failure.rank}" if failure.rank else ", answer not found" if failure.expected else ""
    kind = f"{_KINDS[failure.kind]} (confidence {failure.confidence:.2f}{rank})"
    console.print(Text(_wrapped("    ", kind, console.width), style="yellow"))
    for label, text in (("got", failure.got), ("expected", " / ".join(failure.expected))):
        if text:
            console.print(Text(_wrapped("    ", f"{label}: {text}", console.width), style="dim"))


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDEST)
    return console
