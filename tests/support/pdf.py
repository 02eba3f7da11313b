"""PDFs that tests write, and what holds for every document read from one."""

from __future__ import annotations

import itertools

from corpus.document import Document

FONTS = {"F1": "Times-Roman", "F2": "Times-Bold", "F3": "Helvetica", "F4": "Helvetica-Bold", "F5": "Times-Italic"}


def put(x: float, y: float, words: str, size: float = 10, font: str = "F1") -> str:
    """A line of text at a place, as a page's content draws it."""
    shown = words.encode("cp1252").decode("latin-1").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({shown}) Tj ET"


def column(x: float, top: float, lines: list[str], leading: float = 12, **style) -> list[str]:
    return [put(x, top - at * leading, line, **style) for at, line in enumerate(lines) if line]


def make(pages: list[list[str]], box: str = "0 0 600 800", page: str = "", catalog: str = "", info: str = "") -> bytes:
    """A PDF with these contents of pages; the other arguments go into its dictionaries as they are."""
    fonts = " ".join(
        f"/{key} << /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        for key, name in FONTS.items()
    )
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{4 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        f"<< {info} >>",
    ]
    for at, content in enumerate(pages):
        stream = "\n".join(content)
        resources = f"/Resources << /Font << {fonts} >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {resources} /Contents {5 + 2 * at} 0 R {page} >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return assemble([one.encode("latin-1") for one in objects])


def assemble(objects: list[bytes], trailer: bytes = b"") -> bytes:
    made = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer << /Size %d /Root 1 0 R /Info 3 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )
    return bytes(made)


def check(document: Document) -> None:
    """What holds for every document."""
    text, pages, sections = document.text, document.pages, document.sections
    assert pages[0].start == 0 and pages[-1].end == len(text)
    assert all(one.end == other.start and one.start <= one.end for one, other in itertools.pairwise(pages))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    assert all(0 <= section.start < section.end <= len(text) for section in sections)
    assert all(one.end <= other.start for one, other in itertools.pairwise(sections))
    assert words([text[box.start : box.end] for box in document.boxes]) == words(text.split())
    assert all(one.end <= other.start for one, other in zip(document.boxes, document.boxes[1:], strict=False))
    assert all(box.left <= box.right and box.bottom < box.top for box in document.boxes)
    assert all(text[at : at + 2] == "-\n" for at in document.soft_hyphens)
    assert all(char == "\n" or ord(char) >= 32 for char in text)
    assert all(text[work.start : work.end].strip() for work in document.bibliography)
    assert all(at < len(document.bibliography) for mark in document.citations for at in mark.cited)


def words(found: list[str]) -> list[str]:
    """Without the borders of a table's cells."""
    return [word for word in found if word != "|"]
