"""What the files of references share: what a preprint is called."""

from __future__ import annotations

from corpus import Reference


def kinds(reference: Reference) -> tuple[str, ...]:
    """Types of publication as the source calls them; a preprint is always called one."""
    named = reference.publication_type
    if reference.type != "article" or any(kind.casefold() == "preprint" for kind in named):
        return named
    return (*named, "Preprint")
