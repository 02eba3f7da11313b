"""The head of a paper: which of its lines state the reference.

What is printed decides; what the file says besides is used where the page bears it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.document import Name, SectionKind
from corpus.readers.pdf.blocks import Block, Body
from corpus.readers.pdf.floats import is_prose
from corpus.readers.pdf.headings import ABSTRACT, MAIN
from corpus.readers.pdf.layout import Line
from corpus.readers.pdf.metadata import Metadata
from corpus.readers.pdf.people import names_in

_PLACE = re.compile(
    r"\b(?:universit\w+|institut\w*|departments?|dept|facult\w+|school|hospital|cent(?:er|re)|laborator\w+"
    r"|college|division"
    r"|clinic|academy|inserm|cnrs|ltd|inc|gmbh|affiliations?)\b",
    re.IGNORECASE,
)
_KEYWORDS = re.compile(r"(?:key\s?-?words?(?: and phrases)?|index terms)\b\s*[:.—–-]?\s*", re.IGNORECASE)
_ASIDE = re.compile(
    r"\W*(?:received|accepted|published|revised|submitted|available online|editors?\b|academic editor"
    r"|handling editor|edited by"
    r"|reviewed by|(?:for )?correspond|e-?mail|copyright|©|open access|check for updates|citation\b|how to cite"
    r"|(?:please )?cite this|distributed under|additional information and|doi\b|https?://|issn|e?-?issn"
    r"|\d?\s?these authors contributed"
    r"|full list of author|present address|subjects\b|peer review|article (?:history|info)|downloaded|www\.)",
    re.IGNORECASE,
)
TYPE = re.compile(
    r"(?:(?:systematic |narrative |scoping |mini[- ]|literature |invited |critical "
    r"|topical )?reviews?(?: articles?)?|meta-analysis"
    r"|(?:original |research )(?:research )?(?:article|paper|investigation|contribution)|case report"
    r"|short communication|brief report"
    r"|letter(?: to the editor)?|editorial|commentary|perspective|protocol|guidelines?)",
    re.IGNORECASE,
)
_MOST_TITLE = 8  # lines


@dataclass
class Head:
    """What the head of a paper states.

    Attributes:
        title: Title as printed.
        authors: Names.
        affiliations: Institutions.
        keywords: Keywords.
        kinds: Types of publication.
        blocks: All blocks of the page, those that state the reference told apart from those that do not.
    """

    title: str = ""
    authors: tuple[Name, ...] = ()
    affiliations: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)


def folded(text: str) -> str:
    """Letters and digits only, in lower case, without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if char.isalnum())


def read_head(blocks: list[Block], known: list[Metadata], body: Body) -> Head:
    """The head of a paper on its first page.

    Args:
        blocks: Of the page, in order.
        known: What the file says about its paper.
        body: The document's running text.
    """
    title = _known_title(blocks, known) or _largest(blocks, body)
    if not title:
        return Head(blocks=blocks)
    floor = title[-1].bottom
    end = _end_of_head(blocks, floor)
    rows, authors = _authors(blocks, floor, end)
    head = Head(title=_joined(title), authors=authors)
    roles: dict[int, Role] = {id(line): ("reference", ("title",)) for line in title}
    roles |= {id(line): ("reference", ("author",)) for line in rows}
    for block in blocks:
        _assign(block, head, floor, roles, body)
    head.blocks = _together(_apart(blocks, roles), rows)
    _abstract(head.blocks, floor, body)
    return head


Role = tuple[SectionKind, tuple[str, ...]]


def _known_title(blocks: list[Block], known: list[Metadata]) -> list[Line]:
    """The lines that print a title which the file states."""
    for wanted in (folded(one.title) for one in known):
        if len(wanted) < 12:
            continue
        for block in blocks:
            for start in range(len(block.lines)):
                for end in range(start + 1, min(start + _MOST_TITLE, len(block.lines)) + 1):
                    printed = folded("".join(map(_without_marks, block.lines[start:end])))
                    if printed == wanted:
                        return block.lines[start:end]
                    if not wanted.startswith(printed):
                        break
    return []


