"""Recorded exchanges, read from ``exchanges.txt`` and compared with answers but for ids and times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

EXCHANGES = Path(__file__).with_name("exchanges.txt")

IDS = {"id", "spreadsheetId", "sheetId", "namedRangeId", "protectedRangeId", "bandedRangeId", "chartId"}
TIMES = {"createdTime", "modifiedTime", "createdDate", "modifiedDate"}
RANDOM = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded call: ``target`` is its path with query, ``body`` JSON or text."""

    http: str
    target: str
    body: Any
    status: int
    answer: Any


def read_cases() -> dict[str, list[Exchange]]:
    """The exchanges of every case, in order."""
    lines = EXCHANGES.read_text(encoding="utf-8").split("\n")
    named = dict(re.findall(r"^# (@\w+) stands for (.*)$", "\n".join(lines[:8]), re.MULTILINE))
    constants = {name: json.loads(text) for name, text in named.items()}
    cases: dict[str, list[Exchange]] = {}
    current: list[Exchange] = []
    call: list[Any] = []
    for line in lines:
        if line.startswith("== "):
            current = cases.setdefault(line[3:], [])
        elif line.startswith("   >> "):
            call[2] = json.loads(line[6:])
        elif line.startswith("   << "):
            status, _, answer = line[6:].partition(" ")
            current.append(Exchange(*call, int(status), _filled(json.loads(answer), constants)))
        elif line and not line.startswith("#"):
            http, _, target = line.partition(" ")
            call = [http, target, None]
    return cases


def _filled(value: Any, constants: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_filled(item, constants) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, constants) for key, item in value.items()}
    return constants.get(value, value) if isinstance(value, str) else value


@dataclass
class Replay:
    """What recorded ids are called in this run, learned from answers, and the differences found."""

    names: dict[str, Any] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def translate(self, value: Any) -> Any:
        """A recorded target or body with this run's ids."""
        if isinstance(value, str):
            value = re.sub(r"book-\d+", lambda found: str(self.names.get(found[0], found[0])), value)
            return str(self.names.get(value, value))
        if isinstance(value, list):
            return [self.translate(item) for item in value]
        if isinstance(value, dict):
            return {key: self._translated(key, item) for key, item in value.items()}
        return value

    def _translated(self, key: str, value: Any) -> Any:
        known = key in IDS and str(value) in self.names
        return self.names[str(value)] if known else self.translate(value)

    def compare(self, recorded: Any, answered: Any, path: str = "") -> None:
        """Notes every difference but ids and times."""
        if isinstance(recorded, dict) and isinstance(answered, dict):
            for key in sorted(recorded.keys() | answered.keys()):
                self._compare_key(key, recorded, answered, f"{path}.{key}")
        elif isinstance(recorded, list) and isinstance(answered, list) and len(recorded) == len(answered):
            for index, (one, other) in enumerate(zip(recorded, answered, strict=True)):
                self.compare(one, other, f"{path}[{index}]")
        elif self.translate(recorded) != answered:
            self.differences.append(f"{path}: recorded {recorded!r}, answered {answered!r}")

    def _compare_key(self, key: str, recorded: Any, answered: Any, path: str) -> None:
        if key not in recorded or key not in answered:
            side = "answered only" if key in answered else "recorded only"
            self.differences.append(f"{path}: {side}")
        elif key in IDS and _is_id(recorded[key]):
            known = self.names.setdefault(str(recorded[key]), answered[key])
            if known != answered[key]:
                self.differences.append(f"{path}: {answered[key]!r} was {known!r} before")
        elif key in TIMES:
            if type(recorded[key]) is not type(answered[key]) or len(recorded[key]) != len(answered[key]):
                self.differences.append(f"{path}: {answered[key]!r} is no such time")
        elif isinstance(recorded[key], str) and "book-" in recorded[key]:
            if self.translate(recorded[key]) != answered[key]:
                self.differences.append(f"{path}: {answered[key]!r}")
        else:
            self.compare(recorded[key], answered[key], path)


def _is_id(value: Any) -> bool:
    return bool(RANDOM.fullmatch(str(value)) or str(value).startswith("book-"))


def exchanges() -> Iterator[tuple[str, list[Exchange]]]:
    yield from read_cases().items()
