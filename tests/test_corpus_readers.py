from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

import pytest

import corpus
from corpus import Document
from corpus.errors import CorpusError, ReviewqaError, UnreadableFileError, UnsupportedFileError
from tests.conftest import page

ABSTRACT = "Exosomes carry proteins, lipids and RNA between cells. " * 3
FILES = {
    "imsc-exosomes-current-developments-2023.txt": "f31573758169d83ea4054a0ff78496bcf67491e32480f348842c887cefafe78c",
    "imsc-exosomes-preclinical-studies-2023.txt": "a86cc25a6572af05f081cf318ec6abea36d4bd30f62a3fbb5ca9576145912448",
}


def test_a_file_becomes_a_document_under_its_name_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "exosomes.txt"
    text = page("Exosomes at work", ABSTRACT).replace("\n", "\r\n")
    file.write_bytes(text.encode())
    document = corpus.read(file)
    assert (document.source, document.text, document.reference.title) == ("exosomes.txt", text, "Exosomes at work")


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "missing.txt"
    with pytest.raises(UnreadableFileError) as caught:
        corpus.read(file)
    assert str(caught.value) == f"{file}: cannot be read (No such file or directory)."


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        corpus.read(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read (Is a directory)."


@pytest.mark.parametrize(
    "data", ["Müller".encode("latin-1"), page("T", ABSTRACT).encode("utf-16"), b"\x89PNG\r\n\x1a\n"]
)
def test_a_file_that_is_not_utf8_is_unreadable(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(data)
    with pytest.raises(UnreadableFileError) as caught:
        corpus.read(file)
    assert str(caught.value) == f"{file}: is not UTF-8 text. Save it as text in UTF-8 and try again."


@pytest.mark.parametrize("text", ["", "Only a title", "<html><p>" + ABSTRACT, '{"a": 1}', "%PDF-1.7", "a\0b"])
def test_a_file_that_no_reader_knows_is_unsupported(tmp_path: Path, text: str) -> None:
    file = tmp_path / "page.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnsupportedFileError) as caught:
        corpus.read(file)
    assert str(caught.value) == (
        "page.txt: is not a saved review page (a title or a citation line, then an abstract, as text)."
    )


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
    assert tuple(corpus.read(folder / name) for name in sorted(FILES)) == reviews
