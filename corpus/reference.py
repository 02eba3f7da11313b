"""What is cited: a bibliographic reference under CSL-JSON field names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from corpus.names import Name

__all__ = ["Name", "Reference"]

_REVIEW = re.compile(r"\b(reviews?|meta-analys[ie]s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Bibliographic reference under CSL-JSON field names; what the source does not say stays empty.

    Attributes:
        type: CSL item type: "article-journal", "article" (a preprint), "chapter", "book", "thesis", "webpage".
        title: Title as printed.
        author: Authors in printed order.
        container_title: Journal, as printed: in full or abbreviated.
        issued: Date of publication: (year,), (year, month) or (year, month, day).
        volume: Volume.
        issue: Issue.
        page: Page range, "356-365".
        DOI: Without "https://doi.org/".
        PMID: PubMed number, digits only.
        PMCID: PubMed Central number, "PMC8885717".
        language: As printed.
        keyword: Keywords in printed order.
        publication_type: As the source calls it: "Journal Article", "Review", "Systematic Review".
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
    PMID: str = ""
    PMCID: str = ""
    language: str = ""
    keyword: tuple[str, ...] = ()
    publication_type: tuple[str, ...] = ()
    corresponding_author: Name | None = None
    affiliation: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """Year of publication."""
        return self.issued[0] if self.issued else None

    @property
    def is_review(self) -> bool:
        """Whether its publication type, or else its title, says that it is a review or meta-analysis."""
        return any(_REVIEW.search(kind) for kind in self.publication_type) or bool(_REVIEW.search(self.title))

    def to_csl(self) -> dict[str, Any]:
        """CSL-JSON 1.0.2 item without empty fields; what CSL has no field for is under ``custom``."""
        custom = {
            "corresponding-author": _csl_name(self.corresponding_author) if self.corresponding_author else None,
            "affiliation": list(self.affiliation),
            "publication-type": list(self.publication_type),
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
            "PMID": self.PMID,
            "PMCID": self.PMCID,
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
            PMID=item.get("PMID", ""),
            PMCID=item.get("PMCID", ""),
            language=item.get("language", ""),
            keyword=tuple(custom.get("keyword") or (item["keyword"].split("; ") if "keyword" in item else ())),
            publication_type=tuple(custom.get("publication-type", ())),
            corresponding_author=_name_from_csl(corresponding) if corresponding else None,
            affiliation=tuple(custom.get("affiliation", ())),
        )

    @classmethod
    def from_any(cls, item: object) -> Reference:
        """Likewise, of JSON that may be anything.

        Raises:
            ValueError: It is not what ``to_csl`` writes.
        """
        try:
            found = cls.from_csl(item)  # type: ignore[arg-type]
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ValueError("no reference in CSL-JSON") from error
        if not _is_sound(found):
            raise ValueError("no reference in CSL-JSON")
        return found


def _is_sound(reference: Reference) -> bool:
    """Whether every value is of its type."""
    people = [*reference.author, *filter(None, [reference.corresponding_author])]
    texts = [
        *(getattr(reference, field.name) for field in fields(reference) if field.type == "str"),
        *(*reference.keyword, *reference.publication_type, *reference.affiliation),
        *(part for name in people for part in (name.family, name.given)),
    ]
    date = reference.issued
    is_date = (
        len(date) <= 3 and all(type(part) is int for part in date) and all(1 <= month <= 12 for month in date[1:2])
    )
    return is_date and all(isinstance(text, str) for text in texts)


def _csl_name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _name_from_csl(name: Mapping[str, str]) -> Name:
    return Name(name["family"], name.get("given", ""))
