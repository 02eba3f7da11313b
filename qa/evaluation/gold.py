"""What every format of a gold set becomes: questions with the answers that a collection gives, or without any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import Document
from corpus.errors import GoldError
from qa.wording import counted

_SHOWN = 5  # rows or ids named in a message


@dataclass(frozen=True, slots=True)
class GoldAnswer:
    """A text that answers.

    Attributes:
        text: Verbatim.
        document: The document it is in: its name in the set where the set brings documents, else its id, file name,
            DOI or title; empty for any.
        start: Offset in the document's text, None where the set does not say.
    """

    text: str
    document: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question of a gold set.

    Attributes:
        id: Its name in reports.
        question: As asked.
        answers: Each of them would do.
        split: "tune" or "report", empty where the set has no split.
        relevant: Grade, from 1, of every document that is relevant, by its name in the set; only of sets that judge
            documents instead of naming answers.
        dialogue: Name of the dialogue that it is a turn of; empty where it stands alone.
        turn: Its number there, from 1; 0 where it stands alone.
        understood: How it should be understood there; empty where the set does not say.
        kind: What is asked for, "number", "reason"; empty where the set does not say.
        traps: Texts that look like an answer and are none: the paper's aim, the same figure of another group.
    """

    id: str
    question: str
    answers: tuple[GoldAnswer, ...] = ()
    split: str = ""
    relevant: Mapping[str, int] = field(default_factory=dict)
    dialogue: str = ""
    turn: int = 0
    understood: str = ""
    kind: str = ""
    traps: tuple[GoldAnswer, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether the set says that the collection answers it."""
        return bool(self.answers or self.relevant)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A gold set, read.

    Attributes:
        file: The file or folder.
        questions: In the order of the set, at least one.
        documents: Those that the set brings, by their names in it; empty where it is about the user's own library.
        notes: Sentences about what was left out or put right.
    """

    file: Path
    questions: tuple[GoldQuestion, ...]
    documents: Mapping[str, Document] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def with_unanswerable(self, other: GoldSet) -> GoldSet:
        """This set, with the questions of another one that is about other papers: nothing here answers them.

        Questions that this set asks too are left out.

        Raises:
            GoldError: None is left.
        """
        asked = {_plain(one.question) for one in self.questions}
        taken = {one.id for one in self.questions}
        added: list[GoldQuestion] = []
        for one in other.questions:
            if _plain(one.question) not in asked:
                asked.add(_plain(one.question))
                name = one.id
                while name in taken:
                    name = f"other-{name}"
                taken.add(name)
                added.append(GoldQuestion(name, one.question))
        if not added:
            raise GoldError(f"{other.file}: asks nothing that {self.file} does not ask. Name a set about other papers.")
        again = len(other.questions) - len(added)
        notes = [f"Of {other.file}, {counted(len(added), 'question')} asked as unanswerable here."]
        if again:
            notes.append(f"{counted(again, 'question')} of it left out, asked twice or in {self.file} too.")
        return replace(self, questions=(*self.questions, *added), notes=(*self.notes, *notes))


def _plain(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?. ")


def some(names: Iterable[str]) -> str:
    """The first names, and how many more there are: "a, b and 3 more"."""
    every = list(names)
    more = f" and {len(every) - _SHOWN:,} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more


def refuse_broken(file: Path, broken: Sequence[str]) -> None:
    """Raises GoldError where rows are broken: nothing is measured on half a set."""
    if broken:
        raise GoldError(f"{file}: broken rows, so nothing was measured: {some(broken)}.")


def refuse_twice(file: Path, names: Iterable[str]) -> None:
    """Raises GoldError where several rows have the same id."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise GoldError(f"{file}: these ids are on more than one row: {some(twice)}. Make them unique.")


def chosen(file: Path, questions: Iterable[GoldQuestion], split: str | None) -> tuple[GoldQuestion, ...]:
    """The questions of a split, or all.

    Raises:
        GoldError: There is none.
    """
    found = tuple(one for one in questions if split in {None, one.split})
    if not found:
        raise GoldError(f"{file}: has no questions" + (f" of the split {split!r}." if split else "."))
    return found
