"""users.messages: list, get, attachments, insert, import, send, modify, trash and delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api import Answer, Call
from ..errors import ApiError
from . import access, changes, contract, conversation, headers, labels, mime, render, sending, store, uploads
from .access import Access
from .box import Box
from .errors import bad_request, checked_id
from .search import Search

MOST_IDS = 1_000
NO_CONTENT = Answer(status=204)
INSERTABLE = {"SENT"}


class Messages:
    """Endpoints of the messages resource."""

    def __init__(self, opening: Access) -> None:
        self._open = opening

    def list(self, call: Call) -> Mapping[str, Any]:
        q = call.query.get("q", "")
        if q and self._open.metadata_only(call):
            raise ApiError(403, "Metadata scope does not support 'q' parameter", "forbidden")
        with self._open.reading(call) as box:
            search = Search(box, q, _label_ids(box, call), call.flag("includeSpamTrash"))
            rows, following = search.messages(
                access.number(call, "maxResults", 100), call.query.get("pageToken", "")
            )
            out: dict[str, Any] = {"resultSizeEstimate": search.count()}
            if rows:
                out["messages"] = [{"id": row[1], "threadId": row[2]} for row in rows]
            if following:
                out["nextPageToken"] = following
            return out

    def get(self, call: Call) -> Mapping[str, Any]:
        shape, wanted = access.shape_of(call, self._open.metadata_only(call))
        with self._open.reading(call) as box:
            return render.message(box, store.get(box, checked_id(call.params["id"])), shape, wanted)

    def attachment(self, call: Call) -> Mapping[str, Any]:
        with self._open.reading(call) as box:
            message = store.get(box, checked_id(call.params["messageId"]))
            return render.attachment(box, message, call.params["id"])

    def insert(self, call: Call) -> Mapping[str, Any] | Answer:
        return self._put(call, "receivedTime")

    def import_(self, call: Call) -> Mapping[str, Any] | Answer:
        return self._put(call, "dateHeader")

    def _put(self, call: Call, date_source: str) -> Mapping[str, Any] | Answer:
        upload = uploads.receive(self._open.state, call, uploads.INSERT_LIMIT)
        if isinstance(upload, Answer):
            return upload
        raw = uploads.required(upload.raw(upload.metadata, "raw", uploads.INSERT_LIMIT))
        source = call.query.get("internalDateSource") or date_source
        if source not in ("receivedTime", "dateHeader"):
            raise bad_request(f"Invalid value at 'internal_date_source' (TYPE_ENUM), \"{source}\"")
        if call.flag("deleted"):
            raise bad_request("Deleted messages can only be inserted into Google Workspace accounts")
        with self._open.writing(call) as box:
            wanted = access.strings(upload.metadata, "labelIds")
            labels.checked(box, [one for one in wanted if one not in INSERTABLE])
            thread = conversation.thread_for(box, raw, str(upload.metadata.get("threadId") or ""))
            message = store.add(box, raw, wanted, thread, _internal_date(box, raw, source))
            uploads.forget(self._open.state, call)
            return render.brief(message)

    def send(self, call: Call) -> Mapping[str, Any] | Answer:
        upload = uploads.receive(self._open.state, call, uploads.SEND_LIMIT)
        if isinstance(upload, Answer):
            return upload
        raw = uploads.required(upload.raw(upload.metadata, "raw", uploads.SEND_LIMIT))
        with self._open.writing(call) as box:
            thread = conversation.thread_for(box, raw, str(upload.metadata.get("threadId") or ""))
            message = sending.send(box, raw, thread)
            uploads.forget(self._open.state, call)
            return render.brief(message)

    def modify(self, call: Call) -> Mapping[str, Any]:
        add, remove = access.label_changes(contract.body_of(call))
        with self._open.writing(call) as box:
            message = store.get(box, checked_id(call.params["id"]))
            return render.brief(
                changes.modify(box, message, labels.checked(box, add), labels.checked(box, remove))
            )

    def batch_modify(self, call: Call) -> Answer:
        body = contract.body_of(call)
        ids = _ids(body)
        add, remove = access.label_changes(body)
        with self._open.writing(call) as box:
            labels.checked(box, [*add, *remove])
            for message in filter(None, (store.find(box, one) for one in ids)):
                changes.modify(box, message, add, remove)
        return NO_CONTENT

    def batch_delete(self, call: Call) -> Answer:
        ids = _ids(contract.body_of(call))
        with self._open.writing(call) as box:
            for message in filter(None, (store.find(box, one) for one in ids)):
                store.remove(box, message)
        return NO_CONTENT

    def trash(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return render.brief(changes.trash(box, store.get(box, checked_id(call.params["id"]))))

    def untrash(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return render.brief(changes.untrash(box, store.get(box, checked_id(call.params["id"]))))

    def delete(self, call: Call) -> Answer:
        with self._open.writing(call) as box:
            store.remove(box, store.get(box, checked_id(call.params["id"])))
        return NO_CONTENT


def _label_ids(box: Box, call: Call) -> list[str]:
    return labels.checked(box, call.query.getlist("labelIds"), settable=False)


def _ids(body: Mapping[str, Any]) -> list[str]:
    ids = access.strings(body, "ids")
    if not ids:
        raise bad_request("No message ids specified")
    if len(ids) > MOST_IDS:
        raise bad_request(f"Too many message ids: at most {MOST_IDS} are allowed")
    return list(dict.fromkeys(checked_id(one, "ids") for one in ids))


def _internal_date(box: Box, raw: bytes, source: str) -> int:
    stated = headers.date_ms(mime.parse(raw).first("date")) if source == "dateHeader" else None
    return box.now_ms() if stated is None else stated
