"""TEI, the XML that GROBID makes of a PDF: header, abstract, body, figures and tables, works cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.composed import Composer
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.printed.headings import Outline, depth
from corpus.readers.printed.marks import by_label, marks
from corpus.readers.printed.works_cited import read_entry
from corpus.readers.records import record
from corpus.readers.safe_xml import parse, root_name, text_of
from corpus.reference import Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "TEI"
_NS = "{http://www.tei-c.org/ns/1.0}"
_MOST_WORKS = 10_000
_MOST_COLUMNS = 200


def recognises(data: bytes) -> bool:
    """Whether it is XML with TEI's root and namespace."""
    return root_name(data) == "TEI" and b"http://www.tei-c.org/ns/1.0" in data[: record.HEAD]


def read(data: bytes, source: str) -> Iterator[Document]:
    """The article.

    Raises:
        UnreadableFileError: It is broken or has no text.
    """
    root = parse(data, source)
    made = _Article(root).document(source)
    if not any(section.kind == "body" for section in made.sections):
        raise UnreadableFileError(f"{source}: is TEI without an abstract or a body. Make it again, from the PDF.")
    yield made


class _Article:
    """The state of one pass over an article."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.composer = Composer()
        self.outline = Outline()
        self.written: list[tuple[int, str]] = []

    def document(self, source: str) -> Document:
        """The finished document."""
        header = self.root.find(f"{_NS}teiHeader")
        reference = _reference(header) if header is not None else Reference()
        self.composer.front(reference)
        abstract = self.root.find(f".//{_NS}profileDesc/{_NS}abstract")
        if abstract is not None and text_of(abstract):
            self._heading("Abstract", 1)
            self._part(abstract)
        for part in (*self.root.iterfind(f"{_NS}text/{_NS}body"), *self.root.iterfind(f"{_NS}text/{_NS}back")):
            for child in part:
                self._child(child)
        self._works()
        return self.composer.document(source, FORMAT, reference)

    def _heading(self, text: str, level: int) -> None:
        self.outline.enter(level, text)
        self.composer.heading(text)

    def _child(self, child: _Element) -> None:
        if child.tag == f"{_NS}div" and child.get("type") != "references":
            self._part(child)
        elif child.tag == f"{_NS}figure":
            self._figure(child)
        elif child.tag == f"{_NS}p":
            self._paragraph(child)

    def _part(self, part: _Element) -> None:
        """The headings and paragraphs of a division, in whatever divisions they are."""
        for element in part.iter(f"{_NS}head", f"{_NS}p", f"{_NS}item", f"{_NS}figure"):
            parent = element.getparent()
            if element.tag == f"{_NS}figure":
                self._figure(element)
            elif any(True for _ in element.iterancestors(f"{_NS}figure")):
                continue
            elif element.tag == f"{_NS}head" and parent is not None and parent.tag == f"{_NS}div":
                number, text = (element.get("n") or "").rstrip("."), text_of(element)
                if text:
                    self._heading(f"{number} {text}".strip(), depth(f"{number} {text}") or number.count(".") + 1)
            elif not any(True for _ in element.iterchildren(f"{_NS}p")):
                self._paragraph(element)

    def _paragraph(self, element: _Element) -> None:
        text = text_of(element)
        self.written.append((self.composer.paragraph(text, "body", self.outline.name), text))

    def _figure(self, figure: _Element) -> None:
        """A caption, and the rows of a table."""
        caption = " ".join(filter(None, (text_of(figure.find(f"{_NS}{name}")) for name in ("head", "figDesc"))))
        self.composer.paragraph(caption, "caption", self.outline.name)
        rows = [[text_of(cell) for cell in row.iter(f"{_NS}cell")] for row in figure.iter(f"{_NS}row")]
        self.composer.table([" | ".join(row[:_MOST_COLUMNS]) for row in rows if any(row)], self.outline.name)

    def _works(self) -> None:
        """The works cited, and the marks that cite them by a number."""
        listed = [one for found in self.root.iter(f"{_NS}listBibl") for one in found.iterchildren(f"{_NS}biblStruct")]
        labels = [str(number) for number in range(1, len(listed[:_MOST_WORKS]) + 1)]
        for label, work in zip(labels, listed, strict=False):
            raw = text_of(work.find(f"{_NS}note[@type='raw_reference']"))
            reference = _cited(work)
            printed = raw or text_of(work)
            known = reference if reference.title else read_entry(printed)
            self.composer.cited(label, known, f"{label}. {printed}")
        places = by_label(labels)
        for start, text in self.written if places else ():
            for mark in marks(text, places, start) if start >= 0 else ():
                self.composer.cite(*mark)


def _reference(header: _Element) -> Reference:
    struct = header.find(f".//{_NS}sourceDesc/{_NS}biblStruct")
    cited = _cited(struct) if struct is not None else Reference()
    dates = [date.get("when") or text_of(date) for date in header.iterfind(f".//{_NS}publicationStmt/{_NS}date")]
    title = text_of(header.find(f".//{_NS}titleStmt/{_NS}title")) or cited.title
    return Reference(
        title=title,
        author=cited.author,
        container_title=cited.container_title,
        issued=cited.issued or record.date(*dates),
        volume=cited.volume,
        issue=cited.issue,
        page=cited.page,
        DOI=cited.DOI,
        PMID=cited.PMID,
        PMCID=cited.PMCID,
        keyword=record.keywords(text_of(term) for term in header.iter(f"{_NS}term")),
        affiliation=tuple(dict.fromkeys(filter(None, map(text_of, header.iter(f"{_NS}affiliation"))))),
    )


def _cited(struct: _Element) -> Reference:
    """What a ``biblStruct`` says."""
    analytic = struct.find(f"{_NS}analytic")
    monograph = struct.find(f"{_NS}monogr")
    people = analytic if analytic is not None and analytic.find(f"{_NS}author") is not None else monograph
    title = text_of(analytic.find(f"{_NS}title")) if analytic is not None else ""
    journal = text_of(monograph.find(f"{_NS}title")) if monograph is not None else ""
    scope = {one.get("unit"): one for one in struct.iter(f"{_NS}biblScope")}
    number = {(one.get("type") or "").casefold(): text_of(one) for one in struct.iter(f"{_NS}idno")}
    page = scope.get("page")
    dates = [one.get("when") or text_of(one) for one in struct.iter(f"{_NS}date")]
    return Reference(
        title=title or journal,
        author=tuple(name for one in people.iterfind(f"{_NS}author") if (name := _name(one)))
        if people is not None
        else (),
        container_title=journal if title else "",
        issued=record.date(*dates),
        volume=text_of(scope.get("volume")),
        issue=text_of(scope.get("issue")),
        page=record.pages(page.get("from") or text_of(page), page.get("to") or "") if page is not None else "",
        DOI=record.doi_of(number.get("doi", "")),
        PMID=record.pmid_of(f"PMID: {number.get('pmid', '')}"),
        PMCID=record.pmcid_of(number.get("pmcid", "")),
    )


def _name(author: _Element) -> Name | None:
    person = author.find(f"{_NS}persName")
    if person is None:
        group = text_of(author.find(f"{_NS}orgName"))
        return Name(group) if group else None
    family = text_of(person.find(f"{_NS}surname"))
    given = " ".join(filter(None, map(text_of, person.iterfind(f"{_NS}forename"))))
    return Name(family, given) if family else Name(given) if given else None
