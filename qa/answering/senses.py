"""What the abbreviations of a question are taken for, and how one that means two things is settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Library
from index.models.encoder import Vectors
from index.text.abbreviations import (
    FAIR_SHARE,
    MOST_READINGS,
    Sense,
    one_sense,
    spans,
    stems_of,
)
from index.text.definitions import find_definitions, keys_of

# Two long forms mean the same from this cosine on: "mesenchymal stem cells" and "mesenchymal stromal cells" have 0.76,
# "chronic heart failure" and "congestive heart failure" 0.73, "cancer stem cells" and "cardiac stem cells" 0.62.
_SAME_MEANING = 0.7
_SEVERAL = 2  # documents; fewer mean a second sense only where few define the first
_COMPARED = 8  # senses of one abbreviation, the most frequent ones
_BRACKETS = re.compile(r"\s*\(([^()]{2,40})\)")


@dataclass(frozen=True, slots=True)
class ShortForm:
    """An abbreviation of a question, as the library reads it.

    Attributes:
        short: As typed, "iMSCs".
        taken_for: The long form that it is searched as: the one that most documents mean, in lower case.
        senses: Every long form of the library, spellings counted as one, with its documents; most documents first.
        meanings: Those of them that really differ and that enough documents mean, what it is taken for first.
    """

    short: str
    taken_for: str
    senses: tuple[Sense, ...]
    meanings: tuple[Sense, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether the library uses it for things that differ, so that the user should say which one is meant."""
        return len(self.meanings) > 1


def readings(question: str, library: Library) -> tuple[ShortForm, ...]:
    """The abbreviations of a question that the library defines, each once, in the question's order.

    Everyday words ("age") are left out, and so are those whose long form is in the question.
    """
    found: dict[tuple[Sense, ...], ShortForm] = {}
    at = 0
    for start, end in spans(question):
        short = question[start:end]
        if start < at or not _abbreviates(short, library):
            continue
        at = end
        senses = library.abbreviations.senses(short)
        if senses not in found and not any(_has(question, one.long) for one in senses):
            found[senses] = ShortForm(short, senses[0].long, senses, _meanings(senses, library))
    return tuple(found.values())


def chosen(question: str, short: str, long: str) -> str:
    """The question with an abbreviation read in one sense.

    Args:
        question: As typed, or as an earlier choice has left it.
        short: The abbreviation as typed (``ShortForm.short``).
        long: The sense chosen (``Sense.long``).

    Returns:
        The long form in the place of the abbreviation, with the abbreviation after the first: "What do stem cells
        (SCs) do?". Retrieval then leaves the other senses out.
    """
    keys = frozenset(keys_of(short))
    question = _without_long_forms(question, keys)
    parts: list[str] = []
    at = 0
    for start, end in spans(question):
        if start < at or keys.isdisjoint(keys_of(question[start:end])):
            continue
        written = f"{long} ({question[start:end]})" if at == 0 else long
        parts += [question[at:start], _begins(written) if _opens(question, start) else written]
        at = end
    return "".join(parts) + question[at:]


def _abbreviates(short: str, library: Library) -> bool:
    """Whether search writes it out: a whole short form that is more than an everyday word."""
    return bool(library.abbreviations.long_forms(short)) and library.abbreviations.expand(short) != short


def _has(question: str, long: str) -> bool:
    """Whether the question spells a long form, in any number and hyphenation."""
    own, wanted = stems_of(question), stems_of(long)
    return any(
        one_sense(own[first : first + size]) == one_sense(wanted)
        for size in range(max(1, len(wanted) - 1), len(wanted) + 3)  # "corona virus", "the corona viruses"
        for first in range(len(own) - size + 1)
    )


def _meanings(senses: tuple[Sense, ...], library: Library) -> tuple[Sense, ...]:
    """Senses that really differ, each the most frequent of those that mean the same, and enough documents mean."""
    if len(senses) == 1:
        return senses
    groups: list[list[_Meant]] = []
    for one in _meant(senses[:_COMPARED], library):
        home = next((group for group in groups if any(_same(one, other) for other in group)), None)
        if home is None:
            groups.append([one])
        else:
            home.append(one)
    counts = [sum(one.sense.documents for one in group) for group in groups]
    every = sum(one.documents for one in senses)
    enough = [
        group[0].sense
        for group, count in zip(groups, counts, strict=True)
        if group is groups[0] or (count >= FAIR_SHARE * every and (count >= _SEVERAL or count >= counts[0] / 2))
    ]
    return tuple(enough[:MOST_READINGS])


@dataclass(frozen=True, slots=True)
class _Meant:
    """A sense with its long form analysed: its words' stems, own abbreviations written out, and its vector."""

    sense: Sense
    stems: frozenset[str]
    vector: Vectors


def _meant(senses: Sequence[Sense], library: Library) -> list[_Meant]:
    longs = [library.abbreviations.expand(one.long) for one in senses]
    encoded = library.encoder.encode_queries(longs)
    return [
        _Meant(one, frozenset(stems_of(long)), encoding.vector)
        for one, long, encoding in zip(senses, longs, encoded, strict=True)
    ]


def _same(one: _Meant, other: _Meant) -> bool:
    """Whether two long forms mean the same: one is in the other ("knockout mice"), or they mean nearly the same."""
    nested = one.stems <= other.stems or other.stems <= one.stems
    return nested or float(one.vector @ other.vector) >= _SAME_MEANING


def _without_long_forms(question: str, keys: frozenset[str]) -> str:
    """The question with "long form (SHORT)", as an earlier choice wrote it, back to SHORT."""
    for inside in reversed(list(_BRACKETS.finditer(question))):
        if keys.isdisjoint(keys_of(inside[1])):
            continue
        before = question[: inside.end()]
        for pair in find_definitions(before)[-1:]:
            if before[: inside.start()].endswith(pair.long):
                question = f"{before[: inside.start() - len(pair.long)]}{inside[1]}{question[inside.end() :]}"
    return question


def _opens(question: str, start: int) -> bool:
    return not question[:start].strip(" \"'“‘(¿")


def _begins(written: str) -> str:
    return written[:1].upper() + written[1:]
