"""What a reader makes of a file: a document, its sections and its reference."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

SectionKind = Literal["body", "reference", "furniture"]


@dataclass(frozen=True, slots=True)
class Name:
    """A person, as CSL-JSON writes one.

    Attributes:
        family: Family name, or the whole name where it cannot be split.
        given: Given names as printed, empty where there are none.
    """

    family: str
    given: str = ""

    @classmethod
    def parse(cls, printed: str) -> Name:
        """Split "Ahmed Faris Aldoghachi", "Aldoghachi, Ahmed Faris" or "Aldoghachi AF" into its two parts."""
        if "," in printed:
            family, _, given = printed.partition(",")
            return cls(family.strip(), given.strip())
        given, _, family = printed.strip().rpartition(" ")
        if given and re.fullmatch("[A-Z]{1,3}", family):
            return cls(given.strip(), family)
        return cls(family, given.strip())

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Reference:
    """Bibliographic reference under CSL-JSON field names; what the source does not say stays empty.

    Attributes:
        type: CSL item type.
        title: Title as printed.
        author: Authors in printed order.
        container_title: Journal, as printed: in full or abbreviated.
        issued: Date of publication: (year,), (year, month) or (year, month, day).
        volume: Volume.
        issue: Issue.
        page: Page range, "356-365".
        DOI: Without "https://doi.org/".
        language: As printed.
        keyword: Keywords in printed order.
        corresponding_author: The author marked as such.
        affiliation: Institutions as printed, without their numbers.
    """

    type: str = "article-journal"
    title: str = ""
    author: tuple[Name, ...] = ()
    container_title: str = ""
    issued: tuple[int, ...] = ()
    volume: str = ""
    issue: str = ""
    page: str = ""
    DOI: str = ""
    language: str = ""
    keyword: tuple[str, ...] = ()
    corresponding_author: Name | None = None
    affiliation: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """Year of publication."""
        return self.issued[0] if self.issued else None

    def to_csl(self) -> dict[str, Any]:
        """CSL-JSON 1.0.2 item without empty fields; what CSL has no field for stands under ``custom``."""
        custom = {
            "corresponding-author": _csl_name(self.corresponding_author) if self.corresponding_author else None,
            "affiliation": list(self.affiliation),
            # CSL has one string for all keywords; one that holds the separator needs them apart as well
            "keyword": list(self.keyword) if any(";" in word for word in self.keyword) else None,
        }
        item: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "author": [_csl_name(name) for name in self.author],
            "container-title": self.container_title,
            "issued": {"date-parts": [list(self.issued)]} if self.issued else None,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.page,
            "DOI": self.DOI,
            "language": self.language,
            "keyword": "; ".join(self.keyword),
            "custom": {key: value for key, value in custom.items() if value},
        }
        return {key: value for key, value in item.items() if value}

    @classmethod
    def from_csl(cls, item: Mapping[str, Any]) -> Reference:
        """The reference that ``to_csl`` wrote."""
        custom = item.get("custom", {})
        corresponding = custom.get("corresponding-author")
        return cls(
            type=item["type"],
            title=item.get("title", ""),
            author=tuple(_name_from_csl(name) for name in item.get("author", ())),
            container_title=item.get("container-title", ""),
            issued=tuple(item.get("issued", {}).get("date-parts", [()])[0]),
            volume=item.get("volume", ""),
            issue=item.get("issue", ""),
            page=item.get("page", ""),
            DOI=item.get("DOI", ""),
            language=item.get("language", ""),
            keyword=tuple(custom.get("keyword") or (item["keyword"].split("; ") if "keyword" in item else ())),
            corresponding_author=_name_from_csl(corresponding) if corresponding else None,
            affiliation=tuple(custom.get("affiliation", ())),
        )


def _csl_name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _name_from_csl(name: Mapping[str, str]) -> Name:
    return Name(name["family"], name.get("given", ""))


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document's text.

    Attributes:
        name: Heading as printed, or None where the page prints none.
        kind: "body" is searched and quoted, "reference" is quoted for questions about the paper itself,
            "furniture" (menus, share buttons, copyright lines) is neither.
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


@dataclass(frozen=True)
class Document:
    """One review, with the text that every offset refers to.

    Attributes:
        source: Name of the file it came from.
        text: The document's own text, never cleaned or rewritten.
        reference: What to cite.
        sections: In reading order, not overlapping.
        statements: Where the reference's fields are printed.
    """

    source: str
    text: str
    reference: Reference
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = field(default=())

    @property
    def stated_text(self) -> str:
        """The lines that state the reference, joined."""
        return "\n".join(self.text[statement.start : statement.end] for statement in self.statements)

    @cached_property
    def id(self) -> str:
        """Readable and the same on every machine: author or title word, year, six digits of the identity's SHA-256.

        The identity is the DOI, else title, year and first author, normalised.
        """
        reference = self.reference
        author = reference.author[0].family if reference.author else ""
        year = str(reference.year or "undated")
        identity = reference.DOI.lower() or "|".join(map(slug, (reference.title or self.text, year, author)))
        word = slug(author) or max(slug(reference.title or self.source).split("-"), key=len)
        return f"{word}-{year}-{hashlib.sha256(identity.encode()).hexdigest()[:6]}"


def slug(text: str) -> str:
    """Lower-case ASCII letters and digits joined by hyphens; letters of other scripts are kept."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return "-".join(re.findall(r"[^\W_]+", bare))
