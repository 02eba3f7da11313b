from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import index.writing.encode
import index.writing.intake
import index.writing.publish
import index.writing.sync
import index.writing.writer
from index.models.encoder import Encoding
from index.settings import Settings
from index.store.dense import DenseIndex
from index.store.lexical import LexicalIndex
from index.store.manifest import Manifest
from index.text.words import stem
from index.writing.draft import Draft
from index.writing.progress import Lines
from index.writing.sync import sync
from index.writing.verify import verify
from index.writing.workers import Request, Workers
from index.writing.writer import Summary
from support.in_process import read_in_process
from support.libraries import FakeEncoder, FakeModel, open_library, page, word_vector
from support.paths import TESTS
from support.waiting import until

FAKE = Settings(model="fake")
WORDS = ("exosomes", "cartilage", "dose", "cells", "trial", "knee", "heart", "lung", "growth", "repair", "signal")
# A run that commits after every batch and dies with all its processes at a call of a function of ours; says how many
# there were where it comes to its end.
SCRIPT = """
import os, signal, sys, threading
from pathlib import Path
import index.writing.encode, index.writing.intake
from support.libraries import FakeModel
from index.writing.progress import Lines
from index.writing.sync import sync

calls, last = 0, int(sys.argv[3])

def count(frame, event, argument):
    global calls
    if event == "call" and "/index/" in frame.f_code.co_filename:
        calls += 1
        if calls == last:
            os.killpg(0, signal.SIGKILL)

index.writing.encode._BATCH, index.writing.encode._SAFE_SECONDS, index.writing.intake._SAFE_SECONDS = 8, 0.0, 0.0
threading.setprofile(count)
sys.setprofile(count)
sync(Path(sys.argv[1]), [Path(sys.argv[2])], FakeModel(), Lines())
sys.setprofile(None)
print(calls)
"""


class Abort(BaseException):
    """As sudden as a power cut: nothing in the code handles it."""


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, by the worker's own functions."""

    read_in_process(monkeypatch)


def paper(number: int, version: int) -> str:
    """A page whose words hang on its number and version alone; its second half on its number."""
    first, second = random.Random(1000 * number + version), random.Random(number)
    lines = [f"Trial {number} measured {' '.join(first.choices(WORDS, k=5))} {version} times." for _ in range(4)]
    lines += [f"Arm {at} of it had {' '.join(second.choices(WORDS, k=5))}." for at in range(4)]
    return page(f"Paper number {number} on growth and repair", "Abstract\n\n" + " ".join(lines))


def fill(folder: Path) -> None:
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(paper(number, 1), encoding="utf-8")


def change(folder: Path) -> None:
    """New, changed, renamed, copied, deleted and failing files."""
    for number in range(20, 26):
        (folder / f"{number:02}.txt").write_text(paper(number, 1), encoding="utf-8")
    for number in range(4):
        (folder / f"{number:02}.txt").write_text(paper(number, 2), encoding="utf-8")
    (folder / "04.txt").rename(folder / "four.txt")
    shutil.copy(folder / "05.txt", folder / "five.txt")
    (folder / "06.txt").unlink()
    (folder / "empty.txt").write_text("", encoding="utf-8")


def answers(folder: Path) -> list[Any]:
    """What searches find, with the very texts and scores."""
    library = open_library(folder)
    found: list[Any] = [library.manifest.generation]
    for word in WORDS:
        dense = library.dense.search(word_vector(word), 8)
        lexical = library.lexical.search([[stem(word)]], 8)
        found += [dense, lexical]
        for passage, sentences in library.passages_of([*dense, *lexical]):
            name = library.document_id(passage.record)
            document = library.document(name)
            found += [name, [document.text[one.sentence.start : one.sentence.end] for one in sentences]]
    library.close()
    return found


def holdings(folder: Path) -> dict[str, Any]:
    """All that a library holds, without the numbers that hang on the order in which it came."""
    library = open_library(folder)
    found: dict[str, Any] = {}
    for entry in library.catalog.entries():
        document = library.document(entry.id)
        passages = library.passages_of(library.passage_ids(entry.id))
        indexed = [library.dense.vector(passage.id).tolist() for passage, _ in passages]
        frequencies = library.lexical.score([[stem(word) for word in WORDS]], library.passage_ids(entry.id))
        spans = [[(one.sentence, one.terms, one.vector.tolist()) for one in sentences] for _, sentences in passages]
        found[entry.id] = (entry, document, spans, indexed, [round(score, 4) for score in frequencies.values()])
    found["failures"] = [(Path(failure.file).name, failure.reason) for failure in library.catalog.failures()]
    found["folders"] = library.catalog.folders()
    found["files"] = {path: known.digest for path, known in library.catalog.known_files().items()}
    found["size"] = (library.dense.size, library.lexical.size, library.manifest.documents, library.manifest.passages)
    library.close()
    return found


