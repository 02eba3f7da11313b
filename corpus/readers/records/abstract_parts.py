"""What records hold as text: mark-up and control characters taken out, abstracts parted where they name their parts."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.readers.printed.headings import is_known

# C1 controls are characters of Windows-1252 that some program took for Latin-1
_WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
_NEVER = dict.fromkeys(
    (*range(9), *range(0x0B, 0x0D), *range(0x0E, 0x1C), 0x7F, 0xAD, 0x200B, *range(0x200E, 0x2010),
     *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF),
    "",
)  # fmt: skip
_UNWANTED = _WINDOWS | _NEVER | dict.fromkeys(range(0xD800, 0xE000), "\ufffd") | dict.fromkeys(range(0x1C, 0x20), " ")
_SPECIAL = re.compile(
    r"[<&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff"
    r"\ufeff\ufffe\uffff]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:jats:)?(?:p|br|div|li|ul|ol|sec|tr|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TITLE_TAG = re.compile(r"<(?:jats:)?title(?:\s[^<>]*)?>(.{0,300}?)</(?:jats:)?title>", re.IGNORECASE | re.DOTALL)
_INLINE_TAG = re.compile(
    r"</?(?:jats:)?(?:i|b|u|em|strong|sub|sup|inf|sc|scp|tt|small|span|font|italic|bold|underline|a|nobr|style|"
    r"named-content|ext-link|xref|mml:\w+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)

# A label in capitals says one of these words
_LABEL_WORD = re.compile(
    r"ABSTRACT|ACTIVIT|AIM|ANAL[YI]S|APPROACH|AVAILABILITY|BACKGROUND|BENEFIT|CASE|CONCLUSION|CONTEXT|DATA|DESCRIPTION|"
    r"DESIGN|DIAGNOS|DISCUSSION|EVALUATION|EVIDENCE|EXPERIMENTAL|FINDING|FUNDING|HYPOTHES|IDENTIFIER|IMPACT|IMPLICATION|IMPORTANCE|INFORMATION|"
    r"INTERPRETATION|INTERVENTION|INTRODUCTION|KEY ?WORD|LIMITATION|MATERIAL|MEASURE|MESSAGE|METHOD|MOTIVATION|OBJECT|"
    r"OPTION|OUTCOME|PARTICIPANT|PATIENT|POPULATION|PROCEDURE|PURPOSE|QUESTION|RATIONALE|RECOMMENDATION|REGISTRATION|"
    r"RELEVANCE|RESULT|SAMPLE|SEARCH|SELECTION|SETTING|SIGNIFICANCE|SOURCE|SPONSOR|STRENGTH|SUBJECT|SUMMARY|SYNTHESIS|"
    r"TRIAL|VALIDATION|VALUES|WHAT THIS"
)
_LABEL = re.compile(r"(?:\A|[.!?)\]%;\n])[ \n]*([A-Z][A-Za-z /&,'’()-]{1,60})\Z")  # as it is before its colon
# Labels that some databases print without a colon: "Methods We searched …"
_BARE = re.compile(
    r"(?:\A|[.!?)\]%;\n])[ \n]*(?i:(background(?: and (?:aims?|purpose|objectives?))?|introduction|rationale|context|"
    r"objectives?|aims?(?: and objectives?)?|purpose|importance|(?:study )?design(?: and setting)?|setting|"
    r"participants|patients and methods|materials? and methods|methods(?: and (?:results|findings|materials?))?|"
    r"method|methodology|data sources|study selection|data extraction(?: and synthesis)?|data synthesis|"
    r"(?:main )?outcome measures|main outcomes? and measures?|search strategy|(?:main )?results|findings|discussion|"
    r"limitations|interpretation|(?:main )?conclusions?(?: and (?:relevance|implications))?|significance|"
    r"(?:systematic review |trial )?registration))[ \n]+(?=[A-Z\d(])"
)
_COPYRIGHT = re.compile(r"(?:\A|[.!?)\]])[ \n]*((?:©|\([cC]\) ?\d{4}|Copyright ?(?:©|\([cC]\)|\d{4}))[^\n]*)\Z")
_LONGEST_COPYRIGHT = 250  # characters
_OPENS = re.compile(r"(?:ABSTRACT|Abstract)(?:[ \n]*[:.])?[ \n]*(?=[A-Z\[(\d])")
_NONE = re.compile(
    r"\W*(?:Publisher: )?(?:(?:no )?abstract (?:is )?(?:not )?available(?: from the publisher)?|no abstract|n/?a|none|"
    r"null|nan|undefined)?\W*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[•●▪‣·*–-] ")
_ENDS = re.compile(r"[.!?:;][)\]\"'”’]*$")
_WRAPPED_AT = 130  # characters; no line of a text that is wrapped is longer
_LONGEST_LABEL = 60
_TELLING = (
    "Method", "METHOD", "Result", "RESULT", "Finding", "FINDING", "Conclusion", "CONCLUSION", "Material", "MATERIAL",
)  # fmt: skip


class Part(NamedTuple):
    """A paragraph of an abstract.

    Attributes:
        label: What the source calls it ("Methods"); empty where it does not say.
        text: The paragraph.
        is_furniture: Whether it is a copyright line.
    """

    label: str
    text: str
    is_furniture: bool = False


def plain(text: str) -> str:
    """Text without tags, entities and characters that are not shown; ends of lines are kept.

    Only tags that stand for how text looks are taken out: "p<0.05" stays.
    """
    if (text.isprintable() and "<" not in text and "&" not in text) or not _SPECIAL.search(text):
        return text
    for _ in range(2):  # some programs escape twice
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if "<" in text:
        text = _TITLE_TAG.sub(r"\n\n\1\n", text)
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n\n", text))
    return text if text.isprintable() else text.translate(_UNWANTED)


def parts(abstract: str) -> list[Part]:
    """The paragraphs of an abstract; it is parted where it marks its parts: "BACKGROUND: …", or "Methods" on a line."""
    text = plain(abstract).strip()
    if len(text) < 80 and _NONE.fullmatch(text):
        return []
    opens = _OPENS.match(text)
    return _without_copyright(list(_labelled(_paragraphs(text[opens.end() :] if opens else text))))


def shown(label: str) -> str:
    """A label as a heading: "MATERIALS AND METHODS:" is "Materials and methods"."""
    label = " ".join(label.split()).rstrip(" :.")
    return label.capitalize() if label.isupper() else label


def without_title(found: Sequence[Part], title: str) -> list[Part]:
    """The parts without the title, where the first begins with it."""
    words = title.strip().rstrip(".")
    if not found or not words or found[0].text[: len(words)].casefold() != words.casefold():
        return list(found)
    behind = found[0].text[len(words) :]
    rest = behind.lstrip(" .:;\n")
    ends = not rest or bool(re.match(r"\s*[.:;?!\n]", behind)) or (len(words.split()) > 4 and rest[0].isupper())
    if not ends and words[-1] not in "?!":
        return list(found)
    return ([found[0]._replace(text=rest)] if rest else []) + list(found[1:])


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, each on one line; an end of a line that only keeps lines short ends none."""
    if "\n" not in text:
        return [text] if text else []
    lines = [" ".join(line.split()) for line in text.split("\n")]
    wrapped = max(map(len, lines)) <= _WRAPPED_AT
    found: list[list[str]] = []
    is_open = False
    for line in lines:
        label, colon, _ = line.partition(":")
        begins = _is_label(line) or bool(colon and is_known(label)) or bool(_BULLET.match(line))
        goes_on = is_open and not begins and (wrapped or not _ENDS.search(found[-1][-1][-5:]))
        if line and goes_on:
            found[-1].append(line)
        elif line:
            found.append([line])
        is_open = bool(line) and not _is_label(line)
    return list(map(" ".join, found))


