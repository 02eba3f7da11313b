"""A document's text as people read it: lines joined, words whole, signs that every font has; made, never stored.

It differs from the text in white space, in the hyphens at the ends of lines, in ligatures and signs that cannot be seen
or drawn, and in the numbers of citations, which are raised: "effects.43" of a PDF is "effects.⁴³".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from corpus.document import Citation, Document
from corpus.readers.printed.hyphens import soft_hyphens

LOST = "□"  # stands for a sign whose font does not say what it is: leaving it out would change what is said
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BULLETS = frozenset("\uf0a7\uf0b7\uf0d8\uf076\uf0fc")  # of the fonts Symbol and Wingdings
_UNSEEN = "\u00ad\u200b\u2060\ufeff"
_PRIVATE = "\ue000-\uf8ff\ufffd\U000f0000-\U0010fffd"
_SIGN = re.compile(
    f"(?P<white>\\s+)|(?P<hyphen>[-‐–\u00ad](?=\\s))|(?P<sign>[{''.join(_LIGATURES)}{_UNSEEN}{_PRIVATE}])"
)
_WHITE = re.compile(r"\s*")
_LINE_END = re.compile(r"[ \t]*\r?\n[ \t]*(?=\w)")
_APART = re.compile(r"\s*(?:and|or|und)\b")  # "short- and long-term"
_BULLET = re.compile(f"[•‣◦●○■▪*{_PRIVATE}]\\s")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]\s")
_NUMBERS = re.compile(r"\d[\d,–−\s-]*")
_RAISE = str.maketrans("0123456789", RAISED)
_LOWER = str.maketrans(RAISED, "0123456789")


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is known of how a text is set.

    Attributes:
        soft: Offsets of the hyphens that only break a word.
        raised: Offsets of the numbers of citations that stand raised, in order.
        wrapped: Whether lines end at a margin.
    """

    soft: Set[int] = field(default_factory=frozenset)
    raised: Sequence[tuple[int, int]] = ()
    wrapped: bool = True


def display(document: Document, start: int, end: int) -> str:
    """A stretch of a document's text as people read it.

    Args:
        document: The document.
        start: Offset of the stretch's first character.
        end: Offset after its last.
    """
    first, last = (bisect_left(document.soft_hyphens, at) for at in (start, end))
    soft = frozenset(document.soft_hyphens[first:last])
    layout = _Layout(soft, raised_numbers(document.text, document.citations, start, end), document.wrapped)
    return "".join(_shown(document.text, start, end, layout))


def display_text(text: str) -> str:
    """A text of which nothing else is known, as people read it: its hyphens are judged by its own words."""
    return "".join(_shown(text, 0, len(text), _Layout(frozenset(soft_hyphens(text)))))


def display_sign(text: str, start: int, end: int) -> str:
    """A stretch of a text with its ligatures and strange signs put right, its lines and hyphens left as they are."""
    parts, at = [], start
    for found in _SIGN.finditer(text, start, end):
        if found["sign"]:
            parts += [text[at : found.start()], _sign(text, found)]
            at = found.end()
    return "".join([*parts, text[at:end]])


def raised(text: str) -> str:
    """A text whose numbers stand raised."""
    return text.translate(_RAISE)


def lowered(text: str) -> str:
    """A text whose raised numbers stand on the line again."""
    return text.translate(_LOWER)


def raised_numbers(text: str, citations: Sequence[Citation], start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the citations of a stretch that are numbers set to a word: "effects.43", "cells12,13"."""
    found: list[tuple[int, int]] = []
    for mark in citations[bisect_left(citations, start, key=lambda one: one.start) :]:
        if mark.end > end:
            break
        before = text[mark.start - 1 : mark.start]
        after_another = bool(found) and found[-1][1] == mark.start - 1 and before in ",–-"
        glued = bool(before) and not before.isspace() and before not in "([{,;–-/"
        if (glued or after_another) and _NUMBERS.fullmatch(text, mark.start, mark.end):
            found.append((mark.start, mark.end))
    return found


def _shown(text: str, start: int, end: int, layout: _Layout) -> Iterator[str]:
    at = start
    for left, right in layout.raised:
        yield from _plain(text, at, left, layout)
        yield raised("".join(text[left:right].split()))
        at = right
    yield from _plain(text, at, end, layout)


def _plain(text: str, start: int, end: int, layout: _Layout) -> Iterator[str]:
    """A stretch without raised numbers."""
    at = start
    while found := _SIGN.search(text, at, end):
        yield text[at : found.start()]
        if found["white"]:
            yield _white(text, found, layout.wrapped)
            at = found.end()
        elif found["hyphen"]:
            kept, at = _hyphen(text, found, layout)
            at = min(at, end)
            yield kept
        else:
            yield _sign(text, found)
            at = found.end()
    yield text[at:end]


def _hyphen(text: str, found: re.Match[str], layout: _Layout) -> tuple[str, int]:
    """A hyphen before white space: what is shown of it, and where the text goes on."""
    at, after = found.start(), found.end()
    if found[0] != "\u00ad" and _APART.match(text, after):
        return found[0], after
    if at in layout.soft:
        white = _WHITE.match(text, after)
        return "", white.end() if white else after
    if found[0] == "\u00ad":
        return "", after
    line_end = _LINE_END.match(text, after) if layout.wrapped else None
    if line_end and (text[at - 1 : at].isalnum() or text[at - 1 : at] == ")"):
        return found[0], line_end.end()
    return found[0], after


def _white(text: str, found: re.Match[str], wrapped: bool) -> str:
    """What white space is shown as: a space, the end of a line (of a list, a table), or that of a paragraph."""
    run, (start, end) = found[0], found.span()
    lines = run.count("\n")
    if not lines:
        return run if len(run) == 1 and unicodedata.category(run) == "Zs" else " "
    before = text[start - 1 : start]
    if " | " in _line_around(text, start, end):
        return "\n"
    if _BULLET.match(text, end) or (before in ".;:," and _NUMBERED.match(text, end)):
        return "\n"
    if not wrapped:
        return "\n" if lines == 1 else "\n\n"
    goes_on = text[end : end + 1].islower() and before not in ".!?:;"  # a sentence over two columns or pages
    return " " if lines == 1 or goes_on else "\n\n"


def _line_around(text: str, start: int, end: int) -> str:
    """The line before a break and the line behind it."""
    stop = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : start] + "\n" + text[end : stop if stop >= 0 else len(text)]


def _sign(text: str, found: re.Match[str]) -> str:
    char, at = found[0], found.start()
    if char in _LIGATURES:
        return _LIGATURES[char]
    if char in _UNSEEN:
        return ""
    begins_line = not text[:at].strip() if at < 2 else not text[text.rfind("\n", 0, at) + 1 : at].strip()
    return "•" if char in _BULLETS or (begins_line and text[at + 1 : at + 2].isspace()) else LOST
