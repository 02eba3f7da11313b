"""Everything of gradio that we rely on and that it does not promise to keep; ``pyproject.toml`` pins its minor version.

``tests/qa/web/server/test_gradio_hooks.py`` says of each part whether it is still there. Nothing here imports gradio
before ``import_gradio`` is called.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

# Why: gradio parses and writes the .pyi files of its own package at each import, half of the time that this takes.
_STUB_WRITER = "gradio.component_meta"
_STUBS = "create_or_modify_pyi"
# Why: gradio imports them wherever they are installed, and we use neither its MCP server nor the command of httpx.
_OPTIONAL = frozenset({"mcp", "httpx._main"})
# Why: nothing leaves the machine. Gradio reads these when it is imported.
_SILENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # or it keeps a record of every event,
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # and adds them all up for each
    "HF_HUB_OFFLINE": "1",
}
# Why: gradio has many more routes, which read files of the disk among other things; the page and its client use these.
PAGES = frozenset({"/", "/config", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt"})
CALLS = frozenset(
    {
        "app_id", "cancel", "info", "login_check", "queue/data", "queue/join", "reset", "startup-events", "theme.css",
        "upload", "upload_progress", "user",
    }
)  # fmt: skip
FOLDERS = ("/assets/", "/gradio_api/call/", "/gradio_api/heartbeat/", "/static/")


def import_gradio() -> None:
    """Import gradio without its calls home and without what only its developers need.

    It must be called before anything else imports gradio.
    """
    os.environ.update(_SILENT)
    if "gradio" in sys.modules:
        return
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        importlib.import_module("gradio")
    finally:
        sys.meta_path.remove(finder)


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if _STUBS in vars(module):
            vars(module)[_STUBS] = lambda *_: None


class _Finder:
    """Finds the module that writes the stubs, and hides the optional ones."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name in _OPTIONAL:
            raise ModuleNotFoundError(f"{name} is not needed here", name=name)
        if name != _STUB_WRITER:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


def close_api(page: gr.Blocks, endpoints: Mapping[str, str]) -> None:
    """Leave a page's API only these endpoints.

    Why: for a value that is a function gradio adds an event of its own, which is public; and it calls an endpoint
    ``ask_1`` where an event of the page is called ``ask``.

    Args:
        page: Built.
        endpoints: Their names, by their descriptions.
    """
    for number, event in page.fns.items():
        name = endpoints.get(event.api_description or "")
        event.api_name, event.api_visibility = (name, "public") if name else (f"event_{number}", "private")


def limit_sessions(page: gr.Blocks, most: int) -> None:
    """Keep the state of at most so many sessions of a page that is not mounted yet.

    Why: each call of the API may be a session, and only ``launch``, which we do not use, takes this as an argument.
    """
    page.state_session_capacity = most


def stop_event(app: FastAPI) -> asyncio.Event:
    """What ends gradio's endless answers when it is set, in an application that a page was mounted on last.

    Why: the server would wait for open pages when it stops.
    """
    mounted: Any = app.routes[-1]
    event: asyncio.Event = mounted.app.stop_event
    return event
