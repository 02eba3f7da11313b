"""The source pane's HTML: the text cut at stored offsets, the boxes of quotes on their pages, and nothing guessed."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference
from corpus.document import Box, Citation, Page, Section
from qa.answering.engine import Engine
from qa.web.source.html import empty_html, source_html
from qa.web.source.pages import Overlay, page_name, sheets, uncertainty
from qa.web.source.text import Mark, Part, parts
from support.libraries import build_library, page, saved
from support.source_library import build, named

HOSTILE = page(
    "Fins <script>alert(1)</script> ${x}", "Fins <img src=x onerror=alert(1)> regrow {{ y }} within weeks of injury."
)


def shown(made: list[Part], only_marked: int | None = None) -> str:
    """The words that are put on the page, in order, without white space."""
    pieces = [piece for part in made for block in part.blocks for cell in block.cells for piece in cell]
    kept = [one.text for one in pieces if only_marked is None or (one.mark and one.mark.number == only_marked)]
    return "".join("".join(kept).split())


def paper(text: str, *sections: Section, **more: object) -> Document:
    return Document("a.txt", text, Reference(title="T"), sections, **more)  # type: ignore[arg-type]


def texts(made: list[Part]) -> list[tuple[str, str, int, list[str]]]:
    return [
        (block.what, block.kind, block.level, ["".join(piece.text for piece in cell) for cell in block.cells])
        for part in made
        for block in part.blocks
    ]


def test_headings_paragraphs_and_tables():
    text = "Methods:\n\nCells\n\nOne.\nTwo.\n\nA | | C\n\nOnly a note\n\nAfter"
    document = paper(
        text,
        Section("Methods > Cells", "body", text.index("One"), text.index("A |") - 2),
        Section("Methods > Cells", "table", text.index("A |"), text.index("After") - 2),
    )
    assert texts(parts(document, ())) == [
        ("heading", "between", 1, ["Methods:"]),
        ("heading", "between", 2, ["Cells"]),
        ("paragraph", "body", 0, ["One."]),
        ("paragraph", "body", 0, ["Two."]),
        ("row", "table", 0, ["A", "", "C"]),
        ("row", "table", 0, ["Only a note"]),
        ("paragraph", "between", 0, ["After"]),
    ]


def test_wrapped_lines_are_one_paragraph_and_broken_words_whole():
    text = "Cells dif-\nfer in\nshape.\n\nSo do dishes."
    made = parts(paper(text, wrapped=True, soft_hyphens=(9,)), ())
    assert [what for what, *_ in texts(made)] == ["paragraph", "paragraph"]
    first = made[0].blocks[0].cells[0]
    assert [(piece.text, piece.is_break) for piece in first] == [
        ("Cells dif", False),
        ("-\n", True),
        ("fer in\nshape.", False),
    ]


def test_numbers_of_citations_are_raised_and_signs_put_right():
    made = parts(paper("Cells di\ufb00er.43 They do.", citations=(Citation((0,), 12, 14),)), ())
    assert [(piece.text, piece.is_raised) for piece in made[0].blocks[0].cells[0]] == [
        ("Cells differ.", False),
        ("43", True),
        (" They do.", False),
    ]


def test_a_page_begins_in_the_middle_of_a_paragraph():
    pages = (Page(1, "7", 600, 800, 0, 6), Page(2, "8", 600, 800, 6, 12))
    (piece, other) = parts(paper("Cells differ", wrapped=True, pages=pages), ())[0].blocks[0].cells[0]
    assert (piece.page, other.page) == pages


@given(
    st.text(st.sampled_from("ab \n|."), min_size=1, max_size=80),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=4),
    st.booleans(),
    st.lists(st.integers(0, 80), max_size=4),
)
def test_no_letter_is_lost_and_marks_hold_their_quotes(
    text: str, places: list[tuple[int, int]], wrapped: bool, cuts: list[int]
):
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    sections = tuple(Section(None, "body", *place) for place in pairwise(edges))[::2]
    marks, at = [], 0
    for number, (left, right) in enumerate(sorted(places), 1):
        start, end = max(left, at), min(right, len(text))
        if start < end:
            marks.append(Mark(start, end, number))
            at = end
    made = parts(paper(text, *sections, wrapped=wrapped), marks)
    assert shown(made) == "".join(text.split())
    for mark in marks:
        assert shown(made, mark.number) == "".join(text[mark.start : mark.end].split())


PAGES = (Page(1, "359", 100, 200, 0, 20), Page(2, "360", 100, 200, 20, 40))
TWO_PAGES = paper("Cells grow in dishes" + "for weeks, and longer", pages=PAGES, format="PDF")
BOXES = (
    Box(0, 5, 10, 180, 30, 190),
    Box(6, 10, 32, 180, 50, 190),  # beside it
    Box(11, 13, 10, 168, 20, 178),  # the next line
    Box(14, 20, 60, 168, 90, 178),  # the next column
    Box(20, 23, 10, 180, 20, 190),  # the next page
)


def test_boxes_of_a_line_are_joined_and_a_quote_is_on_each_of_its_pages():
    mark = Mark(0, 23, 1)
    first, second = sheets(TWO_PAGES, [mark], BOXES)
    assert first.overlays == (
        Overlay(mark, 10, 5, 40, 5),
        Overlay(mark, 10, 11, 10, 5),
        Overlay(mark, 60, 11, 30, 5),
    )
    assert second.overlays == (Overlay(mark, 10, 5, 10, 5),)
    assert (first.name, second.name) == ("page 359 (1 in the file)", "page 360 (2 in the file)")
    assert page_name(Page(4, "4", 1, 1, 0, 1)) == page_name(Page(4, "", 1, 1, 0, 1)) == "page 4"


def test_only_the_words_of_the_quote_are_highlighted():
    mark = Mark(6, 13, 1)
    (sheet, _) = sheets(TWO_PAGES, [mark], BOXES)
    assert sheet.overlays == (Overlay(mark, 32, 5, 18, 5), Overlay(mark, 10, 11, 10, 5))


def test_a_place_that_is_not_known_is_said_and_not_guessed():
    assert uncertainty(TWO_PAGES, Mark(0, 20, 1), BOXES) == ""
    assert uncertainty(TWO_PAGES, Mark(0, 29, 1), BOXES).startswith("The place of some words of this quote")
    assert uncertainty(TWO_PAGES, Mark(24, 29, 1), BOXES).startswith("The place of this quote")
    off = (Box(0, 5, 10, 300, 30, 310), Box(6, 10, 30, 180, 30, 190), Box(11, 13, -30, 20, -5, 30))
    assert uncertainty(TWO_PAGES, Mark(0, 13, 1), off).startswith("The place of this quote")
    assert [sheet.overlays for sheet in sheets(TWO_PAGES, [Mark(0, 13, 1)], off)] == [(), ()]


@given(st.lists(st.tuples(*[st.floats(-50, 250)] * 4), max_size=8))
def test_no_rectangle_leaves_its_page(edges: list[tuple[float, float, float, float]]):
    boxes = [Box(2 * at, 2 * at + 1, *four) for at, four in enumerate(edges)]
    for sheet in sheets(TWO_PAGES, [Mark(0, 40, 1)], boxes):
        for one in sheet.overlays:
            assert one.left >= 0 and one.top >= 0 and one.width >= 0 and one.height >= 0
            assert one.left + one.width <= 100.01 and one.top + one.height <= 100.01


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(build_library(tmp_path_factory.mktemp("plain"), [saved(HOSTILE, "<b>fins.txt")]))


def marked(html: str, number: int) -> str:
    return "".join(re.findall(rf'<mark class="[^"]*" data-quote="{number}">(.*?)</mark>', html, re.DOTALL))


def test_a_paper_with_pages(engine: Engine):
    limbs = named(engine, "limbs.pdf")
    document = engine.document(limbs)
    assert document
    cross = document.pages[1].start
    places = [(cross - 20, cross + 20), (document.text.index("Axolotls"), document.text.index("injury"))]
    html = source_html(engine, limbs, *places[0], places)
    assert 'data-view="pages"' in html
    assert 'data-chosen="2"' in html  # in the order of the text
    assert html.count('class="source-sheet"') == 2
    assert html.count(f'data-image="/pages/{limbs}/') == 2
    sheets_shown = re.split(r'<figure class="source-sheet"', html)[1:]
    assert ['source-current" data-quote="2"' in sheet for sheet in sheets_shown] == [True, True]
    assert marked(html, 2) == document.text[slice(*places[0])]
    assert marked(html, 1).replace("\n", " ").startswith("Axolotls regrow whole limbs")
    assert "not known" not in html


def test_quotes_have_the_numbers_of_their_cards(engine: Engine):
    limbs = named(engine, "limbs.pdf")
    places = {(0, 8): 5, (20, 30): 2}
    html = source_html(engine, limbs, 20, 30, list(places), None, places, 7)
    assert 'data-chosen="2" data-of="7"' in html
    assert re.findall(r'source-of-quote" data-number="(\d)"', html) == ["5", "2"]  # in the order of the text
    assert 'data-chosen="6" data-of="7"' in source_html(engine, limbs, 40, 50, list(places), None, places, 7)
    assert 'data-chosen="1" data-of="1"' in source_html(engine, limbs, 40, 50)


def test_a_paper_whose_file_has_changed_is_shown_as_text(tmp_path: Path):
    engine = build(tmp_path)
    limbs = named(engine, "limbs.pdf")
    with (tmp_path / "papers" / "limbs.pdf").open("ab") as file:
        file.write(b"\n")
    html = source_html(engine, limbs, 0, 10)
    assert "limbs.pdf has changed since it was read. Sync the library to see it as it is now. Below is the text" in html
    assert 'data-view="text"' in html and "source-sheet" not in html
    assert 'data-chosen="1"' in html


def test_a_quote_without_boxes_opens_the_text(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine.library, "boxes", lambda *_: ())
    html = source_html(engine, named(engine, "limbs.pdf"), 0, 10)
    assert 'data-view="text"' in html and "The place of this quote on its page is not known." in html
    assert "source-box" not in html and html.count('class="source-sheet"') == 2


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10**9), (10**12, 10**12 + 1)])
def test_an_impossible_place_highlights_nothing_and_says_so(plain: Engine, start: int, end: int):
    (name,) = plain.library.catalog.document_ids()
    html = source_html(plain, name, start, end)
    assert "so nothing is highlighted" in html and "<mark" not in html and 'data-chosen="0"' in html


def test_a_document_that_is_gone(plain: Engine):
    assert "This paper is not in the library" in source_html(plain, "../../etc/passwd", 0, 1)
    assert "etc/passwd" not in source_html(plain, "../../etc/passwd", 0, 1)


def test_hostile_text_is_text(plain: Engine):
    (name,) = plain.library.catalog.document_ids()
    html = source_html(plain, name, 0, 12, [(0, 12), (3, 30)], (40, 60))
    assert "<script" not in html and "<img" not in html and "<b>" not in html
    assert "&lt;b&gt;fins.txt" in html
    assert not re.search(r"[${}`\\]", html)


def test_what_the_quote_needs_is_marked_too(plain: Engine):
    (name,) = plain.library.catalog.document_ids()
    document = plain.document(name)
    assert document
    at = document.text.index("regrow")
    html = source_html(plain, name, at, at + 6, (), (0, 4))
    assert '<span class="source-antecedent">Fins</span>' in html
    assert marked(html, 1) == "regrow"
    assert "source-antecedent" not in source_html(plain, name, -1, 6, (), (0, 4))


def test_the_same_quote_chosen_again_is_a_new_value(plain: Engine):
    (name,) = plain.library.catalog.document_ids()
    assert source_html(plain, name, 0, 4) != source_html(plain, name, 0, 4)
    assert "The paper is shown here" in empty_html()
