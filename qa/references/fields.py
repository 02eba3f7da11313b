"""What the files of references share: text of strangers on one line, and what a preprint is called."""

from __future__ import annotations

import re

from corpus import Reference

# What no XML or UTF-8 file may hold, what steers a terminal, and what turns the direction of the text around it
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Runs of white space as one space, none at the ends; characters that no file should hold left out."""
    return " ".join(_UNFIT.sub("", " ".join(text.split())).split())


def kinds(reference: Reference) -> tuple[str, ...]:
    """Types of publication as the source calls them; a preprint is always called one."""
    named = reference.publication_type
    if reference.type != "article" or any(kind.casefold() == "preprint" for kind in named):
        return named
    return (*named, "Preprint")
