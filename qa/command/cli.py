"""The ``reviewqa`` command."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from corpus.errors import QuestionError
from index.store.manifest import reviewqa_version
from index.store.selection import Selection
from qa.answering.engine import TOP_K, Engine
from qa.command import check as check_command
from qa.command import evaluation
from qa.command import mcp as mcp_command
from qa.command import refit as refit_command
from qa.command import serve as serve_command
from qa.command.batch import read_batch
from qa.command.library_commands import register
from qa.command.options import JsonOption, LibraryOption, plain_errors
from qa.command.selection_options import (
    DocumentOption,
    FromOption,
    JournalOption,
    ReviewsOption,
    SectionOption,
    ToOption,
    selection_of,
)

app = typer.Typer(
    name="reviewqa",
    help="Ask a collection of review articles: it answers with verbatim quotes and their references, or says that the "
    "papers do not answer.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reviewqa {reviewqa_version() or '(not installed)'}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options before any command."""


class _Manner(NamedTuple):
    """How each question is asked and its answer is printed.

    Attributes:
        top_k: Most quotes shown.
        selection: Which part of the library is asked; None is all.
        as_json: Whether for programs.
    """

    top_k: int
    selection: Selection | None
    as_json: bool


@app.command()
def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="In words or keywords; quotation marks are not needed."),
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="FILE", help="Ask every question of a text, .csv or .jsonl file.")
    ] = None,
    library: LibraryOption = None,
    top_k: Annotated[int, typer.Option("--top-k", metavar="N", min=1, max=50, help="Most quotes shown.")] = TOP_K,
    document: DocumentOption = None,
    first: FromOption = None,
    last: ToOption = None,
    journal: JournalOption = None,
    section: SectionOption = "",
    reviews_only: ReviewsOption = False,
    as_json: JsonOption = False,
) -> None:
    """Ask one question, or a file of them."""
    if bool(question) == (batch is not None):
        raise typer.BadParameter("give a question, or a file of questions with --batch.")
    with plain_errors():
        selection = selection_of(document, first, last, journal, section, reviews_only)
        manner = _Manner(top_k, selection, as_json)
        if batch is None:
            with _open(library) as engine:
                _print(engine, " ".join(question or ()), None, manner)
        elif not _ask_batch(batch, library, manner):
            raise typer.Exit(1)


def _ask_batch(file: Path, library: Path | None, manner: _Manner) -> bool:
    """Answer each row as it is read; False where some rows could not be asked."""
    rows = read_batch(file)
    first = next(rows, None)  # first, so that a file that cannot be read is reported before a library is built
    if first is None:
        return True
    whole = True
    with _open(library) as engine:
        for row in chain([first], rows):
            problem = row.problem
            if not problem:
                try:
                    _print(engine, row.question, row.id, manner)
                except QuestionError as error:
                    problem = f"was not asked. {error}"
            if problem:
                whole = False
                typer.echo(f"{file}: line {row.line} {problem}", err=True)
    return whole


evaluation.register(app)
refit_command.register(app)
check_command.register(app)
serve_command.register(app)
mcp_command.register(app)


def main() -> None:
    """Entry point of ``reviewqa`` and ``python -m qa``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


def _open(library: Path | None) -> Engine:
    import qa

    return qa.open(library, progress=_progress)


def _progress(line: str) -> None:
    typer.echo(f"reviewqa: {line}", err=True)


def _print(engine: Engine, question: str, question_id: str | None, manner: _Manner) -> None:
    answer = replace(engine.ask(question, manner.top_k, manner.selection), id=question_id)
    if manner.as_json:
        typer.echo(json.dumps(answer.to_dict(), ensure_ascii=False))
    else:
        from qa.command.terminal import print_answer

        print_answer(answer)
    sys.stdout.flush()
