"""Questions about a paper itself (who wrote it, which journal, when, the DOI), answered from its reference.

Three steps: which papers the question names, which fields it asks for, which lines of those papers state them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus import Document, Statement
from index.library import Library, both_ways
from index.words import STOP_WORDS, Word, content_words, terms, words

_PUBLISH = r"(publish\w*|appear\w*|c[ao]me out|released?|issued|printed|written)"
_PAPER = r"(review|paper|article|study|work|publication)s?"
# The fields of a reference with the ways to ask for them; more than one may be asked for at once.
_ASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("DOI", r"\bdois?\b|digital object identifier"),
        ("corresponding-author", r"\bcorrespond(ing|ence)\b|\bwhom? (should|can|do) (i|we) (contact|write to)\b"),
        (
            "affiliation",
            r"\baffiliat\w*|\b(which|what|whose) (universit|hospital|institut|department|facult|school)\w*"
            r"|\bwhere (do|are|did) the authors\b|\bauthors?('s|s')? (institution|universit|hospital|countr)\w*",
        ),
        (
            "author",
            rf"\bwho (wrote|authored|published|are the (authors|writers)|is the (first|last|senior)? ?author)\b"
            rf"|\bwritten by\b|\bauthors? of\b|\b(first|last|senior|which|what|list|all)( the)? authors?\b|\b{_PAPER} by whom\b"
            r"|\bone of the authors\b|\ban author\b|\bhow many authors\b|\bauthors?\W*$|^\W*authors?\b(?! (say|think))",
        ),
        (
            "container-title",
            r"\b(which|what|name of the|title of the|whose) journals?\b|\bjournals? (name|title)\b|^\W*journals?\b|\bjournals?\W*$"
            rf"|\bwhere (was|were|is|has|did) (it|this|the|that)\b.{{0,80}}\b{_PUBLISH}|\bpublished in which\b",
        ),
        (
            "issued",
            rf"\bwhen (was|were|is|did|has)\b.{{0,120}}\b{_PUBLISH}|\b(what|which|in what) (year|date|month)\b.{{0,120}}\b{_PUBLISH}"
            rf"|\bpublication (date|year)\b|\b(year|date) of publication\b|\bhow (old|recent|new) (is|are) (the|this|that) {_PAPER}\b",
        ),
        ("volume", r"\bvolumes?\b"),
        ("issue", r"\bissue( number)?\b"),
        ("page", r"\b(on |from )?(which|what) pages?\b|\bpage (numbers?|range)\b|^\W*pages\b|\bpages? of the (review|paper|article)\b"),
        ("number-of-pages", rf"\bhow many pages\b|\bnumber of pages\b|\bhow long is (the|this|that) {_PAPER}\b"),
        ("title", rf"\btitle of\b|\b(what|which)('s| is| are) the (full )?titles?\b|\b{_PAPER} (called|titled|entitled)\b|^\W*title\b"),
        ("keyword", r"\bkey ?words?\b"),
        ("language", r"\b(what|which) language\b|\blanguage of\b|\boriginal language\b"),
        ("peer-review", r"\bpeer[- ]?review\w*|\btype of (article|publication|paper)\b"),
        ("citation-count", r"\bscopus\b|\bhow (many times|often)\b.{0,80}\bcited\b|\b(how many|number of) citations\b|\btimes cited\b"),
    )
)
# Words that ask for a reference or name a paper as such; what is left over must name the paper or the line.
_SCAFFOLD = frozenset(
    term
    for text in (
        "review paper article study work publication journal author authors wrote written write writer published publish"
        " publication appear appeared come came released date year month number volume issue page pages range title"
        " called titled entitled keyword keywords key word language original doi digital object identifier corresponding"
        " correspond correspondence contact affiliated affiliation affiliations university universities institution"
        " institutions institute institutes hospital hospitals department departments peer reviewed scopus citation"
        " citations cited times often first last senior name list full colleague colleagues et al take took taken part"
        " involved printed issued long old recent find found by people person paper's type covers cover"
    ).split()
    for term in terms(text)
)  # fmt: skip
_AUTHORS_SAY = re.compile(
    r"\bauthors?\W+(say|think|conclude|suggest|argue|discuss|recommend|report|find|found|mean|propose|claim|believe|expect)",
    re.IGNORECASE,
)
_MIN_NAMED = 0.5  # share of the words left over that the reference must have
_WHOLE_PAPER = ("author", "title")
_REFERENCES = 20  # references looked at
CONFIDENCE = 0.95  # that a line which states what is asked answers


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


def read(text: str, library: Library) -> Reading:
    """Read a tidied question; looks at the few references that share words with it."""
    found = library.lexical.search_references([tuple(_reference_terms(text, library))], _REFERENCES)
    named = found or library.catalog.document_ids()[:_REFERENCES]
    documents = [document for name in named if (document := library.catalog.document(name))]
    mentioned, rest = _without_mentions(text, documents, library)
    fields = () if _AUTHORS_SAY.search(rest) else tuple(name for name, pattern in _ASKED if pattern.search(rest))
    ids = tuple(document.id for document in mentioned)
    if mentioned and not fields and not subject(rest):
        fields = _WHOLE_PAPER  # only a name was given
    matched = _matched(rest, mentioned or documents, library, bool(mentioned)) if fields else []
    lines = [Stated(document, statement, match) for document, match in matched for statement in document.statements]
    stated = [line for line in lines if set(fields) & set(line.statement.fields)]
    return Reading(
        fields,
        tuple(sorted(stated, key=lambda one: _order(one, fields, rest, library))),
        ids,
        rest,
        unstated=tuple(_asking_words(rest, fields)) if lines and not stated else (),
        nearest=tuple(lines) if not stated else (),
    )


def subject(text: str) -> list[str]:
    """Terms of the question other than those that only speak of papers as such."""
    return [term for term in terms(text) if term not in _SCAFFOLD]


def _reference_terms(text: str, library: Library) -> list[str]:
    return list(dict.fromkeys(both_ways(text, library.abbreviations)))


def _order(stated: Stated, fields: tuple[str, ...], rest: str, library: Library) -> tuple[float, float, int, str, int]:
    """The best matching paper first, then the line with most of the question's words, then the fullest line."""
    document, statement = stated.document, stated.statement
    own = set(both_ways(document.text[statement.start : statement.end], library.abbreviations))
    shared = sum(library.lexical.idf(term) for term in set(_reference_terms(rest, library)) - _SCAFFOLD if term in own)
    asked = sum(name in statement.fields for name in fields)
    return -stated.match, -shared, -asked, document.id, statement.start


