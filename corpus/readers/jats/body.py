"""Everything that an article says: its sections, paragraphs, lists, captions and tables, in order."""

from __future__ import annotations

import re

from corpus.composed import Composer
from corpus.document import SectionKind
from corpus.readers.jats import tables
from corpus.readers.jats.elements import Element, below, child, children, local
from corpus.readers.jats.inline import Inline, line
from corpus.readers.jats.marks import Places

Path = tuple[str, ...]

_FLOATS = frozenset({
    "boxed-text", "chem-struct-wrap", "chem-struct-wrapper", "fig", "graphic", "media", "supplementary-material",
    "table-wrap",
})  # fmt: skip
_GROUPS = frozenset({"fig-group", "table-wrap-group"})
_LABELLED = frozenset({"fn", "list-item", "statement"})
_FORMULAS = frozenset({"chem-struct", "disp-formula", "disp-formula-group"})
_BLOCKS = _FLOATS | _GROUPS | _LABELLED | {
    "ack", "app", "app-group", "array", "bio", "code", "def-item", "def-list", "disp-quote",
    "fn-group", "glossary", "list", "notes", "p", "preformat", "sec", "speech", "table", "table-wrap-foot",
    "verse-group", "verse-line",
}  # fmt: skip
_SKIPPED = frozenset({
    "alt-text", "alt-title", "caption", "label", "long-desc", "object-id", "permissions", "ref-list", "response",
    "sec-meta", "sub-article", "subtitle", "title",
})  # fmt: skip
_ADDRESS = re.compile(r"doi:\s*\S+", re.IGNORECASE)
_DOWNLOAD = re.compile(r"\(?click here (for|to)\b.*", re.IGNORECASE)
# What a kind of footnote is about; a reader may ask for these.
_NOTES = {
    "abbr": "Abbreviations",
    "coi-statement": "Conflicts of interest",
    "con": "Author contributions",
    "conflict": "Conflicts of interest",
    "financial-disclosure": "Funding",
    "supported-by": "Funding",
}
_FURNITURE = frozenset({
    "corresp", "current-aff", "deceased", "edited-by", "equal", "on-leave", "present-address", "presented-at",
    "previously-at",
})  # fmt: skip
_OWN_CITATION = re.compile(r"\W*(citation|cite this)\b.{0,20}:", re.IGNORECASE)


