"""Whether a question reads as English: the models, the word lists and the forms of questions know no other language."""

from __future__ import annotations

import re
import unicodedata

from index.text.words import STOP_WORDS
from qa.english.lexicon import FOREIGN

_WORD = re.compile(r"[^\W\d_]+")
_READABLE = ("LATIN", "GREEK")  # "IL-1β" is English
_FEWEST = 2  # little words of other languages that tell


def is_english(text: str) -> bool:
    """Whether a text reads as English, as keywords do; not in other scripts, nor with other languages' little words."""
    letters = [char for char in text if char.isalpha()]
    readable = sum(unicodedata.name(char, "").startswith(_READABLE) for char in letters)
    if 2 * readable < len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    other = sum(word in FOREIGN for word in words)
    return other < _FEWEST or other <= sum(word in STOP_WORDS for word in words)
