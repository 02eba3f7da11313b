from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Document, Reference, Section
from index.library import Library
from index.models.encoder import normalised
from index.store.selection import Selection
from qa.answering import search as searching
from qa.answering.question import understand
from qa.answering.search import Hit, min_max, score, search
from support.libraries import FakeEncoder, build_library, page, passage_ids, saved, word_vector

QUESTIONS = [
    "Why are iMSCs preferred over MSCs?",
    "wound healing",
    "What is an exosome?",
    "zebrafish",
    "🧬",
    "Can iPSCs become MSCs in monolayer culture?",
]


def vector_of(library: Library, passage: int) -> np.ndarray:
    ((stored, sentences),) = library.passages_of([passage])
    title = library.title_sentences([stored.record]).get(stored.record)
    return normalised(np.mean([one.vector for one in [*sentences, *([title] if title else [])]], axis=0))


def brute_force(library: Library, text: str) -> list[Hit]:
    """Every passage with 0.4 of its min-max scaled cosine and 0.6 of its min-max scaled BM25 score."""
    question = understand(text, library)
    passages = passage_ids(library)
    dense = {number: float(vector_of(library, number) @ question.vector) for number in passages}
    found = library.lexical.search(question.variants, len(passages))
    lexical = {number: found.get(number, 0.0) for number in passages}

    def scaled(scores: dict[int, float], number: int) -> float:
        low, high = min(scores.values()), max(scores.values())
        return (scores[number] - low) / (high - low) if high > low else 0.0

    hits = [
        Hit(number, 0.4 * scaled(dense, number) + 0.6 * scaled(lexical, number), dense[number], lexical[number])
        for number in passages
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage))


@pytest.mark.parametrize("text", QUESTIONS)
def test_fusion_weighs_both_scores_scaled_between_their_extremes(library: Library, text: str) -> None:
    found = search(library, understand(text, library), 100)
    expected = brute_force(library, text)
    assert [hit.passage for hit in found] == [hit.passage for hit in expected]
    for hit, other in zip(found, expected, strict=True):
        assert (hit.score, hit.dense, hit.lexical) == pytest.approx((other.score, other.dense, other.lexical), abs=1e-5)


@pytest.mark.parametrize("text", QUESTIONS)
def test_no_more_than_the_limit_is_found(library: Library, text: str) -> None:
    question = understand(text, library)
    every = search(library, question, 100)
    assert len(every) == len(passage_ids(library))
    assert [search(library, question, limit) for limit in (0, 1, 3)] == [[], every[:1], every[:3]]


def test_words_that_no_passage_has_leave_the_order_to_the_cosine(library: Library) -> None:
    found = search(library, understand("zebrafish", library), 100)
    assert {hit.lexical for hit in found} == {0.0}
    assert [hit.dense for hit in found] == sorted((hit.dense for hit in found), reverse=True)
    assert (found[0].score, found[-1].score) == (0.4, 0.0)


def test_the_best_on_both_sides_scores_one(library: Library) -> None:
    assert (
        search(library, understand("wound healing cardiovascular musculoskeletal pathology", library), 1)[0].score == 1
    )


def many(folder: Path, *texts: str) -> Library:
    documents = [saved(page(f"Title {number}", text), f"{number}.txt") for number, text in enumerate(texts)]
    return build_library(folder, documents)


def padded(sentence: str) -> str:
    """A passage of three sentences, long enough to be a paragraph."""
    return f"{sentence} Sparrows build nests of dry grass in spring. Sparrows feed on seeds and on insects in summer."


def test_equal_passages_keep_reading_order(tmp_path: Path) -> None:
    text = "Zebrafish regrow their fins."
    documents = [
        Document(f"{at}.txt", text, Reference(title=f"Fins {at}", DOI=f"10.1/{at}"), (Section(None, "body", 0, 28),))
        for at in range(4)
    ]
    library = build_library(tmp_path / "library", documents)
    found = search(library, understand("zebrafish fins", library), 10)
    assert [hit.passage for hit in found] == passage_ids(library)
    assert len(found) == 4
    assert len({hit.score for hit in found}) == 1


def test_a_passage_is_found_by_the_words_of_its_title(tmp_path: Path) -> None:
    texts = [padded(f"Zebrafish regrow {what} in water, ponds, rivers and lakes.") for what in ("fins", "scales")]
    documents = [saved(page(f"Review of {what}", text), f"{what}.txt") for what, text in zip("ab", texts, strict=True)]
    library = build_library(tmp_path / "library", documents)
    first, second = passage_ids(library)
    found = search(library, understand("reviews", library), 10)
    assert all(hit.lexical > 0 for hit in found)
    assert {hit.passage for hit in found} == {first, second}
    vector = word_vector("zebrafish")
    assert library.dense.score(vector, [first])[first] == pytest.approx(
        float(vector_of(library, first) @ vector), abs=1e-6
    )


