"""What fits and ablations share: the questions of gold sets, ranked, and which passages and sentences answer them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from index.library import Library
from index.models.model import TransformerModel
from index.rankers import open_ranker
from index.settings import Settings
from index.store.selection import Selection
from index.writing.progress import Lines
from qa.answering.confidence import agreement
from qa.answering.engine import Engine
from qa.answering.question import Question
from qa.answering.rank import Ranked
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.judged import passage_answers, sentences_answer
from qa.evaluation.places import Names, Target, library_names, locate
from qa.evaluation.set_library import library_of
from qa.evaluation.sets import read
from qa.library.libraries import default_folder

_SEED = 1
_FEWEST = 10  # papers that are left where those that answer are taken away; else their number gives it away


class Asked(NamedTuple):
    """A set of questions to one library.

    Attributes:
        gold: The set.
        library: Folder of the library; None for the user's own.
        split: Which part of the set; None for all.
        unanswerable: A set of questions that nothing in the library answers; None for none.
    """

    gold: Path
    library: Path | None
    split: str | None
    unanswerable: Path | None

    @classmethod
    def of(cls, named: list[str]) -> Asked:
        """From ``--set GOLD LIBRARY SPLIT UNANSWERABLE``, each "-" where there is none."""
        gold, library, split, other = (None if one == "-" else one for one in named)
        if gold is None:
            raise SystemExit("--set needs a gold set.")
        return cls(Path(gold), Path(library) if library else None, split, Path(other) if other else None)


@dataclass(frozen=True, slots=True)
class Found:
    """A question with its ranking, as fits need it: without the passages' text and vectors.

    Attributes:
        text: As asked.
        answerable: Whether what was asked holds an answer.
        understood: As the engine understood it.
        ranked: Passages, best first.
        agreed: ``agreement`` of all passages.
        answering: Which passages answer: they hold at least half of an answer, or are of a relevant document.
        sentences: Which sentences of each meet an answer in more than a fifth of the shorter of the two.
    """

    text: str
    answerable: bool
    understood: Question
    ranked: list[Ranked]
    agreed: float
    answering: list[bool]
    sentences: list[list[bool]]

    @classmethod
    def of(cls, row: GoldQuestion, target: Target, understood: Question, ranked: Sequence[Ranked]) -> Found:
        """From a ranking of the question."""
        return cls(
            row.question, row.is_answerable, understood, [_light(one) for one in ranked], agreement(ranked),
            [passage_answers(target, one) for one in ranked], [sentences_answer(target, one) for one in ranked],
        )  # fmt: skip


def _light(one: Ranked) -> Ranked:
    return replace(one, candidate=replace(one.candidate, sentences=(), text="", title=""))


def rankings(asked: Asked, most: int) -> Iterator[Found]:
    """Questions of a set, ranked, at most so many answerable and so many unanswerable ones, drawn with a seed.

    Each answerable one is asked a second time with the papers that answer it taken away, where enough others are left.
    Questions about a paper's own particulars are left out.
    """
    gold = read(asked.gold, asked.split)
    if asked.unanswerable:
        gold = gold.with_unanswerable(read(asked.unanswerable))
    settings = Settings()
    with ExitStack() as stack:
        library: Library
        names: Names
        if gold.documents:
            made = library_of(gold, asked.library, TransformerModel(settings), Lines(print))
            library, names = stack.enter_context(made)
        else:
            library = Library.open(asked.library or default_folder(), settings)
            names = library_names(library)
        engine = stack.enter_context(Engine(library, open_ranker(library, settings)))
        targets = locate(gold.questions, library, names).targets
        every = list(library.catalog.document_ids())
        for row in _drawn([one for one in gold.questions if one.id in targets], most):
            target = targets[row.id]
            selections: list[Selection | None] = [None]
            others = tuple(name for name in every if name not in target.relevant)
            if row.is_answerable and _FEWEST <= len(others) < len(every):
                selections.append(Selection(others))
            for selection in selections:
                understood, ranked = engine.understood(row.question, selection)
                if understood and ranked:
                    asked_of = replace(row, answers=(), relevant={}) if selection else row
                    yield Found.of(asked_of, target, understood, ranked)


def _drawn(questions: Sequence[GoldQuestion], most: int) -> Iterator[GoldQuestion]:
    for answerable in (True, False):
        kind = [one for one in questions if one.is_answerable == answerable]
        yield from random.Random(_SEED).sample(kind, min(most, len(kind)))
