from __future__ import annotations

import pytest

from index.settings import PACKAGED_MODEL, Settings


def test_the_packaged_model_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REVIEWQA_MODEL", raising=False)
    assert Settings.from_environment() == Settings() == Settings(model="all-MiniLM-L6-v2")


def test_the_environment_names_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "/models/mine")
    assert Settings.from_environment() == Settings(model="/models/mine")


def test_an_empty_variable_is_the_packaged_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "")
    assert Settings.from_environment().model == PACKAGED_MODEL
