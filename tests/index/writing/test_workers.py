"""Reading files in processes of their own: in order, whoever reads what, and no hostile file stops another."""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import UnreadableFileError
from index.text.prepare import Prepared, prepare
from index.writing import workers as module
from index.writing.worker import read_file
from index.writing.workers import Done, ReadPart, Request, Worker, Workers, is_last
from support.in_process import read_in_process
from support.libraries import page, saved

# Found by every process of Python that has its folder on the path: readers that do what a hostile file might make them.
HOSTILE = """
import os, time
import corpus.readers.text.saved_page as reader
import index.text.prepare as preparing
import index.writing.allowance as allowance
from corpus.signs import alive

allowance.QUIET = (3.0, 0.0)

def hostile(text):
    if "KILL" in text:
        os._exit(1)
    if "HANG" in text:
        time.sleep(600)
    if "SPIN" in text:
        while True:
            pass
    if "SLOW" in text:  # longer than it may be quiet, a page every tenth of a second
        for page in range(50):
            until = time.process_time() + 0.1
            while time.process_time() < until:
                pass
            alive()
    if "BUSY" in text:  # longer than nothing may be heard of it, by the clock
        for page in range(16):
            time.sleep(0.5)
            alive()
    if "HUGE" in text:
        bytearray(2 * 2**30)
    if "FAIL" in text:
        raise ZeroDivisionError

read, prepare = reader.read, preparing.prepare

def hostile_read(data, source):
    if b"SPLIT" not in data:
        hostile(data.decode())
    yield from read(data, source)

def hostile_prepare(document):
    hostile(document.text)
    return prepare(document)

reader.read, preparing.prepare = hostile_read, hostile_prepare
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that die, hang or fail where a text says so; after SPLIT only when it is split."""
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(str(tmp_path / "path"))
    monkeypatch.setattr(module, "_TIMEOUT", 5.0)


def paper(number: int, word: str = "") -> str:
    return page(
        f"Paper number {number}", f"Abstract\n\nFins of kind {number} grow {word}. They grow (e.g. in Fig. 2) well."
    )


def request(file: Path, known: tuple[str, ...] = (), begun: Mapping[str, int] | None = None) -> Request:
    return Request(file, file.name, known, begun or {}, str(file))


