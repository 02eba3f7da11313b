"""Which hyphens at line ends only break a word, and a text without them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

_BROKEN = re.compile(r"(?<!\w)(?P<left>[^\W\d_]+(?:[-–][^\W\d_]+){0,5})[-‐]\r?\n[ \t]*(?P<right>[^\W\d_]+)")
_DISCRETIONARY = re.compile("(?<=\\w)\u00ad(?=\\s*\\w)")
_AT_LINE_END = re.compile(r"(?<=[\w)][-‐–])\r?\n[ \t]*(?=\w)")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Both parts are words of their own, and yet it is one word.
_ONE_WORD = frozenset(
    {
        "without", "within", "however", "therefore", "thereby", "thereafter", "into", "onto", "cannot",
        "another", "whereas", "whereby", "furthermore", "moreover", "overall", "outcome", "outcomes",
        "understand", "understanding", "background", "throughout", "although", "nevertheless", "meanwhile",
        "otherwise", "somewhat", "sometimes", "together", "altogether", "underlying", "upon", "output",
        "input", "outside", "inside", "overcome", "likewise", "forward", "herein", "wherein", "whenever",
        "become", "ourselves", "themselves", "itself", "lifetime", "timepoint", "timepoints",
    }
)  # fmt: skip


def soft_hyphens(text: str, wrapped: bool = True) -> tuple[int, ...]:
    """Offsets of the hyphens that are not part of their word: of all U+00AD, and of those at line ends.

    A word that a line's end breaks is joined where it is written so elsewhere in the text, and not where it is
    written with the hyphen. Else it is joined where its second part begins in lower case, unless both parts are words
    of the text by themselves.

    Args:
        text: Of a document.
        wrapped: Whether its lines end at a margin, in the middle of words.
    """
    soft = {found.start() for found in _DISCRETIONARY.finditer(text)}
    broken = list(_BROKEN.finditer(text)) if wrapped else []
    if broken:
        words = Counter(word.casefold() for word in _WORD.findall(_BROKEN.sub(" ", text)))
        for word in list(words):
            if "-" in word:
                words.update(word.split("-"))
        soft |= {match.end("left") for match in broken if _is_soft(match["left"], match["right"], words)}
    return tuple(sorted(soft))


def unbroken(text: str, soft: Sequence[int], start: int, end: int) -> str:
    """A stretch of a text without its soft hyphens, its words that a line's end breaks joined.

    Args:
        text: Of a document.
        soft: Offsets of its soft hyphens, in order.
        start: Offset of the stretch.
        end: Offset after it.
    """
    parts: list[str] = []
    for at in soft[bisect_left(soft, start) : bisect_left(soft, end)]:
        parts.append(text[start:at])
        after = _SPACE.match(text, at + 1, end)
        start = after.end() if after else at + 1
    return _AT_LINE_END.sub("", "".join([*parts, text[start:end]]))


def _is_soft(left: str, right: str, words: Counter[str]) -> bool:
    last = re.split("[-–]", left)[-1].casefold()
    second = right.casefold()
    joined, hyphenated = last + second, f"{last}-{second}"
    whole = f"{left}{right}".casefold()
    written = max(words[joined], words[whole])
    if written or words[hyphenated] or words[f"{left}-{right}".casefold()]:
        return written >= max(words[hyphenated], words[f"{left}-{right}".casefold()])
    if not right[0].islower() or len(last) == 1:
        return False
    if joined in _ONE_WORD:
        return True
    least = 1 if min(len(last), len(second)) > 3 else 2
    return len(last) < 3 or len(second) < 3 or words[last] < least or words[second] < least
