"""Changes to a library, made in this process with the fake encoder."""

from __future__ import annotations

from pathlib import Path

from index.writing import sync as writing
from index.writing.progress import Progress
from qa.library.process import Work
from support.libraries import FakeModel

ZEBRAFISH = "Zebrafish regrow fins\n\nTheir hearts regenerate as well, which mammals cannot do at any age.\n"


def in_this_process(work: Work, progress: Progress) -> None:
    match work.verb:
        case "add":
            writing.add(work.library, [Path(name) for name in work.names], FakeModel(), progress)
        case "remove":
            writing.remove(work.library, work.names, FakeModel(), progress)
        case "discard":
            writing.discard(work.library, work.names, FakeModel(), progress)
