"""Make the pictures of the documentation: ``python docs/screenshots.py`` (needs chromium and the dev extra)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
WHY = "Why are iMSCs preferred over MSCs?"
DOSE = "What dose of exosomes was given to patients?"


def main() -> None:
    """Draw each state on a page of its own, over the packaged reviews and a PDF, and keep the picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # neither the user's library nor conversations are in the pictures
        from playwright.sync_api import sync_playwright

        with _serving(Path(folder)) as address, sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
            for name, draw, options in _STATES:
                context = browser.new_context(**{"viewport": {"width": 1600, "height": 1000}, **options})
                page = context.new_page()
                page.goto(address)
                page.wait_for_selector(".library-paper", state="attached")
                draw(page)
                page.wait_for_timeout(600)
                page.screenshot(path=FOLDER / f"{name}.png")
                context.close()
            browser.close()


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    import qa
    from qa.web.server.serve import start

    papers = folder / "papers"
    papers.mkdir()
    _write_pdf(papers / "bone-repair.pdf")
    engine = qa.open()
    library = engine.library.folder
    engine.close()
    _add(library, papers)
    served, address = start(qa.open(), "127.0.0.1", 0)
    yield address
    served.close()


def _add(library: Path, papers: Path) -> None:
    """Put the PDF into the library, as ``reviewqa add`` does."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "qa", "add", str(papers), "--library", str(library)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def _ask(page: Any, question: str) -> Any:
    before = page.locator("#log .turn").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    turn = page.locator("#log .turn").nth(before)
    turn.and_(page.locator("[aria-busy=false]")).wait_for()
    return turn


def _show(turn: Any, page: Any, number: int = 0) -> None:
    turn.locator(".card .number").nth(number).click()
    page.locator(".source-current").first.wait_for()
    page.evaluate("document.activeElement.blur()")


def _answer(page: Any) -> None:
    _show(_ask(page, WHY), page)


def _refusal(page: Any) -> None:
    turn = _ask(page, DOSE)
    turn.locator(".related li").first.wait_for()


def _library(page: Any) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator(".library-tick").first.check()
    page.locator("#chat .library-chip").wait_for()
    _ask(page, "What are exosomes?")


def _follow_up(page: Any) -> None:
    _ask(page, "What are exosomes?")
    _ask(page, "and their applications?")


def _pdf(page: Any) -> None:
    turn = _ask(page, "How long does a scaffold take to be replaced by bone?")
    _show(turn, page)
    page.wait_for_function("[...document.querySelectorAll('.source-sheet img')].some(one => one.naturalWidth)")


def _write_pdf(file: Path) -> None:
    """A paper of one page; chromium prints it, as nothing else here writes PDF."""
    from playwright.sync_api import sync_playwright

    body = (
        "<h1>Scaffolds in the repair of bone: a review</h1><p>Ana Moreau, Jonas Lind</p><h2>Abstract</h2>"
        "<p>Defects of long bones heal slowly. We review scaffolds of calcium phosphate that carry exosomes.</p>"
        "<h2>1. Replacement by bone</h2><p>Scaffolds are resorbed while bone grows into them. In sheep, a scaffold of "
        "tricalcium phosphate takes between nine and twelve months to be replaced by bone. Pores of 300 to 500 "
        "micrometres let vessels grow in. Smaller pores delay this by several weeks.</p>"
        "<h2>2. Exosomes</h2><p>Exosomes bound to the scaffold raised the volume of new bone in rats.</p>"
    )
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page()
        page.set_content(
            f"<title>Scaffolds in the repair of bone: a review</title><body style='font: 12pt serif'>{body}"
        )
        page.pdf(path=file, format="A4", margin={"top": "25mm", "left": "25mm", "right": "25mm"})
        browser.close()


_NARROW = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
_STATES: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("chat", _answer, {}),
    ("chat-dark", _answer, {"color_scheme": "dark"}),
    ("refusal", _refusal, {}),
    ("follow-up", _follow_up, {}),
    ("library", _library, {}),
    ("pdf", _pdf, {}),
    ("narrow", lambda page: _ask(page, WHY), _NARROW),
)

if __name__ == "__main__":
    main()
