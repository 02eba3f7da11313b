"""The noun phrases of a question, told by the small words and verbs between them, and which of them it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.library import Library
from index.text.words import content_words, stem
from qa.dialogue.words import (
    ADJECTIVES,
    ARTICLES,
    AUXILIARIES,
    GENERIC,
    MODALS,
    PAPERS,
    PREPOSITIONS,
    RELATIONAL,
    SMALL,
    STUDIED,
    VERBS,
    WH,
)

_TOKEN = re.compile(r"[^\W_](?:[^\s?!,;:()\[\]“”\"]*[^\W_])?")
_JOINING = frozenset({"of", "from"})  # "exosomes from iMSCs" is one thing
_LONGEST_TOPIC = 6  # words
_NO_PLURAL = re.compile(r"(?:ss|us|is|ics|betes|imers|ous|[’']s)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question as it stands between spaces and punctuation: "iPSC-derived", "can't".

    Attributes:
        text: As printed.
        start: Offset of its first character.
        end: Offset after its last.
    """

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """In lower case, with the plain apostrophe."""
        return self.text.casefold().replace("’", "'")

    @property
    def is_small(self) -> bool:
        """Whether it is a function word."""
        return self.low in SMALL


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase.

    Attributes:
        text: As printed, without its article.
        start: Offset of its first character.
        end: Offset after its last.
        article: The article before it, empty where there is none.
        preposition: The preposition before it, in lower case; empty where there is none.
        is_asked: Whether a question word stands before it: "which conditions".
    """

    text: str
    start: int
    end: int
    article: str = ""
    preposition: str = ""
    is_asked: bool = False

    @property
    def head(self) -> str:
        """Stem of its last word."""
        found = tokens(self.text)
        return stem(found[-1].text.split("-")[-1]) if found else stem(self.text)

    @property
    def stems(self) -> frozenset[str]:
        """Stems of its words."""
        return stems(self.text)

    @property
    def is_plural(self) -> bool:
        """Whether it looks like more than one thing."""
        return is_plural(self.text)

    @property
    def with_article(self) -> str:
        """Text with the article, if any."""
        return f"{self.article} {self.text}" if self.article else self.text


def stems(text: str) -> frozenset[str]:
    """Stems of the content words."""
    return frozenset(word.stem for word in content_words(text))


def is_plural(text: str) -> bool:
    """Whether the last word of a phrase looks like a plural: "MSCs", "exosomes", not "diabetes"."""
    last = text.split()[-1].rstrip("'’")
    return len(last) > 2 and last.endswith("s") and not _NO_PLURAL.search(last)


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def phrases(text: str) -> list[Phrase]:
    """The noun phrases of a question, in order."""
    found = tokens(text)
    return [
        phrase
        for run in _runs(text, found)
        for phrase in _phrase(text, found, run)
        if not phrase.text.isdigit() or phrase.preposition
    ]


def _runs(text: str, found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Neighbouring words that are no function words, as first and last + 1 of ``found``."""
    first = None
    for at, token in enumerate(found):
        broken = first is not None and text[found[at - 1].end : token.start].strip() not in {"", '"', "“", "”"}
        if first is not None and (token.is_small or broken):
            yield first, at
            first = None
        if first is None and not token.is_small:
            first = at
    if first is not None:
        yield first, len(found)


def _phrase(text: str, found: Sequence[Token], run: tuple[int, int]) -> Iterator[Phrase]:
    """The phrases of a run: verbs are taken out, and a plural ends what goes before it."""
    first, last = run
    before = found[first - 1].low if first else ""
    is_clause = any(token.low in AUXILIARIES | WH for token in found[:first])
    bare_wh = before in {"what", "who", "what's"} and last - first > 1 and not is_plural(found[first].text)
    if before in {"what", "who"} and (bare_wh or _next_is_object(found, last)):
        first += 1  # "What limits …", "Who discovered …"
    if last - first > 1 and found[last - 1].low in ADJECTIVES and before not in PREPOSITIONS | ARTICLES:
        last -= 1
    start = first
    for at in range(first, last):
        if _is_verb(found, at, (run[0], last), is_clause):
            yield from _made(text, found, start, at)
            start = at + 1
        elif at + 1 < last and is_plural(found[at].text) and found[at].low != "stem":
            yield from _made(text, found, start, at + 1)
            plural_at_first = start == first
            start = at + 1
            is_free = is_clause and before not in PREPOSITIONS | ARTICLES
            if is_free and (stem(found[at + 1].low) in VERBS or (before in MODALS and plural_at_first)):
                start = at + 2  # "Do MSCs beat …"
    yield from _made(text, found, start, last)


