"""What we rely on in gradio is still there and does what we rely on."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from qa.web.server import gradio_hooks
from support.paths import ROOT

gradio_hooks.import_gradio()
import gradio as gr  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from gradio.events import api  # noqa: E402

IMPORTED = """
import json, os, sys
from qa.web.server.gradio_hooks import _Finder, import_gradio
import_gradio()
import gradio.analytics, gradio.component_meta as writer
print(json.dumps([
    writer.create_or_modify_pyi(None, None, None) is None, writer.create_or_modify_pyi.__module__,
    sorted({"mcp", "httpx._main"} & sys.modules.keys()), gradio.analytics.analytics_enabled(),
    any(isinstance(one, _Finder) for one in sys.meta_path),
]))
"""


@pytest.fixture
def page() -> gr.Blocks:
    def shout(text: str) -> str:
        return text.upper()

    with gr.Blocks(analytics_enabled=False) as page:
        field = gr.Textbox(lambda: "typed")
        field.change(shout, field, field, api_name="shout")
        api(shout, api_description="Shouts.")
    return page


@pytest.fixture
def app(page: gr.Blocks) -> FastAPI:
    app = FastAPI()
    gr.mount_gradio_app(app, page, "/", ssr_mode=False)
    return app


def test_the_minor_version_is_pinned() -> None:
    required = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (pin,) = [one for one in required if one.startswith("gradio")]
    major, minor, _ = gr.__version__.split(".")
    assert pin == f"gradio>={major}.{minor},<{major}.{int(minor) + 1}"


def test_gradio_is_imported_without_writing_stubs_calling_home_or_what_is_optional() -> None:
    run = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, check=True, cwd=ROOT)
    assert json.loads(run.stdout) == [True, gradio_hooks.__name__, [], False, False]


def test_the_function_that_writes_stubs_is_where_it_was() -> None:
    assert callable(vars(sys.modules[gradio_hooks._STUB_WRITER])[gradio_hooks._STUBS])


def test_only_the_endpoints_are_left_in_the_api(page: gr.Blocks) -> None:
    before = set(page.get_api_info()["named_endpoints"])
    assert {"/shout", "/shout_1", "/lambda"} <= before
    gradio_hooks.close_api(page, {"Shouts.": "shout"})
    assert set(page.get_api_info()["named_endpoints"]) == {"/shout"}
    assert [event.api_name for event in page.fns.values() if event.api_visibility == "public"] == ["shout"]
    assert all(event._id == number for number, event in page.fns.items())


def test_sessions_are_limited(page: gr.Blocks) -> None:
    assert page.state_session_capacity > 7
    gradio_hooks.limit_sessions(page, 7)
    app = FastAPI()
    gr.mount_gradio_app(app, page, "/", ssr_mode=False)
    mounted: Any = app.routes[-1]
    assert mounted.app.state_holder.capacity == 7


def test_the_event_that_ends_open_answers_is_found(app: FastAPI) -> None:
    event = gradio_hooks.stop_event(app)
    assert isinstance(event, asyncio.Event)
    assert not event.is_set()


def paths(app: FastAPI) -> Iterator[str]:
    mounted: Any = app.routes[-1]
    yield from mounted.app.openapi()["paths"]


def test_gradio_has_each_route_that_is_let_through(app: FastAPI) -> None:
    there = set(paths(app))
    assert there >= gradio_hooks.PAGES
    assert {call.removeprefix("/gradio_api/") for call in there} >= gradio_hooks.CALLS
    assert all(any(path.startswith(folder) for path in there) for folder in gradio_hooks.FOLDERS)
