"""Quoting: which one to three sentences of a passage are shown, so that they answer and can stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.passages import Sentence
from index.text.words import content_words

MOST_SENTENCES = 3
MOST_WORDS = 80  # of a quote of several sentences: what is read at a glance; one long sentence is never cut

# A neighbour must answer nearly as well as the best sentence; else it is the passage's context, shown around. On 123
# COVID-QA questions, each in its gold passage, by words and cosine: the best sentence alone (22 words) meets the gold
# span in 0.715, at 0.8 in 0.740 (24 words), at 0.7 in 0.764 (26 words), at 0.6 in 0.772 (28 words).
_CLOSE = 0.7
_AS_GOOD = 0.9  # likewise of one that only shares a word with the quote

# A mark that cites, the label of an abstract's part.
_PLAIN_OPENING = r"^\W*(?:\[[\d,;\s–-]*\]\s*)?(?:[A-Z][A-Z ]{3,}:\s*)?"
_CONTINUES = (
    r"however|moreover|furthermore|in addition|additionally|in contrast|by contrast|conversely|similarly|likewise|thus|"
    r"therefore|hence|consequently|as a result|accordingly|nevertheless|nonetheless|indeed|in fact|in particular|"
    r"specifically|notably|besides|for example|for instance|on the other hand|on the contrary|instead|meanwhile|"
    r"subsequently|in turn|also|then|and|but|so|yet|still|this is why|for this reason|to this end"
)
_INTRODUCES = (
    r"importantly|interestingly|of note|overall|in summary|in conclusion|to date|altogether|together|taken together|"
    r"in general|generally|usually|typically|often|finally|lastly|currently|recently|today|here|although|though|"
    r"because|since|while|whereas|when|if|as|after|before|once|unless|(?:most|some|many|several|all|both|each|one|two|"
    r"none|neither|either|few) of|among|of|in|by|from|with|for|to|through|via|at|on|under|during|despite|due to|"
    r"because of|owing to|based on|according to|unlike|like|compared (?:with|to)|(?:when|once|if) \w+(?:ed|en|ing)"
)
_LIST_MARK = r"[-•*]|\(?(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)]|(?:first|second|third|fourth)(?:ly)?,|finally,|lastly,"
# What the paper says of itself, or draws from its own figures, is clear without the sentence before.
_OWN = (
    r"(?:(?:(?:systematic|narrative|scoping|present|current|brief|short|prospective|retrospective|pilot|randomi[sz]ed|"
    r"controlled|clinical|observational|open|blind|phase|\w+-\w+(?:-\w+)?),?\s+)*(?:reviews?|study|studies|papers?|"
    r"articles?|works?|reports?|trials?|meta-analys[ei]s|analysis|chapter|section|table|figure|manuscript|protocol|survey|"
    r"document|guidelines?)|(?:\w+\s+){0,2}(?:results?|findings?|data|observations?|evidence)\b[^.;]{0,40}?\b(?:suggest|"
    r"indicat|show|demonstrat|support|confirm|reveal|impl|provid|highlight|establish|underscor|point|add|strengthen|"
    r"prove)\w*)\b"
)
# "It is known that …": this "it" refers to nothing before.
_EXPLETIVE = (
    r"it\s+(?:\w+\s+){0,4}?(?:(?:known|shown|clear|unclear|unknown|likely|unlikely|possible|estimated|thought|believed|"
    r"suggested|reported|demonstrated|proposed|hypothesi[sz]ed|assumed|noted|found|established|accepted|evident|apparent|"
    r"important|noteworthy|concluded|recogni[sz]ed|expected|speculated|recommended|argued|understood|debated|seen|"
    r"observed|pertinent|seems?|appears?|follows?|true|said|considered)(?:\s+(?:to know|at present|yet|so far|today))?"
    r"\s+(?:that|whether|how|why|if)|(?:important|possible|impossible|difficult|hard|easy|necessary|essential|interesting|reasonable|useful|better|worth|worthwhile|crucial|"
    r"critical|advisable|imperative|feasible)\s+to)\b"
)
_POINTS_BACK = re.compile(
    rf"{_PLAIN_OPENING}(?:(?:{_CONTINUES}|{_INTRODUCES})(?:,\s*|\s+))*"
    rf"(?!{_EXPLETIVE})(?:it|its|they|their|them|he|she|this|these|those(?!\s+(?:who|with|that|in|of))|"
    rf"such(?!\s+as)|both(?=\s+(?:are|were|have|can|may|is)\b)|the (?:latter|former|two|above|same)|"
    rf"neither(?!.{{1,200}}\bnor\b)|the others?)"
    rf"\b(?!\s+{_OWN})",
    re.IGNORECASE,
)
# "In their native form, exosomes …": the noun follows; "In this study, exosomes …" was met by _OWN.
_AHEAD = re.compile(
    rf"{_PLAIN_OPENING}(?:in|by|with|for|through|via|due to|owing to|because of|despite|based on|given|as|besides)\s+"
    rf"(?:its|their)\s[^,.;]{{1,80}},\s+(?!it\b|they\b|this\b|these\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(rf"{_PLAIN_OPENING}(?:(?:{_CONTINUES})\b|{_LIST_MARK})", re.IGNORECASE)
_OPEN_END = re.compile(r"(?::|;|\b(?:as follows|the following)\W*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """The sentences of a passage that are quoted.

    Attributes:
        first: Place of its first sentence among the passage's.
        last: Place of its last.
        start: Offset of its first character in the document's text.
        end: Offset after its last.
        antecedent: The sentence before it that says what "These cells" are, where it is not in the quote; else None.
    """

    first: int
    last: int
    start: int
    end: int
    antecedent: Sentence | None = None


def quote_span(
    sentences: Sequence[Sentence],
    texts: Sequence[str],
    scores: Sequence[float],
    before: Sentence | None = None,
    *,
    wants_more: bool = False,
) -> Span:
    """The best sentence with what it needs to stand alone, and neighbours that also answer.

    Args:
        sentences: Of one passage, in order; at least one.
        texts: Each as printed.
        scores: Each higher where it answers better, 0 to 1.
        before: The document's sentence just before the passage, or None at the document's start.
        wants_more: Whether the question may ask for more than a sentence (``Form.wants_more``).

    Returns:
        At most ``MOST_SENTENCES`` sentences and ``MOST_WORDS`` words, one sentence excepted; all of one section and
        kind, and of a table one row.
    """
    best = max(range(len(scores)), key=lambda at: scores[at])
    first = last = best
    if sentences[best].kind != "table":
        first = _with_antecedent(sentences, texts, best)
        first, last = _with_neighbours(sentences, texts, scores, best, first, wants_more=wants_more)
    return Span(
        first,
        last,
        sentences[first].start,
        sentences[last].end,
        _antecedent(sentences, texts, first, before),
    )


def stands_alone(sentence: str) -> bool:
    """Whether a sentence says what it speaks of, and does not open with "These cells", "It" or "In contrast, they"."""
    return not _POINTS_BACK.match(sentence) or _AHEAD.match(sentence) is not None


def goes_on(sentence: str, previous: str) -> bool:
    """Whether a sentence continues the one before: it points back, opens with "However" or is the next of a list."""
    return bool(_GOES_ON.match(sentence) or _OPEN_END.search(previous)) or not stands_alone(sentence)


def _with_antecedent(sentences: Sequence[Sentence], texts: Sequence[str], best: int) -> int:
    """Place of the first sentence, when those are taken that the best one needs."""
    first = best
    while first > 0 and not stands_alone(texts[first]) and _fits(sentences, texts, first - 1, best):
        first -= 1
    return first


def _with_neighbours(
    sentences: Sequence[Sentence],
    texts: Sequence[str],
    scores: Sequence[float],
    best: int,
    first: int,
    *,
    wants_more: bool,
) -> tuple[int, int]:
    """First and last place, when neighbours that belong to the answer are taken, the better one first."""
    last = best
    while True:
        following = [at for at in (first - 1, last + 1) if 0 <= at < len(texts)]
        worth = [
            at
            for at in following
            if _fits(sentences, texts, min(at, first), max(at, last))
            and _belongs(texts, scores, at, best, wants_more=wants_more)
        ]
        if not worth:
            return first, last
        taken = max(worth, key=lambda at: scores[at])
        first, last = min(first, taken), max(last, taken)


def _belongs(texts: Sequence[str], scores: Sequence[float], at: int, best: int, *, wants_more: bool) -> bool:
    """Whether a neighbour of the quote is part of the answer."""
    earlier = min(at, at + 1 if at < best else at - 1)
    left, right = texts[earlier], texts[earlier + 1]
    if at > best and _OPEN_END.search(left):
        return True  # "three reasons:" answers nothing without what follows
    share = scores[at] / scores[best] if scores[best] else 1.0
    if share >= _CLOSE and goes_on(right, left):
        return True
    return share >= _AS_GOOD and wants_more and _share_a_word(left, right)


def _share_a_word(left: str, right: str) -> bool:
    return not {word.stem for word in content_words(left)}.isdisjoint(word.stem for word in content_words(right))


def _fits(sentences: Sequence[Sentence], texts: Sequence[str], first: int, last: int) -> bool:
    taken = sentences[first : last + 1]
    alike = len({(one.section, one.kind) for one in taken}) == 1
    words = sum(len(text.split()) for text in texts[first : last + 1])
    return alike and len(taken) <= MOST_SENTENCES and words <= MOST_WORDS


def _antecedent(
    sentences: Sequence[Sentence], texts: Sequence[str], first: int, before: Sentence | None
) -> Sentence | None:
    """The sentence before a quote that cannot stand alone; None where it can, or that is not of the same section."""
    opening = sentences[first]
    found = sentences[first - 1] if first > 0 else before
    if found is None or opening.kind == "table" or stands_alone(texts[first]):
        return None
    same = (found.section, found.kind) == (opening.section, opening.kind) and found.end <= opening.start
    return found if same else None
