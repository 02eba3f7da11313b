"""Who may ask the server for what; driven as ASGI, without a server."""

from __future__ import annotations

import base64
import time
from types import SimpleNamespace
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.server import guard
from qa.web.server.content_policy import ContentPolicy
from qa.web.server.guard import Guard, is_loopback, is_served, owner_of

SECRET = "correct horse"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says whom it takes for the owner."""
    await JSONResponse({"owner": owner_of(Request(scope)), "path": scope["path"]})(scope, receive, send)


def ask(app: ASGIApp, path: str = "/", method: str = "GET", host: str = "127.0.0.1:7860", **headers: str) -> Any:
    async def run() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, f"http://{host}{path}", headers=named)

    return anyio.run(run)


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_PENALTY", 0.05)


# The host


@pytest.mark.parametrize(
    "host", ["127.0.0.1:7860", "localhost:1", "LOCALHOST", "[::1]:7860", "127.0.0.1", "127.8.8.8:1"]
)
def test_this_machines_names_are_served(host: str) -> None:
    assert ask(Guard(echo), host=host).json() == {"owner": "", "path": "/"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example"]
)
def test_a_name_that_merely_leads_here_is_not(host: str) -> None:
    assert ask(Guard(echo), host=host).status_code == 421


def test_a_server_for_others_has_any_name() -> None:
    app = Guard(echo, SECRET, local=False)
    assert ask(app, host="lab.example", Authorization=basic("Ada", SECRET)).status_code == 200


@pytest.mark.parametrize(
    ("host", "only_this_machine"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.0.4", False), ("lab.example", False), ("", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_reaches(host: str, only_this_machine: bool) -> None:
    assert is_loopback(host) == only_this_machine


# Other sites


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:7860"])
def test_another_site_may_not_post(origin: str) -> None:
    assert ask(Guard(echo), method="POST", Origin=origin).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_link_here_and_nothing_else(site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    assert ask(Guard(echo), **headers).status_code == 200
    assert ask(Guard(echo), method="POST", **headers).status_code == 403
    assert ask(Guard(echo), **{**headers, "Sec-Fetch-Mode": "no-cors"}).status_code == 403


def test_our_own_page_and_programs_may_post() -> None:
    own = {"Origin": "http://127.0.0.1:7860", "Sec-Fetch-Site": "same-origin"}
    assert ask(Guard(echo), method="POST", **own).status_code == 200
    assert ask(Guard(echo), method="POST").status_code == 200


# The password


def test_the_name_given_with_the_password_owns_the_conversations() -> None:
    app = Guard(echo, SECRET)
    for name in ("Ada", "Жанна", "a b"):
        assert ask(app, Authorization=basic(name, SECRET)).json()["owner"] == name


@pytest.mark.parametrize(
    "given",
    ["", "Basic", "Basic !!!", basic("Ada", "wrong"), basic("", SECRET), basic("  ", SECRET), basic("Ada", ""),
     basic("Ada", SECRET + " "), basic("A" * 101, SECRET), basic("A\nB", SECRET), f"Bearer {SECRET}",
     "Basic " + base64.b64encode(b"\xff\xfe").decode()],
)  # fmt: skip
def test_anything_else_is_asked_for_it(given: str) -> None:
    reply = ask(Guard(echo, SECRET), "/gradio_api/upload", "POST", **({"Authorization": given} if given else {}))
    assert (reply.status_code, reply.headers["www-authenticate"][:5]) == (401, "Basic")
    assert SECRET not in reply.text


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=20)
def test_no_other_password_opens(name: str, password: str) -> None:
    app = Guard(echo, SECRET)
    app._failing["127.0.0.1"] = 0
    if password != SECRET:
        assert ask(app, Authorization=basic(name, password)).status_code == 401


def test_a_wrong_password_takes_time_and_many_at_once_are_not_read() -> None:
    app = Guard(echo, SECRET)
    statuses: list[int] = []

    async def guess(client: httpx.AsyncClient, password: str) -> None:
        headers = {"Authorization": basic("Ada", password)}
        statuses.append((await client.get("http://127.0.0.1/", headers=headers)).status_code)

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client, anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(guess, client, f"guess {number}")

    started = time.perf_counter()
    anyio.run(run)
    assert time.perf_counter() - started >= 0.05
    assert (statuses.count(401), statuses.count(429)) == (4, 16)
    assert not app._failing
    assert ask(app, Authorization=basic("Ada", SECRET)).status_code == 200


def test_the_owner_is_found_in_what_gradio_hands_on() -> None:
    scope = {"type": "http", "headers": [], "reviewqa.owner": "Ada"}
    assert owner_of(SimpleNamespace(request=Request(scope))) == "Ada"  # type: ignore[arg-type]


def test_a_visitor_cannot_name_the_owner() -> None:
    assert ask(Guard(echo), **{"reviewqa.owner": "Ada", "X-Reviewqa-Owner": "Ada"}).json()["owner"] == ""


# Addresses


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/theme.css", "/assets/index.js", "/static/js/x.js", "/gradio_api/queue/join",
     "/gradio_api/heartbeat/abc", "/gradio_api/upload", "/gradio_api/info/", "/exports/1.md", "/pages/a-2020-1/3.png"],
)  # fmt: skip
def test_what_the_page_uses_is_served(path: str) -> None:
    assert is_served(path)


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/file=/etc/passwd", "/file=/etc/passwd", "/gradio_api/file/etc/passwd", "/gradio_api/proxy=http://x",
     "/gradio_api/stream/1", "/gradio_api/component_server", "/gradio_api/vibe-edit", "/gradio_api/runs",
     "/gradio_api/deep_link", "/gradio_api/custom_component/1/client/x/y", "/gradio_api/dev/reload", "/monitoring",
     "/login", "/gradio_api/run/ask", "/docs", "/openapi.json", "/static/../x", "/static/..", "/assets/a\\..\\b",
     "/pages/../../etc/passwd/1.png", "/assets/a\0b", "/gradio_api/queue/status", "//etc/passwd", ""],
)  # fmt: skip
def test_nothing_else_is(path: str) -> None:
    assert not is_served(path)


@given(st.text(alphabet="./\\a%0", max_size=20))
def test_no_address_climbs(path: str) -> None:
    climbs = ".." in path.replace("\\", "/").split("/")
    assert not (climbs and is_served(f"/static/{path}"))


def test_a_socket_is_closed() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(Guard(echo), {"type": "websocket"}, None, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


# What a browser may do


def test_the_policy_names_no_other_host_and_stands_on_refusals_too() -> None:
    for reply in (ask(ContentPolicy(Guard(echo))), ask(ContentPolicy(Guard(echo)), "/nowhere")):
        policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
        assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
        assert {"base-uri", "form-action", "script-src", "connect-src"} <= set(policy)
        allowed = {word for sources in policy.values() for word in sources.split() if not word.startswith("'nonce-")}
        assert allowed == {"'none'", "'self'", "'unsafe-eval'", "'unsafe-inline'", "data:", "blob:"}
        assert "'unsafe-inline'" not in policy["script-src"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"


def test_the_scripts_of_the_page_are_signed_anew_each_time() -> None:
    page = HTMLResponse('<meta property="og:image" content="https://cdn.example/x.png" /><script>1</script><scripture>')
    first, second = ask(ContentPolicy(page)), ask(ContentPolicy(page))

    nonce = first.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]
    assert first.text == f'<script nonce="{nonce}">1</script><scripture>'
    assert int(first.headers["content-length"]) == len(first.content)
    assert nonce not in second.text


def test_only_the_page_itself_is_signed() -> None:
    script = HTMLResponse("<script>1</script>")
    assert ask(ContentPolicy(script), "/pages/x").text == "<script>1</script>"
    assert ask(ContentPolicy(PlainTextResponse("<script>")), "/").text == "<script>"


def test_no_site_is_told_that_it_may_read() -> None:
    open_to_all = PlainTextResponse("x", headers={"Access-Control-Allow-Origin": "*"})
    assert "access-control-allow-origin" not in ask(ContentPolicy(open_to_all)).headers
