"""Questions about the paper that was just quoted: "who wrote that?", "what else does it say about bone?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import Document
from index.library import Library
from index.store.selection import Selection
from index.text.words import content_words
from qa.answering.bibliographic import papers_named
from qa.answering.reference_fields import asked_fields, subject
from qa.dialogue.asked import CLOSING, OPENING, Asked, Understood, last_documents

_LONGEST_TITLE = 80  # characters; more is cut, for a question is read at a glance
_EVERYDAY = frozenset({"volume", "issue", "language", "page"})  # fields that are read as such only of a "paper"
_NOUN = r"(?:paper|review|article|study|work|publication|one|document)"
_IT = re.compile(
    rf"\b(?:(?:this|that|the same|the|the first|the last)\s+(?P<noun>{_NOUN})\b(?! by)"
    r"|it|this|that|they|these|those)\b",
    re.IGNORECASE,
)
_ITS = re.compile(rf"\b(?:its|their|(?:this|that|the) {_NOUN}['’]s)\s+", re.IGNORECASE)
_OTHER = re.compile(rf"^(?:what about |how about )?(?:in |for |of )?the other (?:{_NOUN}|two)s?\W*$", re.IGNORECASE)
_SAYS = re.compile(
    rf"\b(?:(?P<paper>(?:this|that|the same) {_NOUN}|(?:the|its|their|these|those) authors?)|(?P<it>it|they))\b"
    r"(?= (?:also )?(?:say|said|report|conclude|find|found|discuss|cover|mention|claim|suggest|"
    r"recommend|argue|write|state)s?\b)",
    re.IGNORECASE,
)
_IN_IT = re.compile(rf"\b(?:in|from|by|according to|of) (?P<paper>(?:this|that|the same) {_NOUN})\b", re.IGNORECASE)
_ABOUT = re.compile(
    rf"\b(?:is|was) (?P<paper>(?:this|that|the same|the) {_NOUN}|it|this|that) (?:all )?about\W*$", re.IGNORECASE
)
_ENDS = re.compile(r"[\s?.!]*$")


def about_paper(text: str, earlier: Sequence[Asked], kept: Selection, library: Library) -> Understood | None:
    """Read a turn as one about the paper quoted last; None where it is about something else.

    Args:
        text: The turn.
        earlier: What was asked before.
        kept: What the conversation is kept to.
        library: Where the paper is.
    """
    quoted = last_documents(earlier)
    document = library.document(quoted[0]) if quoted else None
    if document is None:
        return None
    if _OTHER.match(text):
        return _of_the_other(earlier, quoted, kept, library)
    said = _what_it_says(text, document, earlier, library)
    if said:
        return Understood(said, _only(kept, document.id), True)
    if asked_fields(text) and not subject(text) and not papers_named(text, library)[0]:
        question = _asking(_with_title(text, document), title(document), text)
        return Understood(question, _only(kept, document.id), True)
    return None


def is_about_paper(question: str) -> bool:
    """Whether a question that stands alone asks for a field of a reference."""
    return bool(asked_fields(question))


def _what_it_says(text: str, document: Document, earlier: Sequence[Asked], library: Library) -> str:
    """A question on what the paper says, with its name put in; empty where the turn asks something else."""
    match = _ABOUT.search(text)
    if match and (match["paper"].casefold().split()[-1] not in {"it", "this", "that"} or _was_of_paper(earlier)):
        return _put(text, match.span("paper"), title(document))
    match = _SAYS.search(text)
    if match and (match["paper"] or _was_of_paper(earlier)):
        group = "paper" if match["paper"] else "it"
        return _named(text, match.span(group), document, library)
    match = _IN_IT.search(text)
    if match and not asked_fields(text) and subject(text):
        return _named(text, match.span("paper"), document, library)
    return ""


def _was_of_paper(earlier: Sequence[Asked]) -> bool:
    last = earlier[-1]
    return last.names_a_paper or is_about_paper(last.question)


def _of_the_other(
    earlier: Sequence[Asked], quoted: Sequence[str], kept: Selection, library: Library
) -> Understood | None:
    """The last question, of the other one of two papers."""
    last = earlier[-1].question
    known = list(dict.fromkeys(name for one in reversed(earlier) for name in one.documents))
    if len(known) < 2 and library.manifest.documents == 2:
        known = library.catalog.document_ids()
    other = next((library.document(name) for name in known if name != quoted[0]), None)
    if other is None:
        return None
    start, end = last.find(OPENING), last.rfind(CLOSING)
    question = last
    if 0 <= start < end:
        question = _asking(f"{last[:start]}{title(other)}{last[end + 1 :]}", title(other), last)
    return Understood(question, _only(kept, other.id), True)


def _only(kept: Selection, document_id: str) -> Selection:
    """One paper, with the other limits that hold for it anyway left out."""
    return Selection(documents=(document_id,), section=kept.section)


def title(document: Document) -> str:
    """Its title in quotation marks, cut after a word where it is long."""
    whole = " ".join(document.reference.title.replace(OPENING, "").replace(CLOSING, "").split()) or document.id
    cut = whole if len(whole) <= _LONGEST_TITLE else whole[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return f"{OPENING}{cut}{CLOSING}"


def _with_title(text: str, document: Document) -> str:
    """The turn with the paper's title in the place of "it", "that paper", "its"; else appended."""
    called = title(document)
    found = _IT.search(text)
    noun = (found["noun"] or "").casefold() if found else ""
    if noun not in {"", "one"}:
        called = f"the {noun} {called}"
    whose = _ITS.search(text)
    if whose:
        end = _ENDS.search(text, whose.end())
        at = end.start() if end else len(text)
        return f"{text[: whose.start()]}the {text[whose.end() : at]} of {called}{text[at:]}"
    if found:
        return _put(text, found.span(), called)
    at = _ENDS.search(text).start()  # type: ignore[union-attr]
    if re.search(r"\bjournals?\W*$", text, re.IGNORECASE) and text.casefold().startswith(("which", "what", "in ")):
        return f"{text[:at]} is {called} in{text[at:] or '?'}"
    if re.match(r"(?:how|when|where|is|was|has)\b", text, re.IGNORECASE):
        return f"{called}: {text}"
    return f"{text[:at]} of {called}{text[at:]}"


def _asking(question: str, called: str, typed: str) -> str:
    """A question with a title, that says "the paper" where it is not read as one about a reference without it."""
    fields = asked_fields(typed).keys()
    if (fields <= asked_fields(question).keys() and not fields <= _EVERYDAY) or f"the paper {called}" in question:
        return question
    return question.replace(called, f"the paper {called}")


def _named(text: str, span: tuple[int, int], document: Document, library: Library) -> str:
    """The turn with the paper's name in it, one that the engine takes for its name and for nothing to look for."""
    family = [document.reference.author[0].family] if document.reference.author else []
    for name in filter(None, (*family, document.reference.container_title)):
        question = re.sub(r"\bdo$", "does", text[: span[0]].rstrip(), flags=re.IGNORECASE) + f" {name}{text[span[1] :]}"
        named, rest = papers_named(question, library)
        if document.id in named and not _has(rest, name):
            return question
    return _put(text, span, title(document))


def _has(text: str, name: str) -> bool:
    own = {word.stem for word in content_words(name)}
    return bool(own & {word.stem for word in content_words(text)})


def _put(text: str, span: tuple[int, int], name: str) -> str:
    return text[: span[0]] + name + text[span[1] :]
