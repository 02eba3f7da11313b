"""What records hold as text: mark-up and control characters taken out, abstracts parted where they name their parts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.readers.headings import is_known

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
_TITLE_TAG = re.compile(r"<(?:jats:)?title(?:\s[^<>]*)?>(.*?)</(?:jats:)?title>", re.IGNORECASE | re.DOTALL)
_INLINE_TAG = re.compile(
    r"</?(?:jats:)?(?:i|b|u|em|strong|sub|sup|inf|sc|scp|tt|small|span|font|italic|bold|underline|a|nobr|style|"
    r"named-content|ext-link|xref|mml:\w+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)

# A label in capitals says one of these words
_LABEL_WORD = re.compile(
    r"ABSTRACT|ACTIVIT|AIM|ANAL[YI]S|APPROACH|AVAILABILITY|BACKGROUND|BENEFIT|CASE|CONCLUSION|CONTEXT|DATA|DESCRIPTION|"
    r"DESIGN|DIAGNOS|DISCUSSION|EVALUATION|EVIDENCE|EXPERIMENTAL|FINDING|FUNDING|HYPOTHES|IMPACT|IMPLICATION|IMPORTANCE|"
    r"INTERPRETATION|INTERVENTION|INTRODUCTION|KEY ?WORD|LIMITATION|MATERIAL|MEASURE|MESSAGE|METHOD|MOTIVATION|OBJECT|"
    r"OPTION|OUTCOME|PARTICIPANT|PATIENT|POPULATION|PROCEDURE|PURPOSE|QUESTION|RATIONALE|RECOMMENDATION|REGISTRATION|"
    r"RELEVANCE|RESULT|SAMPLE|SEARCH|SELECTION|SETTING|SIGNIFICANCE|SOURCE|SPONSOR|STRENGTH|SUBJECT|SUMMARY|SYNTHESIS|"
    r"TRIAL|VALIDATION|VALUES|WHAT THIS"
)
_LABEL = re.compile(r"(?:^|(?<=[.!?)\]%;]))[ \n]*([A-Z][A-Za-z /&,'’()-]{1,60}?)(?::[ \n]+|:(?=[A-Z]))(?=\S)")
_COPYRIGHT = re.compile(
    r"(?:^|(?<=[.!?)\]]))[ \n]*(?:©|\((?:c|C)\) ?\d{4}|Copyright ?(?:©|\([cC]\)|\d{4}))(?=[^\n]{0,250}\Z)"
)
_OPENS = re.compile(r"(?:ABSTRACT|Abstract)(?:[ \n]*[:.])?[ \n]*(?=[A-Z\[(\d])")
_BULLET = re.compile(r"[•●▪‣·*–-] ")
_ENDS = re.compile(r"[.!?:;][)\]\"'”’]*$")
_WRAPPED_AT = 130  # characters; no line of a text that is wrapped is longer
_LONGEST_LABEL = 60


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
    if not _SPECIAL.search(text):
        return text
    for _ in range(2):  # some programs escape twice
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if "<" in text:
        text = _TITLE_TAG.sub(r"\n\n\1\n", text)
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n\n", text))
    return text.translate(_UNWANTED)


def parts(abstract: str) -> list[Part]:
    """The paragraphs of an abstract; it is parted where it marks its parts: "BACKGROUND: …", or "Methods" on a line."""
    text = plain(abstract).strip()
    opens = _OPENS.match(text)
    paragraphs = _paragraphs(text[opens.end() :] if opens else text)
    words = _labels_are_words(paragraphs)
    found: list[Part] = []
    label = ""
    for paragraph in paragraphs:
        if _is_label(paragraph):
            label = paragraph
            continue
        for part in _labelled(paragraph, words):
            label = part.label or label
            found.append(part._replace(label=shown(label)))
    return _without_copyright(found)


def shown(label: str) -> str:
    """A label as a heading: "MATERIALS AND METHODS:" is "Materials and methods"."""
    label = " ".join(label.split()).rstrip(" :.")
    return label.capitalize() if label.isupper() else label


def without_title(found: Sequence[Part], title: str) -> list[Part]:
    """The parts without the title, where the first begins with it."""
    words = title.strip().rstrip(".")
    if not found or not words or not found[0].text[: len(words)].casefold() == words.casefold():
        return list(found)
    behind = found[0].text[len(words) :]
    rest = behind.lstrip(" .:\n")
    ends = not rest or bool(re.match(r"\s*[.:?!\n]", behind)) or (len(words.split()) > 4 and rest[0].isupper())
    if not ends and words[-1] not in "?!":
        return list(found)
    return ([found[0]._replace(text=rest)] if rest else []) + list(found[1:])


def _paragraphs(text: str) -> list[str]:
    """Paragraphs, each on one line; an end of a line that only keeps lines short ends none."""
    if "\n" not in text:
        return [" ".join(text.split())] if text.strip() else []
    lines = [" ".join(line.split()) for line in text.split("\n")]
    wrapped = max(map(len, lines)) <= _WRAPPED_AT
    found: list[str] = []
    is_open = False
    for line in lines:
        label = _LABEL.match(line)
        begins = _is_label(line) or bool(label and is_known(label[1])) or bool(_BULLET.match(line))
        goes_on = is_open and not begins and (wrapped or not _ENDS.search(found[-1]))
        if line and goes_on:
            found[-1] += f" {line}"
        elif line:
            found.append(line)
        is_open = bool(line) and not _is_label(line)
    return found


def _is_label(line: str) -> bool:
    return len(line) <= _LONGEST_LABEL and not line.endswith(".") and is_known(line)


def _labels_are_words(paragraphs: Sequence[str]) -> bool:
    """Whether labels are written as words, "Methods: …": told from two that are known."""
    labels = {label[1] for paragraph in paragraphs for label in _LABEL.finditer(paragraph)}
    return len([label for label in labels if not label.isupper() and is_known(label)]) > 1


def _labelled(paragraph: str, words: bool) -> list[Part]:
    """A paragraph, parted at the labels in it."""
    found: list[Part] = []
    label, at = "", 0
    for match in _LABEL.finditer(paragraph) if ":" in paragraph else ():
        name = match[1]
        if not ((name.isupper() and _LABEL_WORD.search(name)) or (words and is_known(name))):
            continue
        before = paragraph[at : match.start()].strip()
        if before:
            found.append(Part(label, before))
        label, at = name, match.end()
    return [*found, Part(label, paragraph[at:].strip())]


def _without_copyright(found: list[Part]) -> list[Part]:
    """The parts, with the copyright line at the end as a part of its own."""
    last = found[-1] if found else None
    line = _COPYRIGHT.search(last.text, max(0, len(last.text) - 300)) if last else None
    if not last or not line:
        return found
    before = last.text[: line.start()].strip()
    kept = [*found[:-1], last._replace(text=before)] if before else found[:-1]
    return [*kept, Part("", last.text[line.start() :].strip(), True)]
