"""The library of the packaged reviews with the real model, as a user's own default library."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpus
import qa

WHY = "Why are iMSCs preferred over MSCs?"
QUOTE = (
    "Compared to MSCs, iMSCs have proved superior in cell proliferation, immunomodulation, generation of exosomes "
    "capable of controlling the microenvironment, and bioactive paracrine factor secretion, while also theoretically "
    "eliminating the dependence on immunosuppression drugs."
)

_built: list[Path] = []


def data_home(factory: pytest.TempPathFactory) -> Path:
    """A data folder with the default library, real model and all, built once a session for every test file."""
    if not _built:
        home = factory.mktemp("data")
        qa.sync(corpus.packaged_files(), home / "reviewqa" / "library")
        _built.append(home)
    return _built[0]
