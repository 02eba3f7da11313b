"""A draft: the generation that a writer is making, beside the published one, on disk so that a killed run goes on.

The draft's catalog starts as a copy of the published one. Shards are copied before they are changed. What is stored
in a shard is made to last before the catalog that points to it, so a draft is whole at any instant.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from corpus import Document, Reference
from corpus.identity import Keys
from index.store.catalog import SCHEMA, Catalog, KnownFile
from index.store.files import replacing
from index.store.manifest import CATALOG, DRAFT, SHARDS, Manifest
from index.store.shard import Shard
from index.text.abbreviations import Definition, stems_of
from index.text.prepare import Prepared

_FULL = 40_000  # sentences; with their vectors about 60 MB
_ROOMY = 16 * 2**20  # bytes; a published shard below it is copied and filled further
_FILLED = 64 * 2**20  # bytes of a full shard, about
_HALF_CLEARED = 2  # value of record.encoded while its vectors are removed
_STATE = "CREATE TABLE IF NOT EXISTS draft (purpose TEXT NOT NULL, base INTEGER NOT NULL) STRICT"


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as works are made of it.

    Attributes:
        id: Its number.
        content: Digest of the content that it came from.
        position: Its place among the content's records.
        text_rank: How good its text is; lower is better.
        characters: Length of its text.
        own_id: Id that it would have alone.
        document: Id of the document that it belongs to so far, or None.
        kept: Whether it stands for that document so far.
        keys: What tells which work it is.
    """

    id: int
    content: str
    position: int
    text_rank: int
    characters: int
    own_id: str
    document: str | None
    kept: bool
    keys: Keys


