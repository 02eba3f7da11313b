"""Markdown: the file as it is, with its front matter, its headings, its tables and its list of works cited made out.

markdown-it-py tells which lines are what; the text that is kept, and every offset, are the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.decoding import decode, looks_like_text
from corpus.document import Document
from corpus.doi import find_doi
from corpus.readers.printed.citation_lines import parse_date
from corpus.readers.printed.headings import CAPTION, Outline, is_known
from corpus.readers.text.front_lines import authors, keywords, stated
from corpus.readers.text.verbatim import Verbatim, checked_prose, checked_size, printable
from corpus.reference import Name

if TYPE_CHECKING:
    from markdown_it.token import Token

FORMAT = "Markdown"
_FRONT = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>(?:[^\n]*\n){1,400}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_KEY = re.compile(r"^[A-Za-z][\w-]*[ \t]*:", re.MULTILINE)
_HEADING = re.compile(r"(?:\A|\n[ \t]*\r?\n)[ ]{0,3}#{1,6}[ \t]+\S")
_NO_MARKDOWN = ("<", "{", "%PDF", "%!PS")
_HEAD = 65_536  # bytes
_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]{0,4000})\]\([^()]{0,1000}\)(?:\{[^{}]{0,200}\})?\\?")
_DEFINITION = re.compile(r"\[[^\[\]]{1,100}\]:\s+<?(?:https?:|/|#|\.)\S*")  # where a link leads
_TABLE_CAPTION = re.compile(r"(?:Table)?:\s+(?=\S)")
_MARKER = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])))+[ \t]*")
_BOLD = re.compile(r"(\*\*|__)(?P<text>[^*_]{3,100})\1[.:]?")
_MARKUP = (
    (re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,500}\)"), ""),
    (re.compile(r"\[([^\[\]]{0,500})\]\([^()\s]{0,500}\)"), r"\1"),
    (re.compile(r"\s{0,9}\{[^{}]{0,200}\}\s{0,9}$"), ""),
    (re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]{0,200})?/?>"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
    (re.compile(r"\^[^^\s]{1,10}\^"), ""),
    (re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)"), ""),
)
_PROSE = 120  # characters
_LONGEST_LINE = 3000  # characters of a heading or a line of the front
_LONGEST_LIST = 1000  # authors or keywords


def recognises(data: bytes) -> bool:
    """Whether it is text with YAML front matter or with a heading "# …" that follows a blank line."""
    if not looks_like_text(data):
        return False
    head = data[:_HEAD]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head.decode(encoding, errors="ignore").lstrip("\ufeff")
    if text.lstrip()[:4].startswith(_NO_MARKDOWN):
        return False
    front = _FRONT.match(text)
    return bool(front and _KEY.search(front["yaml"])) or bool(_HEADING.search(text.lstrip("\n")))


def read(data: bytes, source: str) -> Iterator[Document]:
    """The text as a document.

    Raises:
        UnreadableFileError: It is longer than any paper, or its encoding cannot be determined.
        UnsupportedFileError: It is a program or a table.
    """
    checked_size(data, source)
    text = printable(decode(data, source))
    front = _FRONT.match(text)
    start = front.end() if front and _KEY.search(front["yaml"]) else 0
    checked_prose(text[start:], source)
    yield _Paper(text, start, front.end("yaml") if front and start else 0).document(source)


def plain(markup: str) -> str:
    """A line without its inline markup, white space tidied."""
    markup = markup[:_LONGEST_LINE]
    for pattern, instead in _MARKUP:
        markup = pattern.sub(instead, markup)
    return " ".join(markup.split())


class _Paper:
    """The state of one pass over the blocks of a text."""

    def __init__(self, text: str, start: int, front_end: int) -> None:
        self.text = text
        self.blocks = _parsed(text[start:])
        self.starts = [start, *(start + found.end() for found in re.finditer("\n", text[start:])), len(text)]
        multiline = any(block.type == "paragraph_open" and len(self._lines(block)) > 1 for block in self.blocks)
        self.made = Verbatim(text, multiline)
        self.outline = Outline()
        self.body_began = False
        self.sections = sum(block.type == "heading_open" for block in self.blocks)
        if front_end:
            self._front_matter(front_end)

    def document(self, source: str) -> Document:
        """The finished document."""
        for at, block in enumerate(self.blocks):
            if block.type == "heading_open":
                self._heading(block, plain(self.blocks[at + 1].content))
            elif block.type == "paragraph_open":
                self._paragraph(*self._span(block))
            elif block.type == "table_open":
                self.made.add("table", self.outline.name, *self._span(block))
            elif block.type in {"fence", "code_block", "html_block"}:
                start, end = self._span(block)
                if end > start:
                    self.made.add("furniture", None, start, end)
        return self.made.document(source, FORMAT, self.made.reference)

    def _lines(self, block: Token) -> range:
        first, stop = block.map or (0, 0)
        while (
            stop > first and not self.text[self.starts[stop - 1] : self.starts[min(stop, len(self.starts) - 1)]].strip()
        ):
            stop -= 1
        return range(first, stop)

    def _span(self, block: Token) -> tuple[int, int]:
        """Offsets of a block without white space around it."""
        rows = self._lines(block)
        if not rows:
            return 0, 0
        start, end = self.starts[rows[0]], self.starts[rows[-1] + 1]
        held = self.text[start:end]
        return start + len(held) - len(held.lstrip()), start + len(held.rstrip())

    def _heading(self, block: Token, text: str) -> None:
        level = int(block.tag[1])
        first = not self.body_began and self.outline.name is None
        if first and not self.made.reference.title and not is_known(text) and text:
            self.made.state(*self._span(block), title=text)
        elif not (first and text == self.made.reference.title) and text:
            self.outline.enter(level, text)

    def _paragraph(self, start: int, end: int) -> None:
        marker = _MARKER.match(self.text, start, end)
        start = marker.end() if marker else start
        text = self.text[start:end]
        bold = _BOLD.fullmatch(text)
        if not text:
            return
        if bold and is_known(bold["text"]):
            self.outline.enter(2, bold["text"])
        elif self.outline.in_bibliography:
            self.made.cited(start, end)
        elif len(text) <= _LONGEST_LINE and self._front_line(plain(text), start, end):
            return
        elif self._is_above() and not (len(text) >= _PROSE and text.rstrip("*_ ").endswith((".", "?", "!"))):
            self.made.add("furniture", None, start, end)  # an address, a date
        else:
            self._body(text, start, end)

    def _is_above(self) -> bool:
        """Whether one reads between the title and the first heading of a paper that has headings."""
        titled = bool(self.made.reference.title) and self.outline.name is None
        return titled and not self.body_began and self.sections > 1

    def _front_line(self, text: str, start: int, end: int) -> bool:
        """Whether a paragraph states fields of the reference that are not known yet."""
        listed = keywords(text) if not self.made.reference.keyword else ()
        fields: dict[str, Any] = {"keyword": listed} if listed else {}
        if not fields and self._is_above():
            fields = stated(text)
        fields = {name: value for name, value in fields.items() if not getattr(self.made.reference, name)}
        if fields:
            self.made.state(start, end, **fields)
        return bool(fields)

    def _body(self, text: str, start: int, end: int) -> None:
        self.body_began = True
        if _DEFINITION.match(text):
            self.made.add("furniture", None, start, end)
            return
        image, table = _IMAGE.fullmatch(text.strip()), _TABLE_CAPTION.match(text)
        if image and image["alt"].strip():
            self.made.add("caption", self.outline.name, start + image.start("alt"), start + image.end("alt"))
        elif image:
            self.made.add("furniture", None, start, end)
        elif table:
            self.made.add("caption", self.outline.name, start + table.end(), end)
        else:
            is_caption = CAPTION.match(text.lstrip("*_ ").replace("**", "").replace("__", ""))
            self.made.add("caption" if is_caption else "body", self.outline.name, start, end)

    def _front_matter(self, end: int) -> None:
        """States what the YAML above the text says, key by key."""
        keys = list(_KEY.finditer(self.text, 0, end))
        values = _yaml(self.text[keys[0].start() : end] if keys else "")
        for key, after in zip(keys, [*(key.start() for key in keys[1:]), end], strict=True):
            start = key.start()
            stop = start + len(self.text[start:after].rstrip())
            name = key[0].rstrip(": \t")
            fields = _fields(name.casefold(), values.get(name))
            if fields:
                self.made.state(start, stop, **fields)
            else:
                self.made.add("furniture", None, start, stop)


def _parsed(text: str) -> list[Token]:
    """Blocks only: what is inside a line is left as it is."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable(["inline", "reference"])
    return parser.parse(text)


