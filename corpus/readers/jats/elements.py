"""Small ways through a JATS tree, whatever namespace its elements are in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Element = Any  # lxml.etree._Element


def local(element: Element) -> str:
    """Name of an element without its namespace; empty for an entity or comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> list[Element]:
    """Children of these names."""
    return [child for child in element if local(child) in names] if element is not None else []


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        found = children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """Every element of these names below, in document order."""
    if element is not None:
        yield from (one for one in element.iter() if one is not element and local(one) in names)


def plain(element: Element | None, without: tuple[str, ...] = ()) -> str:
    """Text below an element, white space tidied, some elements left out."""
    return " ".join("".join(_pieces(element, without)).split()) if element is not None else ""


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
