"""Documents are split into sentences, and sentences gathered into overlapping passages; both keep their offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.document import SEARCHED, Document, Section, SectionKind
from corpus.signs import signed

WORDS = 120  # at most in a passage of several sentences
_LONGEST_PARAGRAPH = 4000  # characters given to the segmenter at once: its time grows faster than the text
_LONGEST_SENTENCE = 1500  # characters; longer ones are lists or lost full stops, and are cut between words
_WRAPPED = re.compile(r"\S(?:.*?\S)??(?=\s*\n[ \t\r]*\n|\s*\Z)", re.DOTALL)
_LINE = re.compile(r"\S(?:.*\S)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, a caption's or a row of a table: the unit that is quoted.

    Attributes:
        section: Heading of its section, or None.
        start: Offset in the document's text.
        end: Offset after its last character.
        kind: Of its section.
    """

    section: str | None
    start: int
    end: int
    kind: SectionKind = "body"


@dataclass(frozen=True, slots=True)
class Passage:
    """A few neighbouring sentences: the unit that is searched and shown around a quote.

    Attributes:
        first: Index of its first sentence among the document's.
        last: Index of its last sentence.
    """

    first: int
    last: int


def split(document: Document) -> tuple[list[Sentence], list[Passage]]:
    """Sentences and passages of the searched sections, in reading order; no passage crosses a section."""
    sentences: list[Sentence] = []
    passages: list[Passage] = []
    for section in document.sections:
        if section.kind in SEARCHED:
            first = len(sentences)
            sentences += [Sentence(section.name, *place, section.kind) for place in _sentences(document, section)]
            passages += _passages(document.text, sentences, first)
    return sentences, passages


def searchable(document: Document, start: int, end: int) -> str:
    """What is searched of a stretch of text: words cut at line ends joined, no numbers that cite, lines in a row."""
    parts, at = [], start
    unsearched = document.unsearched
    for number in range(bisect_left(unsearched, (start,)), len(unsearched)):
        left, right = unsearched[number]
        if left >= end:
            break
        if left >= at:
            parts.append(document.text[at:left])
            at = min(right, end)
    return " ".join(("".join(parts) + document.text[at:end]).split())


def _sentences(document: Document, section: Section) -> Iterator[tuple[int, int]]:
    for start, end in signed(_paragraphs(document, section)):
        if section.kind == "table":
            yield from _cut(document.text, start, end, _LONGEST_SENTENCE)
        else:
            for piece_start, piece_end in _cut(document.text, start, end, _LONGEST_PARAGRAPH):
                for place in _segments(document.text, piece_start, piece_end):
                    yield from _cut(document.text, *place, _LONGEST_SENTENCE)


def _paragraphs(document: Document, section: Section) -> Iterator[tuple[int, int]]:
    pattern = _WRAPPED if document.wrapped and section.kind != "table" else _LINE
    for paragraph in pattern.finditer(document.text[section.start : section.end]):
        yield section.start + paragraph.start(), section.start + paragraph.end()


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """The stretch, in pieces of at most so many characters, cut between words where there is a space."""
    while end - start > longest:
        space = text.rfind(" ", start + longest // 2, start + longest)
        stop = space if space > start else start + longest
        yield start, start + len(text[start:stop].rstrip())
        start = stop
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    # A line's end inside a paragraph does not end a sentence; blanks of the same length keep the offsets.
    paragraph = re.sub(r"\s", " ", text[start:end])
    for segment in _segmenter().segment(paragraph):
        found = _find(text, segment.split(), at, end)  # pysbd alters white space and drops some signs
        if found:
            yield from _words_between(text, at, found[0])
            yield found
            at = found[1]
    yield from _words_between(text, at, end)


@cache
def _segmenter() -> Any:
    import pysbd  # compiles its rules; a library that is only asked never needs them

    return pysbd.Segmenter(language="en", clean=False)


def _find(text: str, words: list[str], start: int, end: int) -> tuple[int, int] | None:
    """Where the words first follow each other, whatever white space is between them; None where they do not."""
    if not words:
        return None
    first = text.find(words[0], start, end)
    while first >= 0:
        at = first + len(words[0])
        for word in words[1:]:
            while at < end and text[at].isspace():
                at += 1
            if not text.startswith(word, at, end):
                break
            at += len(word)
        else:
            return first, at
        first = text.find(words[0], first + 1, end)
    return None


def _words_between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the segmenter passed over, where it holds a word: no text is lost to search."""
    left = re.compile(r"\S.*\S|\S", re.DOTALL).search(text, start, end)
    if left and re.search(r"\w", left[0]):
        yield left.span()


def _passages(text: str, sentences: list[Sentence], first: int) -> Iterator[Passage]:
    """As many sentences as have no more than ``WORDS`` words; two neighbours share one where it fits."""
    lengths = [len(text[one.start : one.end].split()) for one in sentences]
    while first < len(sentences):
        last, count = first, lengths[first]
        while last + 1 < len(sentences) and count + lengths[last + 1] <= WORDS:
            last += 1
            count += lengths[last]
        yield Passage(first, last)
        if last == len(sentences) - 1:
            return
        shared = last > first and lengths[last] + lengths[last + 1] <= WORDS
        first = last if shared else last + 1
