"""PDF articles, read with PDFium: its characters and where they are; all else about the page is judged by them.

The way of a file: ``opening`` -> ``pages`` (characters, strokes) -> ``lines`` -> ``columns`` -> ``furniture`` ->
``blocks`` and ``floats`` (captions, tables, lettering) -> ``front`` and ``citation`` (which paper it is) ->
``sections`` (headings), ``flow`` (paragraphs, made whole over columns and pages), ``works`` -> ``compose`` (the text
and its offsets).

Running heads, page numbers, line numbers and marks of a download are left out of the text: kept, they would be in
the middle of the sentences that cross a page. The lettering of figures is kept, as furniture.
"""

from __future__ import annotations

from collections.abc import Iterator

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.pdf import metadata
from corpus.readers.pdf.characters import LOST
from corpus.readers.pdf.layout import PageText
from corpus.readers.pdf.opening import opened, recognises
from corpus.readers.pdf.pages import read_page
from corpus.readers.pdf.paper import document_of
from corpus.signs import alive

__all__ = ["read", "recognises"]

_MOST_CHARACTERS = 5_000_000
_FEWEST_CHARACTERS = 20  # a page stamp on a scan is not a text layer


def read(data: bytes, source: str) -> Iterator[Document]:
    """The article as one document.

    Raises:
        UnreadableFileError: It is encrypted, broken, a scan without text, or too long.
    """
    with opened(data, source) as document:
        pages: list[PageText] = []
        letters = 0
        for index in range(len(document)):
            pages.append(read_page(document, index))
            alive()
            letters += sum(len(line.text) for line in pages[-1].lines)
            if letters > _MOST_CHARACTERS:
                raise UnreadableFileError(f"{source}: has more than {_MOST_CHARACTERS:,} characters. Split it.")
        known = [metadata.information(document), *metadata.packets(data)]
    _check(pages, source)
    made = document_of(pages, known, source)
    del pages  # of a long book they take more memory than the document, which is not done with yet
    yield made


def _check(pages: list[PageText], source: str) -> None:
    """Refuses a file without a text layer, or with one that says nothing."""
    texts = [line.text for page in pages for line in page.lines]
    letters = sum(char.isalnum() for text in texts for char in text)
    if letters < _FEWEST_CHARACTERS * min(len(pages), 3):
        raise UnreadableFileError(
            f"{source}: has no text layer: it is a scan. Run OCR over it, e.g. with OCRmyPDF, and sync again."
        )
    if sum(text.count(LOST) for text in texts) > 0.3 * sum(map(len, texts)):
        raise UnreadableFileError(
            f"{source}: its fonts do not say which letters they show."
            " Run OCR over it, e.g. with OCRmyPDF, and sync again."
        )
