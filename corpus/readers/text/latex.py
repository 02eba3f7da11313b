"""LaTeX sources of a paper in one file: title, authors, abstract, sections, captions, tables, works cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.composed import Composer
from corpus.decoding import decode
from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.readers.printed.headings import Outline
from corpus.readers.printed.works_cited import read_entry
from corpus.readers.records import record
from corpus.readers.records.latex import decoded
from corpus.readers.text.verbatim import checked_size
from corpus.reference import Name, Reference

FORMAT = "LaTeX"
_BEGINS = re.compile(r"\\document(?:class|style)\b")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?")
_LEVELS = {"part": 1, "chapter": 1, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4}
_HEADING = re.compile(rf"\\({'|'.join(_LEVELS)})\*?\s*(?:\[[^\]]{{0,300}}\])?\s*(?=\{{)")
_FLOAT = re.compile(
    r"\\begin\{(figure|table|equation|align|eqnarray|multline|gather|displaymath|verbatim|lstlisting|algorithm|tikzpicture|"
    r"abstract|thebibliography)\*?\}"
)
_NEXT = re.compile(f"{_HEADING.pattern}|{_FLOAT.pattern}")
_MOST_UNCLOSED = 20  # headings without an end; then the file is broken
_CAPTION = re.compile(r"\\caption(?:\[[^\]]{0,300}\])?\s*(?=\{)")
_INPUT = re.compile(r"\\(?:input|include|subfile|import)\s*\{")
_ITEM = re.compile(r"\\bibitem(?:\[[^\]]{0,300}\])?\s*\{[^{}]{0,200}\}")
_CITES = re.compile(
    r"~?\\(?:[Cc]ite\w*|ref|eqref|label|footnotemark|index|pageref|cref|autoref)\*?(?:\[[^\]]{0,100}\]){0,2}\{[^{}]{0,500}\}"
)
_NOTE = re.compile(r"\\(?:footnote|thanks|inst|orcid|email|affiliation|address)\s*(?=\{)")
_LAYOUT = re.compile(
    r"\\(?:begin|end)\{[^{}]{0,60}\}(?:\[[^\]]{0,100}\])?|\\(?:maketitle|noindent|newpage|clearpage|centering|hline|toprule|"
    r"midrule|bottomrule|medskip|bigskip|smallskip|tableofcontents|appendix|item|par)\b|"
    r"\\(?:vspace|hspace|includegraphics|bibliography|bibliographystyle|setlength)\*?(?:\[[^\]]{0,200}\])?\{[^{}]{0,200}\}"
)
_BREAK = re.compile(r"\\\\(?:\[[^\]]{0,20}\])?")
_AUTHORS = re.compile(r"\\and\b|\\AND\b|\s+and\s+|[,;]")
_LONGEST_GROUP = 20_000  # characters


def recognises(data: bytes) -> bool:
    """Whether a line near the head says which class of document it is."""
    return bool(_BEGINS.search(_COMMENT.sub("", record.head(data))))


def read(data: bytes, source: str) -> Iterator[Document]:
    """The paper.

    Raises:
        UnreadableFileError: It has no text, or its text is in other files.
    """
    checked_size(data, source)
    text = _COMMENT.sub("", decode(data, source).replace("\r\n", "\n").replace("\r", "\n"))
    preamble, _, rest = text.partition(r"\begin{document}")
    body = rest.partition(r"\end{document}")[0]
    if _INPUT.search(body):
        raise UnreadableFileError(
            f"{source}: keeps its text in other files. Put them into one (latexpand {source} > whole.tex),"
            " or use the PDF."
        )
    made = _Paper(preamble + body, body).document(source)
    if not any(section.kind == "body" for section in made.sections):
        raise UnreadableFileError(f"{source}: is LaTeX without text. Use the PDF of the paper.")
    yield made


class _Paper:
    """The state of one pass over a paper."""

    def __init__(self, whole: str, body: str) -> None:
        self.whole, self.body = whole, body
        self.composer, self.outline = Composer(), Outline()
        self.unclosed = 0  # headings

    def document(self, source: str) -> Document:
        """The finished document."""
        reference = Reference(
            title=_plain(_argument(self.whole, "title")),
            author=_authors(self.whole),
            DOI=record.doi_of(_argument(self.whole, "doi")),
            keyword=record.keywords([_plain(_argument(self.whole, "keywords"))], ";,"),
        )
        self.composer.front(reference)
        for name in ("title", "author", "date", "keywords", "doi"):
            start, end = _place(self.body, name)
            self.body = self.body[:start] + self.body[end:]
        at = 0
        while at < len(self.body):
            at = self._take(at)
        return self.composer.document(source, FORMAT, reference)

    def _take(self, at: int) -> int:
        """Take the next heading or environment with the text before it; where it ends."""
        found = _NEXT.search(self.body, at)
        if found is None or self.unclosed > _MOST_UNCLOSED:
            self._text(self.body[at:])
            return len(self.body)
        self._text(self.body[at : found.start()])
        if found[1]:
            end = _group_end(self.body, found.end())
            title = _plain(self.body[found.end() + 1 : end - 1])
            if title:
                self.outline.enter(_LEVELS[found[1]], title)
                self.composer.heading(title)
            self.unclosed += end == found.end()
            return end
        stop = re.compile(rf"\\end\{{{found[2]}\*?\}}").search(self.body, found.end())
        inside = self.body[found.end() : stop.start() if stop else len(self.body)]
        self._environment(found[2], inside)
        return stop.end() if stop else len(self.body)

    def _text(self, text: str) -> None:
        for paragraph in re.split(r"\n[ \t]*\n|\\par\b|\\item\b", text):
            self.composer.paragraph(_plain(paragraph), "body", self.outline.name)

    def _environment(self, name: str, inside: str) -> None:
        if name == "abstract":
            self.outline.enter(1, "Abstract")
            self.composer.heading("Abstract")
            self._text(inside)
        elif name == "thebibliography":
            for item in _ITEM.split(inside)[1:]:
                printed = _plain(item)
                if printed:
                    self.composer.cited("", read_entry(printed), printed)
        elif name in {"figure", "table"}:
            for caption in _CAPTION.finditer(inside):
                text = inside[caption.end() + 1 : _group_end(inside, caption.end()) - 1]
                self.composer.paragraph(_plain(text), "caption", self.outline.name)


def _group_end(text: str, start: int) -> int:
    """Where the group in braces that begins here ends; where it begins, if it has no end."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, start + _LONGEST_GROUP):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0 and found[0] == "}":
            return found.end()
    return start


