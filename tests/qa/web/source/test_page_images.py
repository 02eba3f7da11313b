"""Pages of PDFs as pictures: only of the library's unchanged files, bounded, and whatever hangs is ended."""

from __future__ import annotations

import hashlib
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import OriginalFileError, PageBusyError, PageError
from index.pages import drawing as page_drawing
from index.pages.drawing import PageDrawing
from index.pages.originals import Original, original
from index.pages.worker import Pages, _png
from qa.answering.engine import Engine
from qa.web.source.page_images import PageImages, _Kept, page_routes
from support.pdf import make, put
from support.source_library import build, named, paper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build(tmp_path_factory.mktemp("images"))


@pytest.fixture(scope="module")
def images(engine: Engine) -> Iterator[PageImages]:
    made = PageImages(lambda: engine)
    yield made
    made.close()


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_a_page_has_the_size_of_its_zoom(engine: Engine, images: PageImages):
    limbs = named(engine, "limbs.pdf")
    assert size(images.png(limbs, 1, 1.0)) == (600, 800)
    assert size(images.png(limbs, 2, 2.0)) == (1200, 1600)


def test_a_page_of_a_paper_in_an_archive(engine: Engine, images: PageImages):
    eyes = named(engine, "eyes.pdf")
    assert size(images.png(eyes, 2, 1.0)) == (600, 800)
    assert original(engine.library, eyes).member == "sub/eyes.pdf"


def test_the_picture_shows_the_words_where_their_boxes_are(engine: Engine, images: PageImages):
    limbs = named(engine, "limbs.pdf")
    document = engine.document(limbs)
    assert document
    at = document.text.index("Axolotls")
    (box,) = engine.library.boxes(limbs, at, at + len("Axolotls"))
    png = images.png(limbs, 1, 1.0)
    rows = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    stride = 600 * 3 + 1
    dark = [
        (x, y) for y in range(800) for x in range(600) if rows[y * stride + 1 + x * 3] < 100 and 150 < 800 - y < 622
    ]
    left, top = min(x for x, y in dark if box.bottom < 800 - y < box.top), 800 - min(y for _, y in dark)
    assert abs(left - box.left) <= 2
    assert box.bottom < top <= box.top + 2


@pytest.mark.parametrize("page", [0, -1, 3, 10**9])
def test_there_is_no_such_page(engine: Engine, images: PageImages, page: int):
    with pytest.raises(PageError, match="no such page"):
        images.png(named(engine, "limbs.pdf"), page, 1.0)


def test_a_picture_is_drawn_once(engine: Engine, images: PageImages, monkeypatch: pytest.MonkeyPatch):
    limbs = named(engine, "limbs.pdf")
    first = images.png(limbs, 1, 1.5)
    monkeypatch.setattr(images._drawing, "draw", lambda *_: pytest.fail("drawn again"))
    assert images.png(limbs, 1, 1.5) is first


def test_a_changed_file_is_not_shown(folder: Path):
    engine = build(folder)
    images, limbs, eyes = PageImages(lambda: engine), named(engine, "limbs.pdf"), named(engine, "eyes.pdf")
    file = folder / "papers" / "limbs.pdf"
    data = file.read_bytes()
    file.write_bytes(data + b"\n")
    with pytest.raises(PageError, match=r"limbs\.pdf has changed since it was read\. Sync the library"):
        images.png(limbs, 1, 1.0)
    file.write_bytes(data)  # touched, but the same
    assert original(engine.library, limbs).path == file
    file.unlink()
    with pytest.raises(OriginalFileError, match=r"limbs\.pdf is not where it was"):
        original(engine.library, limbs)
    with pytest.raises(OriginalFileError, match="not known"):
        original(engine.library, "nobody-2000-000000")
    assert original(engine.library, eyes).path == folder / "papers" / "more.zip"


def test_the_drawing_process_takes_no_other_bytes(tmp_path: Path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper("Another paper"))
    drawing = PageDrawing()
    try:
        with pytest.raises(PageError, match="has changed since it was read"):
            drawing.draw(Original(file, "paper.pdf", "", "0" * 64), 1, 1.0)
        with pytest.raises(PageError, match="not where it was"):
            drawing.draw(Original(tmp_path / "none.pdf", "none.pdf", "", "0" * 64), 1, 1.0)
    finally:
        drawing.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_process_that_hangs_or_dies_is_replaced(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch):
    found = original(engine.library, named(engine, "limbs.pdf"))
    drawing = PageDrawing()
    try:
        process = drawing._all[-1]
        drawing._free.get()
        drawing._free.get()
        drawing._free.put(process)  # only this one
        assert drawing.draw(found, 1, 1.0)
        running = process._running
        assert running
        running.kill()
        assert drawing.draw(found, 1, 1.0)
        os.mkfifo(pipe := tmp_path / "pipe.pdf")
        drawing._timeout = 0.3  # nobody writes to the pipe: reading it never ends
        with pytest.raises(PageError, match="takes too long or fails"):
            drawing.draw(Original(pipe, "pipe.pdf", "", "0" * 64), 1, 1.0)
        drawing._timeout = 30.0
        assert drawing.draw(found, 1, 1.0)
        monkeypatch.setattr(page_drawing, "_WAIT", 0.05)
        drawing._free.get()
        with pytest.raises(PageBusyError):
            drawing.draw(found, 1, 1.0)
    finally:
        drawing.close()


