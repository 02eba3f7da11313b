"""What a browser may do with our pages: nothing from another host, no script that is not the page's own."""

from __future__ import annotations

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio compiles the scripts of gr.HTML in the browser ('unsafe-eval') and sets styles on elements ('unsafe-inline').
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OWN_SCRIPT = re.compile(rb"<script(?=[ >])")
_ELSEWHERE = re.compile(rb"<(?:meta|link)\b[^>]*https?://[^>]*>")  # gradio's pictures and titles for social networks


class ContentPolicy:
    """ASGI middleware that sets the headers, and signs the scripts in gradio's page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add headers to the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        if scope["path"] == "/":
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": plain}  # a compressed page could not be signed
            send = _Signer(send, nonce)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
                headers.update(_HEADERS)
                del headers["Access-Control-Allow-Origin"], headers["Access-Control-Allow-Credentials"]
            await send(message)

        await self._app(scope, receive, with_headers)


class _Signer:
    """Holds a page back until it is complete, and adds the nonce to its scripts."""

    def __init__(self, send: Send, nonce: str) -> None:
        self._send = send
        self._nonce = nonce.encode()
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = _ELSEWHERE.sub(b"", _OWN_SCRIPT.sub(b'<script nonce="%s"' % self._nonce, self._body))
            headers = MutableHeaders(raw=self._start["headers"])
            if "content-length" in headers and page:  # the answer to HEAD has no page
                headers["content-length"] = str(len(page))
            await self._send({**self._start, "headers": headers.raw})
            message = {"type": "http.response.body", "body": page}
        await self._send(message)
