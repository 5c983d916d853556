"""From a call to the mailbox it works on, and the parameters calls share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..api import Call
from ..errors import ApiError
from ..state import State
from . import scopes
from .box import Box, find_box, open_box
from .errors import bad_request
from .headers import base_address
from .render import FORMATS

MOST_LISTED = 500


class Access:
    """Opens mailboxes for calls: token's owner and ``userId`` must agree, its scopes must cover the method."""

    def __init__(self, state: State) -> None:
        self.state = state

    @contextmanager
    def reading(self, call: Call) -> Iterator[Box]:
        """The caller's mailbox in a snapshot."""
        owner = self._owner(call)
        with self.state.reading() as db:
            if box := find_box(self.state, db, owner):
                yield box
                return
        with self.writing(call) as box:
            yield box

    @contextmanager
    def writing(self, call: Call) -> Iterator[Box]:
        """The caller's mailbox in a write transaction."""
        owner = self._owner(call)
        with self.state.transaction() as db:
            yield open_box(self.state, db, owner)

    def _owner(self, call: Call) -> str:
        user = call.params.get("userId", "me")
        owner = base_address(call.mailbox)
        if user != "me" and base_address(user) != owner:
            raise ApiError(403, f"Delegation denied for {owner}", "forbidden")
        scopes.check(call.method_id, scopes.granted(self.state, call.headers))
        return owner

    def metadata_only(self, call: Call) -> bool:
        return scopes.metadata_only(scopes.granted(self.state, call.headers))


def number(call: Call, name: str, default: int, most: int = MOST_LISTED) -> int:
    """A positive number from the query, at most ``most``; absent and 0 mean the default."""
    text = call.query.get(name)
    if not text:
        return default
    if not text.isdigit():
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        raise bad_request(f"Invalid value at '{snake}' (TYPE_UINT32), \"{text}\"")
    return min(int(text), most) or default


def shape_of(call: Call, metadata_only: bool = False) -> tuple[str, list[str]]:
    """(format, metadataHeaders) of a get."""
    shape = call.query.get("format", "metadata" if metadata_only else "full").lower()
    if shape not in FORMATS:
        raise bad_request(
            f"Invalid value at 'format' (type.googleapis.com/google.apps.gmail.v1.Format), \"{shape}\""
        )
    if metadata_only and shape in ("full", "raw"):
        raise ApiError(403, f"Metadata scope doesn't allow format {shape.upper()}", "forbidden")
    return shape, call.query.getlist("metadataHeaders")


def strings(body: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts in a JSON body; 400 for anything else."""
    value = body.get(key) or []
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
        raise bad_request(f"Invalid value at '{key}' (TYPE_STRING)")
    return list(value)


def mapping(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object in a JSON body ({} when absent); 400 for anything else."""
    value = body.get(key) or {}
    if not isinstance(value, Mapping):
        raise bad_request(f"Invalid value at '{key}'")
    return value


def label_changes(body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """(to add, to remove) of a modify request; 400 where it says nothing, too much or both at once."""
    add, remove = strings(body, "addLabelIds"), strings(body, "removeLabelIds")
    if not add and not remove:
        raise bad_request("No label add or removes specified")
    if len(add) > 100 or len(remove) > 100:
        raise bad_request("Too many labels: at most 100 can be added or removed at once")
    if set(add) & set(remove):
        raise bad_request("Cannot both add and remove the same label")
    return add, remove
