"""Logs for a person at a terminal, JSON lines for a machine; always on standard error."""

from __future__ import annotations

import sys

import structlog


def log_to_stderr() -> None:
    """Console lines on a terminal, JSON otherwise."""
    renderer: structlog.typing.Processor
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
