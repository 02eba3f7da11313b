"""How much of a paper's text the PDF reader gives back, in order, and how quickly.

    python bench/pdf_text.py [FOLDER]

The plain-text twins of ``../shared/library/craft`` are set as PDFs by Chromium (a program named ``chromium`` is needed)
in four layouts: one, two and three columns and a narrow gutter, justified and hyphenated, with running heads, page
numbers and boxed figures with captions between the paragraphs. The measure: of the words of the twin (without its own
captions and tables, which the reader moves out of the way of paragraphs), those found in the same order in the reader's
text: longest matching blocks of ``difflib``, lower case, broken words joined as for search. The PDFs of
``../shared/library/pdf`` are timed.
"""

from __future__ import annotations

import difflib
import html
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import Document
from corpus.readers import pdf

LIBRARY = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "library"
COLUMNS = (
    "text-align:justify;hyphens:auto}} h2{{font:bold 9pt sans-serif;margin:6pt 0 2pt}} p{{margin:0;text-indent:{0}}}"
)
LAYOUTS = {
    "one column": "body{font:12pt/2 serif} h2{font:bold 14pt sans-serif} p{margin:0 0 8pt}",
    "two columns": "body{font:9.5pt/1.25 serif;column-count:2;column-gap:5mm;" + COLUMNS.format("1em"),
    "narrow gutter": "body{font:8pt/1.2 sans-serif;column-count:2;column-gap:3mm;" + COLUMNS.format("0"),
    "three columns": "body{font:8pt/1.25 serif;column-count:3;column-gap:4mm;" + COLUMNS.format("1em"),
}
PAGE = (
    "@page{size:A4;margin:20mm 18mm;"
    "@top-left{content:'Smith et al. Journal of Typesetting 2020, 5:12';font:8pt sans-serif}"
    "@bottom-center{content:counter(page);font:8pt sans-serif}}"
)
FIGURE = (
    '<div style="break-inside:avoid;margin:8pt 0"><svg width="180" height="60">'
    '<rect width="180" height="60" fill="#cde"/>'
    '<text x="20" y="30" font-size="8">Label</text></svg>'
    '<p style="font-size:80%"><b>Figure 9.</b> Added caption.</p></div>'
)


def typeset(paragraphs: list[str], layout: str, folder: Path) -> bytes:
    """The paragraphs as a PDF."""
    parts = []
    for number, paragraph in enumerate(paragraphs):
        heading = len(paragraph) < 80 and not paragraph.endswith(".")
        parts.append(f"<{'h2' if heading else 'p'}>{html.escape(paragraph)}</{'h2' if heading else 'p'}>")
        parts += [FIGURE] if number % 12 == 11 else []
    page, made = folder / "page.html", folder / "page.pdf"
    style = f"<meta charset=utf-8><style>{PAGE}{LAYOUTS[layout]}</style>"
    page.write_text(f"<!doctype html><html lang=en>{style}<body>{''.join(parts)}", encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={made}", str(page)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return made.read_bytes()


def running_text(text: str) -> list[str]:
    """Paragraphs of a twin without captions and tables: from a line "Figure 1" to the next heading."""
    kept: list[str] = []
    skipping = False
    for line in (line.strip() for line in text.split("\n") if line.strip()):
        if re.match(r"(?:figure|table|video)s?\b[ S\d]*", line, re.IGNORECASE) and len(line) < 40:
            skipping = True
        elif len(line) < 40 and not line.endswith("."):
            skipping = False
        kept += [] if skipping else [line]
    return kept


def searched_words(document: Document) -> list[str]:
    """The document's words as they are searched, without furniture."""
    furniture = {at for one in document.sections if one.kind == "furniture" for at in range(one.start, one.end)}
    dropped = {at + step for at in document.soft_hyphens for step in (0, 1)} | furniture
    return re.findall(r"\w+", "".join(char for at, char in enumerate(document.text) if at not in dropped).lower())


def in_order(found: list[str], wanted: list[str]) -> float:
    """How many of the wanted words, of 1, are found in their order."""
    blocks = difflib.SequenceMatcher(None, found, wanted, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def main() -> None:
    """Prints a line for each text set as PDF, then one for each real PDF."""
    twins = sorted((LIBRARY / "craft").glob("*.txt"), key=lambda file: file.stat().st_size)[:8]
    with tempfile.TemporaryDirectory() as folder:
        for number, twin in enumerate(twins):
            paragraphs = running_text(twin.read_text(encoding="utf-8"))
            layout = list(LAYOUTS)[number % len(LAYOUTS)]
            data = typeset(paragraphs, layout, Path(folder))
            (document,) = pdf.read(data, twin.name)
            share = in_order(searched_words(document), re.findall(r"\w+", " ".join(paragraphs).lower()))
            print(f"{layout:15} {len(document.pages):3} pages  {100 * share:6.2f} % of the words in order  {twin.name}")
    for file in sorted((LIBRARY / "pdf").glob("*.pdf")):
        data = file.read_bytes()
        begun = time.perf_counter()
        (document,) = pdf.read(data, file.name)
        print(f"{file.name:32} {len(document.pages):3} pages  {time.perf_counter() - begun:5.2f} s")


if __name__ == "__main__":
    main()
