"""What a JATS article says of itself."""

from __future__ import annotations

from corpus.identity import normal_doi, normal_pmcid, normal_pmid
from corpus.readers.jats.elements import Element, below, child, children, local, plain
from corpus.reference import Name, Reference

# Which of several dates is the one to cite: print before the journal's year before online.
_DATES = ("ppub", "pub", "publication", "collection", "epub-ppub", "epub", "epreprint", "preprint")
_TYPES = {"review-article": "Review", "systematic-review": "Systematic Review", "research-article": "Research Article"}
_MOST_TYPES = 6


def reference(article: Element) -> Reference:
    """The article's reference."""
    front = child(article, "front") if child(article, "front") is not None else child(article, "front-stub")
    meta = child(front, "article-meta")
    if meta is None:
        meta = front
    ids = {one.get("pub-id-type", ""): plain(one) for one in children(meta, "article-id")}
    first, last = plain(child(meta, "fpage")), plain(child(meta, "lpage"))
    names = _contributors(meta)
    title = plain(child(meta, "title-group", "article-title"), ("fn", "xref"))
    subtitle = plain(child(meta, "title-group", "subtitle"), ("fn", "xref"))
    return Reference(
        type="article" if (article.get("article-type") or "") == "preprint" else "article-journal",
        title=f"{title}: {subtitle}" if title and subtitle else title,
        author=tuple(name for name, _ in names),
        container_title=_journal(front),
        issued=_issued(meta),
        volume=plain(child(meta, "volume")),
        issue=plain(child(meta, "issue")),
        page=(f"{first}-{last}" if last and last != first else first) or plain(child(meta, "elocation-id")),
        DOI=normal_doi(ids.get("doi", "")) and ids["doi"].strip(),
        PMID=normal_pmid(ids.get("pmid", "")),
        PMCID=normal_pmcid(ids.get("pmc", "") or ids.get("pmcid", "") or ids.get("pmcaid", "")),
        language=article.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        keyword=_keywords(meta),
        publication_type=_types(article, meta),
        corresponding_author=next((name for name, marked in names if marked), None),
        affiliation=_affiliations(meta),
    )


def _contributors(meta: Element | None) -> list[tuple[Name, bool]]:
    """Authors in order, each with whether it is the corresponding one."""
    found = []
    for group in children(meta, "contrib-group"):
        for one in children(group, "contrib"):
            if one.get("contrib-type", "author") != "author":
                continue
            name = person(one)
            marked = one.get("corresp") == "yes" or any(
                mark.get("ref-type") == "corresp" for mark in children(one, "xref")
            )
            found += [(name, marked)] if name else []
    return found


def person(element: Element) -> Name | None:
    """The person or group that a contributor is."""
    named = list(below(element, "name", "string-name")) or list(below(element, "collab"))
    return name_of(named[0]) if named else None


def name_of(element: Element) -> Name | None:
    """The name in a ``name``, ``string-name`` or ``collab``."""
    if local(element) == "collab":
        group = plain(element, ("contrib-group", "xref", "fn"))
        return Name(group) if group else None
    family, given = plain(child(element, "surname")), plain(child(element, "given-names"))
    if family:
        return Name(family, given)
    return Name.parse(plain(element)) if plain(element) else None


def _journal(front: Element | None) -> str:
    meta = child(front, "journal-meta")
    titles = [plain(one) for one in below(meta, "journal-title")]
    short = [
        plain(one) for one in children(meta, "journal-id") if one.get("journal-id-type") in {"nlm-ta", "iso-abbrev"}
    ]
    return next((title for title in [*titles, *short] if title), "")


def date_of(element: Element | None) -> tuple[int, ...]:
    """(year, month, day) as far as the element says."""
    found: list[int] = []
    for name, most in (("year", 2200), ("month", 12), ("day", 31)):
        text = plain(child(element, name))
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= most):
            break
        found.append(int(text[:4]))
    return tuple(found) if found and found[0] >= 1500 else ()


def _issued(meta: Element | None) -> tuple[int, ...]:
    dates: dict[str, tuple[int, ...]] = {}
    for one in children(meta, "pub-date"):
        kind = one.get("pub-type") or one.get("date-type") or one.get("publication-format") or ""
        if date_of(one):
            dates.setdefault(kind, date_of(one))
    chosen = next((dates[kind] for kind in (*_DATES, *dates) if kind in dates), ())
    fuller = [date for date in dates.values() if chosen and date[0] == chosen[0] and len(date) > len(chosen)]
    return fuller[0] if fuller and len(chosen) == 1 else chosen


def _keywords(meta: Element | None) -> tuple[str, ...]:
    groups = [one for one in children(meta, "kwd-group") if "abbrev" not in (one.get("kwd-group-type") or "").lower()]
    words = [plain(word) for group in groups for word in below(group, "kwd")]
    return tuple(dict.fromkeys(word for word in words if word))


def _types(article: Element, meta: Element | None) -> tuple[str, ...]:
    stated = article.get("article-type") or ""
    kinds = [_TYPES.get(stated, stated.replace("-", " ").title())] if stated and stated != "other" else []
    for group in children(child(meta, "article-categories"), "subj-group"):
        if group.get("subj-group-type") in {"heading", "display-channel", None}:
            kinds += [plain(one) for one in children(group, "subject")]
    return tuple(dict.fromkeys(kind for kind in kinds if kind))[:_MOST_TYPES]


def _affiliations(meta: Element | None) -> tuple[str, ...]:
    found = [plain(one, ("label", "sup", "email")) for one in below(meta, "aff")]
    return tuple(dict.fromkeys(text.strip(" ,;") for text in found if text.strip(" ,;")))
