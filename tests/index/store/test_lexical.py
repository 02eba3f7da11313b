from __future__ import annotations

import errno
import math
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import LibraryDamagedError
from index.store import lexical
from index.store.lexical import LexicalIndex
from index.store.selection import Scope

K1, B = 1.2, 0.75
PASSAGES = {
    1: ["exosom", "heal", "wound"],
    2: ["exosom", "exosom", "cell"],
    3: ["cell", "grow", "cell", "cell", "cell", "grow"],
    4: ["bone"],
}
REFERENCES = {7: ["exosom", "li"], 9: ["bone", "heal", "wu"]}
SIZE = len(PASSAGES) + len(REFERENCES)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("words") / "lexical"
    LexicalIndex.build(folder, joined(PASSAGES), joined(REFERENCES))
    return LexicalIndex.open(folder)


def joined(terms: Mapping[int, Sequence[str]]) -> list[tuple[int, str]]:
    """(number, terms) pairs as they are indexed."""
    return [(number, " ".join(words)) for number, words in terms.items()]


def built(folder: Path, passages: list[tuple[int, str]]) -> LexicalIndex:
    LexicalIndex.build(folder, passages, [])
    return LexicalIndex.open(folder)


def bm25(terms: Sequence[str], passage: int) -> float:
    """Robertson and Zaragoza 2009, over all documents of the index; those without the field have length nought."""
    words = PASSAGES[passage]
    average = sum(map(len, PASSAGES.values())) / SIZE
    score = 0.0
    for term in set(terms):
        containing = sum(term in other for other in PASSAGES.values())
        idf = math.log(1 + (SIZE - containing + 0.5) / (containing + 0.5))
        count = words.count(term)
        score += idf * count * (K1 + 1) / (count + K1 * (1 - B + B * len(words) / average))
    return score


def test_the_size_counts_passages_and_references(index: LexicalIndex) -> None:
    assert index.size == 6


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["exosom"], [2, 1]),
        (["cell"], [3, 2]),
        (["exosom", "wound"], [1, 2]),
        (["bone", "cell"], [4, 3, 2]),
    ],
)
def test_passages_come_by_their_bm25_scores_best_first(
    index: LexicalIndex, terms: list[str], expected: list[int]
) -> None:
    found = index.search([terms], 10)
    assert list(found) == expected
    assert list(found.values()) == pytest.approx([bm25(terms, passage) for passage in expected], rel=1e-5)


def test_a_term_that_is_asked_twice_counts_once(index: LexicalIndex) -> None:
    assert index.search([["exosom", "exosom"]], 10) == index.search([["exosom"]], 10)


def test_a_passage_scores_as_its_best_variant_does(index: LexicalIndex) -> None:
    first, second = index.search([["exosom"]], 10), index.search([["cell", "grow"]], 10)
    best = {number: max(first.get(number, 0), second.get(number, 0)) for number in first.keys() | second.keys()}
    assert index.search([["exosom"], ["cell", "grow"]], 10) == pytest.approx(best, rel=1e-6)


def test_variants_in_any_order_score_alike(index: LexicalIndex) -> None:
    assert index.search([["cell"], ["exosom"]], 10) == index.search([["exosom"], ["cell"]], 10)


def test_an_empty_variant_adds_nothing(index: LexicalIndex) -> None:
    assert index.search([[], ["exosom"]], 10) == index.search([["exosom"]], 10)


@pytest.mark.parametrize("variants", [[], [[]], [[], []], [["unknown"]]])
def test_a_search_for_nothing_known_finds_nothing(index: LexicalIndex, variants: list[list[str]]) -> None:
    assert index.search(variants, 10) == {}


def test_a_limit_cuts_after_the_best(index: LexicalIndex) -> None:
    assert list(index.search([["bone", "cell"]], 2)) == [4, 3]


def test_a_limit_of_nought_finds_nothing(index: LexicalIndex) -> None:
    assert index.search([["bone"]], 0) == {}


def test_passages_and_references_are_searched_apart(index: LexicalIndex) -> None:
    assert list(index.search([["bone"]], 10)) == [4]
    assert index.search([["wu"]], 10) == {}
    assert index.search_references([["cell"]], 10) == []


def test_references_are_found_best_first(index: LexicalIndex) -> None:
    assert index.search_references([["exosom", "wu", "heal"]], 10) == [9, 7]


def test_references_are_cut_at_the_limit(index: LexicalIndex) -> None:
    assert index.search_references([["exosom", "wu", "heal"]], 1) == [9]


@pytest.mark.parametrize(("term", "frequency"), [("exosom", 2), ("cell", 2), ("bone", 1), ("wu", 0), ("unknown", 0)])
def test_the_passage_frequency_counts_passages_once(index: LexicalIndex, term: str, frequency: int) -> None:
    assert index.passage_frequency(term) == frequency


