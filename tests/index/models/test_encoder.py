from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import LibraryDamagedError
from index.models.encoder import Encoding, OnnxEncoder, encoding_of, normalised
from support.libraries import DIM, FakeEncoder

STATES = np.array([[9, 9], [3, 4], [0, 2], [9, 9]], dtype=np.float32)


def test_rows_are_scaled_to_length_one() -> None:
    assert normalised(np.array([[3, 4], [0, -2]], dtype=np.float32)) == pytest.approx(np.array([[0.6, 0.8], [0, -1]]))


def test_one_vector_is_scaled_to_length_one() -> None:
    assert normalised(np.array([3, 4], dtype=np.float32)) == pytest.approx(np.array([0.6, 0.8]))


def test_a_vector_of_noughts_stays_nought() -> None:
    assert normalised(np.zeros((2, 3), np.float32)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_no_rows_stay_no_rows() -> None:
    assert normalised(np.empty((0, 3), np.float32)).shape == (0, 3)


def test_vectors_are_float32_whatever_comes_in() -> None:
    assert normalised(np.array([3.0, 4.0])).dtype == np.float32


def test_special_tokens_are_left_out_of_an_encoding() -> None:
    encoding = encoding_of(np.array([0, 5.0]), STATES, [(0, 0), (0, 4), (5, 8), (0, 0)], 0)
    assert encoding.offsets == ((0, 4), (5, 8))
    assert encoding.tokens == pytest.approx(np.array([[0.6, 0.8], [0, 1]]))
    assert encoding.vector.tolist() == [0, 1]


def test_the_tokens_of_a_prompt_are_left_out_and_offsets_count_from_its_end() -> None:
    encoding = encoding_of(np.array([0, 5.0]), STATES, [(0, 0), (0, 6), (7, 10), (0, 0)], len("query: "))
    assert encoding.offsets == ((0, 3),)
    assert encoding.tokens.tolist() == [[0, 1]]


def test_an_encoding_of_special_tokens_alone_has_no_tokens() -> None:
    encoding = encoding_of(np.array([0, 5.0]), STATES[:2], [(0, 0), (0, 0)], 0)
    assert (encoding.tokens.shape, encoding.offsets) == ((0, 2), ())


@pytest.mark.parametrize("name", [None, "encoder.json", "tokenizer.json", "model.onnx"])
def test_a_query_encoder_without_its_parts_is_damage_and_named(tmp_path: Path, name: str | None) -> None:
    if name:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(LibraryDamagedError) as caught:
        OnnxEncoder(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}: the query encoder cannot be loaded (")


# Words


def test_the_vector_of_a_word_is_the_mean_of_its_tokens() -> None:
    tokens = np.eye(4, dtype=np.float32)
    encoding = Encoding(tokens[0], tokens, ((0, 3), (3, 8), (9, 11), (12, 17)))
    stems, vectors = encoding.words("exosomes of cells")
    assert stems == ["exosom", "cell"]
    assert vectors == pytest.approx(np.array([[0.5**0.5, 0.5**0.5, 0, 0], [0, 0, 0, 1]]))


def test_a_word_behind_the_models_limit_has_no_vector() -> None:
    encoding = Encoding(np.ones(2, np.float32), np.eye(2, dtype=np.float32)[:1], ((0, 8),))
    stems, vectors = encoding.words("exosomes cells")
    assert (stems, vectors.tolist()) == (["exosom"], [[1, 0]])


def test_a_text_of_stop_words_has_no_word_vectors() -> None:
    stems, vectors = FakeEncoder().encode_documents(["what is it"])[0].words("what is it")
    assert (stems, vectors.shape) == ([], (0, DIM))
