from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from index.library import Library
from index.models.encoder import Vectors, normalised
from index.store.numbers import numbers_of
from index.store.shard import StoredPassage, StoredSentence
from index.text.passages import Sentence
from qa.answering.evidence import Quoted, agreeing, quoted, spread, uncovered
from qa.answering.features import PassageFeatures, SentenceFeatures
from qa.answering.form import form_of
from qa.answering.question import Question, understand
from qa.answering.rank import Candidate, LateInteraction, Ranked
from qa.answering.search import Hit
from qa.answering.weights import shipped
from support.libraries import DIM, build_library, word_vector

ZERO = np.zeros(DIM, np.float32)
NO_WORDS = np.empty((0, DIM), np.float32)


def made(text: str = "a b.", record: int = 1, paper: str = "", start: int = 0, **given_: object) -> Quoted:
    """A passage of one sentence that is quoted whole."""
    vector = given_.get("vector", ZERO)
    assert isinstance(vector, np.ndarray)
    first = numbers_of(record).start
    sentence = StoredSentence(
        first, Sentence(None, start, start + len(text)), tuple(text.rstrip(".").split()), vector, NO_WORDS
    )
    candidate = Candidate(
        Hit(first, 0, 0, 0), paper or f"p{record}", StoredPassage(first, range(first, first + 1)), (sentence,), text, ""
    )
    score = float(str(given_.get("score", 0.5)))
    features = PassageFeatures(0, 0, 0, 0, 0, 0, 0)
    ranked = Ranked(candidate, score, features, (SentenceFeatures(0, 0, 0, 0, 0),), (0.5,), 0.0, 0.0)
    return Quoted(ranked, score, (sentence,), None)


def question(text: str = "cells", variants: tuple[tuple[str, ...], ...] = (), **asked: tuple[str, ...]) -> Question:
    missing = tuple(word for word, terms in asked.items() if "none" in terms)
    return Question(text, variants, ZERO, (), NO_WORDS, asked, missing, form_of(text))


# Spread over papers


def test_every_further_passage_of_a_paper_is_worth_a_twentieth_less() -> None:
    found = [made(record=1, start=10 * at, score=score) for at, score in enumerate([0.8, 0.7, 0.6])]
    assert [one.score for one in spread(found, 5)] == pytest.approx([0.8, 0.7 * 0.95, 0.6 * 0.95**2])


def test_another_paper_comes_first_where_it_is_nearly_as_good() -> None:
    found = [made(record=1, start=0, score=0.9), made(record=1, start=9, score=0.8), made(record=2, score=0.77)]
    taken = spread(found, 3)
    assert [(one.ranked.candidate.document_id, one.start) for one in taken] == [("p1", 0), ("p2", 0), ("p1", 9)]
    assert [one.score for one in taken] == pytest.approx([0.9, 0.77, 0.76])


def test_a_paper_of_two_records_is_one_paper() -> None:
    found = [made(record=1, paper="p", score=0.9), made(record=2, paper="p", score=0.8)]
    assert [one.score for one in spread(found, 2)] == pytest.approx([0.9, 0.76])


@pytest.mark.parametrize(("start", "left"), [(0, 1), (2, 1), (3, 1), (4, 2), (9, 2)])
def test_a_quote_that_overlaps_a_better_one_is_left_out(start: int, left: int) -> None:
    assert len(spread([made(score=0.9), made(start=start, score=0.8)], 5)) == left


def test_quotes_of_two_papers_never_overlap() -> None:
    assert len(spread([made(record=1), made(record=2)], 5)) == 2


def test_a_quote_left_out_costs_its_paper_nothing() -> None:
    found = [made(score=0.9), made(start=1, score=0.8), made(start=9, score=0.7)]
    assert [one.score for one in spread(found, 5)] == pytest.approx([0.9, 0.7 * 0.95])


def test_equal_scores_keep_their_order() -> None:
    found = [made(record=record) for record in (3, 1, 2)]
    assert [one.ranked.candidate.document_id for one in spread(found, 3)] == ["p3", "p1", "p2"]


def test_nothing_is_spread_to_nothing() -> None:
    assert spread([], 5) == []


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 30), st.integers(1, 9), st.floats(0, 1)), max_size=10),
    st.integers(1, 6),
)
def test_what_is_taken_falls_does_not_overlap_and_is_the_best(
    places: list[tuple[int, int, int, float]], count: int
) -> None:
    found = [made("x" * size, record, start=start, score=score) for record, start, size, score in places]
    taken = spread(found, count)
    scores = [one.score for one in taken]
    assert len(taken) <= count
    assert scores == sorted(scores, reverse=True)
    assert not found or scores[0] == max(one.score for one in found)
    for left, right in combinations(taken, 2):
        apart = left.end <= right.start or right.end <= left.start
        assert left.ranked.candidate.passage.record != right.ranked.candidate.passage.record or apart


# Words that the best passages do not have


def test_a_word_that_none_of_the_best_five_passages_has_is_uncovered() -> None:
    ranked = [made(text).ranked for text in ("cell", "heal", "a", "b", "c", "dose")]
    asked = question(cells=("cell",), heals=("heal",), dose=("dose",), mouse=("mice",))
    assert uncovered(asked, ranked) == ("dose", "mouse")