def _matched(rest: str, documents: list[Document], library: Library, mentioned: bool) -> list[tuple[Document, float]]:
    """The papers that the rest of the question names best, with the share of its words they have."""
    idf = library.lexical.idf
    naming = [term for term in dict.fromkeys(terms(library.abbreviations.expand(rest))) if term not in _SCAFFOLD]
    if not naming:
        return [(document, 1.0) for document in documents]
    total = sum(map(idf, naming))
    shares = []
    for document in documents:
        lines = " ".join(document.text[line.start : line.end] for line in document.statements)
        own = set(both_ways(lines, library.abbreviations)) | {str(document.reference.year)}
        shares.append((document, sum(idf(term) for term in naming if term in own) / total))
    best = max(share for _, share in shares)
    if best < _MIN_NAMED and not (mentioned and best > 0):
        return []
    return [(document, share) for document, share in shares if share >= best - 1e-9]


def _without_mentions(text: str, documents: list[Document], library: Library) -> tuple[list[Document], str]:
    """Papers named by their author or journal, and the question with those names taken out."""
    mentioned: list[Document] = []
    cut: list[tuple[int, int]] = []
    for document in documents:
        spans = _journal_spans(text, document.reference.container_title)
        spans += [span for name in document.reference.author for span in _author_spans(text, name.family, library)]
        if spans:
            mentioned.append(document)
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
    return [(word.start, word.end) for word in content_words(text) if [word.stem] == parts]


def _journal_spans(text: str, journal: str) -> list[tuple[int, int]]:
    """Where the question has the journal's name, in full or abbreviated word by word (ISO 4: "Eng" for Engineering)."""
    title = [journal[word.start : word.end].casefold() for word in content_words(journal)]
    asked = [word for word in words(text) if text[word.start : word.end].casefold() not in STOP_WORDS]
    if len(title) < 2:  # "Nature", "Cell" and "Blood" are words too
        return []

    def same(word: Word, name: str) -> bool:
        printed = text[word.start : word.end].casefold()
        short, long = sorted((printed, name), key=len)
        return long.startswith(short) and len(short) >= min(3, len(long))

    return [
        (asked[at].start, asked[at + len(title) - 1].end)
        for at in range(len(asked) - len(title) + 1)
        if all(same(word, name) for word, name in zip(asked[at : at + len(title)], title, strict=True))
    ]


def _asking_words(text: str, fields: tuple[str, ...]) -> list[str]:
    """The words by which the question asks for the fields."""
    matches = [match for name, pattern in _ASKED if name in fields and (match := pattern.search(text))]
    asking = [match[0][word.start : word.end] for match in matches for word in content_words(match[0])]
    return list(dict.fromkeys(asking)) or [name.replace("-", " ") for name in fields]
