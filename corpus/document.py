"""What a reader makes of a file: documents, each with its text, its sections and its reference."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from corpus.reference import Name, Reference

__all__ = ["Box", "Citation", "CitedWork", "Document", "Name", "Page", "Reference", "Section", "Statement", "slug"]

SectionKind = Literal["body", "caption", "table", "reference", "bibliography", "furniture"]
SEARCHED: frozenset[SectionKind] = frozenset({"body", "caption", "table"})


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document's text.

    Attributes:
        name: Heading as printed, below its parents ("Results > Cell culture"), or None where there is none.
        kind: "body", "caption" (of a figure or table) and "table" are searched and quoted; "reference" is quoted for
            questions about the paper itself; "bibliography" (the list of works cited) and "furniture" (menus, share
            buttons, copyright lines) are never quoted.
        start: Offset of the first character in the document's text.
        end: Offset after the last character.
    """

    name: str | None
    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of the document that states one or more fields of its reference.

    Attributes:
        fields: CSL-JSON names ("author", "container-title", "DOI"), and "corresponding-author", "affiliation",
            "number-of-pages", "citation-count", "peer-review" where a page prints them.
        start: Offset of the line in the document's text.
        end: Offset after it.
    """

    fields: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CitedWork:
    """An entry of the document's list of works cited.

    Attributes:
        label: As printed: "23"; empty where entries are not numbered.
        reference: What the entry says, as far as it can be read.
        start: Offset of the entry in the document's text.
        end: Offset after it.
    """

    label: str
    reference: Reference
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A mark in the text, "[23,24]", that cites works.

    Attributes:
        cited: Places of the works in ``Document.bibliography``.
        start: Offset of the mark in the document's text.
        end: Offset after it.
    """

    cited: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document that has pages.

    Attributes:
        number: Physical page, the first is 1.
        label: Page number as printed or as the file labels it; empty where it does neither.
        width: In points (1/72 inch).
        height: In points.
        start: Offset of its first character in the document's text.
        end: Offset after its last.
    """

    number: int
    label: str
    width: float
    height: float
    start: int
    end: int


class Box(NamedTuple):
    """Where a word is on its page, in points from the page's lower left corner.

    Attributes:
        start: Offset of the word in the document's text; its page is the one that holds this offset.
        end: Offset after it.
        left: Left edge.
        bottom: Lower edge.
        right: Right edge.
        top: Upper edge.
    """

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Document:
    """One paper, with the text that every offset refers to.

    Attributes:
        source: Name of the file it came from.
        text: The document's own text, never cleaned or rewritten.
        reference: What to cite.
        sections: In reading order, not overlapping.
        statements: Where the reference's fields are printed.
        format: Name of its format ("PDF", "JATS XML").
        wrapped: Whether lines end at the page's edge, so that only a blank line ends a paragraph; else every line is
            a paragraph.
        soft_hyphens: Offsets of the hyphens that only break a word at the end of a line: left out, with the white
            space behind them, of what is searched.
        bibliography: Works cited, in printed order.
        citations: Marks in the text that cite them, in reading order.
        pages: In order; empty for a document without pages.
        boxes: Where each word is on its page, in order of their offsets.
    """

    source: str
    text: str
    reference: Reference
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    format: str = ""
    wrapped: bool = False
    soft_hyphens: tuple[int, ...] = ()
    bibliography: tuple[CitedWork, ...] = ()
    citations: tuple[Citation, ...] = ()
    pages: tuple[Page, ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def stated_text(self) -> str:
        """The lines that state the reference, joined."""
        return "\n".join(self.text[statement.start : statement.end] for statement in self.statements)

    @cached_property
    def id(self) -> str:
        """Readable and the same on every machine: author or title word, year, six digits of the identity's SHA-256.

        The identity is the DOI, PMID or PMCID, else title, year and first author, normalised.
        """
        return document_id(self.reference, self.text, self.source)

    @cached_property
    def unsearched(self) -> tuple[tuple[int, int], ...]:
        """Stretches that are left out of what is searched, in order: soft hyphens with the line's end, "[23]"."""
        ends = (re.compile(r"\s*").match(self.text, at + 1) for at in self.soft_hyphens)
        hyphens = [(end.start() - 1, end.end()) for end in ends if end]
        marks = [(mark.start, mark.end) for mark in self.citations]
        numbers = [place for place in marks if not any(char.isalpha() for char in self.text[slice(*place)])]
        return tuple(sorted([*hyphens, *numbers]))

    def page_at(self, offset: int) -> Page | None:
        """The page that holds this offset, or None where the document has no pages."""
        return next((page for page in self.pages if page.start <= offset < page.end), None)

    def cited_in(self, start: int, end: int) -> tuple[CitedWork, ...]:
        """Works cited by the marks between two offsets, each once, in order."""
        marks = (mark for mark in self.citations if start <= mark.start and mark.end <= end)
        return tuple(self.bibliography[at] for at in dict.fromkeys(at for mark in marks for at in mark.cited))

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON values."""
        parts = asdict(self)
        works = [{**part, "reference": work.reference.to_csl()}
                 for part, work in zip(parts["bibliography"], self.bibliography, strict=True)]  # fmt: skip
        return {**parts, "reference": self.reference.to_csl(), "bibliography": works}

    @classmethod
    def from_dict(cls, parts: Mapping[str, Any]) -> Document:
        """The document that ``to_dict`` wrote; what is left out has its default."""
        tuples: dict[str, Any] = {
            "sections": lambda part: Section(**part),
            "statements": lambda part: Statement(**{**part, "fields": tuple(part["fields"])}),
            "soft_hyphens": int,
            "bibliography": lambda part: CitedWork(**{**part, "reference": Reference.from_csl(part["reference"])}),
            "citations": lambda part: Citation(**{**part, "cited": tuple(part["cited"])}),
            "pages": lambda part: Page(**part),
            "boxes": lambda part: Box(*part),
        }
        made = {name: tuple(map(make, parts.get(name, ()))) for name, make in tuples.items()}
        return cls(**{**parts, "reference": Reference.from_csl(parts["reference"]), **made})


def document_id(reference: Reference, text: str, source: str) -> str:
    """The id of the document with this reference; text and source stand in where the reference is empty."""
    author = reference.author[0].family if reference.author else ""
    year = str(reference.year or "undated")
    titled = "|".join(map(slug, (reference.title or text, year, author)))
    identity = reference.DOI.lower() or reference.PMID or reference.PMCID.upper() or titled
    word = slug(author) or max(slug(reference.title or source).split("-"), key=len)
    return f"{word[:40]}-{year}-{hashlib.sha256(identity.encode()).hexdigest()[:6]}"


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; letters of other scripts are kept."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return "-".join(re.findall(r"[^\W_]+", bare))
