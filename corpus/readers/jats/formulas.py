"""Formulas as a line of text: "x² ≤ (a+b)/2"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.readers.jats.elements import Element, entity, local

_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_NUMBER = re.compile(r"\s*[-−–+]?\d+\s*")
_SIMPLE = re.compile(r"[\w.,'′]*|\(.*\)")
_CHARGE = re.compile(r"\d*[+−–-]")
_RELATIONS = frozenset("=≠<>≤≥≈≃≅∼~±×→←↔⇌∈∉⊂⊆≡∝≪≫")
_UNSEEN = dict.fromkeys((0x2061, 0x2062, 0x2063, 0x2064), "")  # "times", "function of" and the like, never printed
_SKIPPED = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark"})


def raised(text: str) -> str | None:
    """A raised number as characters that are raised: 10⁶ is not 106. None for anything else."""
    return text.translate(_RAISED) if _NUMBER.fullmatch(text) else None


def tex(element: Element) -> str:
    """The TeX of a ``tex-math`` without the frame of a document around it."""
    written = " ".join("".join(map(str, element.itertext())).split())
    body = written.partition(r"\begin{document}")[2].partition(r"\end{document}")[0]
    return (body or written).replace("$$", " ").strip(" $")


def math(element: Element) -> str:
    """A MathML element on one line; fractions and roots get the brackets that they need."""
    name = local(element)
    if not name:
        return entity(element)
    if name in _SKIPPED:
        return ""
    write = _WRITERS.get(name)
    if write is not None:
        return write(element, [math(one) for one in element if local(one) not in _SKIPPED])
    if name == "mspace":
        return " "
    written = (element.text or "").translate(_UNSEEN)
    text = " ".join(written.split())
    if name == "mo" and text in _RELATIONS:
        return f" {text} "
    if name == "mtext":  # "if", with the spaces around it
        text = " " * written.startswith((" ", "\xa0")) + text + " " * written.endswith((" ", "\xa0"))
    parts = [math(one) + " ".join((one.tail or "").split()) for one in element]
    return "".join([text, *parts])


def _within(text: str) -> str:
    """Text in brackets, unless it is one word."""
    text = text.strip()
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _power(base: str, above: str) -> str:
    above = above.strip()
    if _CHARGE.fullmatch(above) or not above[:1].isalnum():  # Ca2+, x*, R′
        return base + (raised(above) or above)
    return base + (raised(above) or f"^{_within(above)}")


def _at(parts: Sequence[str], place: int) -> str:
    return parts[place] if place < len(parts) else ""


def _fraction(_: Element, parts: list[str]) -> str:
    return f"{_within(_at(parts, 0))}/{_within(_at(parts, 1))}"


def _root(_: Element, parts: list[str]) -> str:
    return f"√{_within(''.join(parts))}"


def _nth_root(_: Element, parts: list[str]) -> str:
    return (raised(_at(parts, 1)) or _at(parts, 1)) + f"√{_within(_at(parts, 0))}"


def _super(_: Element, parts: list[str]) -> str:
    return _power(_at(parts, 0), _at(parts, 1))


def _both(_: Element, parts: list[str]) -> str:
    return _power(_at(parts, 0) + _at(parts, 1), _at(parts, 2))


def _limits(_: Element, parts: list[str]) -> str:
    """A sum with what is below and above it, or a letter with an accent."""
    signs = [part.strip() for part in parts[1:]]
    return "".join([_at(parts, 0), *(f"[{sign}]" if len(sign) > 2 else sign for sign in signs)])


def _fenced(element: Element, parts: list[str]) -> str:
    separator = (element.get("separators", ",").strip() or " ")[0]
    return str(element.get("open", "(")) + separator.join(parts) + str(element.get("close", ")"))


def _scripts(element: Element, parts: list[str]) -> str:
    """Scripts before and behind their base, as of an isotope."""
    names = [local(one) for one in element if local(one) not in _SKIPPED]
    cut = names.index("mprescripts") if "mprescripts" in names else len(parts)
    return "".join(parts[cut + 1 :]) + _at(parts, 0) + "".join(parts[1:cut])


def _rows(_: Element, parts: list[str]) -> str:
    return f"[{'; '.join(part.strip() for part in parts)}]"


def _cells(_: Element, parts: list[str]) -> str:
    return ", ".join(part.strip() for part in parts)


def _first(_: Element, parts: list[str]) -> str:
    return _at(parts, 0)


_WRITERS = {
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _nth_root,
    "msup": _super,
    "msubsup": _both,
    "munder": _limits,
    "mover": _limits,
    "munderover": _limits,
    "mfenced": _fenced,
    "mmultiscripts": _scripts,
    "mtable": _rows,
    "mtr": _cells,
    "semantics": _first,
}