def _largest(blocks: list[Block], body: Body) -> list[Line]:
    """The lines set largest, where they read as a title."""
    sizes = sorted({round(line.size) for block in blocks for line in block.lines}, reverse=True)
    for size in sizes[:4]:
        if size < 1.1 * body.size:
            break
        for block in blocks:
            lines = [line for line in block.lines if round(line.size) == size][:_MOST_TITLE]
            words = re.findall(r"[^\W\d_]{2,}", " ".join(line.text for line in lines))
            if len(words) > 3 and not MAIN.fullmatch(lines[0].text) and not _ASIDE.match(lines[0].text):
                return lines
    top = max(blocks, key=lambda block: block.top, default=None)
    bold = [line for line in top.lines if line.bold][:_MOST_TITLE] if top and not body.font.bold else []
    return bold if len(re.findall(r"[^\W\d_]{2,}", " ".join(line.text for line in bold))) > 3 else []


def _without_marks(line: Line) -> str:
    return "".join(("" if piece.glued else " ") + piece.text for piece in line.pieces if piece.size > 0.8 * line.size)


def _joined(lines: Iterable[Line]) -> str:
    """A title's lines as one, without marks of notes."""
    text = ""
    for line in lines:
        words = _without_marks(line).strip()
        text += words if text.endswith(("-", "–", "—", "/")) or not text else " " + words
    return text.rstrip(" *†‡∗")


def _end_of_head(blocks: list[Block], floor: float) -> float:
    """Height at which the abstract or the text begins."""
    starts = [
        block.top
        for block in blocks
        if block.top <= floor + 2
        and (
            any(MAIN.fullmatch(block.lines[at].text) for at in range(min(2, len(block.lines))))
            or (len(block.text) > 300 and len(_PLACE.findall(block.text)) * 150 < len(block.text))
        )
    ]
    return max(starts, default=-1e9)


def _authors(blocks: list[Block], floor: float, end: float) -> tuple[list[Line], tuple[Name, ...]]:
    """The lines below the title that are names, and the names."""
    rows: list[tuple[Line, list[Line]]] = []
    below = [line for block in blocks for line in block.lines if end < line.base < floor]
    for line in sorted(below, key=lambda line: (-line.base, line.left)):
        last = rows[-1][1] if rows else []
        if last and abs(last[0].base - line.base) < 2 and abs(last[0].size - line.size) < 0.3:
            last.append(line)
        else:
            rows.append((line, [line]))
    lines = [
        Line(sorted((p for line in row for p in line.pieces), key=lambda p: p.left), row[0].page) for _, row in rows
    ]
    for at, first in enumerate(lines):
        if not names_in([first]) and not (at + 1 < len(lines) and names_in(lines[at : at + 2])):
            continue
        group = [at]
        for other in range(at + 1, len(lines)):
            alike = abs(lines[other].size - first.size) < 0.3 and lines[other].font.bold == first.font.bold
            if alike and lines[group[-1]].base - lines[other].base < 2.6 * first.size:
                group.append(other)
        while group:
            names = names_in([lines[one] for one in group])
            if names and (len(names) > 1 or len(group) == 1):
                found = [line for one in group for line in rows[one][1]]
                return found + _marks_of(found, below), names
            group.pop()
    return [], ()


def _marks_of(names: list[Line], below: list[Line]) -> list[Line]:
    """Raised marks behind names, as lines of their own."""
    taken = set(map(id, names))
    return [
        line
        for line in below
        if id(line) not in taken
        and len(line.text) < 8
        and any(0 <= line.base - name.base < name.size and line.size < 0.85 * name.size for name in names)
    ]


