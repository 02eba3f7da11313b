"""What a sentence does in its paper: it states a result, says what was to be found out, asks, only names.

Told from its section, from the labels of a structured abstract and from cue phrases, as in zones of argument (Teufel
and Moens, Summarizing scientific articles, 2002). A sentence that only says what a paper set out to find has all the
words of a question and answers it no more than the question does.
"""

from __future__ import annotations

import re
from typing import Literal

from qa.answering.form import Form

Role = Literal["heading", "question", "aim", "gap", "method", "result", "conclusion", "other"]

_LABEL = re.compile(r"^\W*(?P<label>[A-Z][A-Za-z]*(?:[ /&]+(?:and )?[A-Za-z]+){0,3})\s*[:.—–]\s+\S")
_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("aim", re.compile(r"(?:background and )?(?:aims?|objectives?|purpose|goals?|hypothes[ie]s)", re.I)),
    ("conclusion", re.compile(r"(?:authors?['’]? )?(?:conclusions?|interpretation|significance|implications?)", re.I)),
    ("result", re.compile(r"(?:(?:main |key )?results?|findings|main results)", re.I)),
    ("method", re.compile(r"(?:(?:patients|materials?|subjects|design|setting|participants)\b.*|methods?|methodology|"
                          r"search (?:strategy|methods)|data (?:sources|collection).*|study design)", re.I)),
)  # fmt: skip
_PAPER = (
    r"(?:study|studies|paper|article|work|review|report|trial|analysis|meta-analysis|survey|investigation|project|thesis|"
    r"manuscript|experiments?)"
)
_TO_FIND = (
    r"(?:determine|assess|evaluate|examine|investigate|explore|test|study|compare|analy[sz]e|establish|ascertain|"
    r"find out|identify|clarify|estimate|characteri[sz]e|elucidate|understand|quantify|address|provide|summari[sz]e|"
    r"review|describe|discuss|measure|verify|see|explain|develop)"
)
_AIM = re.compile(
    rf"\b(?:(?:the |our |its |a |main |primary |secondary |specific |overall |first |second |ultimate )*"
    rf"(?:aims?|objectives?|goals?|purposes?)\b(?: of (?:this|the|our|these)\b| (?:was|were|is|are)\b|:)|"
    rf"we (?:\w+ )?(?:aim(?:ed)?|sought|set out|wished|wanted|intend(?:ed)?|hypothesi[sz]ed?|asked|wondered|"
    rf"attempt(?:ed)? to|tried to|undertook)\b|"
    rf"(?:we|this {_PAPER}|the (?:present|current) {_PAPER}) (?:\w+ly )?(?:investigate[sd]?|examine[sd]?|explore[sd]?|"
    rf"assess(?:e[sd])?|evaluate[sd]?|test(?:s|ed)?|analy[sz]e[sd]?|studied|address(?:e[sd])?|ask(?:s|ed)?|"
    rf"discuss(?:e[sd])?|review(?:s|ed)?|summari[sz]e[sd]?|describe[sd]?|outline[sd]?|consider(?:s|ed)?) "
    rf"(?!that\b)(?:\w+ ){{0,3}}(?:whether|if|how|the|what|which|why|possible|potential|some)\b|"
    rf"this {_PAPER} (?:aims?|seeks|attempts|focuse[sd]|will|was (?:\w+ )?(?:designed|conducted|undertaken|performed|"
    rf"carried out|initiated|intended) to|provides? an? (?:overview|update|summary))\b|"
    rf"(?:was|were) (?:\w+ )?(?:designed|conducted|undertaken|performed|carried out|initiated) (?:in order )?to "
    rf"{_TO_FIND}\b|"
    rf"(?:the|an?|one) (?:question|issue) (?:of |that |is |was |remains |arises )*(?:whether|if|how)\b|"
    rf"we (?:\w+ )?(?:predict(?:ed)?|speculated?|reasoned|suspected|surmised?|conjectured?) that\b|"
    rf"(?:this|our|the|another|one) (?:\w+ )?hypothesis (?:\w+ )?(?:predicts?|is|was|can|would|states?)\b)"
    rf"|^\W*(?:here|herein|in this {_PAPER}|in the (?:present|current) {_PAPER}),? (?:we|i) (?:\w+ly )?"
    rf"(?:investigate|examine|explore|assess|evaluate|test|analy[sz]e|study|address|describe|discuss|review|"
    rf"summari[sz]e|outline|present|document|report on|compare)d?\b(?! that)"
    rf"|^\W*to {_TO_FIND}\b(?!.{{0,200}},\s*(?:we|the|all|an?)\b)",
    re.IGNORECASE,
)
# "To test this, we …", "In order to examine the effects of fasting, mice were …"
_PURPOSE = re.compile(
    r"^\W*(?:(?:then|next|first|finally|therefore|thus),? )?(?:in (?:order|an effort|an attempt) )?to (?!date\b)"
    r"(?:\w+ ){1,2}.{0,250}?,\s*\w|^\W*we (?:then |next |also )*"
    r"(?:used|performed|measured|generated|collected|analy[sz]ed|determined|characteri[sz]ed)\b",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\b(?:limitations?\b|(?:further|future|additional|more|larger|long-term) (?:\w+ ){0,3}"
    r"(?:stud(?:y|ies)|research|investigations?|work|trials?|experiments?|analys[ei]s)\b.{0,80}?"
    r"\b(?:needed|required|necessary|warranted|should|will|must|may|could|can|remain|to)|"
    r"(?:remains?|is|are|was|were) (?:still |yet |currently |largely |\w+ly )?(?:to be (?:\w+ly )?(?:determined|"
    r"elucidated|"
    r"established|investigated|explored|clarified|tested|seen|shown|defined|identified|confirmed|resolved|addressed)|"
    r"unknown|unclear|not (?:\w+ )?(?:known|clear|understood)|poorly understood|unresolved|controversial|elusive|"
    r"uncertain|a matter of debate|an open question)|"
    r"little (?:is|was) known|has (?:not|never) (?:yet )?been (?:\w+ly )?(?:investigated|studied|tested|examined|"
    r"addressed|explored|determined|established)|it is (?:not|un)\w* ?(?:known|clear) (?:whether|if|how|why))",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:we (?:therefore |thus )?conclude|in (?:conclusion|summary)|to (?:conclude|summari[sz]e)|taken together|"
    r"(?:these|our|the|present|current) (?:\w+ )?(?:results|data|findings|observations|study|analysis) "
    r"(?:\w+ly |also |thus |further )?(?:suggest|indicate|demonstrate|show|imply|support|confirm|reveal|establish|"
    r"provide)\w*)\b",
    re.IGNORECASE,
)
_SECTIONS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "method",
        re.compile(r"\b(?:methods?|materials?|procedures?|experimental|protocol|statistical analys[ei]s)\b", re.I),
    ),
    ("conclusion", re.compile(r"\b(?:conclusions?|concluding)\b", re.I)),
    ("result", re.compile(r"\b(?:results?|findings)\b", re.I)),
)
_ENDS = re.compile(r"[.!:;…][\"”’')\]\d,\s–-]*$")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|will|would|should|shall|"
    r"\w{2,}(?:ed|es))\b",
    re.IGNORECASE,
)
_HEADING_WORDS = 14  # at most

