"""The page: a conversation on the left, the document of the chosen quote on the right."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import gradio as gr

from corpus.errors import QuestionError
from qa.engine import Engine
from qa.web import html

EXAMPLES = (
    "Why are iMSCs preferred over MSCs?",
    "In which diseases are iMSC-derived exosomes best studied?",
    "Who wrote the review on current developments?",
    "What dose of exosomes was given to patients?",
)
_KEPT = 50  # turns of a conversation that stay on the page


def build_page(engine: Engine) -> gr.Blocks:
    """The page over one open library; each browser tab has a conversation of its own."""
    latest = engine

    def current() -> Engine:
        """The engine of the library's newest generation."""
        nonlocal latest
        latest = latest.refreshed()
        return latest

    def welcome() -> str:
        return html.welcome(current().library.manifest.documents)

    def ask(question: str, turns: Sequence[str]) -> tuple[str, list[str], str, str]:
        if not question.strip():
            return "".join(turns) or welcome(), list(turns), "", html.EMPTY_PANE
        try:
            shown = html.turn(current().ask(question))
        except QuestionError as error:
            shown = html.problem(question, str(error))
        kept = [*turns, shown][-_KEPT:]
        return "".join(kept), kept, "", html.EMPTY_PANE

    def show(chosen: gr.EventData) -> str:
        found = current().document(str(getattr(chosen, "document", "")))
        if found is None:
            return html.EMPTY_PANE
        return html.document(found, _offset(chosen, "start"), _offset(chosen, "end"))

    page: gr.Blocks
    with gr.Blocks(title="reviewqa", analytics_enabled=False, fill_width=True) as page:
        gr.HTML("<header><h1>reviewqa</h1><p>Verbatim answers from your papers</p></header>", elem_id="masthead")
        turns = gr.State([])
        with gr.Row(elem_id="rooms", equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_id="chat"):
                log = gr.HTML(welcome, elem_id="log", js_on_load=_asset("log.js"), apply_default_css=False)
                with gr.Row(elem_id="examples"):
                    buttons = [gr.Button(example, size="sm", elem_classes="example") for example in EXAMPLES]
                question = gr.Textbox(
                    placeholder="Ask the papers, in a question or in keywords",
                    label="Your question",
                    show_label=False,
                    submit_btn="Ask",
                    lines=1,
                    max_lines=4,
                    autofocus=True,
                    elem_id="question",
                )
            with gr.Column(scale=5, min_width=320, elem_id="source"):
                pane = gr.HTML(html.EMPTY_PANE, elem_id="pane", js_on_load=_asset("pane.js"), apply_default_css=False)
        outputs = [log, turns, question, pane]
        question.submit(ask, [question, turns], outputs, show_progress="hidden", api_visibility="private")
        for button in buttons:
            button.click(ask, [button, turns], outputs, show_progress="hidden", api_visibility="private")
        log.click(show, None, pane, show_progress="hidden", api_visibility="private")
    return page


def _offset(chosen: gr.EventData, name: str) -> int:
    value = getattr(chosen, name, None)
    return value if isinstance(value, int) else -1


def _asset(name: str) -> str:
    return (resources.files("qa.web") / name).read_text(encoding="utf-8")


def stylesheet() -> str:
    """The page's CSS."""
    return _asset("page.css")


def theme() -> gr.themes.Base:
    """Gradio's plain theme with fonts that are already on the machine."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=sans, font_mono=["ui-monospace", "monospace"])
