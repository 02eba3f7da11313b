"""Building a document whose text is the file's own: sections, statements and works cited are laid over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.document import SEARCHED, Citation, CitedWork, Document, Section, SectionKind, Statement
from corpus.errors import UnreadableFileError, UnsupportedFileError
from corpus.readers.printed.hyphens import soft_hyphens, unbroken
from corpus.readers.printed.marks import by_label, marks
from corpus.readers.printed.works_cited import read_entry, split_label
from corpus.reference import Reference

LONGEST = 20_000_000  # bytes of a text; a library's worth of papers in one file is not a paper
MOST_LINES = 400_000
_MOST_CITED = 20_000
_BETWEEN = re.compile(r"[\s>*+•‣–-]*")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
# What may not be shown: each becomes one space, so that offsets stay; a lone carriage return ends a line
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONE_RETURN = re.compile(r"\r(?!\n)")


class Verbatim:
    """Collects what is said about stretches of a text; they must come in reading order."""

    def __init__(self, text: str, wrapped: bool) -> None:
        self.text = text
        self.wrapped = wrapped
        self.reference = Reference()
        self._soft = soft_hyphens(text, wrapped)
        self._sections: list[Section] = []
        self._statements: list[Statement] = []
        self._bibliography: list[CitedWork] = []

    def add(self, kind: SectionKind, name: str | None, start: int, end: int) -> None:
        """A stretch of a section; joined to the one before where they are of one section."""
        last = self._sections[-1] if self._sections else None
        if last and (last.kind, last.name) == (kind, name) and self._join(last.end, start):
            self._sections[-1] = Section(name, kind, last.start, end)
        else:
            self._sections.append(Section(name, kind, start, end))

    def _join(self, end: int, start: int) -> bool:
        """Whether there are only bullets between them; where only a blank line ends a paragraph, there must be one."""
        nothing = _BETWEEN.fullmatch(self.text, end, start)
        return bool(nothing and (not self.wrapped or _BLANK_LINE.search(self.text, end, start)))

    def state(self, start: int, end: int, **fields: Any) -> None:
        """A stretch that states fields of the reference."""
        self.reference = replace(self.reference, **fields)
        names = tuple(name.replace("_", "-") for name in fields)
        self._statements.append(Statement(names, start, end))
        self.add("reference", None, start, end)

    def cited(self, start: int, end: int) -> None:
        """An entry of the list of works cited."""
        if len(self._bibliography) < _MOST_CITED:
            label, entry = split_label(unbroken(self.text, self._soft, start, end))
            self._bibliography.append(CitedWork(label, read_entry(entry), start, end))
        self.add("bibliography", None, start, end)

    def document(self, source: str, format: str, reference: Reference) -> Document:  # noqa: A002 - the field's name
        """The finished document."""
        return Document(
            source=source,
            text=self.text,
            reference=reference,
            sections=tuple(self._sections),
            statements=tuple(self._statements),
            format=format,
            wrapped=self.wrapped,
            soft_hyphens=self._soft,
            bibliography=tuple(self._bibliography),
            citations=tuple(self._citations()),
        )

    def _citations(self) -> Iterator[Citation]:
        labels = by_label([work.label for work in self._bibliography])
        for section in self._sections if labels else ():
            if section.kind in SEARCHED:
                for mark in marks(self.text[section.start : section.end], labels, section.start):
                    yield Citation(*mark)


def checked_size(data: bytes, source: str) -> None:
    """Refuses a text that is too long, before anything else is done with it.

    Raises:
        UnreadableFileError: It is.
    """
    if len(data) > LONGEST:
        raise UnreadableFileError(
            f"{source}: is longer than {LONGEST // 1_000_000} MB of text, as no paper is. Split it into its papers."
        )
    if data.count(b"\n") > MOST_LINES:
        raise UnreadableFileError(f"{source}: has more than {MOST_LINES:,} lines, as no paper does. Split it.")


def printable(text: str) -> str:
    """As long as it was, with a space for a control character and a line feed for a lone carriage return."""
    return _LONE_RETURN.sub("\n", _CONTROLS.sub(" ", text))


def checked_prose(text: str, source: str) -> None:
    """Refuses text that is plainly not a paper.

    Raises:
        UnsupportedFileError: It is a table, data or a program.
    """
    reason = _no_prose(text)
    if reason:
        raise UnsupportedFileError(f"{source}: {reason}")


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of each line that is not blank, without the white space around it."""
    for found in re.finditer(r"[^\s\ufeff](?:[^\r\n]*[^\s\ufeff])?", text):
        yield found.span()


_CODE = re.compile(
    r"[;{}]$|^(?:import|from \S+ import|def|class|return|function|const|let|var|if \(|for \(|#include|public|private"
    r"|package|using|elif|except|fn|end$)\b|^\S+\(.*\):?$|^[\w.$]+ *(?:=|<-|\+=) *\S"
)
_LONG_TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{60,}")
_SAMPLE = 200_000  # characters
_DATA_LINES = 200
_LONGEST_CELL = 60  # characters on average; longer ones are sentences


def _no_prose(text: str) -> str:
    head = text[:_SAMPLE].lstrip("\ufeff \t\r\n")
    if head.startswith("<?xml") or re.match(r"<[\w:-]+[^<>]*>\s*<", head):
        return "is XML, but not a paper's. Get the paper as PDF, JATS XML or a web page."
    if re.match(r'[\[{]\s*["\[{]', head):
        return "is data (JSON), not a paper."
    if re.match(r"MIME-Version:|(?:[\w-]+: .*\n)+?MIME-Version:", head, re.IGNORECASE):
        return "is a mail or a web archive, not a paper. Save the page as HTML or PDF."
    if sum(map(len, _LONG_TOKEN.findall(head))) > len(head) // 2:
        return "holds data, not sentences."
    found = [line.rstrip() for line in head.splitlines() if line.strip()][:_DATA_LINES]
    if _is_table(found):
        return "is a table of data, not a paper."
    if len(found) >= 5 and sum(bool(_CODE.search(line.strip())) for line in found) > 0.5 * len(found):
        return "is a program, not a paper."
    return ""


def _is_table(rows: list[str]) -> bool:
    """Rows that all have the same number of separators, and hardly a sentence."""
    for separator, least in (("\t", 1), (",", 2), (";", 2), ("|", 2)):
        counts = [re.sub(r'"[^"]*"', "", row).count(separator) for row in rows]
        common = max(set(counts), key=counts.count) if counts else 0
        short = sum(map(len, rows)) <= _LONGEST_CELL * len(rows) * (common + 1)
        if len(rows) >= 3 and common >= least and short and counts.count(common) >= 0.9 * len(rows):
            return True
    return False
