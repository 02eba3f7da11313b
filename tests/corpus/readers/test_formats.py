from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import corpus
from corpus import Document, Reference, readers
from corpus.errors import CorpusError, ReviewqaError, UnreadableFileError, UnsupportedFileError
from support.libraries import page

ABSTRACT = "Exosomes carry proteins, lipids and RNA between cells. " * 3
FILES = {
    "imsc-exosomes-current-developments-2023.txt": "f31573758169d83ea4054a0ff78496bcf67491e32480f348842c887cefafe78c",
    "imsc-exosomes-preclinical-studies-2023.txt": "a86cc25a6572af05f081cf318ec6abea36d4bd30f62a3fbb5ca9576145912448",
}


def test_a_file_becomes_a_document_under_its_name_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "exosomes.txt"
    text = page("Exosomes at work", ABSTRACT).replace("\n", "\r\n")
    file.write_bytes(text.encode())
    (document,) = corpus.read(file)
    assert (document.source, document.text, document.reference.title) == ("exosomes.txt", text, "Exosomes at work")


def test_a_file_of_many_records_becomes_many_documents_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "abstracts.jsonl"
    rows = [{"_id": str(number), "title": f"Study {number}", "text": ABSTRACT} for number in range(3)]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    documents = corpus.read(file)
    assert [document.reference.title for document in documents] == ["Study 0", "Study 1", "Study 2"]
    assert {(document.source, document.format) for document in documents} == {("abstracts.jsonl", "JSON lines")}


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "missing.txt"
    with pytest.raises(UnreadableFileError) as caught:
        corpus.read(file)
    assert str(caught.value) == f"{file}: cannot be read (No such file or directory)."


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        corpus.read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read (Is a directory)."


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\0" * 1000])
def test_an_empty_file_is_unsupported_and_said_to_be_empty(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(data)
    with pytest.raises(UnsupportedFileError) as caught:
        corpus.read(file)
    assert str(caught.value) == "page.txt: is empty."


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0", "is a picture"),
        (b"GIF89a", "is a picture"),
        (b"PK\x03\x04", "is a ZIP archive or an office file that is not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Office file; save it as .docx or PDF"),
        (b"Rar!\x1a\x07", "is a RAR archive; unpack it"),
        (b"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it"),
        (b"SQLite format 3\0", "is a database"),
        (b"{\\rtf1\\ansi\\deff0 ", "is an RTF file; save it as .docx or PDF"),
        (b"\x7fELF", "has no text that can be read"),
    ],
)
def test_a_file_of_another_kind_is_unsupported_and_said_what_it_is(head: bytes, what: str) -> None:
    """By its content, whatever its name."""
    with pytest.raises(UnsupportedFileError) as caught:
        readers.read_bytes(head + bytes(range(256)) * 4, "paper.pdf")
    known = ", ".join(one.name for one in readers.FORMATS)
    assert str(caught.value) == f"paper.pdf: {what}. Papers can be {known}."


def test_rich_text_is_not_taken_for_plain_text() -> None:
    text = r"{\rtf1\ansi\deff0 {\fonttbl {\f0 Times;}} " + ABSTRACT + r"\par " + ABSTRACT + "}"
    with pytest.raises(UnsupportedFileError, match="is an RTF file"):
        readers.read_bytes(text.encode(), "paper.txt")


def reader(name: str, sign: bytes) -> SimpleNamespace:
    """A module that reads files which begin with a sign."""
    return SimpleNamespace(
        recognises=lambda data: data.startswith(sign), read=lambda data, source: [Document(source, name, Reference())]
    )


@pytest.fixture
def two_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "corpus.readers.strict", reader("Strict", b"AB"))
    monkeypatch.setitem(sys.modules, "corpus.readers.lax", reader("Lax", b"A"))
    monkeypatch.setattr(
        readers, "FORMATS", (readers.Format("Strict", 1, 1, "strict"), readers.Format("Lax", 1, 1, "lax"))
    )


@pytest.mark.usefixtures("two_formats")
@pytest.mark.parametrize(("data", "name"), [(b"ABC", "Strict"), (b"ACB", "Lax")])
def test_the_first_format_that_recognises_the_bytes_reads_them(data: bytes, name: str) -> None:
    assert readers.format_of(data, "x").name == name
    assert [document.text for document in readers.read_bytes(data, "x")] == [name]


@pytest.mark.usefixtures("two_formats")
def test_a_file_that_no_reader_knows_is_unsupported_and_the_formats_are_named() -> None:
    with pytest.raises(UnsupportedFileError) as caught:
        readers.read_bytes(b"BA", "page.txt")
    assert str(caught.value) == "page.txt: has no text that can be read. Papers can be Strict, Lax."


@pytest.mark.usefixtures("two_formats")
@pytest.mark.parametrize(
    "changed",
    [{"name": "Lenient"}, {"version": 2}],
)
def test_the_versions_change_when_a_reader_does(changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    before = readers.versions()
    first, second = readers.FORMATS
    assert readers.versions() == before
    monkeypatch.setattr(readers, "FORMATS", (first, dataclasses.replace(second, **changed)))
    after = readers.versions()
    monkeypatch.setattr(readers, "FORMATS", (first,))
    assert len({before, after, readers.versions()}) == 3


@pytest.mark.parametrize("known", readers.FORMATS, ids=lambda known: known.name)
@pytest.mark.parametrize("data", [b"", b"\0", bytes(range(256))], ids=["empty", "nul", "all bytes"])
def test_no_format_recognises_what_is_no_paper(known: readers.Format, data: bytes) -> None:
    assert known.recognises(data) is False


def test_formats_have_different_names() -> None:
    names = [one.name for one in readers.FORMATS]
    assert len(set(names)) == len(names) > 0


@pytest.mark.parametrize("error", [UnreadableFileError, UnsupportedFileError])
def test_the_errors_of_a_reader_are_errors_of_the_corpus(error: type[Exception]) -> None:
    assert issubclass(error, CorpusError)
    assert issubclass(error, ReviewqaError)


def test_the_packaged_reviews_come_in_the_order_of_their_file_names(reviews: tuple[Document, ...]) -> None:
    assert [review.source for review in reviews] == sorted(FILES)


def test_the_packaged_reviews_are_the_bytes_the_project_was_given() -> None:
    folder = resources.files("corpus") / "reviews"
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES} == FILES


def test_the_text_of_a_packaged_review_is_its_file_byte_for_byte(reviews: tuple[Document, ...]) -> None:
    assert {review.source: hashlib.sha256(review.text.encode()).hexdigest() for review in reviews} == FILES


def test_a_packaged_review_read_as_a_file_is_the_same_document(reviews: tuple[Document, ...]) -> None:
    folder = Path(str(resources.files("corpus"))) / "reviews"
    assert tuple(document for name in sorted(FILES) for document in corpus.read(folder / name)) == reviews
