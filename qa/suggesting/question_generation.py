"""Questions that a sentence may answer, made from its own words by a few patterns of English.

Each keeps a noun phrase as printed and puts a question around it: "the role of exosomes in wounds" gives "What is the
role of exosomes in wounds?". A sentence that fits no pattern gives none. Whether the sentence does answer is
for the engine to say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from qa.answering.definition import defines
from qa.english.lexicon import ACTING, ARTICLES, VAGUE
from qa.english.noun_phrases import is_generic
from qa.english.number import article, is_plural
from qa.english.sentence_phrases import adjectives_before, closing, opening, whole

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
_RELATION = re.compile(rf"\b(?P<noun>{'|'.join(_ASKED_OF)}) of (?=\S)", re.IGNORECASE)
_IS_OF = """
source alternative cause treatment therapy target marker biomarker indicator predictor regulator inhibitor mediator
component symptom sign feature hallmark complication factor method tool approach strategy technique option candidate
limitation advantage challenge barrier precursor determinant contributor manifestation
"""
_PREDICATE = re.compile(
    rf"^(?P<before>(?:\S+ ){{0,3}})(?P<noun>(?:{'|'.join(_IS_OF.split())})s?) (?P<link>of|for|to) (?=\S)", re.IGNORECASE
)
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


def _forms(verb: str) -> tuple[str, str, str]:
    stem = verb.removesuffix("e")
    return verb, f"{verb}es" if verb.endswith("ss") else f"{verb}s", f"{stem}ed"


_BASE = {form: verb for verb in sorted(ACTING | {"block", "delay", "support", "trigger"}) for form in _forms(verb)}
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
        plain_words: Words that are in the texts without a capital, so that one at the sentence's beginning may.
    """
    plain = " ".join(_BRACKETS.sub("", sentence).split())
    opening = _CAPITAL.match(plain)
    if opening and opening[0][0].lower() + opening[0][1:] in plain_words:
        plain = plain[0].lower() + plain[1:]
    patterns = (_relations, _predicates, _comparisons, _passives, _effects, _definitions)
    return tuple(dict.fromkeys(question for pattern in patterns for question in pattern(plain)))


def _subject(text: str) -> str | None:
    """The text where it is one noun phrase, its article left out, and names something to ask about: not "patients"."""
    one = whole(text, _SUBJECT)
    return one if one and not is_generic(one) else None


def _thing(text: str, longest: int = _OF) -> str | None:
    """The noun phrase that the text begins with, where it names something to ask about."""
    one = opening(text, longest)
    return one if one and not is_generic(one) else None


def _relations(sentence: str) -> Iterator[str]:
    """From "the therapeutic effects of exosomes": "What are the therapeutic effects of exosomes?"."""
    for match in _RELATION.finditer(sentence):
        noun = match["noun"].lower()
        adjectives, thing = adjectives_before(sentence[: match.start()]), _thing(sentence[match.end() :])
        if thing and adjectives is not None:
            yield f"What {_ASKED_OF[noun]} the {' '.join([*adjectives, noun])} of {thing}?"


def _predicates(sentence: str) -> Iterator[str]:
    """From "iPSCs have become a promising source of MSCs": "What is a source of MSCs?"."""
    match = _BECOMES.search(sentence)
    predicate = _PREDICATE.match(match["rest"]) if match else None
    if match is None or predicate is None:
        return
    adjectives, thing = adjectives_before(f"the {predicate['before']}"), _thing(match["rest"][predicate.end() :])
    if thing and adjectives is not None:
        kind = " ".join([*adjectives, predicate["noun"].lower()])
        before = match["article"].lower()
        several = is_plural(kind) and before == "the"
        before = article(kind) if before in {"a", "an"} else before
        yield f"What {'are' if several else 'is'} {before} {kind} {predicate['link'].lower()} {thing}?"


def _comparisons(sentence: str) -> Iterator[str]:
    """From "Compared to MSCs, iMSCs have proved superior": "How do iMSCs compare with MSCs?"."""
    if match := _COMPARED.search(sentence):
        one, other = _subject(match["one"]), _subject(match["other"])
        if one and other:
            yield f"How {'do' if is_plural(other) else 'does'} {other} compare with {one}?"
    if match := _BETTER.search(sentence):
        one, other = _subject(match["one"]), opening(match["other"], _SUBJECT)
        if one and other:
            yield f"{match['be'].capitalize()} {one} {match['how'].lower()} {other}?"


def _passives(sentence: str) -> Iterator[str]:
    """From "Exosomes are secreted by most cells": "What are exosomes secreted by?"."""
    match = _PASSIVE.search(sentence)
    one = _subject(match["one"]) if match else None
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
        one, verb = _subject(match["one"]), _BASE.get(match["verb"].lower())
        thing = _thing(match["rest"], _OBJECT)
        if one and thing and verb:
            auxiliary = "Can" if match["modal"] else "Do" if is_plural(one) else "Does"
            yield f"{auxiliary} {one} {verb} {thing}?"


def _definitions(sentence: str) -> Iterator[str]:
    """From "Exosomes are a type of vesicle": "What are exosomes?"."""
    printed = [match["one"] for pattern in (_IS, _CALLED) if (match := pattern.search(sentence))]
    if match := _KIND.search(sentence):
        printed.append(closing(match["one"], _KIND_WORDS))
    for one in printed:
        term = _subject(one)
        if term and " and " not in term and term.split()[0].lower() not in VAGUE and defines(sentence, [term]) == 1.0:
            before = one.split(maxsplit=1)[0].lower()
            if is_plural(term):
                yield f"What are {term}?"
            else:
                yield f"What is {before} {term}?" if before in ARTICLES else f"What is {term}?"