class Draft(Catalog):
    """The one draft of a library; only the holder of the library's lock opens it."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, base: Manifest | None) -> None:
        super().__init__(connection, folder / DRAFT / CATALOG)
        self._folder = folder
        self._base = base
        self._shards: dict[int, Shard] = {}
        self._current: int | None = None
        self._room = 0

    @classmethod
    def begin(cls, folder: Path, base: Manifest | None, purpose: str) -> Draft:
        """Go on with the draft that a killed run for the same purpose left on the same base, or begin a new one."""
        draft = folder / DRAFT
        connection = _left_behind(draft / CATALOG, purpose, base.generation if base else 0)
        if connection is None:
            shutil.rmtree(draft, ignore_errors=True)
            (draft / SHARDS).mkdir(parents=True)
            with replacing(draft / CATALOG) as fresh:
                if base:
                    shutil.copyfile(folder / base.catalog, fresh)
                connection = sqlite3.connect(fresh)
                if not base:
                    connection.executescript(SCHEMA)
                connection.execute(_STATE)
                connection.execute("DELETE FROM draft")
                connection.execute("INSERT INTO draft VALUES (?, ?)", (purpose, base.generation if base else 0))
                connection.commit()
                connection.close()
            connection = sqlite3.connect(draft / CATALOG)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        return cls(connection, folder, base)

    @classmethod
    def left_behind(cls, folder: Path, base: Manifest | None, purpose: str) -> Draft | None:
        """The draft that a killed run for the same purpose left on the same base, to be looked at; None without."""
        connection = _left_behind(folder / DRAFT / CATALOG, purpose, base.generation if base else 0)
        return cls(connection, folder, base) if connection else None

    def commit(self) -> None:
        """Make everything stored so far last: first the shards, then the catalog that points to them."""
        for number in self.changed():
            self._shards[number].commit()
        self._connection.commit()

    def close(self) -> None:
        """Release all files."""
        for shard in self._shards.values():
            shard.close()
        super().close()

    # Files and what they hold

    def parts_of_digest(self, digest: str) -> list[tuple[str, str]]:
        """(member, content) pairs of a known file with these bytes; empty where there is none."""
        return self._connection.execute(
            """SELECT member, content FROM part WHERE file =
            (SELECT path FROM file WHERE digest = ? AND problem = '' ORDER BY path LIMIT 1)""",
            (digest,),
        ).fetchall()

    def put_file(self, path: str, name: str, known: KnownFile, parts: Sequence[tuple[str, str]]) -> None:
        """Say what a file is and which (member, content) pairs it holds."""
        run = self._connection.execute
        run("DELETE FROM file WHERE path = ?", (path,))
        stat = json.dumps(list(asdict(known.stat).values()))
        run(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
            (path, name, stat, known.digest, known.seen, known.problem, known.readers),
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO part VALUES (?, ?, ?)", ((path, member, content) for member, content in parts)
        )

    def drop_file(self, path: str) -> None:
        """Forget a file; contents that no other file holds go with ``drop_orphans``."""
        self._connection.execute("DELETE FROM file WHERE path = ?", (path,))

    def put_content(self, digest: str, kind: str, version: int, problem: str, readers: str) -> None:
        """Say how a content was read, or why it could not be."""
        self._connection.execute(
            "INSERT OR REPLACE INTO content VALUES (?, ?, ?, ?, ?)", (digest, kind, version, problem, readers)
        )

    def known_contents(self, current: Mapping[str, int], readers: str) -> set[str]:
        """Digests of the contents that need not be read: read or failed with these versions of the readers."""
        rows = self._connection.execute("SELECT digest, format, version, problem, readers FROM content")
        return {
            digest
            for digest, kind, version, problem, tried in rows
            if (tried == readers if problem else current.get(kind) == version)
        }

    def forget_content(self, digest: str) -> None:
        """Forget how a content was read, with its records: it is read anew."""
        if self._column("SELECT 1 FROM content WHERE digest = ?", digest):
            self.drop_records_of([digest])
            self._connection.execute("DELETE FROM content WHERE digest = ?", (digest,))

    def begun_contents(self) -> dict[str, int]:
        """How many records there are of each content that a killed run did not read to its end."""
        return dict(
            self._connection.execute(
                "SELECT content, count(*) FROM record WHERE content NOT IN (SELECT digest FROM content) GROUP BY 1"
            )
        )

    def contents_of(self, path: str) -> set[str]:
        """Digests of the contents that a known file held."""
        return set(self._column("SELECT content FROM part WHERE file = ?", path))

    def has_records(self, content: str) -> bool:
        """Whether there are records of a content."""
        return bool(self._column("SELECT 1 FROM record WHERE content = ? LIMIT 1", content))

    def drop_records_of(self, contents: Iterable[str]) -> None:
        """Forget the records of contents; their shards are cleared by ``purge``."""
        for digest in contents:
            self.drop_records(self._column("SELECT id FROM record WHERE content = ?", digest))

    def drop_orphans(self) -> None:
        """Forget the contents that no file holds, with their records."""
        self.drop_records_of(
            self._column("SELECT DISTINCT content FROM record WHERE content NOT IN (SELECT content FROM part)")
        )
        self._connection.execute("DELETE FROM content WHERE digest NOT IN (SELECT content FROM part)")

    def set_folders(self, paths: Iterable[str]) -> None:
        """Remember which folders the library is kept equal to."""
        self._connection.execute("DELETE FROM folder")
        self._connection.executemany("INSERT OR IGNORE INTO folder VALUES (?)", ((path,) for path in paths))

    # Records

    def put_record(self, content: str, position: int, text_rank: int, document: Document, prepared: Prepared) -> int:
        """Store a document that a content holds; the record's number."""
        shard = self._roomy_shard(len(prepared.sentences))
        reference = json.dumps(document.reference.to_csl(), ensure_ascii=False)
        keys = Keys.of(document.reference)
        measured = (text_rank, len(document.text), len(prepared.passages), document.id)
        number = self._connection.execute(
            "INSERT INTO record (content, position, shard, text_rank, characters, passages, own_id, doi, pmid, pmcid,"
            " title, year, author, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (content, position, shard, *measured, *astuple(keys), reference),
        ).lastrowid
        assert number is not None  # noqa: S101 - an INSERT has one
        self._shards[shard].store(number, document, prepared)
        self._put_definitions(number, prepared.definitions)
        return number

    def _put_definitions(self, record: int, definitions: Iterable[Definition]) -> None:
        self._connection.executemany(
            "INSERT INTO definition VALUES (?, ?, ?, ?)",
            (
                (record, one.key, one.long.casefold(), " ".join(stems_of(one.long)))
                for one in dict.fromkeys(definitions)
            ),
        )

    def unsettled(self) -> list[StoredRecord]:
        """Every record that may be one work with one that belongs to no document yet, over any number of steps.

        In the order of contents' digests and positions: the same whatever was read first.
        """
        run = self._connection.execute
        run("CREATE TEMP TABLE IF NOT EXISTS near (id INTEGER PRIMARY KEY)")
        run("DELETE FROM near")
        run(
            "INSERT INTO near SELECT id FROM record WHERE document IS NULL OR document NOT IN (SELECT id FROM document)"
        )
        found = -1
        while (count := run("SELECT count(*) FROM near").fetchone()[0]) > found:
            found = count
            for key in ("document", "doi", "pmid", "pmcid", "title"):
                run(
                    f"INSERT OR IGNORE INTO near SELECT other.id FROM near JOIN record ON record.id = near.id"  # noqa: S608
                    f" JOIN record AS other ON other.{key} = record.{key} AND other.{key} <> ''"
                )
        rows = run(
            "SELECT record.id, content, position, text_rank, characters, own_id, document, kept, doi, pmid, pmcid,"
            " title, year, author FROM near JOIN record ON record.id = near.id ORDER BY content, position"
        )
        return [_stored(*row) for row in rows]

    def reference_of(self, record: int) -> Reference:
        """What a record says of itself."""
        return Reference.from_csl(json.loads(self._column("SELECT reference FROM record WHERE id = ?", record)[0]))

    def set_work(self, document_id: str, kept: int, others: Sequence[int], reference: Reference) -> None:
        """Say that records are one document, and which of them stands for it."""
        run = self._connection.execute
        run("UPDATE record SET document = ?, kept = 1 WHERE id = ?", (document_id, kept))
        for other in others:
            run("UPDATE record SET document = ?, kept = 0 WHERE id = ?", (document_id, other))
        merged = json.dumps(reference.to_csl(), ensure_ascii=False) if others else None
        run(
            "INSERT INTO document SELECT ?, id, passages, ?, ?, ?, ? FROM record WHERE id = ?",
            (document_id, reference.year, reference.container_title, reference.is_review, merged, kept),
        )

    def drop_works(self, document_ids: Iterable[str]) -> None:
        """Forget that records are these documents."""
        for name in document_ids:
            self._connection.execute("DELETE FROM document WHERE id = ?", (name,))
            self._connection.execute("UPDATE record SET document = NULL, kept = 0 WHERE document = ?", (name,))

    def set_removed(self, references: Iterable[Reference]) -> None:
        """Remember which documents are to stay away."""
        self._connection.execute("DELETE FROM removed")
        rows = sorted({json.dumps(reference.to_csl(), ensure_ascii=False) for reference in references})
        self._connection.executemany("INSERT INTO removed VALUES (?)", ((row,) for row in rows))

    def drop_records(self, records: Iterable[int]) -> None:
        """Forget records, and what their documents took from them; their contents stay known."""
        for record in records:
            run = self._connection.execute
            run("DELETE FROM document WHERE id = (SELECT document FROM record WHERE id = ?)", (record,))
            run("DELETE FROM definition WHERE record = ?", (record,))
            run("INSERT OR IGNORE INTO gone SELECT id, shard FROM record WHERE id = ?", (record,))
            run("DELETE FROM record WHERE id = ?", (record,))

    # Vectors

    def to_encode(self) -> list[tuple[int, int]]:
        """Records that stand for a document and have no vectors yet, with their number of passages."""
        return self._connection.execute(
            "SELECT id, passages FROM record WHERE kept AND encoded <> 1 ORDER BY shard, id"
        ).fetchall()

    def set_encoded(self, records: Iterable[int]) -> None:
        """Say that records have all their vectors."""
        self._mark(records, 1)

    def gone_encodings(self) -> dict[str, tuple[bytes, bytes]]:
        """Packed vectors and words of the sentences of forgotten records, by text: an unchanged one serves again."""
        found: dict[str, tuple[bytes, bytes]] = {}
        for number in self.shard_numbers():
            shard = self.shard_to_read(number)
            for record in self._gone(number):
                found.update({text: (vector, words) for text, vector, words in shard.encodings(record)})
        return found

    # Shards

    def shard_numbers(self) -> list[int]:
        """Numbers of all shards, published or begun."""
        begun = {int(file.stem) for file in (self._folder / DRAFT / SHARDS).glob("*.sqlite")}
        return sorted(begun | set(map(int, self._base.shards if self._base else ())))

    def changed(self) -> list[int]:
        """Numbers of the shards that are open to be changed."""
        return [number for number, shard in sorted(self._shards.items()) if shard.file == self._file_of(number)]

    def shard_to_read(self, number: int) -> Shard:
        """A shard in its newest state."""
        if number not in self._shards:
            file = self._file_of(number)
            if file.exists():
                self._shards[number] = Shard.open(file)
            else:
                self._shards[number] = Shard.open_published(self._folder / self._published()[str(number)])
        return self._shards[number]

    def shard_to_change(self, number: int) -> Shard:
        """A shard that may be changed: its copy in the draft."""
        file = self._file_of(number)
        if not file.exists():
            if number in self._shards:
                self._shards.pop(number).close()
            with replacing(file) as fresh:
                shutil.copyfile(self._folder / self._published()[str(number)], fresh)
        return self.shard_to_read(number)

    def drop_shard(self, number: int) -> None:
        """Remove an empty shard."""
        if number in self._shards:
            self._shards.pop(number).close()
        self._file_of(number).unlink(missing_ok=True)

    def purge(self) -> list[int]:
        """Clear the shards of what the catalog no longer points to; numbers of the shards that are left."""
        left = []
        for number in self.shard_numbers():
            gone, bare = self._gone(number), self._no_longer_kept(number)
            if gone or bare:
                self._mark(bare, _HALF_CLEARED)
                self.commit()  # a run killed below clears them again
                shard = self.shard_to_change(number)
                shard.remove(gone)
                shard.remove_encodings(bare)
                shard.vacuum()
                self._mark(bare, 0)
            if self._column("SELECT 1 FROM record WHERE shard = ? LIMIT 1", number):
                left.append(number)
            else:
                self.drop_shard(number)
        self._connection.execute("DELETE FROM gone")
        self.commit()
        return left

    def _mark(self, records: Iterable[int], encoded: int) -> None:
        self._connection.executemany("UPDATE record SET encoded = ? WHERE id = ?", ((encoded, one) for one in records))

    def _gone(self, number: int) -> list[int]:
        """Records that a shard still holds though the catalog has forgotten them, or a killed run never wrote them."""
        if not self.is_changed(number):
            return self._column("SELECT record FROM gone WHERE shard = ? ORDER BY record", number)
        known = set(self._column("SELECT id FROM record WHERE shard = ?", number))
        return [record for record in self.shard_to_read(number).records() if record not in known]

    def _no_longer_kept(self, number: int) -> list[int]:
        return self._column("SELECT id FROM record WHERE shard = ? AND encoded AND NOT kept ORDER BY id", number)

    def _roomy_shard(self, sentences: int) -> int:
        """Number of the shard that takes the next record, which has so many sentences."""
        if self._current is None or self._room < sentences:
            self._current, self._room = self._small_shard() or self._new_shard()
        self._room -= sentences
        return self._current

    def _small_shard(self) -> tuple[int, int] | None:
        """The smallest shard with room, open to be changed, and about how many sentences it still takes."""
        sizes = {number: self.shard_to_read(number).file.stat().st_size for number in self.shard_numbers()}
        roomy = [number for number, size in sizes.items() if size < _ROOMY and number != self._current]
        if not roomy:
            return None
        smallest = min(roomy, key=lambda number: (sizes[number], number))
        self.shard_to_change(smallest)
        return smallest, _FULL - _FULL * sizes[smallest] // _FILLED

    def _new_shard(self) -> tuple[int, int]:
        number = max([0, *self.shard_numbers()]) + 1
        with replacing(self._file_of(number)) as fresh:
            Shard.create(fresh).close()
        self.shard_to_read(number)
        return number, _FULL

    def _file_of(self, number: int) -> Path:
        return self._folder / DRAFT / SHARDS / f"{number:04}.sqlite"

    def _published(self) -> dict[str, str]:
        return self._base.shards if self._base else {}

    def is_changed(self, number: int) -> bool:
        """Whether the draft has its own copy of a shard."""
        return self._file_of(number).exists()


def _stored(
    number: int, content: str, position: int, rank: int, characters: int, own: str, document: str | None, kept: int,
    *keys: Any,
) -> StoredRecord:  # fmt: skip
    return StoredRecord(number, content, position, rank, characters, own, document, bool(kept), Keys(*keys))


def _left_behind(file: Path, purpose: str, base: int) -> sqlite3.Connection | None:
    """The draft's catalog of a killed run for the same purpose on the same generation, or None."""
    if not file.exists():
        return None
    connection = sqlite3.connect(file)
    try:
        if connection.execute("SELECT purpose, base FROM draft").fetchone() == (purpose, base):
            return connection
    except sqlite3.Error:
        pass  # not a draft, or one that was finished: begun anew
    connection.close()
    return None
