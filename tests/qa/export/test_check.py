from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corpus import Document, Reference
from corpus.document import Citation, CitedWork
from corpus.errors import CheckError
from corpus.readers.printed.hyphens import soft_hyphens
from index.library import Library
from qa.answer import Display, Evidence, Place, quote
from qa.command.cli import app
from qa.conversations.turns import Conversation
from qa.export import markdown, web, word
from qa.export.check import Problem, Report, check, compare
from qa.export.differences import differences
from qa.export.marks import Mark, MarkedQuote, Quotes, digest
from qa.export.reading import read_quotes
from support.export import conversation, evidence, turn
from support.libraries import build_library, page, saved

FINS = page(
    "Fins of fishes that live in the sea: a review",
    "Fins regrow in\xa0a week, as every keeper of small fishes has seen. Small fins regrow sooner than large fins do.",
    "Small fins regrow sooner.",
)
SUFFIXES = ("md", "html", "docx")


@pytest.fixture(scope="module")
def fish(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Document]:
    document = saved(FINS)
    return build_library(tmp_path_factory.mktemp("check") / "library", [document]), document


def cut(document: Document, text: str) -> tuple[str, int]:
    return text, document.text.index(text)


def held(document: Document, *quotes: tuple[str, int]) -> Conversation:
    return conversation(turn(*(evidence(text, start, document.id) for text, start in quotes)))


def saved_as(suffix: str, folder: Path, exported: Conversation) -> Path:
    file = folder / f"export.{suffix}"
    if suffix == "docx":
        file.write_bytes(word(exported))
    else:
        file.write_text({"md": markdown, "html": web}[suffix](exported), encoding="utf-8")
    return file


def edit(file: Path, old: str, new: str) -> None:
    """Change what the file says, as a person does."""
    if file.suffix != ".docx":
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        return
    document = docx.Document(str(file))
    changed = [text for text in document.element.body.iter(qn("w:t")) if old in text.text]
    assert changed
    for text in changed:
        text.text = text.text.replace(old, new)
    document.save(str(file))


