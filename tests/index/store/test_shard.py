from __future__ import annotations

import dataclasses
import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, Name, Reference, Section, Statement
from corpus.document import Box, Citation, CitedWork, Page
from corpus.errors import LibraryDamagedError
from index.models.encoder import Vectors, normalised
from index.store.numbers import numbers_of, record_of, title_of
from index.store.packing import pack_vector, pack_words, unpack_vectors, unpack_words
from index.store.shard import Shard, StoredPassage
from index.text.passages import Passage, Sentence
from index.text.prepare import Prepared, PreparedSentence, prepare

DIM, WORD_DIM = 8, 6
ONE = Document(
    "one.txt",
    "Über Zellen\r\n\xa0It heals. It grows. It ends.",
    Reference(title="Über Zellen", author=(Name("Li", "Bo"),), issued=(2021, 2), keyword=("MSC", "EV")),
    (Section(None, "reference", 0, 11), Section("Abstract", "body", 14, 42)),
    (Statement(("title",), 0, 11),),
)
TWO = Document("two.txt", "Bones. They mend.", Reference(title="Bones", issued=(2020,)))
FULL = Document(
    "full.pdf",
    "Cells re-\ngrow [1].\nFig. 1 A cell.\n1. Wu. Cells. 2019.",
    Reference(title="Full"),
    (Section("Results", "body", 0, 19), Section(None, "caption", 20, 34), Section(None, "bibliography", 35, 54)),
    format="PDF",
    wrapped=True,
    soft_hyphens=(8,),
    bibliography=(CitedWork("1", Reference(title="Cells", author=(Name("Wu"),), issued=(2019,)), 35, 54),),
    citations=(Citation((0,), 15, 18),),
    pages=(Page(1, "iv", 595.3, 841.9, 0, 20), Page(2, "v", 595.3, 841.9, 20, 54)),
    boxes=(Box(0, 5, 72.0, 700.1, 99.9, 712.3), Box(6, 14, 103.2, 700.1, 130.0, 712.3), Box(20, 24, 1.5, 2, 3, 4)),
)
FIRST, SECOND = numbers_of(1).start, numbers_of(2).start


def prepared(*places: tuple[int, int], passages: list[tuple[int, int]]) -> Prepared:
    sentences = tuple(
        PreparedSentence(Sentence("Abstract", *place), f"term{at} heal", f"Searched {at}.")
        for at, place in enumerate(places)
    )
    return Prepared(sentences, tuple(Passage(*pair) for pair in passages), ())


def some(rows: int, dim: int, seed: int) -> Vectors:
    return normalised(np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32))


