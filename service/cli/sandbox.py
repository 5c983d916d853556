"""``nhacviec sandbox``: a local Google in the foreground."""

from __future__ import annotations

import signal
import threading
from datetime import datetime
from pathlib import Path

import typer

from service.core.errors import ConfigError
from service.sandbox.seed import AlreadySeeded
from service.sandbox.seed import seed as seed_sample
from service.sandbox.server import SandboxServer


def serve_sandbox(port: int, data: Path | None, seed: str, clock: datetime | None) -> None:
    """Serve until SIGINT or SIGTERM; with ``seed`` sample, everything up to the clock has already happened."""
    if seed not in ("sample", "empty"):
        raise ConfigError(f"--seed {seed} is not known.", "Use sample or empty.")
    try:
        server = SandboxServer(data, port, clock)
    except OSError as problem:
        raise ConfigError(
            f"Port {port} cannot be used: {problem.strerror}.", "Choose another with --port."
        ) from None
    server.start()
    try:
        if seed == "sample":
            try:
                seed_sample(server.url, until=clock)
            except AlreadySeeded:
                typer.echo("The sample office is already there.", err=True)
        typer.echo(f"Sandbox at {server.url}  (Ctrl+C stops it)", err=True)
        wait_for_signal()
    finally:
        server.stop()


def wait_for_signal() -> None:
    """Until Ctrl+C or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
