"""Uploads: bounded, checked by their content, kept under a harmless name, nowhere else."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryWriteError, UnreadableFileError
from corpus.folders import digest, passed_over
from index.writing import uploads
from index.writing.uploads import Refused, Upload, Uploads, beyond_limits, safe_name
from qa.library.libraries import is_writable

PAPER = b"Axolotls regrow limbs.\n\nTheir blastema forms within days of an injury and holds many cells.\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    Uploads(tmp_path).open_incoming()
    return tmp_path


def sent(library: Path, name: str, data: bytes = PAPER) -> Upload:
    """A file as the web server puts it there."""
    folder = library / "incoming" / str(len(list((library / "incoming").iterdir())))
    folder.mkdir()
    (folder / "file").write_bytes(data)
    return Upload(name, folder / "file")


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("/etc/passwd", "passwd"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\nc\u200f.txt", "abc.txt"),
        ("", "paper"),
        ("..", "paper"),
        (".hidden.txt", "hidden.txt"),
        ("~$lock.docx", "lock.docx"),
        ("Thumbs.db", "_Thumbs.db"),
        ("CON.txt", "_CON.txt"),
        ("naïve café.pdf", "naïve café.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 58 + ".pdf"),
        ("no suffix " + "y" * 300, "no suffix " + "y" * 110),
    ],
)
def test_a_name_becomes_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_every_name_becomes_one_that_is_a_visible_file_of_one_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert len(safe.encode()) <= 121
    assert not passed_over(safe)
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe_name(safe) == safe


def test_a_paper_is_kept_under_its_name_and_leaves_where_it_arrived(library: Path) -> None:
    upload = sent(library, "paper.txt")
    kept = Uploads(library).take(upload, {})
    assert kept == library / "papers" / "paper.txt"
    assert kept.read_bytes() == PAPER
    assert not upload.file.exists()


def test_nothing_is_overwritten_and_a_second_of_the_name_gets_a_number(library: Path) -> None:
    first = Uploads(library).take(sent(library, "paper.txt"), {})
    second = Uploads(library).take(sent(library, "paper.txt", PAPER + b"More."), {})
    third = Uploads(library).take(sent(library, "../paper.txt", PAPER + b"Even more."), {})
    assert [path.name for path in (first, second, third) if isinstance(path, Path)] == [
        "paper.txt",
        "paper (2).txt",
        "paper (3).txt",
    ]
    assert (library / "papers" / "paper.txt").read_bytes() == PAPER


def test_a_file_that_the_library_has_is_not_kept_again(library: Path) -> None:
    upload = sent(library, "other name.txt")
    assert Uploads(library).take(upload, {digest(upload.file): ""}) is None
    assert Uploads(library).take(upload, {digest(upload.file): "it failed."}) == Refused("it failed.")
    assert not (library / "papers").exists()


def test_where_the_kept_files_are(library: Path) -> None:
    mine = Uploads(library)
    assert mine.folders() == []
    kept = mine.take(sent(library, "paper.txt"), {})
    assert isinstance(kept, Path)
    assert mine.folders() == [library / "papers"]
    assert (mine.holds(kept), mine.holds(library / "paper.txt")) == (True, False)
    assert [mine.inside(str(kept)), mine.inside(f"{kept}/a/b.txt"), mine.inside("/home/me/paper.txt")] == [
        "paper.txt", "paper.txt/a/b.txt", ""
    ]  # fmt: skip
    assert mine.find(str(kept), "") == kept
    assert mine.find("/before/it/was/moved/papers/paper.txt", digest(kept)) == kept
    assert mine.find("/home/me/paper.txt", "0" * 64) is None


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.pdf", b"", "empty.pdf: is empty."),
        ("paper.pdf", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "paper.pdf: is a picture."),
        ("bomb.zip", zipped(**{"a.txt": b"\0" * (30 << 20)}), "bomb.zip: unpacks to more than 200 times its size"),
        ("bomb.gz", gzip.compress(b"a" * (30 << 20)), "bomb.gz: unpacks to more than 200 times its size"),
        ("pictures.zip", zipped(**{"a.pdf": b"\x89PNG\r\n\x1a\n\0\0"}), "a.pdf: is a picture."),
        ("nothing.zip", zipped(), "nothing.zip: is an archive with no papers in it."),
        ("../run.exe", b"MZ\x90\0" + bytes(range(256)) * 8, "run.exe: has no text that can be read."),
    ],
)
def test_what_is_no_paper_by_its_content_is_refused(library: Path, name: str, data: bytes, reason: str) -> None:
    found = Uploads(library).take(sent(library, name, data), {})
    assert isinstance(found, Refused)
    assert reason in found.reason
    assert not (library / "papers").exists()


def test_a_paper_with_a_wrong_suffix_and_one_in_an_archive_are_taken(library: Path) -> None:
    assert isinstance(Uploads(library).take(sent(library, "paper.png"), {}), Path)
    packed = zipped(**{"picture.png": b"\x89PNG\r\n\x1a\n\0\0", "paper.txt": PAPER})
    assert isinstance(Uploads(library).take(sent(library, "papers.zip", packed), {}), Path)


def test_files_are_bounded_in_size_number_and_all_together(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 2 << 20)
    monkeypatch.setattr(uploads, "MAX_FILES", 3)
    monkeypatch.setattr(uploads, "MAX_TOTAL_BYTES", 3 << 20)
    sizes = {"large": 3 << 20, "a": 1 << 20, "b": 2 << 20, "c": 1, "d": 0, "e": 0}
    files = [sent(library, name, b"x" * size) for name, size in sizes.items()]
    reasons = list(beyond_limits(files))
    assert [upload.name for upload, reason in zip(files, reasons, strict=True) if not reason] == ["a", "b", "d"]
    assert list(filter(None, reasons)) == [
        "large: has 3 MB; 2 MB is the most. Add it by: reviewqa add FILE",
        "c: would make more than 3 MB at once. Add it after these.",
        "e: is more than 3 files at once. Add it after these.",
    ]


def test_only_what_arrived_is_an_upload(library: Path) -> None:
    upload = sent(library, "a")
    (library / "library.json").write_text("{}")
    (library / "incoming" / "link").symlink_to(library / "library.json")
    assert Uploads(library).arrived(str(upload.file)) == upload.file.resolve()
    for path in ("/etc/passwd", str(library / "library.json"), str(library / "incoming" / ".." / "library.json"),
                 str(library / "incoming" / "link"), str(library / "incoming"), "", "\0", "x" * 5000):  # fmt: skip
        assert Uploads(library).arrived(path) is None


def test_what_arrived_is_cleared_with_what_was_forgotten_there(library: Path) -> None:
    mine, others, forgotten = (sent(library, name) for name in ("mine", "others", "forgotten"))
    hours_ago = time.time() - 7200
    os.utime(forgotten.file.parent, (hours_ago, hours_ago))
    Uploads(library).clear([mine])
    assert list((library / "incoming").iterdir()) == [others.file.parent]
    Uploads(library).open_incoming()
    assert list((library / "incoming").iterdir()) == []


def test_a_library_that_cannot_be_written_says_so(library: Path) -> None:
    (library / "papers").write_text("in the way")
    with pytest.raises(LibraryWriteError, match=r"paper\.txt: cannot be kept in the library \(File exists\)"):
        Uploads(library).take(sent(library, "paper.txt"), {})
    assert is_writable(library)
    assert not is_writable(library / "missing")


def test_a_file_that_has_gone_is_told(library: Path) -> None:
    with pytest.raises(UnreadableFileError):
        Uploads(library).take(Upload("x.txt", library / "incoming" / "x"), {})
