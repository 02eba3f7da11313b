from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import qa
import qa.library.libraries
from index.store.manifest import Manifest
from qa.command.cli import app
from support.in_process import read_in_process
from support.libraries import FakeModel, page

FINS = page("Fins of the adult zebrafish", "Abstract\n\nZebrafish regrow their fins. The blastema forms early.")
KNEE = page("Cartilage of the human knee", "Abstract\n\nCartilage heals slowly. Exosomes carry growth factors.")
COUNTS = ("read", "unchanged", "updated", "removed", "merged", "failed", "documents", "passages", "encoded")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fake model, files read in this process, and a data folder of its own."""

    read_in_process(monkeypatch)
    monkeypatch.setattr(qa.library.libraries, "TransformerModel", lambda settings: FakeModel())
    monkeypatch.setenv("REVIEWQA_MODEL", "fake")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "fins.txt").write_text(FINS, encoding="utf-8")
    (folder / "knee.txt").write_text(KNEE, encoding="utf-8")
    return folder


@pytest.fixture
def library(tmp_path: Path, papers: Path) -> Path:
    assert invoke("sync", papers, "--library", tmp_path / "library").exit_code == 0
    return tmp_path / "library"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(app, [str(one) for one in arguments], catch_exceptions=False)


def printed(*arguments: str | Path) -> Any:
    """The one object that a command prints."""
    result = invoke(*arguments, "--json")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1), result.output
    return json.loads(result.stdout)


def counts(summary: dict[str, Any], **given: int) -> bool:
    return {name: summary[name] for name in COUNTS} == {**dict.fromkeys(COUNTS, 0), **given}


def assert_one_line(result: Result, *parts: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("reviewqa: ")
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr


def ids(library: Path) -> list[str]:
    return [entry.id for entry in qa.documents(library)]


# sync, add, remove


def test_sync_prints_one_object(tmp_path: Path, papers: Path) -> None:
    (papers / "empty.txt").write_text("", encoding="utf-8")
    found = printed("sync", papers, "--library", tmp_path / "library")
    assert list(found) == [*COUNTS, "seconds", "failures"]
    assert counts(found, read=3, failed=1, documents=2, passages=2, encoded=6)
    assert isinstance(found["seconds"], float)
    assert found["failures"] == [{"file": str(papers / "empty.txt"), "reason": "empty.txt: is empty."}]
    again = printed("sync", "--library", tmp_path / "library")
    assert counts(again, unchanged=3, failed=1, documents=2, passages=2)
    assert again["failures"] == found["failures"]


def test_sync_prints_a_table_and_each_failure(tmp_path: Path, papers: Path) -> None:
    (papers / "empty.txt").write_text("", encoding="utf-8")
    result = invoke("sync", papers, "--library", tmp_path / "library")
    assert result.exit_code == 0
    lines = [[part.strip() for part in line.split("│")[1:3]] for line in result.stdout.splitlines() if "│" in line]
    assert lines == [
        ["read", "3"], ["unchanged", "0"], ["updated", "0"], ["removed", "0"], ["merged", "0"], ["failed", "1"],
    ]  # fmt: skip
    words = " ".join(result.stdout.split())
    assert "empty.txt: is empty." in words
    assert "holds 2 documents, 2 passages." in words


def test_add_and_remove_print_one_object(library: Path, tmp_path: Path, papers: Path) -> None:
    lung = tmp_path / "lung.txt"
    lung.write_text(page("Repair of the human lung", "Abstract\n\nSmoke slows it."), encoding="utf-8")
    assert counts(printed("add", lung, "--library", library), read=1, documents=3, passages=3, encoded=2)
    name = next(name for name in ids(library) if name.startswith("zebrafish"))
    found = printed("remove", name, "--library", library)
    assert (found["documents"], found["passages"], found["encoded"], found["failures"]) == (2, 2, 0, [])
    assert name not in ids(library)
    assert printed("add", papers / "fins.txt", "--library", library)["documents"] == 3
    assert name in ids(library)


def test_the_default_library_is_in_the_data_folder(tmp_path: Path, papers: Path) -> None:
    printed("sync", papers)
    assert Manifest.read(tmp_path / "data" / "reviewqa" / "library").documents == 2
    assert len(qa.documents()) == 2
    assert printed("stats")["library"] == str(tmp_path / "data" / "reviewqa" / "library")


# list, show, stats, verify


def test_list_prints_one_object_a_document(library: Path) -> None:
    result = invoke("list", "--library", library, "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in rows] == [["id", "reference", "format", "passages", "files"]] * 2
    assert [(row["format"], row["passages"], row["files"]) for row in rows] == [
        ("Saved page", 1, ["knee.txt"]), ("Saved page", 1, ["fins.txt"]),
    ]  # fmt: skip
    assert [row["id"] for row in rows] == ids(library)
    assert rows[1]["reference"] == {
        "type": "article-journal", "title": "Fins of the adult zebrafish", "issued": {"date-parts": [[2021, 2, 2]]},
        "language": "English",
    }  # fmt: skip


def test_list_prints_ids_and_titles(library: Path) -> None:
    first, second = ids(library)
    assert invoke("list", "--library", library).stdout.splitlines() == [
        first, "    2021. Cartilage of the human knee", second, "    2021. Fins of the adult zebrafish", "2 documents",
    ]  # fmt: skip


def test_show_prints_one_document(library: Path) -> None:
    name = ids(library)[1]
    found = printed("show", name, "--library", library)
    assert list(found) == [
        "id", "reference", "format", "passages", "files", "characters", "pages", "cited", "sections",
    ]  # fmt: skip
    assert (found["id"], found["files"], found["characters"], found["pages"]) == (name, ["fins.txt"], len(FINS), 0)
    body = next(section for section in found["sections"] if section["kind"] == "body")
    assert (body["name"], FINS[body["start"] : body["end"]]) == (
        "Abstract", "Zebrafish regrow their fins. The blastema forms early.",
    )  # fmt: skip
    words = invoke("show", name, "--library", library).stdout
    for part in (name, "Fins of the adult zebrafish", "fins.txt", "Saved page", "1 passage", "Abstract"):
        assert part in words


def test_stats_says_what_the_library_holds(library: Path, papers: Path) -> None:
    (papers / "copy.txt").write_text(FINS, encoding="utf-8")
    (papers / "empty.txt").write_text("", encoding="utf-8")
    printed("sync", "--library", library)
    found = printed("stats", "--library", library)
    size = found.pop("size")
    assert size == sum(size for size, _ in Manifest.read(library).files.values())
    assert found == {
        "library": str(library), "documents": 2, "passages": 2, "files": 4, "failed": 1, "merged": 1, "reviews": 0,
        "formats": {"Saved page": 2}, "folders": [str(papers)], "model": "fake",
        "ranker": "reviewqa-ranker", "generation": 2,
    }  # fmt: skip
    assert "Saved page: 2" in invoke("stats", "--library", library).stdout


def test_verify_says_whether_a_library_is_whole(library: Path) -> None:
    assert printed("verify", "--library", library) == {"problems": []}
    assert invoke("verify", "--library", library).stdout == "The library is whole.\n"
    name = Manifest.read(library).dense
    (library / name).unlink()
    repair = f'reviewqa verify --repair --library "{library}"'
    result = invoke("verify", "--library", library)
    assert (result.exit_code, result.stdout) == (1, f"{name} is missing\n    Repair: {repair}\n")
    result = invoke("verify", "--library", library, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"problems": [{"what": f"{name} is missing", "repair": repair}]}
    result = invoke("verify", "--repair", "--library", library)
    assert (result.exit_code, result.stdout) == (0, "The library is whole.\n")


# wrong input


def test_wrong_input_is_told_in_one_line(library: Path, papers: Path, tmp_path: Path) -> None:
    missing = tmp_path / "no such"
    assert_one_line(invoke("sync", missing, "--library", library), f"{missing} does not exist.")
    assert_one_line(invoke("add", missing, "--library", library), f"{missing} does not exist.")
    assert_one_line(invoke("remove", "nobody-2000-000000", "--library", library), "nobody-2000-000000", "reviewqa list")
    assert_one_line(invoke("show", "nobody-2000-000000", "--library", library), "nobody-2000-000000", "reviewqa list")
    assert len(ids(library)) == 2
    for command in (["remove", "x"], ["list"], ["show", "x"], ["verify"], ["stats"]):
        assert_one_line(invoke(*command, "--library", missing), f"{missing}: does not exist.")
        assert_one_line(invoke(*command, "--library", papers), "is not a library")
    assert not missing.exists()


def test_a_folder_of_something_else_is_not_written_to(papers: Path, tmp_path: Path) -> None:
    before = sorted(papers.iterdir())
    assert_one_line(invoke("sync", papers, "--library", papers), "is not only a library", "nothing was written there")
    assert_one_line(invoke("sync", papers, "--library", papers / "fins.txt"), "is a file")
    assert sorted(papers.iterdir()) == before


def test_a_broken_library_is_told_in_one_line(library: Path) -> None:
    (library / Manifest.read(library).catalog).unlink()
    for command in (["list"], ["show", "x"], ["stats"], ["remove", "x"]):
        assert_one_line(invoke(*command, "--library", library))
    (library / "library.json").write_text("{", encoding="utf-8")
    for command in (["list"], ["show", "x"], ["stats"], ["verify"], ["verify", "--repair"], ["remove", "x"]):
        assert_one_line(invoke(*command, "--library", library), "library.json is broken", "reviewqa sync FOLDER")


@pytest.mark.parametrize(
    "arguments", [["add"], ["remove"], ["show"], ["show", "a", "b"], ["sync", "--no-such-option"], ["list", "x"]]
)
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert invoke(*arguments).exit_code == 2


# names


@pytest.mark.skipif(os.name != "posix", reason="other systems take no such names")
def test_names_are_printed_so_that_they_do_no_harm(tmp_path: Path, papers: Path) -> None:
    odd = "a\nb\u202egpj\x1b[31m.txt"
    (papers / odd).write_text(page("Repair of\u202e the human lung", "Abstract\n\nSmoke slows it."), encoding="utf-8")
    (papers / f"empty{odd}").write_text("", encoding="utf-8")
    library = tmp_path / "library"
    result = invoke("sync", papers, "--library", library)
    assert result.exit_code == 0
    joined = result.stdout.replace("\n", "").replace(" ", "")
    assert r"emptya\nb\u202egpj\x1b[31m.txt" in joined
    name = next(entry.id for entry in qa.documents(library) if entry.files == (odd,))
    for result_ in (result, invoke("list", "--library", library), invoke("show", name, "--library", library)):
        assert "\u202e" not in result_.stdout
        assert "\x1b" not in result_.stdout
    assert r"a\nb\u202egpj\x1b[31m.txt" in invoke("show", name, "--library", library).stdout.replace(" ", "")
    assert printed("show", name, "--library", library)["files"] == [odd]


@pytest.mark.skipif(os.name != "posix", reason="other systems take no such names")
def test_a_library_of_an_odd_name_is_printed_so_that_it_does_no_harm(tmp_path: Path, papers: Path) -> None:
    library = tmp_path / "lib\u202e\x1b[31m"
    for command in (["sync", papers], ["stats"]):
        result = invoke(*command, "--library", library)
        assert result.exit_code == 0
        assert "\u202e" not in result.stdout
        assert "\x1b" not in result.stdout
    result = invoke("list", "--library", tmp_path / "no\u202e\x1b[31m")
    assert_one_line(result)
    assert "\u202e" not in result.stderr
    assert "\x1b" not in result.stderr
