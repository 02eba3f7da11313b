from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from corpus import folders
from corpus.errors import UnreadableFileError
from corpus.folders import Found, Stat, digest, papers
from corpus.text import legible

LINK_OUT = "is a link out of the folder."
NO_FILE = "is not a regular file (a socket, a pipe or a device)."


def files(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def found(*paths: Path) -> dict[str, str]:
    """Paths below the first with their problems, in the order in which they come."""
    base = paths[0] if paths[0].is_dir() else paths[0].parent
    return {os.path.relpath(one.path, base): one.problem for one in papers(paths)}


def test_every_file_below_a_folder_comes_sorted_by_name(tmp_path: Path) -> None:
    files(tmp_path, "b.txt", "a/z.pdf", "a/b/c.xml", "Ö.txt", "a.txt", "a-b.txt")
    assert list(found(tmp_path)) == ["a/b/c.xml", "a/z.pdf", "a-b.txt", "a.txt", "b.txt", "Ö.txt"]


def test_what_is_hidden_or_left_by_programs_is_passed_over(tmp_path: Path) -> None:
    files(tmp_path, ".hidden", ".git/x.txt", "__MACOSX/x.pdf", "~$thesis.docx", "Thumbs.db", "desktop.ini", ".DS_Store")
    files(tmp_path, "paper.pdf")
    assert found(tmp_path) == {"paper.pdf": ""}


def test_what_is_named_itself_is_taken_though_hidden(tmp_path: Path) -> None:
    files(tmp_path, ".hidden.pdf", ".folder/a.pdf")
    assert list(papers([tmp_path / ".hidden.pdf"])) == [Found(tmp_path / ".hidden.pdf")]
    assert list(papers([tmp_path / ".folder"])) == [Found(tmp_path / ".folder" / "a.pdf")]


@pytest.mark.parametrize("inside", ["catalog.sqlite", "shards/x"])
def test_a_folder_that_holds_a_library_is_passed_over(tmp_path: Path, inside: str) -> None:
    files(tmp_path, "lib/library.json", f"lib/{inside}", "lib/deep/a.pdf", "a.pdf")
    assert found(tmp_path) == {"a.pdf": ""}
    assert list(papers([tmp_path / "lib"])) == [
        Found(tmp_path / "lib", "is a library of reviewqa, not a folder of papers.")
    ]


def test_a_file_called_library_json_alone_makes_no_library(tmp_path: Path) -> None:
    files(tmp_path, "lib/library.json")
    assert found(tmp_path) == {"lib/library.json": ""}


def test_a_link_to_a_file_is_read_where_it_leads_inside_a_folder(tmp_path: Path) -> None:
    files(tmp_path, "in/a.pdf", "other/b.pdf", "out/c.pdf")
    (tmp_path / "in" / "link-a").symlink_to(tmp_path / "in" / "a.pdf")
    (tmp_path / "in" / "link-b").symlink_to(tmp_path / "other" / "b.pdf")
    (tmp_path / "in" / "link-c").symlink_to(tmp_path / "out" / "c.pdf")
    expected = {"a.pdf": "", "link-a": "", "link-b": "", "link-c": LINK_OUT, "../other/b.pdf": ""}
    assert found(tmp_path / "in", tmp_path / "other") == expected


def test_a_folder_whose_name_begins_like_another_is_another(tmp_path: Path) -> None:
    files(tmp_path, "papers/a.pdf", "papers2/b.pdf")
    (tmp_path / "papers" / "link").symlink_to(tmp_path / "papers2" / "b.pdf")
    assert found(tmp_path / "papers") == {"a.pdf": "", "link": LINK_OUT}


def test_links_to_folders_are_not_followed_so_that_there_are_no_loops(tmp_path: Path) -> None:
    files(tmp_path, "in/sub/a.pdf", "out/b.pdf")
    (tmp_path / "in" / "sub" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "self").symlink_to(tmp_path / "in" / "self")
    expected = {"away": LINK_OUT, "self": "is a broken link.", "sub/a.pdf": ""}
    assert found(tmp_path / "in") == expected


def test_a_named_link_is_followed(tmp_path: Path) -> None:
    files(tmp_path, "out/b.pdf")
    (tmp_path / "file").symlink_to(tmp_path / "out" / "b.pdf")
    (tmp_path / "folder").symlink_to(tmp_path / "out")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    assert list(papers([tmp_path / "file"])) == [Found(tmp_path / "file")]
    assert list(papers([tmp_path / "folder"])) == [Found(tmp_path / "folder" / "b.pdf")]
    assert list(papers([tmp_path / "broken"])) == [Found(tmp_path / "broken", "is a broken link.")]


def test_pipes_and_sockets_are_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        assert found(tmp_path) == {"pipe": NO_FILE, "socket": NO_FILE}
        assert list(papers([tmp_path / "pipe"])) == [Found(tmp_path / "pipe", NO_FILE)]


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, "a.pdf", "b.pdf")
    monkeypatch.setattr(folders.os, "access", lambda path, mode: Path(path).name != "a.pdf")
    assert found(tmp_path) == {"a.pdf": "cannot be read (Permission denied).", "b.pdf": ""}


def test_a_folder_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files(tmp_path, "closed/a.pdf", "open/b.pdf")
    scandir = os.scandir

    def closed(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(folders.os, "scandir", closed)
    assert found(tmp_path) == {"closed": "cannot be read (Permission denied).", "open/b.pdf": ""}


def test_a_path_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        papers([tmp_path, tmp_path / "missing"])
    assert str(caught.value) == f"{tmp_path / 'missing'} does not exist."


def test_any_name_is_fine(tmp_path: Path) -> None:
    names = [b"a b.txt", b"line\nbreak.txt", "論文.txt".encode(), b"bad\xff.txt", b"-rf", b"*"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    assert [os.fsencode(one.path.name) for one in papers([tmp_path])] == sorted(names)
    assert {digest(one.path) for one in papers([tmp_path])} == {hashlib.sha256(name).hexdigest() for name in names}


def test_a_file_that_is_named_twice_comes_once(tmp_path: Path) -> None:
    files(tmp_path, "sub/a.pdf")
    twice = papers([tmp_path, tmp_path / "sub", tmp_path / "sub" / ".." / "sub" / "a.pdf"])
    assert list(twice) == [Found(tmp_path / "sub" / "a.pdf")]


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc" * 1_000_000)
    assert digest(tmp_path / "a") == hashlib.sha256(b"abc" * 1_000_000).hexdigest()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: None])
def test_the_digest_of_what_is_no_file_is_an_error(tmp_path: Path, make: object) -> None:
    make(tmp_path / "a")
    with pytest.raises(UnreadableFileError, match=r"a: cannot be read \(.+\)\.$"):
        digest(tmp_path / "a")


def test_the_stat_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    os.utime(tmp_path / "a", ns=(5, 7))
    status = (tmp_path / "a").stat()
    assert Stat.of(tmp_path / "a") == Stat(3, 7, status.st_ctime_ns, status.st_ino)
    with pytest.raises(UnreadableFileError, match=r"b: cannot be read \(No such file or directory\)\.$"):
        Stat.of(tmp_path / "b")


def test_a_shown_path_is_one_line_that_can_be_printed() -> None:
    path = Path(os.fsdecode(b"a\nb\xff.txt"))
    assert legible(path) == "a\ufffdb\ufffd.txt"
    assert legible(path).encode()
