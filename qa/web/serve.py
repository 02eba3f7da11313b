"""Serving the page on this machine."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from corpus.errors import ServeError
from qa.engine import Engine

if TYPE_CHECKING:
    from gradio import Blocks


def serve(engine: Engine, host: str, port: int) -> None:
    """Serve the page until interrupted.

    Args:
        engine: An open library.
        host: Address to listen on.
        port: Port; 0 takes a free one.

    Raises:
        ServeError: The address is not this machine's, or the port is taken.
    """
    page, address = start(engine, host, port)
    print(f"reviewqa is open at {address} (stop with Ctrl+C)", flush=True)  # noqa: T201 - told to the user
    page.block_thread()


def start(engine: Engine, host: str, port: int) -> tuple[Blocks, str]:
    """Start serving in the background; the running page and its address.

    Raises:
        ServeError: The address is not this machine's, or the port is taken.
    """
    port = _free_port(host, port)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported
    os.environ["HF_HUB_OFFLINE"] = "1"
    from qa.web.page import build_page, stylesheet, theme

    page = build_page(engine)
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        quiet=True,
        theme=theme(),
        css=stylesheet(),
        footer_links=[],
        run_history=False,
        pwa=False,
        ssr_mode=False,
        enable_monitoring=False,
        prevent_thread_lock=True,
    )
    return page, f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    except OSError as error:
        raise ServeError(
            f"Cannot listen on {host}, port {port}: {error.strerror or error}. Choose another with --host or --port."
        ) from error
