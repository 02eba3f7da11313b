"""A journal or university page of one review, saved as text.

Two layouts are met: a page that opens with its citation line (KoreaMed, PubMed) and one that opens with its title
and ends with labels run together with their values (a Pure research portal: "Pages (from-to)356-365").
Every line is classified once, top to bottom; nothing in the text is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.document import Document, Name, Reference, Section, SectionKind, Statement

_BULLET = re.compile(r"\s*[•*\-–]\s+(?=\S)")
_HEADINGS = {
    "affiliation": "affiliation",
    "affiliations": "affiliation",
    "author": "author",
    "authors": "author",
    "keyword": "keyword",
    "keywords": "keyword",
    "abstract": "abstract",
}
_FURNITURE_HEADINGS = {
    "full text links", "actions", "cited", "export copy", "close", "share", "similar articles", "cite this", "none",
    "fingerprint", "other files and links", "cite this none", "cite thisnone", "twitter", "facebook", "linkedin",
    "related articles", "permalink", "links", "metrics",
}  # fmt: skip
_FURNITURE_LINE = re.compile(
    r"copyright\b|©|\(c\) \d{4}|all rights reserved|dive into the research topics|together they form|cite this"
    r"|link to publication|view in |sort by|e-mail:",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"(?P<journal>[^.;]+(?:\.[^.;\d]+)*)\.\s+(?P<date>\d{4}(?:\s+[A-Z][a-z]{2,8}(?:\s+\d{1,2})?)?)"
    r"(?:;\s*(?P<volume>[\w.]+)?(?:\((?P<issue>[^)]+)\))?(?::\s*(?P<page>[\w–-]+))?)?\."
    r"(?:\s*(?:doi:\s*)?(?P<doi>10\.\d{4,9}/\S+?))?\.?"
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_NAME = r"[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){1,5}\s*\*?\d*"
_AUTHORS = re.compile(rf"{_NAME}(?:\s*[,;]\s*{_NAME})*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Labels of a Pure portal, longest first, with the reference fields that their values state.
_LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Original language", ("language",)),
    ("Pages (from-to)", ("page",)),
    ("Number of pages", ("number-of-pages",)),
    ("Article number", ("page",)),
    ("Issue number", ("issue",)),
    ("Publication status", ("issued",)),
    ("Early online date", ()),
    ("Journal", ("container-title",)),
    ("Volume", ("volume",)),
    ("DOIs", ("DOI",)),
    ("State", ("issued",)),
)  # fmt: skip
_MIN_BODY = 120  # characters; a shorter line outside "Abstract" is no paragraph


def recognises(text: str) -> bool:
    """Whether the text has a title and at least one paragraph, and is no markup."""
    if text.lstrip()[:1] in {"<", "{", "%"} or "\0" in text:
        return False
    page = _Page(text)
    return bool(page.reference.title) and any(section.kind == "body" for section in page.sections)


def read(text: str, source: str) -> Document:
    """The page as a document; ``text`` becomes ``Document.text`` as it is."""
    page = _Page(text)
    return Document(source, text, page.reference, tuple(page.sections), tuple(page.statements))


@dataclass
class _Page:
    """The state of one pass over the lines of a page."""

    text: str
    reference: Reference = field(default_factory=Reference)
    sections: list[Section] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    heading: str | None = None  # key of _HEADINGS, "furniture", or None before any
    heading_name: str | None = None
    after_title: bool = False

    def __post_init__(self) -> None:
        for start, end in _lines(self.text):
            self._line(self.text[start:end], start, end)

    def _line(self, line: str, start: int, end: int) -> None:
        after_title, self.after_title = self.after_title, False
        bullet = _BULLET.match(line)
        bare = line.strip().rstrip(":").casefold()
        if bare in _HEADINGS:
            self.heading, self.heading_name = _HEADINGS[bare], line.strip()
        elif bare in _FURNITURE_HEADINGS or _FURNITURE_LINE.search(line):
            self.heading, self.heading_name = "furniture", None
            self._add("furniture", None, start, end)
        elif bullet:
            self._bullet(line[bullet.end() :].strip(), start + bullet.end(), end)
        elif not self._labelled(line, start, end) and not self._known(line, start, end, after_title):
            self._paragraph(line, start, end)

    def _bullet(self, item: str, start: int, end: int) -> None:
        if self.heading == "furniture":
            self._add("furniture", None, start, end)
        elif self.heading == "affiliation":
            self.reference = replace(
                self.reference, affiliation=(*self.reference.affiliation, item.lstrip("0123456789 "))
            )
            self._state(("affiliation",), end - len(item.lstrip("0123456789 ")), end)
        else:  # Pure prints its keywords as bullets without a heading
            self.reference = replace(self.reference, keyword=(*self.reference.keyword, item))
            self._state(("keyword",), start, end)

    def _labelled(self, line: str, start: int, end: int) -> bool:
        for label, fields in _LABELS:
            if line.startswith(label) and len(line) > len(label) and self.reference.title:
                value = line[len(label) :].strip(" :\t")
                if not _plausible(label, value):
                    continue
                self._set(fields, value)
                self._state(fields, start, end)
                self.heading = "labels"
                return True
        return False

    def _known(self, line: str, start: int, end: int, after_title: bool) -> bool:
        """Lines that are recognised by what they say."""
        citation = _CITATION.fullmatch(line.strip()) if not self.reference.container_title else None
        if citation:
            self._citation(citation, start, end)
        elif line.lstrip().startswith("*Corresponding author"):
            self._state(("corresponding-author",), start, end)
        elif line.startswith("Research output:"):
            self._state(("type", "peer-review"), start, end)
        elif re.fullmatch(r"\d+ (?:Scopus )?citations?(?: \(Scopus\))?", line.strip(), re.IGNORECASE):
            self._state(("citation-count",), start, end)
        elif not self.reference.title:
            self.reference = replace(self.reference, title=line.strip())
            self._state(("title",), start, end)
            self.after_title = True
        elif (after_title or self.heading == "author") and _AUTHORS.fullmatch(line.strip()):
            self._authors(line, start, end)
        elif self.heading == "keyword":
            self.reference = replace(
                self.reference, keyword=tuple(w.strip() for w in re.split("[;,]", line) if w.strip())
            )
            self._state(("keyword",), start, end)
        else:
            return False
        return True

    def _paragraph(self, line: str, start: int, end: int) -> None:
        if self.heading == "abstract" or (self.heading != "furniture" and len(line) >= _MIN_BODY):
            self._add("body", self.heading_name if self.heading == "abstract" else "Abstract", start, end)
        elif self.heading in {"affiliation", "author"}:
            self._state((self.heading,), start, end)
        else:
            self._add("furniture", None, start, end)

    def _citation(self, match: re.Match[str], start: int, end: int) -> None:
        stated = ["container-title", "issued"]
        stated += [name for name in ("volume", "issue", "page") if match[name]] + (["DOI"] if match["doi"] else [])
        self._set(("container-title",), match["journal"].strip())
        self._set(("issued",), match["date"])
        for name in ("volume", "issue", "page"):
            self._set((name,), match[name] or "")
        self._set(("DOI",), match["doi"] or "")
        self._state(tuple(stated), start, end)

    def _authors(self, line: str, start: int, end: int) -> None:
        printed = [name.strip() for name in re.split("[,;]", line) if name.strip()]
        names = tuple(Name.parse(name.rstrip("*0123456789 ")) for name in printed)
        marked = [name for name, shown in zip(names, printed, strict=True) if "*" in shown]
        self.reference = replace(self.reference, author=names, corresponding_author=marked[0] if marked else None)
        self._state(("author", "corresponding-author") if marked else ("author",), start, end)

    def _set(self, fields: tuple[str, ...], value: str) -> None:
        for name in fields:
            if name == "issued":
                self.reference = replace(self.reference, issued=_date(value))
            elif name == "DOI":
                doi = _DOI.search(value)
                self.reference = replace(self.reference, DOI=doi[0].rstrip(".") if doi else "")
            elif name != "number-of-pages":
                changed: dict[str, Any] = {name.replace("-", "_"): value}
                self.reference = replace(self.reference, **changed)

    def _state(self, fields: tuple[str, ...], start: int, end: int) -> None:
        last = self.statements[-1] if self.statements else None
        if fields == ("keyword",) and last and last.fields == fields:  # a list of bullets is one statement
            self.statements[-1] = replace(last, end=end)
        elif fields:
            self.statements.append(Statement(fields, start, end))
        self._add("reference", None, start, end)

    def _add(self, kind: SectionKind, name: str | None, start: int, end: int) -> None:
        last = self.sections[-1] if self.sections else None
        if last and (last.kind, last.name) == (kind, name):
            self.sections[-1] = replace(last, end=end)
        else:
            self.sections.append(Section(name, kind, start, end))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of each line that is not blank, without the white space around it but bullets' indent kept."""
    for match in re.finditer(r"[^\r\n]*\S", text):
        yield match.start(), match.end()


def _plausible(label: str, value: str) -> bool:
    """Whether a value can be its label's ("Journal of Hepatology" is no journal "of Hepatology")."""
    if label in {"Pages (from-to)", "Number of pages", "Volume", "Issue number", "Article number"}:
        return bool(re.match(r"[\w–-]+$", value))
    if label in {"State", "Publication status", "Early online date"}:
        return bool(_date(value))
    if label == "DOIs":
        return bool(_DOI.search(value))
    return value[:1].isupper()


def _date(printed: str) -> tuple[int, ...]:
    """(year, month, day) as far as printed: "1 Apr 2023", "2023 Oct", "Published - 2023"."""
    year = re.search(r"\b(1[5-9]|20)\d\d\b", printed)
    if not year:
        return ()
    month = next((at for at, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", printed, re.IGNORECASE)), None)
    rest = printed[: year.start()] + printed[year.end() :]
    day = re.search(r"\b([12]?\d|3[01])\b", rest)
    if month is None:
        return (int(year[0]),)
    return (int(year[0]), month, int(day[0])) if day else (int(year[0]), month)
