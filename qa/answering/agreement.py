"""Agreement: which quotes of different papers say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.models.encoder import Vectors
from index.text.words import content_words, terms

# Over 167 pairs of sentences that say the same of one population, intervention and outcome, and 167 that are as near in
# wording and speak of another (bench/agreement.py): of those that pass 77 % say the same, of those that say it 30 %
# pass. With a lower cosine, or with names that differ, as many wrong pairs pass as right ones.
_COSINE = 0.75

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
        title: Of the paper: often it alone says in whom something was seen.
        vector: (dim,) float32, L2-normalised; of several sentences, the mean of theirs, normalised.
    """

    document_id: str
    text: str
    title: str
    vector: Vectors


def agreement(
    sayings: Sequence[Saying], is_word: Callable[[str], bool], *, asks_number: bool = False
) -> tuple[tuple[int, ...], ...]:
    """For each quote, the places (from 0) of the quotes from other papers that say the same.

    Args:
        sayings: Quotes that answer a question.
        is_word: Whether a text in lower case is a common word (``Encoder.is_word``); others name a drug, a disease.
        asks_number: Whether those that agree must have a number in common (``Form.asks_number``).

    Returns:
        One tuple a quote, each in order; agreement is symmetric, but not transitive.
    """
    heard = [_Heard.of(one, is_word) for one in sayings]
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
        names: Stems of what it names: words that are not common, and abbreviations.
        terms: All terms of the quote and its paper's title.
        numbers: Numbers in it.
    """

    saying: Saying
    names: frozenset[str]
    terms: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, saying: Saying, is_word: Callable[[str], bool]) -> _Heard:
        text = _CITED.sub(" ", saying.text)
        printed = [(word.stem, text[word.start : word.end]) for word in content_words(text)]
        names = frozenset(
            stem
            for stem, word in printed
            if not word.isdecimal() and (sum(map(str.isupper, word)) > 1 or not is_word(word.lower()))
        )
        return cls(saying, names, frozenset(terms(f"{text} {saying.title}")), frozenset(_NUMBER.findall(text)))


def _say_the_same(one: _Heard, other: _Heard, *, asks_number: bool) -> bool:
    return (
        float(np.dot(one.saying.vector, other.saying.vector)) >= _COSINE
        and not (one.names - other.terms and other.names - one.terms)  # each names what the other does not
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
