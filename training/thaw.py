"""Weights of the shipped ranker again as a model that can be trained on: int8 put back into float.

python -m training.thaw --to FOLDER        # writes FOLDER/ranker.pt, for training.train --from FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from index.models.cross_encoder import MODEL_FILE
from index.models.weights import model_folder
from index.settings import BARE_MODEL
from training.model import CrossEncoder

RANKER = Path(__file__).parents[1] / "index" / "models" / "ranker"
_MATRICES = ("attention.output.dense", "intermediate.dense", "output.dense")  # of a layer, in the order of the graph


def thawed(file: Path) -> dict[str, torch.Tensor]:
    """The state of ``training.model.CrossEncoder`` that ``training.export`` made a file of."""
    graph = onnx.load(str(file)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    model = CrossEncoder(model_folder(BARE_MODEL))
    state: dict[str, torch.Tensor] = model.state_dict()

    def whole(name: str) -> NDArray[np.float32]:
        values = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
        return np.asarray(values * stored[f"{name}_scale"], dtype=np.float32)

    for name in state:
        if name in stored and not name.startswith("body.embeddings.word"):
            state[name] = torch.from_numpy(stored[name].copy()).reshape(state[name].shape)
    products = [one for one in graph.node if one.op_type == "DynamicQuantizeMatMul"]
    attentions = [one for one in graph.node if one.op_type == "QAttention"]
    for layer, attention in enumerate(attentions):
        head = f"body.encoder.layer.{layer}"
        weights = whole(attention.input[1].removesuffix("_quantized"))
        size = weights.shape[0]
        bias = stored[attention.input[2]]
        for at, part in enumerate(("query", "key", "value")):
            own = slice(at * size, (at + 1) * size)
            state[f"{head}.attention.self.{part}.weight"] = torch.from_numpy(weights[:, own].T.copy())
            state[f"{head}.attention.self.{part}.bias"] = torch.from_numpy(bias[own].copy())
        for matrix, product in zip(_MATRICES, products[3 * layer : 3 * layer + 3], strict=True):
            state[f"{head}.{matrix}.weight"] = torch.from_numpy(
                whole(product.input[1].removesuffix("_quantized")).T.copy()
            )
    for name, product in zip(("relevance", "evidence"), products[3 * len(attentions) :], strict=True):
        state[f"{name}.weight"] = torch.from_numpy(whole(product.input[1].removesuffix("_quantized")).T.copy())
    return state


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    torch.save(thawed(RANKER / MODEL_FILE), given.to / "ranker.pt")


if __name__ == "__main__":
    main()
