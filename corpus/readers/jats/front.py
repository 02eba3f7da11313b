"""What a JATS article says of itself."""

from __future__ import annotations

import re

from corpus.doi import find_doi
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.jats.elements import Element, below, child, children, local
from corpus.readers.jats.inline import Inline, line
from corpus.readers.records.record import date, pages
from corpus.reference import Name, Reference

# Which of several dates is cited: that of the issue, in print or as a collection, before the day it went online; what
# is not a date of publication (of a preprint, of its copy at PubMed Central) only where there is no other.
_DATES = ("ppub", "print", "pub", "publication", "publication-year", "collection", "issue-pub", "epub-ppub", "epub",
          "electronic")  # fmt: skip
_LAST_DATES = ("preprint", "epreprint", "pmc-release", "archival-date")
_TYPES = {
    "brief-report": "Brief Report",
    "case-report": "Case Report",
    "meta-analysis": "Meta-Analysis",
    "research-article": "Research Article",
    "review-article": "Review",
    "systematic-review": "Systematic Review",
}
# What is printed above a title says what the paper is, or what it is about: only the first is its type.
_IS_TYPE = re.compile(
    r"\b(articles?|papers?|reviews?|reports?|letters?|editorials?|comment\w*|communications?|perspectives?|protocols?|"
    r"meta-analys[ei]s|stud(?:y|ies)|trials?|opinions?|correspondence|notes?|errat\w+|corrections?|retractions?|"
    r"original research|research|hypothes[ei]s|guidelines?|essays?|viewpoints?|news|case series|technical advance|"
    r"method(?:s|ology)?|database|software|abstracts?)$",
    re.IGNORECASE,
)
_TYPE_GROUPS = frozenset({"article-type", "articletype", "display-channel", "heading", "toc-heading"})
_PLACES = frozenset({"addr-line", "city", "country", "institution", "institution-wrap", "postal-code", "state"})
_NOT_PLACE = ("label", "sup", "email", "fax", "phone", "institution-id", "xref", "ext-link", "uri", "fn")
_CONTACT = re.compile(r"\b(?:e-?mails?|tel|phone|fax|electronic address)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*\d{1,2}(?=[^\W\d])")
_ABBREVIATIONS = re.compile("abbrev", re.IGNORECASE)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def metadata(article: Element) -> Element | None:
    """The element that describes the article."""
    found = child(article, "front", "article-meta")
    return found if found is not None else child(article, "front-stub")


def reference(article: Element) -> Reference:
    """The article's reference."""
    meta = metadata(article)
    stated = [(one.get("pub-id-type") or "", line(one)) for one in children(meta, "article-id")]
    ids = dict(reversed(stated))
    names = _contributors(meta)
    kinds = _types(article, meta)
    return Reference(
        type="article" if "Preprint" in kinds else "article-journal",
        title=_title(meta),
        author=tuple(name for name, _ in names),
        container_title=_journal(child(article, "front", "journal-meta")),
        issued=_issued(meta),
        volume=line(child(meta, "volume")),
        issue=line(child(meta, "issue")),
        page=pages(line(child(meta, "fpage")), line(child(meta, "lpage")))
        or line(child(meta, "elocation-id"))
        or line(child(meta, "page-range")),
        DOI=find_doi(ids.get("doi", "")),
        PMID=normal_pmid(ids.get("pmid", "")),
        PMCID=next(filter(None, (normal_pmcid(ids.get(kind, "")) for kind in ("pmcid", "pmc", "pmcaid"))), ""),
        language=article.get(_LANGUAGE) or "",
        keyword=_keywords(meta),
        publication_type=kinds,
        corresponding_author=next((name for name, is_marked in names if is_marked), None),
        affiliation=_affiliations(meta),
    )


def _title(meta: Element | None) -> str:
    group = child(meta, "title-group")
    title, subtitle = (line(child(group, name), ("fn", "xref")) for name in ("article-title", "subtitle"))
    between = " " if title.endswith((":", "?", ".", "!")) else ": "
    return f"{title}{between}{subtitle}" if title and subtitle else title


def _contributors(meta: Element | None) -> list[tuple[Name, bool]]:
    """Authors in order, each with whether it is the corresponding one."""
    found = []
    for group in children(meta, "contrib-group"):
        for one in children(group, "contrib"):
            if (one.get("contrib-type") or "author").lower() not in {"author", "collab", "group"}:
                continue
            people = children(one, "name", "string-name", "name-alternatives", "collab", "collab-alternatives")
            name = name_of(people[0]) if people else None
            marks = (mark.get("ref-type") for mark in children(one, "xref"))
            found += [(name, one.get("corresp") == "yes" or "corresp" in marks)] if name else []
    return found


