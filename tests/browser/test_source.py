"""The source pane in a real browser: pages with the quote's boxes, text, next and previous, the sheet on a narrow window."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa.answering.engine import Engine
from support.browser import sync_api
from support.libraries import build_library, saved
from support.source_library import build, named
from support.waiting import until

TOKENS = (
    ":root { --raised: #fff; --space: 8px; --radius: 8px } #shell { height: 96vh } #shell > .column { height: 100% }"
)
LONG = "A book of fins\n\n\n" + "\n\n".join(
    f"Paragraph {number} of a long book tells at some length how zebrafish regrow their fins, again and again."
    for number in range(900)
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(build_library(tmp_path_factory.mktemp("book"), [saved(LONG, "book.txt")]))


@pytest.fixture(scope="module")
def address(engine: Engine, book: Engine) -> Iterator[str]:
    """A page with a button for each of some places, and the pane beside them."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr
    import uvicorn
    from fastapi import FastAPI

    from qa.web.assets import asset
    from qa.web.source.html import source_html
    from qa.web.source.page_images import PageImages, page_routes
    from qa.web.source.pane import build_source_pane

    limbs = engine.document(named(engine, "limbs.pdf"))
    assert limbs
    cross = limbs.pages[1].start
    quotes = [(limbs.text.index("Axolotls"), limbs.text.index("injury")), (cross - 20, cross + 20)]
    (novel,) = book.library.catalog.document_ids()
    far = LONG.index("Paragraph 700")
    shown: dict[str, Callable[[], str]] = {
        "pages": lambda: source_html(engine, limbs.id, *quotes[1], quotes),
        "book": lambda: source_html(book, novel, far, far + 28, [(far, far + 28), (100, 140)]),
    }
    with gr.Blocks(analytics_enabled=False) as blocks, gr.Row(elem_id="shell"):
        with gr.Column():
            buttons = [(gr.Button(name, elem_id=f"open-{name}"), show) for name, show in shown.items()]
        with gr.Column():
            pane = build_source_pane(blocks, lambda: engine)
        for button, show in buttons:
            button.click(show, None, pane, show_progress="hidden")
    images = PageImages(lambda: engine)
    app = FastAPI()
    app.include_router(page_routes(images))
    gr.mount_gradio_app(app, blocks, path="/", css=TOKENS + asset("source/source.css"), ssr_mode=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    images.close()


def opened(browser: sync_api.Browser, url: str, width: int = 1600) -> sync_api.Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(url)
    page.wait_for_selector("#open-pages")
    return page


def from_top(page: sync_api.Page, view: str) -> float:
    """How far down the pane the first mark of the chosen quote stands, as a share of the pane's height."""
    page.wait_for_function(f"document.querySelector('{view} .source-current')")
    return page.evaluate(
        f"""(() => {{ const view = document.querySelector('{view}'), mark = view.querySelector('.source-current');
        const [a, b] = [mark.getBoundingClientRect(), view.getBoundingClientRect()];
        return (a.top - b.top) / view.clientHeight; }})()"""
    )


def test_pages_with_the_quote_highlighted_on_both(browser: sync_api.Browser, address: str):
    page = opened(browser, address)
    page.click("#open-pages")
    page.wait_for_function("document.querySelectorAll('.source-sheet img')[1]?.naturalWidth > 0")
    until(lambda: from_top(page, ".source-pages") == pytest.approx(1 / 3, abs=0.05))
    assert page.locator(".source-which").inner_text() == "Quote 2 of 2 · page 1"
    assert [sheet.locator(".source-current").count() > 0 for sheet in page.locator(".source-sheet").all()] == [True] * 2
    page.keyboard.press("Tab")  # out of the button, into the page
    page.locator("[data-source=next]").click()
    assert page.locator(".source-which").inner_text() == "Quote 1 of 2 · page 1"
    page.keyboard.press("p")
    assert page.locator(".source-which").inner_text() == "Quote 2 of 2 · page 1"
    before = page.locator(".source-sheet").first.bounding_box()
    page.locator("[data-source=larger]").click()
    after = page.locator(".source-sheet").first.bounding_box()
    assert before and after and after["width"] / before["width"] == pytest.approx(1.25, abs=0.02)
    page.locator("[data-source=text]").click()
    until(lambda: from_top(page, ".source-text") >= 0)
    assert not page.locator(".source-pages").is_visible()
    assert page.locator(".source-text mark.source-current").count() >= 1
    page.close()


def test_a_long_book_opens_at_its_quote_and_goes_to_the_next(browser: sync_api.Browser, address: str):
    page = opened(browser, address)
    page.click("#open-book")
    until(lambda: from_top(page, ".source-text") == pytest.approx(1 / 3, abs=0.02))
    mark = page.locator(".source-text mark.source-current")
    assert mark.inner_text() == "Paragraph 700 of a long book"
    box = mark.bounding_box()
    assert box
    seen = f"document.elementFromPoint({box['x'] + 5}, {box['y'] + 5}).textContent"
    assert page.evaluate(seen) == "Paragraph 700 of a long book"  # painted, not only laid out
    page.locator("[data-source=previous]").click()
    until(lambda: from_top(page, ".source-text") <= 1 / 3 + 0.02)
    page.close()


def test_on_a_narrow_window_it_is_a_sheet_that_closes(browser: sync_api.Browser, address: str):
    page = opened(browser, address, 390)
    assert not page.locator("#source-pane").is_visible()
    for close in ("Escape", "button"):
        page.click("#open-book")
        page.wait_for_selector(".source-document", state="visible")
        page.wait_for_function("document.activeElement.closest('#source-pane')")
        page.keyboard.press("Escape") if close == "Escape" else page.locator(".source-close").click()
        page.wait_for_selector("#source-pane", state="hidden")
        assert page.evaluate("document.activeElement.id") == "open-book"
    page.close()


def test_the_address_of_a_document(browser: sync_api.Browser, address: str, engine: Engine):
    limbs = named(engine, "limbs.pdf")
    page = opened(browser, f"{address}/?document={limbs}&start=0&end=8")
    page.wait_for_selector(".source-document")
    assert page.locator(".source-which").inner_text() == "Quote 1 of 1 · page 1"
    page.goto(f"{address}/?document={limbs}&start=5&end=99999999")
    page.wait_for_selector(".source-note:visible")
    assert "so nothing is highlighted" in page.locator(".source-note:visible").inner_text()
    page.close()


def test_a_page_that_cannot_be_drawn_says_why(browser: sync_api.Browser, address: str, tmp_path: Path):
    page = opened(browser, address)
    page.route("**/pages/**", lambda route: route.fulfill(status=404, body="PDFium cannot draw <b>this</b> page."))
    page.click("#open-pages")
    page.wait_for_selector(".source-sheet .source-note")
    assert page.locator(".source-sheet .source-note").first.inner_text() == "PDFium cannot draw <b>this</b> page."
    page.close()
