"""The list of works that a JATS article cites."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.composed import Composer
from corpus.doi import find_doi
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.jats.elements import Element, below, child, children, local
from corpus.readers.jats.front import name_of
from corpus.readers.jats.inline import HREF, Inline, line
from corpus.readers.jats.marks import NOWHERE, Places
from corpus.readers.printed.works_cited import read_entry
from corpus.readers.records.record import pages, pmcid_of, pmid_of
from corpus.reference import Name, Reference

_CITATIONS = frozenset({"citation", "element-citation", "mixed-citation", "nlm-citation", "product"})
_MOST_OF_ONE = 30  # citations in a ref
_LABEL = re.compile(r"[\[(]?\s*([A-Za-z]?\d+[a-z]?)\s*[\])]?\s*[.:]?")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_QUOTED = re.compile(r"“([^“”]*)”")
_LONGEST = 5000  # characters of an entry that are searched for numbers
_TYPES = {
    "book": "book", "confproc": "paper-conference", "conf-proc": "paper-conference", "data": "dataset",
    "gov": "report", "newspaper": "article-newspaper", "patent": "patent", "preprint": "article", "report": "report",
    "software": "software", "thesis": "thesis", "web": "webpage", "webpage": "webpage", "website": "webpage",
}  # fmt: skip
_NAMES = ("name", "string-name", "name-alternatives", "collab")
_PEOPLE = frozenset({*_NAMES, "etal"})
_TYPOGRAPHY = frozenset({"bold", "italic", "sc", "styled-content", "sub", "sup", "underline", "xref"})
_SIGNS = {"doi": "doi: ", "pmid": "PMID: ", "pmcid": "PMCID: ", "pmc": "PMCID: "}
_SIGNED = re.compile(r"(doi|pm(c?id|c)?|pubmed|/)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list.

    Attributes:
        label: Its number, or what else is before it.
        element: The citation, or the whole ``ref`` where it holds only a note.
    """

    label: str
    element: Element


@dataclass(frozen=True, slots=True)
class Works:
    """The list of works cited.

    Attributes:
        title: Heading of the list.
        entries: In the order of the file.
        places: Where they are, by the id of a ``ref`` or of a citation in it.
    """

    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    places: Places = NOWHERE

    @classmethod
    def of(cls, article: Element) -> Works:
        """Those of an article: a ``ref`` with several citations ("5a", "5b") gives several entries of one number."""
        entries: list[Entry] = []
        places: dict[str, tuple[int, ...]] = {}
        title = ""
        for part in children(article, "body", "back", "floats-group"):
            for ref in below(part, "ref-list", "ref"):
                if local(ref) == "ref-list":
                    title = title or line(child(ref, "title"))
                    continue
                first = len(entries)
                number = line(child(ref, "label"))
                for citation in _citations(ref) or [ref]:
                    own = line(child(citation, "label"))
                    if citation.get("id"):
                        places.setdefault(citation.get("id"), (len(entries),))
                    entries.append(Entry(number or own, citation))
                if ref.get("id"):
                    places[ref.get("id")] = tuple(range(first, len(entries)))[:_MOST_OF_ONE]
        return cls(title, entries, Places(places, len(entries)))

    def write(self, composer: Composer) -> None:
        """Write the list."""
        if self.entries:
            composer.heading(self.title or "References")
        for entry in self.entries:
            reference, printed = _read(entry.element)
            number = _LABEL.fullmatch(entry.label)
            label = number[1] if number else entry.label
            composer.cited(label, reference, (f"{label}. " * bool(number) + printed) or label or "-")


def _citations(ref: Element) -> list[Element]:
    """The citations of a ``ref``, of several forms of one the first."""
    found = (child(one, *_forms(one)) if local(one) == "citation-alternatives" else one for one in ref)
    return [one for one in found if one is not None and local(one) in _CITATIONS]


def _forms(alternatives: Element) -> list[str]:
    return [local(one) for one in alternatives if local(one) in _CITATIONS][:1]


def _read(element: Element) -> tuple[Reference, str]:
    """What an entry says, and how it reads."""
    inline = Inline()
    _print(element, inline)
    printed = inline.text
    if local(element) not in _CITATIONS:
        return read_entry(printed), printed
    reference = _reference(element, printed[:_LONGEST])
    runs_on = any((text or "").strip() for text in (element.text, *(one.tail for one in element)))
    if runs_on and not (reference.title or reference.container_title):
        reference = read_entry(printed)
    return reference, printed if runs_on else _composed(element, reference)


