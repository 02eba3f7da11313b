"""Words that were mistyped, put right against the words of the library."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import cache

from spellchecker import SpellChecker

from index.library import Library
from index.text.words import STOP_WORDS, content_words, stem
from qa.english.lexicon import GENERAL

_SHORTEST = 5  # letters; shorter words have too many neighbours
_TOO_SHORT = 2  # letters
_LONGEST = 40  # letters; what is longer is no word, and has too many neighbours to try
_LETTERS = string.ascii_lowercase


def put_right(text: str, library: Library) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question as it was most likely meant.

    A word is put right where no paper has it, English has not either, and the papers have one that is typed like it but
    for a letter too much, too few, wrong or out of turn (Damerau, A technique for computer detection and correction of
    spelling errors, 1964). Of several, the most frequent is taken. Names, capitals and numbers stay as they are.

    Returns:
        The text, and each word that was changed with what it is read as.
    """
    changed: list[tuple[str, str]] = []
    for word in reversed(content_words(text)):
        typed = text[word.start : word.end]
        if _may_be_wrong(typed, library) and (meant := _nearest(typed, library)):
            text = text[: word.start] + meant + text[word.end :]
            changed.append((typed, meant))
    return text, tuple(reversed(changed))


def is_general(word: str, library: Library) -> bool:
    """Whether a word names nothing of its own: "take", "instead", and "waht", which is one of these mistyped."""
    folded = word.casefold()
    if folded in STOP_WORDS or stem(folded) in GENERAL:
        return True
    plain = folded.isascii() and folded.isalpha() and _TOO_SHORT < len(folded) <= _LONGEST and not word.isupper()
    if not plain or _is_known(folded, library):
        return False
    return any(other in STOP_WORDS for other in _edits(folded))


def _may_be_wrong(typed: str, library: Library) -> bool:
    plain = typed.isascii() and typed.isalpha() and (typed.islower() or typed.istitle())
    plain = plain and _SHORTEST <= len(typed) <= _LONGEST
    folded = typed.casefold()
    return plain and stem(folded) not in GENERAL and not _is_known(folded, library)


def _is_known(folded: str, library: Library) -> bool:
    """Whether a word in lower case is one of the papers, of the model, or of English."""
    return library.knows(stem(folded)) or library.encoder.is_word(folded) or folded in _english()


@cache
def _english() -> SpellChecker:
    """The words of English; takes a fifth of a second, for the first word that the papers do not have."""
    return SpellChecker(language="en", distance=1)


def _nearest(typed: str, library: Library) -> str:
    """What the papers have, most frequent first; of forms of one word the one that is typed wrong most often."""
    frequency = {
        word: library.lexical.document_frequency(stem(word)) for word in dict.fromkeys(_edits(typed.casefold()))
    }
    known = [word for word, count in frequency.items() if count > (word[0] != typed[0].casefold())]
    is_word = library.encoder.is_word
    return max(known, key=lambda word: (word[0] == typed[0].casefold(), frequency[word], is_word(word)), default="")


def _edits(word: str) -> Iterator[str]:
    """All strings that are a letter swapped with the next, deleted, inserted or replaced away, in this order."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1)
    yield from (head + tail[1:] for head, tail in halves if tail)
    yield from (head + letter + tail for head, tail in halves for letter in _LETTERS)
    yield from (head + letter + tail[1:] for head, tail in halves if tail for letter in _LETTERS)
