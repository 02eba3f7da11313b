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
# Those that are no one's given name where they are printed with a capital
_CAPITAL_PARTICLES = frozenset({"Al", "Da", "De", "Del", "Della", "Di", "Dos", "El", "Von"})
_JOINING = frozenset({"e", "y"})  # two family names: "Ortega y Gasset"
# Family names that are not taken for initials where they are printed in capitals: "LIU Wei"
_SHORT_FAMILIES = frozenset(
    {
        "BAI", "CAI", "CAO", "CHO", "CUI", "DAI", "DU", "FAN", "FU", "GAO", "GU", "GUO", "HAN", "HE", "HO", "HU", "JIN",
        "KIM", "LEE", "LI", "LIM", "LIN", "LIU", "LU", "LUO", "MA", "MAO", "PAN", "QIN", "REN", "SHI", "SUN", "TAN",
        "WEI", "WU", "XIA", "XIE", "XU", "YAN", "YAO", "YE", "YI", "YIN", "YU", "YUE", "ZHU",
    }
)  # fmt: skip
SUFFIX = r"(?:Jn?r|Sr|2nd|3rd|I{2,3}|IV)\.?"
_SUFFIX = re.compile(SUFFIX, re.IGNORECASE)
_SUFFIXED = re.compile(rf"(?P<name>.*\S),?\s(?P<suffix>{SUFFIX})")
# Capital letters of the Latin, Greek and Cyrillic scripts, for the inside of a character class
CAPITALS = "".join(char for char in map(chr, range(0x41, 0x530)) if char.isupper())
_INITIAL = rf"[{CAPITALS}][a-z]?\."
_DOTTED = rf"{_INITIAL}(?:[\s-]?{_INITIAL})*"
_FAMILY_FIRST = re.compile(
    rf"(?P<family>.*\w{{2}}[.'’]?)\s(?P<initials>[{CAPITALS}]{{1,3}}|[{CAPITALS}]-[{CAPITALS}]|{_DOTTED})"
)
_GROUP = re.compile(
    r"\b(?:group|consorti\w+|committee|organi[sz]ation|society|network|association|investigators?|collaborat\w+|"
    r"institut\w+|universit\w+|team|force|council|agency|department|ministry|cent(?:re|er)s?|foundation|programme?|"
    r"biobank|registry|task|project|study|trial|initiative|college|academy|federation|alliance|commission|panel|board|office|hospital|"
    r"service|company|inc|ltd|gmbh)\b",
    re.IGNORECASE,
)
_LONGEST = 1000  # characters; nobody is called that
_HAN_OR_HANGUL = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]+\s[\u3400-\u9fff\uac00-\ud7af]+")
_VOWEL = re.compile(r"[AEIOUYÄÖÜ]")
_NOBODY = re.compile(r"(?<!\S)\(?(?:null|undefined|none)\)?(?!\S)")  # what programs print for a name they lack
_DEGREE = re.compile(
    r"Ph\.?\s?D|M\.?Sc|B\.?Sc|MPH|MBA|MBBS|MBChB|MRCP|FRCP\w?|FRCS\w?|FACP|FACC|FAHA|D\.?Phil|Dr\.?\s?med|DVM|DDS|"
    r"Pharm\.?D|Sc\.?D|Dr\.?PH|RN|Esq",
)
_AMBIGUOUS_DEGREE = re.compile(r"M\.?D|M\.?S|M\.?A|B\.?A|B\.?S|D\.?O|J\.?D|R\.?D|P\.?T")  # initials as well
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
        """Split a name, whatever comes first: "Ann van der Berg", "van der Berg, Ann", "Berg, A., Jr.", "Berg A.J. Jr".

        What is no name is left out: "null", and degrees behind a comma ("Ann Berg, MD, PhD").
        """
        printed = " ".join(printed.split())
        if "null" in printed or "undefined" in printed or "none" in printed:
            printed = " ".join(_NOBODY.sub("", printed).split()) or printed
        if len(printed) > _LONGEST:
            return cls(printed)
        is_group = names_group(printed)
        if "," in printed and not (is_group and _JOINS.search(printed)):
            return cls._with_commas(printed)
        if is_group or _JOINS.search(printed):
            return cls(printed)
        suffixed = _SUFFIXED.fullmatch(printed)
        name, suffix = (suffixed["name"], suffixed["suffix"]) if suffixed else (printed, "")
        found = cls._without_commas(name)
        return cls(f"{found.family} {suffix}".strip(), found.given)

    @classmethod
    def _with_commas(cls, printed: str) -> Name:
        family, *rest = (part.strip() for part in printed.split(","))
        rest = [part for part in rest if part]
        suffix = next((part for part in rest if _SUFFIX.fullmatch(part)), "")
        given = [part for number, part in enumerate(rest) if part != suffix and not _is_degree(part, number, family)]
        if not given:  # "Martin Luther King, Jr.", "Ann Berg, MD"
            found = cls._without_commas(family)
            return cls(f"{found.family} {suffix}".strip(), found.given)
        words = " ".join(given).split()
        last = len(words)
        while last > 1 and words[last - 1] in PARTICLES:  # "Berg, A. van der"
            last -= 1
        particles = " ".join(words[last:])
        return cls(f"{particles} {family} {suffix}".strip(), " ".join(words[:last]))

    @classmethod
    def _without_commas(cls, printed: str) -> Name:
        words = printed.split()
        if len(words) == 2 and _HAN_OR_HANGUL.fullmatch(printed):
            return cls(*words)
        if len(words) == 2 and printed.isupper() and not _VOWEL.search(words[0]) and _VOWEL.search(words[1]):
            return cls.given_first(printed)  # "JP LIU"
        short = _FAMILY_FIRST.fullmatch(printed)
        if short:
            return cls(short["family"], short["initials"])
        if len(words) == 2 and _is_family_in_capitals(words[0]) and words[1].istitle():
            return cls(*words)  # "ZHANG San"
        return cls.given_first(printed)

    @classmethod
    def given_first(cls, printed: str) -> Name:
        """Split "Ann van der Berg", whose particles belong to the family name."""
        words = printed.split()
        first = max(len(words) - 1, 0)
        while first and (words[first - 1] in PARTICLES or (first > 1 and words[first - 1] in _CAPITAL_PARTICLES)):
            first -= 1
        if first > 1 and words[first] in _JOINING:
            first -= 1
        return cls(" ".join(words[first:]), " ".join(words[:first]))

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


def names_group(printed: str) -> bool:
    """Whether a name has a word that only groups are called by: "WHO Working Group"."""
    return bool(_GROUP.search(printed))


def _is_degree(part: str, number: int, before: str) -> bool:
    """Whether what is behind a comma is a degree; initials that look like one ("Liu, M.D.") are none."""
    bare = part.rstrip(".")
    if _DEGREE.fullmatch(bare):
        return True
    is_full = len(before.split()) == 2 and "-" not in before and before.split()[0] not in PARTICLES
    return bool(_AMBIGUOUS_DEGREE.fullmatch(bare)) and (number > 0 or (bare == "MD" and is_full))


def _is_family_in_capitals(word: str) -> bool:
    return word.isupper() and "." not in word and (len(word) > 3 or word in _SHORT_FAMILIES)
