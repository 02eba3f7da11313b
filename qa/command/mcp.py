"""The ``mcp`` command."""

from __future__ import annotations

import typer

from corpus.errors import ServeError
from qa.command.options import LibraryOption, plain_errors


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="mcp")(serve_mcp)


def serve_mcp(library: LibraryOption = None) -> None:
    """Answer other programs over standard input and output (Model Context Protocol)."""
    with plain_errors():
        try:
            from qa.mcp.server import build_server
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("mcp"):
                raise
            raise ServeError(
                "The MCP server needs one more package. Install it: pip install 'reviewqa[mcp]'"
            ) from error
        import qa
        from qa.web.server.newest import Newest

        engine = qa.open(library, progress=lambda line: typer.echo(f"reviewqa: {line}", err=True))
        build_server(Newest(engine)).run("stdio")
