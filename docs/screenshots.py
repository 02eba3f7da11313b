"""Make the pictures of the documentation: ``python docs/screenshots.py`` (needs chromium and the dev extra)."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

import qa
from qa.web.serve import start

FOLDER = Path(__file__).parent
QUESTIONS = {"chat": "Why are iMSCs preferred over MSCs?", "refusal": "What dose of exosomes was given to patients?"}


def main() -> None:
    """Ask each question on a page of its own and keep the picture."""
    served, address = start(qa.open(), "127.0.0.1", 0)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for name, question in QUESTIONS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(address)
            page.fill("#question textarea", question)
            page.keyboard.press("Enter")
            page.locator("#log .card button.show").first.click()
            page.wait_for_selector("#pane .quote")
            page.locator("#log").evaluate("log => { log.scrollTop = 0; document.activeElement.blur(); }")
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()
    served.close(verbose=False)


if __name__ == "__main__":
    main()