def run(library: Path, papers: Path, model: FakeModel | None = None) -> Summary:
    return sync(library, [papers], model or FakeModel(), Lines(), confirmed=True)


@pytest.fixture
def begun(tmp_path: Path, in_process: None) -> tuple[Path, Path, dict[str, Any]]:
    """A library, its folder that has changed since, and what a run that nothing stops makes of both."""
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    run(library, papers)
    change(papers)
    whole = tmp_path / "whole"
    run(whole, papers)
    return library, papers, holdings(whole)


# killed


def test_a_run_that_is_killed_at_any_instant_leaves_the_last_good_state(
    tmp_path: Path, begun: tuple[Path, Path, dict[str, Any]]
) -> None:
    library, papers, whole = begun
    before, chance = answers(library), random.Random(3)
    kept, counted = tmp_path / "kept", tmp_path / "counted"
    shutil.copytree(library, kept)
    shutil.copytree(library, counted)
    calls = int(started(counted, papers).communicate()[0])
    for kill in range(9):  # spread over the whole run; every other one resumes the one before
        if kill % 2 == 0:
            shutil.rmtree(library)
            shutil.copytree(kept, library)
        process = started(library, papers, int(calls * (kill + chance.random()) / 9) + 1)
        process.communicate()
        assert process.returncode == -signal.SIGKILL or (process.returncode, kill % 2) == (0, 1)
        assert verify(library, FAKE) == []
        published = Manifest.read(library).generation > before[0]
        assert (holdings(library) == whole) if published else (answers(library) == before)
    run(library, papers)
    assert holdings(library) == whole
    assert not (library / "draft").exists()


