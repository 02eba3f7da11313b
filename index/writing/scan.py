"""Looking at files before any is read: which are new, changed, the same or gone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.folders import Found, Stat, digest, papers
from corpus.readers import versions
from index.store.catalog_rows import KnownFile
from index.store.files import file_name, stored_path
from index.writing.uploads import Uploads

KEPT = " Its last text is kept."  # behind the problem of a file that could be read before
_RACY = 2.0  # seconds; a file that was changed so shortly before it was looked at may have changed since unseen


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it is now.

    Attributes:
        path: As it is stored.
        file: The file.
        known: What is to be stored of it.
        before: What was stored of it, None for a new one.
    """

    path: str
    file: Path
    known: KnownFile
    before: KnownFile | None


@dataclass(slots=True)
class Plan:
    """What a run has to do.

    Attributes:
        read: New and changed files, and failed ones that an improved reader may read.
        touched: Files whose times changed, not their bytes.
        failed: Files that cannot even be opened, or are not regular files.
        same: Number of files of which nothing changed.
        gone: Paths of known files that are no longer there.
        known: Files of which nothing changed.
    """

    read: list[Look] = field(default_factory=list)
    touched: list[Look] = field(default_factory=list)
    failed: list[Look] = field(default_factory=list)
    same: int = 0
    gone: list[str] = field(default_factory=list)
    known: list[Look] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.read or self.touched or self.failed or self.gone)


def scan(
    paths: Sequence[Path], known: Mapping[str, KnownFile], outdated: frozenset[str], everything: bool, library: Path
) -> Plan:
    """Compare the files below some paths with what is known.

    Args:
        paths: Folders and files.
        known: Every file of the library, by its path.
        outdated: Paths of files that an older version of a reader has read.
        everything: Whether a known file that is not below the paths is gone.
        library: The library's own folder, which is passed over but for what was uploaded to it.

    Raises:
        UnreadableFileError: One of the paths does not exist.
    """
    plan = Plan()
    seen: set[str] = set()
    closed: list[str] = []  # folders that cannot be looked into: what is known below them stays
    now, readers, uploads = time.time(), versions(), Uploads(library)
    for found in papers(paths):
        path = stored_path(found.path)
        is_paper = not found.path.is_relative_to(library) or uploads.holds(found.path)
        if path in seen or not is_paper:
            continue
        seen.add(path)
        before = known.get(path)
        if found.problem:
            closed += [path + "/"] if found.path.is_dir() else []
            problem = f"{file_name(found.path)} {found.problem}"
            if before and before.problem.removesuffix(KEPT) == problem:
                plan.same += 1
            else:
                plan.failed.append(Look(path, found.path, _unopened(problem, now, readers), before))
        else:
            _compare(plan, found, path, before, path in outdated, now, readers)
    if everything:
        plan.gone = [path for path in known if path not in seen and not path.startswith(tuple(closed))]
    return plan


def _compare(
    plan: Plan, found: Found, path: str, before: KnownFile | None, outdated: bool, now: float, readers: str
) -> None:
    try:
        stat = Stat.of(found.path)
        again = outdated or (before is not None and bool(before.problem) and before.readers != readers)
        if before and before.stat == stat and not again and before.seen - stat.mtime_ns / 1e9 > _RACY:
            plan.same += 1
            plan.known.append(Look(path, found.path, before, before))
            return
        look = Look(path, found.path, KnownFile(stat, digest(found.path), now, "", readers), before)
    except UnreadableFileError as error:
        plan.failed.append(Look(path, found.path, _unopened(str(error), now, readers), before))
        return
    if before and before.digest == look.known.digest and not again:
        if before.stat == stat:
            plan.same += 1
            plan.known.append(Look(path, found.path, before, before))
            return
        plan.touched.append(Look(path, found.path, replace(look.known, problem=before.problem), before))
    else:
        plan.read.append(look)


def _unopened(problem: str, now: float, readers: str) -> KnownFile:
    return KnownFile(Stat(0, 0, 0, 0), "", now, problem, readers)
