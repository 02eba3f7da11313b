"""The contents of every export of a conversation, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus import Reference
from corpus.text import on_one_line
from qa.answer import Answer, Evidence, papers
from qa.conversations.turns import Conversation, Turn
from qa.export.marks import Mark, digest
from qa.references.links import Link, links, vancouver_before_links
from qa.wording import confidence_in_words, counted, listed, page_in_words, refusal


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the list of references.

    Attributes:
        text: In Vancouver style, without what the links say.
        links: Of the DOI and the PubMed number, as far as they are known.
    """

    text: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote.

    Attributes:
        text: As people read it, written so that it can be read back exactly.
        mark: Its place, for programs.
        number: Of its entry in the list of references, from 1.
        where: Its place for people: its number in the answer, section and page.
    """

    text: str
    mark: Mark
    number: int
    where: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer.

    Attributes:
        number: Of the turn.
        question: As typed.
        understood: As understood; empty where that is as typed.
        selection: What of the library was asked, in words; empty where all of it was.
        answered: Whether the library answers it.
        verdict: How sure the answer is; of a refusal, what is missing.
        quotes: In the order of the page; none where the library does not answer.
    """

    number: int
    question: str
    understood: str
    selection: str
    answered: bool
    verdict: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """A conversation as it is exported; each text but the quotes is on one line.

    Attributes:
        title: Of the conversation.
        about: When it was held, of which library.
        asked: The turns.
        references: In the order of their first quotes.
    """

    title: str
    about: str
    asked: tuple[Asked, ...]
    references: tuple[Listed, ...]


def contents(conversation: Conversation) -> Contents:
    """What is exported of a conversation."""
    sources = _sources(conversation)
    numbers = {name: number for number, name in enumerate(sources, 1)}
    first, last = (f"{time:%Y-%m-%d}" for time in (conversation.created, conversation.changed))
    dates = first if first == last else f"{first} to {last}"
    library = f", library {on_one_line(conversation.library)}" if conversation.library else ""
    return Contents(
        on_one_line(conversation.title) or "Conversation",
        f"{counted(len(conversation.turns), 'question')} asked of reviewqa, {dates}{library}.",
        tuple(_asked(turn, numbers) for turn in conversation.turns),
        tuple(_listed(reference, name) for name, reference in sources.items()),
    )


def cited(conversation: Conversation) -> tuple[Reference, ...]:
    """The papers that are quoted, in the order of their first quotes, each once."""
    return tuple(_sources(conversation).values())


def _sources(conversation: Conversation) -> dict[str, Reference]:
    """Ids of the documents quoted, in the order of the page, each with its reference as the latest turn has it."""
    groups = (group for turn in conversation.turns if turn.answer.answered for group in turn.answer.groups)
    evidence = [one for group in groups for one in group]
    return {one.document_id: one.reference for one in evidence}


def _asked(turn: Turn, numbers: dict[str, int]) -> Asked:
    answer, typed, understood = turn.answer, on_one_line(turn.typed), on_one_line(turn.question)
    evidence = sorted(answer.evidence, key=lambda one: answer.numbered[one.rank]) if answer.answered else []
    return Asked(
        number=turn.number,
        question=typed,
        understood=understood if understood != typed else "",
        selection=on_one_line(str(turn.selection)) if turn.selection else "",
        answered=answer.answered,
        verdict=on_one_line(_verdict(answer)),
        quotes=tuple(
            quote for at, one in enumerate(evidence, 1) for quote in _quotes(one, at, numbers[one.document_id])
        ),
    )


def _verdict(answer: Answer) -> str:
    if not answer.answered:
        return refusal(answer)
    found = f"{counted(len(answer.evidence), 'quote')} from {counted(papers(answer.evidence), 'paper')}."
    lacking = f" None of them has the word {listed(answer.missing_terms)}." if answer.missing_terms else ""
    return f"{confidence_in_words(answer.confidence)}. {found}{lacking}"


def _quotes(one: Evidence, at: int, number: int) -> Iterator[Quoted]:
    """The quote, after the earlier sentence that it needs to be understood."""
    kind = one.kind if one.kind in {"caption", "table"} else ""
    parts = (f"Quote {at}", on_one_line(one.section or ""), kind, on_one_line(page_in_words(one)))
    if one.antecedent:
        before = one.antecedent
        mark = Mark(one.document_id, before.start, before.end, digest(before.text))
        yield Quoted(before.display, mark, number, f"Said before quote {at}")
    mark = Mark(one.document_id, one.start, one.end, digest(one.quote))
    yield Quoted(one.display.quote, mark, number, ", ".join(part for part in parts if part))


def _listed(reference: Reference, document_id: str) -> Listed:
    return Listed(on_one_line(vancouver_before_links(reference)) or on_one_line(document_id), links(reference))
