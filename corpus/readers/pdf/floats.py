"""What is between the columns of text: captions, tables, the lettering of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.readers.pdf.blocks import WORDS, Block, Body
from corpus.readers.pdf.headings import MAIN
from corpus.readers.pdf.layout import Area, Line, PageText
from corpus.readers.pdf.tables import cells_of, take_table

_LABEL = re.compile(
    r"(?P<label>(?:(?:supplement(?:ary|al)|suppl?\.|extended data|additional|appendix|online)\s+)?"
    r"(?P<what>fig(?:ure|\.)?|table|tab\.|box|scheme|chart|plate|algorithm|video|movie)\s*"
    r"(?:[A-Z]{0,2}[.-]?\d{1,3}(?:[.-]\d{1,2})?[A-Za-z]?|[IVX]{1,5}))(?![\w-])"
    r"(?P<after>\s*(?:\(cont[a-z.']*\))?\s*[.:|—–]|\s*$|\s)",
    re.IGNORECASE,
)
_REACH = 30  # points between parts of one figure


def label_of(line: Line) -> re.Match[str] | None:
    """The label that a line begins with, as a caption does; the pattern's groups are label, what and after."""
    match = _LABEL.match(line.text)
    return match if match and match["label"][0].isupper() else None


def is_prose(block: Block, body: Body) -> bool:
    """Whether a block is running text: lines of words, not labels."""
    words = sum(bool(WORDS.search(line.text)) for line in block.lines)
    if words < 0.6 * len(block.lines):
        return False
    if sum(body.is_text(line) for line in block.lines) > 0.5 * len(block.lines):
        return len(block.lines) > 1 or len(block.lines[0].text) > 40
    return len(block.lines) > 2 and len(block.text) > 30 * len(block.lines)


def with_floats(blocks: list[Block], page: PageText, body: Body) -> list[Block]:
    """The blocks of a page with captions, tables and lettering told apart and each put together as one block."""
    blocks = [part for block in blocks for part in _captions_apart(block, body)]
    captions = sorted((block for block in blocks if block.kind == "caption"), key=lambda block: -block.top)
    rest = [block for block in blocks if block.kind != "caption"]
    for caption in captions:
        rest = _above_cells(caption, rest, body) if _is_table(caption) else rest
        rest = _whole_caption(caption, rest, body)
    made = list(captions)
    for caption in captions:
        if _is_table(caption):
            rows, rest = take_table(caption, rest, page.rules, body.is_text, lambda block: is_prose(block, body))
            cells, rest = _below(Block(rows or caption.lines), rest, captions, body)
            rows += cells
            made += [Block(rows, "table", caption.label)] if rows else []
    figures = [caption for caption in captions if not _is_table(caption)]
    for figure in figures:
        letters, rest = _lettering(figure, rest, captions, page.areas, body)
        made += [Block(letters, "furniture", figure.label)] if letters else []
    letters, rest = _in_pictures(rest, page.areas, body)
    made += [Block(letters, "furniture")] if letters else []
    return made + rest


def _is_table(caption: Block) -> bool:
    return bool(re.search(r"\btab(?:le|\.)", caption.label, re.IGNORECASE))


def _captions_apart(block: Block, body: Body) -> list[Block]:
    """The block cut in front of each line that begins a caption."""
    starts = [at for at, line in enumerate(block.lines) if _begins_caption(at, block, body)]
    if not starts:
        return [block]
    parts = [Block(block.lines[: starts[0]])] if starts[0] else []
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        match = label_of(block.lines[start])
        parts.append(Block(block.lines[start:end], "caption", match["label"] if match else ""))
    return parts


def _begins_caption(at: int, block: Block, body: Body) -> bool:
    line = block.lines[at]
    match = label_of(line)
    if not match:
        return False
    first = line.pieces[0]
    apart = first.font != body.font or abs(first.size - body.size) > 0.06 * body.size
    if apart and (first.font.bold or not body.is_text(line) or match["after"].strip()):
        before = block.lines[at - 1].text if at else "."
        return at == 0 or first.font.bold or before.endswith((".", ")", ":"))
    return at == 0 and bool(match["after"].strip() or match.end() == len(line.text))


def _above_cells(caption: Block, rest: list[Block], body: Body) -> list[Block]:
    """Ends a table's caption where cells are beside its lines; returns the other blocks and what was cut off."""
    beside = [block for block in rest if not is_prose(block, body) and block.left < caption.right + 2 * _REACH]
    heights = [line.base for block in beside if block.right > caption.left for line in block.lines]
    for at, line in enumerate(caption.lines[1:], start=1):
        if len(cells_of(line)) > 1 or any(abs(line.base - height) < 2 for height in heights):
            cut = Block(caption.lines[at:])
            caption.lines = caption.lines[:at]
            return [*rest, cut]
    return rest


def _whole_caption(caption: Block, rest: list[Block], body: Body) -> list[Block]:
    """Adds to a caption what goes on in a block below or beside it; returns the other blocks."""
    if all(body.is_text(line) for line in caption.lines[1:]) and len(caption.lines) > 1:
        return rest
    grown = True
    while grown:
        grown = False
        for block in rest:
            if _goes_on(caption, block, body):
                caption.lines += block.lines
                rest = [other for other in rest if other is not block]
                grown = True
                break
    return rest


