"""What an entry of a list of works cited says: DOI, year, authors, title, journal."""

from __future__ import annotations

import re

from corpus.document import Name, Reference

_LONGEST = 3_000  # characters of an entry
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_PMID = re.compile(r"\bPMID:?\s*(\d{5,9})\b|pubmed/(\d{5,9})\b")
_PMCID = re.compile(r"\bPMC\d{5,9}\b")
_YEAR = re.compile(r"(?<![\d/.:–-])((?:1[89]|20)\d\d)(?=[a-z]?\b)(?![–/\d-])")
_DATED = re.compile(r"\(\s*((?:1[89]|20)\d\d)[a-z]?\b[^)]{0,20}\)")
_SENTENCE = re.compile(
    r"(?<=[^\W\d_]{2})[.?!](?=\s+[“\"'‘(]?[A-Z0-9])|(?<=[^\W\d_]{2}[)’”\"])[.?!](?=\s+[A-Z])"
    r"|(?<=\d)\.(?=\s+[A-Z][a-z])"
)
_PEOPLE = re.compile(
    r"(?P<family>(?:(?:van|von|de|der|den|del|di|da|dos|le|la|ter|el"
    r"|al)\s+){0,3}[A-ZÀ-ÞŁŚŽŠČ][\w’'-]+(?:\s[A-Z][\w’'-]+)?)"
    r",?\s+(?P<given>(?:[A-ZÀ-Þ]\.?[\s-]?){1,4})(?=\s*(?:,|;|&|and\b|et\b|\(|:|\.|$))"
)
_PLACE = re.compile(
    r"(?P<journal>[A-Z][^\d(\[]{1,90}?)[.,;:]?\s+(?:\(?(?P<year>(?:19|20)\d\d)[a-z]?(?:\s\w{3}(?:\s\d{1,2})?)?\)?\s*[;,.:]?\s*)?"
    r"(?P<volume>\d{1,4}[A-Z]?)\s?(?:\((?P<issue>[^)]{1,15})\))?\s*[,:]\s*(?:pp?\.?\s*)?"
    r"(?P<page>[A-Za-z]{0,2}\d+[A-Za-z]?(?:\s?[–-]\s?[A-Za-z]{0,2}\d+)?)"
)
_LINK = re.compile(r"\s*(?:https?://\S+|doi:?\s*\S*|DOI:?\s*\S*|PMID\b.*|\[?(?:PubMed|CrossRef|Google Scholar)\b.*)")


def read_entry(lines: list[str]) -> Reference:
    """The reference that an entry's lines print, as far as it can be read.

    Args:
        lines: The entry as printed, without its number.
    """
    text = " ".join(line.strip() for line in lines)[:_LONGEST]
    doi = find_doi(lines)
    pmid, pmcid = _PMID.search(text), _PMCID.search(text)
    plain = re.sub(r"([a-z])- ([a-z])", r"\1\2", _LINK.sub(" ", text))
    head, title, rest = _parts(plain)
    title = "" if re.search(r"\bet al\b", title) else title
    place = (_PLACE.match(rest) or _PLACE.search(rest)) if title else None
    year = _DATED.search(plain) or _YEAR.search(rest) or _YEAR.search(plain)
    return Reference(
        title=title,
        author=_people(head),
        container_title=_journal(place["journal"]) if place else "",
        issued=(int(year[1]),) if year else (),
        volume=place["volume"] if place else "",
        issue=(place["issue"] or "").strip() if place else "",
        page=re.sub(r"\s?[–-]\s?", "-", place["page"]) if place else "",
        DOI=doi,
        PMID=(pmid[1] or pmid[2]) if pmid else "",
        PMCID=pmcid[0] if pmcid else "",
    )


def _journal(printed: str) -> str:
    """A journal without what is left of the title in front of it."""
    printed = printed.strip(" .,;:")
    return re.split(r"(?<=[a-z]{4})[.?] (?=[A-Z])", printed)[-1] if len(printed) > 50 else printed


def find_doi(lines: list[str]) -> str:
    """The first DOI that lines print, also where a line ends inside it; empty where there is none."""
    for at, line in enumerate(lines):
        found = _DOI.search(line)
        if not found:
            continue
        doi = found[0]
        for following in lines[at + 1 :]:
            word = following.split()[0] if following.split() else ""
            goes_on = re.search(r"[-/_.(:]$", doi) and re.match(r"[\w(./-]*\d[\w().;/:-]*$", word)
            if found.end() < len(line.rstrip()) or not goes_on:
                break
            doi += word
            line, found = following, re.search(re.escape(word), following)
            if found is None:
                break
        return bare_doi(doi)
    return ""


def bare_doi(printed: str) -> str:
    """A DOI without what follows it in print."""
    doi = printed.split("http")[0]
    while doi and (doi[-1] in ".,;:'\"’”*/-–]}" or (doi[-1] == ")" and doi.count("(") < doi.count(")"))):
        doi = doi[:-1]
    return doi if re.fullmatch(r"10\.\d{4,9}/\S*\w\S*", doi) else ""


def _parts(text: str) -> tuple[str, str, str]:
    """Authors, title and the rest; no title where it cannot be told."""
    head, body = "", text
    dated = _DATED.search(text) or re.match(r"(?:.{3,600}?)\.\s((?:1[89]|20)\d\d)[a-z]?\.", text)
    if dated and _people(text[: dated.start(1)]) and len(re.findall(r"\b[a-z]{4,}\b", text[: dated.start(1)])) < 2:
        head, body = text[: dated.start(1)], text[dated.end() :].lstrip(" .,:;")
    else:
        colon = re.match(r"(?P<people>[^:]{3,900}?):\s", text)
        if colon and len(_people(colon["people"])) > 0 and len(re.findall(r"\b[a-z]{4,}\b", colon["people"])) < 4:
            head, body = colon["people"], text[colon.end() :]
    start = 0
    for end in [*(match.start() for match in _SENTENCE.finditer(body)), len(body)]:
        sentence = body[start:end].strip(" .")
        words = re.findall(r"[^\W\d_]{2,}", sentence)
        lower = sum(word[0].islower() for word in words)
        if head and start == 0 and len(words) > 2:
            return head, sentence, body[end + 1 :].strip()
        if len(words) > 3 and lower * 2 >= len(words) - 1:
            people, title = _after_people(sentence)
            return head or f"{body[:start]} {people}", title, body[end + 1 :].strip()
        start = end + 1
    return head or body, "", body


def _after_people(sentence: str) -> tuple[str, str]:
    """Names that no full stop parts from the title, and the title: "Asrani, S. K., Kamath, P. S. Burden of …"."""
    initials = r"(?:\b[A-Z]\.(?:[ -][A-Z]\.)*|\bet al\.?|\b[A-Z]{1,3}\.)\s+(?=[“\"‘']?[A-Z0-9])"
    last = next(reversed(list(re.finditer(initials, sentence[:800]))), None)
    if last and len(re.findall(r"[^\W\d_]{2,}", sentence[last.end() :])) > 2:
        return sentence[: last.end()], sentence[last.end() :]
    return "", sentence


def _people(head: str) -> tuple[Name, ...]:
    return tuple(
        Name(" ".join(found["family"].split()), found["given"].strip(" -")) for found in _PEOPLE.finditer(head[:1500])
    )