def written(folder: Path, **texts: str) -> list[Path]:
    files = [folder / f"{name}.txt" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


def zipped(file: Path, **texts: str) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{name}.txt", text)
    return file


def export(file: Path, count: int) -> Path:
    rows = [{"_id": str(at), "title": f"Of lungs {at}", "text": f"Smoke {at} slows them."} for at in range(count)]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def told(requests: list[Request], count: int = 2) -> list[tuple[str, Any]]:
    """For each file the events: problems, (member, format), titles of documents, which are prepared as always."""
    found: list[tuple[str, Any]] = []
    with Workers(count) as workers:
        for asked, event in workers.read(requests):
            if isinstance(event, tuple):
                document, prepared = event
                assert isinstance(prepared, Prepared)
                assert prepared == prepare(document)
                found.append((asked.name, document.reference.title))
            elif isinstance(event, ReadPart):
                found.append((asked.name, event.problem or (event.member, event.format)))
            else:
                found.append((asked.name, event))
    return found


def problems(events: list[tuple[str, Any]]) -> list[str]:
    return [event for _, event in events if isinstance(event, str) and ": " in event]


@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_any_number_of_processes_tells_the_same_in_the_same_order(tmp_path: Path, count: int) -> None:
    files = written(tmp_path, a=paper(1), b="", c=paper(2))
    files.insert(1, zipped(tmp_path / "all.zip", **{f"m{at}": paper(at) for at in range(3, 8)}))
    files.insert(3, export(tmp_path / "export.jsonl", 9))
    packed = tmp_path / "packed.gz"
    packed.write_bytes(gzip.compress(export(tmp_path / "more.jsonl", 3).read_bytes()))
    files.append(packed)
    assert told([request(file) for file in files], count) == [
        ("a.txt", ("", "")), ("a.txt", ("", "Saved page")), ("a.txt", "Paper number 1"), ("a.txt", Done()),
        *(("all.zip", one) for at in range(3, 8) for one in (
            (f"m{at}.txt", ""), (f"m{at}.txt", "Saved page"), f"Paper number {at}"
        )), ("all.zip", Done()),
        ("b.txt", ("", "")), ("b.txt", "b.txt: is empty."), ("b.txt", Done()),
        ("export.jsonl", ("", "")), ("export.jsonl", ("", "JSON lines")),
        *(("export.jsonl", f"Of lungs {at}") for at in range(9)), ("export.jsonl", Done()),
        ("c.txt", ("", "")), ("c.txt", ("", "Saved page")), ("c.txt", "Paper number 2"), ("c.txt", Done()),
        ("packed.gz", ("", "")), ("packed.gz", ("", "JSON lines")),
        *(("packed.gz", f"Of lungs {at}") for at in range(3)), ("packed.gz", Done()),
    ]  # fmt: skip


def test_more_files_than_any_process_may_be_ahead(tmp_path: Path) -> None:
    files = written(tmp_path, **{f"f{at:02}": paper(at) for at in range(40)})
    titles = [event for _, event in told([request(file) for file in files]) if isinstance(event, str)]
    assert titles == [f"Paper number {at}" for at in range(40)]


def test_what_is_known_or_stored_already_is_not_read_again(tmp_path: Path) -> None:
    (file,) = written(tmp_path, a=paper(1))
    archive, rows = zipped(tmp_path / "all.zip", a=paper(1), b=paper(2), copy=paper(2)), export(tmp_path / "e.jsonl", 5)
    digests = {path: answers(path)[0]["digest"] for path in (file, rows)}
    events = told([request(archive, known=(digests[file],)), request(rows, begun={digests[rows]: 3})])
    assert [event for _, event in events if isinstance(event, str)] == ["Paper number 2", "Of lungs 3", "Of lungs 4"]


def answers(file: Path, turn: int = 0, sharing: int = 1, skip: int = 0) -> list[dict[str, Any]]:
    job = {
        "path": os.fsencode(file).hex(), "name": file.name, "known": [], "begun": {}, "skip": skip, "turn": turn,
        "sharing": sharing,
    }  # fmt: skip
    return list(read_file(job))


def test_each_step_is_taken_by_one_of_the_processes_that_share_a_file(tmp_path: Path) -> None:
    file = export(tmp_path / "export.jsonl", 7)

    def steps(turn: int, sharing: int) -> list[list[dict[str, Any]]]:
        found, step = [], []
        for answer in answers(file, turn, sharing):
            if "end" in answer:
                found.append(step)
                step = []
            else:
                step.append(answer)
        return found[:-1]

    alone = steps(0, 1)
    assert len(alone) == 9  # its name, its format, seven records
    assert [steps(turn, 3) for turn in range(3)] == [alone[turn::3] for turn in range(3)]
    assert list(map(is_last, answers(file, skip=1))) == [True]


def test_a_text_goes_from_process_to_process_once(tmp_path: Path) -> None:
    (file,) = written(tmp_path, a=paper(1, "axolotls"))
    sent = json.dumps(answers(file))
    assert sent.count("grow axolotls") == 1


LOST = ". It is broken or very large; leave it out or save it again."
LATER = ". The next sync tries again, and `reviewqa add` with its name at once."
HOSTILE_FILES = {
    "KILL": f"reading it ended the reading process{LOST}",
    "HANG": f"reading it made no progress for 5 seconds{LATER}",
    "HUGE": "needs more than 1024 MB of memory to be read. Split it.",
    "FAIL": "cannot be read (ZeroDivisionError). It is broken; save or fetch it again.",
    "SPLIT KILL": f"reading it ended the reading process{LOST}",
    "SPLIT HANG": f"reading it made no progress for 5 seconds{LATER}",
    "SPLIT FAIL": "its text cannot be split into sentences (ZeroDivisionError).",
}


@pytest.mark.parametrize("count", [1, 3])
def test_a_hostile_file_stops_no_other_one(tmp_path: Path, hostile: None, count: int) -> None:
    texts: dict[str, str] = {}
    for at, word in enumerate(HOSTILE_FILES):
        texts |= {f"a{at}": paper(at, word), f"b{at}": paper(at)}
    events = told([request(file) for file in written(tmp_path, **texts)], count)
    assert problems(events) == [f"a{at}.txt: {reason}" for at, reason in enumerate(HOSTILE_FILES.values())]
    assert [name for name, event in events if event == Done()] == [f"{name}.txt" for name in texts]
    titles = [(name, event) for name, event in events if name.startswith("b") and isinstance(event, str)]
    assert titles == [(f"b{at}.txt", f"Paper number {at}") for at in range(len(HOSTILE_FILES))]


@pytest.mark.parametrize("word", ["SLOW", "BUSY"])
def test_a_long_file_is_read_as_long_as_it_gives_signs_of_life(
    tmp_path: Path, hostile: None, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", 60.0 if word == "SLOW" else 5.0)
    events = told([request(file) for file in written(tmp_path, book=paper(1, word), after=paper(2))])
    assert problems(events) == []
    assert [event for _, event in events if isinstance(event, str)] == ["Paper number 1", "Paper number 2"]


def test_whether_a_lost_process_is_the_files_fault(
    tmp_path: Path, hostile: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", 60.0)
    files = written(tmp_path, spin=paper(1, "SPIN"), kill=paper(2, "KILL"), fail=paper(3, "FAIL"))
    with Workers(2) as workers:
        events = [event for _, event in workers.read([request(file) for file in files])]
    failed = [event for event in events if isinstance(event, ReadPart) and event.problem]
    assert [event.passing for event in failed] == [True, False, False]
    assert failed[0].problem == f"spin.txt: reading it took too much computing{LATER}"


@pytest.mark.parametrize("count", [1, 3])
def test_a_hostile_member_stops_no_other_one(tmp_path: Path, hostile: None, count: int) -> None:
    words = ("", "KILL", "", "SPLIT HANG", "", "SPLIT KILL", "FAIL", "")
    archive = zipped(tmp_path / "all.zip", **{f"m{at}": paper(at, word) for at, word in enumerate(words)})
    (after,) = written(tmp_path, after=paper(9))
    events = told([request(archive), request(after)], count)
    good = [event for _, event in events if isinstance(event, str) and ": " not in event]
    assert good == [f"Paper number {at}" for at in (0, 2, 4, 7, 9)]
    assert [reason.split(":")[0] for reason in problems(events)] == ["all.zip", "all.zip", "all.zip", "m6.txt"]
    assert [event for _, event in events if isinstance(event, Done)] == [Done(), Done()]


def test_a_process_that_dies_while_it_is_waited_for_is_started_again(tmp_path: Path) -> None:
    """A file that ends the process is named; the next is read."""
    fifo, (file,) = tmp_path / "fifo", written(tmp_path, fins=paper(1))
    os.mkfifo(fifo)
    found: list[tuple[str, Any]] = []
    workers = Workers(2)

    def read() -> Iterator[None]:
        with workers:
            for asked, event in workers.read([request(fifo), request(file)]):
                found.append((asked.name, event))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    while not all(worker._process for worker in workers._workers):
        time.sleep(0.01)
    time.sleep(0.5)
    workers._workers[0]._process.kill()
    thread.join(20.0)
    assert not thread.is_alive()
    assert found[0] == ("fifo", Done(f"fifo: reading it ended the reading process{LATER}", passing=True))
    assert [type(event) for _, event in found[1:]] == [ReadPart, ReadPart, tuple, Done]


def test_a_file_that_is_gone_or_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told([request(tmp_path / "none.txt")]) == [
        ("none.txt", Done("none.txt: cannot be read (No such file or directory)."))
    ]
    (file,) = written(tmp_path, a=paper(1))
    monkeypatch.setattr("index.writing.worker._LARGEST_FILE", 10)
    problem = "a.txt: has 0 MB; 0 are the most. Split it."
    assert answers(file) == [{"end": "file", "digest": "", "problem": problem}]


def test_a_file_that_changes_while_it_is_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even two processes that read other bytes are mixed."""
    read_in_process(monkeypatch)
    for name, change in (("changed", lambda file: file.write_text(paper(2))), ("gone", lambda file: file.unlink())):
        (file,), after = written(tmp_path, **{name: paper(1)}), export(tmp_path / "after.jsonl", 3)
        events = Workers(2).read([request(file), request(after)])
        assert isinstance(next(events)[1], ReadPart)  # by the first process
        change(file)
        *_, last, done = [event for asked, event in events if asked.path == file]
        assert isinstance(last, ReadPart)
        assert last.problem in (
            "changed.txt: has changed while it was being read. Sync again.",
            "gone.txt: cannot be read (No such file or directory).",
        )
        assert done == Done()


def test_whoever_stops_reading_is_not_held_up(tmp_path: Path) -> None:
    """Processes that are far ahead, with more answers than anyone takes, end at once."""
    file = export(tmp_path / "export.jsonl", 2000)
    with Workers(2) as workers:
        events = workers.read([request(file)] * 20)
        assert next(events)
        time.sleep(1.0)
        start = time.monotonic()
    assert time.monotonic() - start < 5.0
    assert all(worker._process is None for worker in workers._workers)


def test_many_known_contents_are_told_without_a_deadlock(tmp_path: Path) -> None:
    """Jobs that are larger than a pipe, for processes that are busy telling."""
    file, known = export(tmp_path / "export.jsonl", 300), tuple(f"{at:064}" for at in range(20_000))
    events = told([request(file, known)] * 3)
    assert sum(isinstance(event, str) for _, event in events) == 900


def test_a_worker_tells_why_it_has_no_answer() -> None:
    worker = Worker()
    worker.start()
    with pytest.raises(UnreadableFileError, match="made no progress for 0 seconds"):
        worker.answer(0.01)
    worker.close()
    worker.close()
    assert saved(paper(1)).reference.title == "Paper number 1"
