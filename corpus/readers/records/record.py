"""What the readers of exports share: the fields of a record become a reference, with its abstract a document."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from corpus.composed import Composer
from corpus.decoding import decode
from corpus.document import Document
from corpus.doi import find_doi
from corpus.errors import UnreadableFileError
from corpus.readers.printed.citation_lines import parse_date
from corpus.readers.records.abstract_parts import Part, parts, plain, without_title
from corpus.reference import Name, Reference
from corpus.text import on_one_line

HEAD = 65_536  # bytes that tell of which format a file is
_YMD = re.compile(r"\s*(?P<year>(?:1[5-9]|20)\d\d)(?:[-/](?P<month>\d{0,2})(?:[-/](?P<day>\d{0,2})(?!\d))?)?(?![\d])")
_PMID = re.compile(r"(?<!\w)PMID\s*:?\s*0*([1-9]\d{0,8})(?!\d)", re.IGNORECASE)
_PMCID = re.compile(r"(?<!\w)PMC0*([1-9]\d{0,9})(?!\d)", re.IGNORECASE)
_PUBMED_PAGE = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|europepmc\.org/(?:abstract|article)/MED/)(\d{1,9})(?!\d)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\W*(?:anon(?:ymous)?|no authors?(?: listed)?|et al|none|n/?a|unknown)?\W*", re.IGNORECASE)
_KIND = re.compile(
    r"Journal Article|(?:Systematic |Scoping )?Review|Meta-Analysis|(?:Practice )?Guideline|Preprint|Editorial|Letter|"
    r"Comment|Case Reports|(?:Randomized )?(?:Controlled )?Clinical Trial.*|Randomized Controlled Trial|"
    r"(?:Comparative|Evaluation|Validation|Multicenter|Observational) Study"
)
_LONGEST_NAME = 500  # characters
_SPECIAL_TYPES = {"preprint": "article"}


def head(data: bytes) -> str:
    """The head of a file as text behind an end of line, so that a line is what follows one; empty for no text.

    Byte-order marks are left out; ends of lines are those of Unix.
    """
    start = data[:HEAD]
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and (b"\0" in start[:4096] or start.startswith(b"%PDF")):
        return ""
    text = start.decode("utf-16" if wide else "utf-8", errors="replace").replace("\ufeff", "")
    return "\n" + (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)


def document(reference: Reference, abstract: Sequence[Part], source: str, format_name: str) -> Document | None:
    """The document of a record: the lines of its reference, then its abstract; None without title and abstract."""
    found = [part for part in without_title(abstract, reference.title) if part.text]
    if not (reference.title or any(not part.is_furniture for part in found)):
        return None
    composer = Composer()
    composer.front(reference)
    if found:
        composer.heading("Abstract")
    label = ""
    for part in found:
        if part.is_furniture:
            composer.paragraph(part.text, "furniture")
            continue
        if part.label and part.label != label:
            composer.heading(part.label)
        label = part.label
        composer.paragraph(part.text, "body", f"Abstract > {label}" if label else "Abstract")
    return composer.document(source, format_name, reference)


def documents(
    source: str, format_name: str, records: Iterable[tuple[Reference, str | Sequence[Part]]]
) -> Iterator[Document]:
    """A document a record; records without title and abstract are left out.

    Args:
        source: Name of the file.
        format_name: Of its format.
        records: The reference and the abstract of each.

    Raises:
        UnreadableFileError: None has a title or an abstract.
    """
    found = False
    for reference, abstract in records:
        made = document(reference, parts(abstract) if isinstance(abstract, str) else abstract, source, format_name)
        if made is not None:
            found = True
            yield made
    if not found:
        raise UnreadableFileError(f"{source}: holds no record with a title or an abstract. Export it again.")


def line(text: str) -> str:
    """A field on one line, without tags, entities and control characters."""
    return on_one_line(plain(text))


def date(*printed: str) -> tuple[int, ...]:
    """(year, month, day) as far as they say: "2012/07/03", "2019/10//", "2012 Jul 3", "2012" with "Jul 3".

    Args:
        printed: The first that has a year tells it; of the others those are heard that tell the same year or none.
    """
    best: tuple[int, ...] = ()
    for text in printed:
        found = _date(text) or (_date(f"{best[0]} {text}") if best else ())
        if not best or (found[:1] == best[:1] and len(found) > len(best)):
            best = found
    return best


def _date(text: str) -> tuple[int, ...]:
    numbers = _YMD.match(text)
    month = int(numbers["month"] or 0) if numbers else 0
    if not numbers or not 1 <= month <= 12:
        return parse_date(text[:200])
    dated = (int(numbers["year"]), month)
    day = int(numbers["day"] or 0)
    return (*dated, day) if 1 <= day <= 31 else dated


def json_of(data: bytes, source: str, *, remedy: str = "Export it again.") -> Any:
    """What a file of JSON holds; raises UnreadableFileError, with the remedy, where it is broken."""
    try:
        return json.loads(decode(data, source))
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableFileError(f"{source}: is broken or cut short JSON. {remedy}") from error


def doi_of(*printed: str) -> str:
    """The first DOI in these texts, as printed, without resolver and punctuation behind it."""
    return next((found for text in printed if (found := find_doi(plain(text)))), "")


def pmid_of(*printed: str) -> str:
    """The one PMID that texts state as "PMID: 123" or as the address of a page at PubMed; empty where they differ."""
    found = {number for text in printed for number in (*_PMID.findall(text), *_PUBMED_PAGE.findall(text))}
    return found.pop().lstrip("0") if len(found) == 1 else ""


def pmcid_of(*printed: str) -> str:
    """The one PMCID in texts, as "PMC123"; empty where they differ."""
    found = {number for text in printed for number in _PMCID.findall(text)}
    return f"PMC{found.pop()}" if len(found) == 1 else ""


def pages(first: str, last: str = "") -> str:
    """A range of pages from its two ends, or as printed."""
    first, last = (re.sub(r"\s*(?:--+|[–—])\s*", "-", line(end)) for end in (first, last))
    return f"{first}-{last}" if first and last and last != first and "-" not in first else first or last


def names(printed: Iterable[str]) -> tuple[Name, ...]:
    """People and groups as ``Name.parse`` reads them, apart by semicolons; each once."""
    parts = (one.strip(" ,") for text in printed for one in line(text).split(";"))
    found = (Name.parse(one) for one in parts if len(one) <= _LONGEST_NAME and not _NOBODY.fullmatch(one))
    return tuple(dict.fromkeys(found))


def keywords(printed: Iterable[str], separators: str = ";\n") -> tuple[str, ...]:
    """Keywords, each once, without the stars of MeSH."""
    parts = (word for text in printed for word in re.split(f"[{separators}]", plain(text)))
    return tuple(dict.fromkeys(word for part in parts if (word := on_one_line(part).replace("*", "").strip(" ,."))))


def kinds(printed: Iterable[str]) -> tuple[str, ...]:
    """Types of publication as the source calls them, each once."""
    return tuple(dict.fromkeys(name for text in printed for one in re.split(r"[;\n]", text) if (name := line(one))))


def noted_kinds(notes: Iterable[str]) -> tuple[str, ...]:
    """Types of publication that EndNote keeps among the notes, each on a line of its own."""
    return tuple(
        dict.fromkeys(text for note in notes for one in note.split("\n") if _KIND.fullmatch(text := one.strip()))
    )


def type_of(publication_types: Iterable[str], otherwise: str) -> str:
    """CSL type: what the source calls a preprint is one."""
    return next(
        (_SPECIAL_TYPES[kind.casefold()] for kind in publication_types if kind.casefold() in _SPECIAL_TYPES), otherwise
    )


def nlm_title(printed: str) -> str:
    """A title without what the National Library of Medicine adds: a full stop, brackets around a translation."""
    title = line(printed)
    if title.endswith(".") and not title.endswith(".."):
        title = title[:-1]
    if title.startswith("[") and title.endswith("]") and "[" not in title[1:] and "]" not in title[:-1]:
        title = title[1:-1].rstrip(".")
    return "" if title.casefold() == "not available" else title
