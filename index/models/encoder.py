"""Texts to vectors: what an encoder is, and the one that a library carries and asks with (ONNX Runtime)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamagedError
from index.models.onnx_runtime import open_model, reason
from index.text.words import content_words

Vectors = NDArray[np.float32]

MODEL_FILE = "model.onnx"
WEIGHTS_FILE = "model.weights"
TOKENIZER_FILE = "tokenizer.json"
RECIPE_FILE = "encoder.json"
BASIS_FILE = "words.npy"
_BATCH_TOKENS = 2048  # encoded at once: enough for speed, little memory


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text, encoded.

    Attributes:
        vector: (dim,), L2-normalised: the whole text.
        tokens: (t, k), L2-normalised rows: the model's last hidden state of each token, special tokens left out, in the
            library's basis for words.
        offsets: t pairs (start, end) of character offsets in the text.
    """

    vector: Vectors
    tokens: Vectors
    offsets: tuple[tuple[int, int], ...]

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """The content words of the encoded text with a vector each: the mean of the word's tokens.

        Returns:
            Their w stems and (w, k) float32, L2-normalised; a word behind the model's limit is left out.
        """
        stems, rows, at = [], [], 0
        for word in content_words(text):  # both are in the order of the text
            while at < len(self.offsets) and self.offsets[at][0] < word.start:
                at += 1
            first = at
            while at < len(self.offsets) and self.offsets[at][1] <= word.end:
                at += 1
            if at > first:
                stems.append(word.stem)
                rows.append(self.tokens[first] if at == first + 1 else self.tokens[first:at].mean(axis=0))
        none = np.empty((0, self.tokens.shape[1]), dtype=np.float32)
        return stems, normalised(np.stack(rows)) if rows else none


class Encoder(Protocol):
    """Turns texts into vectors that can be compared by their dot product."""

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts that will be searched."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        ...

    def is_word(self, text: str) -> bool:
        """Whether a text in lower case is a word that the model knows whole: common words of its language are."""
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an exported model is fed.

    Attributes:
        query_prompt: Put before a question.
        document_prompt: Put before a text that is searched.
        max_tokens: Longer texts are cut here.
        inputs: Names of the model's inputs.
    """

    query_prompt: str
    document_prompt: str
    max_tokens: int
    inputs: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write it beside the model."""
        (folder / RECIPE_FILE).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


class OnnxEncoder:
    """The encoder that a library carries, run by ONNX Runtime: no PyTorch, loaded in a fraction of a second."""

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            LibraryDamagedError: A part is missing or broken.
        """
        from tokenizers import Tokenizer  # takes a while; a library may be opened and not asked

        try:
            recipe = json.loads((folder / RECIPE_FILE).read_text(encoding="utf-8"))
            self._recipe = Recipe(**{**recipe, "inputs": tuple(recipe["inputs"])})
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._tokenizer.enable_truncation(self._recipe.max_tokens)
            self._tokenizer.no_padding()
            self._session = open_model(folder / MODEL_FILE)
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own for broken files
            raise LibraryDamagedError(f"{folder}: the query encoder cannot be loaded ({reason(error)}).") from error

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts that will be searched."""
        return self._encode(texts, self._recipe.document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        return self._encode(texts, self._recipe.query_prompt)

    def is_word(self, text: str) -> bool:
        """Whether a text in lower case is one token of the model, as it is or with its mark of a word's beginning."""
        return any(self._tokenizer.token_to_id(mark + text) is not None for mark in ("", "▁", "Ġ"))

    def _encode(self, texts: Sequence[str], prompt: str) -> list[Encoding]:
        """Longest first, texts of similar length together, so that little is padded."""
        tokenized = self._tokenizer.encode_batch([prompt + text for text in texts])
        order = sorted(range(len(texts)), key=lambda at: -len(tokenized[at].ids))
        encoded: list[Encoding | None] = [None] * len(texts)
        while order:
            width = len(tokenized[order[0]].ids)
            batch = order[: max(1, _BATCH_TOKENS // width)]
            order = order[len(batch) :]
            vectors, states = self._run([tokenized[at].ids for at in batch], width)
            for at, vector, state in zip(batch, vectors, states, strict=True):
                encoded[at] = encoding_of(vector, state, tokenized[at].offsets, len(prompt))
        return [one for one in encoded if one is not None]

    def _run(self, rows: Sequence[Sequence[int]], width: int) -> tuple[Vectors, Vectors]:
        """Vectors (n, dim) and token states (n, width, k) of n token sequences."""
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors, states = self._session.run(None, {name: feed[name] for name in self._recipe.inputs})
        return vectors, states


def encoding_of(
    vector: NDArray[np.floating],
    states: NDArray[np.floating],
    offsets: Sequence[tuple[int, int]],
    prompt: int,
) -> Encoding:
    """Drop special and prompt tokens, normalise the rest.

    Args:
        vector: (dim,) of the whole text.
        states: (t, k) of its tokens.
        offsets: t character offsets, empty for special tokens.
        prompt: Length of the prompt in characters.
    """
    kept = [at for at, (start, end) in enumerate(offsets) if end > start >= prompt]
    tokens = normalised(np.asarray(states, dtype=np.float32)[kept])
    shifted = tuple((int(offsets[at][0]) - prompt, int(offsets[at][1]) - prompt) for at in kept)
    return Encoding(normalised(np.asarray(vector, dtype=np.float32)), tokens, shifted)


def normalised(vectors: Vectors) -> Vectors:
    """Rows (or the one vector) scaled to length 1; a zero stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
