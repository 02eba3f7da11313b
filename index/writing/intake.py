"""Reading the files of a plan into a draft."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import monotonic

from corpus import Document
from corpus.readers import FORMATS, versions
from index.store.files import file_name
from index.text.prepare import Prepared
from index.writing.draft import Draft
from index.writing.progress import Progress
from index.writing.scan import KEPT, Look, Plan
from index.writing.workers import Done, ReadPart, Request, Workers

_SAFE_SECONDS = 5.0  # between two moments from which a killed run is resumed


def current_versions() -> dict[str, int]:
    """Version of each format's reader."""
    return {known.name: known.version for known in FORMATS}


@dataclass(slots=True)
class _Reading:
    """A file whose contents are coming in.

    Attributes:
        look: The file.
        part: Of it that is being read.
        parts: Members so far, and the digest of the content that each holds.
        position: Of the next document in its content.
        before: What the members held when they could last be read.
        problem: The first that is the file's own, or that kept a member's last text in its place.
        passing: Whether a problem may be the machine's, so that the file is tried again.
    """

    look: Look
    part: ReadPart | None = None
    parts: dict[str, str] = field(default_factory=dict)
    position: int = 0
    before: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    passing: bool = False


class Intake:
    """Takes files into a draft, one after the other; what is stored is safe every few seconds.

    Attributes:
        contents: Digests of all contents that the files hold.
    """

    def __init__(self, draft: Draft, workers: Workers, progress: Progress) -> None:
        self._draft = draft
        self._workers = workers
        self._progress = progress
        self._known = draft.known_contents(current_versions(), versions())
        self._failed = draft.failed_contents()
        self._begun = draft.begun_contents()
        self._safe = monotonic()
        self.contents: set[str] = set()

    def take(self, plan: Plan, reread: bool) -> None:
        """Carry out a plan.

        Args:
            plan: From ``scan``.
            reread: Whether contents that failed, or whose documents were removed, are read again.
        """
        self._known -= self._failed if reread else set()
        for look in plan.touched:
            self._draft.put_file(look.path, file_name(look.file), look.known, self._draft.parts_of(look.path))
        for look in plan.failed:  # what it held when it could last be read stays
            held = self._draft.parts_of(look.path)
            known = replace(look.known, problem=look.known.problem + (KEPT if held else ""))
            self._draft.put_file(look.path, file_name(look.file), known, held)
        looks = {look.path: look for look in plan.read}
        requests = (self._request(look) for look in plan.read if not self._is_known(look, reread))
        current: _Reading | None = None
        done = 0
        for request, event in self._workers.read(requests):
            current = current or self._reading(looks[request.key])
            if isinstance(event, Done):
                self._finish(current, event)
                current, done = None, done + 1
                self._progress.read(done, len(plan.read), request.name)
            else:
                self._take_event(current, event)
        self._progress.read(len(plan.read), len(plan.read), "")
        for path in plan.gone:  # last, so that a renamed file is known while it is looked for
            self._draft.drop_file(path)
        self._draft.drop_orphans()
        self._draft.commit()

    def _is_known(self, look: Look, reread: bool) -> bool:
        """Whether a file like it is known, under another name say; then it has only to be written down."""
        parts = self._draft.parts_of_digest(look.known.digest)
        if reread:
            self._known -= {content for _, content in parts if not self._draft.has_records(content)}
        if not parts or not self._known.issuperset(content for _, content in parts):
            return False
        self._draft.put_file(look.path, file_name(look.file), look.known, parts)
        self.contents.update(content for _, content in parts)
        return True

    def _request(self, look: Look) -> Request:
        before = self._draft.contents_of(look.path) & self._known  # an archive of which a few members changed
        return Request(look.file, file_name(look.file), before, self._begun, look.path)

    def _reading(self, look: Look) -> _Reading:
        """A file that is about to be read."""
        held = self._draft.parts_of(look.path)
        return _Reading(look, before={member: content for member, content in held if content not in self._failed})

    def _take_event(self, reading: _Reading, event: ReadPart | tuple[Document, Prepared]) -> None:
        part = reading.part
        if isinstance(event, ReadPart):
            if part is None or event.member != part.member:
                self._end(reading)
                reading.position = self._begin(event)
            reading.part = event
            reading.parts[event.member] = event.digest
        elif part is not None and part.digest not in self._known:
            self._store(part, reading.position, *event)
            reading.position += 1

    def _finish(self, reading: _Reading, done: Done) -> None:
        look = reading.look
        self._end(reading)
        if done.problem or reading.passing:
            reading.parts = reading.before | reading.parts
        problem = done.problem + (KEPT if done.problem and reading.before else "") or reading.problem
        tried = "" if done.passing or reading.passing else look.known.readers  # no version: tried again
        known = replace(look.known, problem=problem, readers=tried)
        self._draft.put_file(look.path, file_name(look.file), known, list(reading.parts.items()))
        self.contents.update(reading.parts.values())

    def _begin(self, part: ReadPart) -> int:
        """Get ready for a part's documents; the place of the first that comes."""
        if part.digest in self._known:
            return 0
        self._draft.set_aside(part.digest)
        return self._begun.pop(part.digest, 0)

    def _store(self, part: ReadPart, position: int, document: Document, prepared: Prepared) -> None:
        self._draft.put_record(part.digest, position, part.text, document, prepared)
        if monotonic() - self._safe > _SAFE_SECONDS:
            self._draft.commit()
            self._safe = monotonic()

    def _end(self, reading: _Reading) -> None:
        """Say that a part was read to its end. Where it could not be, its last text stays."""
        part, name = reading.part, file_name(reading.look.file)
        if part is None or part.digest in self._known:
            return
        self._known.add(part.digest)
        if not part.problem:
            self._draft.drop_aside(part.digest)
            self._put_content(part, "", versions())
            return
        self._draft.drop_records_of([part.digest])
        reading.passing |= part.passing
        last = reading.before.get(part.member, "")
        is_restored = self._draft.restore(part.digest, None if part.passing else current_versions())
        if not is_restored:
            reason = part.problem.removeprefix(f"{name}/{part.member}: ").removeprefix(f"{part.source(name)}: ")
            self._put_content(part, reason, "" if part.passing else versions())
        if is_restored or self._draft.has_records(last):
            reading.parts[part.member] = part.digest if is_restored else last
            reading.problem = reading.problem or part.problem + KEPT

    def _put_content(self, part: ReadPart, problem: str, readers: str) -> None:
        self._draft.put_content(part.digest, part.format, part.version, problem, readers)
