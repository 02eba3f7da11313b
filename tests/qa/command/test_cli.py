from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import qa
from qa.command.cli import app
from support.libraries import page
from support.packaged import QUOTE, WHY, data_home
from support.paths import ROOT

BREAD = "how to bake sourdough bread"
FINS = page("Fins of the zebrafish", "Zebrafish regrow their fins within weeks of an injury. " * 3)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_home(tmp_path_factory)


@pytest.fixture(scope="session")
def folder(home: Path) -> Path:
    return home / "reviewqa" / "library"


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A library that may be spoiled: files are linked, so one is replaced, never written into."""
    return Path(shutil.copytree(folder, tmp_path / "copy", copy_function=os.link))


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], catch_exceptions=False)


def command(
    arguments: Sequence[str | bytes | Path], home: Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd or ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(home), "PYTHONPATH": str(ROOT), **environment},
    )


def replace(file: Path, content: bytes) -> None:
    file.unlink()
    file.write_bytes(content)


def assert_one_line(result: Result, *parts: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("reviewqa: ")
    for part in parts:
        assert part in result.stderr


# one question


def test_an_answer_is_printed_with_its_quote_and_numbered_reference(folder: Path) -> None:
    result = invoke("ask", WHY, "--library", folder, "--top-k", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    printed = " ".join(result.stdout.split())
    words = "(?:Very likely|Likely) answers the question|May answer the question; read it in its passage"
    assert re.match(
        rf"{re.escape(WHY)} (?:{words}) 1\. “[^”]*{re.escape(QUOTE)}[^”]*” \[1\] Abstract References ",
        printed,
    )
    assert printed.endswith(
        "References [1] Using Pre-Clinical Studies to Explore the Potential Clinical Uses of Exosomes Secreted from "
        "Induced Pluripotent Stem CellDerived Mesenchymal Stem cells. Tissue Eng Regen Med. 2023 Oct;20(6):793-809. "
        "doi: 10.1007/s13770-023-00557-6"
    )


def test_no_line_is_wider_than_the_terminal(folder: Path) -> None:
    result = CliRunner(env={"COLUMNS": "60"}).invoke(app, ["ask", WHY, "--library", str(folder)])
    assert max(map(len, result.stdout.splitlines())) <= 60


def test_a_refusal_is_printed_with_what_is_missing_and_the_nearest_passages(folder: Path) -> None:
    result = invoke("ask", BREAD, "--library", folder, "--top-k", "1")
    assert result.exit_code == 0
    printed = " ".join(result.stdout.split())
    assert printed.startswith(
        f"{BREAD} The papers here do not answer this. None of them mentions “bake”, “sourdough” or “bread”. "
        "The nearest passages: 1. “"
    )


def test_json_is_one_object_on_one_line(folder: Path) -> None:
    result = invoke("ask", WHY, "--library", folder, "--top-k", "2", "--json")
    assert (result.exit_code, result.stderr, result.stdout.count("\n")) == (0, "", 1)
    printed = json.loads(result.stdout)
    assert (printed["question"], printed["id"], printed["answered"]) == (WHY, None, True)
    assert [one["rank"] for one in printed["evidence"]] == [1, 2]
    assert QUOTE in printed["evidence"][0]["quote"]


def test_a_question_needs_no_quotation_marks(folder: Path) -> None:
    whole = invoke("ask", WHY, "--library", folder, "--json").stdout
    assert invoke("ask", *WHY.split(), "--library", folder, "--json").stdout == whole
    assert invoke("ask", "--library", folder, "--json", *WHY.split()).stdout == whole


def test_json_is_what_the_engine_says(folder: Path) -> None:
    printed = json.loads(invoke("ask", BREAD, "--library", folder, "--json").stdout)
    with qa.open(folder) as engine:
        assert printed == engine.ask(BREAD).to_dict()


@pytest.mark.parametrize("question", ["", " ", "\t\n  ", "\x00\x1b\x07", "\u200b\ufeff"])
def test_an_empty_or_blank_question_is_refused(folder: Path, question: str) -> None:
    assert_one_line(invoke("ask", question, "--library", folder), "empty")


def test_a_question_of_100_000_characters_is_refused(folder: Path) -> None:
    assert_one_line(invoke("ask", "exosomes " * 11_111 + "e", "--library", folder), "100,000", "2,000")


@pytest.mark.parametrize(
    "question",
    [
        "🧬🧪👩‍🔬",
        "'; DROP TABLE document; --",
        '" OR 1=1 --',
        "<script>alert('owned')</script>",
        "<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1))",
        "${jndi:ldap://example.org/a} {{7*7}}",
        "../../etc/passwd",
        "passage_terms:zebrafish AND NOT (",
        "¿?!…",
        "the of and",
        "エクソソームとは何ですか",
    ],
)
def test_an_odd_question_is_refused_politely_and_harms_nothing(folder: Path, question: str) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    result = invoke("ask", question, "--library", folder, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    printed = json.loads(result.stdout)
    assert (printed["answered"], printed["evidence"]) == (False, [])
    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*")} == before


def test_a_question_of_markup_is_printed_as_it_is(folder: Path) -> None:
    question = "[bold]exosomes[/bold] :smile: <script>alert(1)</script> \\[x]"
    assert invoke("ask", question, "--library", folder).stdout.splitlines()[0] == question


def test_bytes_that_are_no_utf8_are_left_out_of_a_question(home: Path) -> None:
    result = command(["ask", b"\xff\xfeWhy are iMSCs preferred over MSCs?\x80", "--json"], home)
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["question"] == WHY


def test_a_question_of_nothing_but_such_bytes_is_empty(home: Path) -> None:
    result = command(["ask", b"\xff\xfe\x80"], home)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (1, b"", 1)
    assert b"empty" in result.stderr


# wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", WHY, "--batch", "questions.txt"],
        ["ask", WHY, "--top-k", "0"],
        ["ask", WHY, "--top-k", "51"],
        ["ask", WHY, "--top-k", "many"],
        ["ask", WHY, "--colour"],
        ["eval"],
        ["serve", "--port", "65536"],
        ["serve", "--port", "-1"],
        ["answer", WHY],
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(arguments: list[str]) -> None:
    result = invoke(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error" in result.stderr


def test_the_version_is_that_of_the_installed_package() -> None:
    result = invoke("--version")
    assert (result.exit_code, result.stdout) == (0, f"reviewqa {metadata.version('reviewqa')}\n")


def test_help_names_every_command(home: Path) -> None:
    result = command(["--help"], home)
    assert (result.returncode, result.stderr) == (0, b"")
    listed = result.stdout.decode().partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == [
        "sync",
        "add",
        "remove",
        "list",
        "show",
        "verify",
        "stats",
        "ask",
        "eval",
        "refit",
        "check",
        "serve",
        "mcp",
    ]


# libraries that cannot be used


def test_a_missing_library_is_named_with_the_command_that_builds_it(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert_one_line(
        invoke("ask", WHY, "--library", missing),
        f"{missing}: does not exist",
        f'reviewqa sync FOLDER --library "{missing}"',
    )
    assert not missing.exists()


def test_an_empty_folder_is_no_library(tmp_path: Path) -> None:
    assert_one_line(invoke("ask", WHY, "--library", tmp_path), str(tmp_path), "reviewqa sync FOLDER --library")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_library(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a library", encoding="utf-8")
    assert_one_line(invoke("ask", WHY, "--library", file), str(file), "is not a library")


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("my only copy", encoding="utf-8")
    assert_one_line(invoke("ask", WHY, "--library", tmp_path), "is not a library")
    assert_one_line(invoke("sync", tmp_path, "--library", tmp_path), str(tmp_path), "nothing was written")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "my only copy"


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"null", b"{}", b'{"format": 99}', b"\xff\xfe", b'{"format": 1}', b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "no format", "newer format", "not text", "no fields", "nested"],
)
def test_a_manifest_that_is_none_is_told(copy: Path, manifest: bytes) -> None:
    replace(copy / "library.json", manifest)
    assert_one_line(invoke("ask", WHY, "--library", copy), str(copy), "reviewqa sync FOLDER --library")


@pytest.mark.parametrize("content", [{"model": 7}, {"files": 7}, {"files": {"catalog-000001.sqlite": "x"}}])
def test_a_manifest_with_other_types_is_told(copy: Path, content: dict[str, object]) -> None:
    manifest = json.loads((copy / "library.json").read_text(encoding="utf-8"))
    replace(copy / "library.json", json.dumps({**manifest, **content}).encode())
    assert_one_line(invoke("ask", WHY, "--library", copy), str(copy), "reviewqa sync FOLDER --library")


def test_a_library_for_another_model_is_refused_with_both_names(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "another-model")
    assert_one_line(
        invoke("ask", WHY, "--library", folder), "reviewqa-encoder", "another-model", "reviewqa sync FOLDER --library"
    )


PARTS = ["catalog-000001.sqlite", "dense-000001.faiss", "shards/0001-000001.sqlite", "lexical-000001/meta.json"]
PARTS += [f"encoder-000001/{name}" for name in ("model.onnx", "model.weights", "tokenizer.json", "encoder.json")]


@pytest.mark.parametrize("name", PARTS)
def test_a_truncated_part_is_named(copy: Path, name: str) -> None:
    replace(copy / name, (copy / name).read_bytes()[:-1])
    assert_one_line(invoke("ask", WHY, "--library", copy), str(copy), name, "reviewqa verify --repair --library")


@pytest.mark.parametrize("name", PARTS)
def test_a_missing_part_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    said = (str(copy), f"{name} is missing", "reviewqa verify --repair --library")
    assert_one_line(invoke("ask", WHY, "--library", copy), *said)


@pytest.mark.parametrize(
    "name", [PARTS[0], PARTS[1], PARTS[2], "encoder-000001/model.onnx", "encoder-000001/tokenizer.json"]
)
def test_a_part_overwritten_with_as_many_bytes_is_told(copy: Path, name: str) -> None:
    replace(copy / name, b"\xff" * (copy / name).stat().st_size)
    assert_one_line(invoke("ask", WHY, "--library", copy), str(copy))


@pytest.mark.parametrize("name", [PARTS[0], PARTS[2]])
def test_a_catalog_broken_behind_its_first_page_is_told(copy: Path, name: str) -> None:
    whole = (copy / name).read_bytes()
    replace(copy / name, whole[:8192] + b"\xff" * (len(whole) - 8192))
    assert_one_line(invoke("ask", WHY, "--library", copy))


# the default library


def test_the_default_library_is_used_where_none_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    result = invoke("ask", WHY, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert QUOTE in json.loads(result.stdout)["evidence"][0]["quote"]


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert_one_line(invoke("ask", WHY), str(tmp_path / "file"), "cannot be written", "--library")


def test_a_read_only_data_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path, mode: int = 0o777) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", denied)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert_one_line(invoke("ask", WHY), str(tmp_path), "cannot be written", "--library")


def test_asking_changes_nothing_in_the_library_so_that_it_may_be_read_only(copy: Path) -> None:
    before = listing(copy)
    assert invoke("ask", WHY, "--library", copy).exit_code == 0
    assert listing(copy) == before


def listing(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of the last change of everything in a folder."""
    return {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in [folder, *folder.rglob("*")]}


