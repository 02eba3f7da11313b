"""The library pane without a browser: the list, the filters, and what they are as HTML."""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Name, Reference
from corpus.errors import SelectionError
from index.library import Library
from index.store.catalog_rows import Entry
from index.store.selection import Selection
from qa.library.jobs import FileProgress, Job
from qa.web.library import html as library_html
from qa.web.library.filter import (
    Chip,
    chips,
    still_there,
    what_is_left,
    with_documents,
    with_journal,
    with_years,
    without,
)
from qa.web.library.list import Listing, Listings, Row, View
from support.libraries import build_library, page, saved

HOSTILE = "<img src=x onerror=alert(1)> ${1+1} {{x}} `y` \u202eabc"


def entry(number: int, title: str, author: str, year: int | None, journal: str, passages: int = 3) -> Entry:
    issued = (year,) if year else ()
    reference = Reference(
        title=title, author=(Name(author),) * 5 if author else (), container_title=journal, issued=issued
    )
    return Entry(f"d{number}", reference, "PDF", passages, (f"file-{number}.pdf", f"{number}.ris"))


LISTING = Listing(
    [
        Row.of(entry(1, "Newts: a review", "Žižek", 2020, "Cell")),
        Row.of(entry(2, "Axolotl limbs", "Adams", 2021, "Stem Cells", 9)),
        Row.of(entry(3, "Zebrafish fins", "Brown", 2020, "")),
        Row.of(entry(4, "", "", None, "Cell", 0)),
    ]
)


def found(search: object = "", kind: object = "all", order: object = "newest") -> list[str]:
    return [row.id for row in LISTING.matches(View.of(search, kind, order))]


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("newest", ["d2", "d3", "d1", "d4"]),
        ("oldest", ["d3", "d1", "d2", "d4"]),
        ("author", ["d2", "d3", "d1", "d4"]),
        ("title", ["d2", "d4", "d1", "d3"]),
        ("journal", ["d1", "d4", "d2", "d3"]),
        ("passages", ["d2", "d3", "d1", "d4"]),
        ("nonsense", ["d2", "d3", "d1", "d4"]),
    ],
)
def test_the_list_is_sorted(order: str, ids: list[str]) -> None:
    assert found(order=order) == ids


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("zizek", ["d1"]),
        ("ŽIŽEK 2020", ["d1"]),
        ("cell", ["d2", "d1", "d4"]),
        ("stem limbs", ["d2"]),
        ("file-3.pdf", ["d3"]),
        ("nothing like it", []),
        (None, ["d2", "d3", "d1", "d4"]),
    ],
)
def test_the_list_is_searched(search: object, ids: list[str]) -> None:
    assert found(search) == ids


def test_the_list_is_filtered_by_type_and_knows_its_journals_and_years() -> None:
    assert found(kind="reviews") == ["d1"]
    assert found(kind="others") == ["d2", "d3", "d4"]
    assert LISTING.journals == [("Cell", 2), ("Stem Cells", 1)]
    assert LISTING.years == (2020, 2021)
    assert LISTING.rows[0].authors == "Žižek, Žižek, Žižek et al."
    assert LISTING.rows[3].title == "file-4.pdf"
    assert Listing([]).years is None


def test_a_search_among_35000_documents_does_not_go_through_them_word_by_word() -> None:
    many = Listing([LISTING.rows[at % 4] for at in range(35_000)])
    many.matches(View())
    took = []
    for words in ("zizek 2020", "limbs", "e", "none"):
        begun = time.process_time()
        many.matches(View(words))
        took.append(time.process_time() - begun)
    assert sorted(took)[2] < 0.5  # a tenth of that on a quiet machine


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Library:
    def paper(title: str, year: int, journal: str) -> str:
        text = page(title, f"{title} regrow what they lose within several weeks of an injury, which is rare.")
        return text.replace("2 Feb 2021", f"2 Feb {year}") + f"\nJournal{journal}\nKeywordsregrowth\n"

    documents = [
        saved(paper("Axolotls", 2019, "Cell Stem Cell"), "a.txt"),
        saved(paper("Newts, a review", 2020, "Stem Cells"), "b.txt"),
        saved(paper(HOSTILE, 2021, "Zebrafish"), "<b>hostile</b>.txt"),
    ]
    return build_library(tmp_path_factory.mktemp("pane") / "library", documents)