def test_of_a_selection_nothing_else_is_found(library: Library) -> None:
    name = library.catalog.document_ids()[1]
    question = understand("Why are iMSCs preferred over MSCs?", library)
    found = search(library, question, 100, library.select(Selection(documents=(name,))))
    assert {hit.passage for hit in found} == set(library.passage_ids(name))
    alone = {hit.passage: (hit.dense, hit.lexical) for hit in search(library, question, 100)}
    for hit in found:
        assert (hit.dense, hit.lexical) == pytest.approx(alone[hit.passage], abs=1e-5)


@pytest.mark.parametrize("text", QUESTIONS)
def test_chosen_passages_are_scored_like_those_that_are_found(library: Library, text: str) -> None:
    question = understand(text, library)
    every = search(library, question, 100)
    scored = score(library, question, passage_ids(library))
    assert [hit.passage for hit in scored] == [hit.passage for hit in every]
    for hit, other in zip(scored, every, strict=True):
        assert (hit.score, hit.dense, hit.lexical) == pytest.approx((other.score, other.dense, other.lexical), abs=1e-5)


def test_no_passages_score_nothing(library: Library) -> None:
    assert score(library, understand("wound", library), []) == []


def test_a_single_passage_has_nothing_to_be_compared_with(library: Library) -> None:
    (hit,) = score(library, understand("wound", library), passage_ids(library)[:1])
    assert (hit.passage, hit.score) == (passage_ids(library)[0], 0)


def test_a_library_of_nothing_finds_nothing(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [])
    assert search(library, understand("wound", library), 10) == []


# Scores made comparable


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_min_max_spreads_scores_over_0_to_1_and_keeps_their_order(values: list[float]) -> None:
    scores = np.array(values)
    spread = min_max(scores)
    assert spread.shape == scores.shape
    assert all(0 <= one <= 1 for one in spread)
    if len(set(values)) > 1:
        assert (spread.min(), spread.max()) == (0, 1)
    else:
        assert not spread.any()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(spread[order]) >= 0).all()


@given(st.lists(st.integers(-1000, 1000), max_size=10), st.integers(1, 50), st.integers(-50, 50))
def test_min_max_is_blind_to_scale_and_shift(values: list[int], scale: int, shift: int) -> None:
    scores = np.array(values, dtype=float)
    assert min_max(scores * scale + shift) == pytest.approx(min_max(scores))


@pytest.fixture(scope="module")
def one_sided(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The words prefer the first passage, which has both of "zebrafish fins"; the vectors the second, of one word."""
    return many(
        tmp_path_factory.mktemp("one-sided") / "library",
        padded(
            "Zebrafish, owls, mice, newts and sharks all differ in their fins, feathers, whiskers, tails and teeth."
        ),
        "Zebrafish zebrafish zebrafish zebrafish zebrafish. " * 3,
        padded("Zebrafish and owls are seldom seen together in spring, autumn or winter."),
    )


@pytest.fixture
def hits(one_sided: Library, monkeypatch: pytest.MonkeyPatch) -> dict[int, Hit]:
    """What is found of the first passage and of the second, by their places."""
    question = understand("zebrafish fins", one_sided)
    first, second, _ = passage_ids(one_sided)
    assert list(one_sided.lexical.search(question.variants, 1)) == [first]
    assert list(one_sided.dense.search(question.vector, 1)) == [second]
    monkeypatch.setattr(searching, "_CANDIDATES", 1)
    return {passage_ids(one_sided).index(hit.passage): hit for hit in search(one_sided, question, 10)}


def test_a_passage_that_only_one_side_found_is_kept(hits: dict[int, Hit]) -> None:
    assert set(hits) == {0, 1}


def test_a_passage_that_only_the_words_found_has_its_true_cosine(one_sided: Library, hits: dict[int, Hit]) -> None:
    vector = understand("zebrafish fins", one_sided).vector
    assert hits[0].dense == pytest.approx(float(vector_of(one_sided, hits[0].passage) @ vector), abs=1e-6)


def test_a_passage_that_only_the_vectors_found_has_its_true_word_score(
    one_sided: Library, hits: dict[int, Hit]
) -> None:
    true = one_sided.lexical.search(understand("zebrafish fins", one_sided).variants, 10)
    assert hits[1].lexical == pytest.approx(true[hits[1].passage])


def test_the_question_is_encoded_once(library: Library) -> None:
    assert isinstance(library.encoder, FakeEncoder)
    question = understand("wound healing", library)
    before = list(library.encoder.encoded)
    search(library, question, 5)
    assert library.encoder.encoded == before
