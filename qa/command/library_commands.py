"""The commands that put papers into a library and look at it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from qa.command.options import JsonOption, LibraryOption, plain_errors

PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of them.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (sync, add, remove, list_documents, show, verify, stats):
        name = "list" if command is list_documents else command.__name__
        app.command(name)(command)


def sync(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", help="Without any: the folders of the last time.")
    ] = None,
    library: LibraryOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Also remove more than a fifth, or all of a folder.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the library equal to some folders of papers: whatever is not in them goes."""
    import qa

    _write(lambda progress: qa.sync(folders or (), library, progress=progress, confirmed=yes), library, as_json)


def add(paths: PathsArgument, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Add papers to the library; all else stays."""
    import qa

    _write(lambda progress: qa.add(paths, library, progress=progress), library, as_json)


def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of documents, as `reviewqa list` shows them.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove documents from the library; their files stay, but are not read again until they are added by name."""
    import qa

    _write(lambda progress: qa.remove(ids, library, progress=progress), library, as_json)


def _write(run: Callable[[Any], Any], library: Path | None, as_json: bool) -> None:
    from qa.command.progress_bar import ProgressBar
    from qa.command.terminal import print_summary

    with plain_errors():
        with ProgressBar(sys.stderr) as progress:
            summary = run(progress)
        if as_json:
            typer.echo(json.dumps(summary.to_dict(), ensure_ascii=False))
        else:
            print_summary(summary, library)


def list_documents(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the library's documents: id, authors, year, title."""
    import qa
    from qa.command.terminal import print_entries

    with plain_errors():
        entries = qa.documents(library)
        if as_json:
            for entry in entries:
                typer.echo(json.dumps(entry.to_dict(), ensure_ascii=False))
        else:
            print_entries(entries)


def show(
    document_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a document, as `reviewqa list` shows it.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one document: its reference, its files, its sections."""
    from index.settings import Settings
    from qa.command.progress_bar import ProgressBar
    from qa.command.terminal import print_document
    from qa.library.libraries import open_library

    with plain_errors():
        with ProgressBar(sys.stderr) as progress:
            opened = open_library(library, Settings.from_environment(), progress)
        from corpus.errors import DocumentNotFoundError

        entry = next(opened.catalog.entries(document_id), None)
        document = opened.document(document_id)
        if entry is None or document is None:
            raise DocumentNotFoundError(f"{document_id}: no document of the library has this id. See: reviewqa list")
        if as_json:
            sections = [asdict(section) for section in document.sections]
            extent = {
                "characters": len(document.text),
                "pages": len(document.pages),
                "cited": len(document.bibliography),
            }
            typer.echo(json.dumps({**entry.to_dict(), **extent, "sections": sections}, ensure_ascii=False))
        else:
            print_document(entry, document)


def verify(
    library: LibraryOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Repair what is wrong.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check every file, count, offset and vector of the library."""
    import qa
    from qa.command.progress_bar import ProgressBar

    with plain_errors():
        with ProgressBar(sys.stderr) as progress:
            problems = qa.verify(library, repair=repair, progress=progress)
        if as_json:
            typer.echo(json.dumps({"problems": [asdict(problem) for problem in problems]}, ensure_ascii=False))
        elif not problems:
            typer.echo("The library is whole.")
        for problem in () if as_json else problems:
            typer.echo(f"{problem.what}\n    Repair: {problem.repair}")
        if problems:
            raise typer.Exit(1)


def stats(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Say what the library holds: documents, passages, formats, size on disk."""
    from qa.command.terminal import print_stats
    from qa.library.libraries import default_folder, library_stats

    with plain_errors():
        found = library_stats(library or default_folder())
        if as_json:
            typer.echo(json.dumps(found, ensure_ascii=False))
        else:
            print_stats(found)
