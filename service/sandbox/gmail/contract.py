"""Bodies and ``fields`` masks held against Gmail's discovery document, as Google's JSON front end does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import orjson

from ..api import Answer, Call, Endpoint
from ..discovery import Cleaner, document
from ..errors import ApiError
from ..fieldmask import mask_of, select

RAW_IS_BULK = frozenset({("Message", "raw")})


@cache
def _methods() -> dict[str, Mapping[str, Any]]:
    return {method["id"]: method for method in _walk(document("gmail", "v1"))}


def _walk(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from resource.get("methods", {}).values()
    for below in resource.get("resources", {}).values():
        yield from _walk(below)


@cache
def _cleaner() -> Cleaner:
    return Cleaner("gmail", "v1", RAW_IS_BULK)


def body_of(call: Call) -> dict[str, Any]:
    """The JSON body of a call, checked."""
    return checked(call.method_id, call.json())


def checked(method_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without nulls and zero values; 400 for a name or type that the method's request does not have."""
    schema = _methods()[method_id].get("request", {}).get("$ref")
    return _cleaner().clean(schema, body) if schema else {}


def masked(endpoint: Endpoint) -> Endpoint:
    """The endpoint with the ``fields`` parameter applied to what it answers."""

    def answer(call: Call) -> Answer | Mapping[str, Any]:
        mask = mask_of(call.query.get("fields"))
        if mask is not None:
            schema = _methods()[call.method_id].get("response", {}).get("$ref")
            if schema is None:
                raise ApiError(400, f"Invalid field selection {next(iter(mask), '')}", "invalidParameter")
            _cleaner().check_mask(schema, mask)
        result = endpoint(call)
        if mask is None or isinstance(result, Answer):
            return result
        found: Mapping[str, Any] = select(result, mask)
        return found

    return answer


def parsed(method_id: str, data: bytes) -> dict[str, Any]:
    """The checked JSON object of bytes; 400 otherwise."""
    try:
        value = orjson.loads(data) if data.strip() else {}
    except orjson.JSONDecodeError as error:
        raise ApiError(400, f"Invalid JSON payload received. {error.msg}") from error
    if not isinstance(value, dict):
        raise ApiError(400, 'Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return checked(method_id, value)
