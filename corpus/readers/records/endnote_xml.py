"""EndNote XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.identity import normal_pmid
from corpus.readers.records import record
from corpus.readers.records.xml_records import elements
from corpus.readers.safe_xml import root_name
from corpus.reference import Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "EndNote XML"
_FIELDS = (b"<ref-type", b"<titles", b"<contributors", b"<rec-number")
_TYPES = {
    "blog": "post-weblog", "book": "book", "book section": "chapter", "conference paper": "paper-conference",
    "conference proceedings": "paper-conference", "dataset": "dataset", "edited book": "book",
    "electronic book": "book", "electronic book section": "chapter", "generic": "document",
    "government document": "report", "magazine article": "article-magazine", "manuscript": "manuscript",
    "newspaper article": "article-newspaper", "patent": "patent", "preprint": "article", "report": "report",
    "thesis": "thesis", "unpublished work": "manuscript", "web page": "webpage",
}  # fmt: skip
_PLACES = ("titles/secondary-title", "periodical/full-title", "titles/alt-title", "alt-periodical/full-title",
           "periodical/abbr-1", "titles/tertiary-title")  # fmt: skip
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the root element holds records with the fields that EndNote writes."""
    if root_name(data) not in {"xml", "records"}:
        return False
    head = data[: record.HEAD].replace(b"\0", b"")
    return b"<record" in head and any(field in head for field in _FIELDS)


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, each forgotten before the next.

    Raises:
        UnreadableFileError: It is cut short, or no record has a title or an abstract.
    """
    found = elements(data, source, "record")
    yield from record.documents(source, FORMAT, ((_reference(one), _text(one.find("abstract"))) for one in found))


def _text(element: _Element | None) -> str:
    """Text through all its styles; ends of lines are kept, EndNote's are carriage returns."""
    pieces = "".join(map(str, element.itertext())) if element is not None else ""
    return pieces.replace("\r\n", "\n").replace("\r", "\n").strip()


def _line(element: _Element, *paths: str) -> str:
    """The text at the first of these paths that has some."""
    return next((text for path in paths if (text := record.line(_text(element.find(path))))), "")


def _texts(found: Iterable[_Element]) -> list[str]:
    return list(map(_text, found))


def _reference(one: _Element) -> Reference:
    kind = one.find("ref-type")
    urls = _texts(one.iterfind("urls//url"))
    notes = _texts(one.iterfind("notes")) + _texts(one.iterfind("research-notes"))
    kinds = record.kinds(_texts(one.iterfind("work-type"))) or record.noted_kinds(notes)
    name = kind.get("name", "").casefold() if kind is not None else ""
    return Reference(
        type=record.type_of(kinds, _TYPES.get(name, "article-journal")),
        title=_line(one, "titles/title"),
        author=record.names(_texts(one.iterfind("contributors/authors/author"))),
        container_title=_line(one, *_PLACES),
        issued=record.date(_line(one, "dates/year"), *_texts(one.iterfind("dates/pub-dates/date"))),
        volume=_line(one, "volume"),
        issue=_line(one, "number", "issue"),
        page=record.pages(_line(one, "pages")),
        DOI=record.doi_of(_line(one, "electronic-resource-num"), *urls, *notes),
        PMID=_pmid(one, urls, notes),
        PMCID=record.pmcid_of(_line(one, "custom2")) or record.pmcid_of(*notes, *urls),
        language=_line(one, "language"),
        keyword=record.keywords(_texts(one.iterfind("keywords/keyword"))),
        publication_type=kinds,
        affiliation=tuple(filter(None, [_line(one, "auth-address")])),
    )


def _pmid(one: _Element, urls: list[str], notes: list[str]) -> str:
    """The PMID where the record says that its number is one: it may be any database's."""
    number = _line(one, "accession-num")
    databases = f"{_line(one, 'remote-database-name')} {_line(one, 'remote-database-provider')}"
    named = _PUBMED.search(databases) or record.pmcid_of(_line(one, "custom2")) or "MEDLINE:" in number
    return (normal_pmid(number.replace("MEDLINE:", "")) if named else "") or record.pmid_of(number, *notes, *urls)
