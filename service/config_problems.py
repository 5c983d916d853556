"""From what pydantic and YAML found wrong to sentences with a line number and a hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` counts from 1; ``key`` is the dotted path."""

    line: int
    key: str
    text: str
    hint: str

    @classmethod
    def at(cls, node: yaml.Node | None, place: Place, text: str, hint: str) -> Problem:
        return cls(_line(node, place), _dotted(place), text, hint)


def problems_of(error: ValidationError, node: yaml.Node | None, root: type[BaseModel]) -> list[Problem]:
    """One problem for each of pydantic's errors, in the order of the file; ``root`` is the model of the file."""
    found = []
    for detail in error.errors():
        place = tuple(part for part in detail["loc"] if not str(part).startswith("function-"))
        kind, text, hint = detail["type"], detail["msg"].removeprefix("Value error, "), ""
        if kind == "extra_forbidden":
            near = _nearest(root, place)
            text, hint = "is not a key that is known here", f"Did you mean {near}?" if near else "Remove it."
        elif kind == "missing":
            text, hint = "is missing", "Add it; config.yaml of this project shows how."
        elif kind.startswith("date"):
            text, hint = f"is no date: {detail['input']!r}", "Write dates as 2020-04-15."
        elif kind.startswith("time"):
            text, hint = f"is no time of day: {detail['input']!r}", 'Write times in quotes, as "08:00".'
        elif kind not in {"value_error"}:
            hint = f"Found {detail['input']!r}." if not isinstance(detail["input"], dict) else ""
        found.append(Problem(_line(node, place), _dotted(place), text, hint))
    return sorted(found, key=lambda problem: (problem.line, problem.key))


def render(path: Path, problems: Sequence[Problem]) -> str:
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    lines = [f"{path} has {count}:"]
    for problem in problems:
        hint = f" {problem.hint}" if problem.hint else ""
        lines.append(f"  line {problem.line}: {problem.key}: {problem.text}.{hint}")
    return "\n".join(lines)


def _line(node: yaml.Node | None, place: Place) -> int:
    """The line of the deepest part of ``place`` that stands in the file."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            match = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if match is None:
                break
            line, node = match[0].start_mark.line + 1, match[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _dotted(place: Place) -> str:
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "the file"


def _nearest(root: type[BaseModel], place: Place) -> str | None:
    """The known key most like an unknown one at the same place."""
    model: type[BaseModel] | None = root
    for part in place[:-1]:
        if isinstance(part, str) and model is not None:
            model = _model_of(model, part)
    if model is None:
        return None
    known = [info.alias or name for name, info in model.model_fields.items()]
    found = process.extractOne(str(place[-1]), known, score_cutoff=60)
    return str(found[0]) if found else None


def _model_of(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The section under ``key`` of a section, looking through optional and tuple annotations."""
    info = next((i for name, i in model.model_fields.items() if (i.alias or name) == key), None)
    waiting: list[object] = [info.annotation] if info else []
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
        waiting.extend(get_args(kind))
    return None
