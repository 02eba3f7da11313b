from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from corpus import Document, Reference, Section
from corpus.errors import LibraryBusyError, LibraryDamagedError
from index.library import Library
from index.settings import Settings
from index.store.catalog import Catalog
from index.store.dense import DenseIndex
from index.store.lexical import LexicalIndex
from index.store.manifest import Manifest
from index.text.words import stem
from index.writing.lock import writer_lock
from index.writing.progress import Lines
from index.writing.repair import repair
from index.writing.sync import add, create, remove, sync
from qa.answering.engine import Engine
from support.libraries import FakeModel, build_library, open_library, page, word_vector
from support.paths import ROOT

FAKE = Settings(model="fake")


def document(name: str, text: str) -> Document:
    reference = Reference(title=f"All about {name} in a few words")
    return Document(f"{name}.txt", text, reference, (Section("Abstract", "body", 0, len(text)),))


OLD = [document("fins", "Zebrafish regrow their fins."), document("knees", "Cartilage heals slowly.")]
NEW = [document("lungs", "Alveoli are repaired."), document("knees", "Cartilage heals slowly.")]


def answers(library: Library) -> list[Any]:
    found: list[Any] = []
    for word in ("zebrafish", "cartilage", "alveoli"):
        hits = library.dense.search(word_vector(word), 5)
        found += [library.knows(stem(word)), hits, library.lexical.search([[stem(word)]], 5)]
        for passage, sentences in library.passages_of(list(hits)):
            name = library.document_id(passage.record)
            text = library.document(name).text
            found += [name, [text[one.sentence.start : one.sentence.end] for one in sentences]]
    return found


def write(folder: Path, documents: list[Document], lines: Lines | None = None) -> None:
    create(folder, documents, FakeModel(), lines or Lines())


# reading while it is written


def test_a_reader_keeps_its_generation_while_and_after_another_is_published(tmp_path: Path) -> None:
    reader = build_library(tmp_path / "library", OLD)
    before = answers(reader)
    fresh = open_library(tmp_path / "library")  # asked nothing yet when the writer comes
    during: list[tuple[list[Any], bool]] = []
    write(tmp_path / "library", NEW, Lines(lambda line: during.append((answers(reader), reader.is_current))))
    assert during
    assert all(one == (before, True) for one in during)
    assert (answers(reader), reader.is_current) == (before, False)
    assert (answers(fresh), fresh.is_current) == (before, False)
    now = open_library(tmp_path / "library")
    assert (now.manifest.generation, now.is_current) == (2, True)
    assert [now.knows(stem(word)) for word in ("zebrafish", "cartilage", "alveoli")] == [False, True, True]
    write(tmp_path / "library", OLD)
    assert answers(reader) == before
    for library in (reader, fresh, now):
        library.close()


def test_an_engine_is_refreshed_when_there_is_something_new(tmp_path: Path) -> None:
    engine = Engine(build_library(tmp_path / "library", OLD))
    assert engine.refreshed() is engine
    write(tmp_path / "library", NEW)
    after = engine.refreshed()
    assert after is not engine
    assert (engine.library.manifest.generation, after.library.manifest.generation) == (1, 2)
    assert engine.library.knows("zebrafish")
    assert not after.library.knows("zebrafish")
    assert after.refreshed() is after
    engine.close()
    after.close()


def test_an_engine_goes_on_when_what_is_new_cannot_be_opened(tmp_path: Path) -> None:
    engine = Engine(build_library(tmp_path / "library", OLD))
    before = answers(engine.library)
    write(tmp_path / "library", NEW)
    (tmp_path / "library" / Manifest.read(tmp_path / "library").dense).unlink()
    assert engine.refreshed() is engine
    assert answers(engine.library) == before
    (tmp_path / "library" / "library.json").unlink()
    assert engine.refreshed() is engine
    engine.close()


@pytest.mark.parametrize("owner", [Catalog, DenseIndex, LexicalIndex], ids=lambda owner: owner.__name__)
def test_a_writer_that_publishes_while_a_library_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: Any
) -> None:
    """Its files vanish before they are opened: the new ones are taken."""
    folder = tmp_path / "library"
    write(folder, OLD)
    name = "open_published" if owner is Catalog else "open"
    opened, once = getattr(owner, name), [True]

    def slow(file: Path) -> Any:
        if once.pop() if once else False:
            write(folder, NEW)
        return opened(file)

    monkeypatch.setattr(owner, name, slow)
    library = Library.open(folder, FAKE)
    assert (library.manifest.generation, library.is_current) == (2, True)
    assert [library.knows(stem(word)) for word in ("zebrafish", "alveoli")] == [False, True]
    library.close()


def test_a_writer_that_publishes_each_time_that_a_library_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    write(folder, OLD)
    opened, rounds = LexicalIndex.open, [NEW, OLD, NEW]

    def slow(file: Path) -> LexicalIndex:
        if rounds:
            write(folder, rounds.pop())
        return opened(file)

    monkeypatch.setattr(LexicalIndex, "open", slow)
    library = Library.open(folder, FAKE)
    assert (library.manifest.generation, library.is_current) == (4, True)
    library.close()


