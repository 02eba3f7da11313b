"""How two texts that should be equal differ, in a few words."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

_MOST = 3  # differences shown
_LONGEST = 60  # characters shown of each side
_MOST_WORDS = 400  # compared with each other; more take too long
_SAME = 0.3  # share of words in common from which one is a version of the other


def differences(has: str, should: str) -> str:
    """What one text has where the other has something else: "“large” for “small”"."""
    left, right = has.split(), should.split()
    if left == right:
        return "only white space differs"
    start = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(left), len(right)) if start is None else start
    matcher = SequenceMatcher(None, left[start:][:_MOST_WORDS], right[start:][:_MOST_WORDS], autojunk=False)
    if not start and matcher.ratio() < _SAME:
        return _change(left, right)
    shown = [
        _change(left[start + a : start + b], right[start + c : start + d])
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    more = f", and {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return ", ".join(shown[:_MOST]) + more


def _change(has: list[str], should: list[str]) -> str:
    if not has:
        return f"“{_short(should)}” is missing"
    if not should:
        return f"“{_short(has)}” is added"
    left, right = " ".join(has), " ".join(should)
    alike = unicodedata.normalize("NFC", left) == unicodedata.normalize("NFC", right)
    return f"“{_short(has)}” for “{_short(should)}”{' in other characters that look the same' if alike else ''}"


def _short(words: list[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
