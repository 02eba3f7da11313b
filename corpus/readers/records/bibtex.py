"""BibTeX and BibLaTeX, split with bibtexparser an entry at a time: one that is broken costs no other."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.decoding import decode
from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.readers.records.latex import decoded
from corpus.reference import Name, Reference

if TYPE_CHECKING:
    from bibtexparser.model import Entry

FORMAT = "BibTeX"
_START = re.compile(r"^[ \t\ufeff]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_ENTRY = re.compile(
    r"\n[ \t]*@[ \t]*(?!comment|string|preamble)[A-Za-z]+[ \t]*[{(][^,{}\"=\n]{0,200},\s*[\w-]+\s*=", re.IGNORECASE
)
_MARK = re.compile(r"(?<!\\)[{}\"#]")
_MOST_REMARKS = 10  # lines before the first entry; more are a text that shows how to cite it
_LONGEST = 4 << 20  # characters of an entry; longer ones are broken
_TYPES = {
    "book": "book", "booklet": "book", "collection": "book", "conference": "paper-conference", "dataset": "dataset",
    "electronic": "webpage", "inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference",
    "manual": "book", "mastersthesis": "thesis", "misc": "document", "online": "webpage", "phdthesis": "thesis",
    "preprint": "article", "proceedings": "book", "report": "report", "software": "software",
    "techreport": "report", "thesis": "thesis", "unpublished": "manuscript", "www": "webpage",
}  # fmt: skip
_ARCHIVE = re.compile(r"arxiv|biorxiv|medrxiv|preprint|research square|ssrn", re.IGNORECASE)
_MONTHS = {name: str(at) for at, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins an entry with a field, and no page of text is before it."""
    text = record.head(data)
    first = _START.search(text) if _ENTRY.search(text) else None
    before = text[: first.start()].split("\n") if first else ()
    remarks = [line for line in before if line.strip() and not line.lstrip().startswith("%")]
    return first is not None and len(remarks) <= _MOST_REMARKS and not any("```" in line for line in remarks)


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document an entry, read when it is asked for.

    Raises:
        UnreadableFileError: No entry has a title or an abstract.
    """
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it reports broken entries, which are left out
    entries = _entries(decode(data, source))
    yield from record.documents(
        source, FORMAT, ((_reference(kind, fields), decoded(fields.get("abstract", ""))) for kind, fields in entries)
    )


def _entries(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Type and fields of each entry, names in small letters; what @string defines is put in."""
    from bibtexparser.model import Entry
    from bibtexparser.splitter import Splitter

    strings = dict(_MONTHS)
    for block in _blocks(text):
        try:
            found = Splitter(block).split()
        except Exception:  # noqa: S112 - it means to fail hard on what it did not expect
            continue
        for string in found.strings:
            strings[string.key.casefold()] = _value(str(string.value), strings)
        repeated = (failed.ignore_error_block for failed in found.failed_blocks)  # a field is given twice
        for entry in (*found.entries, *(one for one in repeated if isinstance(one, Entry))):
            yield entry.entry_type.casefold(), _fields(entry, strings)


def _blocks(text: str) -> Iterator[str]:
    """The text from one line that begins an entry to the next: there the splitter too gives up what is unfinished."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = None
    for found in _START.finditer(text):
        if start is not None:
            yield text[start : min(found.start(), start + _LONGEST)]
        start = found.start()
    if start is not None:
        yield text[start : start + _LONGEST]


def _fields(entry: Entry, strings: dict[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field in entry.fields:
        value = _value(str(field.value), strings)
        if value:
            fields.setdefault(field.key.casefold(), value)
    return fields


def _value(written: str, strings: dict[str, str]) -> str:
    """A value without what encloses it, its parts joined: ``{Nature } # jan``."""
    return "".join(_part(part.strip(), strings) for part in _joined(written)).strip()


def _joined(written: str) -> Iterator[str]:
    """The parts between signs that join them."""
    depth, quoted, start = 0, False, 0
    for mark in _MARK.finditer(written) if "#" in written else ():
        depth += (mark[0] == "{") - (mark[0] == "}")
        quoted ^= mark[0] == '"' and not depth
        if mark[0] == "#" and not depth and not quoted:
            yield written[start : mark.start()]
            start = mark.end()
    yield written[start:]


def _part(part: str, strings: dict[str, str]) -> str:
    if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
        return part[1:-1]
    return strings.get(part.casefold(), part)


def _reference(kind: str, fields: dict[str, str]) -> Reference:
    def text(*names: str) -> str:
        return next((found for name in names if (found := record.line(decoded(fields.get(name, ""))))), "")

    notes = text("note", "annote", "annotation", "extra")
    archive = text("eprinttype", "archiveprefix")
    journal = text("journal", "journaltitle", "booktitle", "shortjournal")
    stated = record.kinds([text("type"), text("entrysubtype")])
    is_preprint = (
        bool(_ARCHIVE.search(" ".join((archive, journal, text("publisher", "howpublished"))))) and kind != "article"
    )
    return Reference(
        type=record.type_of(stated, "article" if is_preprint else _TYPES.get(kind, "article-journal")),
        title=text("title") + (f": {text('subtitle')}" if text("title") and text("subtitle") else ""),
        author=_authors(fields.get("author", "")),
        container_title=journal,
        issued=record.date(text("date"), _dated(text("year"), text("month"), text("day"))),
        volume=text("volume"),
        issue=text("number", "issue"),
        page=record.pages(text("pages")) or text("article-number", "eid"),
        DOI=record.doi_of(fields.get("doi", "").replace("\\", ""), fields.get("url", "").replace("\\", ""), notes),
        PMID=normal_pmid(text("pmid") or (text("eprint") if "pubmed" in archive.casefold() else ""))
        or record.pmid_of(notes, text("url")),
        PMCID=normal_pmcid(text("pmcid", "pmc")) or record.pmcid_of(notes, text("url")),
        language=text("language", "langid"),
        keyword=_keywords(text("keywords", "keyword", "author-keywords")),
        publication_type=stated,
        affiliation=tuple(filter(None, [text("affiliation")])),
    )


def _dated(year: str, month: str, day: str) -> str:
    return f"{year}/{month}/{day}" if month.isdigit() else f"{year} {month} {day}"


def _keywords(printed: str) -> tuple[str, ...]:
    return record.keywords([printed], ";" if ";" in printed else ",")


def _authors(written: str) -> tuple[Name, ...]:
    """The names that "and" parts; one in braces is a group's."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    names = []
    for name in split_multiple_persons_names(" ".join(written.split())):
        if name.strip().casefold() in {"others", "et al.", "et al"}:
            continue
        if name.startswith("{") and name.endswith("}") and "}" not in name[:-1]:
            names.append(Name(record.line(decoded(name))))
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        family = " ".join((*parts.von, *parts.last, *parts.jr))
        names.append(Name(record.line(decoded(family)), record.line(decoded(" ".join(parts.first)))))
    return tuple(dict.fromkeys(name for name in names if name.family))
