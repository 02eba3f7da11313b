"""References in a few words, for a line below a quote."""

from __future__ import annotations

from corpus import Reference
from corpus.text import on_one_line

_MOST = 28  # characters of a title that stands for an author


def short_form(reference: Reference) -> tuple[str, str]:
    """First author and year, and the journal: ("Burggraaff 2018", "Eur J Nucl Med"); either may be empty."""
    title = on_one_line(reference.title)
    named = on_one_line(reference.author[0].family) if reference.author else ""
    named = named or (title if len(title) <= _MOST else f"{title[:_MOST].rstrip()}…")
    dated = " ".join(part for part in (named, str(reference.year or "")) if part)
    return dated, on_one_line(reference.container_title)
