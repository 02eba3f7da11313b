"""The process that changes a library for the web page: told on standard input what to do, tells lines of JSON.

A process of its own, and one that stands back while it encodes, so that questions are answered meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from corpus.errors import ReviewqaError
from index.models.model import TransformerModel
from index.settings import Settings
from index.writing import sync as writing

_STANDS_BACK = 5  # added to the process's niceness


class _Teller:
    """An ``index.writing.progress.Progress`` that writes lines of JSON."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._has_read = False

    def tell(self, **said: Any) -> None:
        """Write one line."""
        self._stream.write(json.dumps(said) + "\n")
        self._stream.flush()

    def say(self, line: str) -> None:
        """A step begins, or something is worth knowing."""
        self.tell(say=line)

    def read(self, done: int, total: int, name: str) -> None:
        """So many files are read."""
        self.tell(read=[done, total, name])
        if done == total and not self._has_read and hasattr(os, "nice"):
            self._has_read = True
            os.nice(_STANDS_BACK)  # not before: who reads is given up when he shows no sign of life for some seconds

    def encoded(self, done: int, total: int) -> None:
        """So many passages are encoded."""
        self.tell(encoded=[done, total])


def main() -> None:
    """Do what one line of standard input says: {"do": "add", "library": …, "names": […]}."""
    teller = _Teller(sys.stdout)
    work = json.loads(sys.stdin.readline())
    do = {
        "add": lambda library, names, *rest: writing.add(library, [Path(name) for name in names], *rest),
        "remove": writing.remove,
        "discard": writing.discard,
    }[work["do"]]
    try:
        with contextlib.redirect_stdout(sys.stderr):
            do(Path(work["library"]), work["names"], TransformerModel(Settings.from_environment()), teller)
    except ReviewqaError as error:
        teller.tell(problem=str(error))
    else:
        teller.tell(done=True)


if __name__ == "__main__":
    main()
