"""A JATS article as a document: what it says of itself, its abstracts, its text, the works that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.composed import Composer
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.jats.body import Body
from corpus.readers.jats.elements import Element, below, child, children, local
from corpus.readers.jats.encoding import as_utf8
from corpus.readers.jats.front import metadata, reference
from corpus.readers.jats.inline import line
from corpus.readers.jats.works import Works
from corpus.readers.safe_xml import parse, root_name

NAME = "JATS XML"
_HEAD = 65_536  # bytes
_SETS = frozenset({"articles", "articleset", "ListRecords", "GetRecord", "OAI-PMH", "pmc-articleset", "record"})
_ARTICLE = re.compile(rb"<(?:[\w.-]+:)?article[\s>/]")
_PARTS = re.compile(rb"<(?:[\w.-]+:)?(?:front|front-stub|body|journal-meta|article-meta)[\s>/]|\barticle-type\s*=")
_OTHERS = re.compile(rb"docbook|www\.elsevier\.com/xml", re.IGNORECASE)  # whose root is an "article" as well
_DEEPEST = 150  # elements within each other
_TEASERS = frozenset({"teaser", "toc", "web-summary"})  # a line for the journal's page
_ITSELF = frozenset({"", "abstract", "summary"})
_BACK = {"ack": "Acknowledgements", "fn-group": "Footnotes", "glossary": "Abbreviations", "notes": "Notes"}
_AVAILABILITY = re.compile(r"availability|accessib", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the root element is an article's of this kind, or that of a set of articles."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")  # some programs write the byte-order mark more than once
    name = root_name(head)
    if name != "article" and name not in _SETS:
        return False
    head = head.replace(b"\0", b"")  # UTF-16 as well
    if name == "article":
        return bool(_PARTS.search(head)) and not _OTHERS.search(head[:2000])
    return bool(_ARTICLE.search(head)) and bool(_PARTS.search(head))


def read(data: bytes, source: str) -> Iterator[Document]:
    """Every article of the file; one that has neither title nor text is left out.

    Raises:
        UnreadableFileError: The XML is broken, or holds no article with a title or text.
    """
    root = parse(as_utf8(data, source), source)
    if root.xpath(f"boolean({'/*' * _DEEPEST})"):
        raise UnreadableFileError(f"{source}: is nested too deeply to be an article. Fetch it again.")
    found = False
    for article in [root] if local(root) == "article" else below(root, "article"):
        document = _document(article, source)
        if document is not None:
            found = True
            yield document
    if not found:
        raise UnreadableFileError(f"{source}: holds no article with a title or text. Fetch it again.")


def _document(article: Element, source: str) -> Document | None:
    stated = reference(article)
    works = Works.of(article)
    composer = Composer()
    body = Body(composer, works.places)
    meta = metadata(article)
    composer.front(stated)
    for abstract in children(meta, "abstract", "trans-abstract"):
        if abstract.get("abstract-type") not in _TEASERS:
            _abstract(abstract, composer, body)
    for part in children(article, "body", "back", "floats-group", "floats-wrap"):
        if local(part) == "back":
            _back(part, body)
        else:
            body.blocks(part)
    _rest(meta, article, composer, body)
    document = composer.document(source, NAME, stated)
    if not (stated.title or any(section.kind == "body" for section in document.sections)):
        return None
    works.write(composer)
    return composer.document(source, NAME, stated)


def _abstract(abstract: Element, composer: Composer, body: Body) -> None:
    """An abstract, below "Abstract"; a summary for lay readers or in another language also below its own name."""
    title = line(child(abstract, "title")).rstrip(" :.")
    kind = (abstract.get("abstract-type") or "").replace("-", " ")
    is_other = local(abstract) == "trans-abstract" or kind.lower() not in _ITSELF
    language = abstract.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    name = (title or kind.capitalize() or language) if is_other else ""
    composer.heading(title or name or "Abstract")
    body.blocks(abstract, ("Abstract", name) if name and name.lower() not in _ITSELF else ("Abstract",))


def _back(back: Element, body: Body) -> None:
    """What follows the text: all of it can be asked for (who funded the study), save what is about the authors."""
    for part in back:
        name = local(part)
        if name == "fn-group":
            body.notes(part)
        elif name == "bio":
            body.blocks(part, (), "furniture")
        elif name in _BACK:
            body.group(part, _BACK[name])
        elif name and name != "ref-list":
            body.part(part)


def _rest(meta: Element | None, article: Element, composer: Composer, body: Body) -> None:
    """What publishers keep with the metadata, but print: notes of the authors, funding, where the data are."""
    for notes in children(meta, "author-notes"):
        body.notes(notes, is_furniture=True)
    statements = list(below(child(meta, "funding-group"), "funding-statement"))
    for statement in statements:
        composer.heading("Funding")
        body.blocks(statement, ("Funding",))
    titles = (line(one).lower() for part in children(article, "body", "back") for one in below(part, "title"))
    if not statements and not any("fund" in title or "financ" in title for title in titles):
        awards = [_award(one) for one in below(child(meta, "funding-group"), "award-group")]
        if any(awards):
            composer.heading("Funding")
            composer.paragraph("; ".join(filter(None, awards)), "body", "Funding")
    for custom in below(meta, "custom-meta"):
        name, value = line(child(custom, "meta-name")), child(custom, "meta-value")
        if value is not None and _AVAILABILITY.search(name):
            composer.heading(name)
            body.blocks(value, (name,))


def _award(award: Element) -> str:
    """Who gave it, and its number: "National Institutes of Health (UL1TR001064)"."""
    funders = ", ".join(filter(None, (line(one, ("institution-id",)) for one in below(award, "funding-source"))))
    numbers = ", ".join(filter(None, (line(one) for one in below(award, "award-id"))))
    return f"{funders} ({numbers})" if funders and numbers else funders or numbers
