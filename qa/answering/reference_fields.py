"""The fields of a reference and the ways in which people ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from index.text.words import content_words, terms

_PUBLISH = r"(publish\w*|appear\w*|c[ao]me out|released?|issued|printed|written)"
_PAPER = r"(reviews?|papers?|articles?|stud(?:y|ies)|works?|publications?)"
_WHICH = r"\b(what|which|in what|on what|from what)"
_CITING = (r"\b(full|complete|whole) (citation|reference)\b", r"\bhow (do|should|can|to) (i |we )?cite\b")
# More than one field may be asked for at once; patterns ignore case.
_WAYS: dict[str, tuple[str, ...]] = {
    "DOI": (r"\bdois?\b", r"digital object identifier"),
    "corresponding-author": (r"\bcorrespond(ing|ence)\b", r"\bwhom? (should|can|do) (i|we) (contact|write to)\b"),
    "affiliation": (
        r"\baffiliat\w*",
        r"\b(which|what|whose) (universit|hospital|institut|department|facult|school)\w*",
        r"\bwhere (do|are|did) the authors\b",
        r"\b(which|what) (countr|cit)(y|ies) (do|are|did) the authors\b",
        r"\b(which|what) (countr|cit)(y|ies) (are|were|is|was) (involved|represented)\b",
        r"\bauthors?('s|s')? (institution|universit|hospital|countr)\w*",
    ),
    "author": (
        *_CITING,
        r"\bwho (wrote|authored|published|are the (authors|writers)|is the (first|last|senior)? ?author)\b",
        r"\bwritten by\b",
        r"\bauthors? of\b",
        r"\b(first|last|senior|which|what|list|all)( the)? authors?\b",
        rf"\b{_PAPER} by whom\b",
        r"\b(one of the authors|an author|how many authors)\b",
        r"\bauthors?\W*$",
        r"^\W*authors?\b(?! (say|think))",
    ),
    "container-title": (
        *_CITING,
        r"\b(which|what|name of the|title of the|whose) journals?\b",
        r"\bjournals? (name|title)\b",
        r"^\W*journals?\b",
        r"\bjournals?\W*$",
        rf"\bwhere (was|were|is|has|did) (it|this|the|that)\b.{{0,80}}\b{_PUBLISH}",
        r"\bpublished in which\b",
    ),
    "issued": (
        r"\bwhen (was|were|is|did|has)\b.{0,120}\bpublish\w*",
        rf"\bwhen (was|were|is|did|has)\b(?=.*\b({_PAPER}|it|this|that|they)\b).{{0,120}}\b{_PUBLISH}",
        rf"{_WHICH} (year|date|month)\b.{{0,120}}\b{_PUBLISH}",
        r"\bpublication (date|year)\b",
        r"\b(year|date) of publication\b",
        rf"\bhow (old|recent|new) (is|are) (the|this|that) {_PAPER}\b",
    ),
    "PMID": (r"\b(pmid|pmc ?id|pubmed (id|number))\b",),
    "ISSN": (r"\bissn\b",),
    "volume": (r"\bvolumes?\b",),
    "issue": (r"\bissue( number)?\b",),
    "page": (
        rf"{_WHICH} pages?\b",
        r"\bpage (numbers?|range)\b",
        r"^\W*pages\b",
        rf"\bpages? of the {_PAPER}\b",
    ),
    "number-of-pages": (r"\bhow many pages\b", r"\bnumber of pages\b", rf"\bhow long is (the|this|that) {_PAPER}\b"),
    "title": (
        *_CITING,
        r"\btitle of\b",
        r"\b(what|which)('s| is| are) the (full )?titles?\b",
        rf"\b{_PAPER} (called|titled|entitled)\b",
        r"^\W*title\b",
    ),
    "keyword": (r"\bkey ?words?\b",),
    "language": (r"^\W*language\W*$", r"\b(what|which) language\b", r"\blanguage of\b", r"\boriginal language\b"),
    "type": (
        rf"\b(is|was) (it|that|(this|the)( {_PAPER})?) an? (original|research|review)\b",
        r"\bare (these|they) (all )?reviews\b",
    ),
    "peer-review": (r"\bpeer[- ]?review\w*", r"\btype of (article|publication|paper)\b"),
    "citation-count": (
        r"\bscopus\b",
        r"\bhow (many times|often)\b.{0,80}\bcited\b",
        r"\b(how many|number of) citations\b",
        r"\btimes cited\b",
        r"\b(been|ever|often|is it|was it|gets?) cited\b",
    ),
}
_PAPER_NOUN = re.compile(_PAPER, re.IGNORECASE)
_PAPER_WORD = re.compile(rf"\b({_PAPER}|authors?|journals?)\b", re.IGNORECASE)
_INSTITUTION = re.compile(r"\b(universit|hospital|institut|department|facult|school)\w*", re.IGNORECASE)
_PATTERNS = {name: re.compile("|".join(ways), re.IGNORECASE) for name, ways in _WAYS.items()}
_AUTHORS_SAY = re.compile(
    r"\bauthors?\W+(say|think|conclude|suggest|argue|discuss|recommend|report|find|found|mean|propose|claim|believe|expect)",
    re.IGNORECASE,
)
# Words that ask for a field or speak of a paper as such; the others of a question name the paper or its subject.
_SCAFFOLD_WORDS = """
review paper article study work publication journal author authors wrote written write writer published publish
publication appear appeared come came released date year month number volume issue page pages range title called
titled entitled keyword keywords key word language original doi digital object identifier pmid pmcid pubmed id issn
corresponding correspond correspondence contact affiliated affiliation affiliations university universities
institution institutions institute institutes hospital hospitals department departments peer reviewed peer-reviewed
peer-review scopus citation citations cited times often first last senior name list full colleague colleagues et al
take took taken part involved printed issued long old recent find found people person type covers cover two both
countries country cities city anyone start starts begin begins end ends cite reference complete whole research
"""
_SCAFFOLD = frozenset(term for word in _SCAFFOLD_WORDS.split() for term in terms(word))


def asked_fields(text: str) -> dict[str, re.Match[str]]:
    """The fields that a question asks for, with the words by which it does; "what do the authors say" asks for none."""
    if _AUTHORS_SAY.search(text):
        return {}
    asked = {name: match for name, pattern in _PATTERNS.items() if (match := pattern.search(text))}
    if "number-of-pages" in asked:
        asked.pop("page", None)
    return asked


def speaks_of_papers(text: str) -> bool:
    """Whether the question has a word for papers, authors or journals as such."""
    return bool(_PAPER_WORD.search(text))


def speaks_of_institutions(text: str) -> bool:
    """Whether the question has a word for a university, a hospital and the like."""
    return bool(_INSTITUTION.search(text))


def subject(text: str) -> list[str]:
    """Terms of the question other than those that ask for a field or speak of papers as such."""
    return [term for term in dict.fromkeys(terms(text)) if term not in _SCAFFOLD]


def asking_words(asked: Mapping[str, re.Match[str]]) -> tuple[str, ...]:
    """The words by which a question asks for fields, as it writes them."""
    found = [
        match[0][word.start : word.end]
        for match in asked.values()
        for word in content_words(match[0])
        if word.stem in _SCAFFOLD and not _PAPER_NOUN.fullmatch(match[0][word.start : word.end])
    ]
    return tuple(dict.fromkeys(found)) or tuple(name.replace("-", " ") for name in asked)
