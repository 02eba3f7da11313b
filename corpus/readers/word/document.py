"""Word documents (.docx): headings, paragraphs, tables and captions in their order; what was deleted is left out.

python-docx opens the package and knows its styles; the text is taken from the elements themselves, because it passes
over content controls (in which reference managers write) and tracked insertions.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.composed import Composer
from corpus.document import Document, SectionKind
from corpus.errors import UnreadableFileError
from corpus.readers.printed.headings import CAPTION, Outline, is_below, is_known
from corpus.readers.printed.marks import by_label, marks
from corpus.readers.printed.works_cited import read_entry, split_label
from corpus.readers.text.front_lines import keywords, stated
from corpus.readers.word.package import LARGEST_PART, RATIO, RATIO_FROM
from corpus.readers.word.text import Paragraph, Styles, paragraphs
from corpus.reference import Name, Reference

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FORMAT = "Word document"
LARGEST = 512 << 20  # bytes of all parts, unpacked
_DOCUMENT = b"word/document.xml"
_EDGE = 65_536  # bytes at either end of the file: names are in front of the parts and again at the end
_LONGEST_TITLE = 300
_LONGEST_HEADING = 200
_PROSE = 120
# Whom the properties name where nobody said who wrote it
_NOBODY = re.compile(
    r"python-docx|microsoft.*|.*\b(?:user|admin|author|windows)\b.*|pc|hp|dell|lenovo|asus|\W*", re.IGNORECASE
)
_NO_TITLE = re.compile(r"microsoft word.*|document\d*|untitled.*|title|word document|.*\.docx?", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether it is a ZIP archive that holds the text of a Word document."""
    if not data.startswith(b"PK\x03\x04") or not (_DOCUMENT in data[:_EDGE] or _DOCUMENT in data[-_EDGE:]):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _DOCUMENT.decode() in package.namelist()
    except Exception:  # whatever zipfile makes of broken bytes: a document cut short has no directory
        return data.find(b"[Content_Types].xml", 0, 100) > 0


def read(data: bytes, source: str) -> Iterator[Document]:
    """The document.

    Raises:
        UnreadableFileError: It is broken, has no text or would unpack without end.
    """
    word = _opened(data, source)
    try:
        found = list(paragraphs(word.element.body, Styles(word.styles.element)))
        properties = _properties(word)
    except Exception as error:  # a well-formed package may lack any part that Word writes
        raise UnreadableFileError(f"{source}: is a broken Word document. Save it again in Word.") from error
    if not any(paragraph.text for paragraph in found):
        raise UnreadableFileError(
            f"{source}: is a Word document without text. If it holds pictures of pages, save it as PDF."
        )
    yield Paper(found, properties).document(source, FORMAT)


def _opened(data: bytes, source: str) -> WordDocument:
    import docx

    broken = f"{source}: is a broken or cut short Word document. Save it again in Word."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except Exception as error:
        raise UnreadableFileError(broken) from error
    # zipfile never unpacks more of a part than its directory says, so what it says can be trusted as a limit
    total = sum(part.file_size for part in parts)
    texts = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if total > LARGEST or texts > LARGEST_PART or total > max(RATIO_FROM, RATIO * len(data)):
        raise UnreadableFileError(f"{source}: unpacks to more than any paper needs. Save it again in Word.")
    try:
        return docx.Document(io.BytesIO(data))
    except Exception as error:
        raise UnreadableFileError(broken) from error


def _properties(word: WordDocument) -> Reference:
    """What the file's properties say; never the year, which is that of the last typing."""
    try:
        core = word.core_properties
        title, author, said = core.title or "", core.author or "", core.keywords or ""
    except Exception:  # properties are often written by other programs, and wrongly
        return Reference()
    return stated_reference(title, author, said)


