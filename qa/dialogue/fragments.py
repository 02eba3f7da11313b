"""Turns that are part of a question ("and in cartilage?", "MSCs?", "the risks?"), put into the one before."""

from __future__ import annotations

import re

from index.library import Library
from index.text.words import stem
from qa.dialogue.topics import joined, most_similar, new_phrases, same_kind, topic, topics
from qa.english.lexicon import AGREEING, ARTICLES, AUXILIARIES, CLAUSE_WORDS, PREPOSITIONS, VERBS
from qa.english.noun_phrases import Phrase, phrases, stems, tokens
from qa.english.number import is_plural

_TAIL = re.compile(  # ", and why?", ", and is that proven?"
    rf", and (?:(?:in|by|since|for|at|of|with|to|from) )?(?:{'|'.join(sorted(CLAUSE_WORDS))})\b[^?]*(?=\?*$)",
    re.IGNORECASE,
)
_END = re.compile(r"[\s?.!]*$")
# "Which conditions have … been studied in?", "In which diseases are …?": what fills the place is asked as yes or no.
_DANGLING = re.compile(
    rf"^(?:(?P<front>in|for|on|against|with|to|from) )?(?:which|what) (?:[\w-]+ ){{1,3}}?"
    rf"(?P<verb>{'|'.join(sorted(AUXILIARIES))}) (?P<rest>.+?)(?: (?P<back>in|for|on|against|with|to|from))?[\s?]*$",
    re.IGNORECASE,
)
_COMPARING = frozenset({"compared", "versus", "vs", "than"})
_ALIKE = 0.4  # cosine from which two phrases are taken to name things of one kind
_PERHAPS_ALIKE = 0.15  # where the place fits too
_ADJECTIVE = re.compile(r"(?:al|ic|ar|ous|ive|ed)$")
_PLACES = frozenset({"in", "for", "against", "on", "during", "with", "to", "at"})


def core(question: str) -> str:
    """A question without what earlier turns appended to it."""
    return _TAIL.sub("", question)


def bare(word: str, last: str) -> str:
    """A question word alone: "why?" asks the last question again."""
    base = core(last)
    ending = _END.search(base).start()  # type: ignore[union-attr]
    first = base.split(None, 1)[0].casefold()
    word = word.strip()
    if word.casefold() in {"why", "how", "when", "where"} and first in AUXILIARIES:
        return f"{word[0].upper()}{word[1:]} {base[0].lower()}{base[1:]}"
    return f"{base[:ending]}, and {word[0].lower()}{word[1:]}?"


def append_clause(text: str, last: str) -> str:
    """The last question with the turn appended: "Do cells need it, and is that proven?"."""
    return f"{core(last).rstrip(' ?.!')}, and {text.rstrip(' ?.!')}?"


def is_fragment(text: str) -> bool:
    """Whether a turn is only a phrase, perhaps with its preposition."""
    found = tokens(text)
    return bool(found) and not any(one.low in CLAUSE_WORDS for one in found)


def substitute(fragment: str, last: str, before: str, library: Library) -> str:
    """The last question with a fragment in the place that it fits.

    Args:
        fragment: A phrase, perhaps with its preposition: "in cartilage".
        last: The last question.
        before: The one before that; empty where there is none.
        library: Its abbreviations say which things are of one kind.
    """
    fragment = fragment.strip(" ?.!,;:")
    last = core(last)
    found = tokens(fragment)
    if found and found[0].low in PREPOSITIONS | _COMPARING and len(found) > 1:
        return _with_preposition(fragment, last, before, library)
    thing = _whole(fragment)
    return (
        _contrasted(thing, last, library)
        or _filled(fragment, "", last)
        or (_of_topic(fragment, last) if thing.is_relational else "")
        or ("" if any(one.is_relational for one in phrases(fragment)) else _in_place(thing, last, before, library))
        or _what_about(fragment, last)
    )


