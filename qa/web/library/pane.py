"""The library pane: its documents, adding and removing, and the filters of the next questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import LibraryBusyError, SelectionError
from index.library import Library
from index.store.selection import Selection
from index.writing.uploads import MAX_FILES, Upload, Uploads
from qa.answering.engine import Engine
from qa.library.jobs import LibraryJobs
from qa.web.assets import asset
from qa.web.library import filter as library_filter
from qa.web.library import html as library_html
from qa.web.library.list import Listings, View

_TICK = 0.5  # seconds between two updates of a running change
_LONGEST_PATH = 4000


@dataclass(frozen=True, slots=True)
class LibraryPane:
    """The parts of the pane that the page uses.

    Attributes:
        selection: A ``Selection`` for each browser tab: the filters of its next questions.
        binding: Shows the filters above the question box; the page places it with ``render()``.
    """

    selection: gr.State
    binding: gr.HTML


def build_library_pane(
    page: gr.Blocks, current: Callable[[], Engine], *, local: bool = False, jobs: LibraryJobs | None = None
) -> LibraryPane:
    """Build the pane where it is called.

    Args:
        page: That is being built.
        current: The engine of the library's newest generation.
        local: Whether only the machine of the server can reach it: then a folder of its disk may be added.
        jobs: Change the library; shared by all browser tabs.
    """
    events = _Events(current, local, jobs or LibraryJobs())
    with gr.Column(elem_classes="library-pane"):
        selection, view = gr.State(Selection()), gr.State(View())
        add = _part(lambda: library_html.add(current().library.folder, local), "library-adding")
        progress = _part("", "library-progress")
        chips = _part("", "library-narrowed")
        form = _part("", "library-narrowing")
        tools = _part(library_html.tools(), "library-seeking")
        papers = _part("", "library-papers")
        timer = gr.Timer(_TICK, active=False)
    binding = _part("", "library-binding", render=False)

    everything = [progress, timer, selection, chips, binding, form, papers]
    narrowed = [selection, chips, binding]
    seen = [selection, view]
    _on(tools.look, events.look, [selection], [view, papers])
    _on(papers.tick, events.tick, [selection], narrowed)
    _on(form.narrow, events.narrow, [selection], narrowed)
    _on(form.journal, events.add_journal, [selection], narrowed)
    for part in (chips, binding):
        _on(part.widen, events.widen, seen, [*narrowed, form, papers])
    for event, change in (
        (add.arrive, events.add),
        (add.folder, events.add_folder),
        (add.remove, events.remove),
        (papers.discard, events.discard),
    ):
        _on(event, change, None, [progress, timer])
    _on(add.cancel, events.cancel, None, None)
    _on(timer.tick, events.follow, seen, everything)
    _on(page.load, events.open, seen, everything)
    return LibraryPane(selection, binding)


class _Events:
    """What the pane's events do; it keeps no state of any browser tab."""

    def __init__(self, current: Callable[[], Engine], local: bool, jobs: LibraryJobs) -> None:
        self._current = current
        self._local = local
        self._jobs = jobs
        self._listings = Listings()

    @property
    def _library(self) -> Library:
        return self._current().library

    # The list

    def look(self, selection: Selection, chosen: gr.EventData) -> tuple[View, str]:
        view = View.of(*(_field(chosen, name) for name in ("search", "kind", "order")))
        return view, self._papers(view, selection)

    def _papers(self, view: View, selection: Selection) -> str:
        library = self._library
        return library_html.papers(library, self._listings.of(library), view, selection, self._local)

    # The filters

    def tick(self, selection: Selection, chosen: gr.EventData) -> tuple[Selection, str, str]:
        return self._bound(library_filter.with_documents(selection, _field(chosen, "documents"), self._library))

    def narrow(self, selection: Selection, chosen: gr.EventData) -> tuple[Selection, str, str]:
        first, last, reviews = (_field(chosen, name) for name in ("first", "last", "reviews"))
        try:
            return self._bound(library_filter.with_years(selection, first, last, reviews))
        except SelectionError as error:
            return self._bound(selection, str(error))

    def add_journal(self, selection: Selection, chosen: gr.EventData) -> tuple[Selection, str, str]:
        name = str(_field(chosen, "journal"))[:500]
        try:
            return self._bound(library_filter.with_journal(selection, name, self._library))
        except SelectionError as error:
            return self._bound(selection, str(error))

    def widen(self, selection: Selection, view: View, chosen: gr.EventData) -> tuple[Any, ...]:
        what, name = str(_field(chosen, "what")), str(_field(chosen, "name"))
        wider = library_filter.without(selection, what, name)
        library = self._library
        papers = self._papers(view, wider) if wider.documents != selection.documents else gr.skip()
        return *self._bound(wider), library_html.form(self._listings.of(library), wider), papers

    def _bound(self, selection: Selection, problem: str = "") -> tuple[Selection, str, str]:
        library = self._library
        left = library_filter.what_is_left(selection, library)
        found = library_filter.chips(selection, lambda name: _title(library, name))
        shown = library_html.chips(found, left, problem)
        return selection, shown, library_html.chips(found, left, brief=True)

    # Changes to the library

    def add(self, chosen: gr.EventData) -> tuple[str, gr.Timer]:
        folder = self._library.folder
        named = _field(chosen, "files")
        uploads = [_upload(folder, one) for one in named[: 2 * MAX_FILES]] if isinstance(named, list) else []
        found = [upload for upload in uploads if upload]
        if not found:
            return self._shown("No file has arrived. Choose it again.")
        return self._started(lambda: self._jobs.add_uploads(folder, found))

    def add_folder(self, chosen: gr.EventData) -> tuple[str, gr.Timer]:
        typed = str(_field(chosen, "place")).strip()
        if not self._local or not typed:
            return self._shown("")
        if "\0" in typed or len(typed) > _LONGEST_PATH or not (folder := Path(typed).expanduser()).is_absolute():
            return self._shown(f"{typed[:200]}: is not a full path. Give one from the root, such as /home/me/papers.")
        if not folder.exists():
            return self._shown(f"{folder} does not exist on this computer.")
        return self._started(lambda: self._jobs.add_folder(self._library.folder, folder))

    def remove(self, chosen: gr.EventData) -> tuple[str, gr.Timer]:
        library, name = self._library, str(_field(chosen, "document"))
        if library.catalog.record(name) is None:
            return self._shown("This paper is no longer in the library.")
        return self._started(lambda: self._jobs.remove(library.folder, name, f"“{_title(library, name) or name}”"))

    def discard(self, chosen: gr.EventData) -> tuple[str, gr.Timer]:
        return self._started(lambda: self._jobs.discard(self._library.folder, str(_field(chosen, "name"))))

    def cancel(self) -> None:
        self._jobs.cancel()

    def _started(self, begin: Callable[[], None]) -> tuple[str, gr.Timer]:
        try:
            begin()
        except LibraryBusyError as error:
            return self._shown(str(error))
        return self._shown("")

    def _shown(self, notice: str) -> tuple[str, gr.Timer]:
        running = self._jobs.job if self._jobs.is_running or not notice else None
        return library_html.job(running, notice), gr.Timer(active=self._jobs.is_running)

    # Following

    def open(self, selection: Selection, view: View) -> tuple[Any, ...]:
        job = self._jobs.job if self._jobs.is_running else None
        return library_html.job(job), gr.Timer(active=job is not None), *self._everything(selection, view)

    def follow(self, selection: Selection, view: View) -> tuple[Any, ...]:
        job = self._jobs.job
        if job and not job.finished:
            return library_html.job(job), gr.skip(), *[gr.skip()] * 5
        return library_html.job(job), gr.Timer(active=False), *self._everything(selection, view)

    def _everything(self, selection: Selection, view: View) -> tuple[Any, ...]:
        library = self._library
        kept = library_filter.still_there(selection, library)
        form = library_html.form(self._listings.of(library), kept)
        return *self._bound(kept), form, self._papers(view, kept)


def _part(value: Any, name: str, *, render: bool = True) -> gr.HTML:
    return gr.HTML(
        value,
        elem_classes=name,
        js_on_load=asset("library/library.js"),
        apply_default_css=False,
        padding=False,
        render=render,
    )


def _on(event: Callable[..., Any], act: Callable[..., Any], inputs: Sequence[Any] | None, outputs: Any) -> None:
    event(
        act, inputs, outputs, show_progress="hidden", api_visibility="private", queue=True, trigger_mode="always_last",
        concurrency_limit=None,
    )  # fmt: skip


def _field(chosen: gr.EventData, name: str) -> Any:
    return getattr(chosen, name, "")


def _upload(library: Path, named: object) -> Upload | None:
    """The upload that a browser names; None where it has not arrived."""
    if not isinstance(named, dict):
        return None
    file = Uploads(library).arrived(str(named.get("path", "")))
    return Upload(str(named.get("name", ""))[:1000], file) if file else None


def _title(library: Library, document_id: str) -> str:
    record = library.catalog.record(document_id)
    return "" if record is None else library.title(record)
