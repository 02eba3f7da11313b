"""The text of a JATS article: its sections in order, captions, tables, and the places that cite."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.composed import Composer
from corpus.document import Document, SectionKind
from corpus.errors import UnreadableFileError
from corpus.readers.jats import works
from corpus.readers.jats.elements import Element, below, child, children, local, plain
from corpus.readers.jats.front import reference
from corpus.readers.jats.inline import Inline
from corpus.readers.safe_xml import parse, root_name

NAME = "JATS XML"
_ROOTS = frozenset({"article", "pmc-articleset", "articleset", "OAI-PMH"})
_PARAGRAPHS = frozenset({"p", "disp-quote", "verse-line", "attrib", "def", "term", "speech", "statement"})
_FLOATS = frozenset(
    {"fig", "table-wrap", "boxed-text", "supplementary-material", "media", "chem-struct-wrap", "graphic"}
)
# Blocks that may stand inside a paragraph and end its running text.
_BLOCKS = _FLOATS | {
    "list", "def-list", "def-item", "disp-formula", "disp-formula-group", "disp-quote", "fig-group", "table-wrap-group",
    "preformat", "verse-group", "p", "sec", "array", "code",
}  # fmt: skip
_UNREAD = frozenset({"ref-list", "object-id", "permissions", "sec-meta", "label", "title", "abstract", "sub-article"})
_ABSTRACTS = frozenset({
    None, "", "abstract", "summary", "executive-summary", "author-summary", "plain-language-summary", "synopsis",
    "key-points", "web-summary", "short", "objective",
})  # fmt: skip
_DEEPEST = 200  # levels of sections


def recognises(data: bytes) -> bool:
    """Whether the root element is an article's, or that of a set of articles."""
    name = root_name(data)
    if name == "article":
        return b"<front" in data[:1_000_000] or b"<body" in data or b"article-meta" in data
    return name in _ROOTS and b"<article" in data


def read(data: bytes, source: str) -> Iterator[Document]:
    """Every article of the file.

    Raises:
        UnreadableFileError: The XML is broken, or holds no article with a title or text.
    """
    root = parse(data, source)
    articles = [root] if local(root) == "article" else list(below(root, "article"))
    found = False
    for article in articles:
        document = _Article(article).document(source)
        if document is not None:
            found = True
            yield document
    if not found:
        raise UnreadableFileError(f"{source}: is XML of an article, but has neither title nor text. Fetch it again.")


