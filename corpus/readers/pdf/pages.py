"""A page as PDFium gives it: its characters, turned upright, and the strokes and pictures between them."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from corpus.readers.pdf.characters import shown
from corpus.readers.pdf.layout import Area, Font, Glyph, PageText, Rule, Style
from corpus.readers.pdf.lines import drawn_lines

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_MOST_STROKES = 20_000  # a page; a drawing of more tells nothing about its text
_BOLD = re.compile(r"bold|black|heavy|demi|medi$|cmbx|sfbx|[-.,]b$|[-.]bi$", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obli|slanted|[-.,]i$|[-.]bi$|cmti|sfti|[-.]it$", re.IGNORECASE)
_SUBSET = re.compile(r"[A-Z]{6}\+")
_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
_MOST_RULES, _MOST_AREAS = 400, 3_000  # a page
_STROKED = 2  # text render mode: filled, then stroked
_NAME_LENGTH = 200
_OVER = 1_000.0  # points beyond the page's edge; a sign that reaches further is broken


class _Affine(NamedTuple):
    """x' = a x + b y + c; y' = d x + e y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        x, y = self(left, bottom)
        across, up = self(right, top)
        return min(x, across), min(y, up), max(x, across), max(y, up)

    def after(self, first: _Affine) -> _Affine:
        """The two as one."""
        return _Affine(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            self.a * first.c + self.b * first.f + self.c,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            self.d * first.c + self.e * first.f + self.f,
        )


