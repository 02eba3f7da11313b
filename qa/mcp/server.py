"""The MCP server: a library's answers and passages as tools for language models' programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, cast

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from corpus import Document
from corpus.errors import DocumentNotFoundError, QuestionError, ReviewqaError
from index.store.selection import Selection
from qa.answering.engine import TOP_K, Engine
from qa.mcp import schemas
from qa.references import vancouver

_CONTEXT = 600  # characters around a passage, on either side
_LONGEST = 20_000  # characters of a passage
_INSTRUCTIONS = (
    "A library of review articles that answers with verbatim quotes, never with prose of its own, and says when the "
    "papers do not answer. Cite what you take from a quote by its citation. A quote may be shortened, never changed."
)
_ASK = (
    "Ask the library a question, in words or keywords. Gives verbatim quotes, best first, each in its passage, with "
    "offsets, section, page and reference; or answered = false, with what is missing and the nearest passages, which "
    "are then no answer."
)
_SHOW = (
    "Show the text of a document between two offsets, verbatim, with what stands around it, its section, page and "
    "reference: to read on around a quote of `ask`, whose document_id, start and end it takes."
)

Question = Annotated[str, Field(description="In words or keywords, at most 2,000 characters.")]
Most = Annotated[int, Field(ge=1, le=50, description="Most quotes.")]
Documents = Annotated[list[str] | None, Field(description="Only these documents, by their ids.")]
FirstYear = Annotated[int | None, Field(description="Only documents of this year or later.")]
LastYear = Annotated[int | None, Field(description="Only documents of this year or earlier.")]
Journals = Annotated[list[str] | None, Field(description="Only these journals, in full or abbreviated.")]
ReviewsOnly = Annotated[bool, Field(description="Only reviews and meta-analyses.")]
DocumentId = Annotated[str, Field(description="The document_id of a quote.")]
Start = Annotated[int, Field(ge=0, description="Offset of the first character.")]
End = Annotated[int, Field(ge=1, description="Offset after the last character; at most 20,000 after the first.")]


def build_server(current: Callable[[], Engine]) -> MCPServer[Any]:
    """The server over a library.

    Args:
        current: Gives the engine of the library's newest generation.
    """
    server: MCPServer[Any] = MCPServer("reviewqa", instructions=_INSTRUCTIONS, log_level="ERROR")
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    @server.tool(description=_ASK, annotations=reading)
    def ask(
        question: Question,
        top_k: Most = TOP_K,
        documents: Documents = None,
        first_year: FirstYear = None,
        last_year: LastYear = None,
        journals: Journals = None,
        reviews_only: ReviewsOnly = False,
    ) -> schemas.Answer:
        with _errors_told():
            named = tuple(documents or ())
            selection = Selection(named, first_year, last_year, tuple(journals or ()), "", reviews_only)
            answer = current().ask(question, top_k, selection or None)
        return cast(schemas.Answer, answer.to_dict())

    @server.tool(description=_SHOW, annotations=reading)
    def show_passage(document_id: DocumentId, start: Start, end: End) -> schemas.Passage:
        with _errors_told():
            document = current().document(document_id)
            if document is None:
                raise DocumentNotFoundError(f"{document_id}: no document of the library has this id. See: ask")
            return passage_at(document, start, end)

    return server


def passage_at(document: Document, start: int, end: int) -> schemas.Passage:
    """What ``show_passage`` gives.

    Raises:
        QuestionError: The offsets are no place in the document, or far apart.
    """
    length = len(document.text)
    if not 0 <= start < end <= length:
        raise QuestionError(f"{document.id}: {start} to {end} is no place in it. Its text has offsets 0 to {length}.")
    if end - start > _LONGEST:
        raise QuestionError(f"{start} to {end} is too long. Ask for at most {_LONGEST:,} characters at once.")
    section = next((part for part in document.sections if part.start <= start < part.end), None)
    page = document.page_at(start)
    first, last = (section.start, section.end) if section else (0, length)
    return {
        "document_id": document.id,
        "text": document.text[start:end],
        "before": document.text[max(first, start - _CONTEXT) : start],
        "after": document.text[end : max(end, min(last, end + _CONTEXT))],
        "section": section.name if section else None,
        "kind": section.kind if section else "furniture",
        "page": page.number if page else None,
        "page_label": page.label if page else "",
        "start": start,
        "end": end,
        "reference": document.reference.to_csl(),
        "citation": vancouver(document.reference),
    }


@contextmanager
def _errors_told() -> Iterator[None]:
    try:
        yield
    except ReviewqaError as error:
        raise ToolError(str(error)) from error
