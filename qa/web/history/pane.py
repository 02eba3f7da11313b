"""The list of conversations: search, open, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import gradio as gr

from corpus.errors import ReviewqaError
from qa.conversations.store import ConversationStore
from qa.html import render
from qa.web.assets import asset
from qa.web.chat.pane import text
from qa.web.server.guard import owner_of
from qa.wording import counted

_SHOWN = 200  # conversations


def build_history_pane(page: gr.Blocks, store: ConversationStore) -> gr.HTML:
    """Build the list where it is called; its event "look" draws it again.

    Args:
        page: That is being built.
        store: Keeps the conversations.
    """
    gr.HTML(
        render("web/history/tools.html"),
        elem_id="history-tools",
        js_on_load=None,
        apply_default_css=False,
        padding=False,
    )
    history = gr.HTML(
        "", elem_id="history", js_on_load=asset("history/history.js"), apply_default_css=False, padding=False
    )

    def look(sent: gr.EventData, request: gr.Request) -> str:
        return listed(store, owner_of(request), text(sent, "search"))

    def rename(sent: gr.EventData, request: gr.Request) -> str:
        name, title = text(sent, "conversation"), text(sent, "title")
        return changed(sent, request, lambda owner: store.rename(owner, name, title))

    def delete(sent: gr.EventData, request: gr.Request) -> str:
        return changed(sent, request, lambda owner: store.delete(owner, text(sent, "conversation")))

    def changed(sent: gr.EventData, request: gr.Request, change: Callable[[str], None]) -> str:
        owner, problem = owner_of(request), ""
        try:
            change(owner)
        except ReviewqaError as error:
            problem = str(error)
        return listed(store, owner, text(sent, "search"), problem)

    for event, act in ((history.look, look), (history.rename, rename), (history.delete, delete)):
        event(act, None, history, show_progress="hidden", api_visibility="private", trigger_mode="always_last")

    def begin(request: gr.Request) -> str:
        return listed(store, owner_of(request), "")

    page.load(begin, None, history, show_progress="hidden", api_visibility="private")
    return history


def listed(store: ConversationStore, owner: str, search: str, problem: str = "") -> str:
    """The owner's conversations, newest first, as HTML.

    Args:
        store: Keeps them.
        owner: Whose.
        search: Words that they must have.
        problem: An error to show first.
    """
    try:
        found = store.headings(owner, search)[:_SHOWN]
    except ReviewqaError as error:
        found, problem = [], str(error)
    now = datetime.now(UTC)
    dates = {one.id: _date(one.changed, now) for one in found}
    return render(
        "web/history/history.html", headings=found, dates=dates, search=search, problem=problem, counted=counted
    )


def _date(changed: datetime, now: datetime) -> str:
    local, today = changed.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"today {local:%H:%M}"
    if local.year == today.year:
        return f"{local.day} {local:%b}"
    return f"{local.day} {local:%b %Y}"
