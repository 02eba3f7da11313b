"""Files: linked or copied, replaced at one instant, opened only where they are whole."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from corpus.errors import LibraryDamagedError
from index.store.files import (
    file_digest,
    flush_to_disk,
    link_or_copy,
    open_immutable,
    replace_file,
    replacing,
    symlink_or_copy,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "a.bin").write_bytes(b"abc")
    return tmp_path / "a.bin"


def test_the_digest_of_a_file_is_the_sha256_of_its_bytes(file: Path) -> None:
    assert file_digest(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("link", [link_or_copy, symlink_or_copy])
def test_where_there_are_no_links_a_file_is_copied(file: Path, monkeypatch: pytest.MonkeyPatch, link) -> None:
    link(file, file.with_name("linked"))
    assert file.samefile(file.with_name("linked"))
    for name in ("hardlink_to", "symlink_to"):
        monkeypatch.setattr(Path, name, lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    link(file, file.with_name("copied"))
    assert not file.samefile(file.with_name("copied"))
    assert file.with_name("copied").read_bytes() == b"abc"


def test_a_file_is_replaced_whole_or_not_at_all(file: Path) -> None:
    file.with_name("a.bin.new").write_bytes(b"of a run that was killed")
    replace_file(file, b"new", mode=0o600)
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", 0o600)

    def stopped() -> None:
        with replacing(file) as fresh:
            fresh.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert file.read_bytes() == b"new"
    replace_file(file.with_name("other"), b"first")
    assert sorted(one.name for one in file.parent.iterdir()) == ["a.bin", "a.bin.new", "other"]


def test_what_cannot_be_flushed_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flush_to_disk(file)
    flush_to_disk(file.parent)
    flush_to_disk(file.with_name("none"))
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("not on this disk")))
    flush_to_disk(file)


def test_only_a_whole_database_is_opened_and_it_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE fin (name TEXT)")
        made.executemany("INSERT INTO fin VALUES (?)", [("x" * 3000,)] * 9)
    made.close()
    connection = open_immutable(file, "fin")
    assert connection.execute("SELECT count(*) FROM fin").fetchone() == (9,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM fin")
    connection.close()
    with pytest.raises(LibraryDamagedError, match="no such table: scale"):
        open_immutable(file, "scale")
    file.write_bytes(file.read_bytes()[:8192])
    with pytest.raises(LibraryDamagedError, match="cannot be read"):
        open_immutable(file, "fin")
    with pytest.raises(LibraryDamagedError, match="cannot be read"):
        open_immutable(tmp_path / "none.sqlite", "fin")
