"""Exports in XML: cut at their records, each of which is parsed alone.

So the largest export needs the memory of one record, one that is broken costs no other, and files of several exports
put together are read whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError
from corpus.readers.safe_xml import parse, root_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_KNOWN = re.compile(r"(?:us-)?ascii|utf-?8|(?:iso-?8859|windows|cp|koi8|mac|euc|big5|gb|shift)[\w-]*", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)(?:(\w{1,31});)?")
_NUMBERED = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f]..)|0*(?:\d|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
_KEPT = frozenset({"&#9;", "&#09;", "&#10;", "&#13;"})
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOW_OR_HIGH = re.compile(r"(?=<su[bp]\b)")
_TAIL = 65_536  # bytes


def elements(data: bytes, source: str, *names: str) -> Iterator[_Element]:
    """The elements of these names, one by one; one that is not well-formed is left out.

    Raises:
        UnreadableFileError: The file ends inside a record or before its last record ends the set.
    """
    data, encoding = _as_bytes(data)
    alternatives = "|".join(names).encode()
    start: int | None = None
    for tag in re.finditer(rb"<(/?)(?:" + alternatives + rb")(?=[\s>])[^<>]*>", data):
        if not tag[1]:
            start = tag.start()
        elif start is not None:
            element = _parsed(data[start : tag.end()], encoding, source)
            start = None
            if element is not None:
                yield element
    root = root_name(data)
    if start is not None or (root not in names and b"</" + root.encode() not in data[-_TAIL:]):
        raise UnreadableFileError(f"{source}: is cut short: its last record has no end. Export it again.")


def _as_bytes(data: bytes) -> tuple[bytes, str]:
    """The file in an encoding that keeps ASCII, and that encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode("utf-8", errors="replace"), "utf-8"
    declared = _ENCODING.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")[:400])
    name = declared[1].decode() if declared else "utf-8"
    return data, name if _KNOWN.fullmatch(name) else "utf-8"


def _parsed(record: bytes, encoding: str, source: str) -> _Element | None:
    text = _decoded(record, encoding)
    if "&" in text:
        text = _NUMBERED.sub(lambda found: found[0] if found[0] in _KEPT else "", text)
        text = text if "<![CDATA[" in text else _ENTITY.sub(_character, text)
    if _NEVER.search(text):
        text = _NEVER.sub("", text)
    if "<sub" in text or "<sup" in text:
        text = "".join(map(_unbroken, _LOW_OR_HIGH.split(text)))
    try:
        return parse(text.encode("utf-8", errors="replace"), source)
    except UnreadableFileError:
        return None


def _unbroken(before: str) -> str:
    """What is before a low or high character, on its line where a program broke it off."""
    kept = before.rstrip()
    return kept if "\n" in before[len(kept) :] else before


def _decoded(record: bytes, encoding: str) -> str:
    """Text in the encoding that the file names, else in the one it is in."""
    for name in (encoding, "utf-8"):
        try:
            return record.decode(name)
        except (UnicodeError, LookupError):
            continue
    return record.decode("cp1252", errors="replace")


def _character(entity: re.Match[str]) -> str:
    """The character of an entity of HTML, nothing for one that the file made, a sign for a bare ampersand."""
    if not entity[1]:
        return "&amp;"
    return html.escape(html5.get(f"{entity[1]};", ""))