def test_a_writer_that_publishes_when_all_is_just_open_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    write(folder, OLD)
    opened, once = LexicalIndex.open, [True]

    def slow(file: Path) -> LexicalIndex:
        index = opened(file)
        if once.pop() if once else False:
            write(folder, NEW)
        return index

    monkeypatch.setattr(LexicalIndex, "open", slow)
    library = Library.open(folder, FAKE)
    assert library.manifest.generation == 2 or not library.is_current
    library.close()


def test_what_is_damaged_and_not_new_is_told(tmp_path: Path) -> None:
    write(tmp_path / "library", OLD)
    (tmp_path / "library" / Manifest.read(tmp_path / "library").dense).unlink()
    with pytest.raises(LibraryDamagedError, match=r"dense-000001\.faiss is missing"):
        Library.open(tmp_path / "library", FAKE)


def test_readers_in_threads_while_a_writer_publishes_again_and_again(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    write(folder, OLD)
    expected = {"old": texts(folder)}
    write(folder, NEW)
    expected["new"] = texts(folder)
    stop, problems = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                if texts(folder) not in expected.values():
                    problems.append("other texts")
            except Exception as error:
                problems.append(repr(error))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(6):
        write(folder, OLD if number % 2 else NEW)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []


def texts(folder: Path) -> list[str]:
    library = Library.open(folder, FAKE)
    found = [library.document(name).text for name in library.catalog.document_ids()]
    library.close()
    return sorted(found)


# one writer


def busy(folder: Path, process: int, task: str) -> str:
    return (
        rf"{re.escape(str(folder))}: is being written by process {process} on .* \({re.escape(task)}, since "
        r"\d\d:\d\d\)\. Nothing was changed; try again when that is done\."
    )


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    folder, papers = tmp_path / "library", tmp_path / "papers"
    papers.mkdir()
    write(folder, OLD)
    (papers / "a.txt").write_text(page("A", "B"), encoding="utf-8")
    name = Manifest.read(folder).generation, open_library(folder).catalog.document_ids()[0]
    task = "reviewqa sync /home/eve/papers"
    runs = [
        lambda: sync(folder, [papers], FakeModel(), Lines()),
        lambda: add(folder, [papers / "a.txt"], FakeModel(), Lines()),
        lambda: remove(folder, [name[1]], FakeModel(), Lines()),
        lambda: repair(folder, FakeModel(), Lines()),
        lambda: write(folder, NEW),
    ]
    with writer_lock(folder, task, 0, lambda line: None) as waited:
        assert not waited
        for run in runs:
            with pytest.raises(LibraryBusyError) as raised:
                run()
            assert re.fullmatch(busy(folder, os.getpid(), task), str(raised.value))
    assert Manifest.read(folder).generation == 1
    write(folder, NEW)
    assert Manifest.read(folder).generation == 2


def test_a_second_writer_in_another_process_is_told_and_the_lock_goes_with_its_holder(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    write(folder, OLD)
    script = (
        "import sys\nfrom pathlib import Path\nfrom index.writing.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), 'reviewqa add x', 0, print):\n    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LibraryBusyError) as raised:
        write(folder, NEW)
    assert re.fullmatch(busy(folder, holder.pid, "reviewqa add x"), str(raised.value))
    library = open_library(folder)  # reading needs no lock
    assert library.knows("zebrafish")
    library.close()
    holder.kill()
    holder.wait()
    for pipe in (holder.stdin, holder.stdout):
        pipe.close()
    assert (folder / "lock.json").exists()  # it could not take that away
    write(folder, NEW)
    assert not (folder / "lock.json").exists()


@pytest.mark.parametrize("about", ["", "{", "[]", "null", '{"process": "x", "machine": 1, "since": 0, "task": "t"}'])
def test_a_holder_that_has_not_signed_is_another_process(tmp_path: Path, about: str) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    with writer_lock(folder, "task", 0, lambda line: None):
        (folder / "lock.json").write_text(about, encoding="utf-8")
        with (
            pytest.raises(LibraryBusyError, match="is being written by another process"),
            writer_lock(folder, "other", 0, lambda line: None),
        ):
            pass


def test_a_writer_with_patience_waits_and_says_for_whom(tmp_path: Path) -> None:
    folder, told, waits = tmp_path / "library", [], threading.Event()
    folder.mkdir()
    held = threading.Event()

    def hold() -> None:
        with writer_lock(folder, "reviewqa sync", 0, lambda line: None):
            held.set()
            waits.wait(10.0)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10.0)

    def say(line: str) -> None:
        told.append(line)
        waits.set()

    with writer_lock(folder, "other", 10.0, say) as waited:
        assert waited
    thread.join()
    assert len(told) == 1
    assert re.fullmatch(rf"waiting for process {os.getpid()} on .* \(reviewqa sync, since \d\d:\d\d\)", told[0])
