"""Walking folders: which files may be papers, in an order that is always the same."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import UnreadableFileError
from corpus.text import legible

_BY_PROGRAMS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})  # left by programs, never by people
_CHUNK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was found.

    Attributes:
        path: Below the folder as it was given.
        problem: Why it cannot be read, to follow the path in a sentence: "is a link out of the folder."; else empty.
    """

    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Stat:
    """What tells without reading that a file is as it was.

    Attributes:
        size: In bytes.
        mtime_ns: When its content was last changed, in nanoseconds.
        ctime_ns: When its content or its name was last changed, in nanoseconds.
        inode: Its number on its disk.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Stat:
        """The file's, or that of the file a link leads to; raises UnreadableFileError where there is none."""
        try:
            found = path.stat()
        except (OSError, ValueError) as error:
            raise UnreadableFileError(f"{legible(path)}: {_reason(error)}") from error
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def papers(paths: Sequence[Path]) -> Iterator[Found]:
    """Every file below these folders, and these files, that may hold papers; each once, sorted by name.

    Hidden files, what programs leave behind and folders that hold a library are passed over; links to folders are not
    followed; nothing is opened. A file or folder that is named itself is taken even if it is hidden or a link.

    Raises:
        UnreadableFileError: One of the paths does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise UnreadableFileError(f"{legible(path)} does not exist.")
    return _each_once(paths)


def passed_over(name: str) -> bool:
    """Whether a file or folder of this name is never a paper: hidden, or left behind by a program."""
    return name.startswith((".", "~$")) or name.casefold() in _BY_PROGRAMS


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal, read piece by piece.

    Raises:
        UnreadableFileError: It cannot be opened or read, or is not a regular file.
    """
    sha256 = hashlib.sha256()
    try:
        with _opened(path) as file:
            while chunk := file.read(_CHUNK):
                sha256.update(chunk)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{legible(path)}: {_reason(error)}") from error
    return sha256.hexdigest()


def _each_once(paths: Sequence[Path]) -> Iterator[Found]:
    roots = [os.path.realpath(path) for path in paths if _is_folder(path)]
    seen: set[str] = set()
    for path in paths:
        for found in _below(path, roots) if _is_folder(path) else iter([_named(path)]):
            place = os.path.normpath(found.path.absolute())
            if place not in seen:
                seen.add(place)
                yield found


def _named(path: Path) -> Found:
    """A file that was named itself; a link is followed wherever it leads."""
    try:
        return Found(path, _unreadable(path, path.stat().st_mode))
    except (OSError, ValueError) as error:
        return Found(path, "is a broken link." if path.is_symlink() else _reason(error))


def _below(root: Path, roots: list[str]) -> Iterator[Found]:
    """Depth first, by name; the names still to visit are kept, last first, instead of calling itself."""
    if _is_library(root):
        yield Found(root, "is a library of reviewqa, not a folder of papers.")
        return
    waiting: list[tuple[Path, bool]] = [(root, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            found = _found(path, roots)
            if found:
                yield found
            continue
        try:
            with os.scandir(path) as entries:
                names = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            yield Found(path, _reason(error))
            continue
        names = [(name, folder) for name, folder in names if not passed_over(name)]
        names.sort(key=lambda entry: os.fsencode(entry[0]), reverse=True)
        waiting += [(path / name, folder) for name, folder in names if not (folder and _is_library(path / name))]


def _found(path: Path, roots: list[str]) -> Found | None:
    """A file below a folder; None for a link to a folder that is visited anyway."""
    try:
        status = path.lstat()
        if not stat.S_ISLNK(status.st_mode):
            return Found(path, _unreadable(path, status.st_mode))
        target = os.path.realpath(path, strict=True)
        inside = any(os.path.commonpath((root, target)) == root for root in roots)
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        return Found(path, "is a broken link." if path.is_symlink() else _reason(error))
    if not inside:
        return Found(path, "is a link out of the folder.")
    return None if stat.S_ISDIR(mode) else Found(path, _unreadable(path, mode))


def _unreadable(path: Path, mode: int) -> str:
    if not stat.S_ISREG(mode):
        return "is not a regular file (a socket, a pipe or a device)."
    return "" if os.access(path, os.R_OK) else "cannot be read (Permission denied)."


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # below a folder that cannot be read
        return False


def _is_library(folder: Path) -> bool:
    try:
        return (folder / "library.json").is_file() and (
            (folder / "catalog.sqlite").is_file() or (folder / "shards").is_dir()
        )
    except OSError:
        return False


def _opened(path: Path) -> BinaryIO:
    """A regular file, open for reading; a pipe that took its place does not hold us up."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _reason(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) else ""
    return f"cannot be read ({said or error})."
