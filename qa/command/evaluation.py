"""The ``eval`` command."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.command.options import JsonOption, LibraryOption, plain_errors

if TYPE_CHECKING:
    from qa.command.progress_bar import ProgressBar
    from qa.evaluation.gold import GoldSet
    from qa.evaluation.measure import Measured
    from qa.evaluation.report import Report


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="eval")(evaluate)


def evaluate(
    gold: Annotated[
        Path | None,
        typer.Argument(metavar="[SET]", help="Questions with answers: JSON lines, BEIR folder, SQuAD or BioASQ JSON."),
    ] = None,
    library: LibraryOption = None,
    split: Annotated[
        str | None, typer.Option(metavar="NAME", help='Only this part of the set: "tune", "report", "test", "train".')
    ] = None,
    unanswerable: Annotated[
        Path | None, typer.Option(metavar="SET", help="Ask its questions too, as ones that nothing here answers.")
    ] = None,
    away: Annotated[
        bool, typer.Option("--away", help="Ask each question again with the papers that answer it taken away.")
    ] = False,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a page to look at.")] = None,
    run: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the documents found as a TREC run.")] = None,
    qrels: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the documents that answer as TREC judgements.")
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="A.json B.json", help="Compare two reports instead.")
    ] = None,
    score: Annotated[
        tuple[Path, Path] | None, typer.Option(metavar="RUN QRELS", help="Score a TREC run of any program instead.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure ranking, quoting and refusing on a gold set."""
    asked = {
        "--library": library,
        "--split": split,
        "--unanswerable": unanswerable,
        "--away": away or None,
        "--run": run,
        "--qrels": qrels,
    }
    if sum(one is not None for one in (gold, compare, score)) != 1:
        raise typer.BadParameter("give one of: a gold set, two reports with --compare, a run with --score.")
    if gold is None and (given := [name for name, value in asked.items() if value is not None]):
        raise typer.BadParameter(f"{', '.join(given)} only with a gold set.")
    if compare is not None and report is not None:
        raise typer.BadParameter("--report only with a gold set or --score.")
    with plain_errors():
        if compare is not None:
            _compare(*compare, as_json)
        elif score is not None:
            _score(*score, report, as_json)
        elif gold is not None:
            _measure(gold, library, split, unanswerable, away, {"report": report, "run": run, "qrels": qrels}, as_json)


def _measure(
    file: Path,
    library: Path | None,
    split: str | None,
    unanswerable: Path | None,
    away: bool,
    written: dict[str, Path | None],
    as_json: bool,
) -> None:
    from qa.command.progress_bar import ProgressBar
    from qa.evaluation import trec
    from qa.evaluation.files import check_writable
    from qa.evaluation.sets import read

    gold = read(file, split)
    if unanswerable is not None:
        gold = gold.with_unanswerable(read(unanswerable))
    for target in filter(None, written.values()):
        check_writable(target)
    with ProgressBar(sys.stderr) as progress:
        measured = _asked(gold, library, progress, away)
    if written["run"]:
        trec.write_run(written["run"], measured.run)
    if written["qrels"]:
        trec.write_qrels(written["qrels"], measured.qrels)
    _show(measured.report, written["report"], as_json)


def _asked(gold: GoldSet, library: Path | None, progress: ProgressBar, away: bool) -> Measured:
    from index.models.model import TransformerModel
    from index.rankers import open_ranker
    from index.settings import Settings
    from qa.answering.engine import Engine
    from qa.evaluation.measure import measure
    from qa.evaluation.set_library import library_of
    from qa.library.libraries import open_library

    settings = Settings.from_environment()
    if gold.documents:
        with library_of(gold, library, TransformerModel(settings), progress) as (opened, names):
            return measure(Engine(opened, open_ranker(opened, settings)), gold, names, progress.asked, away=away)
    opened = open_library(library, settings, progress)
    with Engine(opened, open_ranker(opened, settings)) as engine:
        return measure(engine, gold, on_progress=progress.asked, away=away)


def _score(run: Path, qrels: Path, page: Path | None, as_json: bool) -> None:
    from qa.evaluation.scoring import score

    _show(score(run, qrels), page, as_json)


def _show(report: Report, page: Path | None, as_json: bool) -> None:
    if page:
        from qa.evaluation.page import write_page

        write_page(page, report)
    if as_json:
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        from qa.command.terminal import print_report

        print_report(report)


def _compare(before: Path, after: Path, as_json: bool) -> None:
    from qa.evaluation.compare import compare

    found = compare(before, after)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        from qa.command.terminal import print_comparison

        print_comparison(found)
