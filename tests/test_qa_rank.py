from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DIM, build_library, page, saved, word_vector
from index.encoder import normalised
from index.library import Library
from index.passages import Sentence
from index.shard import StoredSentence
from index.words import content_words
from qa.question import understand
from qa.rank import Candidate, LateInteraction

TEXTS = ["Zebrafish regrow fins.", "Zebrafish swim in rivers.", "Owls hunt mice.", "Newts regrow tails."]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Four papers of one passage each; titles without words, so that every count is known."""
    filler = " ".join(
        ["Sparrows build nests from dry grass and feathers every single spring near houses, barns, sheds, roofs."] * 2
    )
    documents = [saved(page(f"Q{number}", f"{text} {filler}"), f"{number}.txt") for number, text in enumerate(TEXTS)]
    return build_library(tmp_path_factory.mktemp("tiny") / "library", documents)


def idf(passages: int, size: int = 8) -> float:
    """BM25's inverse document frequency; four passages and four references are counted."""
    return log(1 + (size - passages + 0.5) / (passages + 0.5))


def candidate(library: Library, text: str, number: int = 1) -> Candidate:
    vectors = [word_vector(text[word.start : word.end]) for word in content_words(text)]
    sentence = StoredSentence(
        number,
        Sentence(None, 0, len(text)),
        tuple(library.abbreviations.terms(text)),
        normalised(np.mean(vectors, axis=0)),
        np.stack(vectors),
    )
    return Candidate(sentence, (0, len(text)), text)


def test_idf_is_what_the_figures_below_count_on(tiny: Library) -> None:
    assert [tiny.lexical.idf(stem) for stem in ("zebrafish", "fin", "regrow", "unicorn")] == pytest.approx(
        [idf(2), idf(1), idf(2), idf(0)]
    )


@pytest.mark.parametrize(
    ("text", "coverage"),
    [
        ("Zebrafish regrow fins.", 1.0),
        ("Zebrafish swim.", idf(2) / (idf(2) + idf(1))),
        ("A fin is a fin.", idf(1) / (idf(2) + idf(1))),
        ("Owls hunt mice.", 0.0),
    ],
)
def test_coverage_is_the_weighted_share_of_the_questions_words(tiny: Library, text: str, coverage: float) -> None:
    question = understand("Do zebrafish have fins?", tiny)
    (ranked,) = LateInteraction(tiny).rank(question, [candidate(tiny, text)])
    assert ranked.coverage == pytest.approx(coverage)


def test_a_word_that_is_unknown_weighs_most_and_is_never_covered(tiny: Library) -> None:
    question = understand("zebrafish unicorn", tiny)
    (ranked,) = LateInteraction(tiny).rank(question, [candidate(tiny, "Zebrafish swim.")])
    assert ranked.coverage == pytest.approx(idf(2) / (idf(2) + idf(0)))


@pytest.mark.parametrize("text", ["Zebrafish regrow fins.", "Zebrafish swim.", "Owls hunt mice."])
def test_interaction_is_the_weighted_cosine_of_each_word_to_its_nearest(tiny: Library, text: str) -> None:
    question = understand("Do zebrafish have fins?", tiny)
    (ranked,) = LateInteraction(tiny).rank(question, [candidate(tiny, text)])
    own = [word_vector(text[word.start : word.end]) for word in content_words(text)]
    nearest = {asked: max(float(word_vector(asked) @ vector) for vector in own) for asked in ("zebrafish", "fins")}
    expected = (idf(2) * nearest["zebrafish"] + idf(1) * nearest["fins"]) / (idf(2) + idf(1))
    assert ranked.interaction == pytest.approx(expected, abs=1e-5)


def test_all_words_found_interact_fully(tiny: Library) -> None:
    question = understand("zebrafish fins", tiny)
    (ranked,) = LateInteraction(tiny).rank(question, [candidate(tiny, "Fins of zebrafish regrow.")])
    assert ranked.interaction == pytest.approx(1, abs=1e-5)


