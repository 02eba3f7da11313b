"""Agreement: which quotes of different papers say the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.models.encoder import Vectors
from index.text.words import content_words, terms

# By bench/agreement.py, over pairs of snippets of different papers: of those that answer one BioASQ question and both
# name the expected answer 35 % pass; where only one names it, mostly under another name, 17 %; of nearest snippets of
# different questions 2.4 %. Looser values add as many wrong pairs as right ones.
_COSINE = 0.75
_SHARED = 2  # words that both have and the question does not
_SHARE = 0.25  # of the shorter quote's words that the question does not have

_REACH = 4  # content words: how far "increased" is from what it is said of
_CITED = re.compile(r"\[[\d,;\s–-]+\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# "NO" is nitric oxide, "not only" denies nothing.
_NEGATION = re.compile(
    r"\b(?:[Nn]o|[Nn]ot(?! only)|[Cc]annot|\w+n['’]t|[Nn]ever|[Nn]either|[Nn]or|[Nn]one|[Ww]ithout|"
    r"[Ff]ail(?:s|ed|ing|ure)?|[Ll]ack(?:s|ed|ing)?|[Aa]bsen(?:ce|t)|[Uu]nable|[Uu]n(?:likely|affected|changed|related)|"
    r"[Ii]n(?:effective|sufficient|significant)|[Nn]on-?significant(?:ly)?)\b"
)
_UP = re.compile(
    r"(?:increas|rais|rise|rose|elevat|enhanc|improv|promot|upregulat|stimulat|activat|accelerat|augment)\w*|"
    r"higher|greater|better|superior|longer|larger|faster|stronger|effective|safe|positively|beneficial",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"(?:decreas|reduc|diminish|suppress|attenuat|downregulat|impair|declin|worsen|delay|prevent)\w*|"
    r"inhibit(?:s|ed|ing|ion)?|lower(?:s|ed|ing)?|less|fewer|worse|inferior|shorter|smaller|slower|weaker|ineffective|"
    r"unsafe|negatively|harmful|detrimental",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"\b(up|down)-(?=regulat)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saying:
    """A quote, for comparison.

    Attributes:
        document_id: Id of the paper it is from.
        text: The quote.
        vector: (dim,) float32, L2-normalised; of several sentences, the mean of theirs, normalised.
    """

    document_id: str
    text: str
    vector: Vectors


def agreement(
    asked: Collection[str], sayings: Sequence[Saying], *, asks_number: bool = False
) -> tuple[tuple[int, ...], ...]:
    """For each quote, the places (from 0) of the quotes from other papers that say the same.

    Args:
        asked: Terms of the question in all its variants: every quote shares them, so they show nothing.
        sayings: Quotes that answer it.
        asks_number: Whether those that agree must have a number in common (``Form.asks_number``).

    Returns:
        One tuple a quote, each in order; agreement is symmetric, but not transitive.
    """
    heard = [_Heard.of(one, asked) for one in sayings]
    return tuple(
        tuple(
            at
            for at, other in enumerate(heard)
            if other.saying.document_id != one.saying.document_id and _say_the_same(one, other, asks_number=asks_number)
        )
        for one in heard
    )


def opposed(one: str, other: str) -> bool:
    """Whether one quote denies and the other does not, or both speak of a thing in opposite directions."""
    if bool(_NEGATION.search(one)) != bool(_NEGATION.search(other)):
        return True
    mine, theirs = _directions(one), _directions(other)
    return any(mine[stem] * theirs[stem] < 0 for stem in mine.keys() & theirs.keys())


@dataclass(frozen=True, slots=True)
class _Heard:
    """A quote, analysed once.

    Attributes:
        saying: The quote.
        added: Its terms that the question does not have, numbers left out.
        numbers: Numbers in it.
    """

    saying: Saying
    added: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, saying: Saying, asked: Collection[str]) -> _Heard:
        text = _CITED.sub(" ", saying.text)
        added = frozenset(term for term in terms(text) if term not in asked and not term.isdigit())
        return cls(saying, added, frozenset(_NUMBER.findall(text)))


def _say_the_same(one: _Heard, other: _Heard, *, asks_number: bool) -> bool:
    shared = len(one.added & other.added)
    shorter = min(len(one.added), len(other.added))
    return (
        shared >= _SHARED
        and shared >= _SHARE * shorter
        and float(np.dot(one.saying.vector, other.saying.vector)) >= _COSINE
        and not (asks_number and one.numbers.isdisjoint(other.numbers))
        and not opposed(one.saying.text, other.saying.text)
    )


def _directions(text: str) -> dict[str, int]:
    """1 for each content word said to go up, -1 for down, by the nearest word of direction; before it goes first."""
    text = _HYPHENATED.sub(r"\1", text)
    found = content_words(text)
    signs = [_sign(text[word.start : word.end]) for word in found]
    directions = {}
    for at, word in enumerate(found):
        near = [
            (abs(off), off > 0, signs[at + off])
            for off in range(-_REACH, _REACH + 1)
            if 0 <= at + off < len(found) and signs[at + off]
        ]
        if near and not signs[at]:
            directions[word.stem] = min(near)[2]
    return directions


def _sign(word: str) -> int:
    return 1 if _UP.fullmatch(word) else -1 if _DOWN.fullmatch(word) else 0
