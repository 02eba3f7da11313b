"""Words that refer to something named before ("they", "these cells", "the adult ones"), and what they refer to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.library import Library
from index.text.words import stem
from qa.dialogue.topics import names, topic, topics
from qa.english.lexicon import ADJECTIVES, AGREEING, AUXILIARIES, FUNCTION_WORDS, GENERIC, PREPOSITIONS, VERBS
from qa.english.noun_phrases import Phrase, Token, phrases, stems, tokens
from qa.english.number import is_plural

_SINGULAR = frozenset({"it", "this", "that"})
_POSSESSIVE = frozenset({"their", "its", "theirs"})
_ORDER = re.compile(r"\bthe (latter|former)\b", re.IGNORECASE)
# "it" that refers to nothing: "does it take", "is it known that".
_EMPTY_IT = re.compile(
    r"\b(?:does|did|will|would|can) it (?:take|matter|make sense|cost)\b"
    r"|\b(?:is|was) it (?:possible|known|likely|clear|true|necessary|worth|better|important|proven|so|right|correct)\b",
    re.IGNORECASE,
)
_LONGEST_OWNER = 3  # words that take a possessive ending
_LOOKED_BACK = 3  # questions


def refers_back(text: str) -> bool:
    """Whether a turn has a word that refers to something named before."""
    found = tokens(text)
    return bool(_ORDER.search(text)) or any(_role(found, at) for at in range(len(found)))


def resolved(text: str, earlier: Sequence[str], library: Library) -> str | None:
    """The turn with what its pronouns refer to; None where nothing before fits.

    Args:
        text: The turn.
        earlier: The questions before it that are about a subject, the last one last.
        library: Its abbreviations say what "these cells" are.
    """
    if _EMPTY_IT.search(text):
        return None
    text = _in_order(text, earlier)
    for _ in range(len(tokens(text)) + 1):
        found = tokens(text)
        at = next((at for at in range(len(found)) if _role(found, at)), None)
        if at is None:
            return text
        replaced = _replaced(text, found, at, earlier, library)
        if replaced is None:
            return None
        text = replaced
    return None  # what was put in has such words itself


def _role(found: Sequence[Token], at: int) -> str:
    """What a word does: "possessive", "plural", "singular", "demonstrative", "ones"; empty for none of these."""
    low = found[at].low
    before = found[at - 1].low if at else ""
    after = found[at + 1] if at + 1 < len(found) else None
    if low in _POSSESSIVE:
        return "possessive"
    if low in {"they", "them", "it"}:
        return "singular" if low == "it" else "plural"
    if low == "ones" or (low == "one" and (before in {"the", "which"} or _describes(found, at))):
        return "ones"
    if low in {"these", "those", "this", "that", "such"}:
        noun = _noun_after(found, at)
        if noun:
            opens = not before or before in FUNCTION_WORDS or low in {"these", "those"}
            return "demonstrative" if opens and (low != "that" or stem(noun.low) in GENERIC) else ""
        if low in {"these", "those"}:
            return "plural" if after is None or after.low not in PREPOSITIONS | {"that", "who", "which"} else ""
        opens = not before or before in AUXILIARIES | PREPOSITIONS or stem(before) in VERBS
        return "singular" if low != "such" and opens and (after is None or before in AUXILIARIES or not at) else ""
    return ""


def _describes(found: Sequence[Token], at: int) -> bool:
    return at > 0 and not found[at - 1].is_function_word and at + 1 == len(found)


def _noun_after(found: Sequence[Token], at: int) -> Token | None:
    """The noun behind a demonstrative, adjectives left out: "these new drugs"; None for "is this safe"."""
    after = next((token for token in found[at + 1 :] if token.low not in ADJECTIVES), None)
    if after is None or after.is_function_word or stem(after.low) in VERBS or after.low.endswith(("ed", "en")):
        return None
    return after


def _replaced(text: str, found: Sequence[Token], at: int, earlier: Sequence[str], library: Library) -> str | None:
    """The text with one word replaced."""
    token, role = found[at], _role(found, at)
    start, end = token.start, token.end
    if role == "ones":
        head = _last_noun(earlier[-1]) if token.low == "ones" and at and found[at - 1].low != "which" else ""
        return f"{text[:start]}{head}{text[end:]}" if head else None
    if role == "demonstrative":
        last = _end_of_noun(text, found[at + 1].start)
        thing = _demonstrated(text[found[at + 1].start : last], earlier, library)
        return f"{text[:start]}{thing}{text[last:]}" if thing else None
    if token.low in {"this", "that"}:
        return None  # as often all that was said as one thing
    plural = None if role == "possessive" else role == "plural"
    owner = _antecedent(earlier, plural)
    if owner is None and role in {"plural", "singular"}:  # "zebrafish"
        owner = _antecedent(earlier, None)
    if owner is None:
        return None
    if role == "possessive":
        return _owned(text, found, at, owner)
    return _agreeing(text, found, at, owner)


def _antecedent(earlier: Sequence[str], plural: bool | None) -> Phrase | None:
    """The last thing asked about of that number."""
    asked = list(reversed(earlier[-_LOOKED_BACK:]))
    found = next((one for text in asked if (one := topic(text, plural)) and not one.is_generic), None)
    if found is None and plural:  # "Which antibiotics treat …", "are they …"
        every = [one for one in phrases(earlier[-1]) if one.is_asked and one.is_plural]
        found = replace(every[0], article="the") if every else None
    return found


def _agreeing(text: str, found: Sequence[Token], at: int, owner: Phrase) -> str:
    """The antecedent in the place of a pronoun, with the verb next to it in its number."""
    start, end = found[at].start, found[at].end
    name = owner.with_article
    if found[at].low in _SINGULAR and owner.is_plural:
        for near in (at - 1, at + 1):
            if 0 <= near < len(found) and found[near].low in AGREEING:
                verb = found[near]
                fitted = AGREEING[verb.low]
                fitted = fitted.capitalize() if verb.text[0].isupper() else fitted
                if near < at:
                    return f"{text[: verb.start]}{fitted}{text[verb.end : start]}{name}{text[end:]}"
                return f"{text[:start]}{name}{text[end : verb.start]}{fitted}{text[verb.end :]}"
    return f"{text[:start]}{name}{text[end:]}"


def _owned(text: str, found: Sequence[Token], at: int, owner: Phrase) -> str:
    """For "their outcomes" "MSCs' outcomes", or "the outcomes of …" where the owner is long or single."""
    start, end = found[at].start, found[at].end
    short = owner.is_plural and len(owner.text.split()) <= _LONGEST_OWNER and not owner.text.count(" of ")
    if short and found[at].low == "their":
        return f"{text[:start]}{owner.text}'{text[end:]}"
    noun = found[at + 1].start if at + 1 < len(found) else end
    last = _end_of_noun(text, noun)
    if last == noun:
        return f"{text[:start]}{owner.text}{text[end:]}"
    return f"{text[:start]}the {text[noun:last]} of {owner.with_article}{text[last:]}"


def _end_of_noun(text: str, start: int) -> int:
    """Where the noun phrase that begins here ends; here where none begins."""
    return next((one.end for one in phrases(text) if one.start == start), start)


def _demonstrated(noun: str, earlier: Sequence[str], library: Library) -> str | None:
    """What "these cells" are: the phrase whose name ends so; else the topic, where the noun says little by itself."""
    head = stem(noun.split()[-1].casefold()) if noun else ""
    for text in reversed(earlier[-_LOOKED_BACK:]):
        for one in topics(text):
            if any(_ends_with(name, head) for name in names(one.text.split(" of ")[0].split(" from ")[0], library)):
                return one.text
    if head not in GENERIC:
        return None if stems(noun) else ""
    found = _antecedent(earlier, is_plural(noun)) or _antecedent(earlier, None)
    return found.text if found else None


def _ends_with(name: str, head: str) -> bool:
    found = tokens(name)
    return bool(found) and stem(found[-1].low) == head


def _last_noun(text: str) -> str:
    """The noun that "ones" refers to: the last word of what is asked about, "cells" of "mesenchymal stem cells"."""
    fitting = [one for one in [*topics(text), *phrases(text)] if one.is_plural]
    if not fitting:
        return ""
    words = fitting[0].text.split(" of ")[0].split(" from ")[0].split()
    return words[-1]


def _in_order(text: str, earlier: Sequence[str]) -> str:
    """The turn with "the former" and "the latter" replaced by the two things that were named last."""
    named = next((two for last in reversed(earlier) if len(two := topics(last)) > 1), None)
    if named is None:
        return text

    def thing(match: re.Match[str]) -> str:
        return named[-1 if match[1].casefold() == "latter" else -2].text

    return _ORDER.sub(thing, text)
