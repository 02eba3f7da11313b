"""Importing gradio for a server: without its calls home, and without what only those need who develop with it."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_STUB_WRITER = "gradio.component_meta"
_STUBS = "create_or_modify_pyi"
_OPTIONAL = frozenset({"mcp", "httpx._main"})  # doors that we do not open, imported wherever they are installed
_SILENT = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",  # or it keeps a record of every event,
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",  # and adds them all up for each
    "HF_HUB_OFFLINE": "1",
}


def import_gradio() -> None:
    """Import gradio; to be called before anything else imports it.

    Left out is half of the time that it takes: gradio parses and writes the .pyi files of its own package at each
    import, and loads its MCP server and the command line of httpx.
    """
    os.environ.update(_SILENT)  # read when gradio is imported
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
    """Finds the module that writes the stubs, and hides what is left out."""

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
