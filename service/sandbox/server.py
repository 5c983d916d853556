"""Running the sandbox: in a thread for tests and the demo, in the foreground for the command line."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import create_app
from .state import State

DEFAULT_PORT = 8765
HOST = "127.0.0.1"


class ReachableH11(H11Protocol):
    """HTTP/1.1 whose requests can reach their connection (``scope["state"]["transport"]``), to drop it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class SandboxServer:
    """A sandbox on loopback, served from a thread.

    ``data`` is the directory to keep (None: a temporary one), ``port`` 0 takes a free one, ``clock`` freezes
    the time (aware; None leaves what the data directory holds), ``run_worker`` is called by the pages' button
    (``create_app``). Use as a context manager, or ``start()`` and ``stop()``.
    """

    def __init__(
        self,
        data: Path | None = None,
        port: int = 0,
        clock: datetime | None = None,
        run_worker: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self.state = State(data)
        if clock is not None:
            self.state.set_clock(clock)
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.app: Starlette = create_app(self.state, run_worker)
        self._server = uvicorn.Server(_config(self.app))
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Serves from now on; returns once requests are answered (the socket already queues them)."""
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="sandbox", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends the server and closes its state."""
        self._server.should_exit = True
        self._server.force_exit = True
        if self._thread:
            self._thread.join(timeout=10)
        self._socket.close()
        self.state.close()

    def serve_forever(self) -> None:
        """Serves in this thread until SIGINT or SIGTERM."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            self.state.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _listen(port: int) -> socket.socket:
    """A listening socket. Its protocol is named because asyncio sets TCP_NODELAY only then: 40 ms a call."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(128)
    return listener


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ReachableH11,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )


def serve_forever(data: Path | None = None, port: int = DEFAULT_PORT, clock: datetime | None = None) -> None:
    """``SandboxServer(…).serve_forever()``: the command line's way."""
    SandboxServer(data, port, clock).serve_forever()