FIRST = "Fins regrow in\xa0a week, as every keeper of small fishes has seen."


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_exported_matches(suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as(suffix, tmp_path, held(document, cut(document, FIRST), cut(document, "Small fins")))
    assert check(file, library) == Report(str(file), 2, 0, ())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_changed_word_is_told(suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    quote, start = cut(document, FIRST)
    file = saved_as(suffix, tmp_path, held(document, (quote, start), cut(document, "Small fins regrow sooner than")))
    edit(file, "every keeper of small", "each keeper of")
    (problem,) = check(file, library).problems
    assert problem == Problem(1, document.id, start, start + len(quote), "edited", problem.what)
    assert problem.what == "was changed in the file: “each” for “every”, “small” is missing."


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_other_white_space_is_no_change(suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    """Word and browsers make common spaces of others, and break lines where they like."""
    library, document = fish
    file = saved_as(suffix, tmp_path, held(document, cut(document, FIRST)))
    edit(file, "in\xa0a week, as", "in a  week, as")
    assert check(file, library).matches


WRAPPED = Document(
    "fins.pdf", "Before it.\n\nSmall fins regener-\nate, in zebra-\nfish, within a few\nweeks of injury.43 They do.",
    Reference(title="On fins"), wrapped=True, soft_hyphens=(30, 45),
    bibliography=(CitedWork("43", Reference(title="On injury"), 0, 1),), citations=(Citation((0,), 82, 84),),
)  # fmt: skip
SHOWN = "Small fins regenerate, in zebrafish, within a few weeks of injury.⁴³"


def of_lines() -> Evidence:
    assert WRAPPED.soft_hyphens == soft_hyphens(WRAPPED.text)
    (one,) = quote([Place(WRAPPED, None, "body", 12, 84, 0, len(WRAPPED.text), 1.0)])
    return one


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_quote_is_exported_as_it_reads_and_matches(suffix: str, tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [WRAPPED])
    one = of_lines()
    file = saved_as(suffix, tmp_path, conversation(turn(one)))
    assert read_quotes(file).marked[0].text == SHOWN
    assert check(file, library).matches
    edit(file, "zebrafish", "goldfish")
    (problem,) = check(file, library).problems
    assert problem.what == "was changed in the file: “goldfish,” for “zebrafish,”."


def test_a_quote_exported_as_stored_matches_too(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [WRAPPED])
    one = of_lines()
    stored = replace(one, display=Display("", one.quote, ""))
    assert check(saved_as("md", tmp_path, conversation(turn(stored))), library).matches


def test_a_quote_as_it_reads_is_found_where_it_is_now(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [WRAPPED])
    mark = Mark(WRAPPED.id, 5, 77, digest(WRAPPED.text[5:77]))
    (problem,) = compare(Path("a.md"), Quotes((MarkedQuote(mark, SHOWN),)), library).problems
    assert problem.moved_to == (12, 84)


def test_lines_broken_elsewhere_are_no_change(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as("md", tmp_path, held(document, cut(document, FIRST)))
    edit(file, "week, as", "week,\n> as")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert check(file, library).matches


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_white_space_that_the_paper_no_longer_has_is_told(
    suffix: str, tmp_path: Path, fish: tuple[Library, Document]
) -> None:
    library, document = fish
    quote, start = cut(document, FIRST)
    file = saved_as(suffix, tmp_path, held(document, (quote.replace("\xa0", " "), start)))
    (problem,) = check(file, library).problems
    assert (problem.kind, problem.what) == (
        "paper changed",
        "is no longer what the library's text says there: only white space differs.",
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_text_that_moved_is_told_with_its_place(suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    quote, start = cut(document, FIRST)
    file = saved_as(suffix, tmp_path, held(document, (quote, start - 7)))
    (problem,) = check(file, library).problems
    assert (problem.kind, problem.moved_to) == ("moved", (start, start + len(quote)))
    assert problem.what == f"is at characters {start:,}–{start + len(quote):,} now."


def test_of_several_places_the_nearest_is_told(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    quote = "Small fins regrow sooner"
    places = [found.start() for found in re.finditer(quote, document.text)]
    assert len(places) == 2
    for place in places:
        for step in (-3, 3):
            file = saved_as("md", tmp_path, held(document, (quote, place + step)))
            (problem,) = check(file, library).problems
            assert problem.moved_to == (place, place + len(quote))


def test_a_quote_that_the_paper_never_had_is_told(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as("md", tmp_path, held(document, ("Feathers do not grow", 0), ("Feathers do not grow", 10**9)))
    there = document.text[:20].strip()
    assert [(one.kind, one.what) for one in check(file, library).problems] == [
        ("paper changed", f"is no longer what the library's text says there: “Feathers do not grow” for “{there}”."),
        ("paper changed", "is no longer there: the library's text of the paper ends before it."),
    ]


def test_a_document_that_is_gone_is_told(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    file = saved_as("md", tmp_path, conversation(turn(evidence("Fins.", 3, "gull-2020-1a2b3c"))))
    (problem,) = check(file, fish[0]).problems
    assert str(problem) == (
        "Quote 1 of gull-2020-1a2b3c (characters 3–8) cannot be checked: the library does not have this document. "
        "See: reviewqa list"
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_people_may_write_around_the_quotes(suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as(suffix, tmp_path, held(document, cut(document, FIRST)))
    if suffix == "docx":
        opened = docx.Document(str(file))
        opened.paragraphs[0].insert_paragraph_before("My own words.")
        opened.add_paragraph("Somebody else's quote.", style="Quote")
        opened.save(str(file))
    elif suffix == "md":
        text = file.read_text(encoding="utf-8")
        file.write_text(f"My own.\n\n> Somebody else's quote.\n\n{text}\n\n> Another.\n", encoding="utf-8")
    else:
        edit(file, "<main>", "<main><p>My own<br>words.</p><blockquote>Somebody else's quote.</blockquote>")
    report = check(file, library)
    assert report.matches
    assert report.unmarked == {"docx": 1, "md": 2, "html": 1}[suffix]


def test_a_mark_without_its_quote_is_told(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as("md", tmp_path, held(document, cut(document, FIRST)))
    file.write_text("\n".join(line for line in file.read_text("utf-8").split("\n") if line[:1] != ">"), "utf-8")
    (problem,) = check(file, library).problems
    assert problem.kind == "quote gone"


def test_word_may_split_runs_and_track_changes(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as("docx", tmp_path, held(document, cut(document, FIRST)))
    opened = docx.Document(str(file))
    (content,) = opened.element.body.iter(qn("w:sdtContent"))
    (run,) = content.iter(qn("w:r"))
    deleted = OxmlElement("w:del")
    deleted.append(OxmlElement("w:r"))
    words = OxmlElement("w:delText")
    words.text = "never "
    deleted[0].append(words)
    tail = OxmlElement("w:r")
    tail.append(OxmlElement("w:t"))
    whole = run[0].text
    run[0].text, tail[0].text = whole[:9], whole[9:]
    tail[0].set(qn("xml:space"), "preserve")
    content.extend([deleted, OxmlElement("w:proofErr"), tail])
    opened.save(str(file))
    assert check(file, library).matches
    inserted = OxmlElement("w:ins")
    inserted.append(OxmlElement("w:r"))
    inserted[0].append(OxmlElement("w:t"))
    inserted[0][0].text = " Indeed."
    content.append(inserted)
    opened.save(str(file))
    assert check(file, library).problems[0].what == "was changed in the file: “Indeed.” is added."


def test_word_writes_some_hyphens_as_elements(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    library, document = fish
    file = saved_as("docx", tmp_path, held(document, cut(document, "of small fishes")))
    opened = docx.Document(str(file))
    (content,) = opened.element.body.iter(qn("w:sdtContent"))
    content[0].append(OxmlElement("w:softHyphen"))
    content[0].append(OxmlElement("w:noBreakHyphen"))
    opened.save(str(file))
    assert "“fishes\xad\u2011” for “fishes”" in check(file, library).problems[0].what


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"", "is not a Word document, or is broken"),
        ("a.docx", b"PK\x03\x04 cut short", "is not a Word document, or is broken"),
        ("a.docx", zipped({"mimetype": b"x"}), "is not a Word document, or is broken"),
        ("a.docx", zipped({"word/document.xml": b"<w:document"}), "broken"),
        ("a.docx", zipped({"word/document.xml": b" " * (33 << 20)}), "unpacks to more than any conversation has"),
        ("a.docx", zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + b"<a>" * 5000}), "broken"),
        ("a.md", b"\xff\x00\x80", "is not text in UTF-8"),
        ("a.html", "é".encode("latin-1"), "is not text in UTF-8"),
        ("a.md", b" " * ((32 << 20) + 1), "is larger than 32 MB"),
        ("a.pdf", b"%PDF", "Give a .md, .docx or .html file."),
        ("a.md", None, "cannot be opened (No such file or directory)"),
    ],
)
def test_files_that_cannot_be_checked(
    name: str, data: bytes | None, said: str, tmp_path: Path, fish: tuple[Library, Document]
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(CheckError, match=re.escape(said)) as raised:
        check(file, fish[0])
    assert str(file) in str(raised.value)


def test_a_folder_is_no_file(tmp_path: Path, fish: tuple[Library, Document]) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(CheckError, match="Is a directory"):
        check(tmp_path / "a.md", fish[0])


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"# Notes", b"<p>", b"<html>" + b"<div>" * 5000, b"> q\n" * 9])
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_files_without_quotes(data: bytes, suffix: str, tmp_path: Path, fish: tuple[Library, Document]) -> None:
    file = tmp_path / f"a.{suffix}"
    file.write_bytes(data)
    report = check(file, fish[0])
    assert (report.quotes, report.problems, report.matches) == (0, (), False)


@given(st.binary(max_size=300), st.sampled_from(SUFFIXES))
def test_no_bytes_break_it(
    fish: tuple[Library, Document], tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    file.write_bytes(data)
    try:
        assert not check(file, fish[0]).matches
    except CheckError as error:
        assert "Give" in str(error) or "export it again" in str(error).lower()


@pytest.mark.parametrize(
    ("has", "should", "told"),
    [
        ("a b", "a  b", "only white space differs"),
        ("a big fin", "a small fin", "“big” for “small”"),
        ("a fin", "a small fin", "“small” is missing"),
        ("a small fin", "a fin", "“small” is added"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9", "“e\u0301té” for “été” in other characters that look the same"),
        ("1 b 2 d 3 f 4 h 5", "0 b 0 d 0 f 0 h 0", "“1” for “0”, “2” for “0”, “3” for “0”, and 2 more"),
        ("a " + "x" * 100, "a y", f"“{'x' * 59}…” for “y”"),
        ("a b", "", "“a b” is added"),
        ("", "a b", "“a b” is missing"),
    ],
)
def test_differences_in_a_few_words(has: str, should: str, told: str) -> None:
    assert differences(has, should) == told


def test_differences_of_long_texts_are_found_soon() -> None:
    assert differences("a " * 100_000 + "b", "a " * 100_000 + "c") == "“b” for “c”"
    assert len(differences(" ".join(map(str, range(50_000))), " ".join(map(str, range(50_000, 0, -1))))) < 300


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def as_library(monkeypatch: pytest.MonkeyPatch, fish: tuple[Library, Document]) -> Document:
    monkeypatch.setattr("qa.library.libraries.open_library", lambda *_: fish[0])
    return fish[1]


def test_the_command_says_that_all_match(tmp_path: Path, as_library: Document) -> None:
    file = saved_as("md", tmp_path, held(as_library, cut(as_library, FIRST)))
    assert run(str(file)) == (0, f"1 quote of {file}: as in the library, word for word.\n")


def test_the_command_names_what_does_not_match(tmp_path: Path, as_library: Document) -> None:
    quote, start = cut(as_library, FIRST)
    file = saved_as("md", tmp_path, held(as_library, (quote, start), cut(as_library, "Small fins")))
    edit(file, "every", "\u202eeach")
    file.write_text(file.read_text("utf-8") + "\n> Mine.\n", "utf-8")
    assert run(str(file)) == (
        1,
        f"Quote 1 of {as_library.id} (characters {start:,}–{start + len(quote):,}) was changed in the file: "
        "“\\u202eeach” for “every”.\n"
        f"2 quotes of {file}: 1 as in the library, 1 not. Not checked, as they have no mark: 1 more.\n",
    )


def test_the_command_for_programs(tmp_path: Path, as_library: Document) -> None:
    quote, start = cut(as_library, FIRST)
    file = saved_as("html", tmp_path, held(as_library, (quote, start - 1)))
    code, printed = run(str(file), "--json")
    assert (code, json.loads(printed)) == (
        1,
        {
            "file": str(file),
            "matches": False,
            "quotes": 1,
            "unmarked": 0,
            "problems": [
                {
                    "quote": 1,
                    "document_id": as_library.id,
                    "start": start - 1,
                    "end": start - 1 + len(quote),
                    "kind": "moved",
                    "what": f"is at characters {start:,}–{start + len(quote):,} now.",
                    "moved_to": [start, start + len(quote)],
                }
            ],
        },
    )


def test_the_command_on_a_file_without_quotes(tmp_path: Path, as_library: Document) -> None:
    file = tmp_path / "a.md"
    file.write_text("# Notes\n", "utf-8")
    assert run(str(file)) == (1, f"{file} holds no quotes that reviewqa exported.\n")


def test_the_command_on_a_file_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is opened, or built, for it."""
    monkeypatch.delattr("qa.library.libraries.open_library")
    monkeypatch.setattr("qa.library.libraries.open_library", lambda *_: pytest.fail("opened"), raising=False)
    code, printed = run(str(tmp_path / "a.md"))
    assert code == 1
    assert "cannot be opened" in printed
