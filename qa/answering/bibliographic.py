"""Questions about a paper itself (who wrote it, which journal, when, the DOI), answered from its reference.

Three steps: which papers the question names, which fields it asks for, which lines of those papers state them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import Document, Statement
from index.library import Library
from index.store.selection import Scope
from index.text.words import Word, content_words, terms, words
from qa.answering.reference_fields import asked_fields, asking_words, speaks_of_institutions, speaks_of_papers, subject

_FORGIVEN = 0.7  # share given to a paper that is named by author or journal
_MIN_NAMED = 0.5  # share of the words left over that the reference must have
_ALSO_WORDS = frozenset({"volume", "issue", "language", "page"})  # of everyday questions
_WHOLE_PAPER = ("author", "title")
_REFERENCES = 20  # references looked at
_MIN_JOURNAL_WORDS = 2  # "Nature", "Cell" and "Blood" are words too
_BEHIND = re.compile(r"(?:['’]s?)?(?:\s+journal\b)?", re.IGNORECASE)
CONFIDENCE = 0.95  # that a line which states what is asked answers
SURE = 0.55  # from which confidence on a question is taken to be about a paper itself


@dataclass(frozen=True, slots=True)
class Stated:
    """A line that answers a question about a paper.

    Attributes:
        document: The paper.
        statement: The line.
        match: Share of the question's naming words that the paper's reference has, 0 to 1.
    """

    document: Document
    statement: Statement
    match: float

    @property
    def text(self) -> str:
        """The line, as printed."""
        return self.document.text[self.statement.start : self.statement.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question read as one about papers themselves.

    Attributes:
        fields: Reference fields asked for, empty where it asks for none.
        stated: Lines that state them, best first.
        unstated: Where a paper was named but does not print what is asked: the words that ask for it.
        nearest: What that paper does print.
        documents: Ids of the papers that the question names by author or journal.
        rest: The question without those names.
    """

    fields: tuple[str, ...]
    stated: tuple[Stated, ...]
    documents: tuple[str, ...]
    rest: str
    unstated: tuple[str, ...] = ()
    nearest: tuple[Stated, ...] = ()

    @property
    def confidence(self) -> float:
        """That the first line answers, 0 to 1; 0 where there is none."""
        return CONFIDENCE * self.stated[0].match if self.stated else 0.0


def papers_named(text: str, library: Library) -> tuple[tuple[str, ...], str]:
    """Ids of the papers that a tidied question names by author or journal, and the question without those names."""
    mentioned, rest = _without_mentions(text, _alike(text, library, None), library)
    return tuple(mentioned), rest


def read(text: str, library: Library, among: Scope | None = None) -> Reading:
    """Read a tidied question; looks at the few references that share words with it, ``among`` leaves out all others."""
    named = _alike(text, library, among)
    mentioned, rest = _without_mentions(text, named, library)
    asked = asked_fields(rest)
    fields = tuple(asked)
    if mentioned and not fields and not [term for term in subject(rest) if not term.isdigit()]:
        fields = _WHOLE_PAPER  # only a name was given
    naming_lines = not fields or speaks_of_institutions(rest)
    read = bool(fields) or (naming_lines and bool(_naming(rest, library)))  # most questions need none of the papers
    chosen = [document for name in mentioned or named if (document := library.document(name))] if read else []
    matched = _matched(rest, chosen, library, bool(mentioned)) if fields and chosen else []
    lines = [Stated(document, statement, match) for document, match in matched for statement in document.statements]
    stated = [line for line in lines if set(fields) & set(line.statement.fields)]
    if fields == ("affiliation",) and not mentioned and not speaks_of_papers(rest):
        naming = set(subject(rest))  # "which hospital in Beijing", not "which hospitals use exosomes"
        stated = [line for line in stated if not naming or naming & set(terms(line.text))]
        lines = stated
    if set(fields) & _ALSO_WORDS and not mentioned and subject(rest) and not speaks_of_papers(rest):
        fields, stated, lines = (), [], []  # "what volume of exosomes", "the language of cells"
    if not stated and (not fields or speaks_of_institutions(rest)):
        stated = _naming_lines(_naming(rest, library), chosen)
    return Reading(
        fields,
        tuple(sorted(stated, key=lambda one: _order(one, fields, rest, library))),
        tuple(mentioned),
        rest,
        unstated=asking_words(asked) if lines and not stated else (),
        nearest=tuple(lines) if not stated else (),
    )


def _alike(text: str, library: Library, among: Scope | None) -> list[str]:
    """Ids of the papers whose references share words with the question; in a small library those of all papers."""
    found = library.lexical.search_references([subject(library.abbreviations.expand(text))], _REFERENCES)
    named = [library.document_id(record) for record in found if among is None or record in among.records]
    if library.manifest.documents <= _REFERENCES and among is None:
        named = list(dict.fromkeys(named + library.catalog.document_ids()))
    return named


