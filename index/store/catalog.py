"""The catalog: one SQLite file that says which files a library was made from, and which documents they hold.

Texts, sentences and vectors are in the shards that it points to; FAISS and the word index are derived from both.
A published catalog is never changed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus import Reference
from corpus.folders import Stat
from index.store.catalog_rows import Entry, Failure, KnownFile
from index.store.definitions import Definitions
from index.store.files import open_immutable
from index.text.abbreviations import Abbreviations

_SUGGESTED = 3  # ids, for one that is unknown
_LIKE = 0.6  # share of an id's characters


class Catalog:
    """One open catalog."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self.file = file

    @classmethod
    def open_published(cls, file: Path) -> Catalog:
        """A catalog to be read, by any thread.

        Raises:
            LibraryDamagedError: It is missing, cut short or not a catalog.
        """
        return cls(open_immutable(file, "document"), file)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def document_ids(self, limit: int = -1) -> list[str]:
        """Ids of the documents, sorted; the first so many where there is a limit."""
        return self._column("SELECT id FROM document ORDER BY id LIMIT ?", limit)

    def count(self) -> tuple[int, int]:
        """Number of documents and of their passages."""
        documents, passages = self._connection.execute(
            "SELECT count(*), coalesce(sum(passages), 0) FROM document"
        ).fetchone()
        return documents, passages

    def record(self, document_id: str) -> int | None:
        """The record whose text represents a document, or None where there is no such document."""
        found = self._column("SELECT record FROM document WHERE id = ?", document_id)
        return found[0] if found else None

    def nearest_ids(self, document_id: str) -> list[str]:
        """Ids of the documents that are written most like one that is unknown, from the same first letter on."""
        folded = document_id.casefold()
        begin_alike = self._column(
            "SELECT id FROM document WHERE id >= ? AND id < ?", folded[:1], f"{folded[:1]}\U0010ffff"
        )
        return get_close_matches(folded, begin_alike, _SUGGESTED, _LIKE)

    def journals(self) -> list[str]:
        """Every journal that a document is from, as printed, sorted."""
        return self._column("SELECT DISTINCT journal FROM document WHERE journal <> '' ORDER BY journal")

    def years(self) -> tuple[int, int] | None:
        """The first and the last year that a document is from; None where no document has one."""
        first, last = self._connection.execute("SELECT min(year), max(year) FROM document").fetchone()
        return None if first is None else (first, last)

    def selected(
        self,
        documents: Sequence[str] = (),
        first: int | None = None,
        last: int | None = None,
        journals: Sequence[str] = (),
        reviews_only: bool = False,
    ) -> list[tuple[int, int]]:
        """Record and number of passages of the documents that are all of this, in the order of their records.

        Args:
            documents: Ids; any document where empty.
            first: First year.
            last: Last year.
            journals: As printed; any where empty.
            reviews_only: Whether they must be reviews.
        """
        conditions = {
            "id IN (SELECT value FROM json_each(?))": json.dumps(documents) if documents else None,
            "year >= ?": first,
            "year <= ?": last,
            "journal IN (SELECT value FROM json_each(?))": json.dumps(journals) if journals else None,
            "review = ?": 1 if reviews_only else None,
        }
        asked = {condition: value for condition, value in conditions.items() if value is not None}
        query = f"SELECT record, passages FROM document WHERE {' AND '.join(asked) or '1'} ORDER BY record"  # noqa: S608
        return self._connection.execute(query, tuple(asked.values())).fetchall()

    def documents_of(self, records: list[int]) -> list[str]:
        """Ids of the documents that these records represent, in their order."""
        query = "SELECT id FROM document WHERE record = ?"
        return [self._connection.execute(query, (record,)).fetchone()[0] for record in records]

    def shard(self, record: int) -> int:
        """Number of the shard that holds a record; KeyError where there is no such record."""
        found = self._column("SELECT shard FROM record WHERE id = ?", record)
        if not found:
            raise KeyError(record)
        return int(found[0])

    def reference(self, document_id: str) -> Reference | None:
        """What to cite for a document, merged from all its files; None where there is no such document."""
        found = self._column(
            "SELECT coalesce(document.reference, record.reference) FROM document"
            " JOIN record ON record.id = record WHERE document.id = ?",
            document_id,
        )
        return Reference.from_csl(json.loads(found[0])) if found else None

    def title(self, record: int) -> str:
        """Title of the document that a record represents; empty where it has none."""
        found = self._column(
            "SELECT json_extract(coalesce(document.reference, record.reference), '$.title') FROM document"
            " JOIN record ON record.id = record WHERE document.record = ?",
            record,
        )
        return str(found[0] or "") if found else ""

    def references(self) -> dict[int, str]:
        """Merged reference, as CSL-JSON text, of every record that represents a document."""
        return dict(
            self._connection.execute(
                "SELECT record, coalesce(document.reference, record.reference) FROM document"
                " JOIN record ON record.id = record"
            )
        )

    def merged_references(self) -> dict[int, str]:
        """Likewise, but only of documents that several records make."""
        return dict(self._connection.execute("SELECT record, reference FROM document WHERE reference IS NOT NULL"))

    def files_of(self, document_id: str) -> tuple[str, ...]:
        """Names of the files that hold a document, the kept text's first."""
        return tuple(
            _inside(name, member)
            for name, member in self._connection.execute(
                """SELECT DISTINCT file.name, part.member FROM record JOIN part ON part.content = record.content
                JOIN file ON file.path = part.file WHERE record.document = ?
                ORDER BY kept DESC, text_rank, file.name, part.member""",
                (document_id,),
            )
        )

    def paths_of(self, document_id: str) -> tuple[str, ...]:
        """Paths of the files that hold a document, the kept text's first."""
        return tuple(
            self._column(
                """SELECT DISTINCT part.file FROM record JOIN part ON part.content = record.content
                WHERE record.document = ? ORDER BY kept DESC, text_rank, part.file""",
                document_id,
            )
        )

    def paths_of_each(self) -> dict[str, tuple[str, ...]]:
        """What ``paths_of`` says of every document, in any order, read at once."""
        found: dict[str, list[str]] = {}
        rows = self._connection.execute(
            "SELECT DISTINCT record.document, part.file FROM record JOIN part ON part.content = record.content"
            " WHERE record.document IS NOT NULL"
        )
        for document, path in rows:
            found.setdefault(document, []).append(path)
        return {document: tuple(paths) for document, paths in found.items()}

    def entries(self, document_id: str | None = None) -> Iterator[Entry]:
        """Every document, or the one named, in the order of their ids."""
        rows = self._connection.execute(
            """SELECT document.id, coalesce(document.reference, record.reference), content.format, document.passages
            FROM document JOIN record ON record.id = document.record JOIN content ON content.digest = record.content
            WHERE document.id = ?1 OR ?1 IS NULL ORDER BY document.id""",
            (document_id,),
        )
        files = self._files_of_each() if document_id is None else {document_id: self.files_of(document_id)}
        for name, reference, kind, passages in rows:
            yield Entry(name, Reference.from_csl(json.loads(reference)), kind, passages, files.get(name, ()))

    def _files_of_each(self) -> dict[str, tuple[str, ...]]:
        """What ``files_of`` says of every document, read at once."""
        found: dict[str, dict[str, None]] = {}
        rows = self._connection.execute(
            """SELECT record.document, file.name, part.member FROM record JOIN part ON part.content = record.content
            JOIN file ON file.path = part.file WHERE record.document IS NOT NULL
            ORDER BY record.document, kept DESC, text_rank, file.name, part.member"""
        )
        for document, name, member in rows:
            found.setdefault(document, {})[_inside(name, member)] = None
        return {document: tuple(names) for document, names in found.items()}

    def failures(self) -> list[Failure]:
        """Files and archive members that yielded no document, in the order of their paths."""
        rows = self._connection.execute(
            """SELECT path, '', problem, '' FROM file WHERE problem <> ''
            UNION ALL SELECT part.file, part.member, content.problem, file.name FROM part
            JOIN content ON content.digest = part.content JOIN file ON file.path = part.file
            WHERE content.problem <> '' ORDER BY 1, 2"""
        )
        return [
            Failure(
                _inside(path, member), f"{_inside(name, member).rsplit('/', 1)[-1]}: {problem}" if name else problem
            )
            for path, member, problem, name in rows
        ]

    def failed_files(self) -> set[str]:
        """Paths of files that yielded no document, or not all that they hold."""
        return set(
            self._column(
                "SELECT path FROM file WHERE problem <> '' UNION SELECT part.file FROM part"
                " JOIN content ON content.digest = part.content WHERE content.problem <> ''"
            )
        )

    def folders(self) -> list[str]:
        """Folders that the library is kept equal to."""
        return self._column("SELECT path FROM folder ORDER BY path")

    def formats(self) -> dict[str, int]:
        """How many documents' texts are of each format."""
        return dict(
            self._connection.execute(
                """SELECT content.format, count(*) FROM document JOIN record ON record.id = document.record
                JOIN content ON content.digest = record.content GROUP BY 1 ORDER BY 2 DESC, 1"""
            )
        )

    def known_files(self) -> dict[str, KnownFile]:
        """Every file known, by its path."""
        rows = self._connection.execute("SELECT path, stat, digest, seen, problem, readers FROM file")
        return {
            path: KnownFile(Stat(*json.loads(stat)), digest, seen, problem, readers)
            for path, stat, digest, seen, problem, readers in rows
        }

    def outdated(self, current: Mapping[str, int], readers: str) -> frozenset[str]:
        """Paths of files that other versions of the readers have read, or failed to.

        Args:
            current: Version of each format's reader now.
            readers: What all of them have in common, ``corpus.readers.versions``.
        """
        rows = self._connection.execute(
            "SELECT part.file, content.format, content.version, content.problem <> '' AND content.readers <> ?"
            " FROM part JOIN content ON content.digest = part.content",
            (readers,),
        )
        return frozenset(
            path for path, kind, version, retried in rows if retried or (kind and current.get(kind) != version)
        )

    def merged(self) -> int:
        """Number of records and copies of files beyond one for each document."""
        parts = self._column(
            "SELECT count(*) FROM part JOIN record ON record.content = part.content WHERE document IS NOT NULL"
        )[0]
        return int(parts) - self.count()[0]

    def records_of(self, document_id: str) -> list[int]:
        """Every record of a document, the one that represents it first."""
        return self._column("SELECT id FROM record WHERE document = ? ORDER BY kept DESC, id", document_id)

    def lost_files(self) -> list[str]:
        """Paths of files of which a content was read, but its documents were removed."""
        return self._column(
            """SELECT DISTINCT part.file FROM part JOIN content ON content.digest = part.content
            WHERE content.problem = '' AND content.digest NOT IN (SELECT content FROM record)"""
        )

    def removed(self) -> list[Reference]:
        """References of the documents that the user removed and that are to stay away."""
        return [Reference.from_csl(json.loads(text)) for text in self._column("SELECT reference FROM removed")]

    def passages_in(self, shard: int) -> int:
        """Number of passages of a shard's records that represent documents."""
        return int(self._column("SELECT coalesce(sum(passages), 0) FROM record WHERE shard = ? AND kept", shard)[0])

    def records_in(self, shard: int) -> list[int]:
        """Numbers of the records that a shard holds, sorted."""
        return self._column("SELECT id FROM record WHERE shard = ? ORDER BY id", shard)

    def kept_in(self, shard: int) -> list[int]:
        """Those of them that represent a document."""
        return self._column("SELECT id FROM record WHERE shard = ? AND kept ORDER BY id", shard)

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file, and rows that do not fit each other; empty where all is well."""
        found = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        questions = {
            "documents have no record": "SELECT count(*) FROM document WHERE record NOT IN (SELECT id FROM record)",
            "records belong to no file": "SELECT count(*) FROM record WHERE content NOT IN (SELECT content FROM part)",
            "documents have no vectors": "SELECT count(*) FROM record WHERE kept AND NOT encoded",
        }
        for what, question in questions.items():
            count = self._column(question)[0]
            found += [f"{count} {what}"] if count else []
        return found

    def files(self) -> int:
        """Number of files that it was made from, the failed ones among them."""
        return int(self._column("SELECT count(*) FROM file")[0])

    @cached_property
    def definitions(self) -> Definitions:
        """What the documents' abbreviations stand for."""
        return Definitions(self._connection)

    @property
    def abbreviations(self) -> Abbreviations:
        """Likewise, looked up when needed, and remembered."""
        return self.definitions.abbreviations

    def _column(self, query: str, *values: object) -> list[Any]:
        return [row[0] for row in self._connection.execute(query, values)]


def _inside(name: str, member: str) -> str:
    return f"{name}/{member}" if member else name