_SAME = _Affine(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def _turned(degrees: int, width: float, height: float) -> _Affine:
    """Turns a page of this size clockwise."""
    return {
        90: _Affine(0.0, 1.0, 0.0, -1.0, 0.0, width),
        180: _Affine(-1.0, 0.0, width, 0.0, -1.0, height),
        270: _Affine(0.0, -1.0, height, 1.0, 0.0, 0.0),
    }.get(degrees, _SAME)


def read_page(document: PdfDocument, index: int) -> PageText:
    """The text of a page, its index counted from 0; a page that cannot be loaded is blank."""
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return PageText(index + 1, "", 0.0, 0.0)
    try:
        return _page_text(document, page, index)
    except pypdfium2.PdfiumError:
        return PageText(index + 1, "", 0.0, 0.0)
    finally:
        page.close()


def _page_text(document: PdfDocument, page: PdfPage, index: int) -> PageText:
    width, height = page.get_size()
    left, bottom, right, top = page.get_bbox()
    rotation = page.get_rotation()
    moved = _Affine(1.0, 0.0, -left, 0.0, 1.0, -bottom)
    as_shown = _turned(rotation, right - left, top - bottom).after(moved)
    glyphs = _glyphs(page)
    angles = Counter(glyph.style.angle for glyph in glyphs)
    angle = max((0, 90, 180, 270), key=lambda one: (angles[one], one == rotation))
    turn = (angle - rotation) % 360
    upright = _turned(turn, width, height).after(as_shown)
    text = PageText(index + 1, _label(document, index), width, height, turn)
    glyphs = _placed([glyph for glyph in glyphs if glyph.style.angle == angle], upright, *text.upright)
    text.lines = drawn_lines(glyphs, text.number)
    text.rules, text.areas = _strokes(page, upright, *text.upright)
    return text


def _label(document: PdfDocument, index: int) -> str:
    try:
        return "".join(char for char in document.get_page_label(index) if char.isprintable()).strip()[:20]
    except (RuntimeError, ValueError):
        return ""


def _placed(glyphs: list[Glyph], to: _Affine, width: float, height: float) -> list[Glyph]:
    """The glyphs where they are on the upright page, without those off its edges."""
    if to != _SAME:
        moved = []
        for glyph in glyphs:
            left, bottom, right, top = to.box(glyph.left, glyph.bottom, glyph.right, glyph.top)
            _, base = to(glyph.origin, glyph.base)
            moved.append(glyph._replace(left=left, bottom=bottom, right=right, top=top, base=base))
        glyphs = moved
    return [
        glyph if glyph.left <= glyph.right <= width + _OVER else glyph._replace(right=glyph.left)
        for glyph in glyphs
        if -2 <= glyph.left <= width + 2 and -2 <= glyph.base <= height + 2
    ]


def _glyphs(page: PdfPage) -> list[Glyph]:
    """Every character that is drawn, in the order of drawing, as the file places it."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        handle = textpage.raw
        box = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        styles = _Styles(handle)
        found: list[Glyph] = []
        spaced = hinted = False
        for at in range(max(raw.FPDFText_CountChars(handle), 0)):
            code = raw.FPDFText_GetUnicode(handle, at)
            if raw.FPDFText_IsGenerated(handle, at) == 1:
                hinted = True
                continue
            thing = raw.FPDFText_GetTextObject(handle, at)
            address = ctypes.addressof(thing.contents) if thing else 0
            style = styles.get(address) or styles.learn(address, thing, at)
            raw.FPDFText_GetLooseCharBox(handle, at, box)
            if code == 2 and raw.FPDFText_IsHyphen(handle, at) == 1:
                text = "-"
            else:
                unknown = (code < 0xA1) and raw.FPDFText_HasUnicodeMapError(handle, at) == 1
                text = shown(code, unknown, style.font.name, box.right - box.left)
            if text in {"", " "}:
                spaced = spaced or text == " "
                continue
            raw.FPDFText_GetCharOrigin(handle, at, x, y)
            found.append(
                Glyph(text, box.left, box.bottom, box.right, box.top, x.value, y.value, style, spaced, hinted, address)
            )
            spaced = hinted = False
        return found
    finally:
        textpage.close()


class _Styles(dict[int, Style]):
    """Style of each text object, by its address; right while its page is open."""

    def __init__(self, handle: object) -> None:
        super().__init__()
        self._handle = handle
        self._fonts: dict[tuple[str, int, bool], Font] = {}

    def learn(self, address: int, thing: object, at: int) -> Style:
        """The style of a text object that is met for the first time, at this character."""
        from pypdfium2 import raw

        matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
        name = ctypes.create_string_buffer(_NAME_LENGTH)
        raw.FPDFText_GetMatrix(self._handle, at, matrix)
        raw.FPDFText_GetFontInfo(self._handle, at, name, _NAME_LENGTH, flags)
        across = math.hypot(matrix.a, matrix.b) or 1.0
        scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) / across
        size = raw.FPDFText_GetFontSize(self._handle, at) * scale
        degrees = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
        angle = round(degrees / 90) * 90
        stroked = bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) == _STROKED
        font = self._font(name.value.decode("utf-8", errors="replace"), flags.value, stroked)
        self[address] = Style(
            font, min(size, 1000.0) if size > 0.1 else 0.1, angle % 360 if abs(degrees - angle) < 3 else -1
        )
        return self[address]

    def _font(self, name: str, flags: int, stroked: bool) -> Font:
        key = (name, flags, stroked)
        if key not in self._fonts:
            bare = _SUBSET.sub("", name)
            bold = stroked or bool(flags & _BOLD_FLAG) or bool(_BOLD.search(bare))
            self._fonts[key] = Font(bare, bold, bool(flags & _ITALIC_FLAG) or bool(_ITALIC.search(bare)))
        return self._fonts[key]


def _strokes(page: PdfPage, to: _Affine, width: float, height: float) -> tuple[list[Rule], list[Area]]:
    """Horizontal strokes of some length, and the rectangles and pictures of some size, of a page."""
    from pypdfium2 import raw

    rules: list[Rule] = []
    areas: list[Area] = []
    edges = [ctypes.c_float() for _ in range(4)]
    for at in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_STROKES)):
        thing = raw.FPDFPage_GetObject(page.raw, at)
        kind = raw.FPDFPageObj_GetType(thing) if thing else raw.FPDF_PAGEOBJ_TEXT
        if kind not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING}:
            continue
        if not raw.FPDFPageObj_GetBounds(thing, *edges):
            continue
        left, bottom, right, top = to.box(*(edge.value for edge in edges))
        left, right, bottom, top = max(left, 0.0), min(right, width), max(bottom, 0.0), min(top, height)
        if right - left > 40 and abs(top - bottom) < 2.5:
            rules.append(Rule(left, right, (bottom + top) / 2))
        elif right - left > 2 and top - bottom > 2 and (right - left) * (top - bottom) < 0.8 * width * height:
            areas.append(Area(left, bottom, right, top, kind == raw.FPDF_PAGEOBJ_IMAGE))
    return rules if len(rules) <= _MOST_RULES else [], areas if len(areas) <= _MOST_AREAS else []
