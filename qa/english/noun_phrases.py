"""The noun phrases of a text, found by the function words and verbs between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.words import content_words, stem
from qa.english.lexicon import (
    ADJECTIVES,
    ARTICLES,
    BEFORE_PLAIN_VERBS,
    CLAUSE_WORDS,
    FUNCTION_WORDS,
    GENERIC,
    NOT_ADVERBS,
    NOUNS_TOO,
    PAPERS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIONAL,
    STUDIED,
    VAGUE,
    VERBS,
)
from qa.english.number import ends_in_plural, is_plural

_TOKEN = re.compile(r"[^\W_](?:(?:[^\s?!,;:()\[\]“”\"]|,(?=\d))*[^\W_])?\+*")
_BETWEEN = frozenset({"", '"', "“", "”"})  # what may be between two words of one phrase, beside spaces
# Nouns and adjectives that have the stem of a verb: "proliferation", "protective".
_NO_VERB = re.compile(
    r"(?:ions?|ors?|ments?|it(?:y|ies)|(?<!prev)[ae]nt|(?<!enh)[ae]nces?|[st]ive|(?<!v)ary|ory|(?<!en)[ai]ble|(?<!e)al|"
    r"(?<!liv|cov|ent|iff|ref|low)ers?)$"
)
_ADVERB = re.compile(r"(?<![ay])ly$")  # not "microcephaly", "syndactyly"
_BEFORE_NOUNS = ARTICLES | POSSESSIVES


@dataclass(frozen=True, slots=True)
class Token:
    """A word between spaces and punctuation: "iPSC-derived", "can't".

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
    def is_function_word(self) -> bool:
        """Whether it has no meaning of its own: an article, a preposition, an auxiliary, an adverb."""
        return self.low in FUNCTION_WORDS or (_ADVERB.search(self.low) is not None and self.low not in NOT_ADVERBS)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase.

    Attributes:
        text: As printed, without its article.
        start: Offset of its first character.
        end: Offset after its last.
        article: The article before it, empty where there is none.
        preposition: The preposition before it, in lower case; empty where there is none.
        is_asked: Whether a question word is before it: "which conditions".
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
        """Whether it is of several things."""
        return is_plural(self.text)

    @property
    def is_relational(self) -> bool:
        """Whether it needs an "of …" to mean something: "side effects", "the need"."""
        return self.head in RELATIONAL

    @property
    def is_generic(self) -> bool:
        """Whether it names no subject of its own."""
        return is_generic(self.text)

    @property
    def with_article(self) -> str:
        """Text with the article, if any."""
        return f"{self.article} {self.text}" if self.article else self.text


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def stems(text: str) -> frozenset[str]:
    """Stems of the content words."""
    return frozenset(word.stem for word in content_words(text))


def is_generic(text: str) -> bool:
    """Whether words name no subject of their own: "conditions", "these cells", "the best review"."""
    named = (word for word in content_words(text) if text[word.start : word.end].casefold() not in VAGUE)
    return {word.stem for word in named} <= GENERIC | PAPERS | RELATIONAL | STUDIED


def phrases(text: str, *, of_sentence: bool = False) -> list[Phrase]:
    """The noun phrases of a question, in order.

    Args:
        text: A question, a turn of a conversation, keywords.
        of_sentence: Whether it is part of a sentence, where words in -ed are verbs though no auxiliary is before them.
    """
    found = tokens(text)
    return [
        phrase
        for run in _runs(text, found)
        for phrase in _split(text, found, run, of_sentence=of_sentence)
        if not phrase.text.isdigit() or phrase.preposition
    ]


def may_be_verb(low: str) -> bool:
    """Whether a word in lower case is a form of a verb of the lexicon: "showed", not "proliferation"."""
    return stem(low) in VERBS and "-" not in low and not _NO_VERB.search(low)


