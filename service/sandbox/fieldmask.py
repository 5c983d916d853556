"""Field masks: ``sheets(properties.title,data/rowData)`` as a tree, and what they do to JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import ApiError

Mask = dict[str, Any]
"""Field name -> Mask below it; an empty Mask means everything below. ``*`` is a field name like another."""

TOKEN = re.compile(r"[A-Za-z0-9_*\-]+|[(),./]")


def parse_mask(text: str) -> Mask:
    """The tree of a mask; ``.`` and ``/`` both descend. Raises 400 for a malformed one."""
    tokens = TOKEN.findall(text.replace(" ", ""))
    if "".join(tokens) != text.replace(" ", "").replace("\n", ""):
        raise bad_mask(text)
    tree, rest = _parse_list(tokens, 0, text)
    if rest != len(tokens):
        raise bad_mask(text)
    return tree


def bad_mask(path: str) -> ApiError:
    """400 in Google's words for a mask path that names nothing."""
    description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    detail = {
        "@type": "type.googleapis.com/google.rpc.BadRequest",
        "fieldViolations": [{"field": path, "description": description}],
    }
    return ApiError(400, "Request contains an invalid argument.", "invalidParameter", details=[detail])


def _parse_list(tokens: list[str], at: int, text: str) -> tuple[Mask, int]:
    tree: Mask = {}
    while at < len(tokens) and tokens[at] != ")":
        at = _parse_path(tokens, at, tree, text)
        if at < len(tokens) and tokens[at] == ",":
            at += 1
    return tree, at


def _parse_path(tokens: list[str], at: int, tree: Mask, text: str) -> int:
    while True:
        if at >= len(tokens) or tokens[at] in "(),./":
            raise bad_mask(text)
        known = tokens[at] in tree
        below = tree.setdefault(tokens[at], {})
        at += 1
        if at < len(tokens) and tokens[at] in "./":
            tree, at = below, at + 1
            continue
        if at < len(tokens) and tokens[at] == "(":
            inner, at = _parse_list(tokens, at + 1, text)
            if at >= len(tokens):
                raise bad_mask(text)
            merge_masks(below, inner)
            return at + 1
        if known:
            below.clear()
        return at


def merge_masks(into: Mask, more: Mask) -> None:
    for key, below in more.items():
        merge_masks(into.setdefault(key, {}), below)


def mask_of(call_fields: str | None) -> Mask | None:
    """The mask of a ``fields`` query parameter; None where there is none, or where it wants all (``*``)."""
    if not call_fields:
        return None
    tree = parse_mask(call_fields)
    return None if "*" in tree else tree


def below(mask: Mask | None, name: str) -> tuple[bool, Mask | None]:
    """Whether a field is wanted, and the mask under it (None: everything)."""
    if mask is None:
        return True, None
    if name not in mask and "*" not in mask:
        return False, None
    inner = mask.get(name, mask.get("*"))
    return True, inner or None


def select(value: Any, mask: Mask | None) -> Any:
    """What a mask leaves of a JSON value. Messages that lose everything stay as ``{}``, as at Google."""
    if not mask or ("*" in mask and not mask["*"]):
        return value
    if isinstance(value, list):
        return [select(item, mask) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "*" in mask:
        return {key: select(item, mask["*"]) for key, item in value.items()}
    return {key: select(value[key], inner) for key, inner in mask.items() if key in value}


def overlay(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """``old`` with the masked fields taken from ``new``; masked fields that ``new`` lacks are cleared."""
    if not mask or "*" in mask:
        return dict(new)
    out = dict(old)
    for key, inner in mask.items():
        if inner and "*" not in inner:
            before, after = out.get(key), new.get(key)
            merged = overlay(
                before if isinstance(before, Mapping) else {}, after if isinstance(after, Mapping) else {}, inner
            )
            if merged or key in new:
                out[key] = merged
            else:
                out.pop(key, None)
        elif key in new:
            out[key] = new[key]
        else:
            out.pop(key, None)
    return out
