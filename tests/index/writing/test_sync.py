from __future__ import annotations

import contextlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import corpus.readers
import index.writing.intake
import index.writing.sync
from corpus.errors import (
    DocumentNotFoundError,
    LibraryNotFoundError,
    RemovalError,
    ReviewqaError,
    UnreadableFileError,
    UnsupportedFileError,
)
from corpus.readers import FORMATS
from corpus.readers.text import saved_page
from index.settings import Settings
from index.store.catalog_rows import Failure
from index.store.manifest import Manifest
from index.writing.progress import Lines
from index.writing.sync import add, remove, sync
from index.writing.verify import verify
from index.writing.workers import LostWorkerError, Request, Workers
from index.writing.writer import Summary
from support.in_process import WorkerHere, read_in_process
from support.libraries import FakeModel, open_library, page

COUNTS = ("read", "unchanged", "updated", "removed", "merged", "failed", "documents", "passages", "encoded")
FINS = page(
    "Fins of the adult zebrafish",
    "Abstract\n\nZebrafish regrow their fins. The blastema forms early. It grows for two weeks here.",
)
KNEE = page(
    "Cartilage of the human knee",
    "Abstract\n\nCartilage heals slowly. Exosomes carry growth factors. They slow the loss of it.",
)
LUNG = page(
    "Repair of the human lung",
    "Abstract\n\nAlveoli are repaired by progenitors. Smoke slows them. Nobody knows why that is so.",
)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, by the worker's own functions: quicker, and readers can be replaced."""

    read_in_process(monkeypatch)


class Shelf:
    """A folder of papers, its library, and what the last run read and encoded."""

    def __init__(self, folder: Path) -> None:
        self.papers = folder / "papers"
        self.papers.mkdir()
        self.library = folder / "library"
        self.read: list[str] = []
        self.encoded: list[str] = []

    def write(self, name: str, text: str) -> Path:
        file = self.papers / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def sync(self, *paths: Path, confirmed: bool = False) -> Summary:
        return self._run(lambda model: sync(self.library, paths or [self.papers], model, Lines(), confirmed=confirmed))

    def sync_again(self) -> Summary:
        return self._run(lambda model: sync(self.library, [], model, Lines()))

    def add(self, *paths: Path) -> Summary:
        return self._run(lambda model: add(self.library, paths, model, Lines()))

    def remove(self, *ids: str) -> Summary:
        return self._run(lambda model: remove(self.library, ids, model, Lines()))

    def _run(self, run: Any) -> Summary:
        self.read.clear()
        model = FakeModel()
        summary = run(model)
        self.encoded = [text for text in model.made.encoded if text != "word"]  # "word" asks for the dimension
        assert verify(self.library, Settings(model="fake")) == []
        assert not (self.library / "draft").exists()
        return summary

    def texts(self) -> dict[tuple[str, ...], str]:
        """Every document's text under the names of its files."""
        library = open_library(self.library)
        found = {entry.files: library.document(entry.id).text for entry in library.catalog.entries()}
        library.close()
        return found

    def ids(self) -> list[str]:
        library = open_library(self.library)
        found = library.catalog.document_ids()
        library.close()
        return found

    def knows(self, stem: str) -> bool:
        library = open_library(self.library)
        known = library.knows(stem)
        library.close()
        return known

    def holds(self, word: str) -> list[str]:
        """Files of the library in which a word stands, as bytes."""
        files = sorted(file for file in self.library.rglob("*") if file.is_file())
        wanted = word.casefold().encode()
        return [file.relative_to(self.library).as_posix() for file in files if wanted in file.read_bytes().lower()]

    def generation(self) -> int:
        return Manifest.read(self.library).generation


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made, read = Shelf(tmp_path), Workers.read

    def spy(self: Workers, requests: Iterable[Request]) -> Iterator[Any]:
        def told() -> Iterator[Request]:
            for request in requests:
                made.read.append(request.name)
                yield request

        return read(self, told())

    monkeypatch.setattr(Workers, "read", spy)
    return made


@pytest.fixture
def two(shelf: Shelf, in_process: None) -> Shelf:
    """Two papers, synced."""
    shelf.write("fins.txt", FINS)
    shelf.write("knee.txt", KNEE)
    assert counts(shelf.sync()) == expected(read=2, documents=2, passages=2, encoded=8)
    return shelf


def counts(summary: Summary) -> dict[str, int]:
    return {name: getattr(summary, name) for name in COUNTS}