def extended(text: str, phrase: Phrase, every: Sequence[Phrase], joining: Collection[str], longest: int) -> Phrase:
    """The phrase with the next one where nothing but one of these prepositions is between: "exosomes from iMSCs".

    Args:
        text: Where they are.
        phrase: One of its phrases.
        every: All of them.
        joining: Prepositions, in lower case.
        longest: Most words of the whole; the phrase stays as it is where there would be more.
    """
    after = next((one for one in every if one.start > phrase.end), None)
    if after is None or after.preposition not in joining:
        return phrase
    between = text[phrase.end : after.start].casefold().split()
    whole = text[phrase.start : after.end]
    if between not in ([after.preposition], [after.preposition, after.article.casefold()]):
        return phrase
    return phrase if len(whole.split()) > longest else replace(phrase, text=whole, end=after.end)


def _runs(text: str, found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Neighbouring words that are not function words, as first and last + 1 of ``found``."""
    first = None
    for at, token in enumerate(found):
        broken = first is not None and text[found[at - 1].end : token.start].strip() not in _BETWEEN
        if first is not None and (token.is_function_word or broken):
            yield first, at
            first = None
        if first is None and not token.is_function_word:
            first = at
    if first is not None:
        yield first, len(found)


def _split(text: str, found: Sequence[Token], run: tuple[int, int], *, of_sentence: bool) -> Iterator[Phrase]:
    """The phrases of a run: verbs are taken out, and a plural ends what goes before it."""
    first, last = run
    before = found[first - 1].low if first else ""
    is_clause = of_sentence or any(token.low in CLAUSE_WORDS for token in found[:first])
    bare_wh = before in {"what", "who", "what's"} and last - first > 1 and not ends_in_plural(found[first].text)
    if before in {"what", "who"} and (bare_wh or _next_is_object(found, last)):
        first += 1  # "What limits …", "Who discovered …"
    start = first
    for at in range(first, last):
        if _is_verb(found, at, (run[0], last), is_clause=is_clause):
            yield from _made(text, found, start, at)
            start = at + 1
        elif at + 1 < last and ends_in_plural(found[at].text):
            yield from _made(text, found, start, at + 1)
            plural_at_first = start == first
            start = at + 1
            is_free = is_clause and before not in PREPOSITIONS | ARTICLES
            if is_free and (may_be_verb(found[at + 1].low) or (before in BEFORE_PLAIN_VERBS and plural_at_first)):
                start = at + 2  # "Do MSCs beat …"
    yield from _made(text, found, start, last)


def _next_is_object(found: Sequence[Token], at: int) -> bool:
    return at < len(found) and found[at].low in ARTICLES


def _is_verb(found: Sequence[Token], at: int, run: tuple[int, int], *, is_clause: bool) -> bool:
    """Whether a word of a run is a verb there."""
    low, (first, last) = found[at].low, run
    before = found[first - 1].low if first else ""
    is_behind = at > first or (first > 0 and found[first - 1].is_function_word)
    if low.endswith("ed") and "-" not in low and at + 1 == last and is_clause and is_behind:
        return at > first or before not in ARTICLES | PREPOSITIONS
    if not may_be_verb(low):
        return False
    behind_noun = at > first and not ends_in_plural(found[at - 1].text)
    asks = before not in PREPOSITIONS and any(token.low in BEFORE_PLAIN_VERBS for token in found[:first])
    if low in NOUNS_TOO and behind_noun and not asks:
        return False  # "in wound repair"
    if before in _BEFORE_NOUNS and at + 1 == last and not ends_in_plural(found[at - 1].text):
        return False  # "the clinical use of"
    if at == first and before in _BEFORE_NOUNS | PREPOSITIONS:
        return low.endswith("ing") and before in PREPOSITIONS
    return not (low.endswith("ed") and at + 1 < last and at == first)  # "induced mesenchymal stem cells"


def _made(text: str, found: Sequence[Token], first: int, last: int) -> Iterator[Phrase]:
    while last > first and found[last - 1].low in ADJECTIVES:
        last -= 1
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
