"""The ranker's model: reads a question and a passage together and says how well one answers the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.errors import ModelError
from index.models.onnx_runtime import open_model, reason

MODEL_FILE = "ranker.onnx"
TOKENIZER_FILE = "tokenizer.json"
RECIPE_FILE = "ranker.json"
_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Read:
    """A passage to be read.

    Attributes:
        title: Of its paper; empty where there is none.
        text: The passage.
        sentences: Offsets of its sentences in the text.
    """

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def shown(self) -> str:
        """What the model sees."""
        return f"{self.title}. {self.text}" if self.title else self.text

    @property
    def shift(self) -> int:
        """Where the text begins in what the model sees."""
        return len(self.title) + 2 if self.title else 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What the model says of a passage; logits, higher is better.

    Attributes:
        relevance: Of the passage.
        sentences: Of each sentence; empty where the model judges passages only.
    """

    relevance: float
    sentences: tuple[float, ...]


class CrossEncoder(Protocol):
    """Judges passages."""

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        """In the order given."""
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the model is fed.

    Attributes:
        max_tokens: Of question and passage together; the longer of the two is cut.
        inputs: Names of the model's inputs.
        titled: Whether it reads the paper's title before the passage.
    """

    max_tokens: int
    inputs: tuple[str, ...]
    titled: bool

    def write(self, folder: Path) -> None:
        """Write it beside the model."""
        (folder / RECIPE_FILE).write_text(json.dumps(asdict(self), indent=2), encoding="utf-8")


class OnnxCrossEncoder:
    """Run by ONNX Runtime.

    Passages go through one at a time: nothing is padded, and what a passage is worth does not depend on the others (the
    quantised model scales its numbers by what it sees at once).
    """

    def __init__(self, folder: Path) -> None:
        """Load it.

        Raises:
            ModelError: A part is missing, broken or not a ranker's.
        """
        from tokenizers import Tokenizer  # takes a while; a library may be opened and not asked

        try:
            recipe = json.loads((folder / RECIPE_FILE).read_text(encoding="utf-8"))
            self._recipe = Recipe(**{**recipe, "inputs": tuple(recipe["inputs"])})
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._tokenizer.enable_truncation(self._recipe.max_tokens, strategy="longest_first")
            self._tokenizer.no_padding()
            self._session = open_model(folder / MODEL_FILE)
            self._outputs = [one.name for one in self._session.get_outputs()]
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own for broken files
            raise ModelError(f"{folder}: the ranker cannot be loaded ({reason(error)}).") from error

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        """In the order given."""
        return [
            self._judge(question, one if self._recipe.titled else Read("", one.text, one.sentences)) for one in passages
        ]

    def _judge(self, question: str, passage: Read) -> Judged:
        encoded = self._tokenizer.encode(question, passage.shown)
        feed = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        found = self._session.run(None, {name: np.array([feed[name]], dtype=np.int64) for name in self._recipe.inputs})
        scores = dict(zip(self._outputs, found, strict=True))
        relevance = float(scores["relevance"].reshape(-1)[0])
        if _EVIDENCE not in scores:
            return Judged(relevance, ())
        return Judged(relevance, _of_sentences(scores[_EVIDENCE][0], encoded.offsets, encoded.type_ids, passage))


def _of_sentences(
    tokens: np.ndarray, offsets: Sequence[tuple[int, int]], types: Sequence[int], passage: Read
) -> tuple[float, ...]:
    """The mean over each sentence's tokens; a sentence behind the limit gets the least of the others."""
    own = np.array([start for start, _ in offsets]) - passage.shift
    real = np.array([kind == 1 and end > start for (start, end), kind in zip(offsets, types, strict=True)])
    means = []
    for start, end in passage.sentences:
        inside = real & (own >= start) & (own < end)
        means.append(float(tokens[inside].mean()) if inside.any() else None)
    least = min((mean for mean in means if mean is not None), default=0.0)
    return tuple(least if mean is None else mean for mean in means)
