"""Files inside .gz, .tar and .zip, unpacked in memory one at a time; what would unpack without end is refused.

The names of members are labels for people and never paths: nothing is ever written.
"""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from corpus.folders import passed_over
from corpus.text import legible

DEPTH = 2  # containers in each other
MEMBERS = 20_000  # of one file
MEMBER_BYTES = 512 << 20
TOTAL_BYTES = 1 << 30  # of all members of one file
RATIO = 200  # unpacked to packed; text reaches about 20
RATIO_FROM = 10 << 20  # unpacked bytes from which the ratio tells
_CHUNK = 1 << 16
_MB = 1 << 20
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_ENTRY = b"PK\x01\x02"
# zipfile's other methods unpack a whole chunk at once, however large it becomes
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, LookupError, OverflowError, MemoryError,
    tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or a file inside a container.

    Attributes:
        name: Its path inside the container, unique there; empty for the file itself and for the content of a .gz.
        data: Its bytes; None where there is a problem.
        problem: One sentence, with the name of the file: what is wrong and what to do; else empty.
    """

    name: str
    data: bytes | None
    problem: str = ""


class _RefusedError(Exception):
    """One member, or with ``everything`` the whole file, is not unpacked further."""

    def __init__(self, reason: str, everything: bool = False) -> None:
        super().__init__(reason)
        self.everything = everything


@dataclass
class _Unpacking:
    """What has been unpacked of one file.

    Attributes:
        source: Its name.
        packed: Its size.
        unpacked: Bytes so far.
        members: So far.
        names: Given so far.
    """

    source: str
    packed: int
    unpacked: int = 0
    members: int = 0
    names: set[str] = field(default_factory=set)

    def problem(self, name: str, reason: str) -> Member:
        """A member that cannot be read."""
        return Member(name, None, f"{legible(f'{self.source}/{name}'.rstrip('/'))}: {reason}")

    def bytes_of(self, file: IO[bytes] | gzip.GzipFile, packed: int) -> bytes:
        """All that a stream unpacks to, counted while it is read, whatever its header promises."""
        content, size = io.BytesIO(), 0
        while chunk := file.read(_CHUNK):
            size += content.write(chunk)
            self.unpacked += len(chunk)
            if self.unpacked > TOTAL_BYTES:
                raise _RefusedError(f"unpacks to more than {TOTAL_BYTES // _MB} MB. Unpack it yourself.", True)
            if self.unpacked > max(RATIO_FROM, RATIO * self.packed):
                raise _RefusedError(f"unpacks to more than {RATIO} times its size, as no paper does.", True)
            if size > MEMBER_BYTES:
                raise _RefusedError(f"unpacks to more than {MEMBER_BYTES // _MB} MB. Split it.")
            if size > max(RATIO_FROM, RATIO * packed):
                raise _RefusedError(f"unpacks to more than {RATIO} times its size, as no paper does.")
        return content.getvalue()

    def unique(self, name: str) -> str:
        """The name, with a number behind it where there was one like it."""
        label, number = name, 1
        while label in self.names:
            number += 1
            label = f"{name} ({number})"
        self.names.add(label)
        return label


def members(data: bytes, name: str) -> Iterator[Member]:
    """The files in a container of this name, or the bytes themselves where they are none; raises nothing.

    Office files, which are ZIP archives inside, are files here. No more than one member is held at a time, besides the
    containers around it.
    """
    unpacking = _Unpacking(name, len(data))
    try:
        yield from _members(data, "", 0, unpacking)
    except _RefusedError as refused:
        yield unpacking.problem("", str(refused))


def _members(data: bytes, name: str, depth: int, unpacking: _Unpacking) -> Iterator[Member]:
    is_gzip = data.startswith(b"\x1f\x8b\x08")
    is_zip = data.startswith((b"PK\x03\x04", _DIRECTORY_END))
    try:
        archive = _archive(data) if is_zip else None
        if is_gzip or archive:
            if depth == DEPTH:
                raise _RefusedError(f"is an archive inside {DEPTH} others. Unpack the outer ones.")
            inside = _of_zip(archive, name, depth, unpacking) if archive else _of_gzip(data, name, depth, unpacking)
            yield from inside
        elif data[257:262] == b"ustar":
            if depth == DEPTH:
                raise _RefusedError(f"is an archive inside {DEPTH} others. Unpack the outer ones.")
            yield from _of_tar(data, name, depth, unpacking)
        else:
            yield Member(name, data)
    except _RefusedError as refused:
        if refused.everything:
            raise
        yield unpacking.problem(name, str(refused))
    except _BROKEN:
        yield unpacking.problem(name, "is a broken or cut short archive. Fetch it again.")


def _archive(data: bytes) -> zipfile.ZipFile | None:
    """The archive; None for an office file or an electronic book, which only a reader may open."""
    end = data.rfind(_DIRECTORY_END)
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    directory = data[max(0, end - size) : end] if end >= 0 else data
    if directory.count(_DIRECTORY_ENTRY) > MEMBERS:  # refused before an object is made for each
        raise _RefusedError(f"holds more than {MEMBERS:,} files. Split it.", True)
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = set(archive.namelist())
    return None if names & {"[Content_Types].xml", "mimetype"} else archive


def _of_gzip(data: bytes, name: str, depth: int, unpacking: _Unpacking) -> Iterator[Member]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        content = unpacking.bytes_of(file, len(data))
    yield from _members(content, name, depth + 1, unpacking)


def _of_tar(data: bytes, name: str, depth: int, unpacking: _Unpacking) -> Iterator[Member]:
    """The files of a tar archive; of a package of PubMed Central the article, not its PDF, figures and supplements."""
    is_package = any(entry.name.endswith(".nxml") for entry in _entries(data, unpacking))
    for entry in _entries(data, unpacking):
        hidden = any(passed_over(part) for part in entry.name.split("/") if part not in {"", ".", ".."})
        if hidden or not entry.isreg() or (is_package and not entry.name.endswith(".nxml")):
            continue
        start = entry.offset_data
        unpacking.members += 1
        label = unpacking.unique(f"{name}/{entry.name}" if name else entry.name)
        if entry.issparse() or start + entry.size > len(data):
            yield unpacking.problem(label, "is broken in its archive. Fetch the archive again.")
        else:
            yield from _members(data[start : start + entry.size], label, depth + 1, unpacking)


def _entries(data: bytes, unpacking: _Unpacking) -> Iterator[tarfile.TarInfo]:
    """What a tar archive says that it holds; nothing is unpacked, and no name is used as a path."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for number, entry in enumerate(archive):
            if number >= MEMBERS - unpacking.members:
                raise _RefusedError(f"holds more than {MEMBERS:,} files. Split it.", True)
            yield entry


