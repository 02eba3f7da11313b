from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import Document
from index.library import Library
from index.store.selection import Selection
from qa.answer import Answer
from qa.answering.engine import Engine
from qa.suggesting.related import related
from support.libraries import build_library, page, saved

REFUSED = "What dose of exosomes was given to patients?"


def test_a_refusal_leads_to_questions_that_are_answered(engine: Engine) -> None:
    answer = engine.ask(REFUSED)
    assert not answer.answered
    found = related(engine, answer)
    assert found
    for question in found:
        reply = engine.ask(question)
        assert reply.answered
        assert reply.confidence >= engine.calibration.threshold + 0.1


def test_the_questions_are_the_same_every_time_and_never_more_than_asked_for(engine: Engine) -> None:
    answer = engine.ask(REFUSED)
    found = related(engine, answer)
    assert related(engine, answer) == found
    assert related(engine, answer, most=1) == found[:1]
    assert related(engine, answer, most=0) == ()
    assert len(set(found)) == len(found) <= 3


@pytest.mark.parametrize("question", ["how to bake sourdough bread", "best laptop battery life", "Who funded it?"])
def test_far_from_every_paper_nothing_is_offered(engine: Engine, question: str) -> None:
    assert related(engine, engine.ask(question)) == ()


def test_a_paper_is_asked_for_what_it_does_print(engine: Engine) -> None:
    answer = engine.ask("What is the DOI of the review by Aldoghachi?")
    assert answer.of_paper
    assert not answer.answered
    assert related(engine, answer) == (
        "In which journal was the paper by Aldoghachi published?",
        "When was the paper by Aldoghachi published?",
        "What is the title of the paper by Aldoghachi?",
    )


def test_a_paper_without_authors_is_named_by_its_journal(engine: Engine) -> None:
    answer = engine.ask("Who are the authors of the pre-clinical studies review in Tissue Eng Regen Med?")
    assert related(engine, answer) == (
        "When was the paper in Tissue Eng Regen Med published?",
        "What is the title of the paper in Tissue Eng Regen Med?",
    )


def test_the_end_of_a_question_is_left_out_where_only_that_is_lacking(tmp_path: Path) -> None:
    built = build_library(tmp_path / "library", [ALLOPURINOL, HONEY])
    engine = Engine(built)
    answer = Answer("Does allopurinol reduce gout attacks during pregnancy?", False, 0.1, ("pregnancy",))
    answer = replace(answer, nearest=engine.examine(answer.question, 3).ranking)
    assert related(engine, answer)[0] == "Does allopurinol reduce gout attacks?"


def test_only_what_is_selected_is_asked(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [ALLOPURINOL, HONEY])
    engine, honey = Engine(library), _id(library, "Honey")
    everywhere = related(engine, engine.ask("What are the antibacterial effects of honey on the skin of camels?"))
    assert any("honey" in question for question in everywhere)
    selection = Selection(documents=(_id(library, "Allopurinol"),))
    answer = engine.ask("What are the antibacterial effects of honey on the skin of camels?", selection=selection)
    assert not any("honey" in question for question in related(engine, answer, selection=selection))
    assert honey != selection.documents[0]


def review(title: str, text: str) -> Document:
    return saved(page(title, text), f"{title}.txt")


def _id(library: Library, word: str) -> str:
    return next(entry.id for entry in library.catalog.entries() if word in entry.reference.title)


ALLOPURINOL = review(
    "Allopurinol in practice",
    "In adults of all ages allopurinol reduces gout attacks. Allopurinol is an inhibitor of xanthine oxidase. "
    "The adverse effects of allopurinol in older adults are rashes, fever and, seldom, a syndrome of the skin.",
)
HONEY = review(
    "Honey on wounds",
    "Honey is a dressing for wounds. The antibacterial effects of honey on wounds come from sugar and peroxide. "
    "Honey is more effective than gauze for burns of the hand, and it can accelerate wound closure in mice.",
)
