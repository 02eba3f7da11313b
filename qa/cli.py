"""The ``reviewqa`` command."""

from __future__ import annotations

import json
import sys
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import QuestionError
from qa.batch import read_batch
from qa.command_options import JsonOption, LibraryOption, plain_errors
from qa.engine import TOP_K, Engine
from qa.library_commands import register

app = typer.Typer(
    name="reviewqa",
    help="Ask a collection of review articles: verbatim quotes with their references, or the word that there is none.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
register(app)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(metavar="QUESTION", help="In words or keywords.")] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="FILE", help="Ask every question of a text, .csv or .jsonl file.")
    ] = None,
    library: LibraryOption = None,
    top_k: Annotated[int, typer.Option("--top-k", metavar="N", min=1, max=50, help="Most quotes shown.")] = TOP_K,
    as_json: JsonOption = False,
) -> None:
    """Ask one question, or a file of them."""
    if (question is None) == (batch is None):
        raise typer.BadParameter("give a question, or a file of questions with --batch.")
    with plain_errors():
        if batch is None:
            with _open(library) as engine:
                _print(engine, question or "", None, top_k, as_json)
        elif not _ask_batch(batch, library, top_k, as_json):
            raise typer.Exit(1)


def _ask_batch(file: Path, library: Path | None, top_k: int, as_json: bool) -> bool:
    """Answer each row as it is read; False where some rows could not be asked."""
    rows = read_batch(file)
    first = next(rows, None)  # a file that cannot be read is told before a library is built
    if first is None:
        return True
    whole = True
    with _open(library) as engine:
        for row in chain([first], rows):
            problem = row.problem
            if not problem:
                try:
                    _print(engine, row.question, row.id, top_k, as_json)
                except QuestionError as error:
                    problem = f"was not asked. {error}"
            if problem:
                whole = False
                typer.echo(f"{file}: line {row.line} {problem}", err=True)
    return whole


@app.command(name="eval")
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A gold set: JSON lines with question and answers.")],
    library: LibraryOption = None,
    split: Annotated[
        str | None, typer.Option(metavar="NAME", help='Only rows of this split, "tune" or "report".')
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure ranking and refusing on a gold set."""
    from qa.evaluate import evaluate as measure

    with plain_errors(), _open(library) as engine:
        report = measure(engine, gold, split)
        if as_json:
            typer.echo(json.dumps(report.to_dict(), ensure_ascii=False))
        else:
            from qa.terminal import print_report

            print_report(report)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 7860,
    library: LibraryOption = None,
) -> None:
    """Open the web chat."""
    with plain_errors():
        engine = _open(library)
        from qa.web.serve import serve as serve_page

        serve_page(engine, host, port)


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


def _print(engine: Engine, question: str, question_id: str | None, top_k: int, as_json: bool) -> None:
    answer = engine.ask(question, top_k)
    if as_json:
        typer.echo(json.dumps(answer.to_dict(question_id), ensure_ascii=False))
    else:
        from qa.terminal import print_answer

        print_answer(answer)
    sys.stdout.flush()
