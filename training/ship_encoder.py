"""Write a trained encoder as the project ships it: its layers in half precision, averaged with those it began from.

    python -m training.ship_encoder FOLDER [--share 0.5] [--to index/models/tuned]

Fine-tuned weights averaged with those before (WiSE-FT: Wortsman et al., Robust fine-tuning of zero-shot models, 2022)
keep what the model knew and most of what it learned. The word embeddings did not change and are not written: they are
those of the packaged all-MiniLM-L6-v2. Prints the SHA-256 for index/settings.py.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import AutoModel

from index.models.weights import LAYERS_FILE, model_folder
from index.settings import BARE_MODEL


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="of the trained weights")
    parser.add_argument("--to", type=Path, default=Path("index/models/tuned"))
    given = parser.parse_args()
    before = AutoModel.from_pretrained(model_folder(BARE_MODEL), add_pooling_layer=False).state_dict()
    after = torch.load(given.folder / "encoder.pt", weights_only=True)
    layers = {
        name: ((1 - given.share) * before[name] + given.share * after[name]).half().contiguous()
        for name in before
        if name.startswith("encoder.")
    }
    given.to.mkdir(parents=True, exist_ok=True)
    file = given.to / LAYERS_FILE
    save_file(layers, file)
    made = {**json.loads((given.folder / "training.json").read_text(encoding="utf-8")), "share": given.share}
    (given.to / "training.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB, {hashlib.sha256(file.read_bytes()).hexdigest()}\n")


if __name__ == "__main__":
    main()
