"""The quotes of a Word document that was exported, read back from its content controls."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError
from corpus.readers.safe_xml import parse
from qa.export.marks import Mark, MarkedQuote, Quotes, uncoded

if TYPE_CHECKING:
    from lxml.etree import _Element

CODE_STYLE = "Character code"
_STYLE_ID = CODE_STYLE.replace(" ", "").casefold()
_PART = "word/document.xml"
_LARGEST = 32 << 20  # bytes, unpacked
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # other methods may unpack a small chunk to any size at once
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}softHyphen": "\u00ad",
    f"{_W}noBreakHyphen": "\u2011",
}
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}sdtPr", f"{_W}pPr", f"{_W}rPr",
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)  # fmt: skip


def quotes_in_word(data: bytes, source: str) -> Quotes:
    """The quotes of a document that ``word`` wrote, whatever text was added around them since.

    Raises:
        UnreadableFileError: It is not a Word document, is broken, or unpacks to more than is allowed.
    """
    root = parse(_main_part(data, source), source)
    found, paragraphs = [], set()
    for control in root.iter(f"{_W}sdt"):
        mark = Mark.parse(_mark_of(control))
        content = control.find(f"{_W}sdtContent")
        if mark and content is not None:
            found.append(MarkedQuote(mark, _text_of(content)))
            paragraphs |= {*content.iter(f"{_W}p"), *control.iterancestors(f"{_W}p")}
    unmarked = sum(
        style.get(f"{_W}val") == "Quote" and paragraph not in paragraphs and bool(_text_of(paragraph).strip())
        for paragraph in root.iter(f"{_W}p")
        for style in paragraph.findall(f"{_W}pPr/{_W}pStyle")
    )
    return Quotes(tuple(found), unmarked)


def _main_part(data: bytes, source: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if package.getinfo(_PART).compress_type not in _METHODS:
                raise zipfile.BadZipFile("packed by a method that Word documents do not use")
            with package.open(_PART) as part:
                content = part.read(_LARGEST + 1)
    except Exception as error:  # zipfile raises many kinds for broken bytes
        raise UnreadableFileError(f"{source}: is not a Word document, or is broken. Export it again.") from error
    if len(content) > _LARGEST:
        raise UnreadableFileError(f"{source}: unpacks to more than any conversation has. Export it again.")
    return content


def _mark_of(control: _Element) -> str:
    """The mark that a content control has as its tag and title."""
    tag, title = (control.find(f"{_W}sdtPr/{_W}{name}") for name in ("tag", "alias"))
    if tag is None or title is None:
        return ""
    return f"{tag.get(f'{_W}val')}:{title.get(f'{_W}val')}"


def _text_of(element: _Element) -> str:
    """Text as Word shows it: with insertions, without deletions."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in _SIGNS:
        return _SIGNS[element.tag]
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED:
            continue
        if child.tag == f"{_W}p" and parts:
            parts.append("\n")
        parts.append(_text_of(child))
    text = "".join(parts)
    style = element.find(f"{_W}rPr/{_W}rStyle") if element.tag == f"{_W}r" else None
    return uncoded(text) if style is not None and (style.get(f"{_W}val") or "").casefold() == _STYLE_ID else text
