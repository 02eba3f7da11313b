"""BioC, as XML and as JSON: articles of PubMed Central and records of PubTator, each passage with its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.composed import Composer
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.printed.headings import Outline
from corpus.readers.printed.works_cited import read_entry
from corpus.readers.records import record
from corpus.readers.records.listed import authors_in
from corpus.readers.safe_xml import parse, root_name, text_of
from corpus.reference import Name, Reference

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "BioC"
_JSON = re.compile(r'\s*[\[{].{0,4000}?"passages"\s*:\s*\[\s*\{', re.DOTALL)
_INFONS = re.compile(r'"infons"\s*:')
_HEADING = re.compile(r"(?:abstract_)?title_([1-6])")
_NAME = re.compile(r"name_(\d{1,5})")
_FRONT = frozenset({"title", "front"})
_UNSEARCHED = frozenset({"comp_int", "auth_cont", "ack_fund", "footnote", "abbr", "review_info"})
_MOST_PASSAGES = 100_000


class _Passage(NamedTuple):
    """A passage.

    Attributes:
        about: Its infons, keys in small letters.
        text: As it stands in the file.
    """

    about: dict[str, str]
    text: str


def recognises(data: bytes) -> bool:
    """Whether it is a BioC collection."""
    if root_name(data) == "collection":
        head = record.head(data)
        return "<passage>" in head and "<infon" in head
    head = record.head(data)
    return bool(_JSON.match(head) and _INFONS.search(head))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document an article; those without text are left out.

    Raises:
        UnreadableFileError: It is broken, or no article has text.
    """
    articles = _of_xml(data, source) if root_name(data) else _of_json(data, source)
    found = False
    for passages in articles:
        if any(passage.text.strip() for passage in passages):
            found = True
            yield _document(passages, source)
    if not found:
        raise UnreadableFileError(f"{source}: holds no article with text. Export it again.")


def _of_xml(data: bytes, source: str) -> Iterator[list[_Passage]]:
    for article in parse(data, source).iter("document"):
        yield [
            _Passage(_infons(passage), text_of(passage.find("text")))
            for passage, _ in zip(article.iter("passage"), range(_MOST_PASSAGES), strict=False)
        ]


def _infons(passage: _Element) -> dict[str, str]:
    return {(infon.get("key") or "").casefold(): text_of(infon) for infon in passage.findall("infon")}


def _of_json(data: bytes, source: str) -> Iterator[list[_Passage]]:
    held = record.json_of(data, source, remedy="Fetch it again.")
    for collection in _objects(held if isinstance(held, list) else [held]):
        articles = collection.get("documents", [collection])
        for article in _objects(articles):
            yield [_passage(row) for row in _objects(article.get("passages"))[:_MOST_PASSAGES]]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _passage(row: dict[str, Any]) -> _Passage:
    held, text = row.get("infons"), row.get("text")
    about = held if isinstance(held, dict) else {}
    values = {key.casefold(): str(value) for key, value in about.items() if isinstance(value, str | int)}
    return _Passage(values, text if isinstance(text, str) else "")


def _kind(passage: _Passage) -> str:
    return passage.about.get("type", "").casefold()


def _section(passage: _Passage) -> str:
    return passage.about.get("section_type", "").casefold() or passage.about.get("section", "").casefold()


def _document(passages: list[_Passage], source: str) -> Document:
    front = next((one for one in passages if _kind(one) in _FRONT), None)
    reference = _reference(front.about if front else {}, front.text if front else "")
    composer, outline = Composer(), Outline()
    composer.front(reference)
    for passage in passages:
        if passage is not front:
            _write(passage, composer, outline)
    return composer.document(source, FORMAT, reference)


def _write(passage: _Passage, composer: Composer, outline: Outline) -> None:
    kind, section, text = _kind(passage), _section(passage), record.line(passage.text)
    heading = _HEADING.fullmatch(kind)
    if not text:
        return
    if kind == "ref" or (section == "ref" and not heading):
        composer.cited("", read_entry(text), text)
    elif heading:
        below = 1 if kind.startswith("abstract") else 0
        outline.enter(int(heading[1]) + below, text)
        composer.heading(text)
    elif section in _UNSEARCHED or kind == "footnote":
        composer.paragraph(text, "furniture")
    elif "caption" in kind or section == "fig":
        composer.paragraph(text, "caption", outline.name)
    elif kind == "table":
        composer.table([" | ".join(row.split("\t")) for row in passage.text.split("\n")], outline.name)
    else:
        if kind == "abstract" and not (outline.name or "").startswith("Abstract"):
            outline.enter(1, "Abstract")
            composer.heading("Abstract")
        composer.paragraph(text, "body", outline.name)


def _reference(about: dict[str, str], title: str) -> Reference:
    """What the infons of the front say."""
    people = sorted((int(found[1]), value) for key, value in about.items() if (found := _NAME.fullmatch(key)))
    names = tuple(name for _, value in people if (name := _name(value)))
    journal = record.line(about.get("journal-title", "") or about.get("journal", ""))
    kinds = record.kinds([about.get("article-type", "")])
    return Reference(
        title=record.nlm_title(title),
        author=names or authors_in(about.get("authors", ""), has_stop=True),
        container_title=re.split(r"[;.] ?(?=\d{4}|$)", journal)[0].strip(),
        issued=record.date(about.get("year", "")),
        volume=about.get("volume", ""),
        issue=about.get("issue", ""),
        page=record.pages(about.get("fpage", "") or about.get("elocation-id", ""), about.get("lpage", "")),
        DOI=record.doi_of(about.get("article-id_doi", ""), about.get("doi", "")),
        PMID=normal_pmid(about.get("article-id_pmid", "") or about.get("pmid", "")),
        PMCID=normal_pmcid(_with_letters(about.get("article-id_pmc", "") or about.get("pmcid", ""))),
        keyword=record.keywords([about.get("kwd", "")]),
        publication_type=kinds,
    )


def _with_letters(number: str) -> str:
    return f"PMC{number}" if number.isdigit() else number


def _name(value: str) -> Name | None:
    """Of "surname:Liu;given-names:Rui"."""
    parts = dict(part.partition(":")[::2] for part in value.split(";"))
    family = record.line(parts.get("surname", ""))
    return Name(family, record.line(parts.get("given-names", ""))) if family else None
