"""Reads the quotes back from an exported file, whatever people have changed around them."""

from __future__ import annotations

import codecs
from pathlib import Path

from corpus.errors import CheckError, UnreadableFileError
from qa.export.as_markdown import quotes_in_markdown
from qa.export.as_web_page import quotes_in_web_page
from qa.export.marks import Quotes
from qa.export.word_quotes import quotes_in_word

_LARGEST = 32 << 20  # bytes
_WORD, _WEB, _MARKDOWN = (".docx",), (".html", ".htm", ".xhtml"), (".md", ".markdown", ".txt")


def read_quotes(file: Path) -> Quotes:
    """The quotes in a file; its suffix decides its format.

    Raises:
        CheckError: It is missing, of another format, broken or too large.
    """
    suffix = file.suffix.lower()
    if suffix not in (*_WORD, *_WEB, *_MARKDOWN):
        raise CheckError(f"{file}: is not a file that reviewqa exports. Give a .md, .docx or .html file.")
    data = _bytes_of(file)
    try:
        if suffix in _WORD:
            return quotes_in_word(data, str(file))
        text = _text_of(data, file)
        return quotes_in_web_page(text) if suffix in _WEB else quotes_in_markdown(text)
    except UnreadableFileError as error:
        raise CheckError(str(error)) from error


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not a file name"
        raise CheckError(f"{file}: cannot be opened ({reason}). Give the path of an exported file.") from error
    if len(data) > _LARGEST:
        raise CheckError(
            f"{file}: is larger than {_LARGEST >> 20} MB, which no exported conversation is. Give an exported file."
        )
    return data


def _text_of(data: bytes, file: Path) -> str:
    """Text in UTF-8, or in UTF-16 with a byte order mark; nothing is guessed, as a wrong guess would change quotes."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CheckError(f"{file}: is not text in UTF-8. Save it in that encoding, or export it again.") from error
