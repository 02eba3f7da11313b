"""Answers and reports in a terminal: wrapped to its width, coloured only where the output is a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qa.answer import VERDICTS, Answer, Evidence, papers
from qa.references import vancouver
from qa.wording import confidence_in_words, counted, page_in_words, printable, refusal, spelling

if TYPE_CHECKING:
    from corpus import Document
    from index.store.catalog_rows import Entry
    from index.writing.writer import Summary
    from qa.evaluation.bootstrap import Metric
    from qa.evaluation.compare import Changed, Comparison
    from qa.evaluation.refit import Refit
    from qa.evaluation.report import Failure, Report

_WIDEST = 100  # columns; longer lines are tiring to read
_KINDS = {
    "not_first": "answer not first",
    "false_refusal": "refused, but is answered",
    "false_answer": "answered, but is not",
}
_ACCEPTED = (0.0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3)  # shares of false answers to choose from

_KINDS_OF_TEXT = {"caption": "caption", "table": "table"}


def print_answer(answer: Answer) -> None:
    """Quotes with their sections, then the references they came from, numbered alike."""
    console = _console()
    console.print(Text(answer.question, style="bold"))
    if answer.spelling:
        console.print(Text(f"{spelling(answer)}.", style="dim"))
    if answer.answered:
        console.print(Text(confidence_in_words(answer.confidence), style="dim"))
    else:
        console.print(Text(refusal(answer), style="yellow"))
        if answer.nearest and answer.verdict == "absent":
            console.print(Text("The nearest passages:", style="dim"))
    shown = answer.evidence or answer.nearest
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.document_id for one in shown), 1)}
    for strongest, *others in answer.groups or [(one,) for one in answer.nearest]:
        console.print()
        _print_quote(console, strongest, answer.numbered[strongest.rank], numbers[strongest.document_id])
        if others:
            said = f"    {counted(papers([strongest, *others]), 'paper')} say this; the others:"
            console.print(Text(said, style="bold"))
        for one in others:
            console.print()
            _print_quote(console, one, answer.numbered[one.rank], numbers[one.document_id])
    if shown:
        console.print()
        console.print(Text("References", style="bold"))
    for name, number in numbers.items():
        citation = next(one.citation for one in shown if one.document_id == name)
        console.print(Text(_wrapped(f"[{number}] ", citation, console.width)))
    console.print()


def _print_quote(console: Console, one: Evidence, number: int, reference: int) -> None:
    mark = f"{number:>2}. "
    if one.antecedent:
        console.print(Text(_wrapped(mark, one.antecedent.display, console.width), style="dim"))
        mark = "    "
    console.print(Text(_wrapped(mark, f"“{one.display.quote}” [{reference}]", console.width), style="green"))
    parts = [one.section, _KINDS_OF_TEXT.get(one.kind), page_in_words(one)]
    if place := ", ".join(part for part in parts if part):
        console.print(Text(_wrapped("    ", place, console.width), style="dim"))
    for cited in one.cites:
        console.print(Text(_wrapped("    cites: ", vancouver(cited), console.width), style="dim"))


def _wrapped(mark: str, text: str, width: int) -> str:
    return textwrap.fill(
        text, max(width, 20), initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )


def print_report(report: Report) -> None:
    """The figures with their intervals, then every failure with what came instead."""
    console = _console()
    console.print(Text(f"{report.gold}: {counted(report.questions, 'question')}", style="bold"))
    _print_notes(console, report.notes)
    _print_metrics(console, report.metrics)
    _print_verdicts(console, report.verdicts)
    for name, metrics in report.groups.items():
        title = name.replace("_", " ")
        console.print(Text(title[:1].upper() + title[1:], style="bold"))
        _print_metrics(console, metrics)
    for failure in report.failures:
        _print_failure(console, failure)


def _print_notes(console: Console, notes: Sequence[str]) -> None:
    for note in notes:
        console.print(Text(_wrapped("", printable(note), console.width), style="yellow"))


def _print_verdicts(console: Console, verdicts: Mapping[str, Mapping[str, int]]) -> None:
    if not verdicts:
        return
    table = Table("questions", *VERDICTS)
    for kind, counts in verdicts.items():
        table.add_row(kind, *(f"{counts[name]:,}" for name in VERDICTS))
    console.print(table)


def _print_metrics(console: Console, metrics: Mapping[str, Metric]) -> None:
    table = Table("figure", "value", "95 % interval")
    for name, metric in metrics.items():
        table.add_row(name, f"{metric.value:.3f}", f"{metric.low:.3f} – {metric.high:.3f}")
    console.print(table)


def print_comparison(comparison: Comparison) -> None:
    """The differences with their intervals, then every question that changed."""
    console = _console()
    console.print(
        Text(f"{comparison.before} and {comparison.after}: {counted(comparison.questions, 'question')}", style="bold")
    )
    _print_notes(console, comparison.notes)
    table = Table("figure", "before", "after", "change", "95 % interval")
    for name, one in comparison.differences.items():
        change = one.change
        values = (f"{one.before:.3f}", f"{one.after:.3f}", f"{change.value:+.3f}")
        table.add_row(name, *values, f"{change.low:+.3f} – {change.high:+.3f}")
    console.print(table)
    for changed in comparison.changed:
        _print_changed(console, changed)


def _print_changed(console: Console, one: Changed) -> None:
    console.print()
    console.print(Text(_wrapped("", f"{one.id}  {one.question}", console.width)))
    said = [f"rightly {what} now" for what in one.better] + [f"no longer rightly {what}" for what in one.worse]
    ranks = " → ".join("none" if rank is None else str(rank) for rank in one.ranks)
    said.append(f"rank {ranks}")
    if None not in one.confidences:
        said.append(f"confidence {' → '.join(f'{value:.2f}' for value in one.confidences)}")
    style = "yellow" if one.worse else "green"
    console.print(Text(_wrapped("    ", ", ".join(said), console.width), style=style))


def _print_failure(console: Console, failure: Failure) -> None:
    console.print()
    console.print(Text(_wrapped("", f"{failure.id}  {failure.question}", console.width)))
    rank = f", answer at {failure.rank}" if failure.rank else ", answer not found" if failure.expected else ""
    kind = f"{_KINDS[failure.kind]} (confidence {failure.confidence:.2f}{rank})"
    console.print(Text(_wrapped("    ", kind, console.width), style="yellow"))
    for label, text in (("got", failure.got), ("expected", " / ".join(failure.expected))):
        if text:
            console.print(Text(_wrapped("    ", f"{label}: {text}", console.width), style="dim"))


def print_refit(found: Refit, file: Path | None) -> None:
    """What each threshold would do, the risk at each coverage, and what was chosen."""
    console = _console()
    console.print(
        f"{counted(found.answerable, 'question')} answered here, {found.unanswerable} not; ROC area "
        f"{found.roc_auc:.2f} (each question judged by a fit that had not seen it)"
    )
    choices = Table("false answers", "answers refused", "threshold", box=None, pad_edge=False)
    for accepted in _ACCEPTED:
        fitting = [point for point in found.points if point.false_answers <= accepted]
        best = min(fitting, key=lambda point: point.false_refusals, default=found.points[0])
        choices.add_row(f"{best.false_answers:.0%}", f"{best.false_refusals:.0%}", f"{best.threshold:.2f}")
    console.print(choices)
    risks = Table("of the surest questions", "are not answered here", box=None, pad_edge=False)
    for tenth in range(1, 11):
        at = max(1, round(tenth * len(found.risks) / 10))
        risks.add_row(f"{tenth * 10} %", f"{found.risks[at - 1]:.0%}")
    console.print(risks)
    chosen = found.chosen
    console.print(
        f"Chosen: threshold {chosen.threshold:.2f}, {chosen.false_answers:.0%} false answers, "
        f"{chosen.false_refusals:.0%} of the answers refused."
    )
    done = f"Written to {file}; remove the file to go back." if file else "Nothing was changed."
    console.print(Text(done), soft_wrap=True)


def print_summary(summary: Summary, library: Path | None) -> None:
    """What a run did, then each file that yielded nothing, with the reason."""
    console = _console()
    table = Table("", "files", show_header=False)
    for name in ("read", "unchanged", "updated", "removed", "merged", "failed"):
        table.add_row(name, f"{getattr(summary, name):,}")
    console.print(table)
    for failure in summary.failures:
        console.print(Text(_wrapped("", printable(failure.file), console.width), style="yellow"))
        console.print(Text(_wrapped("    ", printable(failure.reason), console.width), style="dim"))
    held = f"{counted(summary.documents, 'document')}, {counted(summary.passages, 'passage')}"
    where = f" in {printable(str(library))}" if library else ""
    console.print(Text(f"The library{where} holds {held}. ({summary.seconds:.1f} s)"))


def print_entries(entries: Sequence[Entry]) -> None:
    """A line or two a document."""
    console = _console()
    for entry in entries:
        reference = entry.reference
        names = (
            reference.author[0].family + (" et al." if len(reference.author) > 1 else "") if reference.author else ""
        )
        head = ", ".join(part for part in (names, str(reference.year or "")) if part)
        console.print(Text(entry.id, style="bold"))
        title = reference.title or "(no title)"
        line = f"{head}. {title}" if head else title
        console.print(Text(_wrapped("    ", printable(line), console.width)))
    console.print(Text(counted(len(entries), "document"), style="dim"))


def print_document(entry: Entry, document: Document) -> None:
    """A document's reference, files and sections."""
    console = _console()
    console.print(Text(entry.id, style="bold"))
    console.print(Text(_wrapped("    ", printable(vancouver(entry.reference)), console.width)))
    table = Table(show_header=False)
    table.add_row("type", ", ".join(entry.reference.publication_type) or "not stated")
    table.add_row("text from", entry.format)
    table.add_row("files", "\n".join(map(printable, entry.files)))
    table.add_row("extent", _extent(entry, document))
    names = dict.fromkeys(section.name for section in document.sections if section.name and section.kind == "body")
    table.add_row("sections", "\n".join(map(printable, names)) or "none named")
    console.print(table)


def _extent(entry: Entry, document: Document) -> str:
    parts = [counted(entry.passages, "passage"), counted(len(document.text), "character")]
    parts += [counted(len(document.pages), "page")] if document.pages else []
    parts += [counted(len(document.bibliography), "work") + " cited"] if document.bibliography else []
    return ", ".join(parts)


def print_stats(found: Mapping[str, Any]) -> None:
    """What a library holds."""
    table = Table(show_header=False)
    for name, value in found.items():
        if name == "size":
            shown = f"{value / 1e6:,.1f} MB"
        elif isinstance(value, dict):
            shown = "\n".join(f"{key}: {count:,}" for key, count in value.items())
        elif isinstance(value, list):
            shown = "\n".join(map(printable, value)) or "none"
        else:
            shown = f"{value:,}" if isinstance(value, int) else printable(str(value))
        table.add_row(name, shown)
    _console().print(table)


def _console() -> Console:
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDEST)
    return console