def packed(number: int, words: int = 2) -> tuple[int, bytes, bytes]:
    return number, pack_vector(some(1, DIM, number)[0]), pack_words(some(words, WORD_DIM, number))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shard of two records, with three sentences in two passages and with one."""
    file = tmp_path / "0001.sqlite"
    shard = Shard.create(file)
    shard.store(1, ONE, prepared((14, 23), (24, 33), (34, 42), passages=[(0, 1), (1, 2)]))
    shard.store(2, TWO, prepared((7, 17), passages=[(0, 0)]))
    shard.store_encodings([packed(FIRST), packed(FIRST + 1, words=0), packed(FIRST + 2, words=5), packed(SECOND)])
    shard.commit()
    shard.close()
    return file


@pytest.fixture
def shard(file: Path) -> Shard:
    return Shard.open_published(file)


@pytest.fixture
def draft(file: Path) -> Shard:
    """The same, to be changed."""
    return Shard.open(file)


# Numbers


@given(st.integers(0, 2**40), st.integers(0, 2**20 - 1))
def test_every_number_tells_its_record(record: int, at: int) -> None:
    numbers = numbers_of(record)
    assert (len(numbers), record_of(numbers[at])) == (2**20, record)


def test_the_numbers_of_neighbouring_records_follow_each_other() -> None:
    assert numbers_of(1).stop == numbers_of(2).start


@given(st.integers(0, 2**40))
def test_the_title_of_a_record_has_the_last_of_its_numbers(record: int) -> None:
    assert title_of(record) == numbers_of(record + 1).start - 1
    assert record_of(title_of(record)) == record


# What is stored


def test_documents_are_read_back_as_they_were(shard: Shard) -> None:
    assert (shard.records(), [shard.document(1), shard.document(2)]) == ([1, 2], [ONE, TWO])


def test_the_packaged_reviews_are_read_back_as_they_were(tmp_path: Path, reviews: tuple[Document, ...]) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    for number, review in enumerate(reviews):
        shard.store(number, review, prepare(review))
    assert [shard.document(number) for number in shard.records()] == list(reviews)


def test_a_document_of_pages_works_and_marks_is_read_back_whole(tmp_path: Path) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    shard.store(7, FULL, prepare(FULL))
    assert dataclasses.replace(shard.document(7), boxes=shard.boxes(7, 0, len(FULL.text))) == FULL
    assert shard.document(7) == dataclasses.replace(FULL, boxes=())


@pytest.mark.parametrize(
    ("start", "end", "found"), [(0, 54, [0, 1, 2]), (4, 7, [0, 1]), (5, 6, []), (14, 20, []), (21, 22, [2])]
)
def test_the_boxes_between_two_offsets_are_those_of_the_words_there(
    tmp_path: Path, start: int, end: int, found: list[int]
) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    shard.store(7, FULL, prepare(FULL))
    assert shard.boxes(7, start, end) == tuple(FULL.boxes[at] for at in found)


def test_a_document_without_pages_has_no_boxes(shard: Shard) -> None:
    assert shard.boxes(1, 0, 42) == ()


def test_an_unknown_record_is_none_and_has_nothing(shard: Shard) -> None:
    assert (shard.document(3), shard.boxes(3, 0, 9)) == (None, ())
    assert (list(shard.passages(3)), shard.terms(3), shard.unencoded(3)) == ([], {}, [])


def test_sentences_are_read_back_with_their_places_and_records(shard: Shard) -> None:
    found = shard.sentences([FIRST, FIRST + 1, FIRST + 2, SECOND], WORD_DIM)
    assert [(s.id, s.record, s.sentence) for s in found] == [
        (FIRST, 1, Sentence("Abstract", 14, 23)),
        (FIRST + 1, 1, Sentence("Abstract", 24, 33)),
        (FIRST + 2, 1, Sentence("Abstract", 34, 42)),
        (SECOND, 2, Sentence("Abstract", 7, 17)),
    ]


def test_sentences_keep_their_kind_and_that_they_have_no_section(tmp_path: Path) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    shard.store(7, FULL, prepare(FULL))
    number = numbers_of(7).start
    shard.store_encodings([packed(number), packed(number + 1)])
    assert [one.sentence for one in shard.sentences([number, number + 1], WORD_DIM)] == [
        Sentence("Results", 0, 19, "body"),
        Sentence(None, 20, 34, "caption"),
    ]


def test_the_terms_of_a_sentence_are_read_back_in_order(shard: Shard) -> None:
    found = shard.sentences([FIRST, FIRST + 2], WORD_DIM)
    assert [sentence.terms for sentence in found] == [("term0", "heal"), ("term2", "heal")]


def test_the_terms_of_a_record_are_those_of_its_sentences_by_number(shard: Shard) -> None:
    assert shard.terms(1) == {FIRST: "term0 heal", FIRST + 1: "term1 heal", FIRST + 2: "term2 heal"}


def test_the_terms_of_a_records_reference_are_read_back(tmp_path: Path) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    shard.store(1, TWO, Prepared((), (), (), reference_terms="bone 2020"))
    assert shard.reference_terms(1) == "bone 2020"


def test_a_stretch_of_a_text_is_read_alone(shard: Shard) -> None:
    assert shard.text(1, 0, 11) == "Über Zellen"
    assert shard.text(1, 11, 24) == "\r\n\xa0It heals. "
    assert (shard.text(1, 34, 99), shard.text(1, 5, 5), shard.text(3, 0, 9)) == ("It ends.", "", "")


def test_a_title_is_stored_as_a_sentence_of_its_own(tmp_path: Path) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    title = PreparedSentence(Sentence(None, 0, 11, "reference"), "uber zell", "Über Zellen")
    shard.store(1, ONE, dataclasses.replace(prepared((14, 23), passages=[(0, 0)]), title=title))
    number = title_of(1)
    assert shard.terms(1) == {FIRST: "term0 heal", number: "uber zell"}
    assert shard.unencoded(1) == [(FIRST, "Searched 0."), (number, "Über Zellen")]
    shard.store_encodings([packed(FIRST), packed(number)])
    (found,) = shard.sentences([number], WORD_DIM)
    assert (found.id, found.record, found.sentence, found.terms) == (number, 1, title.sentence, ("uber", "zell"))
    assert list(shard.passages(1)) == [StoredPassage(FIRST, range(FIRST, FIRST + 1))]
    assert shard.check() == []
    shard.remove([1])
    assert (shard.terms(1), shard.sentences([number], WORD_DIM), shard.vectors([number])) == ({}, [], [])


def test_sentences_that_are_missing_or_not_encoded_are_left_out(shard: Shard) -> None:
    asked = [FIRST + 3, FIRST, title_of(1), FIRST + 2]
    assert [sentence.id for sentence in shard.sentences(asked, WORD_DIM)] == [FIRST, FIRST + 2]
    assert shard.vectors(asked) == [packed(FIRST)[1], packed(FIRST + 2, 5)[1]]


def test_passages_have_the_heading_of_their_section(tmp_path: Path) -> None:
    shard = Shard.create(tmp_path / "0001.sqlite")
    shard.store(1, ONE, prepared((14, 23), (24, 33), passages=[(0, 0), (1, 1)]))
    shard.store(2, FULL, prepare(FULL))
    shard.store(3, ONE, prepared((14, 23), passages=[(0, 0)]))
    second = numbers_of(2).start
    assert list(shard.headings(1, 2)) == [
        (FIRST, "Abstract"), (FIRST + 1, "Abstract"), (second, "Results"), (second + 1, "")
    ]  # fmt: skip
    assert list(shard.headings(2, 2)) == [(second, "Results"), (second + 1, "")]


def test_sentences_come_in_the_order_asked_for(shard: Shard) -> None:
    asked = [FIRST + 2, FIRST, FIRST + 2]
    assert [sentence.id for sentence in shard.sentences(asked, WORD_DIM)] == asked
    assert shard.vectors(asked) == [packed(FIRST + 2, 5)[1], packed(FIRST)[1], packed(FIRST + 2, 5)[1]]


def test_the_vector_of_a_sentence_is_read_back_as_it_was_packed(shard: Shard) -> None:
    (found,) = shard.sentences([FIRST + 2], WORD_DIM)
    assert found.vector.dtype == np.float32
    assert found.vector.tobytes() == unpack_vectors([pack_vector(some(1, DIM, FIRST + 2)[0])])[0].tobytes()


@pytest.mark.parametrize(("number", "words"), [(FIRST, 2), (FIRST + 1, 0), (FIRST + 2, 5)])
def test_the_words_of_a_sentence_are_read_back_as_they_were_packed(shard: Shard, number: int, words: int) -> None:
    (found,) = shard.sentences([number], WORD_DIM)
    expected = unpack_words([pack_words(some(words, WORD_DIM, number))], WORD_DIM)[0]
    assert (found.words.shape, found.words.dtype) == ((words, WORD_DIM), np.float32)
    assert found.words.tobytes() == expected.tobytes()


def test_passages_are_read_back_with_the_numbers_of_their_sentences(shard: Shard) -> None:
    first = [StoredPassage(FIRST, range(FIRST, FIRST + 2)), StoredPassage(FIRST + 1, range(FIRST + 1, FIRST + 3))]
    second = StoredPassage(SECOND, range(SECOND, SECOND + 1))
    assert list(shard.passages(1)) == first
    assert list(shard.passages()) == [*first, second]
    assert shard.passages_of([SECOND]) == [second]
    assert [passage.record for passage in shard.passages()] == [1, 1, 2]


@pytest.mark.parametrize("number", [0, FIRST + 2, SECOND + 1])
def test_an_unknown_passage_is_a_key_error(shard: Shard, number: int) -> None:
    with pytest.raises(KeyError):
        shard.passages_of([number])


def test_a_document_stored_again_takes_the_place_of_what_was_under_its_number(draft: Shard) -> None:
    draft.store(1, TWO, prepared((0, 6), passages=[(0, 0)]))
    assert (draft.document(1), draft.document(2)) == (TWO, TWO)
    assert list(draft.passages(1)) == [StoredPassage(FIRST, range(FIRST, FIRST + 1))]
    assert draft.unencoded(1) == [(FIRST, "Searched 0.")]


# Vectors


def test_sentences_without_vectors_are_given_with_the_text_to_encode(draft: Shard) -> None:
    document = dataclasses.replace(TWO, text="Bones 🧬. They mend.")
    same = PreparedSentence(Sentence(None, 0, 8), "bone", "Bones 🧬.")
    other = PreparedSentence(Sentence(None, 9, 19), "mend", "Bones mend.")
    draft.store(3, document, Prepared((same, other), (Passage(0, 1),), ()))
    number = numbers_of(3).start
    assert draft.unencoded(3) == [(number, "Bones 🧬."), (number + 1, "Bones mend.")]
    draft.store_encodings([packed(number)])
    assert draft.unencoded(3) == [(number + 1, "Bones mend.")]
    assert list(draft.encodings(3)) == [("Bones 🧬.", *packed(number)[1:])]


def test_vectors_stored_again_take_the_place_of_those_before(draft: Shard) -> None:
    draft.store_encodings([(FIRST, *packed(SECOND)[1:])])
    assert draft.vectors([FIRST]) == [packed(SECOND)[1]]


def test_vectors_of_records_that_are_not_searched_are_removed_and_the_text_stays(draft: Shard) -> None:
    draft.remove_encodings([1])
    assert len(draft.unencoded(1)) == 3
    assert (draft.document(1), draft.vectors([SECOND])) == (ONE, [packed(SECOND)[1]])


# Removing


def test_a_removed_record_takes_all_that_was_made_of_it_with_it(draft: Shard, file: Path) -> None:
    draft.remove([1])
    draft.commit()
    assert draft.records() == [2]
    assert [passage.record for passage in draft.passages()] == [2]
    assert (draft.document(1), draft.terms(1), list(draft.encodings(1))) == (None, {}, [])
    assert (draft.document(2), draft.vectors([SECOND])) == (TWO, [packed(SECOND)[1]])
    connection = sqlite3.connect(file)
    for table in ("sentence", "encoding"):
        assert connection.execute(f"SELECT DISTINCT id >> 20 FROM {table}").fetchall() == [(2,)]


def test_nothing_of_a_removed_record_is_left_in_the_file(draft: Shard, file: Path) -> None:
    text = "Zebrafish " * 5000
    draft.store(3, Document("fish.txt", text, Reference(title="On zebrafish")), prepared((0, 9), passages=[(0, 0)]))
    draft.commit()
    whole = file.stat().st_size
    assert b"Zebrafish Zebrafish" in file.read_bytes()
    draft.remove([3])
    draft.vacuum()
    draft.close()
    assert b"ebrafish" not in file.read_bytes()
    assert file.stat().st_size < whole


# Checking


def spoil(file: Path, change: str) -> list[str]:
    """What a shard's check says after an SQL statement."""
    connection = sqlite3.connect(file)
    connection.execute(change)
    connection.commit()
    connection.close()
    return Shard.open_published(file).check()


