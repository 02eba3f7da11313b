"""The web page in a real browser, over the real server and a library with a hostile document in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from conftest import build_library, saved
from conftest import page as page_text
from qa.engine import Engine

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"), reason="no chromium on this machine (apt-get install chromium)"
    ),
]

HOSTILE = page_text(
    "Zebrafish <script>document.title='owned'</script> ${document.title='owned'} {{title}} survey",
    "Zebrafish regrow fins <img src=x onerror=\"document.title='owned'\"> within weeks **in bold** after injury. "
    "See [a link](javascript:document.title='owned') and ![a picture](http://203.0.113.9/x.png) of zebrafish scales. "
    "Their hearts ${document.title='owned'} regenerate as well, which mammals cannot do at any age.",
)
WHY = "Why are iMSCs preferred over MSCs?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from qa.web.serve import start

    documents = (*corpus.packaged_reviews(), saved(HOSTILE, "<b>hostile</b>.txt"))
    engine = Engine(build_library(tmp_path_factory.mktemp("web") / "library", documents))
    served, url = start(engine, "127.0.0.1", 0)
    yield url
    served.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield launched
        launched.close()


@pytest.fixture(params=[1600, 390], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.requests = []  # type: ignore[attr-defined]
    opened.problems = []  # type: ignore[attr-defined]
    opened.on("request", lambda sent: opened.requests.append(sent.url))  # type: ignore[attr-defined]
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))  # type: ignore[attr-defined]
    opened.goto(address)
    opened.wait_for_selector("#question textarea")
    yield opened
    assert opened.problems == []  # type: ignore[attr-defined]
    others = [url for url in opened.requests if not url.startswith((address, "data:", "blob:"))]  # type: ignore[attr-defined]
    assert others == []
    context.close()


def ask(page: sync_api.Page, question: str) -> sync_api.Locator:
    """Type a question and return the turn that answers it."""
    before = page.locator("#log .turn").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    turn = page.locator("#log .turn").nth(before)
    turn.wait_for()
    return turn


def test_an_answer_is_numbered_cards_with_the_quote_marked_in_its_passage(page: sync_api.Page) -> None:
    turn = ask(page, WHY)

    assert turn.locator(".question").inner_text() == WHY
    numbers = turn.locator(".card .number").all_inner_texts()
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    for card in turn.locator(".card").all():
        passage = card.locator("blockquote").inner_text()
        assert card.locator("blockquote mark").inner_text() in passage
        assert card.locator(".title").inner_text()
        assert card.locator(".year").inner_text() == "2023"
        assert card.locator(".section").inner_text() == "Abstract"
    assert page.input_value("#question textarea") == ""


def test_a_card_links_its_doi_only_where_the_page_prints_one(page: sync_api.Page) -> None:
    turn = ask(page, WHY)

    linked = turn.locator(".card", has_text="Tissue Eng Regen Med").first.locator("a.doi")
    assert linked.get_attribute("href") == "https://doi.org/10.1007/s13770-023-00557-6"
    assert turn.locator(".card", has_text="Chinese Medical Association").locator("a.doi").count() == 0


def test_a_refusal_looks_different_and_names_what_is_missing(page: sync_api.Page) -> None:
    turn = ask(page, "What dose in milligrams was injected?")

    assert turn.get_attribute("class") == "turn unanswered"
    assert "“dose”" in turn.locator(".refusal").inner_text()
    assert turn.locator(".verdict").count() == 0


def test_a_click_on_a_card_shows_the_whole_document_with_the_quote_in_view(page: sync_api.Page) -> None:
    card = ask(page, WHY).locator(".card").nth(1)
    quote = card.locator("mark").inner_text()

    card.locator("button.show").click()

    marked = page.locator("#pane mark.quote")
    marked.wait_for()
    assert marked.inner_text() == quote
    name = card.get_attribute("data-document")
    shown = next(document for document in corpus.packaged_reviews() if document.id == name)
    assert page.locator("#pane .text").evaluate("element => element.textContent") == shown.text
    assert marked.evaluate(
        """mark => { const a = mark.getBoundingClientRect(), b = mark.closest('.text').getBoundingClientRect();
        return a.top >= b.top && a.bottom <= b.bottom && a.bottom <= innerHeight; }"""
    )


def test_on_a_narrow_window_the_document_is_a_sheet_that_closes(page: sync_api.Page) -> None:
    ask(page, WHY).locator(".card button.show").first.click()
    page.locator("#pane mark.quote").wait_for()
    close = page.locator("#pane .close")
    if page.viewport_size["width"] > 900:
        assert not close.is_visible()
        return
    close.click()
    assert not page.locator("#pane").is_visible()
    page.locator("#log .card button.show").first.click()
    page.locator("#pane").wait_for(state="visible")


def test_the_citation_is_copied(page: sync_api.Page) -> None:
    card = ask(page, WHY).locator(".card", has_text="Tissue Eng Regen Med").first

    card.locator("button.copy").click()

    page.wait_for_function("document.querySelector('#log .copy')?.closest('#log').innerText.includes('Copied')")
    assert "2023 Oct;20(6):793-809. doi: 10.1007/s13770-023-00557-6" in page.evaluate("navigator.clipboard.readText()")


def test_an_example_is_asked_by_one_click(page: sync_api.Page) -> None:
    page.locator("#examples button").first.click()

    page.locator("#log .turn").wait_for()
    assert page.locator("#log .question").inner_text() == WHY


@pytest.mark.parametrize("question", ["zebrafish fins", "zebrafish picture and link", "zebrafish hearts"])
def test_markup_in_a_document_is_seen_as_plain_text(page: sync_api.Page, question: str) -> None:
    turn = ask(page, question)
    turn.locator(".card", has_text="Zebrafish").first.locator("button.show").click()
    page.locator("#pane mark.quote").wait_for()

    assert "<script>document.title='owned'</script> ${document.title='owned'} {{title}}" in turn.inner_text()
    assert "![a picture](http://203.0.113.9/x.png)" in page.locator("#pane .text").inner_text()
    assert (
        page.locator("#log script, #log img, #pane script, #pane img, #log a[href^=javascript], #pane a").count() == 0
    )
    assert page.title() == "reviewqa"


@pytest.mark.parametrize(
    "question",
    [
        "<script>document.title='owned'</script>",
        "'; DROP TABLE document; --",
        "${document.title='owned'}",
        "😀😀😀",
        "**bold** [x](y)",
    ],
)
def test_a_question_of_any_shape_is_shown_as_typed(page: sync_api.Page, question: str) -> None:
    turn = ask(page, question)

    assert turn.locator(".question").inner_text() == question
    assert page.title() == "reviewqa"


def test_a_blank_question_changes_nothing(page: sync_api.Page) -> None:
    page.fill("#question textarea", "   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)

    assert page.locator("#log .turn").count() == 0
    assert page.locator("#log .welcome").is_visible()


def test_the_page_never_scrolls_sideways(page: sync_api.Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('#log, #examples, #question')]"
        ".every(element => element.getBoundingClientRect().right <= innerWidth)"
    )
    ask(page, WHY)
    assert page.evaluate("document.querySelector('#log').scrollWidth <= document.querySelector('#log').clientWidth")


def test_two_tabs_do_not_mix_their_conversations(page: sync_api.Page, address: str) -> None:
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_selector("#question textarea")
    ask(page, WHY)
    ask(other, "doi")

    assert page.locator("#log .question").all_inner_texts() == [WHY]
    assert other.locator("#log .question").all_inner_texts() == ["doi"]
    other.close()


def test_an_impossible_place_is_answered_with_an_unmarked_document(page: sync_api.Page) -> None:
    card = ask(page, WHY).locator(".card").first
    card.evaluate("card => { card.dataset.start = '-5'; card.dataset.end = '99999999'; }")
    card.locator("button.show").click()

    page.locator("#pane .text").wait_for(state="attached")
    assert page.locator("#pane mark").count() == 0


def test_a_document_id_that_is_a_path_finds_nothing(page: sync_api.Page) -> None:
    card = ask(page, WHY).locator(".card").first
    card.evaluate("card => { card.dataset.document = '../../../../etc/passwd'; }")
    with page.expect_response(re.compile("gradio_api")):
        card.locator("button.show").click()
    page.wait_for_timeout(300)

    assert page.locator("#pane .text").count() == 0
    assert "root:" not in page.content()


def test_files_of_the_server_cannot_be_reached(page: sync_api.Page, address: str) -> None:
    for path in (str(Path(__file__).resolve()), "/etc/passwd"):
        assert page.request.get(f"{address}/gradio_api/file={path}").status in {403, 404}