def test_a_page_that_failed_is_not_tried_again_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    images, limbs, tries = PageImages(lambda: engine), named(engine, "limbs.pdf"), []

    def draw(*_: object) -> bytes:
        tries.append(1)
        raise PageError("Drawing this page takes too long or fails.")

    monkeypatch.setattr(images._drawing, "draw", draw)
    for _ in range(3):
        with pytest.raises(PageError, match="takes too long"):
            images.png(limbs, 1, 1.0)
    assert len(tries) == 1
    monkeypatch.setattr("qa.web.source.page_images._FAILED_FOR", 0.0)
    with pytest.raises(PageError):
        images.png(limbs, 1, 1.0)
    assert len(tries) == 2


def test_pictures_kept_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("qa.web.source.page_images._KEPT", 100)
    kept = _Kept()
    for page in range(10):
        kept.put(("d", page, 1.0), b"x" * 40)
        kept.get(("d", 0, 1.0))
    assert [page for page in range(10) if kept.get(("d", page, 1.0))] == [0, 9]  # the one last used, and the newest
    kept.put(("d", 9, 1.0), b"x" * 40)
    assert kept._size == 80


def test_a_huge_page_is_drawn_smaller(tmp_path: Path):
    data = make([[put(60, 700, "A poster as large as a house")]], box="0 0 14400 14400")
    file = tmp_path / "poster.pdf"
    file.write_bytes(data)
    job = {"path": bytes(file).hex(), "member": "", "digest": hashlib.sha256(data).hexdigest(), "page": 1, "zoom": 4.0}
    width, height = size(Pages().draw(job))
    assert width == height
    assert 3400 < width < 3500


def test_a_picture_of_grey_and_of_colours():
    assert size(_png(bytes(12), 2, 2, 6, 3)) == (2, 2)
    assert size(_png(bytes(8), 3, 2, 4, 1)) == (3, 2)
    with pytest.raises(ValueError, match="2 channels"):
        _png(bytes(8), 2, 2, 4, 2)


def test_the_address_of_a_page(engine: Engine, images: PageImages):
    app = FastAPI()
    app.include_router(page_routes(images))
    client, limbs = TestClient(app), named(engine, "limbs.pdf")
    good = client.get(f"/pages/{limbs}/1.png?zoom=1.5&of=anything")
    assert (good.status_code, good.headers["content-type"]) == (200, "image/png")
    assert good.headers["cache-control"].startswith("private")
    assert size(good.content) == (900, 1200)
    for bad in (
        f"{limbs}/1.png?zoom=9", f"{limbs}/1.png?zoom=nan", f"{limbs}/1.png?zoom=", f"{limbs}/0.png", f"{limbs}/99.png",
        f"{limbs}/one.png", f"{limbs}/-1.png", f"{limbs}/%C2%B2.png", f"{limbs}/{'9' * 5000}.png", "nobody/1.png",
        "..%2F..%2Fpapers%2Flimbs.pdf/1.png", "/etc/passwd/1.png", f"{limbs}%00/1.png",
    ):  # fmt: skip
        answer = client.get(f"/pages/{bad}")
        assert (answer.status_code, answer.text) == (404, "There is no such page."), bad


def test_when_all_are_busy_it_says_try_again(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    images = PageImages(lambda: engine)

    def draw(*_: object) -> bytes:
        raise PageBusyError("Too many pages are being drawn. Try again in a moment.")

    monkeypatch.setattr(images._drawing, "draw", draw)
    app = FastAPI()
    app.include_router(page_routes(images))
    answer = TestClient(app).get(f"/pages/{named(engine, 'limbs.pdf')}/1.png")
    assert (answer.status_code, answer.text) == (503, "Too many pages are being drawn. Try again in a moment.")
    assert not images._kept._failures


def test_many_at_once(engine: Engine, images: PageImages):
    limbs, found = named(engine, "limbs.pdf"), []
    threads = [
        threading.Thread(target=lambda at=at: found.append(images.png(limbs, 1 + at % 2, 1.0))) for at in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {size(one) for one in found} == {(600, 800)}
    assert len(set(found)) == 2
