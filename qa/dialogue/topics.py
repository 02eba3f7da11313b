"""What a question is about, and which things of two questions are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.library import Library
from index.text.words import content_words
from qa.english.lexicon import PAPERS
from qa.english.noun_phrases import Phrase, extended, phrases, stems

_JOINING = frozenset({"of", "from"})  # "exosomes from iMSCs" is one thing
_LONGEST_TOPIC = 6  # words


def topics(text: str) -> list[Phrase]:
    """What a question may be about, the likeliest first; things that belong together ("exosomes from iMSCs") as one."""
    every = phrases(text)
    named = [one for one in every if not (one.is_asked or one.is_relational or one.is_generic)]
    named = named or [one for one in every if not one.is_relational and one.head not in PAPERS]
    return [extended(text, one, every, _JOINING, _LONGEST_TOPIC) for one in named or every]


def topic(text: str, plural: bool | None = None) -> Phrase | None:
    """What the question is about; None where it names nothing, or nothing of that number."""
    found = topics(text)
    if plural is not None:
        found = [one for one in found if one.is_plural == plural]
    return found[0] if found else None


def most_similar(thing: Phrase, among: Sequence[Phrase], library: Library) -> tuple[Phrase, float] | None:
    """The phrase most similar in meaning to another one, with their cosine; None where there are no others.

    The library's query encoder judges, the one that questions are searched with.
    """
    if not among:
        return None
    own, *others = library.encoder.encode_queries([one.text for one in (thing, *among)])
    cosines = [float(own.vector @ other.vector) for other in others]
    best = max(range(len(among)), key=cosines.__getitem__)
    return among[best], cosines[best]


def same_kind(one: Phrase, other: Phrase, library: Library) -> bool:
    """Whether two phrases name things of one kind: both cells, by the last word of their long forms."""
    heads = [{_last_stem(name) for name in names(phrase.text, library)} for phrase in (one, other)]
    return bool(heads[0] & heads[1])


def names(text: str, library: Library) -> tuple[str, ...]:
    """A phrase with its abbreviations written out in each way that the library knows."""
    return tuple(dict.fromkeys([text, library.abbreviations.expand(text)]))


def _last_stem(text: str) -> str:
    found = content_words(text)
    return found[-1].stem if found else ""


def shares_subject(text: str, other: str, library: Library) -> bool:
    """Whether a question names what another one is about."""
    about = topic(other)
    if about is None:
        return False
    wanted = stems(library.abbreviations.expand(about.text))
    return bool(wanted) and wanted <= stems(library.abbreviations.expand(text))


def new_phrases(text: str, before: str) -> list[Phrase]:
    """Phrases of a question that the one before it does not have; empty where the two share no phrase."""
    own, old = phrases(text), stems(before)
    if not any(one.stems & old for one in own):
        return []
    return [one for one in own if not one.stems & old]


def joined(parts: Iterable[str]) -> str:
    """Parts of a sentence with one space between them and none before punctuation."""
    text = " ".join(part.strip() for part in parts if part.strip())
    return re.sub(r"\s+([?.!,;:])", r"\1", text)
