"""A conversation as Markdown, and the quotes read back from it.

A quote is a block quotation; its mark is code in the line below it. Characters that mean something in Markdown have a
backslash before them, and characters that editors change are references ("&#x9;"): both are undone when the quote is
read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.conversations.turns import Conversation
from qa.export.contents import Asked, Listed, Quoted, contents
from qa.export.marks import UNSAFE, Mark, MarkedQuote, Quotes

# Mark-up within a line, the beginning of a list, a heading or a rule, and what GitHub would make a link of
_SIGN = re.compile(r"[\\`*_{}\[\]<>&|~$^@]|\A[-+=#]|(?<=:)/(?=/)|(?<=[wW]{3})\.")
_NUMBERED = re.compile(r"\A(\d{1,9})([.)])")
_EDGE = re.compile(r"\t|\A\s|\s\Z")
_WRITTEN = re.compile(r"\\([!-/:-@\[-`{-~])|&#x([0-9a-f]{1,5}|10[0-9a-f]{4});", re.IGNORECASE)
_QUOTE_LINE = re.compile(r"[ \t]*>(.*)")
_MARK = re.compile(r"(?<!\\)`(reviewqa:[^\s`]+)`")


def markdown(conversation: Conversation) -> str:
    """The conversation as CommonMark."""
    held = contents(conversation)
    lines = [f"# {_escaped(held.title)}", "", _escaped(held.about), ""]
    for asked in held.asked:
        lines += _asked(asked)
    if held.references:
        lines += ["## References", "", *(_listed(at, one) for at, one in enumerate(held.references, 1)), ""]
    return "\n".join(lines)


def quotes_in_markdown(text: str) -> Quotes:
    """The quotes of a file that ``markdown`` wrote, whatever text was added around them since."""
    found: list[MarkedQuote] = []
    block: list[str] = []
    last: str | None = None  # quotation that no mark has claimed yet
    unmarked = 0
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        quoted = _QUOTE_LINE.fullmatch(line)
        if quoted:
            block.append(_unescaped(quoted[1].strip(" \t")))
            continue
        if block:
            unmarked += last is not None
            last, block = "\n".join(block), []
        for written in _MARK.findall(line):
            mark = Mark.parse(written)
            if mark:
                found.append(MarkedQuote(mark, last))
                last = None
    return Quotes(tuple(found), unmarked + (last is not None))


def _asked(asked: Asked) -> Iterator[str]:
    yield from (f"## {asked.number}. {_escaped(asked.question)}", "")
    if asked.understood:
        yield from (f"Understood as: {_escaped(asked.understood)}", "")
    if asked.selection:
        yield from (f"Asked of: {_escaped(asked.selection)}", "")
    yield from (f"**{_escaped(asked.verdict)}**", "")
    for quote in asked.quotes:
        yield from _quoted(quote)


def _quoted(quote: Quoted) -> Iterator[str]:
    for line in quote.text.split("\n"):
        yield f"> {_escaped(line)}".rstrip()
    yield from ("", f"\\[{quote.number}\\] {_escaped(quote.where)} `{quote.mark}`", "")


def _listed(number: int, one: Listed) -> str:
    links = (f"[{_escaped(link.label)}]({link.address})" for link in one.links)
    return " ".join([f"{number}. {_escaped(one.text)}", *links])


def _escaped(line: str) -> str:
    """A line that Markdown shows as it is and ``_unescaped`` reverses."""
    escaped = _NUMBERED.sub(r"\1\\\2", _SIGN.sub(r"\\\g<0>", line))
    return UNSAFE.sub(_reference, _EDGE.sub(_reference, escaped))


def _reference(char: re.Match[str]) -> str:
    return f"&#x{ord(char[0]):X};"


def _unescaped(line: str) -> str:
    return _WRITTEN.sub(lambda sign: sign[1] or chr(int(sign[2], 16)), line)
