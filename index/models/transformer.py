"""The encoder that libraries are built with: sentence-transformers, and its export to ONNX.

Importing PyTorch takes seconds, so this module is imported where a library is built and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.torch import load_file

from corpus.errors import ModelError
from index.models.basis import fitted_basis, read_basis, write_basis
from index.models.encoder import (
    MODEL_FILE,
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    Encoding,
    OnnxEncoder,
    Recipe,
    Vectors,
    encoding_of,
)
from index.models.export import exporting, trace
from index.models.onnx_runtime import optimise
from index.models.weights import TUNED, checked_sha256, model_folder, tuned_layers
from index.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PARITY = 0.9999  # least cosine between the model and its export
_PARITY_TEXTS = (
    "Why are iMSCs preferred over MSCs?",
    "exosomes",
    "Therapeutic effects are best studied in wound healing, cardiovascular disease and musculoskeletal pathology.",
)
_INPUTS = ("input_ids", "attention_mask")
_BATCH = 32


class TransformerEncoder:
    """A sentence-transformers model on this machine; nothing is downloaded."""

    def __init__(self, model: str = PACKAGED_MODEL, bf16: bool = False, carried: Path | None = None) -> None:
        """Load the model.

        Args:
            model: Its name.
            bf16: Compute in bf16: 2.5 times faster on processors made for it, cosine to float32 0.998.
            carried: The encoder folder of a library whose basis for words is to be used.

        Raises:
            ModelError: It is not on this machine, or the packaged weights are not the ones expected.
        """
        self.model = model
        checked_sha256(model)
        self._transformer = _load(model, bf16)
        self._basis = read_basis(carried) if carried else None
        self._recipe = Recipe(
            query_prompt=self._transformer.prompts.get("query") or "",
            document_prompt=self._transformer.prompts.get("document") or "",
            max_tokens=int(self._transformer.max_seq_length or 512),
            inputs=_INPUTS,
        )

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts that will be searched, in batches of similar length."""
        return self._encode(texts, self._recipe.document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        return self._encode(texts, self._recipe.query_prompt)

    def is_word(self, text: str) -> bool:
        """Whether a text in lower case is one token of the model."""
        return text in self.vocabulary()

    def _encode(self, texts: Sequence[str], prompt: str) -> list[Encoding]:
        if not texts:
            return []
        prompted = [prompt + text for text in texts]
        rows: Any = self._transformer.encode(
            prompted, output_value=None, batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=False
        )
        offsets = self._transformer.tokenizer(
            prompted, return_offsets_mapping=True, truncation=True, max_length=self._recipe.max_tokens
        )["offset_mapping"]
        return [
            encoding_of(
                row["sentence_embedding"].float().cpu().numpy(),
                self._in_basis(row["token_embeddings"][: len(spans)].float().cpu().numpy()),
                spans,
                len(prompt),
            )
            for row, spans in zip(rows, offsets, strict=True)
        ]

    def _in_basis(self, states: Vectors) -> Vectors:
        return states if self._basis is None else states @ self._basis

    def vocabulary(self) -> list[str]:
        """Every token that the model knows."""
        return list(self._transformer.tokenizer.get_vocab())

    def export(self, folder: Path) -> None:
        """Write the model as ONNX with its tokenizer, and check that both give the same vectors.

        Raises:
            ModelError: They do not.
        """
        shipped = read_basis(TUNED) if self.model == PACKAGED_MODEL else None
        self._basis = None  # a basis is fitted to whole states
        self._basis = fitted_basis(self, self.vocabulary()) if shipped is None else shipped
        with exporting(self.model, folder) as traced:
            _trace(self._transformer, self._basis, traced)
            optimise(traced, folder / MODEL_FILE, WEIGHTS_FILE)
        write_basis(self._basis, folder)
        self._transformer.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
        self._recipe.write(folder)
        exported = OnnxEncoder(folder).encode_queries(_PARITY_TEXTS)
        ours = self.encode_queries(_PARITY_TEXTS)
        worst = min(float(np.dot(a.vector, b.vector)) for a, b in zip(exported, ours, strict=True))
        if worst < _PARITY:
            raise ModelError(f"The ONNX export of {self.model} differs from the model (cosine {worst:.6f}).")


def _load(model: str, bf16: bool) -> SentenceTransformer:
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing leaves the machine
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    from sentence_transformers import SentenceTransformer  # not before the environment says so
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        loaded = SentenceTransformer(
            str(model_folder(model)),
            device="cpu",
            local_files_only=True,
            model_kwargs={"attn_implementation": "eager", **({"dtype": torch.bfloat16} if bf16 else {})},
        )
    except Exception as error:  # transformers raises many kinds for a folder or a name that is not a model
        raise ModelError(
            f"{model}: is not a sentence-transformers model on this machine. Give a folder that holds one."
        ) from error
    layers = tuned_layers(model)
    if layers:
        body: Any = loaded[0].auto_model
        body.load_state_dict({name: part.to(body.dtype) for name, part in load_file(layers).items()}, strict=False)
    return loaded


def _trace(transformer: SentenceTransformer, basis: Vectors | None, file: Path) -> None:
    """Trace the whole pipeline: transformer, pooling, normalisation; token states come out in the basis."""

    class Traced(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.pipeline = transformer
            self.basis = None if basis is None else torch.from_numpy(basis)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.pipeline({"input_ids": input_ids, "attention_mask": attention_mask})
            states = features["token_embeddings"]
            return features["sentence_embedding"], states if self.basis is None else states @ self.basis

    sample = transformer.tokenizer(list(_PARITY_TEXTS), padding=True, return_tensors="pt")
    trace(Traced(), {name: sample[name] for name in _INPUTS}, file, {"vector": 1, "tokens": 2})
