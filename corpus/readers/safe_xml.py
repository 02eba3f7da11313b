"""XML of strangers: parsed with lxml, no entity expanded, nothing fetched, depth and size bounded by libxml2."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_SKIPPED = re.compile(rb"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_HEAD = 65_536  # bytes


def root_name(data: bytes) -> str:
    """Local name of the root element, judged by the head of the file; empty where it is not XML."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _ROOT.search(_SKIPPED.sub(b"", head)) if head.startswith(b"<") else None
    return found[1].decode() if found else ""


def parse(data: bytes, source: str) -> _Element:
    """The root element.

    Raises:
        UnreadableFileError: It is not well-formed, too deep or too large for libxml2's own limits.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise UnreadableFileError(f"{source}: is broken or cut short XML ({reason[:120]}). Fetch it again.") from error
    if root is None:
        raise UnreadableFileError(f"{source}: is XML without a root element. Fetch it again.")
    return root


def text_of(element: _Element | None) -> str:
    """All text below an element, white space tidied; empty for None. Entities that are not expanded are left out."""
    if element is None:
        return ""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())
