"""Records to JSON text and back, one adapter a type, made once."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def dump(kind: type[T], record: T) -> str:
    return _adapter(kind).dump_json(record).decode("utf-8")


def load(kind: type[T], text: str | bytes) -> T:
    record: T = _adapter(kind).validate_json(text)
    return record