@pytest.mark.parametrize(("term", "frequency"), [("exosom", 3), ("cell", 2), ("wu", 1), ("unknown", 0)])
def test_the_document_frequency_counts_references_too(index: LexicalIndex, term: str, frequency: int) -> None:
    assert index.document_frequency(term) == frequency


@pytest.mark.parametrize(
    ("term", "idf"),
    [
        ("exosom", math.log(1 + 3.5 / 3.5)),
        ("cell", math.log(1 + 4.5 / 2.5)),
        ("wu", math.log(1 + 5.5 / 1.5)),
        ("unknown", math.log(1 + 6.5 / 0.5)),
    ],
)
def test_idf(index: LexicalIndex, term: str, idf: float) -> None:
    assert index.idf(term) == pytest.approx(idf, rel=1e-12)


def test_terms_in_other_scripts_and_very_long_ones_are_found(tmp_path: Path) -> None:
    odd = ["干细胞", "α", "x" * 1000]
    index = built(tmp_path / "lexical", [(7, " ".join(odd))])
    assert [list(index.search([[term]], 1)) for term in odd] == [[7], [7], [7]]


def test_a_passage_without_terms_is_counted_but_never_found(tmp_path: Path) -> None:
    index = built(tmp_path / "lexical", [(1, ""), (2, "cell")])
    assert (index.size, list(index.search([["cell"]], 10))) == (2, [2])


def test_an_index_opened_again_answers_alike(index: LexicalIndex, tmp_path: Path) -> None:
    LexicalIndex.build(tmp_path / "lexical", joined(PASSAGES), joined(REFERENCES))
    opened = LexicalIndex.open(tmp_path / "lexical")
    assert opened.size == 6
    assert opened.search([["bone", "cell"]], 10) == index.search([["bone", "cell"]], 10)
    assert opened.search_references([["wu"]], 10) == [9]


@pytest.mark.parametrize("number", [0, 2**20, 2**53 + 1, 2**62])
def test_numbers_of_any_size_come_back_whole(tmp_path: Path, number: int) -> None:
    LexicalIndex.build(tmp_path / "lexical", [(number, "bone")], [(number, "wu")])
    index = LexicalIndex.open(tmp_path / "lexical")
    assert list(index.search([["bone"]], 10)) == index.search_references([["wu"]], 10) == [number]
    assert index.score([["bone"]], [number])[number] > 0


def test_the_scores_of_given_passages_are_those_of_a_search_in_their_order(index: LexicalIndex) -> None:
    found = index.search([["exosom", "cell"]], 10)
    assert list(index.score([["exosom", "cell"]], [3, 1, 4]).items()) == [(3, found[3]), (1, found[1]), (4, 0.0)]


@pytest.mark.parametrize("variants", [[], [[]], [["unknown"]]])
def test_given_passages_score_nought_where_nothing_known_is_asked(
    index: LexicalIndex, variants: list[list[str]]
) -> None:
    assert index.score(variants, [1, 4]) == {1: 0.0, 4: 0.0}


WORDS = ["exosom", "cell", "bone", "heal", "wound"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    """200 passages of different lengths."""
    rng = np.random.default_rng(5)
    passages = [(number << 20, " ".join(rng.choice(WORDS, rng.integers(1, 12)))) for number in range(1, 201)]
    return built(tmp_path_factory.mktemp("many") / "lexical", passages)


@pytest.mark.parametrize("few", [0, 2_000])
@given(
    among=st.sets(st.integers(1, 201), min_size=1),
    variants=st.lists(st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=3), max_size=3),
    limit=st.integers(0, 250),
)
def test_a_search_among_some_passages_is_one_among_all_without_the_others(
    many: LexicalIndex, few: int, among: set[int], variants: list[list[str]], limit: int
) -> None:
    left = {number << 20 for number in among}
    expected = {number: score for number, score in many.search(variants, 200).items() if number in left}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexical, "_FEW", few)  # 0: read from all hits; 2,000: only they are searched
        found = many.search(variants, limit, Scope.of(sorted(left)))

    assert list(found) == list(expected)[:limit]
    assert found == pytest.approx({number: expected[number] for number in found}, rel=1e-6)