def test_cosine_compares_question_and_sentence_as_a_whole(tiny: Library) -> None:
    question = understand("zebrafish fins", tiny)
    (ranked,) = LateInteraction(tiny).rank(question, [candidate(tiny, "Zebrafish fins!")])
    assert ranked.cosine == pytest.approx(1, abs=1e-5)


def test_the_score_is_the_mean_of_the_three(tiny: Library) -> None:
    question = understand("Do zebrafish have fins?", tiny)
    for one in LateInteraction(tiny).rank(question, [candidate(tiny, text) for text in TEXTS]):
        assert one.score == pytest.approx(max(0.0, (one.cosine + one.coverage + one.interaction) / 3))


def test_the_score_is_never_negative(tiny: Library) -> None:
    question = understand("zebrafish", tiny)
    opposite = StoredSentence(
        1, Sentence(None, 0, 4), ("none",), -word_vector("zebrafish"), -word_vector("zebrafish")[np.newaxis]
    )
    (ranked,) = LateInteraction(tiny).rank(question, [Candidate(opposite, (0, 4), "none")])
    assert (ranked.score, ranked.cosine < 0, ranked.interaction < 0) == (0.0, True, True)


def test_the_best_comes_first(tiny: Library) -> None:
    question = understand("Do zebrafish regrow fins?", tiny)
    texts = ["Owls hunt mice.", "Newts regrow tails.", "Zebrafish regrow tails.", "Zebrafish regrow fins."]
    ranked = LateInteraction(tiny).rank(
        question, [candidate(tiny, text, number) for number, text in enumerate(texts, 1)]
    )
    assert [one.candidate.text for one in ranked][:3] == texts[:0:-1]


def test_ties_keep_reading_order(tiny: Library) -> None:
    question = understand("zebrafish", tiny)
    equal = [candidate(tiny, "Zebrafish swim.", number) for number in (3, 1, 2)]
    assert [one.candidate.sentence.id for one in LateInteraction(tiny).rank(question, equal)] == [1, 2, 3]


@given(st.permutations(range(5)))
def test_the_order_does_not_depend_on_the_order_of_the_candidates(tiny: Library, order: list[int]) -> None:
    question = understand("Do zebrafish regrow fins?", tiny)
    texts = [*TEXTS, TEXTS[0]]
    ranked = LateInteraction(tiny).rank(question, [candidate(tiny, texts[at], at) for at in order])
    straight = LateInteraction(tiny).rank(question, [candidate(tiny, text, at) for at, text in enumerate(texts)])
    assert [one.candidate.sentence.id for one in ranked] == [one.candidate.sentence.id for one in straight]


def test_no_candidates_give_no_ranking(tiny: Library) -> None:
    assert LateInteraction(tiny).rank(understand("zebrafish", tiny), []) == []


def test_a_question_without_words_scores_by_nothing(tiny: Library) -> None:
    (ranked,) = LateInteraction(tiny).rank(understand("🧬", tiny), [candidate(tiny, "Zebrafish swim.")])
    assert (ranked.score, ranked.cosine, ranked.coverage, ranked.interaction) == (0, 0, 0, 0)


def test_a_sentence_without_words_does_not_interact(tiny: Library) -> None:
    bare = StoredSentence(1, Sentence(None, 0, 3), (), np.zeros(DIM, np.float32), np.empty((0, DIM), np.float32))
    (ranked,) = LateInteraction(tiny).rank(understand("zebrafish", tiny), [Candidate(bare, (0, 3), "???")])
    assert (ranked.score, ranked.interaction, ranked.coverage) == (0, 0, 0)


def test_an_abbreviation_is_covered_by_its_long_form(library: Library) -> None:
    question = understand("iMSCs", library)
    long = candidate(library, "induced mesenchymal stem cells")
    short = candidate(library, "iMSCs")
    coverages = [one.coverage for one in LateInteraction(library).rank(question, [long, short])]
    assert coverages == [1, 1]
