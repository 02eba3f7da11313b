"""What a library is built with; a library whose settings differ from those in force is refused or built again."""

from __future__ import annotations

import os
from dataclasses import dataclass

BARE_MODEL = "all-MiniLM-L6-v2"
BARE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_MODEL = "reviewqa-encoder"  # the bare model with layers of our own
PACKAGED_SHA256 = "805562595c3b7fb436cfec71d63a056580b564b69e560f52d26a3479571718f4"
PACKAGED_RANKER = "reviewqa-ranker"
RANKER_SHA256 = "392df77b27ccd57e6ee84e17cfce0f62553b5ee78acc8cdf94a42ca9989737e2"
NO_RANKER = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that decide what a library holds.

    Attributes:
        model: The packaged model, "all-MiniLM-L6-v2" that it was trained from, or a sentence-transformers name or
            folder that is already on this machine.
        ranker: The packaged ranker, "none", or likewise the name or folder of a sentence-transformers CrossEncoder.
    """

    model: str = PACKAGED_MODEL
    ranker: str = PACKAGED_RANKER

    @classmethod
    def from_environment(cls) -> Settings:
        """``REVIEWQA_MODEL`` and ``REVIEWQA_RANKER`` where they are set, else what is packaged."""
        return cls(
            model=os.environ.get("REVIEWQA_MODEL") or PACKAGED_MODEL,
            ranker=os.environ.get("REVIEWQA_RANKER") or PACKAGED_RANKER,
        )

    @property
    def custom_ranker(self) -> str:
        """The ranker where a library has to carry it; empty for the packaged one and for none."""
        return "" if self.ranker in (PACKAGED_RANKER, NO_RANKER) else self.ranker