def corrected(meant: str, wrong: str, last: str, before: str, library: Library) -> str:
    """The last question with what was meant in the place of what was said."""
    last, thing = core(last), _whole(meant.strip(" ?.!,;:"))
    if wrong:
        at = last.casefold().find(wrong.strip(" ?.!").casefold())
        if at >= 0:
            return last[:at] + thing.text + last[at + len(wrong.strip(" ?.!")) :]
    changed = _contrasted(thing, last, library)
    if changed:
        return changed
    places = new_phrases(last, before) or topics(last)
    first = tokens(meant)[0].low if tokens(meant) else ""
    if first in PREPOSITIONS:
        return _with_preposition(meant, last, before, library)
    return _put(last, places[-1] if before else places[0], thing.text) if places else meant


def of_topic(text: str, last: str) -> str:
    """A question whose nouns need an "of …", with what the last question was about: "What is the dose of …?"."""
    return _of_topic(text, last) or text


def _whole(fragment: str) -> Phrase:
    """A fragment as one phrase, without its article."""
    found = tokens(fragment)
    article = found[0].text if len(found) > 1 and found[0].low in ARTICLES else ""
    start = found[1].start if article else 0
    return Phrase(fragment[start:], start, len(fragment), article)


def _contrasted(thing: Phrase, last: str, library: Library) -> str:
    """The last question with a thing of the same kind replaced; empty where it has none."""
    every = [one for one in phrases(last) if not one.is_asked]
    held = next((one for one in every if one.text.casefold() == thing.text.casefold()), None)
    alike = [one for one in every if one is not held and same_kind(one, thing, library)]
    if alike:
        if held:  # "Why are iMSCs preferred over MSCs?", "and MSCs?"
            first, second = sorted((alike[0], held), key=lambda one: one.start)
            middle = last[first.end : second.start]
            return f"{last[: first.start]}{second.text}{middle}{first.text}{last[second.end :]}"
        return _put(last, alike[0], thing.text)
    return "" if held else _modifier(thing, every, last, library) or _described(thing, every, last)


def _described(thing: Phrase, every: list[Phrase], last: str) -> str:
    """The last question with an adjective replaced: "bacterial pneumonia" by "viral pneumonia" for "and viral?"."""
    ending = _ADJECTIVE.search(thing.text)
    if " " in thing.text or not ending or not thing.text.islower():
        return ""
    for one in every:
        for token in tokens(one.text)[:-1]:
            if token.text.endswith(ending[0]):
                at = one.start + token.start
                return last[:at] + thing.text + last[at + len(token.text) :]
    return ""


def _modifier(thing: Phrase, every: list[Phrase], last: str, library: Library) -> str:
    """The last question with a part of a phrase replaced: "iMSC exosomes" by "MSC exosomes" for "and MSCs?"."""
    if len(thing.text.split()) > 1 or not library.abbreviations.senses(thing.text):
        return ""
    for one in every:
        for token in tokens(one.text):
            for start, end in _pieces(token.text):
                piece = token.text[start:end]
                if not library.abbreviations.senses(piece) or stems(piece) == stems(thing.text):
                    continue
                if same_kind(Phrase(piece, 0, 0), thing, library):
                    single = thing.text[:-1] if is_plural(thing.text) and not is_plural(piece) else thing.text
                    at = one.start + token.start + start
                    return last[:at] + single + last[at + len(piece) :]
    return ""


def _pieces(word: str) -> list[tuple[int, int]]:
    return [(match.start(), match.end()) for match in re.finditer(r"[^\W_]+", word)]


def _with_preposition(fragment: str, last: str, before: str, library: Library) -> str:
    """The last question with a phrase and its preposition: in the place of one alike, else at its end."""
    preposition, thing = tokens(fragment)[0], fragment[tokens(fragment)[1].start :]
    filled = _filled(thing, preposition.low, last)
    if filled:
        return filled
    whole = _whole(thing)
    changed = _contrasted(whole, last, library)
    about = topic(last)
    if changed and preposition.low not in {"in", "for"}:
        return changed
    places = [one for one in phrases(last) if one.preposition and not one.is_asked]
    new = [one for one in new_phrases(last, before) if one.preposition]
    alike = [
        one
        for one in places
        if one.preposition == preposition.low
        and (about is None or one.start != about.start or about.preposition in _PLACES)
    ]
    if new or alike:
        place = (new or alike)[-1]
        start = last.casefold().rfind(place.preposition, 0, place.start)
        return last[:start] + fragment + last[place.end :]
    end = _END.search(last).start()  # type: ignore[union-attr]
    return f"{last[:end]} {fragment}{last[end:]}"


