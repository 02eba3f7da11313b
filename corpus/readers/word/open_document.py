"""OpenDocument text (.odt) of LibreOffice and others: headings, paragraphs, tables; what was deleted is left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.safe_xml import parse
from corpus.readers.word.document import Paper, stated_reference
from corpus.readers.word.package import read_part, says_it_is
from corpus.readers.word.text import CELL, Paragraph
from corpus.reference import Reference
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "OpenDocument text"
_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _OFFICE = (_NAMES % name for name in ("text", "table", "style", "office"))
_META, _DC = _NAMES % "meta", "{http://purl.org/dc/elements/1.1/}"
_SPACES = frozenset({f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"})
# Not of the paragraph, or not of the text
_SKIPPED = frozenset(
    {f"{_TEXT}{name}" for name in ("note", "tracked-changes", "table-of-content", "bookmark", "change")}
    | {f"{_OFFICE}annotation", f"{_TABLE}table", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}frame"}
)
_MOST_COLUMNS = 200
_DEEPEST = 200  # lists and sections in each other


def recognises(data: bytes) -> bool:
    """Whether it is a ZIP archive that says first that it is such a text."""
    return says_it_is(data, _MIMETYPE)


def read(data: bytes, source: str) -> Iterator[Document]:
    """The document.

    Raises:
        UnreadableFileError: It is broken, locked, has no text or would unpack without end.
    """
    body = parse(_part(data, "content.xml", source), source)
    meta = _part(data, "meta.xml", source, needed=False)
    found = list(_paragraphs(body, _styles(body)))
    if not any(paragraph.text for paragraph in found):
        raise UnreadableFileError(
            f"{source}: is an OpenDocument text without text. If it holds pictures of pages, save it as PDF."
        )
    yield Paper(found, _properties(meta, source)).document(source, FORMAT)


def _part(data: bytes, name: str, source: str, *, needed: bool = True) -> bytes:
    """A part of the package; empty where there is none and it is not needed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if not needed and name not in package.namelist():
                return b""
            return read_part(package, name, source, len(data))
    except UnreadableFileError:
        raise
    except Exception as error:  # zipfile has many ways to fail on broken bytes, and a package may be encrypted
        raise UnreadableFileError(
            f"{source}: is a broken or locked OpenDocument text. Save it again without a password."
        ) from error


def _properties(meta: bytes, source: str) -> Reference:
    """What the file's properties say; never the year, which is that of the last typing."""
    try:
        root = parse(meta, source)
    except UnreadableFileError:
        return Reference()

    def every(tag: str) -> list[str]:
        return [text for element in root.iter(tag) if (text := on_one_line(element.text or ""))]

    author = (every(f"{_META}initial-creator") or every(f"{_DC}creator") or [""])[0]
    return stated_reference((every(f"{_DC}title") or [""])[0], author, "; ".join(every(f"{_META}keyword")))


def _styles(root: _Element) -> dict[str, str]:
    """For each automatic style the name of the style that it is made of."""
    return {
        style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
        for style in root.iter(f"{_STYLE}style")
    }


def _paragraphs(root: _Element, styles: dict[str, str]) -> Iterator[Paragraph]:
    """Paragraphs and rows of the body, in their order."""
    stack = [iter(root.iter(f"{_OFFICE}text"))]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in {f"{_TEXT}h", f"{_TEXT}p"}:
            name = element.get(f"{_TEXT}style-name", "")
            level = _level(element) if element.tag == f"{_TEXT}h" else 0
            style = (styles.get(name) or name).replace("_20_", " ").casefold()
            yield Paragraph("text", text_of(element), style, level)
        elif element.tag == f"{_TABLE}table":
            yield from (Paragraph("row", row) for row in _rows(element) if row)
        elif element.tag not in _SKIPPED and len(stack) < _DEEPEST:
            stack.append(iter(element))


def _level(element: _Element) -> int:
    level = element.get(f"{_TEXT}outline-level", "1")
    return int(level) if level.isascii() and level.isdigit() and 0 < len(level) < 2 else 1


def _rows(table: _Element) -> Iterator[str]:
    for row in table.iter(f"{_TABLE}table-row"):
        cells = [cell for cell in row if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}]
        texts = [" ".join(filter(None, map(text_of, cell.iter(f"{_TEXT}p")))) for cell in cells[:_MOST_COLUMNS]]
        yield CELL.join(texts) if any(texts) else ""


def text_of(paragraph: _Element) -> str:
    """The text of a paragraph, without notes and comments."""
    parts: list[str] = [paragraph.text or ""]
    stack = [iter(paragraph)]
    open_elements: list[_Element] = []
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            if open_elements:
                parts.append(open_elements.pop().tail or "")
        elif element.tag in _SKIPPED or element.tag in _SPACES:
            parts += [" " if element.tag in _SPACES else "", element.tail or ""]
        else:
            parts.append(element.text or "")
            open_elements.append(element)
            stack.append(iter(element))
    return on_one_line("".join(parts))
