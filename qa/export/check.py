"""Whether every quote of an exported file stands in the library exactly as the file has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index.library import Library
from qa.export.differences import differences
from qa.export.marks import Mark, MarkedQuote, Quotes, digest
from qa.export.reading import read_quotes

Kind = Literal["edited", "paper changed", "moved", "document gone", "quote gone"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A quote that does not stand where the file says, as it says.

    Attributes:
        quote: Which of the file, from 1.
        document_id: Its document.
        start: Offset that the file gives.
        end: Offset after it.
        kind: "edited": the file's text is not the one exported; "paper changed": the library's is not; "moved": it
            stands elsewhere in its document; "document gone": the library has it no more; "quote gone": only the mark
            is left in the file.
        what: A sentence without its subject: how it differs.
        moved_to: Offsets where it stands now; None where it does not.
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
    """What was found of the quotes of a file.

    Attributes:
        file: As given.
        quotes: How many were checked.
        unmarked: How many more stand in the file without a mark and could not be checked.
        problems: Of those that do not match, in the order of the file.
    """

    file: str
    quotes: int
    unmarked: int
    problems: tuple[Problem, ...]

    @property
    def matches(self) -> bool:
        """Whether there are quotes, and the library has each of them byte for byte."""
        return bool(self.quotes) and not self.problems

    def to_dict(self) -> dict[str, Any]:
        """The report as ``reviewqa check --json`` prints it."""
        return {
            "file": self.file,
            "matches": self.matches,
            "quotes": self.quotes,
            "unmarked": self.unmarked,
            "problems": [
                {
                    "quote": one.quote,
                    "document_id": one.document_id,
                    "start": one.start,
                    "end": one.end,
                    "kind": one.kind,
                    "what": one.what,
                    "moved_to": list(one.moved_to) if one.moved_to else None,
                }
                for one in self.problems
            ],
        }


def check(file: Path, library: Library) -> Report:
    """Compare every quote of a file that ``qa.export`` wrote with the library.

    Raises:
        CheckError: The file is not there, of another format, broken or too large.
    """
    return compare(file, read_quotes(file), library)


def compare(file: Path, quotes: Quotes, library: Library) -> Report:
    """Compare the quotes that were read from a file with the library."""
    compared = (_problem(number, one, library) for number, one in enumerate(quotes.marked, 1))
    return Report(str(file), len(quotes.marked), quotes.unmarked, tuple(filter(None, compared)))


def _problem(number: int, quote: MarkedQuote, library: Library) -> Problem | None:
    mark, text = quote.mark, quote.text

    def told(kind: Kind, what: str, moved_to: tuple[int, int] | None = None) -> Problem:
        return Problem(number, mark.document_id, mark.start, mark.end, kind, what, moved_to)

    if text is None:
        return told("quote gone", "is no longer in the file: only its mark is left.")
    document = library.document(mark.document_id)
    if document is None:
        return told("document gone", "cannot be checked: the library does not have this document. See: reviewqa list")
    there = document.text[mark.start : mark.end]
    if there == text or _is_as_exported(there, text, mark):
        return None
    at = _nearest(document.text, text, mark.start)
    if at is not None:
        return told("moved", f"stands at characters {at:,}–{at + len(text):,} now.", (at, at + len(text)))
    if not there:
        return told("paper changed", "is no longer there: the library's text of the paper ends before.")
    if digest(there) == mark.digest:
        return told("edited", f"was changed in the file: {differences(text, there)}.")
    return told("paper changed", f"is no longer what the library's text says there: {differences(text, there)}.")


def _is_as_exported(there: str, text: str, mark: Mark) -> bool:
    """Whether the paper has the very text that was exported, and the file its words.

    Programs that save files make other spaces and ends of lines of those that they found.
    """
    return digest(there) == mark.digest and there.split() == text.split()


def _nearest(text: str, wanted: str, start: int) -> int | None:
    """Where a text stands nearest to an offset, or None."""
    before = text.rfind(wanted, 0, start + len(wanted))
    behind = text.find(wanted, start)
    found: Sequence[int] = [at for at in (before, behind) if at >= 0]
    return min(found, key=lambda at: abs(at - start)) if wanted.strip() and found else None
