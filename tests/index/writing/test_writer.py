"""Making a library, and everything that must not go wrong with a folder while it is made."""

from __future__ import annotations

import dataclasses
import errno
import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

import corpus
from corpus import Document, Reference
from corpus.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryMismatchError,
    LibraryNotFoundError,
    LibraryWriteError,
    ModelError,
)
from index.library import Library
from index.models.encoder import Encoding
from index.settings import Settings
from index.store.manifest import MANIFEST, Manifest
from index.writing import sync as writing
from index.writing import writer
from index.writing.lock import writer_lock
from index.writing.progress import Lines
from support.libraries import FakeEncoder, FakeModel, build_library, passage_ids, word_vector

FAKE = Settings(model="fake")
FULL_DISK = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
BARE = Document("bare.txt", "A bare title", Reference(title="A bare title"))
LI = "aldoghachi-2023-1c1a0a"
KIM = "pluripotent-2023-ffd841"


class FullDiskWhileEncoding(FakeModel):
    """The disk is full when sentences are encoded."""

    class Full(FakeEncoder):
        def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
            raise FULL_DISK

    def encoder(self, folder: Path, sentences: int) -> FakeEncoder:
        return self.Full()


class FullDiskAtExport(FakeModel):
    """The disk is full when the query encoder is written, half of it being there."""

    def export(self, folder: Path) -> None:
        super().export(folder)
        raise FULL_DISK


class Interrupted(FakeModel):
    """The user presses Ctrl-C."""

    def encoder(self, folder: Path, sentences: int) -> FakeEncoder:
        raise KeyboardInterrupt


class NoModel(FakeModel):
    def export(self, folder: Path) -> None:
        raise ModelError("no model")


class Told:
    """Remembers what a writer tells."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.files: list[tuple[int, int, str]] = []
        self.passages: list[tuple[int, int]] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def read(self, done: int, total: int, name: str) -> None:
        self.files.append((done, total, name))

    def encoded(self, done: int, total: int) -> None:
        self.passages.append((done, total))


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything below the folder."""
    found = ((file.relative_to(folder).as_posix(), file.stat()) for file in [folder, *folder.rglob("*")])
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found}


def published(folder: Path) -> dict[str, bytes]:
    """Every file of the current generation."""
    return {name: (folder / name).read_bytes() for name in [MANIFEST, *Manifest.read(folder).files]}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def answers(library: Library) -> tuple[list[str], dict[int, float], dict[int, float]]:
    query = word_vector("exosomes")
    ids = library.catalog.document_ids()
    return ids, library.dense.search(query, 5), library.lexical.search([["exosom"], ["wound"]], 5)


def create(folder: Path, documents: Sequence[Document], model: FakeModel | None = None) -> Library:
    writing.create(folder, documents, model or FakeModel(), Lines())
    return Library.open(folder, FAKE)


def changed(document: Document) -> Document:
    """The same paper with "wound" for "ulcer" in its text, of the same length."""
    return dataclasses.replace(document, text=document.text.replace("wound", "ulcer"))


@pytest.fixture
def folder(tmp_path: Path, reviews: tuple[Document, ...]) -> Path:
    """A library of both reviews, in a parent of its own."""
    folder = tmp_path / "home" / "library"
    build_library(folder, reviews).close()
    return folder


# Making a library


def test_a_changed_document_takes_the_place_of_the_one_before(folder: Path, reviews: tuple[Document, ...]) -> None:
    library = create(folder, [reviews[0], changed(reviews[1])])
    assert library.document(KIM) == changed(reviews[1])
    assert (library.lexical.passage_frequency("ulcer"), library.lexical.passage_frequency("wound")) == (2, 0)


def test_a_document_that_is_left_out_is_gone(folder: Path, reviews: tuple[Document, ...]) -> None:
    library = create(folder, reviews[1:])
    assert (library.catalog.document_ids(), library.dense.size) == ([KIM], 2)
    assert not library.knows("aldoghachi")


