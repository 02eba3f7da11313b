"""Where the paper is on a web page: the element that holds it, and what in it is menus, buttons and banners."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from corpus.readers.printed.headings import is_known
from corpus.readers.web.line import BLOCKS, HEADINGS, shorter

if TYPE_CHECKING:
    from lxml.etree import _Element

NEVER = frozenset(
    {
        "annotation", "annotation-xml", "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input",
        "link", "map", "meta", "nav", "noframes", "noscript", "object", "optgroup", "option", "progress", "rp", "rt",
        "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip
_CONTAINERS = frozenset({"article", "body", "center", "div", "form", "main", "section", "table", "td"})
_ROLES = frozenset(
    {
        "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar", "navigation",
        "search", "status", "tablist", "toolbar", "tooltip",
    }
)  # fmt: skip
# Words in a class or id that name what surrounds a paper; dropped even if long, as long as it is not most of the page
_SURELY = frozenset(
    {
        "advert", "advertisement", "advertisements", "breadcrumb", "breadcrumbs", "consent", "cookie", "cookies",
        "gdpr", "masthead", "menu", "modal", "nav", "navbar", "navigation", "newsletter", "onetrust", "overlay",
        "popup", "promo", "recommended", "recommendation", "recommendations", "related", "share", "sharing", "sidebar",
        "sidenav", "skipnav", "social", "subscribe", "toolbar", "tooltip", "trending",
    }
)  # fmt: skip
# Words that also name parts of papers: dropped only where there is hardly a sentence
_PERHAPS = frozenset(
    {
        "actions", "ad", "ads", "affiliation", "affiliations", "altmetric", "author", "authors", "badge", "banner",
        "buttons", "byline", "citedby", "comments", "contrib", "contributors", "copyright", "correspondence", "dialog",
        "download", "downloads", "footer", "history", "license", "licence", "links", "login", "metadata", "metrics",
        "orcid", "pagination", "permission", "permissions", "print", "rights", "search", "signin", "similar", "skip",
        "sr", "tabs", "toc", "tools", "widget",
    }
)  # fmt: skip
_UNSEEN_CLASSES = frozenset(
    {
        "visually-hidden", "sr-only", "usa-sr-only", "screen-reader-text", "u-visually-hidden", "hidden-print",
        "noprint", "no-print", "invisible", "mathjax_preview", "mjx_assistive_mathml",
    }
)  # fmt: skip
BUTTON_LINE = re.compile(
    r"(?:open in (?:a )?(?:new|separate) (?:tab|window)|open in viewer|full size (?:image|table)|figure viewer"
    r"|(?:view|download|show|see|open):? (?:large|full|larger|high)?[ -]?(?:res(?:olution)?|size)?[ -]?"
    r"(?:image|figure|table|slide|chart|pdf|powerpoint)s?(?: slide| popup)?(?: \([^)]*\))?|powerpoint slide|ppt"
    r"|expand(?: table| figure)?|go to:?(?: .{0,40})?|top|back to top|previous|next|read more|show more|view article"
    r"|view all|google scholar|download citation|permalink|copy|edit|click here for additional data file\.?"
    r"|download:?(?: download (?:high|full)-(?:res|size) image \([^)]*\))?|\[?pmc free article\]?"
    r"|\(?[\d.]+ ?[KM]i?B(?:, \w+)?\)?|https?://doi\.org/\S+\.[gst]\d{3})",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"(?:^|[\s_-])(?:ref-?lists?|references?-?(?:list|section|s)|bibliography|bibliographic-?references|citation-?list"
    r"|cit-list|html-references_list|reflist|biblist|ltx_bibliography|references)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = 40  # characters of a piece of text that is prose, not a button
_LITTLE = 500  # characters of prose
_MOST = 0.92  # of a page's prose: the element that holds so much holds the paper
_MUCH = 0.25  # of a page's prose: what holds so much is not a menu, whatever it is called


@dataclass(slots=True)
class Page:
    """What a page holds.

    Attributes:
        main: The element that holds the paper.
        dropped: What in it is none of the paper.
    """

    main: _Element
    dropped: set[_Element] = field(default_factory=set)

    def skips(self, element: _Element) -> bool:
        """Whether an element is not part of the paper's text."""
        return element in self.dropped or not isinstance(element.tag, str) or element.tag in NEVER