def test_the_listing_is_read_once_for_a_library(own: Library) -> None:
    listings = Listings()
    made: list[Listing] = []
    threads = [threading.Thread(target=lambda: made.append(listings.of(own))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, made))) == 1
    assert len(made[0].rows) == 3


def test_what_a_selection_leaves_is_told_at_once(own: Library) -> None:
    assert str(what_is_left(Selection(), own)) == "All 3 papers"
    assert str(what_is_left(Selection(first=2020), own)) == "2 of 3 papers"
    nothing = what_is_left(Selection(first=2020, last=2020, journals=("Zebrafish",)), own)
    assert str(nothing) == "0 of 3 papers"
    assert nothing.problem.startswith("No paper is left to ask. The library has no documents from 2020 in Zebrafish.")
    assert "no document of the library has this id" in what_is_left(Selection(("gone",)), own).problem


def test_years_and_journals_as_typed(own: Library) -> None:
    assert with_years(Selection(), "2019", "", True) == Selection(first=2019, reviews_only=True)
    assert with_years(Selection(first=2000), "", " 2020 ", "yes") == Selection(last=2020)
    for typed in ("20", "²⁰²⁰", "20201", "-2020", "x", "2e03"):
        with pytest.raises(SelectionError, match="is not a year"):
            with_years(Selection(), typed, "", False)
    with pytest.raises(SelectionError, match="wrong way round"):
        with_years(Selection(), "2021", "2019", False)
    assert with_journal(Selection(), " zebrafish ", own).journals == ("zebrafish",)
    assert with_journal(Selection(), "ebraf", own).journals == ("Zebrafish",)
    assert with_journal(Selection(), " ", own) == Selection()
    with pytest.raises(SelectionError, match=r"Several journals .* Cell Stem Cell; Stem Cells"):
        with_journal(Selection(), "cell", own)
    with pytest.raises(SelectionError, match="from a journal “The Lancet”"):
        with_journal(Selection(), "The Lancet", own)


def test_only_documents_of_the_library_are_chosen(own: Library) -> None:
    name = own.catalog.document_ids()[0]
    for wrong in (None, "x", {"a": 1}, [1, None, "gone", "../../x"]):
        assert with_documents(Selection(), wrong, own) == Selection()
    assert with_documents(Selection(first=2000), [name, name, 7], own) == Selection((name,), 2000)
    assert still_there(Selection((name, "gone"), last=2020), own) == Selection((name,), last=2020)


def test_every_filter_is_a_chip_and_goes_with_it() -> None:
    selection = Selection(("a", "b"), 2019, 2021, ("Cell",), reviews_only=True)
    made = chips(selection, lambda name: "T" * 60 if name == "a" else "")
    assert made == [
        Chip("2019 to 2021", "years"),
        Chip("Cell", "journal", "Cell"),
        Chip("Reviews only", "reviews"),
        Chip("T" * 47 + "…", "document", "a"),
        Chip("b", "document", "b"),
    ]
    for chip in made:
        selection = without(selection, chip.what, chip.name)
    assert selection == Selection()
    many = Selection(tuple("abcd"), last=2020)
    assert chips(many, str) == [Chip("Up to 2020", "years"), Chip("4 chosen papers", "documents")]
    assert without(many, "documents", "") == Selection(last=2020)
    assert without(many, "all", "") == Selection()
    assert without(many, "nonsense", "") == many
    assert [chip.label for chip in chips(Selection(first=2020), str)] == ["From 2020"]
    assert [chip.label for chip in chips(Selection(first=2020, last=2020), str)] == ["2020"]


