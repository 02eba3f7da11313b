"""PubMed XML: citations of articles and of books at the NCBI Bookshelf, as PubMed and its baseline files give them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.records import record
from corpus.readers.records.abstract_parts import Part, parts, shown
from corpus.readers.records.xml_records import elements
from corpus.readers.safe_xml import root_name, text_of
from corpus.reference import Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "PubMed XML"
_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_ROOTS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", *_RECORDS})
_NO_LABEL = frozenset({"", "UNLABELLED", "UNASSIGNED", "ABSTRACT"})


def recognises(data: bytes) -> bool:
    """Whether the root element is a set of citations, or one."""
    return root_name(data) in _ROOTS


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a citation, each forgotten before the next; citations that were deleted are none.

    Raises:
        UnreadableFileError: It is cut short, or no citation has a title or an abstract.
    """
    found = elements(data, source, *_RECORDS)
    yield from record.documents(source, FORMAT, ((_reference(one), _abstract(one)) for one in found))


def _abstract(element: _Element) -> list[Part]:
    """The abstract, and a summary in plain language; one in another language where there is no other."""
    citation = _citation(element)
    found = [part for text in citation.iterfind("Article/Abstract/AbstractText") for part in _parts(text)]
    found += [part for text in citation.iterfind("Abstract/AbstractText") for part in _parts(text)]  # of a book
    for other in citation.iterfind("OtherAbstract"):
        is_plain = "plain" in other.get("Type", "") and other.get("Language", "eng") == "eng"
        if is_plain or not found:
            label = "Plain language summary" if is_plain else ""
            texts = other.iterfind("AbstractText")
            found += [Part(label or part.label, part.text) for text in texts for part in _parts(text)]
    return found


def _parts(text: _Element) -> list[Part]:
    label = text.get("Label", "").strip()
    if label.upper() in _NO_LABEL:
        return parts(text_of(text))
    return [Part(shown(record.line(label)), record.line(text_of(text)))]


def _citation(element: _Element) -> _Element:
    """What describes the work: an article's or a book's."""
    return next(element.iterchildren("MedlineCitation", "BookDocument"), element)


def _reference(element: _Element) -> Reference:
    citation = _citation(element)
    holder = next(citation.iterchildren("Article"), citation)  # a book's fields are in the citation itself
    book = holder.find("Book")
    kinds = record.kinds(text_of(kind) for kind in holder.iter("PublicationType"))
    title = record.nlm_title(_line(holder, "ArticleTitle")) or _line(holder, "VernacularTitle").rstrip(".")
    numbers = _numbers(element, citation)
    return Reference(
        type=record.type_of(kinds, "article-journal" if book is None else "chapter" if title else "book"),
        title=title or _line(holder, "Book/BookTitle"),
        author=_authors(holder, "AuthorList") or _authors(holder, "Book/AuthorList"),
        container_title=_line(
            holder, "Journal/Title", "Journal/ISOAbbreviation", "Book/BookTitle" if title else "None"
        ),
        issued=next(filter(None, map(_issued, _dates(holder))), ()),
        volume=_line(holder, "Journal/JournalIssue/Volume", "Book/Volume"),
        issue=_line(holder, "Journal/JournalIssue/Issue"),
        page=record.pages(_line(holder, "Pagination/MedlinePgn"))
        or record.pages(_line(holder, "Pagination/StartPage"), _line(holder, "Pagination/EndPage")),
        DOI=record.doi_of(*_located(holder), numbers.get("doi", "")),
        PMID=normal_pmid(_line(citation, "PMID")) or normal_pmid(numbers.get("pubmed", "")),
        PMCID=normal_pmcid(numbers.get("pmc", "")),
        language=_line(holder, "Language"),
        keyword=_keywords(citation),
        publication_type=kinds,
        affiliation=tuple(dict.fromkeys(record.line(text_of(one)) for one in holder.iter("Affiliation"))),
    )


def _line(element: _Element, *paths: str) -> str:
    """The text at the first of these paths that has some."""
    return next((text for path in paths if (text := record.line(text_of(element.find(path))))), "")


def _numbers(element: _Element, citation: _Element) -> dict[str, str]:
    """The record's own identifiers by their kinds; those of the works it cites are deeper."""
    held = [*citation.iterfind("ArticleIdList/ArticleId"), *element.iterfind("PubmedBookData/ArticleIdList/ArticleId"),
            *element.iterfind("PubmedData/ArticleIdList/ArticleId")]  # fmt: skip
    return {one.get("IdType", ""): text_of(one) for one in held}


def _located(holder: _Element) -> list[str]:
    """DOIs where the article says that it is, without those that were found wrong."""
    held = holder.iterfind("ELocationID")
    return [text_of(one) for one in held if one.get("EIdType") == "doi" and one.get("ValidYN") != "N"]


def _authors(holder: _Element, path: str) -> tuple[Name, ...]:
    """Authors, without editors and without those who were named in error."""
    held = (one for names in holder.iterfind(path) if names.get("Type") != "editors" for one in names)
    found = (_author(one) for one in held if one.tag == "Author" and one.get("ValidYN") != "N")
    return tuple(name for name in found if name.family)


def _author(author: _Element) -> Name:
    if author.find("LastName") is None:
        return Name(_line(author, "CollectiveName"))
    family = f"{_line(author, 'LastName')} {_line(author, 'Suffix')}".strip()
    return Name(family, _line(author, "ForeName", "Initials"))


def _dates(holder: _Element) -> Iterator[_Element]:
    for path in ("Journal/JournalIssue/PubDate", "Book/PubDate", "ArticleDate"):
        yield from holder.iterfind(path)


def _issued(element: _Element) -> tuple[int, ...]:
    year, month, day = (_line(element, name) for name in ("Year", "Month", "Day"))
    if not year:
        return record.date(_line(element, "MedlineDate"))
    return record.date(f"{year}/{month}/{day}" if month.isdigit() else f"{year} {month} {day}")


def _keywords(citation: _Element) -> tuple[str, ...]:
    """The authors' keywords, then the headings of MeSH with their qualifiers, written as MEDLINE writes them."""
    words = [text_of(word) for word in citation.iterfind("KeywordList/Keyword")]
    headings = citation.iterfind("MeshHeadingList/MeshHeading")
    return record.keywords([*words, *("/".join(map(text_of, heading)) for heading in headings)], "\n")
