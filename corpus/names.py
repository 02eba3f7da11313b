"""Names of people and groups as papers, exports and web pages print them."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Words in front of a family name that belong to it
PARTICLES = frozenset(
    {
        "af", "al", "av", "bin", "bint", "da", "das", "de", "degli", "del", "della", "den", "der", "di", "do", "dos",
        "du", "e", "el", "ibn", "la", "las", "le", "los", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
    }
)  # fmt: skip
SUFFIX = r"(?:Jn?r|Sr|2nd|3rd|I{2,3}|IV)\.?"
_SUFFIX = re.compile(SUFFIX, re.IGNORECASE)
_SUFFIXED = re.compile(rf"(?P<name>.*\S),?\s(?P<suffix>{SUFFIX})")
# Capital letters of the Latin, Greek and Cyrillic scripts, for the inside of a character class
CAPITALS = "".join(char for char in map(chr, range(0x41, 0x530)) if char.isupper())
_DOTTED = rf"[{CAPITALS}]\.(?:[\s-]?[{CAPITALS}]\.)*"
_FAMILY_FIRST = re.compile(
    rf"(?P<family>.*\w{{2}}[.'’]?)\s(?P<initials>[{CAPITALS}]{{1,3}}|[{CAPITALS}]-[{CAPITALS}]|{_DOTTED})"
)
_GROUP = re.compile(
    r"\b(?:group|consorti\w+|committee|organi[sz]ation|society|network|association|investigators?|collaborat\w+|"
    r"institut\w+|universit\w+|team|force|council|agency|department|ministry|cent(?:re|er)s?|foundation|programme?|"
    r"project|study|trial|initiative|college|academy|federation|alliance|commission|panel|board|office|hospital|"
    r"service|company|inc|ltd|gmbh)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\b(?:and|of|for)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A person or a group, as CSL-JSON writes one.

    Attributes:
        family: Family name with its particles and its suffix ("van der Berg", "Smith Jr"), or the whole name where it
            cannot be split.
        given: Given names or initials as printed, empty where there are none.
    """

    family: str
    given: str = ""

    @classmethod
    def parse(cls, printed: str) -> Name:
        """Split "Ann van der Berg", "van der Berg, Ann", "Berg, A., Jr." or "Berg A.J. Jr" into its two parts."""
        printed = " ".join(printed.split())
        if "," in printed:
            family, *rest = (part.strip() for part in printed.split(","))
            suffix = next((part for part in rest if _SUFFIX.fullmatch(part)), "")
            return cls(f"{family} {suffix}".strip(), " ".join(part for part in rest if part and part != suffix))
        if names_group(printed) or _JOINS.search(printed):
            return cls(printed)
        suffixed = _SUFFIXED.fullmatch(printed)
        name, suffix = (suffixed["name"], suffixed["suffix"]) if suffixed else (printed, "")
        short = _FAMILY_FIRST.fullmatch(name)
        found = cls(short["family"], short["initials"]) if short else cls.given_first(name)
        return cls(f"{found.family} {suffix}".strip(), found.given)

    @classmethod
    def given_first(cls, printed: str) -> Name:
        """Split "Ann van der Berg", whose particles belong to the family name."""
        words = printed.split()
        first = max(len(words) - 1, 0)
        while first and words[first - 1] in PARTICLES:
            first -= 1
        return cls(" ".join(words[first:]), " ".join(words[:first]))

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


def names_group(printed: str) -> bool:
    """Whether a name has a word that only groups are called by: "WHO Working Group"."""
    return bool(_GROUP.search(printed))
