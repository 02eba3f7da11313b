"""A browser, a served library with a hostile document in it, and the few things that every browser test does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import corpus
from index.store.selection import Selection
from qa.answer import Answer
from qa.answering.engine import TOP_K, Engine
from qa.conversations.store import ConversationStore
from support.libraries import build_library, saved
from support.libraries import page as page_text

sync_api = pytest.importorskip("playwright.sync_api")
sync_api.expect.set_options(timeout=30_000)  # milliseconds; a busy machine is slow
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = page_text(
    "Zebrafish <script>document.title='owned'</script> ${document.title='owned'} {{title}} survey",
    "Zebrafish regrow fins <img src=x onerror=\"document.title='owned'\"> within weeks **in bold** after injury. "
    "See [a link](javascript:document.title='owned') and ![a picture](http://203.0.113.9/x.png) of zebrafish scales. "
    "Their hearts ${document.title='owned'} regenerate as well, which mammals cannot do at any age.",
)
SENSES = (
    page_text("Repair of nerves", "Tissue of the spinal cord (SC) is repaired slowly. The SC was injured in rats."),
    page_text("Glands of the skin", "Sweat chloride (SC) is measured in children. Their SC was high in winter."),
)
WHY = "Why are iMSCs preferred over MSCs?"
LATE = "What do zebrafish regrow after a while?"  # answered in two steps, the first one a refusal


class TwoSteps(Engine):
    """Answers one question first without, then with what it found, as an engine with a cross-encoder may."""

    def answers(self, question: str, top_k: int = TOP_K, selection: Selection | None = None) -> Iterator[Answer]:
        """The answers of one question."""
        last = self.ask(question, top_k, selection)
        if question == LATE:
            found = last.shown
            last = replace(last, answered=True, evidence=found, nearest=())
            yield replace(last, answered=False, evidence=(), nearest=found[:1])
        yield last


@contextmanager
def serving(folder: Path, password: str = "") -> Iterator[str]:
    """The address of a server over a library of its own, which keeps everything under the folder."""
    from qa.web.server.serve import start

    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_DATA_HOME", str(folder / "data"))
    documents = (
        *corpus.packaged_reviews(),
        saved(HOSTILE, "<b>hostile</b>.txt"),
        *(saved(text, f"sense{number}.txt") for number, text in enumerate(SENSES)),
    )
    engine = TwoSteps(build_library(folder / "library", documents))
    served, url = start(engine, "127.0.0.1", 0, password, ConversationStore(folder / "conversations.sqlite"))
    yield url
    served.close()
    patch.undo()


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser."""
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        launched.close()


@contextmanager
def opened(browser: Any, address: str, width: int = 1600, path: str = "/", **options: Any) -> Iterator[Any]:
    """The page in a context of its own; afterwards no script has failed and no other host was asked."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    requests: list[str] = []
    problems: list[str] = []
    context.on("request", lambda sent: requests.append(sent.url))
    page.on("pageerror", lambda error: problems.append(error.stack or str(error)))
    go(page, address + path)
    yield page
    assert problems == [], problems
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []
    context.close()


def go(page: Any, address: str) -> None:
    """Open an address and wait until the page can be used."""
    page.goto(address)
    page.wait_for_selector("[role=log] .turns", state="attached")
    page.wait_for_selector(".library-paper", state="attached")


def ask(page: Any, question: str) -> Any:
    """Type a question and return the turn that answers it, drawn for the last time."""
    before = page.locator("#log .turn").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    turn = page.locator("#log .turn").nth(before)
    settled(turn)
    return turn


def settled(turn: Any) -> None:
    """Wait for a turn to be drawn for the last time."""
    sync_api.expect(turn).to_have_attribute("aria-busy", "false")


def clipboard(page: Any) -> str:
    """What was copied."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def texts(found: Any) -> Sequence[str]:
    """What is read in the elements."""
    return list(found.all_inner_texts())
