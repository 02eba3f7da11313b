"""Write a trained ranker as the project ships it: int8 ONNX, its tokenizer, its recipe and its SHA-256.

    python -m training.export FOLDER [--to index/models/ranker]

Weights and word vectors become int8, one scale a column; activations are scaled as they come (dynamic quantisation).
Prints how far the scores of a few pairs move.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import PretrainedConfig

from index.models.cross_encoder import MODEL_FILE, TOKENIZER_FILE, OnnxCrossEncoder, Read, Recipe
from index.models.onnx_runtime import optimise
from index.models.weights import model_folder
from index.settings import BARE_MODEL
from training.model import CrossEncoder, tokenizer
from training.train import LENGTH

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_PAIRS = [
    ("Why are iMSCs preferred over MSCs?", "iMSCs expand for more passages than MSCs and vary less between donors."),
    ("Why are iMSCs preferred over MSCs?", "Exosomes are vesicles of 30 to 150 nm that cells release."),
    (
        "Does aspirin prevent stroke?",
        "Aspirin lowered the risk of a first stroke by 17 %. Bleeding rose.",
    ),
]


def export(folder: Path, target: Path) -> None:
    """Write the ranker that ``training.train`` left in a folder."""
    start = model_folder(BARE_MODEL)
    model = CrossEncoder(start)
    model.load_state_dict(torch.load(folder / "ranker.pt", weights_only=True, map_location="cpu"))
    model.body.set_attn_implementation("eager")  # the form that fuses
    tokens = tokenizer(start)
    target.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(LENGTH, INPUTS, True)
    with tempfile.TemporaryDirectory() as work:
        plain = Path(work)
        _trace(model.eval(), tokens([_PAIRS[0][0]], [_PAIRS[0][1]], return_tensors="pt"), plain / MODEL_FILE)
        for place in (plain, target):
            tokens.backend_tokenizer.save(str(place / TOKENIZER_FILE))
            recipe.write(place)
        _fuse(plain / MODEL_FILE, plain / "fused.onnx", model.body.config)
        quantize_dynamic(
            plain / "fused.onnx", plain / "int8.onnx", weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather", "Attention"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
        optimise(plain / "int8.onnx", target / MODEL_FILE)
        reads = [(question, Read("", text, ((0, len(text)),))) for question, text in _PAIRS]
        for (question, read), place in ((pair, place) for pair in reads for place in (plain, target)):
            [judged] = OnnxCrossEncoder(place).judge(question, [read])
            sys.stdout.write(f"{'whole' if place == plain else 'int8 '} {judged.relevance:+.3f} {question}\n")
    size, digest = (target / MODEL_FILE).stat().st_size, hashlib.sha256((target / MODEL_FILE).read_bytes()).hexdigest()
    sys.stdout.write(f"{target / MODEL_FILE}: {size / 1e6:.1f} MB, SHA-256 {digest}\n")
    shutil.copy(folder / "training.json", target / "training.json")


def _fuse(plain: Path, fused: Path, config: PretrainedConfig) -> None:
    """Attention and its neighbours as one operator each: a fifth less time. Word vectors stay apart, to become int8."""
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    made = optimize_model(
        str(plain), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
        opt_level=0, optimization_options=options,
    )  # fmt: skip
    made.save_model_to_file(str(fused))


def _trace(model: CrossEncoder, sample: dict[str, torch.Tensor], file: Path) -> None:
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the tracer's remarks are for its authors
        torch.onnx.export(
            model, tuple(sample[name] for name in INPUTS), str(file), input_names=list(INPUTS),
            output_names=["relevance", "evidence"],
            dynamic_axes={**dict.fromkeys(INPUTS, axes), "relevance": {0: "batch"}, "evidence": axes}, dynamo=False,
        )  # fmt: skip


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--to", type=Path, default=Path("index") / "models" / "ranker")
    given = parser.parse_args()
    export(given.folder, given.to)


if __name__ == "__main__":
    main()