def stated_reference(title: str, author: str, said: str) -> Reference:
    """What title, author and keywords of a file's properties are good for."""
    names = tuple(Name.parse(name.strip()) for name in author.split(";") if not _NOBODY.fullmatch(name.strip()))
    words = tuple(word.strip() for word in re.split("[;,]", said) if word.strip())
    good = len(title.split()) > 2 and not _NO_TITLE.fullmatch(title.strip())
    return Reference(title=" ".join(title.split()) if good else "", author=names, keyword=words)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the paper that is to be written.

    Attributes:
        kind: Of its section; "reference" for a heading.
        name: Headings above it.
        text: Its text.
        label: Of an entry of the list of works cited.
    """

    kind: SectionKind
    name: str | None
    text: str
    label: str = ""


class Paper:
    """The state of one pass over the paragraphs."""

    def __init__(self, found: list[Paragraph], properties: Reference) -> None:
        self.found = [paragraph for paragraph in found if paragraph.text]
        self.properties = properties
        self.reference = Reference()
        self.outline = Outline()
        self.pieces: list[_Piece] = []
        self.headed = any(self._level(paragraph) for paragraph in self.found)
        self.numbered = 0

    def document(self, source: str, format_name: str) -> Document:
        """The finished document."""
        start = self._title()
        for at, paragraph in enumerate(self.found):
            if at != start:
                self._take(paragraph)
        known = self.properties
        reference = replace(
            self.reference,
            title=self.reference.title or known.title,
            author=self.reference.author or known.author,
            keyword=self.reference.keyword or known.keyword,
            issued=self.reference.issued or known.issued,
            DOI=self.reference.DOI or known.DOI,
            type=known.type,
        )
        return self._composed(reference).document(source, format_name, reference)

    def _title(self) -> int:
        """States the title; its place among the paragraphs, -1 where none of them is it."""
        styled = (at for at, paragraph in enumerate(self.found[:30]) if paragraph.style == "title")
        at = next(styled, -1)
        if at < 0 and len(self.found) > 1:
            first = self.found[0]
            short = len(first.text) <= _LONGEST_TITLE and not first.text.endswith((".", ";", ","))
            at = 0 if short and first.kind == "text" and not is_known(first.text) else -1
        if at >= 0:
            self.reference = replace(self.reference, title=self.found[at].text)
        return at

    def _level(self, paragraph: Paragraph) -> int:
        """Level of a heading, 0 where it is none."""
        text = paragraph.text
        if paragraph.kind != "text" or not text or len(text) > _LONGEST_HEADING:
            return 0
        if paragraph.level:
            return paragraph.level
        return 0 if not is_known(text) else 2 if is_below(text) and self.outline.name else 1

    def _take(self, paragraph: Paragraph) -> None:
        level = self._level(paragraph)
        if level:
            self.outline.enter(level, paragraph.text)
            self.pieces.append(_Piece("reference", self.outline.name, paragraph.text))
            self.numbered = 0
        elif paragraph.kind == "row":
            self.pieces.append(_Piece("table", self.outline.name, paragraph.text))
        elif self.outline.in_bibliography or "bibliography" in paragraph.style:
            self.numbered += 1
            label, text = split_label(paragraph.text)
            label = label or (str(self.numbered) if paragraph.numbered else "")
            self.pieces.append(_Piece("bibliography", None, f"{label}. {text}" if label else text, label))
        elif not self._front(paragraph.text):
            is_caption = paragraph.style == "caption" or CAPTION.match(paragraph.text)
            self.pieces.append(_Piece("caption" if is_caption else "body", self.outline.name, paragraph.text))

    def _front(self, text: str) -> bool:
        """Whether a paragraph states fields of the reference, or above the first heading is not a sentence."""
        listed = keywords(text) if not self.reference.keyword else ()
        fields: dict[str, Any] = {"keyword": listed} if listed else {}
        above = self.headed and self.outline.name is None and bool(self.reference.title)
        if above and not fields:
            fields = {name: value for name, value in stated(text).items() if not getattr(self.reference, name)}
        self.reference = replace(self.reference, **fields)
        return bool(fields) or (above and not (len(text) >= _PROSE and text.endswith((".", "?", "!"))))

    def _composed(self, reference: Reference) -> Composer:
        composer = Composer()
        composer.front(reference)
        written: list[tuple[int, str]] = []
        labels: list[str] = []
        for piece in self.pieces:
            if piece.kind == "reference":
                composer.heading(piece.text)
            elif piece.kind == "bibliography":
                labels.append(piece.label)
                composer.cited(piece.label, read_entry(piece.text.removeprefix(f"{piece.label}. ")), piece.text)
            else:
                written.append((composer.paragraph(piece.text, piece.kind, piece.name), piece.text))
        places = by_label(labels)
        for start, text in written if places else ():
            for mark in marks(text, places, start):
                composer.cite(*mark)
        return composer
