"""Records whose fields are labelled, as Ovid, the Cochrane Library, ProQuest and Embase write them.

They differ in how a label is written ("TI  - ", "TI: ", "Title: ", or "Title" on a line of its own) and in what parts
the records; what the labels mean is one table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator

from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmid
from corpus.readers.records import record
from corpus.readers.records.listed import authors_in, place_of
from corpus.readers.records.tagged import Fields, unmarked
from corpus.reference import Reference

FORMAT = "Labelled records"
_FIELDS = {
    "title": "ti|title|original title|article title",
    "author": "au|author|authors|author names|author name",
    "group": "ca|cn|collaborators|group author|corporate author|corporate/institution name",
    "abstract": "ab|abstract",
    "text": "full text",
    "journal": "jn|jt|publication title|source title|journal|journal name|journal title",
    "source": "so|source",
    "year": "yr|py|publication year|year of publication|year",
    "date": "dp|publication date|date of publication|entry date",
    "volume": "vl|vo|vi|volume",
    "issue": "no|ip|issue|issue/part|number",
    "page": "pg|pages|page",
    "first": "first page",
    "last": "last page",
    "doi": "doi|do|digital object identifier",
    "pmid": "pm|pmid|medline pmid|pubmed id",
    "number": "ui|an|unique identifier|accession number",
    "base": "db|database",
    "keyword": "ky|kw|kf|keywords|keyword|author keywords|keyword heading|identifier / keyword",
    "kind": "pt|dt|publication type|document type|type of publication",
    "language": "lg|la|language|language of publication|article language|language of article",
    "link": "us|url|document url|full text link|link to the ovid full text or citation",
    "place": "in|institution|author addresses|author affiliation",
}
_FIELD_OF = {label: field for field, labels in _FIELDS.items() for label in labels.split("|")}
# Labels in words that hold nothing of a reference; they end the field before
_OTHERS = re.compile(
    r"abbreviated source title|annotation|authors full name|broad subject|cas registry numbers|comments|"
    r"company / organization|conference name|copyright|correspondence address|country of publication|credit|"
    r"device tradenames|document feature|drug tradenames|editors|embase .+|emtree .+|entry week|funding|issn|isbn|"
    r"last updated|links|location|mesh subject headings|narrow subject|number of references|open url link|people|"
    r"place of publication|proquest document id|publication info|publication subject|publisher|publishing model|pui|"
    r"registry number/name of substance|section|source type|status|subject|subject headings|summary language|"
    r"volume/issue",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:<\d{1,6}>\.?|(?i:record)\s#?\d{1,6}(?: of \d{1,6})?:?|Document \d+ of \d+|[_*=]{20,})\s*")
_DASHED = re.compile(r"([A-Z][A-Z\d]{1,3})\s{0,2}- ?(.*)", re.DOTALL)
_SHORT = re.compile(r"([A-Z][A-Z\d]{1,2}): ?(.*)", re.DOTALL)
_WORDED = re.compile(r"([A-Z][A-Za-z /()]{2,40}): ?(.*)", re.DOTALL)
_ALONE = re.compile(r"([A-Z][A-Za-z /]{2,40}?)(?: \([A-Za-z ]{3,30}\))?\s*")
_QUOTED = re.compile(r'"([A-Z][A-Z /()]{2,60})",".', re.DOTALL)
_SIGN = re.compile(r"\nVN\s{0,2}- ?Ovid|\nProQuest document ID:", re.IGNORECASE)
_FEWEST = 3  # fields of a reference near the head
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
Label = Callable[[str], tuple[str, str] | None]


def recognises(data: bytes) -> bool:
    """Whether marks between records, or a line of the database's own, and labels of references are near the head."""
    text = record.head(data)
    lines = [line.strip() for line in text[:16_384].split("\n")]
    is_marked = any(map(_MARK.fullmatch, lines)) or bool(_SIGN.search(text) or _QUOTED.match(text.lstrip("\ufeff\n ")))
    return is_marked and _style(lines) is not None


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document a record, read when it is asked for.

    Raises:
        UnreadableFileError: No record has a title or an abstract.
    """
    text = decode(data, source)
    label_of = _style([line.strip() for line in re.split(r"\r\n?|\n", text[:16_384])])
    if label_of is None:
        raise UnreadableFileError(f"{source}: its labels are not known. Export it as RIS.")
    yield from record.documents(
        source, FORMAT, ((_reference(fields), _abstract(fields)) for fields in _records(text, label_of))
    )


def _style(lines: list[str]) -> Label | None:
    """How labels are written: the way that finds most fields, among them a title; None where none does."""
    found = []
    for label_of in (_dashed, _short, _worded, _alone, _quoted):
        fields = {_FIELD_OF.get(label[0]) for line in lines if (label := label_of(line))} - {None}
        if "title" in fields and len(fields) >= _FEWEST:
            found.append((len(fields), label_of))
    return max(found, key=lambda one: one[0])[1] if found else None


def _dashed(line: str) -> tuple[str, str] | None:
    found = _DASHED.fullmatch(line)
    return (found[1].casefold(), found[2]) if found else None


def _short(line: str) -> tuple[str, str] | None:
    found = _SHORT.fullmatch(line)
    return (found[1].casefold(), found[2]) if found else None


def _worded(line: str) -> tuple[str, str] | None:
    found = _WORDED.fullmatch(line)
    return (found[1].casefold(), found[2]) if found and _is_label(found[1]) else None


def _alone(line: str) -> tuple[str, str] | None:
    found = _ALONE.fullmatch(line)
    return (found[1].casefold(), "") if found and _is_label(found[1]) else None


def _quoted(line: str) -> tuple[str, str] | None:
    """A row of a table that has a field a row."""
    if not _QUOTED.match(line):
        return None
    try:
        label, *values = next(csv.reader([line]))
    except (csv.Error, StopIteration):
        return None
    return label.partition(" (")[0].casefold(), "\n".join(values)


def _is_label(printed: str) -> bool:
    label = printed.partition(" (")[0].strip().casefold()
    return len(label) > 2 and (label in _FIELD_OF or bool(_OTHERS.fullmatch(label)))


def _records(text: str, label_of: Label) -> Iterator[Fields]:
    """The records: one begins at a mark, or, where nothing parts them, with the label that begins the first."""
    is_marked = any(_MARK.fullmatch(line.strip()) for line in text[: record.HEAD].split("\n"))
    current, first = Fields(), ""
    for match in _LINE.finditer(text):
        line = unmarked(match[1]).strip()
        if is_marked and line and _MARK.fullmatch(line):
            if len(current):
                yield current
            current = Fields()
            continue
        label = label_of(line)
        if label is None:
            if len(current):
                current.go_on(line)
            continue
        first = first or label[0]
        if not is_marked and label[0] == first and len(current) > 1 and current.one("title"):
            yield current
            current = Fields()
        current.add(_FIELD_OF.get(label[0], label[0]), label[1])
    if len(current):
        yield current


def _abstract(fields: Fields) -> str:
    found = fields.one("abstract") or fields.one("text")
    return re.sub(r"\s*\[(?:ABSTRACT FROM AUTHOR|PUBLICATION ABSTRACT)\]\s*$", "", found, flags=re.IGNORECASE)


def _reference(fields: Fields) -> Reference:
    source = _flat(fields.one("source"))
    place = place_of(source)
    kinds = record.kinds(fields.every("kind"))
    number = fields.one("number")
    is_medline = "medline" in fields.one("base").casefold()
    stated = re.search(r"(?:PUBMED|PMID)\W*(\d{1,9})", fields.one("pmid"), re.IGNORECASE)
    return Reference(
        type=record.type_of(kinds, "article-journal"),
        title=_title(fields),
        author=(*authors_in(*fields.every("author")), *authors_in(*fields.every("group"))),
        container_title=record.line(fields.one("journal")) or place.journal or record.line(source)[:200],
        issued=record.date(fields.one("year"), fields.one("date"), place.date),
        volume=_flat(fields.one("volume")) or place.volume,
        issue=_flat(fields.one("issue")) or place.issue,
        page=record.pages(_flat(fields.one("first")), _flat(fields.one("last")))
        or record.pages(_flat(fields.one("page")) or place.page),
        DOI=record.doi_of(fields.one("doi"), source, *fields.every("link")),
        PMID=normal_pmid(stated[1] if stated else fields.one("pmid")) or (normal_pmid(number) if is_medline else ""),
        PMCID=record.pmcid_of(*fields.every("pmcid")),
        language=_flat(fields.one("language")),
        keyword=record.keywords(fields.every("keyword")),
        publication_type=kinds,
        affiliation=tuple(dict.fromkeys(map(record.line, fields.every("place")))),
    )


def _title(fields: Fields) -> str:
    title = re.sub(r"\s*\[(?:Review|References|Article|Letter|Editorial)\]\.?\s*$", "", _flat(fields.one("title")))
    return record.nlm_title(title)


def _flat(value: str) -> str:
    return " ".join(value.split())
