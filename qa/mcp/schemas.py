"""What the tools of the MCP server return, as the schemas that a client is told."""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

Reference = Annotated[dict[str, Any], Field(description="The work to cite, with the field names of CSL-JSON.")]
Offset = Annotated[int, Field(description="In characters (Unicode code points) of the document's text.")]


class Antecedent(TypedDict):
    """The sentence before a quote that says what its pronouns mean."""

    text: str
    start: Offset
    end: Offset


class Quote(TypedDict):
    """A verbatim quote with its passage, place and source."""

    rank: Annotated[int, Field(description="1 is the best.")]
    score: Annotated[float, Field(description="0 to 1, higher is better.")]
    quote: Annotated[str, Field(description="Verbatim: the document's text from start to end.")]
    passage: Annotated[str, Field(description="Verbatim: the sentences around the quote.")]
    passage_start: Offset
    document_id: Annotated[str, Field(description="To be given to show_passage.")]
    section: Annotated[str | None, Field(description="The heading it stands under.")]
    kind: Annotated[str, Field(description="body, caption, table, or reference for a line about the paper itself.")]
    page: Annotated[int | None, Field(description="Physical page, from 1; null where the document has no pages.")]
    page_label: Annotated[str, Field(description="Page number as printed; empty where none is known.")]
    start: Offset
    end: Offset
    reference: Reference
    citation: Annotated[str, Field(description="The reference in Vancouver style.")]
    cites: Annotated[list[Reference], Field(description="The works that the quote itself cites.")]
    antecedent: Antecedent | None
    agrees: Annotated[list[int], Field(description="Ranks of the quotes from other papers that say the same.")]


class Answer(TypedDict):
    """Quotes that answer a question, or the word that the library does not answer it."""

    question: str
    id: None
    answered: Annotated[bool, Field(description="Whether the evidence is offered as an answer.")]
    confidence: Annotated[float, Field(description="Probability that the evidence answers, 0 to 1.")]
    missing_terms: Annotated[list[str], Field(description="Words of the question that no document mentions.")]
    uncovered_terms: Annotated[list[str], Field(description="Words that none of the nearest passages mentions.")]
    of_paper: Annotated[bool, Field(description="Whether it was read as a question about a paper itself.")]
    papers_agreeing: Annotated[int, Field(description="How many papers say what the first quote says.")]
    evidence: Annotated[list[Quote], Field(description="Best first; empty where the library does not answer.")]
    nearest: NotRequired[Annotated[list[Quote], Field(description="Where it does not: what comes nearest.")]]


class Passage(TypedDict):
    """A stretch of a document, with what stands around it and where it stands."""

    document_id: str
    text: Annotated[str, Field(description="Verbatim: the document's text from start to end.")]
    before: Annotated[str, Field(description="What stands before it in the same section.")]
    after: Annotated[str, Field(description="What stands after it in the same section.")]
    section: Annotated[str | None, Field(description="The heading it stands under.")]
    kind: Annotated[str, Field(description="body, caption, table, reference, bibliography or furniture.")]
    page: Annotated[int | None, Field(description="Physical page, from 1; null where the document has no pages.")]
    page_label: Annotated[str, Field(description="Page number as printed; empty where none is known.")]
    start: Offset
    end: Offset
    reference: Reference
    citation: Annotated[str, Field(description="The reference in Vancouver style.")]
