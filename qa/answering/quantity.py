"""Numbers asked for, and whether a sentence gives one of that kind: a dose, a duration, a share, a year."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from qa.answering.form import Form

_CITED = re.compile(
    r"\[[\d,;\s–-]+\]|\((?:[^()]*\b(?:19|20)\d\d[a-z]?(?:[;,][^()]*)?)\)|\bet al\.,? \(?(?:19|20)\d\d\)?"
)
_LABELLED = re.compile(
    r"\b(?:fig(?:ure)?s?|tables?|eq(?:uation)?s?|refs?|chapters?|sections?|supplementary|appendix)\.?\s*S?\d+\w?", re.I
)
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    "eighty|ninety|hundred|thousand|million|half|third|quarter|once|twice|none|dozen|single|both|several"
)
_ANY = re.compile(rf"(?<![\w.-])[~≈<>≤≥±]?\d+(?:[.,·]\d+)*|\b(?:{_SPELLED})(?:-?\w*fold)?\b", re.IGNORECASE)
_N = r"\d+(?:[.,·]\d+)*\s*(?:±\s*[\d.]+\s*)?(?:(?:-|–|to|or|and)\s*\d+(?:[.,]\d+)*\s*)?-?\s*"


class _Kind(NamedTuple):
    asked: re.Pattern[str]
    given: re.Pattern[str]


def _kind(asked: str, given: str) -> _Kind:
    return _Kind(re.compile(asked, re.IGNORECASE), re.compile(given, re.IGNORECASE))


_TIME = (
    r"(?:s|sec(?:ond)?s?|min(?:ute)?s?|h|hrs?|hours?|days?|d|wk|weeks?|mo|months?|y|yrs?|years?|decades?|postnatal)\b"
)
# The first that fits the question.
_KINDS: tuple[_Kind, ...] = (
    _kind(
        r"^\W*when\b|\b(?:what|which) (?:years?|months?|dates?|days?)\b|\byears? (?:of|did|was)\b|\bmonth year\b",
        r"\b(?:1[89]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december)\b",
    ),
    _kind(
        r"\b(?:per ?cen\w+|proportion|portion|share|fraction|prevalence|incidence|rates?|sensitivity|"
        r"specificity|what part|"
        r"how (?:common|frequent|often|likely|complete))\b|%",
        r"\d\s*%|\bper ?cent\b|\b\d+ (?:of|out of|in) (?:the )?(?:\d|every)|\bper (?:100|1,?000|\d)|"
        r"\d\s*/\s*\d|\bfold\b",
    ),
    _kind(
        r"\bhow (?:long|soon|old|quickly|fast)\b|\b(?:duration|age|period|interval|half-li\w+|lifespan|timing|time)\b|"
        r"\bhow many (?:seconds|minutes|hours|days|weeks|months|years)\b",
        rf"{_N}{_TIME}|\b(?:{_SPELLED})[- ](?:to \w+ )?{_TIME}|\b(?:E|P)\d{{1,2}}(?:\.5)?\b|\bday \d|\d\s*dp[cf]\b",
    ),
    _kind(
        r"\b(?:dos(?:e|es|age)|concentrations?|amount|quantity|how much|strength)\b",
        rf"{_N}(?:[µμmnpkf]?(?:g|mol|M|L|l|U|IU|Gy|Ci|Bq)\b|mg|mcg|units?\b|%|ppm|ml|particles|cells)|/kg|\bkg\b",
    ),
    _kind(r"\btemperature|\bhow (?:hot|cold|warm)\b|\b(?:hott|cold|warm)est\b", r"°\s*C?|\bdegrees?\b|\bK\b|℃"),
    _kind(
        r"\b(?:size|diameter|length|width|thickness|wavelength|depth|height|distance|"
        r"how (?:big|large|small|tall|deep|far|wide|thick))\b",
        rf"{_N}(?:[µμmnck]?m\b|Å|bp\b|kb\b|Mb\b|kDa\b|Da\b|residues|amino acids|nucleotides|nt\b|mm|cm|fold)",
    ),
    _kind(r"\b(?:mass|weight|how heavy)\b", rf"{_N}(?:k?g|mg|kDa|Da)\b"),
    _kind(
        r"\b(?:scores?|factors?(?= (?:does|did|do|is|was|of))|coefficient|constant|F1|accuracy|counts?|ratio|odds|mean|"
        r"median|"
        r"average|numbers? of|yield|cut-?offs?|threshold|settings|minimum|maximum|total|"
        r"how (?:many|steeply|near|close|alike|reproducible|reliable|high|low))\b",
        _ANY.pattern,
    ),
)


def asks_number(question: str, form: Form) -> bool:
    """Whether a number answers it: a year, a share, a dose."""
    return form.asks_number or form.kind in {"number", "date"} or _wanted(question) is not None


@lru_cache(64)  # asked for each sentence of a question
def _wanted(question: str) -> _Kind | None:
    return next((kind for kind in _KINDS if kind.asked.search(question)), None)


def gives_number(sentence: str, question: str, form: Form) -> float:
    """How far a sentence gives the number that a question asks for.

    Returns:
        1 for a number of the kind asked for (a year, a share, a time with its unit), 0.5 for another number, 0 for
        none; 0 for every sentence where no number is asked for. Numbers of citations and of figures do not count.
    """
    if not asks_number(question, form):
        return 0.0
    wanted = _wanted(question)
    plain = _LABELLED.sub(" ", _CITED.sub(" ", sentence))
    if wanted and wanted.given.search(plain):
        return 1.0
    if not _ANY.search(plain):
        return 0.0
    return 0.5 if wanted else 1.0
