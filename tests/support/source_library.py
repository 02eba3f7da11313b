"""A library over PDFs that these tests write, one of them in an archive; shared by the tests of the source pane."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from index.writing.progress import Lines
from index.writing.sync import sync
from qa.answering.engine import Engine
from support.libraries import FakeModel, open_library
from support.pdf import column, make, put

FIRST = [
    "Axolotls regrow whole limbs after an injury, and their",
    "blastema holds cells of many tissues. The wound closes",
    "within hours, after which nerves grow into the new skin",
    "and keep the cells beneath it dividing for two weeks or",
]
SECOND = [
    "longer. Salamanders without nerves in the stump do not",
    "regrow anything at all. Frogs lose this ability when they",
    "change from a tadpole to an adult animal. Mammals regrow",
    "only the tips of their fingers, and only when young.",
]


def paper(title: str, first: list[str] = FIRST, second: list[str] = SECOND) -> bytes:
    """A paper of two pages whose text goes on from the one to the other."""
    head = [put(60, 740, title, 18, "F2"), put(60, 710, "Ann Smith and Bob Jones", 11)]
    pages = [[*head, put(60, 640, "Introduction", 13, "F2"), *column(60, 610, first * 3)], column(60, 740, second * 3)]
    return make(pages)


def build(folder: Path) -> Engine:
    """Of two papers: limbs.pdf, and sub/eyes.pdf inside more.zip."""
    papers = folder / "papers"
    papers.mkdir()
    (papers / "limbs.pdf").write_bytes(paper("Regrowth of axolotl limbs"))
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as archive:
        archive.writestr("sub/eyes.pdf", paper("Regrowth of newt eyes", SECOND, FIRST))
    (papers / "more.zip").write_bytes(packed.getvalue())
    sync(folder / "library", [papers], FakeModel(), Lines())
    return Engine(open_library(folder / "library"))


def named(engine: Engine, name: str) -> str:
    """Id of the document of a file."""
    return next(one.id for one in engine.library.catalog.entries() if one.files[0].endswith(name))
