from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from corpus import Document, Name, Reference
from corpus.document import Citation, CitedWork, Page
from qa.answer import Answer, Place, quote
from qa.web.chat import html as chat_html
from qa.web.chat.html import TurnView

TEXT = "Cells <b>bud</b>. They carry RNA. They heal."
PAPERS = [Document(f"{name}.txt", TEXT, Reference(title=name)) for name in ("Alpha", "Beta", "Gamma")]
PLACE = Place(PAPERS[0], "Abstract", "body", 18, 33, 18, len(TEXT), 0.5)


def view(places: list[Place], agreeing: list[list[int]] | None = None, answered: bool = True) -> TurnView:
    evidence = quote(places, agreeing or [])
    if answered:
        return TurnView("Do they?", "Do they?", Answer("Do they?", True, 0.91, (), evidence=evidence))
    return TurnView("Do they?", "Do they?", Answer("Do they?", False, 0.1, (), nearest=evidence))


def shown(agreeing: list[list[int]], answered: bool = True) -> str:
    return chat_html.turn(view([replace(PLACE, document=paper) for paper in PAPERS], agreeing, answered))


def cards(page: str) -> list[tuple[str, str]]:
    """Class and rank of each card, whose numbers run down the page."""
    found = re.findall(r'<li class="([^"]+)" data-rank="(\d+)" data-number="(\d+)"', page)
    assert [int(number) for *_, number in found] == list(range(1, len(found) + 1))
    assert re.findall(r'class="number".*>(\d+)</button>', page) == [number for *_, number in found]
    return [(kind, rank) for kind, rank, _ in found]


def test_papers_that_say_the_same_stand_under_the_strongest_which_counts_them() -> None:
    page = shown([[2], [], [0]])
    assert cards(page) == [("card", "1"), ("card agreeing", "3"), ("card", "2")]
    assert re.findall(r'<p class="agreement">(.*?)</p>', page) == ["2 papers say this"]
    assert "<strong>3 quotes from 3 papers.</strong>" in page


def test_the_best_quote_of_each_of_several_papers_is_seen_at_a_glance() -> None:
    page = parser.fromstring(shown([[2], [], [0]]))
    lines = [[part.text_content() for part in one] for one in page.find_class("glance")[0].iter("button")]
    assert lines == [[str(at), name, "They carry RNA."] for at, name in enumerate(("Alpha", "Gamma", "Beta"), 1)]
    again = chat_html.turn(view([PLACE, replace(PLACE, start=34, end=44), replace(PLACE, document=PAPERS[1])]))
    assert re.findall(r'data-goto="(\d)"', again) == ["1", "3"]


def test_one_paper_or_a_refusal_has_nothing_to_glance_at() -> None:
    assert "glance" not in chat_html.turn(view([PLACE, replace(PLACE, start=34, end=44)]))
    assert "glance" not in shown([], answered=False)


def test_papers_that_say_different_things_are_not_counted() -> None:
    page = shown([[], [], []])
    assert cards(page) == [("card", "1"), ("card", "2"), ("card", "3")]
    assert "agreement" not in page


def test_the_nearest_passages_agree_on_nothing() -> None:
    page = shown([], answered=False)
    assert cards(page) == [("card", "1"), ("card", "2"), ("card", "3")]
    assert "say this" not in page


def test_only_what_is_known_of_the_quotes_is_said() -> None:
    assert "<strong>1 quote from 1 paper.</strong>" in chat_html.turn(view([PLACE]))
    assert "<strong>2 quotes from 1 paper.</strong>" in chat_html.turn(view([PLACE, replace(PLACE, start=34, end=44)]))


def test_how_sure_it_is_stands_in_words_with_its_figure() -> None:
    page = chat_html.turn(view([PLACE]))
    assert 'Very likely answers the question<span class="figure" role="tooltip">confidence 0.91</span>' in page


def test_only_the_first_card_of_a_paper_folds_the_others() -> None:
    places = [
        PLACE,
        replace(PLACE, document=PAPERS[1]),
        replace(PLACE, start=34, end=44),
        replace(PLACE, start=0, end=17, passage_start=0),
    ]
    page = chat_html.turn(view(places))
    assert re.findall(r"data-fold[^>]*>(.*?)</button>", page) == ["Fold 2 more"]


def test_an_antecedent_before_the_passage_is_shown_before_it() -> None:
    page = chat_html.turn(view([replace(PLACE, antecedent=(0, 17))]))
    assert (
        '<blockquote dir="auto"><span class="antecedent">Cells &lt;b&gt;bud&lt;/b&gt;.</span> <span class="far"></span>'
        '<span class="near"></span><mark>They carry RNA.</mark><span class="near"> They heal.</span>'
        '<span class="far"></span></blockquote>' in page
    )


LONG = (
    "Of them nobody knew until the last spring. " * 4
    + "They carry RNA. "
    + "In autumn all of them came back again. " * 4
)
LONG_PLACE = Place(Document("l.txt", LONG, Reference(title="L")), None, "body", 172, 187, 0, len(LONG), 0.5)


