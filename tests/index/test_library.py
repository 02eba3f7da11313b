from __future__ import annotations

import dataclasses
import itertools
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from multiprocessing.queues import Queue
from pathlib import Path

import numpy as np
import pytest
import tantivy

import corpus
from corpus import Document, Reference, Section
from corpus.document import Box, Page
from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.library import Library
from index.settings import Settings
from index.store.manifest import MANIFEST, Manifest, repair_command, sync_command
from index.store.numbers import record_of
from index.store.packing import pack_vector, pack_words, unpack_vectors, unpack_words
from index.text.prepare import prepare
from support.libraries import DIM, FakeEncoder, build_library, passage_ids, word_vector
from support.paths import ROOT
from support.waiting import until

FAKE = Settings(model="fake")
LI = "aldoghachi-2023-1c1a0a"
KIM = "pluripotent-2023-ffd841"


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything below the folder."""
    found = ((file.relative_to(folder).as_posix(), file.stat()) for file in [folder, *folder.rglob("*")])
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found}


def answers(library: Library) -> tuple[list[str], dict[int, float], dict[int, float]]:
    query = word_vector("exosomes")
    ids = library.catalog.document_ids()
    return ids, library.dense.search(query, 5), library.lexical.search([["exosom"], ["wound"]], 5)


@pytest.fixture
def folder(tmp_path: Path, reviews: tuple[Document, ...]) -> Path:
    """A library of both reviews, in a parent of its own."""
    folder = tmp_path / "home" / "library"
    build_library(folder, reviews).close()
    return folder


# What stands in a library


def test_a_library_holds_the_documents_it_was_built_from(library: Library, reviews: tuple[Document, ...]) -> None:
    found = [library.document(name) for name in library.catalog.document_ids()]
    assert found == sorted(reviews, key=lambda review: review.id)


def test_the_manifest_says_what_is_in_it(library: Library) -> None:
    manifest = library.manifest
    assert (manifest.model, manifest.model_sha256, manifest.word_dim) == ("fake", "0" * 64, DIM)
    assert (manifest.generation, manifest.documents, manifest.passages) == (1, 2, 4)
    assert manifest.damaged(library.folder) == {}


def test_the_manifest_names_every_file_of_the_folder_but_itself_and_the_lock(library: Library) -> None:
    files = {file.relative_to(library.folder).as_posix() for file in library.folder.rglob("*") if file.is_file()}
    assert files == {*library.manifest.files, MANIFEST, "lock"}
    assert {"catalog-000001.sqlite", "dense-000001.faiss", "shards/0001-000001.sqlite", "encoder-000001/fake"} <= files


def test_all_parts_hold_the_same_passages(library: Library) -> None:
    assert len(passage_ids(library)) == 4
    assert library.dense.numbers() == set(passage_ids(library))
    assert (library.dense.size, library.dense.dim) == (4, DIM)
    assert library.lexical.size == 4 + 2


def test_the_passages_of_each_document_are_its_own(library: Library) -> None:
    for name in (LI, KIM):
        numbers = library.passage_ids(name)
        assert len(numbers) == 2
        assert numbers == sorted(numbers)
        assert {library.document_id(record_of(number)) for number in numbers} == {name}
    assert library.passage_ids("nobody-2000-000000") == []


def test_every_sentence_is_a_stretch_of_its_documents_body(library: Library) -> None:
    for _, sentences in library.passages_of(passage_ids(library)):
        for stored in sentences:
            document, place = library.document(library.document_id(stored.record)), stored.sentence
            assert document is not None
            quote = document.text[place.start : place.end]
            assert quote == quote.strip()
            assert quote.endswith(".")
            assert [s.kind for s in document.sections if s.start <= place.start and place.end <= s.end] == ["body"]


def test_passages_come_with_their_sentences_in_the_order_asked_for(library: Library) -> None:
    numbers = passage_ids(library)
    asked = [numbers[3], numbers[0]]
    found = library.passages_of(asked)
    assert [passage.id for passage, _ in found] == asked
    assert [[s.id for s in sentences] for _, sentences in found] == [list(p.sentences) for p, _ in found]


def test_neighbouring_passages_of_a_document_share_a_sentence(library: Library) -> None:
    stored = [passage for passage, _ in library.passages_of(passage_ids(library))]
    for left, right in itertools.pairwise(stored):
        shared = set(left.sentences) & set(right.sentences)
        assert len(shared) == (left.record == right.record)


def test_the_vector_of_a_passage_is_the_mean_of_its_sentences_and_its_title(library: Library) -> None:
    for passage, sentences in library.passages_of(passage_ids(library)):
        title = library.title_sentences([passage.record]).get(passage.record)
        assert title is not None
        mean = np.mean([sentence.vector for sentence in [*sentences, title]], axis=0)
        expected = float(mean @ mean / np.linalg.norm(mean))
        assert library.dense.score(mean, [passage.id])[passage.id] == pytest.approx(expected, rel=1e-5)


def test_every_passage_is_found_by_the_words_of_its_title(library: Library) -> None:
    found = set(library.lexical.search([["current"]], 100))
    assert found == set(library.passage_ids(LI))


def test_the_title_of_a_record_is_its_references_and_its_sentence_that_of_the_text(library: Library) -> None:
    for passage, _ in library.passages_of(passage_ids(library)):
        document, title = (
            library.document(library.document_id(passage.record)),
            library.title_sentences([passage.record]).get(passage.record),
        )
        assert document is not None
        assert title is not None
        (stated,) = (one for one in document.statements if "title" in one.fields)
        assert (title.sentence.start, title.sentence.end) == (stated.start, stated.end)
        assert library.title(passage.record) == document.reference.title != ""


def test_a_stretch_of_a_records_text_is_that_of_its_document(library: Library) -> None:
    for passage, sentences in library.passages_of(passage_ids(library)):
        document = library.document(library.document_id(passage.record))
        assert document is not None
        start, end = sentences[0].sentence.start, sentences[-1].sentence.end
        assert library.text(passage.record, start, end) == document.text[start:end]


def test_a_paper_whose_text_prints_no_title_has_no_sentence_of_it(tmp_path: Path) -> None:
    document = Document("fins.txt", "Fins.", Reference(title="On fins"), (Section(None, "body", 0, 5),))
    library = build_library(tmp_path / "library", [document])
    ((passage, sentences),) = library.passages_of(passage_ids(library))
    assert library.title_sentences([passage.record]) == {}
    assert library.title(passage.record) == "On fins"
    vector = sentences[0].vector
    assert library.dense.score(vector, [passage.id])[passage.id] == pytest.approx(1, abs=1e-5)


def test_the_vectors_of_a_sentence_are_those_of_its_searched_text_as_they_are_packed(
    library: Library, reviews: tuple[Document, ...]
) -> None:
    for review in reviews:
        stored = {
            one.id: one for _, sentences in library.passages_of(library.passage_ids(review.id)) for one in sentences
        }
        texts = [one.searched for one in prepare(review).sentences]
        assert len(stored) == len(texts) == 8
        for text, one, encoding in zip(
            texts, (stored[number] for number in sorted(stored)), FakeEncoder().encode_documents(texts), strict=True
        ):
            assert one.vector.tolist() == unpack_vectors([pack_vector(encoding.vector)])[0].tolist()
            assert one.words.tolist() == unpack_words([pack_words(encoding.words(text)[1])], DIM)[0].tolist()


@pytest.mark.parametrize(("term", "printed"), [("imsc", r"iMSC"), ("mesenchym", r"(?i)mesenchymal|MSC")])
def test_a_passage_is_found_by_an_abbreviation_and_by_its_long_form(library: Library, term: str, printed: str) -> None:
    found = set(library.lexical.search([[term]], 100))
    expected = set()
    for passage, sentences in library.passages_of(passage_ids(library)):
        document = library.document(library.document_id(passage.record))
        assert document is not None
        if re.search(printed, document.text[sentences[0].sentence.start : sentences[-1].sentence.end]):
            expected.add(passage.id)
    assert found == expected != set()


def test_the_abbreviations_of_all_documents_are_known(library: Library) -> None:
    known = {key: library.abbreviations.long_forms(key) for key in ("imsc", "ipsc", "msc", "ev", "wound")}
    assert {key for key, longs in known.items() if longs} == {"imsc", "ipsc", "msc"}


@pytest.mark.parametrize(("stem", "known"), [("exosom", True), ("aldoghachi", True), ("kidney", False)])
def test_a_library_knows_the_words_of_texts_and_references(library: Library, stem: str, known: bool) -> None:
    assert library.knows(stem) is known


def test_the_terms_of_a_reference_are_those_of_its_lines(library: Library) -> None:
    assert {"aldoghachi", "2023", "356"} <= library.reference_terms(LI)
    assert "heterogen" not in library.reference_terms(LI)


def test_an_unknown_document_is_none_and_has_no_terms(library: Library) -> None:
    assert library.document("nobody-2000-000000") is None
    assert library.reference_terms("nobody-2000-000000") == frozenset()
    assert library.boxes("nobody-2000-000000", 0, 9) == ()


def test_an_unknown_passage_is_a_key_error(library: Library) -> None:
    with pytest.raises(KeyError):
        library.passages_of([1])
    with pytest.raises(KeyError):
        library.passages_of([max(passage_ids(library)) + 1])


def test_a_document_of_pages_is_read_back_with_its_boxes_apart(tmp_path: Path) -> None:
    text = "Cells heal wounds."
    boxes = (Box(0, 5, 72.0, 700.0, 99.5, 712.0), Box(6, 10, 103.0, 700.0, 120.0, 712.0))
    document = Document(
        "paper.pdf", text, Reference(title="On cells"), (Section(None, "body", 0, len(text)),), format="PDF",
        pages=(Page(1, "iv", 595.0, 842.0, 0, len(text)),), boxes=boxes,
    )  # fmt: skip
    library = build_library(tmp_path / "library", [document])
    assert library.document(document.id) == dataclasses.replace(document, boxes=())
    assert library.boxes(document.id, 0, 5) == boxes[:1]
    assert library.boxes(document.id, 4, 7) == boxes


def test_the_text_of_any_script_keeps_its_offsets(tmp_path: Path) -> None:
    text = "干细胞\r\n\U0001f9ec\xa0Ångström e\u0301tude heals. 𝛼-cells grow.\r\n"
    document = Document("odd.txt", text, Reference(title="干细胞"), (Section("Abstract", "body", 5, len(text) - 2),))
    library = build_library(tmp_path / "library", [document])
    (_, sentences), *_ = library.passages_of(passage_ids(library))
    assert [text[s.sentence.start : s.sentence.end] for s in sentences] == [
        "\U0001f9ec\xa0Ångström e\u0301tude heals.",
        "𝛼-cells grow.",
    ]


# Opening


def test_an_opened_library_answers_as_the_created_one(folder: Path, library: Library) -> None:
    assert answers(Library.open(folder, FAKE)) == answers(library)


def test_a_moved_library_still_answers(folder: Path, library: Library) -> None:
    moved = folder.rename(folder.parent / "moved #1?")
    assert answers(Library.open(moved, FAKE)) == answers(library)


def test_a_library_is_read_by_many_threads(folder: Path, library: Library) -> None:
    opened, found = Library.open(folder, FAKE), []
    numbers = passage_ids(library)

    def read() -> None:
        texts = [document.text for name in (LI, KIM) if (document := opened.document(name))]
        found.append((answers(opened), texts, [p.id for p, _ in opened.passages_of(numbers)]))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one == found[0] for one in found)
    assert (found[0][0], found[0][2]) == (answers(library), numbers)


def test_opening_and_asking_writes_nothing(folder: Path) -> None:
    before = listing(folder.parent)
    opened = Library.open(folder, FAKE)
    answers(opened)
    opened.passages_of(passage_ids(opened))
    assert opened.is_current
    opened.close()
    assert listing(folder.parent) == before


def test_an_open_library_does_not_watch_its_folder_and_write_into_it(folder: Path, tmp_path: Path) -> None:
    """Tantivy looks every half second whether meta.json has changed, unless its reader is told not to."""
    opened = Library.open(folder, FAKE)
    lexical = folder / opened.manifest.lexical
    watched = tmp_path / "watched"
    shutil.copytree(lexical, watched)
    watching = tantivy.Index.open(str(watched))
    for lock in [*lexical.glob(".tantivy-*.lock"), *watched.glob(".tantivy-*.lock")]:
        lock.unlink()
    for meta in (lexical / "meta.json", watched / "meta.json"):
        meta.write_text(meta.read_text(encoding="utf-8").replace("{", "{ ", 1), encoding="utf-8")
    until(lambda: list(watched.glob(".tantivy-*.lock")))
    assert [file.name for file in lexical.glob(".tantivy-*.lock")] == []
    assert (opened.lexical.size, watching.searcher().num_docs) == (6, 6)


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
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'pysbd', 'lxml'} & set(sys.modules)))"
    )
    root = ROOT
    done = subprocess.run([sys.executable, "-c", program, folder], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# A writer meanwhile


def test_an_open_library_goes_on_with_its_generation_and_knows_that_it_is_no_more_current(
    folder: Path, library: Library
) -> None:
    opened = Library.open(folder, FAKE)
    text = opened.document(KIM)
    build_library(folder, corpus.packaged_reviews()[:1])
    assert not opened.is_current
    assert answers(opened) == answers(library)
    assert (opened.document(KIM), opened.document(LI)) == (text, library.document(LI))
    later = Library.open(folder, FAKE)
    assert (later.is_current, later.manifest.generation, later.catalog.document_ids()) == (True, 2, [LI])


def test_a_library_whose_files_go_while_it_is_opened_is_opened_in_its_new_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is read, then a writer publishes and clears the old files away, then they are opened."""
    check, written = Manifest.check, []

    def write_first(manifest: Manifest, at: Path, model: str) -> None:
        if not written:
            written.append(manifest.generation)
            monkeypatch.setattr(Manifest, "check", check)
            build_library(folder, corpus.packaged_reviews()[:1]).close()
        check(manifest, at, model)

    monkeypatch.setattr(Manifest, "check", write_first)
    opened = Library.open(folder, FAKE)
    assert (written, opened.manifest.generation, opened.catalog.document_ids()) == ([1], 2, [LI])


