"""Documents are split into sentences, and sentences gathered into overlapping passages; both keep their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import Document

SENTENCES = 3  # a passage
OVERLAP = 1  # sentences that two neighbours share


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document's body: the unit that is quoted.

    Attributes:
        section: Heading of its section, or None.
        start: Offset in the document's text.
        end: Offset after its last character.
    """

    section: str | None
    start: int
    end: int


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
    """Sentences and passages of the document's body sections, in reading order; no passage crosses a section."""
    sentences: list[Sentence] = []
    passages: list[Passage] = []
    for section in document.sections:
        if section.kind != "body":
            continue
        first = len(sentences)
        sentences += [
            Sentence(section.name, start, end) for start, end in _sentences(document.text, section.start, section.end)
        ]
        passages += _passages(first, len(sentences))
    return sentences, passages


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    import pysbd  # compiles its rules; a library that is only asked never needs them

    segmenter = pysbd.Segmenter(language="en", clean=False)
    for paragraph in re.finditer(r"\S(?:.*\S)?", text[start:end]):
        at = start + paragraph.start()
        stop = start + paragraph.end()
        for segment in segmenter.segment(text[at:stop]):
            # pysbd alters white space and drops some signs, so a sentence is looked up again in the text itself.
            pattern = r"\s*".join(map(re.escape, segment.split()))
            match = re.compile(pattern).search(text, at, stop) if pattern else None
            if match:
                yield from _words_between(text, at, match.start())
                yield match.span()
                at = match.end()
        yield from _words_between(text, at, stop)


def _words_between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the segmenter passed over, where it holds a word: no text is lost to search."""
    left = re.compile(r"\S.*\S|\S", re.DOTALL).search(text, start, end)
    if left and re.search(r"\w", left[0]):
        yield left.span()


def _passages(first: int, stop: int) -> Iterator[Passage]:
    while first < stop:
        last = min(first + SENTENCES, stop) - 1
        yield Passage(first, last)
        if last == stop - 1:
            return
        first = last + 1 - OVERLAP
