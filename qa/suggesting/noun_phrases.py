"""Noun phrases of a sentence as printed, found without a parser: where one begins and ends is told by closed lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.words import STOP_WORDS

_TOKEN = re.compile(r"[^\W_](?:[\w'’+/]|[-‐‑](?=\w)|[.,](?=\d))*|[^\s\w]")
ARTICLE = re.compile(r"(?:an?|the)\s+", re.IGNORECASE)
_DETERMINERS = frozenset({"the", "a", "an", "these", "their", "its", "no", "this", "our"})
_ARTICLES = frozenset({"a", "an", "the"})
_INSIDE = frozenset({"of", "in", "for", "on", "the", "a", "an"})
# Words before a noun that a question is better without ("the various applications of", "a similar incidence of").
_VAGUE = """
various recent several possible many other different exact same current new novel latest following above potential
certain specific particular overall general two three first second some numerous multiple major main key reported known
critical crucial important pivotal essential vital direct tremendous promising limited low lower high higher great
greater rising similar only combined significant single increased reduced useful valuable best-known common attractive
emerging strong another further given
"""
VAGUE = frozenset(_VAGUE.split())
# What a phrase ends before: auxiliaries, verbs, relative words, prepositions that begin something else.
_ENDS_WORDS = """
is are was were be been being has have had can could may might will would should must do does did not also that which
who whom whose where when while because although though if as than but or via by with from through during after before
to into using within between among upon under over without about against across per due such so thus however both
either including despite following show shows showed shown demonstrate demonstrates demonstrated suggest suggests
suggested indicate indicates indicated reveal reveals revealed remain remains remained include includes included
increase increases increased decrease decreases decreased reduce reduces reduced improve improves improved inhibit
inhibits inhibited promote promotes promoted depend depends cause causes caused lead leads led require requires
required provide provides provided become becomes became appear appears appeared seem seems occur occurs occurred
make makes made play plays played affect affects affected involve involves involved differ differs vary varies varied
contribute contributes contributed allow allows allowed enable enables enabled support supports supported exist exists
report reports reported represent represents represented mediate mediates mediated exert exerts exerted result results
resulted take takes took found given whether how what why therefore moreover then thus hence we our they their its it
this these those there here i your my his her
"""
_ENDS = frozenset(_ENDS_WORDS.split())
# Alone, they name nothing that could be asked about.
_GENERAL = """
cells patients results studies study disease diseases treatment therapy data findings interest action latter former
above response responses therapeutics use used effect effects others other authors review paper article method methods
conclusion background objective aim purpose outcome outcomes group groups subjects children women men mice rats age
death context
"""
_GENERAL_WORDS = frozenset(_GENERAL.split())
_ADVERBIAL = frozenset({"addition", "particular", "turn", "contrast", "general", "part", "comparison"})  # "in addition"
_ADJECTIVES = 2
_PLURAL = re.compile(r"(?:[^sui]s|[A-Z0-9]s|ria|data)$")


def tokens(text: str) -> list[str]:
    """Words with their hyphens, and every other sign by itself."""
    return _TOKEN.findall(text)


def phrase(found: Sequence[str], most: int) -> str | None:
    """The noun phrase that tokens begin with; None where its end cannot be told or it names nothing."""
    taken: list[str] = []
    for at, token in enumerate(found):
        word = token.lower()
        if word == "and":
            if not _ends_list(found[at + 1 :]):
                return None  # "clinical and vertebral fractures"
            taken += found[at : at + 2]
            break
        if word in _ARTICLES and taken and taken[-1].lower() not in _INSIDE:
            return None  # "mitigating the spread"
        if not token[0].isalnum() or word in _ENDS or word.endswith("ly") or _is_verb(found, at, taken):
            break
        taken.append(token)
    while taken and taken[-1].lower() in _INSIDE | VAGUE:
        taken.pop()
    if len(taken) > 2 and taken[-2].lower() == "in" and taken[-1].lower() in _ADVERBIAL:
        del taken[-2:]
    return " ".join(taken) if len(taken) <= most and _names(taken) else None


def whole(text: str, most: int) -> str | None:
    """A text without its article, where that is one noun phrase from beginning to end."""
    found = tokens(ARTICLE.sub("", text, count=1) if ARTICLE.match(text) else text)
    one = phrase(found, most)
    return one if one and len(one.split()) == len(found) else None


def describing(before: Sequence[str]) -> list[str] | None:
    """The adjectives that a noun has before it, vague ones left out; None where no phrase begins with them."""
    told: list[str] = []
    for token in reversed(before[-4:]):
        word = token.lower()
        if word in _DETERMINERS:
            return told if len(told) <= _ADJECTIVES else None
        if not token[0].isalpha() or word in _ENDS | _INSIDE | {"and"}:
            return None
        if word not in VAGUE:
            told.insert(0, word if token[1:].islower() else token)
    return None if len(before) > _ADJECTIVES else told


def last(text: str, most: int) -> str:
    """The words at the end of a text that may be one noun phrase."""
    taken: list[str] = []
    for token in reversed(tokens(text)[-most:]):
        if not token[0].isalnum() or token.lower() in _ENDS | _INSIDE | {"and"}:
            break
        taken.insert(0, token)
    return " ".join(taken)


def article(noun: str) -> str:
    """Which of "a" and "an" stands before a noun, by its first letter."""
    return "an" if noun[:1].lower() in "aeiou" else "a"


def is_plural(text: str) -> bool:
    """Whether a noun phrase is of several things, by the ending of its head."""
    head = re.split(r" (?:of|in|for|on|with|from) ", text)[0].split()[-1]
    return _PLURAL.search(head) is not None or " and " in text


def _ends_list(found: Sequence[str]) -> bool:
    """Whether one more noun ends a list: "medicine and therapy."."""
    if not found or not found[0][0].isalpha() or found[0].lower() in _ENDS:
        return False
    return len(found) == 1 or not found[1][0].isalnum() or found[1].lower() in _ENDS


def _is_verb(found: Sequence[str], at: int, taken: Sequence[str]) -> bool:
    """Whether a token inside a phrase is rather a verb: "exosomes secreted by", "the source impedes their use"."""
    token, after = found[at], found[at + 1].lower() if at + 1 < len(found) else ""
    if not taken or taken[-1].lower() in _INSIDE:
        return False
    if token.endswith("ed") and len(token) > 4 and "-" not in token:
        return True
    return token.islower() and token.endswith("s") and after in _DETERMINERS


def _names(taken: Sequence[str]) -> bool:
    """Whether a phrase names something."""
    said = [token.lower() for token in taken if token.lower() not in _INSIDE]
    if not said or not taken[0][0].isalpha() or taken[0].lower() in _INSIDE - {"the"} or "'s" in " ".join(taken[-1:]):
        return False
    return not all(word in _GENERAL_WORDS or word in STOP_WORDS for word in said)
