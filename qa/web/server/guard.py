"""Who may ask the server for what: the password, the host and origin of a request, and the addresses that exist."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import ipaddress
from collections import Counter
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.server import gradio_hooks

if TYPE_CHECKING:
    import gradio as gr
    from starlette.requests import Request

_OWNER = "reviewqa.owner"
_LONGEST_NAME = 100  # characters of a user's name
_PENALTY = 0.5  # seconds that a wrong password costs
_MOST_FAILING = 4  # wrong passwords of one address that are waited for at once; more are not even read
_OURS = ("/exports/", "/pages/")


def owner_of(request: Request | gr.Request) -> str:
    """Whose conversations a request reads and writes: the name given with the password, "" where none is set.

    Args:
        request: What Starlette hands to a route, or Gradio to a handler with a parameter of type ``gr.Request``.
    """
    received = getattr(request, "request", None) or request  # gradio wraps Starlette's
    return str(received.scope.get(_OWNER, ""))


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, is of this machine itself, so that no other one can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """ASGI middleware around everything, gradio's own routes and uploads included."""

    def __init__(self, app: ASGIApp, password: str = "", local: bool = True) -> None:
        """Make a guard.

        Args:
            app: What is guarded.
            password: What each request must give, as HTTP Basic with any user's name; "" asks for none.
            local: Whether only this machine is served; then a name that merely leads here (DNS rebinding) is refused.
                What a password protects is safe from that: browsers send it to the name that it was given for.
        """
        self._app = app
        self._password = password
        self._local = local
        self._failing: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refusal, or hand on."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            refusal = await self._refusal(scope)
            if refusal:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self._local and not is_loopback(_name(headers.get("host", ""))):
            return PlainTextResponse("This address is not served here. Open http://127.0.0.1 instead.", 421)
        if not _is_own(scope["method"], headers):
            return PlainTextResponse("Another site may not use this server.", 403)
        if self._password:
            refusal = await self._unknown(scope, headers.get("authorization", ""))
            if refusal:
                return refusal
        return None if is_served(scope["path"]) else PlainTextResponse("Not found.", 404)

    async def _unknown(self, scope: Scope, authorization: str) -> PlainTextResponse | None:
        """The refusal of a request that lacks the password; for one that has it, None, and the owner is noted."""
        client = (scope.get("client") or ("",))[0]
        if self._failing[client] >= _MOST_FAILING:
            return PlainTextResponse("Too many wrong passwords. Try again in a moment.", 429)
        name, password = _credentials(authorization)
        if hmac.compare_digest(password.encode(), self._password.encode()) and name:
            scope[_OWNER] = name
            return None
        if authorization:
            self._failing[client] += 1
            try:
                await asyncio.sleep(_PENALTY)
            finally:
                self._failing -= Counter([client])  # drops what reaches zero
        asked = {"WWW-Authenticate": 'Basic realm="reviewqa", charset="UTF-8"'}
        return PlainTextResponse("Give any user name, and the password of this server.", 401, headers=asked)


def is_served(path: str) -> bool:
    """Whether there is anything at a path; of gradio's many routes, only those that the page and its client use."""
    if "\\" in path or "\0" in path or ".." in path.split("/"):
        return False
    call = path.removeprefix("/gradio_api/")
    is_call = call != path and call.rstrip("/") in gradio_hooks.CALLS
    return is_call or path in gradio_hooks.PAGES or path.startswith((*_OURS, *gradio_hooks.FOLDERS))


def _is_own(method: str, headers: Headers) -> bool:
    """Whether a request comes from our own page, or from none; a link that leads here from elsewhere is followed."""
    site = headers.get("sec-fetch-site", "none")
    if site not in {"same-origin", "none"}:
        return method in {"GET", "HEAD"} and headers.get("sec-fetch-mode") == "navigate"
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).strip("[]").lower()


def _credentials(authorization: str) -> tuple[str, str]:
    """User name and password of HTTP Basic; empty where there are none."""
    kind, _, coded = authorization.partition(" ")
    try:
        decoded = base64.b64decode(coded.strip(), validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    name, _, password = decoded.partition(":")
    name = name.strip()
    return (name if len(name) <= _LONGEST_NAME and name.isprintable() else ""), password
