"""Whether the library has every quote of an exported file, at its place: byte for byte, or as it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus import Document
from corpus.display import display, display_text, lowered
from corpus.json_form import to_json
from index.library import Library
from qa.export.differences import differences
from qa.export.marks import Mark, MarkedQuote, Quotes, digest
from qa.export.reading import read_quotes

_LINE_END = "(?:[-‐\\u00ad]\\s*\\n\\s*|\\u00ad)?"
Kind = Literal["edited", "paper changed", "moved", "document gone", "quote gone"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A quote that the library does not have at the place, or with the words, of the file.

    Attributes:
        quote: Which of the file, from 1.
        document_id: Its document.
        start: Offset that the file gives.
        end: Offset after it.
        kind: "edited": the file's text is not the one exported; "paper changed": the library's text is not; "moved":
            it is elsewhere in its document; "document gone": the library no longer has the document; "quote gone": only
            the mark is left in the file.
        what: A sentence without its subject: how it differs.
        moved_to: Offsets of its place now; None for other kinds.
    """

    quote: int
    document_id: str
    start: int
    end: int
    kind: Kind
    what: str
    moved_to: tuple[int, int] | None = None

    def __str__(self) -> str:
        """One line for people."""
        return f"Quote {self.quote} of {self.document_id} (characters {self.start:,}–{self.end:,}) {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What the check of a file found.

    Attributes:
        file: As given.
        quotes: How many were checked.
        unmarked: How many more quotes the file has without a mark; they could not be checked.
        problems: The quotes that do not match, in the order of the file.
    """

    file: str
    quotes: int
    unmarked: int
    problems: tuple[Problem, ...]

    @property
    def matches(self) -> bool:
        """Whether there are quotes, and the library has each of them, as stored or as shown."""
        return bool(self.quotes) and not self.problems

    def to_dict(self) -> dict[str, Any]:
        """The report as ``reviewqa check --json`` prints it."""
        return {"file": self.file, "matches": self.matches, **to_json(self)}


def check(file: Path, library: Library) -> Report:
    """Compare every quote of a file that ``qa.export`` wrote with the library.

    Raises:
        CheckError: The file is missing, of another format, broken or too large.
    """
    return compare(file, read_quotes(file), library)


def compare(file: Path, quotes: Quotes, library: Library) -> Report:
    """Compare the quotes that were read from a file with the library."""
    compared = (_problem(number, one, library) for number, one in enumerate(quotes.marked, 1))
    return Report(str(file), len(quotes.marked), quotes.unmarked, tuple(filter(None, compared)))


def _problem(number: int, quote: MarkedQuote, library: Library) -> Problem | None:
    mark, text = quote.mark, quote.text

    def found(kind: Kind, what: str, moved_to: tuple[int, int] | None = None) -> Problem:
        return Problem(number, mark.document_id, mark.start, mark.end, kind, what, moved_to)

    if text is None:
        return found("quote gone", "is no longer in the file: only its mark is left.")
    document = library.document(mark.document_id)
    if document is None:
        return found("document gone", "cannot be checked: the library does not have this document. See: reviewqa list")
    there = document.text[mark.start : mark.end]
    if there == text or _is_as_exported(document, text, mark):
        return None
    at = _nearest(document.text, text, mark.start)
    if at and at != (mark.start, mark.end):
        return found("moved", f"is at characters {at[0]:,}–{at[1]:,} now.", at)
    if not there:
        return found("paper changed", "is no longer there: the library's text of the paper ends before it.")
    said = differences(text, display(document, mark.start, mark.end))
    if digest(there) == mark.digest:
        return found("edited", f"was changed in the file: {said}.")
    return found("paper changed", f"is no longer what the library's text says there: {said}.")


def _is_as_exported(document: Document, text: str, mark: Mark) -> bool:
    """Whether the paper has exactly the text that was exported, and the file has its words, as stored or as shown.

    Programs that save files change spaces and line ends.
    """
    there = document.text[mark.start : mark.end]
    if digest(there) != mark.digest:
        return False
    forms = (there, display(document, mark.start, mark.end), display_text(there))
    return text.split() in [form.split() for form in forms]


def _nearest(text: str, wanted: str, start: int) -> tuple[int, int] | None:
    """The place of a text, as stored or as shown, that is nearest to an offset, or None."""
    if not wanted.strip():
        return None
    before, after = text.rfind(wanted, 0, start + len(wanted)), text.find(wanted, start)
    places = [(at, at + len(wanted)) for at in (before, after) if at >= 0]
    places = places or [found.span() for found in _as_shown(wanted).finditer(text)]
    return min(places, key=lambda place: abs(place[0] - start), default=None)


def _as_shown(wanted: str) -> re.Pattern[str]:
    """Finds a text that is shown as these words: lines end anywhere, and hyphens may stand at their ends."""
    words = (_LINE_END.join(map(re.escape, lowered(word))) for word in wanted.split())
    return re.compile(r"\s+".join(words))
