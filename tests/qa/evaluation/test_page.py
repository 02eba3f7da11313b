from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from corpus.errors import GoldError
from qa.evaluation.figures import Result
from qa.evaluation.page import page, write_page
from qa.evaluation.report import Failure, Report, summed_up

EVIL = '<script>alert("1")</script>&\u202e'


def report() -> Report:
    results = [
        Result(
            f"a{at}", EVIL, True, at > 3, at / 10, 1 if at % 2 else 3, {"answer_in_first": float(at % 2), "mrr": 0.5}
        )
        for at in range(1, 10)
    ]
    results += [Result(f"u{at}", "x", False, at > 2, at / 20, None, {}) for at in range(1, 6)]
    failures = [
        Failure("a2", EVIL, "not_first", [EVIL, "more"], EVIL, EVIL, 3, 0.2),
        Failure("u3", "x", "false_answer", [], "", "", None, 0.15),
    ]
    return summed_up(f"sets/{EVIL}", results, failures, unit="passage", documents=3, model=EVIL, notes=[EVIL])


def test_the_page_is_well_formed_and_everything_is_escaped() -> None:
    made = page(report())
    assert "<script" not in made
    assert "\u202e" not in made
    assert "\\u202e" in made
    etree.fromstring(re.sub(r"<(meta|br)([^>]*)>", r"<\1\2/>", made.partition("\n")[2]))


def test_the_page_calls_no_address() -> None:
    assert not re.search(r"\b(?:src|href)=|url\(|@import|https?:", page(report()))


def test_the_page_has_the_figures_the_curves_and_every_failure() -> None:
    made = page(report())
    assert "<code>roc_auc</code>" in made
    assert made.count("<svg") == 3
    assert made.count('class="dot"') == 10
    assert "The answer did not come first: 1" in made
    assert "Answered, but there is no answer: 1" in made
    assert '<dt>came first</dt><dd class="got">nothing</dd>' in made


def test_without_unanswerable_questions_there_is_one_curve() -> None:
    results = [Result("a", "Q", True, True, 0.5, 1, {"mrr": 1.0})]
    made = page(summed_up("set", results, unit="passage"))
    assert made.count("<svg") == 1
    assert "<p>Nothing.</p>" in made


def test_a_scored_run_has_no_curve() -> None:
    made = page(summed_up("run", [Result("q", "q", True, None, None, 1, {"mrr": 1.0})], unit="document"))
    assert "<svg" not in made
    assert "A run holds no texts" in made


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be written"):
        write_page(tmp_path / "nowhere" / "page.html", report())
