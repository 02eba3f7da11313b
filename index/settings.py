"""What a library is built with; a library whose settings differ from those in force is refused or built again."""

from __future__ import annotations

import os
from dataclasses import dataclass

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that decide what stands in a library.

    Attributes:
        model: The packaged model, or a sentence-transformers name or folder that is already on this machine.
    """

    model: str = PACKAGED_MODEL

    @classmethod
    def from_environment(cls) -> Settings:
        """``REVIEWQA_MODEL`` where it is set, else the packaged model."""
        return cls(model=os.environ.get("REVIEWQA_MODEL") or PACKAGED_MODEL)
