"""Uploads: files that come to a library from a browser, bounded, checked by their content, kept in its own folder."""

from __future__ import annotations

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.containers import members
from corpus.errors import LibraryWriteError, UnsupportedFileError
from corpus.folders import digest, passed_over
from corpus.readers import format_of
from index.store.manifest import INCOMING, PAPERS

MAX_FILE_BYTES = 100 << 20
MAX_FILES = 200  # at once
MAX_TOTAL_BYTES = 2 << 30  # at once
_MB = 1 << 20
_NAME_BYTES = 120
_STALE = 3600.0  # seconds after which a file that nobody has come for is deleted
_UNNAMED = "paper"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # devices of Windows, not files


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived.

    Attributes:
        name: As its owner calls it; anything at all.
        file: Where it lies, below the library's ``incoming``.
    """

    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken.

    Attributes:
        name: Of the file, fit to be shown.
        reason: One sentence: why not, and what to do.
    """

    name: str
    reason: str


def prepare_incoming(library: Path) -> Path:
    """The folder where the web server puts what arrives, empty; call it when the server starts.

    Where the library cannot be written it is not made, and nothing arrives.
    """
    folder = library / INCOMING
    with suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
    return folder


def arrived(library: Path, path: str) -> Path | None:
    """The file at a path that a browser names, None unless it is one that arrived."""
    incoming = (library / INCOMING).resolve()
    try:
        file = Path(path).resolve()
        return file if file.is_relative_to(incoming) and file.is_file() else None
    except (OSError, ValueError):
        return None


def is_writable(library: Path) -> bool:
    """Whether papers can be added to a library and removed from it."""
    return os.access(library, os.W_OK)


def bounded(uploads: Sequence[Upload]) -> tuple[list[Upload], list[tuple[Upload, Refused]]]:
    """Those of some uploads that are taken together, and those that are too large or too many."""
    taken: list[Upload] = []
    refused: list[tuple[Upload, Refused]] = []
    total = 0
    for upload in uploads:
        size = upload.file.stat().st_size
        if size > MAX_FILE_BYTES:
            reason = f"has {size / _MB:,.0f} MB; {MAX_FILE_BYTES // _MB} MB is the most. Add it by: reviewqa add FILE"
        elif len(taken) == MAX_FILES:
            reason = f"is more than {MAX_FILES} files at once. Add it after these."
        elif total + size > MAX_TOTAL_BYTES:
            reason = f"would make more than {MAX_TOTAL_BYTES // _MB:,} MB at once. Add it after these."
        else:
            taken.append(upload)
            total += size
            continue
        name = safe_name(upload.name)
        refused.append((upload, Refused(name, f"{name}: {reason}")))
    return taken, refused


def take(library: Path, upload: Upload, known: Collection[str]) -> Path | Refused | None:
    """Check an upload by its content and put it among the library's papers.

    Args:
        library: Folder of the library.
        upload: The file, which is moved.
        known: SHA-256 of the files that the library's documents are from.

    Returns:
        Where it lies now; why it is refused; None where the library has the same file already.

    Raises:
        UnreadableFileError: It has gone meanwhile.
        LibraryWriteError: The library's folder cannot be written.
    """
    name = safe_name(upload.name)
    if digest(upload.file) in known:
        return None
    reason = _unfit(upload.file, name)
    if reason:
        return Refused(name, reason)
    try:
        return _kept(library / PAPERS, name, upload.file)
    except OSError as error:
        raise LibraryWriteError(
            f"{name}: cannot be kept in the library ({error.strerror}). Make room, or start reviewqa with a library "
            "that can be written (--library)."
        ) from error


def clear(library: Path, uploads: Collection[Upload]) -> None:
    """Delete uploads that were looked at, and what has lain in ``incoming`` for long."""
    for upload in uploads:
        with suppress(OSError):
            upload.file.unlink(missing_ok=True)
            upload.file.parent.rmdir()  # fails where another upload lies in it
    before = time.time() - _STALE
    for path in (library / INCOMING).glob("*"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def safe_name(name: str) -> str:
    """A name for a file, out of whatever a browser sends: no path, no invisible signs, never hidden, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] not in "CZ" or char == " ")
    plain = re.sub(r'[<>:"|?*]', "_", visible).strip(" .~$")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 10 or not suffix.isalnum():
        stem, dot, suffix = plain, "", ""
    room = _NAME_BYTES - len(f"{dot}{suffix}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip(" .~$") or _UNNAMED
    made = f"{stem}{dot}{suffix}"
    return f"_{made}" if _RESERVED.match(made) or passed_over(made) else made


def _unfit(file: Path, name: str) -> str:
    """Why a file is no paper, by its content; empty where it may be one, or holds one."""
    reasons = []
    for member in members(file.read_bytes(), name):
        shown = f"{name}/{member.name}" if member.name else name
        if member.data is None:
            reasons.append(member.problem)
            continue
        try:
            format_of(member.data, shown)
        except UnsupportedFileError as error:
            reasons.append(str(error))
        else:
            return ""
    return reasons[0] if reasons else f"{name}: is an archive with no papers in it."


def _kept(papers: Path, name: str, file: Path) -> Path:
    """Move a file among the papers, under its name or that with a number; nothing there is overwritten."""
    papers.mkdir(exist_ok=True)
    stem, suffix = Path(name).stem, Path(name).suffix
    number, target = 1, papers / name
    while True:
        try:
            target.touch(exist_ok=False)  # the name is ours
        except FileExistsError:
            number += 1
            target = papers / f"{stem} ({number}){suffix}"
        else:
            file.replace(target)
            return target
