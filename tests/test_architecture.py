"""Rules that hold for every module; each test names all offenders at once."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from support.paths import ROOT

MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "qa": {"qa", "index", "corpus"},
    "app": {"qa"},
    "training": {"training", "index", "corpus", "qa"},
}
OURS = {*MAY_IMPORT, "tests", "support", "bench", ""}  # "" is a relative import
SCRIPTS = {file.stem for file in (ROOT / "bench").glob("*.py")}  # they import each other
INSTALLED = ("corpus", "index", "qa")
PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def files(*packages: str) -> list[Path]:
    found = [file for name in packages for file in [*(ROOT / name).rglob("*.py"), ROOT / f"{name}.py"]]
    return sorted(file for file in found if file.is_file())


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))))


def imported(file: Path) -> set[str]:
    """Top-level names of all modules that the file imports, inside functions too."""
    names = {alias.name for node in nodes(file) if isinstance(node, ast.Import) for alias in node.names}
    names |= {"." * node.level + (node.module or "") for node in nodes(file) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


def test_every_package_has_files() -> None:
    assert [name for name in MAY_IMPORT if not files(name)] == []


def test_imports_point_one_way() -> None:
    upward = {
        f"{shown(file)} imports {name}"
        for package, allowed in MAY_IMPORT.items()
        for file in files(package)
        for name in imported(file) & OURS - allowed
    }
    assert upward == set()


def test_nothing_runs_code_from_data() -> None:
    assert [found for file in files(*INSTALLED, "app") for found in code_from_data(file)] == []


def code_from_data(file: Path) -> Iterator[str]:
    yield from (f"{shown(file)} imports {name}" for name in imported(file) & PICKLES)
    for call in nodes(file):
        if not isinstance(call, ast.Call):
            continue
        place = f"{shown(file)}:{call.lineno}"
        if isinstance(call.func, ast.Name) and call.func.id in {"eval", "exec"}:
            yield f"{place} calls {call.func.id}"
        for word in call.keywords:
            safe = isinstance(word.value, ast.Constant) and word.value.value is False
            if word.arg == "shell" or (word.arg == "allow_pickle" and not safe):
                yield f"{place} gives {word.arg}"


# What is installed


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def plain(name: str) -> str:
    """A distribution's name as the packaging standards compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[<>=!~;\s]", one, maxsplit=1)[0]) for one in requirements}


def undeclared(packages: list[str], requirements: list[str]) -> set[str]:
    known, distributions = declared(requirements), packages_distributions()
    return {
        f"{shown(file)} imports {name}"
        for file in files(*packages)
        for name in imported(file) - OURS - SCRIPTS - sys.stdlib_module_names
        if not known & {plain(one) for one in distributions.get(name, [])}
    }


def test_every_import_is_declared() -> None:
    described = project()["project"]
    extras = described["optional-dependencies"]
    required = described["dependencies"]
    assert undeclared(["corpus", "index", "app", "training"], required) == set()
    assert undeclared(["qa"], required + extras["mcp"]) == set()
    assert undeclared(["tests", "bench"], required + extras["mcp"] + extras["dev"]) == set()


def test_every_dependency_is_pinned() -> None:
    described = project()["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = declared([line for line in lines if not line.startswith("#")])
    asked = [
        *described["dependencies"],
        *(one for extra in described["optional-dependencies"].values() for one in extra),
    ]
    assert declared(asked) - pins - {described["name"]} == set()


def test_every_package_and_its_data_is_installed() -> None:
    described = project()["tool"]["setuptools"]
    folders = {file.parent for file in files(*INSTALLED)}
    made = {shown(folder).replace("/", ".") for folder in folders}
    assert {*made, "index.models.ranker", "index.models.tuned"} == set(described["packages"])
    data = described["package-data"]
    for package in described["packages"]:
        folder = ROOT / package.replace(".", "/")
        installed = {file for pattern in data.get(package, []) for file in folder.glob(pattern)}
        others = {file for kind in ("*.js", "*.css", "*.html", "*.onnx", "*.json") for file in folder.glob(kind)}
        assert others <= installed
