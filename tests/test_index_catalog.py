from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Name, Reference, Section, Statement
from corpus.errors import LibraryDamagedError
from index.abbreviations import Definition
from index.catalog import Catalog, EncodedSentence, StoredPassage, _pack, _unpack
from index.encoder import Vectors, normalised
from index.passages import Passage, Sentence

ONE = Document(
    "one.txt",
    "Über Zellen\r\n\xa0It heals. It grows. It ends.",
    Reference(title="Über Zellen", author=(Name("Li", "Bo"),), issued=(2021, 2), keyword=("MSC", "EV")),
    (Section(None, "reference", 0, 11), Section("Abstract", "body", 14, 42)),
    (Statement(("title",), 0, 11),),
)
TWO = Document("two.txt", "Bones. They mend.", Reference(title="Bones", issued=(2020,)))


def unit(*numbers: float) -> Vectors:
    return normalised(np.array(numbers, dtype=np.float32))


def encoded(start: int, end: int, seed: int = 0, words: int = 2) -> EncodedSentence:
    rng = np.random.default_rng(seed)
    vector = normalised(rng.standard_normal(8).astype(np.float32))
    rows = normalised(rng.standard_normal((words, 8)).astype(np.float32))
    return EncodedSentence(Sentence("Abstract", start, end), (f"term{seed}", "heal"), vector, rows)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A catalog of two documents, with three sentences and one."""
    file = tmp_path / "catalog.sqlite"
    catalog = Catalog.create(file)
    first = [encoded(14, 23, 1), encoded(24, 33, 2, words=0), encoded(34, 42, 3, words=5)]
    catalog.add(
        ONE, first, [Passage(0, 1), Passage(1, 2)], [Definition("MSC", "stem cells"), Definition("EV", "vials")]
    )
    catalog.add(TWO, [encoded(7, 17, 4)], [Passage(0, 0)], [Definition("MSC", "stem cells")])
    catalog.close()
    return file


@pytest.fixture
def catalog(file: Path) -> Catalog:
    return Catalog.open(file)


def test_documents_are_read_back_as_they_were(catalog: Catalog) -> None:
    assert [catalog.document(document.id) for document in (ONE, TWO)] == [ONE, TWO]


def test_documents_come_in_the_order_of_their_ids(catalog: Catalog) -> None:
    assert catalog.document_ids() == sorted([ONE.id, TWO.id])
    assert [document.id for document in catalog.documents()] == sorted([ONE.id, TWO.id])


def test_the_packaged_reviews_are_read_back_as_they_were(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    catalog = Catalog.create(tmp_path / "catalog.sqlite")
    for review in reviews:
        catalog.add(review, [], [], [])
    assert list(catalog.documents()) == sorted(reviews, key=lambda review: review.id)


def test_an_unknown_document_is_none(catalog: Catalog) -> None:
    assert catalog.document("nobody-2000-000000") is None


def test_sentences_are_read_back_with_their_places_and_documents(catalog: Catalog) -> None:
    found = catalog.sentences([1, 2, 3, 4])
    assert [(s.id, s.document, s.sentence.start, s.sentence.end) for s in found] == [
        (1, ONE.id, 14, 23),
        (2, ONE.id, 24, 33),
        (3, ONE.id, 34, 42),
        (4, TWO.id, 7, 17),
    ]
    assert {sentence.sentence.section for sentence in found} == {"Abstract"}


def test_the_terms_of_a_sentence_are_read_back_in_order(catalog: Catalog) -> None:
    assert [sentence.terms for sentence in catalog.sentences([1, 4])] == [("term1", "heal"), ("term4", "heal")]


def test_sentences_come_in_the_order_asked_for(catalog: Catalog) -> None:
    assert [sentence.id for sentence in catalog.sentences([3, 1, 3])] == [3, 1, 3]


def test_the_vector_of_a_sentence_is_read_back_bit_for_bit(catalog: Catalog) -> None:
    (found,) = catalog.sentences([3])
    assert found.vector.dtype == np.float32
    assert found.vector.tobytes() == encoded(34, 42, 3).vector.tobytes()


@pytest.mark.parametrize(("number", "shape"), [(1, (2, 8)), (2, (0, 8)), (3, (5, 8))])
def test_the_words_of_a_sentence_keep_their_shape(catalog: Catalog, number: int, shape: tuple[int, int]) -> None:
    (found,) = catalog.sentences([number])
    assert found.words.shape == shape
    assert found.words.dtype == np.float32


def test_passages_are_read_back_with_the_numbers_of_their_sentences(catalog: Catalog) -> None:
    assert catalog.passages(catalog.passage_ids()) == [
        StoredPassage(1, ONE.id, range(1, 3)),
        StoredPassage(2, ONE.id, range(2, 4)),
        StoredPassage(3, TWO.id, range(4, 5)),
    ]


def test_passages_are_asked_for_by_numpy_numbers_too(catalog: Catalog) -> None:
    assert [passage.id for passage in catalog.passages(np.array([3, 1]))] == [3, 1]


def test_the_passages_of_one_document_are_found(catalog: Catalog) -> None:
    assert catalog.passage_ids(ONE.id) == [1, 2]


def test_definitions_are_those_of_every_document(catalog: Catalog) -> None:
    assert catalog.definitions() == [
        Definition("MSC", "stem cells"),
        Definition("EV", "vials"),
        Definition("MSC", "stem cells"),
    ]


def test_a_definition_that_a_document_repeats_counts_once(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "catalog.sqlite")
    catalog.add(TWO, [], [], [Definition("MSC", "stem cells")] * 2)
    assert catalog.definitions() == [Definition("MSC", "stem cells")]


def test_a_document_is_stored_whole_or_not_at_all(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "catalog.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        catalog.add(ONE, [encoded(14, 23)], [Passage(0, 7)], [])  # there is no eighth sentence
    assert (catalog.document_ids(), catalog.passage_ids()) == ([], [])
    catalog.add(ONE, [encoded(14, 23)], [Passage(0, 0)], [])
    assert catalog.passages([1]) == [StoredPassage(1, ONE.id, range(1, 2))]


def test_an_opened_catalog_cannot_be_written(catalog: Catalog) -> None:
    other = dataclasses.replace(TWO, reference=Reference(title="Other"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        catalog.add(other, [], [], [])


def test_opening_and_reading_leaves_no_other_file(file: Path) -> None:
    catalog = Catalog.open(file)
    list(catalog.documents())
    catalog.close()
    assert [path.name for path in file.parent.iterdir()] == ["catalog.sqlite"]


def test_a_folder_name_with_odd_characters_is_opened(file: Path) -> None:
    odd = file.parent / "a #b?c%20d & é"
    odd.mkdir()
    file.rename(odd / "catalog.sqlite")
    assert Catalog.open(odd / "catalog.sqlite").passage_ids() == [1, 2, 3]


def test_a_missing_file_is_damage_and_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError) as caught:
        Catalog.open(tmp_path / "catalog.sqlite")
    expected = f"{tmp_path / 'catalog.sqlite'}: the catalog cannot be read (unable to open database file)."
    assert str(caught.value) == expected
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9])
def test_a_file_cut_short_is_damage(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LibraryDamagedError):
        Catalog.open(file)


def test_a_file_that_is_no_database_is_damage(file: Path) -> None:
    file.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(LibraryDamagedError, match="file is not a database"):
        Catalog.open(file)


def test_another_database_is_damage(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "catalog.sqlite")
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="no such table: document"):
        Catalog.open(tmp_path / "catalog.sqlite")


@given(st.integers(0, 6), st.integers(1, 64), st.integers(0, 2**32 - 1))
def test_packed_vectors_differ_by_no_more_than_rounding(rows: int, dim: int, seed: int) -> None:
    """Half a step of peak/127 in each component, at most doubled when the length is restored."""
    vectors = normalised(np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32))
    unpacked = _unpack(_pack(vectors), dim)
    bound = np.sqrt(dim) * np.abs(vectors).max(axis=1, initial=0) / 127
    assert unpacked.shape == vectors.shape
    assert (np.linalg.norm(unpacked - vectors, axis=1) <= bound + 1e-6).all()


@given(st.integers(1, 6), st.integers(1, 64), st.integers(0, 2**32 - 1))
def test_packed_vectors_come_back_with_length_one_in_a_byte_a_component(rows: int, dim: int, seed: int) -> None:
    vectors = normalised(np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32))
    packed = _pack(vectors)
    assert len(packed) == rows * dim
    assert np.linalg.norm(_unpack(packed, dim), axis=1) == pytest.approx(np.ones(rows), abs=1e-6)


def test_a_packed_axis_comes_back_exactly() -> None:
    assert _unpack(_pack(np.stack([unit(0, 1, 0), unit(-1, 0, 0)])), 3).tolist() == [[0, 1, 0], [-1, 0, 0]]


def test_a_packed_vector_of_noughts_stays_nought() -> None:
    assert _unpack(_pack(np.zeros((1, 3), np.float32)), 3).tolist() == [[0, 0, 0]]
