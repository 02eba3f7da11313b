"""Keys that texts cite references by; a reference has the same key whatever other references there are."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Sequence

from corpus import Reference
from corpus.document import slug

_LONGEST = 24  # characters of a part
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "are", "as", "at", "by", "do", "does", "for", "from", "how", "in", "is", "of", "on", "or", "the",
     "to", "what", "with"}
)  # fmt: skip
# Letters that Unicode does not decompose into an ASCII letter and an accent
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
)


def citation_keys(references: Sequence[Reference]) -> list[str]:
    """First author, year and first content word of the title, in ASCII: "aldoghachi2023current".

    References that would share a key have a hash of their contents after it, which does not depend on their order.

    Args:
        references: All different.
    """
    keys = [_key(reference) for reference in references]
    count = Counter(keys)
    return [
        f"{key}-{_digest(reference)}" if count[key] > 1 else key
        for key, reference in zip(keys, references, strict=True)
    ]


def _key(reference: Reference) -> str:
    author = "".join(_words(reference.author[0].family)) if reference.author else ""
    title = _words(reference.title)
    word = next((word for word in title if word not in _SMALL_WORDS), title[0] if title else "")
    year = str(max(reference.year or 0, 0) or "undated")
    return f"{author[:_LONGEST] or 'anonymous'}{year}{word[:_LONGEST]}"


def _words(text: str) -> list[str]:
    """Its words in lower-case ASCII; words without any ASCII letter are left out."""
    ascii_words = (
        unicodedata.normalize("NFKD", word.translate(_LETTERS)).encode("ascii", "ignore").decode()
        for word in slug(text).split("-")
    )
    return [word for word in ascii_words if word]


def _digest(reference: Reference) -> str:
    return hashlib.sha256(json.dumps(reference.to_csl(), sort_keys=True).encode()).hexdigest()[:8]
