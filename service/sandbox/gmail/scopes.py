"""What a token may do, where its scopes are known: tokens that ``/token`` issued. Any other token may do all."""

from __future__ import annotations

from starlette.datastructures import Headers

from ..errors import ApiError
from ..state import State

FULL = "https://mail.google.com/"
AUTH = "https://www.googleapis.com/auth/"
METADATA = f"{AUTH}gmail.metadata"
READING = ("gmail.modify", "gmail.readonly")
WRITING_LABELS = ("gmail.labels", "gmail.modify")
COMPOSING = ("gmail.compose", "gmail.modify")
SETTINGS = (*READING, "gmail.settings.basic")
ALLOWED: dict[str, tuple[str, ...]] = {
    "getProfile": (*READING, "gmail.compose", "gmail.metadata"),
    "stop": (*READING, "gmail.metadata"),
    "watch": (*READING, "gmail.metadata"),
    "drafts.get": (*READING, "gmail.compose"),
    "drafts.list": (*READING, "gmail.compose"),
    "drafts": COMPOSING,
    "history": (*READING, "gmail.metadata"),
    "labels.get": (*READING, "gmail.labels", "gmail.metadata"),
    "labels.list": (*READING, "gmail.labels", "gmail.metadata"),
    "labels": WRITING_LABELS,
    "messages.batchDelete": (),
    "messages.delete": (),
    "messages.get": (*READING, "gmail.metadata"),
    "messages.list": (*READING, "gmail.metadata"),
    "messages.import": ("gmail.insert", "gmail.modify"),
    "messages.insert": ("gmail.insert", "gmail.modify"),
    "messages.send": (*COMPOSING, "gmail.send"),
    "messages.attachments": READING,
    "messages": ("gmail.modify",),
    "threads.delete": (),
    "threads.get": (*READING, "gmail.metadata"),
    "threads.list": (*READING, "gmail.metadata"),
    "threads": ("gmail.modify",),
    "settings": SETTINGS,
}


def granted(state: State, headers: Headers) -> frozenset[str]:
    """The scopes of the caller's token; empty when they are not known."""
    token = headers.get("authorization", "").partition(" ")[2].strip()
    if not token.startswith("ya29."):
        return frozenset()
    with state.reading() as db:
        row = db.execute("SELECT scope FROM access_tokens WHERE token = ?", (token,)).fetchone()
    return frozenset(str(row[0]).split()) if row else frozenset()


def check(method_id: str, scopes: frozenset[str]) -> None:
    """403 ``insufficientPermissions`` when known scopes do not cover a method."""
    if not scopes or FULL in scopes:
        return
    method = method_id.removeprefix("gmail.users.")
    allowed = ALLOWED.get(method, ALLOWED.get(method.partition(".")[0], ()))
    if method.startswith("messages.attachments"):
        allowed = READING
    if not any(f"{AUTH}{name}" in scopes for name in allowed):
        raise ApiError(403, "Request had insufficient authentication scopes.", "insufficientPermissions")


def metadata_only(scopes: frozenset[str]) -> bool:
    """Whether the token sees headers and labels but neither bodies nor searches."""
    reading = {FULL, *(f"{AUTH}{name}" for name in READING)}
    return METADATA in scopes and not scopes & reading
