"""Answers checked against Google's discovery documents, as packaged with google-api-python-client.

Stricter than the documents ask for: a key that the schema does not have fails too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from googleapiclient.discovery_cache import get_static_doc

Schema = Mapping[str, Any]
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


@cache
def document(service: str, version: str) -> Any:
    text = get_static_doc(service, version)
    assert text is not None, f"no packaged document for {service} {version}"
    return json.loads(text)


def problems(service: str, version: str, schema: str, value: Any) -> list[str]:
    """What is wrong with an answer of a schema (``"Spreadsheet"``): a line each, empty if it is right."""
    found: list[str] = []
    schemas = document(service, version)["schemas"]
    _walk(schemas, schemas[schema], value, schema, found)
    return found


def response_schema(service: str, version: str, method_id: str) -> str | None:
    """The schema that a method (``sheets.spreadsheets.get``) answers with; None if it answers nothing."""
    name: str | None = _methods(document(service, version))[method_id].get("response", {}).get("$ref")
    return name


def _methods(node: Any) -> dict[str, Any]:
    out = {method["id"]: method for method in node.get("methods", {}).values()}
    for resource in node.get("resources", {}).values():
        out |= _methods(resource)
    return out


def _walk(schemas: Schema, schema: Schema, value: Any, path: str, found: list[str]) -> None:
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind in ("integer", "number")):
        found.append(f"{path}: {value!r} is no {kind}")
    elif kind == "string" and "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value!r} is not in the enum")
    elif kind == "array":
        for index, item in enumerate(value):
            _walk(schemas, schema["items"], item, f"{path}[{index}]", found)
    elif kind == "object":
        _walk_object(schemas, schema, value, path, found)


def _walk_object(schemas: Schema, schema: Schema, value: Any, path: str, found: list[str]) -> None:
    properties, further = schema.get("properties", {}), schema.get("additionalProperties")
    for key, item in value.items():
        if key in properties:
            _walk(schemas, properties[key], item, f"{path}.{key}", found)
        elif further is not None:
            _walk(schemas, further, item, f"{path}.{key}", found)
        else:
            found.append(f"{path}: unknown key {key!r}")
