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

from corpus.decoding import decode, looks_like_text
from corpus.document import Document, Name, Reference, Section, SectionKind, Statement
from corpus.doi import PREFIX, find_doi
from corpus.errors import UnreadableFileError
from corpus.readers.printed.citation_lines import AUTHOR, CITATION, parse_date
from corpus.readers.text.verbatim import lines

_BULLET = re.compile(r"[•*\-–]\s+(?=\S)")
_BETWEEN_BULLETS = re.compile(r"[\s•*\-–]*")
_HEADINGS = {
    "affiliation": "affiliation",
    "affiliations": "affiliation",
    "author": "author",
    "authors": "author",
    "keyword": "keyword",
    "keywords": "keyword",
    "key words": "keyword",
    "abstract": "abstract",
}
_HEADED_LINE = re.compile(r"(abstract|key ?words?)\s*[:.]\s+(?=\S)", re.IGNORECASE)
_FURNITURE_HEADINGS = frozenset(
    {
        "actions", "cite this", "cite thisnone", "cited", "close", "export copy", "facebook", "fingerprint",
        "full text links", "linkedin", "links", "metrics", "none", "other files and links", "permalink",
        "related articles", "share", "similar articles", "twitter",
    }
)  # fmt: skip
_FURNITURE_LINE = re.compile(
    r"copyright\b|©|\(c\) \d{4}|all rights reserved|dive into the research topics|together they form|cite this\b"
    r"|link to publication|view in |sort by\b|e-mail:",
    re.IGNORECASE,
)
_CITATION_COUNT = re.compile(r"\d+ (?:Scopus )?citations?(?: \(Scopus\))?", re.IGNORECASE)
_STATES = r"(?i:published|accepted|e-pub|in press|submitted|in preparation)\b"
# Labels of a Pure portal: what their values look like, and the reference fields that they state.
_LABELS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Original language", r"[A-Z]\w+", ("language",)),
    ("Pages (from-to)", r"[\w–-]+", ("page",)),
    ("Number of pages", r"\d+", ("number-of-pages",)),
    ("Article number", r"[\w–-]+", ("page",)),
    ("Issue number", r"[\w–-]+", ("issue",)),
    ("Publication status", _STATES + r".*\d{4}", ("issued",)),
    ("State", _STATES + r".*\d{4}", ("issued",)),
    ("Early online date", r".*\d{4}", ("early-online",)),
    ("Journal", r"[A-Z].*", ("container-title",)),
    ("Volume", r"[\w–-]+", ("volume",)),
    ("DOIs", rf".*{PREFIX}\S+.*", ("DOI",)),
)
_TYPE = re.compile(r"((?:Systematic )?[Rr]eview(?: article)?|Article)(?=peer-review|\W|$)")
_CALLS_ITSELF = re.compile(r"\bthis (?:\w+ )?review\b", re.IGNORECASE)
_LONGEST = 40_000  # bytes; longer text is a paper, not a page about one
_MIN_BODY = 120  # characters; a shorter line outside "Abstract" is not a paragraph


def recognises(data: bytes) -> bool:
    """Whether it is text of a page's length with a title, at least one paragraph and a line only such a page has."""
    if len(data) > _LONGEST or not looks_like_text(data):
        return False
    try:
        text = decode(data, "")
    except UnreadableFileError:
        return False
    if text.lstrip("\ufeff \t\r\n")[:1] in {"<", "{", "%"} or "\0" in text:
        return False
    page = _Page(text)
    states = {name for statement in page.statements for name in statement.fields} - {"title", "keyword"}
    return bool(page.reference.title and states) and any(section.kind == "body" for section in page.sections)


def read(data: bytes, source: str) -> Iterator[Document]:
    """The page as a document; its text as it is."""
    text = decode(data, source)
    page = _Page(text)
    yield Document(source, text, page.reference, tuple(page.sections), tuple(page.statements), "Saved page")