def _is_label(line: str) -> bool:
    return len(line) <= _LONGEST_LABEL and not line.endswith(".") and is_known(line)


class _Mark(NamedTuple):
    """A label inside the text of an abstract, and where it and the colon behind it are."""

    label: str
    start: int
    end: int


def _marks(text: str) -> list[_Mark]:
    """The labels of a text, by the clearest way of printing them that it uses."""
    with_colon = list(_with_colon(text))
    words = len({mark.label for mark in with_colon if not mark.label.isupper() and is_known(mark.label)}) > 1
    found = [
        mark
        for mark in with_colon
        if (mark.label.isupper() and _LABEL_WORD.search(mark.label)) or (words and is_known(mark.label))
    ]
    if found or not any(word in text for word in _TELLING):  # saves most abstracts the longer search
        return found
    bare = [_Mark(label[1], label.start(1), label.end()) for label in _BARE.finditer(text) if label[1][0].isupper()]
    names = {mark.label.casefold() for mark in bare}
    return bare if len(names) > 1 and any(mark.label.startswith(_TELLING) for mark in bare) else []


def _with_colon(text: str) -> Iterator[_Mark]:
    """What is between the end of a sentence and a colon and may be a label."""
    at = text.find(":")
    while at >= 0:
        behind = text[at + 1 : at + 2]
        found = (
            _LABEL.search(text, max(0, at - _LONGEST_LABEL - 3), at) if behind in " \n" or behind.isupper() else None
        )
        if found:
            yield _Mark(found[1], found.start(1), at + 1)
        at = text.find(":", at + 1)


def _labelled(paragraphs: Sequence[str]) -> Iterator[Part]:
    """Paragraphs, parted at the labels in them; what follows a label is below it."""
    text = "\n".join(paragraphs)
    label, at = "", 0
    for mark in (*_marks(text), _Mark("", len(text), len(text))):
        for piece in text[at : mark.start].split("\n"):
            if _is_label(piece.strip()):
                label = piece
            elif piece.strip():
                yield Part(shown(label), piece.strip())
        label, at = mark.label, mark.end


def _without_copyright(found: list[Part]) -> list[Part]:
    """The parts, with the copyright line at the end as a part of its own."""
    last = found[-1] if found else None
    tail = last.text[-_LONGEST_COPYRIGHT:] if last else ""
    line = _COPYRIGHT.search(tail) if any(sign in tail for sign in ("©", "(c)", "(C)", "opyright")) else None
    if not last or not line:
        return found
    start = len(last.text) - len(tail) + line.start(1)
    before = last.text[:start].strip()
    kept = [*found[:-1], last._replace(text=before)] if before else found[:-1]
    return [*kept, Part("", last.text[start:], True)]
