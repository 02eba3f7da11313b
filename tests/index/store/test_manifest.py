from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.settings import BARE_MODEL, BARE_SHA256, PACKAGED_MODEL, PACKAGED_SHA256
from index.store.manifest import FORMAT, MANIFEST, PARTS, Manifest, checksums, repair_command, sync_command


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


FILES = {"a.bin": (3, sha256(b"abc")), "sub/b.bin": (5, sha256(b"abcde"))}
GIVEN = Manifest(
    generation=3,
    model="some-model",
    model_sha256="ab" * 32,
    documents=2,
    passages=8,
    catalog="catalog-000003.sqlite",
    dense="dense-000003.faiss",
    lexical="lexical-000002",
    encoder="encoder-000001",
    word_dim=192,
    shards={"1": "shards/0001-000001.sqlite", "2": "shards/0002-000003.sqlite"},
    files=FILES,
    packaged="cd" * 32,
    ranker="ranker-000002",
    ranker_name="/models/mine",
    ranker_sha256="ef" * 32,
    reviewqa="0.3.0",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my library"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"abc")
    (folder / "sub" / "b.bin").write_bytes(b"abcde")
    GIVEN.write(folder)
    return folder


def again(folder: Path) -> str:
    return f'Make it again: reviewqa sync FOLDER --library "{folder}"'


def change(folder: Path, **fields: object) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, **fields}), encoding="utf-8")


def test_a_manifest_is_read_as_it_was_written(folder: Path) -> None:
    assert Manifest.read(folder) == GIVEN


def test_the_format_is_written(folder: Path) -> None:
    assert json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"] == FORMAT == 3


def test_writing_puts_a_manifest_in_the_place_of_the_one_before_and_leaves_no_other_file(folder: Path) -> None:
    later = dataclasses.replace(GIVEN, generation=4)
    later.write(folder)
    assert Manifest.read(folder) == later
    assert sorted(file.name for file in folder.iterdir()) == ["a.bin", MANIFEST, "sub"]


