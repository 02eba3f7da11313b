"""The page: conversations and library on the left, the chat, and the document of the chosen quote on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gradio as gr

import corpus
from qa.answering.engine import Engine
from qa.conversations.store import ConversationStore
from qa.html import render
from qa.web.assets import asset
from qa.web.chat.html import welcome
from qa.web.chat.pane import ChatPane
from qa.web.history.pane import build_history_pane
from qa.web.library.pane import LibraryPane, build_library_pane
from qa.web.server.api import build_api
from qa.web.source.pane import build_source_pane

EXAMPLES = (
    "Why are iMSCs preferred over MSCs?",
    "In which diseases are iMSC-derived exosomes best studied?",
    "Who wrote the review on current developments?",
    "What dose of exosomes was given to patients?",
)
_STYLES = ("base.css", "chat/chat.css", "history/history.css", "library/library.css", "source/source.css")
_on_page: Any = partial(gr.HTML, apply_default_css=False, padding=False)


def build_page(current: Callable[[], Engine], store: ConversationStore, local: bool = False) -> gr.Blocks:
    """The page over one library; each browser tab has a conversation of its own.

    Args:
        current: The engine of the library's newest generation.
        store: Keeps the conversations.
        local: Whether only the machine of the server can reach it.
    """
    page: gr.Blocks
    with gr.Blocks(title="reviewqa", analytics_enabled=False, fill_width=True) as page:
        with gr.Row(elem_id="panes", equal_height=False):
            with gr.Column(elem_id="rail", min_width=0):
                _on_page(render("web/rail.html"), elem_id="rail-top", js_on_load=asset("panes.js"))
                with gr.Column(elem_id="conversations", elem_classes="rail-panel", min_width=0):
                    build_history_pane(page, store)
                with gr.Column(elem_id="library", elem_classes="rail-panel", min_width=0):
                    library = build_library_pane(page, current, local=local)
            with gr.Column(elem_id="chat", min_width=0):
                chat, aside = _build_chat(current, library)
            with gr.Column(elem_id="source", min_width=0):
                source = build_source_pane(page, current)
        _connect(page, ChatPane(current, store), library, chat, aside, source)
        build_api(current)
    return page


def _build_chat(current: Callable[[], Engine], library: LibraryPane) -> tuple[gr.HTML, gr.HTML]:
    """The conversation and the question box; returns the two parts that receive its messages."""
    _on_page(render("web/bar.html"), elem_id="bar", js_on_load=None)
    _on_page(lambda: _welcome(current()), elem_id="welcome", js_on_load=None)
    _on_page('<div class="turns"></div>', elem_id="log", js_on_load=asset("chat/cards.js"))
    library.binding.render()  # type: ignore[no-untyped-call]
    _on_page(render("web/ask.html"), elem_id="question", js_on_load=None)
    chat = _on_page("", html_template="", elem_id="chat-events", js_on_load=asset("chat/chat.js"))
    aside = _on_page("", html_template="", elem_id="aside-events", js_on_load=asset("chat/aside.js"))
    return chat, aside


def _connect(
    page: gr.Blocks, pane: ChatPane, library: LibraryPane, chat: gr.HTML, aside: gr.HTML, source: gr.HTML
) -> None:
    quiet: Any = {"show_progress": "hidden", "api_visibility": "private"}
    chat.ask(pane.ask, library.selection, chat, trigger_mode="multiple", **quiet)
    chat.open(pane.open, None, chat, trigger_mode="always_last", **quiet)
    aside.judge(pane.judge, None, aside, trigger_mode="multiple", **quiet)
    aside.related(pane.related, None, aside, trigger_mode="multiple", **quiet)
    aside.show(pane.show, None, source, trigger_mode="always_last", **quiet)
    page.load(pane.open_address, None, chat, **quiet)


def _welcome(engine: Engine) -> str:
    known = engine.library.catalog.record
    own = all(known(review.id) is not None for review in corpus.packaged_reviews())
    return welcome(engine.library.manifest.documents, EXAMPLES if own else ())


def stylesheet() -> str:
    """The page's CSS."""
    return "\n".join(map(asset, _STYLES))


def theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts that are already on the machine."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=sans, font_mono=["ui-monospace", "monospace"])