def _place(text: str, command: str) -> tuple[int, int]:
    """Where a command with its argument stands; nowhere, at the head, where there is none."""
    found = re.compile(rf"\\{command}\s*(?:\[[^\]]{{0,300}}\])?\s*(?=\{{)").search(text)
    end = _group_end(text, found.end()) if found else 0
    return (found.start(), end) if found and end > found.end() else (0, 0)


def _argument(text: str, command: str) -> str:
    start, end = _place(text, command)
    return text[text.index("{", start) + 1 : end - 1] if end else ""


def _authors(text: str) -> tuple[Name, ...]:
    """One command for each author, or one for all of them."""
    found: list[str] = []
    while (place := _place(text, "author"))[1]:
        held = _without_notes(_argument(text, "author"))
        lines = [
            _BREAK.split(one)[0] for one in re.split(r"\\and\b|\\AND\b", held)
        ]  # below a name stands where it works
        found += [_plain(one) for line in lines for one in _AUTHORS.split(re.sub(r"\$[^$]{0,40}\$", "", line))]
        text = text[place[1] :]
    return record.names(found)


def _without_notes(text: str) -> str:
    """The text without footnotes and thanks."""
    parts, at = [], 0
    for note in _NOTE.finditer(text):
        if note.start() >= at:
            parts.append(text[at : note.start()])
            at = _group_end(text, note.end())
            if at == note.end():  # without an end
                break
    return "".join(parts) + text[at:]


def _plain(text: str) -> str:
    """LaTeX as text, without citations, notes and layout."""
    bare = _LAYOUT.sub(" ", _BREAK.sub(" ", _CITES.sub("", _without_notes(text))))
    return record.line(decoded(bare)) if bare.strip() else ""
