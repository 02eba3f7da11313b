"""The catalog of a draft: what a writer says of files, of the records that they hold, and of the works these are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any

from corpus import Document, Reference
from corpus.identity import Keys
from index.store.catalog import Catalog
from index.store.catalog_rows import KnownFile
from index.text.abbreviations import Definition, stems_of

_ASIDE = "aside:"  # in front of the digest of a content that is being read again
ENCODED_BEFORE = 3  # value of record.encoded while it has vectors of a former encoder


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
        kept: Whether it represents that document so far.
        keys: What identifies its work.
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


class DraftCatalog(Catalog):
    """A catalog that is being changed."""

    # Files and what they hold

    def parts_of_digest(self, digest: str) -> list[tuple[str, str]]:
        """(member, content) pairs of a known file with these bytes; empty where there is none."""
        return self._connection.execute(
            """SELECT member, content FROM part WHERE file =
            (SELECT path FROM file WHERE digest = ? AND problem = '' ORDER BY path LIMIT 1)""",
            (digest,),
        ).fetchall()

    def parts_of(self, path: str) -> list[tuple[str, str]]:
        """(member, content) pairs that a known file held."""
        return self._connection.execute("SELECT member, content FROM part WHERE file = ?", (path,)).fetchall()

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

    def failed_contents(self) -> set[str]:
        """Digests of the contents that gave no text."""
        return set(self._column("SELECT digest FROM content WHERE problem <> ''"))

    def set_aside(self, digest: str) -> None:
        """Put a content that was read, with its records, under another name: it is read again, and may fail."""
        if self._column("SELECT 1 FROM content WHERE digest = ?", digest):
            self._rename(digest, _ASIDE + digest)

    def restore(self, digest: str, current: Mapping[str, int] | None) -> bool:
        """Take a content back as it was set aside; whether it had records.

        Args:
            digest: Of the content.
            current: Versions of the readers, where it is not to be read again by these.
        """
        aside = _ASIDE + digest
        if not self.has_records(aside):
            self.drop_aside(digest)
            return False
        self._rename(aside, digest)
        if current is not None:
            kind = self._column("SELECT format FROM content WHERE digest = ?", digest)[0]
            self._connection.execute("UPDATE content SET version = ? WHERE digest = ?", (current.get(kind, 0), digest))
        return True

    def drop_aside(self, digest: str) -> None:
        """Forget a content that was set aside: it has been read again."""
        self.drop_records_of([_ASIDE + digest])
        self._connection.execute("DELETE FROM content WHERE digest = ?", (_ASIDE + digest,))

    def _rename(self, digest: str, name: str) -> None:
        self._connection.execute("UPDATE record SET content = ? WHERE content = ?", (name, digest))
        self._connection.execute("UPDATE OR REPLACE content SET digest = ? WHERE digest = ?", (name, digest))

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

    def add_record(
        self, content: str, position: int, shard: int, text_rank: int, document: Document, passages: int
    ) -> int:
        """Say that a content holds a document, whose text is in a shard; the record's number."""
        reference = json.dumps(document.reference.to_csl(), ensure_ascii=False)
        keys = Keys.of(document.reference)
        measured = (text_rank, len(document.text), passages, document.id)
        number = self._connection.execute(
            "INSERT INTO record (content, position, shard, text_rank, characters, passages, own_id, doi, pmid, pmcid,"
            " title, year, author, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (content, position, shard, *measured, *astuple(keys), reference),
        ).lastrowid
        assert number is not None  # noqa: S101 - an INSERT has one
        return number

    def add_definitions(self, record: int, definitions: Iterable[Definition]) -> None:
        """Store the abbreviations that a record's text defines."""
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
        """Say that records are one document, and which of them represents it."""
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
        """Records that represent a document and have no vectors yet, with their number of passages."""
        return self._connection.execute(
            "SELECT id, passages FROM record WHERE kept AND encoded <> 1 ORDER BY shard, id"
        ).fetchall()

    def set_encoded(self, records: Iterable[int]) -> None:
        """Say that records have all their vectors."""
        self._mark(records, 1)

    def encoded_before(self) -> dict[int, list[int]]:
        """Records, by shard, whose vectors are those of another encoder and are still to be removed."""
        found: dict[int, list[int]] = {}
        rows = self._connection.execute("SELECT shard, id FROM record WHERE encoded = ? ORDER BY id", (ENCODED_BEFORE,))
        for shard, record in rows:
            found.setdefault(shard, []).append(record)
        return found

    def _mark(self, records: Iterable[int], encoded: int) -> None:
        self._connection.executemany("UPDATE record SET encoded = ? WHERE id = ?", ((encoded, one) for one in records))


def _stored(
    number: int, content: str, position: int, rank: int, characters: int, own: str, document: str | None, kept: int,
    *keys: Any,
) -> StoredRecord:  # fmt: skip
    return StoredRecord(number, content, position, rank, characters, own, document, bool(kept), Keys(*keys))