def test_a_whole_shard_passes_its_check(shard: Shard) -> None:
    assert shard.check() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DELETE FROM record WHERE id = 2", ["1 sentences lie outside their text"]),
        (f"UPDATE sentence SET start = -1 WHERE id = {SECOND}", ["1 sentences lie outside their text"]),
        (f"UPDATE sentence SET start = 17 WHERE id = {SECOND}", ["1 sentences lie outside their text"]),
        (f'UPDATE sentence SET "end" = 18 WHERE id = {SECOND}', ["1 sentences lie outside their text"]),
        (f"UPDATE passage SET first = first + 1 WHERE id = {SECOND}", ["1 passages have no sentences"]),
        (f"UPDATE passage SET last = last + 7 WHERE id = {FIRST}", ["1 passages have no sentences"]),
        (
            f"DELETE FROM sentence WHERE id = {SECOND}",
            ["1 passages have no sentences", "1 vectors belong to no sentence"],
        ),
    ],
)
def test_rows_that_do_not_fit_each_other_are_told(file: Path, change: str, found: list[str]) -> None:
    assert spoil(file, change) == found


# Opening


def test_an_opened_shard_cannot_be_written(shard: Shard) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        shard.store(3, TWO, prepared(passages=[]))


def test_opening_and_reading_leaves_no_other_file(file: Path) -> None:
    shard = Shard.open_published(file)
    shard.document(1)
    shard.check()
    shard.close()
    assert [path.name for path in file.parent.iterdir()] == ["0001.sqlite"]