def expected(**given: int) -> dict[str, int]:
    return {**dict.fromkeys(COUNTS, 0), **given}


def change_version(monkeypatch: pytest.MonkeyPatch, name: str, version: int) -> None:
    """As if a reader had been improved."""
    changed = tuple(replace(known, version=version) if known.name == name else known for known in FORMATS)
    for module in (corpus.readers, index.writing.intake, index.writing.sync):
        monkeypatch.setattr(module, "FORMATS", changed)


def empty(name: str) -> str:
    return f"{name}: is empty."


def nothing_known(name: str) -> str:
    with pytest.raises(UnsupportedFileError) as raised:
        corpus.readers.format_of(b"\x89PNG\r\n\x1a\n picture", name)
    return str(raised.value)


# with the worker processes


def test_processes_read_what_a_folder_holds(shelf: Shelf) -> None:
    shelf.write("fins.txt", FINS)
    shelf.write("sub/knee.txt", KNEE)
    shelf.write("empty.txt", "")
    summary = shelf.sync()
    assert counts(summary) == expected(read=3, failed=1, documents=2, passages=2, encoded=8)
    assert summary.failures == (Failure(str(shelf.papers / "empty.txt"), empty("empty.txt")),)
    assert shelf.texts() == {("fins.txt",): FINS, ("knee.txt",): KNEE}
    assert sorted(shelf.read) == ["empty.txt", "fins.txt", "knee.txt"]


# new, unchanged, touched, changed


def test_new_papers_are_read_and_encoded(two: Shelf) -> None:
    assert two.texts() == {("fins.txt",): FINS, ("knee.txt",): KNEE}
    assert sorted(two.read) == ["fins.txt", "knee.txt"]
    assert sorted(two.encoded) == [
        "Cartilage heals slowly.", "Cartilage of the human knee", "Exosomes carry growth factors.",
        "Fins of the adult zebrafish", "It grows for two weeks here.", "The blastema forms early.",
        "They slow the loss of it.", "Zebrafish regrow their fins.",
    ]  # fmt: skip
    two.write("lung.txt", LUNG)
    assert counts(two.sync()) == expected(read=1, unchanged=2, documents=3, passages=3, encoded=4)
    assert two.read == ["lung.txt"]


def test_unchanged_papers_are_not_read_nor_encoded_and_nothing_is_written(two: Shelf) -> None:
    before = {file: file.stat() for file in two.library.rglob("*") if file.name != "lock"}
    assert counts(two.sync()) == expected(unchanged=2, documents=2, passages=2)
    assert (two.read, two.encoded, two.generation()) == ([], [], 1)
    after = {file: file.stat() for file in two.library.rglob("*") if file.name != "lock"}
    assert {file: stat.st_mtime_ns for file, stat in after.items() if file.is_file()} == {
        file: stat.st_mtime_ns for file, stat in before.items() if file.is_file()
    }


def test_a_touched_paper_is_not_read(two: Shelf) -> None:
    os.utime(two.papers / "fins.txt", (1_000_000_000, 1_000_000_000))
    assert counts(two.sync()) == expected(unchanged=2, documents=2, passages=2)
    assert (two.read, two.encoded) == ([], [])
    assert two.texts() == {("fins.txt",): FINS, ("knee.txt",): KNEE}
    generation = two.generation()
    assert counts(two.sync()) == expected(unchanged=2, documents=2, passages=2)
    assert two.generation() == generation  # the new times were remembered


def test_a_paper_rewritten_with_the_same_size_and_time_is_noticed(two: Shelf) -> None:
    file = two.papers / "fins.txt"
    os.utime(file, (1_000_000_000, 1_000_000_000))
    two.sync()
    file.write_text(FINS.replace("early", "later"), encoding="utf-8")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    assert counts(two.sync()) == expected(unchanged=1, updated=1, documents=2, passages=2, encoded=1)
    assert two.texts()[("fins.txt",)] == FINS.replace("early", "later")


def test_of_a_changed_paper_only_the_changed_sentences_are_encoded(two: Shelf) -> None:
    two.write("fins.txt", FINS.replace("The blastema forms early.", "The blastema forms late."))
    assert counts(two.sync()) == expected(unchanged=1, updated=1, documents=2, passages=2, encoded=1)
    assert (two.read, two.encoded) == (["fins.txt"], ["The blastema forms late."])
    assert two.holds("forms early") == []


