"""Logs for a person at a terminal, JSON lines for a machine; always on standard error, without personal data."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from service.core.errors import ConfigError

_ADDRESS = re.compile(r"[^\s@<>()\"',;:]+@[^\s@<>()\"',;:]+\.\w+")
_NUMBER = re.compile(r"(?<![\w.:+-])(?:\+84|0)[\d .]{8,12}\d\b")


def log_to_stderr(form: str = "", least: int = logging.INFO) -> None:
    """``form``: json or console; by default console lines on a terminal, JSON otherwise. ConfigError for another.
    ``least``: the level below which nothing is told."""
    if form not in ("", "json", "console"):
        raise ConfigError(f"--logs {form} is not known.", "Use json or console.")
    console = form == "console" or (not form and sys.stderr.isatty())
    renderer: structlog.typing.Processor
    renderer = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            without_personal_data,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def without_personal_data(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Addresses and telephone numbers that a sentence of Google's may quote are left out."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NUMBER.sub("[number]", _ADDRESS.sub("[address]", value))
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
