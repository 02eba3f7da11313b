"""Serving the page: our own routes, gradio's below them, the guard and the content policy around both."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from corpus.errors import ServeError
from index.writing.uploads import MAX_FILE_BYTES, Uploads
from qa.answering.engine import Engine
from qa.conversations.store import ConversationStore, default_store
from qa.web.server.content_policy import ContentPolicy
from qa.web.server.gradio_hooks import close_api, import_gradio, limit_sessions, stop_event
from qa.web.server.guard import Guard, is_loopback
from qa.web.server.newest import Newest
from qa.web.source.page_images import PageImages, page_routes

if TYPE_CHECKING:
    from fastapi import FastAPI

_START_TIMEOUT = 10.0  # seconds that the server may take to start
_STOP_TIMEOUT = 1  # seconds that open connections are given when it stops
_SESSIONS = 1000  # whose state is kept; each call of the API may be a session
_AT_ONCE = 4  # questions answered at the same time; more would only share the same cores


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        address: Of its page.
    """

    address: str
    _server: uvicorn.Server
    _thread: threading.Thread
    _images: PageImages
    _uploads: Uploads

    def close(self) -> None:
        """Stop it, and delete uploads that were not added."""
        self._server.should_exit = True
        self._thread.join()
        self._images.close()
        self._uploads.close_incoming()

    def wait(self) -> None:
        """Return when it has stopped, which it does on Ctrl+C or SIGTERM."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while self._thread.is_alive():
                self._thread.join(1.0)
        except KeyboardInterrupt:
            pass
        finally:
            self.close()


def start(
    engine: Engine, host: str, port: int, password: str = "", store: ConversationStore | None = None
) -> tuple[Served, str]:
    """Start serving in the background.

    Args:
        engine: An open library.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        password: Must come with each request; "" asks for none, which is allowed only on an address of this machine.
        store: Where conversations are kept; the user's own where not given.

    Returns:
        The running server, and the address of its page.

    Raises:
        ServeError: The address is not this machine's, the port is taken, or a password is needed.
    """
    require_password(host, password)
    return serve_at(listen(host, port), engine, password, store)


def require_password(host: str, password: str) -> None:
    """Refuse to open a library to other machines without a password.

    Raises:
        ServeError: Other machines can reach the address, and there is no password.
    """
    if not password and not is_loopback(host):
        raise ServeError(
            f"On {host} others can read and change your library, so it needs a password. Set REVIEWQA_PASSWORD, give "
            "--password-file FILE, or leave out --host."
        )


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, so that a port that is taken is an error before anything is loaded.

    Raises:
        ServeError: The address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small answers at once; else each may wait 40 ms for an acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise ServeError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}. Choose another with --host or --port."
        ) from error
    return listening


def serve_at(
    listening: socket.socket, engine: Engine, password: str = "", store: ConversationStore | None = None
) -> tuple[Served, str]:
    """Serve on a socket of ``listen``; the rest is as in ``start``."""
    host, port = listening.getsockname()[:2]
    uploads = Uploads(engine.library.folder)
    incoming = uploads.open_incoming()
    local = is_loopback(host) and not password  # with a password, others may come through another server in front
    current = Newest(engine)
    images = PageImages(current)
    app, stop = _application(current, store or ConversationStore(default_store()), images, incoming, local)
    guarded = ContentPolicy(Guard(app, password, local))
    server = _Server(guarded, stop)
    thread = threading.Thread(target=server.run, args=([listening],), name="server", daemon=True)
    thread.start()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    server.ready.wait(_START_TIMEOUT)
    return Served(address, server, thread, images, uploads), address


def _application(
    current: Callable[[], Engine], store: ConversationStore, images: PageImages, incoming: Path, local: bool
) -> tuple[FastAPI, asyncio.Event]:
    """The application, and the event that ends gradio's endless answers when it is set."""
    import_gradio()
    os.environ["GRADIO_TEMP_DIR"] = str(incoming)  # read when a page is built
    import gradio as gr
    from fastapi import FastAPI

    from qa.web.page import build_page, stylesheet, theme
    from qa.web.server.api import ENDPOINTS
    from qa.web.server.routes import export_routes

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(page_routes(images))
    app.include_router(export_routes(store))
    page = build_page(current, store, local)
    close_api(page, ENDPOINTS)
    page.queue(default_concurrency_limit=_AT_ONCE)
    limit_sessions(page, _SESSIONS)
    gr.mount_gradio_app(
        app, page, "/", theme=theme(), css=stylesheet(), footer_links=[], run_history=False, pwa=False, ssr_mode=False,
        enable_monitoring=False, mcp_server=False, show_error=False, max_file_size=MAX_FILE_BYTES,
    )  # fmt: skip
    return app, stop_event(app)


class _Server(uvicorn.Server):
    """Uvicorn that says when it is ready, and does not wait for open pages when it stops."""

    def __init__(self, app: ASGIApp, stop: asyncio.Event) -> None:
        super().__init__(
            uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=_STOP_TIMEOUT, ws="none")
        )
        self.ready = threading.Event()
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop.set()
        await super().shutdown(sockets)
