"""Which hyphens at line ends only break a word."""

from __future__ import annotations

import re
from collections import Counter

_BROKEN = re.compile(r"(?<!\w)(?P<left>[^\W\d_]+(?:[-–][^\W\d_]+){0,5})-\n(?P<right>[^\W\d_]+)")
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


def soft_hyphens(text: str) -> tuple[int, ...]:
    """Offsets of the hyphens at line ends that are no part of the word.

    A word is joined where it is written so elsewhere in the text, and not where it is written with the hyphen. Else
    it is joined where its second part begins in lower case, unless both parts are words of the text by themselves.
    """
    broken = list(_BROKEN.finditer(text))
    if not broken:
        return ()
    words = Counter(word.casefold() for word in _WORD.findall(_BROKEN.sub(" ", text)))
    for word in list(words):
        if "-" in word:
            words.update(word.split("-"))
    return tuple(match.end("left") for match in broken if _is_soft(match["left"], match["right"], words))


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
