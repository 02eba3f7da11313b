"""What fits and ablations share: the questions of gold sets, ranked, and which passages and sentences answer them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.library import Library
from index.models.model import TransformerModel
from index.rankers import open_ranker
from index.settings import Settings
from index.writing.progress import Lines
from qa.answering.engine import Engine
from qa.answering.question import Question
from qa.answering.rank import Ranked
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.places import Names, Span, Target, library_names, locate
from qa.evaluation.set_library import library_of
from qa.evaluation.sets import read
from qa.library.libraries import default_folder

_SEED = 1


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
    """A question with its ranking.

    Attributes:
        question: Of the set.
        target: Where its answers are in the library.
        understood: The question as the engine understood it; None where it is about a paper itself.
        ranked: Passages, best first; empty for a question about a paper itself.
    """

    question: GoldQuestion
    target: Target
    understood: Question | None
    ranked: list[Ranked]

    def answers(self, one: Ranked) -> bool:
        """Whether a passage holds at least half of an answer, or is of a relevant document."""
        candidate = one.candidate
        if self.target.documents:
            return candidate.document_id in self.target.documents
        return any(
            2 * _common(span, one, candidate.start, self._end(one)) >= span.end - span.start for span in self._spans
        )

    def sentence_answers(self, one: Ranked) -> list[bool]:
        """For each sentence of a passage, whether it meets an answer in more than a fifth of the shorter of the two."""
        return [
            any(
                5 * _common(span, one, place.sentence.start, place.sentence.end)
                > min(span.end - span.start, place.sentence.end - place.sentence.start)
                for span in self._spans
            )
            for place in one.candidate.sentences
        ]

    @property
    def _spans(self) -> Iterator[Span]:
        return (span for spans in self.target.answers for span in spans)

    @staticmethod
    def _end(one: Ranked) -> int:
        return one.candidate.start + len(one.candidate.text)


def _common(span: Span, one: Ranked, start: int, end: int) -> int:
    return min(span.end, end) - max(span.start, start) if span.document == one.candidate.document_id else 0


def rankings(asked: Asked, most: int, *, with_ranker: bool) -> Iterator[Found]:
    """Every question of a set, ranked; at most so many answerable and so many unanswerable ones, drawn with a seed."""
    gold = read(asked.gold, asked.split)
    if asked.unanswerable:
        gold = gold.with_unanswerable(read(asked.unanswerable))
    settings = Settings() if with_ranker else Settings(ranker="none")
    with ExitStack() as stack:
        library: Library
        names: Names
        if gold.documents:
            made = library_of(gold, asked.library, TransformerModel(settings), Lines(print))
            library, names = stack.enter_context(made)
        else:
            library = Library.open(asked.library or default_folder(), settings)
            names = library_names(library)
        engine = stack.enter_context(Engine(library, open_ranker(library, settings) if with_ranker else None))
        targets = locate(gold.questions, library, names).targets
        kinds = [
            [one for one in gold.questions if one.id in targets and one.is_answerable == kind] for kind in (True, False)
        ]
        for kind in kinds:
            for one in random.Random(_SEED).sample(kind, min(most, len(kind))):
                yield Found(one, targets[one.id], *engine.understood(one.question))
