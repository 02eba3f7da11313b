"""The names of authors in a line of print."""

from __future__ import annotations

import re

from corpus.names import PARTICLES, Name
from corpus.readers.pdf.layout import Line

_INITIALS = re.compile(r"[A-Z]{1,3}")
_ELIDED = re.compile(r"[a-z]['’][A-Z]")  # "d'Arcy"
_NAME = re.compile(r"[^\W\d_][\w.’'‐-]*(?:\s+[^\W\d_][\w.’'‐-]*){1,5}")
_NO_NAME = re.compile(
    r"(?:universit|institut|departm|facult|school|hospital|cent(?:er|re)s?$|laborator|college|division|journal"
    r"|article"
    r"|reviews?$|research|abstract|receiv|accept|publish|correspond|authors?$|editor|academic|access|section|the$|of$"
    r"|for$|with$|on$|from$|stud(?:y|ies)$|analys|united$|kingdom$|street$|road$|program|unit$|group$|science"
    r"|medicine"
    r"|health|clinical|national|international|background|introduction|methods?$|results?$|open$|original|paper$"
    r"|copyright|volume$|in$|by$|are$|is$|to$|at$|as$)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\W*(?:M\.?D|Ph\.?\s?D|M\.?Sc|B\.?Sc|M\.?S|B\.?S|M\.?A|M\.?P\.?H|MBBS|FRCPC?|FRCS|RN|D\.?Phil|Dr|Prof|Jr"
    r"|Sr|MBA|DVM|DDS|PharmD)\.?\W*"
)
_MARKS = re.compile(r"[\d*†‡§¶#‖∗✉⁎\ufffd]+|\([^)]{0,40}\)|\S+@\S+")


def names_in(lines: list[Line]) -> tuple[Name, ...]:
    """The names that lines consist of; none where something else is among them."""
    text = " ".join(_flat(line) for line in lines)
    parts = [part.strip(" .") for part in re.split(r"[,;|•·&]|\b(?:and|und|et)\b(?!\s+al)", _MARKS.sub(" , ", text))]
    parts = [" ".join(part.split()) for part in parts if part and not _DEGREE.fullmatch(part)]
    names = [name for part in parts if (name := name_of(part))]
    return tuple(names) if names and len(names) >= 0.9 * len(parts) else ()


def name_of(part: str) -> Name | None:
    """A name as printed, given names first, in its two parts; None where it is not a name."""
    part = re.sub(r"^(?:by|dr|prof)\.?\s+", "", part, flags=re.IGNORECASE)
    if not _NAME.fullmatch(part):
        return None
    words = part.split()
    if any(_NO_NAME.match(word) for word in words):
        return None
    if not all(word[0].isupper() or word.casefold() in PARTICLES or _ELIDED.match(word) for word in words):
        return None
    name = Name.parse(part) if _INITIALS.fullmatch(words[-1]) and len(words[0]) > 3 else Name.given_first(part)
    return name if len(name.family) > 1 else None


def _flat(line: Line) -> str:
    """A line's text, its raised marks as commas."""
    parts: list[str] = []
    for piece in line.pieces:
        if piece.size < 0.85 * line.size and piece.base > line.base - 0.1 * line.size:
            parts.append(",")
        else:
            parts.append(piece.text if piece.glued else " " + piece.text)
    return "".join(parts)