def name_of(element: Element) -> Name | None:
    """The person or group in a ``name``, ``string-name`` or ``collab``; None where it names nobody."""
    if local(element) in {"name-alternatives", "collab-alternatives"}:
        return name_of(element[0]) if len(element) and local(element[0]) else None
    if local(element) == "collab":
        group = line(element, ("contrib-group", "xref", "fn", "role", "aff")).rstrip(" .,;:")
        return Name(group) if group else None
    family, given, suffix = (line(child(element, name)) for name in ("surname", "given-names", "suffix"))
    if family:
        return Name(f"{family} {suffix}".strip(), given)
    whole = line(element, ("xref", "fn"))
    return Name.parse(whole) if whole else None


def _journal(meta: Element | None) -> str:
    titles = [line(one) for one in below(meta, "journal-title", "abbrev-journal-title")]
    ids = [line(one) for kind in ("nlm-ta", "iso-abbrev") for one in children(meta, "journal-id")
           if one.get("journal-id-type") == kind]  # fmt: skip
    return next(filter(None, [*titles, *ids]), "")


def _issued(meta: Element | None) -> tuple[int, ...]:
    """The date to cite, with the day of another of the same year (and month) where it has none."""
    dates: dict[str, tuple[int, ...]] = {}
    for one in children(meta, "pub-date"):
        found = _date(one)
        kinds = (one.get("pub-type"), one.get("date-type"), one.get("publication-format"))
        for kind in filter(None, kinds) if found else ():
            dates.setdefault(kind, found)
        if found and not any(kinds):
            dates.setdefault("pub", found)
    others = [kind for kind in dates if kind not in _LAST_DATES]
    published = [dates[kind] for kind in (*_DATES, *others) if kind in dates]
    chosen = next(iter([*published, *(dates[kind] for kind in _LAST_DATES if kind in dates)]), ())
    return next((one for one in published if len(one) > len(chosen) and one[: len(chosen)] == chosen), chosen)


def _date(element: Element) -> tuple[int, ...]:
    year, month, day = (line(child(element, name)) for name in ("year", "month", "day"))
    if not year and child(element, "string-date") is not None:
        return date(line(child(element, "string-date")))
    if not year and element.get("iso-8601-date"):
        return date(element.get("iso-8601-date"))
    if month and not month.isdigit():
        return date(f"{year} {month} {day}")
    return date("-".join(part for part in (year, month, month and day) if part))


def _keywords(meta: Element | None) -> tuple[str, ...]:
    groups = [
        one for one in children(meta, "kwd-group")
        if not _ABBREVIATIONS.search((one.get("kwd-group-type") or "") + line(child(one, "title")))
    ]  # fmt: skip
    words = [line(word) for group in groups for word in below(group, "kwd", "compound-kwd")]
    return tuple(dict.fromkeys(word for word in words if word))


def _types(article: Element, meta: Element | None) -> tuple[str, ...]:
    stated = (article.get("article-type") or "").lower()
    kinds = [_TYPES.get(stated, stated.replace("-", " ").title())] if stated not in {"", "other", "article"} else []
    groups = children(child(meta, "article-categories"), "subj-group")
    groups = [one for one in groups if (one.get("subj-group-type") or "heading").lower() in _TYPE_GROUPS]
    subjects = [line(one) for group in groups for one in below(group, "subject")]
    kinds += [subject for subject in subjects if len(subject) < 60 and _IS_TYPE.search(subject)]
    known: dict[str, str] = {}
    for kind in kinds:
        known.setdefault(kind.casefold().removesuffix("s"), kind)  # "Research article", "Reviews"
    return tuple(known.values())


def _affiliations(meta: Element | None) -> tuple[str, ...]:
    found = [_CONTACT.split(_NUMBER.sub("", _place(one)), maxsplit=1)[0].strip(" ,;.:(") for one in below(meta, "aff")]
    return tuple(dict.fromkeys(text for text in found if text))


def _place(element: Element) -> str:
    """An affiliation, its parts set apart by commas where the file only names them."""
    inline = Inline()
    _add_place(element, inline)
    return re.sub(r"\s*([,;])(?:\s*,)*", r"\1", inline.text)


def _add_place(element: Element, inline: Inline) -> None:
    inline.add(element.text)
    for one in element:
        name = local(one)
        if name in _PLACES and inline.ending(1) not in ("", ",", ";", ":", "(", "-"):
            inline.add(", ")
        if name == "institution-wrap":
            _add_place(one, inline)
        elif name not in _NOT_PLACE:
            inline.element(one, _NOT_PLACE)
        inline.add(one.tail)