# Refused


def test_a_missing_folder_is_not_found_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="does not exist"):
        Library.open(tmp_path / "nowhere", FAKE)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_not_found_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match=r"is not a library: it holds no library\.json"):
        Library.open(tmp_path, FAKE)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_folder_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(LibraryNotFoundError):
        Library.open(tmp_path, FAKE)


def test_a_library_of_another_format_is_refused(folder: Path) -> None:
    manifest = folder / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 3', '"format": 7'), encoding="utf-8")
    with pytest.raises(LibraryMismatchError) as caught:
        Library.open(folder, FAKE)
    assert str(caught.value) == (
        f"{folder}: has library format 7, this reviewqa reads format 3. Make it again: {sync_command(folder)}"
    )


def test_a_library_of_another_model_is_refused(folder: Path) -> None:
    with pytest.raises(LibraryMismatchError) as caught:
        Library.open(folder, Settings(model="other"))
    assert str(caught.value) == (
        f"{folder}: was built for the model fake, the settings ask for other. Make it again: {sync_command(folder)}"
    )


@pytest.fixture
def unopened(folder: Path) -> Path:
    """A copy of the library that no index of this process has open."""
    return Path(shutil.copytree(folder, folder.parent / "unopened"))


def test_every_missing_file_is_named(unopened: Path) -> None:
    folder = unopened
    names = Manifest.read(folder).files
    expected = {"catalog-000001.sqlite", "dense-000001.faiss", "shards/0001-000001.sqlite", "encoder-000001/fake"}
    assert expected | {"lexical-000001/meta.json"} <= names.keys()
    for name in names:
        aside = (folder / name).rename(folder.parent / "aside")
        with pytest.raises(LibraryDamagedError) as caught:
            Library.open(folder, FAKE)
        assert str(caught.value) == f"{folder}: is damaged: {name} is missing. {repair_command(folder)}"
        aside.rename(folder / name)


