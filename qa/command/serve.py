"""The ``serve`` command."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import ServeError
from qa.command.options import LibraryOption, plain_errors

_SHORTEST = 8  # characters of a password
_LARGEST_FILE = 10_000  # bytes
_FIRST = "effects of treatment"  # asked while the page opens, so that everything is loaded before the first question


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 7860,
    library: LibraryOption = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help="Its first line is the password. REVIEWQA_PASSWORD gives one too; without both you are asked for it "
            "where others can reach HOST.",
        ),
    ] = None,
) -> None:
    """Open the web chat."""
    with plain_errors():
        from qa.web.server.gradio_hooks import import_gradio
        from qa.web.server.guard import is_loopback
        from qa.web.server.serve import listen, require_password, serve_at

        password = _password(password_file, asked=not is_loopback(host))
        require_password(host, password)
        listening = listen(host, port)
        threading.Thread(target=import_gradio, name="gradio", daemon=True).start()  # while the library is opened
        import qa

        engine = qa.open(library, progress=lambda line: typer.echo(f"reviewqa: {line}", err=True))
        served, address = serve_at(listening, engine, password)
        typer.echo(f"reviewqa is open at {address} (stop with Ctrl+C)")
        engine.ask(_FIRST)
        served.wait()


def _password(file: Path | None, asked: bool) -> str:
    """The password that was given, or "".

    Raises:
        ServeError: The file cannot be read, or the password is too short.
    """
    if file is not None:
        try:
            with file.open(encoding="utf-8") as lines:
                password, source = lines.readline(_LARGEST_FILE).rstrip("\r\n"), str(file)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise ServeError(f"{file}: the password cannot be read ({reason}). Give a text file.") from error
    elif os.environ.get("REVIEWQA_PASSWORD"):
        password, source = os.environ["REVIEWQA_PASSWORD"], "REVIEWQA_PASSWORD"
    elif asked and sys.stdin.isatty():
        password, source = typer.prompt("Password for visitors", hide_input=True), "What you typed"
    else:
        return ""
    if len(password) < _SHORTEST:
        raise ServeError(f"{source}: the password is shorter than {_SHORTEST} characters. Give a longer one.")
    return password
