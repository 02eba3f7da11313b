"""References written out for people."""

from __future__ import annotations

import re

from corpus import Name, Reference

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_AUTHORS = 6


def vancouver(reference: Reference) -> str:
    """Vancouver style (ICMJE recommendations; Citing Medicine, NLM): what is not known is left out."""
    parts = [_authors(reference.author), reference.title.rstrip("."), _source(reference)]
    text = " ".join(f"{part}." for part in parts if part)
    return f"{text} doi: {reference.DOI}" if reference.DOI else text


def _authors(names: tuple[Name, ...]) -> str:
    shown = [f"{name.family} {_initials(name.given)}".strip() for name in names[:_MOST_AUTHORS]]
    return ", ".join(shown + ["et al"] * (len(names) > _MOST_AUTHORS))


def _initials(given: str) -> str:
    return "".join(part[0].upper() for part in re.split(r"[\s.-]+", given) if part)


def _source(reference: Reference) -> str:
    issued = reference.issued
    date = " ".join(
        [str(issued[0])] * bool(issued)
        + [_MONTHS[month - 1] for month in issued[1:2]]
        + [str(day) for day in issued[2:3]]
    )
    place = reference.volume + (f"({reference.issue})" if reference.issue else "")
    pages = f":{_short_pages(reference.page)}" if reference.page else ""
    dated = ";".join(part for part in (date, place + pages) if part)
    return ". ".join(part for part in (reference.container_title.rstrip("."), dated) if part)


def _short_pages(pages: str) -> str:
    """Shorten "356-365" to "356-65"."""
    first, dash, last = pages.replace("–", "-").partition("-")
    if not (dash and first.isdigit() and last.isdigit() and len(first) == len(last)):
        return pages
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1)
    return f"{first}-{last[same:]}"
