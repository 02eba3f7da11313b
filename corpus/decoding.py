"""Bytes to text, whatever encoding they are in."""

from __future__ import annotations

import codecs

from corpus.errors import UnreadableFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_WESTERN = 0.03  # share of bytes that are not ASCII, below which text is taken for Western European
_BROKEN = 20  # bytes of whole letters for each that is broken
_SAMPLE = 65_536  # bytes that the guess looks at


def decode(data: bytes, source: str) -> str:
    """The text of a file: by its byte-order mark, as UTF-8, or by the best guess.

    Raises:
        UnreadableFileError: It is not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            while text.startswith("\ufeff"):  # some programs write the mark more than once
                text = text[1:]
            return text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        if text.count("\ufffd") * _BROKEN < _high(data):
            return text  # UTF-8 all the same, with a byte lost
        return _guessed(data, source)
    if "\0" in text:
        return _guessed(data, source) if text.count("\0") > len(text) // 4 else text.replace("\0", "\ufffd")
    return text


def looks_like_text(data: bytes) -> bool:
    """Whether the head of a file is text in some encoding."""
    head = data[:_SAMPLE]
    if head.startswith(tuple(mark for mark, _ in _MARKS)):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    wide = min(head[0::2].count(0), head[1::2].count(0)) == 0 and head.count(0) > len(head) // 4
    return wide or controls <= len(head) // 200


def _high(data: bytes) -> int:
    """How many bytes are not ASCII."""
    return len(data) - len(data.translate(None, bytes(range(128, 256))))


def _guessed(data: bytes, source: str) -> str:
    from charset_normalizer import from_bytes

    if looks_like_text(data) and _high(data[:_SAMPLE]) < _WESTERN * len(data[:_SAMPLE]):
        return data.decode("cp1252", errors="replace")  # too few signs for a guess: a name with an accent, a dash
    best = from_bytes(data[:_SAMPLE]).best() if looks_like_text(data) else None
    if best is None:
        raise UnreadableFileError(f"{source}: is not text. Save it as text in UTF-8 and try again.")
    return data.decode(best.encoding, errors="replace").lstrip("\ufeff")
