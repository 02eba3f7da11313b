"""The shards of a draft: the published ones, and copies of those that it changes."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.store.files import replacing
from index.store.manifest import DRAFT, SHARDS, Manifest
from index.store.shard import Shard

_FULL = 40_000  # sentences; with their vectors about 60 MB
_FILLED = 64 * 2**20  # bytes of a full shard, about
_SMALL = 16 * 2**20  # bytes; a published shard below it is copied and filled further


class DraftShards:
    """Opens each shard when it is first needed, in its newest state."""

    def __init__(self, folder: Path, base: Manifest | None) -> None:
        """Open none yet.

        Args:
            folder: Of the library.
            base: The published generation; None for a new library.
        """
        self._published = {int(number): folder / name for number, name in base.shards.items()} if base else {}
        self._folder = folder / DRAFT / SHARDS
        self._open: dict[int, Shard] = {}
        self._filling: int | None = None
        self._left = 0  # sentences that it still takes

    def numbers(self) -> list[int]:
        """Numbers of all shards, published or begun."""
        return sorted({int(file.stem) for file in self._folder.glob("*.sqlite")} | self._published.keys())

    def is_changed(self, number: int) -> bool:
        """Whether the draft has its own copy of a shard."""
        return self._file_of(number).exists()

    def to_read(self, number: int) -> Shard:
        """A shard in its newest state."""
        if number not in self._open:
            changed = self.is_changed(number)
            self._open[number] = (
                Shard.open(self._file_of(number)) if changed else Shard.open_published(self._published[number])
            )
        return self._open[number]

    def to_change(self, number: int) -> Shard:
        """A shard that may be changed: its copy in the draft."""
        if not self.is_changed(number):
            self._close(number)
            with replacing(self._file_of(number)) as fresh:
                shutil.copyfile(self._published[number], fresh)
        return self.to_read(number)

    def to_fill(self, sentences: int) -> int:
        """Number of the shard that takes the next record, which has so many sentences."""
        if self._filling is None or self._left < sentences:
            self._filling, self._left = self._small() or self._new()
        self._left -= sentences
        return self._filling

    def drop(self, number: int) -> None:
        """Remove an empty shard."""
        self._close(number)
        self._file_of(number).unlink(missing_ok=True)

    def commit(self) -> None:
        """Have everything that was stored in them outlive a kill."""
        for number, shard in sorted(self._open.items()):
            if shard.file == self._file_of(number):
                shard.commit()

    def close(self) -> None:
        """Release all files."""
        for shard in self._open.values():
            shard.close()

    def _close(self, number: int) -> None:
        if number in self._open:
            self._open.pop(number).close()

    def _small(self) -> tuple[int, int] | None:
        """The smallest shard that is not full, open to be changed, and about how many sentences it still takes."""
        sizes = {number: self.to_read(number).file.stat().st_size for number in self.numbers()}
        small = [number for number, size in sizes.items() if size < _SMALL and number != self._filling]
        if not small:
            return None
        smallest = min(small, key=lambda number: (sizes[number], number))
        self.to_change(smallest)
        return smallest, _FULL - _FULL * sizes[smallest] // _FILLED

    def _new(self) -> tuple[int, int]:
        number = max([0, *self.numbers()]) + 1
        with replacing(self._file_of(number)) as fresh:
            Shard.create(fresh).close()
        self.to_read(number)
        return number, _FULL

    def _file_of(self, number: int) -> Path:
        return self._folder / f"{number:04}.sqlite"
