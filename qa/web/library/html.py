"""The library pane as HTML, by the templates of this folder."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.library import Library
from index.store.catalog_rows import Failure
from index.store.selection import Selection
from index.writing.uploads import MAX_FILE_BYTES, MAX_FILES, Uploads
from qa.html import render
from qa.library.jobs import FileProgress, Job
from qa.library.libraries import is_writable
from qa.web.library.filter import Chip, Left
from qa.web.library.list import Listing, Row, View
from qa.wording import counted

SHOWN = 200  # documents, and failed files
_JOURNALS = 2000  # offered to choose from; others can be typed
_FILES = 30  # of a job that are shown
_STATES = {"waiting": "waiting", "checked": "reading", "read": "encoding", "added": "added", "known": "already there"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A row as it is shown.

    Attributes:
        row: The document.
        ticked: Whether it is chosen.
        state: Its passages, or that it has no text.
        about: What removing it does.
    """

    row: Row
    ticked: bool
    state: str
    about: str


@dataclass(frozen=True, slots=True)
class _Failed:
    """A failed file as it is shown.

    Attributes:
        name: Of the file; with its folder for a user of the server's machine.
        reason: Why.
        uploaded: Its name among the uploads; empty for a file in the user's own folders.
    """

    name: str
    reason: str
    uploaded: str


def add(library: Path, local: bool) -> str:
    """The form that adds papers: by dropping or choosing files or, on the server's machine, by a folder's path."""
    return render(
        "web/library/add.html", writable=is_writable(library), local=local, max_files=MAX_FILES,
        max_bytes=MAX_FILE_BYTES, max_mb=MAX_FILE_BYTES >> 20,
    )  # fmt: skip


def job(running: Job | None, notice: str = "") -> str:
    """The progress of a change; empty without one."""
    files = sorted(running.files, key=lambda file: file.state != "refused") if running else []
    more = max(0, len(files) - _FILES)
    return render(
        "web/library/job.html", job=running, notice=notice, files=files[:_FILES], more=more, percent=_percent,
        in_words=_in_words, pace=_pace(running) if running else "",
    )  # fmt: skip


def form(listing: Listing, selection: Selection) -> str:
    """The filters: years, journals, reviews only."""
    return render(
        "web/library/form.html", revision=time.time_ns(), selection=selection, years=listing.years,
        journals=listing.journals[:_JOURNALS],
    )  # fmt: skip


def chips(found: Sequence[Chip], left: Left, problem: str = "", *, brief: bool = False) -> str:
    """The number of papers that the filters leave, and each filter; in brief, empty without filters."""
    return render(
        "web/library/chips.html", chips=found, left=f"Asking {left}" if brief else str(left), brief=brief,
        problem=problem or left.problem,
    )  # fmt: skip


def tools() -> str:
    """The search field, the choice of types and the order."""
    return render("web/library/tools.html")


def papers(library: Library, listing: Listing, view: View, selection: Selection, local: bool) -> str:
    """The documents of a view, and the files that yielded none."""
    found = listing.matches(view)
    ticked = frozenset(selection.documents)
    failures = library.catalog.failures()
    return render(
        "web/library/list.html",
        revision=time.time_ns(),
        ticked=json.dumps(selection.documents),
        count=_count(len(found), len(listing.rows)),
        rows=[
            _Shown(row, row.id in ticked, _state(row), _about(library, row.id, row.passages)) for row in found[:SHOWN]
        ],
        failures=[_failed(failure, library.folder, local) for failure in failures[:SHOWN]],
        failed=_failed_in_words(len(failures)),
        writable=is_writable(library.folder),
    )


def _count(found: int, total: int) -> str:
    if not total:
        return "The library is empty. Add papers above."
    if not found:
        return f"None of {counted(total, 'paper')} matches. Search for other words."
    more = f" The first {SHOWN} are shown; search to see others ({found - SHOWN:,} more)." if found > SHOWN else ""
    return (counted(total, "paper") if found == total else f"{found:,} of {counted(total, 'paper')}") + "." + more


def _state(row: Row) -> str:
    return counted(row.passages, "passage") if row.passages else "reference only, no text to search"


def _about(library: Library, document_id: str, passages: int) -> str:
    paths = library.catalog.paths_of(document_id)
    uploaded = list(filter(None, map(Uploads(library.folder).inside, paths)))
    lost = f"Its {counted(passages, 'passage')} will no longer be searched." if passages else ""
    if uploaded:
        lost += f" Its uploaded file {uploaded[0]} is deleted unless another paper is in it."
    if len(uploaded) < len(paths):
        lost += " Its file in your own folder stays there."
    return f"{lost} To have it back, add its file again.".strip()


def _failed(failure: Failure, library: Path, local: bool) -> _Failed:
    uploaded = Uploads(library).inside(failure.file)
    name = uploaded or failure.file
    folder = str(Path(failure.file).parent)
    if not local and not uploaded:
        name = Path(failure.file).name
    reason = failure.reason if local else failure.reason.replace(f"{folder}/", "")
    return _Failed(name, reason.removeprefix(f"{Path(failure.file).name}: "), uploaded.split("/")[0])


def _failed_in_words(count: int) -> str:
    more = f" (the first {SHOWN} are shown)" if count > SHOWN else ""
    return f"{counted(count, 'file')} yielded no paper{more}"


def _percent(share: float) -> int:
    return round(100 * share)


def _in_words(file: FileProgress, running: Job) -> str:
    if file.state == "refused":
        return file.note.removeprefix(f"{file.name}: ")
    unfinished = running.finished and file.state in ("waiting", "checked", "read")
    return "not added" if unfinished else _STATES[file.state]


def _pace(running: Job) -> str:
    """How fast it goes and how long it will take."""
    done, total = running.encoded if running.encoded[1] else running.read
    unit = "passages" if running.encoded[1] else "files"
    parts = [f"{done:,} of {total:,} {unit}"] if total else []
    if running.rate:
        parts.append(f"{running.rate:,.{0 if running.rate >= 10 else 1}f} a second")
    if running.left is not None and running.rate:
        parts.append(_remaining(running.left))
    return ", ".join(parts)


def _remaining(seconds: float) -> str:
    if seconds < 10:
        return "a few seconds left"
    return f"about {round(seconds, -1):.0f} s left" if seconds < 90 else f"about {seconds / 60:.0f} min left"
