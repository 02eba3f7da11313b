"""Definitions: whether a sentence says what a thing is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.abbreviations import find_definitions, key_of
from index.text.words import Word, words

# After the term: its short form or long form in brackets, a remark between commas, an adverb.
_SHORT_FORM = r"\s*(?:[(\[][^()\[\]]*[)\]])?"
_REMARK = r"(?:,[^,.;:]{1,80},)?"
_ADVERBS = r"(?:\w+ly\s+|also\s+|often\s+|now\s+|thus\s+|therefore\s+|then\s+|here\s+|hence\s+)*"
# "Exosomes are important in wounds" says no more what they are than "exosomes are explored".
_PREDICATE = (
    r"(?:\w+(?:ed|en|ing|able|ible)|(?!family)\w+ly|known|shown|best|not|no|more|less|most|very|highly|unknown|unclear|uncommon|unlikely|"
    r"important|essential|necessary|critical|crucial|vital|useful|present|absent|common|rare|effective|safe|responsible|"
    r"likely|different|similar|central|key|due|part|subject|prone|resistant|sensitive|attractive|frequent|prevalent|in|"
    r"at|on|of|to|from|by|under|about)\b"
)
_JUDGED = (
    r"(?:[\w-]+\s+){0,2}?"
    r"(?:matter|subject|problem|challenge|concern|option|alternative|candidate|goal|topic|issue|cause|feature)s?\b"
)
_COPULA = re.compile(
    rf"{_SHORT_FORM}{_REMARK}\s+(?:is|are)\s+{_ADVERBS}(?:(?:an?|the|one|any|some)\s+(?!{_JUDGED})\w|"
    rf"(?!(?:an?|the|one|any|some)\b|{_PREDICATE})\w)",
    re.IGNORECASE,
)
_DEFINING_VERB = re.compile(
    rf"{_SHORT_FORM}{_REMARK}\s+{_ADVERBS}(?:"
    rf"(?:is|are|was|were|can be|may be|has been|have been)\s+{_ADVERBS}(?:defined|described|characteri[sz]ed|"
    rf"classified|considered|regarded|understood|composed|made up|referred to)\s+(?:as|by|of|to be|an?\b)"
    rf"|refers?\s+to|denotes?|means?\s+(?!of\b|that\s+(?:we|they)\b)|consists?\s+of|comprises?|constitutes?\s+an?\b|"
    rf"represents?\s+an?\b|stands?\s+for|describes?\s+an?\b|occurs?\s+when|belongs?\s+to\s+an?\b)",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    rf"[)\"”’']?{_SHORT_FORM},?[\"”’']?(?<=[,\"”’'])\s+"
    rf"(?:an?\s+\w|the\s+\w|which (?:is|are)\s+{_ADVERBS}(?:an?\s+|the\s+)?(?!{_PREDICATE})\w|"
    rf"(?:also|otherwise|formerly|previously|commonly)\s+(?:known|called|termed|referred))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:referred to as|known as|called|termed|named|defined as|designated)\s+(?:an?\s+|the\s+)?[\"'“‘]?$",
    re.IGNORECASE,
)
# "In patients with exosomes, the cells …" is not an apposition.
_OPENING_CLAUSE = re.compile(
    r"^\W*(?:in|with|among|for|during|when|if|as|by|from|of|after|before|despite|unlike|like|although|while|because|since|"
    r"to|at|on|due|using)\b[^,]*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"(?:\b(?:of|in|with|from|for|by|on|to|and|or|between|as|via|through|if|whether|when)|-derived|-)\s*(?:the\s+|an?\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)


def defines(sentence: str, terms: Sequence[str]) -> float:
    """How far the sentence says what one of the terms is.

    Returns:
        1 for "X is a …", "X, a …", "X refers to …", "X consists of …" and "known as X"; 0.5 where it only gives the
        long form, "… (X)" or "X (…)", as Schwartz and Hearst's algorithm finds it; else 0.
    """
    best, found = 0.0, words(sentence)
    for term in terms:
        for start, end in _places(found, term):
            before, after = sentence[:start], sentence[end:]
            if _NAMED.search(before):
                return 1.0
            if not _PREPOSITION.search(before) and (_COPULA.match(after) or _DEFINING_VERB.match(after)):
                return 1.0
            if _APPOSITION.match(after) and not _OPENING_CLAUSE.match(before):
                return 1.0
            if _gives_long_form(term, before, after):
                best = 0.5
    return best


def _gives_long_form(term: str, before: str, after: str) -> bool:
    if before.endswith("(") and (closing := re.match(r"[^()]{0,20}\)", after)):
        pairs = find_definitions(f"{before}{term}{closing[0]}")
    elif inside := re.match(r"s?\s*\(([^()]{3,120})\)", after):
        pairs = find_definitions(f"{inside[1]} ({term})")
    else:
        return False
    return any(pair.key == key_of(term) for pair in pairs)


def _places(found: Sequence[Word], term: str) -> Iterator[tuple[int, int]]:
    """Where a sentence of these words has the term, in any number."""
    wanted = [word.stem for word in words(term)]
    for at in range(len(found) - len(wanted) + 1):
        if wanted and [word.stem for word in found[at : at + len(wanted)]] == wanted:
            yield found[at].start, found[at + len(wanted) - 1].end