def find_main(body: _Element) -> Page:
    """The element of a page that holds the paper, and what to leave out of it."""
    page = Page(body)
    guessed, prose = _weighed(page, body, lambda element: _guess(element) if element is not body else "")
    for element, _, weight, guess in guessed:
        if weight < _LITTLE or (guess == "surely" and weight < _MUCH * prose):
            page.dropped.add(element)
    containers, prose = _weighed(page, body, lambda element: "holds" if element.tag in _CONTAINERS else "")
    holding = [(depth, element) for element, depth, weight, _ in containers if weight >= _MOST * prose]
    best = max(holding, key=lambda found: found[0], default=(0, body))[1] if prose else body
    page.main = next((above for above in (best, *best.iterancestors()) if _is_main(above)), best)
    return page


def is_prose(text: str) -> bool:
    """Whether a text reads like a sentence, not like names, addresses or buttons: most words begin small."""
    words = text.split()
    small = sum(word[0].islower() or not word[0].isascii() for word in words)
    return len(text) >= _SENTENCE and small > 0.5 * len(words)


def _is_main(element: _Element) -> bool:
    return element.tag in {"article", "main"} or element.get("role") in {"main", "article"}


def _weighed(
    page: Page, body: _Element, sort: Callable[[_Element], str]
) -> tuple[list[tuple[_Element, int, int, str]], int]:
    """The elements that are of a sort, each with its depth among them and its prose; and the prose of the whole."""
    from lxml import etree

    found: list[tuple[_Element, int, int, str]] = []
    opened: list[tuple[_Element, int, str]] = []
    linked, prose = 0, 0
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        skipped = page.skips(element)
        if event == "start":
            if skipped:
                walk.skip_subtree()
                continue
            linked += element.tag == "a"
            kind = sort(element)
            if kind:
                opened.append((element, prose, kind))
            prose += _prose(element.text, linked)
            continue
        if not skipped:
            linked -= element.tag == "a"
            if opened and opened[-1][0] is element:
                _, before, kind = opened.pop()
                found.append((element, len(opened), prose - before, kind))
        prose += _prose(element.tail, linked)
    return found, prose


def _prose(text: str | None, linked: int) -> int:
    """Characters of a piece of text that is prose."""
    bare = text.strip() if text and not linked else ""
    return len(bare) if len(bare) >= _SENTENCE and is_prose(bare) else 0


def is_reference_list(element: _Element) -> bool:
    """Whether its class, id or role calls an element a list of works cited."""
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"[:300]
    return bool(_REFERENCES.search(named))


def _holds_references(element: _Element) -> bool:
    """Whether it is the list of works cited, folded up until one asks for it."""
    around = (element, *islice(element.iterancestors(), 8))
    return any(is_reference_list(one) for one in around)


def _guess(element: _Element) -> str:
    """How its tag, role, class and id say that an element is not part of the paper: "surely", "perhaps" or not ("")."""
    if element.tag == "a" and shorter(element, 2 * _SENTENCE):
        return "surely" if BUTTON_LINE.fullmatch(" ".join("".join(element.itertext()).split())) else ""
    if element.tag in {"footer", "aside", "dialog", "menu"}:
        return "perhaps" if element.tag in {"aside", "footer"} else "surely"
    style, role, hidden = element.get("style"), element.get("role"), element.get("hidden")
    if hidden is not None or element.get("aria-hidden") == "true" or (style and _UNSEEN_STYLE.search(style)):
        return "" if _holds_references(element) else "surely"
    if role in _ROLES:
        return "surely"
    return _guess_by_name(element)


def _guess_by_name(element: _Element) -> str:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    if named == " " or _is_main(element) or element.tag in HEADINGS:
        return ""
    if _UNSEEN_CLASSES & set(named.lower().split()):
        return "surely"
    words = {word.lower() for word in _WORD.findall(named)}
    if words & _SURELY:
        return "surely"
    if element.tag not in BLOCKS or "abstract" in words or not words & _PERHAPS or _holds_references(element):
        return ""
    headings = ("".join(islice(heading.itertext(), 9)) for heading in islice(element.iter(*HEADINGS), 9))
    return "" if any(map(is_known, headings)) else "perhaps"