def _filled(thing: str, preposition: str, last: str) -> str:
    """What "Which conditions have they been studied in?" asks of one: "Have they been studied in cartilage?"."""
    match = _DANGLING.match(last)
    if not match:
        return ""
    own = (match["back"] or match["front"] or "").casefold()
    if not own or (preposition and preposition != own):
        return ""
    verb = match["verb"]
    return f"{verb[0].upper()}{verb[1:]} {match['rest']} {own} {thing}?"


def _of_topic(text: str, last: str) -> str:
    about = topic(last)
    if about is None or about.stems <= stems(text):
        return ""
    end = _END.search(text).start()  # type: ignore[union-attr]
    preposition = "" if re.search(r"\b(?:of|for)\W*$", text) else " of"
    return f"{text[:end]}{preposition} {about.text}{text[end:]}"


def _in_place(thing: Phrase, last: str, before: str, library: Library) -> str:
    """The last question with the thing in the place of one that means something like it; empty where none does."""
    every = [one for one in phrases(last) if not one.is_asked]
    found = most_similar(thing, every, library)
    if found is None:
        return ""
    best, cosine = found
    likely = _likely_places(last, before, every)
    if cosine >= _ALIKE or (best in likely and cosine >= _PERHAPS_ALIKE):
        return _put(last, best, _fitted(thing, best))
    return _put(last, likely[-1], thing.text) if _is_list(last) and likely else ""


def _likely_places(last: str, before: str, every: list[Phrase]) -> list[Phrase]:
    """Phrases that a next thing may take the place of: what was new in the question, else what it ends with."""
    about = topic(last)
    new = [one for one in new_phrases(last, before) if not one.is_asked] if before else []
    if new:
        return new
    ending = every[-1] if every and not last[every[-1].end :].strip(" ?.!") else None
    if about is None or ending is None or ending.start < about.end:
        return []
    return (
        [ending]
        if _is_list(last) or ending.preposition in _PLACES or _is_verb(last[: ending.start].split()[-1])
        else []
    )


def _fitted(thing: Phrase, place: Phrase) -> str:
    """The thing with its article, where there is none in front of the place."""
    return thing.text if place.article else thing.with_article


def _is_verb(word: str) -> bool:
    return stem(word.casefold()) in VERBS


def _is_list(text: str) -> bool:
    """Whether a question is of keywords: no question word, auxiliary or "Summarise" opens it."""
    first = tokens(text)[0]
    return first.low not in CLAUSE_WORDS and not _is_verb(first.low)


def _what_about(fragment: str, last: str) -> str:
    about = topic(last)
    if about is None or about.stems <= stems(fragment):
        return joined([last.rstrip(" ?.!"), fragment]) if about is None else fragment
    if _is_list(last):
        return f"{about.text} {fragment}"
    return f"What about {about.text} and {fragment}?"


def _put(text: str, place: Phrase, thing: str) -> str:
    """The text with a phrase replaced; the article and the verb in front of it are fitted."""
    head, several = text[: place.start], is_plural(thing)
    if several or thing[:1].isupper():
        head = re.sub(r"\b(?:an?) $", "", head, flags=re.IGNORECASE)
    verb = tokens(head)[-1:]
    if verb and several != place.is_plural:
        agreeing = AGREEING if several else {plural: single for single, plural in AGREEING.items()}
        fitted = agreeing.get(verb[0].low, verb[0].text)
        fitted = fitted.capitalize() if verb[0].text[0].isupper() else fitted
        head = head[: verb[0].start] + fitted + head[verb[0].end :]
    return head + thing + text[place.end :]
