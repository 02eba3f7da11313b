"""Uploads: papers that come to a library from a browser and are kept in its own folder.

They arrive in ``incoming``, are bounded and checked by their content, and lie in ``papers`` until the library holds no
document of theirs any more. Nobody else puts anything there or takes anything away.
"""

from __future__ import annotations

import re
import shutil
import time
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus.containers import members
from corpus.errors import LibraryWriteError, UnsupportedFileError
from corpus.folders import digest, passed_over
from corpus.readers import format_of
from index.store.catalog import Catalog
from index.store.files import file_digest, stored_path
from index.store.manifest import INCOMING, PAPERS
from index.writing.draft import Draft

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
    """Why an upload is not taken.

    Attributes:
        reason: One sentence, which begins with the name of the file, and what to do.
    """

    reason: str


class Uploads:
    """The uploads of a library."""

    def __init__(self, library: Path) -> None:
        """Make it; nothing is written.

        Args:
            library: Folder of the library, which may have been moved since it was made.
        """
        self._papers = library.absolute() / PAPERS
        self._incoming = library / INCOMING

    # On their way

    def open_incoming(self) -> Path:
        """The folder where the web server puts what arrives, empty; call it when the server starts.

        Where the library cannot be written the folder is not made, and nothing arrives.
        """
        self.close_incoming()
        with suppress(OSError):
            self._incoming.mkdir(exist_ok=True)
        return self._incoming

    def close_incoming(self) -> None:
        """Delete what has arrived and was not added; call it when the server stops."""
        shutil.rmtree(self._incoming, ignore_errors=True)

    def arrived(self, path: str) -> Path | None:
        """The file at a path that a browser names; None unless it is one that arrived."""
        incoming = self._incoming.resolve()
        try:
            file = Path(path).resolve()
            return file if file.is_relative_to(incoming) and file.is_file() else None
        except (OSError, ValueError):
            return None

    def clear(self, uploads: Collection[Upload]) -> None:
        """Delete uploads that were looked at, and what has lain in ``incoming`` for long."""
        for upload in uploads:
            with suppress(OSError):
                upload.file.unlink(missing_ok=True)
                upload.file.parent.rmdir()  # fails where another upload lies in it
        before = time.time() - _STALE
        for path in self._incoming.glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < before:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    # Taken

    def receive(self, uploads: Sequence[Upload], catalog: Catalog) -> Iterator[Path | Refused | None]:
        """For each upload where it is kept, why it is refused, or None where the library has the same file.

        Args:
            uploads: Those that arrived together; those that are taken are moved.
            catalog: Of the library.

        Raises:
            UnreadableFileError: One of them has gone.
            LibraryWriteError: The library's folder cannot be written.
        """
        known = _known_digests(catalog)
        for upload, excess in zip(uploads, beyond_limits(uploads), strict=True):
            yield Refused(excess) if excess else self.take(upload, known)

    def take(self, upload: Upload, known: dict[str, str]) -> Path | Refused | None:
        """Likewise for one upload.

        Args:
            upload: It is moved.
            known: SHA-256 of the library's files, each with the reason why it failed, if it did; a file that is taken
                is added.
        """
        name, sha256 = safe_name(upload.name), digest(upload.file)
        if sha256 in known:
            return Refused(known[sha256]) if known[sha256] else None
        reason = _unfit(upload.file, name)
        if reason:
            return Refused(reason)
        try:
            kept = self._keep(name, upload.file)
        except OSError as error:
            raise LibraryWriteError(
                f"{name}: cannot be kept in the library ({error.strerror}). Make room, or start reviewqa with a "
                "library that can be written (--library)."
            ) from error
        known[sha256] = ""
        return kept

    def _keep(self, name: str, file: Path) -> Path:
        """Move a file among the papers, under its name or that with a number; nothing there is overwritten."""
        self._papers.mkdir(exist_ok=True)
        stem, suffix = Path(name).stem, Path(name).suffix
        number, target = 1, self._papers / name
        while True:
            try:
                target.touch(exist_ok=False)  # the name is ours
            except FileExistsError:
                number += 1
                target = self._papers / f"{stem} ({number}){suffix}"
            else:
                file.replace(target)
                return target

    # Kept

    def folders(self) -> list[Path]:
        """Where the kept ones lie, if there are any."""
        return [self._papers] if self._papers.is_dir() else []

    def holds(self, file: Path) -> bool:
        """Whether a file lies among the kept ones."""
        return file.is_relative_to(self._papers)

    def inside(self, path: str) -> str:
        """A path, as stored, from the folder of the kept ones on; empty where it leads elsewhere."""
        here = f"{stored_path(self._papers)}/"
        return path.removeprefix(here) if path.startswith(here) else ""

    def find(self, path: str, sha256: str) -> Path | None:
        """The kept file that a known one is; None for a file of the user's own folders.

        Args:
            path: As stored, perhaps before the library was moved.
            sha256: Of the known file.
        """
        file = self._papers / Path(path).name
        if path == stored_path(file):
            return file
        return file if file.is_file() and file_digest(file) == sha256 else None

    # Gone

    def release(self, draft: Draft, paths: Iterable[str]) -> list[Path]:
        """Have a draft forget those of some files that were uploaded and hold no document.

        Args:
            draft: Of the library.
            paths: Of known files, as stored.

        Returns:
            Where they are, to be deleted when the draft is published.
        """
        known = draft.known_files()
        released = []
        for path in dict.fromkeys(paths):
            file = self.find(path, known[path].digest)
            if file and not any(map(draft.has_records, draft.contents_of(path))):
                draft.drop_file(path)
                released.append(file)
        draft.drop_orphans()
        return released


