"""A library of a former encoder is asked as before; what writes it takes all vectors anew, and reads no file for that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import index.writing.sync
from index.library import Library
from index.models.encoder import Encoding
from index.settings import BARE_MODEL, BARE_SHA256, PACKAGED_MODEL, PACKAGED_SHA256, Settings
from index.store.manifest import Manifest
from index.writing.draft import Draft
from index.writing.progress import Lines
from index.writing.scan import Plan
from index.writing.sync import add, sync
from index.writing.verify import verify
from qa.library.libraries import open_library
from support.in_process import read_in_process
from support.libraries import FakeEncoder, FakeModel, page, passage_ids

FINS = page("Fins of the adult zebrafish", "Abstract\n\nZebrafish regrow their fins. The blastema forms early in them.")
KNEE = page("Cartilage of the human knee", "Abstract\n\nCartilage heals slowly. Exosomes carry growth factors to it.")


class OtherEncoder(FakeEncoder):
    """Points the other way."""

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        return [Encoding(-one.vector, -one.tokens, one.offsets) for one in super().encode_documents(texts)]


class BrokenEncoder(FakeEncoder):
    """Is killed when it begins."""

    def encode_documents(self, texts: Sequence[str]) -> list[Encoding]:
        raise KeyboardInterrupt


class Former(FakeModel):
    """The encoder that reviewqa came with before its own."""

    name = BARE_MODEL
    sha256 = BARE_SHA256


class Current(FakeModel):
    """Its own."""

    name = PACKAGED_MODEL
    sha256 = PACKAGED_SHA256

    def __init__(self, encoder: FakeEncoder | None = None) -> None:
        self.made = encoder or OtherEncoder()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a library that the former encoder made, of two papers."""
    read_in_process(monkeypatch)
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "fins.txt").write_text(FINS, encoding="utf-8")
    (papers / "knee.txt").write_text(KNEE, encoding="utf-8")
    sync(tmp_path / "library", [papers], Former(), Lines())
    return tmp_path / "library"


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(draft: Draft, plan: Plan, *rest: object, **more: object) -> None:
        assert not plan

    monkeypatch.setattr(index.writing.sync, "take", take)


def are_of(encoder: FakeEncoder, folder: Path) -> bool:
    """Whether all vectors are the encoder's, to the precision that they are stored in."""
    library = Library.open(folder, Settings())
    found = [one for _, sentences in library.passages_of(passage_ids(library)) for one in sentences]
    texts = [library.text(one.record, one.sentence.start, one.sentence.end) for one in found]
    wanted = np.array([one.vector for one in encoder.encode_documents(texts)])
    return bool(np.allclose(np.array([one.vector for one in found]), wanted, atol=0.01))


def test_it_is_asked_as_before_and_the_command_is_named(folder: Path) -> None:
    said: list[str] = []
    library = open_library(folder, Settings(), Lines(said.append))
    assert library.manifest.model == BARE_MODEL
    assert are_of(FakeEncoder(), folder)
    assert said == [
        f"{folder}: was built with the encoder of a former reviewqa and is asked with that one. Have its vectors made "
        f'anew, without reading its files again: reviewqa sync --library "{folder}"'
    ]


def test_sync_takes_every_vector_anew_and_reads_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_reading(monkeypatch)
    before = Manifest.read(folder)
    model = Current()
    summary = sync(folder, [], model, Lines())
    after = Manifest.read(folder)
    assert (after.model, after.model_sha256) == (PACKAGED_MODEL, PACKAGED_SHA256)
    assert (after.documents, after.passages) == (before.documents, before.passages) == (2, 2)
    assert (summary.unchanged, summary.read, summary.updated) == (2, 0, 0)
    assert summary.encoded == len(set(model.made.encoded) - {"word"})
    assert after.encoder != before.encoder
    assert not (folder / before.encoder).exists()
    assert are_of(OtherEncoder(), folder)
    assert verify(folder, Settings()) == []
    assert sync(folder, [], Current(), Lines()).encoded == 0


def test_a_renewal_that_was_killed_goes_on(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sync(folder, [], Current(BrokenEncoder()), Lines())
    assert Manifest.read(folder).model == BARE_MODEL
    assert Library.open(folder, Settings()).manifest.is_former(PACKAGED_MODEL)
    model = Current()
    sync(folder, [], model, Lines())
    assert Manifest.read(folder).model == PACKAGED_MODEL
    assert are_of(OtherEncoder(), folder)
    assert {"Zebrafish regrow their fins.", "Cartilage heals slowly."} <= set(model.made.encoded)
    assert verify(folder, Settings()) == []


def test_what_is_added_renews_the_rest(folder: Path, tmp_path: Path) -> None:
    lung = tmp_path / "lung.txt"
    lung.write_text(
        page("Repair of the human lung", "Abstract\n\nAlveoli are repaired. Smoke slows them down."), "utf-8"
    )
    model = Current()
    add(folder, [lung], model, Lines())
    assert {"Zebrafish regrow their fins.", "Smoke slows them down."} <= set(model.made.encoded)
    assert Manifest.read(folder).documents == 3
    assert are_of(OtherEncoder(), folder)
    assert verify(folder, Settings()) == []
