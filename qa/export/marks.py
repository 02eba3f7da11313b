"""What makes an exported quote checkable: a mark with its place, and an exact way to write any character."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

# Characters that editors, browsers or XML drop, change or take for a line end
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_CODE = re.compile(r"U\+([0-9A-F]{4})")
_MARK = re.compile(r"reviewqa:(\d{1,12})-(\d{1,12}):([0-9a-f]{16}):([^\s`]{1,2000})")
_UNFIT_IN_ID = re.compile('[\\s%`"<>&\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]')


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a quote in its document.

    Attributes:
        document_id: Id of the document.
        start: Offset of the quote's first character in the document's text.
        end: Offset after its last.
        digest: ``digest`` of the quote: differs also where only white space does.
    """

    document_id: str
    start: int
    end: int
    digest: str

    @property
    def place(self) -> str:
        """All but the document; fits into the 64 characters that a tag in Word may have."""
        return f"reviewqa:{self.start}-{self.end}:{self.digest}"

    @property
    def title(self) -> str:
        """The document's id, with characters that a word in a file may not have percent-encoded."""
        return _UNFIT_IN_ID.sub(_percent, self.document_id)

    def __str__(self) -> str:
        """The mark as files have it: "reviewqa:1200-1311:5d3c2a0123456789:aldoghachi-2023-5d3c2a"."""
        return f"{self.place}:{self.title}"

    @classmethod
    def parse(cls, written: str) -> Mark | None:
        """The mark that ``str`` wrote, or None."""
        found = _MARK.fullmatch(written.strip())
        if not found:
            return None
        return cls(unquote(found[4], errors="surrogatepass"), int(found[1]), int(found[2]), found[3])


@dataclass(frozen=True, slots=True)
class MarkedQuote:
    """A quote in a file.

    Attributes:
        mark: The place that the file gives.
        text: As the file has it; None where only its mark is left.
    """

    mark: Mark
    text: str | None


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotes in a file.

    Attributes:
        marked: In the order of the file.
        unmarked: How many more have no mark: other people's quotes, or those that have lost it.
    """

    marked: tuple[MarkedQuote, ...]
    unmarked: int = 0


def digest(text: str) -> str:
    """Sixteen hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def coded(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, in their order: as it is, or, with True, the code ("U+000C") of an unsafe character."""
    at = 0
    for found in UNSAFE.finditer(text):
        if at < found.start():
            yield text[at : found.start()], False
        yield f"U+{ord(found[0]):04X}", True
        at = found.end()
    if at < len(text):
        yield text[at:], False


def uncoded(code: str) -> str:
    """The character of a code; other text is returned as it is."""
    found = _CODE.fullmatch(code.strip())
    return chr(int(found[1], 16)) if found else code


def _percent(char: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in char[0].encode("utf-8", "surrogatepass"))