def test_nothing_of_a_document_that_is_left_out_stays_in_the_folder(
    folder: Path, reviews: tuple[Document, ...]
) -> None:
    create(folder, reviews[1:]).close()
    assert b"Aldoghachi" not in b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_every_sentence_and_title_is_encoded_once(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    model = FakeModel()
    create(tmp_path / "library", reviews, model)
    encoded = [text for text in model.made.encoded if text != "word"]  # which tells the vectors' length
    assert len(encoded) == len(set(encoded)) == 16 + 2


def test_generations_are_counted_and_only_the_last_is_kept(folder: Path, reviews: tuple[Document, ...]) -> None:
    assert Manifest.read(folder).generation == 1
    create(folder, reviews[:1]).close()
    assert Manifest.read(folder).generation == 2
    assert names(folder) == {
        "library.json", "lock", "shards",
        "catalog-000002.sqlite", "dense-000002.faiss", "lexical-000002", "encoder-000002",
    }  # fmt: skip
    assert names(folder / "shards") == {"0001-000002.sqlite"}
    assert names(folder.parent) == {"library"}


def test_what_a_killed_writer_left_behind_is_cleared_away(folder: Path, reviews: tuple[Document, ...]) -> None:
    for name in ("catalog-000002.sqlite", "dense-000002.faiss.new", "library.json.new", "shards/0007-000002.sqlite"):
        (folder / name).write_text("rest", encoding="utf-8")
    for name in ("draft", "lexical-000002", "encoder-000002.new"):
        (folder / name).mkdir()
        (folder / name / "rest").write_text("rest", encoding="utf-8")
    (folder / "draft" / "catalog.sqlite").write_text("rest", encoding="utf-8")
    library = create(folder, reviews[:1])
    assert (library.manifest.documents, library.manifest.damaged(folder)) == (1, {})
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files == {*library.manifest.files, MANIFEST, "lock"}


def test_the_same_documents_make_the_same_library(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    first, second = (create(tmp_path / name, documents) for name, documents in [("a", reviews), ("b", reviews[::-1])])
    assert first.catalog.document_ids() == second.catalog.document_ids()
    for name in (LI, KIM):
        texts = [
            [one.vector.tolist() for _, sentences in made.passages_of(made.passage_ids(name)) for one in sentences]
            for made in (first, second)
        ]
        assert texts[0] == texts[1]


@pytest.mark.parametrize("part", ["dense", "catalog", "library.json"])
def test_a_damaged_library_is_made_again(
    folder: Path, reviews: tuple[Document, ...], library: Library, part: str
) -> None:
    (folder / (part if part == MANIFEST else getattr(Manifest.read(folder), part))).write_bytes(b"")
    assert answers(create(folder, reviews)) == answers(library)


def test_a_library_is_made_in_an_empty_folder(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    (tmp_path / "library").mkdir()
    assert create(tmp_path / "library", reviews).manifest.documents == 2


def test_progress_names_each_document_and_counts_passages(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    told = Told()
    writing.create(tmp_path / "library", reviews, FakeModel(), told)
    assert told.lines == [
        "loading the embedding model and writing the query encoder",
        "writing the indexes",
    ]
    assert told.files == [(number, 2, review.source) for number, review in enumerate(reviews)]
    assert told.passages[-1] == (4, 4)


def test_a_document_without_body_is_kept_among_others(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    library = create(tmp_path / "library", [BARE, *reviews])
    assert library.document(BARE.id) == BARE
    assert library.dense.size == 4


@pytest.mark.parametrize("documents", [[], [BARE]], ids=["no document", "no body"])
def test_a_library_of_nothing_to_search_is_opened_and_finds_nothing(tmp_path: Path, documents: list[Document]) -> None:
    library = create(tmp_path / "library", documents)
    assert answers(library) == ([document.id for document in documents], {}, {})
    assert (passage_ids(library), library.dense.size, library.knows("bare")) == ([], 0, bool(documents))
    assert [library.document(document.id) for document in documents] == documents


def test_the_same_paper_twice_is_one_document_of_two_files(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    copy = dataclasses.replace(reviews[0], source="copy.txt")
    library = create(tmp_path / "library", [reviews[0], copy])
    (entry,) = library.catalog.entries()
    assert (entry.id, set(entry.files)) == (reviews[0].id, {reviews[0].source, "copy.txt"})
    assert (library.manifest.documents, library.dense.size) == (1, 2)


# Making one where it fails


@pytest.mark.parametrize("model", [FullDiskWhileEncoding, FullDiskAtExport])
def test_a_writer_that_runs_out_of_room_leaves_the_old_library_as_it_was(
    folder: Path, reviews: tuple[Document, ...], library: Library, model: type[FakeModel]
) -> None:
    before = published(folder)
    with pytest.raises(LibraryWriteError) as caught:
        create(folder, [changed(reviews[1]), reviews[0]], model())
    assert str(caught.value) == (
        f"{folder}: cannot be written (No space left on device). The library is as it was. "
        "Make room, or choose another folder with --library."
    )
    assert published(folder) == before
    assert answers(Library.open(folder, FAKE)) == answers(library)
    assert names(folder.parent) == {"library"}


@pytest.mark.parametrize("model", [FullDiskWhileEncoding, FullDiskAtExport])
def test_a_first_writer_that_runs_out_of_room_leaves_no_library_and_the_next_makes_it(
    tmp_path: Path, reviews: tuple[Document, ...], library: Library, model: type[FakeModel]
) -> None:
    with pytest.raises(LibraryWriteError):
        create(tmp_path / "library", reviews, model())
    with pytest.raises(LibraryNotFoundError):
        Library.open(tmp_path / "library", FAKE)
    assert answers(create(tmp_path / "library", reviews)) == answers(library)


def test_an_interrupted_writer_leaves_the_old_library_as_it_was(folder: Path, reviews: tuple[Document, ...]) -> None:
    before = published(folder)
    with pytest.raises(KeyboardInterrupt):
        create(folder, reviews[:1], Interrupted())
    assert published(folder) == before
    create(folder, reviews[:1]).close()  # the lock was given back


def test_a_model_that_cannot_be_loaded_leaves_the_old_library_as_it_was(
    folder: Path, reviews: tuple[Document, ...]
) -> None:
    before = published(folder)
    with pytest.raises(ModelError, match="no model"):
        create(folder, reviews[:1], NoModel())
    assert published(folder) == before


def test_a_generation_that_cannot_be_put_in_place_leaves_the_old_library_answering(
    folder: Path, reviews: tuple[Document, ...], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def fail(source: Path, target: Path) -> Path:
        if Path(target).name == MANIFEST:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(source, target)

    before = published(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        with pytest.raises(LibraryWriteError, match=r"cannot be written \(Permission denied\)"):
            create(folder, reviews[:1])
    assert published(folder) == before
    assert answers(Library.open(folder, FAKE)) == answers(library)
    assert create(folder, reviews[:1]).catalog.document_ids() == [LI]


# Folders that are not ours


def test_a_foreign_folder_is_refused_and_left_alone(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.txt").write_text("mine", encoding="utf-8")
    before = listing(folder)
    with pytest.raises(LibraryWriteError) as caught:
        create(folder, reviews)
    assert str(caught.value) == (
        f"{folder}: is not only a library (it holds chapter.txt), so nothing was written there. "
        "Choose another folder with --library."
    )
    assert listing(folder) == before


@pytest.mark.parametrize("others", [["chapter.txt"], []], ids=["among others", "alone"])
def test_a_library_json_that_is_not_ours_is_left_alone(
    tmp_path: Path, reviews: tuple[Document, ...], others: list[str]
) -> None:
    """Reference managers export a file of that name."""
    folder = tmp_path / "thesis"
    folder.mkdir()
    for name in ["library.json", *others]:
        (folder / name).write_text('[{"type": "article-journal", "title": "Mine"}]', encoding="utf-8")
    before = listing(folder)
    with pytest.raises(LibraryWriteError):
        create(folder, reviews)
    assert listing(folder) == before


@pytest.mark.parametrize(
    "name", ["draft", "shards", "encoder", "lexical", "encoder-000001", "draft.new", ".library.old"]
)
def test_a_folder_of_others_with_a_name_like_ours_survives(
    tmp_path: Path, reviews: tuple[Document, ...], name: str
) -> None:
    kept = tmp_path / "library" / name
    kept.mkdir(parents=True)
    (kept / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryWriteError, match=r"is not only a library \(it holds "):
        create(tmp_path / "library", reviews)
    assert (kept / "thesis.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["catalog-000001.sqlite", "dense-000001.faiss", "lock.json"])
def test_a_file_of_others_with_a_name_like_ours_survives(
    tmp_path: Path, reviews: tuple[Document, ...], name: str
) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryWriteError, match=r"is not only a library \(it holds "):
        create(tmp_path, reviews)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_library_that_the_user_put_a_file_into_is_refused_and_left_as_it_is(
    folder: Path, reviews: tuple[Document, ...]
) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = listing(folder)
    with pytest.raises(LibraryWriteError, match=r"it holds notes\.txt"):
        create(folder, reviews[:1])
    assert listing(folder) == before


def test_a_file_in_the_place_of_the_folder_is_refused_and_left_alone(
    tmp_path: Path, reviews: tuple[Document, ...]
) -> None:
    file = tmp_path / "library"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryWriteError, match="is a file"):
        create(file, reviews)
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryWriteError, match=r"cannot be written \((Not a directory|File exists)\)"):
        create(tmp_path / "file" / "library", reviews)


def test_a_library_behind_a_symbolic_link_is_made_again_and_again(folder: Path, reviews: tuple[Document, ...]) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder, target_is_directory=True)
    made = [create(link, documents).manifest.documents for documents in (reviews[:1], reviews, reviews[1:])]
    assert (made, link.is_symlink(), Manifest.read(folder).generation) == ([1, 2, 1], True, 4)


def test_a_library_of_the_former_format_is_made_anew_and_nothing_of_it_is_left(
    tmp_path: Path, reviews: tuple[Document, ...], library: Library
) -> None:
    for name in ("catalog.sqlite", "dense.faiss", "lexical/meta.json", "encoder/model.onnx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("former", encoding="utf-8")
    (tmp_path / MANIFEST).write_text('{"format": 1, "model": "fake"}', encoding="utf-8")
    assert answers(create(tmp_path, reviews)) == answers(library)
    files = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert files == {*Manifest.read(tmp_path).files, MANIFEST, "lock"}


# From which library a writer goes on


def begin(folder: Path, model: FakeModel, told: Told, rebuild: bool) -> Manifest | None:
    with writer.writing(folder, "reviewqa test", model, told, rebuild=rebuild) as begun:
        return begun.base


def test_a_writer_goes_on_from_the_published_generation(folder: Path) -> None:
    told = Told()
    assert begin(folder, FakeModel(), told, rebuild=False) == Manifest.read(folder)
    assert told.lines == []


def test_a_writer_of_a_new_folder_has_nothing_to_go_on_from(tmp_path: Path) -> None:
    assert begin(tmp_path / "library", FakeModel(), Told(), rebuild=False) is None


def damage(folder: Path) -> None:
    (folder / Manifest.read(folder).dense).unlink()


def reformat(folder: Path) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "format": 9}), encoding="utf-8")


def rename_model(folder: Path) -> None:
    dataclasses.replace(Manifest.read(folder), model="other").write(folder)


def change_weights(folder: Path) -> None:
    dataclasses.replace(Manifest.read(folder), model_sha256="1" * 64).write(folder)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (damage, LibraryDamagedError),
        (reformat, LibraryMismatchError),
        (rename_model, LibraryMismatchError),
        (change_weights, LibraryMismatchError),
    ],
)
def test_a_library_that_cannot_be_gone_on_from_is_refused_unless_it_may_be_made_anew(
    folder: Path, spoil: Callable[[Path], None], error: type[Exception]
) -> None:
    spoil(folder)
    with pytest.raises(error, match=str(folder)):
        begin(folder, FakeModel(), Told(), rebuild=False)
    told = Told()
    assert begin(folder, FakeModel(), told, rebuild=True) is None
    assert [line.split(":")[0] for line in told.lines] == [f"making the library again. {folder}"]


# Two writers


def test_the_lock_tells_whether_another_had_it(tmp_path: Path) -> None:
    told: list[str] = []
    with writer_lock(tmp_path, "reviewqa sync papers", 0, told.append) as waited:
        assert not waited
        about = json.loads((tmp_path / "lock.json").read_text(encoding="utf-8"))
        assert (about["process"], about["task"]) == (os.getpid(), "reviewqa sync papers")
    assert names(tmp_path) == {"lock"}
    assert told == []


def test_a_second_writer_is_told_who_holds_the_library_and_changes_nothing(
    folder: Path, reviews: tuple[Document, ...]
) -> None:
    before = published(folder)
    with writer_lock(folder, "reviewqa sync papers", 0, lambda line: None), pytest.raises(LibraryBusyError) as caught:
        create(folder, reviews[:1])
    assert str(caught.value).startswith(f"{folder}: is being written by process {os.getpid()} on ")
    assert "(reviewqa sync papers, since " in str(caught.value)
    assert str(caught.value).endswith("Nothing was changed; try again when that is done.")
    assert published(folder) == before


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"process": "x"}', b"\xff"])
def test_a_holder_that_did_not_sign_is_another_process(
    folder: Path, reviews: tuple[Document, ...], content: bytes | None
) -> None:
    with writer_lock(folder, "reviewqa sync papers", 0, lambda line: None):
        (folder / "lock.json").unlink()
        if content is not None:
            (folder / "lock.json").write_bytes(content)
        with pytest.raises(LibraryBusyError, match="is being written by another process"):
            create(folder, reviews[:1])


def test_a_writer_may_fail_and_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path, "a", 0, lambda line: None):
        raise ZeroDivisionError
    with writer_lock(tmp_path, "b", 0, lambda line: None) as waited:
        assert not waited