@dataclass
class _Page:
    """The state of one pass over the lines of a page."""

    text: str
    reference: Reference = field(default_factory=Reference)
    sections: list[Section] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    heading: str | None = None  # a value of _HEADINGS, "furniture" or "labels", or None before any
    heading_name: str | None = None
    after_title: bool = False

    def __post_init__(self) -> None:
        for start, end in lines(self.text):
            self._line(self.text[start:end].replace("\xa0", " "), start, end)
        if not self.reference.publication_type and self._calls_itself_a_review():
            self._set("publication_type", ("Review",))

    def _calls_itself_a_review(self) -> bool:
        """Whether its abstract says "in this review": many pages print their type nowhere."""
        bodies = (self.text[section.start : section.end] for section in self.sections if section.kind == "body")
        return any(_CALLS_ITSELF.search(body) for body in bodies)

    def _line(self, line: str, start: int, end: int) -> None:
        after_title, self.after_title = self.after_title, False
        bare = line.rstrip(" :").casefold()
        bullet, headed = _BULLET.match(line), _HEADED_LINE.match(line)
        if bare in _HEADINGS:
            self.heading, self.heading_name = _HEADINGS[bare], line
        elif headed and _HEADINGS[headed[1].casefold()] != self.heading:
            self.heading, self.heading_name = _HEADINGS[headed[1].casefold()], headed[1]
            self._line(line[headed.end() :], start + headed.end(), end)
        elif bare in _FURNITURE_HEADINGS or _FURNITURE_LINE.match(line):
            self.heading, self.heading_name = "furniture", None
            self._add("furniture", None, start, end)
        elif bullet and self.reference.title:
            self._bullet(line[bullet.end() :], start + bullet.end(), end)
        elif not (self._labelled(line, start, end) or self._known(line, start, end, after_title)):
            self._paragraph(line, start, end)

    def _bullet(self, item: str, start: int, end: int) -> None:
        if self.heading == "furniture":
            self._add("furniture", None, start, end)
        elif self.heading == "affiliation":
            name = item.lstrip("0123456789 ") or item
            self._set("affiliation", (*self.reference.affiliation, name))
            self._state(("affiliation",), end - len(name), end)
        elif self.heading == "author" and AUTHOR.fullmatch(item):
            self._authors(item, start, end)
        else:  # Pure prints its keywords as bullets without a heading
            self._set("keyword", (*self.reference.keyword, *_listed(item)))
            self._state(("keyword",), start, end)

    def _labelled(self, line: str, start: int, end: int) -> bool:
        for label, form, fields in _LABELS:
            value = line[len(label) :].strip(" :\t")
            if line.startswith(label) and self.reference.title and re.fullmatch(form, value):
                self._set_printed(fields[0], value)
                self._state(fields, start, end)
                self.heading = "labels"
                return True
        return False

    def _known(self, line: str, start: int, end: int, after_title: bool) -> bool:
        """Lines that are recognised by what they say."""
        citation = CITATION.fullmatch(line) if not self.reference.container_title else None
        if citation:
            self._citation(citation, start, end)
        elif line.startswith("*Corresponding author"):
            self._state(("corresponding-author",), start, end)
        elif line.startswith("Research output:"):
            printed = _TYPE.search(line)
            if printed:
                self._set("publication_type", (printed[1],))
            self._state(("type", "peer-review"), start, end)
        elif _CITATION_COUNT.fullmatch(line):
            self._state(("citation-count",), start, end)
        elif not self.reference.title:
            self._set("title", line)
            self._state(("title",), start, end)
            self.after_title = True
        elif (after_title or self.heading == "author") and _is_authors(line):
            self._authors(line, start, end)
        elif self.heading == "keyword":
            self._set("keyword", (*self.reference.keyword, *_listed(line)))
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
        printed = {
            "container-title": match["journal"],
            "issued": match["date"],
            "volume": match["volume"],
            "issue": match["issue"],
            "page": match["page"],
            "DOI": match["doi"],
        }
        stated = {name: value for name, value in printed.items() if value}
        for name, value in stated.items():
            self._set_printed(name, value.strip())
        self._state(tuple(stated), start, end)

    def _authors(self, line: str, start: int, end: int) -> None:
        printed = [match for part in re.split("[,;]", line) if (match := AUTHOR.fullmatch(part.strip()))]
        names = [Name.parse(match["name"]) for match in printed]
        marked = [name for name, match in zip(names, printed, strict=True) if "*" in match["marks"]]
        self._set("author", (*self.reference.author, *names))
        if marked:
            self._set("corresponding_author", marked[0])
        self._state(("author", "corresponding-author") if marked else ("author",), start, end)

    def _set_printed(self, name: str, value: str) -> None:
        if name == "issued":
            self._set("issued", parse_date(value))
        elif name == "DOI":
            self._set("DOI", find_doi(value))
        elif name in {"container-title", "volume", "issue", "page", "language"}:
            self._set(name.replace("-", "_"), value)

    def _set(self, attribute: str, value: object) -> None:
        changed: dict[str, Any] = {attribute: value}
        self.reference = replace(self.reference, **changed)

    def _state(self, fields: tuple[str, ...], start: int, end: int) -> None:
        last = self.statements[-1] if self.statements else None
        next_to = last and self.sections[-1].end == last.end and _BETWEEN_BULLETS.fullmatch(self.text, last.end, start)
        if last and next_to and last.fields == fields == ("keyword",):
            self.statements[-1] = replace(last, end=end)  # a list of bullets is one statement
        else:
            self.statements.append(Statement(fields, start, end))
        self._add("reference", None, start, end)

    def _add(self, kind: SectionKind, name: str | None, start: int, end: int) -> None:
        last = self.sections[-1] if self.sections else None
        if last and (last.kind, last.name) == (kind, name):
            self.sections[-1] = replace(last, end=end)
        else:
            self.sections.append(Section(name, kind, start, end))


def _is_authors(line: str) -> bool:
    """Names and the marks of their affiliations, and nothing else."""
    parts = [part.strip() for part in re.split("[,;]", line) if part.strip()]
    names = [part for part in parts if not part.isdigit()]
    return bool(names) and all(AUTHOR.fullmatch(name) for name in names)


def _listed(line: str) -> tuple[str, ...]:
    """Keywords of a line."""
    return tuple(word for part in re.split("[;,]", line) if (word := part.strip(" .")))
