"""Strangers' text where one clean line is wanted: fields of a reference, questions, names of files."""

from __future__ import annotations

import re

# Control characters, lone surrogates and what is not a character: they part words
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Soft hyphens, signs without width, and signs that turn the direction of the text around them: they are in words.
# Joiners shape Persian words and some emoji; between Latin letters they do nothing.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]+(?=[A-Za-z\u00c0-\u024f])"
)


def on_one_line(text: str) -> str:
    """Runs of white space and control characters as one space, none at the ends; signs without width left out."""
    if not text.isprintable():
        text = _UNSEEN.sub("", _NO_TEXT.sub(" ", text))
    return " ".join(text.split())


def legible(name: object) -> str:
    """A file's name or path for messages, what cannot be printed on one line as U+FFFD."""
    return "".join(char if char.isprintable() else "\ufffd" for char in str(name))