def started(library: Path, papers: Path, last_call: int = 0) -> subprocess.Popen[bytes]:
    """A run in a process of its own, which is killed at a call of a function; 0 lets it come to its end."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(library), str(papers), str(last_call)],
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])},
    )


def test_a_run_that_is_interrupted_while_it_reads_comes_to_its_end(tmp_path: Path) -> None:
    """Ctrl+C: the processes that read and split are busy, and must not hold it up."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(40):
        lines = "".join(f"Cells of kind {number} and {at} grow in the dish e.g. of Fig. {at}. " for at in range(300))
        (papers / f"{number:02}.txt").write_text(page(f"Number {number}", f"Abstract\n\n{lines}"), encoding="utf-8")
    process = started(tmp_path / "library", papers)
    until(lambda: list((tmp_path / "library" / "draft").glob("shards/*")) or process.poll() is not None)
    assert process.poll() is None
    os.kill(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        pytest.fail("it hung")


# stopped at each step


def fail_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, time_: int, after: bool) -> None:
    """Abort before or after the n-th call."""
    original, calls = getattr(owner, name), [0]

    def stopped(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == time_ and not after:
            raise Abort
        result = original(*arguments, **named)
        if calls[0] == time_:
            raise Abort
        return result

    monkeypatch.setattr(owner, name, stopped)


STEPS = [
    (Draft, "commit", 1), (Draft, "commit", 2), (Draft, "commit", 3), (Draft, "commit", 4), (Draft, "commit", 5),
    (Draft, "put_record", 1), (Draft, "put_record", 5), (Draft, "drop_orphans", 1),
    (index.writing.writer, "settle", 1), (Draft, "drop_works", 1), (Draft, "set_work", 3),
    (index.writing.encode, "_store", 1), (index.writing.encode, "_store", 2), (Draft, "set_encoded", 2),
    (index.writing.writer, "publish", 1), (Draft, "purge", 1), (index.writing.publish, "link_or_copy", 1),
    (index.writing.publish, "link_or_copy", 2), (DenseIndex, "write", 1), (LexicalIndex, "build", 1),
    (index.writing.publish, "checksums", 1), (index.writing.publish, "flush_to_disk", 1), (index.writing.publish, "flush_to_disk", 3),
    (index.writing.writer.Writer, "forget_draft", 1), (index.writing.writer, "clear_away", 1), (index.writing.writer, "clear_away", 2),
]  # fmt: skip


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "name", "number"), STEPS, ids=[f"{name}-{number}" for _, name, number in STEPS])
def test_a_run_that_is_stopped_at_a_step_is_gone_on_with(
    kept: tuple[Path, Path, dict[str, Any], list[Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_process: None,
    owner: Any,
    name: str,
    number: int,
    after: bool,
) -> None:
    library, (made, papers, whole, before) = tmp_path / "library", kept
    shutil.copytree(made, library)
    with monkeypatch.context() as patch:
        patch.setattr(index.writing.encode, "_BATCH", 20)
        patch.setattr(index.writing.encode, "_SAFE_SECONDS", -1.0)
        patch.setattr(index.writing.intake, "_SAFE_SECONDS", -1.0)
        fail_at(patch, owner, name, number, after)
        with pytest.raises(Abort):
            run(library, papers)
    assert verify(library, FAKE) == []
    published = Manifest.read(library).generation > before[0]
    late = name == "forget_draft" or (name, number) == ("clear_away", 2) or (name == "publish" and after)
    assert published == late
    assert (holdings(library) == whole) if published else (answers(library) == before)
    run(library, papers)
    assert verify(library, FAKE) == []
    assert holdings(library) == whole
    assert not (library / "draft").exists()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any], list[Any]]:
    """A library, its folder that has changed since, what a run that nothing stops makes of both, and its answers."""
    folder = tmp_path_factory.mktemp("kept")
    library, papers = folder / "library", folder / "papers"
    fill(papers)
    run(library, papers)
    change(papers)
    run(folder / "whole", papers)
    return library, papers, holdings(folder / "whole"), answers(library)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_the_manifest_is_what_publishes(
    kept: tuple[Path, Path, dict[str, Any], list[Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_process: None,
    after: bool,
) -> None:
    library, (made, papers, whole, before) = tmp_path / "library", kept
    shutil.copytree(made, library)
    with monkeypatch.context() as patch:
        write = Manifest.write

        def stopped(self: Manifest, folder: Path) -> None:
            if after:
                write(self, folder)
            raise Abort

        patch.setattr(Manifest, "write", stopped)
        with pytest.raises(Abort):
            run(library, papers)
    assert verify(library, FAKE) == []
    assert (holdings(library) == whole) if after else (answers(library) == before)
    summary = run(library, papers)
    assert summary.encoded == 0
    assert holdings(library) == whole
    assert not (library / "draft").exists()


def test_a_half_written_manifest_is_none(
    kept: tuple[Path, Path, dict[str, Any], list[Any]], tmp_path: Path, in_process: None
) -> None:
    library, (made, papers, whole, before) = tmp_path / "library", kept
    shutil.copytree(made, library)
    (library / "library.json.new").write_text('{"generation": 2, "mod', encoding="utf-8")
    assert verify(library, FAKE) == []
    assert answers(library) == before
    run(library, papers)
    assert holdings(library) == whole
    assert not (library / "library.json.new").exists()


def test_a_first_run_that_is_stopped_leaves_no_library_and_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    for owner, name in (
        (Draft, "put_record"),
        (index.writing.writer, "settle"),
        (index.writing.publish, "flush_to_disk"),
    ):
        with monkeypatch.context() as patch:
            fail_at(patch, owner, name, 1, True)
            with pytest.raises(Abort):
                run(library, papers)
        assert not (library / "library.json").exists()
    run(library, papers)
    run(tmp_path / "whole", papers)
    assert holdings(library) == holdings(tmp_path / "whole")
    assert verify(library, FAKE) == []
    assert not (library / "draft").exists()


# gone on with


class Fails(FakeEncoder):
    """Aborts at the n-th call."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        self._left -= 1
        if not self._left:
            raise Abort
        return super().encode_documents(texts)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read from now on."""
    seen: list[str] = []
    read = Workers.read

    def spy(self: Workers, requests: Iterable[Request]) -> Iterator[Any]:
        def told() -> Iterator[Request]:
            for request in requests:
                seen.append(request.name)
                yield request

        return read(self, told())

    monkeypatch.setattr(Workers, "read", spy)
    return seen


def stop_in_encode(monkeypatch: pytest.MonkeyPatch, library: Path, papers: Path) -> list[str]:
    """A run that is stopped after some batches were encoded and made safe; their sentences."""
    with monkeypatch.context() as patch:
        patch.setattr(index.writing.encode, "_BATCH", 8)
        patch.setattr(index.writing.encode, "_SAFE_SECONDS", -1.0)
        model = FakeModel()
        model.made = Fails(4)
        with pytest.raises(Abort):
            run(library, papers, model)
    return model.made.encoded


def test_a_run_stopped_while_it_encodes_reads_and_encodes_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    done = stop_in_encode(monkeypatch, library, papers)
    seen, model = reads(monkeypatch), FakeModel()
    summary = run(library, papers, model)
    assert seen == []
    assert len(done) >= 24
    assert not set(done) & set(model.made.encoded)
    assert summary.encoded == len(model.made.encoded) - 1  # "word" asks for the dimension
    assert sorted({*done, *model.made.encoded} - {"word"}) == sorted(sentences(library))


def sentences(folder: Path) -> set[str]:
    """All sentences and titles of a library."""
    library = open_library(folder)
    found = set()
    for name in library.catalog.document_ids():
        document = library.document(name)
        for passage, ones in library.passages_of(library.passage_ids(name)):
            every = [*ones, library.title_sentences([passage.record]).get(passage.record)]
            found |= {document.text[one.sentence.start : one.sentence.end] for one in every}
    library.close()
    return found


def test_what_a_stopped_run_had_read_and_is_gone_since_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    run(library, papers)
    new = papers / "new.txt"
    new.write_text(paper(77, 1).replace("Arm 0", "Axolotl 0"), encoding="utf-8")
    stopped_before_publishing(monkeypatch, library, papers)
    new.unlink()
    (papers / "other.txt").write_text(paper(78, 1), encoding="utf-8")
    summary = run(library, papers)
    assert summary.documents == 13
    run(tmp_path / "whole", papers)
    assert holdings(library) == holdings(tmp_path / "whole")
    assert not [file for file in library.rglob("*") if file.is_file() and b"Axolotl" in file.read_bytes()]


def test_a_paper_that_was_changed_back_since_a_run_was_stopped_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    run(library, papers)
    before = holdings(library)
    (papers / "03.txt").write_text(paper(3, 2), encoding="utf-8")
    stopped_before_publishing(monkeypatch, library, papers)
    (papers / "03.txt").write_text(paper(3, 1), encoding="utf-8")
    assert run(library, papers).documents == 12
    assert holdings(library) == before


def test_a_paper_that_is_back_since_a_run_was_stopped_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    below = papers / "below"
    below.mkdir()
    (below / "30.txt").write_text(paper(30, 1), encoding="utf-8")
    run(library, papers)
    below.rename(tmp_path / "away")
    stopped_before_publishing(monkeypatch, library, papers)
    (tmp_path / "away").rename(below)
    (papers / "31.txt").write_text(paper(31, 1), encoding="utf-8")
    assert run(library, papers).documents == 14
    run(tmp_path / "whole", papers)
    assert holdings(library) == holdings(tmp_path / "whole")


def stopped_before_publishing(monkeypatch: pytest.MonkeyPatch, library: Path, papers: Path) -> None:
    with monkeypatch.context() as patch:
        fail_at(patch, index.writing.writer, "publish", 1, False)
        with pytest.raises(Abort):
            run(library, papers)


def test_a_draft_for_another_purpose_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_process: None
) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    run(library, papers)
    change(papers)
    stopped_before_publishing(monkeypatch, library, papers)
    other = tmp_path / "other"
    other.mkdir()
    (other / "40.txt").write_text(paper(40, 1), encoding="utf-8")
    assert run(library, other).documents == 1
    run(tmp_path / "whole", other)
    assert holdings(library) == holdings(tmp_path / "whole")


def test_a_draft_that_is_no_database_is_begun_anew(tmp_path: Path, in_process: None) -> None:
    library, papers = tmp_path / "library", tmp_path / "papers"
    fill(papers)
    run(library, papers)
    before = holdings(library)
    (library / "draft").mkdir()
    (library / "draft" / "catalog.sqlite").write_bytes(b"no database" * 1000)
    (papers / "41.txt").write_text(paper(41, 1), encoding="utf-8")
    assert run(library, papers).documents == 13
    assert holdings(library).keys() > before.keys()
    assert verify(library, FAKE) == []


# never killed


def test_vectors_are_those_of_the_sentences(kept: tuple[Path, Path, dict[str, Any], list[Any]]) -> None:
    made = open_library(kept[0])
    encoder = FakeEncoder()
    for name in made.catalog.document_ids():
        document = made.document(name)
        for _, ones in made.passages_of(made.passage_ids(name)):
            for one in ones:
                text = document.text[one.sentence.start : one.sentence.end]
                wanted = encoder.encode_documents([text])[0].vector
                assert float(one.vector @ wanted) == pytest.approx(1.0, abs=1e-3)
    made.close()


def test_the_answers_compared_are_not_empty(kept: tuple[Path, Path, dict[str, Any], list[Any]]) -> None:
    found = kept[3]
    assert found[0] == 1
    assert len(found) > 200
