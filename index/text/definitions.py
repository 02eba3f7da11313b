"""Where a text says what an abbreviation stands for: "tumor necrosis factor alpha (TNF-α)".

The algorithm of Schwartz and Hearst (A simple algorithm for identifying abbreviation definitions in biomedical text,
PSB 2003). Greek letters and their names are taken for the same; what is not an abbreviation or a term is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.words import GREEK, words

_PARENTHESIS = re.compile(r"\(([^()]{2,40})\)")
_BEFORE = 400  # characters that are looked through for a long form
_CLAUSE = re.compile(r"[.;:()\[\]]\s")
_SHORT = re.compile(r"[^\W_](?:[\w\-‐‑–/.'’+&]|\s(?=\S))*")
_SIGN_OR_CAPITAL = re.compile(rf"[A-Z{''.join(GREEK)}]")
# "(Fig)", "(USA)", "(II)", "(A-C)", "(N20)", "(P01)": labels, places, numbers
_NO_SHORT = re.compile(
    r"(?:figs?|figures?|tables?|refs?|boxe?s?|eqs?|appendix|usa|uk|tm|[ivx]{3,}|[vx]i|i?x"
    r"|[a-z]\s?[-–&]\s?[a-z]|[np]\d.*|january|february|march|april|may|june|july|august|september|october|november"
    r"|december)\.?",
    re.IGNORECASE,
)
# Words that begin a piece of a sentence, not a term; "in vitro fertilization" and "all-trans" are terms.
_OPENERS = """
a about after all also among an and any are as at be because been before being between both but by can could did does
during each either for from had has have he her his how if in into is it its may might more most must nor of on or our
she should since so such than that the their them then there these they this those though through to under until upon
using versus was we were what when where whether which while who whom whose will with within without would you your
"""
_OPENS_PIECE = frozenset(_OPENERS.split())
_LATIN = re.compile(r"(?:in (?:vitro|vivo|situ|utero|silico|ovo)|ex vivo)\b", re.IGNORECASE)
_NAMES = re.compile(rf"(?<![a-z])(?:{'|'.join(GREEK.values())})(?![a-z])")
_SIGN_OF = {name: sign for sign, name in GREEK.items()}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation and what a document says it stands for.

    Attributes:
        short: As printed, "iMSCs".
        long: As printed, "induced mesenchymal stem cells".
    """

    short: str
    long: str

    @property
    def key(self) -> str:
        """Key of the short form."""
        return key_of(self.short)


def find_definitions(text: str) -> list[Definition]:
    """All "long form (short form)" pairs of the text, in order."""
    found = []
    for match in _PARENTHESIS.finditer(text):
        short = re.split(r"[;,]", match[1])[0].strip()
        if not _is_short_form(short):
            continue
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        candidate = _CLAUSE.split(before)[-1].split()[-_most_words(short) :]
        long = _long_form(short, " ".join(candidate))
        if long:
            found.append(Definition(short, long))
    return found


_LONGEST_AIDS = 4  # letters: a short word that ends in S is seldom a plural


def key_of(short: str) -> str:
    """One for "iMSCs" and "iMSC", for "TNF-α", "TNFα" and "TNF alpha"; "AIDS" is not a plural."""
    return _bare(short[:-1] if len(short) > 2 and short.endswith("s") else short)


@lru_cache(maxsize=20_000)
def keys_of(printed: str) -> tuple[str, ...]:
    """Keys under which a word may be known: "aids" are some aid, or else AIDS; "IMSCS" is typed for iMSCs."""
    shouted = (_bare(printed[:-1]),) if len(printed) > _LONGEST_AIDS and printed.endswith("S") else ()
    return tuple(dict.fromkeys((_bare(printed), key_of(printed), *shouted)))


def _bare(short: str) -> str:
    letters = (GREEK.get(char, char) for char in short.replace("ß", "β").casefold())
    return "".join(char for name in letters for char in name if char.isalnum())


def _most_words(short: str) -> int:
    return min(len(short) + 5, len(short) * 2)


def _is_short_form(text: str) -> bool:
    return (
        2 <= len(text) <= 10
        and len(text.split()) <= 2
        and _SHORT.fullmatch(text) is not None
        and _NO_SHORT.fullmatch(text) is None
        and _SIGN_OR_CAPITAL.search(text) is not None
    )


def _long_form(short: str, candidate: str) -> str | None:
    """The shortest end of ``candidate`` that spells ``short``, or None where that is not a term."""
    lowered = candidate.lower()
    signs = _NAMES.sub(lambda name: _SIGN_OF[name[0]].ljust(len(name[0]), "\0"), lowered)
    spelled = _with_signs(short)
    start = _start(spelled, signs) if any(char in GREEK for char in spelled) else None
    if start is None:
        start = _start(short.lower(), lowered)
    if start is None:
        return None
    long = candidate[candidate.rfind(" ", 0, start + 1) + 1 :].strip(" -–,")
    if long[:1] in _BRACKETS and not _balanced(long):
        long = long[1:]  # "[odds ratio (OR)"
    return long if _is_long_form(long, short) else None


def _with_signs(short: str) -> str:
    return _NAMES.sub(lambda name: _SIGN_OF[name[0]], short.lower())


def _start(short: str, candidate: str) -> int | None:
    """Where the shortest end of ``candidate`` begins whose letters cover ``short``, its first at a word's start."""
    at = len(candidate) - 1
    for index in range(len(short) - 1, -1, -1):
        char = short[index]
        if not char.isalnum():
            continue
        while at >= 0 and (candidate[at] != char or (index == 0 and at > 0 and candidate[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    return at + 1


def _is_long_form(long: str, short: str) -> bool:
    opener = re.match(r"[^\W\d_]+(?=\s|$)", long)
    return (
        len(long) > len(short)
        and short.lower() not in long.lower().split()
        and len(words(long)) <= _most_words(short)
        and (opener is None or opener[0].lower() not in _OPENS_PIECE or _begins_term(long))
        and _balanced(long)
        and "=" not in long
    )


def _begins_term(long: str) -> bool:
    """Whether a form that begins with a function word is a term: "in vitro fertilization", the trial "A Diabetes …"."""
    return _LATIN.match(long) is not None or long.startswith("A ")


def _balanced(text: str) -> bool:
    """Whether every bracket closes one that was opened, and none is at the beginning."""
    waiting: list[str] = []
    for char in text:
        if char in _BRACKETS:
            waiting.append(_BRACKETS[char])
        elif char in _BRACKETS.values() and (not waiting or waiting.pop() != char):
            return False
    return not waiting and text[:1] not in _BRACKETS
