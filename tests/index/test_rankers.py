"""Which ranker a library is asked with, and how one of the user's own gets into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import index.rankers
from corpus.errors import LibraryDamagedError, LibraryError, LibraryMismatchError, ModelError
from index.library import Library
from index.models.cross_encoder import Judged, Read
from index.rankers import check_packaged_ranker, open_ranker, packaged_ranker
from index.settings import RANKER_SHA256, Settings
from index.store.manifest import Manifest
from index.writing.progress import Lines
from index.writing.repair import repair
from index.writing.sync import add, create, remove, sync
from index.writing.verify import ranker_problems, verify
from index.writing.writer import Summary
from support.in_process import read_in_process
from support.libraries import FakeModel, page, saved

MINE = Settings(model="fake", ranker="mine")
PACKAGED = Settings(model="fake")
NONE = Settings(model="fake", ranker="none")
FINS = page("Fins of the adult zebrafish", "Abstract\n\nZebrafish regrow their fins. The blastema forms early.")
KNEE = page("Cartilage of the human knee", "Abstract\n\nCartilage heals slowly. Exosomes carry growth factors.")
A_READ = Read("", "a b", ((0, 3),))


class FakeSource:
    """A ranker to be carried; counts its exports."""

    def __init__(self, name: str = "mine", sha256: str = "1" * 64) -> None:
        self.name = name
        self.sha256 = sha256
        self.exports = 0

    def export(self, folder: Path) -> None:
        self.exports += 1
        (folder / "ranker.onnx").write_text(f"{self.name} {self.sha256}", encoding="utf-8")


class NoSource(FakeSource):
    def export(self, folder: Path) -> None:
        raise ModelError("no such ranker.")


class FakeRanker:
    """A loaded ranker: a passage is worth its length."""

    loaded: list[Path] = []  # noqa: RUF012 - of all, emptied for each test

    def __init__(self, folder: Path) -> None:
        self.loaded.append(folder)

    def judge(self, question: str, passages: list[Read]) -> list[Judged]:
        return [Judged(float(len(one.text)), ()) for one in passages]


class Shelf:
    """A folder of papers and a library that is kept equal to it."""

    def __init__(self, folder: Path) -> None:
        self.papers, self.library = folder / "papers", folder / "library"
        self.encoded: list[str] = []
        self.papers.mkdir()
        (self.papers / "fins.txt").write_text(FINS, encoding="utf-8")
        (self.papers / "knee.txt").write_text(KNEE, encoding="utf-8")

    def run(self, ranker: FakeSource | None, change: Callable[[FakeModel], Any]) -> Any:
        model = FakeModel()
        model.ranker = ranker
        try:
            return change(model)
        finally:
            self.encoded = [text for text in model.made.encoded if text != "word"]  # asks for the dimension

    def sync(self, ranker: FakeSource | None, *paths: Path) -> Summary:
        return self.run(ranker, lambda model: sync(self.library, paths, model, Lines()))

    @property
    def manifest(self) -> Manifest:
        return Manifest.read(self.library)

    def carried(self) -> list[str]:
        """Names of the folders of rankers in the library, and what stands in the manifest's."""
        names = sorted(file.name for file in self.library.iterdir() if file.name.startswith("ranker"))
        return [*names, *((self.library / name / "ranker.onnx").read_text(encoding="utf-8") for name in names)]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    read_in_process(monkeypatch)
    return Shelf(tmp_path)


@pytest.fixture
def mine(shelf: Shelf) -> Shelf:
    """A library that carries a ranker."""
    shelf.sync(FakeSource(), shelf.papers)
    return shelf


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that rankers were loaded from."""
    FakeRanker.loaded = []
    monkeypatch.setattr(index.rankers, "OnnxCrossEncoder", FakeRanker)
    return FakeRanker.loaded


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the packaged ranker, in its place."""
    folder = Path(shutil.copytree(packaged_ranker(), tmp_path / "packaged"))
    monkeypatch.setattr(index.rankers, "_PACKAGED", folder)
    return folder


# A ranker gets into a library


def test_a_new_library_carries_the_ranker_of_the_settings(shelf: Shelf) -> None:
    ranker = FakeSource()
    shelf.sync(ranker, shelf.papers)
    manifest = shelf.manifest
    assert (manifest.ranker, manifest.ranker_name, manifest.ranker_sha256) == ("ranker-000001", "mine", "1" * 64)
    assert manifest.files["ranker-000001/ranker.onnx"][0] == len("mine " + "1" * 64)
    assert ranker.exports == 1
    assert verify(shelf.library, MINE) == []


def test_a_library_without_one_carries_none(shelf: Shelf) -> None:
    shelf.sync(None, shelf.papers)
    manifest = shelf.manifest
    assert (manifest.ranker, manifest.ranker_name, manifest.ranker_sha256) == ("", "", "")
    assert shelf.carried() == []


