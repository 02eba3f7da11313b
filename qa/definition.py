"""Definitions: whether a question asks what a thing is, and whether a sentence says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.words import content_words, words

_ASKS = re.compile(
    r"^\W*(?:what|who)(?:'s| is| are)(?: meant by)? (?P<thing>[^?.!,;]+)\W*$"
    r"|^\W*define (?P<defined>[^?.!,;]+)\W*$"
    r"|\bdefinition of (?P<of>[^?.!,;]+)\W*$"
    r"|^\W*what (?:do|does) (?P<stands>[^?.!,;]+?) (?:stand for|mean)\W*$"
    r"|^\W*what kind of \w+ (?:is|are) (?P<kind>[^?.!,;]+)\W*$",
    re.IGNORECASE,
)
_ARTICLES = re.compile(r"^(?:an?|the|these|those)\s+", re.IGNORECASE)
_MOST_WORDS = 4  # "what are the therapeutic effects of exosomes in wound healing" asks for no definition
_MOST_BARE_WORDS = 2
_SHORT_FORM = r"\s*(?:\([^()]*\))?"
# "MSCs (…) are multipotent cells", not "exosomes are explored"; "exosomes, a type of vesicle"
_COPULA = re.compile(
    rf"{_SHORT_FORM}\s+(?:is|are)\s+(?!\w+(?:ed|en|ing)\b|known\b|shown\b|best\b|not\b)\w", re.IGNORECASE
)
_APPOSITION = re.compile(rf"{_SHORT_FORM},\s+(?:an?|the|which (?:is|are) an?)\s+\w", re.IGNORECASE)
_NAMED = re.compile(r"(?:referred to as|known as|called|termed|defined as)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"(?:\b(?:of|in|with|from|for|by|on|to|and|or)|-derived|-)\s*(?:the\s+|an?\s+)?$", re.IGNORECASE
)


def asked_term(question: str) -> str | None:
    """What "What is an exosome?" or a bare "exosomes" asks the meaning of; None for other questions."""
    thing = _thing(question)
    term = _ARTICLES.sub("", thing or question.strip(" ?.!"))
    found = words(term)
    plain = len(found) == len(content_words(term))
    return term if plain and 0 < len(found) <= (_MOST_WORDS if thing else _MOST_BARE_WORDS) else None


def asks_for_meaning(question: str) -> bool:
    """Whether only a sentence that defines would answer; "what are the …" may ask for a list instead."""
    thing = _thing(question)
    return bool(thing) and not thing.casefold().startswith(("the ", "these ")) and asked_term(question) is not None


def _thing(question: str) -> str:
    """What stands where the thing asked about does, its article included; empty where the form is another."""
    match = _ASKS.search(question)
    return next(group for group in match.groups() if group).strip() if match else ""


def defines(sentence: str, terms: Sequence[str]) -> float:
    """How far the sentence says what one of the terms is.

    Returns:
        1 for "X is a …", "X, a …" and "known as X"; 0.5 where it only gives the long form, "… (X)"; else 0.
    """
    best = 0.0
    for term in terms:
        for start, end in _places(sentence, term):
            before, after = sentence[:start], sentence[end:]
            if _APPOSITION.match(after) or _NAMED.search(before):
                return 1.0
            if _COPULA.match(after) and not _PREPOSITION.search(before):
                return 1.0
            if before.endswith("(") and re.match(r"\s*[);,]", after):
                best = 0.5
    return best


def _places(sentence: str, term: str) -> Iterator[tuple[int, int]]:
    """Where the sentence has the term, in any number."""
    wanted = [word.stem for word in words(term)]
    found = words(sentence)
    for at in range(len(found) - len(wanted) + 1):
        if wanted and [word.stem for word in found[at : at + len(wanted)]] == wanted:
            yield found[at].start, found[at + len(wanted) - 1].end
