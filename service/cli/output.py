"""Where answers go: tables and sentences on standard output, what went wrong on standard error, JSON alone."""

from __future__ import annotations

import sys
from typing import Any

import orjson
import typer
from rich.console import Console

OUT = Console(width=None if sys.stdout.isatty() else 140)
ERR = Console(stderr=True)


def print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode("utf-8"))