def _goes_on(caption: Block, block: Block, body: Body) -> bool:
    last, first = caption.lines[-1], block.lines[0]
    if abs(last.size - first.size) > 0.25 or body.is_text(first) or first.font.bold:
        return False
    if sum(bool(WORDS.search(line.text)) for line in block.lines) < 0.5 * len(block.lines):
        return False
    below = 0 < last.base - first.base < 1.7 * body.leading(last)
    if below and abs(first.left - caption.left) < 3:
        return first.font.name == last.font.name
    beside = first.left > caption.right and first.left - caption.right < 4 * first.size
    level = min(caption.top, block.top) - max(caption.bottom, block.bottom) > 0.5 * (block.top - block.bottom)
    aligned = any(abs(line.base - first.base) < 0.5 for line in caption.lines[:3])
    return beside and level and len(caption.lines) > 1 and (aligned or not last.text.endswith("."))


def _lettering(
    figure: Block, rest: list[Block], captions: list[Block], areas: list[Area], body: Body
) -> tuple[list[Line], list[Block]]:
    """Short texts of the figure above a caption, up to the next running text or caption; and the other blocks."""
    texts = [block for block in rest if is_prose(block, body)] + captions
    over = [block for block in texts if block.bottom >= figure.top - 2 and _overlap(block, figure.left, figure.right)]
    floor, ceiling = figure.top - 2, min((block.bottom for block in over), default=1e9) + 2
    drawn = [area for area in areas if floor <= area.bottom and area.top <= ceiling and not _behind(area, texts)]
    labels = [
        block
        for block in rest
        if floor <= block.bottom
        and block.top <= ceiling
        and _is_lettering(block, body, drawn)
        and not _heads_a_column(block, texts, body)
    ]
    taken: list[Block] = []
    gone: set[int] = set()
    left, right = figure.left, figure.right
    while True:
        reach = [area for area in drawn if area.left < right + _REACH and area.right > left - _REACH]
        left, right = min([left, *(area.left for area in reach)]), max([right, *(area.right for area in reach)])
        near = [one for one in labels if id(one) not in gone and _overlap(one, left - _REACH, right + _REACH)]
        if not near:
            return _parted(taken, rest)
        taken += near
        gone.update(map(id, near))
        left, right = min([left, *(one.left for one in near)]), max([right, *(one.right for one in near)])


def _heads_a_column(block: Block, texts: list[Block], body: Body) -> bool:
    """Whether a block is set as a heading and begins where running text does."""
    line = block.lines[0]
    words = sum(char.isalpha() for char in line.text) > 3
    strong = line.size > 0.97 * body.size and (line.bold or line.size > 1.08 * body.size)
    return words and strong and any(abs(line.left - text.left) < 3 for text in texts)


def _behind(area: Area, texts: list[Block]) -> bool:
    """Whether an area is what running text is set upon."""
    return any(
        _overlap(text, area.left, area.right) and min(text.top, area.top) - max(text.bottom, area.bottom) > 1
        for text in texts
    )


def _below(table: Block, rest: list[Block], captions: list[Block], body: Body) -> tuple[list[Line], list[Block]]:
    """Short texts below the rows of a table, down to the next running text or caption; and the other blocks."""
    texts = [block for block in rest if is_prose(block, body)] + captions
    left, right = table.left - _REACH, table.right + _REACH
    floor = max(
        (text.top for text in texts if text.top <= table.bottom + 2 and _overlap(text, left, right)), default=-1e9
    )
    taken = [
        block
        for block in rest
        if floor <= block.bottom
        and block.top <= table.bottom + 2
        and _overlap(block, left, right)
        and _is_lettering(block, body)
    ]
    return _parted(taken, rest)


def _in_pictures(rest: list[Block], areas: list[Area], body: Body) -> tuple[list[Line], list[Block]]:
    """Short texts that are inside a picture; and the other blocks."""
    pictures = [area for area in areas if area.picture and area.top - area.bottom > 40 and area.right - area.left > 40]
    taken = [
        block
        for block in rest
        if any(_inside(block, area) for area in pictures) and _is_lettering(block, body, pictures)
    ]
    return _parted(taken, rest)


def _inside(block: Block, area: Area) -> bool:
    across, up = (block.left + block.right) / 2, (block.top + block.bottom) / 2
    return area.left < across < area.right and area.bottom < up < area.top


def _is_lettering(block: Block, body: Body, drawn: Sequence[Area] = ()) -> bool:
    """Whether a block is short texts; those set as running text count only where they are on a drawing."""
    if is_prose(block, body) or MAIN.fullmatch(block.text):
        return False
    if len(block.lines) > 2 and len(block.text) > 35 * len(block.lines):
        return False
    if sum(body.is_text(line) for line in block.lines) * 2 > len(block.lines):
        return any(_inside(block, area) for area in drawn)
    return max(len(line.text) for line in block.lines) < 60 or not any(body.is_text(line) for line in block.lines)


def _parted(taken: list[Block], rest: list[Block]) -> tuple[list[Line], list[Block]]:
    gone = {id(block) for block in taken}
    lines = sorted((line for block in taken for line in block.lines), key=lambda line: (-line.base, line.left))
    return lines, [block for block in rest if id(block) not in gone]


def _overlap(block: Block, left: float, right: float) -> bool:
    return min(block.right, right) - max(block.left, left) > 1