def test_as_many_hits_are_read_as_it_takes(many: LexicalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """The only passages left are the worst of all that are found."""
    monkeypatch.setattr(lexical, "_FEW", 0)
    worst = list(many.search([["bone"]], 200))[-3:]
    among = Scope.of([*worst, *(number << 20 for number in range(1000, 1200))])
    assert list(many.search([["bone"]], 3, among)) == worst


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = built(tmp_path / "lexical", [])
    assert (index.size, index.search([["cell"]], 10), index.search_references([["cell"]], 10)) == (0, {}, [])
    assert index.idf("cell") == pytest.approx(math.log(1 + 0.5 / 0.5))


def test_an_index_is_opened_though_its_folder_of_links_cannot_be_removed_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tantivy's watching thread may make its lock file there just when the folder is removed."""
    LexicalIndex.build(tmp_path / "lexical", [(1, "cell")], [])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    rmdir, failed = os.rmdir, []

    def fail_once(path: str, *, dir_fd: int | None = None) -> None:
        if not failed:
            failed.append(path)
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)
        rmdir(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "rmdir", fail_once)
    index = LexicalIndex.open(tmp_path / "lexical")
    assert list(index.search([["cell"]], 10)) == [1]
    assert (len(failed), [path.name for path in tmp_path.iterdir()]) == (1, ["lexical"])


# Extending


def test_an_extended_index_answers_as_one_built_at_once(index: LexicalIndex, tmp_path: Path) -> None:
    passages, references = joined(PASSAGES), joined(REFERENCES)
    LexicalIndex.build(tmp_path / "old", passages[:1], references[:1])
    LexicalIndex.extend(tmp_path / "old", tmp_path / "middle", passages[1:2], [])
    LexicalIndex.extend(tmp_path / "middle", tmp_path / "new", passages[2:], references[1:])
    extended = LexicalIndex.open(tmp_path / "new")
    assert extended.size == index.size
    for terms in (["exosom"], ["cell"], ["exosom", "wound"], ["bone", "cell"], ["heal", "grow"]):
        assert list(extended.search([terms], 10)) == list(index.search([terms], 10))
        assert extended.search([terms], 10) == pytest.approx(index.search([terms], 10), rel=1e-6)
    assert extended.search_references([["exosom", "wu", "heal"]], 10) == [9, 7]
    assert [extended.idf(term) for term in ("exosom", "wu", "unknown")] == [
        index.idf(term) for term in ("exosom", "wu", "unknown")
    ]


def test_extending_leaves_the_old_index_as_it_was(tmp_path: Path) -> None:
    old = tmp_path / "old"
    LexicalIndex.build(old, joined(PASSAGES), joined(REFERENCES))
    before = {file.name: file.read_bytes() for file in old.iterdir()}
    opened = LexicalIndex.open(old)
    LexicalIndex.extend(old, tmp_path / "new", [(5, "bone bone")], [])
    assert {file.name: file.read_bytes() for file in old.iterdir()} == before
    assert list(LexicalIndex.open(old).search([["bone"]], 10)) == list(opened.search([["bone"]], 10)) == [4]
    assert list(LexicalIndex.open(tmp_path / "new").search([["bone"]], 10)) == [5, 4]


def test_an_index_extended_many_times_outlives_the_old_ones(tmp_path: Path) -> None:
    """Files that stay the same are shared; tantivy merges them now and then."""
    LexicalIndex.build(tmp_path / "0", [(0, "cell")], [(0, "wu")])
    for number in range(1, 12):
        LexicalIndex.extend(
            tmp_path / str(number - 1), tmp_path / str(number), [(number, f"cell term{number}")], [(number, "wu")]
        )
        shutil.rmtree(tmp_path / str(number - 1))
    index = LexicalIndex.open(tmp_path / "11")
    assert index.size == 24
    assert [list(index.search([[f"term{number}"]], 10)) for number in range(1, 12)] == [[n] for n in range(1, 12)]
    assert sorted(index.search([["cell"]], 50)) == list(range(12))
    assert sorted(index.search_references([["wu"]], 50)) == list(range(12))


# Damage


def test_a_missing_folder_is_damage_and_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError) as caught:
        LexicalIndex.open(tmp_path / "lexical")
    assert str(caught.value) == f"{tmp_path / 'lexical'}: the word index cannot be read."


@pytest.mark.parametrize("suffix", ["meta.json", ".term", ".idx", ".fast", ".store", ".fieldnorm"])
def test_a_folder_with_a_part_missing_or_cut_is_damage(tmp_path: Path, suffix: str) -> None:
    whole = tmp_path / "whole"
    LexicalIndex.build(whole, joined(PASSAGES), joined(REFERENCES))
    (name,) = (file.name for file in whole.iterdir() if file.name.endswith(suffix))
    missing, cut = tmp_path / "missing", tmp_path / "cut"
    shutil.copytree(whole, missing)
    shutil.copytree(whole, cut)
    (missing / name).unlink()
    (cut / name).write_bytes((whole / name).read_bytes()[:-3])
    for folder in (missing, cut):
        with pytest.raises(LibraryDamagedError):
            LexicalIndex.open(folder)
