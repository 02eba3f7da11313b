"""Text to the words that are counted and compared: one analyser for documents and questions alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # an accent may be a character of its own
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "µ": "mu", "ω": "omega",
}  # fmt: skip
_PLURAL_ACRONYM = re.compile(r"[A-Za-z]?[A-Z][A-Z0-9]+s|[b-df-hj-np-tv-xz]{2,}s")  # MSCs, and mscs as people type it
_STEMMER = Stemmer.Stemmer("english")

# Function words, and the verbs and nouns that only carry a question ("does the paper say", "is there any").
_STOP_WORDS = """
a about after all also am an and another any are as at be because been being between both but by can could did do does
doing done each else ever every exactly far for from further gave get give given gives got had has have having he her
here his how i if in into is it its itself just let like made make makes many may me mean meaning means might more most
much must my no nor not of off on once one only onto or other our out over per please really actually say said says
shall she should so some someone something anything everything stand stands still such tell than that the their them
then there these they thing things this those through thus to too under until up upon us use used uses using very was
we well were what whatever when where whether which while who whom whose why will with within without would yes yet you
your explain describe happen happens
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


class Word(NamedTuple):
    """A word of a text.

    Attributes:
        stem: What is compared: folded, British spelling unified, stemmed (Porter's Snowball English stemmer).
        start: Offset of its first character.
        end: Offset after its last.
    """

    stem: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Every word of the text in order, stop words included; "iPSC-derived" is two."""
    return [Word(stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]


def content_words(text: str) -> list[Word]:
    """The words of the text that are not stop words."""
    return [word for word in words(text) if text[word.start : word.end].casefold() not in STOP_WORDS]


def terms(text: str) -> list[str]:
    """Stems of the content words, and of compounds joined: "pre-clinical" is also found as "preclinical"."""
    joined = [
        stem(text[left.start : left.end] + text[right.start : right.end])
        for left, right in pairwise(words(text))
        if text[left.end : right.start] in {"-", "‐", "‑"}
    ]
    return [word.stem for word in content_words(text)] + joined


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The form under which a word is counted and compared."""
    if _PLURAL_ACRONYM.fullmatch(word):
        word = word[:-1]
    folded = unicodedata.normalize("NFKD", "".join(_GREEK.get(char, char) for char in word.casefold()))
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return str(_STEMMER.stemWord(_american(bare)))


def _american(word: str) -> str:
    """British spellings under their American form; applied to both sides, so an odd hit does no harm."""
    if len(word) < 5:
        return word
    word = re.sub(r"(?<=[a-z]{3})is(?=(e|ed|es|er|ing|ation|ations)$)", "iz", word)
    word = re.sub(r"(?<=[a-z]{2})our(?=(s|ed|ing|al)?$)", "or", word)
    word = re.sub(r"(?<=[a-z]{2})ys(?=(e|ed|es|er|ers|ing)$)", "yz", word)
    word = re.sub(r"(?<=[a-z]{2})([bt])re(?=s?$)", r"\1er", word)
    return re.sub(r"ae|oe", "e", word)
