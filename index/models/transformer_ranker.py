"""Export of a sentence-transformers CrossEncoder to ONNX, as a library carries it.

Importing sentence-transformers takes seconds, so this module is imported where a library is built and nowhere else.
"""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import ModelError
from index.models.cross_encoder import MODEL_FILE, TOKENIZER_FILE, OnnxCrossEncoder, Read, Recipe, optimise
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
_ROOM = 256 * 2**20  # bytes; with less, a failed export is put down to the disk
_LONGEST = 512  # tokens, where the model does not say


def export_ranker(name: str, folder: Path) -> None:
    """Write a CrossEncoder as ONNX with its tokenizer, and check that both give the same scores.

    Args:
        name: Of the model, or its folder; nothing is downloaded.
        folder: To write into.

    Raises:
        ModelError: It is not on this machine, is no cross-encoder with one label, or its export gives other scores.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"  # nothing leaves the machine
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    checked_sha256(name)  # tells a folder without weights
    _check_kind(name)
    model = _load(name)
    folder.mkdir(parents=True, exist_ok=True)
    traced = folder / "traced.onnx"
    inputs = _inputs(name, model)
    try:
        _trace(model, inputs, traced)
        optimise(traced, folder / MODEL_FILE)
        traced.unlink()
    except OSError:
        raise
    except Exception as error:
        if shutil.disk_usage(folder).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        # torch and onnxruntime have many kinds for a model that cannot be traced
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{name}: cannot be exported to ONNX ({reason[:200]}).") from error
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER_FILE))
    Recipe(_max_tokens(model), inputs, titled=False).write(folder)
    _check_parity(name, model, folder)


def _check_kind(name: str) -> None:
    """Tell a model of another kind from its configuration, before a head of random weights is put onto it."""
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(name, local_files_only=True)
    except Exception as error:  # transformers raises many kinds for a folder or a name that is no model
        raise ModelError(f"{name}: is no model on this machine. Give a folder that holds one.") from error
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
        # sentence-transformers does not tell which weights are missing
        _, told = AutoModelForSequenceClassification.from_pretrained(
            name, local_files_only=True, output_loading_info=True
        )
        eager = {"attn_implementation": "eager"}
        model: CrossEncoder = CrossEncoder(name, device="cpu", local_files_only=True, model_kwargs=eager)
        model.float()
    except Exception as error:  # likewise
        raise ModelError(f"{name}: is no CrossEncoder that can be loaded. {_WANTED}") from error
    missing = sorted(told["missing_keys"])
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
    """Write the transformer's one logit of each pair, with both axes of its inputs free."""
    import torch

    class Traced(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.body: Any = model.model

        def forward(self, *given: torch.Tensor) -> Any:
            return self.body(**dict(zip(inputs, given, strict=True))).logits[:, 0]

    questions, passages = zip(*_PARITY_PAIRS[:2], strict=True)
    sample = model.tokenizer(list(questions), list(passages), padding=True, return_tensors="pt")
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's remarks are for its authors
        torch.onnx.export(
            Traced().eval(), tuple(sample[one] for one in inputs), str(file), input_names=list(inputs),
            output_names=["relevance"], dynamic_axes={**dict.fromkeys(inputs, axes), "relevance": {0: "batch"}},
            dynamo=False,  # as in index/models/transformer.py
        )  # fmt: skip


def _check_parity(name: str, model: CrossEncoder, folder: Path) -> None:
    import torch

    exported = OnnxCrossEncoder(folder)
    ours = model.predict(list(_PARITY_PAIRS), activation_fn=torch.nn.Identity(), show_progress_bar=False)
    for (question, text), logit in zip(_PARITY_PAIRS, map(float, ours), strict=True):
        [judged] = exported.judge(question, [Read("", text, ((0, len(text)),))])
        if not abs(judged.relevance - logit) <= _PARITY * max(1.0, abs(logit)):
            raise ModelError(
                f"The ONNX export of {name} differs from the model (logit {judged.relevance:.4f}, not {logit:.4f})."
            )
