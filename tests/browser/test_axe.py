"""Axe-core finds nothing serious on the page, in either theme and in every pane."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from support.browser import WHY, ask, opened, serving, sync_api

axe = pytest.importorskip("axe_playwright_python", reason="the dev extra brings axe-core")
expect = sync_api.expect


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("axe")) as url:
        yield url


def violations(page: Any) -> list[str]:
    """What axe-core calls serious or critical, each with the first elements that have it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_on_a_wide_page(browser: Any, address: str, scheme: str) -> None:
    with opened(browser, address, color_scheme=scheme, reduced_motion="reduce") as page:
        assert violations(page) == []
        turn = ask(page, WHY)
        turn.locator(".card button.show").first.click()
        expect(page.locator(".source-current").first).to_be_in_viewport()
        turn.locator("[data-unfold]").first.click()
        turn.locator(".card .judges summary").first.click()
        assert violations(page) == []
        turn = ask(page, "What dose in milligrams was injected?")
        turn.locator(".answer-menu summary").click()
        turn.locator("[data-judge=unanswerable]").click()
        page.get_by_role("tab", name="Library").click()
        page.locator(".library-tick").first.check()
        expect(page.locator("#chat .library-chip")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_in_the_sheets_of_a_narrow_page(browser: Any, address: str, scheme: str) -> None:
    with opened(browser, address, 390, color_scheme=scheme, reduced_motion="reduce") as page:
        turn = ask(page, WHY)
        assert violations(page) == []
        turn.locator(".card button.show").first.click()
        expect(page.locator(".source-current").first).to_be_in_viewport()
        assert violations(page) == []
        page.locator(".source-close").click()
        page.locator(".bar").get_by_role("button", name="Conversations").click()
        page.locator(".history-line .menu summary").first.click()
        page.get_by_role("button", name="Rename").click()
        assert violations(page) == []
