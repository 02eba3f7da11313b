"""Files that were uploaded to a library: they lie in its own folder, and go with their last document."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from index.store.files import file_digest
from index.store.manifest import PAPERS
from index.writing.draft import Draft
from index.writing.scan import stored_path


def held(folder: Path) -> list[Path]:
    """Where the library's uploads lie, if it has any."""
    place = folder.absolute() / PAPERS
    return [place] if place.is_dir() else []


def upload_of(folder: Path, path: str, digest: str) -> Path | None:
    """The uploaded file that a known one is, or None for a file of the user's own folders.

    Args:
        folder: Of the library, which may have been moved since it was made.
        path: As stored.
        digest: SHA-256 of the known file.
    """
    file = folder.absolute() / PAPERS / Path(path).name
    if path == stored_path(file):
        return file
    return file if file.is_file() and file_digest(file) == digest else None


def spare(draft: Draft, folder: Path, paths: Iterable[str]) -> list[Path]:
    """Have a draft forget those of some files that were uploaded and hold no document; where they are, to be deleted.

    Args:
        draft: Of the library.
        folder: Of the library.
        paths: Of known files, as stored.
    """
    known = draft.known_files()
    unneeded = []
    for path in dict.fromkeys(paths):
        file = upload_of(folder, path, known[path].digest)
        if file and not any(map(draft.has_records, draft.contents_of(path))):
            draft.drop_file(path)
            unneeded.append(file)
    draft.drop_orphans()
    return unneeded


def delete(files: Iterable[Path]) -> None:
    """Delete uploaded files; one that cannot be is no paper of the library's all the same."""
    for file in files:
        with suppress(OSError):
            file.unlink()
