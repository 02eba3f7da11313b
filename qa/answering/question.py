"""A question, understood once: its words, the ways of writing it, its vectors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.errors import QuestionError
from corpus.text import on_one_line
from index.library import Library
from index.models.encoder import Vectors
from index.text.words import content_words, terms
from qa.answer import Spelling
from qa.answering.form import Form, form_of
from qa.answering.spelling import is_general, put_right

MAX_LENGTH = 2000  # characters
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\\[A-Za-z]+|[*`#$\\{}]+|(?<!\w)_+|_+(?!\w)")
_SHOUTED = 3  # words in capitals that are no longer a name


@dataclass(frozen=True, slots=True)
class Question:
    """What search and ranking need to know about a question.

    Attributes:
        text: As asked, tidied, mistyped words put right.
        variants: Terms of the question, once for each way the library writes its abbreviations; the first is the
            most common one.
        vector: (dim,) float32, L2-normalised.
        stems: Its content words, abbreviations written out, one for each row of ``words``.
        words: (w, dim) float32, L2-normalised.
        asked: Its own words that name something, as written, each with the terms it may be found by: a known short
            form also by its long forms.
        missing: Those of its own words that no document of the library has.
        form: What kind of answer it asks for.
        defined: What it asks the meaning of, under each of its names; empty where it asks for no definition.
        spelling: The words that were mistyped.
    """

    text: str
    variants: tuple[tuple[str, ...], ...]
    vector: Vectors
    stems: tuple[str, ...]
    words: Vectors
    asked: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    form: Form
    defined: tuple[str, ...] = ()
    spelling: tuple[Spelling, ...] = ()


def tidy(text: str) -> str:
    """The question on one line, without characters that cannot be printed: it is searched, and shown in terminals.

    Raises:
        QuestionError: Nothing is left, or it is too long.
    """
    tidied = " ".join("".join(char for char in on_one_line(text) if char.isprintable()).split())
    if not tidied:
        raise QuestionError("The question is empty. Ask something about the papers.")
    if len(tidied) > MAX_LENGTH:
        raise QuestionError(f"The question has {len(tidied):,} characters; {MAX_LENGTH:,} are the most. Shorten it.")
    return tidied


def understand(text: str, library: Library) -> Question:
    """Analyse and encode a tidied question, its mistyped words put right."""
    text, changed = put_right(_plain(text), library)
    ways = library.abbreviations.variants(text)
    form = form_of(text)
    encoding = library.encoder.encode_queries([ways[0]])[0]
    stems, vectors = encoding.words(ways[0])
    asked = _asked(text, library)
    return Question(
        text=text,
        variants=tuple(dict.fromkeys(tuple(terms(way)) for way in (*ways, text))),
        vector=encoding.vector,
        stems=tuple(stems),
        words=vectors,
        asked=asked,
        missing=tuple(word for word, found in asked.items() if not any(map(library.knows, found))),
        form=form,
        defined=library.abbreviations.names(form.term) if form.term else (),
        spelling=tuple(Spelling(*one) for one in changed),
    )


def _plain(text: str) -> str:
    """A question without the marks of HTML, Markdown and LaTeX; one all in capitals, as it would be written."""
    bare = " ".join(_MARKUP.sub(" ", text).split()) or text
    return bare.lower() if bare.isupper() and len(bare.split()) >= _SHOUTED else bare


def _asked(text: str, library: Library) -> dict[str, tuple[str, ...]]:
    """The question's words as the user wrote them, each once, with what each may be found by."""
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for word in content_words(text):
        printed = text[word.start : word.end]
        if len(word.stem) < 2 or printed.casefold() in seen:
            continue
        seen.add(printed.casefold())
        long = library.abbreviations.expand(printed)
        if long != printed or not is_general(printed, library):
            found[printed] = (word.stem, *(terms(long) if long != printed else ()))
    return found
