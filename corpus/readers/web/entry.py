"""Entries of a web page's list of works cited: what their text, their links and their markup say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote

from corpus.doi import PREFIX, find_doi
from corpus.readers.printed.works_cited import read_entry, split_label
from corpus.readers.web.line import BLOCKS, line_of, names, shorter
from corpus.reference import Name, Reference
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_PUBMED = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/abstract/med)/(\d{1,9})\b", re.IGNORECASE
)
_PUBMED_QUERY = re.compile(
    r"link_type=MED\b.*?access_num=(?P<highwire>\d{1,9})\b|access_num=(?P<reversed>\d{1,9})\b.*?link_type=MED\b"
    r"|pubmed.*?list_uids=(?P<entrez>\d{1,9})\b",
    re.IGNORECASE,
)
_PMC = re.compile(r"/(PMC\d{4,9})\b")
_DOI_KEY = re.compile(rf"[?&;]key=({PREFIX}[^&\s\"<>]+)")  # beside the DOI of the paper that cites
_DOI_LINK = re.compile(
    rf"(?:doi\.org/|[?&;](?:doi|id)=(?:doi:)?|/doi/(?:abs/|full/|pdf/)?)({PREFIX}[^&\s\"<>]+)", re.IGNORECASE
)
# What the links behind an entry are called
_BUTTON = re.compile(
    r"\W*(?:doi|(?:free )?pmc(?: free article)?|pubmed(?: abstract|/ncbi)?|medline|(?:google )?scholar"
    r"|cross ?ref(?: full text)?|web of science|isi|scopus|cas|ads|mathscinet"
    r"|(?:view )?(?:full ?text|article|abstract|pdf|link)(?: pdf)?|view"
    r"|view in (?:article|scopus)|europe pmc|worldcat|search ads|openurl|find this article online|green version"
    r"|google preview|chemical abstracts|ncbi|publisher|open in a new tab|go to original source|↵|\^|jump up)\W*",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(
    r"\b(?:article-?title|ref-?title|titleField|cit-article-title|chapter-?title|data-title)\b", re.IGNORECASE
)
_ENTRY = re.compile(
    r"(?:^|\s)(?:ref-cit-blk|citation|reference|reference-?item|ref-?item|references?__item|bib-?item|ltx_bibitem"
    r"|csl-entry|js-splitview-ref-item|circle-list__item|c-article-references__item|article-references__item)(?:$|\s)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|[\s_-])(?:label|order|bullet|ref-?label|citation-?label|counter|number)(?:$|[\s_-])", re.IGNORECASE
)
_EMPTY = re.compile(r"[\[(]\s*[;,|·\s]*[\])]")
_LONGEST = 4000  # characters
_SHORTEST = 40  # characters of an entry that has neither number nor year nor DOI


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list of works cited.

    Attributes:
        label: Its number, empty where it has none.
        printed: Number and text; empty where the element holds only links.
        reference: What it says.
        names: By which links of the page point to it.
    """

    label: str
    printed: str
    reference: Reference
    names: tuple[str, ...] = ()

    @property
    def is_work(self) -> bool:
        """Whether it is more than the words of a button."""
        said = self.reference
        numbered = self.label or said.issued or said.DOI or said.PMID or said.PMCID
        return bool(self.printed) and bool(numbered or len(self.printed) > _SHORTEST)

    def with_links(self, other: Entry) -> Entry:
        """This entry with what the links of another say."""
        return replace(self, reference=_merged(self.reference, other.reference), names=(*self.names, *other.names))


def is_entry(element: _Element) -> bool:
    """Whether an element inside a list of works cited is one entry of it."""
    tag = element.tag
    if tag == "li" or element.get("role") == "listitem":
        inner = (item for item in islice(element.iterdescendants("li"), 9) if not shorter(item, _SHORTEST))
        return len(list(islice(inner, 3))) < 3
    if tag in {"p", "dd", "tr"}:
        return True
    if tag != "div":
        return False
    if _ENTRY.search(element.get("class") or ""):
        return shorter(element, _LONGEST)
    return not any(child.tag in BLOCKS for child in element) and any(True for _ in element.itertext())


