"""Web pages of papers, as a browser saves them: the paper itself, without menus, buttons, banners and other papers.

What the page's head says makes the reference (``web_head``); ``web_main`` finds the element that holds the paper,
``web_body`` reads its pieces, and here they are put together, with every link to an entry of the reference list.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.composed import Composer
from corpus.decoding import decode
from corpus.document import Document, SectionKind
from corpus.errors import UnreadableFileError
from corpus.readers.printed.marks import by_label, marks
from corpus.readers.web.body import Block, Body
from corpus.readers.web.head import reference_of
from corpus.readers.web.line import Line
from corpus.readers.web.main import NEVER, find_main
from corpus.reference import Reference
from corpus.text import on_one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

FORMAT = "Web page"
LARGEST = 20_000_000  # bytes without pictures
MOST_ELEMENTS = 400_000
_HEAD = 65_536  # bytes
_BEFORE = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE\s(?!html\b)[^>]*>", re.DOTALL | re.IGNORECASE)
_FIRST = re.compile(
    rb"<!DOCTYPE\s+html\b|<html(?=[\s>/])"
    rb"|<(?:head|body|title|meta|link|script|style|div|main|p|h[1-6]|table|span|header|nav|center)"
    rb"(?=[\s>/])(?![^<>]{0,500}\sxmlns=)",
    re.IGNORECASE,
)
# A page and its pictures in one file, as Chrome and Edge save it (MHTML)
_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,30}?Content-Type:\s*multipart/related\b", re.IGNORECASE
)
_PICTURE = re.compile(rb"(data:[\w/+.-]{1,60};base64,)[A-Za-z0-9+/=\s]{100,}?(?=[^A-Za-z0-9+/=\s])")
_TAG = re.compile(rb"<([A-Za-z][\w:-]*)[^>]*")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 200  # the parser's time grows with their square
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_WINDOWS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_ASKS = tuple(
    (re.compile(pattern, re.IGNORECASE), asks)
    for asks, pattern in (
        (
            "a check that you are human",
            r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|captcha|unusual traffic|not a robot"
            r"|prove you are human|checking (?:if the site connection is secure|your browser)|just a moment"
            r"|validate user|security check|attention required",
        ),
        (
            "JavaScript and cookies",
            r"enable javascript and cookies|(?:enable|requires?|turn on) (?:java ?script|cookies)"
            r"|cookies? (?:must be|are) (?:enabled|disabled|required)"
            r"|javascript (?:is|must be|has been) (?:disabled|enabled|required)",
        ),
        (
            "a right to see it",
            r"access (?:is |has been |was )?(?:denied|forbidden|blocked)|403 forbidden|request blocked|not authorized"
            r"|you don.t have permission",
        ),
        (
            "another address",
            r"page (?:you .{0,40})?(?:cannot be|could not be|was not|not|can.t be) found|404 (?:error|not found)"
            r"|error 404",
        ),
        ("a login", r"sign in|log ?in|purchase|buy (?:this )?article|get access|institutional access|subscribe"),
        ("patience", r"preparing to download|redirecting|please wait|loading"),
    )
)
_LITTLE_TEXT = 4000  # characters; a page that asks for something says little else
_BETWEEN = re.compile(r"[\s,;–—‐()\[\]-]*")
_DASH = re.compile(r"[–—‐-]")
_BRACKETS = {"(": ")", "[": "]"}


def recognises(data: bytes) -> bool:
    """Whether the first element is one of a web page, whatever is before it."""
    head = data[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="ignore").encode()
    head = head.removeprefix(codecs.BOM_UTF8)
    at = 0
    while found := _BEFORE.match(head, at):
        at = found.end()
    return bool(_FIRST.match(head, at) or _ARCHIVE.match(head, at))


def read(data: bytes, source: str) -> Iterator[Document]:
    """The paper on the page.

    Raises:
        UnreadableFileError: It is a page that asks for something, one without a paper, or too large.
    """
    root = _parsed(data, source)
    reference, abstract = reference_of(root)
    body = next(root.iter("body"), root)
    page = Body(find_main(body), reference.title)
    blocks = page.blocks()
    _check(root, blocks, reference, abstract, source)
    keywords = reference.keyword or tuple(dict.fromkeys(page.keywords))
    reference = replace(reference, title=reference.title or page.title, keyword=keywords)
    yield _composed(blocks, reference, abstract, source)


def _parsed(data: bytes, source: str) -> _Element:
    from lxml import etree
    from lxml.html import HTMLParser

    if _ARCHIVE.match(data[:_HEAD].lstrip()):
        data = _archived(data)
    text = _decoded(_TAG.sub(_trimmed, _PICTURE.sub(rb"\1", data)), source)
    if len(text) > LARGEST or text.count("<") > 4 * MOST_ELEMENTS:
        raise UnreadableFileError(
            f"{source}: is larger than {LARGEST // 1_000_000} MB without its pictures. Save the paper as PDF."
        )
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableFileError(f"{source}: nests its elements too deeply for a web page. Save the paper as PDF.")
    if root is None:
        raise UnreadableFileError(f"{source}: is a web page without any text. Fetch it again in your browser.")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise UnreadableFileError(f"{source}: has more than {MOST_ELEMENTS:,} elements. Save the paper as PDF.")
    return root


def _archived(data: bytes) -> bytes:
    """The page in an archive of it and its pictures; nothing where there is none."""
    from email import message_from_bytes
    from email.policy import compat32

    try:
        parts = message_from_bytes(data.lstrip(), policy=compat32).walk()
        pages = (part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/html")
        return next((page for page in pages if isinstance(page, bytes) and page.strip()), b"")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # of what was never a mail
        return b""


def _trimmed(tag: re.Match[bytes]) -> bytes:
    """A tag; without its attributes where it has more than any page needs."""
    if tag.end() - tag.start() < 4 * _MOST_ATTRIBUTES:
        return tag[0]
    bare = _QUOTED.sub(b"", tag[0])
    several = max(len(bare.split()), bare.count(b"="), bare.count(b"/")) > _MOST_ATTRIBUTES
    return b"<" + tag[1] if several else tag[0]


def _decoded(data: bytes, source: str) -> str:
    """By its byte-order mark, as UTF-8, by what it declares, or by the best guess."""
    declared = _CHARSET.search(data[:_HEAD])
    name = declared[1].decode("ascii", errors="replace").lower() if declared else ""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and name:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode("utf-8" if name.startswith("utf") else _WINDOWS.get(name, name), errors="replace")
        except (LookupError, ValueError):
            pass
    return decode(data, source)


def _check(root: _Element, blocks: Sequence[Block], reference: Reference, abstract: str, source: str) -> None:
    """Refuses a page that holds no paper, with what it asks for instead."""
    length = sum(len(line) for block in blocks if block.kind == "body" for line in block.lines)
    if length >= _LITTLE_TEXT or (length >= 200 and (reference.DOI or reference.PMID)):
        return
    seen = _visible(root)
    if len(seen) < _LITTLE_TEXT:
        for pattern, asks in _ASKS:
            if pattern.search(seen) and not (length > 500 and asks in {"a login", "patience"}):
                raise UnreadableFileError(
                    f"{source}: is a web page that asks for {asks}, not the paper. Fetch it again in your browser."
                )
    if not length and not abstract:
        raise UnreadableFileError(
            f"{source}: is a web page without the text of a paper. Save it again when it is shown."
        )


def _visible(root: _Element) -> str:
    """All text that a page may show, with what it shows where scripts are off."""
    parts, length = [], 0
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in NEVER - {"noscript", "button", "head", "title"}:
            parts.append(element.text or "")
        if element.tail:
            parts.append(element.tail)
        length += len(parts[-1]) if parts else 0
        if length > 10 * _LITTLE_TEXT:
            break
    return on_one_line(" ".join(parts))


def _composed(blocks: Sequence[Block], reference: Reference, abstract: str, source: str) -> Document:
    composer = Composer()
    composer.front(reference)
    if abstract and not any(block.kind == "body" for block in blocks):
        composer.heading("Abstract")
        composer.paragraph(abstract, name="Abstract")
    places: dict[str, int] = {}  # of entries, by the names that point to them
    written: list[tuple[int, Line]] = []
    labels: list[str] = []
    for block, after in pairwise([*blocks, None]):
        if block is None:
            continue
        if block.kind == "heading":
            if after is not None and not (after.kind == "heading" and not _below(after, block)):
                composer.heading(block.lines[0].text)
        elif block.entry:
            labels.append(block.entry.label)
            place = composer.cited(block.entry.label, block.entry.reference, block.entry.printed)
            for name in block.entry.names:
                places.setdefault(name, place)
        else:
            kind: SectionKind = "table" if block.kind == "table" else "caption" if block.kind == "caption" else "body"
            written += [(composer.paragraph(line.text, kind, block.name), line) for line in block.lines]
    linked = [mark for start, line in written for mark in _marks(line, start, places)]
    if not linked:  # a page whose links were lost on the way
        numbers = by_label(labels)
        linked = [mark for start, line in written for mark in marks(line.text, numbers, start)] if numbers else []
    for mark in linked:
        composer.cite(*mark)
    return composer.document(source, FORMAT, reference)


def _below(after: Block, heading: Block) -> bool:
    return bool(heading.name and after.name and after.name.startswith(f"{heading.name} > "))


def _marks(line: Line, start: int, places: dict[str, int]) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """The marks in a line: links that follow each other are one, with the brackets around them."""
    text = line.text
    found = ((link, next((places[name] for name in link.targets if name in places), -1)) for link in line.links)
    run: list[int] = []
    first = last = 0
    for link, place in found:
        if place < 0:
            continue
        between = text[last : link.start] if run else ""
        if run and _BETWEEN.fullmatch(between):
            run += range(run[-1] + 1, place) if _DASH.search(between) else []
        elif run:
            yield _mark(text, run, first, last, start)
            run = []
        first = first if run else link.start
        run.append(place)
        last = link.end
    if run:
        yield _mark(text, run, first, last, start)


def _mark(text: str, run: list[int], first: int, last: int, start: int) -> tuple[tuple[int, ...], int, int]:
    closing = _BRACKETS.get(text[first - 1 : first])
    bracketed = closing is not None and text[last : last + 1] == closing
    return tuple(dict.fromkeys(run)), start + first - bracketed, start + last + bracketed
