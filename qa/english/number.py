"""Number: whether words name one thing or several, and the words that agree with it."""

from __future__ import annotations

import re

# Singular in -s: "loss", "virus", "diagnosis"; sciences; diseases, parts of the body and owners by name.
_SINGULAR = re.compile(
    r"(?:ss|us|is|[’']s|omics|amics|netics|physics|ethics|matics|istics(?<!characteristics)|mechanics|iatrics|obstetrics|"
    r"economics|politics|(?:^|[\s-])(?:gas|bias|atlas|diabetes|herpes|rabies|scabies|measles|mumps|ascites|caries|pancreas|biceps|"
    r"triceps|lens|series|species|alzheimers|parkinsons|crohns|downs))$",
    re.IGNORECASE,
)
_IRREGULAR = re.compile(
    r"(?:^|[\s-])(?:\w*bacteria|criteria|data|phenomena|mitochondria|(?:wo)?men|children|people|mice|feet|teeth)$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"\s(?:of|in|for|on|from|with)\s")


def ends_in_plural(text: str) -> bool:
    """Whether the last word looks like a plural in -s: "MSCs", "exosomes", not "diabetes"."""
    last = text.split()[-1].rstrip("'’")
    return len(last) > 2 and last.endswith("s") and not _SINGULAR.search(last)


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase is of several things, by its head: "exosomes from the cell", "bacteria", "A and B"."""
    head = _PREPOSITION.split(phrase, maxsplit=1)[0].rstrip()
    return ends_in_plural(head) or _IRREGULAR.search(head) is not None or " and " in phrase


def article(noun: str) -> str:
    """Which of "a" and "an" a noun has before it, by its first letter."""
    return "an" if noun[:1].lower() in "aeiou" else "a"