def entry_of(element: _Element, skips: Callable[[_Element], bool], around: Sequence[str], place: int) -> Entry:
    """The entry that an element is.

    Args:
        element: Holds nothing else.
        skips: What in it is not shown.
        around: Names of elements around it, by which it is pointed to as well.
        place: In its list, from 1 on; its number where the list numbers it.
    """
    marked = next((part for part in element.iter("span", "div", "a", "b", "strong") if _is_label(part)), None)
    line = line_of(element, lambda part: part is marked or skips(part) or _is_button(part))
    label, text = split_label(" ".join(_EMPTY.sub(" ", line.text).split()).strip(" |;·↵^"))
    if marked is not None:
        label = line_of(marked, skips).text.strip(" .[]()") or label
    elif not label and element.tag == "li" and (above := element.getparent()) is not None and above.tag == "ol":
        label = str(place)
    held = (name for part in element.iter() if isinstance(part.tag, str) for name in names(part))
    printed = f"{label}. {text}" if label and text else text
    return Entry(label, printed, _reference(element, text), (*around, *held))


def entry_of_text(printed: str) -> Entry:
    """The entry that a text without markup is."""
    label, text = split_label(printed)
    return Entry(label, printed, read_entry(text))


def _is_label(element: _Element) -> bool:
    return bool(_LABEL.search(element.get("class") or "")) and shorter(element, 12)


def _is_button(element: _Element) -> bool:
    if element.tag not in {"a", "button", "span"} or not shorter(element, 60):
        return False
    return bool(_BUTTON.fullmatch(on_one_line("".join(element.itertext()))))


def _reference(entry: _Element, printed: str) -> Reference:
    """What an entry says by its links, its markup and its text, in this order of trust."""
    known = Reference()
    for element in entry.iter():
        address = (element.get("href") or "")[:4000]
        if address:
            known = _merged(known, _of_link(address))
        elif element.tag == "span" and "Z3988" in (element.get("class") or ""):
            known = _merged(known, _of_query(element.get("title") or ""))
        if not known.DOI and (doi := find_doi(element.get("data-doi") or "")):
            known = replace(known, DOI=doi)
        if not known.title and _TITLE_CLASS.search(element.get("class") or ""):
            known = replace(known, title=on_one_line("".join(element.itertext())).rstrip("."))
    read = read_entry(printed)
    if len(read.author) >= len(known.author):  # a link names the first few only, and not as they are printed
        known = replace(known, author=read.author)
    if read.type == "chapter" and known.title.casefold() == read.container_title.casefold():  # links name the book
        known = replace(known, title=read.title)
    return replace(_merged(known, read), type=read.type)


def _of_link(address: str) -> Reference:
    doi = _DOI_KEY.search(unquote(address)) or _DOI_LINK.search(unquote(address))
    pmid, pmc = _PUBMED.search(address), _PMC.search(address)
    query = _PUBMED_QUERY.search(address) if not pmid else None
    known = Reference(
        DOI=find_doi(doi[1]) if doi else "",
        PMID=pmid[1] if pmid else query[query.lastgroup or 0] if query else "",
        PMCID=pmc[1] if pmc else "",
    )
    if "scholar" in address and "?" in address:
        known = _merged(known, _of_query(address.partition("?")[2]))
    return known


def _of_query(query: str) -> Reference:
    """The fields of a Google Scholar look-up or of an OpenURL (COinS)."""
    try:
        fields = parse_qs(query[:4000], max_num_fields=200)
    except ValueError:
        return Reference()

    def first(*keys: str) -> str:
        return next((on_one_line(fields[key][0]) for key in keys if key in fields), "")

    year = re.search(r"(?:1[5-9]|20)\d\d", first("publication_year", "rft.date", "rft.year"))
    return Reference(
        title=first("title", "rft.atitle", "rft.btitle", "rft.title").rstrip("."),
        author=tuple(
            Name.parse(on_one_line(name))
            for name in fields.get("author", fields.get("rft.au", []))
            if on_one_line(name)
        ),
        container_title=first("journal", "rft.jtitle").rstrip("."),
        issued=(int(year[0]),) if year else (),
        volume=first("volume", "rft.volume"),
        issue=first("issue", "rft.issue"),
        page=first("pages", "rft.pages"),
        DOI=find_doi(first("doi") or " ".join(fields.get("rft_id", []))),
        PMID="".join(re.findall(r"^\d{1,9}$", first("pmid"))),
    )


def _merged(first: Reference, second: Reference) -> Reference:
    """The first, with what it leaves empty from the second."""
    fields = ("title", "author", "container_title", "issued", "volume", "issue", "page", "DOI", "PMID", "PMCID")
    return replace(first, **{name: getattr(first, name) or getattr(second, name) for name in fields})
