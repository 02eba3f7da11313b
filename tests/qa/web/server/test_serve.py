"""The server as a whole: a real one, over a small library, asked as a stranger would."""

from __future__ import annotations

import base64
import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

import corpus
from corpus.errors import ServeError
from qa.answering.engine import Engine
from qa.command import serve as serve_command
from qa.command.cli import app
from qa.conversations.store import ConversationStore
from qa.conversations.turns import Conversation
from qa.web.server.routes import _attachment
from qa.web.server.serve import Served, listen, start
from support.libraries import build_library

SECRET = "correct horse"


def credentials(name: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{SECRET}".encode()).decode()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ConversationStore:
    return ConversationStore(tmp_path_factory.mktemp("kept") / "conversations.sqlite")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(build_library(tmp_path_factory.mktemp("served") / "library", corpus.packaged_reviews()))


@pytest.fixture(scope="module")
def address(engine: Engine, store: ConversationStore) -> Iterator[str]:
    served, url = start(engine, "127.0.0.1", 0, SECRET, store)
    assert isinstance(served, Served)
    yield url
    served.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


@pytest.fixture
def ada(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=credentials("Ada")) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/exports/1.md", "/theme.css", "/assets/x.js"])
def test_without_the_password_nothing_is_given(address: str, path: str) -> None:
    assert httpx.get(address + path).status_code == 401


def test_without_the_password_nothing_is_taken(address: str, engine: Engine) -> None:
    reply = httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert reply.status_code == 401
    assert not [file for file in (engine.library.folder / "incoming").rglob("*") if file.is_file()]


def test_with_it_the_page_is_given_and_names_no_other_host(ada: httpx.Client, address: str) -> None:
    reply = ada.get("/")

    assert reply.status_code == 200
    assert SECRET not in reply.text
    heads = reply.text.partition("window.gradio_config")[0]
    assert not re.search(r"(?:src|href|content)=\"https?://", heads)
    nonce = re.search(r"'nonce-([^']+)'", reply.headers["content-security-policy"])
    assert nonce
    scripts = re.findall(r"<script\b[^>]*>", reply.text)
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file={}", "/file={}", "/gradio_api/file/{}", "/static/{}", "/static//{}", "/assets/{}",
        "/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2f{}", "/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/{}", "/pages/{}/1.png",
        "/pages/..%2f..%2f{}/1.png", "/exports/{}.md", "/exports/..%2f..%2f{}.md", "/exports/{}", "//{}",
        "/gradio_api/call/..%2f..%2f{}", "/gradio_api/heartbeat/../../{}", "/gradio_api/stream/{}",
    ],
)  # fmt: skip
def test_no_file_of_the_server_is_reached(ada: httpx.Client, path: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not show", encoding="utf-8")
    for name in (str(secret), "/etc/passwd", str(Path(__file__).resolve())):
        reply = ada.get(path.format(name.lstrip("/") if path.startswith("/static/..") else name))
        assert reply.status_code in {400, 403, 404, 405}
        assert "do not show" not in reply.text
        assert "root:" not in reply.text


def test_an_upload_is_bounded_and_cannot_be_read_back(ada: httpx.Client, engine: Engine) -> None:
    incoming = engine.library.folder / "incoming"
    (path,) = ada.post("/gradio_api/upload", files={"files": ("../../../owned.txt", b"text")}).json()

    assert Path(path).resolve().is_relative_to(incoming.resolve())
    assert ada.get(f"/gradio_api/file={path}").status_code == 404
    assert not (engine.library.folder / "owned.txt").exists()


def test_an_upload_from_another_site_is_refused(ada: httpx.Client) -> None:
    reply = ada.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}, headers={"Origin": "http://evil.example"})
    assert reply.status_code == 403


# Exports


@pytest.fixture(scope="module")
def kept(store: ConversationStore, engine: Engine) -> Conversation:
    from index.store.selection import Selection

    name = store.create("Ada")
    question = "Why are iMSCs preferred over MSCs?"
    store.add("Ada", name, question, question, Selection(), engine.ask(question), "")
    return store.get("Ada", name)


@pytest.mark.parametrize(
    ("suffix", "kind", "start_of_file"),
    [("md", "text/markdown", b"# "), ("html", "text/html", b"<!"), ("docx", "application/vnd.openxml", b"PK"),
     ("bib", "application/x-bibtex", b""), ("ris", "application/x-research", b"")],
)  # fmt: skip
def test_a_conversation_is_a_file_to_save(
    ada: httpx.Client, kept: Conversation, suffix: str, kind: str, start_of_file: bytes
) -> None:
    reply = ada.get(f"/exports/{kept.id}.{suffix}")

    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(kind)
    assert reply.headers["content-disposition"].startswith('attachment; filename="Why-are-iMSCs-preferred-over-MSCs.')
    assert reply.content[:2].startswith(start_of_file)


def test_anothers_conversation_is_not_there(address: str, ada: httpx.Client, kept: Conversation) -> None:
    stranger = httpx.get(f"{address}/exports/{kept.id}.md", headers=credentials("Bob"))
    missing = ada.get("/exports/nothing.md")
    assert (stranger.status_code, missing.status_code) == (404, 404)
    assert ada.get(f"/exports/{kept.id}.exe").status_code == 404


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Why are they?", "Why-are-they"),
        ('a"; filename="b.exe\r\nX: y', "a-filename-b-exe-X-y"),
        ("../../etc/passwd", "etc-passwd"),
        ("‮\u200b", "conversation"),
        ("x" * 500, "x" * 60),
    ],
)
def test_the_name_of_a_saved_file_is_harmless(title: str, name: str) -> None:
    assert _attachment(title, "md") == f"attachment; filename=\"{name}.md\"; filename*=UTF-8''{name}.md"


def test_the_name_of_a_saved_file_keeps_its_script() -> None:
    assert (
        _attachment("Что", "md") == "attachment; filename=\"conversation.md\"; filename*=UTF-8''%D0%A7%D1%82%D0%BE.md"
    )


# Starting


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_others_are_not_let_in_without_a_password(engine: Engine, host: str) -> None:
    with pytest.raises(ServeError, match=r"needs a password\. Set REVIEWQA_PASSWORD, give --password-file"):
        start(engine, host, 0)


def test_a_port_that_is_taken_is_told_before_anything_is_loaded() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"Cannot listen on 127.0.0.1, port {port}: .* --port"):
            listen("127.0.0.1", port)


def test_the_password_is_the_first_line_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "password"
    file.write_text("long enough\nnot this\n", encoding="utf-8")
    file.chmod(stat.S_IRUSR)
    monkeypatch.setenv("REVIEWQA_PASSWORD", "another one")
    assert serve_command._password(file, asked=True) == "long enough"
    assert serve_command._password(None, asked=False) == "another one"
    monkeypatch.delenv("REVIEWQA_PASSWORD")
    assert serve_command._password(None, asked=False) == ""


@pytest.mark.parametrize("content", [None, b"short\n", b"\xff\xfe\x00", b""])
def test_a_password_that_will_not_do_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0", "--password-file", str(file)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert str(file) in result.stderr
    assert "short\n" not in result.stderr


def test_the_command_refuses_to_serve_others_without_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REVIEWQA_PASSWORD", raising=False)
    result = CliRunner().invoke(app, ["serve", "--host", "0.0.0.0"])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "REVIEWQA_PASSWORD" in result.stderr


def test_a_second_server_can_take_the_port_of_a_closed_one(engine: Engine, store: ConversationStore) -> None:
    served, url = start(engine, "127.0.0.1", 0, store=store)
    served.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) != 0
    served.close()  # twice does no harm
