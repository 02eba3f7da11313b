"""The process that changes a library for the web page; a job says what to do, the answers how far it is.

It is started as ``python -m qa.library.worker``. It lowers its own priority while it encodes, so that questions are
answered meanwhile.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import ReviewqaError
from index.child_process import do_jobs
from index.models.model import TransformerModel
from index.settings import Settings
from index.writing import sync as writing

_NICENESS = 5  # added to the process's own


class _JsonProgress:
    """An ``index.writing.progress.Progress`` that writes lines of JSON."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._has_read = False

    def write(self, **fields: Any) -> None:
        """Write one line."""
        self._answers.write(json.dumps(fields).encode() + b"\n")
        self._answers.flush()

    def say(self, line: str) -> None:
        """A step begins, or something is worth knowing."""
        self.write(say=line)

    def read(self, done: int, total: int, name: str) -> None:
        """So many files are read."""
        self.write(read=[done, total, name])
        if done == total and not self._has_read and hasattr(os, "nice"):
            self._has_read = True
            os.nice(_NICENESS)  # not before: a reading process that does not answer for some seconds is killed

    def encoded(self, done: int, total: int) -> None:
        """So many passages are encoded."""
        self.write(encoded=[done, total])


def change_library(job: dict[str, Any], answers: BinaryIO) -> None:
    """Do a job, such as {"do": "add", "library": ..., "names": [...]}; the last answer says done or a problem."""
    progress = _JsonProgress(answers)
    library, names = Path(job["library"]), job["names"]
    model = TransformerModel(Settings.from_environment())
    try:
        match job["do"]:
            case "add":
                writing.add(library, [Path(name) for name in names], model, progress)
            case "remove":
                writing.remove(library, names, model, progress)
            case "discard":
                writing.discard(library, names, model, progress)
    except ReviewqaError as error:
        progress.write(problem=str(error))
    else:
        progress.write(done=True)


def main() -> None:
    """Entry point of the process."""
    do_jobs(change_library)


if __name__ == "__main__":
    main()
