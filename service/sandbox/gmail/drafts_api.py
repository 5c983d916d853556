"""users.drafts. A draft's id stays; its message is a new one after every update, and sending ends the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api import Answer, Call
from ..errors import ApiError
from . import access, conversation, render, sending, store, uploads
from .access import Access
from .box import Box
from .messages_api import NO_CONTENT
from .search import Search


class Drafts:
    """Endpoints of the drafts resource."""

    def __init__(self, opening: Access) -> None:
        self._open = opening

    def create(self, call: Call) -> Mapping[str, Any] | Answer:
        upload = uploads.receive(self._open.state, call, uploads.SEND_LIMIT)
        if isinstance(upload, Answer):
            return upload
        message = access.mapping(upload.metadata, "message")
        raw = uploads.required(upload.raw(message, "message.raw", uploads.SEND_LIMIT))
        with self._open.writing(call) as box:
            raw = sending.drafted(box, raw)
            thread = conversation.thread_for(box, raw, str(message.get("threadId") or ""))
            draft = f"r{box.state.next_number('gmail_draft') * 7_919_777_143_651_133 % (1 << 63)}"
            stored = _keep(box, draft, raw, thread)
            uploads.forget(self._open.state, call)
            return {"id": draft, "message": render.brief(stored)}

    def update(self, call: Call) -> Mapping[str, Any] | Answer:
        upload = uploads.receive(self._open.state, call, uploads.SEND_LIMIT)
        if isinstance(upload, Answer):
            return upload
        message = access.mapping(upload.metadata, "message")
        raw = uploads.required(upload.raw(message, "message.raw", uploads.SEND_LIMIT))
        with self._open.writing(call) as box:
            draft = call.params["id"]
            stored = _replace(box, draft, raw, str(message.get("threadId") or ""))
            uploads.forget(self._open.state, call)
            return {"id": draft, "message": render.brief(stored)}

    def get(self, call: Call) -> Mapping[str, Any]:
        shape, wanted = access.shape_of(call)
        with self._open.reading(call) as box:
            message = _message(box, call.params["id"])
            return {"id": call.params["id"], "message": render.message(box, message, shape, wanted)}

    def list(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            search = Search(box, call.query.get("q", ""), ["DRAFT"], call.flag("includeSpamTrash"))
            rows, following = search.messages(
                access.number(call, "maxResults", 100), call.query.get("pageToken", "")
            )
            out: dict[str, Any] = {"resultSizeEstimate": search.count()}
            if rows:
                out["drafts"] = [_listed(box, *row) for row in rows]
            if following:
                out["nextPageToken"] = following
            return out

    def delete(self, call: Call) -> Answer:
        with self._open.writing(call) as box:
            store.remove(box, _message(box, call.params["id"]))
        return NO_CONTENT

    def send(self, call: Call) -> Mapping[str, Any] | Answer:
        """Sends a draft, with the content the request brings if it brings one; 404 once it is sent."""
        upload = uploads.receive(self._open.state, call, uploads.SEND_LIMIT)
        if isinstance(upload, Answer):
            return upload
        content = access.mapping(upload.metadata, "message")
        raw = upload.raw(content, "message.raw", uploads.SEND_LIMIT)
        draft = str(upload.metadata.get("id") or "")
        with self._open.writing(call) as box:
            if not draft and raw:
                sent = sending.send(
                    box, raw, conversation.thread_for(box, raw, str(content.get("threadId") or ""))
                )
            else:
                message = _message(box, draft)
                raw = raw or store.raw_of(box, message)
                store.remove(box, message)
                sent = sending.send(box, raw, message.thread)
            uploads.forget(self._open.state, call)
            return render.brief(sent)


def _keep(box: Box, draft: str, raw: bytes, thread: str | None) -> store.Stored:
    stored = store.add(box, raw, ("DRAFT",), thread, box.now_ms())
    box.db.execute("INSERT INTO gmail_drafts VALUES (?, ?, ?)", (box.number, draft, stored.number))
    return stored


def _replace(box: Box, draft: str, raw: bytes, wanted: str) -> store.Stored:
    before = _message(box, draft)
    raw = sending.drafted(box, raw)
    own = not wanted or wanted == before.thread
    thread = before.thread if own else conversation.thread_for(box, raw, wanted)
    store.remove(box, before)
    return _keep(box, draft, raw, thread)


def _message(box: Box, draft: str) -> store.Stored:
    row = box.db.execute(
        "SELECT message FROM gmail_drafts WHERE mailbox = ? AND id = ?", (box.number, draft)
    ).fetchone()
    if row is None:
        raise ApiError(404)
    return store.by_number(box, int(row[0]))


def _listed(box: Box, number: int, message: str, thread: str) -> dict[str, Any]:
    row = box.db.execute("SELECT id FROM gmail_drafts WHERE message = ?", (number,)).fetchone()
    return {"id": str(row[0]), "message": {"id": message, "threadId": thread}}