def _assign(block: Block, head: Head, floor: float, roles: dict[int, Role], body: Body) -> None:
    """Tells what the lines of a block on the first page are for, where they are not running text."""
    if block.kind != "body" or all(id(line) in roles for line in block.lines):
        return
    above = block.bottom > floor
    first = block.lines[0]
    running = body.is_text(first) and is_prose(block, body) and len(block.lines) > 5
    if above and not running:
        if TYPE.fullmatch(first.text.strip()):
            head.kinds = (*head.kinds, first.text.strip().title())
        _give(block, ("furniture", ()), roles)
        return
    for at, line in enumerate(block.lines):
        mark = _KEYWORDS.match(line.text)
        if mark and (at == 0 or line.pieces[0].font.bold or len(block.lines) - at < 4):
            listed = " ".join(one.text for one in block.lines[at:])[mark.end() :]
            head.keywords = listed_words(listed)
            for one in block.lines[at:]:
                roles.setdefault(id(one), ("reference", ("keyword",)))
            return
    places = sum(bool(_PLACE.search(line.text)) for line in block.lines)
    if _ASIDE.match(first.text) and not running and len(block.text) < 1500 and places < 2:
        _give(block, ("furniture", ()), roles)
    elif (
        places * 3 >= len(block.lines)
        and not body.is_text(first)
        and first.size <= 1.2 * body.size
        and not MAIN.match(first.text)
    ):
        head.affiliations = (*head.affiliations, *_institutions(block.lines))
        _give(block, ("reference", ("affiliation",)), roles)


def _give(block: Block, role: Role, roles: dict[int, Role]) -> None:
    for line in block.lines:
        roles.setdefault(id(line), role)


def listed_words(text: str) -> tuple[str, ...]:
    """Keywords of a printed list."""
    parts = re.split(r"\s*[;•·|]\s*" if re.search("[;•·|]", text) else r"\s*,\s*", text)
    words = tuple(part.strip(" .,") for part in parts if part.strip(" .,"))
    return words if all(len(word) < 80 for word in words) and len(words) < 30 else ()


def _institutions(lines: list[Line]) -> tuple[str, ...]:
    """Institutions that lines list, without the marks that tie them to authors."""
    text = ""
    for line in lines:
        for piece in line.pieces:
            raised = piece.size < 0.85 * line.size and re.fullmatch(r"[\da-z,*†‡§¶∗]+", piece.text)
            text += "\0" if raised else piece.text if piece.glued and text[-1:] != "\0" else " " + piece.text
    parts = re.split(r"\0|(?:^|(?<=[.;,]))\s*\d{1,2}\s?(?=[A-Z])|(?<=[.;\w])\s+[*∗†‡§¶](?=[A-Z])|^\s*[*∗†‡§¶]", text)
    return tuple(part.strip(" .;,") for part in parts if _PLACE.search(part) and len(part) < 400)


def _apart(blocks: list[Block], roles: dict[int, Role]) -> list[Block]:
    """The blocks cut where the role of their lines changes."""
    made: list[Block] = []
    for block in blocks:
        start = 0
        for at in range(1, len(block.lines) + 1):
            role = roles.get(id(block.lines[start]))
            if at == len(block.lines) or roles.get(id(block.lines[at])) != role:
                part = (
                    Block(block.lines[start:at], block.kind, block.label)
                    if role is None
                    else Block(block.lines[start:at], role[0], fields=role[1])
                )
                made.append(part)
                start = at
    return made


def _together(blocks: list[Block], rows: list[Line]) -> list[Block]:
    """The blocks with the lines of names as one block, from top to bottom."""
    parts = [block for block in blocks if block.fields == ("author",)]
    if len(parts) < 2:
        return blocks
    kept = [block for block in blocks if block is parts[0] or block.fields != ("author",)]
    parts[0].lines = sorted(rows, key=lambda line: (-round(line.base / 6), line.left))
    return kept


def _abstract(blocks: list[Block], floor: float, body: Body) -> None:
    """Names an abstract that has no heading."""
    if any(ABSTRACT.match(line.text) for block in blocks for line in block.lines):
        return
    for block in blocks:
        if block.kind != "body" or block.top > floor:
            continue
        if MAIN.fullmatch(block.lines[0].text):
            return
        if is_prose(block, body) and len(block.text) > 250:
            if not body.is_text(block.lines[0]) or block.lines[0].font.bold:
                block.label = "Abstract"
            return