_ASKS_AIM = re.compile(
    r"\b(?:aims?|objectives?|goals?|purpose|hypothes[ie]s|research questions?|set out to|intend(?:ed)? to)\b|"
    r"\bwhat (?:did|does|do) (?:the |this |these )?(?:authors?|study|paper|review|researchers|they) "
    r"(?:investigate|examine|study|test|explore|ask|look at|discuss|cover|review|set out)\b",
    re.IGNORECASE,
)
_ASKS_GAP = re.compile(
    r"\b(?:limitations?|weakness(?:es)?|shortcomings?|future|further (?:studies|research|work)|unknown|unclear|"
    r"unanswered|"
    r"not (?:yet )?known|open questions?|gaps?|known about|remains?)\b",
    re.IGNORECASE,
)
# How far each role tells something; what asks for methods, numbers, places is as often answered by a method.
_TELLS: dict[Role, float] = {
    "heading": 0.0, "question": 0.0, "aim": 0.1, "gap": 0.4, "method": 0.7, "other": 0.9, "result": 1.0,
    "conclusion": 1.0,
}  # fmt: skip
_METHODICAL = frozenset({"method", "number", "date", "where", "who", "list"})


def role_of(text: str, section: str | None, kind: str = "body") -> Role:
    """The role of a sentence.

    Args:
        text: As printed.
        section: Heading of its section, below its parents, or None.
        kind: Of its section; rows of tables and captions state what they show.
    """
    printed = " ".join(text.split())
    if kind == "table":
        return "result"
    if printed.rstrip("\"”’') ").endswith("?"):
        return "question"
    if _is_heading(printed, section, kind):
        return "heading"
    label = _LABEL.match(printed)
    for role, names in _LABELS:
        if label and names.fullmatch(label["label"].strip()):
            return role
    if _AIM.search(printed):
        return "aim"
    if _PURPOSE.search(printed):
        return "method"
    if _GAP.search(printed):
        return "gap"
    if _CONCLUSION.search(printed):
        return "conclusion"
    return next((role for role, names in _SECTIONS if section and names.search(section)), "other")


def tells(role: Role, question: str, form: Form) -> float:
    """How far a sentence of this role may answer a question, 0 to 1.

    An aim answers where the aim is asked for, and what is not known where that is.
    """
    if role == "aim" and _ASKS_AIM.search(question):
        return 1.0
    if role == "gap" and _ASKS_GAP.search(question):
        return 1.0
    if role == "method" and form.kind in _METHODICAL:
        return 1.0
    return _TELLS[role]


def _is_heading(printed: str, section: str | None, kind: str) -> bool:
    if kind != "body" or len(printed.split()) > _HEADING_WORDS:
        return False
    last = (section or "").rsplit(" > ", 1)[-1]
    same = bool(last) and printed.rstrip(" .:").casefold() == last.rstrip(" .:").casefold()
    return same or not (_ENDS.search(printed) or _VERB.search(printed))