def test_a_manifest_that_cannot_be_written_leaves_the_one_before(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(PermissionError):
        dataclasses.replace(GIVEN, generation=4).write(folder)
    assert Manifest.read(folder) == GIVEN


def test_an_intact_folder_passes_the_check(folder: Path) -> None:
    GIVEN.check(folder, "some-model")
    assert GIVEN.damaged(folder) == {}


def test_a_missing_folder_holds_no_library(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(LibraryNotFoundError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == f"{folder}: does not exist. Build one there: {sync_command(folder)}"


def test_an_empty_folder_holds_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError) as caught:
        Manifest.read(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: is not a library: it holds no library.json. Build one there: {sync_command(tmp_path)}"
    )


def test_a_file_is_no_library(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(LibraryNotFoundError, match="is not a library"):
        Manifest.read(file)


def test_a_folder_in_the_place_of_the_manifest_is_damage(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(LibraryDamagedError) as caught:
        Manifest.read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: library.json cannot be read (Is a directory)."


@pytest.mark.parametrize("found", [1, 2, 4, 0, "3", None])
def test_another_format_is_refused_with_both_numbers_and_the_command(folder: Path, found: object) -> None:
    change(folder, format=found)
    with pytest.raises(LibraryMismatchError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == (f"{folder}: has library format {found}, this reviewqa reads format 3. {again(folder)}")


@pytest.mark.parametrize("text", ["[]", "3", '"format"', "{}", "null"])
def test_json_that_is_no_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(LibraryMismatchError, match="has library format None"):
        Manifest.read(folder)


@pytest.mark.parametrize(
    "data",
    [b"", b'{"format": 3, "mod', b"\xff\xfe", b'{"format": 3}', b'{"format": 3, "extra": 2}', b"[" * 100_000],
    ids=["empty", "cut", "not text", "no fields", "other field", "nested"],
)
def test_a_broken_manifest_is_damage(folder: Path, data: bytes) -> None:
    (folder / MANIFEST).write_bytes(data)
    with pytest.raises(LibraryDamagedError) as caught:
        Manifest.read(folder)
    assert str(caught.value) == f"{folder}: library.json is broken. {again(folder)}"


@pytest.mark.parametrize(
    "fields",
    [
        {"generation": "3"},
        {"model": 7},
        {"documents": None},
        {"catalog": 7},
        {"word_dim": 1.5},
        {"ranker": None},
        {"shards": ["shards/0001-000001.sqlite"]},
        {"shards": {"one": "shards/0001-000001.sqlite"}},
        {"shards": {"1": 7}},
        {"files": 7},
        {"files": ["a.bin"]},
        {"files": {"a.bin": 3}},
        {"files": {"a.bin": "xy"}},
        {"files": {"a.bin": [3]}},
        {"files": {"a.bin": ["3", "ab"]}},
        {"files": {"a.bin": [3, "ab", "cd"]}},
        {"more": 1},
    ],
    ids=str,
)
def test_a_manifest_with_a_field_of_another_type_is_damage(folder: Path, fields: dict[str, Any]) -> None:
    change(folder, **fields)
    with pytest.raises(LibraryDamagedError, match=r"library\.json is broken"):
        Manifest.read(folder)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Manifest) if field.name != "format"])
def test_a_manifest_without_a_field_is_damage(folder: Path, field: str) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del raw[field]
    (folder / MANIFEST).write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(LibraryDamagedError, match=r"library\.json is broken"):
        Manifest.read(folder)


@pytest.mark.parametrize("path", ["/etc/passwd", "../other/catalog.sqlite", "sub/../../x"])
@pytest.mark.parametrize("field", ["catalog", "dense", "lexical", "encoder", "ranker", "shards", "files"])
def test_a_manifest_that_leads_out_of_its_folder_is_damage(folder: Path, field: str, path: str) -> None:
    values: dict[str, object] = {"shards": {"1": path}, "files": {path: [3, "ab"]}}
    change(folder, **{field: values.get(field, path)})
    with pytest.raises(LibraryDamagedError, match=r"library\.json is broken"):
        Manifest.read(folder)


def test_another_model_is_refused_with_both_names_and_the_command(folder: Path) -> None:
    with pytest.raises(LibraryMismatchError) as caught:
        GIVEN.check(folder, "other-model")
    assert str(caught.value) == (
        f"{folder}: was built for the model some-model, the settings ask for other-model. {again(folder)}"
    )


@pytest.mark.parametrize(
    ("model", "sha256", "former"),
    [
        (PACKAGED_MODEL, PACKAGED_SHA256, False),
        (PACKAGED_MODEL, "ab" * 32, True),
        (BARE_MODEL, BARE_SHA256, True),
    ],
)
def test_a_library_of_a_former_encoder_is_whole(folder: Path, model: str, sha256: str, former: bool) -> None:
    manifest = dataclasses.replace(GIVEN, model=model, model_sha256=sha256)
    manifest.check(folder, PACKAGED_MODEL)
    assert manifest.is_former(PACKAGED_MODEL) is former
    assert not manifest.is_former(model if model == BARE_MODEL else "other-model")


@pytest.mark.parametrize("name", ["a.bin", "sub/b.bin"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(LibraryDamagedError) as caught:
        GIVEN.check(folder, "some-model")
    assert str(caught.value) == f"{folder}: is damaged: {name} is missing. {repair_command(folder)}"


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(folder: Path) -> None:
    (folder / "a.bin").unlink()
    (folder / "a.bin").mkdir()
    with pytest.raises(LibraryDamagedError, match=r"a\.bin is missing"):
        GIVEN.check(folder, "some-model")


@pytest.mark.parametrize(("data", "size"), [(b"", "0"), (b"abcd", "4"), (b"x" * 6000, "6,000")])
def test_a_file_of_another_size_is_named_with_both_sizes(folder: Path, data: bytes, size: str) -> None:
    (folder / "sub" / "b.bin").write_bytes(data)
    with pytest.raises(LibraryDamagedError) as caught:
        GIVEN.check(folder, "some-model")
    assert (
        str(caught.value) == f"{folder}: is damaged: sub/b.bin has {size} bytes instead of 5. {repair_command(folder)}"
    )


def test_everything_that_is_damaged_is_named_with_what_is_wrong(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"abd")
    (folder / "sub" / "b.bin").unlink()
    assert GIVEN.damaged(folder) == {"a.bin": "has another content (SHA-256)", "sub/b.bin": "is missing"}


def test_a_changed_byte_is_left_to_damaged_and_not_seen_by_the_quick_check(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"abd")
    GIVEN.check(folder, "some-model")
    assert list(GIVEN.damaged(folder)) == ["a.bin"]


def test_checksums_are_those_of_files_and_of_all_files_below_folders(folder: Path) -> None:
    (folder / "sub" / "deep").mkdir()
    (folder / "sub" / "deep" / "c.bin").write_bytes(b"")
    assert checksums(folder, ["a.bin", "sub"], {}) == {**FILES, "sub/deep/c.bin": (0, sha256(b""))}


def test_a_known_checksum_is_not_computed_again(folder: Path) -> None:
    known = {"a.bin": (7, "known")}
    assert checksums(folder, ["a.bin", "sub"], known) == {**FILES, **known}


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("library.json", True),
        ("library.json.new", True),
        ("lock", True),
        ("lock.json", True),
        ("shards", True),
        ("draft", True),
        ("catalog-000001.sqlite", True),
        ("dense-000017.faiss", True),
        ("lexical-000001", True),
        ("encoder-000001.new", True),
        ("ranker-000003", True),
        ("catalog.sqlite", False),
        ("catalog-1.sqlite", False),
        ("encoder", False),
        ("ranker", False),
        ("drafts", False),
        ("library.json.bak", False),
        ("thesis.txt", False),
        (".DS_Store", False),
    ],
)
def test_only_names_of_our_own_parts_are_ours(name: str, ours: bool) -> None:
    assert bool(PARTS.fullmatch(name)) is ours


def test_the_commands_quote_the_folder() -> None:
    assert sync_command(Path("/my reviews")) == 'reviewqa sync FOLDER --library "/my reviews"'
    assert repair_command(Path("/my reviews")) == 'Put it right: reviewqa verify --repair --library "/my reviews"'
