"""What the head of a web page says of the paper on it: Highwire, Dublin Core, PRISM and OpenGraph tags, and JSON-LD."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus.doi import find_doi
from corpus.readers.printed.citation_lines import parse_date
from corpus.reference import Name, Reference
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names of tags, the most trusted first, in lower case; "dcterms." is "dc." here.
_TITLE = ("citation_title", "dc.title", "eprints.title", "bepress_citation_title", "og:title", "twitter:title")
_AUTHOR = ("citation_author", "citation_authors", "bepress_citation_author", "eprints.creators_name", "dc.creator",
           "dc.contributor", "dc.creator.personalname")  # fmt: skip
_JOURNAL = ("citation_journal_title", "prism.publicationname", "eprints.publication", "bepress_citation_journal_title",
            "citation_conference_title", "citation_inbook_title", "dc.source")  # fmt: skip
_DATE = ("citation_publication_date", "prism.publicationdate", "citation_date", "citation_online_date", "dc.issued",
         "dc.date.issued", "dc.date", "eprints.date", "bepress_citation_date", "article:published_time",
         "citation_year")  # fmt: skip
_DOI = ("citation_doi", "prism.doi", "bepress_citation_doi", "dc.identifier.doi", "dc.identifier", "eprints.doi")
_TYPE = ("citation_article_type", "dc.type", "prism.section", "prism.genre", "citation_section", "article:section",
         "wt.cg_s", "wt.z_cg_type")  # fmt: skip
_ABSTRACT = ("citation_abstract", "dc.abstract", "eprints.abstract", "dc.description")
_KINDS = re.compile(
    r"review|meta-?analys|original|research (?:article|paper)|journal article|case report|editorial|commentary|letter"
    r"|clinical trial|protocol|guideline|perspective|short communication",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+(?:[|–—-]|::|»)\s+(?=[^|]{2,60}$)")
_PREPRINTS = re.compile(r"\b(?:bio|med|chem|psy|soc)?rxiv\b|preprint|research square", re.IGNORECASE)
_ARTICLES = frozenset(
    {"ScholarlyArticle", "MedicalScholarlyArticle", "Article", "NewsArticle", "BlogPosting", "Report", "WebPage"}
)
_LONGEST_JSON = 2_000_000  # characters
_LONGEST_ABSTRACT = 200  # characters that a tag's abstract has at least; shorter ones are cut
_MOST_KEYWORDS = 30


def reference_of(root: _Element) -> tuple[Reference, str]:
    """The reference that a page's head gives, and the abstract where a tag holds it in full."""
    tags = _tags(root)
    data = next(_json_ld(root), {})
    journal = _first(tags, _JOURNAL) or _journal(data)
    title = _first(tags, _TITLE) or _text(data.get("headline") or data.get("name")) or _page_title(root)
    links = " ".join([*map(str, root.xpath("//link[@rel='canonical']/@href")), _first(tags, ("og:url",))])
    reference = Reference(
        type="article" if _PREPRINTS.search(journal) else "article-journal",
        title=title,
        author=_authors(tags) or _people(data.get("author")),
        container_title=journal,
        issued=_date(_first(tags, _DATE) or _text(data.get("datePublished"))),
        volume=_first(tags, ("citation_volume", "prism.volume")) or _text(data.get("volumeNumber")),
        issue=_first(tags, ("citation_issue", "prism.number", "prism.issueidentifier")),
        page=_pages(tags, data),
        DOI=_doi(tags, data, links),
        PMID="".join(re.findall(r"^\d{1,9}$", _first(tags, ("citation_pmid", "ncbi_uid")))),
        PMCID=next(iter(re.findall(r"PMC\d{4,9}", _first(tags, ("citation_pmcid",)) + " " + links)), ""),
        language=_first(tags, ("citation_language", "dc.language")) or _text(data.get("inLanguage")),
        keyword=_keywords(tags, data),
        publication_type=_types(tags),
        affiliation=_affiliations(tags),
    )
    if not (reference.container_title or reference.DOI or reference.PMID or reference.PMCID):
        reference = replace(reference, type="thesis" if tags.get("citation_dissertation_institution") else "webpage")
    abstract = _first(tags, _ABSTRACT)
    return reference, abstract if len(abstract) >= _LONGEST_ABSTRACT and not abstract.endswith(("...", "…")) else ""


def _tags(root: _Element) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = on_one_line(re.sub(r"<[^<>]{1,50}>", "", meta.get("content") or ""))
        if name and content:
            found[name.replace("dcterms.", "dc.")].append(content)
    return found


