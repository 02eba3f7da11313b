"""The MCP server through the official client: in one process, and as the command over standard input and output."""

from __future__ import annotations

import os
import sys
from typing import Any

import anyio
import pytest

from corpus import Document
from qa.answering.engine import Engine
from support.libraries import page, saved
from support.paths import ROOT

pytest.importorskip("mcp", reason="the extra reviewqa[mcp] is not installed")

from mcp import StdioServerParameters
from mcp.client.client import Client

from qa.mcp.passage import passage_at
from qa.mcp.server import build_server
from support.packaged import data_home

WHY = "Why are iMSCs preferred over MSCs?"


def talk(server: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The tools, and the result of each call."""

    async def run() -> list[Any]:
        async with Client(server) as client:
            results: list[Any] = [(await client.list_tools()).tools]
            for name, arguments in calls:
                results.append(await client.call_tool(name, arguments))
            return results

    return anyio.run(run)


def test_both_tools_have_schemas_for_what_goes_in_and_comes_out(engine: Engine) -> None:
    (tools,) = talk(build_server(lambda: engine))

    ask, show = sorted(tools, key=lambda tool: tool.name)
    assert (ask.name, show.name) == ("ask", "show_passage")
    assert ask.input_schema["required"] == ["question"]
    assert ask.input_schema["properties"]["top_k"] == {
        "default": 5, "description": "Most quotes.", "maximum": 50, "minimum": 1, "title": "Top K", "type": "integer",
    }  # fmt: skip
    assert show.input_schema["required"] == ["document_id", "start", "end"]
    assert {"answered", "evidence", "missing_terms"} <= set(ask.output_schema["required"])
    assert {"text", "before", "after", "section", "page", "reference"} <= set(show.output_schema["required"])
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint
        assert all("description" in one for one in tool.input_schema["properties"].values())
        described = [tool.output_schema, *tool.output_schema["$defs"].values()]
        assert all("description" in one for kind in described for one in kind.get("properties", {}).values())


def test_ask_gives_what_the_engine_says(engine: Engine) -> None:
    _, result = talk(build_server(lambda: engine), ("ask", {"question": WHY, "top_k": 2}))

    assert not result.is_error
    assert result.structured_content == engine.ask(WHY, 2).to_dict()


def test_a_quote_is_shown_where_it_stands(engine: Engine) -> None:
    quote = engine.ask(WHY, 1).shown[0]
    place = {"document_id": quote.document_id, "start": quote.start, "end": quote.end}
    _, result = talk(build_server(lambda: engine), ("show_passage", place))

    shown = result.structured_content
    document = engine.document(quote.document_id)
    assert document is not None
    assert shown["text"] == quote.quote
    assert f"{shown['before']}{quote.quote}{shown['after']}" in document.text
    assert (shown["section"], shown["page"], shown["citation"]) == (quote.section, quote.page, quote.citation)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("ask", {"question": "  "}, "question is empty"),
        ("ask", {"question": WHY, "first_year": 2024, "last_year": 2020}, "wrong way round"),
        ("ask", {"question": WHY, "documents": ["nobody-2000-abcdef"]}, "no document"),
        ("ask", {"question": WHY, "top_k": 0}, "greater than or equal to 1"),
        ("show_passage", {"document_id": "../../etc/passwd", "start": 0, "end": 9}, "no document"),
    ],
)
def test_what_is_wrong_is_a_tool_error(engine: Engine, name: str, arguments: dict[str, Any], message: str) -> None:
    _, result = talk(build_server(lambda: engine), (name, arguments))

    assert result.is_error
    assert message in result.content[0].text


@pytest.mark.parametrize(("start", "end"), [(0, 10**9), (5, 5), (9, 3)])
def test_an_impossible_place_is_told(engine: Engine, reviews: tuple[Document, ...], start: int, end: int) -> None:
    place = {"document_id": reviews[0].id, "start": start, "end": end}
    _, result = talk(build_server(lambda: engine), ("show_passage", place))

    assert result.is_error
    assert f"Its text has offsets 0 to {len(reviews[0].text)}" in result.content[0].text


def test_the_context_stays_in_the_section() -> None:
    document = saved(page("Fins of the zebrafish", "Zebrafish regrow their fins within weeks of an injury. " * 3))
    body = next(part for part in document.sections if part.kind == "body")
    shown = passage_at(document, body.start + 10, body.start + 16)

    assert shown.before == document.text[body.start : body.start + 10]
    assert shown.after == document.text[body.start + 16 : body.end]


def test_the_command_speaks_only_the_protocol(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = data_home(tmp_path_factory)
    environment = {**os.environ, "XDG_DATA_HOME": str(home), "REVIEWQA_RANKER": "none"}
    command = StdioServerParameters(command=sys.executable, args=["-m", "qa", "mcp"], env=environment, cwd=str(ROOT))
    tools, result = talk(command, ("ask", {"question": WHY}))

    assert len(tools) == 2
    assert result.structured_content["answered"]
    assert all(quote["quote"] in quote["passage"] for quote in result.structured_content["evidence"])


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from qa.command.cli import app

    for name in ("mcp", "mcp.server"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "qa.mcp.server", raising=False)
    result = CliRunner().invoke(app, ["mcp"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pip install 'reviewqa[mcp]'" in result.stderr
