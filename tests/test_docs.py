"""The documents say what the code does: every command and option, every example, every link."""

from __future__ import annotations

import doctest
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer.main

from qa.answer import Answer, Antecedent, Display, Evidence, Spelling
from qa.command.cli import app
from qa.mcp.schemas import schema_of
from support.packaged import data_home
from support.paths import ROOT

README = ROOT / "README.md"
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = sorted(
    {(name, part.opts[0]) for name, one in COMMANDS.items() for part in one.params if part.param_type_name == "option"}
)


def pages() -> list[Path]:
    return [README, *sorted((ROOT / "docs").glob("*.md"))]


def texts() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages())


def test_every_command_is_documented() -> None:
    assert [name for name in COMMANDS if not re.search(rf"\breviewqa {name}\b", texts())] == []


def test_every_option_is_documented_on_a_page_that_speaks_of_its_command() -> None:
    written = [page.read_text(encoding="utf-8") for page in pages()]
    assert [
        (command, option)
        for command, option in OPTIONS
        if not any(f"reviewqa {command}" in text and re.search(rf"{option}(?![\w-])", text) for text in written)
    ] == []


def test_no_command_is_documented_that_is_not_there() -> None:
    typed = re.findall(r"^\s*(?:\$ )?(?:reviewqa|python -m qa) ([a-z]\w*)", texts(), re.MULTILINE)
    assert typed
    assert set(typed) <= set(COMMANDS)


def test_no_option_is_documented_that_is_not_there() -> None:
    lines = re.findall(r"^\s*(?:\$ )?(?:reviewqa|python -m qa|python app\.py)\b(.*)$", texts(), re.MULTILINE)
    typed = {option for line in lines for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", line.partition("#")[0])}
    assert typed <= {option for _, option in OPTIONS} | {"--help"}


def test_the_python_examples_of_the_readme_run(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(data_home(tmp_path_factory)))
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"^```(?:python|py|pycon)\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert blocks
    names: dict[str, object] = {}
    for number, block in enumerate(blocks):
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, f"README block {number}", str(README), 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
            runner.run(test, clear_globs=False)
            names |= test.globs
            assert runner.summarize(verbose=False).failed == 0
        else:
            exec(compile(block, f"README block {number}", "exec"), names)


def links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = re.findall(r"\]\(\s*<?([^)\s>]+)", text) + re.findall(
        r"<(?:img|a)\b[^>]*?(?:src|href)=[\"']([^\"']+)", text
    )
    found += re.findall(r"^\[[^\]]+\]:\s*(\S+)", text, re.MULTILINE)
    return [link for link in found if not re.match(r"[a-z][a-z+.-]*:", link)]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+\s+(.*?)\s*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_relative_link_leads_somewhere() -> None:
    broken = []
    for page in pages():
        for link in links(page):
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
                broken.append(f"{page.name}: {link}")
    assert broken == []


def test_the_readme_opens_with_a_picture_that_is_there() -> None:
    pictures = [link for link in links(README) if re.search(r"\.(png|jpe?g|svg|webp|gif)$", link)]
    assert pictures
    assert (ROOT / pictures[0]).stat().st_size > 0


def type_in_words(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(type_in_words(one) for one in schema["anyOf"])
    if "$ref" in schema:
        name: str = schema["$ref"].rpartition("/")[2]
        return "CSL-JSON" if name == "Reference" else name
    return f"list of {type_in_words(schema['items'])}" if schema["type"] == "array" else schema["type"]


def fields_table(kind: type) -> str:
    """The table of ``docs/command.md`` for a dataclass that is printed as JSON."""
    whole = schema_of(Answer)
    described = whole if kind is Answer else whole["$defs"][kind.__name__]
    of_field = {name: (type_in_words(one), one["description"]) for name, one in described["properties"].items()}
    rows = (f"| `{one.name}` | {' | '.join(of_field[one.name])} |".replace("``", "`") for one in fields(kind))
    return "\n".join(["| field | type | value |", "|---|---|---|", *rows]) + "\n"


@pytest.mark.parametrize("kind", [Answer, Evidence, Display, Antecedent, Spelling])
def test_the_tables_of_the_json_are_those_of_the_code(kind: type) -> None:
    assert f"\n{fields_table(kind)}\n" in (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