def test_a_paper_that_was_changed_and_moved_keeps_the_vectors_of_its_other_sentences(two: Shelf) -> None:
    (two.papers / "fins.txt").unlink()
    two.write("new/fish.txt", FINS.replace("The blastema forms early.", "The blastema forms late."))
    assert counts(two.sync()) == expected(read=1, unchanged=1, removed=1, documents=2, passages=2, encoded=1)
    assert two.encoded == ["The blastema forms late."]


# renamed, moved, copied, deleted


def test_a_renamed_paper_costs_nothing(two: Shelf) -> None:
    (two.papers / "fins.txt").rename(two.papers / "fish.txt")
    assert counts(two.sync()) == expected(unchanged=2, documents=2, passages=2)
    assert two.encoded == []
    assert two.texts() == {("fish.txt",): FINS, ("knee.txt",): KNEE}
    assert two.read == []


def test_a_moved_paper_costs_nothing(two: Shelf) -> None:
    (two.papers / "deep" / "er").mkdir(parents=True)
    (two.papers / "fins.txt").rename(two.papers / "deep" / "er" / "fins.txt")
    assert counts(two.sync()) == expected(unchanged=2, documents=2, passages=2)
    assert two.encoded == []
    assert two.texts() == {("fins.txt",): FINS, ("knee.txt",): KNEE}
    assert two.read == []


def test_papers_that_exchange_their_names_stay_what_they_are(two: Shelf) -> None:
    (two.papers / "fins.txt").rename(two.papers / "between")
    (two.papers / "knee.txt").rename(two.papers / "fins.txt")
    (two.papers / "between").rename(two.papers / "knee.txt")
    two.sync()
    assert two.encoded == []
    assert two.texts() == {("knee.txt",): FINS, ("fins.txt",): KNEE}


def test_a_copy_is_merged(two: Shelf) -> None:
    shutil.copy(two.papers / "fins.txt", two.papers / "again.txt")
    assert counts(two.sync()) == expected(unchanged=3, merged=1, documents=2, passages=2)
    assert (two.read, two.encoded) == ([], [])
    assert two.texts() == {("again.txt", "fins.txt"): FINS, ("knee.txt",): KNEE}
    (two.papers / "fins.txt").unlink()
    assert counts(two.sync()) == expected(unchanged=2, removed=1, documents=2, passages=2)
    assert two.texts() == {("again.txt",): FINS, ("knee.txt",): KNEE}


def test_copies_that_come_together_are_one_document(shelf: Shelf, in_process: None) -> None:
    for name in ("a.txt", "b.txt", "sub/a.txt"):
        shelf.write(name, FINS)
    assert counts(shelf.sync()) == expected(read=3, merged=2, documents=1, passages=1, encoded=4)
    assert shelf.texts() == {("a.txt", "b.txt"): FINS}
    assert shelf.ids() == ["zebrafish-2021-121a54"]


def test_a_deleted_paper_leaves_nothing(two: Shelf) -> None:
    assert two.knows("zebrafish")
    assert [name.split("-")[0] for name in two.holds("zebrafish")] == ["catalog", "shards/0001"]
    (two.papers / "fins.txt").unlink()
    assert counts(two.sync()) == expected(unchanged=1, removed=1, documents=1, passages=1)
    assert [two.knows(stem) for stem in ("zebrafish", "blastema", "cartilag")] == [False, False, True]
    assert [two.holds(word) for word in ("zebrafish", "blastema", "fins.txt")] == [[], [], []]
    library = open_library(two.library)
    assert (library.dense.size, library.lexical.size) == (1, 2)
    library.close()


def test_when_all_papers_are_deleted_nothing_is_left(two: Shelf) -> None:
    for file in two.papers.iterdir():
        file.unlink()
    assert counts(two.sync(confirmed=True)) == expected(removed=2)
    assert [two.holds(word) for word in ("zebrafish", "cartilage")] == [[], []]
    assert list((two.library / "shards").iterdir()) == []


def numbered(shelf: Shelf, count: int, folder: str = ".") -> list[Path]:
    """So many more papers, of which no two are alike."""
    return [
        shelf.write(f"{folder}/paper{at}.txt", page(f"Study of bone {at} in {folder}", f"Abstract\n\nBone {at} heals."))
        for at in range(count)
    ]


def refused(shelf: Shelf, *paths: Path) -> str:
    """Why a sync stops, which changes nothing."""
    before, generation = shelf.texts(), shelf.generation()
    with pytest.raises(RemovalError) as raised:
        shelf.sync(*paths)
    assert (shelf.texts(), shelf.generation()) == (before, generation)
    return str(raised.value)


