"""LaTeX in the fields of BibTeX, as plain text: accents become letters, mark-up and braces go."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

# What pylatexenc must see; it reads slowly, and of plain text it gets nothing
_SPECIAL = re.compile(r"[\\{}$]")
_SIGNS = (("``", "“"), ("''", "”"), ("---", "—"), ("--", "–"))
_TIE = re.compile(r"(?<!\\)~")
# Signs that LaTeX escapes are set aside while it is read: a bare per cent sign would begin a comment
_ASIDE = {sign: chr(0xE100 + at) for at, sign in enumerate("%&#_$~")}
_BACK = {ord(aside): sign for sign, aside in _ASIDE.items()}
_ESCAPED = re.compile(r"\\([%&#_$])")
_MATH = re.compile(r"(?<!\\)\$([^$\n]{1,300})(?<!\\)\$")
_IS_MATH = re.compile(r"[\\^_{}<>=+]|^\W*\w{1,3}\W*$")
_RAISED = re.compile(r"(?<!\\)[_^](?=[{\w\\*+-])")
_STYLE = re.compile(
    r"\\(?:text(?:it|bf|sc|rm|sf|tt|sl|up|md|normal|subscript|superscript)?|emph|mbox|math(?:rm|it|bf|sf|tt|cal)|url)"
    r"(?=\s*\{)"
)
_LEFT_OUT = re.compile(r"\\(?:href|cite[a-z]*)\s*\{[^{}]*\}")
_TEXT_SYMBOL = re.compile(r"\\text([A-Za-z]{2,20})(?![A-Za-z])")
_SYMBOLS = {
    "less": "<", "greater": ">", "bar": "|", "underscore": "_", "quotedbl": '"', "guillemotleft": "«", "minus": "−",
    "guillemotright": "»", "micro": "µ", "asciitilde": _ASIDE["~"], "asciicircum": "^",
}  # fmt: skip
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}]|\s+", re.DOTALL)
_LEFT_OVER = re.compile(r"\\[A-Za-z]+\*?\s*|[\\{}]")
_LONGEST = 20_000  # characters that belong together; longer is broken


def decoded(text: str) -> str:
    """LaTeX as text. What cannot be read loses its commands and braces and keeps its words."""
    text = _TIE.sub(" ", text)
    if _SPECIAL.search(text):
        text = _MATH.sub(_plain_math, _ESCAPED.sub(lambda escaped: _ASIDE[escaped[1]], text))
        for sign in "$%":
            text = text.replace(sign, _ASIDE[sign])
        text = _TEXT_SYMBOL.sub(_symbol, _STYLE.sub("", _LEFT_OUT.sub("", text)))
        text = "".join(_piece(piece) if _SPECIAL.search(piece) else piece for piece in _pieces(text))
        text = text.translate(_BACK)
    for sign, character in _SIGNS:
        text = text.replace(sign, character)
    return text


def _plain_math(math: re.Match[str]) -> str:
    """A formula without what raises or lowers; what is between two sums of money is none."""
    return f"\\ensuremath{{{_RAISED.sub('', math[1])}}}" if _IS_MATH.search(math[1]) else math[0]


def _symbol(macro: re.Match[str]) -> str:
    r"""The character of a macro such as ``\textbeta`` that pylatexenc knows only without "text"."""
    if macro[1] in _SYMBOLS:
        return _SYMBOLS[macro[1]]
    return macro[0] if _decoder().latex_context.get_macro_spec(f"text{macro[1]}") is not None else f"\\{macro[1]}"


def _pieces(text: str) -> Iterator[str]:
    """The text cut between words where no brace is open, so that plain text is apart from LaTeX."""
    at = 0
    while found := _SPECIAL.search(text, at):
        start = max(at, *(text.rfind(space, at, found.start()) + 1 for space in " \n\t"))
        end = _end(text, found.start())
        yield from (text[at:start], text[start:end])
        at = end
    yield text[at:]


def _end(text: str, at: int) -> int:
    """Where the words that hold LaTeX from here on end."""
    depth = 0
    for found in _TOKEN.finditer(text, at):
        depth = max(0, depth + (found[0] == "{") - (found[0] == "}"))
        if not depth and found[0].isspace():
            return found.start()
    return len(text)


@lru_cache(maxsize=4096)
def _piece(text: str) -> str:
    if len(text) <= _LONGEST:
        try:
            return str(_decoder().latex_to_text(text))
        except Exception:  # noqa: S110 - pylatexenc raises what its parts happen to raise
            pass
    return _LEFT_OVER.sub("", text)


@cache
def _decoder() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it reports each command that it cannot read
    return LatexNodes2Text(math_mode="text")
