"""The ranker at question time, with a session whose scores can be reckoned by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from corpus.errors import ModelError
from index.models.cross_encoder import (
    MODEL_FILE,
    RECIPE_FILE,
    TOKENIZER_FILE,
    Judged,
    OnnxCrossEncoder,
    Read,
    Recipe,
    _of_sentences,
)

LETTERS = "abcdefghijklmnopqrstuvwxyz"
IDS = {"[CLS]": 0, "[SEP]": 1, ".": 2, "[UNK]": 3} | {letter: 10 + at for at, letter in enumerate(LETTERS)}
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class Output:
    def __init__(self, name: str) -> None:
        self.name = name


class FakeSession:
    """A token's logit is its id; the passage's is the number of tokens."""

    outputs = ("relevance", "evidence")

    def __init__(self, *_: Any, **__: Any) -> None:
        self.fed: list[dict[str, np.ndarray]] = []

    def get_outputs(self) -> list[Output]:
        return [Output(name) for name in self.outputs]

    def run(self, _: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.fed.append(feed)
        ids = feed["input_ids"]
        found = {"relevance": np.array([ids.shape[1]], np.float32), "evidence": ids.astype(np.float64)}
        return [found[name] for name in self.outputs]


class PassagesOnly(FakeSession):
    outputs = ("relevance",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, Recipe(16, INPUTS, True))
    return tmp_path


def write(folder: Path, recipe: Recipe) -> None:
    tokenizer = Tokenizer(WordLevel(IDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 0), ("[SEP]", 1)],
    )
    tokenizer.save(str(folder / TOKENIZER_FILE))
    recipe.write(folder)


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, session: type[FakeSession] = FakeSession) -> OnnxCrossEncoder:
    monkeypatch.setattr("onnxruntime.InferenceSession", session)
    return OnnxCrossEncoder(folder)


@pytest.fixture
def ranker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> OnnxCrossEncoder:
    return opened(folder, monkeypatch)


def fed(ranker: OnnxCrossEncoder) -> list[list[int]]:
    return [feed["input_ids"][0].tolist() for feed in ranker._session.fed]


def test_a_sentence_has_the_mean_of_its_tokens_logits(ranker: OnnxCrossEncoder) -> None:
    # [CLS] q [SEP] a b . z . [SEP]: 9 tokens; a b . are 10, 11, 2 and z . are 35, 2
    assert ranker.judge("q", [Read("", "a b. z.", ((0, 4), (5, 7)))]) == [Judged(9.0, (23 / 3, 37 / 2))]


def test_the_title_is_read_but_counts_for_no_sentence(ranker: OnnxCrossEncoder) -> None:
    [judged] = ranker.judge("q", [Read("t u", "a b. z.", ((0, 4), (5, 7)))])
    assert judged == Judged(12.0, (23 / 3, 37 / 2))
    assert fed(ranker) == [[0, 26, 1, 29, 30, 2, 10, 11, 2, 35, 2, 1]]


def test_tokens_of_the_question_count_for_no_sentence(ranker: OnnxCrossEncoder) -> None:
    [judged] = ranker.judge("z z z", [Read("", "a b", ((0, 3),))])
    assert judged.sentences == (10.5,)


def test_a_sentence_behind_the_limit_has_the_least_of_the_others(ranker: OnnxCrossEncoder) -> None:
    text = "b b b b b. a a a a. z z z z."
    [judged] = ranker.judge("q", [Read("", text, ((0, 10), (11, 19), (20, 28)))])
    assert judged == Judged(16.0, (57 / 6, 42 / 5, 35.0))  # the first z is inside, 16 tokens in all
    [judged] = ranker.judge("q", [Read("t t", text, ((0, 10), (11, 19), (20, 28)))])
    assert judged == Judged(16.0, (57 / 6, 10.0, 57 / 6))
    assert len(fed(ranker)[1]) == 16


def test_a_passage_of_which_nothing_is_read_has_zeros(ranker: OnnxCrossEncoder) -> None:
    assert ranker.judge("q", [Read("t " * 30, "a. b.", ((0, 2), (3, 5)))]) == [Judged(16.0, (0.0, 0.0))]


def test_a_question_longer_than_the_limit_leaves_room_for_the_passage(ranker: OnnxCrossEncoder) -> None:
    [judged] = ranker.judge("q " * 100, [Read("", "a b", ((0, 3),))])
    assert judged == Judged(16.0, (10.5,))


def test_what_a_passage_is_worth_does_not_depend_on_the_others(ranker: OnnxCrossEncoder) -> None:
    passages = [Read("", "a b. z.", ((0, 4), (5, 7))), Read("t", "c", ((0, 1),)), Read("", "d " * 40, ((0, 80),))]
    assert ranker.judge("q", passages) == [one for each in passages for one in ranker.judge("q", [each])]
    assert ranker.judge("q", []) == []


def test_each_passage_is_fed_alone_and_without_padding(ranker: OnnxCrossEncoder) -> None:
    ranker.judge("q", [Read("", "a", ((0, 1),)), Read("", "a b c", ((0, 5),))])
    assert fed(ranker) == [[0, 26, 1, 10, 1], [0, 26, 1, 10, 11, 12, 1]]
    first = ranker._session.fed[0]
    assert {name: array.dtype for name, array in first.items()} == dict.fromkeys(INPUTS, np.dtype(np.int64))
    assert first["token_type_ids"].tolist() == [[0, 0, 0, 1, 1]]
    assert first["attention_mask"].tolist() == [[1, 1, 1, 1, 1]]


def test_a_model_without_sentence_scores_judges_passages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, Recipe(16, INPUTS[:2], False))
    ranker = opened(folder, monkeypatch, PassagesOnly)
    assert ranker.judge("q", [Read("title", "a b", ((0, 3),))]) == [Judged(6.0, ())]
    assert fed(ranker) == [[0, 26, 1, 10, 11, 1]]  # it is not shown the title
    assert list(ranker._session.fed[0]) == ["input_ids", "attention_mask"]


@given(st.lists(st.text("abz", min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4))
def test_a_sentence_score_lies_between_its_tokens(sentences: list[str]) -> None:
    places, at = [], 0
    for sentence in sentences:
        places.append((at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    offsets = [(at, at + 1) for at, letter in enumerate(text) if letter != " "]
    logits = np.array([float(IDS[text[start]]) for start, _ in offsets])
    found = _of_sentences(logits, offsets, [1] * len(offsets), Read("", text, tuple(places)))
    for sentence, score in zip(sentences, found, strict=True):
        own = [IDS[letter] for letter in sentence if letter != " "]
        assert min(own) <= score <= max(own)
        assert score == pytest.approx(sum(own) / len(own))


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, RECIPE_FILE])
def test_a_part_that_is_missing_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    with pytest.raises(ModelError, match="the ranker cannot be loaded"):
        OnnxCrossEncoder(folder)


@pytest.mark.parametrize("recipe", ["", "[]", "{}", json.dumps({"max_tokens": 3}), "nul"])
def test_a_broken_recipe_is_told(folder: Path, recipe: str) -> None:
    (folder / RECIPE_FILE).write_text(recipe, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        OnnxCrossEncoder(folder)
    assert str(caught.value).startswith(f"{folder}: the ranker cannot be loaded (")
