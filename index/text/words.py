"""Text to the words that are counted and compared: one analyser for documents and questions alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")  # an accent may be a character of its own
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_SHARP_S = re.compile(r"(?<![a-zäöü])ß(?![a-zäöü])", re.IGNORECASE)  # "TGF-ß": the German letter stands for beta
# Names that end no other word; the letter mu, a prefix of units, is left out of the signs.
_NAMES = "alpha|beta|gamma|delta|epsilon|zeta|theta|kappa|lambda|sigma|omega"
_SIGNS = "".join(GREEK).replace("μ", "")
_GREEK_END = re.compile(
    rf"(?:(?<=[a-z0-9]{{2}})|(?<=\d)|^(?=kappab$))(?:{_NAMES})(?=b?\d{{0,2}}$)"
)  # "TNFalpha", "NFkappaB"
_ATOM = re.compile(rf"[{_SIGNS}]|\d+|[^\W\d_{_SIGNS}]+")
_NUMBERED = re.compile(r"[a-z]{2,6}\d{1,4}")  # "IL6", "COVID19"
_GREEK_WORD = re.compile(rf"(?:{_NAMES}|[{_SIGNS}])\d?", re.IGNORECASE)
_NUMBER_WORD = re.compile(rf"\d{{1,4}}(?:{_NAMES}|[{_SIGNS}])?", re.IGNORECASE)
_NAME = re.compile(r"(?=(?:\w*[A-Z]){2})[^\W_]{2,8}")  # "TNF", "IL", "COVID": the first half of a longer name
_NO_NAME = re.compile(r"%|[.,]\d")  # behind a number: "IL 6", not "in 6.5"
_SIGN_OF = {name: sign for sign, name in GREEK.items()}
_LONGEST_NAME = 3  # pieces that are joined
_LONGEST_PIECE = 8  # characters, of a name with a Greek letter
_HYPHENS = {"-", "‐", "‑"}
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
    return _content(text, words(text))


def terms(text: str) -> list[str]:
    """Stems of the content words, and of compounds joined: "pre-clinical" is also found as "preclinical".

    The names of molecules and viruses have the same terms however their parts are put together: "IL-1β", "IL1β",
    "IL-1 beta"; "COVID-19", "COVID19", "COVID 19".
    """
    found = words(text)
    return [word.stem for word in _content(text, found)] + [stem(part) for part in _parts(text, found)]


def _content(text: str, found: list[Word]) -> list[Word]:
    return [word for word in found if text[word.start : word.end].casefold() not in STOP_WORDS]


def _parts(text: str, found: list[Word]) -> Iterator[str]:
    """Neighbouring pieces of each compound joined, and the pieces of those that are written in one word."""
    for chain in _chains(text, found):
        if len(chain) == 1 and len(pieces(chain[0])) == 1:  # most words
            continue
        placed = [(piece, at) for at, word in enumerate(chain) for piece in pieces(word)]
        split = {at for (_, at), (_, after) in pairwise(placed) if at == after}
        for first in range(len(placed)):
            for last in range(first, min(first + _LONGEST_NAME, len(placed))):
                window = placed[first : last + 1]
                places = [at for _, at in window]
                if first == last:
                    wanted = places[0] in split
                elif len(set(places)) == 1 and len(window) == len(pieces(chain[places[0]])):
                    wanted = False  # a whole word, counted already
                else:
                    wanted = last - first == 1 or any(designates(piece) for piece, _ in window)
                if wanted:
                    yield "".join(piece for piece, _ in window)


def _chains(text: str, found: list[Word]) -> Iterator[list[str]]:
    """Runs of words that make one compound."""
    chain: list[str] = []
    before: Word | None = None
    for word in found:
        if before and not _linked(text, before, word):
            yield chain
            chain = []
        chain.append(text[word.start : word.end])
        before = word
    if chain:
        yield chain


def _linked(text: str, left: Word, right: Word) -> bool:
    """Whether two words make a compound: by a hyphen, or as a name and its Greek letter or number ("TNF alpha")."""
    gap = text[left.end : right.start]
    if gap in _HYPHENS:
        return True
    if gap != " ":
        return False
    name = text[left.start : left.end]
    if name.islower():  # nearly always
        return False
    designation = text[right.start : right.end]
    if _GREEK_WORD.fullmatch(designation):
        return name.isdigit() or _NAME.fullmatch(name) is not None
    return bool(_NAME.fullmatch(name) and _NUMBER_WORD.fullmatch(designation) and not _NO_NAME.match(text, right.end))


@lru_cache(maxsize=100_000)
def pieces(word: str) -> tuple[str, ...]:
    """What a word is put together from: "IL1β" from IL, 1 and β; most words from nothing but themselves."""
    word = _SHARP_S.sub("β", word)
    folded = _GREEK_END.sub(lambda name: _SIGN_OF[name[0]], word.casefold())
    found = tuple(_ATOM.findall(folded))
    signs = sum(piece in GREEK for piece in found)
    named = signs == 1 and 2 <= len(found) <= 4 and max(map(len, found)) <= _LONGEST_PIECE
    return found if named or _NUMBERED.fullmatch(folded) else (word,)


def designates(word: str) -> bool:
    """Whether a word is a number or Greek letter, such as ends the name of a molecule."""
    return any(pattern.fullmatch(word) for pattern in (_GREEK_WORD, _NUMBER_WORD))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The form under which a word is counted and compared."""
    if _PLURAL_ACRONYM.fullmatch(word):
        word = word[:-1]
    letters = _SHARP_S.sub("β", word).casefold()
    folded = unicodedata.normalize("NFKD", "".join(GREEK.get(char, char) for char in letters))
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