def test_a_patient_writer_waits_and_says_for_whom(tmp_path: Path) -> None:
    told: list[str] = []
    release = threading.Event()
    held = threading.Event()

    def hold() -> None:
        with writer_lock(tmp_path, "reviewqa add paper.pdf", 0, told.append):
            held.set()
            release.wait(60)

    def waiting(line: str) -> None:
        told.append(line)
        release.set()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    with writer_lock(tmp_path, "reviewqa sync", 60, waiting) as waited:
        assert waited
    other.join(60)
    assert len(told) == 1
    assert told[0].startswith(f"waiting for process {os.getpid()} on ")
    assert "(reviewqa add paper.pdf, since " in told[0]


class Slow(FakeModel):
    """Says when it has begun, and waits."""

    def __init__(self, begun: Event, go_on: Event) -> None:
        super().__init__()
        self.begun, self.go_on = begun, go_on

    def export(self, folder: Path) -> None:
        self.begun.set()
        assert self.go_on.wait(60)
        super().export(folder)


def build_slowly(folder: Path, begun: Event, go_on: Event) -> None:
    writing.create(folder, corpus.packaged_reviews(), Slow(begun, go_on), Lines())


def test_a_writer_that_waited_for_the_library_it_wants_does_not_make_it_again(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    folder, begun, go_on = tmp_path / "library", spawn.Event(), spawn.Event()
    other = spawn.Process(target=build_slowly, args=(folder, begun, go_on))
    other.start()
    assert begun.wait(60)
    told: list[str] = []

    def say(line: str) -> None:
        told.append(line)
        go_on.set()

    model = FakeModel()
    summary = writing.sync(
        folder,
        [tmp_path / "no such folder"],
        model,
        Lines(say),
        timeout=60,
        is_current=lambda made: made.documents == 2,
    )
    other.join(60)
    assert [line.split(" on ")[0] for line in told] == [f"waiting for process {other.pid}"]
    assert (other.exitcode, summary.documents, summary.encoded, model.made.encoded) == (0, 2, 0, [])


def test_a_library_that_is_being_written_is_asked_meanwhile(
    folder: Path, reviews: tuple[Document, ...], library: Library
) -> None:
    class Asking(FakeModel):
        def encoder(self, at: Path, sentences: int) -> FakeEncoder:
            assert answers(Library.open(folder, FAKE)) == answers(library)
            return super().encoder(at, sentences)

    assert create(folder, reviews[:1], Asking()).catalog.document_ids() == [LI]
