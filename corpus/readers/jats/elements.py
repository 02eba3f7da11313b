"""Small ways through a JATS tree, whatever namespace its elements are in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html.entities import html5
from typing import Any

Element = Any  # lxml.etree._Element

# C1 controls are characters of Windows-1252 that some program took for Latin-1; what cannot be seen breaks words.
_WINDOWS = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
_UNSEEN = dict.fromkeys((*range(9), 0x7F, 0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF), "")
_UNWANTED = _WINDOWS | _UNSEEN


def local(element: Element) -> str:
    """Name of an element without its namespace; empty for an entity or comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> list[Element]:
    """Children of these names."""
    return list(element.iterchildren(*_tags(names))) if element is not None else []


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        element = next(element.iterchildren(f"{{*}}{name}"), None) if element is not None else None
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """Every element of these names below, in document order."""
    if element is not None:
        yield from element.iterdescendants(*_tags(names))


@cache
def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{{*}}{name}" for name in names)


def clean(text: str) -> str:
    """Text without control characters and others that cannot be seen."""
    return text.translate(_UNWANTED) if not text.isascii() or "\x7f" in text else text


def entity(element: Element) -> str:
    """The character of an entity that was left unexpanded, as of "&alpha;"; empty where the name is not a character's.

    What a file itself declares under the name is never looked at.
    """
    return html5.get(f"{element.name};", "") if not isinstance(element.tag, str) and hasattr(element, "name") else ""


def plain(element: Element | None, without: tuple[str, ...] = ()) -> str:
    """Text below an element, white space tidied, some elements left out."""
    return " ".join(clean("".join(_pieces(element, without))).split()) if element is not None else ""


def _pieces(root: Element, without: tuple[str, ...]) -> Iterator[str]:
    """Text in document order, without recursion: trees of strangers may be deep."""
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, after = stack.pop()
        if after:
            yield element.tail or ""
            continue
        if element is not root:
            stack.append((element, True))
        if isinstance(element.tag, str) and local(element) not in without:
            yield element.text or ""
            stack += [(one, False) for one in reversed(element)]
        else:
            yield entity(element)
