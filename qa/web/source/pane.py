"""The source pane: the document of the chosen quote."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr

from qa.answering.engine import Engine
from qa.web.assets import asset
from qa.web.source.html import empty_html, source_html

_MOST_DIGITS = 12


def build_source_pane(page: gr.Blocks, current: Callable[[], Engine]) -> gr.HTML:
    """Build the pane where it is called; its value is what ``source_html`` returns.

    A page opened with ``?document=ID&start=S&end=E`` shows that document at that place.

    Args:
        page: That is being built.
        current: The engine of the library's newest generation.
    """
    pane = gr.HTML(
        empty_html(),
        elem_id="source-pane",
        js_on_load=asset("source/source.js"),
        apply_default_css=False,
        padding=False,
    )

    def open_address(request: gr.Request) -> str:
        asked = dict(request.query_params)
        if "document" not in asked:
            return gr.skip()  # type: ignore[no-any-return]
        return source_html(current(), asked["document"], _offset(asked, "start"), _offset(asked, "end"))

    page.load(open_address, None, pane, show_progress="hidden", api_visibility="private")
    return pane


def _offset(asked: dict[str, str], name: str) -> int:
    """An offset in an address; -1, which no document has, where it is not a number."""
    typed = asked.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS else -1
