"""PubMed XML: sets of citations, as PubMed and its baseline files give them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.jats.elements import Element, below, child, children, plain
from corpus.readers.record import Part, bare_doi, date, documents, pages
from corpus.readers.safe_xml import root_name
from corpus.reference import Name, Reference

NAME = "PubMed XML"
_RECORDS = ("PubmedArticle", "PubmedBookArticle")
_ROOTS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", *_RECORDS})


def recognises(data: bytes) -> bool:
    """Whether the root element is a set of PubMed citations, or one."""
    return root_name(data) in _ROOTS


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a citation, each forgotten before the next: an export may be larger than memory.

    Raises:
        UnreadableFileError: The XML is broken, or no citation has a title or an abstract.
    """
    yield from documents(source, NAME, _records(data, source))


def _records(data: bytes, source: str) -> Iterator[tuple[Reference, list[Part]]]:
    from lxml import etree

    found = etree.iterparse(
        BytesIO(data), events=("end",), tag=[f"{{*}}{name}" for name in _RECORDS], resolve_entities=False,
        no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in found:
            yield _reference(element), _abstract(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UnreadableFileError(f"{source}: is broken or cut short XML ({reason[:120]}). Fetch it again.") from error


def _abstract(element: Element) -> list[Part]:
    found = next(below(element, "Abstract"), None)
    return [Part(_label(part), plain(part)) for part in children(found, "AbstractText")]


def _label(part: Element) -> str:
    label = (part.get("Label") or "").strip()
    return "" if label.upper() in {"", "UNLABELLED"} else label.capitalize()


def _reference(element: Element) -> Reference:
    citation = next(below(element, "MedlineCitation", "BookDocument"), element)
    article = child(citation, "Article")
    holder = article if article is not None else citation
    issue = child(article, "Journal", "JournalIssue")
    ids = {one.get("IdType"): plain(one) for one in below(child(element, "PubmedData", "ArticleIdList"), "ArticleId")}
    located = [plain(one) for one in children(holder, "ELocationID") if one.get("EIdType") == "doi"]
    title = (
        plain(child(holder, "ArticleTitle"))
        or plain(child(holder, "VernacularTitle"))
        or plain(child(holder, "Book", "BookTitle"))
    )
    words = [plain(word) for group in children(citation, "KeywordList") for word in children(group, "Keyword")]
    subjects = [plain(child(one, "DescriptorName")) for one in below(child(citation, "MeshHeadingList"), "MeshHeading")]
    kinds = [plain(one) for one in below(holder, "PublicationType")]
    return Reference(
        type="article" if "Preprint" in kinds else "article-journal",
        title=title.strip("[]").rstrip("."),
        author=tuple(name for name in map(_author, below(child(holder, "AuthorList"), "Author")) if name),
        container_title=plain(child(article, "Journal", "Title"))
        or plain(child(article, "Journal", "ISOAbbreviation")),
        issued=_issued(child(issue, "PubDate"))
        or _issued(child(article, "ArticleDate"))
        or _issued(next(below(holder, "PubDate"), None)),
        volume=plain(child(issue, "Volume")),
        issue=plain(child(issue, "Issue")),
        page=pages(plain(child(article, "Pagination", "MedlinePgn"))) or _paged(child(article, "Pagination")),
        DOI=bare_doi(*located, ids.get("doi", "")),
        PMID=normal_pmid(plain(child(citation, "PMID"))),
        PMCID=normal_pmcid(ids.get("pmc", "")),
        language=plain(child(holder, "Language")),
        keyword=tuple(dict.fromkeys(word for word in [*words, *subjects] if word)),
        publication_type=tuple(kind for kind in kinds if kind),
        affiliation=tuple(dict.fromkeys(plain(one) for one in below(child(holder, "AuthorList"), "Affiliation"))),
    )


def _author(author: Element) -> Name | None:
    family, group = plain(child(author, "LastName")), plain(child(author, "CollectiveName"))
    if family:
        return Name(family, plain(child(author, "ForeName")) or plain(child(author, "Initials")))
    return Name(group) if group else None


def _issued(element: Element | None) -> tuple[int, ...]:
    if element is None:
        return ()
    parts = [plain(child(element, name)) for name in ("Year", "Month", "Day")]
    if not parts[0]:
        return date(plain(child(element, "MedlineDate")))
    if parts[1].isdigit():
        return date("/".join(part for part in parts if part))
    return date(" ".join(part for part in parts if part))


def _paged(element: Element | None) -> str:
    return pages(plain(child(element, "StartPage")), plain(child(element, "EndPage")))
