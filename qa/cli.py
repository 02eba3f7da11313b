"""The ``reviewqa`` command."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import QuestionError, ReviewqaError
from qa.batch import read_batch
from qa.engine import TOP_K, Engine
from qa.libraries import stored_documents

app = typer.Typer(
    name="reviewqa",
    help="Ask a collection of review articles: verbatim quotes with their references, or the word that there is none.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", help="A library folder; the default one where not given.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


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
    with _plain_errors():
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


@app.command()
def build(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Saved review pages. Without any: those of the library again."),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Build a library, again where there is one."""
    import corpus
    import qa
    from qa.wording import counted

    if files and library is None:
        raise typer.BadParameter("name a folder for your own pages with --library DIR.")
    with _plain_errors():
        folder = library or qa.default_folder()
        kept = stored_documents(library) if library else None
        documents = [corpus.read(file) for file in files] if files else kept or corpus.packaged_reviews()
        built = qa.build(folder, documents, progress=_progress)
        made = built.manifest
        typer.echo(f"{folder}: {counted(made.documents, 'document')}, {counted(made.passages, 'passage')}.")


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

    with _plain_errors(), _open(library) as engine:
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
    with _plain_errors():
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


@contextmanager
def _plain_errors() -> Iterator[None]:
    """One line on standard error and exit status 1 for whatever goes wrong; a closed pipe is no error."""
    try:
        yield
    except ReviewqaError as error:
        typer.echo(f"reviewqa: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(1) from error
    except sqlite3.Error as error:
        typer.echo(f"reviewqa: the library's catalog is damaged ({error}). Build it again: reviewqa build", err=True)
        raise typer.Exit(1) from error
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error
    except OSError as error:
        typer.echo(f"reviewqa: {error.strerror or error}.", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
