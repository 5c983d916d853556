"""Every command, option and key of the settings stands in docs/operations.md, and nothing stands there that is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import typer
from pydantic import BaseModel

from service.cli.app import app
from service.config_shapes import File

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
COMMANDS, KEYS = PAGE.split("## Every command")[1].split("## Every key of config.yaml")


def commands(group: Any, before: str = "") -> dict[str, Any]:
    found = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found.update(commands(command, f"{before}{name} "))
        else:
            found[before + name] = command
    return found


def sections(model: type[BaseModel], before: str = "") -> set[str]:
    """Dotted keys, lists as ``name[]``; a section's own name is left out where its keys are told."""
    found = set()
    for name, info in model.model_fields.items():
        key = before + (info.alias or name)
        inner = inner_model(info.annotation)
        if inner is None:
            found.add(key)
        else:
            found |= sections(inner, key + ".")
    return found


def inner_model(kind: object) -> type[BaseModel] | None:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((m for argument in get_args(kind) if (m := inner_model(argument)) is not None), None)


def test_every_command_and_option_is_told() -> None:
    rows = {line.split("`")[1] for line in COMMANDS.splitlines() if line.startswith("| `nhacviec ")}
    told = {re.sub(r"nhacviec ((?:outbox |offices )?[a-z-]+).*", r"\1", row): row for row in rows}
    known = commands(typer.main.get_command(app))
    assert set(told) == set(known)
    for name, command in known.items():
        options = {opt for p in command.params for opt in (*p.opts, *p.secondary_opts) if opt.startswith("--")}
        for option in options - {"--config", "--serve", "--help", "--database"}:
            assert option in told[name], f"{option} of {name} is not told"
        for option in re.findall(r"--[a-z-]+", told[name]):
            assert option in options, f"{name} has no {option}"


def test_every_key_is_told() -> None:
    words = {word for quoted in re.findall(r"`([^`]+)`", KEYS) for word in (quoted, quoted.split(":")[0])}
    for key in sections(File):
        lists = key.replace("obligations.", "obligations[].")
        last = key.rsplit(".", 1)[-1]
        parent = re.sub(r"\.[a-z_]+$", "", lists)
        assert lists in words or (last in words and any(w.startswith(parent) for w in words)), f"{key} is not told"


def test_no_key_is_told_that_is_not_there() -> None:
    known = {key.replace("obligations.", "obligations[].") for key in sections(File)}
    for line in KEYS.splitlines():
        for word in re.findall(
            r"`([a-z_]+(?:\.[a-z_\[\]]+)+)`", line.split("|")[1] if line.startswith("| `") else ""
        ):
            assert any(key == word or key.startswith(word + ".") for key in known), f"there is no {word}"
