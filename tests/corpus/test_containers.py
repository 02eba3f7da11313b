from __future__ import annotations

import gzip
import io
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import containers
from corpus.containers import Member, members

BROKEN = "is a broken or cut short archive. Fetch it again."
BOMB = "unpacks to more than 200 times its size, as no paper does."


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return held.getvalue()


def _noise(size: int) -> bytes:
    return random.Random(0).randbytes(size)


def names(data: bytes) -> list[str]:
    return [member.name for member in members(data, "f.zip")]


def test_plain_bytes_are_the_file_itself() -> None:
    assert list(members(b"text", "a.txt")) == [Member("", b"text")]
    assert list(members(b"", "a.txt")) == [Member("", b"")]


def test_a_gzip_is_its_content() -> None:
    assert list(members(gzip.compress(b"text"), "a.txt.gz")) == [Member("", b"text")]
    assert list(members(gzip.compress(b"one ") + gzip.compress(b"two"), "a.gz")) == [Member("", b"one two")]


def test_a_zip_is_its_files_by_their_paths() -> None:
    data = zipped(("a.txt", b"A"), ("folder/", b""), ("folder/b.xml", b"B"), ("論文.txt", b"C"))
    assert list(members(data, "f.zip")) == [
        Member("a.txt", b"A"), Member("folder/b.xml", b"B"), Member("論文.txt", b"C"),
    ]  # fmt: skip


def test_containers_may_lie_in_each_other_but_not_in_a_third() -> None:
    third = zipped(("c.txt", b"C"))
    inner = zipped(("b.txt", b"B"), ("third.zip", third))
    data = zipped(("a.xml.gz", gzip.compress(b"A")), ("inner.zip", inner))
    assert list(members(data, "f.zip")) == [
        Member("a.xml.gz", b"A"),
        Member("inner.zip/b.txt", b"B"),
        Member("inner.zip/third.zip", None,
               "f.zip/inner.zip/third.zip: is an archive inside 2 others. Unpack the outer ones."),
    ]  # fmt: skip
    assert list(members(gzip.compress(zipped(("a", b"A"))), "f.gz")) == [Member("a", b"A")]


@pytest.mark.parametrize("sign", ["[Content_Types].xml", "mimetype"])
def test_office_files_are_files(sign: str) -> None:
    document = zipped((sign, b"x"), ("word/document.xml", b"<x/>"))
    assert list(members(document, "a.docx")) == [Member("", document)]
    assert list(members(zipped(("a.docx", document)), "f.zip")) == [Member("a.docx", document)]


def test_names_are_labels_and_stay_as_they_are() -> None:
    assert names(zipped(("/etc/passwd", b"1"), ("../../up", b"2"), ("a/../b", b"3"))) == [
        "/etc/passwd", "../../up", "a/../b",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_again_is_numbered() -> None:
    data = zipped(("a", b"1"), ("a", b"2"), ("a (2)", b"3"))
    assert list(members(data, "f")) == [Member("a", b"1"), Member("a (2)", b"2"), Member("a (2) (2)", b"3")]


def test_what_programs_leave_behind_is_passed_over() -> None:
    assert names(zipped(("__MACOSX/a.pdf", b""), (".DS_Store", b""), ("x/.hidden", b""), ("~$a.docx", b""))) == []


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    bomb = gzip.compress(bytes(40 << 20))
    assert list(members(bomb, "f.gz")) == [Member("", None, f"f.gz: {BOMB}")]


def test_a_bomb_does_not_keep_the_others_out_of_a_large_archive() -> None:
    noise = _noise(1 << 20)
    data = zipped(("noise", noise), ("bomb", bytes(40 << 20)), ("a.txt", b"A"))
    problem = f"f.zip/bomb: {BOMB}"
    assert list(members(data, "f.zip")) == [
        Member("noise", noise),
        Member("bomb", None, problem),
        Member("a.txt", b"A"),
    ]


def test_a_bomb_that_is_most_of_an_archive_ends_it() -> None:
    data = zipped(("bomb", bytes(40 << 20)), ("a.txt", b"A"))
    assert list(members(data, "f.zip")) == [Member("", None, f"f.zip: {BOMB}")]


def test_a_bomb_of_bombs_is_refused() -> None:
    layer = zipped(*((f"{number}.gz", gzip.compress(bytes(9 << 20))) for number in range(5)))
    found = list(members(zipped(("layer.zip", layer)), "f.zip"))
    assert found[-1].problem.startswith("f.zip")
    assert sum(len(member.data or b"") for member in found) < 30 << 20


def test_what_a_header_promises_is_not_believed() -> None:
    data = bytearray(gzip.compress(bytes(40 << 20)))
    data[-4:] = (5).to_bytes(4, "little")
    assert list(members(bytes(data), "f.gz")) == [Member("", None, f"f.gz: {BOMB}")]


def test_the_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(("a", _noise(1000)), ("b", _noise(3000)), ("c", _noise(1000)))
    monkeypatch.setattr(containers, "MEMBER_BYTES", 2000)
    problem = "f.zip/b: unpacks to more than 0 MB. Split it."
    assert list(members(data, "f.zip")) == [
        Member("a", _noise(1000)), Member("b", None, problem), Member("c", _noise(1000)),
    ]  # fmt: skip
    monkeypatch.setattr(containers, "TOTAL_BYTES", 1500)
    assert list(members(data, "f.zip")) == [
        Member("a", _noise(1000)), Member("", None, "f.zip: unpacks to more than 0 MB. Unpack it yourself."),
    ]  # fmt: skip
    monkeypatch.setattr(containers, "MEMBERS", 2)
    assert list(members(data, "f.zip")) == [Member("", None, "f.zip: holds more than 2 files. Split it.")]


def test_more_files_than_allowed_inside_archives_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MEMBERS", 3)
    inner = zipped(("a", b"A"), ("b", b"B"))
    assert [member.problem for member in members(zipped(("1.zip", inner), ("2.zip", inner)), "f.zip")] == [
        "", "", "f.zip: holds more than 3 files. Split it.",
    ]  # fmt: skip


def test_a_locked_member_is_a_problem() -> None:
    data = bytearray(zipped(("a", b"A"), ("b", b"B")))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= 1
    assert list(members(bytes(data), "f.zip")) == [
        Member("a", None, "f.zip/a: is locked with a password. Unpack it yourself."), Member("b", b"B"),
    ]  # fmt: skip


def test_a_link_and_an_unknown_method_are_problems() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("packed", b"x" * 100, zipfile.ZIP_BZIP2)
    assert [member.problem for member in members(held.getvalue(), "f.zip")] == [
        "f.zip/link: is a link inside its archive, not a file.",
        "f.zip/packed: is packed in a way that cannot be read here. Unpack it yourself.",
    ]


def test_a_wrong_checksum_is_a_problem_of_its_member_alone() -> None:
    data = bytearray(zipped(("a", b"AAAA"), ("b", b"BBBB"), method=zipfile.ZIP_STORED))
    data[data.find(b"AAAA")] ^= 1
    problem = "f.zip/a: is broken in its archive. Fetch the archive again."
    assert list(members(bytes(data), "f.zip")) == [Member("a", None, problem), Member("b", b"BBBB")]


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 40])
def test_a_gzip_cut_short_is_a_problem(cut: int) -> None:
    data = gzip.compress(_noise(100))
    assert list(members(data[:-cut], "f.gz")) == [Member("", None, f"f.gz: {BROKEN}")]