def test_a_sync_without_changes_writes_a_ranker_and_encodes_nothing(shelf: Shelf) -> None:
    shelf.sync(None, shelf.papers)
    before = shelf.manifest
    summary = shelf.sync(FakeSource())
    assert (summary.unchanged, summary.read, summary.encoded, shelf.encoded) == (2, 0, 0, [])
    assert shelf.carried() == ["ranker-000002", "mine " + "1" * 64]
    assert (shelf.manifest.shards, shelf.manifest.encoder) == (before.shards, before.encoder)
    assert (shelf.manifest.documents, shelf.manifest.passages) == (before.documents, before.passages)
    assert verify(shelf.library, MINE) == []


def test_a_ranker_that_is_there_is_not_written_again(mine: Shelf) -> None:
    ranker = FakeSource()
    mine.sync(ranker)
    assert (mine.manifest.generation, ranker.exports) == (1, 0)
    (mine.papers / "lung.txt").write_text(page("Lungs", "Abstract\n\nSmoke slows repair."), encoding="utf-8")
    mine.sync(ranker)
    assert (mine.manifest.generation, mine.manifest.ranker, ranker.exports) == (2, "ranker-000001", 0)
    assert verify(mine.library, MINE) == []


def test_another_ranker_takes_the_place_of_the_one_before(mine: Shelf) -> None:
    mine.sync(FakeSource("other"))
    assert mine.carried() == ["ranker-000002", "other " + "1" * 64]
    assert (mine.manifest.ranker_name, mine.encoded) == ("other", [])


def test_other_weights_under_the_same_name_are_written_anew(mine: Shelf) -> None:
    mine.sync(FakeSource(sha256="2" * 64))
    assert mine.carried() == ["ranker-000002", "mine " + "2" * 64]


def test_a_ranker_whose_folder_is_away_stays(mine: Shelf) -> None:
    ranker = FakeSource(sha256="")
    mine.sync(ranker)
    assert (mine.manifest.ranker, ranker.exports) == ("ranker-000001", 0)


def test_a_sync_with_the_packaged_ranker_takes_it_out(mine: Shelf) -> None:
    mine.sync(None)
    assert (mine.carried(), mine.manifest.ranker_name, mine.encoded) == ([], "", [])


def test_add_and_remove_follow_the_settings(mine: Shelf, tmp_path: Path) -> None:
    lung = tmp_path / "lung.txt"
    lung.write_text(page("Repair of the human lung", "Abstract\n\nSmoke slows it."), encoding="utf-8")
    mine.run(FakeSource("other"), lambda model: add(mine.library, [lung], model, Lines()))
    assert mine.carried() == ["ranker-000002", "other " + "1" * 64]
    assert len(mine.encoded) == 2  # the paper's title and its sentence
    library = Library.open(mine.library, PACKAGED)
    name = next(name for name in library.catalog.document_ids() if name.startswith("zebrafish"))
    library.close()
    mine.run(None, lambda model: remove(mine.library, [name], model, Lines()))
    assert mine.carried() == []


def test_a_library_of_no_folders_gets_a_ranker_too(shelf: Shelf) -> None:
    shelf.run(None, lambda model: create(shelf.library, [saved(FINS)], model, Lines()))
    shelf.sync(FakeSource())
    assert (shelf.manifest.ranker_name, shelf.manifest.documents, shelf.encoded) == ("mine", 1, [])
    with pytest.raises(LibraryError, match="was not made from folders"):
        shelf.sync(FakeSource())


def test_a_ranker_that_cannot_be_written_leaves_the_library_as_it_was(mine: Shelf) -> None:
    before = mine.manifest
    with pytest.raises(ModelError, match="no such ranker"):
        mine.sync(NoSource("other"))
    assert mine.manifest == before
    assert verify(mine.library, MINE) == []
    mine.sync(FakeSource("other"))
    assert [name for name in mine.carried() if name.startswith("ranker-")] == [mine.manifest.ranker]


# A library is asked with a ranker


def test_a_library_that_does_not_carry_the_ranker_is_refused(mine: Shelf) -> None:
    library = Library.open(mine.library, MINE)
    with pytest.raises(LibraryMismatchError) as caught:
        open_ranker(library, Settings(model="fake", ranker="other"))
    assert str(caught.value) == (
        f"{mine.library}: carries the ranker mine, the settings ask for other. Put it in: reviewqa sync --library "
        f'"{mine.library}"; or ask with the packaged one: REVIEWQA_RANKER=reviewqa-ranker'
    )


def test_a_library_without_a_ranker_is_refused_where_one_is_asked_for(library: Library) -> None:
    with pytest.raises(LibraryMismatchError, match=r"carries no ranker of its own, the settings ask for mine\."):
        open_ranker(library, MINE)


