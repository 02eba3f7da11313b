from __future__ import annotations

import contextlib
import dataclasses
import errno
import itertools
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest

import corpus
from corpus import Document, Reference, Section
from corpus.errors import (
    CorpusError,
    LibraryDamagedError,
    LibraryMismatchError,
    LibraryNotFoundError,
    LibraryWriteError,
    ModelError,
)
from index.abbreviations import Abbreviations, Definition
from index.build import is_current
from index.encoder import Encoding
from index.library import Library
from index.manifest import MANIFEST, Manifest, fingerprint, rebuild_command
from index.settings import Settings
from tests.conftest import DIM, FakeEncoder, build_library, word_vector

FAKE = Settings(model="fake")
FULL_DISK = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDiskWhileEncoding(FakeEncoder):
    """The disk is full when the second document is encoded."""

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        if self.encoded:
            raise FULL_DISK
        return super().encode_documents(texts)


class FullDiskAtExport(FakeEncoder):
    """The disk is full when the query encoder is written, half of it being there."""

    def export(self, folder: Path) -> None:
        super().export(folder)
        raise FULL_DISK


class Interrupted(FakeEncoder):
    """The user presses Ctrl-C."""

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        raise KeyboardInterrupt


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything below the folder."""
    found = ((file.relative_to(folder).as_posix(), file.stat()) for file in [folder, *folder.rglob("*")])
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found}


def answers(library: Library) -> tuple[list[str], dict[int, float], dict[int, float]]:
    query = word_vector("exosomes")
    ids = library.catalog.document_ids()
    return ids, library.dense.search(query, 5), library.lexical.search([["exosom"], ["wound"]], 5)


def create(folder: Path, documents: Sequence[Document], encoder: Callable[[], FakeEncoder] = FakeEncoder) -> Library:
    return Library.create(folder, documents, encoder, FAKE)


def changed(document: Document) -> Document:
    """The same paper with "wound" for "ulcer" in its text, of the same length."""
    return dataclasses.replace(document, text=document.text.replace("wound", "ulcer"))


@pytest.fixture
def folder(tmp_path: Path, reviews: tuple[Document, ...]) -> Path:
    """A library of both reviews, in a parent of its own."""
    folder = tmp_path / "home" / "library"
    build_library(folder, reviews)
    return folder


# What stands in a library


def test_a_library_holds_the_documents_it_was_built_from(library: Library, reviews: tuple[Document, ...]) -> None:
    assert list(library.catalog.documents()) == sorted(reviews, key=lambda review: review.id)


def test_the_manifest_says_what_is_in_it(library: Library, reviews: tuple[Document, ...]) -> None:
    manifest = library.manifest
    assert (manifest.model, manifest.model_sha256) == ("fake", "0" * 64)
    assert (manifest.documents, manifest.passages, manifest.contents) == (2, 8, fingerprint(reviews))


def test_all_parts_hold_the_same_passages(library: Library) -> None:
    assert library.catalog.passage_ids() == list(range(1, 9))
    assert (library.dense.size, library.dense.dim) == (8, DIM)
    assert library.lexical.size == 8 + 2


def test_every_sentence_is_a_stretch_of_its_documents_body(library: Library) -> None:
    for _, sentences in library.passages_of(library.catalog.passage_ids()):
        for stored in sentences:
            document, place = library.document(stored.document), stored.sentence
            assert document is not None
            quote = document.text[place.start : place.end]
            assert quote == quote.strip()
            assert quote.endswith(".")
            assert [s.kind for s in document.sections if s.start <= place.start and place.end <= s.end] == ["body"]


def test_passages_come_with_their_sentences_in_the_order_asked_for(library: Library) -> None:
    found = library.passages_of([6, 1])
    assert [passage.id for passage, _ in found] == [6, 1]
    assert [[s.id for s in sentences] for _, sentences in found] == [list(p.sentences) for p, _ in found]


def test_neighbouring_passages_of_a_document_share_a_sentence(library: Library) -> None:
    stored = library.catalog.passages(library.catalog.passage_ids())
    for left, right in itertools.pairwise(stored):
        shared = set(left.sentences) & set(right.sentences)
        assert len(shared) == (left.document == right.document)


def test_the_vector_of_a_passage_is_the_mean_of_its_sentences(library: Library) -> None:
    for passage, sentences in library.passages_of(library.catalog.passage_ids()):
        mean = np.mean([sentence.vector for sentence in sentences], axis=0)
        expected = float(mean @ mean / np.linalg.norm(mean))
        assert library.dense.score(mean, [passage.id])[passage.id] == pytest.approx(expected, rel=1e-5)


def test_a_sentence_is_encoded_with_its_abbreviations_written_out(
    tmp_path: Path, reviews: tuple[Document, ...]
) -> None:
    encoder = FakeEncoder()
    create(tmp_path / "library", reviews, lambda: encoder)
    assert len(encoder.encoded) == 16
    assert encoder.encoded[1].startswith(
        "However, mesenchymal stem cells reportedly show limited proliferative capacity"
    )


@pytest.mark.parametrize(("term", "printed"), [("imsc", r"iMSC"), ("mesenchym", r"(?i)mesenchymal|MSC")])
def test_a_passage_is_found_by_an_abbreviation_and_by_its_long_form(library: Library, term: str, printed: str) -> None:
    found = set(library.lexical.search([[term]], 100))
    expected = set()
    for passage, sentences in library.passages_of(library.catalog.passage_ids()):
        document = library.document(passage.document)
        assert document is not None
        if re.search(printed, document.text[sentences[0].sentence.start : sentences[-1].sentence.end]):
            expected.add(passage.id)
    assert found == expected != set()


def test_the_abbreviations_of_all_documents_are_known(library: Library) -> None:
    assert list(library.abbreviations.long_forms) == ["imsc", "ipsc", "msc"]


@pytest.mark.parametrize(("stem", "known"), [("exosom", True), ("aldoghachi", True), ("kidney", False)])
def test_a_library_knows_the_words_of_texts_and_references(library: Library, stem: str, known: bool) -> None:
    assert library.knows(stem) is known


def test_the_terms_of_a_reference_are_those_of_its_lines(library: Library) -> None:
    assert {"aldoghachi", "2023", "356"} <= library.reference_terms("aldoghachi-2023-1c1a0a")
    assert "heterogen" not in library.reference_terms("aldoghachi-2023-1c1a0a")


def test_an_unknown_document_is_none_and_has_no_terms(library: Library) -> None:
    assert library.document("nobody-2000-000000") is None
    assert library.reference_terms("nobody-2000-000000") == frozenset()


def test_the_stated_text_is_the_lines_of_the_reference(reviews: tuple[Document, ...]) -> None:
    lines = reviews[1].stated_text.split("\n")
    assert lines[0] == "Tissue Eng Regen Med.\xa0 2023 Oct;20(6):793-809. 10.1007/s13770-023-00557-6."
    assert lines[-1] == "MSC; Exosome; iPSC; Stem cell"


def test_terms_both_ways_are_those_printed_then_those_written_out() -> None:
    known = Abbreviations.of([Definition("EVs", "extracellular vesicles")])
    assert known.terms("EVs and bone vesicles") == ["ev", "bone", "vesicl", "extracellular"]


def test_the_vector_of_a_word_is_the_mean_of_its_tokens() -> None:
    tokens = np.eye(4, dtype=np.float32)
    encoding = Encoding(tokens[0], tokens, ((0, 3), (3, 8), (9, 11), (12, 17)))
    stems, vectors = encoding.words("exosomes of cells")
    assert stems == ["exosom", "cell"]
    assert vectors == pytest.approx(np.array([[0.5**0.5, 0.5**0.5, 0, 0], [0, 0, 0, 1]]))


def test_a_word_behind_the_models_limit_has_no_vector() -> None:
    encoding = Encoding(np.ones(2, np.float32), np.eye(2, dtype=np.float32)[:1], ((0, 8),))
    stems, vectors = encoding.words("exosomes cells")
    assert (stems, vectors.tolist()) == (["exosom"], [[1, 0]])


def test_a_text_of_stop_words_has_no_word_vectors() -> None:
    stems, vectors = FakeEncoder().encode_documents(["what is it"])[0].words("what is it")
    assert (stems, vectors.shape) == ([], (0, DIM))


# Opening


def test_an_opened_library_answers_as_the_created_one(folder: Path, library: Library) -> None:
    assert answers(Library.open(folder, FAKE)) == answers(library)


def test_a_moved_library_still_answers(folder: Path, library: Library) -> None:
    moved = folder.rename(folder.parent / "moved #1?")
    assert answers(Library.open(moved, FAKE)) == answers(library)


def test_opening_and_asking_writes_nothing(folder: Path) -> None:
    before = listing(folder.parent)
    opened = Library.open(folder, FAKE)
    answers(opened)
    opened.passages_of(opened.catalog.passage_ids())
    assert listing(folder.parent) == before


def test_an_open_library_does_not_watch_its_folder_and_write_into_it(folder: Path) -> None:
    """Tantivy looks every half second whether meta.json has changed, unless its reader is told not to."""
    opened = Library.open(folder, FAKE)
    for lock in (folder / "lexical").glob(".tantivy-*.lock"):
        lock.unlink()
    meta = folder / "lexical" / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace("{", "{ ", 1), encoding="utf-8")
    time.sleep(1.5)
    assert [file.name for file in (folder / "lexical").glob(".tantivy-*.lock")] == []
    assert opened.lexical.size == 10


def ask_as_nobody(folder: Path, told: Queue[object]) -> None:
    answers(Library.open(folder, FAKE))  # imports all there is to import while it may
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    try:
        told.put(answers(Library.open(folder, FAKE)))
    except Exception as error:
        told.put(str(error))


@pytest.fixture
def locked(folder: Path) -> Iterator[Path]:
    """The library in a place that all may read and its reader may not write."""
    parent = Path(tempfile.mkdtemp())
    locked = parent / "library"
    shutil.copytree(folder, locked)
    for file in [*locked.rglob("*"), locked, parent]:
        file.chmod(0o555 if file.is_dir() else 0o444)
    yield locked
    for file in [parent, *(file for file in parent.rglob("*") if file.is_dir())]:
        file.chmod(0o755)
    shutil.rmtree(parent)


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX")
def test_a_library_that_may_only_be_read_is_opened_and_asked(locked: Path, library: Library) -> None:
    spawn = multiprocessing.get_context("spawn")
    told: Queue[object] = spawn.Queue()
    child = spawn.Process(target=ask_as_nobody, args=(locked, told))
    child.start()
    assert told.get(timeout=60) == answers(library)
    child.join(60)


def test_opening_and_asking_loads_no_model_library(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.library import Library; from index.settings import Settings;"
        "library = Library.open(Path(sys.argv[1]), Settings('fake')); library.lexical.search([['exosom']], 3);"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'pysbd'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program, folder], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_missing_folder_is_not_found_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="does not exist"):
        Library.open(tmp_path / "nowhere", FAKE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_not_found_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match=r"is no library: it holds no library\.json"):
        Library.open(tmp_path, FAKE)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryNotFoundError):
        Library.open(tmp_path, FAKE)


def test_a_library_of_another_format_is_refused(folder: Path) -> None:
    manifest = folder / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 1', '"format": 7'), encoding="utf-8")
    with pytest.raises(LibraryMismatchError) as caught:
        Library.open(folder, FAKE)
    assert str(caught.value) == (
        f"{folder}: has library format 7, this reviewqa reads format 1. Build it again: {rebuild_command(folder)}"
    )


def test_a_library_of_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(LibraryMismatchError) as caught:
        Library.open(folder, Settings(model="other"))
    assert str(caught.value) == (
        f"{folder}: was built for the model fake, the settings ask for other. Build it again: {rebuild_command(folder)}"
    )


@pytest.fixture
def unopened(folder: Path) -> Path:
    """A copy of the library that no index of this process has open."""
    return Path(shutil.copytree(folder, folder.parent / "unopened"))


def test_every_missing_file_is_named(unopened: Path) -> None:
    folder = unopened
    names = Manifest.read(folder).files
    assert {"catalog.sqlite", "dense.faiss", "encoder/fake", "lexical/meta.json"} <= names.keys()
    for name in names:
        aside = (folder / name).rename(folder.parent / "aside")
        with pytest.raises(LibraryDamagedError) as caught:
            Library.open(folder, FAKE)
        assert str(caught.value) == (
            f"{folder}: is damaged: {name} is missing. Build it again: {rebuild_command(folder)}"
        )
        aside.rename(folder / name)


def test_every_file_cut_short_is_named(unopened: Path) -> None:
    folder = unopened
    for name, size in Manifest.read(folder).files.items():
        data = (folder / name).read_bytes()
        if not data:
            continue
        (folder / name).write_bytes(data[:-1])
        with pytest.raises(LibraryDamagedError) as caught:
            Library.open(folder, FAKE)
        assert str(caught.value) == (
            f"{folder}: is damaged: {name} has {size - 1:,} bytes instead of {size:,}. "
            f"Build it again: {rebuild_command(folder)}"
        )
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("name", ["catalog.sqlite", "dense.faiss", "lexical/meta.json"])
def test_a_file_of_the_right_size_with_other_bytes_is_damage_with_the_command(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x" * (folder / name).stat().st_size)
    with pytest.raises(LibraryDamagedError) as caught:
        Library.open(folder, FAKE)
    assert str(caught.value).endswith(f"Build it again: {rebuild_command(folder)}")


# Whether it is current


def test_a_library_of_the_same_documents_is_current(folder: Path, reviews: tuple[Document, ...]) -> None:
    assert is_current(folder, fingerprint(reviews), FAKE)


def test_a_library_is_not_current_for_changed_documents(folder: Path, reviews: tuple[Document, ...]) -> None:
    assert not is_current(folder, fingerprint([reviews[0], changed(reviews[1])]), FAKE)
    assert not is_current(folder, fingerprint(reviews[:1]), FAKE)


def test_a_library_is_not_current_for_another_model(folder: Path, reviews: tuple[Document, ...]) -> None:
    assert not is_current(folder, fingerprint(reviews), Settings(model="other"))


def test_a_damaged_library_is_not_current(folder: Path, reviews: tuple[Document, ...]) -> None:
    (folder / "dense.faiss").unlink()
    assert not is_current(folder, fingerprint(reviews), FAKE)


def test_a_missing_library_is_not_current(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    assert not is_current(tmp_path / "nowhere", fingerprint(reviews), FAKE)


# Building


def test_a_changed_document_is_built_again(folder: Path, reviews: tuple[Document, ...]) -> None:
    library = create(folder, [reviews[0], changed(reviews[1])])
    assert library.document("pluripotent-2023-ffd841") == changed(reviews[1])
    assert (library.lexical.passage_frequency("ulcer"), library.lexical.passage_frequency("wound")) == (1, 0)


def test_a_removed_document_is_gone(folder: Path, reviews: tuple[Document, ...]) -> None:
    library = create(folder, reviews[1:])
    assert (library.catalog.document_ids(), library.dense.size) == (["pluripotent-2023-ffd841"], 4)
    assert not library.knows("aldoghachi")


@pytest.mark.parametrize("name", ["dense.faiss", "catalog.sqlite", "library.json"])
def test_a_damaged_library_is_built_again(
    folder: Path, reviews: tuple[Document, ...], library: Library, name: str
) -> None:
    (folder / name).write_bytes(b"")
    assert answers(create(folder, reviews)) == answers(library)


def test_a_build_leaves_only_the_library_and_its_lock(folder: Path, reviews: tuple[Document, ...]) -> None:
    create(folder, reviews[:1])
    assert {path.name for path in folder.parent.iterdir()} == {"library", ".library.lock"}


def test_what_a_killed_build_left_behind_is_cleared_away(folder: Path, reviews: tuple[Document, ...]) -> None:
    for name in (".library.reviewqa.building", ".library.reviewqa.old"):
        (folder.parent / name).mkdir()
        (folder.parent / name / "rest").write_text("x", encoding="utf-8")
    create(folder, reviews[:1])
    assert {path.name for path in folder.parent.iterdir()} == {"library", ".library.lock"}


def test_the_old_library_of_a_build_killed_while_it_swapped_comes_back(
    folder: Path, library: Library, reviews: tuple[Document, ...]
) -> None:
    folder.rename(folder.parent / ".library.reviewqa.old")

    def fail() -> FakeEncoder:
        raise ModelError("no model")

    with pytest.raises(ModelError):
        create(folder, reviews[:1], fail)
    assert answers(Library.open(folder, FAKE)) == answers(library)


@pytest.mark.parametrize("name", ["encoder", "lexical", ".library.old", ".library.building"])
def test_folders_of_others_with_names_like_ours_survive(
    tmp_path: Path, reviews: tuple[Document, ...], name: str
) -> None:
    kept = tmp_path / name if name.startswith(".") else tmp_path / "library" / name
    kept.mkdir(parents=True)
    (kept / "thesis.txt").write_text("mine", encoding="utf-8")
    with contextlib.suppress(LibraryWriteError):
        create(tmp_path / "library", reviews)
    assert (kept / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_library_is_built_into_an_empty_folder(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    (tmp_path / "library").mkdir()
    assert create(tmp_path / "library", reviews).manifest.documents == 2


def test_progress_names_each_document(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    told: list[str] = []
    Library.create(tmp_path / "library", reviews, FakeEncoder, FAKE, told.append)
    assert told == [
        "loading the embedding model",
        "reading and embedding document 1 of 2: imsc-exosomes-current-developments-2023.txt",
        "reading and embedding document 2 of 2: imsc-exosomes-preclinical-studies-2023.txt",
        "writing the indexes",
        "writing the query encoder",
    ]


def test_a_document_without_body_is_kept_among_others(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    bare = Document("bare.txt", "A bare title", Reference(title="A bare title"))
    library = create(tmp_path / "library", [bare, *reviews])
    assert library.document(bare.id) == bare
    assert library.dense.size == 8


@pytest.mark.parametrize(
    "documents",
    [[], [Document("bare.txt", "A bare title", Reference(title="A bare title"))]],
    ids=["no document", "no body"],
)
def test_documents_with_nothing_to_search_are_refused(folder: Path, documents: list[Document]) -> None:
    before = listing(folder)
    with pytest.raises(CorpusError) as caught:
        create(folder, documents)
    assert str(caught.value) == "The documents hold no text that could be searched, so no library was built."
    assert listing(folder) == before


def test_the_same_paper_twice_is_left_out_and_said(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    told: list[str] = []
    copy = dataclasses.replace(reviews[0], source="copy.txt")
    library = Library.create(tmp_path / "library", [reviews[0], copy], FakeEncoder, FAKE, told.append)
    assert list(library.catalog.documents()) == [reviews[0]]
    assert library.manifest.documents == 1
    assert f"left out copy.txt: the same paper as {reviews[0].source}" in told


def test_the_text_of_any_script_keeps_its_offsets(tmp_path: Path) -> None:
    text = "干细胞\r\n\U0001f9ec\xa0Ångström e\u0301tude heals. 𝛼-cells grow.\r\n"
    document = Document("odd.txt", text, Reference(title="干细胞"), (Section("Abstract", "body", 5, len(text) - 2),))
    library = create(tmp_path / "library", [document])
    (_, sentences), *_ = library.passages_of([1])
    assert [text[s.sentence.start : s.sentence.end] for s in sentences] == [
        "\U0001f9ec\xa0Ångström e\u0301tude heals.",
        "𝛼-cells grow.",
    ]


# Building where it fails


@pytest.mark.parametrize("encoder", [FullDiskWhileEncoding, FullDiskAtExport])
def test_a_build_that_runs_out_of_room_leaves_the_old_library_as_it_was(
    folder: Path, reviews: tuple[Document, ...], library: Library, encoder: type[FakeEncoder]
) -> None:
    before = listing(folder)
    with pytest.raises(LibraryWriteError) as caught:
        create(folder, [changed(reviews[1]), reviews[0]], encoder)
    assert str(caught.value) == (
        f"{folder}: cannot be written (No space left on device). Nothing was changed. "
        "Make room, or build in another folder: reviewqa build --library DIR"
    )
    assert listing(folder) == before
    assert answers(Library.open(folder, FAKE)) == answers(library)
    assert {path.name for path in folder.parent.iterdir()} == {"library", ".library.lock"}


@pytest.mark.parametrize("encoder", [FullDiskWhileEncoding, FullDiskAtExport])
def test_a_first_build_that_runs_out_of_room_leaves_no_library(
    tmp_path: Path, reviews: tuple[Document, ...], encoder: type[FakeEncoder]
) -> None:
    with pytest.raises(LibraryWriteError):
        create(tmp_path / "library", reviews, encoder)
    with pytest.raises(LibraryNotFoundError):
        Library.open(tmp_path / "library", FAKE)


def test_an_interrupted_build_leaves_the_old_library_as_it_was(folder: Path, reviews: tuple[Document, ...]) -> None:
    before = listing(folder)
    with pytest.raises(KeyboardInterrupt):
        create(folder, reviews[:1], Interrupted)
    assert listing(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {"library", ".library.lock"}


def test_a_model_that_cannot_be_loaded_leaves_the_old_library_as_it_was(
    folder: Path, reviews: tuple[Document, ...]
) -> None:
    def fail() -> FakeEncoder:
        raise ModelError("no model")

    before = listing(folder)
    with pytest.raises(ModelError, match="no model"):
        create(folder, reviews[:1], fail)
    assert listing(folder) == before


def test_a_build_that_cannot_be_put_in_place_leaves_the_old_library_answering(
    folder: Path, reviews: tuple[Document, ...], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if Path(target) == folder and Path(source).name.endswith(".building"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(LibraryWriteError):
        create(folder, reviews[:1])
    assert answers(Library.open(folder, FAKE)) == answers(library)


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


def test_a_file_that_the_user_put_into_a_library_survives_a_build(folder: Path, reviews: tuple[Document, ...]) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with contextlib.suppress(LibraryWriteError):  # refusing is as good
        create(folder, reviews[:1])
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


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


def test_a_library_behind_a_symbolic_link_is_built_again_and_again(folder: Path, reviews: tuple[Document, ...]) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder, target_is_directory=True)
    assert [create(link, documents).manifest.documents for documents in (reviews[:1], reviews, reviews[1:])] == [
        1,
        2,
        1,
    ]


# Two processes


def build_and_tell(folder: Path, told: Queue[int]) -> None:
    told.put(create(folder, corpus.packaged_reviews()).dense.size)


def build_slowly(folder: Path, begun: Event, go_on: Event) -> None:
    def load() -> FakeEncoder:
        begun.set()
        assert go_on.wait(60)
        return FakeEncoder()

    create(folder, corpus.packaged_reviews(), load)


def test_two_processes_that_build_at_once_both_succeed_with_one_result(tmp_path: Path, library: Library) -> None:
    spawn = multiprocessing.get_context("spawn")
    folder = tmp_path / "library"
    told: Queue[int] = spawn.Queue()
    builders = [spawn.Process(target=build_and_tell, args=(folder, told)) for _ in range(2)]
    for builder in builders:
        builder.start()
    assert [told.get(timeout=120) for _ in builders] == [8, 8]
    for builder in builders:
        builder.join(60)
    assert [builder.exitcode for builder in builders] == [0, 0]
    assert answers(Library.open(folder, FAKE)) == answers(library)
    assert {path.name for path in tmp_path.iterdir()} == {"library", ".library.lock"}


def test_a_builder_that_waited_for_the_same_library_does_not_encode_it_again(
    tmp_path: Path, reviews: tuple[Document, ...]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    folder, begun, go_on = tmp_path / "library", spawn.Event(), spawn.Event()
    other = spawn.Process(target=build_slowly, args=(folder, begun, go_on))
    other.start()
    assert begun.wait(60)
    told: list[str] = []

    def progress(line: str) -> None:
        told.append(line)
        go_on.set()

    library = Library.create(folder, reviews, FakeEncoder, FAKE, progress)
    other.join(60)
    assert told == ["waiting for another process that is building this library"]
    assert (other.exitcode, library.dense.size) == (0, 8)


def test_a_builder_that_waited_for_another_library_builds_its_own(
    tmp_path: Path, reviews: tuple[Document, ...]
) -> None:
    spawn = multiprocessing.get_context("spawn")
    folder, begun, go_on = tmp_path / "library", spawn.Event(), spawn.Event()
    other = spawn.Process(target=build_slowly, args=(folder, begun, go_on))
    other.start()
    assert begun.wait(60)
    library = Library.create(folder, reviews[:1], FakeEncoder, FAKE, lambda line: go_on.set())
    other.join(60)
    assert (other.exitcode, library.dense.size) == (0, 4)
