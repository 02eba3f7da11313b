"""The MCP server: a library's answers and passages as tools for language models' programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import ToolAnnotations
from pydantic import Field

from corpus.errors import DocumentNotFoundError, ReviewqaError
from corpus.json_form import to_json
from index.store.selection import Selection
from qa.answer import Answer
from qa.answering.engine import TOP_K, Engine
from qa.mcp.passage import Passage, passage_at
from qa.mcp.schemas import schema_of

_INSTRUCTIONS = (
    "A library of review articles that answers with verbatim quotes, never with prose of its own, and says when the "
    "papers do not answer. Cite what you use of a quote by its citation, in its display form, where lines are "
    "joined. A quote may be shortened, never changed."
)
_ASK = (
    "Ask the library a question, in words or keywords. Returns verbatim quotes, best first, each in its passage, with "
    "offsets, section, page and reference; or answered = false, with what is missing and the nearest passages, which "
    "do not answer the question."
)
_SHOW = (
    "Show the text of a document between two offsets, verbatim, with the text around it, its section, page and "
    "reference: to read more around a quote of `ask`, whose document_id, start and end it takes."
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

    def ask(
        question: Question,
        top_k: Most = TOP_K,
        documents: Documents = None,
        first_year: FirstYear = None,
        last_year: LastYear = None,
        journals: Journals = None,
        reviews_only: ReviewsOnly = False,
    ) -> dict[str, Any]:
        with _tool_errors():
            named = tuple(documents or ())
            selection = Selection(named, first_year, last_year, tuple(journals or ()), "", reviews_only)
            return current().ask(question, top_k, selection or None).to_dict()

    def show_passage(document_id: DocumentId, start: Start, end: End) -> dict[str, Any]:
        with _tool_errors():
            document = current().document(document_id)
            if document is None:
                raise DocumentNotFoundError(f"{document_id}: no document of the library has this id. See: ask")
            shown: dict[str, Any] = to_json(passage_at(document, start, end))
            return shown

    tools = [_tool(ask, _ASK, Answer), _tool(show_passage, _SHOW, Passage)]
    return MCPServer("reviewqa", instructions=_INSTRUCTIONS, log_level="ERROR", tools=tools)


def _tool(act: Callable[..., dict[str, Any]], description: str, returns: type) -> Tool:
    """A tool whose published schema is that of a dataclass, which the object that it returns was made of."""
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    tool = Tool.from_function(act, description=description, annotations=reading)
    tool.fn_metadata.output_schema = schema_of(returns)
    return tool


@contextmanager
def _tool_errors() -> Iterator[None]:
    """What is wrong with a question reaches the client as its message."""
    try:
        yield
    except ReviewqaError as error:
        raise ToolError(str(error)) from error