def test_none_is_none_in_any_library(library: Library, mine: Shelf) -> None:
    assert open_ranker(library, NONE) is None
    assert open_ranker(Library.open(mine.library, NONE), NONE) is None


def test_a_carried_ranker_is_loaded_when_it_is_needed_and_once(mine: Shelf, fakes: list[Path]) -> None:
    ranker = open_ranker(Library.open(mine.library, MINE), MINE)
    assert ranker is not None
    assert fakes == []
    with ThreadPoolExecutor(4) as pool:
        judged = list(pool.map(lambda _: ranker.judge("q", [A_READ]), range(8)))
    assert (judged, fakes) == ([[Judged(3.0, ())]] * 8, [mine.library / "ranker-000001"])


def test_the_packaged_ranker_is_loaded_when_it_is_needed(mine: Shelf, fakes: list[Path]) -> None:
    ranker = open_ranker(Library.open(mine.library, PACKAGED), PACKAGED)
    assert ranker is not None
    assert fakes == []
    assert ranker.judge("q", [A_READ]) == [Judged(3.0, ())]
    assert fakes == [packaged_ranker()]


def test_a_carried_ranker_that_cannot_be_loaded_is_damage(mine: Shelf) -> None:
    ranker = open_ranker(Library.open(mine.library, MINE), MINE)  # the fake export is no model
    assert ranker is not None
    with pytest.raises(LibraryDamagedError, match="the ranker cannot be loaded") as caught:
        ranker.judge("q", [A_READ])
    assert str(caught.value).endswith(f'Put it right: reviewqa verify --repair --library "{mine.library}"')


# The packaged ranker


def test_the_packaged_ranker_is_the_one_expected() -> None:
    check_packaged_ranker()
    assert len(RANKER_SHA256) == 64


@pytest.mark.parametrize("name", ["ranker.onnx", "tokenizer.json", "ranker.json"])
def test_a_packaged_ranker_without_a_part_is_told(packaged: Path, library: Library, name: str) -> None:
    (packaged / name).unlink()
    with pytest.raises(ModelError) as caught:
        open_ranker(library, PACKAGED)
    assert str(caught.value) == f"The packaged ranker is not whole: {name} is missing. Reinstall reviewqa."


def test_a_packaged_ranker_that_was_changed_is_not_asked(packaged: Path, library: Library) -> None:
    (packaged / "ranker.onnx").write_bytes(b"abc")
    ranker = open_ranker(library, PACKAGED)
    assert ranker is not None
    with pytest.raises(ModelError) as caught:
        ranker.judge("q", [A_READ])
    assert str(caught.value) == (
        "The packaged ranker is not the one expected (SHA-256 ba7816bf8f01…, not "
        f"{RANKER_SHA256[:12]}…). Reinstall reviewqa."
    )


def test_a_packaged_ranker_that_cannot_be_loaded_is_to_be_installed_again(packaged: Path, library: Library) -> None:
    (packaged / "tokenizer.json").write_text("{", encoding="utf-8")
    ranker = open_ranker(library, PACKAGED)
    assert ranker is not None
    with pytest.raises(ModelError, match=r"the ranker cannot be loaded \(.*\)\. Reinstall reviewqa\.$"):
        ranker.judge("q", [A_READ])


# Verify and repair


def test_verify_checks_the_packaged_ranker(packaged: Path, mine: Shelf) -> None:
    assert ranker_problems(mine.library, PACKAGED) == []
    (packaged / "ranker.onnx").write_bytes(b"abc")
    [problem] = ranker_problems(mine.library, PACKAGED)
    assert "is not the one expected (SHA-256 ba7816bf8f01…" in problem.what
    assert problem.repair == "reinstall reviewqa"
    assert ranker_problems(mine.library, NONE) == ranker_problems(mine.library, MINE) == []


def test_verify_tells_a_ranker_that_the_library_does_not_carry(mine: Shelf) -> None:
    [problem] = ranker_problems(mine.library, Settings(model="fake", ranker="other"))
    assert "carries the ranker mine, the settings ask for other" in problem.what
    assert problem.repair == f'reviewqa sync --library "{mine.library}"'


def test_a_changed_ranker_is_found_and_written_anew_without_the_papers(mine: Shelf) -> None:
    shutil.rmtree(mine.papers)
    (mine.library / "ranker-000001" / "ranker.onnx").write_bytes(b"x" * 69)
    [problem] = verify(mine.library, MINE)
    assert problem.what == "ranker-000001/ranker.onnx has another content (SHA-256)"
    mine.run(FakeSource(), lambda model: repair(mine.library, model, Lines()))
    assert mine.carried() == ["ranker-000002", "mine " + "1" * 64]
    assert (verify(mine.library, MINE), mine.encoded) == ([], [])
