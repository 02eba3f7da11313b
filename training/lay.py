"""Scientific terms put in lay words, so that what is asked shares fewer words with what answers."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

_SHARE = 0.5  # of the terms in a text that are put in other words
_LONGEST = 4  # words of a term


@dataclass(frozen=True, slots=True)
class Lay:
    """Terms, in lower case, each with its lay phrases."""

    phrases: dict[str, list[str]]

    @classmethod
    def read(cls, file: Path | None) -> Lay:
        """From lines "term, tab, phrase|phrase"; without a file there are none."""
        found: dict[str, list[str]] = {}
        for line in file.read_text(encoding="utf-8").splitlines() if file else ():
            term, _, phrases = line.partition("\t")
            if phrases.strip():
                found.setdefault(term.strip(), []).extend(one.strip() for one in phrases.split("|") if one.strip())
        return cls(found)

    def reworded(self, text: str, generator: random.Random) -> str:
        """The text with some of its terms in lay words, the longest terms first."""
        if not self.phrases:
            return text
        words = list(re.finditer(r"\w+(?:['’-]\w+)*", text))
        made, at, end = [], 0, 0
        while at < len(words):
            for size in range(min(_LONGEST, len(words) - at), 0, -1):
                printed = text[words[at].start() : words[at + size - 1].end()]
                phrases = self._known(printed.casefold())
                if phrases and generator.random() < _SHARE:
                    made += [text[end : words[at].start()], generator.choice(phrases)]
                    end, at = words[at + size - 1].end(), at + size - 1
                    break
            at += 1
        return "".join([*made, text[end:]])

    def _known(self, term: str) -> list[str]:
        return self.phrases.get(term) or (self.phrases.get(term[:-1], []) if term.endswith("s") else [])
