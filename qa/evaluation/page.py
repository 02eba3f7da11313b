"""A report as one page that needs nothing else: no script, no fonts, no address is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

import numpy as np

from qa.answer import VERDICTS
from qa.evaluation import charts
from qa.evaluation.bootstrap import Metric
from qa.evaluation.figures import FIGURES, Columns
from qa.evaluation.files import write
from qa.evaluation.report import Failure, Kind, Report, Unit
from qa.wording import counted, printable

KINDS: Mapping[Kind, tuple[str, str]] = {
    "false_answer": ("Answered, but there is no answer", "What was offered as an answer is below the question."),
    "false_refusal": ("Refused, but there is an answer", "The library answers these; the confidence was too low."),
    "not_first": ("The answer did not come first", "What came first instead is below the question."),
}
_ASIDE = {1: "more is better", -1: "less is better", 0: ""}
_OPEN = 25  # failures of a kind up to which they are shown unasked


def write_page(file: Path, report: Report) -> None:
    """Write the page.

    Raises:
        GoldError: The file cannot be written.
    """
    write(file, page(report) + "\n")


def page(report: Report) -> str:
    """The page as HTML, everything from outside escaped."""
    style = files("qa.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    parts = (_head, _figures, _verdicts, _curves, _groups, _failures)
    body = "".join(piece for part in parts for piece in part(report))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{_safe(f'Report on {report.gold}')}</title><style>{style}</style></head><body>{body}</body></html>"
    )


def _head(report: Report) -> Iterator[str]:
    answerable = sum(one.answerable for one in report.results)
    yield f"<h1>How well questions are answered: {_safe(Path(report.gold).name)}</h1>"
    asked = f"{counted(report.questions, 'question')} of {report.gold}: {answerable:,} with an answer, "
    asked += f"{report.questions - answerable:,} without."
    if report.documents:
        asked += f" Asked of {counted(report.documents, 'document')}, embedded by {report.model}."
    yield f"<p>{_safe(asked)}</p>"
    if report.unit == "passage":
        yield (
            "<p>Each question was asked once. A passage counts as a hit where it holds at least half of an answer's "
            "characters. Ranking is measured on the best passages whether or not the question was refused, so that "
            "finding and refusing are told apart.</p>"
        )
    else:
        yield (
            "<p>A document counts as a hit where the set judges it relevant. A document stands where its first passage "
            "does.</p>"
        )
    yield from (f'<p class="dim">{_safe(note)}</p>' for note in report.notes)


def _figures(report: Report) -> Iterator[str]:
    yield "<h2>Figures</h2>"
    yield _table(report.metrics, report.unit)
    yield (
        '<p class="dim">Intervals hold the middle 95 % of 1,000 draws of the questions with replacement: how far the '
        "figure would move with other questions of this kind.</p>"
    )


def _table(metrics: Mapping[str, Metric], unit: Unit) -> str:
    rows = []
    for name, metric in metrics.items():
        figure = FIGURES[name]
        aside = f' <span class="dim">({_ASIDE[figure.better]})</span>' if figure.better else ""
        rows.append(
            f'<tr><td><code>{name}</code></td><td class="number">{metric.value:.3f} '
            f'<span class="dim">{metric.low:.3f} – {metric.high:.3f}</span></td>'
            f'<td class="meaning">{escape(figure.meaning.replace("passage", unit))}{aside}</td></tr>'
        )
    head = "<thead><tr><th>figure</th><th>value, 95 % interval</th><th>what it is</th></tr></thead>"
    return f'<table class="figures">{head}<tbody>{"".join(rows)}</tbody></table>'


def _curves(report: Report) -> Iterator[str]:
    columns = Columns.of(report.results)
    if not len(columns.sure) or np.isnan(columns.sure).any():
        return
    yield '<h2>Confidence</h2><div class="charts">'
    yield _figure(
        "Risk and coverage",
        charts.risk_coverage_chart(columns),
        "Questions are answered from the highest confidence down. Low and flat is good; the area under the curve is "
        "risk_coverage_area. Wrong is a question whose first hit is no answer, so every unanswerable one is.",
    )
    if len(columns.unsure):
        yield _figure(
            "Right and false answers (ROC)",
            charts.roc_chart(columns),
            "Each point is a threshold of confidence. The upper left corner is best; the dashed line is chance.",
        )
        yield _figure(
            "Is confidence a probability? (reliability)",
            charts.reliability_chart(columns),
            "Ten groups of as many questions each. On the dashed line, of the questions with confidence 0.8, eight in "
            "ten have an answer. That depends on how many unanswerable questions were asked.",
        )
    yield "</div>"


def _figure(title: str, chart: str, caption: str) -> str:
    return f"<figure><h3>{title}</h3>{chart}<figcaption>{caption}</figcaption></figure>"


def _groups(report: Report) -> Iterator[str]:
    for name, metrics in report.groups.items():
        count = sum(one.kind == name for one in report.results)
        what = f"{counted(count, 'question')} of the kind {name.replace('_', ' ')}" if count else f"Dialogues: {name}"
        yield f"<h2>{escape(what)}</h2>{_table(metrics, report.unit)}"


def _verdicts(report: Report) -> Iterator[str]:
    if not report.verdicts:
        return
    yield "<h2>What was said</h2>"
    head = "".join(f"<th>{name}</th>" for name in VERDICTS)
    rows = []
    for kind, counts in report.verdicts.items():
        cells = "".join(f'<td class="number">{counts[name]:,}</td>' for name in VERDICTS)
        rows.append(f"<tr><td>{kind} questions</td>{cells}</tr>")
    yield f'<table class="figures"><thead><tr><th></th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _failures(report: Report) -> Iterator[str]:
    yield "<h2>What went wrong</h2>"
    if not report.results or report.results[0].confidence is None:
        yield '<p class="dim">A run holds no texts, so failures cannot be shown.</p>'
        return
    if not report.failures:
        yield "<p>Nothing.</p>"
    for kind, (title, said) in KINDS.items():
        found = [one for one in report.failures if one.kind == kind]
        if found:
            shown = ' open=""' if len(found) <= _OPEN else ""
            yield f'<details{shown}><summary>{title}: {len(found):,}</summary><p class="dim">{said}</p>'
            yield from map(_failure, found)
            yield "</details>"


def _failure(one: Failure) -> str:
    place = f"at {one.rank}" if one.rank else "not found" if one.expected else "there is none"
    rows = [("answer", place), ("confidence", f"{one.confidence:.2f}")]
    parts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    parts += _quoted("expected", one.expected)
    parts += f'<dt>came first</dt><dd class="got">{_safe(one.got) or "nothing"}</dd>'
    if one.citation:
        parts += f'<dt>from</dt><dd class="dim">{_safe(one.citation)}</dd>'
    head = f'<h3>{_safe(one.question)} <code class="dim">{_safe(one.id)}</code></h3>'
    return f'<div class="failure">{head}<dl>{parts}</dl></div>'


def _quoted(name: str, texts: Sequence[str]) -> str:
    return f"<dt>{name}</dt><dd>{'<br>'.join(map(_safe, texts))}</dd>" if texts else ""


def _safe(text: str) -> str:
    """On one line, control and direction characters written out, escaped."""
    return escape(printable(" ".join(text.split())))
