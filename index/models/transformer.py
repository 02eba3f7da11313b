"""The encoder that libraries are built with: sentence-transformers, and its export to ONNX.

Importing sentence-transformers takes seconds, so this module is imported where a library is built and nowhere else.
"""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import ModelError
from index.models.basis import fitted_basis, read_basis, write_basis
from index.models.encoder import TOKENIZER_FILE, Encoding, OnnxEncoder, Recipe, Vectors, encoding_of, optimise
from index.models.weights import checked_sha256, model_folder
from index.settings import PACKAGED_MODEL

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_PARITY = 0.9999  # least cosine between the model and its export
_PARITY_TEXTS = (
    "Why are iMSCs preferred over MSCs?",
    "exosomes",
    "Therapeutic effects are best studied in wound healing, cardiovascular disease and musculoskeletal pathology.",
)
_BATCH = 32
_ROOM = 256 * 2**20  # bytes; with less, a failed export is put down to the disk


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
        self._transformer = _load(str(model_folder(model)), model, bf16)
        self._basis = read_basis(carried) if carried else None
        self._recipe = Recipe(
            query_prompt=self._transformer.prompts.get("query") or "",
            document_prompt=self._transformer.prompts.get("document") or "",
            max_tokens=int(self._transformer.max_seq_length or 512),
            inputs=("input_ids", "attention_mask"),
        )

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode texts that will be searched, in batches of similar length."""
        return self._encode(texts, self._recipe.document_prompt)

    def encode_queries(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode questions."""
        return self._encode(texts, self._recipe.query_prompt)

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
        folder.mkdir(parents=True, exist_ok=True)
        traced = folder / "traced.onnx"
        self._basis = None
        self._basis = fitted_basis(self)
        write_basis(self._basis, folder)
        try:
            _export_onnx(self._transformer, self._basis, traced)
            optimise(traced, folder)
        except OSError:
            raise
        except Exception as error:
            if shutil.disk_usage(folder).free < _ROOM:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            # torch and onnxruntime have many kinds for a model that cannot be traced
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"{self.model}: cannot be exported to ONNX ({reason[:200]}).") from error
        traced.unlink()
        self._transformer.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
        self._recipe.write(folder)
        exported = OnnxEncoder(folder).encode_queries(_PARITY_TEXTS)
        ours = self.encode_queries(_PARITY_TEXTS)
        worst = min(float(np.dot(a.vector, b.vector)) for a, b in zip(exported, ours, strict=True))
        if worst < _PARITY:
            raise ModelError(f"The ONNX export of {self.model} differs from the model (cosine {worst:.6f}).")


def _load(folder: str, model: str, bf16: bool) -> SentenceTransformer:
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing leaves the machine
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(
            folder,
            device="cpu",
            local_files_only=True,
            model_kwargs={"attn_implementation": "eager", **({"dtype": torch.bfloat16} if bf16 else {})},
        )
    except Exception as error:  # transformers raises many kinds for a folder or a name that is no model
        raise ModelError(
            f"{model}: is no sentence-transformers model on this machine. Give a folder that holds one."
        ) from error


def _export_onnx(transformer: SentenceTransformer, basis: Vectors | None, file: Path) -> None:
    """Trace the whole pipeline (transformer, pooling, normalisation) with both axes of its inputs free.

    Token states come out in the basis.
    """
    import torch

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
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's remarks are for its authors
        torch.onnx.export(
            Traced().eval(),
            (sample["input_ids"], sample["attention_mask"]),
            str(file),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector", "tokens"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "vector": {0: "batch"}, "tokens": axes},
            dynamo=False,  # the newer exporter takes ten times longer and two more dependencies for the same graph
        )
