"""BibTeX, read with bibtexparser; LaTeX accents become letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.composed import name_list
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.identity import normal_pmcid, normal_pmid
from corpus.readers.record import bare_doi, date, documents, pages, without_tags
from corpus.reference import Reference

NAME = "BibTeX"
_ENTRY = re.compile(rb"(?:^|[\r\n])\s*@\s*[a-zA-Z]+\s*[{(]\s*[^\s,{}]*\s*,")
_HEAD = 65_536  # bytes
_LONGEST = 50 * 2**20  # bytes
_TYPES = {
    "book": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "inproceedings": "paper-conference",
    "unpublished": "article",
    "online": "webpage",
    "techreport": "report",
}


def recognises(data: bytes) -> bool:
    """Whether a line near the head begins an entry."""
    return bool(_ENTRY.search(data[:_HEAD]))


def read(data: bytes, source: str) -> Iterator[Document]:
    """A document an entry; entries that are broken are left out.

    Raises:
        UnreadableFileError: It is too large, or no entry has a title or an abstract.
    """
    if len(data) > _LONGEST:
        raise UnreadableFileError(f"{source}: has more than {_LONGEST // 2**20} MB of BibTeX. Split it.")
    yield from documents(source, NAME, _records(decode(data, source)))


def _records(text: str) -> Iterator[tuple[Reference, str]]:
    import logging

    from bibtexparser import parse_string  # type: ignore[attr-defined]
    from bibtexparser.middlewares import LatexDecodingMiddleware

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it reports broken entries, which are left out
    decoder = LatexDecodingMiddleware(allow_inplace_modification=True)
    library = parse_string(text, append_middleware=[decoder])
    for entry in library.entries:
        fields = {field.key.casefold(): _clean(str(field.value)) for field in entry.fields}
        yield _reference(entry.entry_type.casefold(), fields), fields.get("abstract", "")


def _clean(value: str) -> str:
    return without_tags(re.sub(r"[{}]", "", value.replace("\\&", "&").replace("~", " ").replace("--", "-")))


def _reference(kind: str, fields: dict[str, str]) -> Reference:
    authors = re.split(r"\s+and\s+", fields.get("author", ""))
    month = f"{fields['year']} {fields['month']}" if "year" in fields and "month" in fields else ""
    archived = fields.get("eprint", "") if "pubmed" in fields.get("eprinttype", "").casefold() else ""
    return Reference(
        type=_TYPES.get(kind, "article-journal"),
        title=fields.get("title", ""),
        author=name_list([name for name in authors if name.casefold() != "others"]),
        container_title=fields.get("journal") or fields.get("journaltitle") or fields.get("booktitle", ""),
        issued=date(month, fields.get("year", ""), fields.get("date", "")),
        volume=fields.get("volume", ""),
        issue=fields.get("number") or fields.get("issue", ""),
        page=pages(fields.get("pages", "")),
        DOI=bare_doi(fields.get("doi", ""), fields.get("url", "")),
        PMID=normal_pmid(fields.get("pmid", "") or archived),
        PMCID=normal_pmcid(fields.get("pmcid", "") or fields.get("pmc", "")),
        language=fields.get("language", ""),
        keyword=tuple(word.strip() for word in re.split("[;,]", fields.get("keywords", "")) if word.strip()),
        publication_type=(fields["type"],) if fields.get("type") else (),
    )
