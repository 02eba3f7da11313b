from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.settings import Settings
from index.store.dense import DenseIndex
from index.store.manifest import Manifest, checksums
from index.writing.progress import Lines
from index.writing.repair import repair
from index.writing.sync import remove, sync
from index.writing.verify import Problem, verify
from support.in_process import read_in_process
from support.libraries import FakeModel, open_library, page

FAKE = Settings(model="fake")
PAPERS = {
    "fins": page("Fins of the adult zebrafish", "Abstract\n\nZebrafish regrow their fins. The blastema forms early."),
    "knee": page("Cartilage of the human knee", "Abstract\n\nCartilage heals slowly. Exosomes carry growth factors."),
    "lung": page("Repair of the human lung", "Abstract\n\nAlveoli are repaired by progenitors. Smoke slows them."),
}


@pytest.fixture(autouse=True)
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, by the worker's own functions."""
    read_in_process(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of three papers, synced twice so that parts are of two generations."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for name, text in PAPERS.items():
        (papers / f"{name}.txt").write_text(text, encoding="utf-8")
        sync(tmp_path / "library", [papers], FakeModel(), Lines())
    return tmp_path / "library"


def command(folder: Path) -> str:
    return f'reviewqa verify --repair --library "{folder}"'


def texts(folder: Path) -> list[str]:
    library = open_library(folder)
    found = [library.document(name).text for name in library.catalog.document_ids()]
    library.close()
    return sorted(found)


def assert_repaired(folder: Path, encoded: int) -> None:
    model = FakeModel()
    summary = repair(folder, model, Lines())
    assert verify(folder, FAKE) == []
    assert (summary.documents, summary.encoded) == (3, encoded)
    assert texts(folder) == sorted(PAPERS.values())
    assert not (folder / "draft").exists()
    manifest = Manifest.read(folder)
    assert sync(folder, [], model, Lines()).unchanged == 3
    assert Manifest.read(folder) == manifest


def test_a_library_as_it_was_written_is_whole(folder: Path, tmp_path: Path) -> None:
    assert verify(folder, FAKE) == []
    sync(tmp_path / "empty", [_empty(tmp_path)], FakeModel(), Lines())
    assert verify(tmp_path / "empty", FAKE) == []


def _empty(folder: Path) -> Path:
    (folder / "nothing").mkdir()
    return folder / "nothing"


def test_what_is_no_library_is_told(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(LibraryNotFoundError):
        verify(tmp_path / "none", FAKE)
    with pytest.raises(LibraryMismatchError):
        manifest = json.loads((folder / "library.json").read_text(encoding="utf-8"))
        (folder / "library.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
        verify(folder, FAKE)


def test_a_library_of_another_model_is_told(folder: Path) -> None:
    with pytest.raises(LibraryMismatchError, match="was built for the model fake, the settings ask for other"):
        verify(folder, Settings(model="other"))


# each part


def flip(file: Path) -> str:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.unlink()
    file.write_bytes(data)
    return "has another content (SHA-256)"


def cut(file: Path) -> str:
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data[: len(data) // 2])
    return f"has {len(data) // 2:,} bytes instead of {len(data):,}"


def lengthen(file: Path) -> str:
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data + b"x")
    return f"has {len(data) + 1:,} bytes instead of {len(data):,}"


def empty(file: Path) -> str:
    size = file.stat().st_size
    file.unlink()
    file.write_bytes(b"")
    return f"has 0 bytes instead of {size:,}"


def delete(file: Path) -> str:
    file.unlink()
    return "is missing"


def part(folder: Path, kind: str) -> str:
    """The largest file of a part."""
    names = [name for name in Manifest.read(folder).files if name.startswith(kind)]
    return max(names, key=lambda name: (folder / name).stat().st_size)


@pytest.mark.parametrize("damage", [flip, cut, lengthen, empty, delete], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", ["catalog", "shards", "dense", "lexical", "encoder"])
def test_a_damaged_part_is_named_with_its_repair(folder: Path, kind: str, damage: Callable[[Path], str]) -> None:
    name = part(folder, kind)
    what = damage(folder / name)
    assert verify(folder, FAKE) == [Problem(f"{name} {what}", command(folder))]
    if kind == "catalog" and damage is not flip and damage is not lengthen:
        with pytest.raises(LibraryDamagedError) as raised:
            repair(folder, FakeModel(), Lines())
        assert str(raised.value).endswith(f'Name the folders again: reviewqa sync FOLDER --library "{folder}"')
        assert sync(folder, [folder.parent / "papers"], FakeModel(), Lines()).documents == 3
        assert verify(folder, FAKE) == []
        assert texts(folder) == sorted(PAPERS.values())
    elif kind != "catalog":
        assert_repaired(folder, 0 if kind in {"dense", "lexical"} else 9)


def test_every_file_of_the_library_is_checked(folder: Path) -> None:
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files - set(Manifest.read(folder).files) <= {"library.json", "lock"}
    for name in sorted(Manifest.read(folder).files):
        if (folder / name).stat().st_size:
            data = (folder / name).read_bytes()
            what = flip(folder / name)
            assert verify(folder, FAKE) == [Problem(f"{name} {what}", command(folder))]
            (folder / name).write_bytes(data)
    assert verify(folder, FAKE) == []


def test_all_that_is_damaged_is_named_at_once(folder: Path) -> None:
    names = [part(folder, kind) for kind in ("dense", "lexical")]
    for name in names:
        delete(folder / name)
    assert verify(folder, FAKE) == [Problem(f"{name} is missing", command(folder)) for name in names]
    assert_repaired(folder, 0)


@pytest.mark.parametrize("damage", [cut, empty, delete], ids=lambda damage: damage.__name__)
def test_a_damaged_manifest_is_told_with_what_makes_the_library_again(
    folder: Path, damage: Callable[[Path], str]
) -> None:
    damage(folder / "library.json")
    for run in (lambda: verify(folder, FAKE), lambda: repair(folder, FakeModel(), Lines())):
        with pytest.raises((LibraryDamagedError, LibraryNotFoundError)) as raised:
            run()
        assert str(raised.value).endswith(f'reviewqa sync FOLDER --library "{folder}"')
    assert sync(folder, [folder.parent / "papers"], FakeModel(), Lines()).documents == 3
    assert (verify(folder, FAKE), texts(folder)) == ([], sorted(PAPERS.values()))


# inside, with the checksums right


def disguise(folder: Path, name: str) -> None:
    """Write the manifest as if a file had always been so."""
    manifest = Manifest.read(folder)
    files = {**manifest.files, **checksums(folder, [name], {})}
    replace(manifest, files=files).write(folder)


def run_sql(folder: Path, name: str, *statements: str) -> None:
    copy = (folder / name).with_suffix(".copy")
    shutil.copyfile(folder / name, copy)
    connection = sqlite3.connect(copy)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    copy.replace(folder / name)
    disguise(folder, name)


@pytest.mark.parametrize(
    ("kind", "statement", "found"),
    [
        ("shards", "DELETE FROM encoding WHERE id = (SELECT min(id) FROM encoding)", "1 passages have no vector, or"),
        ("shards", "UPDATE encoding SET vector = zeroblob(length(vector))", "3 passages have no vector, or another"),
        ("shards", "DELETE FROM sentence WHERE id = (SELECT min(id) FROM sentence)", "1 passages have no sentences"),
        ("shards", "DELETE FROM sentence WHERE id = (SELECT min(id) FROM sentence)", "1 vectors belong to no sentence"),
        ("shards", 'UPDATE sentence SET "end" = 100000 WHERE id = (SELECT max(id) FROM sentence)',
         "1 sentences lie outside their text"),
        ("shards", "UPDATE sentence SET start = -1 WHERE id = (SELECT max(id) FROM sentence)",
         "1 sentences lie outside their text"),
        ("shards", "DELETE FROM record WHERE id = (SELECT min(id) FROM record)", "holds other records than catalog-"),
        ("shards", "DELETE FROM passage WHERE id = (SELECT min(id) FROM passage)", ""),
        ("catalog", "DELETE FROM document WHERE id = (SELECT min(id) FROM document)",
         "holds other numbers of documents and passages than library.json says"),
        ("catalog", "UPDATE document SET passages = 7", "holds other numbers of documents and passages than"),
        ("catalog", "DELETE FROM part WHERE content = (SELECT min(content) FROM part)", "1 records belong to no file"),
        ("catalog", "UPDATE record SET encoded = 0 WHERE id = (SELECT min(id) FROM record)",
         "1 documents have no vectors"),
        ("catalog", "DELETE FROM record WHERE id = (SELECT min(id) FROM record)", "1 documents have no record"),
    ],
)  # fmt: skip
def test_what_is_wrong_inside_is_found(folder: Path, kind: str, statement: str, found: str) -> None:
    name = part(folder, kind)
    run_sql(folder, name, statement)
    problems = verify(folder, FAKE)
    assert problems
    assert {problem.repair for problem in problems} == {command(folder)}
    assert any(found in problem.what for problem in problems)
    if found:
        assert any(problem.what.startswith(name) for problem in problems)
    if kind == "shards":
        assert_repaired(folder, 9)


def test_other_vectors_in_the_faiss_index_are_found(folder: Path) -> None:
    name = Manifest.read(folder).dense
    index = DenseIndex.open(folder / name)
    first, second = sorted(index.numbers())[:2]
    one, other = index.vector(first), index.vector(second)
    index.remove([first, second])
    index.add([(first, other), (second, one)])
    index.write(folder / name)
    disguise(folder, name)
    shard = Manifest.read(folder).shards["1"]
    what = f"{shard}: 2 passages have no vector, or another one than in {name}"
    assert verify(folder, FAKE) == [Problem(what, command(folder))]
    assert_repaired(folder, 9)


def test_passages_missing_in_the_faiss_index_are_found(folder: Path) -> None:
    name = Manifest.read(folder).dense
    index = DenseIndex.open(folder / name)
    index.remove([min(index.numbers())])
    index.write(folder / name)
    disguise(folder, name)
    assert f"{name} holds 2 passages instead of 3" in [problem.what for problem in verify(folder, FAKE)]


def test_vectors_of_another_length_are_found(folder: Path) -> None:
    run_sql(folder, part(folder, "shards"), "UPDATE encoding SET vector = substr(vector, 2)")
    assert [problem.repair for problem in verify(folder, FAKE)] == [command(folder)]
    assert_repaired(folder, 9)


# repair keeps


def test_repair_keeps_removed_documents_away_and_folders(folder: Path) -> None:
    library = open_library(folder)
    name = next(name for name in library.catalog.document_ids() if name.startswith("zebrafish"))
    library.close()
    remove(folder, [name], FakeModel(), Lines())
    delete(folder / part(folder, "shards"))
    assert repair(folder, FakeModel(), Lines()).documents == 2
    assert texts(folder) == sorted([PAPERS["knee"], PAPERS["lung"]])
    assert sync(folder, [], FakeModel(), Lines()).documents == 2


def test_repair_never_empties_a_library_whose_papers_are_away(folder: Path, tmp_path: Path) -> None:
    """A drive that is not there: the texts are in the library, or it says what to do; nothing is lost."""
    (tmp_path / "papers").rename(tmp_path / "away")
    delete(folder / part(folder, "encoder"))
    try:
        repair(folder, FakeModel(), Lines())
    except LibraryDamagedError:
        return
    assert texts(folder) == sorted(PAPERS.values())
