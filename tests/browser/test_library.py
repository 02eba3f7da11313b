"""The library pane in a real browser: adding, removing, searching and filtering, in a page with nothing else on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from index.writing.uploads import MAX_FILE_BYTES, Uploads
from qa.answering.engine import Engine
from qa.library.jobs import LibraryJobs
from support.browser import sync_api
from support.jobs import ZEBRAFISH, in_this_process
from support.libraries import build_library, open_library


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pane") / "library"
    build_library(folder, corpus.packaged_reviews())
    return folder


@pytest.fixture(scope="module")
def address(own: Path) -> Iterator[str]:
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADIO_TEMP_DIR", str(Uploads(own).open_incoming()))
    patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    from qa.web.assets import asset
    from qa.web.library.pane import build_library_pane

    engine = Engine(open_library(own))

    def current() -> Engine:
        nonlocal engine
        if not engine.library.is_current:
            engine = Engine(open_library(own))
        return engine

    with gr.Blocks(analytics_enabled=False) as page:
        pane = build_library_pane(page, current, local=True, jobs=LibraryJobs(in_this_process))
        pane.binding.render()
        question, asked = gr.Textbox(label="Question"), gr.Textbox(label="Asked of")
        question.submit(lambda text, selection: str(selection), [question, pane.selection], asked)
    _, url, _ = page.launch(
        server_name="127.0.0.1",
        css=asset("library/library.css"),
        quiet=True,
        prevent_thread_lock=True,
        max_file_size=MAX_FILE_BYTES,
    )
    yield url
    page.close(verbose=False)
    patch.undo()


@pytest.fixture
def page(browser: sync_api.Browser, address: str) -> Iterator[sync_api.Page]:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(address)
    opened.wait_for_selector(".library-paper")
    yield opened
    assert problems == []
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def left(page: sync_api.Page) -> sync_api.Locator:
    return page.locator(".block.library-narrowed .library-left")


def expect_text(found: sync_api.Locator, text: str) -> None:
    sync_api.expect(found).to_have_text(text)


def test_files_are_added_told_about_and_removed_again(page: sync_api.Page, own: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "<img src=x onerror=document.title='owned'>.txt"
    hostile.write_text(ZEBRAFISH)
    (tmp_path / "empty.pdf").write_bytes(b"")
    page.set_input_files("[data-picks=files]", [hostile, tmp_path / "empty.pdf"])

    expect_text(page.locator("p.library-step"), "1 paper added.")
    expect_text(page.locator(".library-refused .library-file-state"), "is empty.")
    expect_text(page.locator(".library-count"), "3 papers.")
    assert [file.name for file in (own / "papers").iterdir()] == ["_img src=x onerror=document.title='owned'_.txt"]
    assert [file for file in (own / "incoming").rglob("*") if file.is_file()] == []
    assert page.locator(".library-pane img").count() == 0

    page.fill("[name=search]", "onerror zebrafish")
    expect_text(page.locator(".library-count"), "1 of 3 papers.")
    page.locator(".library-paper .library-remove").press("Enter")
    dialog = page.get_by_role("dialog", name="Remove this paper?")
    sync_api.expect(dialog).to_contain_text("Zebrafish regrow fins")
    sync_api.expect(dialog).to_contain_text("is deleted unless another paper is in it")
    page.keyboard.press("Escape")
    sync_api.expect(dialog).to_be_hidden()
    page.locator(".library-paper .library-remove").click()
    dialog.get_by_role("button", name="Remove").click()

    expect_text(page.locator(".library-count"), "None of 2 papers matches. Search for other words.")
    sync_api.expect(page.locator("p.library-step")).to_contain_text("To have it back, add its file again.")
    assert list((own / "papers").iterdir()) == []


def test_filters_bind_the_next_question_and_go_by_one_click(page: sync_api.Page) -> None:
    page.fill("[name=first]", "2023")
    page.press("[name=first]", "Tab")
    expect_text(page.locator(".block.library-binding .library-chip > span"), "From 2023")
    page.locator(".library-tick").nth(0).check()
    expect_text(left(page), "1 of 2 papers")
    page.get_by_role("textbox", name="Question").fill("x")
    page.get_by_role("textbox", name="Question").press("Enter")
    chosen = page.locator(".library-tick").nth(0).get_attribute("value")
    sync_api.expect(page.get_by_label("Asked of")).to_have_value(f"documents among {chosen} from 2023 on")

    page.fill("[name=first]", "2050")
    page.press("[name=first]", "Enter")
    page.press("[name=first]", "Tab")
    sync_api.expect(page.locator(".block.library-binding [role=alert]")).to_contain_text("No paper is left to ask.")
    page.locator(".block.library-binding .library-all").click()
    expect_text(left(page), "All 2 papers")
    assert page.locator(".block.library-binding").inner_text() == ""
    assert page.input_value("[name=first]") == ""
    assert page.locator(".library-tick:checked").count() == 0


def test_a_folder_of_the_server_is_added_and_a_wrong_one_is_told(page: sync_api.Page, tmp_path: Path) -> None:
    for typed, said in (("papers", "is not a full path"), (f"{tmp_path}/nothing", "does not exist on this computer")):
        page.fill("[name=place]", typed)
        page.press("[name=place]", "Enter")
        sync_api.expect(page.locator(".block.library-progress [role=alert]")).to_contain_text(said)


def test_what_a_browser_makes_up_is_no_upload(page: sync_api.Page, own: Path) -> None:
    before = sorted(path.name for path in own.iterdir())
    page.locator(".library-choose").first.evaluate(
        """button => { button.dataset.sends = 'arrive'; button.dataset.files = '/etc/passwd'; delete button.dataset.choose;
        button.click(); }"""
    )
    sync_api.expect(page.locator(".block.library-progress [role=alert]")).to_contain_text("No file has arrived.")
    assert sorted(path.name for path in own.iterdir()) == before
