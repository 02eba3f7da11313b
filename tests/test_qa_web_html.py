from __future__ import annotations

import re
from dataclasses import replace

from corpus import Document, Reference
from qa.answer import Answer, Place, quote
from qa.web import html

TEXT = "Cells <b>bud</b>. They carry RNA. They heal."
PAPERS = [Document(f"{name}.txt", TEXT, Reference(title=name)) for name in ("Alpha", "Beta", "Gamma")]
PLACE = Place(PAPERS[0], "Abstract", "body", 18, 33, 18, len(TEXT), 0.5)


def shown(agreeing: list[list[int]], answered: bool = True) -> str:
    evidence = quote([replace(PLACE, document=paper) for paper in PAPERS], agreeing)
    if answered:
        return html.turn(Answer("Do they?", True, 0.9, (), evidence))
    return html.turn(Answer("Do they?", False, 0.1, (), nearest=evidence))


def cards(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<li class="([^"]+)".*?<div class="number" aria-hidden="true">(\d+)</div>', page)


def test_papers_that_say_the_same_stand_under_the_strongest_which_counts_them() -> None:
    page = shown([[2], [], [0]])
    assert cards(page) == [("card", "1"), ("card agreeing", "3"), ("card", "2")]
    assert re.findall(r'<p class="agreement">(.*?)</p>', page) == ["2 papers say this"]
    assert "3 quotes from 3 papers" in page


def test_papers_that_say_different_things_are_not_counted() -> None:
    page = shown([[], [], []])
    assert cards(page) == [("card", "1"), ("card", "2"), ("card", "3")]
    assert "agreement" not in page


def test_the_nearest_passages_agree_on_nothing() -> None:
    page = shown([], answered=False)
    assert cards(page) == [("card", "1"), ("card", "2"), ("card", "3")]
    assert "say this" not in page


def test_an_antecedent_before_the_passage_is_shown_before_it() -> None:
    page = html.turn(Answer("Do they?", True, 0.9, (), quote([replace(PLACE, antecedent=(0, 17))])))
    assert (
        '<blockquote dir="auto"><span class="antecedent">Cells &lt;b&gt;bud&lt;/b&gt;.</span> <mark>They carry RNA.</mark>'
        " They heal.</blockquote>" in page
    )


def test_an_antecedent_in_the_passage_is_not_shown_twice() -> None:
    evidence = quote([replace(PLACE, passage_start=0, antecedent=(0, 17))])
    page = html.turn(Answer("Do they?", True, 0.9, (), evidence))
    assert page.count("bud") == 1
