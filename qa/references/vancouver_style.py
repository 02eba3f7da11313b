"""References in Vancouver style, for people."""

from __future__ import annotations

import re

from corpus import Name, Reference

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_AUTHORS = 6


def vancouver(reference: Reference) -> str:
    """Vancouver style (ICMJE recommendations; Citing Medicine, NLM): unknown parts are left out."""
    parts = [_authors(reference.author), reference.title, _source(reference)]
    sentences = [
        part if part.endswith(("?", "!")) else f"{part.rstrip('.')}." for part in map(str.strip, parts) if part
    ]
    return " ".join([*sentences, f"doi: {reference.DOI}"] if reference.DOI else sentences)


def _authors(names: tuple[Name, ...]) -> str:
    shown = [f"{name.family} {_initials(name.given)}".strip() for name in names[:_MOST_AUTHORS]]
    return ", ".join(shown + ["et al"] * (len(names) > _MOST_AUTHORS))


def _initials(given: str) -> str:
    if re.fullmatch("[A-Z]{1,3}", given):  # initials already
        return given
    return "".join(part[0].upper() for part in re.split(r"[\s.-]+", given) if part)


def _source(reference: Reference) -> str:
    year, month, day = (*reference.issued, 0, 0, 0)[:3]
    date = " ".join([str(year)] * bool(year) + [_MONTHS[month - 1]] * bool(month) + [str(day)] * bool(day))
    place = reference.volume + (f"({reference.issue})" if reference.issue else "")
    dated = ";".join(part for part in (date, place) if part)
    pages = _short_pages(reference.page)
    where = f"{dated}:{pages}" if dated and pages else dated or pages
    return ". ".join(part for part in (reference.container_title.rstrip("."), where) if part)


def _short_pages(pages: str) -> str:
    """Shorten "356-365" to "356-65"."""
    first, dash, last = pages.replace("–", "-").partition("-")
    if not (dash and first.isdigit() and last.isdigit() and len(first) == len(last)):
        return pages
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1)
    return f"{first}-{last[same:]}"