@given(st.text(), st.text(), st.sampled_from(["waiting", "checked", "read", "added", "known", "refused"]))
def test_whatever_files_are_called_they_are_shown_as_text(name: str, note: str, state: str) -> None:
    job = Job(name, note, (FileProgress(name, state, note),))  # type: ignore[arg-type]
    shown = library_html.job(job, note)
    tags = set(re.findall(r"<\s*/?\s*([^\s>]*)", shown))
    assert tags <= {"p", "section", "strong", "progress", "span", "ul", "li"}
    assert not set(shown) & set("${}`\\")


def test_a_job_says_its_pace_and_its_end() -> None:
    running = Job("Adding 2 files", "Encoding", read=(2, 2), encoded=(120, 1000), rate=12.4, left=100.0)
    assert "120 of 1,000 passages, 12 a second, about 2 min left" in library_html.job(running)
    assert 'value="30"' in library_html.job(running)
    assert "data-running" in library_html.job(running)
    reading = Job("Adding", "Reading", read=(3, 40), rate=1.5)
    assert "3 of 40 files, 1.5 a second" in library_html.job(reading)
    ended = Job("Adding", files=(FileProgress("a", "checked"),), finished=True, problem="Stopped.")
    assert "not added" in library_html.job(ended)
    assert "data-running" not in library_html.job(ended)
    assert library_html.job(None) == ""


def test_the_list_shows_papers_as_text_and_what_removing_means(own: Library) -> None:
    listing = Listings().of(own)
    name = listing.rows[0].id
    shown = library_html.papers(own, listing, View(), Selection((name,)), local=True)
    assert shown.count("<li ") == 3
    assert "<img" not in shown
    assert "<b>" not in shown
    assert shown.count(" checked>") == 1
    assert "Its 1 passage will no longer be searched." in shown
    assert "3 papers." in shown
    assert "1 of 3 papers." in library_html.papers(own, listing, View("axolotls"), Selection(), local=True)
    assert "None of 3 papers matches." in library_html.papers(own, listing, View("q9"), Selection(), local=True)


def test_the_first_200_of_many_are_shown_and_the_rest_counted(own: Library) -> None:
    many = Listing([LISTING.rows[0]] * 35_000)
    shown = library_html.papers(own, many, View(), Selection(), local=True)
    assert shown.count("<li ") == 200
    assert "The first 200 are shown; search to see others (34,800 more)." in shown


def test_a_library_that_cannot_be_written_offers_no_change(own: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "library-drop" in library_html.add(own.folder, local=False)
    assert "library-path" not in library_html.add(own.folder, local=False)
    assert "library-path" in library_html.add(own.folder, local=True)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "cannot be written" in library_html.add(own.folder, local=True)
    assert "library-drop" not in library_html.add(own.folder, local=True)
    listing = Listings().of(own)
    assert "Remove" not in library_html.papers(own, listing, View(), Selection(), local=True)


def test_failed_files_show_their_folder_only_to_whoever_sits_at_the_server(tmp_path: Path) -> None:
    from index.writing.progress import Lines
    from index.writing.sync import sync
    from support.libraries import FakeModel, open_library

    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(b"")
    (folder / "fish.txt").write_text("Fish\n\nZebrafish regrow their fins within weeks.\n")
    sync(tmp_path / "library", [folder], FakeModel(), Lines())
    own = open_library(tmp_path / "library")
    listing = Listings().of(own)
    near = library_html.papers(own, listing, View(), Selection(), local=True)
    far = library_html.papers(own, listing, View(), Selection(), local=False)
    assert "1 file yielded no paper" in near
    assert str(folder / "scan.pdf") in near
    assert "secret" not in far
    assert "scan.pdf" in far
    assert "Its file in your own folder stays there." in near
