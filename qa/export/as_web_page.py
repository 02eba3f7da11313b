"""A conversation as one self-contained HTML file, and the quotes read back from it.

A quote is a ``blockquote`` with its mark as an attribute; characters that browsers change are codes in spans.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from qa.conversations.turns import Conversation
from qa.export.contents import contents
from qa.export.marks import Mark, MarkedQuote, Quotes, coded, uncoded

if TYPE_CHECKING:
    from lxml.etree import _Element

_BREAKS = frozenset({"address", "br", "div", "li", "p"})
_HIDDEN = frozenset({"del", "script", "style"})


def web(conversation: Conversation) -> str:
    """The conversation as HTML; it loads nothing from any host and runs no script."""
    from qa.html import render

    style = Path(__file__).with_name("export.css").read_text(encoding="utf-8")
    body = render("export/page.html", held=contents(conversation), coded=coded)
    return f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<style>\n{style}</style>\n{body}\n</html>\n'


def quotes_in_web_page(text: str) -> Quotes:
    """The quotes of a page that ``web`` wrote, whatever text was added around them since."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    data = text.replace("\r\n", "\n").encode("utf-8", "surrogatepass")
    root = etree.fromstring(data, parser) if text.strip() else None
    found, unmarked = [], 0
    for block in root.iter("blockquote") if root is not None else ():
        mark = Mark.parse(block.get("data-reviewqa") or "")
        if mark:
            found.append(MarkedQuote(mark, _text_of(block)))
        else:
            unmarked += 1
    return Quotes(tuple(found), unmarked)


def _text_of(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "span" and "code" in re.split(r"\s+", child.get("class") or ""):
            parts.append(uncoded("".join(map(str, child.itertext()))))
        elif child.tag not in _HIDDEN:
            parts += ["\n" if child.tag in _BREAKS else "", _text_of(child)]
        parts.append(child.tail or "")
    return "".join(parts)
