"""Statements: how far a sentence states what a question for yes or no asks.

Whether it says yes or no is not decided here: the reader sees the sentence and decides.
"""

from __future__ import annotations

import re

# Words of a conclusion, of a finding, of a plan; the plan's come last because "to determine whether" also finds verbs.
_CONCLUDES = re.compile(
    r"\b(?:conclu(?:de|ded|des|sion|sions|ding)|suggest(?:s|ing|ed)?|indicat(?:e|es|ing)|demonstrat(?:e|es|ing)|"
    r"impl(?:y|ies)|support(?:s|ing)? the|confirm(?:s|ing)?|provides? evidence|our (?:results|findings|data)|"
    r"these (?:results|findings|data)|appears? to|seems? to|should|may|might|can|could|is likely|are likely|"
    r"is not|are not|does not|do not|cannot|no evidence|is an?|are an?|remains? an?)\b",
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:show(?:s|ed|n)?|found|observed|reveal(?:s|ed)?|demonstrated|confirmed|indicated|identified|reported|"
    r"associat(?:ed|ion)|correlat(?:ed|ion|es)|related to|predict(?:s|ed|or|ive)?|significant(?:ly)?|"
    r"no (?:difference|effect|association|correlation|change|benefit|increase|relationship)|differ(?:s|ed|ence)?|"
    r"higher|lower|increas(?:ed|es|e)|decreas(?:ed|es|e)|reduc(?:ed|es|e|tion)|improv(?:ed|es|e|ement)|did not|"
    r"was not|were not|had no|is|are|has|have|effective|safe|superior|similar|comparable|better|worse)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:aims?|aimed|objectives?|purpose|goals?|hypothesi[sz]ed?|sought|set out|whether or not we|"
    r"to (?:determine|assess|evaluate|examine|investigate|explore|test|study|compare|analy[sz]e|establish|ascertain|"
    r"find out|identify|clarify|estimate|describe|verify|measure|know)|we (?:investigated|examined|assessed|evaluated|"
    r"studied|tested|compared|asked|analy[sz]ed|explored|determined|reviewed|report|describe|present)|"
    r"(?:was|were|is|are|has been|have been) (?:designed|conducted|undertaken|performed|carried out|to be|"
    r"investigated|examined|assessed|evaluated|studied|tested|debated|controversial|unclear|unknown|not known|"
    r"not clear)|(?:remains?|is|are) (?:\w+ )?(?:unclear|unknown|controversial|debated|to be)|little is known|"
    r"question|investigates?|examines?|this (?:review|paper|article) (?:discusses|describes|summari[sz]es|reviews))\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:were|was) (?:\w+ly )?(?:randomi[sz]ed|enrolled|recruited|included|selected|collected|measured|obtained|"
    r"assigned|treated|recorded|divided|reviewed|followed|identified from|calculated|used|administered|interviewed|"
    r"analy[sz]ed|retrieved|extracted|searched)\b|\b(?:participants|patients) (?:underwent|completed|received)\b",
    re.IGNORECASE,
)
_TELLING = 0.3  # a sentence with less of the question's words states something else
_TOLD = {"concludes": 1.0, "finds": 0.75, "neither": 0.5, "does": 0.25, "plans": 0.1}


def states(sentence: str, coverage: float) -> float:
    """How far a sentence states what a question asks, either way.

    Args:
        sentence: As printed.
        coverage: Share of the question's words that it has, 0 to 1.

    Returns:
        0 to 1: the coverage, less where the sentence finds or concludes nothing, and nearly nothing where it says what
        was to be found out; 0 for a question, and for a sentence that has few of the question's words.
    """
    if coverage < _TELLING or sentence.rstrip().endswith("?"):
        return 0.0
    return coverage * _TOLD[_manner(sentence)]


def _manner(sentence: str) -> str:
    """What a sentence does: it plans, concludes, does, finds, or none of these."""
    if _PLANS.search(sentence):
        return "plans"
    if _CONCLUDES.search(sentence):
        return "concludes"
    if _DOES.search(sentence):
        return "does"
    return "finds" if _FINDS.search(sentence) else "neither"
