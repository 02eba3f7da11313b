"""The paragraphs and rows of a Word document's body, with their styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

CELL = " | "
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXT = frozenset({f"{_W}t", f"{_M}t"})
_SPACES = frozenset({f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}ptab"})
_AROUND = frozenset({f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")})
# Deleted, or not of the paragraph: notes and comments are referred to by elements without text
_SKIPPED = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "tbl", "sdtPr", "instrText")})
_TEXT_BOX = f"{_W}txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ELSEWHERE = frozenset({_TEXT_BOX, _FALLBACK})
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift) ?([1-9])")
_MOST_COLUMNS = 200
_DEEPEST_STYLE = 20  # styles that are based on each other
# What the Symbol font shows for the letters a-z and A-Z, and for some signs
_SYMBOLS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
        strict=True,
    )
) | {
    "\xa3": "≤",
    "\xb3": "≥",
    "\xb1": "±",
    "\xb4": "×",
    "\xb0": "°",
    "\xae": "→",
    "\xb7": "•",
    "\xb9": "≠",
    "\xbb": "≈",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a row of a table.

    Attributes:
        kind: Which of the two.
        text: White space tidied; cells are joined.
        style: Name of its style, lower case.
        level: Of a heading, 1 being the highest; 0 where it is none.
        numbered: Whether Word numbers it.
    """

    kind: Literal["text", "row"]
    text: str
    style: str = ""
    level: int = 0
    numbered: bool = False


class Styles:
    """Names and heading levels of a document's styles, by their ids."""

    def __init__(self, styles: _Element) -> None:
        self._found: dict[str, tuple[str, int, str, bool]] = {}
        for style in styles.iterchildren(f"{_W}style"):
            name = style.find(f"{_W}name")
            based = style.find(f"{_W}basedOn")
            self._found[style.get(f"{_W}styleId") or ""] = (
                "" if name is None else (name.get(f"{_W}val") or "").lower(),
                _outline_level(style),
                "" if based is None else based.get(f"{_W}val") or "",
                style.find(f".//{_W}numPr") is not None,
            )

    def of(self, properties: _Element | None) -> tuple[str, int, bool]:
        """A paragraph's style: its name, the level of heading that it or the paragraph makes, whether it numbers."""
        style = None if properties is None else properties.find(f"{_W}pStyle")
        at = "" if style is None else style.get(f"{_W}val") or ""
        name = self._found.get(at, (at.lower(), 0, "", False))[0]
        level = 0 if properties is None else _outline_level(properties)
        numbered = properties is not None and properties.find(f"{_W}numPr") is not None
        for _ in range(_DEEPEST_STYLE):
            its_name, its_level, based, numbers = self._found.get(at, (at.lower(), 0, "", False))
            said = _HEADING.match(its_name) or _HEADING.match(at.lower())
            level = level or (int(said[1]) if said else its_level)
            numbered = numbered or numbers
            if level or not based:
                break
            at = based
        return name, level if name != "title" else 0, numbered


def paragraphs(body: _Element, styles: Styles) -> Iterator[Paragraph]:
    """Paragraphs and rows in their order; those in a text box come after the paragraph that holds it."""
    for child in body:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            yield from _rows(child, styles)
        elif child.tag in _AROUND and not _is_contents(child):
            yield from paragraphs(child, styles)


def _paragraph(element: _Element, styles: Styles) -> Iterator[Paragraph]:
    properties = element.find(f"{_W}pPr")
    style, level, numbered = styles.of(properties)
    if style.startswith(("toc ", "toc heading", "table of figures")):
        return
    yield Paragraph("text", text_of(element), style, level, numbered)
    for box in element.iter(_TEXT_BOX):
        if next(box.iterancestors(_FALLBACK), None) is None and next(box.iterancestors(_TEXT_BOX), None) is None:
            yield from paragraphs(box, styles)


def text_of(element: _Element) -> str:
    """Text of a paragraph or cell, with insertions, without deletions, field codes and text boxes."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        tag = part.tag
        if event == "end":
            if tag == f"{_W}p":
                parts.append(" ")
        elif part is not element and (tag in _SKIPPED or tag in _ELSEWHERE):
            walk.skip_subtree()
        elif tag in _TEXT:
            parts.append(part.text or "")
        elif tag in _SPACES:
            parts.append(" ")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif tag == f"{_W}sym":
            parts.append(_symbol(part))
    return on_one_line("".join(parts))


def _symbol(element: _Element) -> str:
    try:
        code = int(element.get(f"{_W}char") or "0", 16)
    except ValueError:
        return ""
    char = chr(code - 0xF000 if 0xF000 <= code <= 0xF0FF else code) if 32 <= code <= 0xFFFD else ""
    font = (element.get(f"{_W}font") or "").lower()
    return _SYMBOLS.get(char, char if char.isascii() else "") if font == "symbol" else "" if code >= 0xF000 else char


def _rows(table: _Element, styles: Styles) -> Iterator[Paragraph]:
    """A line for each row; a table of one column only frames its paragraphs."""
    rows = [list(_cells(row)) for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl"), None) is table]
    if max(map(len, rows), default=0) <= 1:
        for row in rows:
            for cell in row:
                yield from paragraphs(cell, styles)
        return
    above: dict[int, str] = {}
    for row in rows:
        texts: list[str] = []
        column = 0
        for cell in row[:_MOST_COLUMNS]:
            properties = cell.find(f"{_W}tcPr")
            merged = None if properties is None else properties.find(f"{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val") in {None, "continue"}
            text = above.get(column, "") if goes_on else _cell_text(cell)
            above[column] = text
            texts.append(text)
            span = None if properties is None else properties.find(f"{_W}gridSpan")
            wide = "" if span is None else span.get(f"{_W}val") or ""
            column += int(wide) if wide.isdecimal() and len(wide) < 4 else 1
        joined = CELL.join(text for text in texts if text)
        if joined:
            yield Paragraph("row", joined)


def _cells(row: _Element) -> Iterator[_Element]:
    """The cells of a row, also those in content controls."""
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in _AROUND:
            yield from _cells(child)


def _cell_text(cell: _Element) -> str:
    return on_one_line(" ".join(text_of(paragraph) for paragraph in cell.iter(f"{_W}p")))


def _is_contents(element: _Element) -> bool:
    """Whether a content control holds a table of contents."""
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and "contents" in (gallery.get(f"{_W}val") or "").lower()


def _outline_level(element: _Element) -> int:
    """1 to 9 as the properties of a paragraph or a style say; 0 for text of the body."""
    found = element.find(f"{_W}outlineLvl") if element.tag == f"{_W}pPr" else element.find(f"{_W}pPr/{_W}outlineLvl")
    said = "" if found is None else found.get(f"{_W}val") or ""
    return int(said) + 1 if said in set("01234567") else 0
