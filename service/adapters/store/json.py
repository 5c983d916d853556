"""Records to JSON text and back, one adapter a type, made once."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(kind: type[T], record: T) -> str:
    return _adapter(cast(Hashable, kind)).dump_json(record).decode("utf-8")


def load(kind: type[T], text: str | bytes) -> T:
    record: T = _adapter(cast(Hashable, kind)).validate_json(text)
    return record
