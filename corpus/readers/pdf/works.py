"""The list of works cited, cut into its entries, and the marks in the text that cite them."""

from __future__ import annotations

import re

from corpus.document import Citation, CitedWork, Section
from corpus.readers.pdf.blocks import Block, Body
from corpus.readers.pdf.compose import Written
from corpus.readers.pdf.flow import Paragraph, begins, margin_of, wrapped
from corpus.readers.pdf.layout import Line
from corpus.readers.printed.hyphens import unbroken
from corpus.readers.printed.marks import numbers
from corpus.readers.printed.works_cited import read_entry, split_label

_NAME = re.compile(r"[^\W\d_][\w’'-]+,? (?:[^\W\d_][\w’'-]+,? )?[A-Z]")
_BRACKETS = re.compile(r"\[(?P<list>\d{1,4}(?:\s?[,;–—-]\s?\d{1,4})*)\]")
_RAISED = re.compile(r"\d{1,3}(?:[,–—-]\d{1,3})*")
# What a raised number behind is not a citation: units, symbols.
_UNIT = re.compile(r"(?:^|[\s(/·×\d])(?:[a-zµμ]?m|in|ft|s|h|min|kg|g|l|L|[A-Za-zχα-ω])$")


def entries(blocks: list[tuple[Block, float]], body: Body) -> list[Paragraph]:
    """Entries of the list of works cited.

    Args:
        blocks: What prints it, in order, each with the right edge of its column.
        body: The document's running text.
    """
    lines = [line for block, _ in blocks for line in block.lines]
    first = {id(block.lines[0]) for block, _ in blocks}
    starts = _numbered(lines) or _unnumbered(blocks, body)
    made: list[Paragraph] = []
    for line in lines:
        begins_block = id(line) in first
        if id(line) in starts or not made or begins_block:
            goes_on = bool(made) and id(line) not in starts
            made.append(Paragraph("bibliography", wrapped([line]), first_of_block=begins_block, continues=goes_on))
        else:
            made[-1].runs.append(("\n", line))
    return made


def entry_number(line: Line) -> int:
    """The number that a line begins with as an entry does; 0 where it does not."""
    return int(split_label(line.text)[0] or 0)


def _numbered(lines: list[Line]) -> set[int]:
    """The lines that begin with a number, each one more than the one before; none where most entries have none."""
    found = [(number, id(line)) for line in lines if (number := entry_number(line))]
    best: list[int] = []
    for first in range(min(len(found), 4)):
        chain, last = [found[first][1]], found[first][0]
        for number, line in found[first + 1 :]:
            if last < number <= last + 2:
                chain.append(line)
                last = number
        best = max(best, chain, key=len)
    return set(best) if len(best) > 1 and len(best) * 12 > len(lines) else set()


def _unnumbered(blocks: list[tuple[Block, float]], body: Body) -> set[int]:
    starts: set[int] = set()
    before: Line | None = None
    for block, edge in blocks:
        margin, hanging = margin_of(block.lines)
        top = block.lines[0]
        out = not hanging or top.left < margin - 0.4 * top.size
        if before is None or (out and before.text.rstrip()[-1:] in ".]/)" and _NAME.match(top.text)):
            starts.add(id(top))
        for upper, lower in zip(block.lines, block.lines[1:], strict=False):
            if begins(upper, lower, margin, hanging, edge, body):
                starts.add(id(lower))
        before = block.lines[-1]
    return starts


def bibliography(
    text: str, soft: tuple[int, ...], written: Written, paragraphs: list[Paragraph]
) -> tuple[CitedWork, ...]:
    """The works cited, from the paragraphs written.

    Args:
        text: Of the document.
        soft: Offsets of its soft hyphens.
        written: Where the paragraphs are.
        paragraphs: All of the document.
    """
    works: list[CitedWork] = []
    for paragraph, (start, end) in zip(paragraphs, written.places, strict=True):
        if paragraph.kind == "bibliography" and not paragraph.continues:
            label, printed = split_label(unbroken(text, soft, start, end))
            works.append(CitedWork(label, read_entry(printed), start, end))
    return tuple(works)


def citations(text: str, written: Written, works: tuple[CitedWork, ...]) -> tuple[Citation, ...]:
    """The marks that cite numbered works: in brackets, or raised where there are none in brackets."""
    places: dict[str, list[int]] = {}
    for at, work in enumerate(works):
        if work.label:
            places.setdefault(work.label, []).append(at)
    if not places:
        return ()
    spans = [section for section in written.sections if section.kind in {"body", "caption", "table"}]
    marks = [mark for section in spans for mark in _in_brackets(text, section)]
    found = _resolved(marks, places, works)
    if len(found) < 3:
        raised = _raised(text, written, spans)
        resolved = _resolved(raised, places, works)
        cited = {at for mark in resolved for at in mark.cited}
        if len(cited) > 0.5 * len(places) and len(resolved) > 0.7 * len(raised):
            found = resolved
    return tuple(found)


_Mark = tuple[str, int, int]


def _in_brackets(text: str, section: Section) -> list[_Mark]:
    return [(mark["list"], *mark.span()) for mark in _BRACKETS.finditer(text, section.start, section.end)]


def _raised(text: str, written: Written, spans: list[Section]) -> list[_Mark]:
    joined: list[tuple[int, int]] = []
    for start, end in written.raised:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    marks: list[_Mark] = []
    for start, end in joined:
        inside = any(section.start < start and end <= section.end for section in spans)
        if inside and _RAISED.fullmatch(text, start, end) and not _is_power(text[max(start - 12, 0) : start]):
            marks.append((text[start:end], start, end))
    return marks


def _is_power(before: str) -> bool:
    """Whether a raised number behind these characters is a power, a charge or the like."""
    return not before.strip() or before[-1].isdigit() or before[-1] in "−-+=±×" or bool(_UNIT.search(before))


def _resolved(marks: list[_Mark], places: dict[str, list[int]], works: tuple[CitedWork, ...]) -> list[Citation]:
    """The marks of which every number is the label of an entry."""
    found: list[Citation] = []
    for listed, start, end in marks:
        cited = numbers(listed)
        if cited and all(str(number) in places for number in cited):
            nearest = dict.fromkeys(_nearest(places[str(number)], start, works) for number in cited)
            found.append(Citation(tuple(nearest), start, end))
    return found


def _nearest(candidates: list[int], start: int, works: tuple[CitedWork, ...]) -> int:
    """Of entries with one label, in lists of their own, the first behind the mark."""
    return next((at for at in candidates if works[at].start > start), candidates[-1])
