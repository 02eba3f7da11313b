"""A shard: one SQLite file with the texts, sentences, vectors and passages of some records.

A published shard is never changed: a writer copies it, changes the copy and publishes that under a new name.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import Document
from corpus.document import Box
from index.models.encoder import Vectors
from index.store.files import open_immutable
from index.store.numbers import numbers_of, record_of, title_of
from index.store.packing import pack_boxes, unpack_boxes, unpack_vectors, unpack_words
from index.text.passages import Sentence
from index.text.prepare import Prepared, PreparedSentence

_SCHEMA = """
CREATE TABLE record (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL, parts TEXT NOT NULL, terms TEXT NOT NULL, boxes BLOB
) STRICT;
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY, section TEXT, kind TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    terms TEXT NOT NULL, searched TEXT
) STRICT;
CREATE TABLE encoding (id INTEGER PRIMARY KEY, vector BLOB NOT NULL, words BLOB NOT NULL) STRICT;
CREATE TABLE passage (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
"""
_PASSAGE = "id, first, last FROM passage"
_SENTENCE = 'id, section, start, "end", kind, terms, vector, words FROM sentence JOIN encoding USING (id)'
_AMONG = "SELECT {} WHERE id IN (SELECT value FROM json_each(?))"
_TABLES_OF_RECORD = ("sentence", "encoding", "passage")


@dataclass(frozen=True, slots=True)
class StoredSentence:
    """A sentence read back.

    Attributes:
        id: Its number in the library.
        sentence: Where it is.
        terms: Its terms, abbreviations also written out.
        vector: (dim,) float32, L2-normalised.
        words: (w, k) float32, L2-normalised: one row a content word, in context.
    """

    id: int
    sentence: Sentence
    terms: tuple[str, ...]
    vector: Vectors
    words: Vectors

    @property
    def record(self) -> int:
        """Number of its record."""
        return record_of(self.id)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage read back.

    Attributes:
        id: Its number in the library.
        sentences: Numbers of its sentences, in order.
    """

    id: int
    sentences: range

    @property
    def record(self) -> int:
        """Number of its record."""
        return record_of(self.id)


class Shard:
    """One open shard."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self.file = file

    @classmethod
    def create(cls, file: Path) -> Shard:
        """A new, empty shard."""
        connection = sqlite3.connect(file)
        connection.executescript(_SCHEMA)
        return cls(connection, file)

    @classmethod
    def open(cls, file: Path) -> Shard:
        """A shard to be changed: one that is not published."""
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA secure_delete = ON")
        return cls(connection, file)

    @classmethod
    def open_published(cls, file: Path) -> Shard:
        """A shard to be read, by any thread.

        Raises:
            LibraryDamagedError: It is missing, cut short or not a shard.
        """
        return cls(open_immutable(file, "record"), file)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def commit(self) -> None:
        """Have what was stored outlive a kill."""
        self._connection.commit()

    def store(self, record: int, document: Document, prepared: Prepared) -> None:
        """Store a document; what is there under its number is replaced."""
        run = self._connection.execute
        self.remove([record])
        parts = replace(document, boxes=()).to_dict()
        text = parts.pop("text")
        stored = json.dumps({name: value for name, value in parts.items() if value}, ensure_ascii=False)
        run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
            (record, text, stored, prepared.reference_terms, pack_boxes(document.boxes)),
        )
        first = numbers_of(record).start
        self._connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_row(first + at, one, text) for at, one in enumerate(prepared.sentences)),
        )
        if prepared.title:
            self._connection.execute(
                "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?, ?)", _row(title_of(record), prepared.title, text)
            )
        self._connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?)",
            ((first + at, first + one.first, first + one.last) for at, one in enumerate(prepared.passages)),
        )

    def store_encodings(self, rows: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Store (sentence, packed vector, packed words)."""
        self._connection.executemany("INSERT OR REPLACE INTO encoding VALUES (?, ?, ?)", rows)

    def remove(self, records: Iterable[int]) -> None:
        """Remove records with all that was made of them."""
        for record in records:
            self._connection.execute("DELETE FROM record WHERE id = ?", (record,))
            self._clear(record, _TABLES_OF_RECORD)

    def remove_encodings(self, records: Iterable[int]) -> None:
        """Remove the vectors of records that are not searched."""
        for record in records:
            self._clear(record, ("encoding",))

    def vacuum(self) -> None:
        """Give back the space of what was removed, so that nothing of it is left in the file."""
        self._connection.commit()
        self._connection.execute("VACUUM")

    def _clear(self, record: int, tables: Sequence[str]) -> None:
        numbers = numbers_of(record)
        for table in tables:
            delete = f"DELETE FROM {table} WHERE id >= ? AND id < ?"  # noqa: S608 - our own names
            self._connection.execute(delete, (numbers.start, numbers.stop))

    def records(self) -> list[int]:
        """Numbers of its records, sorted."""
        return [row[0] for row in self._connection.execute("SELECT id FROM record ORDER BY id")]

    def document(self, record: int) -> Document | None:
        """The document of a record, without its boxes; None where there is no such record."""
        row = self._connection.execute("SELECT text, parts FROM record WHERE id = ?", (record,)).fetchone()
        return Document.from_dict({**json.loads(row[1]), "text": row[0]}) if row else None

    def text(self, record: int, start: int, end: int) -> str:
        """A stretch of a record's text; empty where there is no such record."""
        query = "SELECT substr(text, ?, ?) FROM record WHERE id = ?"
        row = self._connection.execute(query, (start + 1, end - start, record)).fetchone()
        return str(row[0]) if row else ""

    def boxes(self, record: int, start: int, end: int) -> tuple[Box, ...]:
        """Boxes of the words between two offsets of a record's text."""
        row = self._connection.execute("SELECT boxes FROM record WHERE id = ?", (record,)).fetchone()
        return tuple(unpack_boxes(row[0] if row else None, start, end))

    def passages(self, record: int | None = None) -> Iterator[StoredPassage]:
        """The passages of a record, or of all, in order."""
        numbers = range(2**62) if record is None else numbers_of(record)
        rows = self._connection.execute(
            "SELECT id, first, last FROM passage WHERE id >= ? AND id < ? ORDER BY id", (numbers.start, numbers.stop)
        )
        return (StoredPassage(number, range(first, last + 1)) for number, first, last in rows)

    def headings(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """Numbers of the passages of the records from the first to the last, with the heading of their section."""
        return self._connection.execute(
            """SELECT passage.id, coalesce(section, '') FROM passage JOIN sentence ON sentence.id = passage.first
            WHERE passage.id >= ? AND passage.id < ? ORDER BY passage.id""",
            (numbers_of(first).start, numbers_of(last).stop),
        )

    def passages_of(self, numbers: Sequence[int]) -> list[StoredPassage]:
        """Passages of these numbers, in the order asked for; KeyError where one does not exist."""
        found = {row[0]: row for row in self._connection.execute(_AMONG.format(_PASSAGE), (json.dumps(numbers),))}
        return [StoredPassage(number, range(found[number][1], found[number][2] + 1)) for number in numbers]

    def sentences(self, numbers: Sequence[int], word_dim: int) -> list[StoredSentence]:
        """Encoded sentences, in the order asked for, missing ones left out; ``word_dim`` is a word vector's length."""
        found = {row[0]: row for row in self._connection.execute(_AMONG.format(_SENTENCE), (json.dumps(numbers),))}
        rows = [found[number] for number in numbers if number in found]
        vectors = unpack_vectors([row[-2] for row in rows]) if rows else ()
        words = unpack_words([row[-1] for row in rows], word_dim)
        return [
            StoredSentence(number, Sentence(*place), tuple(terms.split()), vector, own)
            for (number, *place, terms, _, _), vector, own in zip(rows, vectors, words, strict=True)
        ]

    def terms(self, record: int) -> dict[int, str]:
        """Terms of a record's sentences, joined by spaces, by their numbers."""
        numbers = numbers_of(record)
        return dict(
            self._connection.execute(
                "SELECT id, terms FROM sentence WHERE id >= ? AND id < ?", (numbers.start, numbers.stop)
            )
        )

    def reference_terms(self, record: int) -> str:
        """Terms of what a record says of itself, joined by spaces."""
        found = self._connection.execute("SELECT terms FROM record WHERE id = ?", (record,)).fetchone()
        return str(found[0])

    def vectors(self, numbers: Iterable[int]) -> list[bytes]:
        """Packed vectors of sentences, in the order asked for; what has none is left out."""
        query = "SELECT vector FROM encoding WHERE id = ?"
        found = (self._connection.execute(query, (number,)).fetchone() for number in numbers)
        return [row[0] for row in found if row]

    def unencoded(self, record: int) -> list[tuple[int, str]]:
        """Numbers and texts of a record's sentences that have no vectors yet."""
        numbers = numbers_of(record)
        return self._connection.execute(
            """SELECT id, coalesce(searched, (SELECT substr(text, start + 1, "end" - start) FROM record WHERE id = ?1))
            FROM sentence LEFT JOIN encoding USING (id) WHERE id >= ?2 AND id < ?3 AND vector IS NULL ORDER BY id""",
            (record, numbers.start, numbers.stop),
        ).fetchall()

    def encodings(self, record: int) -> Iterator[tuple[str, bytes, bytes]]:
        """Text, packed vector and packed words of a record's encoded sentences."""
        numbers = numbers_of(record)
        yield from self._connection.execute(
            """SELECT coalesce(searched, (SELECT substr(text, start + 1, "end" - start) FROM record WHERE id = ?1)),
            vector, words FROM sentence JOIN encoding USING (id) WHERE id >= ?2 AND id < ?3""",
            (record, numbers.start, numbers.stop),
        )

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file, and rows that do not fit each other; empty where all is well."""
        found = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        questions = {
            "sentences lie outside their text": """SELECT count(*) FROM sentence LEFT JOIN record
                ON record.id = sentence.id >> 20
                WHERE text IS NULL OR start < 0 OR start >= "end" OR "end" > length(text)""",
            "passages have no sentences": """SELECT count(*) FROM passage WHERE first > last
                OR NOT EXISTS (SELECT 1 FROM sentence WHERE id = first)
                OR NOT EXISTS (SELECT 1 FROM sentence WHERE id = last)""",
            "vectors belong to no sentence": "SELECT count(*) FROM encoding WHERE id NOT IN (SELECT id FROM sentence)",
        }
        for what, question in questions.items():
            count = self._connection.execute(question).fetchone()[0]
            found += [f"{count} {what}"] if count else []
        return found


def _row(number: int, one: PreparedSentence, text: str) -> tuple[object, ...]:
    place = one.sentence
    searched = None if text[place.start : place.end] == one.searched else one.searched
    return number, place.section, place.kind, place.start, place.end, one.terms, searched
