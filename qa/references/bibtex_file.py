"""References as a BibTeX file.

bibtexparser writes values without escaping them, and its LaTeX encoder turns letters into macros; so values are
escaped, and the lines written, here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus import Name, Reference
from corpus.text import on_one_line
from qa.references.citation_keys import citation_keys
from qa.references.fields import kinds

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPES = {
    "article": "misc", "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "dataset": "dataset", "manuscript": "unpublished",
    "paper-conference": "inproceedings", "report": "techreport", "software": "software", "thesis": "phdthesis",
    "webpage": "online",
}  # fmt: skip
_IN_BOOKS = frozenset({"book", "incollection", "inproceedings", "techreport", "phdthesis"})
# BibTeX counts braces even after a backslash: they can only be written by their names
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\lbrace{}", "}": r"\rbrace{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "$&#%_"},
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}~^$&#%_]")
_SPLITS_NAMES = re.compile(r",|\band\b", re.IGNORECASE)


def bibtex(references: Sequence[Reference]) -> str:
    """A BibTeX file in UTF-8, an entry for each reference; equal ones once, unknown fields left out."""
    once = list(dict.fromkeys(references))
    return "\n".join(map(_entry, once, citation_keys(once)))


def _entry(reference: Reference, key: str) -> str:
    kind = _TYPES.get(reference.type, "misc")
    lines = [f"  {name} = {value}," for name, value in _fields(reference, kind) if value not in {"", "{}"}]
    return "\n".join([f"@{kind}{{{key},", *lines, "}\n"])


def _fields(reference: Reference, kind: str) -> Iterator[tuple[str, str]]:
    """Names and values of all fields, the empty ones too."""
    year, month, day = (*reference.issued, 0, 0, 0)[:3]
    yield "author", f"{{{' and '.join(filter(None, map(_name, reference.author)))}}}"
    yield "title", f"{{{_title(on_one_line(reference.title))}}}"
    yield "booktitle" if kind in _IN_BOOKS else "journal", _value(reference.container_title)
    if kind == "misc":  # styles print only this; reference managers read the journal
        yield "howpublished", _value(reference.container_title)
    yield "year", f"{{{year or ''}}}"
    yield "month", _MONTHS[month - 1] if 1 <= month <= 12 else ""
    yield "day", f"{{{day or ''}}}"
    yield "volume", _value(reference.volume)
    yield "number", _value(reference.issue)
    yield "pages", re.sub(r"(?<=\w)[-–](?=\w)", "--", _value(reference.page))
    yield "doi", f"{{{_verbatim(reference.DOI)}}}"
    yield "pmid", _value(reference.PMID)
    yield "pmcid", _value(reference.PMCID)
    yield "language", _value(reference.language)
    yield "keywords", _value(("; " if any("," in word for word in reference.keyword) else ", ").join(reference.keyword))
    yield "type", _value("; ".join(kinds(reference)))


def _value(text: str) -> str:
    return f"{{{_latex(on_one_line(text))}}}"


def _latex(text: str) -> str:
    return _SPECIAL.sub(lambda sign: _ESCAPED[sign[0]], text)


def _title(text: str) -> str:
    """A title in which words such as DNA and iPSC keep their capitals in styles that write titles in small letters."""
    return " ".join(f"{{{_latex(word)}}}" if _has_capitals(word) else _latex(word) for word in text.split(" "))


def _has_capitals(word: str) -> bool:
    """Whether a letter after its first is a capital, or it is a single capital other than the article."""
    letters = [char for char in word if char.isalpha()]
    return any(char.isupper() for char in letters[1:]) or (len(letters) == 1 and letters[0].isupper() and word != "A")


def _name(name: Name) -> str:
    family, given = (on_one_line(part) for part in (name.family, name.given))
    if not given:
        return f"{{{_latex(family)}}}" if family else ""  # whole names, of groups above all
    return f"{_one_part(family)}, {_one_part(given)}"


def _one_part(text: str) -> str:
    return f"{{{_latex(text)}}}" if _SPLITS_NAMES.search(text) or not text else _latex(text)


def _verbatim(doi: str) -> str:
    """A DOI as it is: this field is not read as LaTeX."""
    return re.sub(r"[{}\\\s]", lambda sign: f"%{ord(sign[0]):02X}", on_one_line(doi))
