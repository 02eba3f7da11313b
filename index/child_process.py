"""What a process of our own is started with."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def environment() -> dict[str, str]:
    """This one's environment, in which the child finds the same modules."""
    paths = [str(Path(__file__).parent.parent), *(path for path in sys.path if path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
