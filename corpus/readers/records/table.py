"""Tables of records, a row each: the CSV of PubMed, Scopus, Embase, Zotero, and "tab delimited" of Web of Science.

A column is known by its name; which program wrote the table does not matter.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.readers.records.listed import authors_in, place_of
from corpus.reference import Reference

FORMAT = "Table of records"
_LONGEST_CELL = 4 << 20  # characters
_MOST_COLUMNS = 500
_FEWEST_FIELDS = 3  # beside the title
# Names of columns, the best first; those of Web of Science are its tags
_COLUMNS = {
    "title": ("title", "article title", "document title", "primary title", "ti"),
    "author": ("author full names", "author names", "authors", "author(s)", "author", "af", "au"),
    "journal": (
        "source title", "journal/book", "journal", "publication title", "publication name", "journal title",
        "secondary title", "so", "source",
    ),
    "year": ("year", "publication year", "year of publication", "year published", "py"),
    "date": ("date of publication", "publication date", "cover date", "date", "pd"),
    "volume": ("volume", "vl"),
    "issue": ("issue", "number", "is"),
    "first": ("page start", "first page", "start page", "beginning page", "bp"),
    "last": ("page end", "last page", "end page", "ending page", "ep"),
    "page": ("pages", "page", "page range", "art. no.", "article number", "ar"),
    "doi": ("doi", "doi link", "di"),
    "pmid": ("pmid", "pubmed id", "medline pmid", "pubmed_id", "pm"),
    "pmcid": ("pmcid", "pmc id"),
    "abstract": ("abstract", "abstract note", "abstracts", "summary", "ab"),
    "keyword": ("author keywords", "keywords", "author keyword", "manual tags", "de"),
    "kind": ("document type", "publication type", "publication types", "dt"),
    "language": ("language of original document", "article language", "language of article", "language", "la"),
    "citation": ("citation",),
}  # fmt: skip
_TELLING = frozenset({"author", "journal", "year", "date", "doi", "pmid", "abstract"})


def recognises(data: bytes) -> bool:
    """Whether the first line names columns of records: a title, and what else a reference has."""
    first = record.head(data).lstrip().partition("\n")[0]
    return _separator(first) is not None


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a row.

    Raises:
        UnreadableFileError: It is broken, or no row has a title or an abstract.
    """
    text = decode(data, source).lstrip("\ufeff \t\r\n")
    separator = _separator(text[: record.HEAD].replace("\r", "\n").partition("\n")[0]) or ","
    before = csv.field_size_limit(_LONGEST_CELL)  # of the whole process, so it is put back
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns(next(rows, []))
        yield from record.documents(source, FORMAT, (_record(_cells(row, columns)) for row in rows))
    except csv.Error as error:
        raise UnreadableFileError(f"{source}: is a broken or cut short table ({error}). Export it again.") from error
    finally:
        csv.field_size_limit(before)


def _separator(first: str) -> str | None:
    """What parts the cells of a line of names; None where they are not the names of a record's fields."""
    for separator in ",;\t":
        if separator in first:
            names = next(csv.reader([first[:20_000]], delimiter=separator), [])
            known = _columns(names)
            if "title" in known and len(_TELLING & known.keys()) >= _FEWEST_FIELDS:
                return separator
    return None


def _columns(names: list[str]) -> dict[str, list[int]]:
    """For each field the places of its columns, the best first."""
    at = {
        name.strip("\ufeff \t\"'").casefold(): place for place, name in reversed(list(enumerate(names[:_MOST_COLUMNS])))
    }
    found = {field: [at[name] for name in known if name in at] for field, known in _COLUMNS.items()}
    return {field: places for field, places in found.items() if places}


def _cells(row: list[str], columns: dict[str, list[int]]) -> dict[str, str]:
    """The first cell of each field that is not empty."""
    return {
        field: next((text for place in places if place < len(row) and (text := row[place].strip())), "")
        for field, places in columns.items()
    }


def _record(cells: dict[str, str]) -> tuple[Reference, str]:
    def one(field: str) -> str:
        return record.line(cells.get(field, ""))

    place = place_of(cells.get("citation", ""))
    kinds = record.kinds([re.sub(r"\s*[|]\s*", ";", cells.get("kind", ""))])
    date = cells.get("date") or place.date
    return Reference(
        type=record.type_of(kinds, "article-journal"),
        title=record.nlm_title(one("title")) if cells.get("pmid") else one("title"),
        author=authors_in(cells.get("author", ""), has_stop="citation" in cells),  # PubMed's
        container_title=one("journal") or place.journal,
        issued=record.date(cells.get("year", "") or date, date),
        volume=one("volume") or place.volume,
        issue=one("issue") or place.issue,
        page=record.pages(one("first"), one("last")) or record.pages(one("page")) or record.pages(place.page),
        DOI=record.doi_of(cells.get("doi", ""), cells.get("citation", "")),
        PMID=normal_pmid(one("pmid")),
        PMCID=normal_pmcid(one("pmcid")),
        language=one("language"),
        keyword=record.keywords([cells.get("keyword", "")]),
        publication_type=kinds,
    ), _abstract(cells.get("abstract", ""))


def _abstract(text: str) -> str:
    return "" if text.casefold() in {"[no abstract available]", "no abstract available"} else text
