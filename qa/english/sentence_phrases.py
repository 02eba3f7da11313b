"""Noun phrases with what they are of, in, for or on, where a part of a printed sentence begins or ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.english.lexicon import ARTICLES, DETERMINERS, VAGUE
from qa.english.noun_phrases import Phrase, extended, may_be_verb, phrases, tokens

_APOSTROPHES = ("'", "’")
_JOINING = frozenset({"of", "in", "for", "on"})
_ADVERBIAL = re.compile(r"\s+in (?:addition|particular|turn|contrast|general|part|comparison)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_DETERMINER = re.compile(rf"\s+(?:{'|'.join(sorted(DETERMINERS))})\b", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_MOST_ADJECTIVES = 2
_FARTHEST_ARTICLE = 4  # words before a noun


def opening(text: str, longest: int) -> str | None:
    """The noun phrase that a text begins with, with what it is of, in, for or on.

    Args:
        text: A printed sentence from that phrase on.
        longest: Most words.

    Returns:
        As printed, with its article; None where it is not clear where it ends.
    """
    every = phrases(text, of_sentence=True)
    if not every or text[: every[0].start].strip().casefold() not in {"", *ARTICLES}:
        return None
    one = every[0]
    while not _ADVERBIAL.match(text, one.end):
        longer = extended(text, one, every, _JOINING, longest)
        if longer == one:
            break
        one = longer
    end = _end_of_list(text, one.end, every)
    if end is None or _DETERMINER.match(text, end) or text[end : end + 1] in _APOSTROPHES:
        return None  # "clinical and vertebral fractures", "mitigating the spread", "the source impedes their use"
    found = text[:end].strip()
    return found if len(found.split()) <= longest and found[0].isalpha() else None


def whole(text: str, longest: int) -> str | None:
    """A text without its article, where that is one noun phrase from beginning to end."""
    article = _ARTICLE.match(text)
    bare = text[article.end() if article else 0 :].strip()
    return bare if opening(bare, longest) == bare else None


def closing(text: str, longest: int) -> str:
    """The noun phrase that a text ends with, of at most so many words; empty where there is none."""
    found = phrases(text, of_sentence=True)[-1:]
    return " ".join(found[0].text.split()[-longest:]) if found and not text[found[0].end :].strip() else ""


def adjectives_before(text: str) -> list[str] | None:
    """The adjectives at the end of a text that describe the noun after it, without vague ones.

    Returns:
        In their order, in lower case but for names; None where no noun phrase begins before them.
    """
    found, adjectives = tokens(text), list[str]()
    end = len(text)
    for token in reversed(found[-_FARTHEST_ARTICLE:]):
        if text[token.end : end].strip():
            return None
        end = token.start
        if token.low in DETERMINERS:
            return adjectives if len(adjectives) <= _MOST_ADJECTIVES else None
        if token.low in VAGUE:
            continue
        is_verb = may_be_verb(token.low) and not token.low.endswith("ing")  # "the trial showed", not "the leading"
        if is_verb or token.is_function_word or not token.text[0].isalpha():
            return None
        adjectives.insert(0, token.low if token.text[1:].islower() else token.text)
    return None if len(found) > _MOST_ADJECTIVES else adjectives


def _end_of_list(text: str, end: int, every: Sequence[Phrase]) -> int | None:
    """Where a phrase that ends here ends with the noun that "and" joins to it; None where more than a noun follows."""
    joined = _AND.match(text, end)
    if not joined:
        return end
    last = next((one for one in every if one.start == joined.end()), None)
    return last.end if last and " " not in last.text else None
