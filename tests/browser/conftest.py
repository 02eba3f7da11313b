"""One browser for every test of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from support.browser import CHROMIUM, browsing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On a developer's machine without chromium these tests are skipped; where CI is set, they fail."""
    missing = not CHROMIUM and not os.environ.get("CI")
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(missing, reason="no chromium here (apt-get install chromium)"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    with browsing() as launched:
        yield launched
