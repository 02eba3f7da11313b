"""Pages to a document: the steps in their order."""

from __future__ import annotations

import re

from corpus.document import Document, Name, Reference
from corpus.readers.pdf.blocks import Body, blocks_of, in_order, leadings
from corpus.readers.pdf.citation import borne_out, find_source
from corpus.readers.pdf.columns import rows_in_columns
from corpus.readers.pdf.compose import Written
from corpus.readers.pdf.floats import with_floats
from corpus.readers.pdf.flow import made_whole
from corpus.readers.pdf.front import Head, folded, read_head
from corpus.readers.pdf.furniture import Around, without_furniture, without_line_numbers
from corpus.readers.pdf.layout import PageText
from corpus.readers.pdf.metadata import Metadata
from corpus.readers.pdf.people import name_of
from corpus.readers.pdf.sections import paragraphs_of
from corpus.readers.pdf.works import bibliography, citations
from corpus.readers.printed.hyphens import soft_hyphens
from corpus.signs import signed

_PREPRINT = re.compile(r"\b(?:bioRxiv|medRxiv|arXiv:|ChemRxiv|SSRN|Research ?Square|preprint)\b", re.IGNORECASE)


def document_of(pages: list[PageText], known: list[Metadata], source: str) -> Document:
    """The document that the pages print.

    Args:
        pages: All pages, their lines as drawn; line numbers are taken off them and labels put on.
        known: What the file says besides: the document information, then XMP packets.
        source: Name of the file.
    """
    without_line_numbers(pages)
    around = without_furniture(pages, [rows_in_columns(page.lines) for page in signed(pages)])
    _label(pages, around)
    usual = leadings(around.lines)
    body = Body(around.lines, usual)
    ordered = [
        in_order(with_floats(blocks_of(lines, page.rules, usual), page, body))
        for page, lines in zip(signed(pages), around.lines, strict=True)
    ]
    first = next((at for at, blocks in enumerate(ordered) if blocks), 0)
    printed = " ".join(line.text for line in around.lines[first])
    known = known[:1] + borne_out(known[1:], printed)
    head = read_head(ordered[first], known, body)
    ordered[first] = head.blocks
    paragraphs = made_whole(paragraphs_of(ordered, body), body)
    # A page is one stretch of the text, whatever else went wrong.
    paragraphs.sort(key=lambda paragraph: (paragraph.lines[0].page, paragraph.lines[-1].page))
    written = Written(pages)
    for paragraph in signed(paragraphs):
        written.write(paragraph)
    text = written.text
    soft = soft_hyphens(text)
    works = bibliography(text, soft, written, paragraphs)
    listed = {id(line) for paragraph in paragraphs if paragraph.kind == "bibliography" for line in paragraph.lines}
    own = [[line.text for line in block.lines if id(line) not in listed] for block in head.blocks]
    heads = [line.text for lines in around.around for line in lines]
    heads += [one.text for one in paragraphs if one.kind == "furniture" and "©" in one.text]
    return Document(
        source=source,
        text=text,
        reference=_reference(head, [lines for lines in own if lines], heads, known, printed),
        sections=tuple(written.sections),
        statements=tuple(written.statements),
        format="PDF",
        wrapped=True,
        soft_hyphens=soft,
        bibliography=works,
        citations=citations(text, written, works),
        pages=written.pages(),
        boxes=tuple(written.boxes),
    )


def _label(pages: list[PageText], around: Around) -> None:
    """Gives each page its printed number; the file's own labels count where they are more than 1, 2, 3."""
    trivial = all(page.label in {"", str(page.number)} for page in pages)
    if trivial and any(around.labels):
        for page, printed in zip(pages, around.labels, strict=True):
            page.label = printed


def _reference(head: Head, first: list[list[str]], heads: list[str], known: list[Metadata], printed: str) -> Reference:
    found = find_source(first, heads, known)
    keywords = head.keywords or next((one.keywords for one in known if one.keywords), ())
    return Reference(
        type="article" if not found.volume and _PREPRINT.search(" ".join(heads)) else "article-journal",
        title=head.title,
        author=_known_authors(known, printed) or head.authors,
        container_title=found.journal,
        issued=found.date,
        volume=found.volume,
        issue=found.issue,
        page=found.page,
        DOI=found.doi,
        keyword=keywords,
        publication_type=head.kinds,
        affiliation=head.affiliations,
    )


def _known_authors(known: list[Metadata], printed: str) -> tuple[Name, ...]:
    """The names that the file states, where the first page prints every family name."""
    page = folded(printed)
    for one in known:
        names = [name for author in one.authors if (name := name_of(author.strip()))]
        if len(names) > 1 and len(names) == len(one.authors) and all(folded(name.family) in page for name in names):
            return tuple(names)
    return ()
