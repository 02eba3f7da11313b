"""``reviewqa check``: the quotes of an exported file against the library."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.command.options import JsonOption, LibraryOption, plain_errors
from qa.wording import counted, printable

if TYPE_CHECKING:
    from qa.export.check import Report


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(check)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A conversation exported as .md, .docx or .html.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare every quote of an exported file with the library, word for word."""
    from index.settings import Settings
    from qa.command.progress_bar import ProgressBar
    from qa.export.check import compare
    from qa.export.reading import read_quotes
    from qa.library.libraries import open_library

    with plain_errors():
        quotes = read_quotes(file)  # first, so that a file that cannot be read is reported before a library is built
        with ProgressBar(sys.stderr) as progress:
            opened = open_library(library, Settings.from_environment(), progress)
        report = compare(file, quotes, opened)
        if as_json:
            typer.echo(json.dumps(report.to_dict(), ensure_ascii=False))
        else:
            _print(report)
        if not report.matches:
            raise typer.Exit(1)


def _print(report: Report) -> None:
    for problem in report.problems:
        typer.echo(printable(str(problem)))
    typer.echo(printable(_summary(report)))


def _summary(report: Report) -> str:
    checked, wrong = counted(report.quotes, "quote"), len(report.problems)
    if not report.quotes:
        said = f"{report.file} holds no quotes that reviewqa exported."
    elif wrong:
        said = f"{checked} of {report.file}: {report.quotes - wrong:,} as in the library, {wrong:,} not."
    else:
        said = f"{checked} of {report.file}: as in the library, word for word."
    return said + (f" Not checked, as they have no mark: {report.unmarked:,} more." if report.unmarked else "")
