"""Electronic books (.epub): the chapters in their order of reading, with headings and tables."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.document import Document
from corpus.doi import find_doi
from corpus.errors import UnreadableFileError
from corpus.readers.records.record import date, names
from corpus.readers.safe_xml import parse
from corpus.readers.word.document import Paper
from corpus.readers.word.package import read_part, says_it_is
from corpus.readers.word.text import CELL, Paragraph
from corpus.reference import Reference
from corpus.signs import alive
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "EPUB"
_MIMETYPE = b"application/epub+zip"
_MOST_CHAPTERS = 5000
_MOST_BYTES = 256 << 20  # of all chapters
_DC = "{http://purl.org/dc/elements/1.1/}"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPHS = frozenset({"p", "li", "dt", "dd", "blockquote", "pre", "figcaption", "caption"})
_SKIPPED = frozenset({"script", "style", "nav", "head", "svg", "math", "audio", "video", "form"})
_MOST_COLUMNS = 200
_DEEPEST = 250


def recognises(data: bytes) -> bool:
    """Whether it is a ZIP archive that says first that it is such a book."""
    return says_it_is(data, _MIMETYPE)


def read(data: bytes, source: str) -> Iterator[Document]:
    """The book as one document.

    Raises:
        UnreadableFileError: It is broken, locked, has no text or would unpack without end.
    """
    broken = f"{source}: is a broken or locked EPUB. Fetch or save it again."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if "META-INF/encryption.xml" in book.namelist() and "META-INF/rights.xml" in book.namelist():
                raise UnreadableFileError(f"{source}: is locked by its seller. Fetch it without protection.")
            package, folder = _package(book, source, len(data))
            found = list(_paragraphs(book, package, folder, source, len(data)))
            known = _reference(package)
    except UnreadableFileError:
        raise
    except Exception as error:  # zipfile and lxml have many ways to fail on broken bytes
        raise UnreadableFileError(broken) from error
    if not any(paragraph.text for paragraph in found):
        raise UnreadableFileError(f"{source}: is an EPUB without text. If it holds pictures of pages, fetch a PDF.")
    titled = [Paragraph("text", known.title, "title")] if known.title else []  # else the first heading is taken for it
    yield Paper([*titled, *found], known).document(source, FORMAT)


def _package(book: zipfile.ZipFile, source: str, packed: int) -> tuple[_Element, str]:
    """The list of what the book holds, and the folder that its names begin from."""
    container = parse(read_part(book, "META-INF/container.xml", source, packed), source)
    path = next(str(one.get("full-path", "")) for one in container.iter("{*}rootfile"))
    return parse(read_part(book, path, source, packed), source), posixpath.dirname(path)


def _reference(package: _Element) -> Reference:
    def every(name: str) -> list[str]:
        return [text for one in package.iter(f"{_DC}{name}") if (text := on_one_line(one.text or ""))]

    return Reference(
        type="book",
        title=next(iter(every("title")), ""),
        author=names(every("creator")),
        issued=date(*every("date")[:1]),
        DOI=find_doi(" ".join(every("identifier"))),
        keyword=tuple(dict.fromkeys(every("subject"))),
    )


def _paragraphs(book: zipfile.ZipFile, package: _Element, folder: str, source: str, packed: int) -> Iterator[Paragraph]:
    """Those of all chapters that are read one after the other."""
    files = {one.get("id"): str(one.get("href", "")) for one in package.iter("{*}item")}
    present, read = set(book.namelist()), 0
    chapters = dict.fromkeys(files.get(one.get("idref"), "") for one in package.iter("{*}itemref"))
    for href in list(chapters)[:_MOST_CHAPTERS]:
        name = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        if href and name in present:
            chapter = read_part(book, name, source, packed)
            read += len(chapter)
            if read > _MOST_BYTES:
                raise UnreadableFileError(f"{source}: unpacks to more than any paper needs. Save it again.")
            alive()
            yield from _of_chapter(parse(_without_entities(chapter), source))


def _without_entities(chapter: bytes) -> bytes:
    """Names of signs that XML itself does not know would be lost."""
    return chapter.replace(b"&nbsp;", b"&#160;").replace(b"&ndash;", b"&#8211;").replace(b"&mdash;", b"&#8212;")


def _of_chapter(root: _Element) -> Iterator[Paragraph]:
    stack = [iter([root])]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        name = element.tag.rpartition("}")[2].casefold() if isinstance(element.tag, str) else "script"
        if name in _SKIPPED:
            continue
        if name in _HEADINGS:
            yield Paragraph("text", _text(element), "", _HEADINGS[name])
        elif name == "table":
            yield from (Paragraph("row", row) for row in _rows(element) if row)
        elif name in _PARAGRAPHS and not any(element.iter("{*}p", "{*}table", "{*}ul", "{*}ol") if name != "p" else ()):
            yield Paragraph("text", _text(element), "caption" if name in {"figcaption", "caption"} else "")
        elif len(stack) < _DEEPEST:
            stack.append(iter(element))


def _rows(table: _Element) -> Iterator[str]:
    for row in table.iter("{*}tr"):
        texts = [_text(cell) for cell in row.iter("{*}td", "{*}th")][:_MOST_COLUMNS]
        yield CELL.join(texts) if any(texts) else ""


def _text(element: _Element) -> str:
    return on_one_line("".join(str(piece) for piece in element.itertext()))