# batches


def test_a_text_file_is_answered_one_json_line_a_question_in_order(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text(f"{WHY}\n\n{BREAD}\nWhat is an exosome?\n", encoding="utf-8")
    result = invoke("ask", "--batch", file, "--library", folder, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["question"], one["id"]) for one in printed] == [
        (WHY, None),
        (BREAD, None),
        ("What is an exosome?", None),
    ]
    assert [one["answered"] for one in printed] == [True, False, True]


def test_ids_of_json_lines_are_given_back(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    rows = [{"id": "b", "question": WHY}, {"id": 7, "question": BREAD}, {"question": "exosomes"}]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = invoke("ask", "--batch", file, "--library", folder, "--json")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["b", "7", None]


def test_broken_lines_are_named_and_the_others_answered(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    rows = ['{"id": "a", "question": "exosomes"}', "{broken", "", '{"id": "c"}', '{"id": "d", "question": " "}']
    rows += [json.dumps({"id": "e", "question": "x" * 2001}), json.dumps({"id": "f", "question": WHY})]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = invoke("ask", "--batch", file, "--library", folder, "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "f"]
    said = result.stderr.splitlines()
    assert [line.partition(": line ")[2].split()[0] for line in said] == ["2", "4", "5", "6"]
    assert all(line.startswith(f"{file}: line ") for line in said)


def test_a_batch_without_json_is_printed_for_reading(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text(f"{BREAD}\n{WHY}\n", encoding="utf-8")
    lines = invoke("ask", "--batch", file, "--library", folder).stdout.splitlines()
    assert (lines[0], WHY in lines, lines.count("References")) == (BREAD, True, 2)


def test_top_k_holds_for_a_batch(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text(WHY, encoding="utf-8")
    result = invoke("ask", "--batch", file, "--library", folder, "--json", "--top-k", "1")
    assert len(json.loads(result.stdout)["evidence"]) == 1


def test_a_batch_of_no_questions_prints_nothing(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("\n  \n", encoding="utf-8")
    result = invoke("ask", "--batch", file, "--library", folder)
    assert (result.exit_code, result.output) == (0, "")


def test_an_unknown_batch_file_is_told_before_a_library_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert_one_line(invoke("ask", "--batch", tmp_path / "gone.txt"), str(tmp_path / "gone.txt"), "No such file")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_batch_file(folder: Path, tmp_path: Path) -> None:
    assert_one_line(invoke("ask", "--batch", tmp_path, "--library", folder), str(tmp_path), "cannot be read")


def test_a_csv_without_the_column_is_told(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(f"text\n{WHY}\n", encoding="utf-8")
    assert_one_line(invoke("ask", "--batch", file, "--library", folder), 'no column "question"', "text")


def test_an_id_that_is_half_a_character_is_printed_as_json(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "\\ud800", "question": "exosomes"}\n', encoding="utf-8")
    result = command(["ask", "--batch", file, "--json"], home)
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout)["id"] == "\ud800"


# real processes


def test_the_command_answers_in_a_pipe_without_colours(home: Path) -> None:
    result = command(["ask", WHY], home)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"\x1b" not in result.stdout
    assert QUOTE in " ".join(result.stdout.decode().split())


def test_output_is_utf8_whatever_the_locale(home: Path) -> None:
    result = command(["ask", "α-smooth 🧬 exosomes"], home, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode().splitlines()[0] == "α-smooth 🧬 exosomes"


def test_it_runs_from_any_folder(home: Path, tmp_path: Path) -> None:
    result = command(["ask", WHY, "--json"], home, cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_is_no_error(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text(f"{WHY}\n" * 40, encoding="utf-8")
    script = f'"{sys.executable}" -m qa ask --batch "{file}" --json | head -1; exit "${{PIPESTATUS[0]}}"'
    result = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(home)},
    )
    assert (result.returncode, result.stderr, result.stdout.count(b"\n")) == (0, b"", 1)
    assert json.loads(result.stdout)["question"] == WHY


def test_a_missing_library_is_one_line_without_a_traceback(home: Path, tmp_path: Path) -> None:
    result = command(["ask", WHY, "--library", tmp_path / "nowhere"], home)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (1, b"", 1)
    assert b"Traceback" not in result.stderr


# serve


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert_one_line(invoke("serve", "--port", port, "--library", folder), port, "--port")


def test_an_address_that_is_not_ours_is_told(folder: Path) -> None:
    assert_one_line(invoke("serve", "--host", "192.0.2.1", "--library", folder), "192.0.2.1", "--host")


@pytest.mark.parametrize("host", ["no.such.host.invalid", "not an address", "a" * 70])
def test_a_host_that_is_no_address_is_told(folder: Path, host: str) -> None:
    assert_one_line(invoke("serve", "--host", host, "--library", folder), host)
