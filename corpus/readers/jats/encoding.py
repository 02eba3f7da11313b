"""XML whose encoding is not what it says, made UTF-8 before it is parsed."""

from __future__ import annotations

import re

from corpus.decoding import decode

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}?\?>")
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_KNOWN = re.compile(r"(ascii|big5|cp|euc|gb|iso|koi8|latin|mac|shift|sjis|tis|us-ascii|windows|x-sjis)", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# "–" that was written in UTF-8, taken for Latin-1 or Windows-1252, and written in UTF-8 once more
_TWICE = re.compile("â(?:[\x80-\x9f]{2}|€.)")


def as_utf8(data: bytes, source: str) -> bytes:
    """The file in UTF-8, without declaration; unchanged where it is UTF-16 or plain ASCII.

    Raises:
        UnreadableFileError: It is not text.
    """
    while data.startswith(b"\xef\xbb\xbf"):
        data = data[3:].lstrip()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        return data
    text = _text(data, source)
    if _TWICE.search(text):
        text = _once(text)
    text = _DECLARATION.sub("", _NOT_XML.sub("", text).lstrip(), count=1)
    return text.encode("utf-8", errors="replace")


def _text(data: bytes, source: str) -> str:
    """By the declaration, unless the bytes are UTF-8 and nothing else."""
    found = _DECLARED.match(data.lstrip()[:300])
    declared = found[1].decode() if found else ""
    try:
        if not data.isascii() or not _KNOWN.match(declared):
            return data.decode("utf-8")
        return data.decode(declared)  # ISO-2022-JP, which is all ASCII
    except (UnicodeError, LookupError):
        pass
    try:
        return data.decode(declared) if _KNOWN.match(declared) else decode(data, source)
    except (UnicodeError, LookupError):
        return decode(data, source)


def _once(text: str) -> str:
    """Text that was encoded twice, encoded once; unchanged unless every character of it was."""
    try:
        return b"".join(_byte(char) for char in re.split("([^\x00-\x7f])", text)).decode("utf-8")
    except UnicodeError:
        return text


def _byte(text: str) -> bytes:
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode("latin-1")
