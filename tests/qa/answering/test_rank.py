from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.library import Library
from index.models.cross_encoder import Judged, Read
from index.models.encoder import normalised
from index.store.shard import StoredPassage, StoredSentence
from index.text.passages import Sentence
from index.text.words import content_words
from qa.answering.features import PassageFeatures, SentenceFeatures, Signals
from qa.answering.question import Question, understand
from qa.answering.rank import Candidate, LateInteraction, Ranked, Reranker
from qa.answering.search import Hit
from qa.answering.weights import Calibration, Weights, probability
from support.libraries import DIM, build_library, page, saved, word_vector

PASSAGE = PassageFeatures(
    meaning=0.1, words=0.2, sentence=0.15, whole=0.15, best=0.1, definition=0.2, statement=0.1, relevance=0.0
)
SENTENCE = SentenceFeatures(cosine=0.2, coverage=0.2, interaction=0.2, definition=0.3, statement=0.1)
CALIBRATION = Calibration(0.0, Signals(0, 0, 0, 0, 0, 0, 0, 0, 0), 0.5)
WEIGHTS = Weights(PASSAGE, SENTENCE, CALIBRATION)
READING = Weights(  # half of all that, and half for what is read
    PassageFeatures(*(weight / 2 for weight in astuple(PASSAGE)[:-1]), relevance=0.5),
    replace(SENTENCE, statement=0.0, evidence=0.1),
    CALIBRATION,
)
TEXTS = ["Zebrafish regrow fins.", "Zebrafish swim in rivers.", "Owls hunt mice.", "Newts regrow tails."]
FILLER = " ".join(
    ["Sparrows build nests from dry grass and feathers every single spring near houses, barns, sheds, roofs."] * 2
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Four papers of one passage each; titles without words, so that every count is known."""
    documents = [saved(page(f"Q{number}", f"{text} {FILLER}"), f"{number}.txt") for number, text in enumerate(TEXTS)]
    return build_library(tmp_path_factory.mktemp("tiny") / "library", documents)


def idf(passages: int, size: int = 8) -> float:
    """BM25's inverse document frequency; four passages and four references are counted."""
    return log(1 + (size - passages + 0.5) / (passages + 0.5))


def stored(library: Library, text: str, start: int, number: int) -> StoredSentence:
    vectors = [word_vector(text[word.start : word.end]) for word in content_words(text)]
    return StoredSentence(
        number,
        Sentence(None, start, start + len(text)),
        tuple(library.abbreviations.terms(text)),
        normalised(np.mean(vectors, axis=0)) if vectors else np.zeros(DIM, np.float32),
        np.stack(vectors) if vectors else np.empty((0, DIM), np.float32),
    )


def candidate(library: Library, *texts: str, paper: int = 0, found: float = 0.0, start: int = 100) -> Candidate:
    """A passage of these sentences, one space apart, in the place of a paper's first passage."""
    passage = library.passages_of([library.passage_ids(library.catalog.document_ids()[paper])[0]])[0][0]
    sentences, at = [], start
    for number, text in enumerate(texts):
        sentences.append(stored(library, text, at, passage.id + number))
        at += len(text) + 1
    return Candidate(
        Hit(passage.id, found, 0.0, 0.0, meaning=found, words=found),
        library.document_id(passage.record),
        StoredPassage(passage.id, range(passage.id, passage.id + len(texts))),
        tuple(sentences),
        " ".join(texts),
        f"Paper {paper}",
    )


def rank(library: Library, question: str, *candidates: Candidate) -> list[Ranked]:
    return LateInteraction(library, WEIGHTS).rank(understand(question, library), candidates)


def best(ranked: Ranked) -> SentenceFeatures:
    """Features of the best sentence."""
    return ranked.sentences[ranked.best]


# A candidate


def test_a_candidate_knows_its_place_its_sentences_and_their_terms(tiny: Library) -> None:
    one = candidate(tiny, "Fins regrow.", "Owls hunt mice.", start=7)
    assert (one.start, one.texts) == (7, ("Fins regrow.", "Owls hunt mice."))
    assert one.terms == {"fin", "regrow", "owl", "hunt", "mice"}


# Late interaction


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
    (ranked,) = rank(tiny, "Do zebrafish have fins?", candidate(tiny, text))
    assert best(ranked).coverage == pytest.approx(coverage)


def test_a_word_that_is_unknown_weighs_most_and_is_never_covered(tiny: Library) -> None:
    (ranked,) = rank(tiny, "zebrafish unicorn", candidate(tiny, "Zebrafish swim."))
    assert best(ranked).coverage == pytest.approx(idf(2) / (idf(2) + idf(0)))


@pytest.mark.parametrize("text", ["Zebrafish regrow fins.", "Zebrafish swim.", "Owls hunt mice."])
def test_interaction_is_the_weighted_cosine_of_each_word_to_its_nearest(tiny: Library, text: str) -> None:
    (ranked,) = rank(tiny, "Do zebrafish have fins?", candidate(tiny, text))
    own = [word_vector(text[word.start : word.end]) for word in content_words(text)]
    nearest = {asked: max(float(word_vector(asked) @ vector) for vector in own) for asked in ("zebrafish", "fins")}
    expected = (idf(2) * nearest["zebrafish"] + idf(1) * nearest["fins"]) / (idf(2) + idf(1))
    assert best(ranked).interaction == pytest.approx(expected, abs=1e-5)


def test_all_words_found_interact_fully(tiny: Library) -> None:
    (ranked,) = rank(tiny, "zebrafish fins", candidate(tiny, "Fins of zebrafish regrow."))
    assert best(ranked).interaction == pytest.approx(1, abs=1e-5)


def test_cosine_compares_question_and_sentence_as_a_whole(tiny: Library) -> None:
    (ranked,) = rank(tiny, "zebrafish fins", candidate(tiny, "Zebrafish fins!"))
    assert best(ranked).cosine == pytest.approx(1, abs=1e-5)


def test_a_sentence_scores_the_weighted_sum_of_its_features(tiny: Library) -> None:
    for one in rank(tiny, "Which zebrafish have fins?", *(candidate(tiny, text) for text in TEXTS)):
        sentence = best(one)
        expected = 0.2 * (sentence.cosine + sentence.coverage + sentence.interaction)
        assert one.sentence_scores == (pytest.approx(max(0.0, expected)),)


def test_the_signals_are_those_of_the_best_sentence(tiny: Library) -> None:
    (whole,) = rank(tiny, "zebrafish fins", candidate(tiny, "Owls hunt mice.", "Zebrafish regrow fins.", "Newts."))
    (alone,) = rank(tiny, "zebrafish fins", candidate(tiny, "Zebrafish regrow fins."))
    assert whole.best == 1
    assert whole.sentence_scores[1] == alone.sentence_scores[0] == max(whole.sentence_scores)
    assert (best(whole).cosine, best(whole).coverage, best(whole).interaction) == (
        best(alone).cosine,
        best(alone).coverage,
        best(alone).interaction,
    )


def test_a_sentence_that_defines_comes_before_one_that_has_the_word(tiny: Library) -> None:
    defining = candidate(tiny, "Zebrafish zebrafish.", "A zebrafish is a fish.")
    (ranked,) = rank(tiny, "What is a zebrafish?", defining)
    (plain,) = rank(tiny, "zebrafish rivers", defining)
    assert (ranked.best, ranked.features.definition, plain.best, plain.features.definition) == (1, 1.0, 0, 0.0)


def test_a_sentence_that_states_what_a_yes_no_question_asks_is_told(tiny: Library) -> None:
    one = candidate(tiny, "We conclude that zebrafish regrow fins in rivers near houses, barns and roofs.")
    (asked,) = rank(tiny, "Do zebrafish regrow fins?", one)
    (named,) = rank(tiny, "zebrafish regrow fins", one)
    assert (best(asked).statement, best(named).statement) == (1.0, 0.0)
    unstated = SENTENCE @ replace(best(asked), statement=0.0)
    assert asked.sentence_scores[0] == pytest.approx(unstated + 0.1)


def test_a_passage_is_judged_by_retrieval_by_its_best_sentence_and_as_a_whole(tiny: Library) -> None:
    good, bad = candidate(tiny, "Zebrafish regrow fins.", found=1.0), candidate(tiny, "Owls hunt mice.")
    first, second = rank(tiny, "zebrafish fins", bad, good)
    assert (first.candidate, second.candidate) == (good, bad)
    assert first.features == PassageFeatures(1, 1, 1, 1, pytest.approx(max(first.sentence_scores)), 0, 0)
    assert second.features == PassageFeatures(0, 0, 0, 0, pytest.approx(max(second.sentence_scores)), 0, 0)
    assert first.score == pytest.approx(0.1 + 0.2 + 0.15 + 0.15 + 0.1 * first.features.best)


def test_words_spread_over_a_passage_count_for_the_passage_as_a_whole(tiny: Library) -> None:
    together = candidate(tiny, "Zebrafish and fins.", "Owls hunt mice.")
    apart = candidate(tiny, "Zebrafish swim.", "Fins regrow.")
    neither = candidate(tiny, "Owls hunt mice.")
    ranked = rank(tiny, "zebrafish fins", neither, apart, together)
    assert [one.candidate for one in ranked] == [together, apart, neither]
    assert [one.features.whole for one in ranked] == pytest.approx([1, 1, 0], abs=1e-5)
    least = best(ranked[2]).interaction
    share = (best(ranked[1]).interaction - least) / (best(ranked[0]).interaction - least)
    assert [one.features.sentence for one in ranked] == pytest.approx([1, share, 0], abs=1e-5)


def test_a_definition_or_a_statement_counts_for_its_passage_too(tiny: Library) -> None:
    defining = candidate(tiny, "A zebrafish is a fish.", found=1.0)
    stating = candidate(tiny, "We conclude that zebrafish regrow fins.", found=0.5)
    assert rank(tiny, "What is a zebrafish?", stating, defining)[0].features.definition == 1
    (asked,) = rank(tiny, "Do zebrafish regrow fins?", stating)
    assert asked.features.statement == 1
    unstated = replace(asked.features, statement=0.0, best=asked.features.best - 0.1)
    assert asked.score == pytest.approx(PASSAGE @ unstated + 0.1 + 0.1 * 0.1)


def test_the_title_of_a_paper_counts_as_a_sentence_of_its_passages(tmp_path: Path) -> None:
    documents = [
        saved(page(title, f"{number} {FILLER}"), f"{number}.txt")
        for number, title in enumerate(["Zebrafish of rivers", "Owls of barns"])
    ]
    library = build_library(tmp_path / "library", documents)
    fish = next(at for at, name in enumerate(library.catalog.document_ids()) if "zebrafish" in name or "rivers" in name)
    one, two = candidate(library, "Fins regrow.", paper=fish), candidate(library, "Fins regrow.", paper=1 - fish)
    ranked = rank(library, "zebrafish fins", two, one)
    assert [each.candidate for each in ranked] == [one, two]
    assert [each.features.whole for each in ranked] == [1, 0]
    assert ranked[0].sentence_scores == ranked[1].sentence_scores


def test_sentence_scores_are_never_negative(tiny: Library) -> None:
    one = candidate(tiny, "none")
    opposite = StoredSentence(
        1, Sentence(None, 0, 4), ("none",), -word_vector("zebrafish"), -word_vector("zebrafish")[np.newaxis]
    )
    turned = Candidate(one.hit, one.document_id, one.passage, (opposite,), "none", "")
    (ranked,) = rank(tiny, "zebrafish", turned)
    assert (ranked.sentence_scores, best(ranked).cosine < 0, best(ranked).interaction < 0) == ((0.0,), True, True)
    assert ranked.score == 0


def test_ties_keep_the_order_of_retrieval(tiny: Library) -> None:
    equal = [candidate(tiny, "Zebrafish swim.", start=start) for start in (30, 10, 20)]
    assert [one.candidate.start for one in rank(tiny, "zebrafish", *equal)] == [30, 10, 20]


@given(st.permutations(range(4)))
def test_the_order_does_not_depend_on_the_order_of_the_candidates(tiny: Library, order: list[int]) -> None:
    ranked = rank(tiny, "Do zebrafish regrow fins?", *(candidate(tiny, TEXTS[at], paper=at) for at in order))
    straight = rank(
        tiny, "Do zebrafish regrow fins?", *(candidate(tiny, text, paper=at) for at, text in enumerate(TEXTS))
    )
    assert [one.candidate.document_id for one in ranked] == [one.candidate.document_id for one in straight]
    assert [one.score for one in ranked] == pytest.approx([one.score for one in straight])


@given(st.lists(st.tuples(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.floats(0, 1)), max_size=5))
def test_scores_fall_and_stay_between_0_and_1(tiny: Library, passages: list[tuple[list[str], float]]) -> None:
    given_ = [candidate(tiny, *texts, found=found) for texts, found in passages]
    for question in ("What is a zebrafish?", "Do zebrafish regrow fins?", "mice"):
        scores = [one.score for one in rank(tiny, question, *given_)]
        assert len(scores) == len(given_)
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_no_candidates_give_no_ranking(tiny: Library) -> None:
    assert rank(tiny, "zebrafish") == []


def test_a_question_without_words_scores_by_nothing(tiny: Library) -> None:
    (ranked,) = rank(tiny, "🧬", candidate(tiny, "Zebrafish swim."))
    assert (ranked.score, ranked.sentence_scores, best(ranked).cosine) == (0, (0.0,), 0)
    assert (best(ranked).coverage, best(ranked).interaction) == (0, 0)


def test_a_sentence_without_words_does_not_interact(tiny: Library) -> None:
    (ranked,) = rank(tiny, "zebrafish", candidate(tiny, "???"))
    assert (ranked.score, best(ranked).interaction, best(ranked).coverage) == (0, 0, 0)


def test_an_abbreviation_is_covered_by_its_long_form(library: Library) -> None:
    long, short = candidate(library, "induced mesenchymal stem cells"), candidate(library, "iMSCs")
    assert [best(one).coverage for one in rank(library, "iMSCs", long, short)] == [1, 1]


def test_a_paper_whose_text_prints_no_title_is_ranked_by_its_sentences(tmp_path: Path) -> None:
    library = build_library(tmp_path / "library", [saved(page("Fins", f"Zebrafish swim. {FILLER}"))])
    library.title_sentences = lambda records: {}
    (ranked,) = rank(library, "zebrafish", candidate(library, "Zebrafish swim."))
    assert (best(ranked).coverage, best(ranked).interaction) == (1, pytest.approx(1, abs=1e-5))


# With a cross-encoder


class Judge:
    """A cross-encoder that says what it was told to, and remembers what it read."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self.judged = judged
        self.read: list[tuple[str, Read]] = []

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        self.read += [(question, one) for one in passages]
        return list(self.judged[: len(passages)])


class Given:
    """A ranker that gives candidates these scores, best first."""

    def __init__(self, scores: Sequence[float], sentences: tuple[float, ...] = (0.5,)) -> None:
        self.scores = scores
        self.sentences = sentences

    def rank(self, question: Question, candidates: Sequence[Candidate]) -> list[Ranked]:
        return [
            Ranked(
                one,
                score,
                PassageFeatures(score, score, score, score, 0, score, score),
                tuple(SentenceFeatures(*(own,) * 3, 0, 0) for own in self.sentences),
                self.sentences,
                0.35,
                0.1,
            )
            for one, score in zip(candidates, self.scores, strict=True)
        ]


def rerank(library: Library, scores: Sequence[float], relevance: Sequence[float]) -> tuple[list[Ranked], Judge]:
    """Candidates start at 0, 1, 2, ... in the order of the first ranker."""
    judge = Judge([Judged(one, ()) for one in relevance])
    candidates = [candidate(library, "Fins regrow.", start=at) for at in range(len(scores))]
    return Reranker(Given(scores), judge, READING).rank(understand("Do fins regrow?", library), candidates), judge


def test_what_the_cross_encoder_says_is_softened_and_weighed(tiny: Library) -> None:
    ranked, _ = rerank(tiny, [0.7, 0.6, 0.3], [-log(3) / 0.3, log(9) / 0.3, log(3) / 0.3])
    others = 0.5 * 0.1 * (3 * 0.2 * 0.5)  # the best sentence, of which three features of 0.5 are weighed
    assert [(one.candidate.start, one.score) for one in ranked] == [
        (1, pytest.approx(0.5 * 0.9 * 0.6 + others + 0.5 * 0.9)),
        (2, pytest.approx(0.5 * 0.9 * 0.3 + others + 0.5 * 0.75)),
        (0, pytest.approx(0.5 * 0.9 * 0.7 + others + 0.5 * 0.25)),
    ]
    assert [one.features.relevance for one in ranked] == pytest.approx([0.9, 0.75, 0.25])
    assert [one.relevance for one in ranked] == [log(9) / 0.3, log(3) / 0.3, -log(3) / 0.3]


def test_the_features_of_the_first_ranker_are_kept(tiny: Library) -> None:
    ranked, _ = rerank(tiny, [0.9, 0.6], [1.0, 2.0])
    assert sorted((one.features.meaning, one.features.whole, one.features.definition) for one in ranked) == [
        (0.6, 0.6, 0.6),
        (0.9, 0.9, 0.9),
    ]
    assert {(one.sentences[0].cosine, one.whole) for one in ranked} == {(0.5, 0.35)}


def test_twenty_passages_are_read_and_the_others_keep_their_order_behind_them(tiny: Library) -> None:
    scores = [1 - at / 100 for at in range(23)]
    ranked, judge = rerank(tiny, scores, [float(at) for at in range(20)])
    assert [one.candidate.start for one in ranked[20:]] == [20, 21, 22]
    assert [(one.score, one.relevance) for one in ranked[20:]] == [(0.0, None)] * 3
    assert sorted(one.candidate.start for one in ranked[:20]) == list(range(20))
    assert len(judge.read) == 20
    assert {one.relevance for one in ranked[:20]} == set(map(float, range(20)))


def test_equal_sums_keep_the_order_of_the_first_ranker(tiny: Library) -> None:
    ranked, _ = rerank(tiny, [0.9, 0.6, 0.3], [0.0, 0.0, 0.0])
    assert [one.candidate.start for one in ranked] == [0, 1, 2]
    ranked, _ = rerank(tiny, [0.5, 0.5], [3.0, 3.0])
    assert [one.candidate.start for one in ranked] == [0, 1]


def test_nothing_to_read_gives_no_ranking(tiny: Library) -> None:
    ranked, judge = rerank(tiny, [], [])
    assert (ranked, judge.read) == ([], [])


def test_the_cross_encoder_reads_title_passage_and_the_places_of_its_sentences(tiny: Library) -> None:
    judge = Judge([Judged(0.0, ())])
    one = candidate(tiny, "Fins regrow.", "Owls hunt.", start=40)
    Reranker(Given([1.0], (0.1, 0.2)), judge, READING).rank(understand("Do fins regrow?", tiny), [one])
    assert judge.read == [("Do fins regrow?", Read("Paper 0", "Fins regrow. Owls hunt.", ((0, 12), (13, 23))))]


@pytest.mark.parametrize(
    ("logits", "evidence"),
    [((log(1), log(4)), (0.25, 1.0)), ((500.0, 500.0), (1.0, 1.0)), ((log(2), 0.0), (1.0, 0.5)), ((), (0.0, 0.0))],
)
def test_a_sentences_evidence_is_its_share_of_what_the_best_has(
    tiny: Library, logits: tuple[float, ...], evidence: tuple[float, ...]
) -> None:
    ranker = Reranker(Given([1.0], (0.8, 0.4)), Judge([Judged(1.0, logits)]), READING)
    (ranked,) = ranker.rank(understand("fins", tiny), [candidate(tiny, "Fins regrow.", "Owls hunt.")])
    assert tuple(one.evidence for one in ranked.sentences) == pytest.approx(evidence)
    expected = (0.6 * 0.8 + 0.1 * evidence[0], 0.6 * 0.4 + 0.1 * evidence[1])
    assert ranked.sentence_scores == pytest.approx(expected)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-30, 30)), max_size=25))
def test_what_was_read_is_sorted_between_0_and_1_and_nothing_is_lost(
    tiny: Library, pairs: list[tuple[float, float]]
) -> None:
    scores = sorted((score for score, _ in pairs), reverse=True)
    ranked, _ = rerank(tiny, scores, [logit for _, logit in pairs[:20]])
    found = [one.score for one in ranked]
    assert found == sorted(found, reverse=True)
    assert all(0 <= score <= 1 for score in found)
    assert sorted(one.candidate.start for one in ranked) == list(range(len(pairs)))


def test_both_rankers_work_together(tiny: Library) -> None:
    judge = Judge([Judged(0.0, ()), Judged(9.0, ())])
    candidates = [candidate(tiny, text, paper=at) for at, text in enumerate(TEXTS[:2])]
    question = understand("zebrafish fins", tiny)
    first = LateInteraction(tiny, WEIGHTS).rank(question, candidates)
    ranked = Reranker(LateInteraction(tiny, WEIGHTS), judge, READING).rank(question, candidates)
    assert [one.candidate for one in first] == candidates
    expected = [0.5 * first[0].score + 0.5 * 0.5, 0.5 * first[1].score + 0.5 * probability(0.3 * 9.0)]
    assert sorted(one.score for one in ranked) == pytest.approx(sorted(expected))
