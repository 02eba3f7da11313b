"""The models of a library: how they get into one, and what encodes with it."""

from __future__ import annotations

import platform
from functools import cached_property
from pathlib import Path
from typing import Protocol

from index.models.encoder import Encoder, OnnxEncoder
from index.models.weights import checked_sha256
from index.settings import Settings

_MANY = 1_000  # passages that make loading PyTorch worth while


class RankerSource(Protocol):
    """A ranker that a library is to carry.

    Attributes:
        name: Its name in the settings.
    """

    name: str

    @property
    def sha256(self) -> str:
        """Of its weights, empty where the name is not a folder on this machine."""
        ...

    def export(self, folder: Path) -> None:
        """Write what the library will carry.

        Raises:
            ModelError: It is not here, is not a cross-encoder, or the copy does not give the same scores.
        """
        ...


class EmbeddingModel(Protocol):
    """What a library is made with.

    Attributes:
        name: Its name in the settings.
        ranker: What the library is to carry beside it; None where it is asked with the packaged ranker or none.
    """

    name: str
    ranker: RankerSource | None

    @property
    def sha256(self) -> str:
        """Of its weights, empty where the name is not a folder on this machine."""
        ...

    def export(self, folder: Path) -> None:
        """Write the encoder that the library will carry.

        Raises:
            ModelError: The model is not here, or the copy does not give the same vectors.
        """
        ...

    def encoder(self, folder: Path, sentences: int) -> Encoder:
        """The encoder for so many sentences, from the folder that ``export`` wrote."""
        ...


class TransformerRanker:
    """A sentence-transformers CrossEncoder; the library carries it as ONNX."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def sha256(self) -> str:
        """Of its weights, empty where the name is not a folder; raises ModelError for a folder without weights."""
        return checked_sha256(self.name)

    def export(self, folder: Path) -> None:
        """Write what the library will carry; raises ModelError where that fails."""
        from index.models.transformer_ranker import export_ranker  # takes seconds to import, needed only here

        export_ranker(self.name, folder)


class TransformerModel:
    """A sentence-transformers model; the library carries it as ONNX."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model
        self.ranker: RankerSource | None = TransformerRanker(settings.custom_ranker) if settings.custom_ranker else None

    @cached_property
    def sha256(self) -> str:
        """Of its weights, empty where the name is not a folder on this machine.

        Raises:
            ModelError: The packaged weights are missing or not the ones expected.
        """
        return checked_sha256(self.name)

    def export(self, folder: Path) -> None:
        """Write the encoder that the library will carry; raises ModelError where that fails."""
        from index.models.transformer import TransformerEncoder  # takes seconds to import, needed only here

        TransformerEncoder(self.name).export(folder)

    def encoder(self, folder: Path, sentences: int) -> Encoder:
        """ONNX Runtime, or PyTorch in bf16 for many sentences where the processor computes in bf16."""
        if sentences >= _MANY and computes_in_bf16():
            from index.models.transformer import TransformerEncoder

            return TransformerEncoder(self.name, bf16=True, carried=folder)
        return OnnxEncoder(folder)


def computes_in_bf16() -> bool:
    """Whether the processor multiplies bf16 matrices itself; without that, bf16 is slower than float32."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False  # macOS and Windows do not say
    return platform.machine() == "x86_64" and ("avx512_bf16" in flags or "amx_bf16" in flags)
