"""Shared by all commands: options, and errors in one line."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import ReviewqaError
from qa.wording import printable

LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="DIR", help="A library folder; your own by default.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for programs.")]


@contextmanager
def plain_errors() -> Iterator[None]:
    """One line on standard error and exit status 1 for any error; a closed pipe is not an error."""
    try:
        yield
    except ReviewqaError as error:
        typer.echo(f"reviewqa: {printable(' '.join(str(error).split()))}", err=True)
        raise typer.Exit(1) from error
    except sqlite3.Error as error:
        reason = printable(" ".join(str(error).split()))[:200]
        typer.echo(f"reviewqa: the library is damaged ({reason}). See: reviewqa verify", err=True)
        raise typer.Exit(1) from error
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from error
    except OSError as error:
        typer.echo(f"reviewqa: {error.strerror or error}.", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        typer.echo("reviewqa: stopped. The library is as it was; the same command resumes from here.", err=True)
        raise typer.Exit(130) from error
