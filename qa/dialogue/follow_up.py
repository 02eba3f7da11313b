"""A conversation's next question, understood from those before it by rules: "and in cartilage?", "who wrote that?".

What is asked must stand alone, for it is shown to the user, who may edit it, and then asked as it is. Its words are
those of the turn, of earlier questions, and of papers' titles, authors and journals; only function words and "paper"
are added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.library import Library
from index.store.selection import Selection
from qa.answering.question import tidy
from qa.dialogue.asked import Asked, Understood, standing
from qa.dialogue.cues import (
    ABOUT,
    BARE,
    CORRECTION,
    GREETING,
    INSTEAD,
    LEADS,
    MORE,
    NO_BUT,
    NOT_BUT,
    SLIPS,
)
from qa.dialogue.fragments import append_clause, bare, corrected, is_fragment, of_topic, substitute
from qa.dialogue.paper import about_paper, is_about_paper
from qa.dialogue.pronouns import refers_back, resolved
from qa.dialogue.restriction import narrowed, read_restriction
from qa.dialogue.topics import shares_subject, topic
from qa.english.lexicon import ADJECTIVES, PREPOSITIONS, QUESTION_WORDS
from qa.english.noun_phrases import phrases, stems, tokens

__all__ = ["Asked", "Understood", "narrowed", "understand_follow_up"]

_LONGEST = 300  # characters of a question that was put together
_LONGEST_TAIL = 5  # words of a turn that is appended to the last question
_MOST_BARE_WORDS = 2  # of a phrase that keeps the subject; a longer one is a subject of its own


def understand_follow_up(typed: str, earlier: Sequence[Asked], library: Library) -> Understood:
    """Understand a turn of a conversation.

    Args:
        typed: What the user typed.
        earlier: The turns before it, the first one first.
        library: What is asked.

    Raises:
        QuestionError: The turn is empty or too long.
    """
    text = tidy(typed)
    if GREETING.match(text):
        return Understood(text, Selection(), False)
    kept = standing(earlier)
    plain = _plain(text)
    restriction = read_restriction(plain, kept, earlier, library)
    if restriction is None:
        return _understand(text, plain, earlier, kept, library)
    if not restriction.rest:
        return Understood(_subjects(earlier)[-1], restriction.selection, True)
    found = _understand(restriction.rest, _plain(restriction.rest), earlier, restriction.selection, library)
    return Understood(found.question, _also(found.selection, restriction.selection), found.is_follow_up)


def _also(selection: Selection, said: Selection) -> Selection:
    return selection if selection.documents and not said.documents else said


def _understand(text: str, plain: str, earlier: Sequence[Asked], kept: Selection, library: Library) -> Understood:
    """Understand a turn that asks something."""
    if not earlier:
        return Understood(text, kept, False)
    of_paper = about_paper(plain, earlier, kept, library)
    if of_paper:
        return Understood(_sentence(of_paper.question), of_paper.selection, True)
    asked = _subjects(earlier)
    question = _completed(plain, asked, library, led=plain != _slipless(text))
    if question.endswith("?") and is_fragment(question) and not ABOUT.match(question):
        question = f"What about {question}"
    if question and len(question) <= _LONGEST:
        return Understood(_sentence(question), kept, True)
    alone = _sentence(plain) if plain != text else text
    if asked and shares_subject(alone, asked[-1], library):
        return Understood(alone, kept, bool(kept))
    return Understood(alone, Selection(), False)


def _completed(text: str, asked: Sequence[str], library: Library, *, led: bool) -> str:
    """The turn completed from the last questions; empty where it stands alone.

    Args:
        text: The turn without "and", "ok" and the like in front.
        asked: The questions before it that are about a subject.
        library: What is asked.
        led: Whether such words were in front.
    """
    last, before = asked[-1], asked[-2] if len(asked) > 1 else ""
    if MORE.match(text):
        return last
    word = BARE.match(text)
    if word:
        return bare(word["word"], last)
    right = _correction(text, last, before, library)
    if right:
        return right
    about = ABOUT.match(text)
    rest = text[about.end() :] if about else text
    if refers_back(rest):
        full = resolved(rest, asked, library)
        if full is None:
            return append_clause(rest, last)
        if not is_fragment(full) or stems(full) >= (one.stems if (one := topic(last)) else {""}):
            return text[: about.end()] + full if about else full
        rest = full
    if is_fragment(rest):
        return _fragment(rest, last, before, library, led=led or bool(about))
    return _elliptic(rest, last)


def _fragment(text: str, last: str, before: str, library: Library, *, led: bool) -> str:
    found = tokens(text)
    content = [one for one in found if not one.is_function_word and one.low not in ADJECTIVES]
    about = topic(last)
    goes_on = led or found[0].low in PREPOSITIONS or _needs_topic(text) or len(content) <= _MOST_BARE_WORDS
    if not content or not goes_on:
        return ""
    if _has_topic(text, last) and len(phrases(text)) > 1:
        return ""  # "iMSC exosomes in diabetes"
    if about and _needs_topic(text) and found[0].low not in PREPOSITIONS:
        return of_topic(text, last)
    return substitute(text, last, before, library)


def _elliptic(text: str, last: str) -> str:
    """A question that says nothing without the last one: "What is the dose?", "How many patients were there?"."""
    about, every, found = topic(last), phrases(text), tokens(text)
    if about is None or _has_topic(text, last):
        return ""
    opens = [one.low for one in found[:2]]
    if len(found) <= _LONGEST_TAIL and len(opens) > 1 and (opens[0] in PREPOSITIONS and opens[1] in QUESTION_WORDS):
        return append_clause(text, last)  # "in which countries?"
    if len(found) <= _LONGEST_TAIL and len(opens) > 1 and opens[0] in QUESTION_WORDS and opens[1] in PREPOSITIONS:
        return append_clause(text, last)  # "and which in London?"
    if _needs_topic(text):
        return of_topic(text, last)
    if every and all(one.is_generic for one in every):
        return f"What about {about.text}: {text}"
    return ""


def _needs_topic(text: str) -> bool:
    """Whether every noun of a turn needs an "of …" that it does not have."""
    every = phrases(text)
    return bool(every) and all(one.is_relational for one in every) and not re.search(r"\b(?:of|for)\s+\w", text)


def _has_topic(text: str, last: str) -> bool:
    about = topic(last)
    return about is not None and about.stems <= stems(text)


def _correction(text: str, last: str, before: str, library: Library) -> str:
    """What "No, I meant iPSCs" makes of the last question: that question with it; empty for no correction."""
    match = CORRECTION.match(text) or NOT_BUT.match(text) or INSTEAD.match(text) or NO_BUT.match(text)
    if not match:
        return ""
    groups = match.groupdict()
    meant = groups["meant"].strip(" ?.!")
    if not is_fragment(meant):
        return ABOUT.sub("", meant) + "?" if match.re is not INSTEAD else ""
    if refers_back(meant):
        meant = resolved(meant, [last], library) or meant
    return corrected(ABOUT.sub("", meant), groups.get("wrong") or "", last, before, library)


def _subjects(earlier: Sequence[Asked]) -> list[str]:
    """The questions that are about a subject; where none is, those that are about papers."""
    every = [one for one in earlier if not GREETING.match(one.question)] or list(earlier)
    last = every[-1]
    about = [one.question for one in every if not one.names_a_paper]
    if about and is_about_paper(last.question) and not last.names_a_paper:
        return about
    return [one for one in about if not is_about_paper(one)] or about or [one.question for one in every]


def _slipless(text: str) -> str:
    """The turn with slips of the keyboard in its small words put right."""
    return re.sub(r"[^\W\d_]+", lambda word: SLIPS.get(word[0].casefold(), word[0]), text)


def _plain(text: str) -> str:
    """The turn without "and", "ok" and the like in front, unless it is nothing else."""
    text = _slipless(text)
    return LEADS.sub("", text) or text


def _sentence(text: str) -> str:
    """With a capital where it begins with a question word, and single spaces."""
    text = re.sub(r"\s+([?.!,;:])", r"\1", " ".join(text.split()))
    first = tokens(text)[:1]
    is_question = bool(first) and first[0].low in QUESTION_WORDS
    return text[0].upper() + text[1:] if is_question and first[0].start == 0 else text
