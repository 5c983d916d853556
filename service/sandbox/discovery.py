"""Requests judged by the discovery documents that google-api-python-client packages.

``clean`` checks a message the way Google's JSON front end does (unknown names, wrong types, unknown enum values,
each with its sentence), drops nulls, and leaves out what the real service leaves out of its answers: zero values
of fields without presence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from googleapiclient.discovery_cache import get_static_doc

from .errors import ApiError
from .fieldmask import Mask, bad_mask

Schema = dict[str, Any]

KEEPS_ZERO = {
    ("GridRange", name) for name in ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
} | {
    ("DimensionRange", "startIndex"),
    ("DimensionRange", "endIndex"),
    ("SheetProperties", "sheetId"),
    ("SheetProperties", "index"),
    ("Color", "alpha"),
    ("InterpolationPoint", "value"),
    ("ChartData", "columnReference"),
}
"""Wrapped scalars: present even when zero."""

ZERO_KEEPING_SCHEMAS = {"TextFormat", "ExtendedValue", "Padding", "TextRotation", "ConditionValue"}


@cache
def document(service: str, version: str) -> dict[str, Any]:
    """The packaged discovery document, e.g. ("sheets", "v4")."""
    text = get_static_doc(service, version)
    if text is None:
        raise LookupError(f"no packaged discovery document for {service} {version}")
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded


@cache
def schemas(service: str, version: str) -> dict[str, Schema]:
    found: dict[str, Schema] = document(service, version)["schemas"]
    return found


class Cleaner:
    """Cleans messages of one API.

    ``skip`` names (schema, field) pairs passed on unlooked-at: bulk data whose reader checks it itself.
    """

    def __init__(self, service: str, version: str, skip: frozenset[tuple[str, str]] = frozenset()) -> None:
        self._schemas = schemas(service, version)
        self._skip = skip

    def clean(self, schema: str, value: Any, path: str = "", root: str = "") -> dict[str, Any]:
        """The cleaned message; raises 400. ``path`` is where it stands in the body."""
        where = path or root
        if not isinstance(value, Mapping):
            raise ApiError(400, f"Invalid value at '{where}' (type.googleapis.com/{schema}), {_shown(value)}")
        properties = self._schemas[schema].get("properties", {})
        out: dict[str, Any] = {}
        for key, item in value.items():
            if key not in properties:
                at = f" at '{where}'" if where else ""
                raise unknown_name(key, at)
            if item is None:
                continue
            if (schema, key) in self._skip:
                out[key] = item
                continue
            cleaned = self._field(properties[key], item, f"{path}.{key}" if path else key)
            if not _is_zero(cleaned) or schema in ZERO_KEEPING_SCHEMAS or (schema, key) in KEEPS_ZERO:
                out[key] = cleaned
        return out

    def _field(self, field: Schema, value: Any, path: str) -> Any:
        if "$ref" in field:
            return self.clean(field["$ref"], value, path)
        kind = field.get("type")
        if kind == "array":
            if not isinstance(value, list):
                return [self._field(field["items"], value, path)]
            value = flattened(value) if "$ref" in field["items"] else value
            return [self._field(field["items"], item, f"{path}[{i}]") for i, item in enumerate(value)]
        if kind == "object":
            inner = field.get("additionalProperties")
            if inner is None or not isinstance(value, Mapping):
                return value
            return {key: self._field(inner, item, f"{path}[{key}]") for key, item in value.items()}
        return _scalar(field, value, path)

    def check_mask(self, schema: str, mask: Mask, path: str = "") -> None:
        """Raises 400 for a mask path that the schema does not have."""
        properties = self._schemas[schema].get("properties", {})
        for key, inner in mask.items():
            if key == "*":
                continue
            here = f"{path}.{key}" if path else key
            field = properties.get(key)
            if field is None:
                raise bad_mask(here)
            field = field.get("items", field)
            if inner and "$ref" in field:
                self.check_mask(field["$ref"], inner, here)
            elif inner and field.get("type") != "object" and "*" not in inner:
                raise bad_mask(f"{here}.{next(iter(inner))}")


def flattened(items: list[Any]) -> list[Any]:
    """A list of messages without lists within: Google's parser takes nested ones as one."""
    if not any(isinstance(item, list) for item in items):
        return items
    return [one for item in items for one in (flattened(item) if isinstance(item, list) else [item])]


def unknown_name(key: str, at: str) -> ApiError:
    message = f'Invalid JSON payload received. Unknown name "{key}"{at}: Cannot find field.'
    return ApiError(400, message, details=[_violation(at.removeprefix(" at ").strip("'"), message)])


def invalid_value(path: str, type_name: str, value: Any) -> ApiError:
    """400 as for a value of the wrong type."""
    message = f"Invalid value at '{path}' ({type_name}), {_shown(value)}"
    return ApiError(400, message, details=[_violation(path, message)])


def _violation(path: str, message: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": path, "description": message}],
    }


def _shown(value: Any) -> str:
    return orjson.dumps(value).decode()


def _is_zero(value: Any) -> bool:
    return value is False or value == "" or value == [] or (type(value) in (int, float) and value == 0)


def _scalar(field: Schema, value: Any, path: str) -> Any:
    kind = field.get("type")
    if kind == "string":
        if not isinstance(value, str):
            raise invalid_value(path, "TYPE_STRING", value)
        if "enum" in field and value not in field["enum"]:
            raise invalid_value(path, "type.googleapis.com/google.apps.sheets.v4", value)
        return value
    if kind == "boolean":
        if not isinstance(value, bool):
            raise invalid_value(path, "TYPE_BOOL", value)
        return value
    if kind == "integer":
        return _integer(value, path)
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise invalid_value(path, "TYPE_DOUBLE", value)
        return value
    return value


def _integer(value: Any, path: str) -> int:
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            raise invalid_value(path, "TYPE_INT32", value) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise invalid_value(path, "TYPE_INT32", value)
    return int(value)
