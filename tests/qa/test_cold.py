"""Asking loads neither PyTorch nor anything that does, nor the web."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.packaged import WHY, data_home
from support.paths import ROOT

HEAVY = {"torch", "sentence_transformers", "transformers", "gradio", "onnx", "scipy", "sklearn", "pandas", "pysbd"}
HEAVY |= {"ir_measures", "safetensors", "huggingface_hub"}
COMMAND = """
from qa.command.cli import app
app(["ask", {question!r}, *{arguments!r}], standalone_mode=False)
"""
PYTHON = """
import qa
answer = qa.open({library!r}).ask({question!r})
assert answer.evidence
"""
CURRENT = """
import qa
answer = qa.open().ask({question!r})
assert answer.evidence
"""


def imported(code: str, home: Path) -> set[str]:
    """Top-level modules that a fresh interpreter has imported when the code is done."""
    tail = (
        "\nimport json, sys\nsys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code + tail],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(home)},
    )
    return set(json.loads(result.stderr))


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--library"]], ids=["for reading", "json", "named library"])
def test_the_command_asks_without_pytorch(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, arguments: list[str]
) -> None:
    home = data_home(tmp_path_factory)
    if arguments == ["--library"]:
        arguments, home = ["--library", str(home / "reviewqa" / "library")], tmp_path
    modules = imported(COMMAND.format(question=WHY, arguments=arguments), home)
    assert "onnxruntime" in modules
    assert HEAVY & modules == set()


def test_the_command_asks_a_batch_without_pytorch(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(f"question\n{WHY}\n", encoding="utf-8")
    code = f"from qa.command.cli import app\napp(['ask', '--batch', {str(file)!r}, '--json'], standalone_mode=False)"
    assert HEAVY & imported(code, data_home(tmp_path_factory)) == set()


def test_python_asks_a_library_without_pytorch(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    library = data_home(tmp_path_factory) / "reviewqa" / "library"
    modules = imported(PYTHON.format(library=str(library), question=WHY), tmp_path)
    assert "onnxruntime" in modules
    assert (HEAVY | {"pydantic"}) & modules == set()  # the command's options load pydantic, asking does not


def test_python_asks_the_default_library_without_pytorch(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert HEAVY & imported(CURRENT.format(question=WHY), data_home(tmp_path_factory)) == set()


def test_help_loads_no_model_and_no_index(tmp_path: Path) -> None:
    modules = imported("from qa.command.cli import app\napp(['--help'], standalone_mode=False)", tmp_path)
    assert (HEAVY | {"onnxruntime"}) & modules == set()