class Body:
    """Writes parts of an article to a composer."""

    def __init__(self, composer: Composer, works: Places) -> None:
        """Write to a composer.

        Args:
            composer: Gets what is written.
            works: Where the works that can be cited are.
        """
        self._composer = composer
        self._works = works

    def blocks(self, parent: Element, path: Path = (), kind: SectionKind = "body", lead: str = "") -> None:
        """Everything below an element.

        Args:
            parent: Any element.
            path: Headings that it is below.
            kind: Of the sections that become of it.
            lead: What its first paragraph begins with, the number of an item.
        """
        running = self._running(lead)
        running.add(parent.text)
        for one in parent:
            name = local(one)
            if name in _SKIPPED:
                pass
            elif self._is_block(one, name, parent):
                if lead and name == "p" and running.text == lead:
                    self.blocks(one, path, kind, lead)
                else:
                    self._write(running, path, kind)
                    self._block(one, name, path, kind)
                lead, running = "", self._running()
            else:
                running.element(one)
            running.add(one.tail)
        self._write(running, path, kind)

    def part(self, one: Element) -> None:
        """An element of whatever kind."""
        self._block(one, local(one), (), "body")

    def group(self, part: Element, name: str, path: Path = (), kind: SectionKind = "body") -> None:
        """A part with a heading of its own, or else one that is known for its kind."""
        title = _heading(part)
        if not title and child(part, "sec") is None:
            title = name
        if title:
            self._composer.heading(line(child(part, "title")) or title)
        self.blocks(part, (*path, title) if title else path, kind)

    def notes(self, group: Element, path: Path = (), is_furniture: bool = False) -> None:
        """Footnotes, each below the name of what it is about.

        Args:
            group: Holds them.
            path: Headings that it is below.
            is_furniture: Whether those are furniture that do not say what they are about.
        """
        title = _heading(group)
        self._composer.heading(title or ("" if path or is_furniture else "Footnotes"))
        for note in children(group, "fn", "p"):
            kind = (note.get("fn-type") or "").lower()
            name = title or _NOTES.get(kind, "" if path else "Footnotes")
            aside = (
                kind in _FURNITURE or (is_furniture and kind not in _NOTES) or _OWN_CITATION.match(line(_first(note)))
            )
            below_title = (*path, name) if name else path
            self.blocks(note, () if aside else below_title, "furniture" if aside else "body", _lead(note))

    def _is_block(self, one: Element, name: str, parent: Element) -> bool:
        if name in _FORMULAS:
            return local(parent) != "p"  # within a paragraph it is part of a sentence
        if name == "inline-formula":
            return False
        if name == "fn":
            return local(parent) in {"fn-group", "table-wrap-foot", "author-notes"}  # else Inline keeps it for later
        return name in _BLOCKS or any(local(inner) in _BLOCKS and local(inner) != "fn" for inner in one)

    def _block(self, one: Element, name: str, path: Path, kind: SectionKind) -> None:
        if name in {"sec", "app"}:
            self._section(one, path, kind)
        elif name in _FLOATS or name in _GROUPS:
            self._float(one, name, path, kind)
        elif name in {"table", "array"}:
            self._table(one, path)
        elif name in _LABELLED:
            self.blocks(one, path, kind, _lead(one))
        elif name == "fn-group":
            self.notes(one, path)
        elif name in {"def-item", "code", "preformat"} or name in _FORMULAS:
            self._one(one, path, kind)
        elif name == "p" and _is_address(one):
            return
        elif name in {"ack", "glossary", "notes"}:
            self.group(one, "", path, kind)
        else:
            title = line(child(one, "title"))
            self._composer.heading(title)
            self.blocks(one, path, kind)

    def _section(self, section: Element, path: Path, kind: SectionKind) -> None:
        label, title = line(child(section, "label")), self._running()
        if child(section, "title") is not None:
            title.element(child(section, "title"))
        shown = title.text or label
        self._composer.heading(f"{label} {shown}" if label and not shown.startswith(label) else shown)
        self._footnotes(title, path, kind)
        self.blocks(section, (*path, shown.rstrip(" :")) if shown else path, kind)

    def _float(self, one: Element, name: str, path: Path, kind: SectionKind) -> None:
        """A figure, table or box: its label and caption, then what is in it."""
        label = line(child(one, "label")).rstrip(" .:")
        caption = child(one, "caption")
        named = (*path, label) if label else path
        running = self._running(f"{label}." if label else "")
        for part in caption if caption is not None else ():
            if not _is_address(part):
                running.element(part)
        if caption is None or _DOWNLOAD.fullmatch(line(caption)):
            self._composer.heading(label)
        else:
            self._write(running, named, "caption")
        within: SectionKind = kind if kind == "furniture" else "body" if name == "boxed-text" else "caption"
        self.blocks(one, path if name in _GROUPS else named, within)

    def _table(self, table: Element, path: Path) -> None:
        notes: list[Inline] = []
        for row in tables.rows(table, self._works):
            self._paragraph(row, path, "table")
            notes.append(row)
        for row in notes:
            self._footnotes(row, path, "caption")

    def _one(self, one: Element, path: Path, kind: SectionKind) -> None:
        """A block that is one paragraph."""
        running = self._running()
        if local(one) == "def-item":
            terms = children(one, "term")
            for term in terms:
                running.element(term)
            running.close()
            running.add(": " if terms else "")
            for definition in children(one, "def"):
                running.element(definition)
        else:
            running.element(one)
        self._write(running, path, kind)

    def _running(self, lead: str = "") -> Inline:
        running = Inline(works=self._works)
        running.add(lead)
        running.space()
        return running

    def _write(self, running: Inline, path: Path, kind: SectionKind) -> None:
        self._paragraph(running, path, kind)
        self._footnotes(running, path, kind)

    def _paragraph(self, running: Inline, path: Path, kind: SectionKind) -> None:
        start = self._composer.paragraph(running.text, kind, " > ".join(path) or None)
        if start >= 0:
            for mark in running.ranged_marks():
                self._composer.cite(mark.cited, start + mark.start, start + mark.end)

    def _footnotes(self, running: Inline, path: Path, kind: SectionKind) -> None:
        """Footnotes that were met in running text, behind its paragraph."""
        for note in running.notes:
            self.blocks(note, path, kind, _lead(note))


def _heading(part: Element) -> str:
    return line(child(part, "title")).rstrip(" :")


def _is_address(paragraph: Element) -> bool:
    """Whether it holds only a DOI, as eLife prints one below each figure."""
    return sum(map(len, paragraph.itertext())) < 100 and bool(_ADDRESS.fullmatch(line(paragraph)))


def _first(note: Element) -> Element:
    return next(below(note, "p"), note)


def _lead(item: Element) -> str:
    return line(child(item, "label"))
