"""A document made ready to be encoded and stored: its sentences, their terms, its passages, its abbreviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from corpus import Document
from corpus.signs import signed
from index.text.abbreviations import Abbreviations, Definition, find_definitions
from index.text.passages import Passage, Sentence, searchable, split


@dataclass(frozen=True, slots=True)
class PreparedSentence:
    """A sentence before it is encoded.

    Attributes:
        sentence: Where it is.
        terms: Its terms, abbreviations also written out, joined by spaces, for words to be matched.
        searched: The text that is encoded: abbreviations written out, line ends gone.
    """

    sentence: Sentence
    terms: str
    searched: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is stored of a document beside its text.

    Attributes:
        sentences: In reading order.
        passages: In reading order.
        definitions: Abbreviations that the document defines.
        title: The paper's title where the text prints it: it says what all its passages are about.
        reference_terms: Terms of its reference, joined by spaces.
    """

    sentences: tuple[PreparedSentence, ...]
    passages: tuple[Passage, ...]
    definitions: tuple[Definition, ...]
    title: PreparedSentence | None = None
    reference_terms: str = ""

    def to_dict(self, text: str) -> dict[str, Any]:
        """As JSON values; what a sentence has in common with the document's text is left out."""
        return {
            "sentences": [_flat(one, text) for one in self.sentences],
            "passages": [astuple(passage) for passage in self.passages],
            "definitions": [astuple(definition) for definition in self.definitions],
            "title": _flat(self.title, text) if self.title else None,
            "reference_terms": self.reference_terms,
        }

    @classmethod
    def from_dict(cls, parts: Mapping[str, Any], text: str) -> Prepared:
        """What ``to_dict`` wrote, of a document with this text."""
        return cls(
            tuple(_unflat(row, text) for row in parts["sentences"]),
            tuple(Passage(*row) for row in parts["passages"]),
            tuple(Definition(*row) for row in parts["definitions"]),
            _unflat(parts["title"], text) if parts["title"] else None,
            parts["reference_terms"],
        )


def _flat(one: PreparedSentence, text: str) -> tuple[Any, ...]:
    place = one.sentence
    return (*astuple(place), one.terms, None if one.searched == text[place.start : place.end] else one.searched)


def _unflat(row: Sequence[Any], text: str) -> PreparedSentence:
    *place, terms, searched = row
    sentence = Sentence(*place)
    return PreparedSentence(sentence, terms, text[sentence.start : sentence.end] if searched is None else searched)


def prepare(document: Document) -> Prepared:
    """Split a document and analyse its sentences."""
    sentences, passages = split(document)
    definitions = _definitions(document)
    own = Abbreviations.of(definitions)

    def analysed(sentence: Sentence) -> PreparedSentence:
        text = searchable(document, sentence.start, sentence.end)
        return PreparedSentence(sentence, " ".join(own.terms(text)), own.expand(text))

    title = _title(document)
    return Prepared(
        tuple(map(analysed, signed(sentences))),
        tuple(passages),
        tuple(definitions),
        analysed(title) if title else None,
        reference_terms(document),
    )


def _title(document: Document) -> Sentence | None:
    stated = next((one for one in document.statements if "title" in one.fields), None)
    return Sentence(None, stated.start, stated.end, "reference") if stated and stated.end > stated.start else None


def _definitions(document: Document) -> list[Definition]:
    return find_definitions(searchable(document, 0, len(document.text)) if document.wrapped else document.text)


def reference_terms(document: Document) -> str:
    """Terms of a document's reference, abbreviations also written out, joined by spaces."""
    return " ".join(Abbreviations.of(_definitions(document)).terms(_described(document)))


def _described(document: Document) -> str:
    """The lines of the reference, what run-together labels hide ("JournalJournal of …"), and what they do not say."""
    reference = document.reference
    fields = [name for statement in document.statements for name in statement.fields]
    dated = ["published"] if reference.issued else []
    unstated = {
        "title": reference.title,
        "author": ", ".join(map(str, reference.author)),
        "keyword": ", ".join(reference.keyword),
        "DOI": reference.DOI,
        "PMID": reference.PMID,
        "PMCID": reference.PMCID,
    }
    more = [text for name, text in unstated.items() if text and name not in fields]
    return "\n".join([document.stated_text, reference.language, reference.container_title, *fields, *dated, *more])
