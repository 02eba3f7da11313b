"""The list of works that a JATS article cites."""

from __future__ import annotations

from dataclasses import replace

from corpus.composed import Composer, citation_line
from corpus.identity import normal_doi, normal_pmcid, normal_pmid
from corpus.readers.jats.elements import Element, below, child, children, local, plain
from corpus.readers.jats.front import date_of, name_of
from corpus.reference import Name, Reference

_CITATIONS = ("element-citation", "mixed-citation", "nlm-citation", "citation", "product")


def entries(article: Element) -> list[Element]:
    """Every entry of the article's reference lists, in order."""
    return list(below(child(article, "back"), "ref")) or list(below(article, "ref"))


def places(found: list[Element]) -> dict[str, int]:
    """Id of an entry, and of the citations in it -> its place."""
    known: dict[str, int] = {}
    for at, entry in enumerate(found):
        for one in (entry, *below(entry, *_CITATIONS)):
            if one.get("id"):
                known.setdefault(one.get("id"), at)
    return known


def write(found: list[Element], composer: Composer) -> None:
    """Write the list."""
    if found:
        composer.heading("References")
    for at, entry in enumerate(found, 1):
        label = plain(child(entry, "label")).strip(" .[]()")
        reference, printed = _entry(entry)
        composer.cited(label, reference, f"{label or at}. {printed}".strip())


def _entry(entry: Element) -> tuple[Reference, str]:
    """What an entry says, and how it reads."""
    citation = next(below(entry, *_CITATIONS), None)
    if citation is None:
        return Reference(title=""), plain(entry, ("label",))
    reference = _reference(citation)
    mixed = local(citation) in {"mixed-citation", "citation"} and (citation.text or "").strip() != ""
    printed = plain(citation, ("label",)) if mixed or _runs_on(citation) else _composed(reference)
    return reference, printed or plain(entry, ("label",))


def _runs_on(citation: Element) -> bool:
    """Whether the citation has its punctuation between its elements."""
    return any((one.tail or "").strip() for one in citation)


def _reference(citation: Element) -> Reference:
    ids = {one.get("pub-id-type", ""): plain(one) for one in below(citation, "pub-id")}
    links = [plain(one) for one in below(citation, "ext-link")]
    doi = normal_doi(ids.get("doi", "")) or next((normal_doi(link) for link in links if normal_doi(link)), "")
    first, last = plain(child(citation, "fpage")), plain(child(citation, "lpage"))
    title = plain(next(below(citation, "article-title", "chapter-title", "data-title"), None))
    source = plain(next(below(citation, "source"), None))
    book = not title and bool(source)
    return Reference(
        type="book" if book else "article-journal",
        title=(title or source).rstrip("."),
        author=_authors(citation),
        container_title="" if book else source,
        issued=date_of(citation)[:1],
        volume=plain(child(citation, "volume")),
        issue=plain(child(citation, "issue")),
        page=(f"{first}-{last}" if last and last != first else first) or plain(child(citation, "elocation-id")),
        DOI=doi,
        PMID=normal_pmid(ids.get("pmid", "")),
        PMCID=normal_pmcid(ids.get("pmcid", "") or ids.get("pmc", "")),
    )


def _authors(citation: Element) -> tuple[Name, ...]:
    groups = [one for one in children(citation, "person-group") if one.get("person-group-type") in {"author", None}]
    found = [name_of(one) for group in groups or [citation] for one in children(group, "name", "string-name", "collab")]
    return tuple(name for name in found if name)


def _composed(reference: Reference) -> str:
    """The entry written out, where the file has only its fields."""
    authors = ", ".join(f"{name.family} {name.given}".strip() for name in reference.author)
    _, line = citation_line(replace(reference, PMCID=""))
    return " ".join(f"{part.rstrip('.')}." for part in (authors, reference.title, line) if part)
