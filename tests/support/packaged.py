"""The library of the packaged reviews with the real model, as a user's own default library."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

import corpus
import qa

WHY = "Why are iMSCs preferred over MSCs?"
QUOTE = (
    "Compared to MSCs, iMSCs have proved superior in cell proliferation, immunomodulation, generation of exosomes "
    "capable of controlling the microenvironment, and bioactive paracrine factor secretion, while also theoretically "
    "eliminating the dependence on immunosuppression drugs."
)


def data_home(factory: pytest.TempPathFactory) -> Path:
    """A data folder with the default library, real model and all; no test changes it.

    Made once a run, by whichever test process needs it first.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "real-library"
    with FileLock(shared / "real-library.lock"):
        if not home.exists():
            half = shared / "real-library.half"
            qa.sync(corpus.packaged_files(), half / "reviewqa" / "library")
            half.rename(home)
    return home


def real_encoder(factory: pytest.TempPathFactory) -> Path:
    """The packaged model as that library carries it: exported to ONNX."""
    (folder,) = (data_home(factory) / "reviewqa" / "library").glob("encoder-*")
    return folder
