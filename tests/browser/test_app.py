"""The chat in a real browser, over the real server and a library with a hostile document in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus
from support.browser import LATE, WHY, ask, clipboard, go, opened, serving, settled, sync_api, texts

expect = sync_api.expect


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder) as url:
        yield url


@pytest.fixture(scope="module")
def shared(browser: Any, address: str) -> Iterator[Any]:
    with opened(browser, address) as shown:
        yield shown


@pytest.fixture
def page(shared: Any) -> Any:
    """A page with nothing asked, opened or chosen; opening one anew takes longer than most tests."""
    if shared.locator(".source-open").count():
        shared.locator(".source-close").click()
    if shared.locator("#chat .library-all").count():
        shared.locator("#chat .library-all").click()
    shared.get_by_role("tab", name="Conversations").click()
    shared.fill(".history-search input", "")
    shared.get_by_role("button", name="New conversation").first.click()
    expect(shared.locator(".welcome")).to_be_visible()
    return shared


@pytest.fixture(params=[1600, 390], ids=["wide", "narrow"])
def any_page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    with opened(browser, address, request.param) as shown:
        yield shown


# Answers


def test_an_answer_is_numbered_cards_with_the_quote_marked_in_its_passage(page: Any) -> None:
    turn = ask(page, WHY)

    assert turn.locator(".question").inner_text() == WHY
    assert re.fullmatch(r"\d quotes from \d papers?\.", turn.locator(".verdict strong").inner_text())
    assert re.fullmatch(r"confidence 0\.\d\d", turn.locator(".sure .figure").text_content())
    numbers = texts(turn.locator(".card .number"))
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    for card in turn.locator(".card").all():
        assert card.locator("blockquote mark").inner_text() in card.locator("blockquote").inner_text()
        assert card.locator(".short .who").inner_text()
        assert not card.locator(".title").is_visible()
        card.locator("[data-unfold]").click()
        assert card.locator(".title").inner_text()
        card.locator("[data-unfold]").click()
    assert page.input_value("#question textarea") == ""
    linked = turn.locator(".card", has_text="Tissue Eng Regen Med").first.locator(".reference a.doi")
    assert linked.get_attribute("href") == "https://doi.org/10.1007/s13770-023-00557-6"
    assert turn.locator(".card", has_text="Chinese Medical Association").locator(".reference a.doi").count() == 0


def test_a_refusal_looks_different_and_names_what_is_missing(page: Any) -> None:
    turn = ask(page, "What dose in milligrams was injected?")

    assert turn.get_attribute("class") == "turn unanswered"
    assert "“dose”" in turn.locator(".refusal").inner_text()
    assert turn.locator(".verdict").count() == 0
    expect(turn.locator(".related")).not_to_contain_text("Looking")


def test_the_question_stays_in_its_place_while_the_answer_is_drawn_again(page: Any) -> None:
    ask(page, WHY)
    page.evaluate(
        """() => { window.tops = []; window.watching = new MutationObserver(() => {
        const heads = document.querySelectorAll('#log .turn'); const head = heads[heads.length - 1].querySelector('.question');
        window.tops.push(Math.round(head.getBoundingClientRect().top)); }); window.watching.observe(document.querySelector('#log .turns'),
        {childList: true, subtree: true, attributes: true}); }"""
    )
    turn = ask(page, LATE)

    assert turn.locator(".refusal").count() == 0
    tops = page.evaluate(
        "(window.watching.disconnect(), window.tops.slice(1))"
    )  # the first is before it was scrolled to
    assert len(tops) >= 2
    assert max(tops) - min(tops) <= 1


def test_a_blank_question_changes_nothing_and_a_long_one_is_explained(page: Any) -> None:
    page.fill("#question textarea", "   ")
    page.keyboard.press("Enter")
    assert page.locator(".welcome").is_visible()

    turn = ask(page, "why " * 900)
    assert "2,000" in turn.locator("[role=alert]").inner_text()
    assert page.locator("#log .turn").count() == 1


def test_an_example_is_asked_by_one_click(page: Any) -> None:
    page.locator(".examples button").first.click()

    turn = page.locator("#log .turn")
    settled(turn)
    assert turn.locator(".question").inner_text() == WHY


# What the question was understood as


def test_a_follow_up_shows_how_it_was_understood_and_is_put_right(page: Any) -> None:
    ask(page, "What are exosomes?")
    turn = ask(page, "and in wound healing?")

    assert turn.locator(".question").inner_text() == "and in wound healing?"
    assert turn.locator(".chip-text").inner_text() == "What are exosomes in wound healing?"
    turn.locator("[data-as-typed]").click()
    settled(turn)
    expect(turn.locator(".chip-text")).to_have_text("and in wound healing?")
    turn.locator("[data-edit]").press("Enter")
    page.keyboard.press("Escape")
    expect(turn.locator("[data-edit]")).to_be_focused()
    turn.locator("[data-edit]").press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("Which wounds do exosomes heal?")
    page.keyboard.press("Enter")
    expect(turn.locator(".chip-text")).to_have_text("Which wounds do exosomes heal?")
    settled(turn)
    page.reload()
    expect(page.locator("#log .question")).to_have_text(["What are exosomes?", "and in wound healing?"])
    assert page.locator("#log .chip-text").nth(1).text_content() == "Which wounds do exosomes heal?"


def test_an_abbreviation_shows_what_it_was_taken_for_and_two_senses_are_asked_for(page: Any) -> None:
    assert "iMSCs read as" in ask(page, WHY).locator(".reading").inner_text()
    turn = ask(page, "What was the SC?")
    assert "SC has 2 meanings here" in turn.locator(".reading").inner_text()
    turn.locator(".reading button", has_text="sweat chloride").click()
    expect(turn.locator(".chip-text")).to_have_text("What was the sweat chloride (SC)?")
    settled(turn)


def test_a_filter_of_the_library_binds_the_next_question_and_is_shown(page: Any) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator(".library-paper", has_text="Zebrafish").locator(".library-tick").check()
    expect(page.locator("#chat .library-chip")).to_contain_text("Zebrafish")
    turn = ask(page, "zebrafish fins")

    assert turn.locator(".narrowed").inner_text().startswith("Asked of “Zebrafish <script>")
    assert "from 1 paper." in turn.locator(".verdict").inner_text()


# The source


def test_a_click_on_a_number_shows_the_paper_with_the_quote_in_view(any_page: Any) -> None:
    card = ask(any_page, WHY).locator(".card").nth(1)
    quote = card.locator("mark").inner_text()
    card.locator(".number").click()

    marked = any_page.locator(".source-text .source-quote.source-current").first
    expect(marked).to_be_in_viewport()
    shown = "".join(any_page.locator(".source-text .source-quote.source-current").all_text_contents())
    assert " ".join(shown.split()) == " ".join(quote.split())
    assert "quote=2" in any_page.url
    any_page.locator(".source-close").press("Escape")
    expect(any_page.locator(".source-document")).to_be_hidden()
    expect(card.locator(".number")).to_be_focused()
    card.locator("button.show").click()
    expect(any_page.locator(".source-document")).to_be_visible()
    any_page.locator(".source-close").click()
    expect(any_page.locator(".source-document")).to_be_hidden()


@pytest.mark.parametrize(
    "change",
    ["card.dataset.start = '-5'; card.dataset.end = '99999999'", "card.dataset.document = '../../../../etc/passwd'"],
)
def test_a_place_that_is_made_up_shows_nothing_marked(page: Any, change: str) -> None:
    card = ask(page, WHY).locator(".card").first
    card.evaluate(f"card => {{ {change}; }}")
    card.locator("button.show").click()

    expect(page.locator(".source-document")).to_be_visible()
    assert page.locator(".source-current").count() == 0
    assert "root:" not in page.content()


def test_a_passage_and_its_reference_unfold_and_fold(page: Any) -> None:
    card = ask(page, WHY).locator(".card").first
    folded = card.locator("blockquote").inner_text()
    button = card.locator("[data-unfold]")
    button.press("Enter")
    assert (button.inner_text(), button.get_attribute("aria-expanded")) == ("Hide passage", "true")
    assert len(card.locator("blockquote").inner_text()) > len(folded)
    assert card.locator(".reference").is_visible()
    assert page.locator(".source-open").count() == 0
    button.press("Enter")
    assert card.locator("blockquote").inner_text() == folded
    assert not card.locator(".reference").is_visible()


def test_the_question_is_read_once_and_the_same_after_a_reload(page: Any) -> None:
    turn = ask(page, WHY)
    assert page.locator("#chat").inner_text().count(WHY) == 1
    before = turn.inner_text()
    page.reload()
    expect(page.locator("#log .turn .card").first).to_be_visible()
    assert page.locator("#log .turn").inner_text() == before


def test_a_refusal_without_suggestions_leaves_no_hole(page: Any) -> None:
    turn = ask(page, "What dose in milligrams was injected?")
    expect(turn.locator(".related")).not_to_contain_text("Looking")
    turn.locator(".related").evaluate("one => { one.innerHTML = ''; }")
    assert turn.locator(".related").bounding_box()["height"] < 10


# Copying, folding, judging


def test_quotes_and_references_are_copied(page: Any) -> None:
    card = ask(page, WHY).locator(".card", has_text="Tissue Eng Regen Med").first
    card.locator("button.copy").click()
    expect(card.locator("button.copy")).to_have_text("Copied")
    assert clipboard(page).startswith(f"“{card.locator('mark').inner_text()}”\n")
    assert "2023 Oct;20(6):793-809. doi: 10.1007/s13770-023-00557-6" in clipboard(page)

    for label, begins in (("Copy BibTeX", "@article{"), ("Copy RIS", "TY  - JOUR"), ("Copy link to quote", "http")):
        card.locator(".cite summary").click()
        card.get_by_role("button", name=label).click()
        expect(card.locator(".cite summary")).to_have_text("Copied")
        assert clipboard(page).strip().startswith(begins)
        expect(card.locator(".cite summary")).to_have_text("Cite")


def test_cards_of_one_paper_fold_together(page: Any) -> None:
    turn = ask(page, "exosomes iMSCs")
    fold = turn.locator("[data-fold]").first
    count = turn.locator(".card:visible").count()
    more = int(re.search(r"\d+", fold.inner_text())[0])
    fold.click()
    assert turn.locator(".card:visible").count() == count - more
    assert fold.get_attribute("aria-expanded") == "false"
    fold.press("Enter")
    assert turn.locator(".card:visible").count() == count


def test_what_is_said_of_a_quote_is_kept_and_taken_back(page: Any, folder: Path) -> None:
    turn = ask(page, "Which cells secrete exosomes?")
    passage = turn.locator(".card [data-judge=passage]").first
    menu = page.locator("#log .card .judges summary").first
    menu.press("Enter")
    passage.press("Enter")
    expect(menu).to_be_focused()
    assert not passage.is_visible()
    expect(passage).to_have_attribute("aria-pressed", "true")
    rows = "".join(file.read_text() for file in folder.rglob("judged*.jsonl"))
    assert "Which cells secrete exosomes?" in rows

    page.reload()
    passage = page.locator("#log .card [data-judge=passage]").first
    expect(passage).to_have_attribute("aria-pressed", "true")
    menu.click()
    passage.click()
    expect(passage).to_have_attribute("aria-pressed", "false")

    turn = ask(page, "What dose in milligrams was injected?")
    refused = turn.locator("[data-judge=unanswerable]")
    turn.locator(".answer-menu summary").click()
    refused.click()
    expect(refused).to_have_attribute("aria-pressed", "true")


# Addresses and conversations


def test_a_link_to_a_quote_opens_it_again(page: Any, browser: Any, address: str) -> None:
    ask(page, "doi")
    card = ask(page, WHY).locator(".card").last
    number = card.locator(".number").inner_text()
    card.locator(".cite summary").click()
    card.get_by_role("button", name="Copy link to quote").click()
    expect(card.locator(".cite summary")).to_have_text("Copied")
    link = clipboard(page)

    with opened(browser, address, path=link.removeprefix(address)) as again:
        expect(again.locator(".source-current").first).to_be_in_viewport()
        expect(again.locator('.turn[data-turn="2"] .card.chosen .number')).to_have_text(number)
        expect(again.locator(".card.chosen blockquote")).to_be_in_viewport()
        expect(again.locator(".source-which")).to_contain_text(f"Quote {number} of {number}")
        assert texts(again.locator("#log .question")) == ["doi", WHY]
    with opened(browser, address, path=f"/?conversation={'0' * 32}") as unknown:
        expect(unknown.locator("#log [role=alert]")).to_contain_text("There is no such conversation")
        assert "conversation" not in unknown.url


def test_conversations_are_listed_searched_renamed_exported_and_deleted(page: Any, address: str) -> None:
    ask(page, "Who wrote the review on current developments?")
    expect(page.locator(".history-line.current .history-title")).to_have_text(
        "Who wrote the review on current developments?"
    )
    page.fill(".history-search input", "wrote current developments")
    expect(page.locator(".history-line")).to_have_count(1)
    page.locator(".history-line .menu summary").click()
    page.get_by_role("button", name="Rename").click()
    page.locator(".history-dialog input").fill("Authors <b>of</b> all")
    page.keyboard.press("Enter")
    expect(page.locator(".history-title")).to_have_text("Authors <b>of</b> all")
    expect(page.locator(".bar-title")).to_have_text("Authors <b>of</b> all")

    for form in ("md", "docx", "html", "bib", "ris"):
        link = page.locator(f".bar-export [data-format={form}]").get_attribute("href")
        assert page.request.get(address + link).status == 200

    page.get_by_role("button", name="New conversation").first.click()
    assert page.locator("#log .turn").count() == 0
    assert "conversation" not in page.url
    page.locator(".history-open").click()
    expect(page.locator("#log .question")).to_have_text("Who wrote the review on current developments?")
    for answer, left in (("Cancel", 1), ("Delete", 0)):
        page.locator(".history-line .menu summary").click()
        page.locator(".history-line").get_by_role("button", name="Delete").click()
        page.locator(".history-dialog").get_by_role("button", name=answer).click()
        expect(page.locator(".history-line")).to_have_count(left)
    assert page.locator("#log .turn").count() == 0


def test_two_tabs_do_not_mix_their_conversations(page: Any, address: str) -> None:
    other = page.context.new_page()
    go(other, address)
    page.fill("#question textarea", WHY)
    other.fill("#question textarea", "doi")
    page.keyboard.press("Enter")
    other.keyboard.press("Enter")
    for tab, question in ((page, WHY), (other, "doi")):
        settled(tab.locator("#log .turn"))
        assert texts(tab.locator("#log .question")) == [question]
    assert page.url != other.url
    other.close()


# Hostile text


def test_two_users_see_only_their_own_conversations(browser: Any, tmp_path: Path) -> None:
    with serving(tmp_path, "correct horse") as address:
        for user, question in (("ana", WHY), ("ben", "What are exosomes?")):
            given = {"username": user, "password": "correct horse"}
            with opened(browser, address, http_credentials=given) as page:
                ask(page, question)
                expect(page.locator(".history-line")).to_have_count(1)
                expect(page.locator(".history-line")).to_contain_text(question)


@pytest.mark.parametrize("question", ["zebrafish fins", "zebrafish picture and link", "zebrafish hearts"])
def test_markup_in_a_document_is_seen_as_plain_text(page: Any, question: str) -> None:
    turn = ask(page, question)
    card = turn.locator(".card", has_text="Zebrafish").first
    card.locator("[data-unfold]").click()
    card.locator("button.show").click()
    expect(page.locator(".source-current").first).to_be_in_viewport()

    assert "<script>document.title='owned'</script> ${document.title='owned'} {{title}}" in turn.inner_text()
    assert "![a picture](http://203.0.113.9/x.png)" in page.locator(".source-text").inner_text()
    assert page.locator("#log script, #log img, #source script, #source img, a[href^=javascript]").count() == 0
    assert page.title() == "reviewqa"


@pytest.mark.parametrize(
    "question", ["<script>document.title='owned'</script>", "${document.title='owned'}", "😀😀😀", "x" * 1900]
)
def test_a_question_of_any_shape_is_shown_as_typed(page: Any, question: str) -> None:
    assert ask(page, question).locator(".question").inner_text() == question
    assert page.title() == "reviewqa"
    assert page.evaluate("document.querySelector('#log').scrollWidth <= document.querySelector('#log').clientWidth")


def test_files_of_the_server_cannot_be_reached(page: Any, address: str) -> None:
    for path in (str(Path(__file__).resolve()), "/etc/passwd"):
        assert page.request.get(f"{address}/gradio_api/file={path}").status in {403, 404}


# Layout and keyboard


def test_the_page_never_scrolls_sideways(any_page: Any) -> None:
    def fits() -> bool:
        return bool(
            any_page.evaluate(
                "[...document.querySelectorAll('#log, #question, .bar, .welcome')].every(one => "
                "one.scrollWidth <= one.clientWidth + 1 && one.getBoundingClientRect().right <= innerWidth)"
                " && document.documentElement.scrollWidth <= innerWidth"
            )
        )

    assert fits()
    ask(any_page, WHY)
    assert fits()


def test_on_a_narrow_window_the_panes_are_sheets(browser: Any, address: str) -> None:
    with opened(browser, address, 390) as page:
        ask(page, WHY)
        assert not page.locator("#rail").is_visible()
        for name, inside in (("Conversations", ".history-line.current"), ("Library", ".library-paper >> nth=0")):
            page.locator(".bar").get_by_role("button", name=name).click()
            expect(page.locator(inside)).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.locator("#rail")).to_be_hidden()
            expect(page.locator(".bar").get_by_role("button", name=name)).to_be_focused()


def test_the_keyboard_reaches_everything(page: Any) -> None:
    ask(page, WHY)
    wanted = [".rail-new", "[role=tab]", ".history-search input", ".history-open", "[data-edit]", ".sure", ".number",
              "[data-unfold]", "button.show", "button.copy", ".cite summary", ".judges summary", ".answer-menu summary",
              "#question textarea", ".ask button", ".bar-export summary"]  # fmt: skip
    page.evaluate("document.activeElement.blur()")
    reached: set[str] = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate("wanted => wanted.filter(one => document.activeElement.matches(one))", wanted)
        reached.update(found)
        if reached == set(wanted):
            break
    assert reached == set(wanted)
    page.locator(".card .number").first.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_packaged_reviews_are_what_the_examples_ask(page: Any) -> None:
    assert page.locator(".library-paper").count() == len(corpus.packaged_reviews()) + 3
