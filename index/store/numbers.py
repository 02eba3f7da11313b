"""Numbers of sentences and passages: their record's, shifted, plus their place in the record."""

from __future__ import annotations

_SHIFT = 20  # bits; also in Shard.check


def record_of(number: int) -> int:
    """The record that a sentence or passage of this number belongs to."""
    return number >> _SHIFT


def numbers_of(record: int) -> range:
    """Every number that a sentence or passage of the record may have."""
    return range(record << _SHIFT, (record + 1) << _SHIFT)


def title_of(record: int) -> int:
    """The number of the title of a record: the last that it may have."""
    return numbers_of(record).stop - 1
