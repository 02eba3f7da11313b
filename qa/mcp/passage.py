"""A stretch of a document with its surroundings, as the tool ``show_passage`` returns it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus import Document, Reference
from corpus.display import display
from corpus.errors import QuestionError
from qa.references import vancouver

_CONTEXT = 600  # characters before and after the passage
_LONGEST = 20_000  # characters of a passage


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document, with the text around it and its place."""

    document_id: str
    """Id of the document."""
    text: str
    """Verbatim: the document's text from ``start`` to ``end``."""
    display: str
    """The text as people read it: lines joined, words whole, numbers of citations raised."""
    before: str
    """The text before it in the same section, at most 600 characters."""
    after: str
    """The text after it in the same section, at most 600 characters."""
    section: str | None
    """The heading that it is under, or null."""
    kind: str
    """``body``, ``caption``, ``table``, ``reference``, ``bibliography`` or ``furniture``."""
    page: int | None
    """Physical page, from 1; null where the document has no pages."""
    page_label: str
    """The page's number as printed; empty where none is known."""
    start: int
    """Offset of its first character in the document's text, in characters (Unicode code points)."""
    end: int
    """Offset after its last character."""
    reference: Reference
    """What to cite, with the field names of CSL-JSON."""
    citation: str
    """The reference in Vancouver style."""


def passage_at(document: Document, start: int, end: int) -> Passage:
    """The passage between two offsets.

    Raises:
        QuestionError: The offsets are not in the document, or too far apart.
    """
    length = len(document.text)
    if not 0 <= start < end <= length:
        raise QuestionError(f"{document.id}: {start} to {end} is not in it. Its text has offsets 0 to {length}.")
    if end - start > _LONGEST:
        raise QuestionError(f"{start} to {end} is too long. Ask for at most {_LONGEST:,} characters at once.")
    section = next((part for part in document.sections if part.start <= start < part.end), None)
    page = document.page_at(start)
    first, last = (section.start, section.end) if section else (0, length)
    return Passage(
        document_id=document.id,
        text=document.text[start:end],
        display=display(document, start, end),
        before=document.text[max(first, start - _CONTEXT) : start],
        after=document.text[end : max(end, min(last, end + _CONTEXT))],
        section=section.name if section else None,
        kind=section.kind if section else "furniture",
        page=page.number if page else None,
        page_label=page.label if page else "",
        start=start,
        end=end,
        reference=document.reference,
        citation=vancouver(document.reference),
    )