def _first(tags: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((tags[name][0] for name in names if name in tags), "")


def _page_title(root: _Element) -> str:
    """The title element without the name of the site."""
    title = on_one_line("".join(next((str_of.itertext() for str_of in root.iter("title")), iter(()))))
    cut = _SITE.split(title)
    return cut[0] if len(cut[0]) >= 15 else title


def _authors(tags: dict[str, list[str]]) -> tuple[Name, ...]:
    for name in _AUTHOR:
        listed = tags.get(name, [])
        if len(listed) == 1:  # some put all into one tag
            one = listed[0]
            listed = one.split(";") if ";" in one else one.split(",") if one.count(",") > 1 else [one]
        names = tuple(Name.parse(on_one_line(author)) for author in listed if on_one_line(author))
        if names:
            return names
    return ()


def _date(printed: str) -> tuple[int, ...]:
    """ISO or printed, as far as it is given; a time of day is left out."""
    iso = re.match(r"((?:1[5-9]|20)\d\d)[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)", printed)
    if not iso:
        return parse_date(printed)
    parts = tuple(int(part) for part in iso.groups() if part)
    limits = (9999, 12, 31)
    return parts if all(1 <= part <= most for part, most in zip(parts, limits, strict=False)) else parts[:1]


def _pages(tags: dict[str, list[str]], data: dict[str, Any]) -> str:
    first = _first(tags, ("citation_firstpage", "prism.startingpage")) or _text(data.get("pageStart"))
    last = _first(tags, ("citation_lastpage", "prism.endingpage")) or _text(data.get("pageEnd"))
    if not first:
        return _first(tags, ("citation_pages", "prism.pagerange")) or _text(data.get("pagination"))
    return f"{first}-{last}" if last and last != first else first


def _doi(tags: dict[str, list[str]], data: dict[str, Any], links: str) -> str:
    for name in _DOI:
        for content in tags.get(name, []):
            if doi := find_doi(content):
                return doi
    said = [data.get("@id"), data.get("identifier"), data.get("sameAs"), data.get("doi")]
    texts = [_text(one) for value in said for one in (value if isinstance(value, list) else [value])]
    in_address = re.search(r"/doi/(?:abs/|full/|epdf/|pdf/)?(10\.\S+)", links)
    return find_doi(" ".join(texts)) or (find_doi(in_address[1]) if in_address else "")


def _keywords(tags: dict[str, list[str]], data: dict[str, Any]) -> tuple[str, ...]:
    for listed in (tags.get("citation_keywords"), tags.get("citation_keyword"), tags.get("prism.keyword"),
                   data.get("keywords"), tags.get("dc.subject"), tags.get("keywords")):  # fmt: skip
        texts = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
        joined = [text for text in texts if isinstance(text, str)]
        if len(joined) == 1:
            joined = re.split(r"\s*;\s*" if ";" in joined[0] else r"\s*,\s*", joined[0])
        words = tuple(dict.fromkeys(word for word in map(on_one_line, joined) if word))
        if 0 < len(words) <= _MOST_KEYWORDS:
            return words
    return ()


def _types(tags: dict[str, list[str]]) -> tuple[str, ...]:
    """Kinds of publication, "ReviewPaper" as "Review Paper"."""
    said = (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind) for name in _TYPE for kind in tags.get(name, []))
    return tuple(dict.fromkeys(kind for kind in said if len(kind) < 80 and _KINDS.search(kind)))


def _affiliations(tags: dict[str, list[str]]) -> tuple[str, ...]:
    printed = tags.get("citation_author_institution", [])
    return tuple(dict.fromkeys(re.sub(r"^\d{1,2}(?=[A-Z])", "", place) for place in printed))


def _json_ld(root: _Element) -> Iterator[dict[str, Any]]:
    """The articles that JSON-LD describes, scholarly ones first."""
    found = []
    for script in root.xpath("//script[contains(@type, 'ld+json')]"):
        text = "".join(script.itertext())
        if len(text) <= _LONGEST_JSON:
            try:
                found += list(_articles(json.loads(text), 0))
            except (ValueError, RecursionError):
                continue
    yield from sorted(found, key=lambda item: "Scholarly" not in str(item.get("@type")))


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth < 5:
        for item in value[:100]:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict) and depth < 5:
        kinds = value.get("@type")
        if _ARTICLES & set(map(str, kinds if isinstance(kinds, list) else [kinds])):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(value.get(key), depth + 1)


def _journal(data: dict[str, Any]) -> str:
    part = data.get("isPartOf")
    for _ in range(5):  # an article in an issue in a volume in a periodical
        part = part[0] if isinstance(part, list) and part else part
        if not isinstance(part, dict):
            break
        kinds = part.get("@type")
        if "Periodical" in (kinds if isinstance(kinds, list) else [kinds]):
            return _text(part.get("name"))
        part = part.get("isPartOf")
    return ""


def _people(value: Any) -> tuple[Name, ...]:
    names = []
    for person in value[:1000] if isinstance(value, list) else [value]:
        parts = person if isinstance(person, dict) else {"name": person}
        family, given, name = (_text(parts.get(key)) for key in ("familyName", "givenName", "name"))
        if family:
            names.append(Name(family, given))
        elif name:
            names.append(Name.parse(name))
    return tuple(names)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("value") or value.get("@value")
    return on_one_line(str(value))[:2000] if isinstance(value, str | int) and not isinstance(value, bool) else ""
