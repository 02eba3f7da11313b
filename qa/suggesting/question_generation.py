"""Questions that a sentence may answer, made from its own words by a few patterns of English.

Each keeps a noun phrase as printed and puts a question around it: "the role of exosomes in wounds" gives "What is the
role of exosomes in wounds?". A sentence that fits no pattern gives none. Whether the sentence does answer is
for the engine to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from qa.answering.definition import defines
from qa.suggesting.noun_phrases import ARTICLE, VAGUE, article, describing, is_plural, last, phrase, tokens, whole

# A citation, a year, an abbreviation.
_BRACKETS = re.compile(r"\s*\[[\d,;\s–-]+\]|\s*\((?:[^()]*\b(?:1[89]|20)\d\d[^()]*|[^()]{1,12})\)")
_ONE = """
role effect potential function mechanism efficacy effectiveness safety prevalence incidence pathogenesis importance
impact influence contribution origin composition structure prognosis toxicity etiology pathophysiology classification
"""
_SEVERAL = """
roles effects potentials functions mechanisms uses applications advantages disadvantages limitations properties
qualities characteristics features symptoms causes consequences complications benefits risks challenges types sources
components outcomes indications
"""
_ASKED_OF = dict.fromkeys(_ONE.split(), "is") | dict.fromkeys(_SEVERAL.split(), "are")
_IS_OF = """
source alternative cause treatment therapy target marker biomarker indicator predictor regulator inhibitor mediator
component symptom sign feature hallmark complication factor method tool approach strategy technique option candidate
limitation advantage challenge barrier precursor determinant contributor manifestation
"""
_PREDICATES = frozenset(_IS_OF.split())
_OF = 9  # words of what something is of
_SUBJECT = 5  # words of what a sentence speaks of
_KIND_WORDS = 3  # words before ", a type of"
_BECOMES = re.compile(
    r"\b(?:is|are|was|were|remains?|represents?|(?:has|have) (?:become|been|emerged as)|(?:is|are) considered)\s+"
    r"(?P<article>an?|the|one of the)\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"^(?:when |as )?compared (?:to|with) (?P<one>[^,;:.]+), (?P<other>[^,;:.]+?)"
    r" (?:have|are|has|is|show|shows|were|was)\b",
    re.IGNORECASE,
)
_BETTER = re.compile(
    r"^(?P<one>[^,;:.]+?) (?P<be>is|are) (?:\w+ly )?"
    r"(?P<how>(?:more|less) \w+ than|(?:superior|inferior) to|(?!(?:ra|o)ther)\w+er than) (?P<other>[^,;:.]+)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"^(?P<one>[^,;:.]+?) (?P<be>is|are) (?:\w+ly )?(?P<how>caused by|treated (?:with|by)|used (?:for|to|in|as)|"
    r"derived from|characteri[sz]ed by|composed of|associated with|secreted by|produced by|involved in)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"^(?P<one>[^,;:.()]+?)(?: \([^()]*\))? (?:is|are) ", re.IGNORECASE)
_KIND = re.compile(r"(?P<one>[^,;:.()]+), (?:an?|the) (?:type|kind|form|class|group|family|subset)\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:referred to as|known as|called|termed)\s+(?P<one>[^,;:.()]+)", re.IGNORECASE)


_VERBS = """
increase decrease reduce improve inhibit promote prevent enhance suppress stimulate protect induce activate affect
alleviate attenuate accelerate ameliorate regulate modulate mediate block delay impair trigger restore repair
treat support facilitate
"""


def _forms(verb: str) -> tuple[str, str, str]:
    stem = verb.removesuffix("e")
    return verb, f"{verb}es" if verb.endswith("ss") else f"{verb}s", f"{stem}ed"


_BASE = {form: verb for verb in _VERBS.split() for form in _forms(verb)}
_OBJECT = 7  # words of what something acts on
_ACTS = re.compile(
    rf"^(?P<one>[^,;:.]+?) (?P<modal>(?:can|may|could|might) )?(?:also |significantly )?"
    rf"(?P<verb>{'|'.join(_BASE)}) (?P<rest>.+)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z][a-z][\w-]*")


def questions_of(sentence: str, plain_words: Collection[str] = ()) -> tuple[str, ...]:
    """The questions that a sentence may answer, each once.

    Args:
        sentence: As printed.
        plain_words: Words that stand in the texts without a capital, so that one at the sentence's beginning may.
    """
    plain = " ".join(_BRACKETS.sub("", sentence).split())
    opening = _CAPITAL.match(plain)
    if opening and opening[0][0].lower() + opening[0][1:] in plain_words:
        plain = plain[0].lower() + plain[1:]
    patterns = (_relations, _predicates, _comparisons, _passives, _effects, _definitions)
    return tuple(dict.fromkeys(question for pattern in patterns for question in pattern(plain)))


def _relations(sentence: str) -> Iterator[str]:
    """From "the therapeutic effects of exosomes": "What are the therapeutic effects of exosomes?"."""
    found = tokens(sentence)
    for at, noun in enumerate(found[:-2]):
        be = _ASKED_OF.get(noun.lower())
        if be and found[at + 1] == "of":
            told, thing = describing(found[:at]), phrase(found[at + 2 :], _OF)
            if thing and told is not None:
                yield f"What {be} the {' '.join([*told, noun.lower()])} of {thing}?"


def _predicates(sentence: str) -> Iterator[str]:
    """From "iPSCs have become a promising source of MSCs": "What is a source of MSCs?"."""
    match = _BECOMES.search(sentence)
    found = tokens(match["rest"]) if match else []
    at = next((at for at, token in enumerate(found[:4]) if token.lower().removesuffix("s") in _PREDICATES), None)
    if match is None or at is None or found[at + 1 : at + 2] not in (["of"], ["for"], ["to"]):
        return
    told, thing = describing(["the", *found[:at]]), phrase(found[at + 2 :], _OF)
    if thing and told is not None:
        kind = " ".join([*told, found[at].lower()])
        before = match["article"].lower()
        several = is_plural(kind) and before == "the"
        before = article(kind) if before in {"a", "an"} else before
        yield f"What {'are' if several else 'is'} {before} {kind} {found[at + 1]} {thing}?"


def _comparisons(sentence: str) -> Iterator[str]:
    """From "Compared to MSCs, iMSCs have proved superior": "How do iMSCs compare with MSCs?"."""
    if match := _COMPARED.search(sentence):
        one, other = whole(match["one"], _SUBJECT), whole(match["other"], _SUBJECT)
        if one and other:
            yield f"How {'do' if is_plural(other) else 'does'} {other} compare with {one}?"
    if match := _BETTER.search(sentence):
        one, other = whole(match["one"], _SUBJECT), phrase(tokens(match["other"]), _SUBJECT)
        if one and other:
            yield f"{match['be'].capitalize()} {one} {match['how'].lower()} {other}?"


def _passives(sentence: str) -> Iterator[str]:
    """From "Exosomes are secreted by most cells": "What are exosomes secreted by?"."""
    match = _PASSIVE.search(sentence)
    one = whole(match["one"], _SUBJECT) if match else None
    if match and one:
        be, how = match["be"].lower(), match["how"].lower()
        if how.startswith("treated"):
            yield f"How {be} {one} treated?"
        elif how.startswith("used"):
            yield f"What {be} {one} used for?"
        elif how == "caused by":
            yield f"What causes {one}?"
        else:
            yield f"What {be} {one} {how}?"


def _effects(sentence: str) -> Iterator[str]:
    """From "Exosomes can promote wound healing": "Can exosomes promote wound healing?"."""
    if match := _ACTS.search(sentence):
        one, verb = whole(match["one"], _SUBJECT), _BASE.get(match["verb"].lower())
        thing = phrase(tokens(match["rest"]), _OBJECT)
        if one and thing and verb:
            opening = "Can" if match["modal"] else "Do" if is_plural(one) else "Does"
            yield f"{opening} {one} {verb} {thing}?"


def _definitions(sentence: str) -> Iterator[str]:
    """From "Exosomes are a type of vesicle": "What are exosomes?"."""
    printed = [match["one"] for pattern in (_IS, _CALLED) if (match := pattern.search(sentence))]
    if match := _KIND.search(sentence):
        printed.append(last(match["one"], _KIND_WORDS))
    for one in printed:
        term, before = whole(one, _SUBJECT), ARTICLE.match(one)
        if term and " and " not in term and term.split()[0].lower() not in VAGUE and defines(sentence, [term]) == 1.0:
            several = is_plural(term)
            yield f"What {'are' if several else 'is'} {before[0].lower() if before and not several else ''}{term}?"
