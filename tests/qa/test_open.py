"""An engine is opened with the ranker of the settings, and keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import qa
from corpus.errors import LibraryMismatchError
from index.library import Library
from index.models.cross_encoder import Judged, Read
from index.settings import Settings
from qa.answering.engine import Engine
from support.libraries import FakeEncoder, build_library, page, saved

FINS = saved(page("Fins of the zebrafish", "Zebrafish regrow their fins within weeks of an injury. " * 3), "fins.txt")
KNEE = saved(page("Cartilage of the human knee", "Cartilage heals slowly and often never does. " * 3), "knee.txt")


class Counting:
    """A cross-encoder that remembers what it read."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []

    def judge(self, question: str, passages: Sequence[Read]) -> list[Judged]:
        self.read += [(question, one.text) for one in passages]
        return [Judged(1.0, ()) for _ in passages]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Library, "encoder", FakeEncoder())
    build_library(tmp_path / "library", [FINS, KNEE]).close()
    return tmp_path / "library"


@pytest.mark.parametrize(("ranker", "has_one"), [("reviewqa-ranker", True), ("none", False)])
def test_an_engine_has_the_ranker_of_the_settings(folder: Path, ranker: str, has_one: bool) -> None:
    with qa.open(folder, settings=Settings(model="fake", ranker=ranker)) as engine:
        assert engine.has_ranker is has_one


def test_an_engine_has_the_ranker_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWQA_MODEL", "fake")
    monkeypatch.setenv("REVIEWQA_RANKER", "none")
    with qa.open(folder) as engine:
        assert not engine.has_ranker


def test_a_library_without_the_ranker_of_the_settings_is_refused_and_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[Library] = []
    monkeypatch.setattr(Library, "close", lambda self: closed.append(self))
    with pytest.raises(LibraryMismatchError, match=r"carries no ranker of its own, the settings ask for /models/mine"):
        qa.open(folder, settings=Settings(model="fake", ranker="/models/mine"))
    assert [one.folder for one in closed] == [folder]


def test_an_engine_keeps_its_ranker_when_it_is_refreshed(folder: Path) -> None:
    ranker = Counting()
    engine = Engine(Library.open(folder, Settings(model="fake")), ranker)
    engine.ask("Do zebrafish regrow fins?")
    build_library(folder, [KNEE]).close()
    after = engine.refreshed()
    assert after is not engine
    ranker.read.clear()
    after.ask("Does cartilage of the knee heal?")
    assert [question for question, _ in ranker.read] == ["Does cartilage of the knee heal?"]
    assert "Cartilage heals slowly" in ranker.read[0][1]
    engine.close()
    after.close()


def test_a_ranker_is_not_asked_about_a_papers_own_reference(folder: Path) -> None:
    ranker = Counting()
    with Engine(Library.open(folder, Settings(model="fake")), ranker) as engine:
        assert engine.ask("When was Fins of the zebrafish published?").of_paper
    assert ranker.read == []
