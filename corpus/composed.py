"""Composing a document's text from parts that a file keeps apart: fields of a record, elements of an XML file."""

from __future__ import annotations

from dataclasses import replace

from corpus.document import Citation, CitedWork, Document, Section, SectionKind, Statement
from corpus.reference import Reference
from corpus.text import on_one_line

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Composer:
    """Collects paragraphs, each a line of the text with a blank line behind it; offsets are right from the start."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._statements: list[Statement] = []
        self._bibliography: list[CitedWork] = []
        self._citations: list[Citation] = []

    def heading(self, text: str) -> None:
        """A heading: shown, never quoted."""
        self._write(text)

    def paragraph(self, text: str, kind: SectionKind = "body", name: str | None = None) -> int:
        """A paragraph of a section; runs of white space become one space.

        Returns:
            Offset of its first character, -1 where it is blank and nothing was written.
        """
        start, end = self._write(text)
        if end > start:
            self._cover(kind, name, start, end)
        return start if end > start else -1

    def table(self, rows: list[str], name: str | None = None) -> int:
        """Rows of a table, a line each, kept together; returns as ``paragraph`` does."""
        start = -1
        for row in rows:
            at = self.paragraph(row, "table", name)
            start = at if start < 0 else start
        return start

    def state(self, fields: tuple[str, ...], text: str) -> None:
        """A line that states fields of the reference."""
        if not text:
            return
        start, end = self._write(text)
        if end > start:
            self._statements.append(Statement(fields, start, end))
            self._cover("reference", None, start, end)

    def front(self, reference: Reference) -> None:
        """The reference as lines at the head of the document: title, authors, journal line, keywords."""
        self.state(("title",), reference.title)
        self.state(("author",), ", ".join(map(str, reference.author)))
        fields, line = citation_line(reference)
        self.state(fields, line)
        self.state(("affiliation",), "; ".join(reference.affiliation))
        if reference.keyword:
            self.state(("keyword",), f"Keywords: {'; '.join(reference.keyword)}")

    def cited(self, label: str, reference: Reference, printed: str) -> int:
        """An entry of the list of works cited; returns its place in the bibliography."""
        start, end = self._write(printed)
        if end > start:
            self._cover("bibliography", None, start, end)
        self._bibliography.append(CitedWork(label, reference, start, end))
        return len(self._bibliography) - 1

    def cite(self, cited: tuple[int, ...], start: int, end: int) -> None:
        """A mark in the text that cites works, by their places in the bibliography."""
        self._citations.append(Citation(cited, start, end))

    def document(self, source: str, format: str, reference: Reference) -> Document:  # noqa: A002 - the field's name
        """The finished document."""
        return Document(
            source=source,
            text="".join(self._parts),
            reference=reference,
            sections=tuple(self._sections),
            statements=tuple(self._statements),
            format=format,
            bibliography=tuple(self._bibliography),
            citations=tuple(sorted(self._citations, key=lambda mark: mark.start)),
        )

    def _write(self, text: str) -> tuple[int, int]:
        line = on_one_line(text)
        start = self._length + (2 if line and self._parts else 0)
        if line:
            self._parts += ["\n\n", line] if self._parts else [line]
            self._length = start + len(line)
        return start, start + len(line)

    def _cover(self, kind: SectionKind, name: str | None, start: int, end: int) -> None:
        last = self._sections[-1] if self._sections else None
        if last and (last.kind, last.name) == (kind, name):
            self._sections[-1] = replace(last, end=end)
        else:
            self._sections.append(Section(name, kind, start, end))


def citation_line(reference: Reference) -> tuple[tuple[str, ...], str]:
    """The journal's line, as in "Tissue Eng. 2023 Oct;20(6):793-809. doi: 10.1007/…", and the fields that it states."""
    year, month, day = (*reference.issued, 0, 0, 0)[:3]
    date = " ".join([str(year)] * bool(year) + [_MONTHS[month - 1]] * (1 <= month <= 12) + [str(day)] * bool(day))
    place = reference.volume + (f"({reference.issue})" if reference.issue else "")
    place = ":".join(part for part in (place, reference.page) if part)
    numbered = {"DOI": "doi: ", "PMID": "PMID: ", "PMCID": "PMCID: "}
    printed = {"container-title": reference.container_title, "issued": date}
    stated = [name for name, text in printed.items() if text]
    stated += [name for name in ("volume", "issue", "page", *numbered) if getattr(reference, name)]
    parts = [reference.container_title.rstrip("."), ";".join(part for part in (date, place) if part)]
    parts += [sign + getattr(reference, name) for name, sign in numbered.items() if getattr(reference, name)]
    return tuple(stated), " ".join(f"{part}." for part in parts if part)
