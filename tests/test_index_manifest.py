from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from corpus import Document
from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.manifest import FORMAT, MANIFEST, Manifest, fingerprint, rebuild_command, sizes

GIVEN = Manifest("some-model", "ab" * 32, "cd" * 32, documents=2, passages=8, files={"a.bin": 3, "sub/b.bin": 5})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my library"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"abc")
    (folder / "sub" / "b.bin").write_bytes(b"abcde")
    GIVEN.write(folder)
    return folder


def again(folder: Path) -> str:
    return f'Build it again: reviewqa build --library "{folder}"'


def test_a_manifest_is_read_as_it_was_written(folder: Path) -> None:
    assert Manifest.read(folder) == GIVEN


def test_the_format_is_written(folder: Path) -> None:
    assert json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"] == FORMAT == 1


def test_an_intact_folder_passes_the_check(folder: Path) -> None:
    GIVEN.check(folder, "some-model")


def test_a_missing_folder_holds_no_library(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(LibraryNotFoundError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == f"{folder}: does not exist. Build one there: {rebuild_command(folder)}"


def test_an_empty_folder_holds_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError) as caught:
        Manifest.read(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: is no library: it holds no library.json. Build one there: {rebuild_command(tmp_path)}"
    )


def test_a_file_is_no_library(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(LibraryNotFoundError, match="is no library"):
        Manifest.read(file)


@pytest.mark.parametrize("found", [2, 0, "1", None])
def test_another_format_is_refused_with_both_numbers_and_the_command(folder: Path, found: object) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "format": found}), encoding="utf-8")
    with pytest.raises(LibraryMismatchError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == (f"{folder}: has library format {found}, this reviewqa reads format 1. {again(folder)}")


@pytest.mark.parametrize("text", ["[]", "3", '"format"', "{}"])
def test_json_that_is_no_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(LibraryMismatchError, match="has library format None"):
        Manifest.read(folder)


@pytest.mark.parametrize(
    "data", [b"", b'{"format": 1, "mod', b"\xff\xfe", b'{"format": 1}', b'{"format": 1, "extra": 2}']
)
def test_a_broken_manifest_is_damage(folder: Path, data: bytes) -> None:
    (folder / MANIFEST).write_bytes(data)
    with pytest.raises(LibraryDamagedError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == f"{folder}: library.json is broken. {again(folder)}"


def test_a_manifest_whose_files_are_no_table_is_damage(folder: Path) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "files": ["a.bin"]}), encoding="utf-8")
    with pytest.raises(LibraryDamagedError):
        Manifest.read(folder).check(folder, "some-model")


def test_another_model_is_refused_with_both_names_and_the_command(folder: Path) -> None:
    with pytest.raises(LibraryMismatchError) as caught:
        GIVEN.check(folder, "other-model")
    assert str(caught.value) == (
        f"{folder}: was built for the model some-model, the settings ask for other-model. {again(folder)}"
    )


@pytest.mark.parametrize("name", ["a.bin", "sub/b.bin"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(LibraryDamagedError) as caught:
        GIVEN.check(folder, "some-model")
    assert str(caught.value) == f"{folder}: is damaged: {name} is missing. {again(folder)}"


@pytest.mark.parametrize(("data", "size"), [(b"", "0"), (b"abcd", "4"), (b"x" * 6000, "6,000")])
def test_a_file_of_another_size_is_named_with_both_sizes(folder: Path, data: bytes, size: str) -> None:
    (folder / "sub" / "b.bin").write_bytes(data)
    with pytest.raises(LibraryDamagedError) as caught:
        GIVEN.check(folder, "some-model")
    assert str(caught.value) == f"{folder}: is damaged: sub/b.bin has {size} bytes instead of 5. {again(folder)}"


def test_sizes_are_those_of_every_file_but_the_manifest(folder: Path) -> None:
    assert sizes(folder) == {"a.bin": 3, "sub/b.bin": 5}


def test_the_rebuild_command_quotes_the_folder() -> None:
    assert rebuild_command(Path("/my reviews")) == 'reviewqa build --library "/my reviews"'


def test_the_same_documents_have_the_same_fingerprint(reviews: tuple[Document, ...]) -> None:
    assert fingerprint(reviews) == fingerprint([dataclasses.replace(review) for review in reviews])


@pytest.mark.parametrize("change", [{"text": "Other."}, {"source": "other.txt"}, {"sections": ()}, {"statements": ()}])
def test_any_change_to_a_document_changes_the_fingerprint(
    reviews: tuple[Document, ...], change: dict[str, Any]
) -> None:
    assert fingerprint([dataclasses.replace(reviews[0], **change), reviews[1]]) != fingerprint(reviews)


def test_one_document_fewer_changes_the_fingerprint(reviews: tuple[Document, ...]) -> None:
    assert len({fingerprint(reviews), fingerprint(reviews[:1]), fingerprint(reviews[1:]), fingerprint([])}) == 4
