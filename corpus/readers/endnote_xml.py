"""EndNote XML."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.composed import name_list
from corpus.document import Document
from corpus.readers.jats.elements import Element, below, child, children, plain
from corpus.readers.record import bare_doi, date, documents, pages, pmcid_of, pmid_of, without_tags
from corpus.readers.safe_xml import parse, root_name
from corpus.reference import Reference

NAME = "EndNote XML"
_TYPES = {"Book": "book", "Book Section": "chapter", "Thesis": "thesis", "Web Page": "webpage", "Report": "report"}


def recognises(data: bytes) -> bool:
    """Whether the root element is ``xml`` or ``records`` with records of EndNote's."""
    return root_name(data) in {"xml", "records"} and b"<record" in data[:65_536] and b"<titles" in data[:262_144]


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record; raises UnreadableFileError where none has a title or an abstract, or the XML is broken."""
    found = below(parse(data, source), "record")
    yield from documents(
        source, NAME, ((_reference(one), without_tags(plain(child(one, "abstract")))) for one in found)
    )


def _reference(record: Element) -> Reference:
    kind = child(record, "ref-type")
    name = kind.get("name") or "" if kind is not None else ""
    titles = child(record, "titles")
    urls = [plain(one) for one in below(child(record, "urls"), "url")]
    number = plain(child(record, "accession-num"))
    return Reference(
        type=_TYPES.get(name, "article-journal"),
        title=without_tags(plain(child(titles, "title"))),
        author=name_list([plain(one) for one in below(child(record, "contributors", "authors"), "author")]),
        container_title=plain(child(titles, "secondary-title")) or plain(child(record, "periodical", "full-title")),
        issued=date(plain(child(record, "dates", "year"))),
        volume=plain(child(record, "volume")),
        issue=plain(child(record, "number")),
        page=pages(plain(child(record, "pages"))),
        DOI=bare_doi(plain(child(record, "electronic-resource-num")), *urls),
        PMID=pmid_of(number)
        if number.isdigit() or "pmid" in number.casefold()
        else pmid_of(*(u for u in urls if "pubmed" in u)),
        PMCID=pmcid_of(plain(child(record, "custom2")), *urls),
        language=plain(child(record, "language")),
        keyword=tuple(dict.fromkeys(plain(word) for word in children(child(record, "keywords"), "keyword"))),
        publication_type=tuple(kind for kind in (plain(child(record, "work-type")),) if kind),
    )
