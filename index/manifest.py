"""The manifest of a library folder: what made it and what must be in it. It is written last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus import Document
from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.settings import PACKAGED_MODEL, PACKAGED_SHA256

FORMAT = 1
MANIFEST = "library.json"
CATALOG = "catalog.sqlite"
DENSE = "dense.faiss"
LEXICAL = "lexical"
ENCODER = "encoder"
PARTS = frozenset({MANIFEST, CATALOG, DENSE, LEXICAL, ENCODER})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``library.json`` holds.

    Attributes:
        model: Name of the embedding model.
        model_sha256: Of its weights.
        contents: Fingerprint of the documents it was built from.
        documents: Number of documents.
        passages: Number of passages.
        files: Size in bytes of every other file, by its path in the folder.
        format: Version of the folder's layout; one number a reviewqa that can read it.
    """

    model: str
    model_sha256: str
    contents: str
    documents: int
    passages: int
    files: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read and check the manifest of a library folder.

        Raises:
            LibraryNotFoundError: There is no library in the folder.
            LibraryMismatchError: It has another layout.
            LibraryDamagedError: The manifest is not what was written.
        """
        try:
            raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            what = "is no library: it holds no library.json" if folder.exists() else "does not exist"
            raise LibraryNotFoundError(f"{folder}: {what}. Build one there: {rebuild_command(folder)}") from error
        except OSError as error:
            raise LibraryDamagedError(f"{folder}: library.json cannot be read ({error.strerror}).") from error
        except (ValueError, RecursionError) as error:
            raise LibraryDamagedError(f"{folder}: library.json is broken. {_again(folder)}") from error
        found = raw.get("format") if isinstance(raw, dict) else None
        if found != FORMAT:
            raise LibraryMismatchError(
                f"{folder}: has library format {found}, this reviewqa reads format {FORMAT}. {_again(folder)}"
            )
        if not _is_whole(raw):
            raise LibraryDamagedError(f"{folder}: library.json is broken. {_again(folder)}")
        return cls(**raw)

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")

    def check(self, folder: Path, model: str) -> None:
        """Compare the folder with the manifest, by the sizes of its files.

        Raises:
            LibraryMismatchError: The library was made for another model.
            LibraryDamagedError: A file is missing or has another size.
        """
        if self.model != model:
            raise LibraryMismatchError(
                f"{folder}: was built for the model {self.model}, the settings ask for {model}. {_again(folder)}"
            )
        if model == PACKAGED_MODEL and self.model_sha256 != PACKAGED_SHA256:
            raise LibraryMismatchError(
                f"{folder}: was built with other weights of {model} (SHA-256 {self.model_sha256[:12]}…, now "
                f"{PACKAGED_SHA256[:12]}…). {_again(folder)}"
            )
        for name, size in self.files.items():
            file = folder / name
            actual = file.stat().st_size if file.is_file() else None
            if actual != size:
                what = "is missing" if actual is None else f"has {actual:,} bytes instead of {size:,}"
                raise LibraryDamagedError(f"{folder}: is damaged: {name} {what}. {_again(folder)}")


def _is_whole(raw: dict[str, object]) -> bool:
    """Whether the JSON has every field, and each of its type."""
    types = {"model": str, "model_sha256": str, "contents": str, "documents": int, "passages": int, "files": dict}
    files = raw.get("files")
    return (
        set(raw) == {*types, "format"}
        and all(isinstance(raw[name], kind) for name, kind in types.items())
        and isinstance(files, dict)
        and all(isinstance(size, int) for size in files.values())
    )


def sizes(folder: Path) -> dict[str, int]:
    """Size in bytes of every file below the folder, by its path in it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST)
    return {file.relative_to(folder).as_posix(): file.stat().st_size for file in files}


def fingerprint(documents: Iterable[Document]) -> str:
    """SHA-256 over the documents as read, so that a better reader counts as a change too."""
    digest = hashlib.sha256()
    for document in documents:
        digest.update(json.dumps(asdict(document), sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def rebuild_command(folder: Path) -> str:
    """What to type to build the library in this folder again."""
    return f'reviewqa build --library "{folder}"'


def _again(folder: Path) -> str:
    return f"Build it again: {rebuild_command(folder)}"
