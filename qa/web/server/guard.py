"""Access to the server: the password, the host and origin of a request, and the addresses that exist."""

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
_PENALTY = 0.5  # seconds to wait after a wrong password
_MOST_FAILING = 4  # wrong passwords of one address at once; more are refused unread
_OURS = ("/exports/", "/pages/")


def owner_of(request: Request | gr.Request) -> str:
    """The owner of the conversations that a request may use: the name given with the password, "" without a password.

    Args:
        request: As Starlette passes it to a route, or Gradio to a handler with a parameter of type ``gr.Request``.
    """
    received = getattr(request, "request", None) or request  # gradio wraps Starlette's
    return str(received.scope.get(_OWNER, ""))


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, is this machine's own, so that no other machine can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Guard:
    """ASGI middleware around everything, gradio's own routes and uploads included."""

    def __init__(self, app: ASGIApp, password: str = "", local: bool = True) -> None:
        """Make a guard.

        Args:
            app: The application to guard.
            password: Must come with each request, as HTTP Basic with any user name; "" asks for none.
            local: Whether only this machine is served; then a foreign name that leads here (DNS rebinding) is refused.
                A password protects from that by itself: browsers send it only to the name that it was typed for.
        """
        self._app = app
        self._password = password
        self._local = local
        self._failing: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on."""
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
        """The refusal of a request without the password; with it, None, and the owner is noted in the scope."""
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
                self._failing -= Counter([client])  # this drops counts that reach zero
        asked = {"WWW-Authenticate": 'Basic realm="reviewqa", charset="UTF-8"'}
        return PlainTextResponse("Give any user name, and the password of this server.", 401, headers=asked)


def is_served(path: str) -> bool:
    """Whether a path is served; of gradio's many routes, only those that the page and its client use."""
    if "\\" in path or "\0" in path or ".." in path.split("/"):
        return False
    call = path.removeprefix("/gradio_api/")
    is_call = call != path and call.rstrip("/") in gradio_hooks.CALLS
    return is_call or path in gradio_hooks.PAGES or path.startswith((*_OURS, *gradio_hooks.FOLDERS))


def _is_own(method: str, headers: Headers) -> bool:
    """Whether a request comes from our own page, or from no page; following a link from another site is allowed."""
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
