"""The user's own library: made of the packaged reviews at the first question, kept up to date, hers once she adds."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.library import Library
from index.settings import Settings
from index.store.manifest import MANIFEST, Manifest
from index.writing.progress import Lines
from index.writing.sync import create
from qa.library import libraries
from support.libraries import FakeModel, page, saved

FAKE = Settings(model="fake")
IDS = ["aldoghachi-2023-1c1a0a", "pluripotent-2023-ffd841"]
FINS = saved(page("Fins of the zebrafish", "Zebrafish regrow their fins within weeks of an injury. " * 3), "fins.txt")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own library is to be; nothing is there yet."""

    def model(settings: Settings) -> FakeModel:
        made = FakeModel()
        made.name = settings.model
        return made

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(libraries, "TransformerModel", model)
    return tmp_path / "reviewqa" / "library"


def open_own(settings: Settings = FAKE) -> tuple[Library, list[str]]:
    """The user's own library, and what was told while it was made."""
    told: list[str] = []
    return libraries.open_library(None, settings, Lines(told.append)), told


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of everything below the folder."""
    found = ((file.relative_to(folder).as_posix(), file.stat()) for file in [folder, *folder.rglob("*")])
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found}


@pytest.fixture
def own(folder: Path) -> Path:
    """The user's own library, made of the packaged reviews."""
    open_own()[0].close()
    return folder


@pytest.fixture
def hers(folder: Path) -> Path:
    """The user's own library with a paper of hers."""
    create(folder, [FINS], FakeModel(), Lines())
    return folder


def test_the_users_own_library_is_in_her_data_folder(folder: Path) -> None:
    assert libraries.default_folder() == folder


def test_the_first_question_makes_a_library_of_the_packaged_reviews(folder: Path) -> None:
    library, told = open_own()
    assert library.folder == folder
    assert (library.catalog.document_ids(), library.manifest.generation) == (IDS, 1)
    assert library.manifest.packaged == libraries.packaged_fingerprint()
    assert told == ["loading the embedding model and writing the query encoder", "writing the indexes"]


def test_the_next_question_opens_it_and_writes_nothing(own: Path) -> None:
    before = listing(own.parent)
    library, told = open_own()
    assert (library.catalog.document_ids(), told) == (IDS, [])
    assert listing(own.parent) == before


def test_packaged_reviews_that_changed_are_read_again(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "packaged_fingerprint", lambda: "other")
    library, _ = open_own()
    assert (library.manifest.packaged, library.manifest.generation) == ("other", 2)
    assert library.catalog.document_ids() == IDS


def test_another_model_makes_the_library_of_the_packaged_reviews_anew(own: Path) -> None:
    library, told = open_own(Settings(model="other"))
    assert (library.manifest.model, library.catalog.document_ids()) == ("other", IDS)
    assert told[0].startswith(f"making the library again. {own}: was built for the model fake")


def lose_a_file(folder: Path) -> None:
    (folder / Manifest.read(folder).dense).unlink()


def cut_a_file(folder: Path) -> None:
    file = folder / Manifest.read(folder).catalog
    file.write_bytes(file.read_bytes()[:-1])


@pytest.mark.parametrize("spoil", [lose_a_file, cut_a_file])
def test_a_damaged_library_of_the_packaged_reviews_is_made_anew(own: Path, spoil: Callable[[Path], None]) -> None:
    spoil(own)
    library, told = open_own()
    assert (library.catalog.document_ids(), library.manifest.damaged(own)) == (IDS, {})
    assert told[0].startswith(f"making the library again. {own}: is damaged: ")


def test_a_library_of_her_papers_is_opened_as_it_is(hers: Path) -> None:
    before = listing(hers.parent)
    library, told = open_own()
    assert (library.catalog.document_ids(), library.manifest.packaged, told) == ([FINS.id], "", [])
    assert listing(hers.parent) == before


def reformat(folder: Path) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "format": 9}), encoding="utf-8")


def rename_model(folder: Path) -> None:
    dataclasses.replace(Manifest.read(folder), model="other").write(folder)


def empty_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lose_a_file, LibraryDamagedError),
        (cut_a_file, LibraryDamagedError),
        (empty_manifest, LibraryDamagedError),
        (reformat, LibraryMismatchError),
        (rename_model, LibraryMismatchError),
    ],
)
def test_a_library_of_her_papers_that_cannot_be_opened_is_told_and_never_replaced(
    hers: Path, spoil: Callable[[Path], None], error: type[Exception]
) -> None:
    spoil(hers)
    before = listing(hers.parent)
    with pytest.raises(error, match=str(hers)):
        open_own()
    assert listing(hers.parent) == before


def test_a_library_that_is_named_is_never_made(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError):
        libraries.open_library(tmp_path / "other", FAKE, Lines())
    assert list(tmp_path.iterdir()) == []


def test_the_fingerprint_is_the_same_until_a_reader_or_a_review_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "review.txt"
    file.write_text("one", encoding="utf-8")
    monkeypatch.setattr("corpus.packaged_files", lambda: [file])
    first, again = libraries.packaged_fingerprint(), libraries.packaged_fingerprint()
    file.write_text("two", encoding="utf-8")
    changed = libraries.packaged_fingerprint()
    monkeypatch.setattr(libraries, "versions", lambda: "newer")
    assert first == again
    assert len({first, changed, libraries.packaged_fingerprint()}) == 3


class Source:
    """A ranker to be carried."""

    sha256 = "1" * 64

    def __init__(self, name: str) -> None:
        self.name = name

    def export(self, folder: Path) -> None:
        (folder / "ranker.onnx").write_text(self.name, encoding="utf-8")


def test_a_ranker_of_her_own_is_written_into_the_library_of_the_packaged_reviews(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def model(settings: Settings) -> FakeModel:
        made = FakeModel()
        made.ranker = Source(settings.custom_ranker) if settings.custom_ranker else None
        return made

    monkeypatch.setattr(libraries, "TransformerModel", model)
    library, told = open_own(Settings(model="fake", ranker="mine"))
    assert (library.manifest.ranker_name, library.manifest.generation) == ("mine", 2)
    assert told == ["loading the ranker and writing it into the library", "writing the indexes"]
    assert library.manifest.packaged == libraries.packaged_fingerprint()
    for ranker in ("mine", "reviewqa-ranker", "none"):
        library, told = open_own(Settings(model="fake", ranker=ranker))
        assert (library.manifest.generation, told) == (2, [])


def test_a_ranker_of_her_own_is_not_put_into_a_library_of_her_papers_by_asking(hers: Path) -> None:
    before = listing(hers.parent)
    library, told = open_own(Settings(model="fake", ranker="mine"))
    assert (library.manifest.ranker_name, told) == ("", [])
    assert listing(hers.parent) == before