def _yaml(text: str) -> dict[str, Any]:
    """The mapping, with strings for all scalars: nothing is made of them that could grow."""
    import yaml  # type: ignore[import-untyped]

    if text.count("[") + text.count("{") > _LONGEST_LIST:  # nested deeper than anybody writes
        return {}
    try:
        values = yaml.BaseLoader(text).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError, LookupError, TypeError):
        return {}
    return {key: value for key, value in values.items() if isinstance(key, str)} if isinstance(values, dict) else {}


_PLAIN = {
    name: name.replace("-", "_") for name in ("title", "volume", "issue", "page", "language", "container-title")
} | {"journal": "container_title", "lang": "language"}


def _fields(key: str, value: Any) -> dict[str, Any]:
    """What a key of the front matter says of the reference, by attribute of Reference."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    fields: dict[str, Any] = {}
    if key in {"author", "authors"}:
        fields["author"] = _names(value)
    elif key in {"keyword", "keywords", "tags"}:
        listed = value[:_LONGEST_LIST] if isinstance(value, list) else re.split("[;,]", text)
        fields["keyword"] = tuple(word.strip() for word in listed if isinstance(word, str) and word.strip())
    elif key in {"date", "year", "issued", "published"}:
        fields["issued"] = _date(text)
    elif key == "doi":
        fields["DOI"] = find_doi(text)
    elif key == "pmid":
        fields["PMID"] = text if text.isdecimal() else ""
    elif key == "pmcid":
        fields["PMCID"] = text if re.fullmatch(r"PMC\d+", text) else ""
    elif key in _PLAIN:
        fields[_PLAIN[key]] = plain(text)
    return {name: held for name, held in fields.items() if held}


def _date(text: str) -> tuple[int, ...]:
    iso = re.match(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)", text)
    return tuple(int(part) for part in iso.groups() if part) if iso else parse_date(text)


def _names(value: Any) -> tuple[Name, ...]:
    """Authors as one string, a list of strings, or Pandoc's list of mappings."""
    if isinstance(value, str):
        return authors(value) or (Name.parse(" ".join(value.split())),) if value.strip() else ()
    found: list[Name] = []
    for item in value[:_LONGEST_LIST] if isinstance(value, list) else [value]:
        parts = item if isinstance(item, dict) else {"name": item}
        given, family, name = (parts.get(key) for key in ("given", "family", "name"))
        if isinstance(name, dict):
            given, family, name = name.get("given"), name.get("family"), name.get("literal")
        if isinstance(family, str) and family.strip():
            found.append(Name(family.strip(), given.strip() if isinstance(given, str) else ""))
        elif isinstance(name, str) and name.strip():
            found.append(Name.parse(" ".join(name.split())))
    return tuple(found)