def delete(files: Iterable[Path]) -> None:
    """Delete kept files; one that cannot be deleted is not a paper of the library's all the same."""
    for file in files:
        with suppress(OSError):
            file.unlink()


def delete_unknown(files: Iterable[Path], catalog: Catalog) -> None:
    """Delete those of some kept files that the library did not get to know, because adding them failed."""
    known = catalog.known_files()
    delete(file for file in files if stored_path(file) not in known)


def beyond_limits(uploads: Sequence[Upload]) -> Iterator[str]:
    """For each of the uploads that arrived together why it is too large or too many; empty where it is neither."""
    count = total = 0
    for upload in uploads:
        size, name = upload.file.stat().st_size, safe_name(upload.name)
        if size > MAX_FILE_BYTES:
            most = f"{MAX_FILE_BYTES // _MB} MB is the most"
            yield f"{name}: has {size / _MB:,.0f} MB; {most}. Add it by: reviewqa add FILE"
        elif count == MAX_FILES:
            yield f"{name}: is more than {MAX_FILES} files at once. Add it after these."
        elif total + size > MAX_TOTAL_BYTES:
            yield f"{name}: would make more than {MAX_TOTAL_BYTES // _MB:,} MB at once. Add it after these."
        else:
            count, total = count + 1, total + size
            yield ""


def safe_name(name: str) -> str:
    """A name for a file, out of whatever a browser sends: no path, no invisible signs, never hidden, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] not in "CZ" or char == " ")
    plain = re.sub(r'[<>:"|?*]', "_", visible).strip(" .~$")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 10 or not suffix.isalnum():
        stem, dot, suffix = plain, "", ""
    left = _NAME_BYTES - len(f"{dot}{suffix}".encode())
    stem = stem.encode()[:left].decode(errors="ignore").strip(" .~$") or _UNNAMED
    made = f"{stem}{dot}{suffix}"
    return f"_{made}" if _RESERVED.match(made) or passed_over(made) else made


def _unfit(file: Path, name: str) -> str:
    """Why a file is not a paper, by its content; empty where it may be one, or holds one."""
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


def _known_digests(catalog: Catalog) -> dict[str, str]:
    """SHA-256 of the files that documents are from, and of those that failed, with the reason; empty for the former."""
    lost = set(catalog.lost_files())
    failures = {failure.file: failure.reason for failure in catalog.failures()}
    known = {path: file.digest for path, file in catalog.known_files().items() if file.digest and path not in lost}
    return {known[path]: failures.get(path, "") for path in sorted(known, key=lambda path: path in failures)}