def test_a_zip_cut_short_is_a_problem() -> None:
    assert list(members(zipped(("a", b"A"))[:-10], "f.zip")) == [Member("", None, f"f.zip: {BROKEN}")]


def tarred(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_tar_holds_its_files(pack: Callable[[bytes], bytes]) -> None:
    data = tarred(("a.txt", b"one"), ("../b/../c.txt", b"two"), ("a.txt", b"three"), (".hidden", b"no"))
    assert list(members(pack(data), "f.tar")) == [
        Member("a.txt", b"one"), Member("../b/../c.txt", b"two"), Member("a.txt (2)", b"three"),
    ]  # fmt: skip


def test_of_a_package_of_pubmed_central_the_article_is_read_once() -> None:
    files = [
        ("PMC1/f1.jpg", b"\xff\xd8"),
        ("PMC1/main.nxml", b"<article/>"),
        ("PMC1/main.pdf", b"%PDF-1.4"),
        ("PMC1/s1.xlsx", b"PK"),
    ]
    assert list(members(gzip.compress(tarred(*files)), "PMC1.tar.gz")) == [Member("PMC1/main.nxml", b"<article/>")]


def test_a_broken_tar_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "is a broken or cut short archive. Fetch it again."
    data = bytes(257) + b"ustar" + bytes(300)
    assert list(members(gzip.compress(data), "f.tgz")) == [Member("", None, f"f.tgz: {broken}")]
    cut = list(members(tarred(("a.txt", b"one"), ("b.txt", bytes(5000)))[:3000], "f.tar"))
    assert cut == [Member("", None, f"f.tar: {broken}")]
    monkeypatch.setattr(containers, "MEMBERS", 2)
    many = list(members(tarred(*((f"{at}", b"x") for at in range(5))), "f.tar"))
    assert many[-1].problem == "f.tar: holds more than 2 files. Split it."


def test_one_member_is_held_at_a_time() -> None:
    data = zipped(*((f"{number}", _noise(4 << 20)) for number in range(8)), method=zipfile.ZIP_STORED)
    tracemalloc.start()
    sizes = []
    for member in members(data, "f.zip"):
        sizes.append(len(member.data or b""))
        del member
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes == [4 << 20] * 8
    assert peak < 14 << 20


@given(st.data())
def test_broken_archives_raise_nothing(data: st.DataObject) -> None:
    whole = zipped(("a.txt", b"text " * 50), ("in.zip", zipped(("b", b"B" * 99))), ("c.gz", gzip.compress(b"C" * 99)))
    held = bytearray(data.draw(st.sampled_from([whole, gzip.compress(whole)])))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(held) - 1), st.integers(0, 255)), max_size=6)):
        held[place] = byte
    found = list(members(bytes(held[: data.draw(st.integers(1, len(held)))]), "f"))
    assert all((member.data is None) == bool(member.problem) for member in found)
    assert all(member.problem.endswith(".") for member in found if member.problem)
    assert len({member.name for member in found if member.data is not None}) == sum(m.data is not None for m in found)