def test_a_folder_name_with_odd_characters_is_opened(file: Path) -> None:
    odd = file.parent / "a #b?c%20d & é"
    odd.mkdir()
    file.rename(odd / "0001.sqlite")
    assert Shard.open_published(odd / "0001.sqlite").records() == [1, 2]


def test_a_missing_file_is_damage_and_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError) as caught:
        Shard.open_published(tmp_path / "0001.sqlite")
    assert str(caught.value) == f"{tmp_path / '0001.sqlite'}: cannot be read (unable to open database file)."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9])
def test_a_file_cut_short_is_damage(file: Path, share: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LibraryDamagedError):
        Shard.open_published(file)


def test_a_file_that_is_no_database_is_damage(file: Path) -> None:
    file.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(LibraryDamagedError, match="file is not a database"):
        Shard.open_published(file)


def test_another_database_is_damage(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "0001.sqlite")
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="no such table: record"):
        Shard.open_published(tmp_path / "0001.sqlite")


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 10**6), *[st.integers(-20_000, 20_000)] * 4), max_size=20))
def test_boxes_come_back_to_a_tenth_of_a_point(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, int, int, int]]
) -> None:
    boxes = tuple(Box(start, start + 1, *(edge / 10 for edge in edges)) for start, *edges in rows)
    shard = Shard.create(tmp_path_factory.mktemp("boxes") / "0001.sqlite")
    shard.store(1, dataclasses.replace(TWO, boxes=boxes), prepared(passages=[]))
    assert shard.boxes(1, 0, 10**7) == boxes
    shard.close()


def test_a_stored_document_is_json_without_what_is_empty(file: Path) -> None:
    connection = sqlite3.connect(file)
    ((text, parts),) = connection.execute("SELECT text, parts FROM record WHERE id = 2")
    reference = {"type": "article-journal", "title": "Bones", "issued": {"date-parts": [[2020]]}}
    assert (text, json.loads(parts)) == (TWO.text, {"source": "two.txt", "reference": reference})
