"""A few pages on loopback, served from a thread: for probes, Prometheus, and a look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import orjson

from service.core.errors import ConfigError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes
    kind: str = "text/plain; charset=utf-8"
    status: int = 200


def health_answer(value: Mapping[str, Any], well: bool) -> Answer:
    """``/healthz``: 503 tells a probe that somebody must act."""
    return Answer(orjson.dumps(value, option=orjson.OPT_INDENT_2), "application/json", 200 if well else 503)


def metrics_answer(figures: Any) -> Callable[[], Answer]:
    """``/metrics``: ``figures`` is a collector of ``prometheus_client``; those of the process come along."""
    from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(figures)
    return lambda: Answer(generate_latest(registry), CONTENT_TYPE_LATEST)


class LoopbackPages:
    """``pages``: what answers each path. ConfigError with ``hint`` when the port is taken."""

    def __init__(self, pages: Mapping[str, Callable[[], Answer]], port: int, hint: str) -> None:
        try:
            self._server = ThreadingHTTPServer((HOST, port), _handler(pages))
        except OSError as problem:
            raise ConfigError(f"Port {port} cannot be used: {problem.strerror}.", hint) from None
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="pages", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(pages: Mapping[str, Callable[[], Answer]]) -> type[BaseHTTPRequestHandler]:
    there = " or ".join(pages).encode() + b"\n"

    class Handler(BaseHTTPRequestHandler):
        server_version = "nhacviec"
        sys_version = ""

        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            answer = page() if page is not None else Answer(there, status=404)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        do_HEAD = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Probes every few seconds are not worth a line each."""

    return Handler