def _reference(citation: Element, printed: str) -> Reference:
    """The fields that the file sets apart."""
    fields = _fields(citation)
    title, source = _first(fields, "article-title", "data-title", "chapter-title"), _first(fields, "source")
    stated = citation.get("publication-type") or citation.get("citation-type") or citation.get("publication-format")
    kind = _TYPES.get((stated or "").lower(), "article-journal")
    if kind == "book" and source and title:
        kind = "chapter"
    is_placed = any(_first(fields, name) for name in ("volume", "fpage", "elocation-id"))
    is_alone = not title and (kind != "article-journal" or not is_placed)  # the source is a book's own title
    ids = {one.get("pub-id-type", ""): line(one) for one in children(citation, "pub-id")}
    links = [text[:_LONGEST] for one in below(citation, "ext-link", "uri") for text in (one.get(HREF) or "", line(one))]
    dated = _YEAR.search(_first(fields, "year"))
    return Reference(
        type=kind,
        title=_unquoted(source if is_alone else title),
        author=_authors(citation),
        container_title="" if is_alone else source.rstrip(" ,;:"),
        issued=(int(dated[0]),) if dated else (),
        volume=_first(fields, "volume"),
        issue=_first(fields, "issue"),
        page=pages(_first(fields, "fpage"), _first(fields, "lpage")) or _first(fields, "elocation-id", "page-range"),
        DOI=next(filter(None, map(find_doi, (ids.get("doi", ""), *links, printed))), ""),
        PMID=normal_pmid(ids.get("pmid", "")) or pmid_of(printed, *links),
        PMCID=normal_pmcid(ids.get("pmcid", "") or ids.get("pmc", "")) or pmcid_of(printed),
    )


def _fields(citation: Element) -> dict[str, Element]:
    """The first element of each name below."""
    fields: dict[str, Element] = {}
    for one in citation.iterdescendants("*"):
        fields.setdefault(local(one), one)
    return fields


def _first(fields: Mapping[str, Element], *names: str) -> str:
    return next(filter(None, (line(fields.get(name), ("fn", "label")) for name in names)), "")


def _unquoted(title: str) -> str:
    quoted = _QUOTED.fullmatch(title)
    return quoted[1].strip(" .,") if quoted else title.rstrip(". ")


def _authors(citation: Element) -> tuple[Name, ...]:
    """The authors; a book's editors where it names nobody else."""
    groups = children(citation, "person-group")
    kinds = [(one.get("person-group-type") or "author").lower() for one in groups]
    written = [one for one, kind in zip(groups, kinds, strict=True) if "author" in kind]
    holders = [citation, *(written or groups[:1])]
    people = [
        one for holder in holders for one in children(holder, "name", "string-name", "name-alternatives", "collab")
    ]
    return tuple(name for name in map(name_of, people) if name)


def _print(element: Element, inline: Inline) -> None:
    """The entry as it is printed, with a gap where the file has fields next to each other."""
    inline.add(element.text)
    person_before = False
    for one in element:
        name = local(one)
        is_person = name in _PEOPLE
        if name == "label":
            inline.add(one.tail)
            continue
        if name and name not in _TYPOGRAPHY:
            if is_person and person_before:
                inline.add(",")
            if (end := inline.ending(1)).isalnum() or end in tuple(".,?!;"):
                inline.space()
        if name == "pub-id" and not _SIGNED.search(inline.ending(8)):
            inline.add(_SIGNS.get(one.get("pub-id-type", ""), ""))
        if name == "etal":
            inline.add("et al")
        elif is_person or name == "person-group":
            _print(one, inline)
        else:
            inline.element(one)
        person_before = is_person and not (one.tail or "").strip()
        inline.add(one.tail)


def _composed(citation: Element, reference: Reference) -> str:
    """The entry written out, where the file has only its fields."""
    fields = _fields(citation)
    authors = ", ".join(f"{name.family} {name.given}".strip() for name in reference.author)
    if "etal" in fields:
        authors += ", et al"
    volume = reference.volume + (f"({reference.issue})" if reference.issue else "")
    publisher = ": ".join(filter(None, (_first(fields, "publisher-loc"), _first(fields, "publisher-name"))))
    dated = ";".join(part for part in ("".join(map(str, reference.issued)), volume) if part)
    dated = ":".join(part for part in (dated, reference.page) if part)
    others = [_first(fields, name) for name in ("edition", "conf-name", "comment")]
    signed = [sign + text for sign, text in
              (("doi: ", reference.DOI), ("PMID: ", reference.PMID), ("PMCID: ", reference.PMCID)) if text]  # fmt: skip
    parts = [authors, reference.title, reference.container_title, *others, publisher, dated, *signed]
    return " ".join(part if part.endswith(("?", "!", ".")) else f"{part}." for part in parts if part)