class _Article:
    """One pass over an article."""

    def __init__(self, article: Element) -> None:
        self._article = article
        self._entries = works.entries(article)
        self._places = works.places(self._entries)
        self._composer = Composer()

    def document(self, source: str) -> Document | None:
        stated = reference(self._article)
        self._composer.front(stated)
        meta = child(self._article, "front", "article-meta")
        for abstract in children(meta, "abstract"):
            if abstract.get("abstract-type") in _ABSTRACTS:
                self._abstract(abstract)
        self._blocks(child(self._article, "body"), (), "body", 0)
        back = child(self._article, "back")
        for part in back if back is not None else ():
            self._back(part)
        for group in children(self._article, "floats-group", "floats-wrap"):
            self._blocks(group, (), "body", 0)
        document = self._composer.document(source, NAME, stated)
        if not (stated.title or document.sections):
            return None
        works.write(self._entries, self._composer)
        return self._composer.document(source, NAME, stated)

    def _abstract(self, abstract: Element) -> None:
        name = plain(child(abstract, "title")) or "Abstract"
        self._composer.heading(name)
        self._blocks(abstract, (name if "abstract" in name.casefold() else f"Abstract > {name}",), "body", 0)

    def _back(self, part: Element) -> None:
        """Acknowledgements, notes, appendices: their own words, under their own names; the works cited come last."""
        if local(part) == "ref-list":
            return
        if local(part) == "sec":
            self._section(part, (), "body", 0)
            return
        names = {"ack": "Acknowledgements", "fn-group": "Footnotes", "glossary": "Glossary", "notes": "Notes"}
        name = plain(child(part, "title")) or ("" if child(part, "sec") is not None else names.get(local(part), ""))
        if local(part) == "app-group":
            self._blocks(part, (), "body", 0)
            return
        if name:
            self._composer.heading(name)
        self._blocks(part, (name,) if name else (), "body", 0)

    def _section(self, section: Element, path: tuple[str, ...], kind: SectionKind, depth: int) -> None:
        label, title = plain(child(section, "label")), plain(child(section, "title"), ("xref",))
        name = f"{label} {title}".strip() if label and title and not title.startswith(label) else title or label
        if name:
            self._composer.heading(name)
        self._blocks(section, (*path, title or label) if name else path, kind, depth + 1)

    def _blocks(self, parent: Element | None, path: tuple[str, ...], kind: SectionKind, depth: int) -> None:
        """Everything below an element, block by block."""
        if parent is None or depth > _DEEPEST:
            return
        running = Inline(self._places)
        running.add(parent.text)
        for one in parent:
            name = local(one)
            if name in {"sec", "app"}:
                self._flush(running, path, kind)
                running = Inline(self._places)
                self._section(one, path, kind, depth)
            elif name in _FLOATS:
                self._flush(running, path, kind)
                running = Inline(self._places)
                self._float(one, path, depth)
            elif name in _BLOCKS or name in _PARAGRAPHS or self._holds_blocks(one):
                self._flush(running, path, kind)
                running = Inline(self._places)
                self._block(one, name, path, kind, depth)
            elif name not in _UNREAD:
                running.element(one)
            running.add(one.tail)
        self._flush(running, path, kind)

    def _block(self, one: Element, name: str, path: tuple[str, ...], kind: SectionKind, depth: int) -> None:
        if name == "def-item":
            inline = Inline(self._places)
            for part in one:
                inline.element(part)
                inline.add(": " if local(part) == "term" else " ")
            self._flush(inline, path, kind)
        elif name == "array":
            self._composer.table(list(_rows(one)), " > ".join(path) or None)
        elif name in {"disp-formula", "code", "preformat"}:
            inline = Inline(self._places)
            inline.element(one)
            self._flush(inline, path, kind)
        elif name == "list-item" and child(one, "label") is not None:
            self._labelled(one, path, kind, depth)
        else:
            title = plain(child(one, "title"))
            if title and name not in _UNREAD:
                self._composer.heading(title)
            self._blocks(one, path, kind, depth + 1)

    def _labelled(self, item: Element, path: tuple[str, ...], kind: SectionKind, depth: int) -> None:
        """An item with its printed number before its first words."""
        first = child(item, "p")
        if first is not None and not self._holds_blocks(first):
            inline = Inline(self._places)
            inline.add(plain(child(item, "label")) + " ")
            inline.element(first)
            self._flush(inline, path, kind)
            item.remove(first)
        self._blocks(item, path, kind, depth + 1)

    @staticmethod
    def _holds_blocks(one: Element) -> bool:
        return any(local(inner) in _BLOCKS or local(inner) == "list-item" for inner in one)

    def _float(self, one: Element, path: tuple[str, ...], depth: int) -> None:
        """A figure, table or box: its caption, then what stands in it."""
        name = " > ".join(path) or None
        caption = child(one, "caption")
        inline = Inline(self._places)
        label = plain(child(one, "label")).rstrip(".:")
        inline.add(f"{label}. " if label else "")
        for part in caption if caption is not None else ():
            inline.element(part)
            inline.add(" ")
        self._write(inline, "caption", name)
        for table in below(one, "table"):
            self._composer.table(list(_rows(table)), name)
        if local(one) == "boxed-text":
            self._blocks(one, path, "body", depth + 1)
        for foot in below(one, "table-wrap-foot"):
            self._blocks(foot, path, "caption", depth + 1)

    def _flush(self, inline: Inline, path: tuple[str, ...], kind: SectionKind) -> None:
        self._write(inline, kind, " > ".join(path) or None)

    def _write(self, inline: Inline, kind: SectionKind, name: str | None) -> None:
        start = self._composer.paragraph(inline.text, kind, name)
        if start >= 0:
            for mark in inline.ranged_marks():
                self._composer.cite(mark.cited, start + mark.start, start + mark.end)


def _rows(table: Element) -> Iterator[str]:
    """Each row of a table in a line, its cells apart."""
    for row in below(table, "tr"):
        cells = [plain(cell) for cell in children(row, "td", "th")]
        if any(cells):
            yield " | ".join(cells)