def _next_is_object(found: Sequence[Token], at: int) -> bool:
    return at < len(found) and found[at].low in ARTICLES


def _is_verb(found: Sequence[Token], at: int, run: tuple[int, int], is_clause: bool) -> bool:
    """Whether a word of a run is a verb there."""
    low, (first, last) = found[at].low, run
    before = found[first - 1].low if first else ""
    if low.endswith("ed") and "-" not in low and at + 1 == last and is_clause and (at > first or before in SMALL):
        return before not in ARTICLES | PREPOSITIONS or at > first
    if stem(low) not in VERBS or "-" in low:
        return False
    if before in ARTICLES and at + 1 == last and not is_plural(found[at - 1].text):
        return False  # "the clinical use of"
    if at == first and before in ARTICLES | PREPOSITIONS:
        return low.endswith("ing") and before in PREPOSITIONS
    return not (low.endswith("ed") and at + 1 < last and at == first)  # "induced mesenchymal stem cells"


def _made(text: str, found: Sequence[Token], first: int, last: int) -> Iterator[Phrase]:
    if first >= last:
        return
    before = [token.low for token in found[max(first - 3, 0) : first]]
    article = found[first - 1].text if before and before[-1] in ARTICLES else ""
    ahead = before[:-1] if article else before
    preposition = ahead[-1] if ahead and ahead[-1] in PREPOSITIONS else ""
    asked = bool(before) and (
        before[-1] in {"which", "what", "whose"} or before[-2:] in (["how", "many"], ["how", "much"])
    )
    start, end = found[first].start, found[last - 1].end
    yield Phrase(text[start:end], start, end, article, preposition, asked)


def is_relational(phrase: Phrase) -> bool:
    """Whether the phrase needs an "of …" to mean something: "side effects", "the need"."""
    return phrase.head in RELATIONAL


def is_generic(phrase: Phrase) -> bool:
    """Whether it names no subject of its own: "conditions", "these cells", "the review"."""
    return phrase.stems <= GENERIC | PAPERS | RELATIONAL | STUDIED


def topics(text: str) -> list[Phrase]:
    """What a question may be about, the likeliest first; things that belong together ("exosomes from iMSCs") as one."""
    every = phrases(text)
    named = [one for one in every if not one.is_asked and not is_relational(one) and not is_generic(one)]
    named = named or [one for one in every if not is_relational(one) and one.head not in PAPERS]
    return [_extended(text, one, every) for one in named or every]


def _extended(text: str, phrase: Phrase, every: Sequence[Phrase]) -> Phrase:
    """The phrase with what it is of or from."""
    after = next((one for one in every if one.start > phrase.end), None)
    if after is None or after.preposition not in _JOINING:
        return phrase
    between = text[phrase.end : after.start].casefold().split()
    whole = text[phrase.start : after.end]
    if between not in ([after.preposition], [after.preposition, after.article.casefold()]):
        return phrase
    if len(whole.split()) > _LONGEST_TOPIC:
        return phrase
    return Phrase(whole, phrase.start, after.end, phrase.article, phrase.preposition)


def topic(text: str, plural: bool | None = None) -> Phrase | None:
    """What the question is about; None where it names nothing, or nothing of that number."""
    found = topics(text)
    if plural is not None:
        found = [one for one in found if _own_plural(one) == plural]
    return found[0] if found else None


def _own_plural(phrase: Phrase) -> bool:
    """Number of a topic: "exosomes from the cell" are several."""
    own = re.split(r"\s(?:of|from)\s", phrase.text, maxsplit=1)[0]
    return is_plural(own)


def likest(thing: Phrase, among: Sequence[Phrase], library: Library) -> tuple[Phrase, float] | None:
    """The phrase that means most nearly what another one does, with their cosine; None where there is none.

    The library's query encoder judges, the one that questions are searched with.
    """
    if not among:
        return None
    own, *others = library.encoder.encode_queries([one.text for one in (thing, *among)])
    cosines = [float(own.vector @ other.vector) for other in others]
    best = max(range(len(among)), key=cosines.__getitem__)
    return among[best], cosines[best]


def same_kind(one: Phrase, other: Phrase, library: Library) -> bool:
    """Whether two phrases name things of one kind: both cells, by the last word of what they stand for."""
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
    """Phrases of a question that the one before it does not have, where it goes on with that one."""
    own, old = phrases(text), stems(before)
    if not any(one.stems & old for one in own):
        return []
    return [one for one in own if not one.stems & old]


def joined(parts: Iterable[str]) -> str:
    """Parts of a sentence with one space between them and none before punctuation."""
    text = " ".join(part.strip() for part in parts if part.strip())
    return re.sub(r"\s+([?.!,;:])", r"\1", text)
