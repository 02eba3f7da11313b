"""The ``refit`` command."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qa.command.options import JsonOption, LibraryOption, plain_errors

if TYPE_CHECKING:
    from qa.evaluation.refit import Refit

_ACCEPTED = 0.08


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="refit")(refit)


def refit(
    gold: Annotated[
        Path, typer.Argument(metavar="SET", help="Questions about the library's papers, with and without answers.")
    ],
    library: LibraryOption = None,
    split: Annotated[str | None, typer.Option(metavar="NAME", help='Only this part of the set: "tune".')] = None,
    false_answers: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, metavar="SHARE", help="Share of unanswerable questions that may be answered."),
    ] = _ACCEPTED,
    look: Annotated[bool, typer.Option("--look", help="Only show what each threshold does; change nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit how sure answers are to your own questions, and choose when to refuse."""
    with plain_errors():
        fitted, file = _fit(gold, library, split, false_answers, look)
        if as_json:
            typer.echo(json.dumps({**asdict(fitted), "file": str(file) if file else None}))
        else:
            from qa.command.terminal import print_refit

            print_refit(fitted, file)


def _fit(gold: Path, library: Path | None, split: str | None, accepted: float, look: bool) -> tuple[Refit, Path | None]:
    import qa
    from corpus.errors import GoldError, LibraryWriteError
    from index.store.manifest import CALIBRATION
    from qa.command.progress_bar import ProgressBar
    from qa.evaluation.refit import refit as fit
    from qa.evaluation.refit import sample
    from qa.evaluation.sets import read

    rows = read(gold, split)
    if rows.documents:
        raise GoldError(f"{gold}: brings its own papers. Fit on questions about the papers of the library.")
    with ProgressBar(sys.stderr) as progress, qa.open(library, progress=progress.say) as engine:
        fitted = fit(sample(engine, rows.questions, progress.asked), accepted)
        if look:
            return fitted, None
        try:
            fitted.calibration.write(engine.library.folder, engine.has_ranker)
        except OSError as error:
            raise LibraryWriteError(
                f"{engine.library.folder}: the calibration cannot be written ({error.strerror}). Free the folder, or "
                "use --look."
            ) from error
        return fitted, engine.library.folder / CALIBRATION
