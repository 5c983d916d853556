"""Messages as the API shows them: ``minimal``, ``metadata``, ``raw`` and ``full``."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from . import mime, store
from .box import Box
from .errors import bad_request

FORMATS = ("minimal", "full", "raw", "metadata")
ATTACHMENT_PREFIX = "ANGjdJ"


def brief(message: store.Stored) -> dict[str, Any]:
    """What most changes answer with: id, thread and labels."""
    out: dict[str, Any] = {"id": message.id, "threadId": message.thread}
    if message.labels:
        out["labelIds"] = list(message.labels)
    return out


def message(box: Box, item: store.Stored, shape: str = "full", wanted: Sequence[str] = ()) -> dict[str, Any]:
    """A message in a format; ``wanted`` names the headers of ``metadata`` (all when empty)."""
    out = brief(item) | {
        "snippet": item.snippet,
        "sizeEstimate": item.size,
        "historyId": str(item.history),
        "internalDate": str(item.internal_date),
    }
    if shape == "raw":
        out["raw"] = encoded(store.raw_of(box, item))
    elif shape in ("full", "metadata"):
        root = mime.parse(store.raw_of(box, item))
        out["payload"] = _metadata(root, wanted) if shape == "metadata" else _part(root, item.id)
    return out


def encoded(data: bytes) -> str:
    """base64url with padding, as Gmail gives it."""
    return base64.urlsafe_b64encode(data).decode("ascii")


def decoded(text: str, where: str) -> bytes:
    """Bytes of base64url (or plain base64), padded or not; 400 in Google's words otherwise."""
    compact = "".join(text.split()).replace("+", "-").replace("/", "_").rstrip("=")
    try:
        return base64.b64decode(compact + "=" * (-len(compact) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_request(
            f"Invalid value at '{where}' (TYPE_BYTES), Base64 decoding failed for \"{text[:100]}\""
        ) from error


def _header_list(part: mime.Part, wanted: Sequence[str] = ()) -> list[dict[str, str]]:
    names = {name.lower() for name in wanted}
    return [{"name": n, "value": v} for n, v in part.headers if not names or n.lower() in names]


def _metadata(root: mime.Part, wanted: Sequence[str]) -> dict[str, Any]:
    out: dict[str, Any] = {"mimeType": root.mime_type}
    if found := _header_list(root, wanted):
        out["headers"] = found
    return out


def _part(part: mime.Part, message_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {"size": len(part.data)}
    if part.is_attachment:
        body["attachmentId"] = attachment_id(message_id, part.part_id)
    elif part.data:
        body["data"] = encoded(part.data)
    out: dict[str, Any] = {"partId": part.part_id, "mimeType": part.mime_type, "filename": part.filename}
    if part.headers:
        out["headers"] = _header_list(part)
    out["body"] = body
    if part.parts:
        out["parts"] = [_part(child, message_id) for child in part.parts]
    return out


def attachment_id(message_id: str, part_id: str) -> str:
    """An attachment's id: opaque to clients, it names the part."""
    token = json.dumps([message_id, part_id], separators=(",", ":")).encode()
    return ATTACHMENT_PREFIX + base64.urlsafe_b64encode(token).decode().rstrip("=")


def attachment(box: Box, item: store.Stored, wanted: str) -> dict[str, Any]:
    """An attachment's size and data; 400 for an id that is none of this message's."""
    for part in mime.parse(store.raw_of(box, item)).walk():
        if part.is_attachment and attachment_id(item.id, part.part_id) == wanted:
            return {"size": len(part.data), "data": encoded(part.data)}
    raise bad_request("Invalid attachment token")