def _naming(rest: str, library: Library) -> set[str]:
    """Words that only references have ("Watford General Hospital"); none where a passage has one of them."""
    naming = [term for term in subject(rest) if not term.isdigit()]
    telling = len(naming) > 1 or speaks_of_institutions(rest)
    if not telling or any(library.lexical.passage_frequency(term) for term in naming):
        return set()
    return set(naming)


def _naming_lines(naming: set[str], documents: list[Document]) -> list[Stated]:
    """Lines with every one of these words."""
    lines = [Stated(document, statement, 1.0) for document in documents for statement in document.statements]
    return [line for line in lines if naming and naming <= set(terms(line.text))]


def _order(stated: Stated, fields: tuple[str, ...], rest: str, library: Library) -> tuple[float, float, int, str, int]:
    """The best matching paper first, then the line with most of the question's words, then the fullest line."""
    document, statement = stated.document, stated.statement
    own = set(library.abbreviations.terms(stated.text))
    naming = subject(library.abbreviations.expand(rest))
    shared = sum(library.lexical.idf(term) for term in naming if term in own)
    asked = sum(name in statement.fields for name in fields)
    return -stated.match, -shared, -asked, document.id, statement.start


def _matched(rest: str, documents: list[Document], library: Library, mentioned: bool) -> list[tuple[Document, float]]:
    """The papers that the rest of the question names best, with the share of its words they have."""
    idf = library.lexical.idf
    naming = subject(library.abbreviations.expand(rest))
    if not naming:
        return [(document, 1.0) for document in documents]
    total = sum(map(idf, naming))
    shares = []
    for document in documents:
        own = library.reference_terms(document.id) | {str(document.reference.year)}
        shares.append((document, sum(idf(term) for term in naming if term in own) / total))
    best = max(share for _, share in shares)
    if mentioned:  # by name, so another word need not match; two of them are a subject of their own
        forgiven = _FORGIVEN if len(naming) < 2 else 0.0
        return [(document, max(share, forgiven)) for document, share in shares]
    if best < _MIN_NAMED:
        return []
    return [(document, share) for document, share in shares if share >= best - 1e-9]


def _without_mentions(text: str, named: list[str], library: Library) -> tuple[list[str], str]:
    """Ids of the papers named by their author or journal, and the question with those names taken out."""
    mentioned: list[str] = []
    cut: list[tuple[int, int]] = []
    for document_id in named:
        reference = library.reference(document_id)
        if reference is None:
            continue
        spans = _journal_spans(text, reference.container_title)
        spans += [span for name in reference.author for span in _author_spans(text, name.family, library)]
        if spans:
            mentioned.append(document_id)
            cut += spans
    rest = text
    for start, end in sorted(set(cut), reverse=True):
        rest = rest[:start] + " " + rest[end:]
    return mentioned, " ".join(rest.split())


def _author_spans(text: str, family: str, library: Library) -> list[tuple[int, int]]:
    """Where the question has the family name, if no passage uses it as a word."""
    parts = [word.stem for word in words(family)]
    if sum(map(len, parts)) < 3 or any(library.lexical.passage_frequency(part) for part in parts):
        return []
    found = [(word.start, word.end) for word in content_words(text) if [word.stem] == parts]
    return [(start, end + 2 if text[end : end + 2] in {"'s", "’s"} else end) for start, end in found]


def _journal_spans(text: str, journal: str) -> list[tuple[int, int]]:
    """Where the question has the journal's name, in full or abbreviated word by word (ISO 4: "Eng" for Engineering).

    "Journal" may be left out or come last: "the Chinese Medical Association's journal".
    """
    title = [journal[word.start : word.end].casefold() for word in content_words(journal)]
    without = [name for name in title if name not in {"journal", "j"}]
    for names in (title, without):
        if len(names) >= _MIN_JOURNAL_WORDS and (spans := _name_spans(text, names)):
            return spans
    return []


def _name_spans(text: str, names: list[str]) -> list[tuple[int, int]]:
    asked = content_words(text)

    def same(word: Word, name: str) -> bool:
        printed = text[word.start : word.end].casefold()
        short, long = sorted((printed, name), key=len)
        return long.startswith(short) and (len(short) >= min(3, len(long)) or short == "j")

    starts = [
        at
        for at in range(len(asked) - len(names) + 1)
        if all(same(word, name) for word, name in zip(asked[at : at + len(names)], names, strict=True))
    ]
    spans = ((asked[at].start, asked[at + len(names) - 1].end) for at in starts)
    return [(start, _BEHIND.match(text, end).end()) for start, end in spans]  # type: ignore[union-attr]