def test_a_word_is_covered_under_any_of_its_names() -> None:
    asked = question(MSCs=("msc", "mesenchym", "stem"), EVs=("ev", "vesicl"))
    assert uncovered(asked, [made("mesenchym").ranked]) == ("EVs",)


def test_a_word_that_no_document_has_is_missing_and_not_uncovered() -> None:
    assert uncovered(question(unicorn=("none",), dose=("dose",)), [made("cell").ranked]) == ("dose",)


def test_without_passages_every_word_that_is_not_missing_is_uncovered() -> None:
    assert uncovered(question(unicorn=("none",), dose=("dose",)), []) == ("dose",)


# What is quoted of a passage


def paper(source: str, text: str) -> Document:
    return Document(source, text, Reference(title=source), (Section(None, "body", 0, len(text)),))


@pytest.fixture(scope="module")
def fins(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """One paper of one passage."""
    text = "Zebrafish regrow fins. These fins grow in two weeks. Owls hunt mice. Newts regrow tails."
    return build_library(tmp_path_factory.mktemp("fins") / "library", [paper("fins.txt", text)])


def ranked_of(library: Library, text: str, first: int = 0) -> Ranked:
    """The paper's passage ranked, without its first sentences."""
    ((passage, sentences),) = library.passages_of(library.passage_ids(library.catalog.document_ids()[0]))
    left = tuple(sentences[first:])
    candidate = Candidate(
        Hit(passage.id, 1, 1, 1), library.document_id(passage.record),
        StoredPassage(passage.id, passage.sentences[first:]), left,
        library.text(passage.record, left[0].sentence.start, left[-1].sentence.end), "Fins",
    )  # fmt: skip
    (ranked,) = LateInteraction(library, shipped(with_ranker=False)).rank(understand(text, library), [candidate])
    return ranked


def quote_of(library: Library, one: Quoted) -> str:
    return library.text(one.ranked.candidate.passage.record, one.start, one.end)


def test_the_best_sentence_is_quoted(fins: Library) -> None:
    (one,) = quoted(fins, question("Which owls hunt?"), [ranked_of(fins, "Which owls hunt?")])
    assert (quote_of(fins, one), one.antecedent, one.score) == ("Owls hunt mice.", None, one.ranked.score)


def test_a_quote_takes_the_sentence_that_it_needs(fins: Library) -> None:
    (one,) = quoted(fins, question("weeks"), [ranked_of(fins, "weeks")])
    assert quote_of(fins, one) == "Zebrafish regrow fins. These fins grow in two weeks."
    assert (len(one.sentences), one.antecedent) == (2, None)


def test_the_sentence_before_the_passage_is_its_antecedent(fins: Library) -> None:
    (one,) = quoted(fins, question("weeks"), [ranked_of(fins, "weeks", first=1)])
    record = one.ranked.candidate.passage.record
    assert quote_of(fins, one) == "These fins grow in two weeks."
    assert one.antecedent is not None
    assert fins.text(record, *one.antecedent) == "Zebrafish regrow fins."


def test_the_last_sentence_of_the_paper_before_is_no_antecedent(tmp_path: Path) -> None:
    texts = ["Zebrafish regrow fins.", "These fins grow in two weeks."]
    documents = [paper(f"{at}.txt", text) for at, text in enumerate(texts)]
    library = build_library(tmp_path / "library", documents)
    question_ = understand("weeks", library)
    for name in library.catalog.document_ids():
        ((passage, sentences),) = library.passages_of(library.passage_ids(name))
        text = library.text(passage.record, sentences[0].sentence.start, sentences[-1].sentence.end)
        candidate = Candidate(Hit(passage.id, 1, 1, 1), name, passage, tuple(sentences), text, "")
        (ranked,) = LateInteraction(library, shipped(with_ranker=False)).rank(question_, [candidate])
        assert quoted(library, question("weeks"), [ranked])[0].antecedent is None


# Which quotes say the same


def toward(*words: str) -> Vectors:
    return normalised(np.mean([word_vector(word) for word in words], axis=0))


def test_quotes_of_two_papers_that_say_the_same_agree() -> None:
    one = made("Exosomes carry growth factors to wounds.", 1, vector=toward("growth", "factor"))
    two = made("Growth factors reach wounds in exosomes.", 2, vector=toward("growth", "factor", "wound"))
    far = made("Owls hunt mice at night.", 3, vector=toward("owl"))
    asked = question("What do exosomes do?", (("exosom",),))
    assert agreeing(asked, [one, far, two], str.islower) == ((2,), (), (0,))


def test_a_quote_of_two_sentences_is_compared_as_their_mean() -> None:
    one = made("Growth factors heal. Growth factors act.", 1)
    across, along = np.eye(DIM, dtype=np.float32)[:2]
    first = replace(one.sentences[0], sentence=Sentence(None, 0, 20), vector=across)
    second = replace(one.sentences[0], sentence=Sentence(None, 21, 40), vector=along)
    two = replace(one, sentences=(first, second))
    mean = made("Growth factors heal wounds.", 2, vector=normalised(across + along))
    lone = made("Growth factors heal wounds.", 3, vector=across)  # 0.71 from the mean
    assert agreeing(question(), [two, mean, lone], str.islower) == ((1,), (0,), ())


def test_no_quotes_agree_with_none() -> None:
    assert agreeing(question(), [], str.islower) == ()