def test_an_empty_mount_is_not_an_empty_library(two: Shelf) -> None:
    (file, *_) = sorted(two.papers.iterdir())
    for paper in two.papers.iterdir():
        paper.unlink()
    assert refused(two) == (
        f"{two.library}: this sync would remove all 2 documents of {two.papers}, because their files are no longer there"
        f" ({file}). Nothing was changed. If a disk or a folder is missing, bring it back and sync again; if they are to"
        " go, sync with --yes."
    )
    two.write("fins.txt", FINS)
    assert counts(two.sync()) == expected(unchanged=1, removed=1, documents=1, passages=1)


def test_of_two_folders_an_empty_one_is_noticed(two: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    paper = other / "lung.txt"
    paper.write_text(LUNG, encoding="utf-8")
    two.sync(two.papers, other)
    paper.unlink()
    assert f"would remove the only document of {other}, because" in refused(two, two.papers, other)


@pytest.mark.parametrize(("total", "gone", "stops"), [(8, 2, False), (12, 3, True), (15, 3, False), (16, 4, True)])
def test_a_sync_that_would_remove_much_stops(
    shelf: Shelf, in_process: None, total: int, gone: int, stops: bool
) -> None:
    files = numbered(shelf, total)
    shelf.sync()
    for file in files[:gone]:
        file.unlink()
    if stops:
        assert f"would remove {gone} of {total} documents" in refused(shelf)
    assert shelf.sync(confirmed=stops).removed == gone


def test_papers_that_were_moved_or_are_elsewhere_too_are_not_removed(shelf: Shelf, in_process: None) -> None:
    numbered(shelf, 4, "old")
    shelf.sync()
    (shelf.papers / "old").rename(shelf.papers / "new")
    assert (shelf.sync().documents, shelf.read) == (4, [])
    shutil.copytree(shelf.papers / "new", shelf.papers / "copies")
    shelf.sync()
    shutil.rmtree(shelf.papers / "new")
    assert shelf.sync().documents == 4


# folders


def test_an_empty_folder_makes_an_empty_library(shelf: Shelf, in_process: None) -> None:
    assert counts(shelf.sync()) == expected()
    assert shelf.ids() == []
    shelf.write("fins.txt", FINS)
    assert counts(shelf.sync_again()) == expected(read=1, documents=1, passages=1, encoded=4)


def test_a_folder_given_twice_and_one_inside_another_count_once(shelf: Shelf, in_process: None) -> None:
    shelf.write("fins.txt", FINS)
    inner = shelf.write("sub/knee.txt", KNEE).parent
    assert counts(shelf.sync(shelf.papers, inner, shelf.papers)) == expected(read=2, documents=2, passages=2, encoded=8)
    assert counts(shelf.sync(inner, shelf.papers)) == expected(unchanged=2, documents=2, passages=2)


def test_of_two_folders_one_is_left_out(shelf: Shelf, in_process: None, tmp_path: Path) -> None:
    shelf.write("fins.txt", FINS)
    other = tmp_path / "other"
    other.mkdir()
    (other / "knee.txt").write_text(KNEE, encoding="utf-8")
    assert counts(shelf.sync(shelf.papers, other)) == expected(read=2, documents=2, passages=2, encoded=8)
    assert counts(shelf.sync_again()) == expected(unchanged=2, documents=2, passages=2)
    assert counts(shelf.sync(shelf.papers)) == expected(unchanged=1, removed=1, documents=1, passages=1)
    assert shelf.texts() == {("fins.txt",): FINS}
    assert counts(shelf.sync_again()) == expected(unchanged=1, documents=1, passages=1)


def test_a_file_may_be_synced_by_name(shelf: Shelf, in_process: None) -> None:
    fins, knee = shelf.write("fins.txt", FINS), shelf.write("knee.txt", KNEE)
    assert counts(shelf.sync(fins)) == expected(read=1, documents=1, passages=1, encoded=4)
    assert counts(shelf.sync(knee)) == expected(read=1, removed=1, documents=1, passages=1, encoded=4)


def test_sync_without_folders_takes_those_of_the_last_time(two: Shelf) -> None:
    two.write("lung.txt", LUNG)
    (two.papers / "knee.txt").unlink()
    assert counts(two.sync_again()) == expected(read=1, unchanged=1, removed=1, documents=2, passages=2, encoded=4)


def test_sync_without_folders_never_empties_a_library_that_only_add_has_filled(shelf: Shelf, in_process: None) -> None:
    shelf.add(shelf.write("fins.txt", FINS))
    with contextlib.suppress(ReviewqaError):  # to be told that there are no folders is as good
        shelf.sync_again()
    assert shelf.texts() == {("fins.txt",): FINS}


def test_a_folder_that_is_missing_is_refused_and_nothing_changes(two: Shelf, tmp_path: Path) -> None:
    missing, before, generation = tmp_path / "no such", two.texts(), two.generation()
    two.write("lung.txt", LUNG)
    with pytest.raises(UnreadableFileError) as raised:
        two.sync(two.papers, missing)
    assert str(raised.value) == f"{missing} does not exist."
    assert (two.texts(), two.generation()) == (before, generation)
    two.papers.rename(tmp_path / "away")
    with pytest.raises(UnreadableFileError):
        two.sync_again()
    assert (two.texts(), two.generation()) == (before, generation)


def test_what_is_known_below_a_folder_that_cannot_be_read_stays(two: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = two.write("closed/lung.txt", LUNG).parent
    two.sync()
    scandir = os.scandir

    def denied(path: Path | int) -> Any:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    with monkeypatch.context() as patch:
        patch.setattr("corpus.folders.os.scandir", denied)
        summary = two.sync()
    assert counts(summary) == expected(unchanged=2, failed=1, documents=3, passages=3)
    assert summary.failures == (Failure(str(closed), "closed cannot be read (Permission denied)."),)
    assert counts(two.sync()) == expected(unchanged=3, documents=3, passages=3)


def test_a_library_inside_its_folder_is_no_paper(shelf: Shelf, in_process: None) -> None:
    shelf.library = shelf.papers / "library"
    shelf.write("fins.txt", FINS)
    assert counts(shelf.sync()) == expected(read=1, documents=1, passages=1, encoded=4)
    assert counts(shelf.sync()) == expected(unchanged=1, documents=1, passages=1)


@pytest.mark.parametrize(
    "name", ["a b.txt", "new\nline.txt", "Ünïcode 论文.txt", "\u202etxt.snif", "'; --.txt", "%s.txt"]
)
def test_a_name_may_be_any(shelf: Shelf, in_process: None, name: str) -> None:
    shelf.write(name, FINS)
    assert counts(shelf.sync()) == expected(read=1, documents=1, passages=1, encoded=4)
    assert shelf.texts() == {(name,): FINS}
    assert counts(shelf.sync()) == expected(unchanged=1, documents=1, passages=1)


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_may_be_bytes_that_are_no_text(shelf: Shelf, in_process: None) -> None:
    try:
        (shelf.papers / os.fsdecode(b"fin\xff.txt")).write_text(FINS, encoding="utf-8")
    except OSError:
        pytest.skip("this disk takes no such names")
    assert counts(shelf.sync()) == expected(read=1, documents=1, passages=1, encoded=4)
    assert shelf.texts() == {("fin\\xff.txt",): FINS}
    assert counts(shelf.sync()) == expected(unchanged=1, documents=1, passages=1)


# files that fail


def test_files_that_fail_keep_their_reason_and_stop_nothing(shelf: Shelf, in_process: None) -> None:
    shelf.write("a.txt", "")
    (shelf.papers / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n picture")
    shelf.write("c.txt", FINS)
    (shelf.papers / "d.txt").symlink_to(shelf.papers / "nowhere")
    summary = shelf.sync()
    failures = (
        Failure(str(shelf.papers / "a.txt"), empty("a.txt")),
        Failure(str(shelf.papers / "b.png"), nothing_known("b.png")),
        Failure(str(shelf.papers / "d.txt"), "d.txt is a broken link."),
    )
    assert counts(summary) == expected(read=3, failed=3, documents=1, passages=1, encoded=4)
    assert summary.failures == failures
    again = shelf.sync()
    assert counts(again) == expected(unchanged=4, failed=3, documents=1, passages=1)
    assert (again.failures, shelf.read, shelf.generation()) == (failures, [], 1)


def test_copies_of_a_file_that_fails_are_each_named_in_their_reason(shelf: Shelf, in_process: None) -> None:
    shelf.write("a.txt", "")
    shelf.sync()
    shelf.write("b.txt", "")
    assert [failure.reason for failure in shelf.sync().failures] == [empty("a.txt"), empty("b.txt")]


def test_a_failed_file_is_tried_again_when_it_changes(shelf: Shelf, in_process: None) -> None:
    shelf.write("fins.txt", "")
    assert counts(shelf.sync()) == expected(read=1, failed=1)
    shelf.write("fins.txt", FINS)
    assert counts(shelf.sync()) == expected(updated=1, documents=1, passages=1, encoded=4)


def test_a_file_that_became_unreadable_keeps_its_last_text_with_a_warning(two: Shelf) -> None:
    file = two.write("fins.txt", "")
    kept = Failure(str(file), f"{empty('fins.txt')} Its last text is kept.")
    summary = two.sync()
    assert counts(summary) == expected(updated=1, unchanged=1, failed=1, documents=2, passages=2)
    assert (summary.failures, two.texts()[("fins.txt",)]) == ((kept,), FINS)
    again = two.sync()
    assert (again.failures, again.documents, two.read) == ((kept,), 2, [])
    os.utime(file, (1_000_000_000, 1_000_000_000))
    assert (two.sync().failures, two.texts()[("fins.txt",)]) == ((kept,), FINS)
    two.write("fins.txt", LUNG)
    assert (two.sync().failures, sorted(two.texts().values())) == ((), sorted([KNEE, LUNG]))


def test_a_file_that_cannot_be_opened_any_more_keeps_its_last_text(two: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    (two.papers / "fins.txt").unlink()
    (two.papers / "fins.txt").symlink_to(two.papers / "nowhere")
    kept = (Failure(str(two.papers / "fins.txt"), "fins.txt is a broken link. Its last text is kept."),)
    assert (two.sync().failures, two.texts()[("fins.txt",)]) == (kept, FINS)
    generation = two.generation()
    assert (two.sync().failures, two.generation()) == (kept, generation)


def test_a_member_that_became_unreadable_keeps_its_last_text(shelf: Shelf, in_process: None) -> None:
    def write(**texts: str) -> None:
        with zipfile.ZipFile(shelf.papers / "all.zip", "w") as archive:
            for name, text in texts.items():
                archive.writestr(f"{name}.txt", text)

    write(fins=FINS, knee=KNEE)
    shelf.sync()
    write(fins="", knee=LUNG)
    (failure,) = shelf.sync().failures
    assert failure.reason == f"{empty('fins.txt')} Its last text is kept."
    assert shelf.texts() == {("all.zip/fins.txt",): FINS, ("all.zip/knee.txt",): LUNG}


class Slow:
    """A reader that takes too long, as the parent sees it, until it is told to be quick."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names = {"fins.txt"}
        answer = WorkerHere.answer

        def impatient(worker: WorkerHere, timeout: float) -> dict[str, Any]:
            found = answer(worker, timeout)
            if found.get("document", {}).get("source") in self.names:
                raise LostWorkerError("reading it made no progress for 5 seconds", True)
            return found

        monkeypatch.setattr(WorkerHere, "answer", impatient)


@pytest.mark.parametrize("by", ["sync", "add"])
def test_what_took_too_long_is_tried_again(
    shelf: Shelf, in_process: None, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    slow = Slow(monkeypatch)
    file = shelf.write("fins.txt", FINS)
    shelf.write("knee.txt", KNEE)
    summary = shelf.sync()
    assert (summary.documents, [failure.file for failure in summary.failures]) == (1, [str(file)])
    assert "made no progress" in summary.failures[0].reason
    slow.names.clear()
    again = shelf.sync() if by == "sync" else shelf.add(file)
    assert (again.failures, again.documents, shelf.read) == ((), 2, ["fins.txt"])


@pytest.mark.parametrize("change", ["reader", "file"])
def test_what_takes_too_long_to_read_again_keeps_its_text(
    two: Shelf, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    slow = Slow(monkeypatch)
    if change == "reader":
        change_version(monkeypatch, "Saved page", 99)
    else:
        two.write("fins.txt", FINS + "\nMore of it.")
    for _ in range(2):
        (failure,) = two.sync().failures
        assert failure.reason.endswith("at once. Its last text is kept.")
        assert two.texts() == {("fins.txt",): FINS, ("knee.txt",): KNEE}
    slow.names.clear()
    assert (two.sync().failures, "fins.txt" in two.read, len(two.texts())) == ((), True, 2)
    two.sync()
    assert two.read == []


def test_a_file_that_failed_is_tried_again_when_it_is_added(
    shelf: Shelf, in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shelf.write("fins.txt", FINS)
    with monkeypatch.context() as broken:
        broken.setattr(saved_page, "read", lambda data, source: 1 / 0)
        assert shelf.sync().failed == 1
    assert (shelf.sync().failed, shelf.read) == (1, [])
    assert (shelf.add(file).failed, list(shelf.texts().values())) == (0, [FINS])


def test_a_touched_file_that_failed_stays_failed_and_is_not_tried_again(shelf: Shelf, in_process: None) -> None:
    shelf.write("fins.txt", "")
    shelf.sync()
    os.utime(shelf.papers / "fins.txt", (1_000_000_000, 1_000_000_000))
    summary = shelf.sync()
    assert counts(summary) == expected(unchanged=1, failed=1)
    assert (summary.failures, shelf.read) == ((Failure(str(shelf.papers / "fins.txt"), empty("fins.txt")),), [])


def test_a_failed_file_is_tried_again_when_any_reader_changes(
    shelf: Shelf, in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.write("fins.txt", FINS)
    shelf.write("empty.txt", "")
    shelf.sync()
    change_version(monkeypatch, "JSON lines", 99)
    summary = shelf.sync()
    assert (shelf.read, shelf.encoded) == (["empty.txt"], [])
    assert (summary.unchanged, summary.failed, summary.documents) == (1, 1, 1)
    shelf.sync()
    assert shelf.read == []


def test_papers_are_read_again_when_their_reader_changes(two: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    two.write("lines.jsonl", json.dumps({"_id": "1", "title": "Of lungs", "text": "Smoke slows them."}))
    two.sync()
    change_version(monkeypatch, "Saved page", 99)
    summary = two.sync()
    assert sorted(two.read) == ["fins.txt", "knee.txt"]
    assert two.encoded == []  # not a sentence changed
    assert (summary.unchanged, summary.documents, summary.encoded) == (1, 3, 0)
    assert two.sync().unchanged == 3
    assert two.read == []


def test_a_reader_that_crashes_stops_nothing(shelf: Shelf, in_process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    read = saved_page.read

    def crash(data: bytes, source: str) -> Iterator[Any]:
        if source == "bad.txt":
            raise ZeroDivisionError
        return read(data, source)

    monkeypatch.setattr(saved_page, "read", crash)
    shelf.write("bad.txt", KNEE)
    shelf.write("fins.txt", FINS)
    summary = shelf.sync()
    reason = "bad.txt: cannot be read (ZeroDivisionError). It is broken; save or fetch it again."
    assert counts(summary) == expected(read=2, failed=1, documents=1, passages=1, encoded=4)
    assert summary.failures == (Failure(str(shelf.papers / "bad.txt"), reason),)


def test_a_file_that_breaks_after_some_documents_gives_none(
    shelf: Shelf, in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = saved_page.read

    def breaks(data: bytes, source: str) -> Iterator[Any]:
        yield from read(data, source)
        raise UnreadableFileError(f"{source}: is cut short.")

    monkeypatch.setattr(saved_page, "read", breaks)
    shelf.write("fins.txt", FINS)
    summary = shelf.sync()
    assert counts(summary) == expected(read=1, failed=1)
    assert summary.failures == (Failure(str(shelf.papers / "fins.txt"), "fins.txt: is cut short."),)
    assert shelf.holds("zebrafish") == []


# exports and archives


def test_of_an_export_each_record_is_a_document(shelf: Shelf, in_process: None) -> None:
    rows = [
        {"_id": str(number), "title": f"Of lungs {number} and hearts", "text": f"Smoke of kind {number} slows them."}
        for number in range(5)
    ]
    shelf.write("export.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert counts(shelf.sync()) == expected(read=1, documents=5, passages=5, encoded=10)
    rows[2]["text"] = "Smoke of another kind slows them."
    shelf.write("export.jsonl", "\n".join(json.dumps(row) for row in rows[:-1]))
    assert counts(shelf.sync()) == expected(updated=1, documents=4, passages=4, encoded=1)
    assert shelf.holds("kind 4") == []


def test_of_a_changed_archive_only_the_changed_members_are_encoded(shelf: Shelf, in_process: None) -> None:
    def pack(**members: str) -> None:
        with zipfile.ZipFile(shelf.papers / "all.zip", "w") as archive:
            for name, text in members.items():
                archive.writestr(f"{name}.txt", text)

    pack(fins=FINS, knee=KNEE, none="")
    summary = shelf.sync()
    assert counts(summary) == expected(read=1, failed=1, documents=2, passages=2, encoded=8)
    assert summary.failures == (Failure(str(shelf.papers / "all.zip/none.txt"), empty("none.txt")),)
    assert shelf.texts() == {("all.zip/fins.txt",): FINS, ("all.zip/knee.txt",): KNEE}
    pack(fish=FINS, lung=LUNG)
    assert counts(shelf.sync()) == expected(updated=1, documents=2, passages=2, encoded=4)
    assert shelf.texts() == {("all.zip/fish.txt",): FINS, ("all.zip/lung.txt",): LUNG}
    assert shelf.holds("cartilage") == []


# add and remove


def test_add_keeps_the_rest(two: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "lung.txt"
    other.write_text(LUNG, encoding="utf-8")
    assert counts(two.add(other)) == expected(read=1, documents=3, passages=3, encoded=4)
    assert two.read == ["lung.txt"]
    assert counts(two.add(other)) == expected(unchanged=1, documents=3, passages=3)
    assert (two.read, two.encoded) == ([], [])
    assert counts(two.sync_again()) == expected(unchanged=2, removed=1, documents=2, passages=2)


def test_add_does_not_notice_what_was_deleted(two: Shelf, tmp_path: Path) -> None:
    (two.papers / "fins.txt").unlink()
    lung = two.write("lung.txt", LUNG)
    assert two.add(lung).documents == 3
    assert sorted(two.texts()) == [("fins.txt",), ("knee.txt",), ("lung.txt",)]


def test_a_removed_document_stays_away_until_it_is_added(two: Shelf) -> None:
    fins = next(name for name in two.ids() if name.startswith("zebrafish"))
    summary = two.remove(fins)
    assert (summary.documents, summary.passages, summary.encoded) == (1, 1, 0)
    assert two.texts() == {("knee.txt",): KNEE}
    assert (two.knows("blastema"), two.holds("blastema")) == (False, [])
    assert counts(two.sync()) == expected(unchanged=2, documents=1, passages=1)
    two.write("lung.txt", LUNG)
    os.utime(two.papers / "fins.txt", (1_000_000_000, 1_000_000_000))
    assert two.sync().documents == 2
    two.write("fins.txt", FINS.replace("early", "late"))
    assert two.sync().documents == 2
    two.add(two.papers / "fins.txt")
    assert sorted(two.texts()) == [("fins.txt",), ("knee.txt",), ("lung.txt",)]
    assert fins in two.ids()
    two.sync()
    assert len(two.ids()) == 3


def test_remove_says_that_it_removed(two: Shelf) -> None:
    assert two.remove(two.ids()[0]).removed == 1


def test_a_removed_document_comes_back_whole_with_its_other_file(two: Shelf) -> None:
    """Both files hold it, so both are listed again, whichever was named."""
    shutil.copy(two.papers / "fins.txt", two.papers / "copy.txt")
    two.write("other.txt", FINS.replace("early", "late"))
    two.sync()
    before = two.texts()
    assert sorted(map(sorted, before)) == [["copy.txt", "fins.txt", "other.txt"], ["knee.txt"]]
    two.remove(next(name for name in two.ids() if name.startswith("zebrafish")))
    two.add(two.papers / "other.txt")
    two.sync()
    assert {tuple(sorted(files)) for files in two.texts()} == {tuple(sorted(files)) for files in before}


def test_removing_what_is_not_there_changes_nothing(two: Shelf) -> None:
    before, generation, first = two.texts(), two.generation(), two.ids()[0]
    with pytest.raises(DocumentNotFoundError) as raised:
        two.remove(first, "nobody-2000-000000")
    assert str(raised.value).startswith("nobody-2000-000000: no document of the library has this id.")
    assert (two.texts(), two.generation()) == (before, generation)


def test_removing_from_no_library_makes_none(shelf: Shelf) -> None:
    with pytest.raises(LibraryNotFoundError):
        remove(shelf.library, ["nobody-2000-000000"], FakeModel(), Lines())
    assert not shelf.library.exists()


def test_adding_makes_a_library(shelf: Shelf, in_process: None) -> None:
    shelf.write("fins.txt", FINS)
    assert counts(shelf.add(shelf.papers)) == expected(read=1, documents=1, passages=1, encoded=4)
    with pytest.raises(UnreadableFileError):
        shelf.add(shelf.papers / "no such.txt")
    assert shelf.texts() == {("fins.txt",): FINS}
