"""Export of a sentence-transformers CrossEncoder to ONNX, as a library carries it.

Importing PyTorch takes seconds, so this module is imported where a library is built and nowhere else.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from corpus.errors import ModelError
from index.models.cross_encoder import MODEL_FILE, TOKENIZER_FILE, OnnxCrossEncoder, Read, Recipe
from index.models.export import exporting, trace
from index.models.onnx_runtime import optimise
from index.models.weights import checked_sha256

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_PARITY = 0.001  # most difference of a logit between the model and its export, relative where the logit is above 1
_PARITY_PAIRS = (
    ("Why are iMSCs preferred over MSCs?", "iMSCs expand for more passages than MSCs and vary less between donors."),
    ("exosomes", "Exosomes are vesicles of 30 to 150 nm that cells release."),
    ("Does aspirin prevent stroke?", "Aspirin lowered the risk of a first stroke by 17 %. Bleeding rose. " * 80),
)
_WANTED = "A ranker is a sentence-transformers CrossEncoder: a …ForSequenceClassification with one label."
_LONGEST = 512  # tokens, where the model does not say


def export_ranker(name: str, folder: Path) -> None:
    """Write a CrossEncoder as ONNX with its tokenizer, and check that both give the same scores.

    Args:
        name: Of the model, or its folder; nothing is downloaded.
        folder: To write into.

    Raises:
        ModelError: It is not on this machine, is not a cross-encoder with one label, or its export gives other scores.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing leaves the machine
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    checked_sha256(name)  # refuses a folder without weights
    _check_kind(name)
    model = _load(name)
    inputs = _inputs(name, model)
    with exporting(name, folder) as traced:
        _trace(model, inputs, traced)
        optimise(traced, folder / MODEL_FILE)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    Recipe(_max_tokens(model), inputs, titled=False).write(folder)
    _check_parity(name, model, folder)


def _check_kind(name: str) -> None:
    """Refuse a model of another kind by its configuration, before it is given a head of random weights."""
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(name, local_files_only=True)
    except Exception as error:  # transformers raises many kinds for a folder or a name that is not a model
        raise ModelError(f"{name}: is not a model on this machine. Give a folder that holds one.") from error
    found = (getattr(config, "architectures", None) or ["model of an unknown kind"])[0]
    if not found.endswith("ForSequenceClassification"):
        raise ModelError(f"{name}: is a {found}, which does not score pairs. {_WANTED}")
    if config.num_labels != 1:
        raise ModelError(f"{name}: has {config.num_labels} labels. {_WANTED}")


def _load(name: str) -> CrossEncoder:
    from sentence_transformers import CrossEncoder
    from transformers import AutoModelForSequenceClassification
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        # sentence-transformers does not say which weights are missing
        _, loading = AutoModelForSequenceClassification.from_pretrained(
            name, local_files_only=True, output_loading_info=True
        )
        eager = {"attn_implementation": "eager"}
        model: CrossEncoder = CrossEncoder(name, device="cpu", local_files_only=True, model_kwargs=eager)
        model.float()
    except Exception as error:  # likewise
        raise ModelError(f"{name}: is not a CrossEncoder that can be loaded. {_WANTED}") from error
    missing = sorted(loading["missing_keys"])
    if missing:
        raise ModelError(f"{name}: has no weights for {missing[0]}, so its scores would be random. {_WANTED}")
    if len(model) != 1:
        parts = ", ".join(type(part).__name__ for part in model)
        raise ModelError(f"{name}: has several parts ({parts}), and a ranker has one. {_WANTED}")
    if not hasattr(model.tokenizer, "backend_tokenizer"):
        raise ModelError(f"{name}: has no fast tokenizer (tokenizer.json), which a ranker needs.")
    return model


def _inputs(name: str, model: CrossEncoder) -> tuple[str, ...]:
    known = ("input_ids", "attention_mask", "token_type_ids")
    wanted = tuple(model.tokenizer.model_input_names)
    if not set(wanted) <= set(known):
        raise ModelError(f"{name}: wants {', '.join(set(wanted) - set(known))}, which a ranker is not given.")
    return tuple(one for one in known if one in wanted)


def _max_tokens(model: CrossEncoder) -> int:
    """The model's limit; tokenizers that have none say 10^30."""
    longest = model.max_seq_length
    return int(longest) if longest and longest < 2**20 else _LONGEST


def _trace(model: CrossEncoder, inputs: tuple[str, ...], file: Path) -> None:
    """Trace the transformer's one logit of each pair."""

    class Traced(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.body: Any = model.model

        def forward(self, *given: torch.Tensor) -> Any:
            return self.body(**dict(zip(inputs, given, strict=True))).logits[:, 0]

    questions, passages = zip(*_PARITY_PAIRS[:2], strict=True)
    sample = model.tokenizer(list(questions), list(passages), padding=True, return_tensors="pt")
    trace(Traced(), {name: sample[name] for name in inputs}, file, {"relevance": 1})


def _check_parity(name: str, model: CrossEncoder, folder: Path) -> None:
    exported = OnnxCrossEncoder(folder)
    ours = model.predict(list(_PARITY_PAIRS), activation_fn=torch.nn.Identity(), show_progress_bar=False)
    for (question, text), logit in zip(_PARITY_PAIRS, map(float, ours), strict=True):
        [judged] = exported.judge(question, [Read("", text, ((0, len(text)),))])
        if not abs(judged.relevance - logit) <= _PARITY * max(1.0, abs(logit)):
            raise ModelError(
                f"The ONNX export of {name} differs from the model (logit {judged.relevance:.4f}, not {logit:.4f})."
            )
