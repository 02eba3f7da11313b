from __future__ import annotations

import pytest

from index.settings import PACKAGED_MODEL, PACKAGED_RANKER, Settings


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REVIEWQA_MODEL", raising=False)
    monkeypatch.delenv("REVIEWQA_RANKER", raising=False)


def test_what_is_packaged_is_the_default() -> None:
    assert Settings.from_environment() == Settings() == Settings(model="reviewqa-encoder", ranker="reviewqa-ranker")


def test_the_environment_names_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "/models/mine")
    assert Settings.from_environment() == Settings(model="/models/mine")


def test_an_empty_variable_is_the_packaged_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "")
    assert Settings.from_environment().model == PACKAGED_MODEL


@pytest.mark.parametrize(
    ("value", "ranker", "custom"),
    [
        ("", PACKAGED_RANKER, ""),
        ("reviewqa-ranker", PACKAGED_RANKER, ""),
        ("none", "none", ""),
        ("/models/mine", "/models/mine", "/models/mine"),
    ],
)
def test_the_environment_names_the_ranker(
    monkeypatch: pytest.MonkeyPatch, value: str, ranker: str, custom: str
) -> None:
    monkeypatch.setenv("REVIEWQA_RANKER", value)
    settings = Settings.from_environment()
    assert (settings, settings.custom_ranker) == (Settings(ranker=ranker), custom)
