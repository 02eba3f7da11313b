from __future__ import annotations

import io

import pytest

from qa.command import progress_bar
from qa.command.progress_bar import ProgressBar


@pytest.mark.parametrize(
    ("seconds", "done", "said"),
    [
        (0.2, 116, "reviewqa: encoding: 116 of 439 passages\n"),  # too soon for a pace
        (10.0, 100, "reviewqa: encoding: 100 of 439 passages, 10.0 a second, 34 s left\n"),
        (10.0, 439, "reviewqa: encoding: 439 of 439 passages, 43.9 a second\n"),
    ],
)
def test_a_line_says_only_what_is_known(monkeypatch: pytest.MonkeyPatch, seconds: float, done: int, said: str) -> None:
    now = [0.0]
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: now[0])
    written = io.StringIO()
    with ProgressBar(written) as bar:
        now[0] = 100.0
        bar.encoded(0, 439)
        now[0] += seconds
        bar.encoded(done, 439)
    assert written.getvalue() == said
