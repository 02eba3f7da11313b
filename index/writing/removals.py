"""What a sync would remove: much of it at once is more often a disk that is not there than a wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.errors import RemovalError
from index.store.catalog import Catalog
from index.store.catalog_rows import KnownFile
from index.writing.scan import Plan

_SHARE = 0.2  # of a library's documents
_FEWEST = 3


def check_removals(catalog: Catalog, plan: Plan, roots: Sequence[str], library: Path) -> None:
    """Stop a sync that would remove much.

    Args:
        catalog: What the library knows.
        plan: What the sync would do.
        roots: Folders and files that are synced.
        library: The library's folder.

    Raises:
        RemovalError: More than a fifth of the documents, and at least three, would go, or all that a folder held.
    """
    gone = _gone(catalog.known_files(), plan) if plan.gone else set()
    paths = catalog.paths_of_each() if gone else {}
    lost = {name for name, files in paths.items() if gone.issuperset(files)}
    if not lost:
        return
    emptied = next((root for root in roots if _is_emptied(root, paths, lost, gone)), "")
    if emptied:
        held = sum(any(_is_in(file, emptied) for file in paths[name]) for name in lost)
        what = f"all {held} documents of {emptied}" if held > 1 else f"the only document of {emptied}"
    elif len(lost) >= _FEWEST and len(lost) > _SHARE * len(paths):
        what = f"{len(lost)} of {len(paths)} documents"
    else:
        return
    example = min(file for name in lost for file in paths[name])
    raise RemovalError(
        f"{library}: this sync would remove {what}, because their files are no longer there ({example}). Nothing was"
        " changed. If a disk or a folder is missing, bring it back and sync again; if they are to go, sync with --yes."
    )


def _gone(known: Mapping[str, KnownFile], plan: Plan) -> set[str]:
    """Paths of files that are no longer there, not even under another name."""
    found = {look.known.digest for look in plan.read} - {""}
    return {path for path in plan.gone if known[path].digest not in found}


def _is_emptied(root: str, paths: Mapping[str, Sequence[str]], lost: set[str], gone: set[str]) -> bool:
    """Whether a folder held documents, and not one of the files of them is left."""
    files = {file for held in paths.values() for file in held if _is_in(file, root)}
    return bool(files) and files <= gone and any(file in files for name in lost for file in paths[name])


def _is_in(file: str, root: str) -> bool:
    return file.startswith(root.rstrip("/") + "/")
