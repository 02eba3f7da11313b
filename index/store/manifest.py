"""The manifest of a library folder: which files make its current generation. Replacing it is what publishes one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from corpus.errors import LibraryDamagedError, LibraryMismatchError, LibraryNotFoundError
from index.settings import BARE_MODEL, PACKAGED_MODEL, PACKAGED_SHA256
from index.store.files import file_digest, replace_file

FORMAT = 3
MANIFEST = "library.json"
CATALOG = "catalog.sqlite"  # of the draft; a published part carries its generation, "catalog-000003.sqlite"
SHARDS = "shards"
DRAFT = "draft"
PAPERS = "papers"  # what was uploaded; no generation replaces it
INCOMING = "incoming"  # uploads on their way there
LOCK = "lock"
HOLDER = "lock.json"
CALIBRATION = "calibration.json"  # fitted by the library's owner; no generation replaces it
FORMER = frozenset({"catalog.sqlite", "dense.faiss", "lexical", "encoder"})  # parts of format 1
# Names of what each generation makes again, or leaves half made when it is killed.
_GENERATED = (
    r"(library|calibration)\.json\.new"
    r"|(catalog-\d{6}\.sqlite|dense-\d{6}\.faiss|(lexical|encoder|ranker)-\d{6})(\.new)?"
)
GENERATED = re.compile(_GENERATED)
# Names of everything that a library puts into its folder; whatever else lies there is not ours.
PARTS = re.compile(rf"(library|calibration)\.json|lock(\.json)?|shards|draft|papers|incoming|{_GENERATED}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``library.json`` holds.

    Attributes:
        generation: Counts what was published; 1 is the first.
        model: Name of the embedding model.
        model_sha256: Of its weights.
        documents: Number of documents.
        passages: Number of passages.
        catalog: Path of the catalog, in the folder, like all below.
        dense: Of the FAISS index.
        lexical: Of the word index's folder.
        encoder: Of the query encoder's folder.
        shards: Of each shard, by its number.
        files: Size in bytes and SHA-256 of every file, by its path.
        word_dim: Length of a word's vector.
        packaged: Fingerprint of the packaged reviews where it holds them and nothing else; empty otherwise.
        ranker: Path of the ranker's folder where the library carries one; empty otherwise, like the two below.
        ranker_name: What the settings called it.
        ranker_sha256: Of its weights before the export; empty where the name is not a folder.
        reviewqa: Version that wrote it.
        format: Version of the folder's layout; one number a reviewqa that can read it.
    """

    generation: int
    model: str
    model_sha256: str
    documents: int
    passages: int
    catalog: str
    dense: str
    lexical: str
    encoder: str
    word_dim: int
    shards: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    packaged: str = ""
    ranker: str = ""
    ranker_name: str = ""
    ranker_sha256: str = ""
    reviewqa: str = ""
    format: int = FORMAT

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read and check the manifest of a library folder.

        Raises:
            LibraryNotFoundError: There is not a library in the folder.
            LibraryMismatchError: It has another layout.
            LibraryDamagedError: The manifest is not what was written.
        """
        try:
            raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            what = "is not a library: it holds no library.json" if folder.exists() else "does not exist"
            raise LibraryNotFoundError(f"{folder}: {what}. Build one there: {sync_command(folder)}") from error
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
        return cls(**{**raw, "files": {name: (size, sha256) for name, (size, sha256) in raw["files"].items()}})

    def write(self, folder: Path) -> None:
        """Put it in the place of the one before, at one instant."""
        replace_file(folder / MANIFEST, json.dumps(asdict(self), indent=2).encode())

    def check(self, folder: Path, model: str) -> None:
        """Compare the folder with the manifest, by the sizes of its files.

        Raises:
            LibraryMismatchError: The library was made for another model.
            LibraryDamagedError: A file is missing or has another size.
        """
        if self.model != model and not self.is_former(model):
            raise LibraryMismatchError(
                f"{folder}: was built for the model {self.model}, the settings ask for {model}. {_again(folder)}"
            )
        for name, (size, _) in self.files.items():
            problem = _wrong_size(folder / name, size)
            if problem:
                raise LibraryDamagedError(f"{folder}: is damaged: {name} {problem}. {repair_command(folder)}")

    def is_former(self, model: str) -> bool:
        """Whether a former reviewqa built it with its own encoder; it is asked with that one, which it carries.

        Args:
            model: That the settings ask for.
        """
        packaged = self.model in (PACKAGED_MODEL, BARE_MODEL)
        return packaged and model == PACKAGED_MODEL and self.model_sha256 != PACKAGED_SHA256

    def damaged(self, folder: Path) -> dict[str, str]:
        """What is wrong with each file that is not what was written, by its path."""
        found = {}
        for name, (size, sha256) in self.files.items():
            problem = _wrong_size(folder / name, size)
            if not problem and file_digest(folder / name) != sha256:
                problem = "has another content (SHA-256)"
            if problem:
                found[name] = problem
        return found


def _wrong_size(file: Path, size: int) -> str:
    actual = file.stat().st_size if file.is_file() else None
    if actual == size:
        return ""
    return "is missing" if actual is None else f"has {actual:,} bytes instead of {size:,}"


_TYPES: dict[str, type] = {
    "generation": int, "model": str, "model_sha256": str, "documents": int, "passages": int, "catalog": str,
    "dense": str, "lexical": str, "encoder": str, "word_dim": int, "shards": dict, "files": dict, "packaged": str,
    "ranker": str, "ranker_name": str, "ranker_sha256": str, "reviewqa": str, "format": int,
}  # fmt: skip


def _is_whole(raw: dict[str, object]) -> bool:
    """Whether the JSON has every field, each of its type, and no path that leads out of the folder."""
    if set(raw) != set(_TYPES) or not all(isinstance(raw[name], kind) for name, kind in _TYPES.items()):
        return False
    shards, files = raw["shards"], raw["files"]
    paths = [raw[name] for name in ("catalog", "dense", "lexical", "encoder", "ranker")]
    return (
        isinstance(shards, dict)
        and isinstance(files, dict)
        and all(isinstance(path, str) and _is_inside(path) for path in [*paths, *shards.values(), *files])
        and all(number.isdigit() for number in shards)
        and all(isinstance(one, list) and list(map(type, one)) == [int, str] for one in files.values())
    )


def _is_inside(path: str) -> bool:
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def checksums(folder: Path, names: Iterable[str], known: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of files and of all files below folders; those in ``known`` are not read again."""
    found = {}
    for name in names:
        below = [file for file in (folder / name).rglob("*") if file.is_file()] if (folder / name).is_dir() else None
        for file in sorted(below) if below is not None else [folder / name]:
            path = file.relative_to(folder).as_posix()
            found[path] = known.get(path) or (file.stat().st_size, file_digest(file))
    return found


def reviewqa_version() -> str:
    """The installed version, empty where it runs from a folder that was not installed."""
    try:
        return version("reviewqa")
    except PackageNotFoundError:
        return ""


def sync_command(folder: Path) -> str:
    """What to type to make a library in this folder."""
    return f'reviewqa sync FOLDER --library "{folder}"'


def renew_command(folder: Path) -> str:
    """What to type to have a library of a former reviewqa encoded anew, as a sentence."""
    return (
        f"{folder}: was built with the encoder of a former reviewqa and is asked with that one. Have its vectors made "
        f'anew, without reading its files again: reviewqa sync --library "{folder}"'
    )


def repair_command(folder: Path) -> str:
    """What to type to put a damaged library right, as a sentence."""
    return f'Put it right: reviewqa verify --repair --library "{folder}"'


def _again(folder: Path) -> str:
    return f"Make it again: {sync_command(folder)}"
