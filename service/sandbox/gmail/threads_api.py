"""users.threads: list, get, modify, trash and delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..api import Answer, Call
from ..errors import ApiError
from . import access, changes, contract, labels, render, store
from .access import Access
from .box import Box
from .errors import checked_id
from .messages_api import NO_CONTENT
from .search import Search


class Threads:
    """Endpoints of the threads resource."""

    def __init__(self, opening: Access) -> None:
        self._open = opening

    def list(self, call: Call) -> Mapping[str, Any]:
        q = call.query.get("q", "")
        if q and self._open.metadata_only(call):
            raise ApiError(403, "Metadata scope does not support 'q' parameter", "forbidden")
        with self._open.reading(call) as box:
            wanted = labels.checked(box, call.query.getlist("labelIds"), settable=False)
            search = Search(box, q, wanted, call.flag("includeSpamTrash"))
            rows, following = search.threads(
                access.number(call, "maxResults", 100), call.query.get("pageToken", "")
            )
            out: dict[str, Any] = {"resultSizeEstimate": search.count("DISTINCT m.thread")}
            if rows:
                out["threads"] = [{"id": i, "snippet": s, "historyId": str(h)} for i, s, h in rows]
            if following:
                out["nextPageToken"] = following
            return out

    def get(self, call: Call) -> Mapping[str, Any]:
        shape, wanted = access.shape_of(call, self._open.metadata_only(call))
        with self._open.reading(call) as box:
            messages = _messages(box, call)
            return {
                "id": messages[0].thread,
                "historyId": str(max(one.history for one in messages)),
                "messages": [render.message(box, one, shape, wanted) for one in messages],
            }

    def modify(self, call: Call) -> Mapping[str, Any]:
        add, remove = access.label_changes(contract.body_of(call))
        with self._open.writing(call) as box:
            labels.checked(box, [*add, *remove])
            return _each(box, call, lambda message: changes.modify(box, message, add, remove))

    def trash(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return _each(box, call, lambda message: changes.trash(box, message))

    def untrash(self, call: Call) -> Mapping[str, Any]:
        with self._open.writing(call) as box:
            return _each(box, call, lambda message: changes.untrash(box, message))

    def delete(self, call: Call) -> Answer:
        with self._open.writing(call) as box:
            for message in _messages(box, call):
                store.remove(box, message)
        return NO_CONTENT


def _messages(box: Box, call: Call) -> list[store.Stored]:
    messages = store.of_thread(box, checked_id(call.params["id"]))
    if not messages:
        raise ApiError(404)
    return messages


def _each(box: Box, call: Call, change: Callable[[store.Stored], store.Stored]) -> Mapping[str, Any]:
    changed = [change(message) for message in _messages(box, call)]
    return {"id": changed[0].thread, "messages": [render.brief(message) for message in changed]}