def test_every_file_cut_short_is_named(unopened: Path) -> None:
    folder = unopened
    for name, (size, _) in Manifest.read(folder).files.items():
        data = (folder / name).read_bytes()
        if not data:
            continue
        (folder / name).write_bytes(data[:-1])
        with pytest.raises(LibraryDamagedError) as caught:
            Library.open(folder, FAKE)
        assert str(caught.value) == (
            f"{folder}: is damaged: {name} has {size - 1:,} bytes instead of {size:,}. {repair_command(folder)}"
        )
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("part", ["catalog", "dense", "lexical", "shard"])
def test_a_file_of_the_right_size_with_other_bytes_is_damage_with_the_command(folder: Path, part: str) -> None:
    manifest = Manifest.read(folder)
    name = {"lexical": f"{manifest.lexical}/meta.json", "shard": manifest.shards["1"]}.get(part) or getattr(
        manifest, part
    )
    (folder / name).write_bytes(b"x" * (folder / name).stat().st_size)
    with pytest.raises(LibraryDamagedError) as caught:
        Library.open(folder, FAKE)
    assert str(caught.value).endswith(f"{repair_command(folder)}")


def test_a_query_encoder_that_cannot_be_loaded_is_damage_with_the_command(folder: Path) -> None:
    opened = Library.open(folder, FAKE)
    with pytest.raises(LibraryDamagedError) as caught:
        _ = opened.encoder
    assert str(caught.value).startswith(f"{folder / 'encoder-000001'}: the query encoder cannot be loaded (")
    assert str(caught.value).endswith(f"{repair_command(folder)}")
