"""A draft: the generation that a writer is making, beside the published one, on disk so that a killed run is resumed.

The draft's catalog starts as a copy of the published one. Shards are copied before they are changed. What is stored
in a shard is committed before the catalog that points to it, so a draft is whole at any instant.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from corpus import Document
from index.store.catalog_rows import SCHEMA
from index.store.files import replacing
from index.store.manifest import CATALOG, DRAFT, SHARDS, Manifest
from index.store.shard import Shard
from index.text.prepare import Prepared
from index.writing.draft_catalog import ENCODED_BEFORE, DraftCatalog
from index.writing.draft_shards import DraftShards

_HALF_CLEARED = 2  # value of record.encoded while its vectors are removed
_STATE = "CREATE TABLE IF NOT EXISTS draft (purpose TEXT NOT NULL, base INTEGER NOT NULL) STRICT"


class Draft(DraftCatalog):
    """The one draft of a library; only the holder of the library's lock opens it.

    Attributes:
        shards: With the texts and vectors of its records.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Path, base: Manifest | None) -> None:
        super().__init__(connection, folder / DRAFT / CATALOG)
        self.shards = DraftShards(folder, base)

    @classmethod
    def begin(cls, folder: Path, base: Manifest | None, purpose: str, *, anew: bool = False) -> Draft:
        """Resume the draft that a killed run for the same purpose left on the same base, or begin a new one.

        Args:
            folder: Of the library.
            base: Its published generation.
            purpose: What the run is for.
            anew: Whether all vectors are to be taken again, by another encoder.
        """
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
                if anew:
                    connection.execute("UPDATE record SET encoded = ?", (ENCODED_BEFORE,))
                connection.commit()
                connection.close()
            connection = sqlite3.connect(draft / CATALOG)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        made = cls(connection, folder, base)
        made._forget_vectors()
        return made

    @classmethod
    def left_behind(cls, folder: Path, base: Manifest | None, purpose: str) -> Draft | None:
        """The draft that a killed run for the same purpose left on the same base, to be read; None if none did."""
        connection = _left_behind(folder / DRAFT / CATALOG, purpose, base.generation if base else 0)
        return cls(connection, folder, base) if connection else None

    def commit(self) -> None:
        """Have everything stored so far outlive a kill: first the shards, then the catalog that points to them."""
        self.shards.commit()
        self._connection.commit()

    def close(self) -> None:
        """Release all files."""
        self.shards.close()
        super().close()

    def shard_of(self, record: int) -> Shard:
        """The shard that holds a record, to be read."""
        return self.shards.to_read(self.shard(record))

    def put_record(self, content: str, position: int, text_rank: int, document: Document, prepared: Prepared) -> int:
        """Store a document that a content holds; the record's number."""
        shard = self.shards.to_fill(len(prepared.sentences))
        number = self.add_record(content, position, shard, text_rank, document, len(prepared.passages))
        self.shards.to_read(shard).store(number, document, prepared)
        self.add_definitions(number, prepared.definitions)
        return number

    def gone_encodings(self) -> dict[str, tuple[bytes, bytes]]:
        """Packed vectors and words of the sentences of forgotten records, by text: an unchanged one serves again."""
        found: dict[str, tuple[bytes, bytes]] = {}
        for number in self.shards.numbers():
            shard = self.shards.to_read(number)
            for record in self._gone(number):
                found.update({text: (vector, words) for text, vector, words in shard.encodings(record)})
        return found

    def _forget_vectors(self) -> None:
        """Remove the vectors of another encoder, shard by shard; a run killed meanwhile goes on here."""
        for number, records in self.encoded_before().items():
            self.shards.to_change(number).remove_encodings(records)
            self._mark(records, 0)
            self.commit()

    def purge(self) -> list[int]:
        """Clear the shards of what the catalog no longer points to; numbers of the shards that are left."""
        left = []
        for number in self.shards.numbers():
            gone, bare = self._gone(number), self._no_longer_kept(number)
            if gone or bare:
                self._mark(bare, _HALF_CLEARED)
                self.commit()  # a run killed below clears them again
                shard = self.shards.to_change(number)
                shard.remove(gone)
                shard.remove_encodings(bare)
                shard.vacuum()
                self._mark(bare, 0)
            if self._column("SELECT 1 FROM record WHERE shard = ? LIMIT 1", number):
                left.append(number)
            else:
                self.shards.drop(number)
        self._connection.execute("DELETE FROM gone")
        self.commit()
        return left

    def _gone(self, number: int) -> list[int]:
        """Records that a shard still holds though the catalog has forgotten them, or a killed run never wrote them."""
        if not self.shards.is_changed(number):
            return self._column("SELECT record FROM gone WHERE shard = ? ORDER BY record", number)
        known = set(self._column("SELECT id FROM record WHERE shard = ?", number))
        return [record for record in self.shards.to_read(number).records() if record not in known]

    def _no_longer_kept(self, number: int) -> list[int]:
        return self._column("SELECT id FROM record WHERE shard = ? AND encoded AND NOT kept ORDER BY id", number)


def _left_behind(file: Path, purpose: str, base: int) -> sqlite3.Connection | None:
    """The draft's catalog of a killed run for the same purpose on the same generation, or None."""
    if not file.exists():
        return None
    connection = sqlite3.connect(file)
    try:
        if connection.execute("SELECT purpose, base FROM draft").fetchone() == (purpose, base):
            return connection
    except sqlite3.Error:
        pass  # not a draft, or one that was finished: begun again
    connection.close()
    return None
