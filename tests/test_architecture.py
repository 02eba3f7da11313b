from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paths import ROOT

MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "qa": {"qa", "index", "corpus"},
    "app": {"qa"},
}
FILES = sorted(
    file for room in MAY_IMPORT for file in [*(ROOT / room).rglob("*.py"), ROOT / f"{room}.py"] if file.is_file()
)


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file)))


def imported(file: Path) -> set[str]:
    """Top-level names of all modules that the file imports, inside functions too."""
    names = {alias.name for node in nodes(file) if isinstance(node, ast.Import) for alias in node.names}
    names |= {"." * node.level + (node.module or "") for node in nodes(file) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_every_room_has_files(room: str) -> None:
    assert [file for file in FILES if file.relative_to(ROOT).parts[0].removesuffix(".py") == room]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_imports_point_one_way(file: Path) -> None:
    room = file.relative_to(ROOT).parts[0].removesuffix(".py")
    ours = {*MAY_IMPORT, "tests", "bench", ""}  # "" is a relative import
    assert imported(file) & ours <= MAY_IMPORT[room]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_nothing_runs_code_from_data(file: Path) -> None:
    assert not imported(file) & {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
    calls = [node for node in nodes(file) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec"}]
    assert not [word for call in calls for word in call.keywords if word.arg == "shell"]
    allowed = [word for call in calls for word in call.keywords if word.arg == "allow_pickle"]
    assert not [word for word in allowed if not (isinstance(word.value, ast.Constant) and word.value.value is False)]


def test_every_package_and_its_data_is_installed() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {file.parent for room in ("corpus", "index", "qa") for file in (ROOT / room).rglob("*.py")}
    made = {folder.relative_to(ROOT).as_posix().replace("/", ".") for folder in folders}
    assert {*made, "index.models.ranker"} == set(described["packages"])
    data = described["package-data"]
    for package in described["packages"]:
        folder = ROOT / package.replace(".", "/")
        installed = {file for pattern in data.get(package, []) for file in folder.glob(pattern)}
        others = {file for kind in ("*.js", "*.css", "*.html", "*.onnx", "*.json") for file in folder.glob(kind)}
        assert others <= installed