def _of_zip(archive: zipfile.ZipFile, name: str, depth: int, unpacking: _Unpacking) -> Iterator[Member]:
    for entry in archive.infolist():
        parts = entry.filename.split("/")
        if entry.is_dir() or any(passed_over(part) for part in parts if part not in {".", ".."}):
            continue
        unpacking.members += 1
        if unpacking.members > MEMBERS:
            raise _RefusedError(f"holds more than {MEMBERS:,} files. Split it.", True)
        label = unpacking.unique(f"{name}/{entry.filename}" if name else entry.filename)
        try:
            content = _unpacked(archive, entry, unpacking)
        except _RefusedError as refused:
            if refused.everything:
                raise
            yield unpacking.problem(label, str(refused))
        except _BROKEN:
            yield unpacking.problem(label, "is broken in its archive. Fetch the archive again.")
        else:
            yield from _members(content, label, depth + 1, unpacking)
            del content  # before the next is unpacked


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, unpacking: _Unpacking) -> bytes:
    if entry.flag_bits & 1:
        raise _RefusedError("is locked with a password. Unpack it yourself.")
    if entry.compress_type not in _METHODS:
        raise _RefusedError("is packed in a way that cannot be read here. Unpack it yourself.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _RefusedError("is a link inside its archive, not a file.")
    with archive.open(entry) as file:
        return unpacking.bytes_of(file, entry.compress_size)