def test_a_card_has_at_most_a_line_of_context_and_unfolds_the_passage() -> None:
    (block,) = parser.fromstring(chat_html.turn(view([LONG_PLACE]))).iter("blockquote")
    assert block.text_content() == LONG
    near = [one.text_content() for one in block.find_class("near")]
    assert near == [
        "the last spring. Of them nobody knew until the last spring. ",
        " In autumn all of them came back again. In autumn all of them",
    ]
    assert [one.get("class") for one in block.iter("span")] == ["far", "near cut-before", "near cut-after", "far"]


def test_a_long_quote_needs_no_context() -> None:
    (block,) = parser.fromstring(chat_html.turn(view([replace(LONG_PLACE, start=0, end=230)]))).iter("blockquote")
    assert [one.text_content() for one in block.find_class("near")] == ["", ""]
    assert block.text_content() == LONG


RAISED = "Cells carry 5 mg/m² of RNA.7,9 They heal.8"
CITING = Document(
    "c.pdf", RAISED, Reference(title="C"),
    bibliography=tuple(CitedWork(label, Reference(title=f"W{label}"), 0, 1) for label in ("2", "7", "9", "8")),
    citations=(Citation((1, 2), 27, 30), Citation((3,), 41, 42)),
)  # fmt: skip


def test_raised_numbers_open_the_works_that_they_cite() -> None:
    place = Place(CITING, None, "body", 0, 30, 0, len(RAISED), 0.5)
    page = parser.fromstring(chat_html.turn(view([place])))
    raised = [
        (one.text_content(), [b.get("data-cited") for b in one.iter("button")]) for one in page.find_class("raised")
    ]
    assert raised == [("2", []), ("7,9", ["0 1"]), ("8", [])]
    assert [one.text_content() for one in page.find_class("cites")[0].iter("li")] == ["7. W7.", "9. W9."]


def test_the_short_reference_is_a_line_and_the_full_one_folded() -> None:
    reference = Reference(title="Buds", author=(Name("Ng", "Ana"),), container_title="Cell", issued=(2021,))
    paged = replace(PAPERS[0], reference=reference, pages=(Page(3, "359", 1, 1, 0, 99),))
    page = parser.fromstring(chat_html.turn(view([replace(PLACE, document=paged)])))
    assert [one.text for one in page.find_class("short")[0]] == ["Ng 2021", "Cell", "p. 359"]
    whole = page.find_class("whole")[0]
    assert "hidden" in whole.attrib and whole.find_class("page") == []
    assert "page 359 (3 in the file)" in whole.text_content()


def test_an_antecedent_in_the_passage_is_not_shown_twice() -> None:
    page = chat_html.turn(view([replace(PLACE, passage_start=0, antecedent=(0, 17))]))
    assert parser.fromstring(page).find(".//blockquote").text_content().count("bud") == 1


def test_the_reference_is_in_vancouver_style_with_its_links() -> None:
    reference = Reference(
        title="Buds of cells",
        author=(Name("Ng", "Ana"),),
        container_title="Cell",
        issued=(2021,),
        DOI="10.1000/1",
        PMID="12",
    )
    page = parser.fromstring(chat_html.turn(view([replace(PLACE, document=replace(PAPERS[0], reference=reference))])))
    written = page.find_class("reference")[0]
    assert written.text_content().strip() == "Ng A. Buds of cells. Cell. 2021. doi: 10.1000/1 PMID: 12"
    assert [link.get("href") for link in written.iter("a")] == [
        "https://doi.org/10.1000/1",
        "https://pubmed.ncbi.nlm.nih.gov/12/",
    ]


def test_a_quote_that_no_longer_stands_in_the_library_is_marked() -> None:
    page = chat_html.turn(replace(view([PLACE]), in_library={1: False}))
    assert cards(page) == [("card gone", "1")]


def test_what_was_said_of_quotes_is_pressed() -> None:
    page = parser.fromstring(chat_html.turn(replace(view([PLACE]), verdicts={1: "passage", None: "wrong"})))
    pressed = [one.get("data-judge") for one in page.iter("button") if one.get("aria-pressed") == "true"]
    assert pressed == ["wrong", "passage"]  # the answer, then its quote


HOSTILE = st.text(st.sampled_from(list("<>&\"'`${}\\/ab\u202e=x")), min_size=1, max_size=40)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_text_of_documents_and_users_is_only_ever_text(typed: str, title: str, body: str) -> None:
    paper = Document("a.txt", f"Start. {body}", Reference(title=title))
    place = Place(paper, title, "body", 0, 6, 0, len(paper.text), 0.5)
    page = chat_html.turn(replace(view([place]), typed=typed, question=typed, asked_of=title, notice=body))
    plain = parser.fromstring(chat_html.turn(replace(view([PLACE]), asked_of="x", notice="x")))
    tags = {element.tag for element in parser.fromstring(page).iter()}
    assert tags <= {element.tag for element in plain.iter()}
    assert not re.search(r"[${}`\\]", page)
    assert parser.fromstring(page).find_class("question")[0].text_content() == typed
